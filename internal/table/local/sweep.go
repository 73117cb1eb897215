package local

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/cockroachdb/pebble/v2"
)

// sweepStep is how many expired things are removed at once. Writers of their
// partitions wait for so many reads.
const sweepStep = 100

// sweepOn sweeps at every tick until ctx ends.
func (db *DB) sweepOn(ctx context.Context, tick <-chan time.Time) {
	if tick == nil {
		t := time.NewTicker(sweepInterval)
		defer t.Stop()
		tick = t.C
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick:
			if err := db.sweep(ctx); err != nil {
				db.log.Errorf("sweep: %v", err)
			}
		}
	}
}

// sweep removes everything that has expired, and the changes that may go. It
// stops between two steps when ctx ends.
func (db *DB) sweep(ctx context.Context) error {
	if err := db.trimLog(0, 1); err != nil {
		return err
	}
	for ctx.Err() == nil {
		found, err := db.findExpired(sweepStep)
		if err != nil || len(found) == 0 {
			return err
		}
		c, err := db.removeExpired(found)
		if err == nil {
			err = c.wait(ctx, &db.durable)
		}
		if err != nil {
			return fmt.Errorf("remove expired: %w", err)
		}
	}
	return nil
}

// expired is one expiry entry whose time has come.
type expired struct {
	second uint64
	key    []byte // of the item or token
}

// findExpired returns the oldest expiry entries whose time has come.
func (db *DB) findExpired(limit int) (found []expired, err error) {
	iter, err := db.store.NewIter(&pebble.IterOptions{
		LowerBound: []byte{spaceExpiry},
		UpperBound: appendExpiryKey(nil, uint64(max(0, db.now().Unix())), nil),
	})
	if err != nil {
		return nil, storeError(err)
	}
	for ok := iter.First(); ok && len(found) < limit; ok = iter.Next() {
		second, key, ok := parseExpiryKey(iter.Key())
		if !ok {
			err = corrupt("expiry entry %q", iter.Key())
			break
		}
		found = append(found, expired{second, append([]byte(nil), key...)})
	}
	return found, cmp.Or(err, storeError(iter.Close()))
}

// removeExpired removes what was found and is still as it was found. The
// entries are gone afterwards, whatever they were for.
func (db *DB) removeExpired(found []expired) (commit, error) {
	numbers := make([]int, len(found))
	for i, e := range found {
		numbers[i] = db.stripes.number(e.partition())
	}
	held := db.stripes.lock(numbers)
	defer held.unlock()
	look, err := db.lookup()
	if err != nil {
		return commit{}, err
	}
	defer look.close()
	b := db.newBatch(held)
	for _, e := range found {
		if err := db.addRemoval(b, look, e); err != nil {
			return commit{}, err
		}
		b.delete(appendExpiryKey(nil, e.second, e.key))
	}
	return db.commit(b)
}

// partition returns what the lock on the thing is for.
func (e expired) partition() []byte {
	if k, ok := parseItemKey(e.key); ok {
		return appendPartition(nil, k.PK)
	}
	return e.key
}

// addRemoval adds the removal of the thing, unless it has another expiry by
// now.
func (db *DB) addRemoval(b *batch, look *lookup, e expired) error {
	if k, ok := parseItemKey(e.key); ok {
		it, _, err := look.item(k)
		if err == nil && it != nil && expiryOf(it) == e.second {
			b.add(change{key: k, old: it, expired: true})
		}
		return err
	}
	name, ok := parseTokenKey(e.key)
	if !ok {
		return corrupt("expiry entry of %q", e.key)
	}
	t, err := db.token(name)
	if err == nil && t.expiry() == e.second {
		b.delete(e.key)
	}
	return err
}
