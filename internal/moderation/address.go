package moderation

import (
	"context"
	"strings"

	"kibitz/internal/comment"
	"kibitz/internal/problem"
	"kibitz/internal/site"
)

// addressStep is how many comments one step of an AddressDecision looks at.
const addressStep = 100

// AddressDecision is one action on all that came from one network address, in
// steps.
type AddressDecision struct {
	Comment string // that came from it
	Action  Action // Reject or Spam: what is published or pending; Delete: also spam and what was rejected
	DryRun  bool   // only count
	Cursor  string // AuthorStep.Next of the step before
	By      Actor
	Reason  string
	Note    string
}

// ActOnAddress carries out one step, as ActOnAuthor does. There is no index by
// address, which would keep what is thrown away after 60 days: a step looks at
// the site's comments of one status, newest first, and nothing older than the
// address's key can be of it. Three round trips, one of them of a hundred
// private parts.
func (s *Service) ActOnAddress(ctx context.Context, st site.Site, d AddressDecision) (AuthorStep, error) {
	one := Decision{IDs: []string{d.Comment}, Action: d.Action, By: d.By, Reason: d.Reason, Note: d.Note}
	queues := []comment.Status{comment.Pending, comment.Published}
	switch d.Action {
	case Reject, Spam:
	case Delete:
		queues = append(queues, comment.Spam, comment.Rejected)
	default:
		return AuthorStep{}, problem.New(problem.ParameterInvalid, "action", "All of an address can be rejected, made spam or deleted: reject, spam or delete.")
	}
	if err := one.clean(); err != nil {
		return AuthorStep{}, err
	}
	address, err := s.traitOf(ctx, st, site.BanAddress, d.Comment)
	if err != nil {
		return AuthorStep{}, err
	}
	end, _ := site.NetworkKeyEnd(address)
	oldest := end.Add(-site.NetworkKeyAge)

	list := []string{"address", address, string(d.Action)}
	place, err := comment.OpenCursor(st, d.Cursor, list...)
	if err != nil {
		return AuthorStep{}, err
	}
	q := QueueQuery{Site: st.ID, Status: queues[0], Limit: addressStep}
	if place != "" {
		status, after, _ := strings.Cut(place, " ")
		if q.Status = comment.Status(status); after != "" {
			q.After = parsePlace(after, q.Status)
		}
	}
	p, err := s.store.Queue(ctx, q)
	if err != nil {
		return AuthorStep{}, err
	}
	for i, c := range p.Comments {
		if c.ID.Time().Before(oldest) {
			p.Comments, p.Next = p.Comments[:i], nil
			break
		}
	}
	out := AuthorStep{Statuses: map[comment.Status]int{}}
	from, err := s.from(ctx, st.ID, address, p.Comments)
	if err != nil {
		return AuthorStep{}, err
	}
	for _, c := range from {
		out.Statuses[c.Status]++
	}
	if out.Touched = len(from); !d.DryRun {
		if err := s.actOnAll(ctx, st, from, one); err != nil {
			return AuthorStep{}, err
		}
	}
	next := ""
	if p.Next != nil {
		next = string(q.Status) + " " + formatPlace(*p.Next)
	} else {
		for i, status := range queues[:len(queues)-1] {
			if status == q.Status {
				next = string(queues[i+1]) + " "
			}
		}
	}
	out.Next = comment.SealCursor(st, next, list...)
	return out, nil
}

// from returns the comments that came from an address.
func (s *Service) from(ctx context.Context, siteID, address string, cs []comment.Comment) ([]comment.Comment, error) {
	ids := make([]comment.ID, len(cs))
	for i, c := range cs {
		ids[i] = c.ID
	}
	private, err := s.store.Sources(ctx, siteID, ids)
	if err != nil {
		return nil, err
	}
	var out []comment.Comment
	for i, c := range cs {
		if private[i] != nil && private[i].Address == address {
			out = append(out, c)
		}
	}
	return out, nil
}
