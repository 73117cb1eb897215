package fold_test

import (
	"context"
	"fmt"
	"reflect"
	"testing"

	"kibitz/internal/comment"
	"kibitz/internal/fold"
	"kibitz/internal/moderation"
	"kibitz/internal/site"
	"kibitz/internal/spam"
	"kibitz/internal/table"
	"kibitz/internal/testkit/world"
)

// TestModelLearnsOnce decides on comments, folds each batch twice and in parts,
// takes decisions back, and compares with a model that was taught by hand.
func TestModelLearnsOnce(t *testing.T) {
	w := world.New(t, func(s *site.Settings) { s.Mode = site.ModeAll }, nil)
	want := &spam.Model{}
	by := moderation.Actor{ID: "a", Name: "Minh"}
	decide := func(a moderation.Action, ids ...string) {
		t.Helper()
		outcomes, err := w.Moderation.Act(t.Context(), w.Site(t, "news"), moderation.Decision{IDs: ids, Action: a, By: by})
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range outcomes {
			if o.Err != nil {
				t.Fatal(o.Err)
			}
		}
	}
	var at table.Position
	foldTwice := func() {
		t.Helper()
		changes := w.Changes(t, &at)
		for _, part := range [][]table.Change{changes[:len(changes)/2], changes, changes[len(changes)/3:]} {
			if err := fold.Apply(t.Context(), w.Store, part); err != nil {
				t.Fatal(err)
			}
		}
	}
	var ids, texts []string
	for i := range 12 {
		texts = append(texts, fmt.Sprintf("bình luận số %d về giá vé phà %d", i, i*i))
		ids = append(ids, string(w.MustPost(t, world.Post(i, texts[i])).Comment.ID))
	}
	say := func(i int) spam.Text { return spam.Text{Source: texts[i]} }

	decide(moderation.Publish, ids[:6]...)
	decide(moderation.Spam, ids[6:9]...)
	decide(moderation.Reject, ids[9])
	decide(moderation.Delete, ids[10])
	for i := range 6 {
		want.Learn(say(i), false)
	}
	for i := 6; i < 10; i++ {
		want.Learn(say(i), true)
	}
	foldTwice()
	decide(moderation.Undo, ids[0], ids[6]) // these teach nothing any more
	want.Unlearn(say(0), false)
	want.Unlearn(say(6), true)
	decide(moderation.Spam, ids[1]) // and this one both
	want.Learn(say(1), true)
	foldTwice()

	got, err := w.Store.Model(t.Context(), "news")
	if err != nil {
		t.Fatal(err)
	}
	got.Version = 0
	if !reflect.DeepEqual(got, want) {
		t.Errorf("learned %d good and %d bad, want %d and %d, or other words", got.Good, got.Bad, want.Good, want.Bad)
	}
	other, err := w.Store.Model(t.Context(), "other")
	if err != nil || !reflect.DeepEqual(other, &spam.Model{}) {
		t.Errorf("another site learned something, %v", err)
	}
}

// TestClassifierHolds: once enough was decided, what reads like spam waits, with
// the words that say so; where the setting is off, it does not.
func TestClassifierHolds(t *testing.T) {
	w := world.New(t, func(s *site.Settings) { s.Classifier = true }, nil)
	w.AddSite(t, "other", "https://other.example", nil)
	by := moderation.Actor{ID: "a", Name: "Minh"}
	post := func(n int, text string) comment.Posted { return w.MustPost(t, world.Post(n, text)) }
	for i := range spam.MinDecisions / 2 {
		bad := post(i, fmt.Sprint("vay tiền nhanh lãi thấp hồ sơ ", i))
		good := post(1000+i, fmt.Sprint("cảm ơn tòa soạn bài viết rất hay ", i))
		for action, id := range map[moderation.Action]comment.ID{moderation.Spam: bad.Comment.ID, moderation.Publish: good.Comment.ID} {
			if action == moderation.Publish { // it is public: a moderator had taken it away
				if _, err := w.Moderation.Act(t.Context(), w.Site(t, "news"), moderation.Decision{IDs: []string{string(id)}, Action: moderation.Delete, By: by}); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := w.Moderation.Act(t.Context(), w.Site(t, "news"), moderation.Decision{IDs: []string{string(id)}, Action: action, By: by}); err != nil {
				t.Fatal(err)
			}
		}
	}
	w.Fold(t)
	w.Clock.Advance(2 * 60 * 1e9) // what a process keeps is read again
	held := post(5000, "Ai cần VAY TIỀN lãi thấp không")
	if held.Comment.Status != comment.Pending || held.Comment.Held != "classifier" {
		t.Errorf("like spam: %s, held by %q", held.Comment.Status, held.Comment.Held)
	}
	found, err := w.Store.Find(context.Background(), "news", "", held.Comment.ID)
	if err != nil {
		t.Fatal(err)
	}
	last := found.Private.Trace[len(found.Private.Trace)-2] // before the mode
	if last.Name != "classifier" || len(last.Matched) == 0 || len(last.Matched) > 5 {
		t.Errorf("trace has %+v", last)
	}
	if ok := post(5001, "Bài viết hay, cảm ơn"); ok.Comment.Status != comment.Published {
		t.Errorf("unlike spam: %s, held by %q", ok.Comment.Status, ok.Comment.Held)
	}
	elsewhere, err := w.Comments.Post(t.Context(), w.Site(t, "other"), comment.Post{Page: "/a", Name: "x", Body: "vay tiền nhanh lãi thấp", Address: world.Address(1)})
	if err != nil || elsewhere.Comment.Status != comment.Published {
		t.Errorf("on another site: %s, %v", elsewhere.Comment.Status, err)
	}
}
