package local

import (
	"errors"
	"strconv"
	"strings"
	"testing"

	"kibitz/internal/table"
)

func TestSequenceGoesOn(t *testing.T) {
	dir := t.TempDir()
	var last table.Sequence
	at := table.Position("")
	for round := range 6 {
		db := openTest(t, dir, Options{})
		for i := range 3 {
			write(t, db, table.Put(item("p", strconv.Itoa(i), "round", round)))
		}
		changes, next := drain(t, db, at)
		if len(changes) != 3 || changes[0].Seq <= last {
			t.Errorf("round %d: changes %v after %x, want 3 later ones", round, changes, last)
		}
		last, at = changes[2].Seq, next
		if round%2 == 0 {
			if err := db.Trim(t.Context(), at); err != nil {
				t.Fatal(err)
			}
			if err := db.sweep(t.Context()); err != nil {
				t.Fatal(err)
			}
			if n := len(entries(t, db, spaceLog)); n != 0 {
				t.Errorf("round %d: %d records left of a trimmed log", round, n)
			}
		}
		closeTest(t, db)
	}
}

// TestTrim checks that trims free what they span, in few steps, and nothing
// that lies behind.
func TestTrim(t *testing.T) {
	db := openTest(t, t.TempDir(), Options{})
	for i := range 2 * trimStep {
		write(t, db, table.Put(item("p", strconv.Itoa(i))))
	}
	write(t, db, table.Put(item("p", "x")), table.Put(item("p", "y")), table.Put(item("p", "z")))
	records := func() int { return len(entries(t, db, spaceLog)) }
	for _, step := range []struct{ through, left int }{
		{trimStep - 1, 2*trimStep + 1}, // too few to be worth it
		{trimStep, trimStep + 1},
		{trimStep / 2, trimStep + 1},
		{2*trimStep - 10, trimStep + 1},
		{2*trimStep + 1, 1}, // in the middle of the last record
	} {
		if err := db.Trim(t.Context(), table.Position(strconv.Itoa(step.through))); err != nil {
			t.Fatal(err)
		}
		if n := records(); n != step.left {
			t.Errorf("%d records after a trim through %d, want %d", n, step.through, step.left)
		}
	}
	batch, err := db.Changes(t.Context(), "", 100)
	if err != nil || len(batch.Changes) != 2 || batch.Changes[0].Key.SK != "y" {
		t.Errorf("changes after the trim: %v, %v; want y and z", batch.Changes, err)
	}
}

// TestRecordIsCut reads a transaction's changes one at a time.
func TestRecordIsCut(t *testing.T) {
	db := openTest(t, t.TempDir(), Options{})
	var ops []table.Op
	for i := range 10 {
		ops = append(ops, table.Put(item("p", strconv.Itoa(i))))
	}
	write(t, db, ops...)
	at := table.Position("")
	for i := range 10 {
		batch, err := db.Changes(t.Context(), at, 1)
		if err != nil || len(batch.Changes) != 1 || batch.Changes[0].Key.SK != strconv.Itoa(i) {
			t.Fatalf("change after %q: %v, %v", at, batch.Changes, err)
		}
		if want := table.SequenceOf(uint64(i + 1)); batch.Changes[0].Seq != want {
			t.Errorf("change %d: sequence %x, want %x", i, batch.Changes[0].Seq, want)
		}
		at = batch.Next
	}
}

func TestForeignPositions(t *testing.T) {
	db := openTest(t, t.TempDir(), Options{})
	write(t, db, table.Put(item("p", "a")))
	for _, at := range []table.Position{"2", "x", "-1", "1.0", "99999999999999999999", "18446744073709551615"} {
		if _, err := db.Changes(t.Context(), at, 1); !errors.Is(err, table.ErrInvalid) {
			t.Errorf("changes after %q: %v, want ErrInvalid", at, err)
		}
	}
	if _, err := db.Changes(t.Context(), "", 0); !errors.Is(err, table.ErrInvalid) {
		t.Errorf("no changes: %v, want ErrInvalid", err)
	}
	if err := db.Trim(t.Context(), "x"); !errors.Is(err, table.ErrInvalid) {
		t.Errorf("trim to no position: %v, want ErrInvalid", err)
	}
	if err := db.Trim(t.Context(), "18446744073709551615"); err != nil {
		t.Errorf("trim beyond the end: %v", err)
	}
	write(t, db, table.Put(item("p", "b")))
	if changes, _ := drain(t, db, "1"); len(changes) != 1 {
		t.Errorf("changes after a trim beyond the end: %v", changes)
	}
}

// TestBatchesAreBounded reads more than one batch should hold in memory.
func TestBatchesAreBounded(t *testing.T) {
	db := openTest(t, t.TempDir(), Options{})
	const items, bytes = 30, 300 << 10
	for i := range items {
		it := item("p", strconv.Itoa(i))
		it["pad"] = table.String(strings.Repeat("x", bytes))
		write(t, db, table.Put(it))
	}
	batch, err := db.Changes(t.Context(), "", 1000)
	if n := len(batch.Changes); err != nil || n > 1+maxBatchBytes/bytes || n < maxBatchBytes/bytes {
		t.Errorf("batch of %d changes of %d bytes, %v", n, bytes, err)
	}
	if changes, _ := drain(t, db, ""); len(changes) != items {
		t.Errorf("%d changes in all, want %d", len(changes), items)
	}
}
