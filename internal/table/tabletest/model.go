package tabletest

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"kibitz/internal/table"
)

// tokenLife is how long a token is remembered.
const tokenLife = 10 * time.Minute

// model is the contract as simple as it can be said: a map, a log of changes
// and one lock. It holds the suite to account, and engines to the model.
type model struct {
	schema table.Schema
	now    func() time.Time

	mu     sync.Mutex
	items  map[table.Key]table.Item
	tokens map[string]remembered
	log    []table.Change
	grown  chan struct{} // closed when the log grows
}

// remembered is a transaction with a token.
type remembered struct {
	ops   string
	at    time.Time
	units table.Units // of a repetition
}

func newModel(now func() time.Time) *model {
	return &model{
		schema: Schema(),
		now:    now,
		items:  make(map[table.Key]table.Item),
		tokens: make(map[string]remembered),
		grown:  make(chan struct{}),
	}
}

// Get implements table.Table.
func (m *model) Get(ctx context.Context, g table.Get) (table.Got, error) {
	if err := cmp.Or(ctx.Err(), g.Validate()); err != nil {
		return table.Got{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	got := table.Got{Items: make([]table.Item, len(g.Keys))}
	for i, k := range g.Keys {
		it := m.items[k]
		if !it.Expired(m.now()) {
			got.Items[i] = it.Clone()
		}
		if slices.Index(g.Keys, k) == i {
			got.Units.Read += table.ReadUnits(it.Size(), g.Consistent)
		}
	}
	return got, nil
}

// Query implements table.Table.
func (m *model) Query(ctx context.Context, q table.Query) (table.Page, error) {
	if err := cmp.Or(ctx.Err(), q.Validate(m.schema)); err != nil {
		return table.Page{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	var page table.Page
	bytes := 0
	entries := m.entries(q)
	for i, e := range entries {
		if i == q.Limit || i > 0 && bytes+e.item.Size() > table.MaxPageSize {
			page.Next = &entries[i-1].at
			break
		}
		bytes += e.item.Size()
		if !e.item.Expired(m.now()) {
			page.Items = append(page.Items, e.item.Clone())
		}
	}
	page.Units.Read = table.ReadUnits(bytes, q.Consistent)
	return page, nil
}

// entry is what a query reads, and its place.
type entry struct {
	at   table.Cursor
	item table.Item
}

// entries returns what the query has before it, in its order.
func (m *model) entries(q table.Query) []entry {
	ix, indexed := m.schema.Index(q.Index)
	var entries []entry
	for k, it := range m.items {
		e := entry{table.Cursor{SK: k.SK}, it}
		pk := k.PK
		if indexed {
			projected := ix.Project(it)
			e = entry{table.Cursor{SK: projected[ix.SK].Str(), Key: k}, projected}
			pk = projected[ix.PK].Str()
		}
		past := q.After == nil || compareCursors(e.at, *q.After, q.Descending) > 0
		if pk == q.PK && past && strings.HasPrefix(e.at.SK, q.Prefix) {
			entries = append(entries, e)
		}
	}
	slices.SortFunc(entries, func(a, b entry) int { return compareCursors(a.at, b.at, q.Descending) })
	return entries
}

func compareCursors(a, b table.Cursor, descending bool) int {
	c := cmp.Or(cmp.Compare(a.SK, b.SK), cmp.Compare(a.Key.PK, b.Key.PK), cmp.Compare(a.Key.SK, b.Key.SK))
	if descending {
		return -c
	}
	return c
}

// Write implements table.Table.
func (m *model) Write(ctx context.Context, w table.Write) (table.Written, error) {
	if err := cmp.Or(ctx.Err(), w.Validate(m.schema)); err != nil {
		return table.Written{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	transaction := len(w.Ops) > 1
	ops := fmt.Sprintf("%#v", w.Ops)
	if r, ok := m.tokens[w.Token]; ok && transaction && m.now().Sub(r.at) < tokenLife {
		if r.ops != ops {
			return table.Written{}, table.ErrTokenReused
		}
		return table.Written{Units: r.units}, nil
	}
	if err := m.test(w.Ops); err != nil {
		return table.Written{}, err
	}
	after := make([]table.Item, len(w.Ops))
	for i, op := range w.Ops {
		var err error
		if after[i], err = op.Apply(m.items[op.Key]); err != nil {
			return table.Written{}, fmt.Errorf("operation %d: %w", i, err)
		}
	}
	return m.commit(w, ops, after), nil
}

// test returns a ConditionError when a condition does not hold.
func (m *model) test(ops []table.Op) error {
	failure := table.ConditionError{Reasons: make([]table.Reason, len(ops))}
	failed := false
	for i, op := range ops {
		old := m.items[op.Key]
		if !op.Holds(old) {
			failed = true
			failure.Reasons[i] = table.Reason{Failed: true, Item: old.Clone()}
		}
		units := table.WriteUnits(old, nil)
		if len(ops) > 1 {
			units *= 2
		}
		failure.Units.Write += units
	}
	if failed {
		return &failure
	}
	return nil
}

func (m *model) commit(w table.Write, ops string, after []table.Item) table.Written {
	var written table.Written
	var replay table.Units
	for i, op := range w.Ops {
		before, after := m.items[op.Key], after[i]
		written.Units.Write += m.schema.WriteUnits(before, after, len(w.Ops) > 1)
		replay.Read += table.ReplayUnits(before, after)
		switch w.Return {
		case table.OldImage:
			written.Image = before.Clone()
		case table.NewImage:
			written.Image = after.Clone()
		case table.NoImage:
		}
		m.store(op.Key, before, after)
	}
	if len(w.Ops) > 1 && w.Token != "" {
		m.tokens[w.Token] = remembered{ops, m.now(), replay}
	}
	return written
}

// store replaces an item, and records that unless nothing changes.
func (m *model) store(k table.Key, before, after table.Item) {
	if (before == nil) == (after == nil) && maps.Equal(before, after) {
		return
	}
	if after == nil {
		delete(m.items, k)
	} else {
		m.items[k] = after
	}
	m.log = append(m.log, table.Change{
		Seq: table.SequenceOf(uint64(len(m.log) + 1)), Key: k, Old: before, New: after, At: m.now(),
	})
	close(m.grown)
	m.grown = make(chan struct{})
}

// Changes implements table.Feed. A position is how much of the log was read.
func (m *model) Changes(ctx context.Context, after table.Position, limit int) (table.Batch, error) {
	start := 0
	if after != "" {
		var err error
		if start, err = strconv.Atoi(string(after)); err != nil {
			return table.Batch{}, fmt.Errorf("position %q: %w", after, table.ErrInvalid)
		}
	}
	for {
		m.mu.Lock()
		log, grown := m.log, m.grown
		m.mu.Unlock()
		if err := ctx.Err(); err != nil {
			return table.Batch{}, err
		}
		if end := min(len(log), start+limit); end > start {
			batch := table.Batch{Next: table.Position(strconv.Itoa(end))}
			for _, c := range log[start:end] {
				c.Old, c.New = c.Old.Clone(), c.New.Clone()
				batch.Changes = append(batch.Changes, c)
			}
			return batch, nil
		}
		select {
		case <-grown:
		case <-ctx.Done():
		}
	}
}

// Trim implements table.Feed; the model keeps everything.
func (m *model) Trim(context.Context, table.Position) error { return nil }
