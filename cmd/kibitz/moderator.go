package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"net/netip"
	"net/url"
	"time"

	"kibitz/internal/auth"
	"kibitz/internal/moderation"
	"kibitz/internal/staff"
	"kibitz/internal/store"
)

// linkFlags say where the dashboard is, for the links to it.
type linkFlags struct {
	URL string `default:"http://localhost:8080" placeholder:"ADDRESS" help:"Where browsers reach the server (default ${default})."`
}

// origin checks the address: passkeys take a name, and TLS but on this machine.
func (f linkFlags) origin() (string, error) {
	u, err := url.Parse(f.URL)
	if err != nil || u.Host == "" || u.Path != "" && u.Path != "/" {
		return "", misused("--url %q is no address such as https://comments.news.example", f.URL)
	}
	if _, err := netip.ParseAddr(u.Hostname()); err == nil {
		return "", misused("--url: passkeys belong to a name, not to a network address; on this machine that is http://localhost:PORT")
	}
	if u.Scheme != "https" && (u.Scheme != "http" || u.Hostname() != "localhost") {
		return "", misused("--url: passkeys need https, or http://localhost on this machine")
	}
	return u.Scheme + "://" + u.Host, nil
}

type moderatorAdd struct {
	siteArg
	Name string `required:"" help:"How colleagues and the audit log call them."`
	Role string `enum:",reader,moderator,owner" default:"" help:"What they may do: reader (see all), moderator (decide) or owner (change settings). Default: owner for the first, moderator for all others."`
	linkFlags
	outputFlags
	dataFlags
}

// Help teaches by example.
func (moderatorAdd) Help() string {
	return `The link alone goes to standard output. It works once, for three days: who opens it makes a passkey and is signed in.

Examples:
  kibitz moderator add news --name Minh
  kibitz moderator add news --name "Thu Hà" --role reader --url https://comments.news.example`
}

// personRow is a person as they are listed. The link is there when it is made.
type personRow struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Role     string `json:"role"`
	Since    string `json:"since"`
	Passkeys int    `json:"passkeys"`
	Link     string `json:"link,omitempty"`
	Expires  string `json:"expires,omitempty"`
}

func personRowOf(p staff.Person, site string) personRow {
	m := p.Roles[site]
	return personRow{ID: p.ID, Name: p.Name, Role: string(m.Role), Since: stamp(m.Since), Passkeys: len(p.Passkeys)}
}

// people are the rules of who works at a site, over a store.
func people(s *store.Store) *staff.Service { return staff.NewService(s, nil, time.Now, rand.Reader) }

// Run makes the person.
func (c *moderatorAdd) Run(ctx context.Context, t *terminal) error {
	origin, err := c.origin()
	if err != nil {
		return err
	}
	var row personRow
	err = c.with(ctx, func(s *store.Store) error {
		if _, err := s.Site(ctx, c.Site); err != nil {
			return err
		}
		there, err := people(s).People(ctx, c.Site)
		if err != nil {
			return err
		}
		role := auth.Role(c.Role)
		if role == "" {
			role = auth.RoleModerator
			if len(there) == 0 {
				role = auth.RoleOwner
			}
		}
		p, link, err := people(s).Add(ctx, c.Site, c.Name, role, moderation.CommandLine)
		if err != nil {
			return err
		}
		row = linked(p, c.Site, origin, link)
		return nil
	})
	if err != nil {
		return err
	}
	return c.printLink(t, c.Site, row)
}

func linked(p staff.Person, site, origin string, link staff.Invitation) personRow {
	row := personRowOf(p, site)
	row.Link, row.Expires = staff.InviteURL(origin, link), stamp(link.Expires)
	return row
}

// printLink prints the link alone on standard output, and about it on standard
// error.
func (f outputFlags) printLink(t *terminal, site string, row personRow) error {
	_, _ = fmt.Fprintf(t.err, "%s is %s of site %s. This link lets them in once, until %s:\n", row.Name, row.Role, site, row.Expires)
	return f.print(t, row, nil, func(yield func(...string)) { yield(row.Link) })
}

type moderatorList struct {
	siteArg
	outputFlags
	dataFlags
}

// Help teaches by example.
func (moderatorList) Help() string {
	return `Who has no passkey has not come in yet.

Examples:
  kibitz moderator list news
  kibitz moderator list news --json`
}

// Run lists the people.
func (c *moderatorList) Run(ctx context.Context, t *terminal) error {
	rows := []personRow{}
	err := c.with(ctx, func(s *store.Store) error {
		if _, err := s.Site(ctx, c.Site); err != nil {
			return err
		}
		all, err := people(s).People(ctx, c.Site)
		for _, p := range all {
			rows = append(rows, personRowOf(p, c.Site))
		}
		return err
	})
	if err != nil {
		return err
	}
	return c.print(t, rows, []string{"ID", "ROLE", "SINCE", "PASSKEYS", "NAME"}, func(yield func(...string)) {
		for _, r := range rows {
			yield(r.ID, r.Role, r.Since, fmt.Sprint(r.Passkeys), r.Name)
		}
	})
}

type moderatorLink struct {
	siteArg
	ID string `arg:"" help:"The person's ID as moderator list shows it."`
	linkFlags
	outputFlags
	dataFlags
}

// Help teaches by example.
func (moderatorLink) Help() string {
	return `For who has lost all passkeys and recovery codes, or let the first link pass. An older link works no more; passkeys do.

Example:
  kibitz moderator link news 3f1c09ab77de --url https://comments.news.example`
}

// Run makes the link.
func (c *moderatorLink) Run(ctx context.Context, t *terminal) error {
	origin, err := c.origin()
	if err != nil {
		return err
	}
	var row personRow
	err = c.with(ctx, func(s *store.Store) error {
		p, link, err := people(s).Link(ctx, c.Site, c.ID, true, moderation.CommandLine)
		row = linked(p, c.Site, origin, link)
		return err
	})
	if err != nil {
		return err
	}
	return c.printLink(t, c.Site, row)
}

type moderatorRole struct {
	siteArg
	ID   string `arg:"" help:"The person's ID as moderator list shows it."`
	Role string `arg:"" enum:"reader,moderator,owner" help:"reader, moderator or owner."`
	dataFlags
}

// Help teaches by example.
func (moderatorRole) Help() string {
	return `Somebody who works at another site joins this one with the same passkeys.

Examples:
  kibitz moderator role news 3f1c09ab77de owner
  kibitz moderator role blog 3f1c09ab77de reader`
}

// Run sets the role.
func (c *moderatorRole) Run(ctx context.Context) error {
	return c.with(ctx, func(s *store.Store) error {
		if _, err := s.Site(ctx, c.Site); err != nil {
			return err
		}
		_, err := people(s).Join(ctx, c.Site, c.ID, auth.Role(c.Role), moderation.CommandLine)
		return err
	})
}

type moderatorRemove struct {
	siteArg
	ID string `arg:"" help:"The person's ID as moderator list shows it."`
	dataFlags
}

// Help teaches by example.
func (moderatorRemove) Help() string {
	return `They are out with their next click. What they decided stays, under their name.

Example:
  kibitz moderator remove news 3f1c09ab77de`
}

// Run removes the person.
func (c *moderatorRemove) Run(ctx context.Context) error {
	return c.with(ctx, func(s *store.Store) error {
		all, err := people(s).People(ctx, c.Site)
		if err != nil {
			return err
		}
		for _, p := range all {
			if p.ID == c.ID {
				return people(s).Remove(ctx, c.Site, c.ID, true, moderation.CommandLine)
			}
		}
		return fmt.Errorf("%s of site %s: %w", cmp.Or(c.ID, "nobody"), c.Site, errUnknown)
	})
}
