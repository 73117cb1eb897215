package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"kibitz/internal/moderation"
	"kibitz/internal/site"
	"kibitz/internal/store"
)

type banAdd struct {
	siteArg
	Comment string `xor:"who" required:"" placeholder:"ID" help:"Ban who wrote this comment, by what --by says."`
	By      string `default:"author" enum:"author,address,email,domain" help:"With --comment: author, address, email or domain (default ${default})."`
	Author  string `xor:"who" required:"" placeholder:"ID" help:"Ban this author: a guest or an account."`
	Address string `xor:"who" required:"" placeholder:"IP" help:"Ban this network address, of IPv6 its /64. Ends after 60 days at most."`
	Email   string `xor:"who" required:"" help:"Ban this e-mail address."`
	Domain  string `xor:"who" required:"" help:"Ban all e-mail addresses at this domain and below it."`
	Days    int    `help:"Until the end of the day so many days from now; without it, for good."`
	Hold    bool   `help:"Let a moderator see what they write, instead of rejecting it."`
	Reason  string `placeholder:"WORDS" help:"Why, for moderators."`
	outputFlags
	dataFlags
}

// Help teaches by example.
func (banAdd) Help() string {
	return `Whoever is banned is told "awaiting review" and is never published. In force after a minute.

Examples:
  kibitz ban add news --comment 01KJQ2W2Z0F7S0C3E2V3Q7B5ZK --days 30 --reason insults
  kibitz ban add news --comment 01KJQ2W2Z0F7S0C3E2V3Q7B5ZK --by address --days 7
  kibitz ban add news --domain spam.example --hold`
}

// request is the ban that the flags ask for.
func (c *banAdd) request() moderation.BanRequest {
	r := moderation.BanRequest{Kind: site.BanKind(c.By), Comment: c.Comment, Days: c.Days, Reason: c.Reason, By: moderation.CommandLine}
	for kind, value := range map[site.BanKind]string{
		site.BanAuthor: c.Author, site.BanAddress: c.Address, site.BanEmail: c.Email, site.BanDomain: c.Domain,
	} {
		if value != "" {
			r.Kind, r.Value = kind, value
		}
	}
	if c.Hold {
		r.Effect = site.BanHold
	}
	return r
}

// banRow is a ban as it is listed.
type banRow struct {
	ID     string `json:"id"`
	Kind   string `json:"kind"`
	Value  string `json:"value,omitempty"`
	Effect string `json:"effect"`
	Made   string `json:"made"`
	Until  string `json:"until,omitempty"`
	By     string `json:"by"`
	Reason string `json:"reason"`
}

func banRowOf(b site.Ban) banRow {
	row := banRow{ID: b.ID(), Kind: string(b.Kind), Effect: string(b.Effect), Made: stamp(b.Made), Until: stamp(b.Until), By: b.By, Reason: b.Reason}
	if b.Kind == site.BanAuthor || b.Kind == site.BanDomain { // others are keys, which say nothing
		row.Value = b.Value
	}
	return row
}

// cells is the row in a table.
func (r banRow) cells() []string {
	until, value := r.Until, r.Value
	if until == "" {
		until = "for good"
	}
	if value == "" {
		value = "-"
	}
	return []string{r.ID, r.Kind, value, r.Effect, until, r.By, r.Reason}
}

var banHeader = []string{"ID", "KIND", "WHO", "EFFECT", "UNTIL", "BY", "REASON"}

// Run makes the ban.
func (c *banAdd) Run(ctx context.Context, t *terminal) error {
	return c.moderate(ctx, c.dataFlags, func(m *moderation.Service, st site.Site) error {
		b, err := m.Ban(ctx, st, c.request())
		if err != nil {
			return err
		}
		row := banRowOf(b)
		return c.print(t, row, banHeader, func(yield func(...string)) { yield(row.cells()...) })
	})
}

type banList struct {
	siteArg
	outputFlags
	dataFlags
}

// Help teaches by example.
func (banList) Help() string {
	return `Those that hold; ended ones are gone.

Examples:
  kibitz ban list news
  kibitz ban list news --json`
}

// Run lists the bans.
func (c *banList) Run(ctx context.Context, t *terminal) error {
	return c.moderate(ctx, c.dataFlags, func(m *moderation.Service, st site.Site) error {
		bans, err := m.Bans(ctx, st)
		if err != nil {
			return err
		}
		rows := make([]banRow, len(bans))
		for i, b := range bans {
			rows[i] = banRowOf(b)
		}
		return c.print(t, rows, banHeader, func(yield func(...string)) {
			for _, r := range rows {
				yield(r.cells()...)
			}
		})
	})
}

type banRemove struct {
	siteArg
	ID string `arg:"" help:"The ban's ID as ban list shows it."`
	dataFlags
}

// Help teaches by example.
func (banRemove) Help() string {
	return `What was rejected stays so. An ID that begins with a hyphen comes after --.

Examples:
  kibitz ban remove news q3rYgq0JxW0V5mS2nYc8kA
  kibitz ban remove news -- -3rYgq0JxW0V5mS2nYc8kA`
}

// Run lifts the ban.
func (c *banRemove) Run(ctx context.Context) error {
	return c.moderate(ctx, c.dataFlags, func(m *moderation.Service, st site.Site) error {
		bans, err := m.Bans(ctx, st)
		if err != nil {
			return err
		}
		if _, there := (site.Bans{List: bans}).Find(c.ID); !there {
			return fmt.Errorf("ban %s of site %s: %w", c.ID, c.Site, errUnknown)
		}
		return m.Unban(ctx, st, c.ID, moderation.CommandLine)
	})
}

// moderate calls do with the site and what decides on it.
func (a siteArg) moderate(ctx context.Context, d dataFlags, do func(*moderation.Service, site.Site) error) error {
	return d.with(ctx, func(s *store.Store) error {
		st, err := s.Site(ctx, a.Site)
		if err != nil {
			return err
		}
		return do(decisions(s), st)
	})
}

// decisions is the rules of what is decided, over the store.
func decisions(s *store.Store) *moderation.Service {
	return moderation.NewService(s, site.NewDirectory(s, time.Now, 0), time.Now, rand.Reader)
}
