package staff

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"kibitz/internal/auth"
	"kibitz/internal/moderation"
	"kibitz/internal/problem"
)

// DefaultKeyDays is how long an API key lives unless somebody says otherwise.
const DefaultKeyDays = 90

// Keys returns a site's API keys, the oldest first.
func (s *Service) Keys(ctx context.Context, site string) ([]auth.Key, error) {
	keys, err := s.store.Keys(ctx, site)
	if err != nil {
		return nil, fmt.Errorf("list keys: %w", err)
	}
	now := s.now()
	live := keys[:0]
	for _, k := range keys {
		if now.Before(k.Expires) {
			live = append(live, k)
		}
	}
	slices.SortFunc(live, func(a, b auth.Key) int { return a.Created.Compare(b.Created) })
	return live, nil
}

// AddKey makes an API key of a site and its secret, which is shown this once.
// Errors: problem.NameInvalid, problem.ParameterInvalid.
func (s *Service) AddKey(ctx context.Context, site, name string, role auth.Role, days int, by moderation.Actor) (auth.Key, string, error) {
	name, err := cleanName(name)
	if err != nil {
		return auth.Key{}, "", err
	}
	k, secret, err := auth.NewKey(s.random, site, name, role, s.now().UTC().Truncate(time.Second), time.Duration(days)*24*time.Hour)
	if err != nil {
		return auth.Key{}, "", problem.Wrap(err, problem.ParameterInvalid, "days", fmt.Sprintf("A key lives 1 to %d days.", int(auth.MaxKeyAge.Hours()/24)))
	}
	e, err := s.entry(by, KeyMade, k.ID, moderation.Change{Key: "name", New: name}, moderation.Change{Key: "role", New: string(role)},
		moderation.Change{Key: "expires", New: k.Expires.Format(time.RFC3339)})
	if err != nil {
		return auth.Key{}, "", err
	}
	return k, secret, s.store.SetKey(ctx, k, false, e)
}

// RevokeKey takes an API key of a site away, at once and for good, and reports
// whether there was one of that ID.
func (s *Service) RevokeKey(ctx context.Context, site, id string, by moderation.Actor) (bool, error) {
	keys, err := s.store.Keys(ctx, site)
	if err != nil {
		return false, fmt.Errorf("list keys: %w", err)
	}
	for _, k := range keys {
		if k.ID != strings.ToLower(id) {
			continue
		}
		e, err := s.entry(by, KeyRevoked, k.ID, moderation.Change{Key: "name", Old: k.Name}, moderation.Change{Key: "role", Old: string(k.Role)})
		if err != nil {
			return true, err
		}
		return true, s.store.SetKey(ctx, k, true, e)
	}
	return false, nil
}
