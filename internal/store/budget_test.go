package store_test

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"kibitz/internal/comment"
	"kibitz/internal/engagement"
	"kibitz/internal/moderation"
	"kibitz/internal/ranking"
	"kibitz/internal/site"
	"kibitz/internal/table"
	"kibitz/internal/table/tabletest"
	"kibitz/internal/testkit/seed"
	"kibitz/internal/testkit/world"
)

// text is a comment of 300 bytes.
var text = strings.Repeat("Bài viết rất hay, cảm ơn. ", 10)[:300]

// budget is what an operation may cost, in DynamoDB's units and round trips.
type budget struct {
	read, write float64
	trips       int // calls; those of one operation that are made side by side count each
}

// sizes is how many comments the big page has and how many replies the long
// thread: a million and ten thousand where the whole suite runs, which sets
// KIBITZ_BIG_PAGE, fewer where a developer waits. The budget is the same.
func sizes(t *testing.T) (page, thread int) {
	s := os.Getenv("KIBITZ_BIG_PAGE")
	if s == "" {
		return 2000, 500
	}
	page, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return page, max(page/100, 500)
}

// budgetWorld is a site with everything on that costs, a page of many
// comments, and a page with one thread of many replies.
func budgetWorld(t *testing.T) (w *world.World, long comment.ID) {
	t.Helper()
	w = world.New(t, func(s *site.Settings) {
		s.Limits, s.PerAuthor, s.PerAddress, s.Email, s.URL = true, 1000, 100000, true, true
	}, func(inner table.Table) table.Table {
		return tabletest.NewChecked(t, inner, tabletest.Rules{Hot: []string{"c#", "s#", "l#", "v#"}, MaxLimit: 4 * table.MaxKeys})
	})
	page, thread := sizes(t)
	big := w.MustPost(t, post("/big", ""))
	if err := seed.Copies(t.Context(), w.DB, "news", "/big", string(big.Comment.ID), page-1, 500, w.Clock.Now()); err != nil {
		t.Fatal(err)
	}
	long = w.MustPost(t, post("/long", "")).Comment.ID
	for i := range comment.ThreadCap {
		reply(t, w, long, i)
	}
	w.Fold(t)
	reply(t, w, long, comment.ThreadCap) // the first one in the overflow
	w.Fold(t)
	got, err := w.DB.Query(t.Context(), table.Query{PK: "c#news#/long", Prefix: string(long) + "/", Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	if err := seed.Replies(t.Context(), w.DB, got.Items[0], "o#news#/long", thread, w.Clock.Now()); err != nil {
		t.Fatal(err)
	}
	return w, long
}

func post(page string, parent comment.ID) comment.Post {
	p := world.Post(7, text)
	p.Page, p.Parent, p.Email, p.Website, p.Key = page, string(parent), "reader@example.org", "https://example.org/me", ""
	return p
}

func reply(t *testing.T, w *world.World, root comment.ID, n int) comment.Posted {
	t.Helper()
	p := post("/long", root)
	p.Body = fmt.Sprint(n, text)
	return w.MustPost(t, p)
}

func TestBudgets(t *testing.T) {
	w, long := budgetWorld(t)
	st := w.Site(t, "news")
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	mine := w.MustPost(t, post("/a", ""))
	replied := w.MustPost(t, post("/a", mine.Comment.ID))
	second := w.MustPost(t, comment.Post{Page: "/a", Name: "x", Body: text, Guest: mine.Guest, Address: world.Address(1)})
	third := w.MustPost(t, comment.Post{Page: "/a", Name: "x", Body: text + "3", Guest: mine.Guest, Address: world.Address(1)})
	open := func(n int) error {
		_, _, err := w.Engagement.Open(ctx, st, engagement.Opening{Page: "/a", Address: world.Address(n), UserAgent: world.Browser})
		return err
	}
	must(open(1))
	for i := range 25 {
		p := world.Post(100+i, text)
		p.Form.Hidden = "x"
		w.MustPost(t, p)
	}
	busy := w.MustPost(t, post("/busy", ""))
	for i := range 49 {
		p := post("/busy", "")
		p.Guest, p.Body = busy.Guest, fmt.Sprint(i, text)
		w.MustPost(t, p)
	}
	banned, err := w.Moderation.Ban(ctx, st, moderation.BanRequest{Kind: site.BanAddress, Value: "192.0.2.1"}) // posts look for addresses
	must(err)
	w.Clock.Advance(time.Minute)
	must(open(1)) // what processes keep for a minute is read again
	_, _, err = w.Sites.BanOf(ctx, st, site.Person{})
	must(err)
	_, err = w.Comments.Report(ctx, st, comment.Report{ID: string(long), Page: "/long", Reason: comment.ReasonSpam, Address: world.Address(1)})
	must(err)
	held := st
	held.Settings.Mode = site.ModeAll
	if _, err := w.Comments.Post(ctx, held, post("/held", "")); err != nil {
		t.Fatal(err)
	}
	w.Fold(t)
	pages := make([]string, 20)
	for i := range pages {
		pages[i] = fmt.Sprint("/", i)
	}
	list := func(l comment.List, want int) func() error {
		return func() error {
			out, err := w.Comments.List(ctx, st, l)
			if err == nil && len(out.Comments) != want {
				err = fmt.Errorf("%d comments, want %d", len(out.Comments), want)
			}
			return err
		}
	}
	latest := func(page string, want int) func() error {
		return func() error {
			l, err := w.Comments.LatestOfPage(ctx, st, page)
			if err == nil && len(l.Comments) != want {
				err = fmt.Errorf("%d comments, want %d", len(l.Comments), want)
			}
			return err
		}
	}
	pinned := w.MustPost(t, post("/pinned", "")).Comment.ID
	decide := func(a moderation.Action) func() error {
		return func() error {
			out, err := w.Moderation.Act(ctx, st, moderation.Decision{IDs: []string{string(pinned)}, Action: a})
			if err != nil {
				return err
			}
			return out[0].Err
		}
	}
	key := 0
	send := func(p comment.Post) func() error {
		return func() error {
			key++
			p.Key = fmt.Sprintf("a-key-of-a-submit-%04d", key)
			_, err := w.Comments.Post(ctx, st, p)
			return err
		}
	}
	hold(t, w, []operation{
		{"list 25, newest", list(comment.List{Page: "/big"}, 25), budget{2.5, 0, 2}},
		{"list 25, oldest", list(comment.List{Page: "/big", Order: comment.Oldest}, 25), budget{2.5, 0, 2}},
		{"list 25, with a long thread, newest", list(comment.List{Page: "/long"}, comment.ThreadCap+1), budget{2.5, 0, 2}},
		{"list 25, with a long thread, oldest", list(comment.List{Page: "/long", Order: comment.Oldest}, comment.ThreadCap+1), budget{2.5, 0, 2}},
		{"list 25 of a long thread", list(comment.List{Page: "/long", Root: string(long)}, 25), budget{3, 0, 3}},
		{"list of an unknown page", list(comment.List{Page: "/none"}, 0), budget{1, 0, 2}},
		{"feed of a page", latest("/a", 4), budget{2, 0, 2}},
		{"feed of a page of many", latest("/big", comment.MaxLatest), budget{9, 0, 2}},
		{"feed of a page with a long thread", latest("/long", comment.MaxLatest), budget{5, 0, 3}},
		{"feed of a site", func() error {
			l, err := w.Comments.LatestOfSite(ctx, st)
			if err == nil && len(l.Comments) != comment.MaxLatest {
				err = fmt.Errorf("%d comments", len(l.Comments))
			}
			return err
		}, budget{4, 0, 2}},
		{"post", send(post("/a", "")), budget{2, 12, 2}},
		{"post a reply", send(post("/a", mine.Comment.ID)), budget{2, 12, 2}},
		{"post a reply to a reply", send(post("/a", replied.Comment.ID)), budget{2, 12, 2}},
		{"post into a long thread", send(post("/long", long)), budget{2, 12, 2}},
		{"post what is looked at, as a new author", func() error {
			s := st
			s.Settings.Signs, s.Settings.Burst, s.Settings.Trust = true, 1, 3
			p := post("/a", "")
			p.Body += " bit.ly/y"
			out, err := w.Comments.Post(ctx, s, p)
			if err == nil && out.Comment.Status != comment.Pending {
				err = fmt.Errorf("%+v", out.Comment)
			}
			return err
		}, budget{3, 14, 3}},
		{"post as a trusted author, with what only holds", func() error {
			s := st
			s.Settings.Signs, s.Settings.Trust, s.Settings.Burst = true, 1, 0
			p := post("/a", "")
			p.Guest, p.Body = busy.Guest, text+" bit.ly/x"
			out, err := w.Comments.Post(ctx, s, p)
			if err == nil && out.Comment.Status != comment.Published {
				err = fmt.Errorf("%+v", out.Comment)
			}
			return err
		}, budget{4, 14, 3}},
		{"edit", func() error {
			_, err := w.Comments.Edit(ctx, st, comment.Edit{ID: string(mine.Comment.ID), Page: "/a", Guest: mine.Guest, Body: text + "!"})
			return err
		}, budget{4.5, 6, 3}},
		{"delete with replies", func() error {
			return w.Comments.Delete(ctx, st, string(replied.Comment.ID), "/a", replied.Guest, nil)
		}, budget{4, 6, 2}},
		{"delete without replies", func() error {
			return w.Comments.Delete(ctx, st, string(second.Comment.ID), "/a", mine.Guest, nil)
		}, budget{4, 6, 2}},
		{"delete without naming the page", func() error {
			return w.Comments.Delete(ctx, st, string(third.Comment.ID), "", mine.Guest, nil)
		}, budget{5, 6, 3}},
		{"view of a known page", func() error { return open(2) }, budget{0.5, 1, 2}},
		{"the same view again", func() error { return open(2) }, budget{0.5, 1, 2}},
		{"counts of 20 pages", func() error { _, err := w.Engagement.Counts(ctx, st, pages); return err }, budget{10, 0, 1}},
		{"list of pages", func() error {
			_, top, err := w.Engagement.Top(ctx, st, engagement.Top{By: ranking.Comments, Window: ranking.AllTimes})
			if err == nil && len(top) == 0 {
				err = errors.New("no pages")
			}
			return err
		}, budget{0.5, 0, 1}},
		{"moderation queue, 25", func() error {
			cs, _, err := w.Moderation.Queue(ctx, st, moderation.List{Status: comment.Spam})
			if err == nil && len(cs) != 25 {
				err = fmt.Errorf("%d in the queue", len(cs))
			}
			return err
		}, budget{4, 0, 1}},
		{"moderation queue, 25 of an author", func() error {
			_, _, err := w.Moderation.Queue(ctx, st, moderation.List{Status: moderation.Any, Author: busy.Comment.Author.ID})
			return err
		}, budget{15, 0, 2}},
		{"moderation queue, looking for a text", func() error {
			_, _, err := w.Moderation.Queue(ctx, st, moderation.List{Status: comment.Published, Text: "nowhere"})
			return err
		}, budget{50, 0, 4}},
		{"back-test of 1,000", func() error {
			words := "nowhere"
			run, err := w.Moderation.Backtest(ctx, st, moderation.Backtest{Words: &words, Comments: 1000})
			if err != nil {
				return err
			}
			r, err := run.Run(ctx, func() bool { return false }, moderation.BacktestReport{Progress: func(int, int) error { return nil }})
			if err == nil && r.Seen != 1000 {
				err = fmt.Errorf("%+v", r)
			}
			return err
		}, budget{90, 0, 7}},
		{"an author", func() error {
			_, err := w.Moderation.Author(ctx, st, busy.Comment.Author.ID)
			return err
		}, budget{10, 0, 5}},
		{"what came from an address, 100 looked at", func() error {
			_, err := w.Moderation.ActOnAddress(ctx, st, moderation.AddressDecision{Comment: string(mine.Comment.ID), Action: moderation.Spam, DryRun: true})
			return err
		}, budget{70, 0, 4}},
		{"count all of an author", func() error {
			step, err := w.Moderation.ActOnAuthor(ctx, st, moderation.AuthorDecision{Author: busy.Comment.Author.ID, Action: moderation.Reject, DryRun: true})
			if err == nil && step.Touched != 50 {
				err = fmt.Errorf("%d", step.Touched)
			}
			return err
		}, budget{27, 0, 2}},
		{"moderate one", func() error {
			out, err := w.Moderation.Act(ctx, st, moderation.Decision{
				IDs: []string{string(mine.Comment.ID)}, Action: moderation.Reject, Reason: "abuse", By: moderation.Actor{ID: "abc", Name: "newsroom"},
			})
			if err != nil {
				return err
			}
			return out[0].Err
		}, budget{5, 12, 3}},
		{"one comment to judge", func() error {
			c, err := w.Moderation.Case(ctx, st, string(mine.Comment.ID))
			if err == nil && (len(c.Decisions) != 1 || c.Private.Email == "") {
				err = fmt.Errorf("%+v", c)
			}
			return err
		}, budget{7.5, 0, 7}},
		{"ban", func() error {
			_, err := w.Moderation.Ban(ctx, st, moderation.BanRequest{
				Kind: site.BanAddress, Comment: string(mine.Comment.ID), Days: 30, Reason: "abuse", By: moderation.Actor{ID: "abc", Name: "newsroom"},
			})
			return err
		}, budget{6, 6, 4}},
		{"lift a ban", func() error { return w.Moderation.Unban(ctx, st, banned.ID(), moderation.Actor{ID: "abc"}) }, budget{1, 6, 2}},
		{"bans", func() error { _, err := w.Moderation.Bans(ctx, st); return err }, budget{1, 0, 1}},
		{"publish what is published", func() error {
			out, err := w.Moderation.Act(ctx, st, moderation.Decision{IDs: []string{string(busy.Comment.ID)}, Action: moderation.Publish})
			if err != nil {
				return err
			}
			return out[0].Err
		}, budget{7, 0, 3}},
		{"keep what was reported", func() error {
			out, err := w.Moderation.Act(ctx, st, moderation.Decision{IDs: []string{string(long)}, Action: moderation.Publish})
			if err == nil && out[0].Version != 2 {
				err = fmt.Errorf("%+v", out)
			}
			return err
		}, budget{7, 11, 4}},
		{"claim a comment", func() error {
			return w.Moderation.Claim(ctx, st, string(long), moderation.Actor{ID: "abc", Name: "newsroom"})
		}, budget{0, 1, 1}},
		{"numbers", func() error {
			n, err := w.Moderation.Numbers(ctx, st)
			if err == nil && (n.Queues[comment.Spam] != 25 || n.Queues[comment.Pending] != 1 || n.Oldest.IsZero() || len(n.Claims) != 1) {
				err = fmt.Errorf("%+v", n)
			}
			return err
		}, budget{1, 0, 2}},
		{"statistics", func() error { _, err := w.Moderation.Statistics(ctx, st, 0); return err }, budget{1, 0, 1}},
		{"pin a comment", decide(moderation.Pin), budget{7, 12, 4}},
		{"list with a pinned comment", list(comment.List{Page: "/pinned"}, 1), budget{2.5, 0, 3}},
		{"unpin it", decide(moderation.Unpin), budget{6, 12, 3}},
		{"feature a comment", decide(moderation.Feature), budget{7, 12, 4}},
		{"featured comments", func() error {
			l, err := w.Comments.Featured(ctx, st, "/pinned")
			if err == nil && len(l.Comments) != 1 {
				err = fmt.Errorf("%d comments", len(l.Comments))
			}
			return err
		}, budget{1, 0, 2}},
		{"lock a thread", decide(moderation.Lock), budget{5, 10, 3}},
		{"edit as staff", func() error {
			_, _, err := w.Moderation.Edit(ctx, st, moderation.EditRequest{ID: string(pinned), Version: 5, Text: text + "!"})
			return err
		}, budget{5, 14, 3}},
		{"reply as staff", func() error {
			_, err := w.Moderation.Reply(ctx, st, moderation.ReplyRequest{ID: string(pinned), Text: text, By: moderation.Actor{ID: "abc", Name: "newsroom"}})
			return err
		}, budget{6, 12, 4}},
		{"decide about a page", func() error {
			p, err := w.Moderation.DecidePage(ctx, st, moderation.PageDecision{Page: "/a", Action: moderation.Premoderate, By: moderation.CommandLine})
			if err == nil && !p.Held {
				err = fmt.Errorf("%+v", p)
			}
			return err
		}, budget{3, 8, 3}},
		{"the same again", func() error {
			_, err := w.Moderation.DecidePage(ctx, st, moderation.PageDecision{Page: "/a", Action: moderation.Premoderate})
			return err
		}, budget{3, 0, 2}},
		{"pin a page to the lists", func() error {
			_, err := w.Moderation.DecidePage(ctx, st, moderation.PageDecision{Page: "/a", Action: moderation.Pin, Title: "A"})
			return err
		}, budget{3, 10, 3}},
		{"20 pages to decide about", func() error { _, err := w.Moderation.Pages(ctx, st, pages); return err }, budget{21, 0, 2}},
		{"change a setting", func() error {
			_, err := w.Moderation.ChangeSettings(ctx, st, moderation.SettingsChange{Values: map[string]string{"close-after": "14"}})
			return err
		}, budget{1, 10, 2}},
		{"audit log, 25", func() error {
			es, _, err := w.Moderation.Audit(ctx, st, moderation.AuditList{})
			if err == nil && len(es) != 14 {
				err = fmt.Errorf("%d entries", len(es))
			}
			return err
		}, budget{2, 0, 1}},
	})
}

// operation is what a client does, and what it may cost.
type operation struct {
	name string
	do   func() error
	budget
}

// hold does the operations in turn and holds each to its budget.
func hold(t *testing.T, w *world.World, operations []operation) {
	t.Helper()
	for _, c := range operations {
		w.Meter.Reset()
		if err := c.do(); err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		u := w.Meter.Units()
		trips, _ := w.Meter.Trips()
		if u.Read > c.read || u.Write > c.write || trips > c.trips {
			t.Errorf("%s: %v read, %v write units in %d calls; the budget is %v, %v and %d", c.name, u.Read, u.Write, trips, c.read, c.write, c.trips)
		}
		t.Logf("%-48s %4v read %4v write %d calls", c.name, u.Read, u.Write, trips)
	}
}
