package site

import (
	"fmt"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"kibitz/internal/page"
	"kibitz/internal/spam"
)

// Mode says when a comment is published.
type Mode string

// The modes.
const (
	ModePublish Mode = "publish" // at once
	ModeFirst   Mode = "first"   // an author's first comments wait for a moderator, see Settings.HoldFirst
	ModeAll     Mode = "all"     // every comment waits for a moderator
)

// Votes says how readers can vote on comments.
type Votes string

// The ways of voting.
const (
	VotesUpDown Votes = "updown" // for and against
	VotesUp     Votes = "up"     // only for
	VotesOff    Votes = "off"    // not at all
)

// Accounts says whether readers come with the publisher's own accounts, see
// package sso.
type Accounts string

// The ways of having accounts.
const (
	AccountsOff      Accounts = "off"      // all are guests
	AccountsOptional Accounts = "optional" // accounts and guests
	AccountsRequired Accounts = "required" // guests read and report, and no more
	AccountsVerified Accounts = "verified" // likewise, and accounts without a verified telephone number
)

// MaxReactions is how many reactions a site can offer: each is a number in
// the item of a page's numbers, which is to stay under 1 KB.
const MaxReactions = 8

// Settings are what a publisher can change. Each has a key of its own, by
// which the command line, the API and the stored item name it; settings is
// the one table of them.
type Settings struct {
	Name             string        // shown to moderators
	Origins          []string      // scheme://host[:port] of the pages that embed Kibitz, canonical
	Mode             Mode          // when a comment is published
	HoldFirst        int           // with ModeFirst: how many comments of an author must be published before the rest are at once
	Limits           bool          // rate limits on; off only for load tests
	Form             bool          // form checks (the hidden field) on; off only for load tests
	FormTime         bool          // with Form: a comment must come by the form, opened not too short and not too long before, see package comment
	Email            bool          // the form asks for an e-mail address
	URL              bool          // the form asks for a website
	EditWindow       time.Duration // how long authors can edit and delete
	PerAuthor        int           // comments of one author a minute
	PerAddress       int           // comments of one network address in ten minutes
	PagesPerAddress  int           // pages that one address can make known in an hour
	PagesPerSite     int           // pages that a site can get to know in an hour
	ViewWindow       time.Duration // opening a page again within it is the same view
	ViewShards       int           // partitions over which a page's views of a day are spread; 1,000 views a second each
	Reserved         []string      // names that nobody may use, besides the built-in ones
	HalfLife         time.Duration // in trending, a view counts half as much so long after
	CommentsPerFetch int           // comments of a listing when the client names no limit
	Votes            Votes         // how readers can vote on comments
	Reactions        []string      // what readers can say of a page by a click, in the order shown; none: reactions are off
	VotersPerAddress int           // new voters that one network address can be on a page in a day
	Signs            bool          // checks for the marks of advertising, see package spam
	Classifier       bool          // whether texts are compared with what moderators decided on, see spam.Model
	Links            int           // with Signs: links of a comment that is published at once
	TrustedHosts     []string      // links to these, and below them, do not count
	BlockedHosts     []string      // comments that name these, or what is below them, wait for a moderator
	Burst            int           // with Signs: comments from one network address in ten minutes after which those of new authors wait, see package comment; 0: never
	Duplicates       bool          // with Signs: a text that was sent before on the same day waits
	Scripts          []string      // with others than these, by the name in Unicode, a text waits; none: with any
	Trust            int           // published comments after which what is found in an author's text holds nothing, while none is withheld; 0: never
	Accounts         Accounts      // whether readers come with the publisher's own accounts
	Evidence         int           // days for which comments reported as against the law are kept as evidence; 0: not at all
	CloseAfter       int           // days after which a page takes no more comments; 0: never
}

// Defaults returns the settings of a new site.
func Defaults() Settings {
	return Settings{
		Mode: ModePublish, HoldFirst: 1, Limits: true, Form: true,
		EditWindow: 15 * time.Minute, PerAuthor: 6, PerAddress: 30,
		PagesPerAddress: 60, PagesPerSite: 2000,
		ViewWindow: 30 * time.Minute, ViewShards: 4, HalfLife: 6 * time.Hour, CommentsPerFetch: 25,
		Votes: VotesUpDown, Reactions: []string{"useful", "love", "surprised", "worried"}, VotersPerAddress: 50,
		Signs: true, Links: 3, Burst: 10, Duplicates: true, Accounts: AccountsOff, Evidence: 180,
	}
}

// setting is one row of the table: its key, what it means, and how it is read
// and written.
type setting struct {
	key, help string
	get       func(*Settings) string
	set       func(*Settings, string) error
}

var settings = []setting{
	text("name", "the site's name, shown to moderators", func(s *Settings) *string { return &s.Name }),
	{"origins", "addresses of the pages that embed Kibitz, separated by commas, such as https://news.example", func(s *Settings) string { return strings.Join(s.Origins, ",") }, setOrigins},
	{"mode", "publish: at once; first: an author's first comments wait; all: every comment waits", func(s *Settings) string { return string(s.Mode) }, setMode},
	number("hold-first", "with mode=first: how many comments of an author wait for a moderator", 1, 20, func(s *Settings) *int { return &s.HoldFirst }),
	toggle("limits", "rate limits", func(s *Settings) *bool { return &s.Limits }),
	toggle("form", "form checks against programs", func(s *Settings) *bool { return &s.Form }),
	toggle("form-time", "with form=on: hold what comes by no form, or sooner than 3 seconds or later than a day after it was opened; not what accounts and API keys send", func(s *Settings) *bool { return &s.FormTime }),
	toggle("email", "the form asks for an e-mail address", func(s *Settings) *bool { return &s.Email }),
	toggle("url", "the form asks for a website", func(s *Settings) *bool { return &s.URL }),
	span("edit-window", "how long authors can edit and delete", 0, 24*time.Hour, func(s *Settings) *time.Duration { return &s.EditWindow }),
	number("per-author", "comments of one author a minute", 1, 1000, func(s *Settings) *int { return &s.PerAuthor }),
	number("per-address", "comments of one network address in ten minutes", 1, 100000, func(s *Settings) *int { return &s.PerAddress }),
	number("pages-per-address", "new pages that one network address can make known in an hour", 1, 1000000, func(s *Settings) *int { return &s.PagesPerAddress }),
	number("pages-per-site", "new pages an hour", 1, 10000000, func(s *Settings) *int { return &s.PagesPerSite }),
	span("view-window", "opening a page again within it is the same view", time.Minute, 12*time.Hour, func(s *Settings) *time.Duration { return &s.ViewWindow }),
	number("view-shards", "partitions for the views of a page and day, 1,000 views a second each", 1, 16, func(s *Settings) *int { return &s.ViewShards }),
	span("half-life", "in the trending list, a view counts half as much so long after", time.Hour, 24*time.Hour, func(s *Settings) *time.Duration { return &s.HalfLife }),
	{"reserved", "names that nobody may use, separated by commas", func(s *Settings) string { return strings.Join(s.Reserved, ",") },
		func(s *Settings, v string) error { s.Reserved = list(v); return nil }},
	number("per-fetch", "comments of a listing when the client names no limit", 5, 100, func(s *Settings) *int { return &s.CommentsPerFetch }),
	{"votes", "how readers vote on comments: updown, up, off", func(s *Settings) string { return string(s.Votes) }, setVotes},
	{"reactions", "what readers can say of a page by a click: up to 8 names of a-z, separated by commas; none for no reactions",
		func(s *Settings) string { return strings.Join(s.Reactions, ",") }, setReactions},
	number("voters-per-address", "new voters that one network address can be on a page in a day", 1, 100000, func(s *Settings) *int { return &s.VotersPerAddress }),
	toggle("signs", "hold comments with the marks of advertising: many or shortened links, telephone numbers in a first comment, capitals, repetition, disguised letters", func(s *Settings) *bool { return &s.Signs }),
	toggle("classifier", "hold what reads like what moderators took away, once they have decided 200 times", func(s *Settings) *bool { return &s.Classifier }),
	number("links", "with signs=on: links of a comment that is published at once", 0, 100, func(s *Settings) *int { return &s.Links }),
	hosts("trusted-hosts", "hosts to which links do not count, with those below them, separated by commas", func(s *Settings) *[]string { return &s.TrustedHosts }),
	hosts("blocked-hosts", "hosts whose naming holds a comment, with those below them, separated by commas", func(s *Settings) *[]string { return &s.BlockedHosts }),
	number("burst", "with signs=on and limits=on: comments from one network address in ten minutes after which new authors wait there, and who wrote as many alone; 0: never", 0, 1000, func(s *Settings) *int { return &s.Burst }),
	toggle("duplicates", "with signs=on and limits=on: hold a text of some length that was sent before on the same day, by anybody, on any page", func(s *Settings) *bool { return &s.Duplicates }),
	{"scripts", "scripts of the site's languages, such as latin,han, separated by commas; comments in others wait; none given: any script is fine", func(s *Settings) string { return strings.Join(s.Scripts, ",") }, setScripts},
	number("trust", "published comments, of the latest 50, after which what signs and words find holds nothing of an author, while none is withheld; 0: never", 0, 50, func(s *Settings) *int { return &s.Trust }),
	{"accounts", "the publisher's own accounts, see site accounts: off; optional: beside guests; required: guests only read; verified: so do accounts without a verified telephone number", func(s *Settings) string { return string(s.Accounts) }, setAccounts},
	number("evidence", "days for which a comment reported as against the law is kept as evidence, also when it is deleted; 0: not at all", 0, 3650, func(s *Settings) *int { return &s.Evidence }),
	number("close-after", "days after which a page takes no more comments, counted from its first view; 0: never", 0, 3650, func(s *Settings) *int { return &s.CloseAfter }),
}

// Get returns the settings by key, in the table's order of keys.
func (s Settings) Get() []Pair {
	out := make([]Pair, 0, len(settings))
	for _, row := range settings {
		out = append(out, Pair{row.key, row.get(&s), row.help})
	}
	return out
}

// Pair is one setting as text.
type Pair struct{ Key, Value, Help string }

// Set changes the setting called key. The error is in words for the person
// who typed it.
func (s *Settings) Set(key, value string) error {
	for _, row := range settings {
		if row.key == key {
			if err := row.set(s, strings.TrimSpace(value)); err != nil {
				return fmt.Errorf("%s: %w", key, err)
			}
			return nil
		}
	}
	known := make([]string, len(settings))
	for i, row := range settings {
		known[i] = row.key
	}
	sort.Strings(known)
	return fmt.Errorf("there is no setting %q; there are %s", key, strings.Join(known, ", "))
}

func setOrigins(s *Settings, v string) error {
	var origins []string
	for _, raw := range list(v) {
		o, err := page.Origin(raw)
		if err != nil {
			return fmt.Errorf("%q is not an origin such as https://news.example: %w", raw, err)
		}
		origins = append(origins, o)
	}
	s.Origins = origins
	return nil
}

func setScripts(s *Settings, v string) error {
	names := list(strings.ToLower(v))
	for _, name := range names {
		if !spam.KnownScript(name) {
			return fmt.Errorf("%q is no script that Unicode names, such as latin, han, cyrillic or thai", name)
		}
	}
	s.Scripts = names
	return nil
}

func setMode(s *Settings, v string) error {
	switch m := Mode(v); m {
	case ModePublish, ModeFirst, ModeAll:
		s.Mode = m
		return nil
	}
	return fmt.Errorf("%q is none of publish, first, all", v)
}

func setVotes(s *Settings, v string) error {
	switch votes := Votes(v); votes {
	case VotesUpDown, VotesUp, VotesOff:
		s.Votes = votes
		return nil
	}
	return fmt.Errorf("%q is none of updown, up, off", v)
}

func setAccounts(s *Settings, v string) error {
	switch accounts := Accounts(v); accounts {
	case AccountsOff, AccountsOptional, AccountsRequired, AccountsVerified:
		s.Accounts = accounts
		return nil
	}
	return fmt.Errorf("%q is none of off, optional, required, verified", v)
}

// reactionName is what a reaction is called: short, and the same in JSON, in
// CSS and in the table.
var reactionName = regexp.MustCompile(`^[a-z]{1,16}$`)

func setReactions(s *Settings, v string) error {
	if v == "none" {
		v = ""
	}
	names := list(v)
	if len(names) > MaxReactions {
		return fmt.Errorf("%d reactions; up to %d fit beside an article", len(names), MaxReactions)
	}
	for i, name := range names {
		if !reactionName.MatchString(name) {
			return fmt.Errorf("%q is not a name of 1 to 16 letters a-z", name)
		}
		if slices.Contains(names[:i], name) {
			return fmt.Errorf("%q comes twice", name)
		}
	}
	s.Reactions = names
	return nil
}

func text(key, help string, at func(*Settings) *string) setting {
	return setting{key, help,
		func(s *Settings) string { return *at(s) },
		func(s *Settings, v string) error { *at(s) = v; return nil }}
}

func toggle(key, help string, at func(*Settings) *bool) setting {
	return setting{key, help + " (on, off)",
		func(s *Settings) string {
			if *at(s) {
				return "on"
			}
			return "off"
		},
		func(s *Settings, v string) error {
			switch v {
			case "on":
				*at(s) = true
			case "off":
				*at(s) = false
			default:
				return fmt.Errorf("%q is neither on nor off", v)
			}
			return nil
		}}
}

func number(key, help string, low, high int, at func(*Settings) *int) setting {
	return setting{key, fmt.Sprintf("%s (%d to %d)", help, low, high),
		func(s *Settings) string { return strconv.Itoa(*at(s)) },
		func(s *Settings, v string) error {
			n, err := strconv.Atoi(v)
			if err != nil || n < low || n > high {
				return fmt.Errorf("%q is not a number from %d to %d", v, low, high)
			}
			*at(s) = n
			return nil
		}}
}

func span(key, help string, low, high time.Duration, at func(*Settings) *time.Duration) setting {
	return setting{key, fmt.Sprintf("%s (%s to %s)", help, low, high),
		func(s *Settings) string { return at(s).String() },
		func(s *Settings, v string) error {
			d, err := time.ParseDuration(v)
			if err != nil || d < low || d > high {
				return fmt.Errorf("%q is not a duration from %s to %s, such as 15m", v, low, high)
			}
			*at(s) = d
			return nil
		}}
}

// hostName is a host as links have it: ASCII, in lower case.
var hostName = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$`)

// maxHosts bounds a list of hosts: each comment is compared with all of them.
const maxHosts = 200

func hosts(key, help string, at func(*Settings) *[]string) setting {
	return setting{key, help,
		func(s *Settings) string { return strings.Join(*at(s), ",") },
		func(s *Settings, v string) error {
			names := list(strings.ToLower(v))
			if len(names) > maxHosts {
				return fmt.Errorf("%d hosts; up to %d are possible", len(names), maxHosts)
			}
			for i, name := range names {
				if names[i] = strings.TrimPrefix(name, "www."); !hostName.MatchString(names[i]) {
					return fmt.Errorf("%q is not a host such as news.example; write others than ASCII as xn--…", name)
				}
			}
			*at(s) = names
			return nil
		}}
}

// list splits at commas and drops empty parts.
func list(v string) []string {
	var out []string
	for _, p := range strings.Split(v, ",") {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}
