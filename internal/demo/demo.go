// Package demo is a newspaper, "Bến Đò", that shows Kibitz at work: a front
// page, sections and articles in Vietnamese and English, with everything
// around them that readers see of Kibitz. Its stories, readers and numbers
// are invented.
//
// The reader's map:
//
//	demo.go     New: the newspaper as an http.Handler
//	paper.go    its sections, topics and articles
//	content.go  what an article says, read from content/
//	edition.go  the newspaper in one language
//	view.go     what each page shows
//	words.go    what the pages say around it, in both languages
//	readers.go  what readers had said when the edition came out
//	seed.go     how that gets into the site, through the real services
//	templates/  the pages
//	static/     style sheet, pictures and the paper's own script
//
// The pages embed Kibitz as any page would, by its elements, and read without
// a script. They forbid everything that they do not need (see contentPolicy),
// so they also show that Kibitz works on a page with a strict policy.
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
	"sync"
	"time"
)

//go:embed static templates content
var files embed.FS

// Options are what the newspaper must know of its site.
type Options struct {
	Site    string    // whose pages these are
	Printed time.Time // the edition's date: when the site was made
}

// Newspaper serves the pages. Each is rendered when it is first asked for, so
// that a start waits for none, and kept.
type Newspaper struct {
	templates *template.Template
	resources map[string]func() (resource, error) // by path
}

// resource is one answer.
type resource struct {
	body      []byte
	mediaType string
	etag      string
	page      bool
}

// New prepares the newspaper.
func New(o Options) (*Newspaper, error) {
	n := &Newspaper{resources: map[string]func() (resource, error){}}
	if err := n.addStatic(); err != nil {
		return nil, err
	}
	var err error
	if n.templates, err = template.ParseFS(files, "templates/*.html"); err != nil {
		return nil, fmt.Errorf("parse the demo's templates: %w", err)
	}
	var editions [2]*edition
	for i, l := range languages {
		if editions[i], err = newEdition(l, o); err != nil {
			return nil, err
		}
	}
	n.addPages(o, editions[0], editions[1])
	n.addPages(o, editions[1], editions[0])
	return n, nil
}

// addPages adds the pages of an edition; the same page of the other is at the
// same place in its lists.
func (n *Newspaper) addPages(o Options, e, other *edition) {
	n.add("front.html", e.Home, func() view { return e.frontPage(o, other.at(other.Home)) })
	for i, s := range e.Stories {
		n.add("article.html", s.Path, func() view { return e.articlePage(o, other.at(other.Stories[i].Path), s) })
	}
	for i, s := range e.Sections {
		n.add("list.html", s.Path, func() view {
			return e.listPage(o, other.at(other.Sections[i].Path), s, e.Words["sections"], e.ofSection(s.id))
		})
	}
	for i, t := range e.topics {
		n.add("list.html", t.Path, func() view {
			return e.listPage(o, other.at(other.topics[i].Path), t, e.Words["topic"], e.ofTopic(t.id))
		})
	}
}

// at is a page of the edition, under the language's code.
func (e *edition) at(path string) link { return link{Name: e.Code, Path: path} }

func (n *Newspaper) add(name, at string, v func() view) {
	n.resources[at] = sync.OnceValues(func() (resource, error) {
		var b bytes.Buffer
		if err := n.templates.ExecuteTemplate(&b, name, v()); err != nil {
			return resource{}, fmt.Errorf("render the demo's %s: %w", at, err)
		}
		r := newResource(b.Bytes(), "text/html; charset=utf-8")
		r.page = true
		return r, nil
	})
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
		n.resources["/demo/"+e.Name()] = sync.OnceValues(func() (resource, error) {
			body, err := files.ReadFile("static/" + e.Name())
			return newResource(body, mediaTypes[path.Ext(e.Name())]), err
		})
	}
	return nil
}

func newResource(body []byte, mediaType string) resource {
	sum := sha256.Sum256(body)
	return resource{body: body, mediaType: mediaType, etag: `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`}
}

// contentPolicy allows what the pages use: scripts, styles and pictures of
// their own server, calls to it, and the one named way by which Kibitz lets
// text become markup.
const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types kibitz"

// Serves reports whether there is something at the path.
func (n *Newspaper) Serves(path string) bool {
	_, ok := n.resources[path]
	return ok
}

// ServeHTTP answers GET and HEAD of the newspaper's pages and files.
func (n *Newspaper) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	render, ok := n.resources[r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "This page can only be read.", http.StatusMethodNotAllowed)
		return
	}
	res, err := render()
	if err != nil { // a mistake in a template, which a test finds
		http.Error(w, err.Error(), http.StatusInternalServerError)
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
