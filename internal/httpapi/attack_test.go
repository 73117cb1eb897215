package httpapi_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"unicode"

	"kibitz/internal/site"
	"kibitz/internal/testkit"
)

// attacks are a few strings of each kind; the corpora have more.
var attacks = []string{
	`<script>alert(1)</script>`,
	`<img src=x onerror=alert(1)>`,
	`"><svg/onload=alert(1)>`,
	`[x](javascript:alert(1))`,
	`[x](data:text/html;base64,PHNjcmlwdD4=)`,
	`</script><script>alert(1)</script>`,
	`<a href="https://a.example" onclick="x">x</a>`,
	"\u2028alert(1)\u2029",
	"\u202egnp.exe",
	"a\r\nSet-Cookie: x=1\r\n\r\n<b>",
	"{{constructor.constructor('alert(1)')()}}",
	"${alert(1)}", "' OR 1=1 --", `{"$gt":""}`, "attribute_exists(pk)", "\x00", "\ufeff\ufffd\ud7ff",
	"Tiếng Việt có dấu: Đường, hoà/hòa, ngưỡng", "Tie\u0302\u0301ng Vie\u0323\u0302t", "👩‍👩‍👧‍👦 🇻🇳",
}

// TestAttacksThroughEveryDoor sends each string as text, name, title, address
// and page, and looks at what comes back from every door.
func TestAttacksThroughEveryDoor(t *testing.T) {
	t.Parallel()
	s := newServer(t, func(st *site.Settings) { st.Email, st.URL = true, true })
	all := slices.Concat(attacks, testkit.Strings(t, "attack/crlf.json"))
	for _, file := range testkit.CorporaFiles(t, "xss", "unicode") {
		// Every string of them goes through the render path in its own tests. Here
		// it is about the doors.
		texts := testkit.Strings(t, file)
		for i := 0; i < len(texts); i += 1 + len(texts)/40 {
			all = append(all, texts[i])
		}
	}
	for i, text := range all {
		page := fmt.Sprint("/p/", i/10)
		post := func(field, value string) {
			fields := map[string]any{
				"site": "news", "page": page, "body": "x", "title": text, "url": text, "author": map[string]string{"name": "A"},
			}
			switch field {
			case "name", "url":
				fields["author"] = map[string]string{"name": "A", field: value}
			default:
				fields[field] = value
			}
			a := s.ask("POST", "/v1/comments", quote(fields))
			switch a.StatusCode {
			case http.StatusCreated, http.StatusBadRequest, http.StatusNotFound, http.StatusUnprocessableEntity:
			default:
				t.Fatalf("%q as %s: %d %s", text, field, a.StatusCode, a.body)
			}
			checkComment(t, text, a.json("comment"))
		}
		for _, field := range []string{"body", "name", "url", "page"} {
			post(field, text)
		}
		if a := s.ask("POST", "/v1/preview", quote(map[string]string{"site": "news", "body": text})); a.StatusCode == http.StatusOK {
			if err := testkit.CheckHTML(a.text("html")); err != nil {
				t.Errorf("%q previewed: %v", text, err)
			}
		}
	}
	for i := 0; i*10 < len(all); i++ {
		a := s.ask("GET", fmt.Sprint("/v1/comments?site=news&limit=100&page=/p/", i), "")
		for _, c := range a.json("comments").([]any) {
			checkComment(t, "listed", c)
		}
		for _, field := range []string{"title", "url"} {
			checkLine(t, "page's "+field, a.text("page", field))
		}
	}
}

// checkComment looks at a comment as it came, nil for none.
func checkComment(t *testing.T, source string, c any) {
	t.Helper()
	fields, ok := c.(map[string]any)
	if !ok {
		return
	}
	if err := testkit.CheckHTML(fields["html"].(string)); err != nil {
		t.Errorf("%q: %v", source, err)
	}
	for field, value := range fields["author"].(map[string]any) {
		checkLine(t, field, value.(string))
	}
	if url := fields["author"].(map[string]any)["url"].(string); url != "" && !strings.HasPrefix(url, "http") {
		t.Errorf("%q: author's url %q", source, url)
	}
}

// checkLine holds that a text is one line that shows as it is written.
func checkLine(t *testing.T, what, line string) {
	t.Helper()
	if strings.ContainsFunc(line, func(r rune) bool {
		return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029'
	}) {
		t.Errorf("%s is %q", what, line)
	}
}

// TestForeignOrigins sends origins that are nearly the site's.
func TestForeignOrigins(t *testing.T) {
	s := newServer(t, nil)
	foreign := []string{
		"null", "*", "https://news.example.evil.com", "https://evilnews.example", "https://news.example.", "https://news-example",
		"https://sub.news.example", "http://news.example", "https://news.example:444", "https://news.example/", "https://news.example/a",
		"https://user@news.example", "https://news.example@evil.com", "https://news.example, https://evil.com", "news.example", "//news.example",
		"https://news.example%2eevil.com", "https://news.example\\.evil.com", "https://ｎews.example.evil", "file://", "chrome-extension://x", " ",
	}
	for _, origin := range append(foreign, testkit.Strings(t, "attack/cors-origins.json")...) {
		for _, c := range []struct{ method, target, body string }{
			{"POST", "/v1/comments", goodPost("from elsewhere")},
			{"POST", "/v1/views", `{"site":"news","page":"/a"}`},
			{"POST", "/v1/preview", `{"site":"news","body":"x"}`},
			{"PATCH", "/v1/comments/x", `{"site":"news","body":"x"}`},
			{"DELETE", "/v1/comments/x", `{"site":"news"}`},
			{"POST", "/v1/moderation/actions", `{"site":"news"}`},
		} {
			a := s.ask(c.method, c.target, c.body, "Origin", origin)
			if a.StatusCode != http.StatusForbidden || a.Header.Get("Access-Control-Allow-Origin") != "" {
				t.Errorf("%s %s from %q: %d, allowed %q", c.method, c.target, origin, a.StatusCode, a.Header.Get("Access-Control-Allow-Origin"))
			}
		}
	}
	if a := s.ask("GET", "/v1/comments?site=news&page=/a", ""); len(a.json("comments").([]any)) > 0 {
		t.Error("a comment came from elsewhere")
	}
}

// TestLineBreaksInHeaders sends header values that net/http would refuse, as
// other front doors may let them through, and splits nothing.
func TestLineBreaksInHeaders(t *testing.T) {
	s := newServer(t, nil)
	lines := append([]string{"a\r\nSet-Cookie: x=1", "a\nX-Evil: 1", "%0d%0aX-Evil:1"}, testkit.Strings(t, "attack/crlf.json")...)
	for _, line := range lines {
		for _, name := range []string{"Origin", "Idempotency-Key", "If-None-Match", "X-Request-Id", "Authorization", "X-Forwarded-For", "Host"} {
			for _, a := range []answer{
				s.ask("POST", "/v1/comments", goodPost("x"), name, line),
				s.ask("GET", "/v1/comments?site=news&page=/a", "", name, line),
				s.ask("GET", "/v1/moderation/comments?site=news", "", name, line),
			} {
				for header, values := range a.Header {
					if strings.ContainsAny(header+strings.Join(values, ""), "\r\n") || strings.Contains(header, "Evil") || header == "Set-Cookie" {
						t.Errorf("%s: %q: the answer has %s: %q", name, line, header, values)
					}
				}
			}
		}
	}
}
