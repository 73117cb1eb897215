package local

import (
	"fmt"
	"strconv"
	"testing"
	"time"

	"kibitz/internal/table"
)

// sweepNow sends a tick, and a second one, which is taken when the first
// sweep has ended.
func sweepNow(tick chan<- time.Time) {
	tick <- time.Time{}
	tick <- time.Time{}
}

func TestSweep(t *testing.T) {
	clock, tick := new(clock), make(chan time.Time)
	db := openTest(t, t.TempDir(), Options{Now: clock.Now, Tick: tick})
	second := int(clock.Now().Unix())
	for i := range 2*sweepStep + 50 {
		write(t, db, table.Put(tagged(item(fmt.Sprint("p", i%7), strconv.Itoa(i), "ttl", second+i%2), "x")))
	}
	huge, err := table.Number("1E+100")
	if err != nil {
		t.Fatal(err)
	}
	immortal := item("p", "huge")
	immortal["ttl"] = huge
	write(t, db, table.Put(immortal))
	write(t, db, table.Put(item("p", "none")))
	write(t, db, table.Put(item("p", "prolonged", "ttl", second)))
	write(t, db, table.Update(table.Key{PK: "p", SK: "prolonged"}).Setting("ttl", table.Int(int64(second+100))))
	write(t, db, table.Put(item("p", "ancient", "ttl", -5)))
	_, at := drain(t, db, "")

	sweepNow(tick)
	if n := len(items(t, db)); n != 2*sweepStep+50+3 {
		t.Errorf("%d items left in their last second, want all but the ancient one", n)
	}
	clock.advance(time.Second)
	sweepNow(tick)
	if n := len(items(t, db)); n != sweepStep+25+3 {
		t.Errorf("%d items left a second later, want half of them and 3", n)
	}
	clock.advance(time.Second)
	sweepNow(tick)
	left := items(t, db)
	for _, sk := range []string{"huge", "none", "prolonged"} {
		if left[table.Key{PK: "p", SK: sk}] == nil {
			t.Errorf("item %s is gone", sk)
		}
	}
	if len(left) != 3 {
		t.Errorf("%d items left, want 3", len(left))
	}
	checkStore(t, db)
	changes, _ := drain(t, db, at)
	if len(changes) != 2*sweepStep+51 {
		t.Errorf("%d changes by the sweeper, want %d", len(changes), 2*sweepStep+51)
	}
	for _, c := range changes {
		if !c.Expired || c.New != nil || c.Old == nil || c.Old.Key() != c.Key {
			t.Fatalf("change by the sweeper: %+v", c)
		}
	}
}

func TestSweepTokens(t *testing.T) {
	clock, tick := new(clock), make(chan time.Time)
	db := openTest(t, t.TempDir(), Options{Now: clock.Now, Tick: tick})
	w := table.Write{Token: "token", Ops: []table.Op{table.Put(item("p", "a")), table.Put(item("p", "b"))}}
	for range 2 { // the second one replaces the first, which is past its life
		if _, err := db.Write(t.Context(), w); err != nil {
			t.Fatal(err)
		}
		clock.advance(tokenLife)
		checkStore(t, db)
	}
	clock.advance(-time.Second)
	sweepNow(tick)
	if n := len(entries(t, db, spaceToken)); n != 1 {
		t.Errorf("%d tokens within their life, want 1", n)
	}
	clock.advance(2 * time.Second)
	sweepNow(tick)
	if n := len(entries(t, db, spaceToken)) + len(entries(t, db, spaceExpiry)); n != 0 {
		t.Errorf("%d entries of a token past its life, want none", n)
	}
}
