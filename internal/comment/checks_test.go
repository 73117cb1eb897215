package comment_test

import (
	"crypto/rand"
	"fmt"
	"testing"
	"time"

	"kibitz/internal/comment"
	"kibitz/internal/moderation"
	"kibitz/internal/site"
	"kibitz/internal/spam"
	"kibitz/internal/testkit/world"
)

// traceOf returns the named line of a comment's trace.
func traceOf(t *testing.T, w *world.World, id comment.ID, name string) spam.Check {
	t.Helper()
	f, err := w.Store.Find(t.Context(), "news", "/a", id)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range f.Private.Trace {
		if c.Name == name {
			return c
		}
	}
	t.Fatalf("no %s in %+v", name, f.Private.Trace)
	return spam.Check{}
}

// TestEditTakesNoFindingBack: what was found of the form when a comment was
// posted stands after an edit, which comes by no form.
func TestEditTakesNoFindingBack(t *testing.T) {
	w := world.New(t, nil, nil)
	p := world.Post(1, "mua đi")
	p.Form.Hidden = "filled in"
	junk := w.MustPost(t, p)
	if junk.Comment.Status != comment.Spam {
		t.Fatal(junk.Comment.Status)
	}
	c, err := w.Comments.Edit(t.Context(), w.Site(t, "news"), comment.Edit{ID: string(junk.Comment.ID), Guest: junk.Guest, Body: "lời hay"})
	if err != nil || c.Status != comment.Spam {
		t.Fatalf("%+v %v", c, err)
	}
	if form := traceOf(t, w, c.ID, "form"); form.Result != spam.Junk {
		t.Errorf("the trace says %+v", form)
	}
}

// TestTextIsChecked: a comment and an edit are held for what they say, and a
// number only where it is an author's first comment.
func TestTextIsChecked(t *testing.T) {
	w := world.New(t, func(s *site.Settings) { s.Signs = true }, nil)
	st := w.Site(t, "news")
	first := world.Post(1, "Gọi 0912 345 678 nhé")
	held := w.MustPost(t, first)
	if held.Comment.Status != comment.Pending || held.Comment.Held != "contact" {
		t.Errorf("%+v", held.Comment)
	}
	if c := traceOf(t, w, held.Comment.ID, "contact"); len(c.Matched) != 1 || c.Matched[0] != "0912 345 678" {
		t.Errorf("%+v", c)
	}
	good := w.MustPost(t, world.Post(2, "Chào cả nhà"))
	again := world.Post(2, "Số của tôi là 0912 345 678")
	again.Guest = good.Guest
	if p := w.MustPost(t, again); p.Comment.Status != comment.Published {
		t.Errorf("of a known author: %+v", p.Comment)
	}
	c, err := w.Comments.Edit(t.Context(), st, comment.Edit{ID: string(good.Comment.ID), Guest: good.Guest, Body: "xem bit.ly/x"})
	if err != nil || c.Status != comment.Pending || c.Held != "links" {
		t.Errorf("edited: %+v %v", c, err)
	}
}

// TestWordLists: set by one, they hold what others write a minute later, and
// not any more when they are gone.
func TestWordLists(t *testing.T) {
	w := world.New(t, nil, nil)
	st := w.Site(t, "news")
	status := func(n int, body string) comment.Status {
		t.Helper()
		return w.MustPost(t, world.Post(n, body)).Comment.Status
	}
	set := func(text string, version, want int64) {
		t.Helper()
		l, err := w.Moderation.SetWords(t.Context(), st, moderation.WordLists{Text: text, Version: version}, moderation.CommandLine)
		if err != nil || l.Version != want {
			t.Fatalf("%+v %v", l, err)
		}
		w.Clock.Advance(time.Minute)
	}
	if s := status(1, "nhà cái"); s != comment.Published {
		t.Error(s)
	}
	set("nhà cái\n[x] spam\nđồ ngu", 0, 1)
	set("nhà cái\n[x] spam\nđồ ngu", 0, 1) // again
	if a, b, c := status(2, "nhà cái"), status(3, "đồ ngu"), status(4, "nhà tôi"); a != comment.Pending || b != comment.Spam || c != comment.Published {
		t.Error(a, b, c)
	}
	set("", 1, 2)
	if s := status(5, "nhà cái"); s != comment.Published {
		t.Error(s)
	}
}

// TestTraceHasTimes: each line of a trace says how long its check took.
func TestTraceHasTimes(t *testing.T) {
	w := world.New(t, func(s *site.Settings) { s.Signs, s.Mode = true, site.ModeFirst }, nil)
	ticking := func() time.Time { // each look at the clock takes a millisecond
		w.Clock.Advance(time.Millisecond)
		return w.Clock.Now()
	}
	service := comment.NewService(w.Store, w.Sites, ticking, rand.Reader)
	p, err := service.Post(t.Context(), w.Site(t, "news"), world.Post(1, "Chào"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"form", "page", "ban", "links", "disguise", "mode"} {
		if c := traceOf(t, w, p.Comment.ID, name); c.Micros != 1000 {
			t.Errorf("%+v", c)
		}
	}
}

// TestTrust: who has published enough passes what only holds, and nothing
// else; one comment withheld ends it.
func TestTrust(t *testing.T) {
	w := world.New(t, func(s *site.Settings) { s.Signs, s.Trust = true, 2 }, nil)
	st := w.Site(t, "news")
	if _, err := w.Moderation.SetWords(t.Context(), st, moderation.WordLists{Text: "nhà cái\n[x] spam\nđồ ngu"}, moderation.CommandLine); err != nil {
		t.Fatal(err)
	}
	n := 0
	say := func(guest, body string) comment.Posted {
		t.Helper()
		n++
		p := world.Post(n, body)
		p.Guest = guest
		return w.MustPost(t, p)
	}
	first := say("", "Chào cả nhà")
	early := say(first.Guest, "xem bit.ly/x")
	if c := traceOf(t, w, early.Comment.ID, "trust"); early.Comment.Status != comment.Pending || c.Reason != "not trusted: the author has 1 of 2 published comments" {
		t.Errorf("%+v %+v", early.Comment, c)
	}
	act := func(id comment.ID, a moderation.Action) {
		t.Helper()
		if out, err := w.Moderation.Act(t.Context(), st, moderation.Decision{IDs: []string{string(id)}, Action: a}); err != nil || out[0].Err != nil {
			t.Fatal(out, err)
		}
	}
	act(early.Comment.ID, moderation.Publish)
	for _, body := range []string{"xem bit.ly/y", "vào nhà cái này"} {
		p := say(first.Guest, body)
		if p.Comment.Status != comment.Published {
			t.Errorf("%q of a trusted author: %+v", body, p.Comment)
		}
	}
	if p := say(first.Guest, "đồ ngu"); p.Comment.Status != comment.Spam {
		t.Errorf("what is spam: %+v", p.Comment)
	}
	if p := say(first.Guest, "xem bit.ly/z"); p.Comment.Status != comment.Pending {
		t.Errorf("after one was withheld: %+v", p.Comment)
	} else if c := traceOf(t, w, p.Comment.ID, "trust"); c.Reason != "not trusted: 1 of the author's latest comments are withheld" {
		t.Errorf("%+v", c)
	}
}

// TestTrustPassesNoBan: a ban holds whoever it names.
func TestTrustPassesNoBan(t *testing.T) {
	w := world.New(t, func(s *site.Settings) { s.Signs, s.Trust = true, 1 }, nil)
	first := w.MustPost(t, world.Post(1, "Chào cả nhà"))
	_, err := w.Moderation.Ban(t.Context(), w.Site(t, "news"), moderation.BanRequest{Kind: site.BanAuthor, Value: first.Comment.Author.ID, Effect: site.BanHold})
	if err != nil {
		t.Fatal(err)
	}
	w.Clock.Advance(time.Minute)
	p := world.Post(1, "xem bit.ly/x")
	p.Guest = first.Guest
	if again := w.MustPost(t, p); again.Comment.Status != comment.Pending || again.Comment.Held != "ban" {
		t.Errorf("%+v", again.Comment)
	}
}

// TestDuplicates: a text of some length waits when it was sent before on the
// same day, by anybody, anywhere, however it is spelled.
func TestDuplicates(t *testing.T) {
	w := world.New(t, func(s *site.Settings) { s.Limits, s.Signs = true, true }, nil)
	const advert = "Ai cần vay tiền nhanh lãi suất thấp thì liên hệ em ngay hôm nay nhé"
	say := func(n int, page, body string) comment.Comment {
		t.Helper()
		p := world.Post(n, body)
		p.Page = page
		return w.MustPost(t, p).Comment
	}
	if c := say(1, "/a", advert); c.Status != comment.Published {
		t.Errorf("the first: %+v", c)
	}
	for i, spelled := range []string{advert, "AI CAN VAY TIEN nhanh, lai suat thap, thi lien he em ngay hom nay nhe!"} {
		if c := say(2+i, "/a", spelled); c.Status != comment.Pending || c.Held != "duplicate" {
			t.Errorf("again: %+v", c)
		} else if line := traceOf(t, w, c.ID, "duplicate"); i == 1 && line.Reason != "the same text was sent before, 2 times today" {
			t.Errorf("%+v", line)
		}
	}
	if c := say(4, "/b", advert); c.Held != "duplicate" {
		t.Errorf("on another page: %+v", c)
	}
	for i := range 3 {
		if c := say(5+i, "/a", "Chúc mừng đội tuyển!"); c.Status != comment.Published {
			t.Errorf("what many say: %+v", c)
		}
	}
	w.Clock.Advance(24 * time.Hour)
	if c := say(9, "/a", advert); c.Status != comment.Published {
		t.Errorf("a day later: %+v", c)
	}
}

// TestBurst: from an address that sends much, what new authors write waits,
// and who alone writes much; who was here before does not.
func TestBurst(t *testing.T) {
	w := world.New(t, func(s *site.Settings) {
		s.Limits, s.Signs, s.Burst, s.PerAuthor, s.PerAddress = true, true, 3, 100, 100
	}, nil)
	n := 0
	say := func(guest string) comment.Posted {
		t.Helper()
		n++
		p := world.Post(1, fmt.Sprint("Bình luận số ", n)) // all from one address
		p.Guest = guest
		return w.MustPost(t, p)
	}
	known := say("")
	w.Clock.Advance(time.Hour)
	for range 3 {
		if p := say(""); p.Comment.Status != comment.Published {
			t.Errorf("before there are too many: %+v", p.Comment)
		}
	}
	fresh := say("")
	if c := traceOf(t, w, fresh.Comment.ID, "burst"); fresh.Comment.Held != "burst" || c.Reason != "a new author, and 3 comments came from the network address before it in these ten minutes" {
		t.Errorf("%+v %+v", fresh.Comment, c)
	}
	for range 3 {
		if p := say(known.Guest); p.Comment.Status != comment.Published {
			t.Errorf("of a known author: %+v", p.Comment)
		}
	}
	p := say(known.Guest)
	if c := traceOf(t, w, p.Comment.ID, "burst"); p.Comment.Held != "burst" || c.Reason != "the author wrote 3 comments before it in ten minutes" {
		t.Errorf("%+v %+v", p.Comment, c)
	}
	w.Clock.Advance(10 * time.Minute)
	if p := say(known.Guest); p.Comment.Status != comment.Published {
		t.Errorf("later: %+v", p.Comment)
	}
}
