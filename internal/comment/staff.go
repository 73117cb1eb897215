package comment

import (
	"io"
	"time"

	"kibitz/internal/problem"
	"kibitz/internal/sanitize"
	"kibitz/internal/site"
	"kibitz/internal/sso"
)

// StaffReply is what a moderator answers to a comment in the newsroom's name.
type StaffReply struct {
	Page   string // that the comment is on
	Author string // the moderator's id as an author, see site.Site.AuthorOfModerator
	Name   string // shown beside the newsroom's badge
	Body   string // Markdown
	Key    string // Idempotency-Key, "" for none
}

// NewStaffReply returns what a reply stores. No check holds it, no window counts
// it, and neither a closed page nor a locked thread keeps it out; it is
// rendered, placed and made harmless to repeat as everybody's comment.
func NewStaffReply(st site.Site, b Before, r StaffReply, now time.Time, random io.Reader) (Create, error) {
	if b.Parent == nil {
		return Create{}, problem.New(problem.ParameterInvalid, "id", "Only a published comment can be answered. Publish it first.")
	}
	d := draft{page: r.Page, parent: b.Parent.ID, format: sanitize.Markdown, author: r.Author, authorGiven: true, badge: sso.Newsroom, key: r.Key}
	var err error
	if d.name, err = sanitize.Name(r.Name); err != nil {
		return Create{}, problem.Wrap(err, problem.NameInvalid, "", "Your credential's name is none to write under: it is empty or longer than 50 characters.")
	}
	if d.body, err = Render(r.Body, d.format); err != nil {
		return Create{}, err
	}
	req, err := identify(st, d, now)
	if err != nil {
		return Create{}, err
	}
	c, err := place(d, b, now, random)
	if err != nil {
		return Create{}, err
	}
	c.Status = Published
	receipt, err := req.issue(c, "")
	return Create{Site: st.ID, Comment: c, Receipt: receipt, Private: Private{Source: d.body.Source, Format: d.format}}, err
}
