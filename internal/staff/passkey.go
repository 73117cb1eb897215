package staff

import (
	"context"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"kibitz/internal/problem"
)

// CeremonyAge is how long a browser has to answer.
const CeremonyAge = 5 * time.Minute

// Begun is a ceremony as its browser gets it: what to send back with the
// answer, and the options to give to the authenticator, JSON.
type Begun struct {
	Ceremony string
	Options  []byte
}

// Guest returns the person whom a link lets in. Errors: problem.InviteInvalid.
func (s *Service) Guest(ctx context.Context, invite string) (Person, error) {
	id, ok := whose(invite)
	if !ok {
		return Person{}, inviteInvalid()
	}
	p, err := s.store.Person(ctx, id)
	if err == nil && !s.invited(p, invite) {
		err = inviteInvalid()
	}
	return p, err
}

func (s *Service) invited(p Person, invite string) bool {
	return p.Invite.Hash != "" && s.now().Before(p.Invite.Expires) &&
		subtle.ConstantTimeCompare([]byte(p.Invite.Hash), []byte(hashOf(invite))) == 1
}

func inviteInvalid() error {
	return problem.New(problem.InviteInvalid, "invite", "This link was used, or its time is over. Ask for a new one.")
}

// BeginPasskey begins to make a passkey of a person, on a page of the origin.
// Errors: problem.PasskeysFull.
func (s *Service) BeginPasskey(ctx context.Context, origin string, p Person) (Begun, error) {
	if err := roomForPasskey(p); err != nil {
		return Begun{}, err
	}
	options, state, err := s.ceremonies.New(origin, p)
	if err != nil {
		return Begun{}, err
	}
	return s.begin(ctx, p.ID, options, state)
}

// BeginSignIn begins to sign in whoever has a passkey of the origin's host.
func (s *Service) BeginSignIn(ctx context.Context, origin string) (Begun, error) {
	options, state, err := s.ceremonies.Ask(origin)
	if err != nil {
		return Begun{}, err
	}
	return s.begin(ctx, "", options, state)
}

func (s *Service) begin(ctx context.Context, person string, options, state []byte) (Begun, error) {
	id, err := s.ceremonyID()
	if err != nil {
		return Begun{}, err
	}
	return Begun{id, options}, s.store.AddCeremony(ctx, Ceremony{ID: id, Person: person, State: state, Expires: s.now().Add(CeremonyAge)})
}

func (s *Service) ceremonyID() (string, error) {
	raw := make([]byte, 16)
	if _, err := io.ReadFull(s.random, raw); err != nil {
		return "", fmt.Errorf("name ceremony: %w", err)
	}
	return hex.EncodeToString(raw), nil
}

// ceremony returns one that is open, for the person.
func (s *Service) ceremony(ctx context.Context, id, person string) (Ceremony, error) {
	if len(id) != 32 || strings.Trim(id, "0123456789abcdef") != "" {
		return Ceremony{}, failed()
	}
	c, ok, err := s.store.Ceremony(ctx, id)
	if err != nil {
		return Ceremony{}, err
	}
	if !ok || c.Person != person || !s.now().Before(c.Expires) {
		return Ceremony{}, failed()
	}
	return c, nil
}

// NewPasskey is the answer to [Service.BeginPasskey].
type NewPasskey struct {
	Ceremony string
	Answer   []byte // of the authenticator, JSON
	Name     string // "" for the authenticator's kind
	Invite   string // the link that let the person in, "" of who is signed in
	Agent    string // the browser, of who comes by a link
}

// AddPasskey ends the ceremony: the person has the passkey, and who came by a
// link is signed in, and the link is used. Errors: problem.SigninFailed,
// problem.InviteInvalid, problem.PasskeysFull, problem.NameInvalid.
func (s *Service) AddPasskey(ctx context.Context, origin string, p Person, n NewPasskey) (after Person, token string, err error) {
	name := "Passkey"
	if n.Name != "" {
		if name, err = cleanName(n.Name); err != nil {
			return Person{}, "", err
		}
	}
	c, err := s.ceremony(ctx, n.Ceremony, p.ID)
	if err != nil {
		return Person{}, "", err
	}
	k, err := s.ceremonies.Made(origin, p, c.State, n.Answer)
	if err != nil {
		return Person{}, "", err
	}
	k.Name, k.Created = name, s.now().UTC().Truncate(time.Second)
	after, err = s.change(ctx, p.ID, func(save *Save) (bool, error) {
		if n.Invite != "" {
			if !s.invited(save.After, n.Invite) {
				return false, inviteInvalid()
			}
			save.After.Invite = Invite{}
			if token, err = s.open(&save.After, n.Agent); err != nil {
				return false, err
			}
		}
		if err := roomForPasskey(save.After); err != nil {
			return false, err
		}
		if slices.ContainsFunc(save.After.Passkeys, func(old Passkey) bool { return old.ID == k.ID }) {
			return false, failed()
		}
		save.After.Passkeys = append(save.After.Passkeys, k)
		save.Spent = c.ID
		return true, nil
	})
	return after, token, err
}

// SignIn ends the ceremony that [Service.BeginSignIn] began, and opens a
// session. Errors: problem.SigninFailed, the same whatever is wrong.
func (s *Service) SignIn(ctx context.Context, origin, ceremony string, answer []byte, agent string) (p Person, token string, err error) {
	c, err := s.ceremony(ctx, ceremony, "")
	if err != nil {
		return Person{}, "", err
	}
	id, err := s.ceremonies.Who(answer)
	if err == nil && !isID(id) {
		err = notKnown()
	}
	if err != nil {
		return Person{}, "", err
	}
	p, err = s.change(ctx, id, func(save *Save) (bool, error) {
		k, err := s.ceremonies.Verify(origin, save.Before, c.State, answer)
		if err != nil {
			return false, err
		}
		for i := range save.After.Passkeys {
			if save.After.Passkeys[i].ID == k.ID {
				save.After.Passkeys[i].Data, save.After.Passkeys[i].Used = k.Data, s.now().UTC().Truncate(time.Second)
			}
		}
		save.Spent = c.ID
		token, err = s.open(&save.After, agent)
		return true, err
	})
	if problem.CodeOf(err) == problem.PersonUnknown {
		err = notKnown()
	}
	return p, token, err
}

// RemovePasskey takes a passkey from a person, not the last one. One that is
// not there is gone already. Errors: problem.PasskeyLast.
func (s *Service) RemovePasskey(ctx context.Context, person, id string) error {
	_, err := s.change(ctx, person, func(save *Save) (bool, error) {
		at := slices.IndexFunc(save.After.Passkeys, func(k Passkey) bool { return k.ID == id })
		switch {
		case at < 0:
			return false, nil
		case len(save.After.Passkeys) == 1:
			return false, problem.New(problem.PasskeyLast, "", "This is your only passkey. Add another one first.")
		}
		save.After.Passkeys = slices.Delete(save.After.Passkeys, at, at+1)
		return true, nil
	})
	return err
}

func roomForPasskey(p Person) error {
	if err := p.own(); err != nil {
		return err
	}
	if len(p.Passkeys) >= MaxPasskeys {
		return problem.New(problem.PasskeysFull, "", fmt.Sprintf("You have %d passkeys. Remove one first.", MaxPasskeys))
	}
	return nil
}

// notKnown is the refusal of an answer of nobody that there is.
func notKnown() error {
	return problem.New(problem.SigninFailed, "", "This passkey is not known here.")
}
