package moderation_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"kibitz/internal/comment"
	"kibitz/internal/moderation"
	"kibitz/internal/table"
	"kibitz/internal/table/tabletest"
	"kibitz/internal/testkit/world"
)

// wave is n comments by one author, among them replies to others, and one of
// somebody else.
func wave(t *testing.T, w *world.World, n int) (author, guest string) {
	t.Helper()
	root := w.MustPost(t, world.Post(1, "đầu")).Comment
	for i := range n {
		p := world.Post(2, fmt.Sprint("quảng cáo ", i))
		p.Guest = guest
		if i%3 == 0 {
			p.Parent = string(root.ID)
		}
		if i%5 == 0 {
			p.Form.Hidden = "x" // spam
		}
		w.Clock.Advance(time.Millisecond)
		out := w.MustPost(t, p)
		author, guest = out.Comment.Author.ID, out.Guest
	}
	w.Fold(t)
	return author, guest
}

// actOnAuthor takes all steps, each again when it fails, and returns what they
// came to.
func actOnAuthor(t *testing.T, w *world.World, d moderation.AuthorDecision) (statuses map[comment.Status]int, touched int) {
	statuses = map[comment.Status]int{}
	for failures := 0; ; {
		step, err := w.Moderation.ActOnAuthor(t.Context(), w.Site(t, "news"), d)
		if err != nil {
			if failures++; failures > 20 {
				t.Error(err)
				return nil, 0
			}
			continue
		}
		for s, n := range step.Statuses {
			statuses[s] += n
		}
		touched += step.Touched
		if d.Cursor = step.Next; step.Next == "" {
			return statuses, touched
		}
	}
}

func TestActOnAuthor(t *testing.T) {
	const n = 120
	w := world.New(t, nil, nil)
	author, guest := wave(t, w, n)
	all := map[comment.Status]int{comment.Published: n - n/5, comment.Spam: n / 5}
	same := func(got, want map[comment.Status]int) {
		t.Helper()
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%v, want %v", got, want)
		}
	}
	statuses, touched := actOnAuthor(t, w, moderation.AuthorDecision{Author: author, Action: moderation.Delete, DryRun: true})
	same(statuses, all)
	if touched != n || len(log(t, w, moderation.AuditList{})) != 0 {
		t.Errorf("the dry run touched %d, %d in the log", touched, len(log(t, w, moderation.AuditList{})))
	}
	statuses, touched = actOnAuthor(t, w, moderation.AuthorDecision{Author: author, Action: moderation.Reject, Reason: "ads"})
	same(statuses, all)
	if touched != all[comment.Published] {
		t.Errorf("touched %d", touched)
	}
	w.Fold(t)
	l, err := w.Comments.List(t.Context(), w.Site(t, "news"), comment.List{Page: "/a"})
	if err != nil || l.Page.Comments != 1 {
		t.Errorf("%d comments left, %v", l.Page.Comments, err)
	}
	if es := log(t, w, moderation.AuditList{}); len(es) != touched || es[0].Reason != "ads" || es[0].From != comment.Published {
		t.Errorf("%d entries, %+v", len(es), es[0])
	}
	// What the author takes back meanwhile is gone, and no trouble.
	last := log(t, w, moderation.AuditList{})[0].Comment
	if err := w.Comments.Delete(t.Context(), w.Site(t, "news"), string(last), "/a", guest, nil); err != nil {
		t.Fatal(err)
	}
	statuses, touched = actOnAuthor(t, w, moderation.AuthorDecision{Author: author, Action: moderation.Delete})
	same(statuses, map[comment.Status]int{comment.Rejected: n - n/5 - 1, comment.Spam: n / 5})
	if touched != n-1 {
		t.Errorf("touched %d", touched)
	}
}

// TestAuthorByEightModerators: eight clean up after one author, and some of
// them decide on single comments; each is decided on once, and all counts are
// right.
func TestAuthorByEightModerators(t *testing.T) {
	const n = 100
	w := world.New(t, nil, nil)
	author, _ := wave(t, w, n)
	var wg sync.WaitGroup
	for m := range 8 {
		wg.Go(func() {
			actOnAuthor(t, w, moderation.AuthorDecision{Author: author, Action: moderation.Reject, By: moderation.Actor{ID: fmt.Sprint("m", m)}})
		})
	}
	wg.Wait()
	w.Fold(t)
	l, err := w.Comments.List(t.Context(), w.Site(t, "news"), comment.List{Page: "/a"})
	if err != nil || l.Page.Comments != 1 || l.Comments[0].Replies != 0 {
		t.Errorf("%d comments left, %v", l.Page.Comments, err)
	}
	if r, s := queue(t, w, comment.Rejected), queue(t, w, comment.Spam); len(r) != n-n/5 || len(s) != n/5 {
		t.Errorf("%d rejected, %d spam", len(r), len(s))
	}
	seen := map[comment.ID]bool{}
	for _, e := range log(t, w, moderation.AuditList{}) {
		if seen[e.Comment] {
			t.Errorf("two entries for %s", e.Comment)
		}
		seen[e.Comment] = true
	}
	if len(seen) != n-n/5 {
		t.Errorf("%d entries", len(seen))
	}
}

// TestAuthorThroughFaults fails a call in the middle in every way; the step
// comes again.
func TestAuthorThroughFaults(t *testing.T) {
	for name, fault := range map[string]tabletest.Fault{
		"lost request": tabletest.LostRequest, "lost answer": tabletest.LostAnswer, "throttled": tabletest.Throttle,
	} {
		for _, call := range []int{1, 2, 3, 7, 12} {
			t.Run(fmt.Sprint(name, " ", call), func(t *testing.T) {
				var f *tabletest.Faulty
				w := world.New(t, nil, func(inner table.Table) table.Table {
					f = tabletest.NewFaulty(inner)
					return f
				})
				author, _ := wave(t, w, 10)
				f.On(tabletest.Calls, call, fault)
				actOnAuthor(t, w, moderation.AuthorDecision{Author: author, Action: moderation.Spam})
				if s := queue(t, w, comment.Spam); len(s) != 10 {
					t.Errorf("%d spam", len(s))
				}
				if es := log(t, w, moderation.AuditList{}); len(es) != 8 {
					t.Errorf("%d entries", len(es))
				}
			})
		}
	}
}

// TestFilteredQueues compares every filter with what it should find, read in
// pages of four.
func TestFilteredQueues(t *testing.T) {
	w := world.New(t, nil, nil)
	author, _ := wave(t, w, 30)
	for i := range 12 {
		p := world.Post(100+i, fmt.Sprintf("Trời hôm nay ĐẸP lắm %d", i))
		if i%2 == 0 {
			p.Page = "/b"
		}
		w.Clock.Advance(time.Millisecond)
		w.MustPost(t, p)
	}
	for name, c := range map[string]struct {
		list moderation.List
		want int
	}{
		"all published":       {moderation.List{Status: comment.Published}, 1 + 24 + 12},
		"a page":              {moderation.List{Status: comment.Published, Page: "/b"}, 6},
		"an author":           {moderation.List{Status: comment.Published, Author: author}, 24},
		"an author's spam":    {moderation.List{Status: comment.Spam, Author: author}, 6},
		"all of an author":    {moderation.List{Status: moderation.Any, Author: author}, 30},
		"an author on a page": {moderation.List{Status: moderation.Any, Author: author, Page: "/b"}, 0},
		"held by the form":    {moderation.List{Status: comment.Spam, Held: "form"}, 6},
		"held by another":     {moderation.List{Status: comment.Spam, Held: "mode"}, 0},
		"a text":              {moderation.List{Status: comment.Published, Text: "dep lam"}, 12},
		"a text on a page":    {moderation.List{Status: comment.Published, Text: "Đẹp", Page: "/b"}, 6},
		"a text, oldest":      {moderation.List{Status: comment.Published, Text: "quang cao", Oldest: true}, 24},
		"a name":              {moderation.List{Status: comment.Spam, Text: "doc gia"}, 6},
		"nothing":             {moderation.List{Status: comment.Published, Text: "không có"}, 0},
		"reported":            {moderation.List{Status: moderation.Reported, Author: author}, 0},
	} {
		c.list.Limit = 4
		seen := map[comment.ID]bool{}
		var last comment.ID
		for {
			cs, next, err := w.Moderation.Queue(t.Context(), w.Site(t, "news"), c.list)
			if err != nil {
				t.Fatal(name, err)
			}
			if len(cs) > 4 {
				t.Errorf("%s: %d in a page of 4", name, len(cs))
			}
			for _, found := range cs {
				if seen[found.ID] || last != "" && (found.ID.Own() > last.Own()) != c.list.Oldest {
					t.Errorf("%s: %s twice or out of order", name, found.ID)
				}
				seen[found.ID], last = true, found.ID
			}
			if c.list.Cursor = next; next == "" {
				break
			}
		}
		if len(seen) != c.want {
			t.Errorf("%s: %d, want %d", name, len(seen), c.want)
		}
	}
}
