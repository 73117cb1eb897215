package comment_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"kibitz/internal/comment"
	"kibitz/internal/moderation"
	"kibitz/internal/problem"
	"kibitz/internal/site"
	"kibitz/internal/spam"
	"kibitz/internal/testkit/world"
)

const key = "a-key-of-a-submit-0001"

func wantCode(t *testing.T, err error, code problem.Code, field string) {
	t.Helper()
	var p *problem.Error
	if !errors.As(err, &p) || p.Code != code || p.Field != field {
		t.Fatalf("got %v, want %s at field %q", err, code, field)
	}
}

func TestPostPublishes(t *testing.T) {
	w := world.New(t, nil, nil)
	p := world.Post(1, "Bài **hay** quá <script>alert(1)</script>")
	out := w.MustPost(t, p)
	c := out.Comment
	if c.Status != comment.Published || c.Author.Name != "Độc giả" || c.Page != "/a" || c.ID.IsReply() || c.Version != 1 {
		t.Errorf("comment %+v", c)
	}
	if !strings.Contains(c.HTML, "<strong>hay</strong>") || strings.Contains(c.HTML, "<script") {
		t.Errorf("html %q", c.HTML)
	}
	if !c.Created().Equal(world.Start) {
		t.Errorf("created %v, want the server's %v", c.Created(), world.Start)
	}
	again := w.MustPost(t, comment.Post{Page: "/a", Body: "lần hai", Name: "x", Guest: out.Guest, Address: world.Address(1)})
	if again.Guest != out.Guest || again.Comment.Author.ID != c.Author.ID {
		t.Error("a guest token must name the same author")
	}
	if other := w.MustPost(t, world.Post(2, "khác")); other.Guest == out.Guest || other.Comment.Author.ID == c.Author.ID {
		t.Error("two guests are one author")
	}
}

func TestPostRefusals(t *testing.T) {
	w := world.New(t, func(s *site.Settings) { s.Email, s.URL = true, true }, nil)
	first := w.MustPost(t, world.Post(1, "gốc"))
	if err := w.DecidePage(t.Context(), "news", moderation.PageDecision{Page: "/closed", Action: moderation.Close}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		change func(*comment.Post)
		code   problem.Code
		field  string
	}{
		{"no page", func(p *comment.Post) { p.Page = "" }, problem.PageInvalid, "page"},
		{"page null", func(p *comment.Post) { p.Page = "null" }, problem.PageInvalid, "page"},
		{"page elsewhere", func(p *comment.Post) { p.Page = "https://evil.example/a" }, problem.PageInvalid, "page"},
		{"closed page", func(p *comment.Post) { p.Page = "/closed" }, problem.PageClosed, "page"},
		{"no body", func(p *comment.Post) { p.Body = "" }, problem.BodyEmpty, "body"},
		{"only spaces", func(p *comment.Post) { p.Body = " \n\t\u200b " }, problem.BodyEmpty, "body"},
		{"8 KB and one", func(p *comment.Post) { p.Body = strings.Repeat("a", 8193) }, problem.BodyTooLong, "body"},
		{"nested", func(p *comment.Post) { p.Body = strings.Repeat(">", 40) + " x" }, problem.BodyTooComplex, "body"},
		{"format", func(p *comment.Post) { p.Format = "html" }, problem.ParameterInvalid, "format"},
		{"no name", func(p *comment.Post) { p.Name = " " }, problem.NameInvalid, "author.name"},
		{"newsroom's name", func(p *comment.Post) { p.Name = "Аdmin" }, problem.NameReserved, "author.name"},
		{"e-mail", func(p *comment.Post) { p.Email = "a@b\r\nBcc: c@d" }, problem.EmailInvalid, "author.email"},
		{"website", func(p *comment.Post) { p.Website = "javascript:alert(1)" }, problem.URLInvalid, "author.url"},
		{"parent is no id", func(p *comment.Post) { p.Parent = "1" }, problem.ParentUnknown, "parent"},
		{"parent unknown", func(p *comment.Post) { p.Parent = "01ARZ3NDEKTSV4RRFFQ69G5FAV" }, problem.ParentUnknown, "parent"},
		{"parent on another page", func(p *comment.Post) { p.Page, p.Parent = "/b", string(first.Comment.ID) }, problem.ParentUnknown, "parent"},
		{"guest", func(p *comment.Post) { p.Guest = "abc" }, problem.GuestInvalid, "guest"},
		{"short key", func(p *comment.Post) { p.Key = "1" }, problem.IdempotencyInvalid, "Idempotency-Key"},
		{"key with space", func(p *comment.Post) { p.Key = "aaaaaaaa aaaaaaaa" }, problem.IdempotencyInvalid, "Idempotency-Key"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := world.Post(2, "một bình luận")
			c.change(&p)
			_, err := w.Comments.Post(t.Context(), w.Site(t, "news"), p)
			wantCode(t, err, c.code, c.field)
		})
	}
	l, err := w.Comments.List(t.Context(), w.Site(t, "news"), comment.List{Page: "/a"})
	if err != nil || len(l.Comments) != 1 {
		t.Errorf("refused posts left something: %d comments, %v", len(l.Comments), err)
	}
}

func TestHeldComments(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*site.Settings)
		hidden string
		want   comment.Status
		check  string
	}{
		{"at once", func(s *site.Settings) {}, "", comment.Published, ""},
		{"all held", func(s *site.Settings) { s.Mode = site.ModeAll }, "", comment.Pending, "mode"},
		{"first held", func(s *site.Settings) { s.Mode = site.ModeFirst }, "", comment.Pending, "mode"},
		{"hidden field", func(s *site.Settings) {}, "http://x", comment.Spam, "form"},
		{"hidden field, checks off", func(s *site.Settings) { s.Form = false }, "http://x", comment.Published, ""},
		{"spam beats held", func(s *site.Settings) { s.Mode = site.ModeAll }, "x", comment.Spam, "form"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := world.New(t, c.change, nil)
			p := world.Post(1, "chờ")
			p.Form.Hidden = c.hidden
			out := w.MustPost(t, p)
			if out.Comment.Status != c.want {
				t.Fatalf("status %s, want %s", out.Comment.Status, c.want)
			}
			l, err := w.Comments.List(t.Context(), w.Site(t, "news"), comment.List{Page: "/a"})
			if err != nil {
				t.Fatal(err)
			}
			if public := len(l.Comments) == 1; public != (c.want == comment.Published) {
				t.Errorf("listed: %v", public)
			}
			f, err := w.Store.Find(t.Context(), "news", "", out.Comment.ID)
			if err != nil {
				t.Fatal(err)
			}
			for _, line := range f.Private.Trace {
				if (line.Result != spam.Pass) != (line.Name == c.check || c.name == "spam beats held" && line.Name == "mode") {
					t.Errorf("trace %+v", f.Private.Trace)
				}
				if line.Result != spam.Pass && line.Reason == "" {
					t.Error("held without a reason")
				}
			}
		})
	}
}

func TestFirstCommentsAreHeldThenTrusted(t *testing.T) {
	w := world.New(t, func(s *site.Settings) { s.Mode, s.HoldFirst = site.ModeFirst, 2 }, nil)
	st := w.Site(t, "news")
	guest := ""
	for i, want := range []comment.Status{comment.Pending, comment.Pending, comment.Published} {
		p := world.Post(1, fmt.Sprint("lời ", i))
		p.Guest = guest
		out := w.MustPost(t, p)
		guest = out.Guest
		if out.Comment.Status != want {
			t.Fatalf("comment %d is %s, want %s", i, out.Comment.Status, want)
		}
		if want == comment.Pending {
			res, err := w.Moderation.Act(t.Context(), st, decide("publish", out.Comment.ID))
			if err != nil || res[0].Err != nil {
				t.Fatal(err, res)
			}
		}
	}
}

func TestReplies(t *testing.T) {
	w := world.New(t, nil, nil)
	parent := w.MustPost(t, world.Post(1, "gốc")).Comment
	root := parent.ID
	for depth := 1; depth <= comment.MaxDepth+2; depth++ {
		p := world.Post(1, fmt.Sprint("trả lời ", depth))
		p.Parent = string(parent.ID)
		c := w.MustPost(t, p).Comment
		if c.ID.Root() != root || !c.ID.IsReply() {
			t.Fatalf("id %s is not in the thread of %s", c.ID, root)
		}
		want := parent.ID
		if depth > comment.MaxDepth {
			want = parent.Parent
		}
		if c.Depth != min(depth, comment.MaxDepth) || c.Parent != want {
			t.Fatalf("reply %d: depth %d under %s, want under %s", depth, c.Depth, c.Parent, want)
		}
		parent = c
	}
}

func TestIdempotencyKey(t *testing.T) {
	w := world.New(t, nil, nil)
	p := world.Post(1, "một lần")
	p.Key = key
	first := w.MustPost(t, p)
	w.Clock.Advance(23 * time.Hour)
	again := w.MustPost(t, p)
	if again != first {
		t.Errorf("got %+v, want %+v", again, first)
	}
	other := p
	other.Body = "khác"
	_, err := w.Comments.Post(t.Context(), w.Site(t, "news"), other)
	wantCode(t, err, problem.IdempotencyReused, "Idempotency-Key")

	w.Clock.Advance(2 * time.Hour)
	if late := w.MustPost(t, p); late.Comment.ID == first.Comment.ID {
		t.Error("a key is remembered for longer than a day")
	}
}

func TestRacingRequestsGetOneAnswer(t *testing.T) {
	w := world.New(t, nil, nil)
	st := w.Site(t, "news")
	p := world.Post(1, "cùng lúc")
	p.Key = key
	answers := make([]comment.Posted, 200)
	var wg sync.WaitGroup
	for i := range answers {
		wg.Go(func() {
			var err error
			if answers[i], err = w.Comments.Post(t.Context(), st, p); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for _, a := range answers {
		if a != answers[0] {
			t.Fatalf("%+v and %+v", a, answers[0])
		}
	}
	l, err := w.Comments.List(t.Context(), st, comment.List{Page: "/a"})
	if err != nil || len(l.Comments) != 1 {
		t.Errorf("%d comments, %v", len(l.Comments), err)
	}
}

func TestDoubleClickWithoutKey(t *testing.T) {
	w := world.New(t, nil, nil)
	p := world.Post(1, "nhấn hai lần")
	first := w.MustPost(t, p)
	w.Clock.Advance(50 * time.Second)
	if again := w.MustPost(t, p); again != first {
		t.Error("a double click made two comments")
	}
	for name, change := range map[string]func(*comment.Post){
		"other text":    func(p *comment.Post) { p.Body = "khác" },
		"other page":    func(p *comment.Post) { p.Page = "/b" },
		"other address": func(p *comment.Post) { p.Address = world.Address(2) },
		"other author":  func(p *comment.Post) { p.Guest = first.Guest },
	} {
		q := p
		change(&q)
		if out := w.MustPost(t, q); out.Comment.ID == first.Comment.ID {
			t.Errorf("%s got the first comment's answer", name)
		}
	}
	w.Clock.Advance(20 * time.Second)
	if later := w.MustPost(t, p); later.Comment.ID == first.Comment.ID {
		t.Error("the same words a minute later are a new comment")
	}
}

func TestRateWindowsAreExact(t *testing.T) {
	w := world.New(t, func(s *site.Settings) { s.Limits, s.PerAuthor, s.PerAddress = true, 7, 100 }, nil)
	st := w.Site(t, "news")
	guest := w.MustPost(t, world.Post(1, "đầu")).Guest
	var wg sync.WaitGroup
	var mu sync.Mutex
	accepted := 1
	for i := range 200 {
		wg.Go(func() {
			p := world.Post(1, fmt.Sprint("tin ", i))
			p.Guest = guest
			_, err := w.Comments.Post(t.Context(), st, p)
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				accepted++
				return
			}
			var pr *problem.Error
			if !errors.As(err, &pr) || pr.Code != problem.RateLimited || pr.RetryAfter <= 0 || pr.RetryAfter > time.Minute {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if accepted != 7 {
		t.Errorf("%d accepted, want 7", accepted)
	}
	w.Clock.Advance(time.Minute)
	p := world.Post(1, "phút sau")
	p.Guest = guest
	w.MustPost(t, p)
}

func TestAddressWindow(t *testing.T) {
	w := world.New(t, func(s *site.Settings) { s.Limits, s.PerAddress = true, 3 }, nil)
	st := w.Site(t, "news")
	for i := range 4 {
		_, err := w.Comments.Post(t.Context(), st, world.Post(1, fmt.Sprint(i)))
		if (err != nil) != (i == 3) {
			t.Errorf("post %d: %v", i, err)
		}
	}
	w.MustPost(t, world.Post(2, "địa chỉ khác"))
}

func TestNewPagesAreLimited(t *testing.T) {
	w := world.New(t, func(s *site.Settings) { s.Limits, s.PagesPerAddress = true, 2 }, nil)
	st := w.Site(t, "news")
	for i := range 3 {
		p := world.Post(1, "x")
		p.Page = fmt.Sprint("/", i)
		_, err := w.Comments.Post(t.Context(), st, p)
		if i < 2 && err != nil {
			t.Fatal(err)
		}
		if i == 2 {
			wantCode(t, err, problem.RateLimited, "")
		}
	}
}

func TestAliasLeadsToItsTarget(t *testing.T) {
	w := world.New(t, nil, nil)
	w.MustPost(t, world.Post(1, "ở đây"))
	if err := w.Alias(t.Context(), "news", "/old", "/a"); err != nil {
		t.Fatal(err)
	}
	p := world.Post(2, "từ trang cũ")
	p.Page = "/old"
	if c := w.MustPost(t, p).Comment; c.Page != "/a" {
		t.Errorf("posted to %s", c.Page)
	}
	l, err := w.Comments.List(t.Context(), w.Site(t, "news"), comment.List{Page: "/old"})
	if err != nil || len(l.Comments) != 2 || l.Page.Page != "/a" {
		t.Errorf("%+v %v", l, err)
	}
	wantCode(t, w.Alias(t.Context(), "news", "/older", "/old"), problem.PageInvalid, "target")
	wantCode(t, w.Alias(t.Context(), "news", "/a", "/a"), problem.PageInvalid, "target")
}
