package store_test

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"testing"

	"kibitz/internal/comment"
	"kibitz/internal/engagement"
	"kibitz/internal/moderation"
	"kibitz/internal/store"
	"kibitz/internal/testkit/world"
)

// guest is the token of reader n.
func guest(n int) string {
	raw := make([]byte, 32)
	raw[0] = byte(n)
	return base64.RawURLEncoding.EncodeToString(raw)
}

func TestVoteBudgets(t *testing.T) {
	w, long := budgetWorld(t)
	st := w.Site(t, "news")
	ctx := t.Context()
	newest, err := w.Comments.List(ctx, st, comment.List{Page: "/big", Limit: 40})
	if err != nil {
		t.Fatal(err)
	}
	var roots []comment.ID
	for _, c := range newest.Comments {
		roots = append(roots, c.ID)
	}
	thread, err := w.Comments.List(ctx, st, comment.List{Page: "/long", Root: string(long), Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	late := thread.Comments[len(thread.Comments)-1].ID // in the overflow
	answer := string(thread.Comments[1].ID)
	on := func(page string, id comment.ID, reader, value int) func() error {
		return func() error {
			_, err := w.Comments.Vote(ctx, st, comment.Vote{ID: string(id), Page: page, Value: value, Guest: guest(reader), Address: world.Address(reader)})
			return err
		}
	}
	vote := func(i, reader, value int) func() error { return on("/big", roots[i], reader, value) }
	for i := range 30 {
		if err := vote(i, 2, 1)(); err != nil {
			t.Fatal(err)
		}
	}
	w.Fold(t)
	another := *w
	another.Store = store.New(w.Meter, w.Clock.Now, rand.Reader)
	another.Comments = comment.NewService(another.Store, w.Sites, w.Clock.Now, rand.Reader)
	react := func(name string) func() error {
		return func() error {
			_, err := w.Engagement.React(ctx, st, engagement.React{Page: "/big", Name: name, Guest: guest(3), Address: world.Address(3)})
			return err
		}
	}
	if err := react("love")(); err != nil { // the page is known from here on
		t.Fatal(err)
	}
	list := func(page string) func() error {
		return func() error {
			_, err := w.Comments.List(ctx, st, comment.List{Page: page, Order: comment.Top, Limit: 25})
			return err
		}
	}
	hold(t, w, []operation{
		{"list 25, top, of single roots", list("/big"), budget{13.5, 0, 26}},
		{"list 25, top, nobody has voted", list("/long"), budget{3, 0, 3}},
		{"first vote of a reader on a page", vote(0, 1, 1), budget{0, 6, 1}},
		{"vote", vote(1, 1, 1), budget{0, 4, 1}},
		{"the same vote again", vote(1, 1, 1), budget{0, 4, 1}},
		{"vote taken back", vote(1, 1, 0), budget{0, 4, 1}},
		{"vote changed", vote(0, 1, -1), budget{0, 8, 2}},
		{"first vote on a page, on a reply in the overflow", on("/long", late, 1, 1), budget{0, 12, 2}},
		{"vote of a reader whom another process knows", func() error {
			_, err := another.Comments.Vote(ctx, st, comment.Vote{ID: string(roots[2]), Page: "/big", Value: 1, Guest: guest(1), Address: world.Address(1)})
			return err
		}, budget{0, 10, 2}},
		{"my votes", func() error { _, err := w.Comments.Votes(ctx, st, "/big", guest(1), nil); return err }, budget{1, 0, 1}},
		{"reaction changed", react("useful"), budget{0, 8, 2}},
		{"the same reaction again", react("useful"), budget{0, 4, 1}},
		{"reaction taken back", react(""), budget{1, 4, 2}},
		{"report", func() error {
			_, err := w.Comments.Report(ctx, st, comment.Report{
				ID: string(roots[0]), Page: "/big", Reason: comment.ReasonSpam, Note: text, Guest: guest(4), Address: world.Address(4),
			})
			return err
		}, budget{2, 9, 2}},
		{"report as against the law", func() error {
			_, err := w.Comments.Report(ctx, st, comment.Report{
				ID: answer, Page: "/long", Reason: comment.ReasonIllegal, Note: text, Guest: guest(4), Address: world.Address(4),
			})
			return err
		}, budget{11, 16, 3}},
		{"evidence", func() error {
			e, err := w.Moderation.Evidence(ctx, st, answer, moderation.Actor{ID: "abc"})
			if err == nil && len(e.Snapshots) != 1 {
				err = fmt.Errorf("%+v", e)
			}
			return err
		}, budget{16, 3, 7}},
	})
}
