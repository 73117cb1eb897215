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
	iter *pebble.Iterator // of what was there before the update
	b    *pebble.Batch
}

func openPebble(dir string) (store, error) {
	const memtable = 6 << 20
	cache := pebble.NewCache(cacheSize + 2*memtable) // Pebble takes memtables out of it
	defer cache.Unref()
	opts := &pebble.Options{
		FormatMajorVersion: pebble.FormatTableFormatV6,
		Cache:              cache,
		MemTableSize:       memtable,
		Logger:             quiet{},
	}
	for i := range opts.Levels {
		opts.Levels[i].FilterPolicy = bloom.FilterPolicy(10)
	}
	opts.ApplyCompressionSettings(func() pebble.DBCompressionSettings { return pebble.DBCompressionNone })
	db, err := pebble.Open(dir, opts)
	if err != nil {
		return nil, err
	}
	return &pebbleStore{db: db}, nil
}

func (s *pebbleStore) update(f func(txn) error) error {
	b, err := s.apply(f)
	if err != nil {
		return err
	}
	if err := b.SyncWait(); err != nil {
		return err
	}
	return b.Close()
}

func (s *pebbleStore) apply(f func(txn) error) (*pebble.Batch, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	iter, err := s.db.NewIter(&pebble.IterOptions{UseL6Filters: true})
	if err != nil {
		return nil, err
	}
	b := s.db.NewBatch()
	if err := errors.Join(f(pebbleTxn{iter, b}), iter.Close()); err != nil {
		return nil, err
	}
	return b, s.db.ApplyNoSyncWait(b, pebble.Sync)
}

func (t pebbleTxn) get(key []byte) ([]byte, error) {
	if !t.iter.SeekPrefixGE(key) {
		return nil, t.iter.Error()
	}
	v, err := t.iter.ValueAndErr()
	return bytes.Clone(v), err
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
