package moderation

import (
	"context"
	"strings"
	"time"

	"kibitz/internal/comment"
	"kibitz/internal/problem"
	"kibitz/internal/site"
)

// Actor is who decides: the credential that the request came with.
type Actor struct {
	ID   string // of the credential
	Name string // as it was when it decided
}

// Entry is one line of a site's audit log: one change of one comment's state
// by a moderator, or of the site's bans. It holds no text of the comment.
type Entry struct {
	ID       string // a ULID; the time in it is the decision's
	By       Actor
	Action   Action
	Ban      *site.Ban  // that was made or lifted, as it is or was; nil for a decision on a comment
	Comment  comment.ID // "" and so on of a ban
	Page     string
	From, To comment.Status
	Previous comment.Status // where the comment stood before From, "" for nowhere else
	Version  int64          // the comment's since this decision
	Held     string         // the check that had held the comment, "" for none
	Reason   string
	Note     string
}

// At returns when the decision was made, to the millisecond.
func (e Entry) At() time.Time { return comment.ID(e.ID).Time() }

// AuditQuery asks for entries, newest first. Empty fields ask for all.
type AuditQuery struct {
	Site             string
	Comment          comment.ID
	Moderator        string // an Actor's ID
	Since            time.Time
	Before           string // entries with lesser ids only
	Limit            int
	Begins, LastTime time.Time // the site's first moment, and now: there are no entries outside
}

// AuditPage is the answer; Next is the Before to go on with, "" at the end.
type AuditPage struct {
	Entries []Entry
	Next    string
}

// AuditList is a request for the audit log. Its filters are joined by "and".
type AuditList struct {
	Comment   string
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
	list := []string{"audit", l.Comment, l.Moderator, l.Day}
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
