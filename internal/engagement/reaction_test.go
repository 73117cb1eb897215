package engagement_test

import (
	"encoding/base64"
	"maps"
	"sync"
	"testing"

	"kibitz/internal/engagement"
	"kibitz/internal/problem"
	"kibitz/internal/site"
	"kibitz/internal/table"
	"kibitz/internal/table/tabletest"
	"kibitz/internal/testkit/world"
)

// react is the request of reader n.
func react(w *world.World, t *testing.T, n int, page, name string) error {
	t.Helper()
	raw := make([]byte, 32)
	raw[0], raw[1] = byte(n), byte(n>>8)
	_, err := w.Engagement.React(t.Context(), w.Site(t, "news"), engagement.React{
		Page: page, Name: name, Guest: base64.RawURLEncoding.EncodeToString(raw), Address: world.Address(n),
	})
	return err
}

// wantReactions compares the reactions that are not 0.
func wantReactions(t *testing.T, w *world.World, page string, want map[string]int64) {
	t.Helper()
	got := maps.Clone(counts(t, w, page)[0].State.Reactions)
	maps.DeleteFunc(got, func(_ string, n int64) bool { return n == 0 })
	if !maps.Equal(got, want) {
		t.Errorf("%s has %v, want %v", page, got, want)
	}
}

func TestReactionIsOneAReader(t *testing.T) {
	w := world.New(t, func(s *site.Settings) { s.Limits = true }, nil)
	for _, step := range []struct {
		reader int
		name   string
		want   map[string]int64
	}{
		{1, "", map[string]int64{}},
		{1, "love", map[string]int64{"love": 1}},
		{1, "love", map[string]int64{"love": 1}},
		{2, "love", map[string]int64{"love": 2}},
		{1, "worried", map[string]int64{"love": 1, "worried": 1}},
		{3, "", map[string]int64{"love": 1, "worried": 1}},
		{2, "", map[string]int64{"worried": 1}},
		{2, "", map[string]int64{"worried": 1}},
		{2, "useful", map[string]int64{"worried": 1, "useful": 1}},
	} {
		if err := react(w, t, step.reader, "/a", step.name); err != nil {
			t.Fatal(err)
		}
		wantReactions(t, w, "/a", step.want)
	}
	if err := react(w, t, 1, "/a", "angry"); problem.CodeOf(err) != problem.ReactionUnknown {
		t.Errorf("a reaction that the site does not have: %v", err)
	}
}

func TestParallelReactionsCountOnce(t *testing.T) {
	for name, reader := range map[string]func(i int) int{
		"one reader":      func(int) int { return 1 },
		"as many readers": func(i int) int { return i },
	} {
		t.Run(name, func(t *testing.T) {
			w := world.New(t, func(s *site.Settings) { s.Limits = true }, nil)
			readers := map[int]bool{}
			var wg sync.WaitGroup
			for i := range 200 {
				readers[reader(i)] = true
				wg.Go(func() {
					if err := react(w, t, reader(i), "/a", "love"); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			wantReactions(t, w, "/a", map[string]int64{"love": int64(len(readers))})
		})
	}
}

// TestReactionsFollowThePage: a page that becomes an alias while this process
// believes it has numbers of its own, or in the very moment.
func TestReactionsFollowThePage(t *testing.T) {
	var f *tabletest.Faulty
	w := world.New(t, nil, func(inner table.Table) table.Table {
		f = tabletest.NewFaulty(inner)
		return f
	})
	for reader, page := range []string{"/a", "/old", "/older"} {
		if err := react(w, t, reader, page, "love"); err != nil {
			t.Fatal(err)
		}
	}
	join := func(page string) {
		t.Helper()
		if err := w.Alias(t.Context(), "news", page, "/a"); err != nil {
			t.Fatal(err)
		}
	}
	join("/old")
	if err := react(w, t, 10, "/old", "useful"); err != nil {
		t.Fatal(err)
	}
	f.On(tabletest.Writes, 1, tabletest.Before(func() { join("/older") }))
	if err := react(w, t, 11, "/older", "useful"); err != nil {
		t.Fatal(err)
	}
	wantReactions(t, w, "/older", map[string]int64{"love": 1, "useful": 2})
}

func TestReactionsToNewPagesAreLimited(t *testing.T) {
	w := world.New(t, func(s *site.Settings) { s.Limits, s.PagesPerAddress = true, 1 }, nil)
	if err := react(w, t, 1, "/a", "love"); err != nil {
		t.Fatal(err)
	}
	if err := react(w, t, 1, "/b", "love"); problem.CodeOf(err) != problem.RateLimited {
		t.Errorf("a second new page: %v", err)
	}
	if err := react(w, t, 1, "/b", ""); err != nil {
		t.Errorf("to take back what was never said: %v", err)
	}
	if err := react(w, t, 1, "/a", "useful"); err != nil {
		t.Errorf("on a known page: %v", err)
	}
	wantReactions(t, w, "/b", map[string]int64{})
}
