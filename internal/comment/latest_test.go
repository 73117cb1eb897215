package comment_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"kibitz/internal/comment"
	"kibitz/internal/moderation"
	"kibitz/internal/testkit/seed"
	"kibitz/internal/testkit/world"
)

func latestOfPage(t *testing.T, w *world.World, page string) []comment.ID {
	t.Helper()
	l, err := w.Comments.LatestOfPage(t.Context(), w.Site(t, "news"), page)
	if err != nil {
		t.Fatal(err)
	}
	return ids(l.Comments)
}

// TestLatestOfPage posts into threads at random places, some of them long,
// and expects the last comments whatever thread they are in.
func TestLatestOfPage(t *testing.T) {
	w := world.New(t, nil, nil)
	var all, roots []comment.ID
	if got := latestOfPage(t, w, "/a"); len(got) != 0 {
		t.Errorf("an unknown page has %v", got)
	}
	for i := range 4 * comment.ThreadCap {
		switch {
		case i%9 == 0:
			roots = append(roots, root(t, w, fmt.Sprint("gốc ", i)).Comment.ID)
			all = append(all, roots[len(roots)-1])
		case i%3 == 0:
			all = append(all, reply(t, w, roots[i%len(roots)], fmt.Sprint("đáp ", i)).Comment.ID)
		default: // one of two threads that grow past the cap
			all = append(all, reply(t, w, roots[i%min(2, len(roots))], fmt.Sprint("đáp ", i)).Comment.ID)
		}
		w.Fold(t)
		want := slices.Clone(all[max(0, len(all)-comment.MaxLatest):])
		slices.Reverse(want)
		if got := latestOfPage(t, w, "/a"); !slices.Equal(got, want) {
			t.Fatalf("after %d: %v, want %v", i+1, got, want)
		}
	}
	if err := w.Alias(t.Context(), "news", "/b", "/a"); err != nil {
		t.Fatal(err)
	}
	if got := latestOfPage(t, w, "/b"); !slices.Equal(got, latestOfPage(t, w, "/a")) {
		t.Errorf("the alias has %v", got)
	}
}

// TestLatestOfSite posts each comment to another page, which is the dearest way;
// what a moderator takes away is in no list of what was published.
func TestLatestOfSite(t *testing.T) {
	w := world.New(t, nil, nil)
	st := w.Site(t, "news")
	var want []comment.ID
	for i := range 2 * comment.MaxLatest {
		w.Clock.Advance(time.Second)
		p := world.Post(i, fmt.Sprint("lời ", i))
		p.Page, p.URL = fmt.Sprint("/p/", i), fmt.Sprint("https://news.example/p/", i)
		c := w.MustPost(t, p).Comment
		if i%5 == 0 {
			if _, err := w.Moderation.Act(t.Context(), st, decide(moderation.Spam, c.ID)); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want = append(want, c.ID)
	}
	slices.Reverse(want)
	w.Meter.Reset()
	l, err := w.Comments.LatestOfSite(t.Context(), st)
	if err != nil {
		t.Fatal(err)
	}
	if u := w.Meter.Units(); u.Read > 4+comment.MaxLatest*0.5 {
		t.Errorf("%v read units", u.Read)
	}
	if got := ids(l.Comments); !slices.Equal(got, want[:comment.MaxLatest]) {
		t.Errorf("%v, want %v", got, want)
	}
	for _, c := range l.Comments {
		if on := l.Pages[c.Page]; on.Page != c.Page || on.URL != "https://news.example"+c.Page || on.Title != "Bài viết" {
			t.Errorf("%s is on %+v", c.Page, on)
		}
	}
}

// TestLatestOfManyThreads: a page that is longer than what is looked through.
func TestLatestOfManyThreads(t *testing.T) {
	w := world.New(t, nil, nil)
	r := root(t, w, "gốc").Comment.ID
	if err := seed.Copies(t.Context(), w.DB, "news", "/a", string(r), 500, 100, w.Clock.Now()); err != nil {
		t.Fatal(err)
	}
	newest := reply(t, w, r, "đáp").Comment.ID
	got := latestOfPage(t, w, "/a")
	if len(got) != comment.MaxLatest || got[0] != newest || got[1] != r {
		t.Errorf("%v", got)
	}
}
