package sanitize

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/util"
)

// renderMarkdown writes the HTML of a Markdown source.
func renderMarkdown(w *htmlWriter, source string) error {
	r := markdownRenderer{htmlWriter: w, source: []byte(source)}
	tree, err := parseMarkdown(r.source)
	if err != nil {
		return err
	}
	r.children(tree)
	return nil
}

// markdownRenderer writes a tree within the few tags that the policy knows: a
// heading becomes a bold paragraph, an image a link to it, a rule three stars.
type markdownRenderer struct {
	*htmlWriter
	source []byte
}

func (r markdownRenderer) children(parent ast.Node) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		r.node(n)
	}
}

func (r markdownRenderer) node(n ast.Node) {
	inside := func() { r.children(n) }
	switch n := n.(type) {
	case *ast.Paragraph:
		r.tag("<p>")
		inside()
		r.tag("</p>\n")
	case *ast.TextBlock: // the text of an item in a list without blank lines
		inside()
		if n.NextSibling() != nil {
			r.tag("\n")
		}
	case *ast.Heading:
		if n.HasChildren() {
			r.tag("<p>")
			r.inline("strong", inside)
			r.tag("</p>\n")
		}
	case *ast.ThematicBreak:
		r.tag("<p>")
		r.text("* * *")
		r.tag("</p>\n")
	case *ast.Blockquote:
		r.tag("<blockquote>\n")
		inside()
		r.tag("</blockquote>\n")
	case *ast.List:
		if n.IsOrdered() {
			r.tag("<ol>\n")
			inside()
			r.tag("</ol>\n")
		} else {
			r.tag("<ul>\n")
			inside()
			r.tag("</ul>\n")
		}
	case *ast.ListItem:
		r.tag("<li>")
		inside()
		r.tag("</li>\n")
	case *ast.CodeBlock, *ast.FencedCodeBlock:
		r.tag("<pre><code>")
		r.text(string(n.Lines().Value(r.source)))
		r.tag("</code></pre>\n")

	case *ast.Text:
		r.text(string(util.UnescapePunctuations(n.Segment.Value(r.source))))
		if n.SoftLineBreak() || n.HardLineBreak() {
			r.br()
		}
	case *ast.CodeSpan:
		r.inline("code", func() { r.text(r.code(n)) })
	case *ast.Emphasis:
		if n.Level == 2 {
			r.inline("strong", inside)
		} else {
			r.inline("em", inside)
		}
	case *extast.Strikethrough:
		r.inline("del", inside)
	case *ast.Link:
		r.destination(n.Destination, inside)
	case *ast.Image:
		r.destination(n.Destination, inside)
	case *ast.AutoLink:
		r.bareLink(string(n.Label(r.source)))
	}
}

// destination writes body as a link to where a link or an image points.
func (r markdownRenderer) destination(raw []byte, body func()) {
	r.link(string(util.UnescapePunctuations(raw)), body)
}

// code returns the content of a code span, where a line end counts as a space.
func (r markdownRenderer) code(n ast.Node) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			b.Write(t.Segment.Value(r.source))
		}
	}
	return strings.ReplaceAll(b.String(), "\n", " ")
}
