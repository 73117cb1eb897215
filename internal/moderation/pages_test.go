package moderation_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"kibitz/internal/moderation"
	"kibitz/internal/page"
	"kibitz/internal/problem"
	"kibitz/internal/ranking"
	"kibitz/internal/site"
	"kibitz/internal/table"
	"kibitz/internal/table/tabletest"
	"kibitz/internal/testkit/world"
)

func decide(t *testing.T, w *world.World, d moderation.PageDecision) moderation.Page {
	t.Helper()
	w.Clock.Advance(time.Second)
	p, err := w.Moderation.DecidePage(t.Context(), w.Site(t, "news"), d)
	if err != nil {
		t.Fatalf("%+v: %v", d, err)
	}
	return p
}

// TestPageDecisions makes each decision twice: it is carried out, and recorded
// once with what was there before.
func TestPageDecisions(t *testing.T) {
	w := world.New(t, nil, nil)
	w.MustPost(t, world.Post(1, "một"))
	for _, c := range []struct {
		d    moderation.PageDecision
		is   func(moderation.Page) bool
		want []moderation.Change
	}{
		{moderation.PageDecision{Action: moderation.Close}, func(p moderation.Page) bool { return p.Shut && p.Closing == page.Closed }, []moderation.Change{{"closed", "false", "true"}}},
		{moderation.PageDecision{Action: moderation.Open}, func(p moderation.Page) bool { return !p.Shut && p.Closing == page.ByAge }, []moderation.Change{{"closed", "true", "false"}}},
		{moderation.PageDecision{Action: moderation.Premoderate}, func(p moderation.Page) bool { return p.Held }, []moderation.Change{{"premoderated", "false", "true"}}},
		{moderation.PageDecision{Action: moderation.Postmoderate}, func(p moderation.Page) bool { return !p.Held }, []moderation.Change{{"premoderated", "true", "false"}}},
		{moderation.PageDecision{Action: moderation.Pin}, func(p moderation.Page) bool { return p.Pinned }, []moderation.Change{{"pinned", "", "Bài viết"}}},
		{moderation.PageDecision{Action: moderation.Retitle, Title: "Khác"}, func(p moderation.Page) bool { return p.Title == "Khác" },
			[]moderation.Change{{"title", "Bài viết", "Khác"}, {"pinned", "Bài viết", "Khác"}}},
		{moderation.PageDecision{Action: moderation.Hide}, func(p moderation.Page) bool { return p.Hidden && !p.Pinned }, []moderation.Change{{"hidden", "false", "true"}, {"pinned", "Khác", ""}}},
		{moderation.PageDecision{Action: moderation.Show}, func(p moderation.Page) bool { return !p.Hidden }, []moderation.Change{{"hidden", "true", "false"}}},
		{moderation.PageDecision{Action: moderation.Alias, Target: "/b"}, func(p moderation.Page) bool { return p.Alias == "/b" }, []moderation.Change{{"alias", "", "/b"}}},
		{moderation.PageDecision{Action: moderation.Unalias}, func(p moderation.Page) bool { return p.Alias == "" }, []moderation.Change{{"alias", "/b", ""}}},
	} {
		c.d.Page, c.d.By, c.d.Reason = "/a", moderation.Actor{ID: "m1", Name: "An"}, "why"
		before := len(log(t, w, moderation.AuditList{Page: "/a"}))
		for range 2 {
			if p := decide(t, w, c.d); !c.is(p) {
				t.Errorf("%s: %+v", c.d.Action, p)
			}
		}
		stored, err := w.Moderation.Pages(t.Context(), w.Site(t, "news"), []string{"/a"})
		if err != nil || !c.is(stored[0]) {
			t.Errorf("%s: stored %+v, %v", c.d.Action, stored, err)
		}
		es := log(t, w, moderation.AuditList{Page: "/a"})
		if len(es) != before+1 {
			t.Fatalf("%s: %d entries, want %d", c.d.Action, len(es), before+1)
		}
		if e := es[0]; e.Kind() != moderation.OfPage || e.Action != c.d.Action || e.By != c.d.By || e.Reason != "why" || !slices.Equal(e.Changes, c.want) {
			t.Errorf("%s: recorded as %+v", c.d.Action, e)
		}
	}
}

// TestUnknownPage is made known by what is decided about it, and its first view
// then counts as on every page.
func TestUnknownPage(t *testing.T) {
	w := world.New(t, nil, nil)
	for _, d := range []moderation.PageDecision{
		{Page: "/new", Action: moderation.Retitle, Title: "Mới"}, {Page: "/held", Action: moderation.Premoderate}, {Page: "/old", Action: moderation.Alias, Target: "/a"},
	} {
		p := decide(t, w, d)
		again := decide(t, w, d)
		if p.URL != "https://news.example"+d.Page || again.Since.IsZero() || !again.Known || again.URL != p.URL {
			t.Errorf("%+v, then %+v", p, again)
		}
	}
	for _, d := range []moderation.PageDecision{
		{Page: "/x", Action: moderation.Open}, {Page: "/x", Action: moderation.Postmoderate}, {Page: "/x", Action: moderation.Unalias}, {Page: "/x", Action: moderation.Show},
	} {
		if p := decide(t, w, d); p.Known {
			t.Errorf("%s made a page known", d.Action)
		}
	}
	held := world.Post(1, "chờ")
	held.Page = "/held"
	if c := w.MustPost(t, held).Comment; c.Status != "pending" {
		t.Errorf("a comment on a page that is held is %s", c.Status)
	}
}

func TestPageRefusals(t *testing.T) {
	w := world.New(t, nil, nil)
	decide(t, w, moderation.PageDecision{Page: "/old", Action: moderation.Alias, Target: "/a"})
	for i := range ranking.MaxPinned {
		decide(t, w, moderation.PageDecision{Page: fmt.Sprint("/p", i), Action: moderation.Pin, Title: "T"})
	}
	for _, c := range []struct {
		d     moderation.PageDecision
		code  problem.Code
		field string
	}{
		{moderation.PageDecision{Page: "null", Action: moderation.Close}, problem.PageInvalid, "page"},
		{moderation.PageDecision{Page: "/a", Action: "burn"}, problem.ParameterInvalid, "action"},
		{moderation.PageDecision{Page: "/a", Action: moderation.Retitle}, problem.ParameterInvalid, "title"},
		{moderation.PageDecision{Page: "/a", Action: moderation.Pin}, problem.ParameterInvalid, "title"},
		{moderation.PageDecision{Page: "/a", Action: moderation.Pin, Title: "T"}, problem.ListsFull, ""},
		{moderation.PageDecision{Page: "/b", Action: moderation.Alias, Target: "/old"}, problem.PageInvalid, "target"},
		{moderation.PageDecision{Page: "/b", Action: moderation.Alias, Target: "/b"}, problem.PageInvalid, "target"},
		{moderation.PageDecision{Page: "/b", Action: moderation.Alias}, problem.PageInvalid, "target"},
	} {
		_, err := w.Moderation.DecidePage(t.Context(), w.Site(t, "news"), c.d)
		wantCode(t, err, c.code, c.field)
	}
	if n := len(log(t, w, moderation.AuditList{Kind: moderation.OfPage})); n != 1+ranking.MaxPinned {
		t.Errorf("%d entries", n)
	}
}

// TestClosedByAge closes a page at its age, and lets a moderator's word win.
func TestClosedByAge(t *testing.T) {
	w := world.New(t, func(s *site.Settings) { s.CloseAfter = 14 }, nil)
	w.MustPost(t, world.Post(1, "một"))
	post := func() error {
		_, err := w.Comments.Post(t.Context(), w.Site(t, "news"), world.Post(2, fmt.Sprint("lời ", w.Clock.Now())))
		return err
	}
	w.Clock.Advance(14*24*time.Hour - time.Second)
	if err := post(); err != nil {
		t.Fatal(err)
	}
	w.Clock.Advance(time.Second)
	wantCode(t, post(), problem.PageClosed, "page")
	if p := decide(t, w, moderation.PageDecision{Page: "/a", Action: moderation.Open}); p.Shut || p.Closing != page.Open {
		t.Errorf("opened: %+v", p)
	}
	if err := post(); err != nil {
		t.Fatal(err)
	}
	decide(t, w, moderation.PageDecision{Page: "/a", Action: moderation.Close})
	wantCode(t, post(), problem.PageClosed, "page")
}

// TestBrowse finds pages in every way.
func TestBrowse(t *testing.T) {
	w := world.New(t, nil, nil)
	for i, id := range []string{"/a", "/b", "/c"} {
		for n := range 3 - i {
			p := world.Post(10*i+n, fmt.Sprint("lời ", i, n))
			p.Page = id
			w.Clock.Advance(time.Second)
			w.MustPost(t, p)
		}
	}
	w.Fold(t)
	decide(t, w, moderation.PageDecision{Page: "/x", Action: moderation.Hide})
	decide(t, w, moderation.PageDecision{Page: "/b", Action: moderation.Pin, Title: "B"})
	for by, want := range map[moderation.By][]string{
		"": {"/a", "/b", "/c"}, "comments": {"/a", "/b", "/c"}, "views": nil, moderation.ByRecent: {"/c", "/b", "/a"},
		moderation.ByPinned: {"/b"}, moderation.ByHidden: {"/x"},
	} {
		var got []string
		b := moderation.Browse{By: by, Limit: 2}
		for {
			pages, next, err := w.Moderation.Browse(t.Context(), w.Site(t, "news"), b)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range pages {
				got = append(got, p.Page)
			}
			if b.Cursor = next; next == "" {
				break
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("by %q: %v, want %v", by, got, want)
		}
	}
	_, _, err := w.Moderation.Browse(t.Context(), w.Site(t, "news"), moderation.Browse{By: "age"})
	wantCode(t, err, problem.ParameterInvalid, "by")
}

// TestManagingThroughFaults fails each call of a change in every way and sends
// it again, and lets another change come in between: one entry a change.
func TestManagingThroughFaults(t *testing.T) {
	for name, fault := range map[string]tabletest.Fault{
		"lost request": tabletest.LostRequest, "lost answer": tabletest.LostAnswer, "throttled": tabletest.Throttle,
	} {
		t.Run(name, func(t *testing.T) {
			for n := 1; ; n++ {
				var f *tabletest.Faulty
				w := world.New(t, nil, func(inner table.Table) table.Table {
					f = tabletest.NewFaulty(inner)
					return f
				})
				st := w.Site(t, "news")
				f.On(tabletest.Calls, n, fault)
				steps := []func() error{
					func() error {
						return w.DecidePage(t.Context(), "news", moderation.PageDecision{Page: "/a", Action: moderation.Close})
					},
					func() error {
						return w.DecidePage(t.Context(), "news", moderation.PageDecision{Page: "/a", Action: moderation.Pin, Title: "A"})
					},
					func() error {
						_, err := w.Moderation.ChangeSettings(t.Context(), st, moderation.SettingsChange{Version: 1, Values: map[string]string{"mode": "all"}})
						return err
					},
				}
				for _, step := range steps {
					w.Clock.Advance(time.Second)
					err := step()
					if err != nil {
						err = step()
					}
					if err != nil {
						t.Fatalf("call %d: %v", n, err)
					}
				}
				done := f.Heal() > 0
				if es := log(t, w, moderation.AuditList{}); len(es) != len(steps) {
					t.Fatalf("call %d: %d entries of %d changes", n, len(es), len(steps))
				}
				if done {
					return // no call was left to fail
				}
			}
		})
	}
}

// TestManagingMeets lets another change come between reading and writing.
func TestManagingMeets(t *testing.T) {
	var f *tabletest.Faulty
	w := world.New(t, nil, func(inner table.Table) table.Table {
		f = tabletest.NewFaulty(inner)
		return f
	})
	pin := func(id string) {
		if err := w.DecidePage(t.Context(), "news", moderation.PageDecision{Page: id, Action: moderation.Pin, Title: id}); err != nil {
			t.Error(err)
		}
	}
	f.On(tabletest.Writes, 1, tabletest.Before(func() { pin("/theirs") }))
	pin("/mine")
	if pages, _, err := w.Moderation.Browse(t.Context(), w.Site(t, "news"), moderation.Browse{By: moderation.ByPinned}); err != nil || len(pages) != 2 {
		t.Errorf("%+v, %v", pages, err)
	}
	set := func(seen int64, key, value string) error {
		_, err := w.Moderation.ChangeSettings(t.Context(), w.Site(t, "news"), moderation.SettingsChange{Version: seen, Values: map[string]string{key: value}})
		return err
	}
	f.On(tabletest.Writes, 1, tabletest.Before(func() {
		if err := set(1, "mode", "first"); err != nil {
			t.Error(err)
		}
	}))
	wantCode(t, set(1, "close-after", "3"), problem.SettingsChanged, "version")
	f.On(tabletest.Writes, 1, tabletest.Before(func() {
		if err := set(2, "mode", "all"); err != nil {
			t.Error(err)
		}
	}))
	if err := set(0, "close-after", "3"); err != nil {
		t.Errorf("whatever is there: %v", err)
	}
	st, err := w.Moderation.Settings(t.Context(), w.Site(t, "news"))
	if err != nil || st.Version != 4 || st.Settings.Mode != site.ModeAll || st.Settings.CloseAfter != 3 {
		t.Errorf("%+v, %v", st, err)
	}
}

func wantCode(t *testing.T, err error, code problem.Code, field string) {
	t.Helper()
	var p *problem.Error
	if !errors.As(err, &p) || p.Code != code || p.Field != field {
		t.Errorf("%v, want %s of %q", err, code, field)
	}
}
