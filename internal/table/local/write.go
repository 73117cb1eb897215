package local

import (
	"cmp"
	"context"
	"fmt"

	"kibitz/internal/table"
)

// Write implements table.Table. It never answers ErrConflict or ErrThrottled.
// A write that has begun is seen through: ctx ends it only before it is applied.
func (db *DB) Write(ctx context.Context, w table.Write) (table.Written, error) {
	if err := cmp.Or(ctx.Err(), w.Validate(db.schema)); err != nil {
		return table.Written{}, fmt.Errorf("write: %w", err)
	}
	if err := db.enter(); err != nil {
		return table.Written{}, fmt.Errorf("write: %w", err)
	}
	defer db.leave()
	written, made, err := db.apply(w)
	// An answer that nothing was written may follow from a write that is not
	// yet durable: it has to wait as well.
	if err := made.wait(ctx, &db.durable); err != nil {
		return table.Written{}, fmt.Errorf("write: %w", err)
	}
	if err != nil {
		return table.Written{}, fmt.Errorf("write: %w", err)
	}
	return written, nil
}

// apply does the whole write but for the waiting, alone on its partitions.
func (db *DB) apply(w table.Write) (written table.Written, made commit, err error) {
	held := db.stripes.lock(db.stripesOf(w))
	defer held.unlock()
	made.seq = held.last()

	var former, record *token
	if isTransaction(w) && w.Token != "" {
		if former, err = db.token(w.Token); err != nil {
			return table.Written{}, made, err
		}
		record = &token{digest: digest(w.Ops), at: db.now()}
		if former.lives(record.at) {
			written, err := former.replay(record)
			return written, made, err
		}
	}
	changes, err := db.load(w.Ops)
	if err != nil {
		return table.Written{}, made, err
	}
	if err := test(w.Ops, changes); err != nil {
		return table.Written{}, made, err
	}
	b := db.newBatch(held)
	for i, op := range w.Ops {
		c := &changes[i]
		if c.new, err = op.Apply(c.old); err != nil {
			return table.Written{}, made, fmt.Errorf("operation %d: %w", i, err)
		}
		b.add(*c)
		written.Units.Write += db.schema.WriteUnits(c.old, c.new, isTransaction(w))
		if record != nil {
			record.units += table.ReplayUnits(c.old, c.new)
		}
	}
	if record != nil {
		b.addToken(w.Token, former, record)
	}
	switch w.Return {
	case table.OldImage:
		written.Image = changes[0].old
	case table.NewImage:
		written.Image = changes[0].new
	case table.NoImage:
	}
	made, err = db.commit(b)
	return written, made, err
}

func isTransaction(w table.Write) bool { return len(w.Ops) > 1 }

// stripesOf returns the numbers of the stripes that the write locks.
func (db *DB) stripesOf(w table.Write) []int {
	var buf [128]byte
	numbers := make([]int, 0, len(w.Ops)+1)
	for _, op := range w.Ops {
		numbers = append(numbers, db.stripes.number(appendPartition(buf[:0], op.Key.PK)))
	}
	if w.Token != "" {
		numbers = append(numbers, db.stripes.number(appendTokenKey(buf[:0], w.Token)))
	}
	return numbers
}

// load reads the operations' items as they are before the write.
func (db *DB) load(ops []table.Op) ([]change, error) {
	look, err := db.lookup()
	if err != nil {
		return nil, err
	}
	defer look.close()
	changes := make([]change, len(ops))
	for i, op := range ops {
		old, _, err := look.item(op.Key)
		if err != nil {
			return nil, err
		}
		changes[i] = change{key: op.Key, old: old}
	}
	return changes, nil
}

// test returns a ConditionError when a condition does not hold.
func test(ops []table.Op, changes []change) error {
	failed := false
	for i, op := range ops {
		failed = failed || !op.Holds(changes[i].old)
	}
	if !failed {
		return nil
	}
	failure := &table.ConditionError{Reasons: make([]table.Reason, len(ops))}
	for i, op := range ops {
		old := changes[i].old
		if !op.Holds(old) {
			failure.Reasons[i] = table.Reason{Failed: true, Item: old}
		}
		// What is not written is paid as a test of the item, in a transaction
		// by every operation.
		failure.Units.Write += table.Schema{}.WriteUnits(old, old, len(ops) > 1)
	}
	return failure
}
