package site_test

import (
	"net/netip"
	"testing"
	"time"

	"kibitz/internal/moderation"
	"kibitz/internal/site"
	"kibitz/internal/testkit/world"
)

const day = 24 * time.Hour

// setBans makes these the site's bans.
func setBans(t *testing.T, w *world.World, bans ...site.Ban) {
	t.Helper()
	now, err := w.Store.Bans(t.Context(), "news")
	if err != nil {
		t.Fatal(err)
	}
	now.List = bans
	entry := moderation.Entry{ID: "01ARZ3NDEKTSV4RRFFQ69G5F0" + string(rune('0'+now.Version)), Ban: &site.Ban{Kind: site.BanAuthor}}
	if done, err := w.Store.SetBans(t.Context(), "news", now, entry); !done || err != nil {
		t.Fatal(done, err)
	}
	w.Clock.Advance(time.Minute) // what processes know is that old at most
}

func banOf(t *testing.T, w *world.World, p site.Person) (site.Ban, bool) {
	t.Helper()
	b, ok, err := w.Sites.BanOf(t.Context(), w.Site(t, "news"), p)
	if err != nil {
		t.Fatal(err)
	}
	return b, ok
}

func TestBanOf(t *testing.T) {
	w := world.New(t, nil, nil)
	st := w.Site(t, "news")
	network, err := w.Sites.NetworkKey(t.Context(), "news", netip.MustParseAddr("2001:db8:1:2::7"))
	if err != nil {
		t.Fatal(err)
	}
	end := w.Clock.Now().Add(day)
	setBans(t, w,
		site.Ban{Kind: site.BanAuthor, Value: "lan", Effect: site.BanReject, Until: end},
		site.Ban{Kind: site.BanAddress, Value: network, Effect: site.BanReject, Until: end},
		site.Ban{Kind: site.BanEmail, Value: st.EmailKey("mai@mail.example"), Effect: site.BanReject},
		site.Ban{Kind: site.BanDomain, Value: "spam.example", Effect: site.BanHold},
	)
	addr := netip.MustParseAddr
	cases := map[string]struct {
		who       site.Person
		now, then bool // banned today, and after the bans with an end
	}{
		"nobody":                   {site.Person{}, false, false},
		"the author":               {site.Person{Author: "lan", Address: addr("192.0.2.1")}, true, false},
		"another":                  {site.Person{Author: "mai"}, false, false},
		"the address":              {site.Person{Address: addr("2001:db8:1:2::7")}, true, false},
		"of the same /64":          {site.Person{Address: addr("2001:db8:1:2:ffff::1")}, true, false},
		"of the next /64":          {site.Person{Address: addr("2001:db8:1:3::7")}, false, false},
		"the e-mail":               {site.Person{Email: "mai@mail.example"}, true, true},
		"in capitals":              {site.Person{Email: "MAI@mail.example"}, true, true},
		"another e-mail":           {site.Person{Email: "lan@mail.example"}, false, false},
		"at the domain":            {site.Person{Email: "x@spam.example"}, true, true},
		"below the domain":         {site.Person{Email: "x@a.spam.example"}, true, true},
		"at one that ends like it": {site.Person{Email: "x@notspam.example"}, false, false},
		"no e-mail":                {site.Person{Author: "spam.example"}, false, false},
	}
	for name, c := range cases {
		if _, got := banOf(t, w, c.who); got != c.now {
			t.Errorf("%s: banned %v, want %v", name, got, c.now)
		}
	}
	w.Clock.Advance(day)
	for name, c := range cases {
		if _, got := banOf(t, w, c.who); got != c.then {
			t.Errorf("%s: banned %v a day later, want %v", name, got, c.then)
		}
	}
}

// TestStrictestBan: of several bans the one that counts is that which lets
// least pass, for longest, in whatever order they were made.
func TestStrictestBan(t *testing.T) {
	w := world.New(t, nil, nil)
	st := w.Site(t, "news")
	who := site.Person{Author: "lan", Email: "lan@mail.example"}
	soon, late := w.Clock.Now().Add(10*day), w.Clock.Now().Add(20*day)
	hold := site.Ban{Kind: site.BanDomain, Value: "mail.example", Effect: site.BanHold}
	short := site.Ban{Kind: site.BanAuthor, Value: "lan", Effect: site.BanReject, Until: soon}
	long := site.Ban{Kind: site.BanEmail, Value: st.EmailKey("lan@mail.example"), Effect: site.BanReject, Until: late}
	for _, order := range [][]site.Ban{{hold, short, long}, {long, short, hold}, {short, long, hold}} {
		setBans(t, w, order...)
		if b, _ := banOf(t, w, who); b.Value != long.Value {
			t.Errorf("%+v counts", b)
		}
	}
	w.Clock.Advance(15 * day)
	if b, _ := banOf(t, w, who); b.Value != long.Value {
		t.Errorf("%+v counts", b)
	}
	w.Clock.Advance(15 * day)
	if b, ok := banOf(t, w, who); !ok || b.Effect != site.BanHold {
		t.Errorf("%+v counts", b)
	}
}

// TestNetworkKeys: an address keeps its name for the rest of a period of 30
// days, a ban finds it for 30 days more, and then nothing does.
func TestNetworkKeys(t *testing.T) {
	w := world.New(t, nil, nil)
	w.AddSite(t, "other", "https://other.example", nil)
	key := func(id string, n int) string {
		t.Helper()
		k, err := w.Sites.NetworkKey(t.Context(), id, world.Address(n))
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	mine := key("news", 1)
	if mine == key("news", 2) || mine == key("other", 1) || mine != key("news", 1) {
		t.Error("a key names another address, or on another site")
	}
	end, ok := site.NetworkKeyEnd(mine)
	if left := end.Sub(w.Clock.Now()); !ok || left <= 30*day || left > 60*day {
		t.Errorf("ends in %v", left)
	}
	setBans(t, w, site.Ban{Kind: site.BanAddress, Value: mine, Effect: site.BanReject, Until: end})
	w.Clock.Advance(end.Add(-time.Minute).Sub(w.Clock.Now()))
	if key("news", 1) == mine {
		t.Error("the same name in the next period")
	}
	if _, ok := banOf(t, w, site.Person{Address: world.Address(1)}); !ok {
		t.Error("not banned to the end")
	}
	w.Clock.Advance(time.Minute)
	if _, ok := banOf(t, w, site.Person{Address: world.Address(1)}); ok {
		t.Error("banned for longer than it can be known")
	}
	for _, none := range []string{"", "x", "!.x", "zzzzzzzzzzzzzzzz.x"} {
		if _, ok := site.NetworkKeyEnd(none); ok {
			t.Errorf("%q is a key", none)
		}
	}
}
