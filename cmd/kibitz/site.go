package main

import (
	"context"
	"fmt"
	"strings"

	"kibitz/internal/moderation"
	"kibitz/internal/site"
	"kibitz/internal/store"
)

// siteArg names a site.
type siteArg struct {
	Site string `arg:"" help:"Name of the site: a-z, 0-9 and '-'."`
}

type siteAdd struct {
	siteArg
	Settings []string `arg:"" optional:"" sep:"none" name:"key=value" help:"Settings, as for site set."`
	snippetFlags
	dataFlags
}

// Help teaches by example.
func (siteAdd) Help() string {
	return `A site is one publication. Its origins are the addresses of the pages that embed Kibitz; browsers on other pages are refused.
What is printed is the HTML that those pages embed.

Examples:
  kibitz site add news origins=https://news.example,https://m.news.example
  kibitz site add blog origins=https://blog.example mode=first

kibitz site show lists all settings.`
}

// Run makes the site.
func (c *siteAdd) Run(ctx context.Context, t *terminal) error {
	if !site.ValidID(c.Site) {
		return misused("%q cannot name a site: use 1 to 40 of a-z, 0-9 and '-'", c.Site)
	}
	settings := site.Defaults()
	if err := apply(&settings, c.Settings); err != nil {
		return err
	}
	if settings.Accounts != site.AccountsOff {
		return misused("accounts=%s needs a key to believe; make the site first, then: kibitz site accounts %s --hs256", settings.Accounts, c.Site)
	}
	err := c.use(ctx, true, func(s *store.Store) error {
		if err := s.AddSite(ctx, c.Site, settings); err != nil {
			return fmt.Errorf("add site %s: %w", c.Site, err)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return c.print(t, c.Site)
}

type siteList struct {
	outputFlags
	dataFlags
}

// Help teaches by example.
func (siteList) Help() string {
	return `Examples:
  kibitz site list
  kibitz site list --json`
}

// siteRow is a site as it is listed.
type siteRow struct {
	Site     string            `json:"site"`
	Created  string            `json:"created"`
	Settings map[string]string `json:"settings"`
}

func rowOf(s site.Site) siteRow {
	r := siteRow{Site: s.ID, Created: stamp(s.Created), Settings: map[string]string{}}
	for _, p := range s.Settings.Get() {
		r.Settings[p.Key] = p.Value
	}
	return r
}

// Run lists the sites.
func (c *siteList) Run(ctx context.Context, t *terminal) error {
	rows := []siteRow{}
	err := c.with(ctx, func(s *store.Store) error {
		names, err := s.Sites(ctx)
		if err != nil {
			return fmt.Errorf("list sites: %w", err)
		}
		for _, name := range names {
			st, err := s.Site(ctx, name)
			if err != nil {
				return err
			}
			rows = append(rows, rowOf(st))
		}
		return nil
	})
	if err != nil {
		return err
	}
	return c.print(t, rows, []string{"SITE", "CREATED", "MODE", "ORIGINS"}, func(yield func(...string)) {
		for _, r := range rows {
			yield(r.Site, r.Created, r.Settings["mode"], r.Settings["origins"])
		}
	})
}

type siteShow struct {
	siteArg
	outputFlags
	dataFlags
}

// Help teaches by example.
func (siteShow) Help() string {
	return `Examples:
  kibitz site show news
  kibitz site show news --json`
}

// Run shows the site.
func (c *siteShow) Run(ctx context.Context, t *terminal) error {
	var st site.Site
	err := c.with(ctx, func(s *store.Store) (err error) {
		st, err = s.Site(ctx, c.Site)
		return err
	})
	if err != nil {
		return err
	}
	return c.print(t, rowOf(st), []string{"KEY", "VALUE", "MEANING"}, func(yield func(...string)) {
		for _, p := range st.Settings.Get() {
			yield(p.Key, p.Value, p.Help)
		}
	})
}

type siteSet struct {
	siteArg
	Settings []string `arg:"" sep:"none" name:"key=value" help:"Settings to change; the others stay."`
	dataFlags
}

// Help teaches by example.
func (siteSet) Help() string {
	return `A server that runs on the data knows a changed setting within a second.

Examples:
  kibitz site set news origins=https://news.example mode=first
  kibitz site set news edit-window=30m per-author=10
  kibitz site set demo limits=off form=off     for a load test

kibitz site show lists all settings.`
}

// Run changes the settings.
func (c *siteSet) Run(ctx context.Context) error {
	values := map[string]string{}
	for _, pair := range c.Settings {
		key, value, err := keyValue(pair)
		if err != nil {
			return err
		}
		values[key] = value
	}
	return c.moderate(ctx, c.dataFlags, func(m *moderation.Service, st site.Site) error {
		_, err := m.ChangeSettings(ctx, st, moderation.SettingsChange{Values: values, By: moderation.CommandLine})
		return err
	})
}

type siteRemove struct {
	siteArg
	Yes bool `help:"Really."`
	dataFlags
}

// Help teaches by example.
func (siteRemove) Help() string {
	return `The site is unknown from then on and its API keys are revoked. Its comments and numbers stay in the table, unreachable, until there is a site of the same name again; that one has another secret, so their authors can no longer change them.

Example:
  kibitz site remove news --yes`
}

// Run removes the site.
func (c *siteRemove) Run(ctx context.Context) error {
	if !c.Yes {
		return misused("this cannot be taken back: its readers' tokens and its API keys end; say --yes to remove %s", c.Site)
	}
	return c.with(ctx, func(s *store.Store) error { return s.RemoveSite(ctx, c.Site) })
}

// apply sets KEY=VALUE settings.
func apply(settings *site.Settings, pairs []string) error {
	for _, pair := range pairs {
		key, value, err := keyValue(pair)
		if err != nil {
			return err
		}
		if err := settings.Set(key, value); err != nil {
			return usageError{err}
		}
	}
	return nil
}

func keyValue(pair string) (key, value string, err error) {
	key, value, ok := strings.Cut(pair, "=")
	if !ok {
		return "", "", misused("%q is no setting: write KEY=VALUE, such as mode=first", pair)
	}
	return key, value, nil
}
