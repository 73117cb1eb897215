package tabletest

import (
	"context"
	"errors"
	"testing"
	"time"

	"kibitz/internal/table"
)

// faultyCounter is a faulty table and what adds 1 to an item in it.
type faultyCounter struct {
	*testing.T
	*Faulty
	model *model
}

func newFaultyCounter(t *testing.T) faultyCounter {
	m := newModel(func() time.Time { return time.Unix(1e9, 0) })
	return faultyCounter{t, NewFaulty(m), m}
}

func (f faultyCounter) count() error {
	_, err := f.Write(f.Context(), table.Write{Ops: counts("a")})
	return err
}

func (f faultyCounter) get() error {
	_, err := f.Get(f.Context(), table.Get{Keys: []table.Key{key("p", "a")}})
	return err
}

func (f faultyCounter) query() error {
	_, err := f.Query(f.Context(), table.Query{PK: "p", Limit: 1})
	return err
}

// wants checks an error, and how often was counted so far.
func (f faultyCounter) wants(err, want error, counted int64) {
	f.Helper()
	if !errors.Is(err, want) {
		f.Errorf("error %v, want %v", err, want)
	}
	if n := f.model.items[key("p", "a")]["n"].Int(); n != counted {
		f.Errorf("counted %d times, want %d", n, counted)
	}
}

func TestFaultyWrites(t *testing.T) {
	for _, c := range []struct {
		name  string
		fault Fault
		want  error
		done  int64
	}{
		{"lost request", LostRequest, table.ErrUnavailable, 0},
		{"lost answer", LostAnswer, table.ErrUnavailable, 1},
		{"throttle", Throttle, table.ErrThrottled, 0},
		{"conflict", Conflict, table.ErrConflict, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := newFaultyCounter(t)
			f.On(Writes, 2, c.fault)
			f.wants(f.count(), nil, 1)
			f.wants(f.count(), c.want, 1+c.done)
			f.wants(f.count(), nil, 2+c.done)
		})
	}
}

func TestFaultyAnswerIsEmpty(t *testing.T) {
	f := newFaultyCounter(t)
	f.On(Calls, 0, LostAnswer)
	written, err := f.Write(t.Context(), table.Write{Return: table.NewImage, Ops: counts("a")})
	f.wants(err, table.ErrUnavailable, 1)
	if written.Image != nil || written.Units != (table.Units{}) {
		t.Errorf("lost answer %+v", written)
	}
	got, err := f.Get(t.Context(), table.Get{Keys: []table.Key{key("p", "a")}})
	f.wants(err, table.ErrUnavailable, 1)
	if got.Items != nil {
		t.Errorf("lost answer %+v", got)
	}
}

func TestFaultyLostFailure(t *testing.T) {
	f := newFaultyCounter(t)
	f.On(Writes, 1, LostAnswer)
	_, err := f.Write(t.Context(), table.Write{Ops: []table.Op{counts("a")[0].When(table.Present("n"))}})
	f.wants(err, table.ErrUnavailable, 0)
	if errors.Is(err, table.ErrCondition) {
		t.Error("the lost answer came all the same")
	}
}

func TestFaultyKinds(t *testing.T) {
	f := newFaultyCounter(t)
	f.On(Queries, 1, Throttle)
	f.wants(f.get(), nil, 0)
	f.wants(f.count(), nil, 1)
	f.wants(f.query(), table.ErrThrottled, 1)
	f.wants(f.query(), nil, 1)

	f.On(Reads, 2, Throttle)
	f.wants(f.get(), nil, 1)
	f.wants(f.count(), nil, 2)
	f.wants(f.query(), table.ErrThrottled, 2)

	f.On(Gets, 0, Throttle)
	f.wants(f.get(), table.ErrThrottled, 2)
	f.wants(f.query(), nil, 2)
	f.wants(f.get(), table.ErrThrottled, 2)
}

func TestFaultyOrders(t *testing.T) {
	f := newFaultyCounter(t)
	f.On(Writes, 1, Conflict)
	f.On(Writes, 1, Throttle) // for the same call, so never
	f.On(Writes, 3, Throttle)
	f.On(Calls, 9, LostRequest)
	f.wants(f.count(), table.ErrConflict, 0)
	f.wants(f.count(), nil, 1)
	f.wants(f.count(), table.ErrThrottled, 1)
	if n := f.Heal(); n != 1 {
		t.Errorf("%d orders left, want 1", n)
	}
	for range 9 {
		f.wants(f.get(), nil, 1)
	}
	f.On(Calls, 0, LostRequest)
	f.wants(f.count(), table.ErrUnavailable, 1)
	if n := f.Heal(); n != 0 {
		t.Errorf("%d orders left, want 0", n)
	}
	f.wants(f.count(), nil, 2)
}

// A hook lets another writer in between a caller's read and write.
func TestFaultyBefore(t *testing.T) {
	f := newFaultyCounter(t)
	f.wants(f.count(), nil, 1)
	f.On(Writes, 1, Before(func() {
		if _, err := f.model.Write(t.Context(), table.Write{Ops: counts("a")}); err != nil {
			t.Error(err)
		}
	}))
	_, err := f.Write(t.Context(), table.Write{Ops: []table.Op{counts("a")[0].When(table.Equal("n", table.Int(1)))}})
	f.wants(err, table.ErrCondition, 2)
	f.wants(f.count(), nil, 3)
}

func TestFaultySlowly(t *testing.T) {
	f := newFaultyCounter(t)
	waited := 0
	f.On(Writes, 1, Slowly(func(context.Context) error { waited++; return nil }))
	f.wants(f.count(), nil, 1)
	if waited != 1 {
		t.Errorf("waited %d times", waited)
	}

	ctx, cancel := context.WithCancel(t.Context())
	f.On(Writes, 1, Slowly(func(ctx context.Context) error {
		cancel()
		<-ctx.Done()
		return ctx.Err()
	}))
	_, err := f.Write(ctx, table.Write{Ops: counts("a")})
	f.wants(err, context.Canceled, 1)
}
