package comment

import (
	"context"
	"fmt"

	"kibitz/internal/auth"
	"kibitz/internal/problem"
	"kibitz/internal/sanitize"
	"kibitz/internal/site"
	"kibitz/internal/spam"
	"kibitz/internal/sso"
)

// Edit is an author's new text for a comment.
type Edit struct {
	ID, Page string // Page, where it is known, saves a round trip
	Guest    string
	Account  *sso.Account // in place of Guest, nil for none
	Body     string
	Format   sanitize.Format
}

// Edit replaces the text of the author's own comment within the site's edit
// window. A comment that would be held today is held again: editing is no way
// around a moderator.
func (s *Service) Edit(ctx context.Context, st site.Site, e Edit) (Comment, error) {
	body, err := Render(e.Body, e.Format)
	if err != nil {
		return Comment{}, err
	}
	f, err := s.own(ctx, st, e.ID, e.Page, auth.Known(st, e.Account, e.Guest))
	if err != nil {
		return Comment{}, err
	}
	if f.Comment.Status == Deleted {
		return Comment{}, commentUnknown()
	}
	if f.Comment.EditedByStaff {
		return Comment{}, problem.New(problem.EditExpired, "", "The newsroom has edited this comment. It can be deleted, but not changed any more.")
	}
	if err := s.inWindow(st, f.Comment); err != nil {
		return Comment{}, err
	}
	before, err := s.store.Before(ctx, st.ID, f.Comment.Page, "")
	if err != nil {
		return Comment{}, fmt.Errorf("read page of comment: %w", err)
	}
	status, held, trace, err := s.check(ctx, st, checked{
		page: before.Page, who: site.Person{Author: f.Comment.Author.ID, Email: f.Private.Email},
		text: spam.NewText(body, f.Comment.Author.URL), form: checkedForm(f.Private.Trace),
	})
	if err != nil {
		return Comment{}, err
	}
	to := f.Comment
	to.HTML, to.Policy, to.Edited, to.Version = body.HTML, sanitize.PolicyVersion, s.now().UTC(), to.Version+1
	if to.Status == Published {
		to.Status, to.Held = status, held
	}
	private := f.Private
	private.Source, private.Trace = body.Source, trace
	if private.Format = e.Format; private.Format == "" {
		private.Format = sanitize.Markdown
	}
	if err := s.store.Change(ctx, Change{Site: st.ID, From: f.Comment, To: to, Private: &private}); err != nil {
		return Comment{}, fmt.Errorf("edit comment: %w", err)
	}
	return to, nil
}

// Delete removes the author's own comment for good within the site's edit
// window: its text, name and private part are forgotten at once. A marker
// stays while replies live. What a moderator has deleted, its author can still
// make forgotten. Deleting again is no error. account, if not nil, is in place
// of guest.
func (s *Service) Delete(ctx context.Context, st site.Site, id, pageHint, guest string, account *sso.Account) error {
	f, err := s.own(ctx, st, id, pageHint, auth.Known(st, account, guest))
	if err != nil {
		return err
	}
	if f.Comment.Forgotten() {
		return nil
	}
	if err := s.inWindow(st, f.Comment); err != nil {
		return err
	}
	to := f.Comment
	to.Status, to.Version = Deleted, to.Version+1
	if err := s.store.Change(ctx, Change{Site: st.ID, From: f.Comment, To: to, Scrub: true}); err != nil {
		return fmt.Errorf("delete comment: %w", err)
	}
	return nil
}

// own reads a comment that is the author's. Somebody else's is the same
// refusal as none at all.
func (s *Service) own(ctx context.Context, st site.Site, id, pageHint, by string) (Found, error) {
	f, err := s.find(ctx, st, id, pageHint)
	if err != nil {
		return Found{}, err
	}
	if !owned(f.Comment, by) {
		return Found{}, commentUnknown()
	}
	return f, nil
}

func (s *Service) inWindow(st site.Site, c Comment) error {
	if s.now().Sub(c.Created()) >= st.Settings.EditWindow {
		return problem.New(problem.EditExpired, "", fmt.Sprintf("A comment can be changed for %d minutes after it was written.", int(st.Settings.EditWindow.Minutes())))
	}
	return nil
}
