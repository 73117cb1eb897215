package widget_test

import (
	"bytes"
	"compress/gzip"
	"crypto/sha512"
	"encoding/base64"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"kibitz/internal/widget"
)

func TestFiles(t *testing.T) {
	types := map[string]string{
		"kibitz.js":            "text/javascript; charset=utf-8",
		"kibitz-write.js":      "text/javascript; charset=utf-8",
		"kibitz-count.js":      "text/javascript; charset=utf-8",
		"kibitz.d.ts":          "text/plain; charset=utf-8",
		"custom-elements.json": "application/json; charset=utf-8",
		"lang/en.json":         "application/json; charset=utf-8",
		"lang/vi.json":         "application/json; charset=utf-8",
	}
	for name, kind := range types {
		t.Run(name, func(t *testing.T) {
			f, found := widget.Find(name)
			if !found {
				t.Fatal("not there")
			}
			onDisk, err := os.ReadFile(filepath.Join("dist", filepath.FromSlash(name)))
			if err != nil {
				t.Fatal(err)
			}
			if f.Type != kind || !bytes.Equal(f.Body, onDisk) || len(f.Brotli) == 0 {
				t.Errorf("type %q, %d bytes, want %d, Brotli %d", f.Type, len(f.Body), len(onDisk), len(f.Brotli))
			}
			r, err := gzip.NewReader(bytes.NewReader(f.Gzip()))
			if err != nil {
				t.Fatal(err)
			}
			if plain, err := io.ReadAll(r); err != nil || !bytes.Equal(plain, f.Body) {
				t.Errorf("gzip holds something else: %v", err)
			}
		})
	}
	for _, name := range []string{"", "kibitz.js.br", "lang", "../widget.go", "dist/kibitz.js"} {
		if _, found := widget.Find(name); found {
			t.Errorf("Find(%q) found a file", name)
		}
	}
}

func TestVersion(t *testing.T) {
	if v := widget.Version(); !regexp.MustCompile(`^[0-9a-f]{12}$`).MatchString(v) {
		t.Errorf("version %q", v)
	}
}

// TestWriteIsPinned has kibitz.js know the file that it loads for who writes, by
// the address and the hash that it has.
func TestWriteIsPinned(t *testing.T) {
	script, _ := widget.Find(widget.Script)
	write, _ := widget.Find("kibitz-write.js")
	for _, want := range []string{write.Version + "/kibitz-write.js", write.Integrity()} {
		if !bytes.Contains(script.Body, []byte(want)) {
			t.Errorf("kibitz.js does not hold %s", want)
		}
	}
}

// TestSizes keeps what every reader loads small, in bytes compressed.
func TestSizes(t *testing.T) {
	for name, most := range map[string]int{"kibitz.js": 12 << 10, "kibitz-write.js": 10 << 10, "kibitz-count.js": 1536} {
		f, _ := widget.Find(name)
		t.Logf("%s: %d B", name, len(f.Brotli))
		if len(f.Brotli) > most {
			t.Errorf("%s has %d B, want at most %d", name, len(f.Brotli), most)
		}
	}
}

func TestSnippet(t *testing.T) {
	body, err := os.ReadFile("dist/kibitz.js")
	if err != nil {
		t.Fatal(err)
	}
	sum := sha512.Sum384(body)
	want := `<script async src="https://talk.example/v1/widget/` + widget.Version() + `/kibitz.js" integrity="sha384-` +
		base64.StdEncoding.EncodeToString(sum[:]) + `" crossorigin="anonymous"></script>` + "\n" +
		`<kibitz-comments site="news"></kibitz-comments>` + "\n"
	if got := widget.Snippet("https://talk.example", "news"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if s := widget.Snippet(`https://x"><script>`, `"><b>`); strings.Contains(s, `"><b>`) || strings.Count(s, "<script") != 1 {
		t.Errorf("not escaped:\n%s", s)
	}
}
