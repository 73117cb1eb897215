package local

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/cockroachdb/pebble/v2"

	"kibitz/internal/table"
)

// The store remembers of each index, by its number, what its entries were made
// of. When the schema says something else, the index is built again.

// metaIndex begins the name of the entry that describes an index.
const metaIndex = "index"

func appendIndexMeta(b []byte, n int) []byte {
	return appendMetaKey(b, metaIndex+strconv.Itoa(n))
}

// describe returns all that the entries of an index depend on.
func describe(ix table.Index) []byte {
	b := appendText(appendText(nil, ix.PK), ix.SK)
	for _, name := range slices.Sorted(slices.Values(ix.Include)) {
		b = appendText(b, name)
	}
	return b
}

// buildIndexes builds the indexes that are new or changed, and removes those
// that are gone.
func (db *DB) buildIndexes() error {
	for n := 0; ; n++ {
		stored, err := db.read(appendIndexMeta(nil, n))
		if err != nil {
			return err
		}
		var wanted []byte
		if n < len(db.schema.Indexes) {
			wanted = describe(db.schema.Indexes[n])
		}
		switch {
		case stored == nil && wanted == nil:
			return nil
		case bytes.Equal(stored, wanted):
			continue
		}
		if err := db.removeIndex(n); err != nil {
			return err
		}
		if wanted == nil {
			continue
		}
		db.log.building(db.schema.Indexes[n].Name)
		if err := db.buildIndex(n, db.schema.Indexes[n]); err != nil {
			return fmt.Errorf("build index %s: %w", db.schema.Indexes[n].Name, err)
		}
		if err := db.store.Set(appendIndexMeta(nil, n), wanted, pebble.NoSync); err != nil {
			return storeError(err)
		}
	}
}

// removeIndex forgets the index and removes its entries. Nothing here waits for
// a sync: a crash brings back the end of an earlier step, which begins again.
func (db *DB) removeIndex(n int) error {
	space := appendIndexSpace(nil, n)
	err := db.store.Delete(appendIndexMeta(nil, n), pebble.NoSync)
	return storeError(cmp.Or(err, db.store.DeleteRange(space, after(space), pebble.NoSync)))
}

// buildBytes is how much is put into the store at once.
const buildBytes = 1 << 20

// buildIndex makes the entries of all items.
func (db *DB) buildIndex(n int, ix table.Index) error {
	iter, err := db.store.NewIter(&pebble.IterOptions{LowerBound: []byte{spaceItem}, UpperBound: []byte{spaceItem + 1}})
	if err != nil {
		return storeError(err)
	}
	b := db.newBatch(nil)
	for ok := iter.First(); ok; ok = iter.Next() {
		it, err := itemAt(iter)
		if err != nil {
			return cmp.Or(err, iter.Close())
		}
		b.addEntry(n, ix, nil, ix.Project(it))
		if b.store.Len() < buildBytes {
			continue
		}
		if err := b.flush(); err != nil {
			return cmp.Or(err, iter.Close())
		}
		b = db.newBatch(nil)
	}
	return storeError(cmp.Or(iter.Close(), b.flush()))
}

// flush puts the batch into the store as it is, without waiting for a sync.
func (b *batch) flush() error {
	defer b.free()
	if b.err != nil {
		return storeError(b.err)
	}
	return storeError(cmp.Or(b.store.Commit(pebble.NoSync), b.store.Close()))
}

// itemAt reads the item that the iterator is at.
func itemAt(iter *pebble.Iterator) (table.Item, error) {
	k, ok := parseItemKey(iter.Key())
	if !ok {
		return nil, corrupt("key %q among the items", iter.Key())
	}
	value, err := iter.ValueAndErr()
	if err != nil {
		return nil, storeError(err)
	}
	it, _ := newItem(k, value)
	if _, err := decodeItem(value, it); err != nil {
		return nil, fmt.Errorf("item %q: %w", k, err)
	}
	return it, nil
}
