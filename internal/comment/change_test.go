package comment_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"kibitz/internal/comment"
	"kibitz/internal/moderation"
	"kibitz/internal/problem"
	"kibitz/internal/site"
	"kibitz/internal/table"
	"kibitz/internal/testkit/world"
)

func TestEdit(t *testing.T) {
	w := world.New(t, nil, nil)
	st := w.Site(t, "news")
	p := root(t, w, "sai chính tả")
	other := root(t, w, "người khác")
	w.Clock.Advance(14 * time.Minute)
	edit := comment.Edit{ID: string(p.Comment.ID), Page: "/a", Guest: p.Guest, Body: "đúng **rồi** <img src=x onerror=alert(1)>"}
	c, err := w.Comments.Edit(t.Context(), st, edit)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(c.HTML, "<strong>rồi</strong>") || strings.Contains(c.HTML, "<img") || !c.Edited.Equal(w.Clock.Now()) || c.Version != 2 {
		t.Errorf("%+v", c)
	}
	if got := list(t, w, comment.List{Page: "/a", Order: comment.Oldest}); got[0].HTML != c.HTML || got[0].Author != p.Comment.Author {
		t.Errorf("listed %+v", got[0])
	}
	f, err := w.Store.Find(t.Context(), "news", "", c.ID)
	if err != nil || !strings.HasPrefix(f.Private.Source, "đúng") {
		t.Errorf("source %q, %v", f.Private.Source, err)
	}
	for name, e := range map[string]comment.Edit{
		"another author": {ID: edit.ID, Guest: other.Guest, Body: "x"},
		"no author":      {ID: edit.ID, Body: "x"},
		"no comment":     {ID: "01ARZ3NDEKTSV4RRFFQ69G5FAV", Guest: p.Guest, Body: "x"},
		"no id":          {ID: "../x", Guest: p.Guest, Body: "x"},
	} {
		if _, err := w.Comments.Edit(t.Context(), st, e); problem.CodeOf(err) != problem.CommentUnknown {
			t.Errorf("%s: %v", name, err)
		}
	}
	w.Clock.Advance(time.Minute)
	if _, err := w.Comments.Edit(t.Context(), st, edit); problem.CodeOf(err) != problem.EditExpired {
		t.Errorf("after 15 minutes: %v", err)
	}
}

func TestEditIsNoWayAroundModeration(t *testing.T) {
	w := world.New(t, func(s *site.Settings) { s.Mode = site.ModeAll }, nil)
	st := w.Site(t, "news")
	p := root(t, w, "hiền lành")
	if _, err := w.Moderation.Act(t.Context(), st, decide(moderation.Publish, p.Comment.ID)); err != nil {
		t.Fatal(err)
	}
	c, err := w.Comments.Edit(t.Context(), st, comment.Edit{ID: string(p.Comment.ID), Guest: p.Guest, Body: "bây giờ thì không"})
	if err != nil || c.Status != comment.Pending {
		t.Fatalf("%+v %v", c, err)
	}
	if got := list(t, w, comment.List{Page: "/a"}); len(got) != 0 {
		t.Errorf("public: %+v", got)
	}
}

func TestDeleteForgets(t *testing.T) {
	for _, by := range []moderation.Action{"", moderation.Delete, moderation.Reject} {
		t.Run("after a moderator's "+string(by), func(t *testing.T) { testDeleteForgets(t, by) })
	}
}

// testDeleteForgets lets an author delete what a moderator has done something
// with before, or has not with "".
func testDeleteForgets(t *testing.T, before moderation.Action) {
	w := world.New(t, func(s *site.Settings) { s.Email = true }, nil)
	st := w.Site(t, "news")
	post := world.Post(1, "CANARY-text")
	post.Name, post.Email = "CANARY-name", "canary@example.org"
	p := w.MustPost(t, post)
	decide := func(a moderation.Action) moderation.Outcome {
		t.Helper()
		out, err := w.Moderation.Act(t.Context(), st, moderation.Decision{Action: a, IDs: []string{string(p.Comment.ID)}})
		if err != nil {
			t.Fatal(err)
		}
		return out[0]
	}
	if before != "" {
		if out := decide(before); out.Err != nil {
			t.Fatal(out.Err)
		}
	}
	if err := w.Comments.Delete(t.Context(), st, string(p.Comment.ID), "", "A"+p.Guest[1:], nil); problem.CodeOf(err) != problem.CommentUnknown && p.Guest[0] != 'A' {
		t.Errorf("with another token: %v", err)
	}
	for range 2 { // again is no error
		if err := w.Comments.Delete(t.Context(), st, string(p.Comment.ID), "", p.Guest, nil); err != nil {
			t.Fatal(err)
		}
	}
	if got := list(t, w, comment.List{Page: "/a"}); len(got) != 0 {
		t.Errorf("public: %+v", got)
	}
	for _, k := range []table.Key{
		{PK: "c#news#/a", SK: string(p.Comment.ID)}, {PK: "h#news#/a", SK: string(p.Comment.ID)}, {PK: "x#news#" + string(p.Comment.ID), SK: "-"},
	} {
		got, err := w.DB.Get(t.Context(), table.Get{Keys: []table.Key{k}})
		if err != nil {
			t.Fatal(err)
		}
		for name, v := range got.Items[0] {
			if strings.Contains(strings.ToLower(v.Raw()), "canary") {
				t.Errorf("%v still has %s", k, name)
			}
		}
	}
	if _, err := w.Comments.Edit(t.Context(), st, comment.Edit{ID: string(p.Comment.ID), Guest: p.Guest, Body: "x"}); problem.CodeOf(err) != problem.CommentUnknown {
		t.Errorf("edit after delete: %v", err)
	}
	for _, a := range []moderation.Action{moderation.Restore, moderation.Undo, moderation.Publish} {
		if out := decide(a); problem.CodeOf(out.Err) != problem.CommentUnknown {
			t.Errorf("%s after delete: %+v", a, out)
		}
	}
}

func TestMarkerStaysWhileRepliesLive(t *testing.T) {
	for _, folded := range []bool{true, false} {
		t.Run(fmt.Sprint("folded ", folded), func(t *testing.T) {
			w := world.New(t, nil, nil)
			st := w.Site(t, "news")
			r := root(t, w, "gốc")
			a := reply(t, w, r.Comment.ID, "đáp")
			b := reply(t, w, a.Comment.ID, "đáp của đáp")
			if folded {
				w.Fold(t)
			}
			del := func(p comment.Posted) {
				t.Helper()
				if err := w.Comments.Delete(t.Context(), st, string(p.Comment.ID), "/a", p.Guest, nil); err != nil {
					t.Fatal(err)
				}
				if folded {
					w.Fold(t)
				}
			}
			check := func(want ...comment.Status) {
				t.Helper()
				got := list(t, w, comment.List{Page: "/a"})
				if len(got) != len(want) {
					t.Fatalf("%d comments, want %v: %+v", len(got), want, got)
				}
				for i, c := range got {
					if c.Status != want[i] || (c.Status == comment.Deleted) != (c.HTML == "" && c.Author.Name == "") {
						t.Errorf("comment %d is %+v, want %s", i, c, want[i])
					}
				}
			}
			del(r)
			check(comment.Deleted, comment.Published, comment.Published)
			del(a)
			check(comment.Deleted, comment.Deleted, comment.Published)
			if _, err := w.Comments.Post(t.Context(), st, comment.Post{Page: "/a", Parent: string(a.Comment.ID), Name: "x", Body: "x", Address: world.Address(1)}); problem.CodeOf(err) != problem.ParentUnknown {
				t.Errorf("reply to a deleted comment: %v", err)
			}
			del(b)
			check()
			w.Fold(t)
			if out, err := w.Comments.List(t.Context(), st, comment.List{Page: "/a"}); err != nil || out.Page.Comments != 0 {
				t.Errorf("%d comments counted, %v", out.Page.Comments, err)
			}
		})
	}
}

func TestRacingChangesLeaveOneState(t *testing.T) {
	w := world.New(t, nil, nil)
	st := w.Site(t, "news")
	p := root(t, w, "tranh nhau")
	var wg sync.WaitGroup
	for i := range 50 {
		wg.Go(func() {
			var err error
			switch i % 3 {
			case 0:
				_, err = w.Comments.Edit(t.Context(), st, comment.Edit{ID: string(p.Comment.ID), Guest: p.Guest, Body: fmt.Sprint("sửa ", i)})
			case 1:
				_, err = w.Moderation.Act(t.Context(), st, decide(moderation.Spam, p.Comment.ID))
			default:
				_, err = w.Moderation.Act(t.Context(), st, decide(moderation.Publish, p.Comment.ID))
			}
			if c := problem.CodeOf(err); c != "" && c != problem.CommentChanged {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	f, err := w.Store.Find(t.Context(), "news", "/a", p.Comment.ID)
	if err != nil {
		t.Fatal(err)
	}
	w.Fold(t)
	out, err := w.Comments.List(t.Context(), st, comment.List{Page: "/a"})
	if err != nil {
		t.Fatal(err)
	}
	public := int64(0)
	if f.Comment.Status == comment.Published {
		public = 1
	}
	if out.Page.Comments != public || int64(len(out.Comments)) != public {
		t.Errorf("status %s, counted %d, listed %d", f.Comment.Status, out.Page.Comments, len(out.Comments))
	}
}
