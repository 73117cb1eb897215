package main

import (
	"context"

	"kibitz/internal/moderation"
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
	return c.decide(ctx, c.dataFlags, moderation.PageDecision{Action: moderation.Hide})
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
	return c.decide(ctx, c.dataFlags, moderation.PageDecision{Action: moderation.Show})
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
	return c.decide(ctx, c.dataFlags, moderation.PageDecision{Action: moderation.Pin, Title: c.Title})
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
	return c.decide(ctx, c.dataFlags, moderation.PageDecision{Action: moderation.Unpin})
}
