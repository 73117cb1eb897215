package local

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2"

	"kibitz/internal/table"
	"kibitz/internal/table/tabletest"
)

func TestContract(t *testing.T) {
	tabletest.Run(t, func(t *testing.T, now func() time.Time) tabletest.Engine {
		db := openSchema(t, t.TempDir(), tabletest.Schema(), Options{Now: now})
		return tabletest.Engine{Table: db, Feed: db}
	})
}

// testSchema is that of the tests here: one index with an attribute and one of
// keys only.
func testSchema() table.Schema {
	return table.Schema{Indexes: []table.Index{
		{Name: "tag", PK: "t", SK: "ts", Include: []string{"n"}},
		{Name: "user", PK: "u", SK: "us"},
	}}
}

// openTest opens a table that is closed when the test ends.
func openTest(t testing.TB, dir string, opt Options) *DB {
	t.Helper()
	return openSchema(t, dir, testSchema(), opt)
}

func openSchema(t testing.TB, dir string, schema table.Schema, opt Options) *DB {
	t.Helper()
	db, err := Open(dir, schema, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closeTest(t, db) })
	return db
}

func closeTest(t testing.TB, db *DB) {
	t.Helper()
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}

// clock is a clock that the test sets.
type clock struct{ ahead atomic.Int64 }

func (c *clock) Now() time.Time {
	return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(c.ahead.Load()))
}

func (c *clock) advance(d time.Duration) { c.ahead.Add(int64(d)) }

// item returns an item with numbers as attributes.
func item(pk, sk string, numbers ...any) table.Item {
	it := table.Item{table.AttrPK: table.String(pk), table.AttrSK: table.String(sk)}
	for i := 0; i < len(numbers); i += 2 {
		it[numbers[i].(string)] = table.Int(int64(numbers[i+1].(int)))
	}
	return it
}

// tagged adds the item to both indexes.
func tagged(it table.Item, tag string) table.Item {
	it["t"], it["ts"] = table.String(tag), it[table.AttrSK]
	it["u"], it["us"] = it[table.AttrPK], table.String(tag)
	return it
}

func write(t testing.TB, db *DB, ops ...table.Op) {
	t.Helper()
	if _, err := db.Write(t.Context(), table.Write{Ops: ops}); err != nil {
		t.Fatal(err)
	}
}

func get(t testing.TB, db *DB, k table.Key) table.Item {
	t.Helper()
	got, err := db.Get(t.Context(), table.Get{Keys: []table.Key{k}})
	if err != nil {
		t.Fatal(err)
	}
	return got.Items[0]
}

// drain reads all changes after the position.
func drain(t testing.TB, db *DB, at table.Position) ([]table.Change, table.Position) {
	t.Helper()
	var changes []table.Change
	end := fmt.Sprint(db.durable.seq.Load())
	for string(at) != end && db.durable.seq.Load() > db.trim.done() {
		batch, err := db.Changes(t.Context(), at, 1000)
		if err != nil {
			t.Fatal(err)
		}
		changes, at = append(changes, batch.Changes...), batch.Next
	}
	return changes, at
}

// entries returns what is stored under keys that begin so.
func entries(t testing.TB, db *DB, space ...byte) map[string][]byte {
	t.Helper()
	iter, err := db.store.NewIter(&pebble.IterOptions{LowerBound: space, UpperBound: after(space)})
	if err != nil {
		t.Fatal(err)
	}
	found := make(map[string][]byte)
	for ok := iter.First(); ok; ok = iter.Next() {
		found[string(iter.Key())] = bytes.Clone(iter.Value())
	}
	if err := iter.Close(); err != nil {
		t.Fatal(err)
	}
	return found
}

// items returns all items, expired ones too.
func items(t testing.TB, db *DB) map[table.Key]table.Item {
	t.Helper()
	found := make(map[table.Key]table.Item)
	for key, value := range entries(t, db, spaceItem) {
		k, ok := parseItemKey([]byte(key))
		it, _ := newItem(k, value)
		if _, err := decodeItem(value, it); err != nil || !ok {
			t.Fatalf("entry %q: %v", key, err)
		}
		found[k] = it
	}
	return found
}

// checkStore checks that indexes and expiry entries are what the items make
// them.
func checkStore(t testing.TB, db *DB) {
	t.Helper()
	wantIndex, wantExpiry := make(map[string]table.Item), make(map[string]bool)
	for k, it := range items(t, db) {
		for n, ix := range db.schema.Indexes {
			if entry := ix.Project(it); entry != nil {
				key := appendIndexTail(appendIndexPartition(nil, n, entry[ix.PK].Str()), entry[ix.SK].Str(), k)
				wantIndex[string(key)] = entry
			}
		}
		if second := expiryOf(it); second != never {
			wantExpiry[string(appendExpiryKey(nil, second, appendItemKey(nil, k)))] = true
		}
	}
	for key := range entries(t, db, spaceToken) {
		tok, err := db.token(key[1:])
		if err != nil {
			t.Fatal(err)
		}
		wantExpiry[string(appendExpiryKey(nil, tok.expiry(), []byte(key)))] = true
	}
	sameKeys(t, "index", entries(t, db, spaceIndex), wantIndex)
	sameKeys(t, "expiry", entries(t, db, spaceExpiry), wantExpiry)
	for key, value := range entries(t, db, spaceIndex) {
		ix := db.schema.Indexes[key[1]]
		want := wantIndex[key]
		got, _ := newItem(want.Key(), value)
		got[ix.PK], got[ix.SK] = want[ix.PK], want[ix.SK]
		if _, err := decodeItem(value, got); err != nil || !maps.Equal(got, want) {
			t.Errorf("index entry %q is %v, %v; want %v", key, got, err, want)
		}
	}
}

func sameKeys[A, B any](t testing.TB, what string, got map[string]A, want map[string]B) {
	t.Helper()
	if g, w := slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want)); !slices.Equal(g, w) {
		t.Errorf("%s entries %q, want %q", what, g, w)
	}
}
