package local

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/vfs/errorfs"

	"kibitz/internal/table"
)

// disk is a disk in memory, whose syncs of the write-ahead log can be held up
// or made to fail.
type disk struct {
	vfs.FS
	mu    sync.Mutex
	hold  chan struct{} // syncs wait until it is closed; nil for not at all
	err   error         // what syncs and writes fail with
	syncs int           // of the log, so far
}

func newDisk(t *testing.T) *disk {
	t.Helper()
	d := &disk{}
	d.FS = errorfs.Wrap(vfs.NewMem(), errorfs.InjectorFunc(d.inject))
	return d
}

func (d *disk) inject(op errorfs.Op) error {
	if !strings.HasSuffix(op.Path, ".log") {
		return nil
	}
	d.mu.Lock()
	hold, err := d.hold, d.err
	if isSync(op) {
		d.syncs++
	}
	d.mu.Unlock()
	switch {
	case isSync(op):
		if hold != nil {
			<-hold
		}
		return err
	case op.Kind == errorfs.OpFileWrite:
		return err
	}
	return nil
}

func isSync(op errorfs.Op) bool {
	return op.Kind == errorfs.OpFileSync || op.Kind == errorfs.OpFileSyncData || op.Kind == errorfs.OpFileSyncTo
}

func (d *disk) synced() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.syncs
}

// stall holds syncs up until the returned function is called.
func (d *disk) stall() (release func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	hold := make(chan struct{})
	d.hold = hold
	return func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.hold = nil
		close(hold)
	}
}

func (d *disk) fail(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.err = err
}

// TestAnswersWaitForTheDisk holds up a write's sync, and checks that no answer
// tells of the write before it is on disk.
func TestAnswersWaitForTheDisk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		disk := newDisk(t)
		db := openTest(t, "table", Options{fs: disk})
		ctx := context.Background()
		k := table.Key{PK: "p", SK: "a"}
		write(t, db, table.Put(tagged(item("p", "a", "n", 1), "x")), table.Put(item("q", "b", "n", 1)))
		_, at := drain(t, db, "")
		doomed := []table.Op{table.Put(item("q", "c")), table.Check(k, table.Equal("n", table.Int(1)))}
		calls := map[string]func() error{
			"write": func() error { return writeErr(ctx, db, table.Update(k).Adding("n", table.Int(1))) },
			"get": func() error {
				_, err := db.Get(ctx, table.Get{Keys: []table.Key{{PK: "q", SK: "b"}, k}})
				return err
			},
			"query":             func() error { return queryErr(ctx, db, table.Query{PK: "p", Limit: 1}) },
			"query of an index": func() error { return queryErr(ctx, db, table.Query{Index: "tag", PK: "x", Limit: 1}) },
			"failed condition": func() error {
				return want(table.ErrCondition, writeErr(ctx, db, table.Put(item("p", "a")).When(table.Less("n", table.Int(2)))))
			},
			"failed transaction": func() error { return want(table.ErrCondition, writeErr(ctx, db, doomed...)) },
			"write of no change": func() error { return writeErr(ctx, db, table.Update(k).Setting("n", table.Int(2))) },
			"delete of no item":  func() error { return writeErr(ctx, db, table.Delete(table.Key{PK: "p", SK: "none"})) },
			"changes":            func() error { _, err := db.Changes(ctx, at, 1); return err },
			"get of no item":     func() error { _, err := db.Get(ctx, table.Get{Keys: []table.Key{{PK: "p", SK: "b"}}}); return err },
		}
		release := disk.stall()
		answers := make(map[string]error)
		var mu sync.Mutex
		var wg sync.WaitGroup
		begin := func(name string) {
			wg.Go(func() {
				err := calls[name]()
				mu.Lock()
				defer mu.Unlock()
				answers[name] = err
			})
			synctest.Wait()
		}
		begin("write")
		for name := range calls {
			if name != "write" {
				begin(name)
			}
		}
		for name, err := range answers {
			t.Errorf("%s answered before the write was on disk: %v", name, err)
		}
		// What has nothing to do with the write is not held up.
		if n := get(t, db, table.Key{PK: "q", SK: "b"})["n"].Int(); n != 1 {
			t.Errorf("n of another item = %d", n)
		}
		short, cancel := context.WithCancel(ctx)
		cancel()
		if err := queryErr(short, db, table.Query{PK: "p", Limit: 1}); !errors.Is(err, context.Canceled) {
			t.Errorf("query with an ended context: %v", err)
		}
		release()
		wg.Wait()
		for name := range calls {
			if err, answered := answers[name]; !answered || err != nil {
				t.Errorf("%s: answered %v, %v", name, answered, err)
			}
		}
		closeTest(t, db)
	})
}

func writeErr(ctx context.Context, db *DB, ops ...table.Op) error {
	_, err := db.Write(ctx, table.Write{Ops: ops})
	return err
}

func queryErr(ctx context.Context, db *DB, q table.Query) error {
	_, err := db.Query(ctx, q)
	return err
}

// want turns an expected error into none.
func want(expected, err error) error {
	if errors.Is(err, expected) {
		return nil
	}
	return errors.Join(errors.New("unexpected"), err)
}

// TestOneSyncForManyWriters holds up a sync while 32 writers arrive: all of
// them share the next one.
func TestOneSyncForManyWriters(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		disk := newDisk(t)
		db := openTest(t, "table", Options{fs: disk})
		release := disk.stall()
		var wg sync.WaitGroup
		for i := range 33 {
			wg.Go(func() { write(t, db, table.Put(item("p", string(rune('a'+i))))) })
			synctest.Wait()
		}
		before := disk.synced()
		release()
		wg.Wait()
		if n := disk.synced() - before; n != 1 {
			t.Errorf("%d syncs for 32 writers that waited together, want 1", n)
		}
		closeTest(t, db)
	})
}

// TestDiskFails checks that after a failed sync nothing is acknowledged any
// more, and nothing acknowledged before is lost.
func TestDiskFails(t *testing.T) {
	disk := newDisk(t)
	db := openTest(t, "table", Options{fs: disk})
	write(t, db, table.Put(item("p", "before", "n", 1)))
	disk.fail(errors.New("disk failure"))
	for range 3 {
		if err := writeErr(t.Context(), db, table.Put(item("q", "after"))); !errors.Is(err, table.ErrUnavailable) {
			t.Errorf("write to a failed disk: %v, want ErrUnavailable", err)
		}
	}
	if it := get(t, db, table.Key{PK: "p", SK: "before"}); it["n"].Int() != 1 {
		t.Errorf("item written before the failure: %v", it)
	}
	if err := queryErr(t.Context(), db, table.Query{PK: "q", Limit: 1}); !errors.Is(err, table.ErrUnavailable) {
		t.Errorf("query of what failed to reach the disk: %v, want ErrUnavailable", err)
	}
	_ = db.Close() // what it says about the disk does not matter

	disk.fail(nil)
	db = openTest(t, "table", Options{fs: disk})
	if it := get(t, db, table.Key{PK: "p", SK: "before"}); it["n"].Int() != 1 {
		t.Errorf("item written before the failure, after opening again: %v", it)
	}
	checkStore(t, db)
}

// TestLargeTransactions writes and replaces as much as a transaction holds,
// which is more than a memtable, and takes the power away.
func TestLargeTransactions(t *testing.T) {
	disk := vfs.NewCrashableMem()
	db := openTest(t, "table", Options{fs: disk})
	var ops []table.Op
	for i := range 10 {
		it := tagged(item("p", strconv.Itoa(i), "n", 1), "x")
		it["pad"] = table.String(strings.Repeat("x", 390_000))
		ops = append(ops, table.Put(it))
	}
	write(t, db, ops...)
	for i := range ops {
		ops[i].Item["n"] = table.Int(2)
	}
	write(t, db, ops...)
	disk = disk.CrashClone(vfs.CrashCloneCfg{})
	closeTest(t, db)
	db = openTest(t, "table", Options{fs: disk})
	checkStore(t, db)
	for k, it := range items(t, db) {
		if it["n"].Int() != 2 || len(it["pad"].Str()) != 390_000 {
			t.Errorf("item %v: n = %d, pad of %d bytes", k, it["n"].Int(), len(it["pad"].Str()))
		}
	}
	if changes, _ := drain(t, db, ""); len(changes) != 20 {
		t.Errorf("%d changes, want 20", len(changes))
	}
}
