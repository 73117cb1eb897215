package spam

import (
	"fmt"
	"strings"
	"sync"
	"unicode"
)

// The bounds of otherScripts: a name or a quoted word is less, and so is a
// formula with Greek letters.
const (
	otherFew    = 4  // letters of other scripts that are always fine
	otherTenths = 3  // of ten letters from which a text is in other scripts
	otherMany   = 40 // and as many letters, however long the text
)

var scripts = sync.OnceValue(func() map[string]*unicode.RangeTable {
	m := make(map[string]*unicode.RangeTable, len(unicode.Scripts))
	for name, table := range unicode.Scripts {
		m[strings.ToLower(name)] = table
	}
	return m
})

// KnownScript reports whether name is what Unicode calls a script, in lower
// case: latin, han, cyrillic.
func KnownScript(name string) bool { return scripts()[name] != nil }

// otherScripts finds text in scripts that are not the site's. What belongs to
// several, such as digits and marks, belongs to all.
func otherScripts(t Text) (string, []string) {
	if len(t.rules.Scripts) == 0 {
		return "", nil
	}
	tables := []*unicode.RangeTable{unicode.Common, unicode.Inherited}
	for _, name := range t.rules.Scripts {
		if table := scripts()[name]; table != nil {
			tables = append(tables, table)
		}
	}
	letters, others := 0, 0
	var found []string
	for _, word := range strings.FieldsFunc(t.Source, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.Is(unicode.M, r) }) {
		before := others
		for _, r := range word {
			if !unicode.IsLetter(r) {
				continue
			}
			if letters++; !unicode.In(r, tables...) {
				others++
			}
		}
		if others > before {
			found = append(found, word)
		}
	}
	if others <= otherFew || others < otherMany && others*10 < letters*otherTenths {
		return "", nil
	}
	return fmt.Sprintf("%d of %d letters are of other scripts than %s", others, letters, strings.Join(t.rules.Scripts, ", ")), found
}
