package moderation_test

import (
	"fmt"
	mrand "math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kibitz/internal/comment"
	"kibitz/internal/moderation"
	"kibitz/internal/problem"
	"kibitz/internal/table"
	"kibitz/internal/table/tabletest"
	"kibitz/internal/testkit/world"
)

// crowd posts a hundred comments: roots, replies beside them, and replies in the
// overflow.
func crowd(t *testing.T, w *world.World) (posts []comment.Posted, ids []string) {
	t.Helper()
	for i := range moderation.MaxIDs {
		p := world.Post(i, fmt.Sprint("lời ", i))
		if i%40 != 0 {
			p.Parent = string(posts[i-i%40].Comment.ID)
		}
		if i%40 == comment.ThreadCap+1 {
			w.Fold(t) // what follows lies apart
		}
		posts = append(posts, w.MustPost(t, p))
		ids = append(ids, string(posts[i].Comment.ID))
	}
	return posts, ids
}

// settled compares everything that is counted with what there is.
func settled(t *testing.T, w *world.World, posts []comment.Posted) {
	t.Helper()
	w.Fold(t)
	n, err := w.Moderation.Numbers(t.Context(), w.Site(t, "news"))
	if err != nil {
		t.Fatal(err)
	}
	for status, counted := range n.Queues {
		if there := len(queue(t, w, status)); int64(there) != counted {
			t.Errorf("%s: %d counted, %d there", status, counted, there)
		}
	}
	there := map[comment.Status]int64{}
	replies := map[comment.ID]int{}
	for _, p := range posts {
		f, err := w.Store.Find(t.Context(), "news", "", p.Comment.ID)
		if err != nil {
			t.Fatal(err)
		}
		there[f.Comment.Status]++
		if f.Comment.Status == comment.Published && f.Comment.ID.IsReply() {
			replies[f.Comment.ID.Root()]++
		}
	}
	states, err := w.Store.Pages(t.Context(), "news", []string{"/a"}, true)
	if err != nil || states[0].Comments != there[comment.Published] {
		t.Errorf("%d comments counted, %d there, %v", states[0].Comments, there[comment.Published], err)
	}
	for _, p := range posts {
		f, err := w.Store.Find(t.Context(), "news", "", p.Comment.ID)
		if c := f.Comment; err != nil || c.Status == comment.Published && !c.ID.IsReply() && c.Replies != replies[c.ID] {
			t.Errorf("%d replies of %s counted, %d there, %v", c.Replies, c.ID, replies[c.ID], err)
		}
	}
}

// chained holds the audit log to the comments: each one's entries lead from its
// first status to its last, one for each version.
func chained(t *testing.T, w *world.World, posts []comment.Posted) {
	t.Helper()
	entries := map[comment.ID][]moderation.Entry{}
	for _, e := range wholeLog(t, w) {
		entries[e.Comment] = append(entries[e.Comment], e)
	}
	for _, p := range posts {
		f, err := w.Store.Find(t.Context(), "news", "", p.Comment.ID)
		if err != nil {
			t.Fatal(err)
		}
		es := entries[p.Comment.ID]
		slices.SortFunc(es, func(a, b moderation.Entry) int { return int(a.Version - b.Version) })
		status, version := p.Comment.Status, p.Comment.Version
		for _, e := range es {
			if e.From != status || e.Version != version+1 {
				t.Errorf("%s is %s in version %d, and then comes %+v", p.Comment.ID, status, version, e)
			}
			status, version = e.To, e.Version
		}
		if c := f.Comment; !c.Forgotten() && (c.Status != status || c.Version != version) {
			t.Errorf("%s is %s in version %d, and the log ends with %s in %d", c.ID, c.Status, c.Version, status, version)
		}
	}
}

func wholeLog(t *testing.T, w *world.World) (all []moderation.Entry) {
	t.Helper()
	l := moderation.AuditList{Limit: moderation.MaxLimit}
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

// TestHundredByEightModerators: eight decide on the same hundred comments at
// once, each in another order and mind, while readers vote, report and delete.
// All end in one valid state, and whatever is counted is right.
func TestHundredByEightModerators(t *testing.T) {
	w := world.New(t, nil, nil)
	posts, ids := crowd(t, w)
	w.Fold(t)
	st := w.Site(t, "news")
	actions := []moderation.Action{
		moderation.Reject, moderation.Publish, moderation.Spam, moderation.Undo, moderation.Delete, moderation.Restore, moderation.Feature, moderation.Lock,
	}
	var wg sync.WaitGroup
	for m := range 8 {
		wg.Go(func() {
			rng := mrand.New(mrand.NewPCG(7, uint64(m)))
			for round := range 3 {
				mine := slices.Clone(ids)
				rng.Shuffle(len(mine), func(i, j int) { mine[i], mine[j] = mine[j], mine[i] })
				d := moderation.Decision{IDs: mine, Action: actions[(m+3*round)%len(actions)], By: moderation.Actor{ID: fmt.Sprint("m", m)}}
				out, err := w.Moderation.Act(t.Context(), st, d)
				if err != nil {
					t.Error(err)
					return
				}
				for _, o := range out {
					switch problem.CodeOf(o.Err) {
					case "", problem.CommentChanged, problem.CommentUnknown, problem.ParameterInvalid, problem.ListsFull:
					default:
						t.Errorf("%s of %s: %v", d.Action, o.ID, o.Err)
					}
				}
			}
		})
	}
	wg.Go(func() {
		for i, p := range posts {
			id, guest := string(p.Comment.ID), strings.Repeat("A", 43)
			if _, err := w.Comments.Vote(t.Context(), st, comment.Vote{ID: id, Page: "/a", Value: 1, Guest: guest, Address: world.Address(9)}); !expected(err) {
				t.Error(err)
			}
			if _, err := w.Comments.Report(t.Context(), st, comment.Report{ID: id, Page: "/a", Reason: comment.ReasonIllegal, Guest: guest, Address: world.Address(9)}); !expected(err) {
				t.Error(err)
			}
			if i%10 == 5 {
				if err := w.Comments.Delete(t.Context(), st, id, "/a", p.Guest, nil); !expected(err) {
					t.Error(err)
				}
			}
		}
	})
	wg.Wait()
	settled(t, w, posts)
	chained(t, w, posts)

	// What one moderator then says of all holds, once.
	before := len(wholeLog(t, w))
	changes := 0
	w.Clock.Advance(time.Second)
	for range 2 {
		out, err := w.Moderation.Act(t.Context(), st, moderation.Decision{IDs: ids, Action: moderation.Reject})
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range out {
			if o.Err != nil && problem.CodeOf(o.Err) != problem.CommentUnknown || o.Err == nil && o.Status != comment.Rejected {
				t.Errorf("%+v", o)
			}
		}
	}
	for _, e := range wholeLog(t, w) {
		if e.Action == moderation.Reject && e.By.ID == "" {
			changes++
		}
	}
	if after := len(wholeLog(t, w)); after-before != changes || changes == 0 {
		t.Errorf("%d new entries, %d of them rejections", after-before, changes)
	}
	settled(t, w, posts)
	chained(t, w, posts)
	if got := featured(t, w); len(got) != 0 {
		t.Errorf("%d are featured and rejected", len(got))
	}
}

// expected reports whether somebody else's decision explains the error.
func expected(err error) bool {
	switch problem.CodeOf(err) {
	case "", problem.CommentUnknown, problem.CommentChanged:
		return true
	}
	return false
}

// TestReportedIsCounted walks comments through reports and decisions at random
// and compares the length of their queue with the queue after each few steps.
func TestReportedIsCounted(t *testing.T) {
	w := world.New(t, nil, nil)
	all, _ := crowd(t, w)
	posts := slices.Concat(all[:3], all[30:33]) // a root, replies beside it and apart
	rng := mrand.New(mrand.NewPCG(7, 7))
	w.Fold(t)
	for step := range 400 {
		p := posts[rng.IntN(len(posts))]
		w.Clock.Advance(time.Second)
		switch rng.IntN(6) {
		case 0, 1, 2:
			r := comment.Report{ID: string(p.Comment.ID), Page: "/a", Reason: comment.ReasonAbuse, Address: world.Address(step)}
			if _, err := w.Comments.Report(t.Context(), w.Site(t, "news"), r); !expected(err) {
				t.Fatal(err)
			}
		default:
			a := []moderation.Action{moderation.Publish, moderation.Reject, moderation.Undo, moderation.Restore, moderation.Lock, moderation.Unlock}[rng.IntN(6)]
			if out := act(t, w, a, p.Comment.ID); out.Err != nil && problem.CodeOf(out.Err) != problem.ParameterInvalid {
				t.Fatal(out)
			}
		}
		if step%5 == 0 {
			w.Fold(t)
			n, err := w.Moderation.Numbers(t.Context(), w.Site(t, "news"))
			if there := len(queue(t, w, moderation.Reported)); err != nil || n.Queues[moderation.Reported] != int64(there) {
				t.Fatalf("step %d: %d reported are counted, %d there, %v", step, n.Queues[moderation.Reported], there, err)
			}
		}
	}
	remove(t, w, posts[1])
	settled(t, w, all)
}

// TestReportMeetsDecision lets a decision come between a report's reading and
// its writing, and a report between a decision's.
func TestReportMeetsDecision(t *testing.T) {
	for name, c := range map[string]struct {
		before, first, between func(*testing.T, *world.World, comment.Comment)
		want                   int // reported then
	}{
		"a first report, of what is rejected meanwhile": {nil, reported(1), decided(moderation.Reject), 0},
		"a first report, of what another reports":       {nil, reported(1), reported(2), 1},
		"a second report, of what is settled meanwhile": {reported(1), reported(2), decided(moderation.Publish), 1},
		"a second report, of what is rejected":          {reported(1), reported(2), decided(moderation.Reject), 0},
		"a rejection, of what is reported meanwhile":    {nil, decided(moderation.Reject), reported(1), 0},
		"a lock, of what is reported meanwhile":         {nil, decided(moderation.Lock), reported(1), 1},
		"settling, of what another settles":             {reported(1), decided(moderation.Publish), decided(moderation.Publish), 0},
	} {
		var f *tabletest.Faulty
		w := world.New(t, nil, func(inner table.Table) table.Table {
			f = tabletest.NewFaulty(inner)
			return f
		})
		p := w.MustPost(t, world.Post(1, "lời"))
		w.Fold(t)
		if c.before != nil {
			c.before(t, w, p.Comment)
		}
		f.On(tabletest.Writes, 1, tabletest.Before(func() { c.between(t, w, p.Comment) }))
		c.first(t, w, p.Comment)
		if f.Heal() > 0 {
			t.Errorf("%s: they did not meet", name)
		}
		if got := len(queue(t, w, moderation.Reported)); got != c.want {
			t.Errorf("%s: %d reported, want %d", name, got, c.want)
		}
		settled(t, w, []comment.Posted{p})
		act(t, w, moderation.Publish, p.Comment.ID) // what was reported comes back with it
		settled(t, w, []comment.Posted{p})
	}
}

// TestReportBetweenReads: whoever keeps a comment settles the report that came
// after the comment was read, and before its marker was.
func TestReportBetweenReads(t *testing.T) {
	var f *tabletest.Faulty
	w := world.New(t, nil, func(inner table.Table) table.Table {
		f = tabletest.NewFaulty(inner)
		return f
	})
	p := w.MustPost(t, world.Post(1, "lời"))
	f.On(tabletest.Reads, 3, tabletest.Before(func() { reported(1)(t, w, p.Comment) }))
	if out := act(t, w, moderation.Publish, p.Comment.ID); out.Err != nil || out.Version != 2 {
		t.Errorf("%+v", out)
	}
	settled(t, w, []comment.Posted{p})
	if got := queue(t, w, moderation.Reported); len(got) != 0 {
		t.Errorf("%+v", got)
	}
}

func reported(n int) func(*testing.T, *world.World, comment.Comment) {
	return func(t *testing.T, w *world.World, c comment.Comment) {
		t.Helper()
		r := comment.Report{ID: string(c.ID), Page: c.Page, Reason: comment.ReasonAbuse, Address: world.Address(n)}
		if _, err := w.Comments.Report(t.Context(), w.Site(t, "news"), r); !expected(err) {
			t.Error(err)
		}
	}
}

func decided(a moderation.Action) func(*testing.T, *world.World, comment.Comment) {
	return func(t *testing.T, w *world.World, c comment.Comment) {
		t.Helper()
		if out := act(t, w, a, c.ID); !expected(out.Err) {
			t.Error(out)
		}
	}
}
