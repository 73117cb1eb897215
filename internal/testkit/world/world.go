// Package world builds the whole domain over the embedded engine for tests:
// a clock that only moves when told, a site, and the fold on demand.
package world

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/netip"
	"slices"
	"strconv"
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
	"kibitz/internal/table/local"
	"kibitz/internal/table/tabletest"
)

// Start is where every test's clock begins: a Monday noon in UTC.
var Start = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// World is everything below the HTTP API over one table.
type World struct {
	DB         *local.DB
	Meter      *tabletest.Meter // counts the units of everything but the fold
	Store      *store.Store
	Sites      *site.Directory
	Comments   *comment.Service
	Engagement *engagement.Service
	Moderation *moderation.Service
	Clock      *Clock

	lists *fold.Lists    // of Fold
	at    table.Position // of Fold
	marks int
}

// Clock is a settable clock.
type Clock struct {
	mu sync.Mutex
	t  time.Time
}

// Now returns the clock's time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

// Advance moves the clock.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// New returns a world with the site "news" at https://news.example, limits
// and signs off, whose settings change may adjust. wrap, if not nil, puts something
// between the store and the engine.
func New(t testing.TB, change func(*site.Settings), wrap func(table.Table) table.Table) *World {
	t.Helper()
	w := &World{Clock: &Clock{t: Start}}
	var err error
	if w.DB, err = local.Open(t.TempDir(), store.Schema(), local.Options{Now: w.Clock.Now}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.DB.Close(); err != nil {
			t.Error(err)
		}
	})
	var engine table.Table = w.DB
	if wrap != nil {
		engine = wrap(engine)
	}
	w.Meter = tabletest.NewMeter(engine)
	w.Store = store.New(w.Meter, w.Clock.Now, rand.Reader)
	w.Sites = site.NewDirectory(w.Store, w.Clock.Now, time.Minute)
	w.Comments = comment.NewService(w.Store, w.Sites, w.Clock.Now, rand.Reader)
	w.Engagement = engagement.NewService(w.Store, w.Sites, w.Clock.Now, rand.Reader)
	w.Moderation = moderation.NewService(w.Store, w.Sites, w.Clock.Now, rand.Reader)
	w.AddSite(t, "news", "https://news.example", change)
	return w
}

// AddSite makes another site.
func (w *World) AddSite(t testing.TB, id, origin string, change func(*site.Settings)) {
	t.Helper()
	s := site.Defaults()
	s.Origins, s.Limits, s.Signs = []string{origin}, false, false
	if change != nil {
		change(&s)
	}
	if err := store.New(w.DB, w.Clock.Now, rand.Reader).AddSite(t.Context(), id, s); err != nil {
		t.Fatal(err)
	}
}

// Site returns a site as it is stored.
func (w *World) Site(t testing.TB, id string) site.Site {
	t.Helper()
	st, err := w.Sites.Site(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return st
}

// Address is a reader's network address.
func Address(n int) netip.Addr { return netip.AddrFrom4([4]byte{203, 0, byte(n >> 8), byte(n)}) }

// Post returns a good post on page /a by the reader n.
func Post(n int, body string) comment.Post {
	return comment.Post{
		Page: "/a", URL: "https://news.example/a", Title: "Bài viết", Name: "Độc giả", Body: body, Address: Address(n),
	}
}

// MustPost posts and fails the test when it cannot.
func (w *World) MustPost(t testing.TB, p comment.Post) comment.Posted {
	t.Helper()
	out, err := w.Comments.Post(t.Context(), w.Site(t, "news"), p)
	if err != nil {
		t.Fatalf("post: %v", err)
	}
	return out
}

// Fold folds all changes so far into the numbers and lists, past the meter, as
// the stream function does on AWS, only that lists are written at once.
func (w *World) Fold(t testing.TB) {
	t.Helper()
	if w.lists == nil {
		s := store.New(w.DB, w.Clock.Now, rand.Reader)
		log := slog.New(slog.NewTextHandler(t.Output(), nil))
		w.lists = fold.NewLists(s, site.NewDirectory(s, w.Clock.Now, 0), w.Clock.Now, fold.Pace{}, log)
	}
	for batch := range slices.Chunk(w.Changes(t, &w.at), 1000) {
		if err := fold.Apply(t.Context(), w.lists, batch); err != nil {
			t.Fatal(err)
		}
	}
	w.lists.FlushAll(t.Context())
	w.Changes(t, &w.at) // what the fold itself wrote
}

// Changes returns all changes after the position and moves it on. It writes
// a last change of its own and reads up to it, so that it never waits in vain.
func (w *World) Changes(t testing.TB, at *table.Position) []table.Change {
	t.Helper()
	w.marks++
	mark := table.Key{PK: "mark", SK: strconv.Itoa(w.marks)}
	it := table.Item{table.AttrPK: table.String(mark.PK), table.AttrSK: table.String(mark.SK)}
	if _, err := w.DB.Write(t.Context(), table.Write{Ops: []table.Op{table.Put(it)}}); err != nil {
		t.Fatal(err)
	}
	var all []table.Change
	for {
		b, err := w.DB.Changes(t.Context(), *at, 1000)
		if err != nil {
			t.Fatal(err)
		}
		*at = b.Next
		for _, c := range b.Changes {
			if c.Key == mark {
				return all
			}
			all = append(all, c)
		}
	}
}

// Browser is a reader's user agent.
const Browser = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

// DecidePage carries out a decision of a moderator on a page.
func (w *World) DecidePage(ctx context.Context, siteID string, d moderation.PageDecision) error {
	_, err := w.Moderation.DecidePage(ctx, site.Site{ID: siteID, Settings: site.Settings{Origins: []string{"https://" + siteID + ".example"}}}, d)
	return err
}

// Alias makes a page share the discussion of another.
func (w *World) Alias(ctx context.Context, siteID, page, target string) error {
	return w.DecidePage(ctx, siteID, moderation.PageDecision{Page: page, Action: moderation.Alias, Target: target})
}
