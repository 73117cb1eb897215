package comment

import (
	"context"
	"fmt"

	"kibitz/internal/page"
	"kibitz/internal/site"
	"kibitz/internal/spam"
)

// checked is what the checks are about: who says what, and where.
type checked struct {
	page page.State
	who  site.Person
	text spam.Text
	form *spam.Check // of the form that it came by, nil where none is checked
}

// checkForm looks at the form's hidden field, which people leave empty.
func checkForm(hidden string) *spam.Check {
	c := spam.Check{Name: "form", Version: 1, Result: spam.Pass}
	if hidden != "" {
		c.Result, c.Reason = spam.Junk, "the form's hidden field was filled in"
	}
	return &c
}

// checkedForm returns what was found of the form when a comment was posted:
// editing does not come by it, and takes nothing back.
func checkedForm(trace []spam.Check) *spam.Check {
	for _, c := range trace {
		if c.Name == "form" {
			return &c
		}
	}
	return nil
}

// check runs all checks, cheap ones first, and decides once: the worst
// verdict counts. held names the check that decided, "" when all pass.
//
// What cannot be looked at now is left to a moderator: it loses no comment and
// publishes none.
func (s *Service) check(ctx context.Context, st site.Site, about checked) (status Status, held string, trace []spam.Check, err error) {
	trace = make([]spam.Check, 0, 12)
	banned, err := s.checkBan(ctx, st, about.who)
	if err != nil {
		return "", "", nil, err
	}
	trace = append(trace, banned)
	if about.form != nil {
		trace = append(trace, *about.form)
	}
	place := spam.Check{Name: "page", Version: 1, Result: spam.Pass}
	if about.page.Held {
		place.Result, place.Reason = spam.Hold, "every comment on this page waits for a moderator"
	}
	trace = append(trace, place)
	h := history{ctx: ctx, store: s.store, site: st.ID, author: about.who.Author}
	trace = append(trace, s.checkText(ctx, st, about, &h)...)
	trace = append(trace, checkMode(st.Settings, &h))

	status = Published
	for _, c := range trace {
		switch {
		case c.Result == spam.Deny:
			return Rejected, c.Name, trace, nil
		case c.Result == spam.Junk && status != Spam:
			status, held = Spam, c.Name
		case c.Result == spam.Hold && status == Published:
			status, held = Pending, c.Name
		}
	}
	return status, held, trace, nil
}

// checkText looks at what the comment says. Numbers to call are for first
// comments: who is known here may give one.
func (s *Service) checkText(ctx context.Context, st site.Site, about checked, h *history) []spam.Check {
	rules := spam.Rules{
		Signs: st.Settings.Signs, MaxLinks: st.Settings.Links,
		Trusted: st.Settings.TrustedHosts, Blocked: st.Settings.BlockedHosts,
	}
	words, err := s.addresses.Words(ctx, st.ID)
	rules.Words = words
	trace := rules.Look(about.text)
	if err != nil {
		trace = append(trace, spam.Check{Name: "words", Version: 1, Result: spam.Hold, Reason: "the lists of words could not be read"})
	}
	for i, c := range trace {
		if c.Name != "contact" || c.Result == spam.Pass {
			continue
		}
		if n, err := h.published(1); err == nil && n > 0 {
			trace[i].Result, trace[i].Reason = spam.Pass, "not in a first comment"
		}
	}
	return trace
}

// checkMode is the site's rule of what is published at once.
func checkMode(settings site.Settings, h *history) spam.Check {
	c := spam.Check{Name: "mode", Version: 1, Result: spam.Pass}
	switch settings.Mode {
	case site.ModeAll:
		c.Result, c.Reason = spam.Hold, "every comment waits for a moderator"
	case site.ModeFirst:
		n, err := h.published(settings.HoldFirst)
		switch {
		case err != nil:
			c.Result, c.Reason = spam.Hold, "the author's history could not be read"
		case n < settings.HoldFirst:
			c.Result = spam.Hold
			c.Reason = fmt.Sprintf("the author has %d of the %d published comments after which others are at once", n, settings.HoldFirst)
		}
	}
	return c
}

// history asks what an author has published, once for the most that was asked
// for.
type history struct {
	ctx          context.Context
	store        Store
	site, author string
	enough, n    int
}

func (h *history) published(enough int) (int, error) {
	if enough <= h.enough {
		return h.n, nil
	}
	n, err := h.store.CountPublished(h.ctx, h.site, h.author, enough)
	if err == nil {
		h.enough, h.n = enough, n
	}
	return n, err
}
