package moderation_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"kibitz/internal/comment"
	"kibitz/internal/moderation"
	"kibitz/internal/problem"
	"kibitz/internal/site"
	"kibitz/internal/spam"
	"kibitz/internal/table"
	"kibitz/internal/table/tabletest"
	"kibitz/internal/testkit/world"
)

func bans(t *testing.T, w *world.World) []site.Ban {
	t.Helper()
	out, err := w.Moderation.Bans(t.Context(), w.Site(t, "news"))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestBannedArePublishedNowhere bans by each trait of one comment and posts
// again with only that trait the same.
func TestBannedArePublishedNowhere(t *testing.T) {
	for kind, same := range map[site.BanKind]func(p *comment.Post, first comment.Posted){
		site.BanAuthor:  func(p *comment.Post, first comment.Posted) { p.Guest = first.Guest },
		site.BanAddress: func(p *comment.Post, _ comment.Posted) { p.Address = world.Address(1) },
		site.BanEmail:   func(p *comment.Post, _ comment.Posted) { p.Email = "Lan@mail.example" },
		site.BanDomain:  func(p *comment.Post, _ comment.Posted) { p.Email = "mai@mail.example" },
	} {
		for effect, want := range map[site.BanEffect]comment.Status{site.BanReject: comment.Rejected, site.BanHold: comment.Pending} {
			t.Run(fmt.Sprint(kind, " ", effect), func(t *testing.T) {
				w := world.New(t, func(s *site.Settings) { s.Email = true }, nil)
				first := world.Post(1, "một")
				first.Email = "lan@mail.example"
				posted := w.MustPost(t, first)
				ban, err := w.Moderation.Ban(t.Context(), w.Site(t, "news"), moderation.BanRequest{
					Kind: kind, Comment: string(posted.Comment.ID), Effect: effect, Days: 7, By: moderation.Actor{ID: "a", Name: "desk"},
				})
				if err != nil {
					t.Fatal(err)
				}
				w.Clock.Advance(time.Minute)
				again, stranger := world.Post(2, "hai"), world.Post(3, "ba")
				same(&again, posted)
				if got := w.MustPost(t, again).Comment.Status; got != want {
					t.Errorf("%s, want %s", got, want)
				}
				if got := w.MustPost(t, stranger).Comment.Status; got != comment.Published {
					t.Errorf("a stranger: %s", got)
				}
				// Ended, it leaves no trace in later checks.
				w.Clock.Advance(8 * 24 * time.Hour)
				again.Body = "bốn"
				late := w.MustPost(t, again)
				if late.Comment.Status != comment.Published {
					t.Errorf("after the end: %s", late.Comment.Status)
				}
				if left := bans(t, w); len(left) != 0 {
					t.Errorf("%+v is left", left)
				}
				c, err := w.Moderation.Case(t.Context(), w.Site(t, "news"), string(late.Comment.ID))
				if err != nil {
					t.Fatal(err)
				}
				if check := c.Private.Trace[0]; check.Name != "ban" || check.Result != spam.Pass || check.Reason != "" {
					t.Errorf("%+v", check)
				}
				if es := log(t, w, moderation.AuditList{}); len(es) != 1 || es[0].Action != moderation.BanMade || es[0].Ban.ID() != ban.ID() {
					t.Errorf("%+v", es)
				}
			})
		}
	}
}

// TestEditingIsNoWayAround: what was published before the ban is held when its
// author changes it.
func TestEditingIsNoWayAround(t *testing.T) {
	w := world.New(t, nil, nil)
	st := w.Site(t, "news")
	p := w.MustPost(t, world.Post(1, "một"))
	if _, err := w.Moderation.Ban(t.Context(), st, moderation.BanRequest{Kind: site.BanAuthor, Comment: string(p.Comment.ID)}); err != nil {
		t.Fatal(err)
	}
	w.Clock.Advance(time.Minute)
	c, err := w.Comments.Edit(t.Context(), st, comment.Edit{ID: string(p.Comment.ID), Guest: p.Guest, Body: "khác"})
	if err != nil || c.Status != comment.Rejected {
		t.Errorf("%s %v", c.Status, err)
	}
}

// TestBansByManyAtOnce: none is lost, and each is in the log once.
func TestBansByManyAtOnce(t *testing.T) {
	w := world.New(t, nil, nil)
	st := w.Site(t, "news")
	const moderators, each = 4, 5
	var wg sync.WaitGroup
	for m := range moderators {
		wg.Go(func() {
			for i := range each {
				r := moderation.BanRequest{Kind: site.BanDomain, Value: fmt.Sprintf("d%d-%d.example", m, i), By: moderation.Actor{ID: fmt.Sprint("m", m)}}
				for {
					if _, err := w.Moderation.Ban(t.Context(), st, r); problem.CodeOf(err) != problem.TryAgain {
						if err != nil {
							t.Error(err)
						}
						break
					}
				}
			}
		})
	}
	wg.Wait()
	if n := len(bans(t, w)); n != moderators*each {
		t.Errorf("%d bans", n)
	}
	if n := len(log(t, w, moderation.AuditList{})); n != moderators*each {
		t.Errorf("%d entries", n)
	}
	for _, b := range bans(t, w) {
		for range 2 {
			if err := w.Moderation.Unban(t.Context(), st, b.ID(), moderation.Actor{ID: "m0"}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if n := len(log(t, w, moderation.AuditList{})); n != 2*moderators*each || len(bans(t, w)) != 0 {
		t.Errorf("%d entries, %d bans", n, len(bans(t, w)))
	}
}

// TestBanThroughFaults fails each call in every way and asks again: one ban,
// one entry.
func TestBanThroughFaults(t *testing.T) {
	for name, fault := range map[string]tabletest.Fault{
		"lost request": tabletest.LostRequest, "lost answer": tabletest.LostAnswer, "throttled": tabletest.Throttle,
	} {
		for n := 1; n <= 2; n++ {
			t.Run(fmt.Sprint(name, " ", n), func(t *testing.T) {
				var f *tabletest.Faulty
				w := world.New(t, nil, func(inner table.Table) table.Table {
					f = tabletest.NewFaulty(inner)
					return f
				})
				st := w.Site(t, "news")
				f.On(tabletest.Calls, n, fault)
				r := moderation.BanRequest{Kind: site.BanDomain, Value: "spam.example", Days: 3, Reason: "x"}
				var err error
				for range 3 {
					if _, err = w.Moderation.Ban(t.Context(), st, r); err == nil {
						break
					}
				}
				if err != nil {
					t.Fatal(err)
				}
				if b, es := bans(t, w), log(t, w, moderation.AuditList{}); len(b) != 1 || len(es) != 1 {
					t.Errorf("%d bans, %d entries", len(b), len(es))
				}
			})
		}
	}
}
