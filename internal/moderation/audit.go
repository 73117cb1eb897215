package moderation

import (
	"context"
	"io"
	"strings"
	"time"

	"github.com/oklog/ulid/v2"

	"kibitz/internal/comment"
	"kibitz/internal/problem"
	"kibitz/internal/site"
)

// Actor is who decides: the credential that the request came with.
type Actor struct {
	ID      string // of the person, or of the API key
	Name    string // as it was when it decided
	Session string // of the person, by its ID; "" of a key and the command line
}

// CommandLine is who decides at the command line: whoever holds the data.
var CommandLine = Actor{ID: "cli", Name: "command line"}

// Kind is what an entry of the audit log is about.
type Kind string

// The kinds.
const (
	OfComment  Kind = "comment"
	OfPage     Kind = "page"
	OfSettings Kind = "settings"
	OfBan      Kind = "ban"
	OfAccess   Kind = "access" // who may do what: people and API keys
)

// Entry is one line of a site's audit log: one change by a moderator of one
// comment's state, of a page, of the site's settings, of its bans, or of who may
// do what. It holds no text of a comment and no secret.
type Entry struct {
	ID       string // a ULID; the time in it is the decision's
	By       Actor
	Action   Action
	Ban      *site.Ban      // that was made or lifted, as it is or was; nil of all else
	Access   string         // the id of the person or API key whose access changed; "" of all else
	Comment  comment.ID     // "" of all but a comment
	Page     string         // of a comment or a page
	From, To comment.Status // of a comment
	Previous comment.Status // where the comment stood before From, "" for nowhere else
	Version  int64          // the comment's, or the settings', since this decision
	Held     string         // the check that had held the comment, "" for none
	Changes  []Change       // of a page or settings: what else was there before and is now
	Reason   string
	Note     string
}

// Change is a value before and after a decision.
type Change struct{ Key, Old, New string }

// Kind returns what the entry is about.
func (e Entry) Kind() Kind {
	switch {
	case e.Ban != nil:
		return OfBan
	case e.Access != "":
		return OfAccess
	case e.Comment != "":
		return OfComment
	case e.Page != "":
		return OfPage
	}
	return OfSettings
}

// NewEntryID names an entry that is made now: a ULID.
func NewEntryID(now time.Time, random io.Reader) (string, error) {
	id, err := ulid.New(ulid.Timestamp(now), random)
	return id.String(), err
}

// At returns when the decision was made, to the millisecond.
func (e Entry) At() time.Time { return comment.ID(e.ID).Time() }

// AuditQuery asks for entries, newest first. Empty fields ask for all.
type AuditQuery struct {
	Site             string
	Comment          comment.ID
	Page             string // changes of this page itself
	Kind             Kind
	Moderator        string // an Actor's ID
	Since            time.Time
	Before           string // entries with lesser ids only
	Limit            int
	Begins, LastTime time.Time // the site's first moment, and now: there are no entries outside
}

// Wants reports whether the entry is one of those that the query asks for,
// whatever its time.
func (q AuditQuery) Wants(e Entry) bool {
	return (q.Comment == "" || e.Comment == q.Comment) && (q.Page == "" || e.Page == q.Page && e.Kind() == OfPage) &&
		(q.Kind == "" || e.Kind() == q.Kind) && (q.Moderator == "" || e.By.ID == q.Moderator)
}

// AuditPage is the answer; Next is the Before to go on with, "" at the end.
type AuditPage struct {
	Entries []Entry
	Next    string
}

// AuditList is a request for the audit log. Its filters are joined by "and".
type AuditList struct {
	Comment   string
	Page      string // changes of this page itself, none of its comments
	Kind      Kind
	Moderator string
	Day       string // in UTC, as 2006-01-02
	Limit     int    // 0 for DefaultLimit
	Cursor    string
}

// Audit returns entries of the audit log, newest first, and the cursor to the
// rest, "" at the end.
func (s *Service) Audit(ctx context.Context, st site.Site, l AuditList) ([]Entry, string, error) {
	if err := within(&l.Limit); err != nil {
		return nil, "", err
	}
	q := AuditQuery{Site: st.ID, Moderator: l.Moderator, Limit: l.Limit, Begins: st.Created, LastTime: s.now()}
	if l.Comment != "" {
		var ok bool
		if q.Comment, ok = comment.ParseID(l.Comment); !ok {
			return nil, "", problem.New(problem.ParameterInvalid, "comment", "This is no comment's id.")
		}
	}
	if l.Page != "" {
		var err error
		if q.Page, err = st.Page(l.Page); err != nil {
			return nil, "", err
		}
	}
	switch q.Kind = l.Kind; q.Kind {
	case "", OfComment, OfPage, OfSettings, OfBan, OfAccess:
	default:
		return nil, "", problem.New(problem.ParameterInvalid, "kind", "A kind is comment, page, settings, ban or access.")
	}
	if !isCredential(l.Moderator) {
		return nil, "", problem.New(problem.ParameterInvalid, "moderator", "A moderator is named by the id of a key, as the audit log has it.")
	}
	if l.Day != "" {
		day, err := time.Parse(time.DateOnly, l.Day)
		if err != nil || day.Year() < 2000 || day.Year() > 9999 {
			return nil, "", problem.New(problem.ParameterInvalid, "day", "A day is written as 2026-03-02.")
		}
		q.Since, q.Before = day, comment.FirstOwn(day.AddDate(0, 0, 1))
	}
	list := []string{"audit", l.Comment, q.Page, string(l.Kind), l.Moderator, l.Day}
	place, err := comment.OpenCursor(st, l.Cursor, list...)
	if err != nil {
		return nil, "", err
	}
	if place != "" {
		q.Before = place
	}
	p, err := s.store.Audit(ctx, q)
	if err != nil {
		return nil, "", err
	}
	return p.Entries, comment.SealCursor(st, p.Next, list...), nil
}

// isCredential reports whether the word can be an Actor's ID, or is none.
func isCredential(s string) bool {
	const longest = 64
	return len(s) <= longest && strings.Trim(s, "0123456789abcdefghijklmnopqrstuvwxyz") == ""
}
