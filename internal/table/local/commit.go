package local

import (
	"context"
	"fmt"

	"github.com/cockroachdb/pebble/v2"

	"kibitz/internal/table"
)

// commit is a batch on its way to the disk.
type commit struct {
	seq   uint64        // everything up to this write must be durable
	batch *pebble.Batch // applied, not yet waited for; nil when nothing was written
}

// wait returns when the commit is durable. Only a commit without a batch ends
// with ctx.
func (c commit) wait(ctx context.Context, d *durable) error {
	if c.batch == nil {
		return d.wait(ctx, c.seq)
	}
	if err := c.batch.SyncWait(); err != nil {
		d.fail(fmt.Errorf("write-ahead log: %w", storeError(err)))
		return d.failed()
	}
	d.reach(c.seq)
	return storeError(c.batch.Close())
}

// commit numbers the batch, adds the record of its changes to the log and
// makes it all visible. The caller holds the stripes of all that changes and
// is done with the batch.
func (db *DB) commit(b *batch) (commit, error) {
	defer b.free()
	if b.err != nil {
		return commit{}, storeError(b.err)
	}
	if b.store.Empty() {
		return commit{seq: b.held.last()}, storeError(b.store.Close())
	}
	var record *pebble.DeferredBatchOp
	if b.changes > 0 {
		record = b.store.SetDeferred(1+numberSize, len(b.log))
		copy(record.Value, b.log)
	}
	db.committing.Lock()
	defer db.committing.Unlock()
	if err := db.durable.failed(); err != nil {
		return commit{}, err
	}
	// A write without changes takes a number too, to be waited for.
	db.last += max(b.changes, 1)
	if record != nil {
		appendLogKey(record.Key[:0], db.last)
		if err := record.Finish(); err != nil {
			return commit{}, storeError(err)
		}
	}
	// Who sees the write must also see that it is not durable yet: so the
	// stripes are marked first.
	b.mark(db.last)
	if err := db.applyToStore(b.store); err != nil {
		db.durable.fail(err)
		return commit{}, err
	}
	return commit{seq: db.last, batch: b.store}, nil
}

// applyToStore makes the batch visible and hands it to the log writer. Pebble
// panics when it cannot write its log.
func (db *DB) applyToStore(b *pebble.Batch) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("write-ahead log: %w: %v", table.ErrUnavailable, p)
		}
	}()
	return storeError(db.store.ApplyNoSyncWait(b, pebble.Sync))
}
