package moderation_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"kibitz/internal/comment"
	"kibitz/internal/moderation"
	"kibitz/internal/problem"
	"kibitz/internal/site"
	"kibitz/internal/table"
	"kibitz/internal/table/tabletest"
	"kibitz/internal/testkit/world"
)

var desk = moderation.Actor{ID: "abc", Name: "Tòa soạn"}

func edit(t *testing.T, w *world.World, c comment.Comment, version int, text string) comment.Comment {
	t.Helper()
	out, _, err := w.Moderation.Edit(t.Context(), w.Site(t, "news"), moderation.EditRequest{ID: string(c.ID), Version: version, Text: text, By: desk})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func found(t *testing.T, w *world.World, id comment.ID) comment.Found {
	t.Helper()
	f, err := w.Store.Find(t.Context(), "news", "", id)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestEditsAreTakenBack edits twice, in every status, and takes the last edit
// back to the text, the mark and the time that were there.
func TestEditsAreTakenBack(t *testing.T) {
	w := world.New(t, func(s *site.Settings) { s.Mode = site.ModeAll }, nil)
	for i, status := range statuses {
		p := bring(t, w, status, i)
		v := int(found(t, w, p.Comment.ID).Comment.Version)
		w.Clock.Advance(time.Minute)
		one := edit(t, w, p.Comment, v, "một")
		w.Clock.Advance(time.Minute)
		edit(t, w, p.Comment, v+1, "hai")
		if out := act(t, w, moderation.Undo, p.Comment.ID); out.Err != nil || out.Version != int64(v+3) {
			t.Fatalf("%s: %+v", status, out)
		}
		f := found(t, w, p.Comment.ID)
		if f.Private.Source != "một" || f.Private.Former != nil || f.Comment.HTML != "<p>một</p>\n" ||
			!f.Comment.EditedByStaff || !f.Comment.Edited.Equal(one.Edited) || f.Comment.Status != status {
			t.Errorf("%s: %+v", status, f)
		}
		if out := act(t, w, moderation.Undo, p.Comment.ID); out.Err != nil || out.Version != int64(v+3) {
			t.Errorf("%s: undone twice: %+v", status, out)
		}
	}
}

// TestEditedByStaff: the author keeps the comment, cannot put the text back, and
// can make all of it forgotten, the former text too.
func TestEditedByStaff(t *testing.T) {
	w := world.New(t, nil, nil)
	p := w.MustPost(t, world.Post(1, "canary-former"))
	edit(t, w, p.Comment, 1, "canary-edited")
	st, id := w.Site(t, "news"), string(p.Comment.ID)
	_, err := w.Comments.Edit(t.Context(), st, comment.Edit{ID: id, Guest: p.Guest, Body: "canary-former"})
	wantCode(t, err, problem.EditExpired, "")
	if c := found(t, w, p.Comment.ID).Comment; c.Author != p.Comment.Author {
		t.Errorf("%+v", c.Author)
	}
	if err := w.Comments.Delete(t.Context(), st, id, "", p.Guest, nil); err != nil {
		t.Fatal(err)
	}
	items, err := w.DB.Get(t.Context(), table.Get{Keys: []table.Key{{PK: "x#news#" + id, SK: "-"}, {PK: "c#news#/a", SK: id}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, it := range items.Items {
		for name, v := range it {
			if strings.Contains(v.Str(), "canary") {
				t.Errorf("%s is %q", name, v.Str())
			}
		}
	}
	for _, e := range log(t, w, moderation.AuditList{Comment: id}) {
		for _, c := range e.Changes {
			if strings.Contains(c.Old+c.New, "canary") || len(c.New) != 64 || c.Old == c.New {
				t.Errorf("%+v", c)
			}
		}
	}
}

// TestWritingThroughFaults fails each call of an edit, of taking it back, and of
// a reply in every way, and sends it again.
func TestWritingThroughFaults(t *testing.T) {
	want := []moderation.Action{moderation.Reply, moderation.Edit, moderation.Undo, moderation.Edit}
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
				again := func(do func() error) {
					t.Helper()
					w.Clock.Advance(time.Second)
					if do() == nil {
						return
					}
					if err := do(); err != nil {
						t.Fatalf("call %d: %v", n, err)
					}
				}
				change := func(version int, text string) func() error {
					return func() error {
						_, _, err := w.Moderation.Edit(t.Context(), st, moderation.EditRequest{ID: id, Version: version, Text: text, By: desk})
						return err
					}
				}
				f.On(tabletest.Calls, n, fault)
				again(change(1, "một"))
				w.Clock.Advance(time.Second)
				mustAct(t, w, st, moderation.Decision{IDs: []string{id}, Versions: []int{2}, Action: moderation.Undo, By: desk})
				again(change(3, "hai"))
				var reply comment.Comment
				again(func() (err error) {
					reply, err = w.Moderation.Reply(t.Context(), st, moderation.ReplyRequest{ID: id, Text: "cảm ơn", By: desk})
					return err
				})
				done := f.Heal() > 0
				var got []moderation.Action
				for _, e := range log(t, w, moderation.AuditList{}) {
					got = append(got, e.Action)
				}
				if !slices.Equal(got, want) {
					t.Errorf("call %d: %v", n, got)
				}
				l, err := w.Comments.List(t.Context(), st, comment.List{Page: "/a"})
				if err != nil || len(l.Comments) != 2 || l.Comments[0].HTML != "<p>hai</p>\n" || l.Comments[1].ID != reply.ID {
					t.Errorf("call %d: %+v, %v", n, l.Comments, err)
				}
				if e, _, err := w.Store.Entry(t.Context(), "news", reply.Decision); err != nil || e.Comment != reply.ID || e.From != "" || e.To != comment.Published {
					t.Errorf("call %d: %+v, %v", n, e, err)
				}
				if done {
					return // no call was left to fail
				}
			}
		})
	}
}

// TestRepliesOfTheNewsroom: the same words of another moderator, or later, are
// another reply; of the same one at once they are not.
func TestRepliesOfTheNewsroom(t *testing.T) {
	w := world.New(t, nil, nil)
	parent := w.MustPost(t, world.Post(1, "lời")).Comment
	reply := func(by moderation.Actor) (comment.Comment, error) {
		return w.Moderation.Reply(t.Context(), w.Site(t, "news"), moderation.ReplyRequest{ID: string(parent.ID), Text: "cảm ơn", By: by})
	}
	seen := map[comment.ID]bool{}
	for _, later := range []time.Duration{0, time.Second, time.Minute} {
		w.Clock.Advance(later)
		for _, by := range []moderation.Actor{desk, {ID: "def", Name: "Tòa soạn"}} {
			c, err := reply(by)
			if err != nil || c.Author.Badge != "newsroom" || c.Author.Name != by.Name || c.Page != "/a" {
				t.Fatalf("%+v, %v", c, err)
			}
			seen[c.ID] = true
		}
	}
	if len(seen) != 4 {
		t.Errorf("%d replies, want 4", len(seen))
	}
	_, err := reply(moderation.Actor{ID: "x", Name: strings.Repeat("x", 300)})
	wantCode(t, err, problem.NameInvalid, "")
	w.Fold(t)
	l, err := w.Comments.List(t.Context(), w.Site(t, "news"), comment.List{Page: "/a"})
	if err != nil || len(l.Comments) != 5 || l.Page.Comments != 5 || l.Comments[0].Replies != 4 {
		t.Errorf("%d comments, counted %d, %v", len(l.Comments), l.Page.Comments, err)
	}
}
