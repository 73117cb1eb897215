package sanitize

import (
	"fmt"
	"html"
	"slices"
	"strings"
)

// htmlWriter writes the HTML of one comment. What a person typed passes through
// text, which escapes it; the one exception is the address of a link, which is
// parsed, encoded and escaped. All else is literals, here and in the two
// renderers. The zero value is ready to use.
type htmlWriter struct {
	b       strings.Builder
	open    []string        // inline elements that are open; none is opened inside itself
	label   strings.Builder // the text inside the open link
	marks   markCounter     // across elements: a tag does not start a new base
	visible bool            // something was written that a reader sees
}

// tag writes markup.
func (w *htmlWriter) tag(s string) { w.b.WriteString(s) }

// text writes what a person typed.
func (w *htmlWriter) text(s string) {
	s = dropRunes(s, func(r, _, _ rune) bool { return !w.marks.keep(r) })
	if !w.visible {
		w.visible = strings.IndexFunc(s, ink) >= 0
	}
	if w.in("a") {
		w.label.WriteString(s)
	}
	w.b.WriteString(html.EscapeString(s))
}

// in reports whether an inline element of this name is open.
func (w *htmlWriter) in(name string) bool { return slices.Contains(w.open, name) }

// inline writes an inline element around what body writes. Inside an element of
// the same name it adds nothing, so it is left out; this keeps the depth of the
// output small, however deep the source is nested.
func (w *htmlWriter) inline(name string, body func()) {
	if w.in(name) {
		body()
		return
	}
	w.open = append(w.open, name)
	w.tag("<" + name + ">")
	body()
	w.tag("</" + name + ">")
	w.open = w.open[:len(w.open)-1]
}

// link writes body as a link to the address that was typed. When a comment may
// not link there, or in the middle of another link, only body is written. A link
// without text shows its address, and one whose text poses as another place
// shows the real host.
func (w *htmlWriter) link(typed string, body func()) {
	to, err := parseAddress(typed)
	if err != nil || w.in("a") {
		body()
		return
	}
	w.open = append(w.open, "a")
	w.label.Reset()
	w.tag(`<a href="` + html.EscapeString(to.String()) + `" rel="` + linkRel + `" target="` + linkTarget + `">`)
	body()
	if label := w.label.String(); strings.IndexFunc(label, ink) < 0 {
		w.text(to.String())
	} else if posesAsOther(label, to) {
		w.text(" (" + hostOf(to) + ")")
	}
	w.tag("</a>")
	w.open = w.open[:len(w.open)-1]
}

// bareLink writes an address that stands in the text.
func (w *htmlWriter) bareLink(typed string) {
	w.link(typed, func() { w.text(typed) })
}

// What every link says about itself: no credit from the page (nofollow, ugc),
// no handle on its window (noopener), no word of where the reader came from
// (noreferrer), and a new tab.
const (
	linkRel    = "nofollow ugc noopener noreferrer"
	linkTarget = "_blank"
)

// br writes a line break.
func (w *htmlWriter) br() { w.tag("<br>\n") }

// html returns what was written, through the policy.
func (w *htmlWriter) html() (string, error) {
	if n := w.b.Len(); n > MaxHTMLBytes {
		return "", fmt.Errorf("%d bytes of HTML: %w", n, ErrTooComplex)
	}
	return policy.Sanitize(w.b.String()), nil
}
