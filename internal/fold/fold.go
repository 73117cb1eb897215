// Package fold turns the change feed into numbers: comments, views and
// visitors of pages, replies of threads, what moderators have to do and did. It is the one consumer of changes,
// the same on Lambda (functions/stream hands it batches) and on one machine
// (consumer.go reads the feed).
//
// Folding a change again, out of step with other partitions, or in other
// batches than before changes nothing twice: package store keeps a watermark
// per source partition beside each number.
package fold

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"kibitz/internal/comment"
	"kibitz/internal/ranking"
	"kibitz/internal/site"
	"kibitz/internal/store"
	"kibitz/internal/table"
)

// Store applies events; *store.Store does.
type Store interface {
	// FoldPage returns the page's numbers, nil when there is no such page.
	FoldPage(ctx context.Context, events []store.Event) (*ranking.Numbers, error)
	FoldThread(ctx context.Context, root comment.ID, events []store.Event) error
	// FoldStandings takes events with a standing.
	FoldStandings(ctx context.Context, events []store.Event) error
	// FoldQueues takes events of one site with a step between queues.
	FoldQueues(ctx context.Context, events []store.Event) error
	// FoldDecisions takes events of one site and day with a decision.
	FoldDecisions(ctx context.Context, events []store.Event) error
}

// parallel bounds the pages folded at once.
const parallel = 8

// Failure says which change of a batch could not be folded, the first one.
// Changes before it are folded and need not come again; it and those after it
// must, and harmlessly may have been.
type Failure struct {
	Index      int
	Unreadable bool // coming again will not help
	Err        error
}

// Error names the change.
func (f *Failure) Error() string { return fmt.Sprintf("fold change %d: %v", f.Index, f.Err) }

// Unwrap returns what went wrong.
func (f *Failure) Unwrap() error { return f.Err }

// target is one item that events are folded into.
type target struct {
	site, page string
	root       comment.ID // "" for the page's numbers, or its sheet
	sheet      bool
	queues     bool   // of the site
	day        string // whose decisions of the site
}

// Apply folds a batch of changes, given in feed order. It returns a *Failure,
// or nil when all of it is folded.
func Apply(ctx context.Context, s Store, changes []table.Change) error {
	work := map[target][]indexed{}
	var order []target
	add := func(t target, e indexed) {
		if _, seen := work[t]; !seen {
			order = append(order, t)
		}
		work[t] = append(work[t], e)
	}
	var failure *Failure
	for i, c := range changes {
		e, ok, err := store.EventOf(c)
		if err != nil {
			// What follows may be of the same source, whose watermark would pass
			// the unreadable one: it waits until this is dealt with.
			failure = &Failure{Index: i, Unreadable: true, Err: err}
			break
		}
		if !ok {
			continue
		}
		if e.Comments != 0 || e.Views != 0 {
			add(target{site: e.Site, page: e.Page}, indexed{i, e})
		}
		if e.Replies != 0 || e.Placed != 0 {
			add(target{site: e.Site, page: e.Page, root: e.Root}, indexed{i, e})
		}
		if e.Moved != nil {
			add(target{site: e.Site, queues: true}, indexed{i, e})
		}
		if e.Decided != nil {
			add(target{site: e.Site, day: site.Day(e.At)}, indexed{i, e})
		}
		if e.Standing != nil {
			add(target{site: e.Site, page: e.Page, sheet: true}, indexed{i, e})
		}
	}

	var mu sync.Mutex
	var wg sync.WaitGroup
	slots := make(chan struct{}, parallel)
	for _, t := range order {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			if err := one(ctx, s, t, work[t]); err != nil {
				mu.Lock()
				defer mu.Unlock()
				if first := work[t][0].index; failure == nil || first < failure.Index {
					failure = &Failure{Index: first, Err: err}
				}
			}
		})
	}
	wg.Wait()
	if failure != nil {
		return failure
	}
	return nil
}

// indexed is an event with the place of its change in the batch.
type indexed struct {
	index int
	event store.Event
}

func one(ctx context.Context, s Store, t target, work []indexed) error {
	events := make([]store.Event, len(work))
	for i, w := range work {
		events[i] = w.event
	}
	switch {
	case t.queues:
		return s.FoldQueues(ctx, events)
	case t.day != "":
		return s.FoldDecisions(ctx, events)
	case t.sheet:
		return s.FoldStandings(ctx, events)
	case t.root != "":
		return s.FoldThread(ctx, t.root, events)
	}
	_, err := s.FoldPage(ctx, events)
	return err
}

// AsFailure returns the *Failure in err's chain.
func AsFailure(err error) (*Failure, bool) {
	var f *Failure
	ok := errors.As(err, &f)
	return f, ok
}
