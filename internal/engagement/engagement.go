// Package engagement is the domain of honest counting: views of pages, what
// readers say of them by a click (reaction.go), and the numbers shown beside an
// article.
//
// A view is one visitor opening one page; opening it again within the site's
// view window is the same view. It is one conditional write on an item of
// visitor, page and day, which a repeated request fails to make twice; the
// change feed folds those items into the page's numbers (package fold).
// Reading never counts and never creates anything.
package engagement

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"sync"
	"time"

	"kibitz/internal/limit"
	"kibitz/internal/page"
	"kibitz/internal/problem"
	"kibitz/internal/ranking"
	"kibitz/internal/sanitize"
	"kibitz/internal/site"
	"kibitz/internal/visitor"
)

// MaxPages bounds the pages of one Counts call.
const MaxPages = 100

// Store keeps pages and views.
type Store interface {
	// States reads the states of pages, in their order, one round trip for up
	// to MaxPages. Unknown pages are states that are not Known.
	States(ctx context.Context, site string, pages []string) ([]page.State, error)
	// Sheet reads a list of pages; one that was never written is of version 0.
	Sheet(ctx context.Context, site string, l ranking.List) (ranking.Sheet, error)
	// Register makes the page known unless it is. Returns *limit.Exceeded when
	// a window is full.
	Register(ctx context.Context, r page.Registration) error
	// View records a view and reports whether it is a new one: there was none
	// of the visitor on the page and day, or it was before v.Since.
	View(ctx context.Context, v View) (counted bool, err error)
	// React makes the reaction the voter's to the page, in one transaction with
	// the page's numbers. One that is there already is no error. Returns
	// ErrElsewhere and *limit.Exceeded.
	React(ctx context.Context, r Reaction) error
}

// View is one opening of a page.
type View struct {
	Site, Page string
	Day        string // see site.Day
	Shard      int
	Visitor    string // hash, of use for this page and day only
	At, Since  time.Time
}

// Salts gives the day's salt and what is made with it, and knows who is banned; see
// site.Directory.
type Salts interface {
	DaySalt(ctx context.Context, site string) ([]byte, error)
	AddressKey(ctx context.Context, site string, addr netip.Addr) (string, error)
	NewVoter(ctx context.Context, st site.Site, page string, addr netip.Addr) (*limit.Window, error)
	BanOf(ctx context.Context, st site.Site, p site.Person) (ban site.Ban, ok bool, err error)
}

// Service is the rules of counting over a store.
type Service struct {
	store  Store
	salts  Salts
	now    func() time.Time
	random io.Reader
	known  *knownPages
}

// NewService returns a service. random must be a cryptographic source that is
// safe for concurrent use.
func NewService(store Store, salts Salts, now func() time.Time, random io.Reader) *Service {
	return &Service{store: store, salts: salts, now: now, random: random, known: &knownPages{m: map[string]time.Time{}}}
}

// Opening is a page being opened by somebody, as a client reports it.
type Opening struct {
	Page, URL, Title string
	Address          netip.Addr
	UserAgent        string
	Prefetch         bool // the browser loads ahead of a click, see visitor.IsPrefetch
}

// Open counts a view, unless it is a program's, a prefetch or the same view
// again, and returns the page's numbers. One round trip for a page that this
// process has seen.
func (s *Service) Open(ctx context.Context, st site.Site, o Opening) (page.State, bool, error) {
	id, err := st.Page(o.Page)
	if err != nil {
		return page.State{}, false, err
	}
	if o.Prefetch || visitor.IsBot(o.UserAgent) {
		state, err := s.state(ctx, st.ID, id)
		return state, false, err
	}
	if s.known.has(st.ID, id, s.now()) {
		return s.openKnown(ctx, st, id, o)
	}
	state, err := s.state(ctx, st.ID, id)
	if err != nil {
		return page.State{}, false, err
	}
	if !state.Known {
		if err := s.register(ctx, st, id, o); err != nil {
			var full *limit.Exceeded
			if errors.As(err, &full) {
				return state, false, nil // an unknown page is not worth a write more than the quota
			}
			return page.State{}, false, fmt.Errorf("register page: %w", err)
		}
	}
	if state.Alias == "" {
		s.known.add(st.ID, id, s.now())
	}
	counted, err := s.record(ctx, st, state.Page, o)
	return ahead(state, counted), counted, err
}

// openKnown writes the view and reads the numbers at the same time.
func (s *Service) openKnown(ctx context.Context, st site.Site, id string, o Opening) (page.State, bool, error) {
	var state page.State
	var readErr error
	var wg sync.WaitGroup
	wg.Go(func() { state, readErr = s.state(ctx, st.ID, id) })
	counted, err := s.record(ctx, st, id, o)
	wg.Wait()
	return ahead(state, counted), counted, errors.Join(err, readErr)
}

// ahead counts the view that was just recorded into the numbers read before
// it: the reader sees itself. It is a number on one screen, not a count.
func ahead(state page.State, counted bool) page.State {
	if counted {
		state.Views++
	}
	return state
}

func (s *Service) record(ctx context.Context, st site.Site, id string, o Opening) (bool, error) {
	salt, err := s.salts.DaySalt(ctx, st.ID)
	if err != nil {
		return false, err
	}
	who := visitor.Hash(salt, "visitor", id, visitor.Network(o.Address).String(), o.UserAgent)
	now := s.now()
	counted, err := s.store.View(ctx, View{
		Site: st.ID, Page: id, Day: site.Day(now), Visitor: who,
		Shard: int(who[0]) % st.Settings.ViewShards,
		At:    now, Since: now.Add(-st.Settings.ViewWindow),
	})
	if err != nil {
		return false, fmt.Errorf("record view: %w", err)
	}
	return counted, nil
}

func (s *Service) register(ctx context.Context, st site.Site, id string, o Opening) error {
	who, err := s.salts.AddressKey(ctx, st.ID, o.Address)
	if err != nil {
		return err
	}
	url, err := page.Address(o.URL, st.Settings.Origins)
	if err != nil {
		url = "" // an address is an ornament: a wrong one must not cost the view
	}
	return s.store.Register(ctx, page.NewRegistration(st.ID, id, sanitize.Title(o.Title), url, page.Quota{
		On: st.Settings.Limits, Address: who, PerAddress: st.Settings.PagesPerAddress, PerSite: st.Settings.PagesPerSite,
	}, s.now()))
}

// state reads one page's state and follows its alias.
func (s *Service) state(ctx context.Context, siteID, id string) (page.State, error) {
	states, err := s.states(ctx, siteID, []string{id})
	if err != nil {
		return page.State{}, err
	}
	return states[0], nil
}

// states reads states and follows aliases, one round trip more when there are
// any. A state's Page is the one whose numbers they are.
func (s *Service) states(ctx context.Context, siteID string, ids []string) ([]page.State, error) {
	states, err := s.store.States(ctx, siteID, ids)
	if err != nil {
		return nil, fmt.Errorf("read page states: %w", err)
	}
	var at []int
	var targets []string
	for i, st := range states {
		if st.Alias != "" {
			at, targets = append(at, i), append(targets, st.Alias)
		}
	}
	if len(at) == 0 {
		return states, nil
	}
	real, err := s.store.States(ctx, siteID, targets)
	if err != nil {
		return nil, fmt.Errorf("read states of aliased pages: %w", err)
	}
	for j, i := range at {
		states[i] = real[j]
	}
	return states, nil
}

// Count is the numbers of a page as it was asked for.
type Count struct {
	Page  string // canonical, as asked; an alias's own name; just as asked with Err
	State page.State
	Err   error // problem.PageInvalid: the page is none of the site's
}

// Counts returns the numbers of up to MaxPages pages in the order asked. One
// that is no page costs the others nothing: a front page asks for all its
// links at once.
func (s *Service) Counts(ctx context.Context, st site.Site, pages []string) ([]Count, error) {
	if len(pages) == 0 || len(pages) > MaxPages {
		return nil, problem.New(problem.ParameterInvalid, "page", fmt.Sprintf("Ask for 1 to %d pages.", MaxPages))
	}
	out := make([]Count, len(pages))
	var at []int
	var ids []string
	for i, raw := range pages {
		id, err := st.Page(raw)
		if err != nil {
			out[i] = Count{Page: raw, Err: err}
			continue
		}
		out[i].Page = id
		at, ids = append(at, i), append(ids, id)
	}
	if len(ids) == 0 {
		return out, nil
	}
	states, err := s.states(ctx, st.ID, ids)
	if err != nil {
		return nil, err
	}
	for j, i := range at {
		out[i].State = states[j]
	}
	return out, nil
}
