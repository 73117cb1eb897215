package site_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"kibitz/internal/moderation"
	"kibitz/internal/problem"
	"kibitz/internal/site"
	"kibitz/internal/store"
	"kibitz/internal/testkit/world"
)

func TestSettingsSurviveBeingText(t *testing.T) {
	s := site.Defaults()
	for key, value := range map[string]string{
		"name": "Báo Sớm", "origins": "https://News.example, http://localhost:8080", "mode": "first", "hold-first": "3",
		"limits": "off", "form": "off", "form-time": "on", "email": "on", "url": "on", "edit-window": "5m", "per-author": "9", "per-address": "10",
		"pages-per-address": "11", "pages-per-site": "12", "view-window": "1h", "view-shards": "8", "half-life": "3h", "reserved": "Tòa soạn, Sếp", "per-fetch": "50",
		"votes": "up", "reactions": "sad, love", "voters-per-address": "13", "accounts": "required", "signs": "off", "classifier": "on", "trust": "5", "burst": "20", "duplicates": "off", "scripts": "Latin, Han", "links": "7", "trusted-hosts": "news.example,vnnews.example", "blocked-hosts": "bad.example", "evidence": "90", "close-after": "14",
	} {
		if err := s.Set(key, value); err != nil {
			t.Errorf("%s=%s: %v", key, value, err)
		}
	}
	again := site.Defaults()
	changed := 0
	for i, p := range s.Get() {
		if p.Help == "" {
			t.Errorf("%s has no help", p.Key)
		}
		if p.Value != site.Defaults().Get()[i].Value {
			changed++
		}
		if err := again.Set(p.Key, p.Value); err != nil {
			t.Errorf("%s=%s: %v", p.Key, p.Value, err)
		}
	}
	if changed != len(s.Get()) {
		t.Errorf("%d of %d settings were changed by this test; name the new one", changed, len(s.Get()))
	}
	for i, p := range again.Get() {
		if want := s.Get()[i]; p != want {
			t.Errorf("%s is %q, was %q", p.Key, p.Value, want.Value)
		}
	}
	if s.Origins[0] != "https://news.example" {
		t.Errorf("origins %v", s.Origins)
	}
}

func TestNoReactions(t *testing.T) {
	for _, v := range []string{"none", ""} {
		s := site.Defaults()
		if err := s.Set("reactions", v); err != nil || len(s.Reactions) != 0 {
			t.Errorf("reactions=%s: %v, %v", v, s.Reactions, err)
		}
	}
}

func TestSettingsRefuse(t *testing.T) {
	for key, values := range map[string][]string{
		"mode": {"", "later"}, "limits": {"yes", ""}, "hold-first": {"0", "21", "x"}, "edit-window": {"15", "-1s", "25h"},
		"origins": {"news.example", "https://*.example", "null", "https://news.example/a"}, "view-shards": {"0", "17"}, "half-life": {"59m", "25h"}, "per-fetch": {"4", "101"},
		"votes": {"", "down", "on"}, "reactions": {"Love", "a b", "aaaaaaaaaaaaaaaaa", "love,love", "a,b,c,d,e,f,g,h,i", "yêu"}, "voters-per-address": {"0", "100001"}, "accounts": {"", "on"}, "trust": {"-1", "51"}, "burst": {"-1", "1001"}, "duplicates": {"yes"}, "scripts": {"vietnamese", "latin,x"}, "evidence": {"-1", "3651", "180d"}, "close-after": {"-1", "3651", "14d"},
		"colour": {"red"},
	} {
		for _, v := range values {
			s := site.Defaults()
			err := s.Set(key, v)
			if err == nil {
				t.Errorf("%s=%s was taken", key, v)
			} else if !strings.Contains(err.Error(), key) {
				t.Errorf("%s=%s: %v does not name the setting", key, v, err)
			}
		}
	}
}

func TestSites(t *testing.T) {
	w := world.New(t, nil, nil)
	ctx := t.Context()
	w.AddSite(t, "blog", "https://blog.example", nil)
	news, blog := w.Site(t, "news"), w.Site(t, "blog")
	if len(news.Secret) != 32 || string(news.Secret) == string(blog.Secret) {
		t.Error("each site has a secret of 32 bytes of its own")
	}
	if news.AuthorOf("x") == blog.AuthorOf("x") {
		t.Error("an author has the same id on two sites")
	}
	if err := w.Store.AddSite(ctx, "news", site.Defaults()); !errors.Is(err, store.ErrExists) {
		t.Errorf("added twice: %v", err)
	}
	change := func(seen int64, mode site.Mode) (site.Site, error) {
		return w.Moderation.ChangeSettings(ctx, news, moderation.SettingsChange{Version: seen, Values: map[string]string{"mode": string(mode)}})
	}
	for range 2 { // the second time it is changed already
		if got, err := change(1, site.ModeAll); err != nil || got.Settings.Mode != site.ModeAll || got.Version != 2 {
			t.Errorf("changed to %+v, %v", got, err)
		}
	}
	if got, err := change(1, site.ModeFirst); problem.CodeOf(err) != problem.SettingsChanged || got.Settings.Mode != site.ModeAll {
		t.Errorf("changed from an old version: %+v, %v", got, err)
	}
	if w.Site(t, "news").Settings.Mode == site.ModeAll {
		t.Error("the directory keeps a site for a minute")
	}
	w.Clock.Advance(time.Minute)
	if got := w.Site(t, "news"); got.Settings.Mode != site.ModeAll || string(got.Secret) != string(news.Secret) || got.Version != 2 {
		t.Errorf("after a minute: %+v", got)
	}
	if names, err := w.Store.Sites(ctx); err != nil || strings.Join(names, " ") != "blog news" {
		t.Errorf("sites %v, %v", names, err)
	}
	if err := w.Store.RemoveSite(ctx, "blog"); err != nil {
		t.Fatal(err)
	}
	w.Clock.Advance(time.Minute)
	for _, id := range []string{"blog", "none", "", "NEWS", "../x", strings.Repeat("a", 41)} {
		if _, err := w.Sites.Site(ctx, id); problem.CodeOf(err) != problem.SiteUnknown {
			t.Errorf("site %q: %v", id, err)
		}
	}
	if err := w.Store.RemoveSite(ctx, "blog"); problem.CodeOf(err) != problem.SiteUnknown {
		t.Errorf("removed twice: %v", err)
	}
}

// TestSaltsAreThrownAway: all processes share a day's salt, tomorrow's is
// another, and yesterday's cannot be read.
func TestSaltsAreThrownAway(t *testing.T) {
	w := world.New(t, nil, nil)
	ctx := t.Context()
	other := site.NewDirectory(w.Store, w.Clock.Now, time.Minute)
	today, err := w.Sites.DaySalt(ctx, "news")
	if err != nil {
		t.Fatal(err)
	}
	if same, err := other.DaySalt(ctx, "news"); err != nil || string(same) != string(today) {
		t.Errorf("another process has another salt, %v", err)
	}
	a, err := w.Sites.AddressKey(ctx, "news", world.Address(1))
	if err != nil {
		t.Fatal(err)
	}
	w.Clock.Advance(12 * time.Hour)
	tomorrow, err := w.Sites.DaySalt(ctx, "news")
	if err != nil || string(tomorrow) == string(today) {
		t.Errorf("the same salt the next day, %v", err)
	}
	if b, err := w.Sites.AddressKey(ctx, "news", world.Address(1)); err != nil || a == b {
		t.Errorf("the same address is recognised the next day, %v", err)
	}
	w.Clock.Advance(24*time.Hour + time.Second)
	if old, err := w.Store.Salt(ctx, "news", site.Day(world.Start), w.Clock.Now()); err != nil || string(old) == string(today) {
		t.Errorf("the salt of the day before yesterday is still there, %v", err)
	}
}
