package comment

import (
	"context"
	"fmt"
	"net/netip"

	"kibitz/internal/auth"
	"kibitz/internal/limit"
	"kibitz/internal/problem"
	"kibitz/internal/site"
	"kibitz/internal/sso"
)

// MaxVotes is how many comments of one page one voter can vote on. All of
// them are one item, which is to be read and written for a few units.
const MaxVotes = 200

// Vote is a reader's word on a comment.
type Vote struct {
	ID, Page string
	Value    int          // 1 for, -1 against, 0 to withdraw
	Guest    string       // the voter's token; "" to get one
	Account  *sso.Account // in place of Guest, nil for none
	Address  netip.Addr
}

// Ballot is a vote as it is stored.
type Ballot struct {
	Site, Page, Voter string // Voter: see auth.Reader
	ID                ID
	Value             int
	Window            *limit.Window // in which a voter who is new on the page counts; nil for no limit
}

// Votes is what one voter said on one page.
type Votes struct {
	Comments map[ID]int // 1 or -1
	Reaction string     // to the page, "" for none
}

// Vote makes the vote the voter's only one on the comment and returns the
// voter's token, "" for an account. One round trip, two for a vote that is changed. Saying it
// again changes nothing. What the banned vote is not counted. Closed pages are voted on: what is closed is the
// writing.
func (s *Service) Vote(ctx context.Context, st site.Site, v Vote) (guest string, err error) {
	if v.Value < -1 || v.Value > 1 {
		return "", problem.New(problem.ParameterInvalid, "vote", "A vote is 1, -1 or 0.")
	}
	switch votes := st.Settings.Votes; {
	case votes == site.VotesOff:
		return "", problem.New(problem.VotesOff, "vote", "There is no voting on this site.")
	case votes == site.VotesUp && v.Value < 0:
		return "", problem.New(problem.VotesOff, "vote", "There is no voting against a comment on this site.")
	}
	b := Ballot{Site: st.ID, Value: v.Value}
	var ok bool
	if b.ID, ok = ParseID(v.ID); !ok {
		return "", commentUnknown()
	}
	if b.Page, err = st.Page(v.Page); err != nil {
		return "", err
	}
	if b.Voter, guest, err = auth.Speaker(st, v.Account, v.Guest, s.random); err != nil {
		return "", err
	}
	if ignored, err := s.ignored(ctx, st, site.Person{Author: b.Voter, Address: v.Address}); ignored || err != nil {
		return guest, err
	}
	if b.Window, err = s.addresses.NewVoter(ctx, st, b.Page, v.Address); err != nil {
		return "", err
	}
	err = s.store.Vote(ctx, b)
	if problem.CodeOf(err) == problem.CommentUnknown {
		err = s.voteAliased(ctx, b, err)
	}
	if err != nil {
		return "", s.tooFast(err, "Too many new voters from your network today.")
	}
	return guest, nil
}

// voteAliased casts the ballot on the page that its page is an alias of.
func (s *Service) voteAliased(ctx context.Context, b Ballot, unknown error) error {
	state, err := s.store.Before(ctx, b.Site, b.Page, "")
	if err != nil {
		return fmt.Errorf("read page of vote: %w", err)
	}
	if state.Page.Alias == "" {
		return unknown
	}
	b.Page = state.Page.Alias
	return s.store.Vote(ctx, b)
}

// Votes returns what a voter said on a page: its votes and its reaction.
// account, if not nil, is in place of guest. One round trip; an alias costs
// one more.
func (s *Service) Votes(ctx context.Context, st site.Site, page, guest string, account *sso.Account) (Votes, error) {
	id, err := st.Page(page)
	if err != nil {
		return Votes{}, err
	}
	if err := auth.CheckGuest(guest); err != nil && account == nil {
		return Votes{}, problem.Wrap(err, problem.GuestInvalid, "Authorization", "Send the guest token as Authorization: Guest, a space and the token.")
	}
	voter := auth.Known(st, account, guest)
	v, alias, err := s.store.Votes(ctx, st.ID, id, voter)
	if err == nil && alias != "" {
		v, _, err = s.store.Votes(ctx, st.ID, alias, voter)
	}
	if err != nil {
		return Votes{}, fmt.Errorf("read votes: %w", err)
	}
	return v, nil
}
