package main

import (
	"cmp"
	"context"
	"fmt"

	"kibitz/internal/auth"
	"kibitz/internal/moderation"
	"kibitz/internal/store"
)

type keyCreate struct {
	siteArg
	Name string `required:"" placeholder:"WORDS" help:"What it is for; shown in lists."`
	Role string `default:"moderator" enum:"reader,moderator,owner" help:"What it may do: reader (see all), moderator (decide) or owner (change settings); default ${default}."`
	Days int    `default:"90" help:"How long it lives, up to 366 days (default ${default})."`
	outputFlags
	dataFlags
}

// Help teaches by example.
func (keyCreate) Help() string {
	return `The key alone goes to standard output, so that a program can take it. It is not kept and cannot be shown again.

Examples:
  kibitz key create news --name "night desk"
  kibitz key create news --name export --days 7 > key.txt`
}

// keyRow is a key as it is listed. The secret is there once, when it is made.
type keyRow struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Role    string `json:"role"`
	Created string `json:"created"`
	Expires string `json:"expires"`
	Used    string `json:"used"`
	Key     string `json:"key,omitempty"`
}

func keyRowOf(k auth.Key) keyRow {
	return keyRow{ID: k.ID, Name: k.Name, Role: string(k.Role), Created: stamp(k.Created), Expires: stamp(k.Expires), Used: stamp(k.Used)}
}

// Run makes the key.
func (c *keyCreate) Run(ctx context.Context, t *terminal) error {
	var k auth.Key
	var secret string
	err := c.with(ctx, func(s *store.Store) error {
		if _, err := s.Site(ctx, c.Site); err != nil {
			return err
		}
		var err error
		k, secret, err = people(s).AddKey(ctx, c.Site, c.Name, auth.Role(c.Role), c.Days, moderation.CommandLine)
		return err
	})
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(t.err, "Key %s for site %s, until %s. Send it as: Authorization: Bearer KEY\n", k.ID, c.Site, stamp(k.Expires))
	row := keyRowOf(k)
	row.Key = secret
	return c.print(t, row, nil, func(yield func(...string)) { yield(secret) })
}

type keyList struct {
	siteArg
	outputFlags
	dataFlags
}

// Help teaches by example.
func (keyList) Help() string {
	return `Examples:
  kibitz key list news
  kibitz key list news --json`
}

// Run lists the keys.
func (c *keyList) Run(ctx context.Context, t *terminal) error {
	rows := []keyRow{}
	err := c.with(ctx, func(s *store.Store) error {
		if _, err := s.Site(ctx, c.Site); err != nil {
			return err
		}
		keys, err := people(s).Keys(ctx, c.Site)
		for _, k := range keys {
			rows = append(rows, keyRowOf(k))
		}
		return err
	})
	if err != nil {
		return err
	}
	return c.print(t, rows, []string{"ID", "ROLE", "CREATED", "EXPIRES", "USED", "NAME"}, func(yield func(...string)) {
		for _, r := range rows {
			yield(r.ID, r.Role, r.Created, r.Expires, cmp.Or(r.Used, "never"), r.Name)
		}
	})
}

type keyRevoke struct {
	siteArg
	ID string `arg:"" help:"The key's ID as key list shows it."`
	dataFlags
}

// Help teaches by example.
func (keyRevoke) Help() string {
	return `Example:
  kibitz key revoke news 3f1c09ab77de`
}

// Run revokes the key.
func (c *keyRevoke) Run(ctx context.Context) error {
	return c.with(ctx, func(s *store.Store) error {
		if _, err := s.Site(ctx, c.Site); err != nil {
			return err
		}
		there, err := people(s).RevokeKey(ctx, c.Site, c.ID, moderation.CommandLine)
		if err == nil && !there {
			err = fmt.Errorf("key %s of site %s: %w", c.ID, c.Site, errUnknown)
		}
		return err
	})
}
