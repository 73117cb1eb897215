package sanitize

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// codeSpanParser is the library's, with a memory for failure. The library looks
// for the end of a code span through the rest of its block; 8 KB of backticks
// that never close would make it do so two thousand times. A search for a run
// of n backticks that failed once fails for every later one in the block.
type codeSpanParser struct{ parser.InlineParser }

// unclosed holds the lengths of the backtick runs that nothing closes.
type unclosed struct {
	block   ast.Node
	lengths map[int]bool
}

var unclosedKey = parser.NewContextKey()

// Parse is called at the first of a run of backticks.
func (p codeSpanParser) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, segment := block.PeekLine()
	run := len(line) - len(bytes.TrimLeft(line, "`"))
	failed, ok := pc.Get(unclosedKey).(*unclosed)
	if !ok || failed.block != parent {
		failed = &unclosed{block: parent, lengths: map[int]bool{}}
		pc.Set(unclosedKey, failed)
	}
	if failed.lengths[run] {
		block.Advance(run)
		return ast.NewTextSegment(segment.WithStop(segment.Start + run))
	}
	node := p.InlineParser.Parse(parent, block, pc)
	if node.Kind() != ast.KindCodeSpan {
		failed.lengths[run] = true
	}
	return node
}
