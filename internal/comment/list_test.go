package comment_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"kibitz/internal/comment"
	"kibitz/internal/moderation"
	"kibitz/internal/problem"
	"kibitz/internal/site"
	"kibitz/internal/table"
	"kibitz/internal/testkit/seed"
	"kibitz/internal/testkit/world"
)

func decide(action moderation.Action, ids ...comment.ID) moderation.Decision {
	d := moderation.Decision{Action: action}
	for _, id := range ids {
		d.IDs = append(d.IDs, string(id))
	}
	return d
}

// list reads all comments of a page through its cursors.
func list(t *testing.T, w *world.World, l comment.List) []comment.Comment {
	t.Helper()
	var all []comment.Comment
	for {
		out, err := w.Comments.List(t.Context(), w.Site(t, "news"), l)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, out.Comments...)
		if out.Next == "" {
			return all
		}
		l.Cursor = out.Next
	}
}

func ids(comments []comment.Comment) []comment.ID {
	out := make([]comment.ID, len(comments))
	for i, c := range comments {
		out[i] = c.ID
	}
	return out
}

// reply posts a reply a second later.
func reply(t *testing.T, w *world.World, parent comment.ID, body string) comment.Posted {
	t.Helper()
	w.Clock.Advance(time.Second)
	p := world.Post(2, body)
	p.Parent = string(parent)
	return w.MustPost(t, p)
}

func root(t *testing.T, w *world.World, body string) comment.Posted {
	t.Helper()
	w.Clock.Advance(time.Second)
	return w.MustPost(t, world.Post(1, body))
}

func TestListKeepsThreadsWhole(t *testing.T) {
	w := world.New(t, nil, nil)
	var threads [][]comment.ID
	for i := range 30 {
		r := root(t, w, fmt.Sprint("gốc ", i)).Comment.ID
		thread := []comment.ID{r}
		for j := range i % 5 {
			thread = append(thread, reply(t, w, thread[len(thread)-1], fmt.Sprint("đáp ", j)).Comment.ID)
		}
		threads = append(threads, thread)
	}
	w.Fold(t)
	oldest := slices.Concat(threads...)
	slices.Reverse(threads)
	newest := slices.Concat(threads...)
	for _, limit := range []int{1, 2, 5, 7, 25, 100} {
		if got := ids(list(t, w, comment.List{Page: "/a", Order: comment.Oldest, Limit: limit})); !slices.Equal(got, oldest) {
			t.Errorf("oldest by %d: %v", limit, got)
		}
		if got := ids(list(t, w, comment.List{Page: "/a", Limit: limit})); !slices.Equal(got, newest) {
			t.Errorf("newest by %d: %v", limit, got)
		}
	}
	out, err := w.Comments.List(t.Context(), w.Site(t, "news"), comment.List{Page: "/a", Limit: 7})
	if err != nil {
		t.Fatal(err)
	}
	if len(out.Comments) > 7 || out.Page.Comments != int64(len(newest)) || out.Page.Title != "Bài viết" || out.Page.URL != "https://news.example/a" {
		t.Errorf("%d comments, page %+v", len(out.Comments), out.Page)
	}
	for _, c := range out.Comments {
		if !c.ID.IsReply() && c.More != "" {
			t.Errorf("%s has a cursor to more replies than there are", c.ID)
		}
	}
}

func TestLongThread(t *testing.T) {
	w := world.New(t, nil, nil)
	before := root(t, w, "trước").Comment.ID
	r := root(t, w, "gốc").Comment.ID
	after := root(t, w, "sau").Comment.ID
	want := []comment.ID{r}
	const replies = 3*comment.ThreadCap + 5
	for i := range replies {
		parent := r
		if i%3 == 2 {
			parent = want[len(want)-1] // also an answer to an answer in the overflow
		}
		want = append(want, reply(t, w, parent, fmt.Sprint("đáp ", i)).Comment.ID)
		w.Fold(t)
	}
	for _, order := range []comment.Order{comment.Newest, comment.Oldest} {
		got := list(t, w, comment.List{Page: "/a", Order: order})
		if len(got) != 3+comment.ThreadCap {
			t.Fatalf("%s: %d comments", order, len(got))
		}
		i := slices.IndexFunc(got, func(c comment.Comment) bool { return c.ID == r })
		long := got[i]
		if long.Replies != replies || long.More == "" || !slices.Equal(ids(got[i:i+1+comment.ThreadCap]), want[:1+comment.ThreadCap]) {
			t.Errorf("%s: root %+v", order, long)
		}
		rest := list(t, w, comment.List{Page: "/a", Root: string(r), Cursor: long.More, Limit: 10})
		if !slices.Equal(ids(rest), want[1+comment.ThreadCap:]) {
			t.Errorf("%s: rest %v, want %v", order, ids(rest), want[1+comment.ThreadCap:])
		}
		ends := []comment.ID{got[0].ID, got[len(got)-1].ID}
		if order == comment.Oldest && !slices.Equal(ends, []comment.ID{before, after}) {
			t.Errorf("ends %v", ends)
		}
	}
	for _, limit := range []int{1, comment.ThreadCap, comment.ThreadCap + 1, comment.ThreadCap + 2, 100} {
		if got := ids(list(t, w, comment.List{Page: "/a", Root: string(r), Limit: limit})); !slices.Equal(got, want) {
			t.Errorf("thread by %d: %d comments", limit, len(got))
		}
	}
}

// TestThreadThatGrewUncounted: while the fold is behind, all replies go beside
// their root. A listing stays short and cheap whatever a thread holds there, and
// every reply can be reached.
func TestThreadThatGrewUncounted(t *testing.T) {
	w := world.New(t, nil, nil)
	first := root(t, w, "trước").Comment.ID
	long := root(t, w, "gốc").Comment.ID
	sample := reply(t, w, long, "đáp")
	got, err := w.DB.Get(t.Context(), table.Get{Keys: []table.Key{{PK: "c#news#/a", SK: string(long) + "/" + sample.Comment.ID.Own()}}})
	if err != nil {
		t.Fatal(err)
	}
	const replies = 2000
	if err := seed.Replies(t.Context(), w.DB, got.Items[0], "c#news#/a", replies-1, w.Clock.Now()); err != nil {
		t.Fatal(err)
	}
	last := root(t, w, "sau").Comment.ID
	for _, order := range []comment.Order{comment.Newest, comment.Oldest} {
		for _, limit := range []int{1, 25, 100} {
			l := comment.List{Page: "/a", Order: order, Limit: limit}
			var seen []comment.ID
			for {
				w.Meter.Reset()
				out, err := w.Comments.List(t.Context(), w.Site(t, "news"), l)
				if err != nil {
					t.Fatal(err)
				}
				calls, _ := w.Meter.Trips()
				if longest := max(limit, 1+comment.ThreadCap); len(out.Comments) > longest || calls > 3 {
					t.Fatalf("%s by %d: %d comments in %d calls", order, limit, len(out.Comments), calls)
				}
				for _, c := range out.Comments {
					seen = append(seen, c.ID)
				}
				if i := slices.IndexFunc(out.Comments, func(c comment.Comment) bool { return c.ID == long }); i >= 0 {
					if shown := max(limit, 1+comment.ThreadCap) - 1; out.Comments[i].Replies != shown {
						t.Errorf("%s by %d: %d replies of %d shown", order, limit, out.Comments[i].Replies, shown)
					}
					seen = append(seen, ids(list(t, w, comment.List{Page: "/a", Root: string(long), Cursor: out.Comments[i].More, Limit: 100}))...)
				}
				if l.Cursor = out.Next; out.Next == "" {
					break
				}
			}
			if order == comment.Newest && (seen[0] != last || seen[len(seen)-1] != first) {
				t.Errorf("%s by %d: from %s to %s", order, limit, seen[0], seen[len(seen)-1])
			}
			slices.Sort(seen)
			if n := len(slices.Compact(seen)); n != len(seen) || n != 3+replies {
				t.Errorf("%s by %d: %d comments, %d of them different, want %d", order, limit, len(seen), n, 3+replies)
			}
		}
	}
}

func TestPagesNeitherRepeatNorHide(t *testing.T) {
	w := world.New(t, nil, nil)
	rng := rand.New(rand.NewPCG(1, 2))
	stays := map[comment.ID]bool{}
	var roots []comment.Posted
	for i := range 40 {
		p := root(t, w, fmt.Sprint("gốc ", i))
		stays[p.Comment.ID] = true
		roots = append(roots, p)
	}
	for _, order := range []comment.Order{comment.Newest, comment.Oldest} {
		seen := map[comment.ID]bool{}
		l := comment.List{Page: "/a", Order: order, Limit: 6}
		for {
			out, err := w.Comments.List(t.Context(), w.Site(t, "news"), l)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range out.Comments {
				if seen[c.ID] {
					t.Fatalf("%s: %s twice", order, c.ID)
				}
				seen[c.ID] = true
			}
			if out.Next == "" || len(seen) > 200 {
				break
			}
			l.Cursor = out.Next
			// Between two pages somebody writes, answers, and takes back a comment,
			// sometimes the very one the cursor stands on.
			root(t, w, "mới")
			if to := roots[rng.IntN(len(roots))].Comment.ID; stays[to] {
				reply(t, w, to, "đáp")
			}
			gone := out.Comments[len(out.Comments)-1].ID.Root()
			if i := slices.IndexFunc(roots, func(p comment.Posted) bool { return p.Comment.ID == gone }); i >= 0 {
				if err := w.Comments.Delete(t.Context(), w.Site(t, "news"), string(gone), "/a", roots[i].Guest, nil); err != nil {
					t.Fatal(err)
				}
				delete(stays, gone)
			}
		}
		for id := range stays {
			if !seen[id] {
				t.Errorf("%s: %s was hidden", order, id)
			}
		}
	}
}

func TestCursorsAreBound(t *testing.T) {
	w := world.New(t, nil, nil)
	w.AddSite(t, "blog", "https://blog.example", nil)
	for i := range 5 {
		root(t, w, fmt.Sprint(i))
	}
	r := root(t, w, "gốc").Comment.ID
	reply(t, w, r, "đáp")
	st := w.Site(t, "news")
	out, err := w.Comments.List(t.Context(), st, comment.List{Page: "/a", Limit: 2})
	if err != nil || out.Next == "" {
		t.Fatal(out.Next, err)
	}
	flipped := []byte(out.Next)
	flipped[3] ^= 1
	for name, l := range map[string]comment.List{
		"another page":    {Page: "/b", Cursor: out.Next},
		"another order":   {Page: "/a", Order: comment.Oldest, Cursor: out.Next},
		"a thread":        {Page: "/a", Root: string(r), Cursor: out.Next},
		"changed":         {Page: "/a", Cursor: string(flipped)},
		"cut":             {Page: "/a", Cursor: out.Next[:10]},
		"no base64":       {Page: "/a", Cursor: "%%%"},
		"no cursor":       {Page: "/a", Cursor: "AAAA"},
		"of great length": {Page: "/a", Cursor: strings.Repeat("A", 5000)},
	} {
		_, err := w.Comments.List(t.Context(), st, l)
		if problem.CodeOf(err) != problem.CursorInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := w.Comments.List(t.Context(), w.Site(t, "blog"), comment.List{Page: "/a", Cursor: out.Next}); problem.CodeOf(err) != problem.CursorInvalid {
		t.Errorf("another site: %v", err)
	}
}

func TestListRefusals(t *testing.T) {
	w := world.New(t, nil, nil)
	for _, c := range []struct {
		l    comment.List
		code problem.Code
	}{
		{comment.List{}, problem.PageInvalid},
		{comment.List{Page: "/a", Limit: 101}, problem.ParameterInvalid},
		{comment.List{Page: "/a", Limit: -1}, problem.ParameterInvalid},
		{comment.List{Page: "/a", Order: "best"}, problem.ParameterInvalid},
		{comment.List{Page: "/a", Root: "x"}, problem.CommentUnknown},
		{comment.List{Page: "/a", Root: "01ARZ3NDEKTSV4RRFFQ69G5FAV"}, problem.CommentUnknown},
	} {
		if _, err := w.Comments.List(t.Context(), w.Site(t, "news"), c.l); problem.CodeOf(err) != c.code {
			t.Errorf("%+v: %v, want %s", c.l, err, c.code)
		}
	}
	out, err := w.Comments.List(t.Context(), w.Site(t, "news"), comment.List{Page: "/empty"})
	if err != nil || len(out.Comments) != 0 || out.Next != "" || out.Page.Known {
		t.Errorf("a page without comments: %+v %v", out, err)
	}
}

func TestOneComment(t *testing.T) {
	w := world.New(t, func(s *site.Settings) {}, nil)
	p := root(t, w, "một")
	w.AddSite(t, "blog", "https://blog.example", nil)
	st := w.Site(t, "news")
	for _, hint := range []string{"", "/a"} {
		if c, err := w.Comments.One(t.Context(), st, string(p.Comment.ID), hint); err != nil || c.ID != p.Comment.ID || c.HTML != p.Comment.HTML {
			t.Errorf("%+v %v", c, err)
		}
	}
	if _, err := w.Comments.One(t.Context(), st, string(p.Comment.ID), "/b"); problem.CodeOf(err) != problem.CommentUnknown {
		t.Errorf("on another page: %v", err)
	}
	if _, err := w.Comments.One(t.Context(), w.Site(t, "blog"), string(p.Comment.ID), ""); problem.CodeOf(err) != problem.CommentUnknown {
		t.Errorf("on another site: %v", err)
	}
	if _, err := w.Moderation.Act(t.Context(), st, decide("spam", p.Comment.ID)); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Comments.One(t.Context(), st, string(p.Comment.ID), ""); problem.CodeOf(err) != problem.CommentUnknown {
		t.Errorf("in the spam queue: %v", err)
	}
}
