package comment

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"time"

	"kibitz/internal/auth"
	"kibitz/internal/limit"
	"kibitz/internal/page"
	"kibitz/internal/problem"
	"kibitz/internal/sanitize"
	"kibitz/internal/site"
	"kibitz/internal/spam"
	"kibitz/internal/sso"
)

// Post is a comment as a client submits it. Everything in it is untrusted.
type Post struct {
	Page, URL, Title string // where: page id; address and title for a page seen for the first time
	Parent           string // the id replied to, "" for none
	Body             string
	Format           sanitize.Format // "" for Markdown
	Name             string
	Email, Website   string
	Guest            string       // the author's token; "" to get one
	Account          *sso.Account // in place of Guest and of the author's fields, nil for none
	Key              string       // Idempotency-Key; "" for none
	Form             Form
	Program          bool // an API key of the site answers for it
	Address          netip.Addr
}

// Posted is the answer to a Post.
type Posted struct {
	Comment Comment
	Guest   string // the author's token from now on; "" for an account
}

// Preview is what Post would make of a body.
func (s *Service) Preview(body string, format sanitize.Format) (string, error) {
	r, err := Render(body, format)
	return r.HTML, err
}

// Post publishes a comment or holds it for review.
//
// Two round trips: what it depends on, then one transaction of comment,
// private part, receipt and rate windows; a page's first comment costs one
// more. A repeated request gets the first one's answer.
func (s *Service) Post(ctx context.Context, st site.Site, p Post) (Posted, error) {
	d, err := s.draft(ctx, st, p)
	if err != nil {
		return Posted{}, err
	}
	req, err := identify(st, d, s.now())
	if err != nil {
		return Posted{}, err
	}
	named := d.page // before it may turn out to be an alias
	counted := windows(st, d, s.now())
	before, err := s.before(ctx, st, &d, watched(st, counted))
	if err != nil {
		return s.unlessDone(ctx, st, req, err)
	}
	c, err := place(d, before, s.now(), s.random)
	if err != nil {
		return Posted{}, err
	}
	about := checked{page: before.Page, who: d.person, text: d.text, flood: floodOf(before.Counted)}
	if st.Settings.Form {
		form := checkForm(st, named, p.Form, p.Account != nil || p.Program, s.now())
		about.form = &form
	}
	var trace []spam.Check
	if c.Status, c.Held, trace, err = s.check(ctx, st, about); err != nil {
		return Posted{}, err
	}
	receipt, err := req.issue(c, d.guest)
	if err != nil {
		return Posted{}, err
	}
	earlier, err := s.store.Create(ctx, Create{
		Site: st.ID, Comment: c, Receipt: receipt,
		Private: Private{Source: d.body.Source, Format: d.format, Email: d.email, Address: d.network, Trace: trace},
		Windows: counted,
	})
	switch {
	case err != nil:
		return Posted{}, s.tooFast(err, "You are commenting faster than this site allows. Your text is not lost; send it again in a moment.")
	case earlier == nil || earlier.Comment == c.ID: // ours, or ours after a lost answer
		return Posted{c, d.guest}, nil
	}
	return s.replay(ctx, st, req, *earlier)
}

// Create is all that a new comment writes.
type Create struct {
	Site    string
	Comment Comment
	Private Private
	Receipt Receipt
	Windows []limit.Window
}

// draft is a Post made clean.
type draft struct {
	page, url, title     string
	parent               ID
	body                 sanitize.Rendered
	format               sanitize.Format
	text                 spam.Text
	name, email, website string
	badge                string
	guest, author        string
	authorGiven          bool // known before this post
	key, hidden, address string
	network              string // the address as bans name it
	person               site.Person
}

// draft rebuilds the post from what may stay of each field.
func (s *Service) draft(ctx context.Context, st site.Site, p Post) (d draft, err error) {
	d = draft{title: sanitize.Title(p.Title), format: p.Format, key: p.Key, hidden: p.Form.Hidden}
	if d.format == "" {
		d.format = sanitize.Markdown
	}
	if d.page, err = st.Page(p.Page); err != nil {
		return draft{}, err
	}
	if d.url, err = page.Address(p.URL, st.Settings.Origins); err != nil {
		d.url = "" // an address is an ornament: a wrong one must not cost the comment
	}
	if d.body, err = Render(p.Body, d.format); err != nil {
		return draft{}, err
	}
	if err := d.sign(st, p); err != nil {
		return draft{}, err
	}
	d.text = spam.NewText(d.body, d.website)
	if p.Parent != "" {
		var ok bool
		if d.parent, ok = ParseID(p.Parent); !ok {
			return draft{}, parentUnknown()
		}
	}
	d.authorGiven = p.Account != nil || p.Guest != ""
	if d.author, d.guest, err = auth.Speaker(st, p.Account, p.Guest, s.random); err != nil {
		return draft{}, err
	}
	if d.address, err = s.addresses.AddressKey(ctx, st.ID, p.Address); err != nil {
		return draft{}, err
	}
	if d.network, err = s.addresses.NetworkKey(ctx, st.ID, p.Address); err != nil {
		return draft{}, err
	}
	d.person = site.Person{Author: d.author, Email: d.email, Address: p.Address}
	return d, nil
}

// sign takes what is to be shown of the author: of an account what the
// publisher says, of a guest what it typed.
func (d *draft) sign(st site.Site, p Post) error {
	if a := p.Account; a != nil {
		d.name, d.website, d.badge = a.Name, a.URL, a.Badge()
	} else if err := d.signGuest(st, p); err != nil {
		return err
	}
	if d.badge == "" && sanitize.Impersonates(d.name, st.Settings.Reserved) {
		return problem.New(problem.NameReserved, "author.name", "This name is kept for the newsroom. Choose another.")
	}
	return nil
}

func (d *draft) signGuest(st site.Site, p Post) (err error) {
	if d.name, err = sanitize.Name(p.Name); err != nil {
		return problem.Wrap(err, problem.NameInvalid, "author.name", "A name of 1 to 50 characters is needed.")
	}
	if p.Email != "" && st.Settings.Email {
		if d.email, err = sanitize.Email(p.Email); err != nil {
			return problem.Wrap(err, problem.EmailInvalid, "author.email", "This is not a usable e-mail address.")
		}
	}
	if p.Website != "" && st.Settings.URL {
		if d.website, err = sanitize.Link(p.Website); err != nil {
			return problem.Wrap(err, problem.URLInvalid, "author.url", "A website begins with https:// or http://.")
		}
	}
	return nil
}

// before reads what the draft depends on, follows the page's alias, and makes
// an unknown page known.
func (s *Service) before(ctx context.Context, st site.Site, d *draft, watched []limit.Window) (Before, error) {
	b, err := s.store.Before(ctx, st.ID, d.page, d.parent, watched...)
	if err == nil && b.Page.Alias != "" {
		d.page = b.Page.Alias
		b, err = s.store.Before(ctx, st.ID, d.page, d.parent, watched...)
	}
	if err != nil {
		return Before{}, fmt.Errorf("read before post: %w", err)
	}
	if b.Page.Closed(st.Settings.CloseAfter, s.now()) {
		return Before{}, problem.New(problem.PageClosed, "page", "The discussion of this page is closed.")
	}
	if d.parent != "" && b.Parent == nil {
		return Before{}, parentUnknown()
	}
	if b.Root != nil && b.Root.Locked && d.badge == "" { // whoever has a badge is no reader
		return Before{}, problem.New(problem.ThreadLocked, "parent", "The newsroom has closed this thread. Nobody can reply in it any more.")
	}
	if !b.Page.Known {
		err := s.store.Register(ctx, page.NewRegistration(st.ID, d.page, d.title, d.url, page.Quota{
			On: st.Settings.Limits, Address: d.address, PerAddress: st.Settings.PagesPerAddress, PerSite: st.Settings.PagesPerSite,
		}, s.now()))
		if err != nil {
			return Before{}, s.tooFast(err, "Too many new pages in a short time. Send your comment again later.")
		}
	}
	return b, nil
}

// place gives the comment its id and its place in the thread.
func place(d draft, b Before, at time.Time, random io.Reader) (Comment, error) {
	c := Comment{
		Page: d.page, Author: Author{ID: d.author, Name: d.name, URL: d.website, Badge: d.badge},
		HTML: d.body.HTML, Version: 1, Policy: sanitize.PolicyVersion,
	}
	if p := b.Parent; p != nil {
		c.Parent, c.Depth = p.ID, p.Depth+1
		if c.Depth > MaxDepth {
			c.Parent, c.Depth = p.Parent, MaxDepth
		}
		c.Overflow = b.Root == nil || b.Root.Placed >= ThreadCap
	}
	if b.Parent != nil {
		// Another process's clock may be ahead of ours, and a program can answer
		// within the same millisecond: a reply sorts after what it replies to.
		at = later(at, b.Parent.ID.Time().Add(time.Millisecond))
	}
	var err error
	if c.ID, err = newID(c.Parent, at, random); err != nil {
		return Comment{}, fmt.Errorf("make comment id: %w", err)
	}
	return c, nil
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

// unlessDone refuses a request, unless it is the repetition of one that was
// fulfilled while that was possible: a page that was closed since must not
// make the client believe that its comment is lost.
func (s *Service) unlessDone(ctx context.Context, st site.Site, req request, refusal error) (Posted, error) {
	if problem.CodeOf(refusal) == problem.Internal {
		return Posted{}, refusal
	}
	earlier, err := s.store.Receipt(ctx, st.ID, req.receipt.Key)
	if err != nil {
		return Posted{}, fmt.Errorf("read receipt: %w", err)
	}
	if earlier == nil {
		return Posted{}, refusal
	}
	return s.replay(ctx, st, req, *earlier)
}

// replay answers a repeated request from its receipt.
func (s *Service) replay(ctx context.Context, st site.Site, req request, earlier Receipt) (Posted, error) {
	guest, err := req.redeem(earlier)
	if err != nil {
		return Posted{}, err
	}
	f, err := s.store.Find(ctx, st.ID, earlier.Page, earlier.Comment)
	if problem.CodeOf(err) == problem.CommentUnknown {
		// Removed since; the request was fulfilled all the same.
		return Posted{Comment{ID: earlier.Comment, Page: earlier.Page, Status: Deleted}, guest}, nil
	}
	if err != nil {
		return Posted{}, fmt.Errorf("read earlier comment: %w", err)
	}
	return Posted{f.Comment, guest}, nil
}

// tooFast turns a full window into a refusal that says when to come again.
func (s *Service) tooFast(err error, detail string) error {
	return limit.Refuse(err, s.now(), detail)
}

// Render renders a body with the one render path, Markdown when the format is
// "", and says in words what is wrong with it.
func Render(body string, format sanitize.Format) (sanitize.Rendered, error) {
	if format != "" && format != sanitize.Markdown && format != sanitize.Plain {
		return sanitize.Rendered{}, problem.New(problem.ParameterInvalid, "format", "A format is md or txt.")
	}
	if format == "" {
		format = sanitize.Markdown
	}
	r, err := sanitize.Body(body, format)
	switch {
	case errors.Is(err, sanitize.ErrEmpty):
		return r, problem.Wrap(err, problem.BodyEmpty, "body", "There is nothing to publish yet. Write something.")
	case errors.Is(err, sanitize.ErrTooLong):
		return r, problem.Wrap(err, problem.BodyTooLong, "body", fmt.Sprintf("A comment holds up to %d characters and %d bytes.", sanitize.MaxBodyGraphemes, sanitize.MaxBodyBytes))
	case errors.Is(err, sanitize.ErrTooComplex):
		return r, problem.Wrap(err, problem.BodyTooComplex, "body", "The text is nested too deeply. Use fewer levels of quotes and lists.")
	case err != nil:
		return r, fmt.Errorf("render body: %w", err)
	}
	return r, nil
}

func parentUnknown() error {
	return problem.New(problem.ParentUnknown, "parent", "The comment you reply to is not there any more.")
}
