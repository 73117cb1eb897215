package staff

import (
	"context"
	"slices"
	"time"

	"kibitz/internal/auth"
	"kibitz/internal/moderation"
	"kibitz/internal/problem"
)

// AccountAge is how long who came by an account of the newsroom's is signed in:
// a day's work. Then the newsroom says anew what they may do.
const AccountAge = 12 * time.Hour

// Account is somebody as the newsroom's own sign-in knows them.
type Account struct {
	ID    string // of issuer and subject: a hash, hex
	Name  string
	Roles map[string]auth.Role // by site, as their groups say
}

// Accounts sends people to the newsroom's own sign-in and takes its word;
// package openid does, by OpenID Connect.
type Accounts interface {
	// Begin returns where the browser shall go, and what End needs. It comes back
	// to the origin with the exchange's name.
	Begin(ctx context.Context, origin, exchange string) (target string, state []byte, err error)
	// End takes what the browser came back with. Errors: problem.SigninFailed.
	End(ctx context.Context, origin string, state []byte, code string) (Account, error)
}

// ofAccount marks a ceremony as one of an account; nobody's id looks like it.
const ofAccount = "account"

// fromAccount is who gives and takes roles as an account's groups say.
var fromAccount = moderation.Actor{ID: "oidc", Name: "newsroom account"}

// WithAccounts returns the service with the newsroom's own sign-in beside
// passkeys; nil for none.
func (s *Service) WithAccounts(a Accounts) *Service {
	with := *s
	with.accounts = a
	return &with
}

// HasAccounts reports whether people can sign in with the newsroom's accounts.
func (s *Service) HasAccounts() bool { return s.accounts != nil }

// BeginAccount begins to sign in with an account; Options is the address to go
// to. Errors: problem.NotFound where there are none.
func (s *Service) BeginAccount(ctx context.Context, origin string) (Begun, error) {
	if s.accounts == nil {
		return Begun{}, problem.New(problem.NotFound, "", "This server signs in by passkeys only.")
	}
	id, err := s.ceremonyID()
	if err != nil {
		return Begun{}, err
	}
	target, state, err := s.accounts.Begin(ctx, origin, id)
	if err != nil {
		return Begun{}, err
	}
	return Begun{id, []byte(target)}, s.store.AddCeremony(ctx, Ceremony{ID: id, Person: ofAccount, State: state, Expires: s.now().Add(CeremonyAge)})
}

// EndAccount opens a session for who came back with a code. What they may do is
// what their groups say now; who may do nothing is not let in, and forgotten.
// Errors: problem.SigninFailed.
func (s *Service) EndAccount(ctx context.Context, origin, ceremony, code, agent string) (p Person, token string, err error) {
	if s.accounts == nil {
		return Person{}, "", failed()
	}
	c, err := s.ceremony(ctx, ceremony, ofAccount)
	if err != nil {
		return Person{}, "", err
	}
	a, err := s.accounts.End(ctx, origin, c.State, code)
	if err != nil {
		return Person{}, "", err
	}
	p, err = s.apply(ctx, a.ID[:2*idBytes], func(save *Save) (bool, error) {
		after := &save.After
		if save.Before.ID == "" {
			*after = Person{ID: a.ID[:2*idBytes], Account: a.ID, Created: s.now().UTC().Truncate(time.Second)}
		} else if save.Before.Account != a.ID { // another one by chance, or somebody with a passkey
			return false, notKnown()
		}
		if name, err := cleanName(a.Name); err == nil {
			after.Name = name
		} else {
			after.Name = "Moderator"
		}
		if err := s.grant(save, a.Roles); err != nil {
			return false, err
		}
		save.Spent = c.ID
		if len(after.Roles) == 0 {
			return save.Before.ID != "", nil
		}
		token, err = s.open(after, agent)
		return true, err
	})
	if err == nil && token == "" {
		err = problem.New(problem.SigninFailed, "", "Your account may not moderate here. Ask who looks after the accounts.")
	}
	return p, token, err
}

// grant gives the person these roles, in place of all others, and records what
// changes.
func (s *Service) grant(save *Save, roles map[string]auth.Role) error {
	save.Entries = map[string]moderation.Entry{}
	record := func(site string, a moderation.Action, old, role auth.Role) (err error) {
		save.Entries[site], err = s.entry(fromAccount, a, save.After.ID,
			moderation.Change{Key: "role", Old: string(old), New: string(role)}, moderation.Change{Key: "name", Old: save.Before.Name, New: save.After.Name})
		return err
	}
	now := s.now().UTC().Truncate(time.Second)
	save.After.Roles = map[string]Member{}
	for site, role := range roles {
		old, there := save.Before.Roles[site]
		m := Member{role, now}
		if there {
			m.Since = old.Since
		}
		save.After.Roles[site] = m
		if old.Role != role {
			if err := record(site, RoleSet, old.Role, role); err != nil {
				return err
			}
		}
	}
	for site, old := range save.Before.Roles {
		if _, still := roles[site]; !still {
			if err := record(site, Removed, old.Role, ""); err != nil {
				return err
			}
		}
	}
	return nil
}

// own refuses what somebody whose sign-in is the newsroom's has no use for: a
// passkey would outlive the account.
func (p Person) own() error {
	if p.Account != "" {
		return problem.New(problem.AccountExternal, "", "You sign in with your newsroom's account; it has no passkeys or codes here.")
	}
	return nil
}

// sessionEnd is when a session that began then is over, whatever is done in it.
func (p Person) sessionEnd(began time.Time) time.Time {
	if p.Account != "" {
		return began.Add(AccountAge)
	}
	return began.Add(SessionAge)
}

// live returns the sessions that are not over.
func (p Person) live(now time.Time) []Session {
	return slices.DeleteFunc(slices.Clone(p.Sessions), func(ss Session) bool { return !p.holds(ss, now) })
}
