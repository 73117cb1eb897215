package sanitize

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxMarks bounds the combining marks on one base character. Vietnamese needs
// two, Hebrew with cantillation four; towers of them ("zalgo") paint over the
// neighbouring comments.
const maxMarks = 8

// cleanBody makes the text of a comment storable: valid UTF-8 in NFC with \n as
// the only line end, without controls and other characters that act on their
// surroundings instead of being shown. Zero-width joiners and variation
// selectors stay, because emoji and many scripts are written with them.
// Cleaning a cleaned text changes nothing.
func cleanBody(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = lineEnds.Replace(s)
	s = compose(dropRunes(s, harmful))
	s = strings.TrimRightFunc(s, unicode.IsSpace)
	// Blank lines go, the indentation of the first line stays: it may be code.
	for {
		line, rest, found := strings.Cut(s, "\n")
		if !found || strings.TrimSpace(line) != "" {
			return s
		}
		s = rest
	}
}

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n")

// compose brings a text into NFC and caps its combining marks. Capping comes
// second: NFC decomposes some marks into two, and it inserts U+034F into very
// long runs of them.
func compose(s string) string {
	var marks markCounter
	return dropRunes(norm.NFC.String(s), func(r, _, _ rune) bool { return !marks.keep(r) })
}

// markCounter counts the marks since the last base character.
type markCounter int

// keep reports whether r still fits on its base.
func (m *markCounter) keep(r rune) bool {
	switch {
	case r < 0x300: // no marks below, and most text is here
		*m = 0
	case unicode.Is(unicode.M, r):
		*m++
	case unicode.Is(unicode.Cf, r): // a joiner is no new base
	default:
		*m = 0
	}
	return *m <= maxMarks
}

// noRune stands for the neighbour of the first and of the last rune.
const noRune rune = -1

// dropRunes removes the runes for which drop is true. It passes each rune with
// the one kept before it and the one that follows in the text.
func dropRunes(s string, drop func(r, prev, next rune) bool) string {
	var b strings.Builder
	b.Grow(len(s))
	prev := noRune
	for i, r := range s {
		next := noRune
		if j := i + utf8.RuneLen(r); j < len(s) {
			next, _ = utf8.DecodeRuneInString(s[j:])
		}
		if drop(r, prev, next) {
			continue
		}
		b.WriteRune(r)
		prev = r
	}
	return b.String()
}

// harmful reports whether r has no place in any text: it is a control, changes
// the direction of what follows, or hides a message from the human eye.
func harmful(r, prev, _ rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return false
	case unicode.Is(unicode.Cc, r), bidi(r):
		return true
	case r == 0xFEFF, // byte order mark
		0x206A <= r && r <= 0x206F,       // deprecated shaping controls
		0xFFF9 <= r && r <= 0xFFFB,       // interlinear annotation
		0xFDD0 <= r && r <= 0xFDEF,       // noncharacters
		r&0xFFFE == 0xFFFE, r == 0xE0001: // noncharacters of each plane, language tag
		return true
	}
	return tag(r) && prev != blackFlag && !tag(prev)
}

// bidi reports whether r is one of Unicode's explicit direction controls
// (property Bidi_Control).
func bidi(r rune) bool { return unicode.Is(unicode.Bidi_Control, r) }

// blackFlag begins the flags of England, Scotland and Wales, which spell their
// region in tag characters: the only use for those. Elsewhere they are
// invisible letters.
const blackFlag = '\U0001F3F4'

func tag(r rune) bool { return 0xE0020 <= r && r <= 0xE007F }

// ink reports whether a reader sees something of r by itself: no white space, no
// format character, no filler, no mark without its base.
func ink(r rune) bool {
	return !unicode.IsSpace(r) && !unicode.Is(unicode.M, r) && !invisible(r)
}

// invisible reports whether r is a control, a format character or a filler.
func invisible(r rune) bool {
	return filler(r) ||
		unicode.In(r, unicode.Cc, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// filler reports whether r is a character that is drawn as an empty space
// though Unicode does not call it one.
func filler(r rune) bool {
	switch r {
	case 0x115F, 0x1160, 0x3164, 0xFFA0, // Hangul fillers
		0x2800: // braille pattern blank
		return true
	}
	return false
}
