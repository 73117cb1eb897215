package table

import (
	"maps"
	"strings"
)

// What DynamoDB charges, by its documentation ("Read and write capacity",
// "Item sizes and formats", "Global secondary indexes"). The local engine
// computes its Units with these functions, and tabletest holds every engine to
// them.
const (
	readBlock  = 4 << 10 // bytes of one read unit
	writeBlock = 1 << 10 // bytes of one write unit

	// transactionFactor is what a transaction multiplies the price of the
	// table by; index entries cost in it what they cost outside.
	transactionFactor = 2
)

// Size returns the bytes that DynamoDB counts for the value, without a name.
func (v Value) Size() int {
	switch v.kind {
	case KindNumber:
		return numberSize(v.s)
	case KindBool:
		return 1
	}
	return len(v.s)
}

// numberSize is one byte, and one for each two digits before the point, for
// each two digits behind it and for a minus sign. Zeros at either end of the
// number do not count.
func numberSize(s string) int {
	magnitude, negative := strings.CutPrefix(s, "-")
	whole, fraction, _ := strings.Cut(magnitude, ".")
	if fraction == "" {
		whole = strings.TrimRight(whole, "0")
	}
	if whole == "0" {
		whole, fraction = "", strings.TrimLeft(fraction, "0")
	}
	n := 1 + (len(whole)+1)/2 + (len(fraction)+1)/2
	if negative {
		n++
	}
	return n
}

// Size returns the bytes that DynamoDB counts for the item: names and values.
func (it Item) Size() int {
	n := 0
	for name, v := range it {
		n += len(name) + v.Size()
	}
	return n
}

// ReadUnits returns the price of reading so many bytes: those of one item of a
// Get, or of all items together that a Query looked at. Finding nothing costs
// the minimum. A read that need not be consistent costs half.
func ReadUnits(bytes int, consistent bool) float64 {
	units := blocks(bytes, readBlock)
	if !consistent {
		units /= 2
	}
	return units
}

// WriteUnits returns the price of a write to the table itself, without its
// indexes: that of the larger of the item before and after, either of which
// may be nil. Who only tests conditions, and who fails them, pays
// WriteUnits(old, nil).
func WriteUnits(old, new Item) float64 {
	return blocks(max(old.Size(), new.Size()), writeBlock)
}

// WriteUnits returns the price of a write to the table and its indexes.
func (s Schema) WriteUnits(old, new Item, transaction bool) float64 {
	units := WriteUnits(old, new)
	if transaction {
		units *= transactionFactor
	}
	for _, ix := range s.Indexes {
		units += ix.WriteUnits(old, new)
	}
	return units
}

// ReplayUnits returns the read units of an operation in a transaction that is
// repeated with its token: nothing is written again, but the item it once
// wrote is read.
func ReplayUnits(old, new Item) float64 {
	return transactionFactor * blocks(max(old.Size(), new.Size()), readBlock)
}

// Project returns the item's entry in the index, nil when it has none.
func (ix Index) Project(it Item) Item {
	if it[ix.PK].Str() == "" || it[ix.SK].Str() == "" {
		return nil
	}
	entry := make(Item, 4+len(ix.Include))
	for _, name := range []string{AttrPK, AttrSK, ix.PK, ix.SK} {
		entry[name] = it[name]
	}
	for _, name := range ix.Include {
		if v, ok := it[name]; ok {
			entry[name] = v
		}
	}
	return entry
}

// WriteUnits returns the price of what a write to the item changes in the
// index: nothing when the entry stays as it is, the larger of both entries
// when it changes in its place, and both when it moves, comes or goes.
func (ix Index) WriteUnits(old, new Item) float64 {
	before, after := ix.Project(old), ix.Project(new)
	if maps.Equal(before, after) {
		return 0
	}
	if before != nil && after != nil && before[ix.PK] == after[ix.PK] && before[ix.SK] == after[ix.SK] {
		return WriteUnits(before, after)
	}
	units := 0.0
	if before != nil {
		units += WriteUnits(before, nil)
	}
	if after != nil {
		units += WriteUnits(nil, after)
	}
	return units
}

// blocks returns how many blocks so many bytes fill, at least one.
func blocks(bytes, size int) float64 {
	return float64(max(1, (bytes+size-1)/size))
}
