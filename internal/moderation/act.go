package moderation

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"kibitz/internal/comment"
	"kibitz/internal/problem"
	"kibitz/internal/sanitize"
	"kibitz/internal/site"
)

// Action is what a moderator does with a comment.
type Action string

// The actions.
const (
	Publish Action = "publish" // of a published one that readers reported: it stays, and leaves their queue
	Reject  Action = "reject"
	Spam    Action = "spam"
	Delete  Action = "delete"
	Restore Action = "restore" // takes a decision back: public again if it was, else to be decided again
	Undo    Action = "undo"    // takes the last decision back, to precisely where the comment stood; once
)

// Decision is one action on up to MaxIDs comments.
type Decision struct {
	IDs      []string
	Versions []int // of the comments as the moderator saw them, in the order of IDs; none: whatever is there
	Action   Action
	By       Actor
	Reason   string // a word or a few, for the audit log; "" for none
	Note     string // the same, longer
}

// Outcome is what became of one comment of a decision.
type Outcome struct {
	ID      string
	Status  comment.Status // where it stands now; "" when Err is set
	Version int64          // it has now; 0 for what its author deleted, and when Err is set
	Err     error          // problem.CommentUnknown, problem.CommentChanged, …
	Now     *Standing      // with problem.CommentChanged, where it is known: what is there instead
}

// Standing is where a comment stands, and who brought it there.
type Standing struct {
	Status  comment.Status
	Version int64
	Last    *Entry // the last decision, nil for none
}

// Act carries a decision out, each comment on its own: one that fails leaves
// the others done. Repeating a decision changes nothing.
func (s *Service) Act(ctx context.Context, st site.Site, d Decision) ([]Outcome, error) {
	if err := d.clean(); err != nil {
		return nil, err
	}
	out := make([]Outcome, len(d.IDs))
	sideBySide(len(d.IDs), func(i int) {
		seen := int64(0)
		if len(d.Versions) > 0 {
			seen = int64(d.Versions[i])
		}
		out[i] = s.act(ctx, st, d.IDs[i], "", seen, d)
	})
	return out, nil
}

// sideBySide calls do with 0 to n-1, a few at once.
func sideBySide(n int, do func(i int)) {
	var wg sync.WaitGroup
	slots := make(chan struct{}, parallel)
	for i := range n {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			do(i)
		})
	}
	wg.Wait()
}

// clean refuses what is no decision and tidies its words.
func (d *Decision) clean() error {
	switch d.Action {
	case Publish, Reject, Spam, Delete, Restore, Pin, Unpin, Feature, Unfeature, Lock, Unlock, Undo:
	default:
		return problem.New(problem.ParameterInvalid, "action",
			"An action is publish, reject, spam, delete, restore, pin, unpin, feature, unfeature, lock, unlock or undo.")
	}
	if len(d.IDs) == 0 || len(d.IDs) > MaxIDs {
		return problem.New(problem.ParameterInvalid, "ids", fmt.Sprintf("Decide on 1 to %d comments at once.", MaxIDs))
	}
	for i, id := range d.IDs {
		if slices.Contains(d.IDs[:i], id) {
			return problem.New(problem.ParameterInvalid, "ids", "Name each comment once.")
		}
	}
	if len(d.Versions) > 0 && (len(d.Versions) != len(d.IDs) || slices.Min(d.Versions) < 1) {
		return problem.New(problem.ParameterInvalid, "versions", "Give the version of each comment, in the order of the ids, or none.")
	}
	return tidy(&d.Reason, &d.Note)
}

// tidy tidies what a moderator says of a decision.
func tidy(reason, note *string) error {
	for field, words := range map[string]*string{"reason": reason, "note": note} {
		var err error
		if *words, err = sanitize.Note(*words); err != nil {
			return problem.Wrap(err, problem.ParameterInvalid, field, fmt.Sprintf("A reason and a note hold up to %d characters.", sanitize.MaxNoteGraphemes))
		}
	}
	return nil
}

// name returns a new decision's name in the audit log.
func (s *Service) name() (string, error) {
	name, err := NewEntryID(s.now(), s.random)
	if err != nil {
		return "", fmt.Errorf("name decision: %w", err)
	}
	return name, nil
}

// act decides on one comment, which the moderator saw in the version seen, 0
// for any. Its page, "" where it is not known, saves a round trip.
func (s *Service) act(ctx context.Context, st site.Site, id, pageID string, seen int64, d Decision) Outcome {
	refused := func(err error) Outcome { return Outcome{ID: id, Err: err} }
	cid, ok := comment.ParseID(id)
	if !ok {
		return refused(unknown())
	}
	f, err := s.store.Find(ctx, st.ID, pageID, cid)
	if err != nil {
		return refused(err)
	}
	from := f.Comment
	to, private, err := s.goal(ctx, st, f, d.Action)
	switch {
	case from.Forgotten() && d.Action != Delete:
		return refused(unknown())
	case err != nil:
		return s.stale(ctx, st, from, err)
	}
	e := Entry{By: d.By, Action: d.Action, Reason: d.Reason, Note: d.Note}
	write := s.store.Decide
	if private != nil {
		e.Changes = textChange(f.Private.Source, private.Source)
	} else if to == from {
		open, illegal, err := s.settles(ctx, st, from, d.Action)
		if err != nil {
			return refused(err)
		}
		if !open {
			return Outcome{ID: id, Status: from.Status, Version: from.Version}
		}
		write = func(ctx context.Context, c comment.Change, e Entry) error { return s.store.Settle(ctx, c, e, illegal) }
	}
	if seen != 0 && seen != from.Version {
		return s.stale(ctx, st, from, changed())
	}
	return s.write(ctx, st, comment.Change{Site: st.ID, From: from, To: to, Private: private}, e, write)
}

// write writes a decision that leads to c.To, as e records it, with one of the
// store's ways to do so.
func (s *Service) write(
	ctx context.Context, st site.Site, c comment.Change, e Entry, write func(context.Context, comment.Change, Entry) error,
) Outcome {
	from, to := c.From, &c.To
	refused := func(err error) Outcome { return Outcome{ID: string(from.ID), Err: err} }
	to.Version = from.Version + 1
	if to.Status == comment.Published && from.Status != comment.Published && to.ID.IsReply() {
		// Held replies take no place in their thread; this one gets its place now.
		b, err := s.store.Before(ctx, st.ID, from.Page, from.ID.Root())
		if err != nil {
			return refused(err)
		}
		to.Overflow = b.Root == nil || b.Root.Placed >= comment.ThreadCap
	}
	name, err := s.name()
	if err != nil {
		return refused(err)
	}
	to.Decision, e.ID = name, name
	e.Comment, e.Page, e.From, e.To, e.Previous, e.Version, e.Held = from.ID, from.Page, from.Status, to.Status, from.Previous, to.Version, from.Held
	if err := write(ctx, c, e); err != nil {
		return s.overtaken(ctx, st, from, err)
	}
	return Outcome{ID: string(from.ID), Status: to.Status, Version: to.Version}
}

// settles reports whether the action, which leaves the comment where it is, says
// that readers reported it for nothing, and whether as against the law.
func (s *Service) settles(ctx context.Context, st site.Site, c comment.Comment, a Action) (open, illegal bool, err error) {
	if a != Publish || c.Status != comment.Published {
		return false, false, nil
	}
	return s.store.ReportsOpen(ctx, st.ID, c.Page, c.ID)
}

// goal is the comment as the action leaves it, but for its version; the
// comment itself when there is nothing to do. private is what is kept privately
// from then on, nil for what is there.
func (s *Service) goal(ctx context.Context, st site.Site, f comment.Found, a Action) (to comment.Comment, private *comment.Private, err error) {
	c := f.Comment
	to = c
	switch a {
	case Pin, Unpin, Feature, Unfeature, Lock, Unlock:
		to, err = s.marked(ctx, st, c, a)
		return to, nil, err
	case Undo:
	default:
		if to.Status = target(c, a); to.Status != c.Status {
			to.Previous = c.Status
		}
		return to, nil, nil
	}
	last, ok, err := s.last(ctx, st, c)
	if err != nil || !ok || last.Action == Undo {
		return c, nil, err
	}
	if last.Version != c.Version { // its author has changed it since
		return c, nil, changed()
	}
	if back, ok := unmarking[last.Action]; ok {
		to, err = s.marked(ctx, st, c, back)
		return to, nil, err
	}
	switch last.Action {
	case Edit:
		return unedited(f)
	case Reply:
		to.Status, to.Previous = comment.Deleted, comment.Published
	default:
		to.Status, to.Previous = last.From, last.Previous
	}
	return to, nil, nil
}

// last is the last decision on a comment.
func (s *Service) last(ctx context.Context, st site.Site, c comment.Comment) (Entry, bool, error) {
	if c.Decision == "" {
		return Entry{}, false, nil
	}
	return s.store.Entry(ctx, st.ID, c.Decision)
}

// overtaken refuses a decision that could not be written; when somebody else
// changed the comment in between, with what is there now.
func (s *Service) overtaken(ctx context.Context, st site.Site, c comment.Comment, err error) Outcome {
	if problem.CodeOf(err) != problem.CommentChanged {
		return Outcome{ID: string(c.ID), Err: err}
	}
	f, lost := s.store.Find(ctx, st.ID, c.Page, c.ID)
	if lost != nil {
		return Outcome{ID: string(c.ID), Err: lost}
	}
	return s.stale(ctx, st, f.Comment, err)
}

// stale refuses a decision, and where the comment has changed says what is
// there now.
func (s *Service) stale(ctx context.Context, st site.Site, c comment.Comment, err error) Outcome {
	out := Outcome{ID: string(c.ID), Err: err}
	if problem.CodeOf(err) != problem.CommentChanged {
		return out
	}
	last, ok, err := s.last(ctx, st, c)
	if err != nil {
		out.Err = err
		return out
	}
	out.Now = &Standing{Status: c.Status, Version: c.Version}
	if ok {
		out.Now.Last = &last
	}
	return out
}

// target is the status that an action other than Undo leads to.
func target(c comment.Comment, a Action) comment.Status {
	switch a {
	case Publish:
		return comment.Published
	case Reject:
		return comment.Rejected
	case Spam:
		return comment.Spam
	case Delete:
		return comment.Deleted
	}
	if c.Status == comment.Published || c.Previous == comment.Published {
		return comment.Published
	}
	return comment.Pending
}

func unknown() error {
	return problem.New(problem.CommentUnknown, "", "There is no such comment.")
}

func changed() error {
	return problem.New(problem.CommentChanged, "", "This comment has changed since you saw it. Look at it again.")
}
