package sanitize

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/rivo/uniseg"
	"golang.org/x/text/unicode/norm"
)

// The limits of one-line values. Graphemes are what a person counts, bytes what
// is stored: one grapheme may be a family of emoji of 25 bytes.
const (
	maxNameGraphemes  = 50
	maxNameBytes      = 400
	maxTitleGraphemes = 200
	maxTitleBytes     = 512 // the statistics item of a page should stay under 1 KB
	maxNoteBytes      = 4000
)

// MaxNoteGraphemes is how long a note can be.
const MaxNoteGraphemes = 500

// Name returns a display name of 1 to 50 graphemes on one line: NFC, runs of
// white space as one space, without invisible or direction-changing characters.
// It makes no other demand: one letter, no space, any script and emoji are all
// names. Errors: ErrEmpty, ErrTooLong.
func Name(raw string) (string, error) {
	name := oneLine(raw)
	if strings.IndexFunc(name, ink) < 0 {
		return "", fmt.Errorf("name: %w", ErrEmpty)
	}
	if len(name) > maxNameBytes {
		return "", fmt.Errorf("name of %d bytes: %w", len(name), ErrTooLong)
	}
	if n := uniseg.GraphemeClusterCount(name); n > maxNameGraphemes {
		return "", fmt.Errorf("name of %d graphemes: %w", n, ErrTooLong)
	}
	return name, nil
}

// Note returns what somebody explains in passing, as plain text on one line,
// cleaned as Name cleans. It may be empty. Errors: ErrTooLong.
func Note(raw string) (string, error) {
	note := oneLine(raw)
	if len(note) > maxNoteBytes {
		return "", fmt.Errorf("note of %d bytes: %w", len(note), ErrTooLong)
	}
	if n := uniseg.GraphemeClusterCount(note); n > MaxNoteGraphemes {
		return "", fmt.Errorf("note of %d graphemes: %w", n, ErrTooLong)
	}
	return note, nil
}

// Title returns the title of a page as plain text on one line, cleaned as Name
// cleans, and cut at 200 graphemes or 512 bytes, never inside a grapheme. It may
// be empty.
func Title(raw string) string {
	return cut(oneLine(raw), maxTitleGraphemes, maxTitleBytes)
}

// Line returns any value that came with a request, such as a User-Agent, as one
// line of at most max bytes, fit for a mail header or a log: cleaned as Name
// cleans, cut between graphemes.
func Line(raw string, max int) string {
	return cut(oneLine(raw), max, max)
}

// oneLine cleans a text that belongs on a single line and is shown beside
// others: here invisible characters serve only to deceive, except where emoji
// and the scripts that need joiners are written with them.
func oneLine(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || filler(r) {
			return ' '
		}
		return r
	}, s)
	// What a joiner may stand between is judged in NFC, and without it what is
	// left may compose anew.
	s = norm.NFC.String(dropRunes(s, harmful))
	s = compose(dropRunes(s, needless))
	return strings.Join(strings.Fields(s), " ")
}

// needless reports whether r is an invisible character that does nothing here.
func needless(r, prev, next rune) bool {
	switch {
	case r == 0x200D: // zero width joiner
		return !((pictograph(prev) || prev == 0xFE0F || tag(prev)) && pictograph(next)) && !(joins(prev) && joins(next))
	case r == 0x200C: // zero width non-joiner
		return !(joins(prev) && joins(next))
	case r == 0xFE0F: // emoji presentation
		return !pictograph(prev) && next != 0x20E3 // the latter: keycaps such as 1️⃣
	case tag(r): // harmful has left only those of flags
		return false
	case unicode.Is(unicode.Co, r): // icon fonts draw badges with private characters
		return true
	}
	return invisible(r)
}

// pictograph reports whether r can be one of the pictures in an emoji sequence.
func pictograph(r rune) bool {
	return 0x1F000 <= r && r <= 0x1FAFF || // also those that Unicode will add
		unicode.In(r, unicode.So, unicode.Sm) || r == 0x203C || r == 0x2049 || r == 0x3030 // ‼ ⁉ 〰
}

// joins reports whether r belongs to a script whose letters change shape with
// their neighbours, where a joiner or non-joiner is part of the spelling.
func joins(r rune) bool {
	return r != noRune && unicode.In(r, joiningScripts...) && !invisible(r)
}

var joiningScripts = []*unicode.RangeTable{
	unicode.Arabic, unicode.Syriac, unicode.Mongolian, unicode.Nko,
	unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati, unicode.Oriya,
	unicode.Tamil, unicode.Telugu, unicode.Kannada, unicode.Malayalam, unicode.Sinhala,
	unicode.Tibetan, unicode.Myanmar, unicode.Khmer,
}

// cut returns the longest beginning of s, in whole graphemes, within both limits.
func cut(s string, maxGraphemes, maxBytes int) string {
	end, state := 0, -1
	for rest, n := s, 0; rest != "" && n < maxGraphemes; n++ {
		var cluster string
		cluster, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		if end+len(cluster) > maxBytes {
			break
		}
		end += len(cluster)
	}
	return strings.TrimRight(s[:end], " \u200c\u200d") // a joiner needs what it joins
}
