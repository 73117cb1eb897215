package moderation_test

import (
	"fmt"
	"testing"
	"time"

	"kibitz/internal/comment"
	"kibitz/internal/moderation"
	"kibitz/internal/problem"
	"kibitz/internal/site"
	"kibitz/internal/testkit/world"
)

// all goes through all steps of an order on an address.
func all(t *testing.T, w *world.World, d moderation.AddressDecision) (touched, steps int) {
	t.Helper()
	for {
		step, err := w.Moderation.ActOnAddress(t.Context(), w.Site(t, "news"), d)
		if err != nil {
			t.Fatal(err)
		}
		touched, steps = touched+step.Touched, steps+1
		if d.Cursor = step.Next; d.Cursor == "" {
			return touched, steps
		}
	}
}

// TestAllOfAnAddress cleans up after somebody who wrote under many names, and
// leaves the others alone.
func TestAllOfAnAddress(t *testing.T) {
	w := world.New(t, nil, nil)
	wave := func(n int, from time.Duration) (ids []comment.ID) {
		t.Helper()
		w.Clock.Advance(from)
		for i := range n {
			p := world.Post(9, fmt.Sprint("vay nhanh ", from, i)) // each a new guest
			p.Page, p.Name = fmt.Sprint("/p", i%7), fmt.Sprint("Người ", i)
			if i%3 == 0 {
				p.Form.Hidden = "x" // spam already
			}
			ids = append(ids, w.MustPost(t, p).Comment.ID)
			w.MustPost(t, world.Post(100+i, fmt.Sprint("ý kiến ", from, i)))
		}
		return ids
	}
	wave(3, 0)
	old := wave(3, site.NetworkKeyAge) // under another key by then
	ids := wave(60, time.Hour)
	w.Fold(t)
	count := func(status comment.Status) (n int) {
		t.Helper()
		l := moderation.List{Status: status, Limit: 100}
		for {
			cs, next, err := w.Moderation.Queue(t.Context(), w.Site(t, "news"), l)
			if err != nil {
				t.Fatal(err)
			}
			n += len(cs)
			if l.Cursor = next; next == "" {
				return n
			}
		}
	}
	published := count(comment.Published)
	last := string(ids[len(ids)-1])
	order := moderation.AddressDecision{Comment: last, Action: moderation.Spam, DryRun: true, By: moderation.Actor{ID: "a", Name: "Minh"}}
	counted, steps := all(t, w, order)
	if counted != 42 || steps < 3 { // of the 60 and the 3 of the same key that are no spam yet
		t.Errorf("counted %d in %d steps", counted, steps)
	}
	if count(comment.Published) != published {
		t.Error("counting changes something")
	}
	order.DryRun = false
	if n, _ := all(t, w, order); n != counted {
		t.Errorf("touched %d, counted %d", n, counted)
	}
	if n := count(comment.Published); n != published-counted {
		t.Errorf("%d are published, want %d", n, published-counted)
	}
	if n, _ := all(t, w, order); n != 0 {
		t.Errorf("the same again touches %d", n)
	}
	entries, _, err := w.Moderation.Audit(t.Context(), w.Site(t, "news"), moderation.AuditList{Moderator: "a", Limit: 100})
	if err != nil || len(entries) != counted {
		t.Errorf("%d entries, want %d; %v", len(entries), counted, err)
	}
	order.Action = moderation.Delete
	if n, _ := all(t, w, order); n != 63 {
		t.Errorf("deletes %d, want all 63 of the key", n)
	}
	if old == nil {
		t.Fatal("nothing was written before")
	}

	for name, bad := range map[string]moderation.AddressDecision{
		"another action": {Comment: last, Action: moderation.Publish},
		"no comment":     {Comment: "x", Action: moderation.Spam},
		"another cursor": {Comment: last, Action: moderation.Spam, Cursor: "x"},
	} {
		if _, err := w.Moderation.ActOnAddress(t.Context(), w.Site(t, "news"), bad); problem.CodeOf(err) == problem.Internal || err == nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
