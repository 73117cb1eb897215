package fold_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	mrand "math/rand/v2"
	"sync"
	"testing"
	"time"

	"kibitz/internal/comment"
	"kibitz/internal/engagement"
	"kibitz/internal/fold"
	"kibitz/internal/moderation"
	"kibitz/internal/site"
	"kibitz/internal/store"
	"kibitz/internal/table"
	"kibitz/internal/table/tabletest"
	"kibitz/internal/testkit/world"
)

var pages = []string{"/a", "/b", "/c"}

// live makes a day's worth of everything and returns the changes, in feed
// order, unfolded.
func live(t *testing.T, w *world.World, seed uint64) []table.Change {
	t.Helper()
	rng := mrand.New(mrand.NewPCG(seed, 7))
	st := w.Site(t, "news")
	var posted []comment.Posted
	for i := range 300 {
		w.Clock.Advance(time.Duration(rng.IntN(180)) * time.Second)
		page := pages[rng.IntN(len(pages))]
		switch n := rng.IntN(10); {
		case n < 6:
			o := engagement.Opening{Page: page, Address: world.Address(rng.IntN(20)), UserAgent: world.Browser}
			if _, _, err := w.Engagement.Open(t.Context(), st, o); err != nil {
				t.Fatal(err)
			}
		case n < 9 || len(posted) == 0:
			p := world.Post(i, fmt.Sprint("lời ", i))
			p.Page = page
			if i%3 == 0 {
				p.Form.Hidden = "x"
			}
			if n == 8 && len(posted) > 0 {
				parent := posted[rng.IntN(len(posted))].Comment
				p.Page, p.Parent = parent.Page, string(parent.ID)
			}
			out, err := w.Comments.Post(t.Context(), st, p)
			if err != nil {
				continue // its parent was taken away
			}
			posted = append(posted, out)
		default:
			c := posted[rng.IntN(len(posted))].Comment
			actions := []moderation.Action{moderation.Publish, moderation.Publish, moderation.Spam, moderation.Delete, moderation.Restore, moderation.Undo}
			by := moderation.Actor{ID: fmt.Sprint("m", rng.IntN(3)), Name: "desk"}
			d := moderation.Decision{IDs: []string{string(c.ID)}, Action: actions[rng.IntN(len(actions))], By: by}
			if _, err := w.Moderation.Act(t.Context(), st, d); err != nil {
				t.Fatal(err)
			}
		}
	}
	var at table.Position
	return w.Changes(t, &at)
}

// audit recounts everything from the facts, the last image of each item, and
// compares.
func audit(t *testing.T, w *world.World, changes []table.Change) {
	t.Helper()
	last := map[table.Key]table.Item{}
	for _, c := range changes {
		last[c.Key] = c.New
	}
	type numbers struct{ comments, views, visitors int64 }
	want := map[string]*numbers{}
	for _, p := range pages {
		want[p] = &numbers{}
	}
	replies := map[table.Key]int64{}
	for k, it := range last {
		switch k.PK[0] {
		case 'v':
			n := want[k.PK[len("v#news#"):len("v#news#/a")]]
			n.views += it["k"].Int()
			n.visitors++
		case 'c', 'o':
			if it["s"].Str() != "p" {
				continue
			}
			page := k.PK[len("c#news#"):]
			want[page].comments++
			if len(k.SK) > 26 {
				replies[table.Key{PK: "c#news#" + page, SK: k.SK[:26]}]++
			}
		}
	}
	counts, err := w.Engagement.Counts(t.Context(), w.Site(t, "news"), pages)
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range counts {
		if got := (numbers{c.State.Comments, c.State.Views, c.State.Visitors}); got != *want[pages[i]] {
			t.Errorf("%s has %+v, the facts say %+v", pages[i], got, *want[pages[i]])
		}
	}
	for k, n := range replies {
		got, err := w.DB.Get(t.Context(), table.Get{Keys: []table.Key{k}})
		if err != nil {
			t.Fatal(err)
		}
		if it := got.Items[0]; it != nil && it["n"].Int() != n {
			t.Errorf("root %s has %d replies, the facts say %d", k.SK, it["n"].Int(), n)
		}
	}
}

// auditQueues does the same for what moderators have to do and did.
func auditQueues(t *testing.T, w *world.World, changes []table.Change) {
	t.Helper()
	letters := map[string]comment.Status{"h": comment.Pending, "s": comment.Spam, "r": comment.Rejected, "d": comment.Deleted}
	last := map[table.Key]table.Item{}
	held, overruled, done := int64(0), int64(0), map[string]int64{}
	for _, c := range changes {
		last[c.Key] = c.New
		if c.Key.PK[0] == 'h' && c.Old == nil && c.New["v"] == table.Int(1) {
			held++
		}
	}
	queues := map[comment.Status]int64{}
	for k, it := range last {
		switch {
		case it == nil:
		case k.PK[0] == 'h':
			queues[letters[it["s"].Str()]]++
		case k.PK[0] == 'a':
			done[it["by"].Str()+" "+it["ac"].Str()]++
			switch {
			case it["hb"].Str() == "":
			case it["s"].Str() == "p":
				overruled++
			case it["fr"].Str() == "p" && it["ac"].Str() == "undo":
				overruled--
			}
		}
	}
	st := w.Site(t, "news")
	n, err := w.Moderation.Numbers(t.Context(), st)
	if err != nil {
		t.Fatal(err)
	}
	for status, got := range n.Queues {
		if got != queues[status] {
			t.Errorf("%d in the queue %s, the facts say %d", got, status, queues[status])
		}
	}
	days, err := w.Moderation.Statistics(t.Context(), st, 0)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int64{}
	gotHeld, gotOverruled := int64(0), int64(0)
	for _, d := range days {
		gotHeld, gotOverruled = gotHeld+d.Held["form"], gotOverruled+d.Overruled["form"]
		for _, one := range d.Done {
			if one.By.Name != "desk" {
				t.Errorf("%s is called %q", one.By.ID, one.By.Name)
			}
			got[one.By.ID+" "+string(one.Action)] += one.Count
		}
	}
	if !maps.Equal(got, done) {
		t.Errorf("decisions %v, the facts say %v", got, done)
	}
	if gotHeld != held || gotOverruled != overruled || held == 0 || overruled == 0 {
		t.Errorf("%d held and %d overruled, the facts say %d and %d", gotHeld, gotOverruled, held, overruled)
	}
}

func TestFoldCountsExactly(t *testing.T) {
	for name, deliver := range map[string]func(t *testing.T, s *store.Store, changes []table.Change){
		"one batch": func(t *testing.T, s *store.Store, changes []table.Change) { apply(t, s, changes) },
		"one by one, each three times": func(t *testing.T, s *store.Store, changes []table.Change) {
			for i := range changes {
				for range 3 {
					apply(t, s, changes[i:i+1])
				}
			}
		},
		"overlapping batches": func(t *testing.T, s *store.Store, changes []table.Change) {
			for i := 0; i < len(changes); i += 40 {
				apply(t, s, changes[max(0, i-60):min(len(changes), i+40)])
			}
			apply(t, s, changes)
		},
		"partitions in another order": func(t *testing.T, s *store.Store, changes []table.Change) {
			parts, order := partitions(changes)
			for i := range order {
				apply(t, s, parts[order[len(order)-1-i]])
			}
		},
		"eight consumers, everything to two of them": func(t *testing.T, s *store.Store, changes []table.Change) {
			parts, order := partitions(changes)
			var wg sync.WaitGroup
			for n := range 8 {
				wg.Go(func() {
					for i, pk := range order {
						if i%4 != n%4 {
							continue
						}
						for _, c := range parts[pk] {
							apply(t, s, []table.Change{c})
						}
					}
				})
			}
			wg.Wait()
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := world.New(t, nil, nil)
			changes := live(t, w, 1)
			deliver(t, store.New(w.DB, w.Clock.Now, rand.Reader), changes)
			audit(t, w, changes)
			auditQueues(t, w, changes)
		})
	}
}

func apply(t *testing.T, s fold.Store, changes []table.Change) {
	t.Helper()
	if err := fold.Apply(t.Context(), s, changes); err != nil {
		t.Error(err)
	}
}

func partitions(changes []table.Change) (map[string][]table.Change, []string) {
	parts := map[string][]table.Change{}
	var order []string
	for _, c := range changes {
		if parts[c.Key.PK] == nil {
			order = append(order, c.Key.PK)
		}
		parts[c.Key.PK] = append(parts[c.Key.PK], c)
	}
	return parts, order
}

// TestFoldThroughFaults fails every n-th call, with the write done or not,
// and comes again with the same changes until they are folded.
func TestFoldThroughFaults(t *testing.T) {
	for _, done := range []bool{false, true} {
		t.Run(fmt.Sprint("write done ", done), func(t *testing.T) {
			w := world.New(t, nil, nil)
			changes := live(t, w, 2)
			faulty := &everyThird{Table: w.DB, done: done}
			s := store.New(faulty, w.Clock.Now, rand.Reader)
			for i := 0; i < len(changes); i += 25 {
				batch := changes[i:min(len(changes), i+25)]
				for try := 0; ; try++ {
					err := fold.Apply(t.Context(), s, batch)
					if err == nil {
						break
					}
					f, ok := fold.AsFailure(err)
					if !ok || f.Unreadable || !errors.Is(err, table.ErrUnavailable) || try > 20 {
						t.Fatalf("try %d: %v", try, err)
					}
					batch = batch[f.Index:] // as a stream trigger does: those before it do not come again
				}
			}
			audit(t, w, changes)
			auditQueues(t, w, changes)
		})
	}
}

// everyThird is an engine that loses every third answer to a write.
type everyThird struct {
	table.Table
	mu   sync.Mutex
	n    int
	done bool
}

func (e *everyThird) Write(ctx context.Context, w table.Write) (table.Written, error) {
	e.mu.Lock()
	e.n++
	lose := e.n%3 == 0
	e.mu.Unlock()
	if lose && !e.done {
		return table.Written{}, table.ErrUnavailable
	}
	out, err := e.Table.Write(ctx, w)
	if lose {
		return table.Written{}, table.ErrUnavailable
	}
	return out, err
}

func TestPoisonStopsWhatFollows(t *testing.T) {
	w := world.New(t, nil, nil)
	changes := live(t, w, 3)
	poison := table.Change{Seq: table.SequenceOf(1 << 60), Key: table.Key{PK: "c#news#/a", SK: "no comment"}, New: table.Item{"s": table.String("p")}}
	mid := len(changes) / 2
	batch := append(append(append([]table.Change(nil), changes[:mid]...), poison), changes[mid:]...)
	s := store.New(w.DB, w.Clock.Now, rand.Reader)
	f, ok := fold.AsFailure(fold.Apply(t.Context(), s, batch))
	if !ok || f.Index != mid || !f.Unreadable {
		t.Fatalf("failure %+v", f)
	}
	apply(t, s, batch[mid+1:])
	audit(t, w, changes)
	auditQueues(t, w, changes)
}

// TestFoldUnits: a batch is at most one read and one write of a page's
// numbers, however many views it has, and its item stays under 1 KB with
// full rings.
func TestFoldUnits(t *testing.T) {
	w := world.New(t, func(s *site.Settings) { s.ViewShards = 4 }, nil)
	st := w.Site(t, "news")
	page := "/thoi-su/mot-bai-viet-co-dia-chi-dai-nhu-tren-cac-bao-dien-tu-4821034.html"
	var at table.Position
	for day := range 32 {
		for hour := range 24 {
			for n := range 3 {
				o := engagement.Opening{Page: page, Address: world.Address(day*100 + n), UserAgent: world.Browser}
				if _, _, err := w.Engagement.Open(t.Context(), st, o); err != nil {
					t.Fatal(err)
				}
			}
			w.Clock.Advance(time.Hour)
			if hour%12 != 11 {
				continue
			}
			meter := tabletest.NewMeter(w.DB)
			apply(t, store.New(meter, w.Clock.Now, rand.Reader), w.Changes(t, &at))
			w.Changes(t, &at)
			if u := meter.Units(); u.Write > 1 || u.Read > 1 {
				t.Fatalf("day %d: a batch of one page cost %+v", day, u)
			}
		}
	}
}

// TestFoldDaysLate: what a fold that stood still left of a day is counted
// though the day's watermark is no longer kept.
func TestFoldDaysLate(t *testing.T) {
	w := world.New(t, func(s *site.Settings) { s.ViewShards = 1 }, nil)
	open := func(n int) {
		t.Helper()
		o := engagement.Opening{Page: "/a", Address: world.Address(n), UserAgent: world.Browser}
		if _, _, err := w.Engagement.Open(t.Context(), w.Site(t, "news"), o); err != nil {
			t.Fatal(err)
		}
	}
	open(1)
	w.Fold(t)
	open(2)
	w.Clock.Advance(5 * 24 * time.Hour)
	w.Fold(t)
	counts, err := w.Engagement.Counts(t.Context(), w.Site(t, "news"), []string{"/a"})
	if err != nil || counts[0].State.Views != 2 {
		t.Errorf("%+v, %v; want 2 views", counts, err)
	}
}
