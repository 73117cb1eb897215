package demo

import (
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"kibitz/internal/comment"
	"kibitz/internal/site"
	"kibitz/internal/testkit/world"
)

// made returns a world with the site "demo", whose edition is of the world's
// beginning.
func made(t *testing.T) (*world.World, site.Site) {
	t.Helper()
	w := world.New(t, nil, nil)
	if err := Plan(t.Context(), w.Store); err != nil {
		t.Fatal(err)
	}
	w.AddSite(t, "demo", "http://127.0.0.1:8080", func(s *site.Settings) { s.Limits = true })
	return w, w.Site(t, "demo")
}

// seed runs the seeding as a server does.
func seed(ctx context.Context, w *world.World, st site.Site, store Store) error {
	s := NewSeeding(st, store, w.Sites, rand.Reader)
	if err := s.Comments(ctx); err != nil {
		return err
	}
	_, err := s.Rest(ctx)
	return err
}

// check compares what the site has with what readers are to have done.
func check(t *testing.T, w *world.World) {
	t.Helper()
	w.Fold(t)
	st := w.Site(t, "demo")
	for _, a := range articles {
		r := receptions[a.Name]
		l, err := w.Comments.List(t.Context(), st, comment.List{Page: a.Page(), Order: comment.Oldest, Limit: 100})
		if err != nil {
			t.Fatal(err)
		}
		if len(l.Comments) != len(r.Comments) {
			t.Errorf("%s has %d comments, want %d", a.Name, len(l.Comments), len(r.Comments))
		}
		byTime := map[time.Time]comment.Comment{}
		for _, c := range l.Comments {
			byTime[c.Created()] = c
		}
		deleted := 0
		for i, said := range r.Comments {
			c, ok := byTime[st.Created.Add(-a.Age+time.Duration(said.After)*time.Minute).UTC()]
			switch {
			case !ok || c.Created().After(st.Created):
				t.Errorf("%s: comment %d is not there in time", a.Name, i)
			case said.Deleted:
				deleted++
				if c.Status != comment.Deleted {
					t.Errorf("%s: comment %d is %s", a.Name, i, c.Status)
				}
			case c.Up != said.Up || c.Down != said.Down || c.Author.Name != said.Name || c.Status != comment.Published:
				t.Errorf("%s: comment %d is %+v", a.Name, i, c)
			}
		}
		p := l.Page
		if p.Comments != int64(len(r.Comments)-deleted) || p.Views != int64(r.Views) || p.Visitors != int64(r.Views) {
			t.Errorf("%s has %d comments, %d views by %d; want %+v", a.Name, p.Comments, p.Views, p.Visitors, r)
		}
		for i, name := range reactions {
			if got := p.Reactions[name]; got != int64(r.Reactions[i]) {
				t.Errorf("%s: %d readers find it %s, want %d", a.Name, got, name, r.Reactions[i])
			}
		}
	}
}

func TestSeedingIsWholeAndOnce(t *testing.T) {
	w, st := made(t)
	for range 2 {
		if err := seed(t.Context(), w, st, w.Store); err != nil {
			t.Fatal(err)
		}
		check(t, w)
	}
}

// cutOff is a store of a process that is killed after some writes.
type cutOff struct {
	Store
	left atomic.Int64
}

var errKilled = errors.New("killed")

func (c *cutOff) Create(ctx context.Context, v comment.Create) (*comment.Receipt, error) {
	if c.left.Add(-1) < 0 {
		return nil, errKilled
	}
	return c.Store.Create(ctx, v)
}

func (c *cutOff) Vote(ctx context.Context, b comment.Ballot) error {
	if c.left.Add(-1) < 0 {
		return errKilled
	}
	return c.Store.Vote(ctx, b)
}

// TestSeedingGoesOn: killed again and again, days apart, it is whole at last
// and nothing is there twice.
func TestSeedingGoesOn(t *testing.T) {
	w, st := made(t)
	err := errKilled
	for tries := 0; errors.Is(err, errKilled); tries++ {
		if tries > 20 {
			t.Fatal("it does not come to an end")
		}
		killed := &cutOff{Store: w.Store}
		killed.left.Store(400) // more than any one article needs
		err = seed(t.Context(), w, st, killed)
		w.Clock.Advance(31 * time.Hour)
	}
	if err != nil {
		t.Fatal(err)
	}
	check(t, w)
}

// TestAnotherSiteIsLeftAlone: a site called demo that somebody made is theirs.
func TestAnotherSiteIsLeftAlone(t *testing.T) {
	w := world.New(t, nil, nil)
	w.AddSite(t, "demo", "https://demo.example", nil)
	if err := seed(t.Context(), w, w.Site(t, "demo"), w.Store); err != nil {
		t.Fatal(err)
	}
	l, err := w.Comments.List(t.Context(), w.Site(t, "demo"), comment.List{Page: articles[0].Page()})
	if err != nil || len(l.Comments) != 0 || l.Page.Known {
		t.Errorf("%+v %v", l, err)
	}
}

// TestReceptions: what readers did can have been done.
func TestReceptions(t *testing.T) {
	if len(receptions) != len(articles) {
		t.Errorf("%d receptions of %d articles", len(receptions), len(articles))
	}
	for _, a := range articles {
		r := receptions[a.Name]
		if len(r.Comments) < 2 || len(r.Comments) > 15 || r.voters() > r.Views {
			t.Errorf("%s: %d comments, %d voters, %d views", a.Name, len(r.Comments), r.voters(), r.Views)
		}
		last := 0
		for i, c := range r.Comments {
			if c.After <= last || time.Duration(c.After)*time.Minute >= a.Age || c.To >= i {
				t.Errorf("%s: comment %d comes %d minutes after the article and answers %d", a.Name, i, c.After, c.To)
			}
			last = c.After
		}
	}
	for lang, list := range letters {
		for _, l := range list {
			found := false
			for _, c := range receptions[l.Article].Comments {
				found = found || c.Name == l.Name && contains(c.Body, l.Body)
			}
			if !found {
				t.Errorf("%s: %s did not write %q", lang, l.Name, l.Body)
			}
		}
	}
}

// contains reports whether a Markdown text says the words.
func contains(markdown, words string) bool {
	return strings.Contains(strings.ReplaceAll(markdown, "*", ""), words)
}
