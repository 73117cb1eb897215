// Package sanitize is the one way by which text that strangers typed becomes
// text that Kibitz stores, sends and shows. Creating, editing, previewing,
// importing and re-rendering a comment all call Body; nothing else in the
// program imports a Markdown or an HTML library, and a test holds that.
//
// The way of a comment:
//
//	source ── clean ──> Rendered.Source ── parse ──> tree ── render ──> HTML ── policy ──> Rendered.HTML
//	          text.go                      markdown.go        render.go          policy.go
//	                                       address.go         html.go
//
// Two independent walls stand between a writer and a reader's browser. The
// renderer can only write the dozen tags that appear as literals in render.go
// and html.go and escapes everything else; the policy then parses that HTML
// again and drops whatever is not on its own allow-list. Either alone is
// enough; tests hold that the second never finds anything to change.
//
// HTML means nothing in a comment. A tag or an entity that somebody types is
// shown as typed: not interpreted, and not silently dropped either.
//
// The other fields have functions of their own: Name, Title and Line (line.go),
// Link (url.go), Email (email.go). All return values that are safe to store and
// to show as text; they are not HTML, and who prints them into HTML escapes
// them. Fold (fold.go) is the key under which two spellings count as the same
// text, and Impersonates (impersonate.go) compares names by it.
//
// Everything here is a pure function of its arguments and safe for concurrent
// use: parser, policy and tables are built once and never change.
package sanitize

import (
	"errors"
	"fmt"

	"github.com/rivo/uniseg"
)

// PolicyVersion is stored with every comment. It grows whenever the same source
// would render to other HTML, so that a reader of an older comment knows to
// render its source again.
const PolicyVersion = 1

// The limits of a comment. A body is refused by its size before anything is
// parsed, because parsing is what costs.
const (
	MaxBodyBytes     = 8 << 10  // bytes of UTF-8, as received and as cleaned
	MaxBodyGraphemes = 5000     // user-perceived characters
	MaxHTMLBytes     = 32 << 10 // bytes of rendered HTML
)

// Why a value was refused. The functions of this package wrap these with what
// they found; test with errors.Is.
var (
	ErrEmpty      = errors.New("empty")       // nothing that a reader could see
	ErrTooLong    = errors.New("too long")    // over a limit in bytes or graphemes
	ErrTooComplex = errors.New("too complex") // nested too deep, or too much HTML
	ErrInvalid    = errors.New("invalid")     // not a value of this kind
)

// Format says how the source of a comment is to be read.
type Format string

// The formats of a comment.
const (
	Markdown Format = "md"  // CommonMark without HTML, with ~~strikethrough~~ and bare links
	Plain    Format = "txt" // paragraphs, line breaks and bare links, nothing else
)

// Rendered is a comment ready to be stored.
type Rendered struct {
	Source string // what was written, cleaned and in NFC; gives the same Rendered again
	HTML   string // what readers get; only tags and attributes of the policy
}

// Body renders a comment. It returns ErrTooLong for a source over MaxBodyBytes
// or MaxBodyGraphemes, ErrTooComplex for one nested deeper than 16 lists and
// quotes, with more than 250 closing brackets outside code, or rendering to more
// than MaxHTMLBytes, ErrEmpty when a reader would
// see nothing, and ErrInvalid for an unknown format. A usual comment takes a
// tenth of a millisecond, the worst that is known about twenty.
func Body(source string, f Format) (Rendered, error) {
	if len(source) > MaxBodyBytes {
		return Rendered{}, fmt.Errorf("body of %d bytes: %w", len(source), ErrTooLong)
	}
	source = cleanBody(source)
	if len(source) > MaxBodyBytes { // NFC and U+FFFD can lengthen a text
		return Rendered{}, fmt.Errorf("body of %d bytes in NFC: %w", len(source), ErrTooLong)
	}
	if n := uniseg.GraphemeClusterCount(source); n > MaxBodyGraphemes {
		return Rendered{}, fmt.Errorf("body of %d graphemes: %w", n, ErrTooLong)
	}

	var out htmlWriter
	switch f {
	case Markdown:
		if err := renderMarkdown(&out, source); err != nil {
			return Rendered{}, fmt.Errorf("body: %w", err)
		}
	case Plain:
		renderPlain(&out, source)
	default:
		return Rendered{}, fmt.Errorf("body format %q: %w", f, ErrInvalid)
	}
	if !out.visible {
		return Rendered{}, fmt.Errorf("body: %w", ErrEmpty)
	}
	html, err := out.html()
	if err != nil {
		return Rendered{}, fmt.Errorf("body: %w", err)
	}
	return Rendered{Source: source, HTML: html}, nil
}
