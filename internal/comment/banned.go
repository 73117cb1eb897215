package comment

import (
	"context"

	"kibitz/internal/site"
	"kibitz/internal/spam"
)

// checkBan holds what somebody banned writes away from readers, and says only
// to moderators why.
func (s *Service) checkBan(ctx context.Context, st site.Site, who site.Person) (spam.Check, error) {
	c := spam.Check{Name: "ban", Version: 1, Result: spam.Pass}
	b, banned, err := s.addresses.BanOf(ctx, st, who)
	if err != nil || !banned {
		return c, err
	}
	c.Result = spam.Deny
	if b.Effect == site.BanHold {
		c.Result = spam.Hold
	}
	c.Reason = banReason(b)
	return c, nil
}

// banReason says who is banned, until when and why.
func banReason(b site.Ban) string {
	reason := map[site.BanKind]string{
		site.BanAuthor:  "the author is banned",
		site.BanAddress: "the network address is banned",
		site.BanEmail:   "the e-mail address is banned",
		site.BanDomain:  "e-mail addresses at " + b.Value + " are banned",
	}[b.Kind]
	if !b.Until.IsZero() {
		reason += " until " + b.Until.UTC().Format("2006-01-02 15:04") + " UTC"
	}
	if b.Reason != "" {
		reason += ": " + b.Reason
	}
	return reason
}

// ignored reports whether a vote or a report of somebody is answered and not
// counted.
func (s *Service) ignored(ctx context.Context, st site.Site, who site.Person) (bool, error) {
	b, banned, err := s.addresses.BanOf(ctx, st, who)
	return banned && b.Effect == site.BanReject, err
}
