package moderation

import (
	"context"
	"slices"

	"kibitz/internal/comment"
	"kibitz/internal/page"
	"kibitz/internal/problem"
	"kibitz/internal/site"
)

// What is marked on a published comment, besides Pin and Unpin; see [Action].
const (
	Feature   Action = "feature" // among the page's best, in the newsroom's eyes
	Unfeature Action = "unfeature"
	Lock      Action = "lock" // of a root: readers cannot reply in its thread
	Unlock    Action = "unlock"
)

// unmarking is what takes a mark back.
var unmarking = map[Action]Action{
	Pin: Unpin, Unpin: Pin, Feature: Unfeature, Unfeature: Feature, Lock: Unlock, Unlock: Lock,
}

// marked is the comment with a mark set or removed; the comment itself where it
// is so already.
func (s *Service) marked(ctx context.Context, st site.Site, c comment.Comment, a Action) (comment.Comment, error) {
	switch {
	case a == Unpin:
		c.Pinned = 0
		return c, nil
	case a == Unfeature:
		c.Featured = false
		return c, nil
	case a == Pin && c.Pinned != 0, a == Feature && c.Featured, (a == Lock || a == Unlock) && c.Locked == (a == Lock):
		return c, nil
	case c.Status != comment.Published:
		return c, problem.New(problem.ParameterInvalid, "ids", "Only a published comment can be pinned, featured or locked.")
	case a != Feature && c.ID.IsReply():
		return c, problem.New(problem.ParameterInvalid, "ids", "Only a comment that answers no other can be pinned or locked.")
	case a == Lock || a == Unlock:
		c.Locked = a == Lock
		return c, nil
	}
	pages, err := s.store.Pages(ctx, st.ID, []string{c.Page}, true)
	if err != nil {
		return c, err
	}
	if a == Feature {
		// Two who feature at the same moment may lead over the bound, which only keeps
		// what is read with every listing small.
		if len(pages[0].Featured) >= page.MaxFeatured {
			return c, listsFull("%d comments of this page are featured already; unfeature one of them first.", page.MaxFeatured)
		}
		c.Featured = true
		return c, nil
	}
	free := slices.Index(pages[0].Pinned[:], "")
	if free < 0 {
		return c, listsFull("%d comments are pinned to this page already; unpin one of them first.", page.MaxPinned)
	}
	c.Pinned = free + 1
	return c, nil
}
