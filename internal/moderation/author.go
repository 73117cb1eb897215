package moderation

import (
	"context"
	"errors"
	"sync"

	"kibitz/internal/comment"
	"kibitz/internal/problem"
	"kibitz/internal/site"
)

const (
	authorLatest = 10 // comments that an author is shown by
	authorStep   = 50 // comments that one step of an AuthorDecision looks at
)

// Author is somebody who comments, as a moderator sees them.
type Author struct {
	ID      string
	History History
	Latest  []comment.Comment // newest first, in any status
	Bans    []site.Ban        // of the author's id
}

// Author returns an author in numbers, the latest comments and bans. Somebody
// who never wrote is an author of nothing. Five calls, three side by side.
func (s *Service) Author(ctx context.Context, st site.Site, id string) (Author, error) {
	if !isAuthor(id) {
		return Author{}, noAuthor()
	}
	out := Author{ID: id}
	var history, latest, bans error
	var wg sync.WaitGroup
	wg.Go(func() { out.History, history = s.store.History(ctx, st.ID, id, maxHistory) })
	wg.Go(func() {
		var p QueuePage
		p, latest = s.store.ByAuthor(ctx, id, QueueQuery{Site: st.ID, Limit: authorLatest})
		out.Latest = p.Comments
	})
	wg.Go(func() {
		var all []site.Ban
		all, bans = s.Bans(ctx, st)
		for _, b := range all {
			if b.Kind == site.BanAuthor && b.Value == id {
				out.Bans = append(out.Bans, b)
			}
		}
	})
	wg.Wait()
	return out, errors.Join(history, latest, bans)
}

// AuthorDecision is one action on all that an author wrote, in steps.
type AuthorDecision struct {
	Author string
	Action Action // Reject or Spam: what is published or pending; Delete: all
	DryRun bool   // only count
	Cursor string // AuthorStep.Next of the step before
	By     Actor
	Reason string
	Note   string
}

// AuthorStep is what a step came to.
type AuthorStep struct {
	Statuses map[comment.Status]int // of the comments it looked at, as they were
	Touched  int                    // of these the action was, or would be, on
	Next     string                 // "" when all are done
}

// ActOnAuthor carries out one step, newest comments first: what is written
// meanwhile is not among them. Each comment is decided on as by Act, with an
// entry in the audit log; a step that is repeated decides on what is left.
func (s *Service) ActOnAuthor(ctx context.Context, st site.Site, d AuthorDecision) (AuthorStep, error) {
	one := Decision{IDs: []string{d.Author}, Action: d.Action, By: d.By, Reason: d.Reason, Note: d.Note}
	switch {
	case !isAuthor(d.Author):
		return AuthorStep{}, noAuthor()
	case d.Action != Reject && d.Action != Spam && d.Action != Delete:
		return AuthorStep{}, problem.New(problem.ParameterInvalid, "action", "All of an author can be rejected, made spam or deleted: reject, spam or delete.")
	}
	if err := one.clean(); err != nil {
		return AuthorStep{}, err
	}
	list := []string{"author", d.Author, string(d.Action)}
	place, err := comment.OpenCursor(st, d.Cursor, list...)
	if err != nil {
		return AuthorStep{}, err
	}
	q := QueueQuery{Site: st.ID, Limit: authorStep}
	if place != "" {
		q.After = parsePlace(place, Any)
	}
	p, err := s.store.ByAuthor(ctx, d.Author, q)
	if err != nil {
		return AuthorStep{}, err
	}
	out := AuthorStep{Statuses: map[comment.Status]int{}}
	var touched []comment.Comment
	for _, c := range p.Comments {
		out.Statuses[c.Status]++
		if touches(d.Action, c.Status) {
			touched = append(touched, c)
		}
	}
	out.Touched = len(touched)
	if !d.DryRun {
		if err := s.actOnAll(ctx, st, touched, one); err != nil {
			return AuthorStep{}, err
		}
	}
	if p.Next != nil {
		out.Next = comment.SealCursor(st, formatPlace(*p.Next), list...)
	}
	return out, nil
}

// touches reports whether an action on all of an author is on a comment of this
// status: what is hidden already stays where it is, unless it is to go.
func touches(a Action, s comment.Status) bool {
	return s == comment.Published || s == comment.Pending || a == Delete && s != comment.Deleted
}

// actOnAll decides on each. One that its author changed at the same moment is
// decided on again, as it is then.
func (s *Service) actOnAll(ctx context.Context, st site.Site, cs []comment.Comment, d Decision) error {
	errs := make([]error, len(cs))
	sideBySide(len(cs), func(i int) {
		for range 3 {
			errs[i] = s.act(ctx, st, string(cs[i].ID), cs[i].Page, 0, d).Err
			if problem.CodeOf(errs[i]) != problem.CommentChanged {
				break
			}
		}
		if problem.CodeOf(errs[i]) == problem.CommentUnknown {
			errs[i] = nil // its author took it back
		}
	})
	return errors.Join(errs...)
}

func noAuthor() error {
	return problem.New(problem.ParameterInvalid, "id", "This is no author's id.")
}
