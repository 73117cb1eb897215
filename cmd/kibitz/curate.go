package main

import (
	"context"
	"errors"
	"fmt"

	"kibitz/internal/ranking"
	"kibitz/internal/sanitize"
	"kibitz/internal/site"
	"kibitz/internal/store"
)

type pageHide struct {
	pageArg
	dataFlags
}

// Help teaches by example.
func (pageHide) Help() string {
	return `The page is on none of the lists that GET /v1/top answers; all else about it stays.

Example:
  kibitz page hide news /imprint`
}

// Run hides the page.
func (c *pageHide) Run(ctx context.Context) error {
	return c.curate(ctx, c.dataFlags, func(lists ranking.Curation, p ranking.Page) (ranking.Curation, error) {
		lists, ok := lists.Hide(p.ID)
		return lists, full(ok, "%d pages are hidden already; show one of them first", ranking.MaxHidden)
	})
}

type pageShow struct {
	pageArg
	dataFlags
}

// Help teaches by example.
func (pageShow) Help() string {
	return `It appears when it is opened the next time, where its numbers put it.

Example:
  kibitz page show news /imprint`
}

// Run shows the page.
func (c *pageShow) Run(ctx context.Context) error {
	return c.curate(ctx, c.dataFlags, func(lists ranking.Curation, p ranking.Page) (ranking.Curation, error) {
		return lists.Show(p.ID), nil
	})
}

type pagePin struct {
	pageArg
	Title string `help:"Its title, if Kibitz was not told, or another to show."`
	dataFlags
}

// Help teaches by example.
func (pagePin) Help() string {
	return `Pinned pages stand first in trending, in the order in which they were pinned.

Examples:
  kibitz page pin news /2026/11/river-bus
  kibitz page pin news /guide --title "Everything about the river bus"`
}

// Run pins the page.
func (c *pagePin) Run(ctx context.Context) error {
	return c.curate(ctx, c.dataFlags, func(lists ranking.Curation, p ranking.Page) (ranking.Curation, error) {
		if c.Title != "" {
			p.Title = sanitize.Title(c.Title)
		}
		if p.Title == "" {
			return lists, misused("nobody told the title of %s yet: give --title", p.ID)
		}
		lists, ok := lists.Pin(p)
		return lists, full(ok, "%d pages are pinned already; unpin one of them first", ranking.MaxPinned)
	})
}

type pageUnpin struct {
	pageArg
	dataFlags
}

// Help teaches by example.
func (pageUnpin) Help() string {
	return `Example:
  kibitz page unpin news /2026/11/river-bus`
}

// Run unpins the page.
func (c *pageUnpin) Run(ctx context.Context) error {
	return c.curate(ctx, c.dataFlags, func(lists ranking.Curation, p ranking.Page) (ranking.Curation, error) {
		return lists.Unpin(p.ID), nil
	})
}

// errFull means that there is no room for what was asked.
var errFull = errors.New("no room")

func full(ok bool, format string, args ...any) error {
	if ok {
		return nil
	}
	return fmt.Errorf("%w: "+format, append([]any{errFull}, args...)...)
}

// curate changes what is decided about the site's lists, anew when somebody
// else decided meanwhile.
func (a pageArg) curate(ctx context.Context, d dataFlags, change func(ranking.Curation, ranking.Page) (ranking.Curation, error)) error {
	return a.on(ctx, d, func(s *store.Store, st site.Site, id string) error {
		about, err := s.About(ctx, st.ID, []string{id})
		if err != nil {
			return err
		}
		page := about[id]
		page.ID = id
		for range setTries {
			lists, changeErr := change(st.Lists, page)
			if changeErr != nil {
				return changeErr
			}
			if err = s.SetCuration(ctx, st.ID, lists); !errors.Is(err, store.ErrChanged) {
				break
			}
			var readErr error
			if st, readErr = s.Site(ctx, st.ID); readErr != nil {
				return readErr
			}
		}
		if err != nil {
			return fmt.Errorf("page %s: %w", id, err)
		}
		return nil
	})
}
