package moderation_test

import (
	"sync"
	"testing"
	"time"

	"kibitz/internal/comment"
	"kibitz/internal/moderation"
	"kibitz/internal/testkit/world"
)

func report(t *testing.T, w *world.World, c comment.Comment, n int) {
	t.Helper()
	r := comment.Report{ID: string(c.ID), Page: c.Page, Reason: comment.ReasonAbuse, Address: world.Address(n)}
	if _, err := w.Comments.Report(t.Context(), w.Site(t, "news"), r); err != nil {
		t.Fatal(err)
	}
}

// TestPublishingSettlesReports: who publishes what was reported has looked at
// it; it stays, leaves the queue, and comes again with the next report.
func TestPublishingSettlesReports(t *testing.T) {
	w := world.New(t, nil, nil)
	root := w.MustPost(t, world.Post(1, "một")).Comment
	p := world.Post(2, "hai")
	p.Parent = string(root.ID)
	reply := w.MustPost(t, p).Comment
	w.Fold(t)
	for i, c := range []comment.Comment{root, reply} {
		before := len(log(t, w, moderation.AuditList{}))
		if out := act(t, w, moderation.Publish, c.ID); out.Err != nil || out.Version != 1 {
			t.Errorf("not reported, and changed: %+v", out)
		}
		for round := range 2 {
			w.Clock.Advance(time.Second)
			report(t, w, c, 10*i+round)
			if q := queue(t, w, moderation.Reported); len(q) != 1 || q[0].ID != c.ID {
				t.Fatalf("reported: %+v", q)
			}
			for range 2 { // twice is once
				if out := act(t, w, moderation.Publish, c.ID); out.Err != nil || out.Status != comment.Published || out.Version != int64(2+round) {
					t.Errorf("%+v", out)
				}
			}
			if q := queue(t, w, moderation.Reported); len(q) != 0 {
				t.Errorf("still reported: %+v", q)
			}
			if es := log(t, w, moderation.AuditList{}); len(es) != before+1+round || es[0].From != comment.Published || es[0].To != comment.Published {
				t.Errorf("%d entries, %+v", len(es), es[0])
			}
		}
		if out := act(t, w, moderation.Undo, c.ID); out.Err != nil || out.Status != comment.Published {
			t.Errorf("undone: %+v", out)
		}
		k, err := w.Moderation.Case(t.Context(), w.Site(t, "news"), string(c.ID))
		if err != nil || k.ReportCount != 2 || len(k.Reports) != 2 {
			t.Errorf("%d reports in the case, %v", k.ReportCount, err)
		}
	}
	w.Fold(t)
	l, err := w.Comments.List(t.Context(), w.Site(t, "news"), comment.List{Page: "/a"})
	if err != nil || l.Page.Comments != 2 || l.Comments[0].Replies != 1 {
		t.Errorf("%+v, %v", l.Page, err)
	}
}

// TestSettledByManyAtOnce: eight moderators settle one comment, one entry.
func TestSettledByManyAtOnce(t *testing.T) {
	w := world.New(t, nil, nil)
	c := w.MustPost(t, world.Post(1, "một")).Comment
	report(t, w, c, 2)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			d := moderation.Decision{IDs: []string{string(c.ID)}, Action: moderation.Publish}
			if out, err := w.Moderation.Act(t.Context(), w.Site(t, "news"), d); err != nil || out[0].Err != nil {
				t.Error(out, err)
			}
		})
	}
	wg.Wait()
	if es := log(t, w, moderation.AuditList{}); len(es) != 1 {
		t.Errorf("%d entries", len(es))
	}
}
