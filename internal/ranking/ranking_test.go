package ranking_test

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"kibitz/internal/ranking"
)

const halfLife = 6 * time.Hour

var noon = time.Date(2026, 3, 2, 12, 30, 0, 0, time.UTC)

func TestCount(t *testing.T) {
	h, d := ranking.Hour(noon), ranking.DayNumber(noon)
	n := ranking.Numbers{
		Views: 1000, Comments: 50,
		Hours: []ranking.Bucket{{h - 24, 500, 9}, {h - 23, 16, 0}, {h - 12, 8, 2}, {h - 6, 10, 0}, {h, 3, 1}},
		Days:  []ranking.Bucket{{d - 30, 700, 30}, {d - 29, 100, 10}, {d - 7, 80, 5}, {d - 6, 40, 2}, {d, 37, 3}},
	}
	for _, c := range []struct {
		list string
		want ranking.Count
	}{
		{"trending", ranking.Count{Views: 37, Comments: 3, Score: 18.622}}, // 8 + 10/2 + 18/4 + 16/2^(23/6)
		{"views.24h", ranking.Count{Views: 37, Comments: 3, Score: 37}},
		{"views.7d", ranking.Count{Views: 77, Comments: 5, Score: 77}},
		{"views.30d", ranking.Count{Views: 257, Comments: 20, Score: 257}},
		{"views.all", ranking.Count{Views: 1000, Comments: 50, Score: 1000}},
		{"comments.24h", ranking.Count{Views: 37, Comments: 3, Score: 3}},
		{"comments.7d", ranking.Count{Views: 77, Comments: 5, Score: 5}},
		{"comments.30d", ranking.Count{Views: 257, Comments: 20, Score: 20}},
		{"comments.all", ranking.Count{Views: 1000, Comments: 50, Score: 50}},
	} {
		i := slices.IndexFunc(ranking.Lists(), func(l ranking.List) bool { return l.String() == c.list })
		if i < 0 {
			t.Errorf("there is no list %s", c.list)
			continue
		}
		if got := ranking.Lists()[i].Count(n, noon, halfLife); got != c.want {
			t.Errorf("%s counts %+v, want %+v", c.list, got, c.want)
		}
	}
	if len(ranking.Lists()) != 9 {
		t.Errorf("%d lists", len(ranking.Lists()))
	}
}

// TestClocksApart: a bucket that has not begun by our clock is of now.
func TestClocksApart(t *testing.T) {
	n := ranking.Numbers{Hours: []ranking.Bucket{{ranking.Hour(noon) + 1, 4, 0}}}
	for _, l := range ranking.Lists() {
		if got := l.Count(n, noon, halfLife); l.Window == ranking.Day && got.Views != 4 {
			t.Errorf("%s counts %+v", l, got)
		}
	}
}

func TestChooseLeavesOut(t *testing.T) {
	h := ranking.Hour(noon)
	pages := []ranking.Candidate{
		{"/alias", ranking.Numbers{Views: 9, Hours: []ranking.Bucket{{h, 9, 0}}, Alias: true}},
		{"/nothing", ranking.Numbers{Views: 9, Hours: []ranking.Bucket{{h - 30, 9, 0}}}},
		{"/b", ranking.Numbers{Views: 5, Hours: []ranking.Bucket{{h, 5, 0}}}},
		{"/a", ranking.Numbers{Views: 5, Hours: []ranking.Bucket{{h, 5, 0}}}},
	}
	got := ranking.List{By: ranking.Views, Window: ranking.Day}.Choose(pages, noon, halfLife)
	if want := []int{3, 2}; !slices.Equal(got.Shown, want) || len(got.Ahead) != 0 {
		t.Errorf("chose %+v, want %v shown: equals in the order of their ids", got, want)
	}
}

// TestListsStayRight: a list that remembers what Choose chose and learns of
// the pages that are touched has the right first ten for ever, whatever is read
// when, however long nothing is.
func TestListsStayRight(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := rapid.SampledFrom(ranking.Lists()).Draw(t, "list")
		life := rapid.SampledFrom([]time.Duration{time.Hour, halfLife, 24 * time.Hour}).Draw(t, "half-life")
		truth, known := map[string]ranking.Numbers{}, map[string]ranking.Numbers{}
		now := noon
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			now = now.Add(rapid.SampledFrom([]time.Duration{0, 0, time.Hour, 5 * time.Hour, 26 * time.Hour}).Draw(t, "pass"))
			first := rapid.IntRange(0, 120).Draw(t, "first")
			for i := range rapid.IntRange(1, 40).Draw(t, "pages") {
				page := fmt.Sprintf("/%03d", first+i)
				b := ranking.Bucket{Views: rapid.Int64Range(0, 5).Draw(t, "views"), Comments: rapid.Int64Range(0, 2).Draw(t, "comments")}
				truth[page] = touched(truth[page], b, now)
				known[page] = truth[page]
			}
			pages := candidates(known)
			choice := l.Choose(pages, now, life)
			check(t, l, pages, choice, truth, now, life)
			kept := map[string]ranking.Numbers{}
			for _, i := range slices.Concat(choice.Shown, choice.Ahead) {
				kept[pages[i].Page] = pages[i].Numbers
			}
			known = kept
		}
	})
}

// TestWhatWillLeadIsRemembered: twice as many pages as a list shows are read
// much, then others less. When the window has left the first behind, the
// others lead.
func TestWhatWillLeadIsRemembered(t *testing.T) {
	for _, l := range ranking.Lists() {
		if l.Length() == 0 {
			continue
		}
		bucket := 24 * time.Hour
		if l.Window == ranking.Day {
			bucket = time.Hour
		}
		pages := map[string]ranking.Numbers{}
		for i := range 2 * ranking.Shown {
			pages[fmt.Sprint("/first/", i)] = touched(ranking.Numbers{}, ranking.Bucket{Views: 100, Comments: 100}, noon)
		}
		then := noon.Add(bucket)
		for i := range 10 {
			pages[fmt.Sprint("/then/", i)] = touched(ranking.Numbers{}, ranking.Bucket{Views: 10, Comments: 10}, then)
		}
		all := candidates(pages)
		choice := l.Choose(all, then, halfLife)
		var kept []ranking.Candidate
		for _, i := range slices.Concat(choice.Shown, choice.Ahead) {
			kept = append(kept, all[i])
		}
		later := l.Choose(kept, noon.Add(l.Length()), halfLife)
		if len(choice.Shown) != ranking.Shown || len(later.Shown) != 10 || kept[later.Shown[0]].Page != "/then/0" {
			t.Errorf("%s: showed %d pages, and later %v", l, len(choice.Shown), later)
		}
	}
}

func candidates(m map[string]ranking.Numbers) (out []ranking.Candidate) {
	for _, page := range slices.Sorted(maps.Keys(m)) {
		out = append(out, ranking.Candidate{Page: page, Numbers: m[page]})
	}
	return out
}

// touched is the numbers with more in the buckets of now.
func touched(n ranking.Numbers, b ranking.Bucket, now time.Time) ranking.Numbers {
	n.Views, n.Comments = n.Views+b.Views, n.Comments+b.Comments
	more := func(ring []ranking.Bucket, at int64) []ranking.Bucket {
		ring = slices.Clone(ring)
		if i := len(ring) - 1; i >= 0 && ring[i].At == at {
			ring[i].Views, ring[i].Comments = ring[i].Views+b.Views, ring[i].Comments+b.Comments
			return ring
		}
		return append(ring, ranking.Bucket{At: at, Views: b.Views, Comments: b.Comments})
	}
	n.Hours, n.Days = more(n.Hours, ranking.Hour(now)), more(n.Days, ranking.DayNumber(now))
	return n
}

func check(t *rapid.T, l ranking.List, pages []ranking.Candidate, c ranking.Choice, truth map[string]ranking.Numbers, now time.Time, life time.Duration) {
	var want []float64
	for _, n := range truth {
		if s := l.Count(n, now, life).Score; s > 0 {
			want = append(want, s)
		}
	}
	slices.SortFunc(want, func(a, b float64) int { return cmp.Compare(b, a) })
	for i := range min(10, len(want)) {
		if i >= len(c.Shown) {
			t.Fatalf("%s has %d pages, the next one has %v", l, len(c.Shown), want[i])
		}
		if got := l.Count(pages[c.Shown[i]].Numbers, now, life).Score; got != want[i] {
			t.Fatalf("%s: place %d has %v, should have %v", l, i+1, got, want[i])
		}
	}
}

func TestSheetsGetOld(t *testing.T) {
	for _, l := range ranking.Lists() {
		s := ranking.Sheet{List: l, At: noon}
		length := l.Length()
		if length == 0 {
			if !s.Current(noon.AddDate(10, 0, 0)) {
				t.Errorf("%s is out of date after ten years", l)
			}
			continue
		}
		if !s.Current(noon.Add(length-time.Second)) || s.Current(noon.Add(length)) {
			t.Errorf("%s is not current for %v", l, length)
		}
	}
}

func TestCuration(t *testing.T) {
	var c ranking.Curation
	must := func(next ranking.Curation, ok bool) {
		t.Helper()
		if c = next; !ok {
			t.Error("no room")
		}
	}
	must(c.Hide("/b"))
	must(c.Hide("/a"))
	must(c.Hide("/b"))
	must(c.Pin(ranking.Page{ID: "/x", Title: "X"}))
	must(c.Pin(ranking.Page{ID: "/b", Title: "B"}))
	must(c.Pin(ranking.Page{ID: "/x", Title: "Another"}))
	if want := []string{"/a"}; !slices.Equal(c.Hidden, want) || c.Hides("/b") || !c.Hides("/a") {
		t.Errorf("hidden %v, want %v", c.Hidden, want)
	}
	if want := []ranking.Page{{ID: "/x", Title: "Another"}, {ID: "/b", Title: "B"}}; !slices.Equal(c.Pinned, want) {
		t.Errorf("pinned %v, want %v", c.Pinned, want)
	}
	before := c
	must(c.Hide("/x"))
	if c = c.Show("/a"); c.Pins("/x") || !c.Pins("/b") || c.Hides("/a") || !c.Hides("/x") {
		t.Errorf("%+v", c)
	}
	if c = c.Unpin("/b"); len(c.Pinned) != 0 || len(before.Pinned) != 2 || !before.Hides("/a") {
		t.Errorf("%+v; before %+v", c, before)
	}
	for i := range ranking.MaxPinned {
		must(c.Pin(ranking.Page{ID: fmt.Sprint("/", i)}))
	}
	if _, ok := c.Pin(ranking.Page{ID: "/more"}); ok {
		t.Error("pinned more than there is room for")
	}
	for i := len(c.Hidden); i < ranking.MaxHidden; i++ {
		must(c.Hide(fmt.Sprint("/hidden/", i)))
	}
	if _, ok := c.Hide("/more"); ok {
		t.Error("hid more than there is room for")
	}
}
