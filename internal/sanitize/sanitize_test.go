package sanitize

import (
	"errors"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"kibitz/internal/testkit"
)

// verify renders a source in both formats and checks all that must hold for any
// input whatever. It returns what Markdown made of it.
func verify(t testing.TB, source string) Rendered {
	t.Helper()
	verifyFormat(t, source, Plain)
	return verifyFormat(t, source, Markdown)
}

func verifyFormat(t testing.TB, source string, f Format) Rendered {
	t.Helper()
	r, err := Body(source, f)
	if err != nil {
		if r != (Rendered{}) {
			t.Errorf("Body(%q, %s) returned a value with its error", source, f)
		}
		if !errors.Is(err, ErrEmpty) && !errors.Is(err, ErrTooLong) && !errors.Is(err, ErrTooComplex) {
			t.Errorf("Body(%q, %s): %v", source, f, err)
		}
		return r
	}
	if err := testkit.CheckHTML(r.HTML); err != nil {
		t.Errorf("Body(%q, %s) = %q: %v", source, f, r.HTML, err)
	}
	if again := policy.Sanitize(r.HTML); again != r.HTML {
		t.Errorf("Body(%q, %s) = %q, which the policy makes %q", source, f, r.HTML, again)
	}
	if raw := unfiltered(t, r.Source, f); raw != r.HTML {
		t.Errorf("Body(%q, %s): the renderer wrote %q, the policy let through %q", source, f, raw, r.HTML)
	}
	if again, err := Body(r.Source, f); err != nil || again != r {
		t.Errorf("Body(%q, %s) = %+v, and of that source %+v (%v)", source, f, r, again, err)
	}
	if len(r.HTML) > MaxHTMLBytes || len(r.Source) > MaxBodyBytes {
		t.Errorf("Body(%q, %s): %d bytes from %d", source, f, len(r.HTML), len(r.Source))
	}
	for _, s := range []string{r.Source, r.HTML} {
		if !utf8.ValidString(s) {
			t.Errorf("Body(%q, %s) gave invalid UTF-8 %q", source, f, s)
		}
		if i := strings.IndexFunc(s, neverShown); i >= 0 {
			t.Errorf("Body(%q, %s) kept a harmful character: %q", source, f, s[i:])
		}
	}
	if !norm.NFC.IsNormalString(r.Source) {
		t.Errorf("Body(%q, %s): source %q is not in NFC", source, f, r.Source)
	}
	return r
}

// unfiltered returns what the renderers write, before the policy.
func unfiltered(t testing.TB, source string, f Format) string {
	t.Helper()
	var w htmlWriter
	if f == Plain {
		renderPlain(&w, source)
	} else if err := renderMarkdown(&w, source); err != nil {
		t.Fatalf("render %q: %v", source, err)
	}
	return w.b.String()
}

// neverShown restates, with other words than the code, which characters may
// leave this package in no value at all.
func neverShown(r rune) bool {
	return r < ' ' && r != '\n' && r != '\t' || 0x7F <= r && r < 0xA0 ||
		r == 0x061C || r == 0x200E || r == 0x200F || 0x202A <= r && r <= 0x202E || 0x2066 <= r && r <= 0x2069 ||
		r == 0xFEFF || r == 0xFFFE || r == 0xFFFF || r == 0x2028 || r == 0x2029
}

func TestBodyRefuses(t *testing.T) {
	tests := []struct {
		name   string
		source string
		format Format
		want   error
	}{
		{"nothing", "", Markdown, ErrEmpty},
		{"white space", " \n\t\u00a0\u3000 \r\n", Markdown, ErrEmpty},
		{"only invisible characters", "\u200b\u200d\ufe0f\u2060\u00ad\u3164\u2800\u202e\ufeff", Plain, ErrEmpty},
		{"only marks", "\u0301\u0323", Plain, ErrEmpty},
		{"markup without content", "[]()\n\n> \n\n#\n\n- ", Markdown, ErrEmpty},
		{"an empty code block", "```\n\n```", Markdown, ErrEmpty},
		{"an invisible image", "![](javascript:x)", Markdown, ErrEmpty},
		{"a byte too long", strings.Repeat("ạ", MaxBodyBytes/3) + "abc", Markdown, ErrTooLong},
		{"a byte too long before cleaning", "a" + strings.Repeat(" ", MaxBodyBytes), Markdown, ErrTooLong},
		{"too long once invalid bytes are replaced", strings.Repeat("a\xff", MaxBodyBytes/2), Markdown, ErrTooLong},
		{"too long in NFC", strings.Repeat("\u0958", MaxBodyBytes/3), Markdown, ErrTooLong},
		{"a grapheme too many", strings.Repeat("x", MaxBodyGraphemes+1), Plain, ErrTooLong},
		{"17 quotes", strings.Repeat("> ", 17) + "x", Markdown, ErrTooComplex},
		{"17 lists on one line", strings.Repeat("- ", 17) + "x", Markdown, ErrTooComplex},
		{"17 lists and quotes in turn", strings.Repeat("> 1. ", 8) + "> x", Markdown, ErrTooComplex},
		{"17 lists by indentation", indented(17), Markdown, ErrTooComplex},
		{"more brackets than a person types", strings.Repeat("[a] ", maxBrackets+1), Markdown, ErrTooComplex},
		{"more HTML than is stored", strings.Repeat("www.a.vn ", 500), Plain, ErrTooComplex},
		{"no such format", "x", "html", ErrInvalid},
		{"no format", "x", "", ErrInvalid},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if r, err := Body(tt.source, tt.format); !errors.Is(err, tt.want) {
				t.Errorf("Body = %.200q, %v, want %v", r.HTML, err, tt.want)
			}
		})
	}
}

// indented returns a list of depth levels, one a line.
func indented(depth int) string {
	var b strings.Builder
	for i := range depth {
		b.WriteString(strings.Repeat("  ", i) + "- x\n")
	}
	return b.String()
}

func TestBodyAcceptsTheLimits(t *testing.T) {
	for name, source := range map[string]string{
		"bytes":     strings.Repeat("ạ", (MaxBodyBytes-2)/3) + "ab",
		"graphemes": strings.Repeat("x", MaxBodyGraphemes),
		"quotes":    strings.Repeat("> ", maxNesting) + "x",
		"lists":     indented(maxNesting),
		"brackets":  strings.Repeat("[a] ", maxBrackets),
	} {
		if r := verifyFormat(t, source, Markdown); r.HTML == "" {
			t.Errorf("%s: refused at the limit", name)
		}
	}
	source := strings.Repeat("> ", 40) + "[" + strings.Repeat("]", 400)
	if r := verifyFormat(t, source, Plain); r.HTML == "" {
		t.Error("plain text has no nesting to refuse")
	}
	code := "```\n" + strings.Repeat("a[i]", 400) + "\n```"
	if r := verifyFormat(t, code, Markdown); r.HTML == "" {
		t.Error("brackets in code were counted")
	}
}

func TestSourceIsCleaned(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"line ends", "a\r\nb\rc\u0085d\u2028e\u2029f", "a\nb\nc\nd\ne\nf"},
		{"controls", "a\x00b\x07c\x1bd\x7fe\u009bf\vg\fh", "abcdefgh"},
		{"tab stays", "a\tb", "a\tb"},
		{"invalid UTF-8", "a\xffb\xc3\x28c\xed\xa0\x80", "a\ufffdb\ufffd(c\ufffd"},
		{"bidi controls", "\u202eabc\u202c \u2066x\u2069 \u200ey\u200f \u061cz", "abc x y z"},
		{"byte order mark", "\ufeffabc", "abc"},
		{"noncharacters", "a\ufffeb\uffffc\U0001fffed\ufdd0e", "abcde"},
		{"deprecated and annotating formats", "a\u206ab\ufff9c\U000e0001d", "abcd"},
		{"NFC", "Tie\u0302\u0301ng Vie\u0323\u0302t, \u0111a\u0302\u0301t", "Tiếng Việt, đất"},
		{"not NFKC", "½ ﬁ ① x²", "½ ﬁ ① x²"},
		{"zalgo", "e" + strings.Repeat("\u0323", 50) + "x", "ẹ" + strings.Repeat("\u0323", 8) + "x"},
		{"zalgo through joiners", "e" + strings.Repeat("\u0489\u200d", 12) + "x", "e" + strings.Repeat("\u0489\u200d", 8) + "x"},
		{"zalgo that NFC doubles", "a" + strings.Repeat("\u0344", 8), "ä\u0301" + strings.Repeat("\u0308\u0301", 3) + "\u0308"},
		{"emoji", "👩‍👩‍👧‍👦 ❤️ 1️⃣ 🏴󠁧󠁢󠁷󠁬󠁳󠁿 👍🏽", "👩‍👩‍👧‍👦 ❤️ 1️⃣ 🏴󠁧󠁢󠁷󠁬󠁳󠁿 👍🏽"},
		{"joiners of scripts", "می‌خواهم क्‍ष", "می‌خواهم क्‍ष"},
		{"tag characters outside flags", "ok\U000e0069\U000e0067\U000e006e\U000e006f\U000e0072\U000e0065", "ok"},
		{"blank lines around", "\n \n\t\n  a\n\n", "  a"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := verifyFormat(t, tt.in, Plain)
			if r.Source != tt.want {
				t.Errorf("source of %+q = %+q, want %+q", tt.in, r.Source, tt.want)
			}
		})
	}
}

// Markup must not hide a tower of marks from the cap: the tag between two marks
// is nothing to the eye.
func TestMarksAreCappedAcrossElements(t *testing.T) {
	r := verifyFormat(t, "e"+strings.Repeat("*"+strings.Repeat("\u0301", 8)+"*", 40), Markdown)
	longest, run := 0, 0
	inTag := false
	for _, c := range r.HTML {
		switch {
		case c == '<':
			inTag = true
		case c == '>':
			inTag = false
		case inTag:
		case unicode.Is(unicode.M, c):
			run++
			longest = max(longest, run)
		default:
			run = 0
		}
	}
	if longest > maxMarks {
		t.Errorf("%d marks on one base in %q", longest, r.HTML)
	}
}
