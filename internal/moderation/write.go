package moderation

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"kibitz/internal/comment"
	"kibitz/internal/problem"
	"kibitz/internal/sanitize"
	"kibitz/internal/site"
)

// What a moderator writes; see [Action].
const (
	Edit  Action = "edit"  // another text for somebody's comment
	Reply Action = "reply" // a comment of the newsroom's own
)

// EditRequest is another text for a comment, in the comment's own format.
type EditRequest struct {
	ID      string
	Version int // that the moderator saw
	Text    string
	By      Actor
	Reason  string
	Note    string
}

// Edit gives a comment another text and marks it as edited by the newsroom. Its
// author, its status and its votes stay; its author can delete it but not edit
// it any more. Undo brings the former text back. Repeating it changes nothing.
// With problem.CommentChanged it says what is there instead.
func (s *Service) Edit(ctx context.Context, st site.Site, e EditRequest) (comment.Comment, *Standing, error) {
	cid, ok := comment.ParseID(e.ID)
	if !ok {
		return comment.Comment{}, nil, unknown()
	}
	if e.Version < 1 {
		return comment.Comment{}, nil, problem.New(problem.ParameterInvalid, "version", "Say which version of the comment you saw.")
	}
	if err := tidy(&e.Reason, &e.Note); err != nil {
		return comment.Comment{}, nil, err
	}
	f, err := s.store.Find(ctx, st.ID, "", cid)
	if err == nil && f.Comment.Forgotten() {
		err = unknown()
	}
	if err != nil {
		return comment.Comment{}, nil, err
	}
	to, private := f.Comment, f.Private
	body, err := comment.Render(e.Text, private.Format)
	if err != nil {
		return comment.Comment{}, nil, inField(err, "text")
	}
	if body.Source == private.Source {
		return f.Comment, nil, nil
	}
	if int64(e.Version) != f.Comment.Version {
		out := s.stale(ctx, st, f.Comment, changed())
		return comment.Comment{}, out.Now, out.Err
	}
	private.Former = &comment.Former{Source: private.Source, Edited: to.Edited, ByStaff: to.EditedByStaff}
	private.Source = body.Source
	to.HTML, to.Policy, to.Edited, to.EditedByStaff = body.HTML, sanitize.PolicyVersion, s.now().UTC(), true
	out := s.write(ctx, st, comment.Change{Site: st.ID, From: f.Comment, To: to, Private: &private},
		Entry{By: e.By, Action: Edit, Changes: textChange(f.Private.Source, private.Source), Reason: e.Reason, Note: e.Note}, s.store.Decide)
	to.Version = out.Version
	return to, out.Now, out.Err
}

// unedited is the comment with the text that it had before the newsroom's last
// edit.
func unedited(f comment.Found) (comment.Comment, *comment.Private, error) {
	to, private := f.Comment, f.Private
	if private.Former == nil {
		return to, nil, nil
	}
	body, err := sanitize.Body(private.Former.Source, private.Format)
	if err != nil {
		return to, nil, fmt.Errorf("render former text: %w", err)
	}
	to.HTML, to.Policy, to.Edited, to.EditedByStaff = body.HTML, sanitize.PolicyVersion, private.Former.Edited, private.Former.ByStaff
	private.Source, private.Former = private.Former.Source, nil
	return to, &private, nil
}

// textChange tells two texts apart and tells neither.
func textChange(was, is string) []Change {
	return []Change{{Key: "text", Old: Hash(was), New: Hash(is)}}
}

// Hash is the SHA-256 of a text, in hex.
func Hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// ReplyRequest is a moderator's answer to a comment, in Markdown.
type ReplyRequest struct {
	ID   string // of the comment that is answered
	Text string
	Key  string // Idempotency-Key, "" for none
	By   Actor
}

// Reply publishes a comment of the newsroom, under the moderator's name and the
// newsroom's badge. A repeated request is one comment, as with readers. Undo
// deletes it.
func (s *Service) Reply(ctx context.Context, st site.Site, r ReplyRequest) (comment.Comment, error) {
	cid, ok := comment.ParseID(r.ID)
	if !ok {
		return comment.Comment{}, unknown()
	}
	f, err := s.store.Find(ctx, st.ID, "", cid)
	if err != nil {
		return comment.Comment{}, err
	}
	before, err := s.store.Before(ctx, st.ID, f.Comment.Page, cid)
	if err != nil {
		return comment.Comment{}, err
	}
	c, err := comment.NewStaffReply(st, before, comment.StaffReply{
		Page: f.Comment.Page, Author: st.AuthorOfModerator(r.By.ID), Name: r.By.Name, Body: r.Text, Key: r.Key,
	}, s.now(), s.random)
	if err != nil {
		return comment.Comment{}, inField(err, "text")
	}
	if c.Comment.Decision, err = s.name(); err != nil {
		return comment.Comment{}, err
	}
	earlier, err := s.store.Reply(ctx, c, Entry{
		ID: c.Comment.Decision, By: r.By, Action: Reply, Comment: c.Comment.ID, Page: c.Comment.Page, To: c.Comment.Status, Version: c.Comment.Version,
	})
	if err != nil || earlier == nil || earlier.Comment == c.Comment.ID { // ours, or ours after a lost answer
		return c.Comment, err
	}
	if err := c.Receipt.Repeats(*earlier); err != nil {
		return comment.Comment{}, err
	}
	f, err = s.store.Find(ctx, st.ID, earlier.Page, earlier.Comment)
	return f.Comment, err
}

// inField is a refusal of a text with the name that the field has here.
func inField(err error, name string) error {
	var p *problem.Error
	if !errors.As(err, &p) || p.Field != "body" {
		return err
	}
	renamed := *p
	renamed.Field = name
	return &renamed
}
