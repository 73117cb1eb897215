package comment

import (
	"context"
	"fmt"
	"slices"
	"time"

	"kibitz/internal/page"
	"kibitz/internal/site"
	"kibitz/internal/spam"
)

// checked is what the checks are about: who says what, and where.
type checked struct {
	page  page.State
	who   site.Person
	text  spam.Text
	form  *spam.Check // of the form that it came by, nil where none is checked
	flood flood
}

// checking is a comment on its way through the checks.
type checking struct {
	checked
	site  site.Site
	past  record // of the author
	now   func() time.Time
	only  []string // checks of the text that count, by name; nil: all
	trace []spam.Check
}

// counts reports whether a check of the text is among those that count.
func (c *checking) counts(check string) bool { return c.only == nil || slices.Contains(c.only, check) }

// note appends what a check finds to the trace, with the time that it took.
func (c *checking) note(look func() spam.Check) {
	began := c.now()
	line := look()
	line.Micros = c.now().Sub(began).Microseconds()
	c.trace = append(c.trace, line)
}

// check runs all checks and decides once: the worst verdict counts. held names
// the check that decided, "" when all pass. What compares comes first, then what
// looks at the text, then what reads.
//
// What cannot be looked at now is left to a moderator: it loses no comment and
// publishes none.
func (s *Service) check(ctx context.Context, st site.Site, about checked) (status Status, held string, trace []spam.Check, err error) {
	c := checking{
		checked: about, site: st, now: s.now, trace: make([]spam.Check, 0, 16),
		past: record{read: func() ([]Written, error) { return s.store.WrittenBy(ctx, st.ID, about.who.Author, maxRecord) }},
	}
	c.note(func() (line spam.Check) { line, err = s.checkBan(ctx, st, about.who); return line })
	if err != nil {
		return "", "", nil, err
	}
	if about.form != nil {
		c.note(func() spam.Check { return *about.form })
	}
	c.note(c.checkPage)
	words, unread := s.addresses.Words(ctx, st.ID)
	c.checkText(words, func() (*spam.Model, error) { return s.addresses.Model(ctx, st.ID) })
	if unread != nil {
		c.note(func() spam.Check {
			return spam.Check{Name: "words", Version: 1, Result: spam.Hold, Reason: "the lists of words could not be read"}
		})
	}
	if about.flood.watched && st.Settings.Duplicates {
		c.note(c.checkDuplicate)
	}
	if about.flood.watched && st.Settings.Burst > 0 {
		c.note(c.checkBurst)
	}
	c.note(c.checkMode)
	status, held = verdict(c.trace)
	return status, held, c.trace, nil
}

// verdict is the worst of a trace, and the first check that came to it.
func verdict(trace []spam.Check) (status Status, held string) {
	status = Published
	for _, c := range trace {
		switch {
		case c.Result == spam.Deny:
			return Rejected, c.Name
		case c.Result == spam.Junk && status != Spam:
			status, held = Spam, c.Name
		case c.Result == spam.Hold && status == Published:
			status, held = Pending, c.Name
		}
	}
	return status, held
}

// checkPage is what moderators decided about the page.
func (c *checking) checkPage() spam.Check {
	line := spam.Check{Name: "page", Version: 1, Result: spam.Pass}
	if c.page.Held {
		line.Result, line.Reason = spam.Hold, "every comment on this page waits for a moderator"
	}
	return line
}

// checkText looks at what the comment says. Numbers to call are for first
// comments: who is known here may give one.
func (c *checking) checkText(words *spam.Words, model func() (*spam.Model, error)) {
	settings := c.site.Settings
	rules := spam.Rules{
		Signs: settings.Signs, MaxLinks: settings.Links,
		Trusted: settings.TrustedHosts, Blocked: settings.BlockedHosts, Scripts: settings.Scripts,
		Words: words, Now: c.now,
	}
	found := rules.Look(c.text)
	found = slices.DeleteFunc(found, func(line spam.Check) bool { return !c.counts(line.Name) })
	for i, line := range found {
		if line.Name != "contact" || line.Result == spam.Pass {
			continue
		}
		if n, _, err := c.past.counts(); err == nil && n > 0 {
			found[i].Result, found[i].Reason = spam.Pass, "not in a first comment"
		}
	}
	first := len(c.trace)
	c.trace = append(c.trace, found...)
	if settings.Classifier && c.counts("classifier") {
		c.checkModel(rules, model)
	}
	c.checkTrust(first)
}

// checkModel compares the text with what the site's moderators have decided. A
// model that cannot be read says nothing: it only ever adds to the other checks.
func (c *checking) checkModel(rules spam.Rules, model func() (*spam.Model, error)) {
	m, err := model()
	if err != nil {
		c.note(func() spam.Check {
			return spam.Check{Name: "classifier", Version: 1, Result: spam.Pass, Reason: "what moderators decided could not be read"}
		})
		return
	}
	if line, ok := rules.Classify(m, c.text); ok {
		c.trace = append(c.trace, line)
	}
}

// checkTrust lets authors whom moderators have come to know past what was found
// of the text, the lines of the trace from first on, unless that is spam. Only
// then is anything read.
func (c *checking) checkTrust(first int) {
	enough, last := c.site.Settings.Trust, len(c.trace)
	holds := func(line spam.Check) bool { return line.Result == spam.Hold }
	if enough == 0 || !slices.ContainsFunc(c.trace[first:], holds) {
		return
	}
	trusted := false
	c.note(func() spam.Check {
		line := spam.Check{Name: "trust", Version: 1, Result: spam.Pass}
		published, withheld, err := c.past.counts()
		switch {
		case err != nil:
			line.Reason = "the author's history could not be read"
		case withheld > 0:
			line.Reason = fmt.Sprintf("not trusted: %d of the author's latest comments are withheld", withheld)
		case published < enough:
			line.Reason = fmt.Sprintf("not trusted: the author has %d of %d published comments", published, enough)
		default:
			trusted = true
			line.Reason = "trusted: the author has published comments enough and none is withheld"
		}
		return line
	})
	for i, line := range c.trace[first:last] {
		if trusted && holds(line) {
			c.trace[first+i].Result = spam.Pass
			c.trace[first+i].Reason += "; the author is trusted"
		}
	}
}

// checkMode is the site's rule of what is published at once.
func (c *checking) checkMode() spam.Check {
	settings := c.site.Settings
	line := spam.Check{Name: "mode", Version: 1, Result: spam.Pass}
	switch settings.Mode {
	case site.ModeAll:
		line.Result, line.Reason = spam.Hold, "every comment waits for a moderator"
	case site.ModeFirst:
		n, _, err := c.past.counts()
		switch {
		case err != nil:
			line.Result, line.Reason = spam.Hold, "the author's history could not be read"
		case n < settings.HoldFirst:
			line.Result = spam.Hold
			line.Reason = fmt.Sprintf("the author has %d of the %d published comments after which others are at once", n, settings.HoldFirst)
		}
	}
	return line
}

// Written says of one comment of an author when it was made and whether it is
// public.
type Written struct {
	At     time.Time
	Public bool
}

// maxRecord is how many of an author's latest comments are looked at: what
// fits into one read unit.
const maxRecord = 50

// record is what an author has written of late, read once and only when a check
// asks.
type record struct {
	read   func() ([]Written, error)
	done   bool
	latest []Written
	err    error
}

func (r *record) all() ([]Written, error) {
	if !r.done {
		r.latest, r.err = r.read()
		r.done = true
	}
	return r.latest, r.err
}

func (r *record) counts() (published, withheld int, err error) {
	latest, err := r.all()
	for _, w := range latest {
		if w.Public {
			published++
		} else {
			withheld++
		}
	}
	return published, withheld, err
}
