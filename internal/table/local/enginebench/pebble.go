package main

import (
	"bytes"
	"errors"
	"sync"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/bloom"
)

// pebbleStore reads and applies under a lock and waits for the log's sync
// outside it: Pebble's log writer lets all who wait share one.
type pebbleStore struct {
	db *pebble.DB
	mu sync.Mutex
}

type pebbleTxn struct {
	db *pebble.DB
	b  *pebble.Batch
}

func openPebble(dir string) (store, error) {
	cache := pebble.NewCache(8 << 20)
	defer cache.Unref()
	opts := &pebble.Options{
		FormatMajorVersion: pebble.FormatNewest,
		Cache:              cache,
		MemTableSize:       4 << 20,
		Logger:             quiet{},
	}
	for i := range opts.Levels {
		opts.Levels[i].FilterPolicy = bloom.FilterPolicy(10)
	}
	db, err := pebble.Open(dir, opts)
	if err != nil {
		return nil, err
	}
	return &pebbleStore{db: db}, nil
}

func (s *pebbleStore) update(f func(txn) error) error {
	s.mu.Lock()
	b := s.db.NewIndexedBatch()
	err := f(pebbleTxn{s.db, b})
	if err == nil {
		err = s.db.ApplyNoSyncWait(b, pebble.Sync)
	}
	s.mu.Unlock()
	if err != nil {
		return err
	}
	if err := b.SyncWait(); err != nil {
		return err
	}
	return b.Close()
}

func (t pebbleTxn) get(key []byte) ([]byte, error) {
	v, closer, err := t.b.Get(key)
	if errors.Is(err, pebble.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer closer.Close()
	return bytes.Clone(v), nil
}

func (t pebbleTxn) put(key, value []byte) error { return t.b.Set(key, value, nil) }

func (s *pebbleStore) scan(prefix []byte, limit int) (n int, err error) {
	upper := bytes.Clone(prefix)
	upper[len(upper)-1]++
	it, err := s.db.NewIter(&pebble.IterOptions{LowerBound: prefix, UpperBound: upper})
	if err != nil {
		return 0, err
	}
	for ok := it.First(); ok && n < limit; ok = it.Next() {
		_ = bytes.Clone(it.Value())
		n++
	}
	return n, it.Close()
}

func (s *pebbleStore) trim(from, to []byte) error { return s.db.DeleteRange(from, to, pebble.NoSync) }

func (s *pebbleStore) close() error { return s.db.Close() }

type quiet struct{}

func (quiet) Infof(string, ...any)  {}
func (quiet) Errorf(string, ...any) {}
func (quiet) Fatalf(format string, args ...any) {
	pebble.DefaultLogger.Fatalf(format, args...)
}
