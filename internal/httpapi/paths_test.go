package httpapi_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

// TestPathTricks sends paths as no client of ours spells them, through the
// parser of net/http. A cache may take them for another file; here they are
// nothing, and nothing is redirected.
func TestPathTricks(t *testing.T) {
	s := newServer(t, nil)
	for target, want := range map[string]int{
		"/v1/comments?site=news&page=/a":               http.StatusOK,
		"http://any.example/v1/health":                 http.StatusOK,
		"/v1/%63omments?site=news&page=/a":             http.StatusNotFound,
		"/v1/comments%2f?site=news&page=/a":            http.StatusNotFound,
		"/v1/comments%3bx.css?site=news&page=/a":       http.StatusNotFound,
		"/v1/comments;x.css?site=news&page=/a":         http.StatusNotFound,
		"/v1/comments%3fsite=news":                     http.StatusNotFound,
		"/v1/comments/?site=news&page=/a":              http.StatusNotFound,
		"/v1/comments/%2e%2e/health":                   http.StatusNotFound,
		"/v1/comments/../health":                       http.StatusNotFound,
		"/%2e%2e/v1/health":                            http.StatusNotFound,
		"/./v1/health":                                 http.StatusNotFound,
		"//v1/health":                                  http.StatusNotFound,
		"/v1//health":                                  http.StatusNotFound,
		"/v1%2fhealth":                                 http.StatusNotFound,
		"/v1/health%00":                                http.StatusNotFound,
		"/v1/health%0a":                                http.StatusNotFound,
		"/v1/health.css":                               http.StatusNotFound,
		`/v1\health`:                                   http.StatusNotFound,
		"/v1/comments/%E1%BB%87?site=news":             http.StatusNotFound,
		"/v1/comments/01ARZ3NDEKTSV4RRFFQ69G5FAV%2fx?": http.StatusNotFound,
		"/kibitz/v1/health":                            http.StatusNotFound,
	} {
		w := httptest.NewRecorder()
		s.handler.ServeHTTP(w, httptest.NewRequest("GET", target, http.NoBody))
		if w.Code != want || w.Header().Get("Location") != "" {
			t.Errorf("%s: %d to %q, want %d", target, w.Code, w.Header().Get("Location"), want)
		}
		if want == http.StatusNotFound && w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s may be kept: %q", target, w.Header().Get("Cache-Control"))
		}
	}
}
