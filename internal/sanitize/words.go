package sanitize

import (
	"strings"

	"golang.org/x/net/html"
)

// Words returns what a reader reads of HTML that Body made: its text, without
// elements. Blocks and line breaks are spaces.
func Words(rendered string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(rendered))
	for {
		switch z.Next() {
		case html.ErrorToken: // the end: a string has no other
			return strings.Join(strings.Fields(b.String()), " ")
		case html.TextToken:
			b.Write(z.Text())
		default:
			if name, _ := z.TagName(); !inline[string(name)] {
				b.WriteByte(' ')
			}
		}
	}
}

// inline are the elements that do not part words.
var inline = map[string]bool{"a": true, "em": true, "strong": true, "del": true, "code": true}
