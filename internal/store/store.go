package store

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"time"

	"kibitz/internal/limit"
	"kibitz/internal/page"
	"kibitz/internal/table"
)

// Store is every repository of the domain over one table. It is safe for
// concurrent use.
type Store struct {
	t      table.Table
	now    func() time.Time
	random io.Reader
	wait   func(context.Context, time.Duration) error
	voters seen // voters' items
}

// New returns a store over t. random is a cryptographic source, safe for
// concurrent use; it makes secrets and salts.
func New(t table.Table, now func() time.Time, random io.Reader) *Store {
	return &Store{t: t, now: now, random: random, wait: sleep}
}

// Two transactions that meet on one item cancel each other on DynamoDB; one
// of them must come again. Most meetings are over after the first wait.
const (
	conflictTries = 8
	conflictBase  = 5 * time.Millisecond
	conflictMax   = 100 * time.Millisecond
)

// write writes and repeats a write that met another transaction. Everything
// the store writes is conditional or a transaction, so repeating is safe.
func (s *Store) write(ctx context.Context, w table.Write) (table.Written, error) {
	for try := 0; ; try++ {
		out, err := s.t.Write(ctx, w)
		if !errors.Is(err, table.ErrConflict) || try+1 == conflictTries {
			return out, err
		}
		longest := min(conflictBase<<try, conflictMax)
		if s.wait(ctx, rand.N(longest)) != nil {
			return out, err
		}
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// get reads items, in the order of the keys.
func (s *Store) get(ctx context.Context, consistent bool, keys ...table.Key) ([]table.Item, error) {
	got, err := s.t.Get(ctx, table.Get{Keys: keys, Consistent: consistent})
	return got.Items, err
}

// countIn returns the operations that count one in each window.
func (s *Store) countIn(site string, windows []limit.Window) []table.Op {
	ops := make([]table.Op, len(windows))
	for i, w := range windows {
		ops[i] = table.Update(windowKey(site, w)).
			Adding("n", table.Int(1)).
			Setting(table.AttrTTL, unix(w.End().Add(time.Minute))).
			When(table.AbsentOrLess("n", table.Int(int64(w.Max))))
	}
	return ops
}

// full returns the first of the windows, whose operations begin at first,
// that made the write fail.
func full(err error, first int, windows []limit.Window) error {
	for i, w := range windows {
		if _, failed := table.Failed(err, first+i); failed {
			return &limit.Exceeded{Window: w}
		}
	}
	return err
}

// Register makes a page known unless it is; see engagement.Store.
func (s *Store) Register(ctx context.Context, r page.Registration) error {
	ops := []table.Op{
		table.Update(numbersKey(r.Site, r.Page)).Setting("t", unix(s.now())).When(table.Absent(table.AttrPK)),
		table.Update(aboutKey(r.Site, r.Page)).Setting("ti", table.String(r.Title)).Setting("ur", table.String(r.URL)).When(table.Absent(table.AttrPK)),
	}
	_, err := s.write(ctx, table.Write{Ops: append(ops, s.countIn(r.Site, r.Windows)...)})
	if _, known := table.Failed(err, 0); known {
		return nil
	}
	return full(err, len(ops), r.Windows)
}
