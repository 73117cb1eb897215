package comment_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"kibitz/internal/comment"
	"kibitz/internal/fold"
	"kibitz/internal/moderation"
	"kibitz/internal/table"
	"kibitz/internal/testkit/seed"
	"kibitz/internal/testkit/world"
)

// rootID is a made-up root, the greater the newer.
func rootID(n int) comment.ID { return comment.ID(fmt.Sprintf("01KJQ2W2Z0F7S0C3E2V3Q7%04d", n)) }

func TestStandingsAreRanked(t *testing.T) {
	best := []comment.Standing{ // by hand, with Wilson's formula
		{Root: rootID(1), Up: 500, Down: 20}, // 0.946
		{Root: rootID(2), Up: 100, Down: 10}, // 0.868
		{Root: rootID(3), Up: 10, Down: 0},   // 0.859
		{Root: rootID(4), Up: 40, Down: 5},   // 0.816
		{Root: rootID(5), Up: 5, Down: 0},    // 0.753
		{Root: rootID(8), Up: 1, Down: 0},    // 0.378
		{Root: rootID(7), Up: 1, Down: 0},    // as good, and older
		{Root: rootID(6), Up: 4, Down: 3},    // 0.343
	}
	left := []comment.Standing{
		{Root: rootID(20), Up: 0, Down: 0}, {Root: rootID(21), Up: 3, Down: 3}, {Root: rootID(22), Up: 90, Down: 100}, {Root: rootID(23), Down: 1},
	}
	for range 50 {
		var got comment.Standings
		all := slices.Concat(best, left, []comment.Standing{{Root: rootID(4), Up: 1000}, {Root: rootID(20), Up: 7}})
		rand.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		for _, s := range slices.Concat(all, best, left) { // the last word of each counts
			got = got.With(s)
		}
		if !slices.Equal(got, best) {
			t.Fatalf("got %v, want %v", got, best)
		}
	}
}

func TestSheetIsBounded(t *testing.T) {
	var sheet comment.Standings
	for n := range 3 * comment.MaxSheet {
		sheet = sheet.With(comment.Standing{Root: rootID(n), Up: 1 + n})
	}
	if len(sheet) != comment.MaxSheet || sheet[0].Up != 3*comment.MaxSheet || sheet[len(sheet)-1].Up != 2*comment.MaxSheet+1 {
		t.Errorf("%d roots from %+v to %+v", len(sheet), sheet[0], sheet[len(sheet)-1])
	}
}

// all lists a page in the top order to its end, limit by limit, and returns
// the roots in their order.
func all(t *testing.T, w *world.World, limit int) (roots []comment.ID, pages int) {
	t.Helper()
	l := comment.List{Page: "/a", Order: comment.Top, Limit: limit}
	for {
		out, err := w.Comments.List(t.Context(), w.Site(t, "news"), l)
		if err != nil {
			t.Fatal(err)
		}
		for i, c := range out.Comments {
			if !c.ID.IsReply() {
				roots = append(roots, c.ID)
			} else if out.Comments[i-1].ID.Root() != c.ID.Root() {
				t.Errorf("%s stands apart from its thread", c.ID)
			}
		}
		pages++
		if l.Cursor = out.Next; out.Next == "" {
			return roots, pages
		}
	}
}

// TestTopPagesNeitherRepeatNorHide: while nobody votes, the pages hold every
// thread once, the sheet's first and in its order.
func TestTopPagesNeitherRepeatNorHide(t *testing.T) {
	w := world.New(t, nil, nil)
	var made []comment.ID
	for i := range 60 {
		w.Clock.Advance(time.Second)
		r := root(t, w, fmt.Sprint("gốc ", i))
		for j := range i % 4 {
			reply(t, w, r.Comment.ID, fmt.Sprint(i, " đáp ", j))
		}
		for reader := range i % 7 {
			mustVote(t, w, r.Comment.ID, reader, 1-2*(i%5/4))
		}
		made = append(made, r.Comment.ID)
	}
	w.Fold(t)
	sheet, _, err := w.Store.Standings(t.Context(), "news", "/a")
	if err != nil || len(sheet) < 30 {
		t.Fatalf("%d in the sheet, %v", len(sheet), err)
	}
	var want []comment.ID
	for _, s := range sheet {
		want = append(want, s.Root)
	}
	for _, id := range slices.Backward(made) {
		if !slices.Contains(want, id) {
			want = append(want, id)
		}
	}
	for _, limit := range []int{1, 2, 7, 25, 100} {
		if got, pages := all(t, w, limit); !slices.Equal(got, want) {
			t.Errorf("limit %d, %d pages: got %v, want %v", limit, pages, got, want)
		}
	}
}

// TestRestBehindAFullSheet: where the newest hundred threads are all in the
// sheet, the rest is still found, in a few bounded steps.
func TestRestBehindAFullSheet(t *testing.T) {
	w := world.New(t, nil, nil)
	old := root(t, w, "cũ nhất")
	if err := seed.Copies(t.Context(), w.DB, "news", "/a", string(old.Comment.ID), 300, 100, w.Clock.Now()); err != nil {
		t.Fatal(err)
	}
	newest, err := w.Comments.List(t.Context(), w.Site(t, "news"), comment.List{Page: "/a", Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range newest.Comments {
		mustVote(t, w, c.ID, 1, 1)
	}
	w.Fold(t)
	roots, pages := all(t, w, 25)
	slices.Sort(roots)
	if n := len(roots); n != 301 || len(slices.Compact(roots)) != n {
		t.Errorf("%d roots, %d of them different, want 301", n, len(slices.Compact(roots)))
	}
	if pages > 15 {
		t.Errorf("%d pages", pages)
	}
}

func TestUnpublishedRootsLeaveTheSheet(t *testing.T) {
	w := world.New(t, nil, nil)
	st := w.Site(t, "news")
	a, b := root(t, w, "a"), root(t, w, "b")
	mustVote(t, w, a.Comment.ID, 1, 1)
	mustVote(t, w, a.Comment.ID, 2, 1)
	mustVote(t, w, b.Comment.ID, 1, 1)
	sheet := func() []comment.ID {
		t.Helper()
		w.Fold(t)
		s, _, err := w.Store.Standings(t.Context(), "news", "/a")
		if err != nil {
			t.Fatal(err)
		}
		var ids []comment.ID
		for _, r := range s {
			ids = append(ids, r.Root)
		}
		return ids
	}
	act := func(action moderation.Action, id comment.ID) {
		t.Helper()
		if out, err := w.Moderation.Act(t.Context(), st, decide(action, id)); err != nil || out[0].Err != nil {
			t.Fatal(err, out)
		}
	}
	for _, step := range []struct {
		name string
		do   func()
		want []comment.ID
	}{
		{"voted", func() {}, []comment.ID{a.Comment.ID, b.Comment.ID}},
		{"rejected", func() { act(moderation.Reject, a.Comment.ID) }, []comment.ID{b.Comment.ID}},
		{"published again", func() { act(moderation.Publish, a.Comment.ID) }, []comment.ID{a.Comment.ID, b.Comment.ID}},
		{"taken back", func() {
			if err := w.Comments.Delete(t.Context(), st, string(a.Comment.ID), "/a", a.Guest, nil); err != nil {
				t.Fatal(err)
			}
		}, []comment.ID{b.Comment.ID}},
	} {
		if step.do(); !slices.Equal(sheet(), step.want) {
			t.Errorf("%s: %v, want %v", step.name, sheet(), step.want)
		}
	}
}

// TestSheetFoldsOnce folds a history of votes again and again, in batches of
// every size, from the beginning and with a straggler that folds old batches
// late: the sheet is what the comments say.
func TestSheetFoldsOnce(t *testing.T) {
	w := world.New(t, nil, nil)
	var roots []comment.ID
	for i := range 5 {
		roots = append(roots, root(t, w, fmt.Sprint("gốc ", i)).Comment.ID)
	}
	for range 100 {
		mustVote(t, w, roots[rand.IntN(len(roots))], rand.IntN(8), rand.IntN(3)-1)
	}
	var want comment.Standings
	for _, id := range roots {
		up, down := stand(t, w, id)
		want = want.With(comment.Standing{Root: id, Up: up, Down: down})
	}
	var at table.Position
	changes := w.Changes(t, &at)
	check := func(when string) {
		t.Helper()
		got, _, err := w.Store.Standings(t.Context(), "news", "/a")
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v, %v", when, got, want, err)
		}
	}
	for range 5 {
		for rest := changes; len(rest) > 0; {
			n := 1 + rand.IntN(min(len(rest), 20))
			if err := fold.Apply(t.Context(), w.Store, rest[:n]); err != nil {
				t.Fatal(err)
			}
			rest = rest[n:]
		}
		check("after a whole history")
		from := rand.IntN(len(changes))
		late := changes[from : from+1+rand.IntN(len(changes)-from)]
		if err := fold.Apply(t.Context(), w.Store, late); err != nil {
			t.Fatal(err)
		}
		check("after a straggler")
	}
}
