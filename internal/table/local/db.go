// Package local is the embedded table engine: a durable table.Table and its
// table.Feed in one directory of one machine, for one process at a time. It
// keeps what the port asks for on top of Pebble, an ordered key-value store
// with a write-ahead log.
//
// The reader's map:
//
//	db.go       DB: open, close, the state all calls share
//	dir.go      the directory: its lock and its format
//	get.go      Get        query.go  Query
//	write.go    Write: locks, conditions, effects, prices
//	batch.go    all entries of one write      commit.go  puts them into the store
//	stripe.go   locks on partitions, and which of them have unsynced writes
//	durable.go  how far the write-ahead log is synced
//	token.go    repeated transactions
//	feed.go     Changes and Trim        record.go  how a change is stored
//	sweep.go    removes what has expired
//	index.go    builds indexes again when the schema has changed
//	store.go    how Pebble is set up
//	key.go      the keys of the store   item.go    how an item is stored
//
// How a write becomes durable. A write locks the partitions it names, reads
// its items, tests its conditions and applies one batch: items, index entries,
// expiry entries, change record, token. From then on others see it, and the
// locks are gone; it returns when the log is synced as far as its batch. All
// who wait at one time share one sync. Whoever meets a write that is not yet
// synced, by reading it or failing a condition because of it, waits for that
// sync too, so no answer ever depends on something that a crash takes back.
//
// Pebble keeps the log in the order in which batches are applied, which is the
// order of their sequence numbers: what is synced is always a beginning of the
// change log.
package local

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"

	"kibitz/internal/table"
)

// Errors of Open, and of calls that meet a damaged store.
var (
	// ErrLocked: another process has the directory open, or this one has.
	ErrLocked = errors.New("directory is in use")
	// ErrFormat: a later version of the program wrote the directory.
	ErrFormat = errors.New("directory has a newer format")
	// ErrCorrupt: what is stored cannot be read.
	ErrCorrupt = errors.New("store is corrupt")
)

// errClosed is what calls meet after Close.
var errClosed = fmt.Errorf("closed: %w", table.ErrUnavailable)

// Options are the settings of a DB. The zero value is ready to use.
type Options struct {
	Now  func() time.Time // the clock; nil for time.Now
	Tick <-chan time.Time // when to remove expired items; nil for once a minute
	Log  *slog.Logger     // gets the storage library's warnings and what takes long; nil for nobody

	fs vfs.FS // tests: in place of the disk
}

// sweepInterval is how long expired items stay in the store at most, unseen,
// while the program runs. DynamoDB takes up to two days.
const sweepInterval = time.Minute

// DB is an open table. It implements table.Table and table.Feed.
type DB struct {
	schema table.Schema
	now    func() time.Time
	log    storeLogger
	store  *pebble.DB
	cache  *pebble.Cache
	dir    *directory

	stripes *stripes
	durable durable

	committing sync.Mutex // held while a batch is numbered and applied
	last       uint64     // the last sequence number given out; guarded by committing

	trim trim

	calls   sync.RWMutex // held for reading by every call, for writing to close
	closed  bool         // guarded by calls
	stop    context.CancelFunc
	sweeper sync.WaitGroup
}

var (
	_ table.Table = (*DB)(nil)
	_ table.Feed  = (*DB)(nil)
)

// Open opens the table in the directory, making both when they are absent. A
// table that was not closed, because its process was killed or the power went,
// is brought back to its last durable write. When the schema has other indexes
// than the last time, it builds them again, which takes seconds for a million
// items.
//
// Errors: ErrLocked, ErrFormat, ErrCorrupt, or what the file system says.
func Open(dir string, schema table.Schema, opt Options) (*DB, error) {
	db, err := open(dir, schema, opt)
	if err != nil {
		return nil, fmt.Errorf("open table in %s: %w", dir, err)
	}
	ctx, stop := context.WithCancel(context.Background())
	db.stop = stop
	db.sweeper.Go(func() { db.sweepOn(ctx, opt.Tick) })
	return db, nil
}

func open(dir string, schema table.Schema, opt Options) (_ *DB, err error) {
	if opt.Now == nil {
		opt.Now = time.Now
	}
	if opt.fs == nil {
		opt.fs = vfs.Default
	}
	if len(schema.Indexes) > maxIndexes {
		return nil, fmt.Errorf("%d indexes, over %d: %w", len(schema.Indexes), maxIndexes, table.ErrInvalid)
	}
	db := &DB{schema: schema, now: opt.Now, log: storeLogger{opt.Log}, stripes: newStripes()}
	if db.dir, err = openDirectory(dir, opt.fs); err != nil {
		return nil, err
	}
	db.cache = pebble.NewCache(cacheSize)
	db.store, err = pebble.Open(dir, db.storeOptions(opt.fs))
	if err == nil {
		err = db.recover()
	}
	if err != nil {
		return nil, errors.Join(storeError(err), db.release())
	}
	return db, nil
}

// recover reads the state that is kept in memory.
func (db *DB) recover() error {
	if err := db.recoverLog(); err != nil {
		return err
	}
	return db.buildIndexes()
}

// Close waits for the calls in flight, ends those that wait for changes, and
// releases the directory. Everything acknowledged is durable without it; it
// only leaves nothing in the log, so that the next Open is quick. Closing again
// does nothing.
func (db *DB) Close() error {
	db.stop()
	db.sweeper.Wait()
	db.calls.Lock()
	defer db.calls.Unlock()
	if db.closed {
		return nil
	}
	db.closed = true
	var err error
	if db.durable.failed() == nil {
		err = db.store.Flush()
	}
	db.durable.fail(errClosed)
	if err := cmp.Or(err, db.release()); err != nil {
		return fmt.Errorf("close table: %w", err)
	}
	return nil
}

// release gives back everything that open took, as far as it came.
func (db *DB) release() error {
	var err error
	if db.store != nil {
		err = db.store.Close()
	}
	db.cache.Unref()
	return errors.Join(err, db.dir.close())
}

// enter begins a call; leave ends it.
func (db *DB) enter() error {
	db.calls.RLock()
	if db.closed {
		db.calls.RUnlock()
		return errClosed
	}
	return nil
}

func (db *DB) leave() { db.calls.RUnlock() }

// storeError turns an error of the storage library into one of the port.
func storeError(err error) error {
	switch {
	case err == nil, errors.Is(err, table.ErrUnavailable), errors.Is(err, ErrCorrupt), errors.Is(err, table.ErrInvalid):
		return err
	case pebble.IsCorruptionError(err):
		return fmt.Errorf("%w: %w: %w", table.ErrUnavailable, ErrCorrupt, err)
	}
	return fmt.Errorf("%w: %w", table.ErrUnavailable, err)
}

// corrupt describes an entry that cannot be read.
func corrupt(format string, args ...any) error {
	return fmt.Errorf("%w: %w: %w", table.ErrUnavailable, ErrCorrupt, fmt.Errorf(format, args...))
}
