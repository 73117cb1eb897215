// Package moderation is the domain of decisions: the queues of comments by
// status, and what a moderator does with them.
package moderation

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

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

// Store is what moderation needs besides comment.Store's Find, Before and
// Change.
type Store interface {
	// Queue reads a page of a queue in one round trip, of Reported in two. A page
	// can be shorter than the limit, even empty, with more to come.
	Queue(ctx context.Context, q QueueQuery) (QueuePage, error)
	Find(ctx context.Context, site, page string, id comment.ID) (comment.Found, error)
	Before(ctx context.Context, site, page string, parent comment.ID) (comment.Before, error)
	Change(ctx context.Context, c comment.Change) error
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
type Service struct{ store Store }

// NewService returns a service.
func NewService(store Store) *Service { return &Service{store} }

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
	if l.Limit == 0 {
		l.Limit = DefaultLimit
	}
	if l.Limit < 1 || l.Limit > MaxLimit {
		return nil, "", problem.New(problem.ParameterInvalid, "limit", fmt.Sprintf("A limit is 1 to %d.", MaxLimit))
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

// Action is what a moderator does with a comment.
type Action string

// The actions.
const (
	Publish Action = "publish"
	Reject  Action = "reject"
	Spam    Action = "spam"
	Delete  Action = "delete"
	Restore Action = "restore" // takes a decision back: public again if it was, else to be decided again
)

// Decision is one action on up to MaxIDs comments.
type Decision struct {
	IDs    []string
	Action Action
}

// Outcome is what became of one comment of a decision.
type Outcome struct {
	ID     string
	Status comment.Status // where it stands now; "" when Err is set
	Err    error          // problem.CommentUnknown, problem.CommentChanged, …
}

// Act carries a decision out, each comment on its own: one that fails leaves
// the others done. Repeating a decision changes nothing.
func (s *Service) Act(ctx context.Context, st site.Site, d Decision) ([]Outcome, error) {
	switch d.Action {
	case Publish, Reject, Spam, Delete, Restore:
	default:
		return nil, problem.New(problem.ParameterInvalid, "action", "An action is publish, reject, spam, delete or restore.")
	}
	if len(d.IDs) == 0 || len(d.IDs) > MaxIDs {
		return nil, problem.New(problem.ParameterInvalid, "ids", fmt.Sprintf("Decide on 1 to %d comments at once.", MaxIDs))
	}
	for i, id := range d.IDs {
		if slices.Contains(d.IDs[:i], id) {
			return nil, problem.New(problem.ParameterInvalid, "ids", "Name each comment once.")
		}
	}
	out := make([]Outcome, len(d.IDs))
	var wg sync.WaitGroup
	slots := make(chan struct{}, parallel)
	for i, id := range d.IDs {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			out[i].ID = id
			out[i].Status, out[i].Err = s.act(ctx, st, id, d.Action)
		})
	}
	wg.Wait()
	return out, nil
}

func (s *Service) act(ctx context.Context, st site.Site, id string, a Action) (comment.Status, error) {
	cid, ok := comment.ParseID(id)
	if !ok {
		return "", unknown()
	}
	f, err := s.store.Find(ctx, st.ID, "", cid)
	if err != nil {
		return "", err
	}
	from := f.Comment
	goal := target(from, a)
	if goal == from.Status {
		return goal, nil
	}
	if from.Version == 0 { // its author deleted it for good
		return "", unknown()
	}
	to := from
	to.Status, to.Previous, to.Version = goal, from.Status, from.Version+1
	if goal == comment.Published && to.ID.IsReply() {
		// Held replies take no place in their thread; this one gets its place now.
		b, err := s.store.Before(ctx, st.ID, from.Page, from.ID.Root())
		if err != nil {
			return "", err
		}
		to.Overflow = b.Root == nil || b.Root.Placed >= comment.ThreadCap
	}
	if err := s.store.Change(ctx, comment.Change{Site: st.ID, From: from, To: to}); err != nil {
		return "", err
	}
	return goal, nil
}

// target is the status that the action leads to.
func target(c comment.Comment, a Action) comment.Status {
	switch a {
	case Publish:
		return comment.Published
	case Reject:
		return comment.Rejected
	case Spam:
		return comment.Spam
	case Delete:
		return comment.Deleted
	}
	if c.Status == comment.Published || c.Previous == comment.Published {
		return comment.Published
	}
	return comment.Pending
}

func unknown() error {
	return problem.New(problem.CommentUnknown, "", "There is no such comment.")
}
