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
	"kibitz/internal/sanitize"
)

// InviteAge is how long a link works: as long as it takes somebody to come back
// to work and read a message.
const InviteAge = 72 * time.Hour

// What is done to who may do what at a site; see [moderation.Action].
const (
	Invited    moderation.Action = "invite"
	RoleSet    moderation.Action = "role"
	Removed    moderation.Action = "remove"
	LinkMade   moderation.Action = "link"
	KeyMade    moderation.Action = "key"
	KeyRevoked moderation.Action = "revoke"
)

// Invitation is a link's secret and when it ends.
type Invitation struct {
	Secret  string
	Expires time.Time
}

// InviteURL is the link to the dashboard of an origin. The secret is in the
// fragment, which browsers tell no server.
func InviteURL(origin string, link Invitation) string {
	return origin + "/moderation/#invite=" + link.Secret
}

// Add makes a person with a role at the site, and the link by which they come
// in. Errors: problem.NameInvalid, problem.PeopleFull.
func (s *Service) Add(ctx context.Context, site, name string, role auth.Role, by moderation.Actor) (Person, Invitation, error) {
	name, err := cleanName(name)
	if err != nil {
		return Person{}, Invitation{}, err
	}
	if err := s.room(ctx, site); err != nil {
		return Person{}, Invitation{}, err
	}
	now := s.now().UTC().Truncate(time.Second)
	p := Person{Name: name, Created: now, Roles: map[string]Member{site: {role, now}}}
	if p.ID, err = newID(s.random); err != nil {
		return Person{}, Invitation{}, err
	}
	link, err := s.invite(&p)
	if err != nil {
		return Person{}, Invitation{}, err
	}
	e, err := s.entry(by, Invited, p.ID, moderation.Change{Key: "name", New: name}, moderation.Change{Key: "role", New: string(role)})
	if err != nil {
		return Person{}, Invitation{}, err
	}
	done, err := s.store.SavePerson(ctx, Save{After: p, Entries: map[string]moderation.Entry{site: e}})
	if err == nil && !done {
		err = problem.New(problem.TryAgain, "", "Two people were made at once. Send the same again.")
	}
	p.Version = 1
	return p, link, err
}

// Join lets a person who is there already work at another site. Asking again
// sets the role.
func (s *Service) Join(ctx context.Context, site, id string, role auth.Role, by moderation.Actor) (Person, error) {
	return s.change(ctx, id, func(save *Save) (bool, error) {
		m, there := save.After.Roles[site]
		if there && m.Role == role {
			return false, nil
		}
		if !there {
			if err := s.room(ctx, site); err != nil {
				return false, err
			}
			m.Since = s.now().UTC().Truncate(time.Second)
		}
		old := m.Role
		m.Role = role
		save.After.Roles[site] = m
		return s.record(save, site, by, RoleSet, moderation.Change{Key: "role", Old: string(old), New: string(role)})
	})
}

// Link makes a new link by which a person of the site comes in, in place of
// the last one. elsewhere allows it for somebody who also works at other sites:
// the link opens those too, so that an owner of one must not have it. Errors:
// problem.PersonUnknown, problem.PersonElsewhere.
func (s *Service) Link(ctx context.Context, site, id string, elsewhere bool, by moderation.Actor) (Person, Invitation, error) {
	var link Invitation
	p, err := s.change(ctx, id, func(save *Save) (bool, error) {
		if _, there := save.After.Roles[site]; !there {
			return false, personUnknown()
		}
		if len(save.After.Roles) > 1 && !elsewhere {
			return false, problem.New(problem.PersonElsewhere, "", "This person also works at other sites. A new link is made at the command line: kibitz moderator link.")
		}
		if err := save.After.own(); err != nil {
			return false, err
		}
		var err error
		if link, err = s.invite(&save.After); err != nil {
			return false, err
		}
		return s.record(save, site, by, LinkMade)
	})
	return p, link, err
}

// SetRole changes what a person may do at a site. The last owner stays one, but
// for force, which is the command line's. Errors: problem.PersonUnknown,
// problem.OwnerLast.
func (s *Service) SetRole(ctx context.Context, site, id string, role auth.Role, force bool, by moderation.Actor) (Person, error) {
	return s.change(ctx, id, func(save *Save) (bool, error) {
		m, there := save.After.Roles[site]
		switch {
		case !there:
			return false, personUnknown()
		case m.Role == role:
			return false, nil
		}
		if err := s.keepOwner(ctx, site, id, m.Role, force); err != nil {
			return false, err
		}
		old := m.Role
		m.Role = role
		save.After.Roles[site] = m
		return s.record(save, site, by, RoleSet, moderation.Change{Key: "role", Old: string(old), New: string(role)})
	})
}

// Remove takes a person from a site, at once. Who works at no other is
// forgotten, with all passkeys and sessions. Somebody who is not there is
// removed already. Errors: problem.OwnerLast.
func (s *Service) Remove(ctx context.Context, site, id string, force bool, by moderation.Actor) error {
	_, err := s.change(ctx, id, func(save *Save) (bool, error) {
		m, there := save.After.Roles[site]
		if !there {
			return false, nil
		}
		if err := s.keepOwner(ctx, site, id, m.Role, force); err != nil {
			return false, err
		}
		delete(save.After.Roles, site)
		return s.record(save, site, by, Removed, moderation.Change{Key: "role", Old: string(m.Role)})
	})
	if problem.CodeOf(err) == problem.PersonUnknown {
		return nil
	}
	return err
}

// People returns who works at a site: owners first, then by name.
func (s *Service) People(ctx context.Context, site string) ([]Person, error) {
	people, err := s.store.People(ctx, site)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(people, func(a, b Person) int {
		ra, rb := a.Roles[site].Role, b.Roles[site].Role
		switch {
		case ra == rb:
			return strings.Compare(a.Name+a.ID, b.Name+b.ID)
		case ra.Includes(rb):
			return -1
		}
		return 1
	})
	return people, nil
}

// room refuses when a site has as many people as it can.
func (s *Service) room(ctx context.Context, site string) error {
	people, err := s.store.People(ctx, site)
	if err == nil && len(people) >= MaxPeople {
		err = problem.New(problem.PeopleFull, "", fmt.Sprintf("A site has up to %d people. Remove some who have left.", MaxPeople))
	}
	return err
}

// keepOwner refuses to take the role of the only owner of a site. Two owners
// who leave each other at the same moment leave none; the command line helps.
func (s *Service) keepOwner(ctx context.Context, site, id string, role auth.Role, force bool) error {
	if force || role != auth.RoleOwner {
		return nil
	}
	people, err := s.store.People(ctx, site)
	if err != nil {
		return err
	}
	for _, p := range people {
		if p.ID != id && p.Roles[site].Role == auth.RoleOwner {
			return nil
		}
	}
	return problem.New(problem.OwnerLast, "", "This is the only owner. Make somebody else an owner first.")
}

// record adds the entry of the site's audit log to the save.
func (s *Service) record(save *Save, site string, by moderation.Actor, a moderation.Action, changes ...moderation.Change) (bool, error) {
	e, err := s.entry(by, a, save.After.ID, append(changes, moderation.Change{Key: "name", Old: save.Before.Name, New: save.After.Name})...)
	save.Entries = map[string]moderation.Entry{site: e}
	return true, err
}

// invite gives the person a new link.
func (s *Service) invite(p *Person) (Invitation, error) {
	secret, hash, err := newToken(s.random, p.ID)
	if err != nil {
		return Invitation{}, err
	}
	p.Invite = Invite{Hash: hash, Expires: s.now().UTC().Add(InviteAge).Truncate(time.Second)}
	return Invitation{secret, p.Invite.Expires}, nil
}

// cleanName is a person's name as it is shown to colleagues: one line.
func cleanName(raw string) (string, error) {
	name, err := sanitize.Name(raw)
	if err != nil {
		return "", problem.New(problem.NameInvalid, "name", "A name is one line of 1 to 50 characters.")
	}
	return name, nil
}
