// Package demo is a small newspaper, "Bến Đò", that shows Kibitz at work: a
// front page with counts beside its titles and three articles in Vietnamese
// and English, each with views and a discussion. Its stories, readers and
// numbers are invented.
//
// The reader's map:
//
//	demo.go     New: the newspaper as an http.Handler
//	paper.go    its articles
//	words.go    what the pages say around them, in both languages
//	seed.go     the first comments, posted through the real service
//	templates/  the pages; content/ the articles' texts
//	static/     style sheets, pictures and scripts, as they are served
//
// The scripts are plain modules without a build step. They use the public API
// as any embedding page would and nothing else: the handler knows no store.
// The pages forbid everything that they do not need (see contentPolicy), so
// they also show that Kibitz works on a page with a strict policy.
package demo

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"time"
)

//go:embed static templates content
var files embed.FS

// Options are what the newspaper must know of its site.
type Options struct {
	Site       string        // whose pages these are
	Printed    time.Time     // the edition's date: when the site was made
	EditWindow time.Duration // how long readers can change what they wrote
}

// Newspaper serves the pages. They are all rendered when it is made, so that
// serving one is a look-up.
type Newspaper struct {
	resources map[string]resource // by path
}

// resource is one answer.
type resource struct {
	body      []byte
	mediaType string
	etag      string
	page      bool
}

// New renders the newspaper.
func New(o Options) (*Newspaper, error) {
	n := &Newspaper{resources: map[string]resource{}}
	if err := n.addStatic(); err != nil {
		return nil, err
	}
	pages, err := template.ParseFS(files, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("parse the demo's templates: %w", err)
	}
	for _, lang := range languages {
		if err := n.render(pages, "front.html", lang.home(), newView(o, lang, nil, "")); err != nil {
			return nil, err
		}
		for i := range articles {
			a := &articles[i]
			content, err := files.ReadFile("content/" + a.Name + "." + lang.Code + ".html")
			if err != nil {
				return nil, fmt.Errorf("read the text of %s: %w", a.Slug, err)
			}
			v := newView(o, lang, a, template.HTML(content)) // ours, embedded
			if err := n.render(pages, "article.html", lang.path(a.Slug), v); err != nil {
				return nil, err
			}
		}
	}
	return n, nil
}

// mediaTypes are those of the files that there are; the host's own table
// could say something else.
var mediaTypes = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
}

func (n *Newspaper) addStatic() error {
	entries, err := fs.ReadDir(files, "static")
	if err != nil {
		return fmt.Errorf("list the demo's files: %w", err)
	}
	for _, e := range entries {
		body, err := files.ReadFile("static/" + e.Name())
		if err != nil {
			return fmt.Errorf("read the demo's files: %w", err)
		}
		n.resources["/demo/"+e.Name()] = newResource(body, mediaTypes[path.Ext(e.Name())])
	}
	return nil
}

func (n *Newspaper) render(pages *template.Template, name, at string, v view) error {
	var b bytes.Buffer
	if err := pages.ExecuteTemplate(&b, name, v); err != nil {
		return fmt.Errorf("render the demo's %s: %w", at, err)
	}
	r := newResource(b.Bytes(), "text/html; charset=utf-8")
	r.page = true
	n.resources[at] = r
	return nil
}

func newResource(body []byte, mediaType string) resource {
	sum := sha256.Sum256(body)
	return resource{body: body, mediaType: mediaType, etag: `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`}
}

// contentPolicy allows what the pages use: their own scripts, styles and
// pictures, calls to their own server, and one named way for text to become
// markup (static/body.js).
const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types kibitz-demo"

// Serves reports whether there is something at the path.
func (n *Newspaper) Serves(path string) bool {
	_, ok := n.resources[path]
	return ok
}

// ServeHTTP answers GET and HEAD of the newspaper's pages and files.
func (n *Newspaper) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	res, ok := n.resources[r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "This page can only be read.", http.StatusMethodNotAllowed)
		return
	}
	h := w.Header()
	h.Set("Content-Type", res.mediaType)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-cache") // ask each time; the ETag makes that cheap
	h.Set("ETag", res.etag)
	if res.page {
		h.Set("Content-Security-Policy", contentPolicy)
		h.Set("Referrer-Policy", "same-origin")
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(res.body))
}
