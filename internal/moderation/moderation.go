// Package moderation is the domain of decisions: the queues of comments by
// status, what a moderator does with them, and the record of it.
//
// The reader's map:
//
//	moderation.go  Service, the Store it needs, and the queues
//	act.go         decisions
//	audit.go       who decided what, and when
//	case.go        one comment with all that there is to judge it by
//	bans.go        who is not published
package moderation

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"kibitz/internal/comment"
	"kibitz/internal/problem"
	"kibitz/internal/site"
)

// Limits of one call.
const (
	MaxIDs       = 100 // comments that one Act decides on
	MaxLimit     = 100 // comments of one Queue page
	DefaultLimit = 25
	parallel     = 8 // decisions written at once
)

// Reported is no status but a queue beside them: of published comments that
// readers reported.
const Reported comment.Status = "reported"

// Store is what moderation needs besides comment.Store's Find and Before.
type Store interface {
	// Queue reads a page of a queue in one round trip, of Reported in two. A page
	// can be shorter than the limit, even empty, with more to come.
	Queue(ctx context.Context, q QueueQuery) (QueuePage, error)
	Find(ctx context.Context, site, page string, id comment.ID) (comment.Found, error)
	Before(ctx context.Context, site, page string, parent comment.ID) (comment.Before, error)
	// Decide is comment.Store's Change, with the entry put into the audit log in
	// the same transaction: both are written, or neither.
	Decide(ctx context.Context, c comment.Change, e Entry) error
	// Entry reads one entry of the audit log; ok is false when there is none.
	Entry(ctx context.Context, site, id string) (e Entry, ok bool, err error)
	// Audit reads entries, newest first. A page can be shorter than the limit,
	// even empty, with more to come.
	Audit(ctx context.Context, q AuditQuery) (AuditPage, error)
	// Reports reads what readers said against a comment: the number of readers,
	// and the first max of their reports in no order. One round trip.
	Reports(ctx context.Context, site, page string, id comment.ID, max int) (n int64, reports []Report, err error)
	// History reads an author's numbers, looking at the newest max comments. Two
	// round trips.
	History(ctx context.Context, site, author string, max int) (History, error)
	// Bans reads a site's bans as they are. One round trip.
	Bans(ctx context.Context, site string) (site.Bans, error)
	// SetBans stores bans in place of the version that they name, with the entry
	// put into the audit log in the same transaction. done is false, and nothing
	// written, when somebody else changed them meanwhile. Returns problem.BansFull.
	SetBans(ctx context.Context, site string, bans site.Bans, e Entry) (done bool, err error)
}

// QueueQuery asks for comments of one status after a place.
type QueueQuery struct {
	Site        string
	Status      comment.Status
	OldestFirst bool
	Limit       int
	After       *comment.Comment // the last one seen: its ID, Page, Status and Overflow; nil at the beginning
}

// QueuePage is the answer; Next is nil at the end.
type QueuePage struct {
	Comments []comment.Comment
	Next     *comment.Comment
}

// Service is the rules of moderation over a store.
type Service struct {
	store     Store
	addresses Addresses
	now       func() time.Time
	random    io.Reader
}

// NewService returns a service. random must be safe for concurrent use; it
// makes the names of audit entries.
func NewService(store Store, addresses Addresses, now func() time.Time, random io.Reader) *Service {
	return &Service{store, addresses, now, random}
}

// List is a request for a queue.
type List struct {
	Status comment.Status // "" for Pending
	Limit  int            // 0 for DefaultLimit
	Cursor string
	Oldest bool // longest waiting first
}

// Queue returns comments of a status and the cursor to the rest, "" at the
// end.
func (s *Service) Queue(ctx context.Context, st site.Site, l List) ([]comment.Comment, string, error) {
	if l.Status == "" {
		l.Status = comment.Pending
	}
	if _, ok := comment.ParseStatus(string(l.Status)); !ok && l.Status != Reported {
		return nil, "", problem.New(problem.ParameterInvalid, "status", "A status is pending, published, spam, rejected, deleted or reported.")
	}
	if err := within(&l.Limit); err != nil {
		return nil, "", err
	}
	order := "newest"
	if l.Oldest {
		order = "oldest"
	}
	place, err := comment.OpenCursor(st, l.Cursor, "queue", string(l.Status), order)
	if err != nil {
		return nil, "", err
	}
	q := QueueQuery{Site: st.ID, Status: l.Status, OldestFirst: l.Oldest, Limit: l.Limit}
	if place != "" {
		q.After = parsePlace(place, l.Status)
	}
	p, err := s.store.Queue(ctx, q)
	if err != nil {
		return nil, "", err
	}
	next := ""
	if p.Next != nil {
		next = comment.SealCursor(st, formatPlace(*p.Next), "queue", string(l.Status), order)
	}
	return p.Comments, next, nil
}

// formatPlace and parsePlace write a place in a queue as text. A page id has
// no '#'.
func formatPlace(c comment.Comment) string {
	over := ""
	if c.Overflow {
		over = "~"
	}
	return string(c.ID) + "#" + over + "#" + c.Page
}

func parsePlace(place string, status comment.Status) *comment.Comment {
	id, rest, _ := strings.Cut(place, "#")
	over, page, _ := strings.Cut(rest, "#")
	return &comment.Comment{ID: comment.ID(id), Page: page, Status: status, Overflow: over != ""}
}

// within gives a limit that was left out its default and refuses one out of
// range.
func within(limit *int) error {
	if *limit == 0 {
		*limit = DefaultLimit
	}
	if *limit < 1 || *limit > MaxLimit {
		return problem.New(problem.ParameterInvalid, "limit", fmt.Sprintf("A limit is 1 to %d.", MaxLimit))
	}
	return nil
}
