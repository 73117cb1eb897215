package tabletest

import (
	"context"
	"fmt"
	"sync"

	"kibitz/internal/table"
)

// Faulty is a table that fails when it is told to:
//
//	f := tabletest.NewFaulty(db)
//	f.On(tabletest.Writes, 1, tabletest.LostAnswer)  // the next write happens, but says it may not have
//	f.On(tabletest.Writes, 1, tabletest.Before(func() { … }))  // somebody else is faster
//	f.On(tabletest.Calls, 0, tabletest.LostRequest)  // from now on nothing works
//
// Without orders it is the table it was made from.
type Faulty struct {
	inner table.Table

	mu     sync.Mutex
	orders []*order
}

var _ table.Table = (*Faulty)(nil)

// NewFaulty returns a table that does as t does until it is told otherwise.
func NewFaulty(t table.Table) *Faulty { return &Faulty{inner: t} }

// Kind is a set of a table's methods.
type Kind int

// The kinds of calls.
const (
	Gets Kind = 1 << iota
	Queries
	Writes
	Reads = Gets | Queries
	Calls = Reads | Writes
)

// Fault takes the place of a call. It may make the real call with do, at most
// once. The error it returns is the caller's; the answer counts when it returns
// nil.
type Fault func(ctx context.Context, do func() error) error

// LostRequest fails without doing anything. The caller cannot tell it from
// LostAnswer.
func LostRequest(context.Context, func() error) error { return lost() }

// LostAnswer does what was asked and fails all the same.
func LostAnswer(_ context.Context, do func() error) error {
	_ = do() // whatever came of it, nobody hears
	return lost()
}

func lost() error { return fmt.Errorf("injected fault: %w", table.ErrUnavailable) }

// Throttle refuses the call; nothing is done.
func Throttle(context.Context, func() error) error {
	return fmt.Errorf("injected fault: %w", table.ErrThrottled)
}

// Conflict refuses the call as if another transaction held the item; nothing
// is done.
func Conflict(context.Context, func() error) error {
	return fmt.Errorf("injected fault: %w", table.ErrConflict)
}

// Before runs the hook, then does what was asked: with it a test changes the
// table between its caller's read and write. The hook works on the table that
// Faulty was made from.
func Before(hook func()) Fault {
	return func(_ context.Context, do func() error) error {
		hook()
		return do()
	}
}

// Slowly waits, then does what was asked. When wait returns an error, as it
// should with ctx's when that ends, nothing is done.
func Slowly(wait func(ctx context.Context) error) Fault {
	return func(ctx context.Context, do func() error) error {
		if err := wait(ctx); err != nil {
			return fmt.Errorf("injected delay: %w", err)
		}
		return do()
	}
}

// order says what becomes of one call to come, or of all.
type order struct {
	kind  Kind
	left  int // calls of the kind up to and with the one it is for
	every bool
	fault Fault
}

// On orders the fault for the n-th call of a kind from now, 1 being the next;
// with n = 0 for every call. Where two orders meet, the older counts.
func (f *Faulty) On(kind Kind, n int, fault Fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.orders = append(f.orders, &order{kind: kind, left: n, every: n == 0, fault: fault})
}

// Heal takes back all orders and returns how many of those for a single call
// had not come to it: a test that fails each call in turn is through when the
// order is still there at the end.
func (f *Faulty) Heal() (waiting int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, o := range f.orders {
		if o.left > 0 {
			waiting++
		}
	}
	f.orders = nil
	return waiting
}

// next returns the fault for a call, nil for none.
func (f *Faulty) next(kind Kind) Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	var due Fault
	for _, o := range f.orders {
		if o.kind&kind == 0 || !o.every && o.left == 0 {
			continue
		}
		if !o.every {
			o.left--
		}
		if due == nil && o.left == 0 {
			due = o.fault
		}
	}
	return due
}

// Get implements table.Table.
func (f *Faulty) Get(ctx context.Context, g table.Get) (table.Got, error) {
	return faulty(ctx, f.next(Gets), func() (table.Got, error) { return f.inner.Get(ctx, g) })
}

// Query implements table.Table.
func (f *Faulty) Query(ctx context.Context, q table.Query) (table.Page, error) {
	return faulty(ctx, f.next(Queries), func() (table.Page, error) { return f.inner.Query(ctx, q) })
}

// Write implements table.Table.
func (f *Faulty) Write(ctx context.Context, w table.Write) (table.Written, error) {
	return faulty(ctx, f.next(Writes), func() (table.Written, error) { return f.inner.Write(ctx, w) })
}

func faulty[A any](ctx context.Context, fault Fault, do func() (A, error)) (answer A, err error) {
	if fault == nil {
		return do()
	}
	err = fault(ctx, func() error {
		answer, err = do()
		return err
	})
	if err != nil {
		var none A
		return none, err
	}
	return answer, nil
}
