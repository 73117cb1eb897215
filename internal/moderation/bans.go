package moderation

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/netip"
	"strings"
	"time"

	"kibitz/internal/comment"
	"kibitz/internal/problem"
	"kibitz/internal/sanitize"
	"kibitz/internal/site"
)

// What is done to the site's bans; see [Action].
const (
	BanMade   Action = "ban"
	BanLifted Action = "unban"
)

// MaxBanDays is the longest that a ban with an end can be.
const MaxBanDays = 3660

// Addresses names network addresses without telling them; site.Directory
// does.
type Addresses interface {
	NetworkKey(ctx context.Context, site string, addr netip.Addr) (string, error)
}

// BanRequest asks for a ban of one trait: of who wrote a comment, or named.
type BanRequest struct {
	Kind    site.BanKind
	Comment string         // the id of a comment whose author has the trait; "": Value names it
	Value   string         // an author's id, a network address, an e-mail address or a domain, as Kind says
	Effect  site.BanEffect // "" for site.BanReject
	Days    int            // to the end of the day, in UTC, that many days from now; 0: for good
	Reason  string
	By      Actor
}

// Ban makes a ban, in place of an earlier one for the same people, and returns
// it. Asking again changes nothing. A ban of a network address ends when its key
// does, some 30 to 60 days after the comment, whatever was asked. Processes that
// take comments know of it after a minute at the latest.
func (s *Service) Ban(ctx context.Context, st site.Site, r BanRequest) (site.Ban, error) {
	b, err := s.banOf(ctx, st, r)
	if err != nil {
		return site.Ban{}, err
	}
	err = s.changeBans(ctx, st, r.By, BanMade, func(bans site.Bans) (site.Bans, *site.Ban, error) {
		if old, there := bans.Find(b.ID()); there && sameBan(old, b) {
			b = old
			return bans, nil, nil
		}
		out, ok := bans.With(b, s.now())
		if !ok {
			return bans, nil, problem.New(problem.BansFull, "", fmt.Sprintf("A site has up to %d bans. Lift some first.", site.MaxBans))
		}
		return out, &b, nil
	})
	return b, err
}

// Unban lifts the ban of that name. One that is not there is lifted already.
func (s *Service) Unban(ctx context.Context, st site.Site, id string, by Actor) error {
	return s.changeBans(ctx, st, by, BanLifted, func(bans site.Bans) (site.Bans, *site.Ban, error) {
		b, there := bans.Find(id)
		if !there || !b.Holds(s.now()) {
			return bans, nil, nil
		}
		return bans.Without(id, s.now()), &b, nil
	})
}

// Bans returns the bans that hold, the latest first.
func (s *Service) Bans(ctx context.Context, st site.Site) ([]site.Ban, error) {
	bans, err := s.store.Bans(ctx, st.ID)
	if err != nil {
		return nil, err
	}
	now := s.now()
	out := make([]site.Ban, 0, len(bans.List))
	for i := len(bans.List) - 1; i >= 0; i-- {
		if b := bans.List[i]; b.Holds(now) {
			out = append(out, b)
		}
	}
	return out, nil
}

// changeBans changes a site's bans, anew when somebody else did meanwhile.
// change returns which ban it made or lifted, nil when there is nothing to do.
func (s *Service) changeBans(ctx context.Context, st site.Site, by Actor, a Action, change func(site.Bans) (site.Bans, *site.Ban, error)) error {
	const tries = 10 // each lost one means that another change was made
	for range tries {
		bans, err := s.store.Bans(ctx, st.ID)
		if err != nil {
			return err
		}
		to, b, err := change(bans)
		if err != nil || b == nil {
			return err
		}
		name, err := s.name()
		if err != nil {
			return err
		}
		e := Entry{ID: name, By: by, Action: a, Ban: b, Reason: b.Reason}
		if done, err := s.store.SetBans(ctx, st.ID, to, e); done || err != nil {
			return err
		}
	}
	return problem.New(problem.TryAgain, "", "Others are changing the bans of this site. Send the same again.")
}

// sameBan reports whether asking for b changes nothing where old is.
func sameBan(old, b site.Ban) bool {
	return old.Effect == b.Effect && old.Until.Equal(b.Until) && old.Reason == b.Reason
}

// banOf makes the ban that is asked for.
func (s *Service) banOf(ctx context.Context, st site.Site, r BanRequest) (b site.Ban, err error) {
	now := s.now()
	b = site.Ban{Kind: r.Kind, Effect: r.Effect, Made: now.UTC().Truncate(time.Second), By: r.By.Name}
	switch b.Effect {
	case "":
		b.Effect = site.BanReject
	case site.BanReject, site.BanHold:
	default:
		return b, problem.New(problem.ParameterInvalid, "effect", "An effect is reject or hold.")
	}
	if r.Days < 0 || r.Days > MaxBanDays {
		return b, problem.New(problem.ParameterInvalid, "days", fmt.Sprintf("A ban lasts 1 to %d days, or without days for good.", MaxBanDays))
	}
	if b.Reason, err = sanitize.Note(r.Reason); err != nil {
		return b, problem.Wrap(err, problem.ParameterInvalid, "reason", fmt.Sprintf("A reason holds up to %d characters.", sanitize.MaxNoteGraphemes))
	}
	if r.Days > 0 {
		b.Until = now.UTC().Truncate(24*time.Hour).AddDate(0, 0, r.Days+1)
	}
	if (r.Comment == "") == (r.Value == "") {
		return b, problem.New(problem.ParameterInvalid, "value", "Name who is banned by a comment or by a value, one of the two.")
	}
	if r.Comment != "" {
		b.Value, err = s.traitOf(ctx, st, r.Kind, r.Comment)
	} else {
		b.Value, err = s.traitNamed(ctx, st, r.Kind, r.Value)
	}
	if end, ok := site.NetworkKeyEnd(b.Value); err == nil && b.Kind == site.BanAddress && ok {
		if !end.After(now) {
			return b, problem.New(problem.ParameterInvalid, "comment", "This comment is too old to know its network address by.")
		}
		if b.Until.IsZero() || b.Until.After(end) {
			b.Until = end
		}
	}
	return b, err
}

// traitOf is the value of a ban of who wrote the comment.
func (s *Service) traitOf(ctx context.Context, st site.Site, kind site.BanKind, id string) (string, error) {
	cid, ok := comment.ParseID(id)
	if !ok {
		return "", unknown()
	}
	f, err := s.store.Find(ctx, st.ID, "", cid)
	if err != nil {
		return "", err
	}
	value, email := "", f.Private.Email
	switch kind {
	case site.BanAuthor:
		value = f.Comment.Author.ID
	case site.BanAddress:
		if _, ok := site.NetworkKeyEnd(f.Private.Address); ok {
			value = f.Private.Address
		}
	case site.BanEmail, site.BanDomain:
		if email != "" {
			return s.traitNamed(ctx, st, kind, domainOf(kind, email))
		}
	default:
		return "", badKind()
	}
	if value == "" {
		return "", problem.New(problem.ParameterInvalid, "kind", "Nothing of this kind is known of who wrote the comment.")
	}
	return value, nil
}

// traitNamed is the value of a ban of whom a moderator names.
func (s *Service) traitNamed(ctx context.Context, st site.Site, kind site.BanKind, raw string) (string, error) {
	switch kind {
	case site.BanAuthor:
		if !isAuthor(raw) {
			return "", problem.New(problem.ParameterInvalid, "value", "This is no author's id.")
		}
		return raw, nil
	case site.BanAddress:
		addr, err := netip.ParseAddr(raw)
		if err != nil {
			return "", problem.New(problem.ParameterInvalid, "value", "This is no network address, such as 203.0.113.7 or 2001:db8::1.")
		}
		return s.addresses.NetworkKey(ctx, st.ID, addr.WithZone(""))
	case site.BanEmail:
		email, err := sanitize.Email(raw)
		if err != nil {
			return "", problem.New(problem.ParameterInvalid, "value", "This is no e-mail address.")
		}
		return st.EmailKey(email), nil
	case site.BanDomain:
		email, err := sanitize.Email("x@" + raw)
		if err != nil {
			return "", problem.New(problem.ParameterInvalid, "value", "This is no domain, such as mail.example.")
		}
		return domainOf(kind, email), nil
	}
	return "", badKind()
}

// domainOf is the part of a clean e-mail address that a ban of the kind is of.
func domainOf(kind site.BanKind, email string) string {
	if kind != site.BanDomain {
		return email
	}
	_, domain, _ := strings.Cut(email, "@")
	return domain
}

// isAuthor reports whether the word can be an author's id, see
// site.Site.AuthorOf.
func isAuthor(s string) bool {
	raw, err := base64.RawURLEncoding.DecodeString(s)
	return err == nil && len(raw) == 16
}

func badKind() error {
	return problem.New(problem.ParameterInvalid, "kind", "A ban is of an author, an address, an email or a domain.")
}
