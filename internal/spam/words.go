package spam

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"kibitz/internal/sanitize"
)

// Limits of a list. It is one item of the table, and every process that takes
// comments keeps it compiled.
const (
	MaxEntries   = 5000
	MaxListBytes = 128 << 10
	maxTokens    = 8 // words of a phrase
)

// Words are a site's lists of words, compiled. It never changes.
//
// A text is cut into words, and the words run through one tree of all entries
// (a trie), so the number of entries does not count. Each word has up to three
// readings: as it is written, in lower case; folded (see sanitize.Fold); and as
// the short spelling of chats that it may be. An exact entry meets the first, a
// folded one the others.
type Words struct {
	Version int64 // of the lists, each change adds 1
	root    node
	entries int
}

type node struct {
	next    map[string]*node // by the reading of the next word
	prefix  map[string]*node // the same for a word that only begins so
	longest int              // bytes of the longest prefix
	end     *entry
}

type entry struct {
	rule    *rule
	text    string // as it was written down
	allowed bool
}

type rule struct {
	name string
	junk bool
}

// ListError says what is wrong with a list, and where.
type ListError struct {
	Line int // from 1
	What string
}

func (e *ListError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.What) }

// ParseWords compiles lists of words. Each line is an entry:
//
//	[name]         begins a rule, under which the entries below it stand
//	[name] spam    the same; what its entries meet goes to the spam queue
//	word           this word, in capitals or not, with just these diacritics
//	two words      this phrase
//	begin*         every word that begins so
//	~word          however it is spelled: without diacritics, with digits, stretched, spaced out
//	!word          is no match, whatever else it is part of
//	# words        a remark
//
// A folded entry only ever holds: it meets too many innocent words for more.
// Errors are of type *ListError.
func ParseWords(text string, version int64) (*Words, error) {
	w := &Words{Version: version}
	if len(text) > MaxListBytes {
		return nil, &ListError{1, fmt.Sprintf("the lists have %d bytes; up to %d are possible", len(text), MaxListBytes)}
	}
	current := &rule{name: "words"}
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSpace(norm.NFC.String(line))
		if line == "" || line[0] == '#' {
			continue
		}
		if line[0] == '[' {
			name, action, ok := strings.Cut(line[1:], "]")
			name, action = strings.TrimSpace(name), strings.TrimSpace(action)
			if !ok || name == "" || utf8.RuneCountInString(name) > 50 || action != "" && action != "spam" {
				return nil, &ListError{n, "a rule begins with [its name], or [its name] spam"}
			}
			current = &rule{name: name, junk: action == "spam"}
			continue
		}
		if err := w.add(line, current); err != "" {
			return nil, &ListError{n, err}
		}
	}
	return w, nil
}

// Entries is how many entries there are.
func (w *Words) Entries() int { return w.entries }

// add takes one entry; it returns what is wrong with it.
func (w *Words) add(line string, r *rule) string {
	if w.entries++; w.entries > MaxEntries {
		return fmt.Sprintf("more than %d entries", MaxEntries)
	}
	e := &entry{rule: r, text: line}
	folded := false
	body := line
	switch body[0] {
	case '!':
		e.allowed, body = true, body[1:]
	case '~':
		folded, body = true, body[1:]
	}
	body, prefix := strings.CutSuffix(strings.TrimSpace(body), "*")
	tokens := tokensOf(body)
	switch {
	case strings.Contains(body, "*"):
		return "a * stands at the end alone"
	case len(tokens) == 0:
		return "an entry has letters or digits"
	case len(tokens) > maxTokens:
		return fmt.Sprintf("a phrase has up to %d words", maxTokens)
	case folded && len(tokens) == 1 && len(foldToken(tokens[0].text)) < 2:
		return "one letter, however it is spelled, is everywhere"
	}
	at := &w.root
	for i, t := range tokens {
		key := exactKey(t.text)
		if folded {
			key = foldedKey(t.text)
		}
		last := i == len(tokens)-1
		if last && prefix {
			at.longest = max(at.longest, len(key))
			at = child(&at.prefix, key)
			break
		}
		at = child(&at.next, key)
	}
	if at.end == nil || e.allowed {
		at.end = e
	}
	return ""
}

func child(m *map[string]*node, key string) *node {
	if *m == nil {
		*m = map[string]*node{}
	}
	n := (*m)[key]
	if n == nil {
		n = &node{}
		(*m)[key] = n
	}
	return n
}

// Keys of exact and of folded readings are kept apart by their first byte.
func exactKey(s string) string  { return "=" + strings.ToLower(s) }
func foldedKey(s string) string { return "~" + foldToken(s) }

func foldToken(s string) string { return strings.ReplaceAll(sanitize.Fold(s), " ", "") }

// token is a word of a text and where it stands, in bytes.
type token struct {
	text       string
	start, end int
}

// tokensOf cuts a text at what is neither letter, mark, digit, nor invisible.
func tokensOf(s string) []token {
	var out []token
	start := -1
	for i, r := range s {
		if wordRune(r) {
			if start < 0 {
				start = i
			}
			continue
		}
		if start >= 0 {
			out, start = append(out, token{s[start:i], start, i}), -1
		}
	}
	if start >= 0 {
		out = append(out, token{s[start:], start, len(s)})
	}
	return out
}

func wordRune(r rune) bool {
	return unicode.In(r, unicode.L, unicode.M, unicode.N) || unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point) || r == '@' || r == '$'
}

// short are spellings of chats and what they stand for, folded. They are read as
// alternatives: nothing that somebody wrote is changed by them.
var short = map[string]string{
	"ko": "khong", "hok": "khong", "k": "khong", "dc": "duoc", "dk": "duoc", "vs": "voi", "ck": "chong", "vk": "vo",
	"bik": "biet", "bit": "biet", "nt": "nhantin", "ib": "inbox", "mk": "minh", "ns": "noi", "ng": "nguoi", "trc": "truoc",
}

// sounds are beginnings of syllables that chats write shorter, folded.
var sounds = []struct{ written, means string }{{"f", "ph"}, {"j", "gi"}, {"z", "d"}, {"w", "qu"}}

// readings returns the keys under which a word may stand in the tree.
func readings(word string) []string {
	folded := foldToken(strings.NewReplacer("@", "a", "$", "s").Replace(word))
	keys := []string{exactKey(word), "~" + folded}
	if means, ok := short[folded]; ok {
		keys = append(keys, "~"+means)
	}
	for _, s := range sounds {
		if rest, ok := strings.CutPrefix(folded, s.written); ok && rest != "" {
			keys = append(keys, "~"+s.means+rest)
		}
	}
	return keys
}

// Match is what an entry found.
type Match struct {
	Rule       string
	Entry      string // as it was written down
	Start, End int    // in bytes of the text
	junk       bool
	allowed    bool
}

// Find returns what the lists meet in a text, from its beginning; what an
// allowed word covers is not among it.
func (w *Words) Find(text string) []Match {
	tokens := spelled(tokensOf(text))
	keys := make([][]string, len(tokens))
	known := map[string][]string{} // people repeat their words, and folding is what costs
	for i, t := range tokens {
		if keys[i] = known[t.text]; keys[i] == nil {
			keys[i] = readings(t.text)
			known[t.text] = keys[i]
		}
	}
	var found []Match
	for i := range tokens {
		w.walk(&w.root, tokens, keys, i, i, &found)
	}
	return slices.DeleteFunc(found, func(m Match) bool {
		return m.allowed || slices.ContainsFunc(found, func(a Match) bool {
			return a.allowed && a.Start <= m.Start && m.End <= a.End
		})
	})
}

// walk follows the words from i on; first is where the match begins.
func (w *Words) walk(n *node, tokens []token, keys [][]string, first, i int, found *[]Match) {
	if i == len(tokens) {
		return
	}
	step := func(to *node) {
		if to.end != nil {
			e := to.end
			*found = append(*found, Match{
				Rule: e.rule.name, Entry: e.text, Start: tokens[first].start, End: tokens[i].end,
				junk: e.rule.junk && !strings.HasPrefix(e.text, "~"), allowed: e.allowed,
			})
		}
		if to.next != nil || to.prefix != nil {
			w.walk(to, tokens, keys, first, i+1, found)
		}
	}
	for _, key := range keys[i] {
		if to := n.next[key]; to != nil {
			step(to)
		}
		if n.prefix == nil {
			continue
		}
		for end := min(len(key), n.longest); end > 1; end-- {
			if to := n.prefix[key[:end]]; to != nil {
				step(to)
			}
		}
	}
}

// spelled puts words that are spelled letter by letter ("n g u", "n.g.u") behind
// one another into one.
func spelled(tokens []token) []token {
	out := make([]token, 0, len(tokens))
	for i := 0; i < len(tokens); {
		j := i
		for j < len(tokens) && utf8.RuneCountInString(tokens[j].text) == 1 && (j == i || tokens[j].start-tokens[j-1].end <= 3) {
			j++
		}
		if j-i < 3 {
			out = append(out, tokens[i])
			i++
			continue
		}
		var joined strings.Builder
		for _, t := range tokens[i:j] {
			joined.WriteString(t.text)
		}
		out = append(out, token{joined.String(), tokens[i].start, tokens[j-1].end})
		i = j
	}
	return out
}

// check is the trace's line of the words.
func (w *Words) check(text string) Check {
	c := Check{Name: "words", Version: 1, Result: Pass}
	found := w.Find(text)
	if len(found) == 0 {
		return c
	}
	c.Result = Hold
	var rules []string
	for _, m := range found {
		if m.junk {
			c.Result = Junk
		}
		if !slices.Contains(rules, m.Rule) {
			rules = append(rules, m.Rule)
		}
		if word := text[m.Start:m.End]; len(c.Matched) < maxMatched && !slices.Contains(c.Matched, word) {
			c.Matched = append(c.Matched, word)
		}
	}
	c.Reason = fmt.Sprintf("words of the rule %s, lists of version %d", strings.Join(rules, ", "), w.Version)
	return c
}
