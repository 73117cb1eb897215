package moderation_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"kibitz/internal/comment"
	"kibitz/internal/moderation"
	"kibitz/internal/site"
	"kibitz/internal/testkit/seed"
	"kibitz/internal/testkit/world"
)

func never() bool { return false }

// backtest runs a back-test in one go, or in as many as enough asks for.
func backtest(t testing.TB, w *world.World, b moderation.Backtest, enough func() bool) (sum moderation.BacktestResult, held []moderation.BacktestHeld) {
	t.Helper()
	for {
		seen := 0
		run, err := w.Moderation.Backtest(t.Context(), w.Site(t, "news"), b)
		if err != nil {
			t.Fatal(err)
		}
		r, err := run.Run(t.Context(), enough, moderation.BacktestReport{
			Progress: func(n, of int) error {
				if n <= seen || of < n {
					t.Errorf("progress %d of %d after %d", n, of, seen)
				}
				seen = n
				return nil
			},
			Held: func(h moderation.BacktestHeld) error { held = append(held, h); return nil },
		})
		if err != nil {
			t.Fatal(err)
		}
		sum.Seen, sum.Held, sum.HeldBefore, sum.Published = sum.Seen+r.Seen, sum.Held+r.Held, sum.HeldBefore+r.HeldBefore, sum.Published+r.Published
		sum.AuthorsPublished += r.AuthorsPublished
		if b.Cursor = r.Next; b.Cursor == "" {
			return sum, held
		}
	}
}

// say posts a text as one author.
func say(t *testing.T, w *world.World, guest, text string) comment.Posted {
	t.Helper()
	w.Clock.Advance(time.Second)
	p := world.Post(1, text)
	p.Guest = guest
	return w.MustPost(t, p)
}

func TestBacktest(t *testing.T) {
	w := world.New(t, func(s *site.Settings) { s.Signs = true }, nil)
	words := "[Vay] spam\nvay nhanh"
	first := say(t, w, "", "Ai cần vay nhanh thì gọi 0912 345 678") // pending: a number in a first comment
	known := say(t, w, "", "Bài hay quá")
	say(t, w, known.Guest, "Gọi tôi ở 0912 345 678 nhé, **vay** nhanh") // a number in a second comment
	say(t, w, known.Guest, "Vay nhanh là mất nhà")
	act(t, w, moderation.Spam, first.Comment.ID)
	act(t, w, moderation.Delete, say(t, w, "", "vay nhanh").Comment.ID)

	sum, held := backtest(t, w, moderation.Backtest{Words: &words}, never)
	if sum.Seen != 4 || sum.Held != 3 || sum.HeldBefore != 0 || sum.Published != 2 || sum.AuthorsPublished != 1 {
		t.Errorf("words: %+v", sum)
	}
	if len(held) != 3 || held[2].Comment.ID != first.Comment.ID || held[1].Check.Name != "words" || held[1].Check.Matched[0] != "vay nhanh" || !held[0].New {
		t.Errorf("words: %+v", held)
	}
	for name, c := range map[string]struct {
		settings     map[string]string
		held, before int
	}{
		"a number in a first comment alone":     {map[string]string{"signs": "on"}, 1, 1},
		"none any more":                         {map[string]string{"signs": "off"}, 0, 1},
		"an author's first comment":             {map[string]string{"mode": "first", "hold-first": "1"}, 2, 0},
		"an author's first two":                 {map[string]string{"mode": "first", "hold-first": "2"}, 3, 0},
		"all":                                   {map[string]string{"mode": "all"}, 4, 0},
		"links, of which there are none":        {map[string]string{"links": "0", "blocked-hosts": "bad.example"}, 0, 0},
		"a classifier that has learned nothing": {map[string]string{"classifier": "on"}, 0, 0},
		"trust, which looks at all of texts":    {map[string]string{"trust": "1"}, 1, 1},
	} {
		sum, _ := backtest(t, w, moderation.Backtest{Settings: c.settings}, never)
		if sum.Held != c.held || sum.HeldBefore != c.before {
			t.Errorf("%s: %+v", name, sum)
		}
	}
	// Whom moderators know is let past by trust, but only from the second comment on.
	holds := "vay nhanh"
	if sum, _ := backtest(t, w, moderation.Backtest{Words: &holds, Settings: map[string]string{"trust": "1"}}, never); sum.Held != 1 {
		t.Errorf("words with trust: %+v", sum)
	}
	if sum, _ := backtest(t, w, moderation.Backtest{Words: &words, Comments: 2}, never); sum.Seen != 2 || sum.Held != 2 {
		t.Errorf("the newest two: %+v", sum)
	}
}

// TestBacktestGoesOn ends early after each page.
func TestBacktestGoesOn(t *testing.T) {
	w := world.New(t, nil, nil)
	p := say(t, w, "", "Bài hay, ai vay nhanh không?")
	if err := seed.Copies(t.Context(), w.DB, "news", "/a", string(p.Comment.ID), 999, 999, w.Clock.Now()); err != nil {
		t.Fatal(err)
	}
	act(t, w, moderation.Reject, p.Comment.ID)
	words := "vay nhanh"
	runs := 0
	sum, held := backtest(t, w, moderation.Backtest{Words: &words, Comments: 1000}, func() bool { runs++; return true })
	if runs != 2 || sum.Seen != 1000 || sum.Held != 1000 || sum.Published != 999 || len(held) != 3*moderation.MaxBacktestHeld {
		t.Errorf("%d pages: %+v, %d shown", runs, sum, len(held))
	}
	for i := range held[:moderation.MaxBacktestHeld-1] {
		if held[i].Comment.ID.Own() <= held[i+1].Comment.ID.Own() {
			t.Fatal("not newest first")
		}
	}
	run, err := w.Moderation.Backtest(t.Context(), w.Site(t, "news"), moderation.Backtest{Words: &words})
	if err != nil {
		t.Fatal(err)
	}
	gone := errors.New("the client went away")
	_, err = run.Run(t.Context(), never, moderation.BacktestReport{Held: func(moderation.BacktestHeld) error { return gone }})
	if !errors.Is(err, gone) {
		t.Errorf("a report that fails: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if run, err = w.Moderation.Backtest(t.Context(), w.Site(t, "news"), moderation.Backtest{Words: &words}); err != nil {
		t.Fatal(err)
	}
	if _, err = run.Run(ctx, never, moderation.BacktestReport{}); !errors.Is(err, context.Canceled) {
		t.Errorf("a request that was given up: %v", err)
	}
}

// BenchmarkBacktest tries 500 entries and all signs on 10,000 comments of 300
// bytes.
func BenchmarkBacktest(b *testing.B) {
	w := world.New(b, nil, nil)
	post := world.Post(1, strings.Repeat("Bài viết rất hay, cảm ơn tòa soạn nhé. ", 8)[:300])
	p := w.MustPost(b, post)
	if err := seed.Copies(b.Context(), w.DB, "news", "/a", string(p.Comment.ID), 9999, 9999, w.Clock.Now()); err != nil {
		b.Fatal(err)
	}
	var lists strings.Builder
	for i := range 500 {
		fmt.Fprintf(&lists, "%sword%d phrase%d\n", []string{"", "~"}[i%2], i, i)
	}
	words := lists.String()
	b.ResetTimer()
	for b.Loop() {
		sum, _ := backtest(b, w, moderation.Backtest{Words: &words, Settings: map[string]string{"signs": "on"}}, never)
		if sum.Seen != 10000 {
			b.Fatalf("%+v", sum)
		}
	}
}
