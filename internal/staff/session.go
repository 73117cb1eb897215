package staff

import (
	"context"
	"crypto/subtle"
	"slices"
	"strings"
	"time"

	"kibitz/internal/problem"
)

// How long a session lives: a working day after it was used last, and a month
// in all.
const (
	SessionIdle = 12 * time.Hour
	SessionAge  = 30 * 24 * time.Hour

	useEach  = time.Hour // how exactly is known when something was used last: a write an hour is the price
	maxAgent = 200       // bytes kept of what a browser calls itself
)

// holds reports whether a session of the person is not over.
func (p Person) holds(ss Session, now time.Time) bool {
	return now.Sub(ss.Used) < SessionIdle+useEach && now.Before(p.sessionEnd(ss.Created))
}

// Identify returns the person and the session behind a browser's token.
// Errors: problem.SigninRequired.
func (s *Service) Identify(ctx context.Context, token string) (Person, Session, error) {
	required := problem.New(problem.SigninRequired, "", "Sign in to go on.")
	id, ok := whose(token)
	if !ok {
		return Person{}, Session{}, required
	}
	p, err := s.store.Person(ctx, id)
	if err != nil {
		return Person{}, Session{}, err
	}
	now := s.now()
	at := p.session(hashOf(token))
	if at < 0 || !p.holds(p.Sessions[at], now) {
		return Person{}, Session{}, required
	}
	if now.Sub(p.Sessions[at].Used) < useEach {
		return p, p.Sessions[at], nil
	}
	p, err = s.change(ctx, id, func(save *Save) (bool, error) {
		if at = save.After.session(hashOf(token)); at < 0 {
			return false, required
		}
		save.After.Sessions[at].Used = now.UTC().Truncate(time.Second)
		return true, nil
	})
	if err != nil {
		return Person{}, Session{}, err
	}
	return p, p.Sessions[at], nil
}

// session returns where the session with that hash is, -1 for nowhere.
func (p Person) session(hash string) int {
	return slices.IndexFunc(p.Sessions, func(ss Session) bool {
		return subtle.ConstantTimeCompare([]byte(ss.Hash), []byte(hash)) == 1
	})
}

// open adds a session to the person and returns its token. Sessions that are
// over go, and of too many the one that was used least recently.
func (s *Service) open(p *Person, agent string) (string, error) {
	token, hash, err := newToken(s.random, p.ID)
	if err != nil {
		return "", err
	}
	now := s.now().UTC().Truncate(time.Second)
	p.Sessions = p.live(now)
	slices.SortStableFunc(p.Sessions, func(a, b Session) int { return b.Used.Compare(a.Used) })
	p.Sessions = append([]Session{{ID: hash[:12], Hash: hash, Created: now, Used: now, Agent: plainAgent(agent)}}, p.Sessions...)
	p.Sessions = p.Sessions[:min(len(p.Sessions), MaxSessions)]
	return token, nil
}

// plainAgent is what a browser calls itself, as far as it is printable ASCII.
func plainAgent(agent string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return -1
		}
		return r
	}, agent[:min(len(agent), maxAgent)])
}

// Live returns the person's sessions that are not over, the latest first.
func (s *Service) Live(p Person) []Session {
	out := p.live(s.now())
	slices.SortStableFunc(out, func(a, b Session) int { return b.Used.Compare(a.Used) })
	return out
}

// EndSession ends a session of the person by its ID, at once. One that is not
// there has ended.
func (s *Service) EndSession(ctx context.Context, person, session string) error {
	_, err := s.change(ctx, person, func(save *Save) (bool, error) {
		n := len(save.After.Sessions)
		save.After.Sessions = slices.DeleteFunc(save.After.Sessions, func(ss Session) bool { return ss.ID == session })
		return len(save.After.Sessions) < n, nil
	})
	return err
}
