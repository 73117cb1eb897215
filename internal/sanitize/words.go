package sanitize

import (
	"strings"

	"golang.org/x/net/html"
)

// Words returns what a reader reads of HTML that Body made: its text, without
// elements. Blocks and line breaks are spaces.
func Words(rendered string) string { return strings.Join(strings.Fields(Lines(rendered)), " ") }

// Lines is Words with a new line at each block and line break.
func Lines(rendered string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(rendered))
	for {
		switch z.Next() {
		case html.ErrorToken: // the end: a string has no other
			return strings.TrimSpace(b.String())
		case html.TextToken:
			b.Write(z.Text())
		default:
			if name, _ := z.TagName(); !inline[string(name)] {
				b.WriteByte('\n')
			}
		}
	}
}

// inline are the elements that do not part words.
var inline = map[string]bool{"a": true, "em": true, "strong": true, "del": true, "code": true}
