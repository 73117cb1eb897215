package sanitize

import (
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rivo/uniseg"

	"kibitz/internal/testkit"
)

// Every string of the corpora goes through every function of the package.
func TestCorpora(t *testing.T) {
	for _, file := range testkit.CorporaFiles(t, "xss", "sanitizers", "markdown", "unicode", "attack") {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			for _, s := range testkit.Strings(t, file) {
				verify(t, s)
				verifyLines(t, s)
				verifyLink(t, s)
				verifyEmail(t, s)
				verifyFold(t, s)
				if filepath.Dir(file) == "attack" {
					verify(t, "[x]("+s+") <"+s+"> !["+s+"](https://x.vn/"+s+")")
				}
			}
		})
	}
}

func TestCorporaEventHandlers(t *testing.T) {
	tags := []string{"p", "br", "em", "strong", "del", "blockquote", "ul", "ol", "li", "code", "pre", "a href=https://x.vn"}
	for _, name := range testkit.Strings(t, "xss/event-handler-attributes.json") {
		for _, tag := range tags {
			s := "<" + tag + " " + name + "=alert(1)>x"
			verify(t, s)
			if got := policy.Sanitize(s); strings.Contains(got, "alert") {
				t.Errorf("policy on %q = %q", s, got)
			}
		}
	}
}

func TestCorporaEmoji(t *testing.T) {
	for _, s := range testkit.Strings(t, "unicode/emoji-zwj.json") {
		if name, err := Name("A " + s + " B"); err != nil || name != "A "+s+" B" {
			t.Errorf("Name(%+q) = %+q, %v", s, name, err)
		}
		if r := verify(t, s); r.Source != s || r.HTML != "<p>"+s+"</p>\n" {
			t.Errorf("Body(%+q) = %+v", s, r)
		}
	}
}

func TestCorporaNormalization(t *testing.T) {
	for _, e := range testkit.Entries(t, "unicode/normalization-latin-vietnamese.json") {
		// The rows also hold strings with more marks than are kept.
		if uniseg.GraphemeClusterCount(e.Payload) == 0 || len([]rune(e.NFC)) > maxMarks {
			continue
		}
		if got, want := cleanBody("a "+e.Payload+" b"), "a "+e.NFC+" b"; got != want {
			t.Errorf("%+q cleaned is %+q, want %+q", e.Payload, got, want)
		}
	}
}

func TestCorporaVietnamese(t *testing.T) {
	for _, e := range testkit.Entries(t, "unicode/vietnamese-decomposed.json") {
		if r, err := Body(e.Payload, Plain); err != nil || r.Source != e.Name {
			t.Errorf("Body(%+q) = %+q, %v, want %+q", e.Payload, r.Source, err, e.Name)
		}
		if name, err := Name(e.Payload); err != nil || name != e.Name {
			t.Errorf("Name(%+q) = %+q, %v, want %+q", e.Payload, name, err, e.Name)
		}
		key := Fold(e.Name)
		if Fold(e.Payload) != key {
			t.Errorf("Fold(%+q) = %q, Fold(%+q) = %q", e.Payload, Fold(e.Payload), e.Name, key)
		}
		for i := range len(key) {
			if key[i] >= 0x80 {
				t.Errorf("Fold(%q) = %q", e.Name, key)
				break
			}
		}
	}
}

// A cut falls between grapheme clusters, wherever the limit is.
func TestCorporaGraphemes(t *testing.T) {
	for _, e := range testkit.Entries(t, "unicode/grapheme-breaks.json") {
		want, err := strconv.Atoi(e.Name)
		if err != nil || uniseg.GraphemeClusterCount(e.Payload) != want {
			t.Errorf("%+q has %d graphemes, want %s", e.Payload, uniseg.GraphemeClusterCount(e.Payload), e.Name)
		}
		var ends []int
		for g := uniseg.NewGraphemes(e.Payload); g.Next(); {
			_, end := g.Positions()
			ends = append(ends, end)
		}
		for max := range len(e.Payload) {
			whole := 0
			for _, end := range ends {
				if end <= max {
					whole = end
				}
			}
			want := strings.TrimRight(e.Payload[:whole], " \u200c\u200d")
			if got := cut(e.Payload, 200, max); got != want {
				t.Errorf("cut(%+q, %d) = %+q, want %+q", e.Payload, max, got, want)
			}
		}
	}
}
