package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"kibitz/internal/engagement"
	"kibitz/internal/moderation"
	"kibitz/internal/page"
	"kibitz/internal/table"
)

// States reads pages' numbers without titles and addresses; see
// engagement.Store. A page named twice is read once.
func (s *Store) States(ctx context.Context, site string, pages []string) ([]page.State, error) {
	keys := make([]table.Key, len(pages))
	for i, p := range pages {
		keys[i] = numbersKey(site, p)
	}
	items, err := s.get(ctx, false, keys...)
	if err != nil {
		return nil, err
	}
	out := make([]page.State, len(pages))
	for i, it := range items {
		out[i] = stateOf(pages[i], it, nil)
	}
	return out, nil
}

// viewLife is how long a view's item is kept: its day and a day for a slow
// fold.
const viewLife = 48 * time.Hour

// View records a view; see engagement.Store.
func (s *Store) View(ctx context.Context, v engagement.View) (bool, error) {
	_, err := s.write(ctx, table.Write{Ops: []table.Op{
		table.Update(viewKey(v.Site, v.Page, v.Day, v.Shard, v.Visitor)).
			Adding("k", table.Int(1)).
			Setting("t", unix(v.At)).
			Setting(table.AttrTTL, unix(v.At.Add(viewLife))).
			When(table.AbsentOrLess("t", unix(v.Since))),
	}})
	if errors.Is(err, table.ErrCondition) {
		return false, nil
	}
	return err == nil, err
}

// Pages reads pages' numbers, titles and addresses; see moderation.Store.
func (s *Store) Pages(ctx context.Context, site string, pages []string, consistent bool) ([]page.State, error) {
	out := make([]page.State, 0, len(pages))
	for chunk := range slices.Chunk(pages, table.MaxKeys/2) {
		var keys []table.Key
		for _, p := range chunk {
			keys = append(keys, numbersKey(site, p), aboutKey(site, p))
		}
		items, err := s.get(ctx, consistent, keys...)
		if err != nil {
			return nil, fmt.Errorf("read pages: %w", err)
		}
		for i, p := range chunk {
			out = append(out, stateOf(p, items[2*i], items[2*i+1]))
		}
	}
	return out, nil
}

// ChangePage changes what moderators decide about a page and records it; see
// moderation.Store. Each attribute is written on condition of what was read, so
// that the record says what was there.
func (s *Store) ChangePage(ctx context.Context, c moderation.PageChange, e moderation.Entry) (bool, error) {
	ops := []table.Op{table.Put(entryItem(c.Site, e)).When(table.Absent(table.AttrPK))}
	if op, changes := s.numbersOp(c); changes {
		ops = append(ops, op)
	}
	if op, changes := aboutOp(c); changes {
		ops = append(ops, op)
	}
	if c.Lists != nil {
		op, err := curationOp(c.Site, *c.Lists)
		if err != nil {
			return false, err
		}
		ops = append(ops, op)
	}
	if to := c.To.Alias; to != "" && to != c.From.Alias {
		ops = append(ops, table.Check(numbersKey(c.Site, to), table.Absent("al")))
	}
	_, err := s.write(ctx, table.Write{Ops: ops})
	if _, ours := table.Failed(err, 0); ours {
		return true, nil // the engine's own first attempt, its answer lost
	}
	if errors.Is(err, table.ErrCondition) {
		return false, nil
	}
	return err == nil, err
}

// numbersOp writes what is decided beside a page's numbers. A page that nobody
// knew is made known by it.
func (s *Store) numbersOp(c moderation.PageChange) (op table.Op, changes bool) {
	op = table.Update(numbersKey(c.Site, c.To.Page))
	set := func(name string, from, to table.Value) {
		none := table.Value{}
		switch {
		case from == to:
			return
		case to == none:
			op = op.Removing(name)
		default:
			op = op.Setting(name, to)
		}
		if from == none {
			op = op.When(table.Absent(name))
		} else {
			op = op.When(table.Equal(name, from))
		}
		changes = true
	}
	set("cl", closingValue(c.From.Closing), closingValue(c.To.Closing))
	set("ho", flag(c.From.Held), flag(c.To.Held))
	set("al", word(c.From.Alias), word(c.To.Alias))
	switch {
	case c.From.Known:
		op = op.When(table.Present(table.AttrPK))
	case changes || c.From.Title != c.To.Title:
		op, changes = op.Setting("t", unix(s.now())).When(table.Absent(table.AttrPK)), true
	}
	return op, changes
}

// aboutOp writes a page's title, and its address when the page was not known.
func aboutOp(c moderation.PageChange) (op table.Op, changes bool) {
	if c.From.Title == c.To.Title && c.From.URL == c.To.URL {
		return op, false
	}
	op = table.Update(aboutKey(c.Site, c.To.Page)).Setting("ti", table.String(c.To.Title)).Setting("ur", table.String(c.To.URL))
	if c.From.Title == "" {
		return op.When(table.AbsentOrLess("ti", table.String(" "))), true
	}
	return op.When(table.Equal("ti", table.String(c.From.Title))), true
}

func closingValue(c page.Closing) table.Value {
	if c == page.ByAge {
		return table.Value{}
	}
	return table.Bool(c == page.Closed)
}

// flag and word are the values of attributes that are absent when there is
// nothing to say.
func flag(on bool) table.Value {
	if !on {
		return table.Value{}
	}
	return table.Bool(true)
}

func word(s string) table.Value {
	if s == "" {
		return table.Value{}
	}
	return table.String(s)
}
