package fold

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"kibitz/internal/problem"
	"kibitz/internal/ranking"
	"kibitz/internal/site"
	"kibitz/internal/store"
)

// Lists keeps the sites' lists of pages. It is a Store that folds into another
// one and remembers which pages that touched; Flush writes the lists that they
// change. What it keeps in memory can be lost: the lists are read again, and a
// page that was touched since is offered when it is touched the next time. It
// is safe for concurrent use.
type Lists struct {
	Store
	lists ListStore
	sites Sites
	now   func() time.Time
	log   *slog.Logger
	pace  Pace

	mu     sync.Mutex // held while lists are written too
	m      map[string]*siteLists
	packer store.Packer
}

// ListStore keeps sheets; *store.Store does.
type ListStore interface {
	// Sheets reads all of a site's lists as they are, in the order of
	// ranking.Lists.
	Sheets(ctx context.Context, site string) ([]store.Packed, error)
	// SetSheet writes a sheet and returns it as it is then. Returns
	// store.ErrChanged when another version than p's lies there.
	SetSheet(ctx context.Context, site string, p store.Packed) (store.Packed, error)
	// Numbers reads numbers of pages, those that are there.
	Numbers(ctx context.Context, site string, pages []string) (map[string]ranking.Numbers, error)
	// About reads titles and addresses of pages, those that are there.
	About(ctx context.Context, site string, pages []string) (map[string]ranking.Page, error)
}

// Sites finds sites; *site.Directory does.
type Sites interface {
	// Site returns the site, or a problem.SiteUnknown.
	Site(ctx context.Context, id string) (site.Site, error)
}

// Pace says how often a site's lists are written.
type Pace struct {
	// Every is the least time between two writings.
	Every time.Duration
	// Most is the most time between two writings while pages are touched. A
	// writing between the two has to be earned: the views and comments since the
	// last one have cost at least as many units. 0: none has to be earned.
	Most time.Duration
}

// Thrifty is the pace where units cost money: lists of a busy site are a
// minute old, those of a quiet one cost no more than what they count, and
// ten minutes are the most that a reader should see them late.
var Thrifty = Pace{Every: time.Minute, Most: 10 * time.Minute}

// What is earned, in write units: what the least view and comment cost their
// requests and the fold, rounded down.
const (
	viewUnits    = 1
	commentUnits = 8
	readUnits    = 0.2 // a read unit costs a fifth of a write unit
)

// maxSites is how many sites are remembered, some 100 KB each; those whose
// lists are written make room for others and are read again.
const maxSites = 200

// NewLists returns lists over s, which is both where pages are folded into and
// where sheets are kept.
func NewLists(s interface {
	Store
	ListStore
}, sites Sites, now func() time.Time, pace Pace, log *slog.Logger) *Lists {
	return &Lists{Store: s, lists: s, sites: sites, now: now, log: log, pace: pace, m: map[string]*siteLists{}}
}

// FoldPage folds and remembers the page as touched.
func (l *Lists) FoldPage(ctx context.Context, events []store.Event) (*ranking.Numbers, error) {
	n, err := l.Store.FoldPage(ctx, events)
	if err != nil || n == nil {
		return n, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	id := events[0].Site
	if l.m[id] == nil {
		l.m[id] = newSiteLists(id)
	}
	units := 0.0
	for _, e := range events {
		units += viewUnits*float64(e.Views) + commentUnits*float64(max(0, e.Comments))
	}
	l.m[id].touch(events[0].Page, *n, units)
	return n, nil
}

// Flush writes the lists that are due. A site whose lists cannot be written is
// logged and waits for its next turn: its numbers are folded, and nothing of
// that has to come again.
func (l *Lists) Flush(ctx context.Context) {
	l.flush(ctx, false)
}

// FlushAll writes all lists that pages were touched for, before a stop.
func (l *Lists) FlushAll(ctx context.Context) {
	l.flush(ctx, true)
}

func (l *Lists) flush(ctx context.Context, hurry bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, id := range slices.Sorted(maps.Keys(l.m)) {
		s := l.m[id]
		if !s.due(l.now(), l.pace) && !(hurry && s.touched) {
			continue
		}
		if err := l.write(ctx, s, hurry); err != nil {
			s.failed = l.now()
			l.log.ErrorContext(ctx, "lists not written, trying again", slog.String("site", id), slog.Any("error", err))
		}
	}
	if len(l.m) > maxSites {
		maps.DeleteFunc(l.m, func(_ string, s *siteLists) bool { return !s.touched })
	}
}

// Wait returns how long it is until lists are due if nothing more happens;
// false when none will be.
func (l *Lists) Wait() (d time.Duration, pending bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, s := range l.m {
		if !s.touched {
			continue
		}
		if left := max(0, s.turn(l.pace).Sub(l.now())); !pending || left < d {
			d, pending = left, true
		}
	}
	return d, pending
}

// write brings a site's lists up to date if they are worth it, reading them
// again when another process wrote them meanwhile.
func (l *Lists) write(ctx context.Context, s *siteLists, hurry bool) error {
	st, err := l.sites.Site(ctx, s.id)
	if problem.CodeOf(err) == problem.SiteUnknown {
		delete(l.m, s.id) // removed: nobody reads its lists
		return nil
	}
	if err != nil {
		return err
	}
	for range listTries {
		err := l.tryWrite(ctx, s, st, hurry)
		if !errors.Is(err, store.ErrChanged) {
			return err
		}
		s.distrust()
	}
	return fmt.Errorf("%d tries: %w", listTries, store.ErrChanged)
}

// listTries bounds the rounds of one writing; each lost round means that
// another process wrote a list.
const listTries = 3

func (l *Lists) tryWrite(ctx context.Context, s *siteLists, st site.Site, hurry bool) error {
	if err := l.load(ctx, s, st.Lists); err != nil {
		return err
	}
	now := l.now()
	if !hurry && !s.due(now, l.pace) {
		return nil // another process wrote just now
	}
	made, err := l.make(ctx, s, st, now)
	if err != nil {
		return err
	}
	changed, units := s.changes(made)
	if !hurry && !s.earns(units, now, l.pace) {
		return nil
	}
	if err := l.store(ctx, s, changed); err != nil {
		return err
	}
	s.done(now)
	return nil
}

// store writes sheets, side by side: they are as many items.
func (l *Lists) store(ctx context.Context, s *siteLists, changed []store.Packed) error {
	written, errs := make([]store.Packed, len(changed)), make([]error, len(changed))
	var wg sync.WaitGroup
	for i, p := range changed {
		wg.Go(func() { written[i], errs[i] = l.lists.SetSheet(ctx, s.id, p) })
	}
	wg.Wait()
	for i, p := range written {
		if errs[i] == nil {
			s.wrote(p)
		}
	}
	return errors.Join(errs...)
}

// load reads the sheets and the numbers of pages that are not known.
func (l *Lists) load(ctx context.Context, s *siteLists, c ranking.Curation) error {
	if s.sheets == nil {
		sheets, err := l.lists.Sheets(ctx, s.id)
		if err != nil {
			return err
		}
		s.earned -= readUnits * float64(len(sheets))
		s.adopt(sheets)
	}
	for _, p := range c.Pinned {
		s.want(p.ID)
	}
	if len(s.unread) == 0 {
		return nil
	}
	numbers, err := l.lists.Numbers(ctx, s.id, slices.Sorted(maps.Keys(s.unread)))
	if err != nil {
		return err
	}
	s.earned -= readUnits * float64(len(s.unread))
	maps.Copy(s.pool, numbers)
	clear(s.unread)
	return nil
}

// make makes all sheets as they should be now.
func (l *Lists) make(ctx context.Context, s *siteLists, st site.Site, now time.Time) ([]store.Packed, error) {
	made := s.choose(st, now)
	if err := l.describe(ctx, s, made); err != nil {
		return nil, err
	}
	packed := make([]store.Packed, len(made))
	for i, sheet := range made {
		for j := range sheet.Entries {
			sheet.Entries[j].Page = s.about[sheet.Entries[j].ID]
		}
		var err error
		if packed[i], err = l.packer.Pack(sheet); err != nil {
			return nil, err
		}
	}
	return packed, nil
}

// describe reads titles and addresses of pages that are new to the lists.
func (l *Lists) describe(ctx context.Context, s *siteLists, made []ranking.Sheet) error {
	var unknown []string
	for _, sheet := range made {
		for _, e := range sheet.Entries {
			if _, ok := s.about[e.ID]; !ok {
				s.about[e.ID] = ranking.Page{ID: e.ID} // a page may be without
				unknown = append(unknown, e.ID)
			}
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	about, err := l.lists.About(ctx, s.id, unknown)
	if err != nil {
		for _, p := range unknown {
			delete(s.about, p)
		}
		return err
	}
	s.earned -= readUnits * float64(len(unknown))
	maps.Copy(s.about, about)
	return nil
}
