// Package lambdastream folds the records that a DynamoDB stream sends to a
// Lambda function: what fold.Consumer is within one process.
//
// [New] makes the function that lambda.Start runs. It reads each record
// (record.go), folds those up to the first it cannot read, and names the
// first that is not done, from which Lambda sends the batch again. Lambda
// tries a bounded number of times; the template halves a batch meanwhile, so
// that in the end a record that nobody can read goes to the dead letters
// alone.
package lambdastream

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"kibitz/internal/fold"
	"kibitz/internal/table"
)

// Store folds, and writes the lists that are due; *fold.Lists does.
type Store interface {
	fold.Store
	Flush(ctx context.Context)
}

// Event is an [events.DynamoDBEvent] whose records are yet to be read, so that
// one which cannot be read does not make the whole event unreadable.
type Event struct {
	Records []json.RawMessage `json:"Records"`
}

// Function is what lambda.Start runs: a batch in, the first failed record out.
// The error is an invocation failure, upon which Lambda halves the batch and
// sends both parts again. It is safe for concurrent use.
type Function = func(context.Context, Event) (events.DynamoDBEventResponse, error)

// answerTime is kept back from the function's deadline, so that a batch too
// slow for it is still answered by how far it came.
const answerTime = time.Second

// New returns a function that folds batches into s and logs what fails.
func New(s Store, log *slog.Logger) Function {
	return func(ctx context.Context, event Event) (events.DynamoDBEventResponse, error) {
		if deadline, ok := ctx.Deadline(); ok {
			var cancel context.CancelFunc
			ctx, cancel = context.WithDeadline(ctx, deadline.Add(-answerTime))
			defer cancel()
		}
		done, err := apply(ctx, s, event.Records)
		s.Flush(ctx)
		if err == nil {
			return events.DynamoDBEventResponse{BatchItemFailures: []events.DynamoDBBatchItemFailure{}}, nil
		}
		failed, nameErr := sequenceNumber(event.Records[done])
		log.LogAttrs(ctx, slog.LevelError, "batch not folded",
			slog.Any("error", err), slog.Int("records", len(event.Records)), slog.Int("done", done), slog.String("sequence", failed))
		if nameErr != nil {
			return events.DynamoDBEventResponse{}, fmt.Errorf("lambdastream: record %d of %d: %w", done, len(event.Records), nameErr)
		}
		return events.DynamoDBEventResponse{
			BatchItemFailures: []events.DynamoDBBatchItemFailure{{ItemIdentifier: failed}},
		}, nil
	}
}

// apply folds records. When not all of them could be, it returns how many of
// the first are done for good, and why the next is not.
func apply(ctx context.Context, s fold.Store, records []json.RawMessage) (done int, err error) {
	changes := make([]table.Change, 0, len(records))
	var unreadable error
	for _, r := range records {
		c, err := change(r)
		if err != nil {
			// What follows may be of the same source, whose watermark would pass
			// this record: it waits until this one is dealt with.
			unreadable = err
			break
		}
		changes = append(changes, c)
	}
	err = fold.Apply(ctx, s, changes)
	if f, failed := fold.AsFailure(err); failed {
		return f.Index, f
	}
	if err != nil {
		return 0, err
	}
	return len(changes), unreadable
}
