package engagement_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"kibitz/internal/engagement"
	"kibitz/internal/problem"
	"kibitz/internal/site"
	"kibitz/internal/table"
	"kibitz/internal/testkit/world"
)

func opening(n int) engagement.Opening {
	return engagement.Opening{Page: "/a", URL: "https://news.example/a", Title: "Bài", Address: world.Address(n), UserAgent: world.Browser}
}

func open(t *testing.T, w *world.World, o engagement.Opening) bool {
	t.Helper()
	_, counted, err := w.Engagement.Open(t.Context(), w.Site(t, "news"), o)
	if err != nil {
		t.Fatal(err)
	}
	return counted
}

func counts(t *testing.T, w *world.World, pages ...string) []engagement.Count {
	t.Helper()
	out, err := w.Engagement.Counts(t.Context(), w.Site(t, "news"), pages)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestAViewIsOneVisitorOpeningOnePage(t *testing.T) {
	w := world.New(t, nil, nil)
	steps := []struct {
		name    string
		wait    time.Duration
		change  func(*engagement.Opening)
		counted bool
	}{
		{"first", 0, nil, true},
		{"again at once", 0, nil, false},
		{"again after 29 minutes", 29 * time.Minute, nil, false},
		{"again after half an hour and a second", time.Minute + time.Second, nil, true},
		{"another page", 0, func(o *engagement.Opening) { o.Page = "/b" }, true},
		{"the same page by another spelling", 0, func(o *engagement.Opening) { o.Page = "https://news.example/a/?utm_source=zalo#top" }, false},
		{"another visitor", 0, func(o *engagement.Opening) { o.Address = world.Address(9) }, true},
		{"another browser at the same address", 0, func(o *engagement.Opening) { o.UserAgent += " x" }, true},
		{"a crawler", 0, func(o *engagement.Opening) { o.UserAgent = "Googlebot/2.1 (+http://www.google.com/bot.html)" }, false},
		{"a prefetch", 0, func(o *engagement.Opening) { o.Address, o.Prefetch = world.Address(10), true }, false},
	}
	views := int64(0)
	for _, s := range steps {
		w.Clock.Advance(s.wait)
		o := opening(1)
		if s.change != nil {
			s.change(&o)
		}
		if got := open(t, w, o); got != s.counted {
			t.Errorf("%s: counted %v", s.name, got)
		}
		if s.counted {
			views++
		}
	}
	w.Fold(t)
	c := counts(t, w, "/a", "/b")
	if c[0].State.Views+c[1].State.Views != views || c[1].State.Views != 1 || c[0].State.Visitors != 3 {
		t.Errorf("%+v, want %d views in all", c, views)
	}
}

func TestTheReaderSeesItsOwnView(t *testing.T) {
	w := world.New(t, nil, nil)
	for i := range 3 {
		state, _, err := w.Engagement.Open(t.Context(), w.Site(t, "news"), opening(i))
		if err != nil || state.Views != int64(i+1) {
			t.Errorf("visitor %d sees %d views, %v", i, state.Views, err)
		}
		w.Fold(t)
	}
}

func TestParallelOpeningsAreOneView(t *testing.T) {
	w := world.New(t, nil, nil)
	var wg sync.WaitGroup
	var mu sync.Mutex
	n := 0
	for range 64 {
		wg.Go(func() {
			_, counted, err := w.Engagement.Open(t.Context(), w.Site(t, "news"), opening(1))
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			if counted {
				n++
			}
		})
	}
	wg.Wait()
	w.Fold(t)
	if c := counts(t, w, "/a"); n != 1 || c[0].State.Views != 1 {
		t.Errorf("%d counted, %d views", n, c[0].State.Views)
	}
}

func TestMidnightIsANewDay(t *testing.T) {
	w := world.New(t, nil, nil)
	w.Clock.Advance(12*time.Hour - time.Minute)
	open(t, w, opening(1))
	w.Clock.Advance(2 * time.Minute)
	if !open(t, w, opening(1)) {
		t.Error("yesterday's visitor was recognised today")
	}
}

func TestCounts(t *testing.T) {
	w := world.New(t, nil, nil)
	w.MustPost(t, world.Post(1, "một"))
	open(t, w, opening(1))
	if err := w.Alias(t.Context(), "news", "/old", "/a"); err != nil {
		t.Fatal(err)
	}
	w.Fold(t)
	var at table.Position
	w.Changes(t, &at)
	got := counts(t, w, "/none", "/a", "/old", "/a", "https://news.example/a?fbclid=1")
	for i, want := range []struct {
		page            string
		comments, views int64
	}{{"/none", 0, 0}, {"/a", 1, 1}, {"/old", 1, 1}, {"/a", 1, 1}, {"/a", 1, 1}} {
		if c := got[i]; c.Page != want.page || c.State.Comments != want.comments || c.State.Views != want.views {
			t.Errorf("%d: %+v, want %+v", i, c, want)
		}
	}
	if made := w.Changes(t, &at); len(made) != 0 {
		t.Errorf("reading wrote %+v", made)
	}
	for _, pages := range [][]string{nil, make([]string, 101)} {
		if _, err := w.Engagement.Counts(t.Context(), w.Site(t, "news"), pages); problem.CodeOf(err) != problem.ParameterInvalid {
			t.Errorf("%d pages: %v", len(pages), err)
		}
	}
	for _, none := range [][]string{{"null", "/a"}, {"null", ""}} {
		for i, c := range counts(t, w, none...) {
			if refused := problem.CodeOf(c.Err) == problem.PageInvalid; c.Page != none[i] || refused != (none[i] != "/a") || refused == (c.State.Views == 1) {
				t.Errorf("%q of %q: %+v", none[i], none, c)
			}
		}
	}
}

func TestNewPagesBeyondTheQuotaAreNotCounted(t *testing.T) {
	w := world.New(t, func(s *site.Settings) { s.Limits, s.PagesPerAddress = true, 3 }, nil)
	for i := range 5 {
		o := opening(1)
		o.Page = fmt.Sprint("/random-", i)
		if got := open(t, w, o); got != (i < 3) {
			t.Errorf("page %d counted %v", i, got)
		}
	}
	o := opening(2)
	o.Page = "/random-0"
	if !open(t, w, o) {
		t.Error("a known page is counted whatever the quota")
	}
}

// TestNobodyIsRecognised: neither address nor browser is in the table, and
// the same visitor has another name on every page and day.
func TestNobodyIsRecognised(t *testing.T) {
	w := world.New(t, nil, nil)
	open(t, w, opening(1))
	o := opening(1)
	o.Page = "/b"
	open(t, w, o)
	var at table.Position
	names := map[string]bool{}
	for _, c := range w.Changes(t, &at) {
		for _, v := range c.New {
			if s := v.Raw(); s == world.Address(1).String() || s == world.Browser {
				t.Errorf("%v holds %q", c.Key, s)
			}
		}
		if c.Key.PK[0] == 'v' {
			names[c.Key.SK] = true
		}
	}
	if len(names) != 2 {
		t.Errorf("names %v: the same visitor on two pages", names)
	}
}
