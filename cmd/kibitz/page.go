package main

import (
	"context"
	"fmt"

	"kibitz/internal/moderation"
	"kibitz/internal/site"
)

// pageArg names a page of a site.
type pageArg struct {
	siteArg
	Page string `arg:"" help:"The page: its address, its path, or the id that the site gave it."`
}

// decide carries out a decision on the page; the audit log has it.
func (a pageArg) decide(ctx context.Context, d dataFlags, decision moderation.PageDecision) error {
	decision.Page, decision.By = a.Page, moderation.CommandLine
	return a.moderate(ctx, d, func(m *moderation.Service, st site.Site) error {
		if _, err := m.DecidePage(ctx, st, decision); err != nil {
			return fmt.Errorf("page %s: %w", a.Page, err)
		}
		return nil
	})
}

type pageClose struct {
	pageArg
	dataFlags
}

// Help teaches by example.
func (pageClose) Help() string {
	return `What is written stays to be read. To close all pages at an age: kibitz site set SITE close-after=DAYS

Example:
  kibitz page close news /2026/11/river-bus`
}

// Run closes the page.
func (c *pageClose) Run(ctx context.Context) error {
	return c.decide(ctx, c.dataFlags, moderation.PageDecision{Action: moderation.Close})
}

type pageOpen struct {
	pageArg
	dataFlags
}

// Help teaches by example.
func (pageOpen) Help() string {
	return `A page that its age has closed stays open from then on.

Example:
  kibitz page open news /2026/11/river-bus`
}

// Run opens the page.
func (c *pageOpen) Run(ctx context.Context) error {
	return c.decide(ctx, c.dataFlags, moderation.PageDecision{Action: moderation.Open})
}

type pageTitle struct {
	pageArg
	Title string `arg:"" help:"What it is called from now on."`
	dataFlags
}

// Help teaches by example.
func (pageTitle) Help() string {
	return `Lists of pages have it when they are written the next time.

Example:
  kibitz page title news /2026/11/river-bus "The river bus is back"`
}

// Run corrects the title.
func (c *pageTitle) Run(ctx context.Context) error {
	return c.decide(ctx, c.dataFlags, moderation.PageDecision{Action: moderation.Retitle, Title: c.Title})
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
	d := moderation.PageDecision{Action: moderation.Alias, Target: c.Target}
	if c.None {
		d.Action = moderation.Unalias
	}
	return c.decide(ctx, c.dataFlags, d)
}
