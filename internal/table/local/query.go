package local

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/cockroachdb/pebble/v2"

	"kibitz/internal/table"
)

// Query implements table.Table.
func (db *DB) Query(ctx context.Context, q table.Query) (table.Page, error) {
	if err := cmp.Or(ctx.Err(), q.Validate(db.schema)); err != nil {
		return table.Page{}, fmt.Errorf("query: %w", err)
	}
	if err := db.enter(); err != nil {
		return table.Page{}, fmt.Errorf("query: %w", err)
	}
	defer db.leave()
	r := db.rangeOf(q)
	page, err := db.page(q, r)
	// What was read is there by now, so whoever wrote it has marked the stripe.
	newest := db.stripes.of(r.partition).last.Load()
	if err = cmp.Or(err, db.durable.wait(ctx, newest)); err != nil {
		return table.Page{}, fmt.Errorf("query: %w", err)
	}
	return page, nil
}

// keyRange is what a query reads: the keys from lower on and before upper, all
// of them in one partition of the table or of an index.
type keyRange struct {
	partition    []byte // what all keys of the partition begin with
	lower, upper []byte
	index        *table.Index // nil for the table
}

func (db *DB) rangeOf(q table.Query) keyRange {
	if q.Index == "" {
		r := keyRange{partition: appendPartition(nil, q.PK)}
		r.lower = append(slices.Clip(r.partition), q.Prefix...)
		r.narrow(q, func(c table.Cursor) []byte { return append(slices.Clip(r.partition), c.SK...) })
		return r
	}
	n := slices.IndexFunc(db.schema.Indexes, func(ix table.Index) bool { return ix.Name == q.Index })
	r := keyRange{partition: appendIndexPartition(nil, n, q.PK), index: &db.schema.Indexes[n]}
	r.lower = appendEscaped(slices.Clip(r.partition), q.Prefix)
	r.narrow(q, func(c table.Cursor) []byte { return appendIndexTail(slices.Clip(r.partition), c.SK, c.Key) })
	return r
}

// narrow ends the range behind its prefix, and leaves out what lies before the
// cursor in the order of the query, and the cursor's own key.
func (r *keyRange) narrow(q table.Query, keyOf func(table.Cursor) []byte) {
	r.upper = after(r.lower)
	switch {
	case q.After == nil:
	case q.Descending:
		r.upper = keyOf(*q.After)
	default:
		r.lower = append(keyOf(*q.After), 0)
	}
}

// page reads the range until the limit or the size of a page is reached.
func (db *DB) page(q table.Query, r keyRange) (page table.Page, err error) {
	iter, err := db.store.NewIter(&pebble.IterOptions{LowerBound: r.lower, UpperBound: r.upper})
	if err != nil {
		return table.Page{}, storeError(err)
	}
	first, next := iter.First, iter.Next
	if q.Descending {
		first, next = iter.Last, iter.Prev
	}
	expired := expiredAt(db.now())
	read, bytes := 0, 0
	var last table.Cursor
	for ok := first(); ok; ok = next() {
		if read == q.Limit {
			page.Next = &last
			break
		}
		it, size, err := r.decode(q.PK, iter)
		if err != nil {
			return table.Page{}, cmp.Or(err, iter.Close())
		}
		if read > 0 && bytes+size > table.MaxPageSize {
			page.Next = &last
			break
		}
		read++
		bytes += size
		last = r.cursor(it)
		if !expired.Holds(it) {
			page.Items = append(page.Items, it)
		}
	}
	page.Units.Read = table.ReadUnits(bytes, q.Consistent)
	return page, storeError(iter.Close())
}

// decode reads the item or index entry that the iterator is at.
func (r *keyRange) decode(pk string, iter *pebble.Iterator) (it table.Item, size int, err error) {
	value, err := iter.ValueAndErr()
	if err != nil {
		return nil, 0, storeError(err)
	}
	tail := iter.Key()[len(r.partition):]
	if r.index == nil {
		it, size = newItem(table.Key{PK: pk, SK: string(tail)}, value)
	} else {
		sk, k, ok := parseIndexTail(tail)
		if !ok {
			return nil, 0, corrupt("key %q in index %s", iter.Key(), r.index.Name)
		}
		it, size = newItem(k, value)
		size += tell(it, r.index.PK, pk) + tell(it, r.index.SK, sk)
	}
	rest, err := decodeItem(value, it)
	if err != nil {
		return nil, 0, fmt.Errorf("entry %q: %w", iter.Key(), err)
	}
	return it, size + rest, nil
}

// cursor returns the place of an item that was read.
func (r *keyRange) cursor(it table.Item) table.Cursor {
	if r.index == nil {
		return table.Cursor{SK: it[table.AttrSK].Str()}
	}
	return table.Cursor{SK: it[r.index.SK].Str(), Key: it.Key()}
}
