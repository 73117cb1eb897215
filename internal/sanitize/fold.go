package sanitize

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Fold returns the key under which texts count as the same: for finding a
// repeated comment, a blocked word or a name that looks like another. It is
// never shown and never stored as text.
//
// Two texts have one key when they differ only in case, width and style of
// letters (NFKC), diacritics (also đ), the place of a tone mark (hoà, hòa),
// invisible characters, look-alike letters of other scripts, digits used as
// letters (v1agra; numbers stay), repeated letters (nguuu) and white space.
// Punctuation is kept, for callers that care about what parts two words.
//
// The key is much coarser than a language: đồ and do, lồn and lon share one. A
// match is a reason to look closer, not a verdict.
func Fold(s string) string {
	s = strings.Map(replaceLookalike, norm.NFKC.String(strings.ToValidUTF8(s, "\uFFFD")))
	s = norm.NFKD.String(strings.ToLower(s))
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.Is(unicode.M, r), invisible(r):
			return -1
		}
		return replaceLookalike(r)
	}, s)
	words := strings.Fields(norm.NFC.String(s))
	for i, word := range words {
		words[i] = foldWord(word)
	}
	return strings.Join(words, " ")
}

// foldWord reads digits as the letters they stand for, in a word that has
// letters too, and squeezes runs of one letter.
func foldWord(word string) string {
	leet := strings.IndexFunc(word, unicode.IsLetter) >= 0
	var b strings.Builder
	prev := noRune
	for _, r := range word {
		if leet && '0' <= r && r <= '9' {
			r = leetDigits[r-'0']
		}
		if r == prev && unicode.IsLetter(r) {
			continue
		}
		b.WriteRune(r)
		prev = r
	}
	return b.String()
}

// leetDigits are the letters that digits stand for; 2, 6, 8 and 9 have no usual one.
var leetDigits = [10]rune{'o', 'i', '2', 'e', 'a', 's', '6', 't', '8', '9'}

func replaceLookalike(r rune) rune {
	if to, ok := lookalikes[r]; ok {
		return to
	}
	return r
}
