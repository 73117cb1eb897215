package comment_test

import (
	crand "crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"kibitz/internal/comment"
	"kibitz/internal/moderation"
	"kibitz/internal/problem"
	"kibitz/internal/site"
	"kibitz/internal/store"
	"kibitz/internal/table"
	"kibitz/internal/table/tabletest"
	"kibitz/internal/testkit/world"
)

// voter is the guest token of reader n.
func voter(n int) string {
	raw := make([]byte, 32)
	raw[0], raw[1] = byte(n), byte(n>>8)
	return base64.RawURLEncoding.EncodeToString(raw)
}

func vote(t *testing.T, w *world.World, id comment.ID, n, value int) error {
	t.Helper()
	_, err := w.Comments.Vote(t.Context(), w.Site(t, "news"), comment.Vote{
		ID: string(id), Page: "/a", Value: value, Guest: voter(n), Address: world.Address(n),
	})
	return err
}

func mustVote(t *testing.T, w *world.World, id comment.ID, n, value int) {
	t.Helper()
	if err := vote(t, w, id, n, value); err != nil {
		t.Fatalf("vote %d of reader %d: %v", value, n, err)
	}
}

// stand returns a comment's votes in whatever place it lies.
func stand(t *testing.T, w *world.World, id comment.ID) (up, down int) {
	t.Helper()
	f, err := w.Store.Find(t.Context(), "news", "/a", id)
	if err != nil {
		t.Fatal(err)
	}
	return f.Comment.Up, f.Comment.Down
}

func wantVotes(t *testing.T, w *world.World, id comment.ID, up, down int) {
	t.Helper()
	if gotUp, gotDown := stand(t, w, id); gotUp != up || gotDown != down {
		t.Errorf("%d for and %d against, want %d and %d", gotUp, gotDown, up, down)
	}
}

func TestVoteIsOneAVoter(t *testing.T) {
	w := world.New(t, func(s *site.Settings) { s.Limits = true }, nil)
	c := root(t, w, "gốc").Comment.ID
	for _, step := range []struct{ reader, value, up, down int }{
		{1, 1, 1, 0}, {1, 1, 1, 0}, {2, 1, 2, 0}, {1, -1, 1, 1}, {1, -1, 1, 1}, {3, 0, 1, 1},
		{2, 0, 0, 1}, {2, 0, 0, 1}, {1, 0, 0, 0}, {1, 0, 0, 0}, {1, 1, 1, 0},
	} {
		mustVote(t, w, c, step.reader, step.value)
		wantVotes(t, w, c, step.up, step.down)
	}
}

func TestParallelVotesCountOnce(t *testing.T) {
	const requests = 200
	for name, reader := range map[string]func(i int) int{
		"one reader":      func(int) int { return 1 },
		"as many readers": func(i int) int { return i },
	} {
		t.Run(name, func(t *testing.T) {
			w := world.New(t, func(s *site.Settings) { s.Limits = true }, nil)
			c := root(t, w, "gốc").Comment.ID
			readers := map[int]bool{}
			var wg sync.WaitGroup
			for i := range requests {
				readers[reader(i)] = true
				wg.Go(func() {
					if err := vote(t, w, c, reader(i), 1); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			wantVotes(t, w, c, len(readers), 0)
		})
	}
}

// TestParallelChangesOfMind: whatever of a reader's contrary requests comes
// last, the number is what the reader's item says.
func TestParallelChangesOfMind(t *testing.T) {
	w := world.New(t, func(s *site.Settings) { s.Limits = true }, nil)
	c := root(t, w, "gốc").Comment.ID
	var wg sync.WaitGroup
	for range 200 {
		wg.Go(func() {
			err := vote(t, w, c, rand.IntN(3), rand.IntN(3)-1)
			if err != nil && !errors.Is(err, table.ErrConflict) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	up, down := recount(t, w, c, 3)
	wantVotes(t, w, c, up, down)
}

// recount adds up what the first readers say of a comment.
func recount(t *testing.T, w *world.World, id comment.ID, readers int) (up, down int) {
	t.Helper()
	for n := range readers {
		v, err := w.Comments.Votes(t.Context(), w.Site(t, "news"), "/a", voter(n), nil)
		if err != nil {
			t.Fatal(err)
		}
		switch v.Comments[id] {
		case 1:
			up++
		case -1:
			down++
		}
	}
	return up, down
}

func TestVotesThroughFaults(t *testing.T) {
	w, f := faultyWorld(t)
	p := root(t, w, "gốc")
	if _, err := w.Moderation.Act(t.Context(), w.Site(t, "news"), decide(moderation.Publish, p.Comment.ID)); err != nil {
		t.Fatal(err)
	}
	runs := 0
	eachFault(t, w, f, func(t *testing.T, run int) error {
		runs = run
		if err := vote(t, w, p.Comment.ID, run, -1); err != nil {
			return err
		}
		return vote(t, w, p.Comment.ID, run, 1)
	})
	wantVotes(t, w, p.Comment.ID, runs, 0)
}

func TestVotesGoWithTheComment(t *testing.T) {
	w := world.New(t, nil, nil)
	st := w.Site(t, "news")
	r := root(t, w, "gốc")
	a := reply(t, w, r.Comment.ID, "đáp")
	for n := range 3 {
		mustVote(t, w, r.Comment.ID, n, 1)
		mustVote(t, w, a.Comment.ID, n, -1)
	}
	for _, id := range []comment.ID{r.Comment.ID, a.Comment.ID} {
		for _, action := range []moderation.Action{moderation.Reject, moderation.Spam, moderation.Restore, moderation.Delete, moderation.Publish} {
			if out, err := w.Moderation.Act(t.Context(), st, decide(action, id)); err != nil || out[0].Err != nil {
				t.Fatal(action, err, out)
			}
			w.Fold(t)
		}
	}
	wantVotes(t, w, r.Comment.ID, 3, 0)
	wantVotes(t, w, a.Comment.ID, 0, 3)
	if _, err := w.Comments.Edit(t.Context(), st, comment.Edit{ID: string(r.Comment.ID), Guest: r.Guest, Body: "sửa"}); err != nil {
		t.Fatal(err)
	}
	wantVotes(t, w, r.Comment.ID, 3, 0)

	if _, err := w.Moderation.Act(t.Context(), st, decide(moderation.Reject, r.Comment.ID)); err != nil {
		t.Fatal(err)
	}
	got := list(t, w, comment.List{Page: "/a"})
	if got[0].Status != comment.Deleted || got[0].Up != 0 || got[0].Down != 0 {
		t.Errorf("a marker has votes: %+v", got[0])
	}
	for _, value := range []int{1, -1, 0} {
		if err := vote(t, w, r.Comment.ID, 1, value); problem.CodeOf(err) != problem.CommentUnknown {
			t.Errorf("vote %d on a marker: %v", value, err)
		}
	}
}

// TestVoteMeetsMove: a vote is stored between the read and the write of a
// decision, so it must go with the comment.
func TestVoteMeetsMove(t *testing.T) {
	var f *tabletest.Faulty
	w := world.New(t, nil, func(inner table.Table) table.Table {
		f = tabletest.NewFaulty(inner)
		return f
	})
	st := w.Site(t, "news")
	c := root(t, w, "gốc").Comment.ID
	mustVote(t, w, c, 1, 1)
	act := func(action moderation.Action) error {
		out, err := w.Moderation.Act(t.Context(), st, decide(action, c))
		return errors.Join(err, firstErr(out))
	}
	f.On(tabletest.Writes, 1, tabletest.Before(func() {
		f.Heal()
		mustVote(t, w, c, 2, 1)
		mustVote(t, w, c, 3, -1)
	}))
	if err := act(moderation.Reject); err != nil {
		t.Fatal(err)
	}
	wantVotes(t, w, c, 2, 1)
	if err := act(moderation.Publish); err != nil {
		t.Fatal(err)
	}
	wantVotes(t, w, c, 2, 1)

	// Voted on at every try, it stays where it is, and nothing is lost.
	beside := store.New(w.DB, w.Clock.Now, crand.Reader)
	late := 0
	f.On(tabletest.Writes, 0, tabletest.Before(func() {
		late++
		b := comment.Ballot{Site: "news", Page: "/a", Voter: fmt.Sprint("late-", late), ID: c, Value: 1}
		if err := beside.Vote(t.Context(), b); err != nil {
			t.Error(err)
		}
	}))
	if err := act(moderation.Reject); !errors.Is(err, table.ErrConflict) {
		t.Errorf("a decision that never met a quiet moment: %v", err)
	}
	f.Heal()
	wantVotes(t, w, c, 2+late, 1)
	if got := list(t, w, comment.List{Page: "/a"}); len(got) != 1 || got[0].Up != 2+late {
		t.Errorf("listed %+v", got)
	}
}
