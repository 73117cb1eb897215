package local

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"sync"

	"github.com/cockroachdb/pebble/v2"

	"kibitz/internal/table"
)

// maxBatchBytes bounds what one Batch is decoded from; a single record may be
// larger.
const maxBatchBytes = 4 << 20

// Changes implements table.Feed. It returns only what is durable.
func (db *DB) Changes(ctx context.Context, after table.Position, limit int) (table.Batch, error) {
	seq, err := parsePosition(after)
	if err == nil && (limit < 1 || seq > db.durable.seq.Load()) {
		err = fmt.Errorf("%d changes after %d, which is not there yet: %w", limit, seq, table.ErrInvalid)
	}
	var batch table.Batch
	for err == nil && len(batch.Changes) == 0 {
		if err = db.durable.wait(ctx, seq+1); err != nil {
			break
		}
		batch, seq, err = db.changes(seq, limit)
	}
	if err = cmp.Or(err, ctx.Err()); err != nil {
		return table.Batch{}, fmt.Errorf("read changes: %w", err)
	}
	return batch, nil
}

// changes reads up to limit durable changes after seq. When there are none, it
// returns up to where there are none.
func (db *DB) changes(seq uint64, limit int) (batch table.Batch, upto uint64, err error) {
	if err := db.enter(); err != nil {
		return table.Batch{}, 0, err
	}
	defer db.leave()
	upto = db.durable.seq.Load()
	// A trimmed log begins with what Pebble has to skip: start behind it.
	seq = max(seq, db.trim.done())
	iter, err := db.store.NewIter(&pebble.IterOptions{
		LowerBound: appendLogKey(nil, seq+1),
		UpperBound: appendLogKey(nil, upto+1),
	})
	if err != nil {
		return table.Batch{}, 0, storeError(err)
	}
	bytes := 0
	for ok := iter.First(); ok && len(batch.Changes) < limit && bytes < maxBatchBytes; ok = iter.Next() {
		record, n, err := readRecord(iter, seq)
		if err != nil {
			return table.Batch{}, 0, cmp.Or(err, iter.Close())
		}
		bytes += n
		batch.Changes = append(batch.Changes, record[:min(len(record), limit-len(batch.Changes))]...)
	}
	if n := len(batch.Changes); n > 0 {
		batch.Next = positionOf(batch.Changes[n-1].Seq)
	}
	return batch, upto, storeError(iter.Close())
}

// readRecord reads the changes after seq of the record that the iterator is
// at, and how many bytes they are stored in.
func readRecord(iter *pebble.Iterator, seq uint64) ([]table.Change, int, error) {
	last, ok := parseLogKey(iter.Key())
	if !ok {
		return nil, 0, corrupt("key %q in the change log", iter.Key())
	}
	value, err := iter.ValueAndErr()
	if err != nil {
		return nil, 0, storeError(err)
	}
	changes, err := decodeRecord(value, last)
	if err != nil {
		return nil, 0, err
	}
	if first := last + 1 - uint64(len(changes)); first <= seq {
		changes = changes[seq+1-first:]
	}
	return changes, len(value), nil
}

// A position is the sequence number of the last change that was read, as a
// decimal; "" stands for 0, before the first.

func positionOf(s table.Sequence) table.Position {
	n := binary.BigEndian.Uint64([]byte(s[len(s)-numberSize:]))
	return table.Position(strconv.FormatUint(n, 10))
}

func parsePosition(p table.Position) (seq uint64, err error) {
	if p == "" {
		return 0, nil
	}
	seq, err = strconv.ParseUint(string(p), 10, 64)
	if err != nil {
		return 0, fmt.Errorf("position %.30q: %w", p, table.ErrInvalid)
	}
	return seq, nil
}

// trim is how far the log is trimmed. Trims are put together, because each is a
// range that Pebble carries along until it has dropped what lies under it.
type trim struct {
	mu    sync.Mutex
	asked uint64 // nobody will ask for changes up to this one
	gone  uint64 // changes up to this one are removed
}

// trimStep is how many numbers of changes one removal spans at least, but for
// the removals of the sweeper.
const trimStep = 512

func (t *trim) done() uint64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.gone
}

// Trim implements table.Feed. The last few changes that may go are removed
// within a minute.
func (db *DB) Trim(ctx context.Context, through table.Position) error {
	seq, err := parsePosition(through)
	if err = cmp.Or(err, ctx.Err()); err != nil {
		return fmt.Errorf("trim changes: %w", err)
	}
	if err := db.enter(); err != nil {
		return fmt.Errorf("trim changes: %w", err)
	}
	defer db.leave()
	if err := db.trimLog(min(seq, db.durable.seq.Load()), trimStep); err != nil {
		return fmt.Errorf("trim changes: %w", err)
	}
	return nil
}

// metaTrimmed names the entry that keeps how far the log was trimmed, so that
// sequence numbers go on when nothing is left of it.
const metaTrimmed = "trimmed"

// trimLog removes changes up to seq, or notes that it may when they are fewer
// than step. It need not be durable: a crash brings back what the next trim
// removes again.
func (db *DB) trimLog(seq, step uint64) error {
	t := &db.trim
	t.mu.Lock()
	defer t.mu.Unlock()
	t.asked = max(t.asked, seq)
	if t.asked < t.gone+step {
		return nil
	}
	if err := db.durable.failed(); err != nil {
		return err
	}
	b := db.store.NewBatch()
	err := b.DeleteRange(appendLogKey(nil, t.gone+1), appendLogKey(nil, t.asked+1), nil)
	if err == nil {
		err = b.Set(appendMetaKey(nil, metaTrimmed), binary.BigEndian.AppendUint64(nil, t.asked), nil)
	}
	if err == nil {
		err = b.Commit(pebble.NoSync)
	}
	if err != nil {
		return storeError(err)
	}
	t.gone = t.asked
	return storeError(b.Close())
}

// recoverLog finds how far the log goes and how far it was trimmed. Pebble has
// synced all that it found when it opened.
func (db *DB) recoverLog() error {
	trimmed, err := db.read(appendMetaKey(nil, metaTrimmed))
	if err != nil {
		return err
	}
	if trimmed != nil {
		if len(trimmed) != numberSize {
			return corrupt("entry %s", metaTrimmed)
		}
		db.trim.gone = binary.BigEndian.Uint64(trimmed)
	}
	db.trim.asked = db.trim.gone
	db.last = db.trim.gone
	iter, err := db.store.NewIter(&pebble.IterOptions{
		LowerBound: appendLogKey(nil, db.trim.gone+1),
		UpperBound: after([]byte{spaceLog}),
	})
	if err != nil {
		return storeError(err)
	}
	if iter.Last() {
		seq, ok := parseLogKey(iter.Key())
		if !ok {
			return errors.Join(corrupt("key %q in the change log", iter.Key()), iter.Close())
		}
		db.last = seq
	}
	db.durable.reach(db.last)
	return storeError(iter.Close())
}
