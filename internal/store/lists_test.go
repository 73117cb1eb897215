package store_test

import (
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"kibitz/internal/page"
	"kibitz/internal/ranking"
	"kibitz/internal/store"
	"kibitz/internal/table"
	"kibitz/internal/table/tabletest"
	"kibitz/internal/testkit/world"
)

// noise is a text of so many bytes that cannot be compressed to less than half.
func noise(t *testing.T, bytes int) string {
	t.Helper()
	b := make([]byte, bytes/2)
	if _, err := rand.Read(b); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%x", b)
}

// sheet is a list with entries and pages ahead, all of the length.
func sheet(t *testing.T, entries, ahead, length int) ranking.Sheet {
	t.Helper()
	s := ranking.Sheet{List: ranking.List{By: ranking.Comments, Window: ranking.AllTimes}, At: world.Start}
	for i := range entries {
		id := "/" + noise(t, length)
		s.Entries = append(s.Entries, ranking.Entry{
			Page:  ranking.Page{ID: id, URL: "https://news.example" + id, Title: noise(t, length)},
			Count: ranking.Count{Views: 1 << 40, Comments: int64(1000 - i), Score: float64(1000 - i)},
		})
	}
	for range ahead {
		s.Ahead = append(s.Ahead, "/"+noise(t, length))
	}
	return s
}

// TestSheetsFit: whatever pages are called, a sheet is read for half a unit, and
// what a usual site calls them fits whole.
func TestSheetsFit(t *testing.T) {
	w := world.New(t, nil, nil)
	for _, c := range []struct {
		entries, ahead, length int
		whole                  bool
	}{
		{0, 0, 0, true},
		{1, 0, 10, true},
		{ranking.Shown, 20, 40, true},
		{ranking.Shown, 200, 60, false},
		{ranking.Shown, 10, 160, false},
		{ranking.Shown, 10, 990, false},
	} {
		var packer store.Packer
		want := sheet(t, c.entries, c.ahead, c.length)
		p, err := packer.Pack(want)
		if err != nil {
			t.Fatal(err)
		}
		site := fmt.Sprint("site-of-", c.length, strings.Repeat("x", 20))
		if _, err := w.Store.SetSheet(t.Context(), site, p); err != nil {
			t.Fatal(err)
		}
		w.Meter.Reset()
		got, err := w.Store.Sheet(t.Context(), site, want.List)
		if err != nil {
			t.Fatal(err)
		}
		if u := w.Meter.Units(); u != (table.Units{Read: 0.5}) {
			t.Errorf("%+v: reading cost %+v", c, u)
		}
		if got.Version != 1 || !got.At.Equal(want.At) || !slices.Equal(got.Entries, p.Sheet.Entries) || !slices.Equal(got.Ahead, p.Sheet.Ahead) {
			t.Errorf("%+v: read\n%+v, packed\n%+v", c, got, p.Sheet)
		}
		whole := len(got.Entries) == c.entries && len(got.Ahead) == c.ahead
		if whole != c.whole || c.entries > 0 && len(got.Entries) == 0 || len(got.Ahead) > 0 && len(got.Entries) < c.entries {
			t.Errorf("%+v: kept %d entries and %d ahead", c, len(got.Entries), len(got.Ahead))
		}
		for i, e := range got.Entries {
			if e.ID != want.Entries[i].ID || e.Count != want.Entries[i].Count || len(e.Title) > 160 {
				t.Errorf("%+v: entry %d is %+v", c, i, e)
			}
		}
	}
}

// TestTitlesAreShortenedBetweenGraphemes, and where they can be whole they are.
func TestTitlesAreShortenedBetweenGraphemes(t *testing.T) {
	family := "👨‍👩‍👧‍👦"
	for title, want := range map[string]string{
		"Phà đêm":                      "Phà đêm",
		strings.Repeat("x", 160):       strings.Repeat("x", 160),
		strings.Repeat("x", 161):       strings.Repeat("x", 157) + "…",
		strings.Repeat(family, 10):     strings.Repeat(family, 157/len(family)) + "…",
		strings.Repeat("ế", 100) + ".": strings.Repeat("ế", 52) + "…",
	} {
		s := ranking.Sheet{Entries: []ranking.Entry{{Page: ranking.Page{ID: "/a", Title: title}}}}
		var packer store.Packer
		p, err := packer.Pack(s)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Sheet.Entries[0].Title; got != want {
			t.Errorf("%q is shortened to %q, want %q", title, got, want)
		}
		if s.Entries[0].Title != title {
			t.Error("the caller's sheet was changed")
		}
	}
}

// TestSheetsAreNotOverwritten: only who read the last version writes the next.
func TestSheetsAreNotOverwritten(t *testing.T) {
	w := world.New(t, nil, nil)
	var packer store.Packer
	pack := func(version int64, entries int) store.Packed {
		t.Helper()
		s := sheet(t, entries, 0, 40)
		s.Version = version
		p, err := packer.Pack(s)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	first := pack(0, 3)
	if _, err := w.Store.SetSheet(t.Context(), "news", first); err != nil {
		t.Fatal(err)
	}
	if again, err := w.Store.SetSheet(t.Context(), "news", first); err != nil || again.Sheet.Version != 1 {
		t.Errorf("the same writing again, its answer lost: version %d, %v", again.Sheet.Version, err)
	}
	for _, version := range []int64{0, 2} {
		if _, err := w.Store.SetSheet(t.Context(), "news", pack(version, 4)); !errors.Is(err, store.ErrChanged) {
			t.Errorf("after version %d: %v", version, err)
		}
	}
	second, err := w.Store.SetSheet(t.Context(), "news", pack(1, 5))
	if err != nil || second.Sheet.Version != 2 {
		t.Errorf("version %d, %v", second.Sheet.Version, err)
	}
	all, err := w.Store.Sheets(t.Context(), "news")
	if err != nil || len(all) != len(ranking.Lists()) {
		t.Fatalf("%d lists, %v", len(all), err)
	}
	for i, l := range ranking.Lists() {
		if want := l == first.Sheet.List; all[i].Sheet.List != l || (all[i].Sheet.Version == 2) != want || all[i].Same(second) != want {
			t.Errorf("%s: %+v", l, all[i].Sheet)
		}
	}
}

// TestCommentsByTheHour: a page that is read and discussed as articles are,
// much on its first day and a little for a week, is folded for one unit.
func TestCommentsByTheHour(t *testing.T) {
	w := world.New(t, nil, nil)
	if err := w.Store.Register(t.Context(), pageOf("/thoi-su/mot-bai-viet-co-dia-chi-dai-nhu-tren-cac-bao-4821034.html")); err != nil {
		t.Fatal(err)
	}
	meter := tabletest.NewMeter(w.DB)
	s := store.New(meter, w.Clock.Now, rand.Reader)
	seq := uint64(0)
	last := ranking.Numbers{}
	for hour := range 7 * 24 {
		e := store.Event{Site: "news", Page: "/thoi-su/mot-bai-viet-co-dia-chi-dai-nhu-tren-cac-bao-4821034.html", At: w.Clock.Now()}
		var events []store.Event
		for shard := range 4 {
			seq++
			v := e
			v.Source, v.Seq, v.Views, v.Visitors = fmt.Sprintf("%s%d", dayName(e.At.Unix()/86400), shard), table.SequenceOf(seq), 200, 100
			events = append(events, v)
		}
		if hour < 12 || hour%24 == 8 {
			seq++
			e.Source, e.Seq, e.Comments = "c", table.SequenceOf(seq), 15
			events = append(events, e)
		}
		meter.Reset()
		n, err := s.FoldPage(t.Context(), events)
		if err != nil {
			t.Fatal(err)
		}
		if u := meter.Units(); u.Write > 1 || u.Read > 1 {
			t.Errorf("hour %d: %+v", hour, u)
		}
		again, err := s.FoldPage(t.Context(), events)
		if err != nil || again.Views != n.Views || len(again.Hours) != len(n.Hours) {
			t.Fatalf("delivered again: %+v, %v", again, err)
		}
		last = *n
		w.Clock.Advance(time.Hour)
	}
	if last.Views != 7*24*800 || last.Comments != 15*(12+6) || len(last.Hours) != 25 || len(last.Days) != 8 {
		t.Errorf("%d views, %d comments, %d hours, %d days", last.Views, last.Comments, len(last.Hours), len(last.Days))
	}
}

func pageOf(id string) page.Registration { return page.Registration{Site: "news", Page: id} }

func dayName(day int64) string { return strconv.FormatInt(day, 36) }
