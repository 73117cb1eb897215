package moderation_test

import (
	"slices"
	"testing"

	"kibitz/internal/comment"
	"kibitz/internal/moderation"
	"kibitz/internal/page"
	"kibitz/internal/problem"
	"kibitz/internal/testkit/world"
)

// pinned returns the comments at the top of page /a, in every order the same.
func pinned(t *testing.T, w *world.World) (ids []comment.ID) {
	t.Helper()
	for i, order := range []comment.Order{comment.Newest, comment.Oldest, comment.Top} {
		l, err := w.Comments.List(t.Context(), w.Site(t, "news"), comment.List{Page: "/a", Order: order})
		if err != nil {
			t.Fatal(err)
		}
		var got []comment.ID
		for _, c := range l.Pinned {
			got = append(got, c.ID)
		}
		if i > 0 && !slices.Equal(got, ids) {
			t.Errorf("pinned are %v in order %s, else %v", got, order, ids)
		}
		ids = got
	}
	return ids
}

// TestPins pins comments, and takes away the pin with the comment, by whomever
// it is taken away.
func TestPins(t *testing.T) {
	w := world.New(t, nil, nil)
	var posts []comment.Posted
	for i := range page.MaxPinned + 1 {
		posts = append(posts, bring(t, w, comment.Published, i))
	}
	want := func(n ...int) {
		t.Helper()
		var ids []comment.ID
		for _, i := range n {
			ids = append(ids, posts[i].Comment.ID)
		}
		if got := pinned(t, w); !slices.Equal(got, ids) {
			t.Errorf("pinned are %v, want %v", got, ids)
		}
	}
	do := func(a moderation.Action, i int) moderation.Outcome {
		t.Helper()
		return act(t, w, a, posts[i].Comment.ID)
	}
	for i := range page.MaxPinned {
		for range 2 { // twice is once
			if out := do(moderation.Pin, i); out.Err != nil || out.Version != 2 {
				t.Fatalf("%+v", out)
			}
		}
	}
	want(0, 1, 2)
	wantCode(t, do(moderation.Pin, 3).Err, problem.ListsFull, "")
	if es := log(t, w, moderation.AuditList{Comment: string(posts[0].Comment.ID)}); len(es) != 1 || es[0].Action != moderation.Pin || es[0].To != comment.Published {
		t.Errorf("%+v", es)
	}
	do(moderation.Undo, 0)
	want(1, 2)
	do(moderation.Reject, 1)
	want(2)
	do(moderation.Publish, 1)
	want(2)
	do(moderation.Pin, 3)
	want(3, 2)
	edited, err := w.Comments.Edit(t.Context(), w.Site(t, "news"), comment.Edit{ID: string(posts[3].Comment.ID), Guest: posts[3].Guest, Body: "lời khác"})
	if err != nil || edited.Pinned != 1 {
		t.Errorf("%+v, %v", edited, err)
	}
	want(3, 2)
	if err := w.Comments.Delete(t.Context(), w.Site(t, "news"), string(posts[3].Comment.ID), "", posts[3].Guest, nil); err != nil {
		t.Fatal(err)
	}
	want(2)
	do(moderation.Unpin, 2)
	want()
	do(moderation.Undo, 2)
	want(2)
	reply := world.Post(5, "trả lời")
	reply.Parent = string(posts[2].Comment.ID)
	wantCode(t, act(t, w, moderation.Pin, w.MustPost(t, reply).Comment.ID).Err, problem.ParameterInvalid, "ids")
	wantCode(t, act(t, w, moderation.Pin, bring(t, w, comment.Spam, 9).Comment.ID).Err, problem.ParameterInvalid, "ids")
	if out := act(t, w, moderation.Pin, "01ARZ3NDEKTSV4RRFFQ69G5FAV"); problem.CodeOf(out.Err) != problem.CommentUnknown {
		t.Errorf("%+v", out)
	}
}
