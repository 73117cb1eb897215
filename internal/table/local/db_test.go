package local

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kibitz/internal/table"
)

func TestReopen(t *testing.T) {
	dir, clock := t.TempDir(), new(clock)
	db := openTest(t, dir, Options{Now: clock.Now})
	write(t, db, table.Put(tagged(item("p", "a", "n", 1), "x")))
	write(t, db, table.Put(tagged(item("p", "b", "n", 2, "ttl", 4_000_000_000), "y")))
	write(t, db, table.Update(table.Key{PK: "p", SK: "a"}).Adding("n", table.Int(10)))
	write(t, db, table.Delete(table.Key{PK: "p", SK: "b"}))
	transaction := table.Write{Token: "token", Ops: []table.Op{table.Put(item("p", "c")), table.Put(item("p", "d"))}}
	if _, err := db.Write(t.Context(), transaction); err != nil {
		t.Fatal(err)
	}
	before, at := drain(t, db, "")
	closeTest(t, db)

	db = openTest(t, dir, Options{Now: clock.Now})
	checkStore(t, db)
	if n := get(t, db, table.Key{PK: "p", SK: "a"})["n"].Int(); n != 11 {
		t.Errorf("n = %d, want 11", n)
	}
	page, err := db.Query(t.Context(), table.Query{Index: "tag", PK: "x", Limit: 10})
	if err != nil || len(page.Items) != 1 || page.Items[0]["n"].Int() != 11 {
		t.Errorf("index after opening again: %v, %v", page.Items, err)
	}
	written, err := db.Write(t.Context(), transaction)
	if err != nil || written.Units.Write != 0 || written.Units.Read == 0 {
		t.Errorf("transaction repeated after opening again: %+v, %v", written, err)
	}
	if again, _ := drain(t, db, ""); len(again) != len(before) || len(again) != 6 {
		t.Errorf("%d changes, %d after opening again, want 6", len(before), len(again))
	}
	write(t, db, table.Put(item("p", "e")))
	if more, _ := drain(t, db, at); len(more) != 1 || more[0].Key.SK != "e" || more[0].Seq <= before[5].Seq {
		t.Errorf("changes after %s: %v, want that of e", at, more)
	}
}

func TestDirectoryIsLocked(t *testing.T) {
	dir := t.TempDir()
	db := openTest(t, dir, Options{})
	if _, err := Open(dir, testSchema(), Options{}); !errors.Is(err, ErrLocked) {
		t.Errorf("open a second time: %v, want ErrLocked", err)
	}
	out, err := child(t, "open", dir).CombinedOutput()
	if err == nil || !strings.Contains(string(out), ErrLocked.Error()) {
		t.Errorf("open in another process: %v, %s", err, out)
	}
	closeTest(t, db)
	openTest(t, dir, Options{})
	// The failed attempts must not have broken the lock either.
	if _, err := Open(dir, testSchema(), Options{}); !errors.Is(err, ErrLocked) {
		t.Errorf("open after the lock was passed on: %v, want ErrLocked", err)
	}
}

func TestFormat(t *testing.T) {
	for content, want := range map[string]error{
		"kibitz table 2\n":   ErrFormat,
		"kibitz table 10":    ErrFormat,
		"kibitz table 0\n":   ErrCorrupt,
		"kibitz table one\n": ErrCorrupt,
		"something else":     ErrCorrupt,
		"":                   ErrCorrupt,
	} {
		dir := t.TempDir()
		closeTest(t, openTest(t, dir, Options{}))
		if err := os.WriteFile(filepath.Join(dir, formatFile), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(dir, testSchema(), Options{}); !errors.Is(err, want) || !strings.Contains(err.Error(), dir) {
			t.Errorf("open with format file %q: %v, want %v", content, err, want)
		}
		// The refused directory is not left locked.
		if err := os.WriteFile(filepath.Join(dir, formatFile), []byte("kibitz table 1\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		openTest(t, dir, Options{})
	}
}

func TestLostFormatFile(t *testing.T) {
	dir := t.TempDir()
	closeTest(t, openTest(t, dir, Options{}))
	if err := os.Remove(filepath.Join(dir, formatFile)); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir, testSchema(), Options{}); !errors.Is(err, ErrCorrupt) {
		t.Errorf("open without the format file: %v, want ErrCorrupt", err)
	}
}

// TestDamagedFiles flips bytes in the middle of each kind of file.
func TestDamagedFiles(t *testing.T) {
	for _, pattern := range []string{"MANIFEST-*", "*.sst"} {
		dir := t.TempDir()
		db := openTest(t, dir, Options{})
		for i := range 100 {
			write(t, db, table.Put(tagged(item("p", strings.Repeat("k", i+1), "n", i), "x")))
		}
		closeTest(t, db)
		files, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil || len(files) == 0 {
			t.Fatal(files, err)
		}
		for _, name := range files {
			content, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for i := len(content) / 4; i < len(content)*3/4; i++ {
				content[i] ^= 0x55
			}
			if err := os.WriteFile(name, content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		db, err = Open(dir, testSchema(), Options{})
		if err == nil {
			_, err = db.Query(t.Context(), table.Query{PK: "p", Limit: 1000})
			closeTest(t, db)
		}
		if !errors.Is(err, ErrCorrupt) {
			t.Errorf("damaged %s: %v, want ErrCorrupt", pattern, err)
		}
	}
}

func TestUnusableDirectory(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(file, testSchema(), Options{}); err == nil || errors.Is(err, ErrLocked) || errors.Is(err, ErrCorrupt) {
		t.Errorf("open a file as a directory: %v", err)
	}
}

func TestClosed(t *testing.T) {
	db := openTest(t, t.TempDir(), Options{})
	write(t, db, table.Put(item("p", "a")))
	_, at := drain(t, db, "")
	waiting := make(chan error)
	go func() {
		_, err := db.Changes(t.Context(), at, 1)
		waiting <- err
	}()
	closeTest(t, db)
	_, changesErr := db.Changes(t.Context(), "", 1)
	_, getErr := db.Get(t.Context(), table.Get{Keys: []table.Key{{PK: "p", SK: "a"}}})
	_, queryErr := db.Query(t.Context(), table.Query{PK: "p", Limit: 1})
	_, writeErr := db.Write(t.Context(), table.Write{Ops: []table.Op{table.Delete(table.Key{PK: "p", SK: "a"})}})
	for _, err := range []error{<-waiting, changesErr, getErr, queryErr, writeErr, db.Trim(t.Context(), at)} {
		if !errors.Is(err, table.ErrUnavailable) {
			t.Errorf("call of a closed table: %v, want ErrUnavailable", err)
		}
	}
	closeTest(t, db)
}

// TestDefaults opens a table with no options at all.
func TestDefaults(t *testing.T) {
	db := openTest(t, t.TempDir(), Options{})
	before := time.Now()
	write(t, db, table.Put(item("p", "a")))
	changes, _ := drain(t, db, "")
	if at := changes[0].At; at.Before(before) || at.After(time.Now()) {
		t.Errorf("change at %v, written just after %v", at, before)
	}
}
