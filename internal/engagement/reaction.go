package engagement

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"

	"kibitz/internal/auth"
	"kibitz/internal/limit"
	"kibitz/internal/problem"
	"kibitz/internal/site"
	"kibitz/internal/sso"
)

// React is what a reader says of a page by a click.
type React struct {
	Page, URL, Title string       // address and title for a page seen for the first time
	Name             string       // one of the site's reactions; "" to withdraw
	Guest            string       // the reader's token; "" to get one
	Account          *sso.Account // in place of Guest, nil for none
	Address          netip.Addr
}

// Reaction is a reaction as it is stored.
type Reaction struct {
	Site, Page, Voter string // Voter: see auth.Reader
	Name              string
	Window            *limit.Window // in which a voter who is new on the page counts; nil for no limit
}

// ErrElsewhere means that a page has no numbers of its own: it is not known,
// or has become an alias.
var ErrElsewhere = errors.New("page has no numbers of its own")

// React makes the reaction the reader's only one to the page and returns the
// reader's token, "" for an account. Saying it again changes nothing. One round trip for a page
// that this process has seen, one more to change or withdraw. An unknown page
// is made known first, unless there is nothing to say of it.
func (s *Service) React(ctx context.Context, st site.Site, r React) (guest string, err error) {
	if len(st.Settings.Reactions) == 0 || r.Name != "" && !slices.Contains(st.Settings.Reactions, r.Name) {
		return "", problem.New(problem.ReactionUnknown, "reaction", "This is not one of the site's reactions.")
	}
	id, err := st.Page(r.Page)
	if err != nil {
		return "", err
	}
	voter, guest, err := auth.Speaker(st, r.Account, r.Guest, s.random)
	if err != nil {
		return "", err
	}
	ban, banned, err := s.salts.BanOf(ctx, st, site.Person{Author: voter, Address: r.Address})
	if err != nil || banned && ban.Effect == site.BanReject {
		return guest, err // answered, and not counted
	}
	page, err := id, ErrElsewhere
	if s.known.has(st.ID, id, s.now()) {
		err = s.react(ctx, st, page, r, voter)
	}
	if errors.Is(err, ErrElsewhere) {
		if page, err = s.settle(ctx, st, id, r); err == nil && page != "" {
			err = s.react(ctx, st, page, r, voter)
		}
	}
	if errors.Is(err, ErrElsewhere) { // it became an alias this moment
		return "", problem.Wrap(err, problem.TryAgain, "page", "This page is being joined with another one. Send the same again.")
	}
	if err != nil {
		return "", limit.Refuse(err, s.now(), "Too many new readers or pages from your network. Try again later.")
	}
	return guest, nil
}

// settle returns the page whose numbers count, and makes it known when there
// is something to say of it; "" for an unknown page of which there is not.
func (s *Service) settle(ctx context.Context, st site.Site, id string, r React) (string, error) {
	state, err := s.state(ctx, st.ID, id)
	if err != nil {
		return "", err
	}
	if !state.Known {
		if r.Name == "" {
			return "", nil
		}
		err := s.register(ctx, st, state.Page, Opening{URL: r.URL, Title: r.Title, Address: r.Address})
		if err != nil {
			return "", fmt.Errorf("register page: %w", err)
		}
	}
	if state.Page == id {
		s.known.add(st.ID, id, s.now())
	}
	return state.Page, nil
}

func (s *Service) react(ctx context.Context, st site.Site, page string, r React, voter string) error {
	window, err := s.salts.NewVoter(ctx, st, page, r.Address)
	if err != nil {
		return err
	}
	err = s.store.React(ctx, Reaction{Site: st.ID, Page: page, Voter: voter, Name: r.Name, Window: window})
	if err != nil {
		return fmt.Errorf("react: %w", err)
	}
	return nil
}
