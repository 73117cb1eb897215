package sanitize

import (
	"fmt"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// What a source may ask of the parser. Parsing time and output size grow with
// the product of depth and length; people nest two or three levels. And at each
// closing bracket outside code the library may read the rest of the paragraph,
// and the thousand bytes before, to find out whether it ends a link.
const (
	maxNesting  = 16  // lists and quotes inside each other
	maxBrackets = 250 // closing square brackets outside code
)

// markdown parses CommonMark with strikethrough, less these parts:
//
//   - Raw HTML, in blocks and inline: without its parsers a tag is text.
//   - Link reference definitions: they are invisible to readers, and one long
//     address referred to a thousand times would make 4 MB out of 8 KB.
//     Written as [1]: https://… they stay readable, and the address is linked.
//   - Attributes, ids, tables and footnotes: never added.
//   - Lists that begin with another number than 1: see listParser.
//
// The priorities are those of the library.
var markdown = parser.NewParser(
	parser.WithBlockParsers(
		util.Prioritized(parser.NewSetextHeadingParser(), 100),
		util.Prioritized(parser.NewThematicBreakParser(), 200),
		util.Prioritized(listParser{parser.NewListParser()}, 300),
		util.Prioritized(parser.NewListItemParser(), 400),
		util.Prioritized(parser.NewCodeBlockParser(), 500),
		util.Prioritized(parser.NewATXHeadingParser(), 600),
		util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
		util.Prioritized(quoteParser{parser.NewBlockquoteParser()}, 800),
		util.Prioritized(parser.NewParagraphParser(), 1000),
	),
	parser.WithInlineParsers(
		util.Prioritized(codeSpanParser{parser.NewCodeSpanParser()}, 100),
		util.Prioritized(newLinkParser(), 200),
		util.Prioritized(addressParser{}, 300),
		util.Prioritized(parser.NewEmphasisParser(), 500),
		util.Prioritized(extension.NewStrikethroughParser(), 500),
	),
)

// tooComplex holds, in a parser's context, what the source asked too much of.
var tooComplex = parser.NewContextKey()

// parseMarkdown returns the tree of a source, or ErrTooComplex.
func parseMarkdown(source []byte) (ast.Node, error) {
	pc := parser.NewContext()
	tree := markdown.Parse(text.NewReader(source), parser.WithContext(pc))
	if why := pc.Get(tooComplex); why != nil {
		return nil, fmt.Errorf("%s: %w", why, ErrTooComplex)
	}
	return tree, nil
}

// full reports whether no list or quote may be opened inside parent, and notes
// in the context that one was asked for.
func full(parent ast.Node, pc parser.Context) bool {
	depth := 0
	for n := parent; n != nil; n = n.Parent() {
		switch n.Kind() {
		case ast.KindList, ast.KindBlockquote:
			depth++
		}
	}
	if depth < maxNesting {
		return false
	}
	pc.Set(tooComplex, "lists and quotes nested too deep")
	return true
}

// quoteParser is the library's, up to maxNesting. Refusing while the tree is
// built keeps the cost of a refused comment as small as that of an accepted one.
type quoteParser struct{ parser.BlockParser }

// Open decides before the library does, which always opens at a '>'.
func (p quoteParser) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	if full(parent, pc) {
		return nil, parser.NoChildren
	}
	return p.BlockParser.Open(parent, reader, pc)
}

// listParser is the library's, up to maxNesting and without lists that begin
// with another number than 1. The policy has no start attribute, so "1984. The
// year that…" would be shown as "1. The year that…"; as a paragraph it is shown
// as it was typed.
type listParser struct{ parser.BlockParser }

// Open decides after the library has looked, which has moved nothing by then.
func (p listParser) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	node, state := p.BlockParser.Open(parent, reader, pc)
	list, ok := node.(*ast.List)
	if !ok || list.IsOrdered() && list.Start != 1 || full(parent, pc) {
		return nil, parser.NoChildren
	}
	return list, state
}

// linkParser is the library's, up to maxBrackets.
type linkParser struct {
	parser.InlineParser
	parser.CloseBlocker
}

func newLinkParser() linkParser {
	p := parser.NewLinkParser()
	return linkParser{p, p.(parser.CloseBlocker)}
}

var bracketsKey = parser.NewContextKey()

// Parse counts closing brackets, where the library does its work.
func (p linkParser) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	if block.Peek() == ']' {
		n, _ := pc.Get(bracketsKey).(int)
		if n == maxBrackets {
			pc.Set(tooComplex, "too many brackets")
			return nil
		}
		pc.Set(bracketsKey, n+1)
	}
	return p.InlineParser.Parse(parent, block, pc)
}
