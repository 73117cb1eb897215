package moderation_test

import (
	"fmt"
	"testing"
	"time"

	"kibitz/internal/comment"
	"kibitz/internal/moderation"
	"kibitz/internal/problem"
	"kibitz/internal/table"
	"kibitz/internal/table/tabletest"
	"kibitz/internal/testkit/world"
)

// log returns the whole audit log that the list asks for, read in pages of 3.
func log(t *testing.T, w *world.World, l moderation.AuditList) []moderation.Entry {
	t.Helper()
	var all []moderation.Entry
	l.Limit = 3
	for {
		es, next, err := w.Moderation.Audit(t.Context(), w.Site(t, "news"), l)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, es...)
		if l.Cursor = next; next == "" {
			return all
		}
	}
}

// TestAuditFilters lives through 14 months with two moderators and asks for the
// log in every way.
func TestAuditFilters(t *testing.T) {
	w := world.New(t, nil, nil)
	p := w.MustPost(t, world.Post(1, "một")).Comment
	q := w.MustPost(t, world.Post(2, "hai")).Comment
	const steps = 28
	for i := range steps {
		w.Clock.Advance(15 * 24 * time.Hour)
		d := moderation.Decision{Action: []moderation.Action{moderation.Spam, moderation.Publish}[i/2%2], By: moderation.Actor{ID: fmt.Sprint("m", i%4/3)}}
		d.IDs = []string{string([]comment.ID{p.ID, q.ID}[i%2])}
		if out, err := w.Moderation.Act(t.Context(), w.Site(t, "news"), d); err != nil || out[0].Err != nil {
			t.Fatal(out, err)
		}
	}
	all := log(t, w, moderation.AuditList{})
	for i := 1; i < len(all); i++ {
		if all[i].ID >= all[i-1].ID {
			t.Fatal("not newest first")
		}
	}
	day := all[9].At().Format(time.DateOnly)
	for name, c := range map[string]struct {
		list moderation.AuditList
		want int
	}{
		"all":                   {moderation.AuditList{}, steps},
		"a comment":             {moderation.AuditList{Comment: string(p.ID)}, steps / 2},
		"a moderator":           {moderation.AuditList{Moderator: "m1"}, steps / 4},
		"a comment by one":      {moderation.AuditList{Comment: string(q.ID), Moderator: "m0"}, steps / 4},
		"a day":                 {moderation.AuditList{Day: day}, 1},
		"a day of a comment":    {moderation.AuditList{Day: day, Comment: string(all[9].Comment)}, 1},
		"a day of no decision":  {moderation.AuditList{Day: "2026-03-03"}, 0},
		"a day before the site": {moderation.AuditList{Day: "2001-01-01"}, 0},
		"a day to come":         {moderation.AuditList{Day: "2999-01-01"}, 0},
		"nobody":                {moderation.AuditList{Moderator: "m2"}, 0},
	} {
		if got := log(t, w, c.list); len(got) != c.want {
			t.Errorf("%s: %d entries, want %d", name, len(got), c.want)
		}
	}
}

// TestAuditThroughFaults fails each call of each action in every way and
// sends it again: one entry for a change of state, and a log that says what
// happened.
func TestAuditThroughFaults(t *testing.T) {
	actions := []moderation.Action{moderation.Reject, moderation.Publish, moderation.Spam, moderation.Undo, moderation.Restore, moderation.Delete, moderation.Undo}
	for name, fault := range map[string]tabletest.Fault{
		"lost request": tabletest.LostRequest, "lost answer": tabletest.LostAnswer, "throttled": tabletest.Throttle,
	} {
		t.Run(name, func(t *testing.T) {
			for n := 1; ; n++ {
				var f *tabletest.Faulty
				w := world.New(t, nil, func(inner table.Table) table.Table {
					f = tabletest.NewFaulty(inner)
					return f
				})
				st, id := w.Site(t, "news"), string(w.MustPost(t, world.Post(1, "lời")).Comment.ID)
				f.On(tabletest.Calls, n, fault)
				at := comment.Published
				var want []comment.Status
				for _, a := range actions {
					w.Clock.Advance(time.Second)
					var out []moderation.Outcome
					for range 3 {
						var err error
						out, err = w.Moderation.Act(t.Context(), st, moderation.Decision{IDs: []string{id}, Action: a})
						if err == nil && out[0].Err == nil {
							break
						}
					}
					if out[0].Err != nil {
						t.Fatalf("call %d, %s: %v", n, a, out[0].Err)
					}
					if out[0].Status != at {
						at = out[0].Status
						want = append([]comment.Status{at}, want...)
					}
				}
				done := f.Heal() > 0
				got := log(t, w, moderation.AuditList{Comment: id})
				if len(got) != len(want) || len(want) != 6 { // restore finds it published already
					t.Fatalf("call %d: %d entries, want %d: %+v", n, len(got), len(want), got)
				}
				for i, e := range got {
					if e.To != want[i] || i > 0 && got[i-1].From != e.To {
						t.Errorf("call %d: entry %d is %+v", n, i, e)
					}
				}
				if done {
					return // no call was left to fail
				}
			}
		})
	}
}

// TestUndo takes decisions back to precisely where the comment stood.
func TestUndo(t *testing.T) {
	w := world.New(t, nil, nil)
	p := w.MustPost(t, world.Post(1, "lời"))
	id := p.Comment.ID
	find := func() comment.Comment {
		t.Helper()
		f, err := w.Store.Find(t.Context(), "news", "", id)
		if err != nil {
			t.Fatal(err)
		}
		return f.Comment
	}
	if out := act(t, w, moderation.Undo, id); out.Err != nil || out.Status != comment.Published || out.Version != 1 {
		t.Errorf("nothing to take back: %+v", out)
	}
	act(t, w, moderation.Reject, id)
	act(t, w, moderation.Spam, id)
	for range 2 {
		if out := act(t, w, moderation.Undo, id); out.Err != nil || out.Status != comment.Rejected {
			t.Errorf("%+v", out)
		}
		if c := find(); c.Status != comment.Rejected || c.Previous != comment.Published || c.Version != 4 {
			t.Errorf("%+v", c)
		}
	}
	act(t, w, moderation.Publish, id)
	if _, err := w.Comments.Edit(t.Context(), w.Site(t, "news"), comment.Edit{ID: string(id), Guest: p.Guest, Body: "khác"}); err != nil {
		t.Fatal(err)
	}
	out := act(t, w, moderation.Undo, id)
	if problem.CodeOf(out.Err) != problem.CommentChanged || out.Now == nil || out.Now.Version != 6 || out.Now.Last.Action != moderation.Publish {
		t.Errorf("after the author's edit: %+v", out)
	}
	if err := w.Comments.Delete(t.Context(), w.Site(t, "news"), string(id), "/a", p.Guest, nil); err != nil {
		t.Fatal(err)
	}
	if out := act(t, w, moderation.Undo, id); problem.CodeOf(out.Err) != problem.CommentUnknown {
		t.Errorf("after the author's delete: %+v", out)
	}
	if got := log(t, w, moderation.AuditList{}); len(got) != 4 {
		t.Errorf("%d entries; what the author does is none", len(got))
	}
}

// TestOvertaken lets somebody else decide between a decision's reading and
// its writing.
func TestOvertaken(t *testing.T) {
	var f *tabletest.Faulty
	w := world.New(t, nil, func(inner table.Table) table.Table {
		f = tabletest.NewFaulty(inner)
		return f
	})
	id := w.MustPost(t, world.Post(1, "lời")).Comment.ID
	f.On(tabletest.Writes, 1, tabletest.Before(func() { act(t, w, moderation.Reject, id) }))
	out := act(t, w, moderation.Spam, id)
	if problem.CodeOf(out.Err) != problem.CommentChanged || out.Now == nil || out.Now.Status != comment.Rejected || out.Now.Last.Action != moderation.Reject {
		t.Errorf("%+v", out)
	}
	if got := log(t, w, moderation.AuditList{}); len(got) != 1 {
		t.Errorf("%d entries, want 1", len(got))
	}
}
