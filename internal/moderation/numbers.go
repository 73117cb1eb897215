package moderation

import (
	"context"
	"fmt"
	"time"

	"kibitz/internal/comment"
	"kibitz/internal/problem"
	"kibitz/internal/site"
)

// Numbers is what there is to do.
type Numbers struct {
	Queues map[comment.Status]int64 // how many comments are in each queue but that of what is published
	Oldest time.Time                // when the comment was written that waits longest; zero: none waits
	Claims []Claim                  // that hold
}

// Numbers returns the lengths of the queues, as late as the fold is, the
// longest wait and who is looking at what. Two round trips, one when nothing waits.
func (s *Service) Numbers(ctx context.Context, st site.Site) (Numbers, error) {
	counted, claims, err := s.store.Gauges(ctx, st.ID)
	if err != nil {
		return Numbers{}, err
	}
	out := Numbers{Queues: map[comment.Status]int64{}, Claims: claims}
	for _, status := range []comment.Status{comment.Pending, comment.Spam, comment.Rejected, comment.Deleted, Reported} {
		out.Queues[status] = max(0, counted[status])
	}
	if out.Queues[comment.Pending] == 0 {
		return out, nil
	}
	p, err := s.store.Queue(ctx, QueueQuery{Site: st.ID, Status: comment.Pending, OldestFirst: true, Limit: 1})
	if err != nil {
		return Numbers{}, err
	}
	for _, c := range p.Comments {
		out.Oldest = c.Created()
	}
	return out, nil
}

// Days of statistics.
const (
	MaxDays     = 90
	DefaultDays = 30
)

// Day is what was held and decided on one day, in UTC.
type Day struct {
	At        time.Time        // its beginning
	Held      map[string]int64 // comments made on it that a check held, by the check's name
	Overruled map[string]int64 // comments that a moderator published on it though a check had held them
	Done      []Done           // decisions by moderator and action
}

// Done is how often a moderator did something.
type Done struct {
	By     Actor
	Action Action
	Count  int64
}

// Statistics returns the days, today among them, that have any numbers, oldest
// first. days is 0 for DefaultDays. One round trip.
func (s *Service) Statistics(ctx context.Context, st site.Site, days int) ([]Day, error) {
	if days == 0 {
		days = DefaultDays
	}
	if days < 1 || days > MaxDays {
		return nil, problem.New(problem.ParameterInvalid, "days", fmt.Sprintf("Statistics are of 1 to %d days.", MaxDays))
	}
	today := s.now().UTC().Truncate(24 * time.Hour)
	return s.store.Days(ctx, st.ID, today.AddDate(0, 0, 1-days), days)
}
