package demo

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

var printed = time.Date(2026, 3, 2, 23, 30, 0, 0, time.UTC) // 3 March in Việt Nam

func newspaper(t *testing.T) *Newspaper {
	t.Helper()
	n, err := New(Options{Site: "demo", Printed: printed})
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

// pages returns what the newspaper says at every path that is a page.
func pages(t *testing.T, n *Newspaper) map[string]*httptest.ResponseRecorder {
	t.Helper()
	out := map[string]*httptest.ResponseRecorder{}
	for path := range n.resources {
		w := get(t, n, path)
		if w.Code != http.StatusOK {
			t.Fatalf("%s: %d %s", path, w.Code, w.Body)
		}
		if w.Header().Get("Content-Type") == "text/html; charset=utf-8" {
			out[path] = w
		}
	}
	if len(out) < 2*(1+len(articles)+len(sections)+len(topics)) {
		t.Fatalf("only %d pages", len(out))
	}
	return out
}

func TestPages(t *testing.T) {
	n := newspaper(t)
	for path, wants := range map[string][]string{
		"/":                           {`<html lang="vi">`, "Thứ Ba, 3/3/2026", "Phà đêm trở lại", `href="/en/"`, `by="views" window="24h"`, `by="trending"`, `by="comments"`, `page="/noi-chao-chin-gio" of="views"`},
		"/en/":                        {`<html lang="en">`, "Tuesday, 3 March 2026", "The night ferry", `href="/"`, `href="/en/noi-chao-chin-gio"`, `data-page="/noi-chao-chin-gio"`},
		"/pha-dem-tro-lai":            {`<kibitz-comments site="demo" page="/pha-dem-tro-lai"`, `<kibitz-view site="demo" page="/pha-dem-tro-lai" show>`, `<kibitz-reactions site="demo"`, "01:10, Thứ Ba, 3/3/2026", "Đúng chín giờ tối", `href="/en/pha-dem-tro-lai"`, `href="/chu-de/ben-pha"`, "2 phút đọc"},
		"/en/pha-dem-tro-lai":         {`<kibitz-comments site="demo" page="/pha-dem-tro-lai"`, "At nine sharp", `href="/pha-dem-tro-lai" lang="vi"`, `href="/en/chu-de/ben-pha"`},
		"/chuyen-muc/do-thi":          {"<h1 class=\"of\">Đô thị", "Hẻm 47", `href="/en/chuyen-muc/do-thi"`, `aria-current="page"`},
		"/en/chu-de/nghe-cu":          {"old trades", "Nine-hour congee", "The watchmaker", `href="/chu-de/nghe-cu"`},
		"/en/trieu-cuong-ba-cho-thap": {"1.58 metres"},
	} {
		body := strings.ToLower(get(t, n, path).Body.String())
		for _, want := range wants {
			if !strings.Contains(body, strings.ToLower(want)) {
				t.Errorf("%s does not say %q", path, want)
			}
		}
	}
}

// TestRelated: an article leads to its nearest others, never to itself.
func TestRelated(t *testing.T) {
	e, err := newEdition(languages[1], Options{Printed: printed})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range e.Stories {
		related := e.related(s, 4)
		if len(related) != 4 {
			t.Errorf("%s has %d related stories", s.Name, len(related))
		}
		for _, r := range related {
			if r.Slug == s.Slug {
				t.Errorf("%s is related to itself", s.Name)
			}
		}
	}
	if first := e.related(e.Stories[0], 1)[0]; first.Name != "bike" {
		t.Errorf("after the ferry one reads %s; the cycle lane shares section and topic", first.Name)
	}
}

// TestPolicy: the pages forbid what is not theirs, and need none of it.
func TestPolicy(t *testing.T) {
	inline := regexp.MustCompile(`(?i)<style|\sstyle=|\son\w+=|javascript:|<script(?:[^>]*)>[^<]|(?:src|href)="(?:https?:)?//`)
	for path, w := range pages(t, newspaper(t)) {
		policy := w.Header().Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "require-trusted-types-for 'script'", "trusted-types kibitz"} {
			if !strings.Contains(policy, want) {
				t.Errorf("%s: the policy lacks %s", path, want)
			}
		}
		if strings.Contains(policy, "unsafe") {
			t.Errorf("%s: the policy is %s", path, policy)
		}
		if found := inline.FindString(w.Body.String()); found != "" {
			t.Errorf("%s has %q", path, found)
		}
	}
}

// TestReferences: whatever the pages name is there, and each page leads to
// itself in the other language.
func TestReferences(t *testing.T) {
	n := newspaper(t)
	reference := regexp.MustCompile(`(?:src|href)="(/[^"#]*)`)
	other := regexp.MustCompile(`<link rel="alternate" hreflang="(..)" href="([^"]+)"`)
	for path, w := range pages(t, n) {
		for _, m := range reference.FindAllStringSubmatch(w.Body.String(), -1) {
			if !n.Serves(m[1]) && !strings.HasPrefix(m[1], "/v1/") {
				t.Errorf("%s names %s, which is not there", path, m[1])
			}
		}
		m := other.FindStringSubmatch(w.Body.String())
		if m == nil {
			t.Errorf("%s is in one language only", path)
			continue
		}
		want := "/en" + path
		if m[1] == "vi" {
			want = strings.TrimPrefix(path, "/en")
		}
		if m[2] != want {
			t.Errorf("%s is %s in %q, want %s", path, m[2], m[1], want)
		}
	}
}

func TestServing(t *testing.T) {
	n := newspaper(t)
	tag := get(t, n, "/demo/paper.js").Header().Get("ETag")
	if w := get(t, n, "/demo/paper.js", "If-None-Match", tag); w.Code != http.StatusNotModified {
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

// TestNoSink: no HTML enters a page by the paper's own scripts.
func TestNoSink(t *testing.T) {
	sink := regexp.MustCompile(`innerHTML|outerHTML|insertAdjacentHTML|document\.write|setHTML|srcdoc|createContextualFragment|parseFromString|\beval\(|new Function`)
	scripts, err := fs.Glob(files, "static/*.js")
	if err != nil || len(scripts) == 0 {
		t.Fatal(scripts, err)
	}
	for _, name := range scripts {
		body, err := files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if found := sink.FindString(string(body)); found != "" {
			t.Errorf("%s uses %s", name, found)
		}
	}
}

// TestWords: both languages say everything, in the pages and in the articles.
func TestWords(t *testing.T) {
	for key, w := range words {
		if w.VI == "" || w.EN == "" {
			t.Errorf("%q is said in one language only", key)
		}
	}
	var used strings.Builder
	templates, err := fs.Glob(files, "templates/*.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range templates {
		body, err := files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		used.Write(body)
	}
	for _, m := range regexp.MustCompile(`\.Words\.(\w+)`).FindAllStringSubmatch(used.String(), -1) {
		if _, ok := words[m[1]]; !ok {
			t.Errorf("the templates say %q, which is no word", m[1])
		}
	}
	for _, a := range articles {
		vi, err := readContent(a.Name, "vi")
		if err != nil {
			t.Fatal(err)
		}
		en, err := readContent(a.Name, "en")
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []content{vi, en} {
			if n := utf8.RuneCountInString(c.Title); n > longestTitle {
				t.Errorf("%q has %d letters: three lines in a list", c.Title, n)
			}
		}
		if v, e := shape(vi), shape(en); v != e {
			t.Errorf("%s is built otherwise in English:\n%s\n%s", a.Name, v, e)
		}
	}
}

// longestTitle is what two lines of the rail hold; its lists keep room for so
// much before they are there.
const longestTitle = 60

// shape is a text without its words.
func shape(c content) string {
	return strings.Repeat("point ", len(c.Points)) + strings.Join(tag.FindAllString(string(c.Body), -1), "")
}
