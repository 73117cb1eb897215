package e2e

import (
	"crypto/rand"
	"net/netip"
	"testing"
	"time"

	"kibitz/internal/comment"
	"kibitz/internal/moderation"
	"kibitz/internal/site"
	"kibitz/internal/store"
	"kibitz/internal/table"
)

// TestModerationAtAnEndpoint writes as the newsroom does, bans, settles a report,
// decides on all of an author and counts queues on a DynamoDB endpoint.
func TestModerationAtAnEndpoint(t *testing.T) {
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	db := newEndpoint(t).store()
	settings := site.Defaults()
	settings.Origins = []string{"https://news.example"}
	must(db.AddSite(ctx, "news", settings))
	sites := site.NewDirectory(db, time.Now, 0)
	st, err := sites.Site(ctx, "news")
	must(err)
	comments := comment.NewService(db, sites, time.Now, rand.Reader)
	moderators := moderation.NewService(db, sites, time.Now, rand.Reader)
	reader := netip.MustParseAddr("203.0.113.7")
	write := func(body, guest string) comment.Posted {
		t.Helper()
		p, err := comments.Post(ctx, st, comment.Post{Page: "/a", Name: "Lan", Body: body, Guest: guest, Address: reader})
		must(err)
		return p
	}
	first := write("một", "")
	id := string(first.Comment.ID)

	// A report as against the law, twice, settled by publishing again.
	for range 2 {
		_, err := comments.Report(ctx, st, comment.Report{ID: id, Page: "/a", Reason: comment.ReasonIllegal, Address: reader})
		must(err)
	}
	publish := moderation.Decision{IDs: []string{id}, Action: moderation.Publish}
	for i, want := range []int{1, 0} {
		notices, _, err := moderators.Illegal(ctx, st, 0, "")
		must(err)
		if len(notices) != want {
			t.Errorf("%d notices, want %d", len(notices), want)
		}
		out, err := moderators.Act(ctx, st, publish)
		if err != nil || out[0].Err != nil || out[0].Version != 2 {
			t.Fatal(i, out, err)
		}
	}

	// A ban, made twice, found by the address, lifted.
	for range 2 {
		_, err := moderators.Ban(ctx, st, moderation.BanRequest{Kind: site.BanAddress, Comment: id, Days: 7})
		must(err)
	}
	if p := write("hai", first.Guest); p.Comment.Status != comment.Rejected || p.Comment.Held != "ban" {
		t.Errorf("%+v", p.Comment)
	}
	bans, err := moderators.Bans(ctx, st)
	must(err)
	if len(bans) != 1 {
		t.Fatalf("%+v", bans)
	}
	must(moderators.Unban(ctx, st, bans[0].ID(), moderation.Actor{ID: "abc"}))
	write("ba", first.Guest)

	step, err := moderators.ActOnAuthor(ctx, st, moderation.AuthorDecision{Author: first.Comment.Author.ID, Action: moderation.Spam})
	if err != nil || step.Touched != 2 || step.Statuses[comment.Rejected] != 1 {
		t.Errorf("%+v, %v", step, err)
	}
	found, _, err := moderators.Queue(ctx, st, moderation.List{Status: comment.Spam, Text: "ba"})
	if err != nil || len(found) != 1 {
		t.Errorf("%+v, %v", found, err)
	}

	// What the newsroom writes and marks, each sent twice, and the evidence of it.
	desk := moderation.Actor{ID: "abc", Name: "desk"}
	root := string(write("bốn", "").Comment.ID)
	for range 2 {
		c, _, err := moderators.Edit(ctx, st, moderation.EditRequest{ID: root, Version: 1, Text: "bốn […]", By: desk})
		if err != nil || c.Version != 2 || !c.EditedByStaff {
			t.Errorf("%+v, %v", c, err)
		}
	}
	act := func(a moderation.Action, version int64) {
		t.Helper()
		for range 2 {
			out, err := moderators.Act(ctx, st, moderation.Decision{IDs: []string{root}, Action: a, By: desk})
			if err != nil || out[0].Err != nil || out[0].Version != version {
				t.Fatal(a, out, err)
			}
		}
	}
	act(moderation.Undo, 3)
	act(moderation.Feature, 4)
	act(moderation.Lock, 5)
	replies := map[comment.ID]bool{}
	for range 2 {
		c, err := moderators.Reply(ctx, st, moderation.ReplyRequest{ID: root, Text: "cảm ơn", Key: "of-a-staff-reply-01", By: desk})
		must(err)
		replies[c.ID] = true
	}
	featured, err := comments.Featured(ctx, st, "/a")
	must(err)
	for range 2 {
		_, err := comments.Report(ctx, st, comment.Report{ID: root, Page: "/a", Reason: comment.ReasonIllegal, Address: reader})
		must(err)
	}
	act(moderation.Reject, 6)
	e, err := moderators.Evidence(ctx, st, root, desk)
	if err != nil || len(replies) != 1 || len(featured.Comments) != 1 || e.ReportCount != 2 || len(e.Snapshots) != 2 || e.Snapshots[0].Comment.Version != 5 || len(e.Decisions) != 5 {
		t.Errorf("%d replies, %d featured, %+v, %v", len(replies), len(featured.Comments), e, err)
	}
	act(moderation.Restore, 7)
	if q, _, err := moderators.Queue(ctx, st, moderation.List{Status: moderation.Reported}); err != nil || len(q) != 1 || !q[0].Reported || !q[0].Locked || q[0].Featured {
		t.Errorf("%+v, %v", q, err)
	}
	must(moderators.Claim(ctx, st, root, desk))
	must(moderators.Claim(ctx, st, id, desk))

	// A batch that comes again, and one that begins in the middle of it.
	at := time.Now()
	event := func(seq uint64, m *store.Moved) store.Event {
		return store.Event{Site: "news", Page: "/a", Source: "h", Seq: table.SequenceOf(seq), At: at, Moved: m}
	}
	events := []store.Event{
		event(1, &store.Moved{To: comment.Rejected, Held: "ban"}), event(2, &store.Moved{To: comment.Spam}), event(3, &store.Moved{To: comment.Spam}),
	}
	for _, batch := range [][]store.Event{events[:2], events[:2], events[1:], events} {
		must(db.FoldQueues(ctx, batch))
	}
	decided := store.Event{Site: "news", Source: "a", Seq: table.SequenceOf(9), At: at, Decided: &moderation.Entry{
		By: moderation.Actor{ID: "abc", Name: "desk"}, Action: moderation.Publish, From: comment.Spam, To: comment.Published, Held: "form",
	}}
	for range 2 {
		must(db.FoldDecisions(ctx, []store.Event{decided}))
	}
	n, err := moderators.Numbers(ctx, st)
	if err != nil || n.Queues[comment.Spam] != 2 || n.Queues[comment.Rejected] != 1 || len(n.Claims) != 1 || string(n.Claims[0].Comment) != id {
		t.Errorf("%+v, %v", n, err)
	}
	days, err := moderators.Statistics(ctx, st, 2) // midnight may come
	if err != nil || len(days) != 1 || days[0].Held["ban"] != 1 || days[0].Overruled["form"] != 1 || len(days[0].Done) != 1 || days[0].Done[0].Count != 1 {
		t.Errorf("%+v, %v", days, err)
	}
}
