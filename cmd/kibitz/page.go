package main

import (
	"context"
	"fmt"

	"kibitz/internal/site"
	"kibitz/internal/store"
)

// pageArg names a page of a site.
type pageArg struct {
	siteArg
	Page string `arg:"" help:"The page: its address, its path, or the id that the site gave it."`
}

type pageClose struct {
	pageArg
	dataFlags
}

// Help teaches by example.
func (pageClose) Help() string {
	return `What is written stays to be read.

Example:
  kibitz page close news /2026/11/river-bus`
}

// Run closes the page.
func (c *pageClose) Run(ctx context.Context) error { return c.setClosed(ctx, c.dataFlags, true) }

type pageOpen struct {
	pageArg
	dataFlags
}

// Help teaches by example.
func (pageOpen) Help() string {
	return `Example:
  kibitz page open news /2026/11/river-bus`
}

// Run opens the page.
func (c *pageOpen) Run(ctx context.Context) error { return c.setClosed(ctx, c.dataFlags, false) }

func (a pageArg) setClosed(ctx context.Context, d dataFlags, closed bool) error {
	return a.on(ctx, d, func(s *store.Store, st site.Site, page string) error {
		if err := s.SetClosed(ctx, st.ID, page, closed); err != nil {
			return fmt.Errorf("page %s: %w", page, err)
		}
		return nil
	})
}

type pageAlias struct {
	pageArg
	Target string `arg:"" optional:"" help:"The page whose discussion and numbers it shows."`
	None   bool   `help:"Let the page have its own again."`
	dataFlags
}

// Help teaches by example.
func (pageAlias) Help() string {
	return `For an article that has moved. What was written under the old page's own name stays there, unseen meanwhile.

Examples:
  kibitz page alias news /old-address /new-address
  kibitz page alias news /old-address --none`
}

// Run sets or ends the alias.
func (c *pageAlias) Run(ctx context.Context) error {
	if (c.Target == "") != c.None {
		return misused("name the page that %s is an alias of, or say --none", c.Page)
	}
	return c.on(ctx, c.dataFlags, func(s *store.Store, st site.Site, page string) error {
		target := ""
		if !c.None {
			var err error
			if target, err = st.Page(c.Target); err != nil {
				return err
			}
		}
		if err := s.SetAlias(ctx, st.ID, page, target); err != nil {
			return fmt.Errorf("alias %s: %w", page, err)
		}
		return nil
	})
}

// on calls do with the site and the page's canonical id.
func (a pageArg) on(ctx context.Context, d dataFlags, do func(*store.Store, site.Site, string) error) error {
	return d.with(ctx, func(s *store.Store) error {
		st, err := s.Site(ctx, a.Site)
		if err != nil {
			return err
		}
		page, err := st.Page(a.Page)
		if err != nil {
			return err
		}
		return do(s, st, page)
	})
}
