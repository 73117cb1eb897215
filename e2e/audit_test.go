package e2e

import (
	"crypto/rand"
	"net/netip"
	"testing"
	"time"

	"kibitz/internal/comment"
	"kibitz/internal/moderation"
	"kibitz/internal/site"
)

// TestAuditAtAnEndpoint decides, takes back and reads the audit log on a
// DynamoDB endpoint, by each index and from places in them where no entry is.
func TestAuditAtAnEndpoint(t *testing.T) {
	ctx := t.Context()
	db := newEndpoint(t).store()
	settings := site.Defaults()
	settings.Origins = []string{"https://news.example"}
	if err := db.AddSite(ctx, "news", settings); err != nil {
		t.Fatal(err)
	}
	sites := site.NewDirectory(db, time.Now, time.Minute)
	st, err := sites.Site(ctx, "news")
	if err != nil {
		t.Fatal(err)
	}
	post, err := comment.NewService(db, sites, time.Now, rand.Reader).Post(ctx, st, comment.Post{
		Page: "/a", Name: "Lan", Body: "Hay", Address: netip.MustParseAddr("203.0.113.7"),
	})
	if err != nil {
		t.Fatal(err)
	}
	moderators := moderation.NewService(db, nil, time.Now, rand.Reader)
	id := string(post.Comment.ID)
	for _, action := range []moderation.Action{moderation.Reject, moderation.Spam, moderation.Undo} {
		d := moderation.Decision{IDs: []string{id}, Action: action, By: moderation.Actor{ID: "abc", Name: "newsroom"}}
		if out, err := moderators.Act(ctx, st, d); err != nil || out[0].Err != nil {
			t.Fatal(action, err, out)
		}
	}
	day := post.Comment.Created().Format(time.DateOnly)
	for _, l := range []moderation.AuditList{{}, {Comment: id}, {Moderator: "abc"}, {Day: day}, {Day: day, Comment: id}, {Day: day, Moderator: "abc"}} {
		n := 0
		l.Limit = 2
		for {
			entries, next, err := moderators.Audit(ctx, st, l)
			if err != nil {
				t.Fatal(l, err)
			}
			n += len(entries)
			if l.Cursor = next; next == "" {
				break
			}
		}
		if n != 3 {
			t.Errorf("%+v: %d entries, want 3", l, n)
		}
	}
	c, err := moderators.Case(ctx, st, id)
	if err != nil || c.Comment.Status != comment.Rejected || c.Comment.Previous != comment.Published || len(c.Decisions) != 3 || c.History.Withheld != 1 {
		t.Errorf("%+v %v", c, err)
	}
}
