package local

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"

	"kibitz/internal/table"
)

// The crash tests write a ledger: each of some writers numbers its entries, and
// in one transaction adds an entry, counts it, and moves an item of its own
// through an index. So it can be told from the table, and again from the
// changes alone, which transactions were applied, how often, and whether whole.

const ledgerWriters = 16

func writerName(w int) string     { return "writer " + strconv.Itoa(w) }
func countKey(w int) table.Key    { return table.Key{PK: "counts", SK: writerName(w)} }
func latestKey(w int) table.Key   { return table.Key{PK: "latest", SK: writerName(w)} }
func entryKey(w, n int) table.Key { return table.Key{PK: writerName(w), SK: fmt.Sprintf("%08d", n)} }
func entryText(w, n int) string   { return strings.Repeat(fmt.Sprintf("entry %d of %d; ", n, w), 1+n%40) }

// entry is the transaction of a writer's n-th entry.
func entry(w, n int) table.Write {
	it := tagged(item(entryKey(w, n).PK, entryKey(w, n).SK, "n", n), "entries")
	it["text"] = table.String(entryText(w, n))
	latest := tagged(item(latestKey(w).PK, latestKey(w).SK, "n", n), "latest "+strconv.Itoa(n%3))
	return table.Write{Token: fmt.Sprintf("%d/%d", w, n), Ops: []table.Op{
		table.Put(it).When(table.Absent(table.AttrPK)),
		table.Update(countKey(w)).Adding("n", table.Int(1)).When(table.AbsentOrLess("n", table.Int(int64(n)))),
		table.Put(latest),
	}}
}

// keepLedger lets the writers go on from where the table is until ctx ends or
// something fails, and calls written after each durable entry.
func keepLedger(ctx context.Context, db *DB, written func(w, n int)) error {
	failures := make([]error, ledgerWriters)
	var wg sync.WaitGroup
	for w := range ledgerWriters {
		wg.Go(func() {
			got, err := db.Get(ctx, table.Get{Keys: []table.Key{countKey(w)}})
			for n := 1; err == nil; n++ {
				if n == 1 {
					n += int(got.Items[0]["n"].Int())
				}
				if _, err = db.Write(ctx, entry(w, n)); err == nil {
					written(w, n)
				}
			}
			failures[w] = err
		})
	}
	wg.Wait()
	for _, err := range failures {
		if ctx.Err() == nil {
			return err
		}
	}
	return nil
}

// auditor follows a ledger from one crash to the next.
type auditor struct {
	at     table.Position
	counts [ledgerWriters]int // by the changes seen so far
}

// audit checks that the table holds of each writer all entries up to a number
// which is at least acked and at most one more than sent, whole and once, and
// that the changes since the audit before tell the same.
func (a *auditor) audit(t *testing.T, db *DB, acked, sent [ledgerWriters]int) {
	t.Helper()
	checkStore(t, db)
	stored := items(t, db)
	total := 0
	var counts [ledgerWriters]int
	for w := range ledgerWriters {
		n := int(stored[countKey(w)]["n"].Int())
		counts[w] = n
		if n < acked[w] || n > sent[w]+1 {
			t.Errorf("%s: %d entries counted; %d were acknowledged, %d sent at least", writerName(w), n, acked[w], sent[w])
		}
		if latest := stored[latestKey(w)]["n"].Int(); latest != int64(n) {
			t.Errorf("%s: the latest entry is %d of %d", writerName(w), latest, n)
		}
		for i := 1; i <= n; i++ {
			if it := stored[entryKey(w, i)]; it["n"].Int() != int64(i) || it["text"].Str() != entryText(w, i) {
				t.Fatalf("%s: entry %d of %d is %v", writerName(w), i, n, it)
			}
		}
		if n > 0 {
			total += n + 2
		}
	}
	if len(stored) != total {
		t.Errorf("%d items, want %d", len(stored), total)
	}
	a.follow(t, db)
	if a.counts != counts {
		t.Errorf("counts by the changes: %v, in the table: %v", a.counts, counts)
	}
}

// follow reads the changes since the last time.
func (a *auditor) follow(t *testing.T, db *DB) {
	t.Helper()
	changes, at := drain(t, db, a.at)
	last := table.Sequence("")
	if a.at != "" {
		seq, err := parsePosition(a.at)
		if err != nil {
			t.Fatal(err)
		}
		last = table.SequenceOf(seq)
	}
	for _, c := range changes {
		if c.Seq <= last {
			t.Fatalf("change %x comes after %x", c.Seq, last)
		}
		last = c.Seq
		if c.Key.PK != "counts" {
			continue
		}
		w, err := strconv.Atoi(strings.TrimPrefix(c.Key.SK, "writer "))
		if err != nil {
			t.Fatal(err)
		}
		if old := int(c.Old["n"].Int()); old != a.counts[w] || int(c.New["n"].Int()) != old+1 {
			t.Fatalf("%s: count changed from %v to %v, was %d", c.Key.SK, c.Old, c.New, a.counts[w])
		}
		a.counts[w]++
	}
	a.at = at
}
