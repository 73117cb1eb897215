package table

import (
	"context"
	"fmt"
	"math/big"
	"time"
)

// Feed is the ordered record of every change of a table. The embedded engine
// keeps its own change log; a DynamoDB endpoint has Streams; on AWS a Lambda
// trigger delivers the same Changes without a Feed.
//
// Delivery is at least once: whoever reads on from an old position sees the
// same changes again. Changes of items with the same partition key come in the
// order they were made; across partition keys there is no order to rely on. A
// write that leaves its item as it is makes no change.
type Feed interface {
	// Changes returns up to limit changes after the position, waiting until
	// there is at least one or ctx ends (then it returns ctx's error). The zero
	// Position starts at the oldest change that is kept.
	Changes(ctx context.Context, after Position, limit int) (Batch, error)

	// Trim tells the feed that nobody will ask for changes up to the position
	// again. It may keep them all the same.
	Trim(ctx context.Context, through Position) error
}

// Position is a place in a Feed: opaque, storable, "" at the beginning.
type Position string

// Batch is a run of changes.
type Batch struct {
	Changes []Change
	Next    Position // read on from here
}

// Change is one change of one item.
type Change struct {
	Seq     Sequence
	Key     Key
	Old     Item // nil: the item was created
	New     Item // nil: the item was removed
	Expired bool // removed by the engine because of its AttrTTL; engines need not record those
	At      time.Time
}

// Sequence numbers a change. Of two changes with the same partition key the
// later has the greater sequence, compared as bytes; that is all it says.
// Sequences are never reused, are all 17 bytes long and are stored as binary
// values.
type Sequence string

// sequenceLen holds DynamoDB's sequence numbers, decimals of at most 40
// digits: 10^40 < 2^136.
const sequenceLen = 17

// ParseSequence reads a decimal sequence number as DynamoDB Streams prints it.
func ParseSequence(decimal string) (Sequence, error) {
	n, ok := new(big.Int).SetString(decimal, 10)
	if !ok || n.Sign() < 0 || n.BitLen() > sequenceLen*8 {
		return "", fmt.Errorf("sequence number %q: %w", decimal, ErrInvalid)
	}
	return Sequence(n.FillBytes(make([]byte, sequenceLen))), nil
}

// SequenceOf returns the sequence for a counter of an engine's own.
func SequenceOf(n uint64) Sequence {
	return Sequence(new(big.Int).SetUint64(n).FillBytes(make([]byte, sequenceLen)))
}

// Value returns the sequence as a binary value, ordered as sequences are.
func (s Sequence) Value() Value { return Value{KindBytes, string(s)} }
