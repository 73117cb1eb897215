package comment_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"kibitz/internal/comment"
	"kibitz/internal/engagement"
	"kibitz/internal/moderation"
	"kibitz/internal/problem"
	"kibitz/internal/site"
	"kibitz/internal/table"
	"kibitz/internal/table/tabletest"
	"kibitz/internal/testkit/world"
)

const auditReaders = 5

// ledger is a page on which anything happens, and what should have come of it.
type ledger struct {
	t         *testing.T
	w         *world.World
	f         *tabletest.Faulty
	st        site.Site
	page      string
	posted    []comment.Posted
	gone      map[comment.ID]bool            // taken back by their authors
	votes     map[int]map[comment.ID]int     // by reader
	reactions map[int]string                 // by reader
	public    map[comment.ID]comment.Comment // set by audit
}

// TestNumbersAreWhatVotersSay does anything to the comments of a page, with
// answers lost and pages joined, and recounts from the voters' items.
func TestNumbersAreWhatVotersSay(t *testing.T) {
	var f *tabletest.Faulty
	w := world.New(t, nil, func(inner table.Table) table.Table {
		f = tabletest.NewFaulty(inner)
		return f
	})
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		l := &ledger{
			t: t, w: w, f: f, st: w.Site(t, "news"), page: fmt.Sprint("/page-", n),
			gone: map[comment.ID]bool{}, votes: map[int]map[comment.ID]int{}, reactions: map[int]string{},
		}
		for reader := range auditReaders {
			l.votes[reader] = map[comment.ID]int{}
		}
		l.post(rt)
		if err := w.Alias(t.Context(), "news", l.page+"-alias", l.page); err != nil {
			rt.Fatal(err)
		}
		steps := map[string]func(*rapid.T){"post": l.post, "vote": l.vote, "vote again": l.vote, "react": l.react, "decide": l.decide, "take back": l.takeBack}
		names := slices.Sorted(maps.Keys(steps))
		for range rapid.IntRange(1, 40).Draw(rt, "steps") {
			steps[rapid.SampledFrom(names).Draw(rt, "step")](rt)
			if rapid.IntRange(0, 9).Draw(rt, "fold") == 0 {
				w.Fold(t)
			}
		}
		w.Fold(t)
		l.auditComments(rt)
		l.auditReactions(rt)
		l.auditOrder(rt)
	})
}

// do makes a request that may meet a fault, and repeats it as a client would.
func (l *ledger) do(rt *rapid.T, request func() error) error {
	faults := []tabletest.Fault{nil, nil, nil, tabletest.LostAnswer, tabletest.LostRequest, tabletest.Conflict}
	if fault := rapid.SampledFrom(faults).Draw(rt, "fault"); fault != nil {
		l.f.On(tabletest.Writes, rapid.IntRange(1, 3).Draw(rt, "at"), fault)
	}
	err := request()
	l.f.Heal()
	if passing(err) {
		err = request()
	}
	return err
}

func (l *ledger) draw(rt *rapid.T) comment.Posted {
	return l.posted[rapid.IntRange(0, len(l.posted)-1).Draw(rt, "comment")]
}

func (l *ledger) pageName(rt *rapid.T) string {
	return l.page + rapid.SampledFrom([]string{"", "-alias"}).Draw(rt, "page")
}

func (l *ledger) post(rt *rapid.T) {
	p := world.Post(1, fmt.Sprint("lời ", len(l.posted)))
	p.Page = l.page
	if len(l.posted) > 0 && rapid.Bool().Draw(rt, "reply") {
		p.Parent = string(l.draw(rt).Comment.ID)
	}
	out, err := l.w.Comments.Post(l.t.Context(), l.st, p)
	if problem.CodeOf(err) == problem.ParentUnknown {
		return
	}
	if err != nil {
		rt.Fatal(err)
	}
	l.posted = append(l.posted, out)
}

func (l *ledger) vote(rt *rapid.T) {
	id, reader := l.draw(rt).Comment.ID, rapid.IntRange(0, auditReaders-1).Draw(rt, "reader")
	value := rapid.IntRange(-1, 1).Draw(rt, "value")
	v := comment.Vote{ID: string(id), Page: l.pageName(rt), Value: value, Guest: voter(reader), Address: world.Address(reader)}
	err := l.do(rt, func() error { _, err := l.w.Comments.Vote(l.t.Context(), l.st, v); return err })
	f, findErr := l.w.Store.Find(l.t.Context(), "news", l.page, id)
	if findErr != nil {
		rt.Fatal(findErr)
	}
	public := f.Comment.Status == comment.Published
	if public != (err == nil) || err != nil && problem.CodeOf(err) != problem.CommentUnknown {
		rt.Fatalf("vote on a comment that is %s: %v", f.Comment.Status, err)
	}
	if public {
		l.votes[reader][id] = value
	}
}

func (l *ledger) react(rt *rapid.T) {
	reader := rapid.IntRange(0, auditReaders-1).Draw(rt, "reader")
	name := rapid.SampledFrom(append([]string{""}, l.st.Settings.Reactions...)).Draw(rt, "reaction")
	r := engagement.React{Page: l.pageName(rt), Name: name, Guest: voter(reader), Address: world.Address(reader)}
	if err := l.do(rt, func() error { _, err := l.w.Engagement.React(l.t.Context(), l.st, r); return err }); err != nil {
		rt.Fatal(err)
	}
	l.reactions[reader] = name
}

func (l *ledger) decide(rt *rapid.T) {
	action := rapid.SampledFrom([]moderation.Action{moderation.Publish, moderation.Reject, moderation.Delete, moderation.Restore}).Draw(rt, "action")
	id := l.draw(rt).Comment.ID
	err := l.do(rt, func() error {
		out, err := l.w.Moderation.Act(l.t.Context(), l.st, decide(action, id))
		return errors.Join(err, firstErr(out))
	})
	if err != nil && !l.gone[id] {
		rt.Fatal(err)
	}
}

func (l *ledger) takeBack(rt *rapid.T) {
	p := l.draw(rt)
	err := l.do(rt, func() error {
		return l.w.Comments.Delete(l.t.Context(), l.st, string(p.Comment.ID), l.page, p.Guest, nil)
	})
	if err != nil {
		rt.Fatal(err)
	}
	f, err := l.w.Store.Find(l.t.Context(), "news", l.page, p.Comment.ID)
	if err != nil {
		rt.Fatal(err)
	}
	l.gone[p.Comment.ID] = f.Comment.Version == 0 // what a moderator deleted before is kept
}

// auditComments compares each comment's numbers, the voters' items and what
// was done.
func (l *ledger) auditComments(rt *rapid.T) {
	up, down := map[comment.ID]int{}, map[comment.ID]int{}
	for reader, said := range l.votes {
		v, err := l.w.Comments.Votes(l.t.Context(), l.st, l.page+"-alias", voter(reader), nil)
		if err != nil {
			rt.Fatal(err)
		}
		if v.Reaction != l.reactions[reader] {
			rt.Errorf("reader %d said %q, and the item has %q", reader, l.reactions[reader], v.Reaction)
		}
		for _, p := range l.posted {
			id := p.Comment.ID
			if v.Comments[id] != said[id] {
				rt.Errorf("reader %d said %d, and the item has %d", reader, said[id], v.Comments[id])
			}
			switch v.Comments[id] {
			case 1:
				up[id]++
			case -1:
				down[id]++
			}
		}
	}
	l.public = map[comment.ID]comment.Comment{}
	for _, p := range l.posted {
		id := p.Comment.ID
		f, err := l.w.Store.Find(l.t.Context(), "news", l.page, id)
		if err != nil {
			rt.Fatal(err)
		}
		if l.gone[id] {
			up[id], down[id] = 0, 0 // with the comment
		}
		if f.Comment.Up != up[id] || f.Comment.Down != down[id] {
			rt.Errorf("%s, %s: %d for, %d against; the voters' items say %d and %d", id, f.Comment.Status, f.Comment.Up, f.Comment.Down, up[id], down[id])
		}
		if f.Comment.Status == comment.Published {
			l.public[id] = f.Comment
		}
	}
}

func (l *ledger) auditReactions(rt *rapid.T) {
	want := map[string]int64{}
	for _, name := range l.reactions {
		if name != "" {
			want[name]++
		}
	}
	c, err := l.w.Engagement.Counts(l.t.Context(), l.st, []string{l.page})
	if err != nil {
		rt.Fatal(err)
	}
	for _, name := range l.st.Settings.Reactions {
		if got := c[0].State.Reactions[name]; got != want[name] {
			rt.Errorf("%d readers said %s, and %d are counted", want[name], name, got)
		}
	}
}

// auditOrder compares the sheet with one made from the comments themselves.
func (l *ledger) auditOrder(rt *rapid.T) {
	var want comment.Standings
	for id, c := range l.public {
		if !id.IsReply() {
			want = want.With(comment.Standing{Root: id, Up: c.Up, Down: c.Down})
		}
	}
	got, _, err := l.w.Store.Standings(l.t.Context(), "news", l.page)
	if err != nil || !slices.Equal(got, want) {
		rt.Errorf("the sheet is %v, want %v, %v", got, want, err)
	}
}
