package store

import (
	"context"
	"errors"
	"time"

	"kibitz/internal/engagement"
	"kibitz/internal/page"
	"kibitz/internal/problem"
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

// SetClosed closes a page for new comments or opens it. The page is made
// known by it.
func (s *Store) SetClosed(ctx context.Context, site, pageID string, closed bool) error {
	op := table.Update(numbersKey(site, pageID)).Setting("cl", table.Bool(true))
	if !closed {
		op = table.Update(numbersKey(site, pageID)).Removing("cl").When(table.Present(table.AttrPK))
	}
	_, err := s.write(ctx, table.Write{Ops: []table.Op{op}})
	if errors.Is(err, table.ErrCondition) {
		return nil // an unknown page is open
	}
	return err
}

// SetAlias makes a page share the discussion and numbers of another; "" ends
// that. What was written under the alias's own name stays there, unseen
// meanwhile. A chain is refused: the target must not be an alias, nor may a
// page be its own.
func (s *Store) SetAlias(ctx context.Context, site, pageID, target string) error {
	key := numbersKey(site, pageID)
	if target == "" {
		_, err := s.write(ctx, table.Write{Ops: []table.Op{table.Update(key).Removing("al").When(table.Present(table.AttrPK))}})
		if errors.Is(err, table.ErrCondition) {
			return nil
		}
		return err
	}
	if target == pageID {
		return aliasRefused()
	}
	_, err := s.write(ctx, table.Write{Ops: []table.Op{
		table.Update(key).Setting("al", table.String(target)),
		table.Check(numbersKey(site, target), table.Absent("al")),
	}})
	if _, chain := table.Failed(err, 1); chain {
		return aliasRefused()
	}
	return err
}

func aliasRefused() error {
	return problem.New(problem.PageInvalid, "target", "An alias leads to a page that is no alias itself.")
}
