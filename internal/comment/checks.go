package comment

import (
	"context"
	"fmt"

	"kibitz/internal/page"
	"kibitz/internal/site"
)

// Check is one line of a comment's trace: what was looked at, in order, and
// what came of it. Moderators read it; the author only learns "published" or
// "awaiting review".
type Check struct {
	Name    string  `json:"name"`
	Version int     `json:"version"`
	Result  Verdict `json:"result"`
	Reason  string  `json:"reason,omitempty"`
}

// Verdict is the outcome of a check.
type Verdict string

// The verdicts.
const (
	Pass Verdict = "pass"
	Hold Verdict = "hold" // a moderator decides
	Junk Verdict = "junk" // to the spam queue
	Deny Verdict = "deny" // rejected: no moderator is asked
)

// check runs all checks, cheap ones first, and decides once: the worst
// verdict counts. hidden is what came in the form's hidden field, which
// people leave empty. held names the check that decided, "" when all pass.
func (s *Service) check(ctx context.Context, st site.Site, on page.State, who site.Person, hidden string) (status Status, held string, trace []Check, err error) {
	trace = make([]Check, 0, 4)
	banned, err := s.checkBan(ctx, st, who)
	if err != nil {
		return "", "", nil, err
	}
	trace = append(trace, banned)
	if st.Settings.Form {
		c := Check{Name: "form", Version: 1, Result: Pass}
		if hidden != "" {
			c.Result, c.Reason = Junk, "the form's hidden field was filled in"
		}
		trace = append(trace, c)
	}
	place := Check{Name: "page", Version: 1, Result: Pass}
	if on.Held {
		place.Result, place.Reason = Hold, "every comment on this page waits for a moderator"
	}
	trace = append(trace, place)
	mode := Check{Name: "mode", Version: 1, Result: Pass}
	switch st.Settings.Mode {
	case site.ModeAll:
		mode.Result, mode.Reason = Hold, "every comment waits for a moderator"
	case site.ModeFirst:
		n, err := s.store.CountPublished(ctx, st.ID, who.Author, st.Settings.HoldFirst)
		if err != nil {
			return "", "", nil, fmt.Errorf("author's history: %w", err)
		}
		if n < st.Settings.HoldFirst {
			mode.Result = Hold
			mode.Reason = fmt.Sprintf("the author has %d of the %d published comments after which others are at once", n, st.Settings.HoldFirst)
		}
	}
	trace = append(trace, mode)

	status = Published
	for _, c := range trace {
		switch {
		case c.Result == Deny:
			return Rejected, c.Name, trace, nil
		case c.Result == Junk && status != Spam:
			status, held = Spam, c.Name
		case c.Result == Hold && status == Published:
			status, held = Pending, c.Name
		}
	}
	return status, held, trace, nil
}
