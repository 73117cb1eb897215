package local

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/cockroachdb/pebble/v2"

	"kibitz/internal/table"
)

// Get implements table.Table. Every read is consistent; one that need not be
// only costs less.
func (db *DB) Get(ctx context.Context, g table.Get) (table.Got, error) {
	if err := cmp.Or(ctx.Err(), g.Validate()); err != nil {
		return table.Got{}, fmt.Errorf("get: %w", err)
	}
	if err := db.enter(); err != nil {
		return table.Got{}, fmt.Errorf("get: %w", err)
	}
	defer db.leave()
	got, newest, err := db.get(g)
	if err = cmp.Or(err, db.durable.wait(ctx, newest)); err != nil {
		return table.Got{}, fmt.Errorf("get: %w", err)
	}
	return got, nil
}

// get reads the items, and says which write must be durable before anybody may
// know of them.
func (db *DB) get(g table.Get) (got table.Got, newest uint64, err error) {
	now := db.now()
	got.Items = make([]table.Item, len(g.Keys))
	var seen map[table.Key]int
	if len(g.Keys) > 1 {
		seen = make(map[table.Key]int, len(g.Keys))
	}
	var partition []byte
	for i, k := range g.Keys {
		if first, twice := seen[k]; twice {
			got.Items[i] = got.Items[first].Clone()
			continue
		}
		if seen != nil {
			seen[k] = i
		}
		it, size, err := db.item(k)
		if err != nil {
			return table.Got{}, 0, err
		}
		if !it.Expired(now) {
			got.Items[i] = it
		}
		got.Units.Read += table.ReadUnits(size, g.Consistent)
		partition = appendPartition(partition[:0], k.PK)
		newest = max(newest, db.stripes.of(partition).last.Load())
	}
	return got, newest, nil
}

// item reads one item, also an expired one; nil when there is none.
func (db *DB) item(k table.Key) (it table.Item, size int, err error) {
	var buf [128]byte
	b, closer, err := db.store.Get(appendItemKey(buf[:0], k))
	if errors.Is(err, pebble.ErrNotFound) {
		return nil, 0, nil
	}
	if err != nil {
		return nil, 0, storeError(err)
	}
	it, size = itemOf(k)
	rest, err := decodeItem(b, it)
	if err = cmp.Or(err, closer.Close()); err != nil {
		return nil, 0, fmt.Errorf("item %q: %w", k, err)
	}
	return it, size + rest, nil
}

// read returns a copy of what is stored under a key, nil when there is nothing.
func (db *DB) read(key []byte) ([]byte, error) {
	value, closer, err := db.store.Get(key)
	if errors.Is(err, pebble.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, storeError(err)
	}
	return append([]byte{}, value...), storeError(closer.Close())
}
