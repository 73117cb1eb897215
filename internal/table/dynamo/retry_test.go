package dynamo

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/internal/table"
)

// stalled is a connection on which nothing ever comes back. It notes how long
// each attempt waited.
type stalled struct{ waited []time.Duration }

func (s *stalled) RoundTrip(r *http.Request) (*http.Response, error) {
	start := time.Now()
	<-r.Context().Done()
	s.waited = append(s.waited, time.Since(start))
	return nil, r.Context().Err()
}

func TestDeadline(t *testing.T) {
	const s, ms = time.Second, time.Millisecond
	get := func(ctx context.Context, engine *Table) error {
		_, err := engine.Get(ctx, table.Get{Keys: []table.Key{{PK: "p", SK: "s"}}})
		return err
	}
	bareCount := func(ctx context.Context, engine *Table) error {
		_, err := engine.Write(ctx, table.Write{Ops: []table.Op{table.Update(table.Key{PK: "p", SK: "s"}).Adding("n", table.Int(1))}})
		return err
	}
	for name, c := range map[string]struct {
		call     func(context.Context, *Table) error
		deadline time.Duration
		want     []time.Duration
	}{
		"a read":                     {get, 3 * s, []time.Duration{s, s, s}},
		"in a hurry":                 {get, 400 * ms, []time.Duration{200 * ms, 100 * ms, 100 * ms}},
		"with all the time":          {get, time.Hour, []time.Duration{s, s, 3 * s}},
		"a write that is made once":  {bareCount, 3 * s, []time.Duration{3 * s}},
		"one with all the time":      {bareCount, time.Hour, []time.Duration{5 * s}},
		"a deadline that has passed": {get, -s, nil},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				connection := &stalled{}
				o := testOptions("http://127.0.0.1", testSchema)
				o.HTTPClient = &http.Client{Transport: connection}
				o.Rand = func() float64 { return 0 }
				ctx, cancel := context.WithTimeout(t.Context(), c.deadline)
				defer cancel()
				err := c.call(ctx, New(o))
				if !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, table.ErrUnavailable) != (c.want != nil) {
					t.Errorf("error %v", err)
				}
				if !slices.Equal(connection.waited, c.want) {
					t.Errorf("attempts of %v, want %v", connection.waited, c.want)
				}
			})
		})
	}
}

// policyTable is a table for attempts that are not calls: Rand says chance,
// pauses are noted.
func policyTable(chance float64) (engine *Table, pauses *[]time.Duration) {
	pauses = new([]time.Duration)
	o := testOptions("http://127.0.0.1", testSchema)
	o.Rand = func() float64 { return chance }
	o.Wait = func(_ context.Context, d time.Duration) error {
		*pauses = append(*pauses, d)
		return nil
	}
	return New(o), pauses
}

func TestPauses(t *testing.T) {
	throttle := func(context.Context) error { return table.ErrThrottled }
	engine, pauses := policyTable(0.5)
	if err := engine.call(t.Context(), false, throttle); !errors.Is(err, table.ErrThrottled) {
		t.Error(err)
	}
	if want := []time.Duration{basePause / 2, basePause}; !slices.Equal(*pauses, want) {
		t.Errorf("pauses %v, want %v", *pauses, want)
	}
}

// A pause that would end after the deadline is not begun.
func TestNoPausePastTheDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		engine, pauses := policyTable(1)
		ctx, cancel := context.WithTimeout(t.Context(), basePause)
		defer cancel()
		attempts := 0
		err := engine.call(ctx, true, func(context.Context) error { attempts++; return table.ErrThrottled })
		if !errors.Is(err, table.ErrThrottled) || attempts != 1 || len(*pauses) != 0 {
			t.Errorf("%v after %d attempts and pauses %v", err, attempts, *pauses)
		}
	})
}

// In an outage the quota runs out, so that calls are made once; successes fill
// it again.
func TestQuota(t *testing.T) {
	engine, _ := policyTable(0)
	attempts := 0
	fail := func(context.Context) error { attempts++; return table.ErrThrottled }
	calls := func(n int) (made int) {
		attempts = 0
		for range n {
			if err := engine.call(t.Context(), true, fail); !errors.Is(err, table.ErrThrottled) {
				t.Fatal(err)
			}
		}
		return attempts
	}
	const repeats = quota / pauseCost
	if made, want := calls(1000), 1000+repeats; made != want {
		t.Errorf("%d attempts, want %d", made, want)
	}
	for range pauseCost {
		if err := engine.call(t.Context(), true, func(context.Context) error { return nil }); err != nil {
			t.Fatal(err)
		}
	}
	if made := calls(10); made != 11 {
		t.Errorf("%d attempts after %d successes, want 11", made, pauseCost)
	}
}

func TestSettles(t *testing.T) {
	k := table.Key{PK: "p", SK: "s"}
	put := table.Put(table.Item{"pk": table.String("p"), "sk": table.String("s"), "v": table.Int(2)})
	one, two := table.Int(1), table.Int(2)
	for _, c := range []struct {
		name string
		op   table.Op
		want bool
	}{
		{"no condition", put, false},
		{"create", put.When(table.Absent("pk")), true},
		{"put of the next version", put.When(table.Equal("v", one)), true},
		{"put of the same version", put.When(table.Equal("v", two)), false},
		{"put on presence", put.When(table.Present("pk")), false},
		{"put over what is present and put away", put.When(table.Present("draft")), true},
		{"delete", table.Delete(k), false},
		{"delete of what is there", table.Delete(k).When(table.Present("pk")), true},
		{"delete of what is less", table.Delete(k).When(table.Less("v", one)), true},
		{"delete of what is absent or less", table.Delete(k).When(table.AbsentOrLess("v", one)), false},
		{"update by version", table.Update(k).Setting("v", two).When(table.Equal("v", one)), true},
		{"version counted up", table.Update(k).Adding("v", one).When(table.Equal("v", one)), true},
		{"version not moved", table.Update(k).Adding("v", table.Int(0)).When(table.Equal("v", one)), false},
		{"count", table.Update(k).Adding("n", one), false},
		{"count of what is there", table.Update(k).Adding("n", one).When(table.Present("pk")), false},
		{"bounded count", table.Update(k).Adding("n", one).When(table.AbsentOrLess("n", two)), false},
		{"bounded count down", table.Update(k).Adding("n", table.Int(-1)).When(table.Less("n", two)), false},
		{"first count", table.Update(k).Adding("n", one).When(table.Absent("n")), true},
		{"first count of an item", table.Update(k).Adding("n", one).When(table.Absent("pk")), true},
		{"count once a time", table.Update(k).Adding("n", one).Setting("t", table.Int(9)).When(table.AbsentOrLess("t", table.Int(5))), true},
		{"count with too early a time", table.Update(k).Adding("n", one).Setting("t", table.Int(4)).When(table.AbsentOrLess("t", table.Int(5))), false},
		{"watermark", table.Update(k).Adding("n", one).Setting("w", two).When(table.AbsentOrLess("w", two)), true},
		{"one of two conditions is enough", table.Update(k).Adding("n", one).Setting("w", two).When(table.Present("pk"), table.Less("w", two)), true},
		{"remove", table.Update(k).Removing("draft").When(table.Present("draft")), true},
		{"unconcerned", table.Update(k).Setting("a", one).When(table.Less("b", one)), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := settles(c.op); got != c.want {
				t.Errorf("%v, want %v", got, c.want)
			}
		})
	}
}

// What settles says holds for any operation and item: done twice is done once.
func TestSettlesMeansOnce(t *testing.T) {
	const rounds = 50_000
	r := rand.New(rand.NewPCG(1, 2))
	tried := 0
	for range rounds {
		op, old := randomOp(r), randomItem(r)
		if !settles(op) || !op.Holds(old) {
			continue
		}
		once, err := op.Apply(old)
		if err != nil {
			t.Fatal(err)
		}
		tried++
		if op.Holds(once) {
			t.Fatalf("%+v on %v gives %v, where its conditions hold again", op, old, once)
		}
	}
	if tried < rounds/100 {
		t.Errorf("only %d operations tried", tried)
	}
}

// randomOp returns an operation on few attributes with few values, so that
// conditions and changes meet.
func randomOp(r *rand.Rand) table.Op {
	k := table.Key{PK: "p", SK: "s"}
	op := table.Delete(k)
	switch r.IntN(3) {
	case 0:
		it := randomItem(r)
		if it == nil {
			it = table.Item{}
		}
		it["pk"], it["sk"] = table.String("p"), table.String("s")
		op = table.Put(it)
	case 1:
		op = table.Update(k)
		for i := range 3 {
			name := "a" + strconv.Itoa(i)
			switch r.IntN(4) {
			case 0:
				op = op.Setting(name, randomValue(r))
			case 1:
				op = op.Adding(name, randomValue(r))
			case 2:
				op = op.Removing(name)
			}
		}
	}
	names := []string{"pk", "a0", "a1", "a2"}
	for range r.IntN(3) {
		c := table.Cond{Test: table.Test(r.IntN(5)), Attr: names[r.IntN(len(names))], Value: randomValue(r)}
		if c.Attr == "pk" {
			c.Value = table.String("p")
		}
		op = op.When(c)
	}
	return op
}

func randomItem(r *rand.Rand) table.Item {
	if r.IntN(4) == 0 {
		return nil
	}
	it := table.Item{"pk": table.String("p"), "sk": table.String("s")}
	for i := range 3 {
		if r.IntN(2) == 0 {
			it["a"+strconv.Itoa(i)] = randomValue(r)
		}
	}
	return it
}

func randomValue(r *rand.Rand) table.Value { return table.Int(r.Int64N(7) - 3) }
