package comment_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"kibitz/internal/comment"
	"kibitz/internal/moderation"
	"kibitz/internal/problem"
	"kibitz/internal/site"
	"kibitz/internal/table"
	"kibitz/internal/table/tabletest"
	"kibitz/internal/testkit/world"
)

// faults are all ways in which one call of a table goes wrong.
var faults = map[string]tabletest.Fault{
	"request lost": tabletest.LostRequest,
	"answer lost":  tabletest.LostAnswer,
	"throttled":    tabletest.Throttle,
	"conflict":     tabletest.Conflict,
}

// faultyWorld is a world whose table fails on order, with everything on that
// makes calls.
func faultyWorld(t *testing.T) (*world.World, *tabletest.Faulty) {
	var f *tabletest.Faulty
	w := world.New(t, func(s *site.Settings) { s.Limits, s.Mode = true, site.ModeFirst }, func(inner table.Table) table.Table {
		f = tabletest.NewFaulty(inner)
		return f
	})
	return w, f
}

// eachFault fails every call of do in turn, in every way, until a run meets
// no fault any more. do gets the number of the run and makes the client's
// request, again when it failed.
func eachFault(t *testing.T, w *world.World, f *tabletest.Faulty, do func(t *testing.T, run int) error) {
	t.Helper()
	run := 0
	for name, fault := range faults {
		for n := 1; ; n++ {
			run++
			f.On(tabletest.Calls, n, fault)
			err := do(t, run)
			through := f.Heal() > 0
			if err != nil {
				if through {
					t.Fatalf("no fault, and yet: %v", err)
				}
				if !passing(err) {
					t.Fatalf("%s at call %d: %v is not an error to try again after", name, n, err)
				}
				if err = do(t, run); err != nil {
					t.Fatalf("%s at call %d, second try: %v", name, n, err)
				}
			}
			if through {
				break
			}
			if n > 30 {
				t.Fatal("no end of calls")
			}
		}
	}
	t.Logf("%d runs", run)
}

func passing(err error) bool {
	return errors.Is(err, table.ErrUnavailable) || errors.Is(err, table.ErrThrottled) || errors.Is(err, table.ErrConflict)
}

func TestPostThroughFaults(t *testing.T) {
	w, f := faultyWorld(t)
	made := map[comment.ID]bool{}
	guests := map[int]string{}
	eachFault(t, w, f, func(t *testing.T, run int) error {
		p := world.Post(run, fmt.Sprint("lời ", run))
		p.Key = fmt.Sprintf("a-key-of-a-submit-%04d", run)
		p.Page = fmt.Sprint("/page-", run) // also the registration of a new page
		st, err := w.Sites.Site(t.Context(), "news")
		if err != nil {
			return err
		}
		out, err := w.Comments.Post(t.Context(), st, p)
		if err != nil {
			return err
		}
		again, err := w.Comments.Post(t.Context(), st, p)
		if err != nil {
			return err
		}
		if again != out {
			t.Errorf("run %d: %+v, then %+v", run, out, again)
		}
		made[out.Comment.ID] = true
		guests[run] = out.Guest
		return nil
	})
	queue := map[comment.ID]int{}
	l := moderation.List{Limit: 100}
	for {
		cs, next, err := w.Moderation.Queue(t.Context(), w.Site(t, "news"), l)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range cs {
			queue[c.ID]++
		}
		if l.Cursor = next; next == "" {
			break
		}
	}
	if len(queue) != len(made) {
		t.Errorf("%d comments stored, %d acknowledged", len(queue), len(made))
	}
	for id := range made {
		if queue[id] != 1 {
			t.Errorf("%s is stored %d times", id, queue[id])
		}
	}
}

func TestChangesThroughFaults(t *testing.T) {
	w, f := faultyWorld(t)
	posted := map[int]comment.Posted{}
	steps := func(ctx context.Context, st site.Site, p comment.Posted) error {
		id := string(p.Comment.ID)
		res, err := w.Moderation.Act(ctx, st, decide(moderation.Publish, p.Comment.ID))
		if err = errors.Join(err, firstErr(res)); err != nil && problem.CodeOf(err) != problem.CommentUnknown {
			return err
		}
		_, err = w.Comments.Edit(ctx, st, comment.Edit{ID: id, Guest: p.Guest, Body: "sửa"})
		if err != nil && problem.CodeOf(err) != problem.CommentUnknown { // deleted by the try before, its answer lost
			return err
		}
		return w.Comments.Delete(ctx, st, id, "", p.Guest, nil)
	}
	st := w.Site(t, "news")
	for run := 1; run <= 60; run++ { // more than eachFault makes
		p := world.Post(run, fmt.Sprint("lời ", run))
		p.Key = fmt.Sprintf("a-key-of-a-submit-%04d", run)
		posted[run] = w.MustPost(t, p)
	}
	runs := 0
	eachFault(t, w, f, func(t *testing.T, run int) error {
		runs = run
		return steps(t.Context(), st, posted[run])
	})
	w.Fold(t)
	out, err := w.Comments.List(t.Context(), st, comment.List{Page: "/a", Limit: 100})
	if err != nil || out.Page.Comments != 0 || len(out.Comments) != 0 {
		t.Errorf("%d counted, %d listed, %v", out.Page.Comments, len(out.Comments), err)
	}
	waiting, _, err := w.Moderation.Queue(t.Context(), st, moderation.List{Limit: 100})
	if err != nil || len(waiting) != len(posted)-runs {
		t.Errorf("%d still wait, want %d, %v", len(waiting), len(posted)-runs, err)
	}
}

func firstErr(out []moderation.Outcome) error {
	for _, o := range out {
		if o.Err != nil {
			return o.Err
		}
	}
	return nil
}

// TestRootAndReplyMeet: a reply is stored between the read and the write of
// its root's deletion, so the root must stay as a marker.
func TestRootAndReplyMeet(t *testing.T) {
	var f *tabletest.Faulty
	w := world.New(t, nil, func(inner table.Table) table.Table {
		f = tabletest.NewFaulty(inner)
		return f
	})
	st := w.Site(t, "news")
	r := root(t, w, "gốc")
	f.On(tabletest.Writes, 1, tabletest.Before(func() {
		f.Heal()
		reply(t, w, r.Comment.ID, "vừa kịp")
		w.Fold(t)
	}))
	if err := w.Comments.Delete(t.Context(), st, string(r.Comment.ID), "/a", r.Guest, nil); err != nil {
		t.Fatal(err)
	}
	got := list(t, w, comment.List{Page: "/a"})
	if len(got) != 2 || got[0].Status != comment.Deleted || got[0].Replies != 1 || got[1].Status != comment.Published {
		t.Errorf("%+v", got)
	}
}
