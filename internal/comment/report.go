package comment

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"time"

	"kibitz/internal/auth"
	"kibitz/internal/limit"
	"kibitz/internal/problem"
	"kibitz/internal/sanitize"
	"kibitz/internal/site"
	"kibitz/internal/sso"
)

// Reason is why a reader reports a comment.
type Reason string

// The reasons.
const (
	ReasonAbuse   Reason = "abuse"   // insults, hate, threats
	ReasonSpam    Reason = "spam"    // advertising
	ReasonFalse   Reason = "false"   // misleads
	ReasonIllegal Reason = "illegal" // against the law
	ReasonOther   Reason = "other"
)

var reasons = []Reason{ReasonAbuse, ReasonSpam, ReasonFalse, ReasonIllegal, ReasonOther}

// reportsPerAddress is how many comments one network address can report in an
// hour: more than a reader finds, and few enough for a moderator to look at.
const reportsPerAddress = 20

// Report is a reader's call for a moderator.
type Report struct {
	ID, Page string
	Reason   Reason
	Note     string       // in the reader's words, "" for none
	Guest    string       // the reader's token; "" to get one
	Account  *sso.Account // in place of Guest, nil for none
	Address  netip.Addr
}

// Complaint is a report as it is stored.
type Complaint struct {
	Site     string
	Comment  Comment // as it was read
	Reporter string  // see auth.Reader
	Reason   Reason
	Note     string
	At       time.Time
	Evidence *Snapshot // to be kept when the clock of the law begins to run; nil for none
	Windows  []limit.Window
}

// Report puts a published comment before the moderators and returns the
// reader's token, "" for an account. Reporting it again changes nothing: the
// first words count, and those of the banned do not. Guests report on every site: what is against the law may be
// said by anybody. Two round trips, three of what is reported as against the law.
func (s *Service) Report(ctx context.Context, st site.Site, r Report) (guest string, err error) {
	if !slices.Contains(reasons, r.Reason) {
		return "", problem.New(problem.ParameterInvalid, "reason", "A reason is abuse, spam, false, illegal or other.")
	}
	c := Complaint{Site: st.ID, Reason: r.Reason, At: s.now()}
	if c.Note, err = sanitize.Note(r.Note); err != nil {
		return "", problem.Wrap(err, problem.ParameterInvalid, "note", fmt.Sprintf("A note holds up to %d characters.", sanitize.MaxNoteGraphemes))
	}
	if c.Comment, err = s.published(ctx, st, r.Page, r.ID); err != nil {
		return "", err
	}
	if c.Reporter, guest, err = auth.Reader(st, r.Account, r.Guest, s.random); err != nil {
		return "", err
	}
	if ignored, err := s.ignored(ctx, st, site.Person{Author: c.Reporter, Address: r.Address}); ignored || err != nil {
		return guest, err
	}
	if st.Settings.Limits {
		address, err := s.addresses.AddressKey(ctx, st.ID, r.Address)
		if err != nil {
			return "", err
		}
		c.Windows = []limit.Window{limit.At(c.At, "reports-address", address, time.Hour, reportsPerAddress)}
	}
	if days := st.Settings.Evidence; r.Reason == ReasonIllegal && days > 0 {
		now, err := s.store.Snapshot(ctx, st.ID, c.Comment.Page, c.Comment.ID, c.Comment.Parent)
		if err != nil {
			return "", err
		}
		now = now.Keep(c.At, days)
		c.Evidence = &now
	}
	if err := s.store.Report(ctx, c); err != nil {
		return "", s.tooFast(err, "Many comments were reported from your network. The moderators will look at them; report more later.")
	}
	return guest, nil
}

// published returns a published comment, with the page that it is really on.
func (s *Service) published(ctx context.Context, st site.Site, page, id string) (Comment, error) {
	cid, ok := ParseID(id)
	if !ok {
		return Comment{}, commentUnknown()
	}
	pageID, err := st.Page(page)
	if err != nil {
		return Comment{}, err
	}
	b, err := s.store.Before(ctx, st.ID, pageID, cid)
	if err == nil && b.Page.Alias != "" {
		pageID = b.Page.Alias
		b, err = s.store.Before(ctx, st.ID, pageID, cid)
	}
	if err != nil {
		return Comment{}, fmt.Errorf("read comment: %w", err)
	}
	if b.Parent == nil {
		return Comment{}, commentUnknown()
	}
	return *b.Parent, nil
}
