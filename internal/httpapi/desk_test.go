package httpapi_test

import (
	"net/http"
	"regexp"
	"testing"
)

// TestDeskFiles has every file that the page names, to be kept for good.
func TestDeskFiles(t *testing.T) {
	s := newServer(t, nil)
	page := s.ask("GET", "/moderation/", "")
	names := regexp.MustCompile(`/moderation/[^"]+`).FindAllString(string(page.body), -1)
	if len(names) != 3 {
		t.Fatalf("the page names %q, want a script, a stylesheet and an icon", names)
	}
	for _, name := range names {
		for _, encoding := range []string{"", "gzip", "br"} {
			a := s.ask("GET", name, "", "Accept-Encoding", encoding)
			if a.StatusCode != http.StatusOK || a.Header.Get("Content-Encoding") != encoding || len(a.body) == 0 {
				t.Errorf("%s, %q: %d %q", name, encoding, a.StatusCode, a.Header.Get("Content-Encoding"))
			}
			if got := a.Header.Get("Cache-Control"); got != "public, max-age=31536000, immutable" {
				t.Errorf("%s: Cache-Control %q", name, got)
			}
			if again := s.ask("GET", name, "", "Accept-Encoding", encoding, "If-None-Match", a.Header.Get("ETag")); again.StatusCode != http.StatusNotModified {
				t.Errorf("%s, asked again by its tag: %d", name, again.StatusCode)
			}
		}
	}
	if again := s.ask("GET", "/moderation/", "", "If-None-Match", page.Header.Get("ETag")); again.StatusCode != http.StatusNotModified {
		t.Errorf("the page, asked again by its tag: %d", again.StatusCode)
	}
}
