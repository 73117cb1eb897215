package e2e

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"net/netip"
	"sync"
	"testing"
	"time"

	"kibitz/internal/comment"
	"kibitz/internal/engagement"
	"kibitz/internal/moderation"
	"kibitz/internal/site"
	"kibitz/internal/table"
)

// TestVotesAtAnEndpoint votes, reacts and reports on a DynamoDB endpoint as
// readers do at once: what its transactions tell of failed conditions is what
// the store builds on.
func TestVotesAtAnEndpoint(t *testing.T) {
	ctx := t.Context()
	db := newEndpoint(t).store()
	settings := site.Defaults()
	settings.Origins, settings.VotersPerAddress = []string{"https://news.example"}, 1000
	if err := db.AddSite(ctx, "news", settings); err != nil {
		t.Fatal(err)
	}
	sites := site.NewDirectory(db, time.Now, time.Minute)
	st, err := sites.Site(ctx, "news")
	if err != nil {
		t.Fatal(err)
	}
	comments := comment.NewService(db, sites, time.Now, rand.Reader)
	pages := engagement.NewService(db, sites, time.Now, rand.Reader)
	moderators := moderation.NewService(db, nil, time.Now, rand.Reader)
	address := netip.MustParseAddr("203.0.113.7")
	post, err := comments.Post(ctx, st, comment.Post{Page: "/a", Name: "Lan", Body: "Hay", Address: address})
	if err != nil {
		t.Fatal(err)
	}
	reader := func(n int) string {
		raw := make([]byte, 32)
		raw[0] = byte(n)
		return base64.RawURLEncoding.EncodeToString(raw)
	}
	// again repeats as a client does what may be repeated: a lost race, and on a
	// busy machine also what the endpoint did not answer in time.
	again := func(do func() error) error {
		err := do()
		for tries := 0; (errors.Is(err, table.ErrConflict) || errors.Is(err, table.ErrUnavailable)) && tries < 50; tries++ {
			err = do()
		}
		return err
	}
	const readers, requests, parallel = 40, 200, 20
	var wg sync.WaitGroup
	slots := make(chan struct{}, parallel)
	for i := range requests {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			guest := reader(i % readers)
			if err := again(func() error {
				_, err := comments.Vote(ctx, st, comment.Vote{ID: string(post.Comment.ID), Page: "/a", Value: 1 - i/readers%2*2, Guest: guest, Address: address})
				return err
			}); err != nil {
				t.Errorf("vote: %v", err)
			}
			if err := again(func() error {
				_, err := pages.React(ctx, st, engagement.React{Page: "/a", Name: "love", Guest: guest, Address: address})
				return err
			}); err != nil {
				t.Errorf("react: %v", err)
			}
		})
	}
	wg.Wait()

	up, down, love := 0, 0, 0
	for n := range readers {
		v, err := comments.Votes(ctx, st, "/a", reader(n), nil)
		if err != nil {
			t.Fatal(err)
		}
		switch v.Comments[post.Comment.ID] {
		case 1:
			up++
		case -1:
			down++
		}
		if v.Reaction == "love" {
			love++
		}
	}
	check := func(when string) {
		t.Helper()
		f, err := db.Find(ctx, "news", "/a", post.Comment.ID)
		if err != nil || f.Comment.Up != up || f.Comment.Down != down || up+down != readers {
			t.Errorf("%s: %d for, %d against; the voters say %d and %d, %v", when, f.Comment.Up, f.Comment.Down, up, down, err)
		}
	}
	check("after all votes")
	counts, err := pages.Counts(ctx, st, []string{"/a"})
	if err != nil || counts[0].State.Reactions["love"] != int64(love) || love != readers {
		t.Errorf("%v, of %d readers %d said love, %v", counts, readers, love, err)
	}
	for range 2 {
		if _, err := comments.Report(ctx, st, comment.Report{ID: string(post.Comment.ID), Page: "/a", Reason: comment.ReasonSpam, Guest: reader(1), Address: address}); err != nil {
			t.Fatal(err)
		}
	}
	queue, _, err := moderators.Queue(ctx, st, moderation.List{Status: moderation.Reported})
	if err != nil || len(queue) != 1 || queue[0].ID != post.Comment.ID {
		t.Errorf("reported: %+v, %v", queue, err)
	}
	for _, action := range []moderation.Action{moderation.Reject, moderation.Publish} {
		out, err := moderators.Act(ctx, st, moderation.Decision{IDs: []string{string(post.Comment.ID)}, Action: action})
		if err != nil || out[0].Err != nil {
			t.Fatal(action, err, out)
		}
		check(fmt.Sprint("after ", action))
	}
}
