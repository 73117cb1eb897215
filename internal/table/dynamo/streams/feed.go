// Package streams is the change feed of a table at a DynamoDB endpoint: its
// Streams API, polled. On AWS a Lambda trigger does the polling, and this
// package is not linked.
//
// The reader's map:
//
//	feed.go      Feed: a batch of changes after a position
//	position.go  positions: how far each shard was read
//	lineage.go   shards and their parents: which may be read next
//	stream.go    the calls of the API: streams, shards, iterators, records
//	change.go    a record as a table.Change
//
// A stream is a forest of shards. A shard that DynamoDB closes, after some
// hours or when its partition is split, goes on in its children, and the
// changes of one item are in order only when a shard is read to its end before
// its children are begun. Shards are forgotten after 24 hours, and with them
// whatever was not read by then.
package streams

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"

	"kibitz/internal/table"
	"kibitz/internal/table/dynamo"
)

// pollPause is the time between two looks at a stream on which nothing
// happens. DynamoDB wants at most some looks a second at each shard; Lambda's
// own poller takes four.
const pollPause = 250 * time.Millisecond

// Feed is a table.Feed on the stream of one table. It keeps nothing that
// matters: any number of Feeds and of consumers of one may read the same
// stream, each from its own position.
type Feed struct {
	api  *api
	log  *slog.Logger
	wait func(context.Context, time.Duration) error

	mu    sync.Mutex
	turns int // rotates the shard that is read first
}

var _ table.Feed = (*Feed)(nil)

// New returns the feed of the table that the options name, which has to have a
// stream of old and new images. It connects with the first call. The log hears
// of changes that could not be handed over: trimmed because nobody read them
// for 24 hours, or of items that are not of this program's making.
func New(o dynamo.Options, log *slog.Logger) *Feed {
	f := &Feed{api: newAPI(o), log: log, wait: o.Wait}
	if f.wait == nil {
		f.wait = dynamo.Wait
	}
	return f
}

// Changes implements table.Feed. Calls of the API are repeated a little by the
// SDK; an error that stays is table.ErrUnavailable or ctx's own, and the same
// position can be asked for again.
func (f *Feed) Changes(ctx context.Context, after table.Position, limit int) (table.Batch, error) {
	if limit < 1 {
		return table.Batch{}, fmt.Errorf("changes without a limit: %w", table.ErrInvalid)
	}
	pos, err := parsePosition(after)
	if err != nil {
		return table.Batch{}, err
	}
	for {
		var changes []table.Change
		changes, pos, err = f.pass(ctx, pos, limit)
		if ctx.Err() != nil {
			return table.Batch{}, ctx.Err()
		}
		if err != nil {
			return table.Batch{}, fmt.Errorf("read stream of table %s: %w", f.api.table, err)
		}
		if len(changes) > 0 {
			return table.Batch{Changes: changes, Next: pos.encode()}, nil
		}
		if err := f.wait(ctx, pollPause); err != nil {
			return table.Batch{}, err
		}
	}
}

// Trim implements table.Feed: a stream trims itself, after 24 hours.
func (f *Feed) Trim(context.Context, table.Position) error { return nil }

// pass reads once from each shard that may be read now, up to the limit.
func (f *Feed) pass(ctx context.Context, after position, limit int) (changes []table.Change, pos position, err error) {
	lineage, err := f.api.lineage(ctx, after)
	if err != nil {
		return nil, nil, err
	}
	pos = maps.Clone(after)
	for _, shard := range rotate(lineage.readable(pos), f.turn()) {
		if len(changes) == limit {
			break
		}
		records, err := f.records(ctx, shard, pos[shard], limit-len(changes))
		if err != nil {
			return nil, nil, err
		}
		for _, r := range records {
			c, err := change(r)
			if err != nil { // it would be the same next time
				f.log.ErrorContext(ctx, "change passed over", slog.String("table", f.api.table), slog.String("shard", shard), slog.Any("error", err))
			} else {
				changes = append(changes, c)
			}
			pos[shard] = sequence(r)
		}
	}
	return changes, lineage.prune(pos), nil
}

// records reads a shard on from a sequence number. What has been trimmed in
// the meantime is lost; the log says so, and the reading goes on with what is
// left.
func (f *Feed) records(ctx context.Context, shard, after string, limit int) ([]types.Record, error) {
	records, err := f.api.records(ctx, shard, after, limit)
	if !isTrimmed(err) {
		return records, err
	}
	f.log.ErrorContext(ctx, "stream trimmed before it was read", slog.String("table", f.api.table), slog.String("shard", shard), slog.Any("after", after))
	return f.api.records(ctx, shard, "", limit)
}

func (f *Feed) turn() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.turns++
	return f.turns
}

// rotate returns the list begun at another place, so that no busy shard keeps
// the others waiting.
func rotate(shards []string, by int) []string {
	if len(shards) == 0 {
		return nil
	}
	by %= len(shards)
	return append(shards[by:len(shards):len(shards)], shards[:by]...)
}
