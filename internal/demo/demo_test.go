package demo

import (
	"context"
	"crypto/rand"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"kibitz/internal/comment"
	"kibitz/internal/site"
	"kibitz/internal/store"
	"kibitz/internal/table/local"
)

var printed = time.Date(2026, 3, 2, 23, 30, 0, 0, time.UTC) // 3 March in Việt Nam

func newspaper(t *testing.T) *Newspaper {
	t.Helper()
	n, err := New(Options{Site: "demo", Printed: printed, EditWindow: 15 * time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func get(t *testing.T, h http.Handler, path string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestPages(t *testing.T) {
	n := newspaper(t)
	for path, wants := range map[string][]string{
		"/":                   {`<html lang="vi" data-site="demo">`, "Thứ Ba, 3/3/2026", "Phà đêm trở lại", `href="/en/"`, `href="/thu-vien-hat-giong#comments"`},
		"/en/":                {`<html lang="en" data-site="demo">`, "Tuesday, 3 March 2026", "The night ferry", `href="/"`, `href="/en/noi-chao-chin-gio"`},
		"/pha-dem-tro-lai":    {`data-page="/pha-dem-tro-lai" data-edit-window="900"`, "01:10, Thứ Ba, 3/3/2026", "Đúng chín giờ tối", `href="/en/pha-dem-tro-lai"`},
		"/en/pha-dem-tro-lai": {`data-page="/pha-dem-tro-lai"`, "At nine sharp", `href="/pha-dem-tro-lai" lang="vi"`},
		"/noi-chao-chin-gio":  {"Bếp của bà Tư"}, "/en/noi-chao-chin-gio": {"one part rice"},
		"/thu-vien-hat-giong": {"sáu mươi bốn ngăn kéo"}, "/en/thu-vien-hat-giong": {"sixty-four drawers"},
	} {
		w := get(t, n, path)
		if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "text/html; charset=utf-8" {
			t.Errorf("%s: %d %s", path, w.Code, w.Header().Get("Content-Type"))
		}
		for _, want := range wants {
			if !strings.Contains(strings.ToLower(w.Body.String()), strings.ToLower(want)) {
				t.Errorf("%s does not say %q", path, want)
			}
		}
	}
}

// TestPolicy: the pages forbid what is not theirs, and need none of it.
func TestPolicy(t *testing.T) {
	n := newspaper(t)
	inline := regexp.MustCompile(`(?i)<style|\sstyle=|\son\w+=|javascript:|<script(?:[^>]*)>[^<]|(?:src|href)="(?:https?:)?//`)
	for path, r := range n.resources {
		if !r.page {
			continue
		}
		policy := get(t, n, path).Header().Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "require-trusted-types-for 'script'"} {
			if !strings.Contains(policy, want) {
				t.Errorf("%s: the policy lacks %s", path, want)
			}
		}
		if strings.Contains(policy, "unsafe") {
			t.Errorf("%s: the policy is %s", path, policy)
		}
		if found := inline.FindString(string(r.body)); found != "" {
			t.Errorf("%s has %q", path, found)
		}
	}
}

// TestReferences: whatever the pages and scripts name is there.
func TestReferences(t *testing.T) {
	n := newspaper(t)
	reference := regexp.MustCompile(`(?:src|href)="(/[^"#]*)|from '\./([^']+)'`)
	for path, r := range n.resources {
		for _, m := range reference.FindAllStringSubmatch(string(r.body), -1) {
			at := m[1]
			if m[2] != "" {
				at = "/demo/" + m[2]
			}
			if !n.Serves(at) && !strings.HasPrefix(at, "/v1/") {
				t.Errorf("%s names %s, which is not there", path, at)
			}
		}
	}
}

func TestServing(t *testing.T) {
	n := newspaper(t)
	tag := get(t, n, "/demo/main.js").Header().Get("ETag")
	if w := get(t, n, "/demo/main.js", "If-None-Match", tag); w.Code != http.StatusNotModified {
		t.Errorf("unchanged file: %d", w.Code)
	}
	if w := get(t, n, "/demo/ferry.svg"); w.Header().Get("Content-Type") != "image/svg+xml" || w.Header().Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("picture: %v", w.Header())
	}
	if w := get(t, n, "/demo/../paper.go"); w.Code != http.StatusNotFound {
		t.Errorf("a file that is not served: %d", w.Code)
	}
	w := httptest.NewRecorder()
	n.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/", nil))
	if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") == "" {
		t.Errorf("POST: %d", w.Code)
	}
}

// TestOneSink: HTML enters the page in body.js and nowhere else.
func TestOneSink(t *testing.T) {
	sink := regexp.MustCompile(`innerHTML|outerHTML|insertAdjacentHTML|document\.write|setHTML|srcdoc|createContextualFragment|parseFromString|\beval\(|new Function`)
	scripts, err := fs.Glob(files, "static/*.js")
	if err != nil || len(scripts) == 0 {
		t.Fatal(scripts, err)
	}
	found := map[string][]string{}
	for _, name := range scripts {
		body, err := files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if uses := sink.FindAllString(string(body), -1); uses != nil {
			found[name] = uses
		}
	}
	if len(found) != 1 || len(found["static/body.js"]) != 1 {
		t.Errorf("HTML enters at %v; want once in body.js", found)
	}
}

// TestWords: both languages say everything.
func TestWords(t *testing.T) {
	for key, w := range words {
		if w.VI == "" || w.EN == "" {
			t.Errorf("%q is said in one language only", key)
		}
	}
	body, err := files.ReadFile("static/words.js")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(body), "\n  vi: {")
	vi, en, ok := strings.Cut(rest, "\n  en: {")
	if !ok {
		t.Fatal("words.js has not its two languages")
	}
	en, _, _ = strings.Cut(en, "\n}[lang]")
	key := regexp.MustCompile(`[\s{](\w+): (?:'|\(|\{)`)
	keys := func(s string) map[string]bool {
		out := map[string]bool{}
		for _, m := range key.FindAllStringSubmatch(s, -1) {
			out[m[1]] = true
		}
		return out
	}
	inVI, inEN := keys(vi), keys(en)
	for k := range inVI {
		if !inEN[k] {
			t.Errorf("words.js: %q is not said in English", k)
		}
	}
	for k := range inEN {
		if !inVI[k] {
			t.Errorf("words.js: %q is not said in Vietnamese", k)
		}
	}
	if len(inVI) < 40 {
		t.Errorf("found only %d words", len(inVI))
	}
}

func TestSeed(t *testing.T) {
	ctx := context.Background()
	now := func() time.Time { return printed }
	db, err := local.Open(t.TempDir(), store.Schema(), local.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}()
	s := store.New(db, now, rand.Reader)
	sites := site.NewDirectory(s, now, time.Minute)
	settings := site.Defaults()
	settings.Origins = []string{"http://127.0.0.1:8080"}
	if err := s.AddSite(ctx, "demo", settings); err != nil {
		t.Fatal(err)
	}
	st, err := s.Site(ctx, "demo")
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time changes nothing
		if err := Seed(ctx, st, s, sites, rand.Reader); err != nil {
			t.Fatal(err)
		}
	}
	service := comment.NewService(s, sites, now, rand.Reader)
	total := 0
	for _, a := range articles {
		l, err := service.List(ctx, st, comment.List{Page: a.Page()})
		if err != nil {
			t.Fatal(err)
		}
		if l.Page.Title != a.Title.VI || l.Page.URL != "http://127.0.0.1:8080"+a.Page() {
			t.Errorf("page %s is known as %q at %q", a.Page(), l.Page.Title, l.Page.URL)
		}
		for _, c := range l.Comments {
			if c.Status != comment.Published || c.Created().After(printed) || c.Created().Before(printed.Add(-a.Age)) {
				t.Errorf("%s, %s: %s at %s", a.Page(), c.Author.Name, c.Status, c.Created())
			}
		}
		total += len(l.Comments)
	}
	if total != len(firstComments) {
		t.Errorf("%d comments, want %d", total, len(firstComments))
	}
}
