package moderation

import (
	"context"
	"fmt"
	"strconv"

	"kibitz/internal/page"
	"kibitz/internal/problem"
	"kibitz/internal/ranking"
	"kibitz/internal/sanitize"
	"kibitz/internal/site"
)

// What is done to a page; see [Action].
const (
	Close        Action = "close"        // takes no new comments
	Open         Action = "open"         // takes them, also where its age has closed it
	Premoderate  Action = "premoderate"  // its comments wait for a moderator
	Postmoderate Action = "postmoderate" // they are published as on the site's other pages
	Hide         Action = "hide"         // from the lists of pages
	Show         Action = "show"         // where the lists have it
	Pin          Action = "pin"          // first in trending
	Unpin        Action = "unpin"
	Retitle      Action = "title"
	Alias        Action = "alias"   // shares the discussion and the numbers of another
	Unalias      Action = "unalias" // has its own again
)

// PageDecision is one action on one page.
type PageDecision struct {
	Page   string // as a client names it
	Action Action
	Title  string // for Retitle; for Pin the title in the lists, "" for the page's own
	Target string // for Alias, as a client names it
	By     Actor
	Reason string
	Note   string
}

// PageChange is the step from a page as it was read to the page as decided.
type PageChange struct {
	Site     string
	From, To page.State
	Lists    *ranking.Curation // to be stored in place of the version that it names; nil: as they are
}

// DecidePage carries out a decision and returns the page as it is then.
// Repeating it changes nothing. What moderators decide about an unknown page
// makes it known. Errors: problem.PageInvalid, problem.ParameterInvalid,
// problem.ListsFull.
func (s *Service) DecidePage(ctx context.Context, st site.Site, d PageDecision) (Page, error) {
	id, err := st.Page(d.Page)
	if err != nil {
		return Page{}, err
	}
	if d.Action != Alias {
		d.Target = ""
	} else if d.Target, err = aliasTarget(st, id, d.Target); err != nil {
		return Page{}, err
	}
	if err := tidy(&d.Reason, &d.Note); err != nil {
		return Page{}, err
	}
	d.Title = sanitize.Title(d.Title)
	for range changeTries {
		if st, err = s.store.Site(ctx, st.ID); err != nil {
			return Page{}, err
		}
		now, err := s.store.Pages(ctx, st.ID, named(id, d.Target), true)
		if err != nil {
			return Page{}, err
		}
		if d.Action == Alias && now[1].Alias != "" {
			return Page{}, aliasRefused()
		}
		p := pageStep{PageChange: PageChange{Site: st.ID, From: now[0], To: now[0]}, lists: st.Lists}
		if err := s.decide(&p, st, d); err != nil {
			return Page{}, err
		}
		if len(p.changes) == 0 {
			return s.pageOf(st, p.To), nil
		}
		e := Entry{By: d.By, Action: d.Action, Page: id, Changes: p.changes, Reason: d.Reason, Note: d.Note}
		if e.ID, err = s.name(); err != nil {
			return Page{}, err
		}
		done, err := s.store.ChangePage(ctx, p.PageChange, e)
		if err != nil {
			return Page{}, err
		}
		if done {
			st.Lists = p.lists
			return s.pageOf(st, p.To), nil
		}
	}
	return Page{}, problem.New(problem.TryAgain, "", "Others are changing this page. Send the same again.")
}

// named returns the ids that are not empty.
func named(id, target string) []string {
	if target == "" {
		return []string{id}
	}
	return []string{id, target}
}

// pageStep is a change of a page while it is made.
type pageStep struct {
	PageChange
	lists   ranking.Curation
	changes []Change
}

// decide makes the change that the action asks for.
func (s *Service) decide(p *pageStep, st site.Site, d PageDecision) error {
	from, to := p.From, &p.To
	switch d.Action {
	case Close, Open:
		was, is := from.Closed(st.Settings.CloseAfter, s.now()), d.Action == Close
		if was != is {
			to.Closing = s.closing(st, from, is)
			p.note("closed", strconv.FormatBool(was), strconv.FormatBool(is))
		}
	case Premoderate, Postmoderate:
		to.Held = d.Action == Premoderate
		p.note("premoderated", strconv.FormatBool(from.Held), strconv.FormatBool(to.Held))
	case Alias, Unalias:
		to.Alias = d.Target
		p.note("alias", from.Alias, to.Alias)
	case Retitle:
		if err := p.retitle(d.Title); err != nil {
			return err
		}
	case Hide, Show, Pin, Unpin:
		return p.curate(st, d)
	default:
		return problem.New(problem.ParameterInvalid, "action",
			"An action is close, open, premoderate, postmoderate, hide, show, pin, unpin, title, alias or unalias.")
	}
	if !from.Known && len(p.changes) > 0 {
		to.URL = addressOf(st, to.Page)
	}
	return nil
}

// closing is what must be decided for a page to be closed, or open. Opened
// again, the rule of age holds unless it is what has closed the page.
func (s *Service) closing(st site.Site, p page.State, closed bool) page.Closing {
	if closed {
		return page.Closed
	}
	p.Closing = page.ByAge
	if p.Closed(st.Settings.CloseAfter, s.now()) {
		return page.Open
	}
	return page.ByAge
}

// retitle gives the page another title, also where it is pinned.
func (p *pageStep) retitle(title string) error {
	if title == "" {
		return problem.New(problem.ParameterInvalid, "title", "A title is needed.")
	}
	p.To.Title = title
	p.note("title", p.From.Title, title)
	for _, pinned := range p.lists.Pinned {
		if pinned.ID == p.To.Page && pinned.Title != title {
			p.note("pinned", pinned.Title, title)
			pinned.Title = title
			p.lists, _ = p.lists.Pin(pinned) // it is there already
			p.Lists = &p.lists
		}
	}
	return nil
}

// curate changes what is decided about the site's lists.
func (p *pageStep) curate(st site.Site, d PageDecision) error {
	before, id := p.lists, p.To.Page
	var room bool
	switch d.Action {
	case Hide:
		if p.lists, room = before.Hide(id); !room {
			return listsFull("%d pages are hidden already; show one of them first.", ranking.MaxHidden)
		}
	case Show:
		p.lists = before.Show(id)
	case Unpin:
		p.lists = before.Unpin(id)
	case Pin:
		pinned := ranking.Page{ID: id, URL: p.From.URL, Title: d.Title}
		if pinned.Title == "" {
			pinned.Title = p.From.Title
		}
		if pinned.Title == "" {
			return problem.New(problem.ParameterInvalid, "title", "Nobody told this page's title yet: give one.")
		}
		if pinned.URL == "" {
			pinned.URL = addressOf(st, id)
		}
		if p.lists, room = before.Pin(pinned); !room {
			return listsFull("%d pages are pinned already; unpin one of them first.", ranking.MaxPinned)
		}
	}
	p.note("hidden", strconv.FormatBool(before.Hides(id)), strconv.FormatBool(p.lists.Hides(id)))
	p.note("pinned", pinnedTitle(before, id), pinnedTitle(p.lists, id))
	if len(p.changes) > 0 {
		p.Lists = &p.lists
	}
	return nil
}

// pinnedTitle is the title under which a page is pinned, "" for one that is
// not.
func pinnedTitle(c ranking.Curation, id string) string {
	for _, p := range c.Pinned {
		if p.ID == id {
			return p.Title
		}
	}
	return ""
}

// note takes a change into the record unless it is none.
func (p *pageStep) note(key, was, is string) {
	if was != is {
		p.changes = append(p.changes, Change{key, logged(was), logged(is)})
	}
}

func aliasTarget(st site.Site, id, raw string) (string, error) {
	target, err := st.Page(raw)
	if err != nil {
		return "", problem.Wrap(err, problem.PageInvalid, "target", "This does not identify a page of the site.")
	}
	if target == id {
		return "", aliasRefused()
	}
	return target, nil
}

func aliasRefused() error {
	return problem.New(problem.PageInvalid, "target", "An alias leads to a page that is no alias itself.")
}

func listsFull(format string, n int) error {
	return problem.New(problem.ListsFull, "", fmt.Sprintf(format, n))
}
