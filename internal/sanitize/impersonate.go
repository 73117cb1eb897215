package sanitize

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// staff are the words by which readers recognise who speaks for the site. Only a
// badge may say so, which no name can draw.
var staff = skeletons([]string{
	"admin", "administrator", "moderator", "mod", "staff", "editor", "webmaster",
	"quản trị", "quản trị viên", "ban quản trị", "điều hành viên", "ban điều hành", "kiểm duyệt viên",
	"tòa soạn", "ban biên tập", "biên tập viên",
})

// Impersonates reports whether a display name poses as the staff: as one of the
// built-in words for it or one of reserved, such as the name of the site. A
// name poses when it is such a word for the eye (look-alike letters, digits,
// separators, diacritics), or contains it as whole words.
//
// Within a longer name, a name that is written with diacritics is compared with
// them: "Trần Quan Trí" is a person and not "quản trị".
func Impersonates(name string, reserved []string) bool {
	n := newSkeleton(name)
	return slices.ContainsFunc(staff, n.poses) || slices.ContainsFunc(skeletons(reserved), n.poses)
}

// skeleton is a name as the eye takes it in.
type skeleton struct {
	solid string // letters and digits only
	words string // the same, with a space before and after each word
	exact string // the words with their diacritics
	plain bool   // there are no diacritics
}

func newSkeleton(name string) skeleton {
	marked := strings.Map(replaceLookalike, norm.NFKD.String(strings.ToLower(name)))
	words := spaced(confuse.Replace(Fold(symbols.Replace(name))))
	return skeleton{
		solid: strings.ReplaceAll(words, " ", ""),
		words: words,
		exact: spaced(norm.NFC.String(strings.Map(dropInvisible, marked))),
		plain: !strings.ContainsFunc(marked, func(r rune) bool { return unicode.Is(unicode.Mn, r) }),
	}
}

func skeletons(names []string) []skeleton {
	all := make([]skeleton, len(names))
	for i, name := range names {
		all[i] = newSkeleton(name)
	}
	return all
}

// poses reports whether n looks like word, or contains it.
func (n skeleton) poses(word skeleton) bool {
	switch {
	case word.solid == "":
		return false
	case n.solid == word.solid && (len(word.solid) > shortWord || n.spelled()):
		return true
	case strings.Contains(n.exact, word.exact):
		return true
	}
	// A word without diacritics has none by which to tell it from another.
	return (n.plain || word.plain) && strings.Contains(n.words, word.words)
}

// shortWord is the length of a word that the initials and syllables of an
// innocent name make up too easily: "Mơ Đ." is not a mod.
const shortWord = 4

// spelled reports whether all words of n are single letters: "m.o.d".
func (n skeleton) spelled() bool {
	return utf8.RuneCountInString(n.words) == 2*utf8.RuneCountInString(n.solid)+1
}

// Signs that stand for letters in names, but not in other texts.
var symbols = strings.NewReplacer("@", "a", "$", "s", "€", "e", "|", "i", "1", "i", "0", "o")

// Letters that are hard to tell apart in print. Both sides of a comparison pass
// through it.
var confuse = strings.NewReplacer("rn", "m", "l", "i")

// spaced returns the runs of letters and digits of s, each between two spaces.
func spaced(s string) string {
	words := strings.FieldsFunc(s, func(r rune) bool {
		return !unicode.In(r, unicode.L, unicode.M, unicode.N)
	})
	return " " + strings.Join(words, " ") + " "
}
