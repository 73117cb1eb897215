package fold_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"kibitz/internal/engagement"
	"kibitz/internal/fold"
	"kibitz/internal/moderation"
	"kibitz/internal/page"
	"kibitz/internal/ranking"
	"kibitz/internal/site"
	"kibitz/internal/store"
	"kibitz/internal/table"
	"kibitz/internal/table/tabletest"
	"kibitz/internal/testkit/world"
)

// keeper keeps the lists of a world as a process does, and counts what that
// costs besides folding.
type keeper struct {
	*fold.Lists
	t     *testing.T
	w     *world.World
	meter *tabletest.Meter
	log   bytes.Buffer
	seq   *uint64
}

func newKeeper(t *testing.T, w *world.World, pace fold.Pace, seq *uint64) *keeper {
	k := &keeper{t: t, w: w, meter: tabletest.NewMeter(w.DB), seq: seq}
	folds, sheets := store.New(w.DB, w.Clock.Now, rand.Reader), store.New(k.meter, w.Clock.Now, rand.Reader)
	log := slog.New(slog.NewTextHandler(&k.log, nil))
	k.Lists = fold.NewLists(struct {
		fold.Store
		fold.ListStore
	}{folds, sheets}, site.NewDirectory(sheets, w.Clock.Now, 30*time.Second), w.Clock.Now, pace, log)
	return k
}

// view is a batch of views, one of each page.
func (k *keeper) view(pages ...string) {
	k.t.Helper()
	now := k.w.Clock.Now()
	var batch []table.Change
	for _, page := range pages {
		*k.seq++
		batch = append(batch, table.Change{
			Seq: table.SequenceOf(*k.seq),
			Key: table.Key{PK: fmt.Sprintf("v#news#%s#%s#%d", page, site.Day(now), *k.seq%4), SK: fmt.Sprint(*k.seq)},
			New: table.Item{"k": table.Int(1), "t": table.Int(now.Unix())},
		})
	}
	apply(k.t, k.Lists, batch)
	k.Flush(k.t.Context())
}

func register(t *testing.T, w *world.World, pages int) {
	t.Helper()
	for i := range pages {
		id := listed(i)
		r := page.Registration{Site: "news", Page: id, URL: "https://news.example" + id, Title: title(i)}
		if err := w.Store.Register(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
}

// title is one that can hardly be compressed.
func title(i int) string {
	return fmt.Sprintf("Bài %d: %x", i, sha256.Sum256([]byte(listed(i))))
}

// listed names one of the pages that register makes known.
func listed(i int) string {
	return fmt.Sprintf("/thoi-su/mot-bai-viet-co-dia-chi-dai-nhu-tren-cac-bao-%04d.html", i)
}

func top(t *testing.T, w *world.World, q engagement.Top) []engagement.Ranked {
	t.Helper()
	_, pages, err := w.Engagement.Top(t.Context(), w.Site(t, "news"), q)
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

// TestListsOfAQuietSiteCostLessThanItsViews: with a view every ten seconds for
// a day, each the one write unit that its request pays, lists cost less than
// that, and are never older than ten minutes.
func TestListsOfAQuietSiteCostLessThanItsViews(t *testing.T) {
	w := world.New(t, nil, nil)
	register(t, w, 60)
	k := newKeeper(t, w, fold.Thrifty, new(uint64))
	views, oldest, closest := 0, time.Duration(0), time.Hour
	last := w.Clock.Now()
	for range 24 * 60 {
		w.Clock.Advance(time.Minute)
		var batch []string
		for range 6 {
			batch = append(batch, listed(views*views%61%60))
			views++
		}
		k.view(batch...)
		sheet, err := w.Store.Sheet(t.Context(), "news", ranking.List{By: ranking.Views, Window: ranking.AllTimes})
		if err != nil {
			t.Fatal(err)
		}
		oldest = max(oldest, w.Clock.Now().Sub(sheet.At))
		if sheet.At.After(last) && sheet.Version > 1 {
			closest = min(closest, sheet.At.Sub(last))
		}
		last = sheet.At
	}
	u := k.meter.Units()
	if cost := u.Write + u.Read/5; cost > float64(views) {
		t.Errorf("lists cost %+v, that is %v write units, for %d views", u, cost, views)
	}
	if oldest > 10*time.Minute || closest < time.Minute {
		t.Errorf("lists were %v old, and written after %v", oldest, closest)
	}
	t.Logf("%d views; lists cost %+v, were at most %v old and at least %v", views, u, oldest, closest)
	k.FlushAll(t.Context())
	if got := top(t, w, engagement.Top{By: ranking.Views, Window: ranking.AllTimes}); len(got) != 10 || got[0].Title == "" {
		t.Errorf("%+v", got)
	}
}

// TestListsOfABusySite are written once a minute however many views come, the
// first time at once, and not at all when nothing happens.
func TestListsOfABusySite(t *testing.T) {
	w := world.New(t, nil, nil)
	register(t, w, 3)
	k := newKeeper(t, w, fold.Thrifty, new(uint64))
	version := func() int64 {
		t.Helper()
		sheet, err := w.Store.Sheet(t.Context(), "news", ranking.Lists()[0])
		if err != nil {
			t.Fatal(err)
		}
		return sheet.Version
	}
	k.view(listed(0))
	if version() != 1 {
		t.Error("the first view is not listed at once")
	}
	for range 5 * 60 {
		w.Clock.Advance(time.Second)
		k.view(listed(1))
	}
	if got := version(); got != 6 {
		t.Errorf("written %d times in five minutes, and once before", got-1)
	}
	if d, pending := k.Wait(); pending {
		t.Errorf("lists are due in %v, and nothing has changed", d)
	}
	k.view(listed(1))
	if d, pending := k.Wait(); !pending || d != time.Minute {
		t.Errorf("pending %v, due in %v, want in a minute", pending, d)
	}
	w.Clock.Advance(2 * time.Hour)
	k.meter.Reset()
	k.view("/unknown") // folded into no page
	k.Flush(t.Context())
	if got := version(); got != 7 {
		t.Errorf("version %d", got)
	}
	k.Flush(t.Context())
	if got := version(); got != 7 {
		t.Errorf("nothing has changed, and version %d was written", got)
	}
}

// TestListsOfManyProcesses: of processes that fold the same site side by side
// none undoes what another wrote, and together they write no more often.
func TestListsOfManyProcesses(t *testing.T) {
	w := world.New(t, nil, nil)
	register(t, w, 30)
	seq := new(uint64)
	var ks []*keeper
	for range 3 {
		ks = append(ks, newKeeper(t, w, fold.Pace{Every: time.Minute}, seq))
	}
	views := map[string]int64{}
	for i := range 600 {
		w.Clock.Advance(5 * time.Second)
		p := listed(i * i % 31 % 30)
		ks[i%3].view(p)
		views[p]++
	}
	for _, k := range ks {
		k.FlushAll(t.Context())
		if k.log.Len() > 0 {
			t.Error(k.log.String())
		}
	}
	got := top(t, w, engagement.Top{By: ranking.Views, Window: ranking.AllTimes, Limit: 20})
	if len(got) != min(20, len(views)) {
		t.Errorf("%d pages listed", len(got))
	}
	for _, p := range got {
		if p.Views != views[p.ID] {
			t.Errorf("%s has %d views, the facts say %d", p.ID, p.Views, views[p.ID])
		}
	}
	sheet, err := w.Store.Sheet(t.Context(), "news", ranking.List{By: ranking.Views, Window: ranking.AllTimes})
	if err != nil || sheet.Version > 50+3+1 {
		t.Errorf("written %d times in 50 minutes, %v", sheet.Version, err)
	}
}

// TestListsWaitForTheTable: lists that cannot be written hold up nothing and
// lose nothing.
func TestListsWaitForTheTable(t *testing.T) {
	w := world.New(t, nil, nil)
	register(t, w, 1)
	k := newKeeper(t, w, fold.Pace{Every: time.Minute}, new(uint64))
	broken := &brokenLists{ListStore: w.Store, broken: true}
	k.Lists = fold.NewLists(struct {
		fold.Store
		fold.ListStore
	}{w.Store, broken}, w.Sites, w.Clock.Now, fold.Pace{Every: time.Minute}, slog.New(slog.NewTextHandler(&k.log, nil)))
	k.view(listed(0))
	if !strings.Contains(k.log.String(), table.ErrUnavailable.Error()) {
		t.Errorf("logged %q", k.log.String())
	}
	k.log.Reset()
	broken.broken = false
	k.Flush(t.Context())
	if got := top(t, w, engagement.Top{}); len(got) != 0 {
		t.Errorf("tried again before a minute was over: %+v", got)
	}
	w.Clock.Advance(time.Minute)
	k.Flush(t.Context())
	if got := top(t, w, engagement.Top{}); len(got) != 1 || got[0].Views != 1 || k.log.Len() > 0 {
		t.Errorf("%+v, logged %q", got, k.log.String())
	}
}

type brokenLists struct {
	fold.ListStore
	broken bool
}

func (b *brokenLists) SetSheet(ctx context.Context, site string, p store.Packed) (store.Packed, error) {
	if b.broken {
		return store.Packed{}, table.ErrUnavailable
	}
	return b.ListStore.SetSheet(ctx, site, p)
}

func TestListsAreCurated(t *testing.T) {
	w := world.New(t, nil, nil)
	register(t, w, 40)
	k := newKeeper(t, w, fold.Pace{}, new(uint64))
	for i := range 30 {
		for range 40 - i {
			k.view(listed(i))
		}
	}
	curate := func(page int, a moderation.Action, title string) {
		t.Helper()
		if err := w.DecidePage(t.Context(), "news", moderation.PageDecision{Page: listed(page), Action: a, Title: title}); err != nil {
			t.Fatal(err)
		}
		w.Clock.Advance(2 * time.Minute) // settings are kept for a minute
	}
	ids := func(q engagement.Top) (out []string) {
		for _, p := range top(t, w, q) {
			out = append(out, strings.TrimSuffix(p.ID[len(p.ID)-9:], ".html"))
		}
		return out
	}
	curate(0, moderation.Hide, "")
	curate(35, moderation.Pin, "Nobody read it yet")
	curate(29, moderation.Pin, "Read by few")
	want := []string{"0035", "0029", "0001", "0002"}
	if got := ids(engagement.Top{Limit: 4}); !slices.Equal(got, want) {
		t.Errorf("before lists are written again: trending is %v, want %v", got, want)
	}
	k.view(listed(1))
	if got := ids(engagement.Top{Limit: 4}); !slices.Equal(got, want) {
		t.Errorf("trending is %v, want %v", got, want)
	}
	if k.log.Len() > 0 {
		t.Error(k.log.String())
	}
	pinned := top(t, w, engagement.Top{Limit: 3})
	if !pinned[0].Pinned || pinned[0].Views != 0 || pinned[1].Views != 11 || pinned[1].Title != "Read by few" || pinned[2].Pinned {
		t.Errorf("%+v", pinned)
	}
	if got := ids(engagement.Top{By: ranking.Views, Limit: 2}); !slices.Equal(got, []string{"0001", "0002"}) {
		t.Errorf("most read are %v", got)
	}
	curate(0, moderation.Show, "")
	curate(35, moderation.Unpin, "")
	curate(29, moderation.Unpin, "")
	if got := ids(engagement.Top{Limit: 20}); slices.Contains(got, "0035") || len(got) != 20 {
		t.Errorf("trending is %v, of pages that nobody pinned", got)
	}
	k.view(listed(0))
	if got := ids(engagement.Top{Limit: 1}); !slices.Equal(got, []string{"0000"}) {
		t.Errorf("first is %v, which was shown and read again", got)
	}
}

// TestListsOfARemovedSite are forgotten.
func TestListsOfARemovedSite(t *testing.T) {
	w := world.New(t, nil, nil)
	register(t, w, 1)
	k := newKeeper(t, w, fold.Pace{}, new(uint64))
	if err := w.Store.RemoveSite(t.Context(), "news"); err != nil {
		t.Fatal(err)
	}
	k.view(listed(0))
	if _, pending := k.Wait(); pending || k.log.Len() > 0 {
		t.Errorf("pending %v, logged %q", pending, k.log.String())
	}
}
