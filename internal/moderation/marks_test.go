package moderation_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"kibitz/internal/comment"
	"kibitz/internal/moderation"
	"kibitz/internal/page"
	"kibitz/internal/problem"
	"kibitz/internal/table"
	"kibitz/internal/table/tabletest"
	"kibitz/internal/testkit/world"
)

// featured returns the featured comments of page /a.
func featured(t *testing.T, w *world.World) (ids []comment.ID) {
	t.Helper()
	l, err := w.Comments.Featured(t.Context(), w.Site(t, "news"), "/a")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range l.Comments {
		if !c.Featured {
			t.Errorf("%+v", c)
		}
		ids = append(ids, c.ID)
	}
	return ids
}

// TestFeatured features comments in a thread's near part and overflow, up to the
// bound, and loses the mark with the place.
func TestFeatured(t *testing.T) {
	w := world.New(t, nil, nil)
	root := bring(t, w, comment.Published, 0).Comment.ID
	ids := []comment.ID{root}
	for i := range comment.ThreadCap + 1 {
		w.Clock.Advance(time.Second)
		w.Fold(t)
		p := world.Post(1, fmt.Sprint("trả lời ", i))
		p.Parent = string(root)
		ids = append(ids, w.MustPost(t, p).Comment.ID)
	}
	last := ids[len(ids)-1]
	for _, id := range []comment.ID{root, last} {
		for range 2 { // twice is once
			if out := act(t, w, moderation.Feature, id); out.Err != nil || out.Version != 2 {
				t.Fatalf("%+v", out)
			}
		}
	}
	if got := featured(t, w); !slices.Equal(got, []comment.ID{last, root}) {
		t.Errorf("%v", got)
	}
	act(t, w, moderation.Reject, last)
	if got := featured(t, w); !slices.Equal(got, []comment.ID{root}) {
		t.Errorf("%v", got)
	}
	act(t, w, moderation.Undo, last)
	act(t, w, moderation.Undo, root)
	if got := featured(t, w); len(got) != 0 {
		t.Errorf("%v", got)
	}
	for _, id := range ids[:page.MaxFeatured] {
		if out := act(t, w, moderation.Feature, id); out.Err != nil {
			t.Fatal(out)
		}
	}
	wantCode(t, act(t, w, moderation.Feature, last).Err, problem.ListsFull, "")
	wantCode(t, act(t, w, moderation.Feature, bring(t, w, comment.Rejected, 99).Comment.ID).Err, problem.ParameterInvalid, "ids")
	if got := featured(t, w); len(got) != page.MaxFeatured {
		t.Errorf("%d featured", len(got))
	}
}

// TestMarksThroughFaults fails each call of each action in every way and sends
// it again: one entry for a change, and a log that says what happened.
func TestMarksThroughFaults(t *testing.T) {
	actions := []moderation.Action{
		moderation.Feature, moderation.Lock, moderation.Undo, moderation.Unfeature, moderation.Undo, moderation.Lock, moderation.Pin, moderation.Unlock,
	}
	want := comment.Comment{Featured: true, Pinned: 1, Version: 1 + int64(len(actions))}
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
				st, id := w.Site(t, "news"), w.MustPost(t, world.Post(1, "lời")).Comment.ID
				f.On(tabletest.Calls, n, fault)
				for i, a := range actions {
					w.Clock.Advance(time.Second)
					mustAct(t, w, st, moderation.Decision{IDs: []string{string(id)}, Versions: []int{i + 1}, Action: a})
				}
				done := f.Heal() > 0
				c, err := w.Store.Find(t.Context(), "news", "", id)
				if err != nil {
					t.Fatal(err)
				}
				if got := (comment.Comment{Featured: c.Comment.Featured, Locked: c.Comment.Locked, Pinned: c.Comment.Pinned, Version: c.Comment.Version}); got != want {
					t.Errorf("call %d: %+v", n, got)
				}
				es := log(t, w, moderation.AuditList{Comment: string(id)})
				if len(es) != len(actions) {
					t.Fatalf("call %d: %d entries, want %d: %+v", n, len(es), len(actions), es)
				}
				for i, e := range es {
					if e.Action != actions[len(actions)-1-i] || e.From != comment.Published || e.To != comment.Published {
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
