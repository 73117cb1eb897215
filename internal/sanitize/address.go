package sanitize

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// addressParser finds addresses in Markdown text: bare ones, and those in angle
// brackets. What looks like a bare address is taken literally even when it may
// not become a link, so that its underscores are not read as emphasis.
//
// The library's own two parsers are not used: its linkify runs a regular
// expression at every space and bracket, which is quadratic on hostile input,
// and finds no address after a letter, as in scripts without spaces; its
// autolink swallows the brackets of what cannot become a link.
type addressParser struct{}

// Trigger lists the characters that an address cannot do without.
func (addressParser) Trigger() []byte { return []byte{'<', ':', '.'} }

// Parse is called at a trigger. For a bare address that lies behind its
// beginning, which is then taken back from the text before it.
func (addressParser) Parse(parent ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, segment := block.PeekLine()
	if line[0] == '<' {
		return parseAngle(block, line, segment)
	}
	before, ok := parent.LastChild().(*ast.Text)
	if !ok || before.Segment.Stop != segment.Start {
		return nil
	}
	from := before.Segment.Start
	start, end := bareAddress(block.Source()[from:segment.Start+len(line)], segment.Start-from)
	if end == 0 {
		return nil
	}
	before.Segment.Stop = from + start
	if before.Segment.IsEmpty() {
		parent.RemoveChild(parent, before)
	}
	block.Advance(from + end - segment.Start)
	return autoLink(from+start, from+end)
}

func autoLink(start, end int) ast.Node {
	return ast.NewAutoLink(ast.AutoLinkURL, ast.NewTextSegment(text.NewSegment(start, end)))
}

// parseAngle parses <https://…> and <mailto:…>.
func parseAngle(block text.Reader, line []byte, segment text.Segment) ast.Node {
	for i, c := range line[1:] {
		switch c {
		case '<', ' ', '\t', '\n':
			return nil
		case '>':
			end := i + 1
			if _, err := parseAddress(string(line[1:end])); err != nil {
				return nil
			}
			block.Advance(end + 1)
			return autoLink(segment.Start+1, segment.Start+end)
		}
	}
	return nil
}

// bareAddress looks for an address around s[at], which is the ':' of http:// or
// https://, or the first '.' of www. It returns where the address starts and
// ends, or 0, 0. A caller that goes on behind what was found reads each byte
// a bounded number of times.
func bareAddress(s []byte, at int) (start, end int) {
	switch {
	case bytes.HasPrefix(s[at:], []byte("://")):
		start = at - scheme(s[:at])
	case s[at] == '.' && endsWith(s[:at], "www"):
		start = at - len("www")
	default:
		return 0, 0
	}
	if start == at || start > 0 && wordByte(s[start-1]) {
		return 0, 0
	}
	end = at + 1
	for end < len(s) {
		r, n := utf8.DecodeRune(s[end:])
		if !addressRune(r) {
			break
		}
		end += n
	}
	return start, start + len(trimAddress(s[start:end]))
}

// scheme returns the length of http or https at the end of s, else 0.
func scheme(s []byte) int {
	for _, name := range []string{"https", "http"} {
		if endsWith(s, name) {
			return len(name)
		}
	}
	return 0
}

func endsWith(s []byte, suffix string) bool {
	return len(s) >= len(suffix) && strings.EqualFold(string(s[len(s)-len(suffix):]), suffix)
}

// wordByte reports whether c is part of a word, in which no address begins.
func wordByte(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z'
}

// addressRune reports whether r can be part of a bare address: what RFC 3986
// allows less square brackets, and the letters and digits of all scripts.
func addressRune(r rune) bool {
	if r < utf8.RuneSelf {
		return r > ' ' && r != 0x7F && !strings.ContainsRune("<>\"`\\^{|}[]", r)
	}
	return unicode.In(r, unicode.L, unicode.M, unicode.N)
}

// trimAddress takes off what belongs to the sentence around a bare address:
// punctuation at its end, and a closing parenthesis that it does not open.
func trimAddress(s []byte) []byte {
	unopened := bytes.Count(s, []byte(")")) - bytes.Count(s, []byte("("))
	for len(s) > 0 {
		switch last := s[len(s)-1]; {
		case last == ')' && unopened > 0:
			unopened--
		case strings.IndexByte("?!.,:;*_~'", last) >= 0:
		default:
			return s
		}
		s = s[:len(s)-1]
	}
	return s
}
