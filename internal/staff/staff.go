// Package staff is the domain of who works at a site: people with roles, the
// links that invite them, their passkeys, sessions and recovery codes.
//
// The reader's map:
//
//	staff.go     Person and what it has, the Service and the Store it needs
//	people.go    who works at a site: invite, change the role, remove
//	passkey.go   the ceremonies that make a passkey, and sign in with one
//	session.go   what a signed-in browser holds
//	account.go   signing in with the newsroom's own accounts instead
//	recovery.go  codes for who lost all passkeys
//	keys.go      API keys, as owners handle them
//	token.go     secrets that name whose they are
//
// # Decisions
//
// All of a person is one item: whoever looks at a session sees with the same
// read whether it still holds, whose it is, and what this person may do now. A
// role that is taken away is gone with the next request.
//
// Nobody has a password or an address here. A person begins with a link that
// works once, and has a passkey from then on.
package staff

import (
	"context"
	"fmt"
	"io"
	"time"

	"kibitz/internal/auth"
	"kibitz/internal/moderation"
	"kibitz/internal/problem"
)

// Limits of what a person and a site have. They keep a person's item small,
// since every request of a moderator reads it.
const (
	MaxPasskeys = 10
	MaxSessions = 20 // a further sign-in ends the one that was used least recently
	MaxPeople   = 100
)

// Person is somebody who works at sites.
type Person struct {
	ID       string // opaque, 12 lower-case hexadecimal digits
	Name     string // as colleagues and the audit log know them
	Created  time.Time
	Roles    map[string]Member // by site
	Account  string            // of the newsroom's own sign-in, as [Account] has it; "" for who has passkeys
	Invite   Invite            // the one link that works, zero for none
	Passkeys []Passkey
	Sessions []Session
	Recovery []string // hashes of the recovery codes that are left

	Version int64 // of what is stored; each write adds 1
}

// Member is a person's place at one site.
type Member struct {
	Role  auth.Role
	Since time.Time
}

// Invite is a link that lets a person make a passkey, once.
type Invite struct {
	Hash    string // of the secret, hex
	Expires time.Time
}

// Passkey is a key that an authenticator of the person holds.
type Passkey struct {
	ID      string // as WebAuthn has it, base64url
	Name    string // in the person's words
	Host    string // the name of the server that it was made for, and opens
	Created time.Time
	Used    time.Time // zero for never
	Data    []byte    // the public key and its state, as [Ceremonies] keeps them
}

// Session is a browser that is signed in.
type Session struct {
	ID      string // names it in lists and in the audit log: the beginning of Hash
	Hash    string // of the secret, hex
	Created time.Time
	Used    time.Time // to the hour
	Agent   string    // the browser, as it calls itself, cut short
}

// Ceremony is an exchange with an authenticator that has begun.
type Ceremony struct {
	ID      string
	Person  string // whose passkey shall be made; "" to sign in, or that it is of an account
	State   []byte // what [Ceremonies] needs to end it
	Expires time.Time
}

// Ceremonies makes the options that browsers take, and verifies what they
// answer, by WebAuthn; package passkey does. Options, answers and states are
// JSON. origin is that of the page, as https://news.example.
type Ceremonies interface {
	// New begins to make a passkey of the person.
	New(origin string, p Person) (options, state []byte, err error)
	// Made verifies the answer and returns the passkey without name and times.
	// Errors: problem.SigninFailed.
	Made(origin string, p Person, state, answer []byte) (Passkey, error)
	// Ask begins to sign in somebody who is not known yet.
	Ask(origin string) (options, state []byte, err error)
	// Who returns the id of the person that an answer says it is of. Nothing is
	// verified. Errors: problem.SigninFailed.
	Who(answer []byte) (person string, err error)
	// Verify verifies the answer and returns the person's passkey that made it,
	// with its new state. Errors: problem.SigninFailed.
	Verify(origin string, p Person, state, answer []byte) (Passkey, error)
}

// Save is a change of a person as it is written: all of it, or nothing.
type Save struct {
	Before, After Person // Before.Version 0: the person is new; After without roles: the person goes
	Spent         string // a ceremony that ends with this, "" for none
	// Entries are recorded in the audit logs of sites, one a site at most.
	Entries map[string]moderation.Entry
}

// Store keeps people and the ceremonies that have begun.
type Store interface {
	// Person reads a person as it is; the zero Person when there is none. One
	// round trip.
	Person(ctx context.Context, id string) (Person, error)
	// People reads the people of a site, in no order. Two round trips for each
	// hundred.
	People(ctx context.Context, site string) ([]Person, error)
	// SavePerson stores a change. done is false, and nothing written, when the
	// person changed meanwhile or the ceremony is spent.
	SavePerson(ctx context.Context, s Save) (done bool, err error)
	// AddCeremony stores a ceremony until it expires.
	AddCeremony(ctx context.Context, c Ceremony) error
	// Ceremony reads a ceremony; ok is false when there is none.
	Ceremony(ctx context.Context, id string) (c Ceremony, ok bool, err error)

	// Keys reads a site's API keys. One round trip.
	Keys(ctx context.Context, site string) ([]auth.Key, error)
	// SetKey stores a key, or takes it away, with the entry in the same
	// transaction. One that is stored already, or gone already, is left as it is.
	SetKey(ctx context.Context, k auth.Key, gone bool, e moderation.Entry) error
}

// Service is the rules over a store.
type Service struct {
	store      Store
	ceremonies Ceremonies
	accounts   Accounts // nil for none
	now        func() time.Time
	random     io.Reader
}

// NewService returns a service. random must be cryptographic and safe for
// concurrent use. Without ceremonies, nil, nobody can sign in or make a
// passkey; the command line has no need to.
func NewService(store Store, ceremonies Ceremonies, now func() time.Time, random io.Reader) *Service {
	return &Service{store: store, ceremonies: ceremonies, now: now, random: random}
}

// Actor is the person as the audit log names it.
func (p Person) Actor() moderation.Actor { return moderation.Actor{ID: p.ID, Name: p.Name} }

// clone returns a copy that can be changed without changing p.
func (p Person) clone() Person {
	c := p
	c.Roles = make(map[string]Member, len(p.Roles))
	for site, m := range p.Roles {
		c.Roles[site] = m
	}
	c.Passkeys = append([]Passkey(nil), p.Passkeys...)
	c.Sessions = append([]Session(nil), p.Sessions...)
	c.Recovery = append([]string(nil), p.Recovery...)
	return c
}

// change is apply for a person who is there. Errors: problem.PersonUnknown.
func (s *Service) change(ctx context.Context, id string, f func(*Save) (bool, error)) (Person, error) {
	return s.apply(ctx, id, func(save *Save) (bool, error) {
		if save.Before.ID == "" {
			return false, personUnknown()
		}
		return f(save)
	})
}

// apply reads a person, lets f change it, and stores it with what f adds to
// the save, anew when somebody else changed it meanwhile. f may be called many
// times; it returns false when there is nothing to do.
func (s *Service) apply(ctx context.Context, id string, f func(*Save) (bool, error)) (Person, error) {
	const tries = 5 // each lost one means that another change was made
	for range tries {
		p, err := s.store.Person(ctx, id)
		if err != nil {
			return Person{}, err
		}
		save := Save{Before: p, After: p.clone()}
		if todo, err := f(&save); err != nil || !todo {
			return p, err
		}
		if done, err := s.store.SavePerson(ctx, save); done || err != nil {
			return save.After, err
		}
		if save.Spent != "" {
			if _, open, err := s.store.Ceremony(ctx, save.Spent); err != nil || !open {
				return Person{}, orFailed(err)
			}
		}
	}
	return Person{}, problem.New(problem.TryAgain, "", "This account is being changed elsewhere. Send the same again.")
}

func (s *Service) entry(by moderation.Actor, a moderation.Action, whose string, changes ...moderation.Change) (moderation.Entry, error) {
	name, err := moderation.NewEntryID(s.now(), s.random)
	if err != nil {
		return moderation.Entry{}, fmt.Errorf("name audit entry: %w", err)
	}
	return moderation.Entry{ID: name, By: by, Action: a, Access: whose, Changes: changes}, nil
}

func personUnknown() error {
	return problem.New(problem.PersonUnknown, "", "Nobody of this name works at the site.")
}

// orFailed is err, or the refusal of a ceremony that is over.
func orFailed(err error) error {
	if err != nil {
		return err
	}
	return failed()
}

func failed() error {
	return problem.New(problem.SigninFailed, "", "This took too long, or was done before. Begin again.")
}
