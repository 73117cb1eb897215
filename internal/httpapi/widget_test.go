package httpapi_test

import (
	"bytes"
	"net/http"
	"testing"

	"kibitz/internal/widget"
)

// TestWidgetEncodings has a file in each of its forms, under tags of their own.
func TestWidgetEncodings(t *testing.T) {
	s := newServer(t, nil)
	f, _ := widget.Find(widget.Script)
	tags := map[string]string{}
	for _, c := range []struct {
		accept, encoding string
		body             []byte
	}{
		{"", "", f.Body},
		{"identity, *", "", f.Body},
		{"gzip", "gzip", f.Gzip()},
		{"gzip, deflate, br, zstd", "br", f.Brotli},
		{"GZIP;q=1.0, BR; q=0.5", "br", f.Brotli},
		{"br;q=0, gzip;q=0.001", "gzip", f.Gzip()},
		{"br; q=0.000, gzip ;q=0", "", f.Body},
	} {
		a := s.ask("GET", "/v1/widget/"+widget.Version()+"/kibitz.js", "", "Accept-Encoding", c.accept)
		if a.StatusCode != http.StatusOK || a.Header.Get("Content-Encoding") != c.encoding || !bytes.Equal(a.body, c.body) {
			t.Errorf("%q: %d %q, %d bytes, want %q, %d", c.accept, a.StatusCode, a.Header.Get("Content-Encoding"), len(a.body), c.encoding, len(c.body))
		}
		if got := a.Header.Get("Cache-Control"); got != "public, max-age=31536000, immutable" {
			t.Errorf("Cache-Control %q", got)
		}
		tag := a.Header.Get("ETag")
		if other, seen := tags[tag]; seen && other != c.encoding {
			t.Errorf("%q and %q have the same tag", c.encoding, other)
		}
		tags[tag] = c.encoding
		again := s.ask("GET", "/v1/widget/kibitz.js", "", "Accept-Encoding", c.accept, "If-None-Match", tag)
		if again.StatusCode != http.StatusNotModified || again.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%q: asked again by the tag: %d, Vary %q", c.accept, again.StatusCode, again.Header.Get("Vary"))
		}
	}
}

// TestWidgetFileVersion has a file under its own version, for as long as it is the same.
func TestWidgetFileVersion(t *testing.T) {
	s := newServer(t, nil)
	f, _ := widget.Find("kibitz-write.js")
	a := s.ask("GET", "/v1/widget/"+f.Version+"/kibitz-write.js", "")
	if a.StatusCode != http.StatusOK || !bytes.Equal(a.body, f.Body) || a.Header.Get("Cache-Control") != "public, max-age=31536000, immutable" {
		t.Errorf("%d, %d bytes, %q", a.StatusCode, len(a.body), a.Header.Get("Cache-Control"))
	}
	if a := s.ask("GET", "/v1/widget/"+f.Version+"/kibitz-count.js", ""); a.StatusCode != http.StatusNotFound {
		t.Errorf("another file under its version: %d", a.StatusCode)
	}
}
