package moderation_test

import (
	"fmt"
	"testing"
	"time"

	"kibitz/internal/comment"
	"kibitz/internal/moderation"
	"kibitz/internal/problem"
	"kibitz/internal/site"
	"kibitz/internal/testkit/world"
)

var statuses = []comment.Status{comment.Published, comment.Pending, comment.Spam, comment.Rejected, comment.Deleted}

// bring makes a comment and takes it to the status.
func bring(t *testing.T, w *world.World, to comment.Status, n int) comment.Posted {
	t.Helper()
	w.Clock.Advance(time.Second)
	p := w.MustPost(t, world.Post(1, fmt.Sprint("lời ", n)))
	for action, status := range map[moderation.Action]comment.Status{
		moderation.Publish: comment.Published, moderation.Spam: comment.Spam, moderation.Reject: comment.Rejected, moderation.Delete: comment.Deleted,
	} {
		if status == to {
			act(t, w, action, p.Comment.ID)
		}
	}
	return p
}

func act(t *testing.T, w *world.World, a moderation.Action, id comment.ID) moderation.Outcome {
	t.Helper()
	out, err := w.Moderation.Act(t.Context(), w.Site(t, "news"), moderation.Decision{IDs: []string{string(id)}, Action: a})
	if err != nil {
		t.Fatal(err)
	}
	return out[0]
}

// TestEveryStep takes a comment from every status by every action and looks
// at all that depends on it: the public list, the queues, the count.
func TestEveryStep(t *testing.T) {
	target := map[moderation.Action]comment.Status{
		moderation.Publish: comment.Published, moderation.Reject: comment.Rejected,
		moderation.Spam: comment.Spam, moderation.Delete: comment.Deleted,
	}
	w := world.New(t, func(s *site.Settings) { s.Mode = site.ModeAll }, nil)
	st := w.Site(t, "news")
	public, n := int64(0), 0
	for _, from := range statuses {
		for _, a := range []moderation.Action{moderation.Publish, moderation.Reject, moderation.Spam, moderation.Delete, moderation.Restore} {
			n++
			p := bring(t, w, from, n)
			want := target[a]
			if a == moderation.Restore {
				want = comment.Pending // where each of them was before, but for the published one, which is as it was
				if from == comment.Published {
					want = comment.Published
				}
			}
			for range 2 { // twice is once
				if out := act(t, w, a, p.Comment.ID); out.Err != nil || out.Status != want {
					t.Fatalf("%s %s: %+v, want %s", a, from, out, want)
				}
			}
			if want == comment.Published {
				public++
			}
			w.Fold(t)
			l, err := w.Comments.List(t.Context(), st, comment.List{Page: "/a", Limit: 100})
			if err != nil {
				t.Fatal(err)
			}
			if l.Page.Comments != public || int64(len(l.Comments)) != public {
				t.Fatalf("%s %s: %d counted, %d listed, want %d", a, from, l.Page.Comments, len(l.Comments), public)
			}
			for _, status := range statuses {
				found := false
				for _, c := range queue(t, w, status) {
					found = found || c.ID == p.Comment.ID
				}
				if found != (status == want) {
					t.Errorf("%s %s: in the %s queue: %v", a, from, status, found)
				}
			}
		}
	}
}

func queue(t *testing.T, w *world.World, status comment.Status) []comment.Comment {
	t.Helper()
	var all []comment.Comment
	l := moderation.List{Status: status, Limit: 4}
	for {
		cs, next, err := w.Moderation.Queue(t.Context(), w.Site(t, "news"), l)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, cs...)
		if next == "" {
			return all
		}
		l.Cursor = next
	}
}

func TestQueueOrders(t *testing.T) {
	w := world.New(t, func(s *site.Settings) { s.Mode = site.ModeAll }, nil)
	st := w.Site(t, "news")
	for i := range 10 {
		bring(t, w, comment.Pending, i)
	}
	newest := queue(t, w, comment.Pending)
	for i := 1; i < len(newest); i++ {
		if newest[i].ID >= newest[i-1].ID {
			t.Fatal("not newest first")
		}
	}
	cs, next, err := w.Moderation.Queue(t.Context(), st, moderation.List{Limit: 3, Oldest: true})
	if err != nil || len(cs) != 3 || cs[0].ID != newest[9].ID || next == "" {
		t.Fatalf("%v %q %v", cs, next, err)
	}
	if cs[0].Page != "/a" || cs[0].Author.Name != "Độc giả" || cs[0].HTML == "" {
		t.Errorf("entry %+v", cs[0])
	}
	for name, l := range map[string]moderation.List{
		"another order":  {Limit: 3, Cursor: next},
		"another status": {Status: comment.Spam, Oldest: true, Cursor: next},
	} {
		if _, _, err := w.Moderation.Queue(t.Context(), st, l); problem.CodeOf(err) != problem.CursorInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestActOnManyAtOnce(t *testing.T) {
	w := world.New(t, nil, nil)
	w.AddSite(t, "blog", "https://blog.example", nil)
	p := w.MustPost(t, world.Post(1, "một"))
	gone := w.MustPost(t, world.Post(2, "hai"))
	if err := w.Comments.Delete(t.Context(), w.Site(t, "news"), string(gone.Comment.ID), "/a", gone.Guest, nil); err != nil {
		t.Fatal(err)
	}
	d := moderation.Decision{Action: moderation.Reject, IDs: []string{string(p.Comment.ID), "01ARZ3NDEKTSV4RRFFQ69G5FAV", "x"}}
	out, err := w.Moderation.Act(t.Context(), w.Site(t, "news"), d)
	if err != nil {
		t.Fatal(err)
	}
	if out[0].Status != comment.Rejected || problem.CodeOf(out[1].Err) != problem.CommentUnknown || problem.CodeOf(out[2].Err) != problem.CommentUnknown {
		t.Errorf("%+v", out)
	}
	if o := act(t, w, moderation.Publish, gone.Comment.ID); problem.CodeOf(o.Err) != problem.CommentUnknown {
		t.Errorf("what its author deleted can be published: %+v", o)
	}
	out, err = w.Moderation.Act(t.Context(), w.Site(t, "blog"), moderation.Decision{Action: moderation.Publish, IDs: []string{string(p.Comment.ID)}})
	if err != nil || problem.CodeOf(out[0].Err) != problem.CommentUnknown {
		t.Errorf("from another site: %+v %v", out, err)
	}
	for _, d := range []moderation.Decision{{Action: moderation.Publish}, {Action: moderation.Publish, IDs: make([]string, 101)}, {Action: "burn", IDs: []string{"x"}}} {
		if _, err := w.Moderation.Act(t.Context(), w.Site(t, "news"), d); problem.CodeOf(err) != problem.ParameterInvalid {
			t.Errorf("%s of %d: %v", d.Action, len(d.IDs), err)
		}
	}
}

// TestHeldReplyFindsItsPlace: a reply that waited while its thread grew long
// goes to the overflow, and back there when it is decided on again.
func TestHeldReplyFindsItsPlace(t *testing.T) {
	w := world.New(t, nil, nil)
	st := w.Site(t, "news")
	root := w.MustPost(t, world.Post(1, "gốc")).Comment.ID
	reply := func(body string) comment.Posted {
		p := world.Post(2, body)
		p.Parent = string(root)
		w.Clock.Advance(time.Second)
		return w.MustPost(t, p)
	}
	held := reply("chờ")
	act(t, w, moderation.Spam, held.Comment.ID)
	for i := range comment.ThreadCap {
		reply(fmt.Sprint("đáp ", i))
		w.Fold(t)
	}
	act(t, w, moderation.Publish, held.Comment.ID)
	w.Fold(t)
	l, err := w.Comments.List(t.Context(), st, comment.List{Page: "/a", Root: string(root), Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, c := range l.Comments {
		if c.ID == held.Comment.ID && c.Status == comment.Published {
			n++
		}
	}
	if n != 1 || l.Page.Comments != int64(comment.ThreadCap)+2 {
		t.Errorf("listed %d times, %d counted", n, l.Page.Comments)
	}
}

// mustAct decides as a client does whose answers get lost: a few times.
func mustAct(t *testing.T, w *world.World, st site.Site, d moderation.Decision) {
	t.Helper()
	var out []moderation.Outcome
	for range 3 {
		var err error
		if out, err = w.Moderation.Act(t.Context(), st, d); err == nil && out[0].Err == nil {
			return
		}
	}
	t.Fatalf("%s: %+v", d.Action, out)
}
