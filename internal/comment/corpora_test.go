package comment_test

import (
	"sync"
	"testing"

	"kibitz/internal/comment"
	"kibitz/internal/sanitize"
	"kibitz/internal/table"
	"kibitz/internal/testkit"
	"kibitz/internal/testkit/world"
)

// hostile are texts of every kind that must come out harmless; where the
// collections of others are at hand, theirs join them.
func hostile(t *testing.T) []string {
	texts := []string{
		"<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", "<svg/onload=alert(1)>",
		"[a](https://a.example \"x\" onmouseover=alert(1))", "`<b>`", "> trích\n\n- một\n- hai", "a\u202eb\u2066c", "Tiếng Viê\u0323t",
		"<math><mtext></p><style><img src=x onerror=alert(1)>", "**đậm** ~~gạch~~ https://example.com/ä?b=1&c=2", "\x00\x1b[31m\ufffe",
	}
	for _, file := range testkit.CorporaFiles(t, "xss", "sanitizers", "markdown", "unicode", "attack") {
		for i, text := range testkit.Strings(t, file) {
			if !testkit.Race || i%20 == 0 { // races show with few texts; the run without the detector takes all
				texts = append(texts, text)
			}
		}
	}
	return texts
}

// TestEveryEntryRendersAlike: creating, editing, previewing and rendering
// again after a change of policy all give what the one render path gives.
func TestEveryEntryRendersAlike(t *testing.T) {
	w := world.New(t, nil, nil)
	st := w.Site(t, "news")
	var starts [8]comment.Posted
	for n := range starts {
		starts[n] = w.MustPost(t, world.Post(n, "để sửa"))
	}
	var mu sync.Mutex
	made := map[comment.ID]string{}

	texts := make(chan string)
	var wg sync.WaitGroup
	for n := range starts {
		wg.Go(func() {
			mine := starts[n]
			for text := range texts {
				want, refused := sanitize.Body(text, sanitize.Markdown)
				p := world.Post(n, text)
				p.Page = "/texts"
				posted, err := w.Comments.Post(t.Context(), st, p)
				if (err != nil) != (refused != nil) {
					t.Errorf("%q: created with %v, rendered with %v", text, err, refused)
				}
				if preview, err := w.Comments.Preview(text, ""); (err != nil) != (refused != nil) || refused == nil && preview != want.HTML {
					t.Errorf("%q: preview %q, %v", text, preview, err)
				}
				edited, err := w.Comments.Edit(t.Context(), st, comment.Edit{ID: string(mine.Comment.ID), Page: mine.Comment.Page, Guest: mine.Guest, Body: text})
				if (err != nil) != (refused != nil) {
					t.Errorf("%q: edited with %v, rendered with %v", text, err, refused)
				}
				if refused != nil {
					continue
				}
				if posted.Comment.HTML != want.HTML || edited.HTML != want.HTML {
					t.Errorf("%q: created %q, edited %q, want %q", text, posted.Comment.HTML, edited.HTML, want.HTML)
				}
				if err := testkit.CheckHTML(posted.Comment.HTML); err != nil {
					t.Errorf("%q: %v", text, err)
				}
				mu.Lock()
				made[posted.Comment.ID] = want.HTML
				mu.Unlock()
			}
		})
	}
	for _, text := range hostile(t) {
		texts <- text
	}
	close(texts)
	wg.Wait()

	// As if an older program had stored worse HTML.
	for id := range made {
		op := table.Update(table.Key{PK: "c#news#/texts", SK: string(id)}).
			Setting("pv", table.Int(sanitize.PolicyVersion-1)).Setting("h", table.String("<script>alert(1)</script>"))
		if _, err := w.DB.Write(t.Context(), table.Write{Ops: []table.Op{op}}); err != nil {
			t.Fatal(err)
		}
	}
	again := list(t, w, comment.List{Page: "/texts", Limit: 100})
	if len(again) != len(made) {
		t.Errorf("%d listed, %d made", len(again), len(made))
	}
	for _, c := range again {
		if c.HTML != made[c.ID] {
			t.Errorf("%s rendered again: %q, want %q", c.ID, c.HTML, made[c.ID])
		}
	}
	t.Logf("%d texts", len(made))
}
