package local

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

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
	expired := expiredAt(db.now())
	got.Items = make([]table.Item, len(g.Keys))
	var seen map[table.Key]int
	if len(g.Keys) > 1 {
		seen = make(map[table.Key]int, len(g.Keys))
	}
	look, err := db.lookup()
	if err != nil {
		return table.Got{}, 0, err
	}
	defer look.close()
	var partition []byte
	for i, k := range g.Keys {
		if first, twice := seen[k]; twice {
			got.Items[i] = got.Items[first].Clone()
			continue
		}
		if seen != nil {
			seen[k] = i
		}
		it, size, err := look.item(k)
		if err != nil {
			return table.Got{}, 0, err
		}
		if !expired.Holds(it) {
			got.Items[i] = it
		}
		got.Units.Read += table.ReadUnits(size, g.Consistent)
		partition = appendPartition(partition[:0], k.PK)
		newest = max(newest, db.stripes.of(partition).last.Load())
	}
	return got, newest, nil
}

// expiredAt is the condition that table.Item.Expired tests, made once for many
// items.
func expiredAt(now time.Time) table.Cond { return table.Less(table.AttrTTL, table.Int(now.Unix())) }

// lookup finds items by their keys, as they are when it begins. It costs less
// than lookups by themselves, and knows from filters in memory of most items
// that they do not exist, which Pebble's own Get does not.
type lookup struct {
	iter *pebble.Iterator
	key  []byte
}

func (db *DB) lookup() (*lookup, error) {
	iter, err := db.store.NewIter(&pebble.IterOptions{UseL6Filters: true})
	if err != nil {
		return nil, storeError(err)
	}
	return &lookup{iter: iter}, nil
}

// item reads one item, also an expired one; nil when there is none.
func (l *lookup) item(k table.Key) (it table.Item, size int, err error) {
	l.key = appendItemKey(l.key[:0], k)
	if !l.iter.SeekPrefixGE(l.key) {
		return nil, 0, storeError(l.iter.Error())
	}
	value, err := l.iter.ValueAndErr()
	if err != nil {
		return nil, 0, storeError(err)
	}
	it, size = newItem(k, value)
	rest, err := decodeItem(value, it)
	if err != nil {
		return nil, 0, fmt.Errorf("item %q: %w", k, err)
	}
	return it, size + rest, nil
}

// close ends the lookup. An error that it met was returned by item.
func (l *lookup) close() { _ = l.iter.Close() }

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
