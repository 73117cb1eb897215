package spam

import (
	"strings"
	"unicode"

	"kibitz/internal/sanitize"
)

// sameLetters is how long a text must be for another like it to be no
// coincidence: many thank, congratulate and agree in the same words.
const sameLetters = 40

// Key is what two texts have in common that differ in spelling alone, see
// sanitize.Fold, and in what is no letter and no digit; "" for a text so short
// that readers write it independently.
func (t Text) Key() string {
	key := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, sanitize.Fold(t.Source))
	if len([]rune(key)) < sameLetters {
		return ""
	}
	return key
}
