package spam

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"kibitz/internal/sanitize"
)

// sign is a check for one mark of a comment that a moderator should see. look
// returns why, "" for no reason, and what it found.
type sign struct {
	name    string
	version int
	always  bool // runs whatever the site says of signs: it does nothing unless the site has listed something
	look    func(Text) (reason string, matched []string)
}

var signs = []sign{
	{"blocked", 1, true, blocked},
	{"scripts", 1, true, otherScripts},
	{"links", 1, false, links},
	{"contact", 1, false, contact},
	{"shouting", 1, false, shouting},
	{"repetition", 1, false, repetition},
	{"disguise", 1, false, disguise},
}

func (s sign) check(t Text) Check {
	c := Check{Name: s.name, Version: s.version, Result: Pass}
	if reason, matched := s.look(t); reason != "" {
		c.Result, c.Reason, c.Matched = Hold, reason, matched[:min(len(matched), maxMatched)]
	}
	return c
}

// blocked finds hosts that the site does not want, in links and in words.
func blocked(t Text) (string, []string) {
	if len(t.rules.Blocked) == 0 {
		return "", nil
	}
	var found []string
	for _, host := range named(t) {
		if within(host, t.rules.Blocked) {
			found = append(found, host)
		}
	}
	if found == nil {
		return "", nil
	}
	return "names a blocked address", found
}

// shorteners hide where a link leads. Public services of the larger kind; the
// list is short because one that is missing only costs a look.
var shorteners = []string{
	"bit.ly", "bom.so", "buff.ly", "by.com.vn", "cutt.ly", "goo.gl", "is.gd", "lnkd.in", "ow.ly", "rb.gy",
	"rebrand.ly", "s.id", "shorturl.at", "t.co", "t.ly", "tiny.cc", "tinyurl.com", "v.gd",
}

// links finds more links than the site allows, and such as hide their aim.
func links(t Text) (string, []string) {
	var short, counted []string
	for _, host := range named(t) {
		if within(host, shorteners) {
			short = append(short, host)
		}
	}
	for _, host := range t.Hosts {
		if !within(host, t.rules.Trusted) {
			counted = append(counted, host)
		}
	}
	switch {
	case short != nil:
		return "shortened links hide where they lead", short
	case len(counted) > t.rules.MaxLinks:
		return fmt.Sprintf("%d links; up to %d are published at once", len(counted), t.rules.MaxLinks), counted
	}
	return "", nil
}

// hostWord is a word that reads as an address without https://.
var hostWord = regexp.MustCompile(`(?i)\b(?:[a-z0-9](?:[a-z0-9-]{0,62})\.){1,4}[a-z]{2,18}\b`)

// named returns the hosts of the links and of what reads as an address.
func named(t Text) []string {
	hosts := slices.Clone(t.Hosts)
	for _, word := range hostWord.FindAllString(t.Source, 50) {
		if host := strings.TrimPrefix(strings.ToLower(word), "www."); !slices.Contains(hosts, host) {
			hosts = append(hosts, host)
		}
	}
	return hosts
}

// Numbers that somebody may be called under: Vietnamese ones of ten digits with
// 0, or with +84, and international ones. What parts the digits are single
// spaces, dots, hyphens and brackets.
var (
	phone = regexp.MustCompile(`(?:\+|\b00|\b)(?:84[ .-]?\(?[1-9]|\(?0[1-9])(?:[ .()-]?\d){8}\b|\+[1-9](?:[ .()-]?\d){8,13}\b`)
	chat  = regexp.MustCompile(`(?i)\b(?:zalo|telegram|whatsapp|viber|wechat|kakaotalk)\b\W{0,3}(?:\p{L}+\W{1,2}){0,2}[@+]?\w*\d\w*|\b(?:t\.me|zalo\.me|wa\.me)/\S+|\btelegram\W{0,3}@\w{4,}`)
)

// phoneDigits is fewer than any number that phone finds has, and chats are what
// all that chat finds has in it.
const phoneDigits = 9

var chats = []string{"zalo", "telegram", "whatsapp", "viber", "wechat", "kakaotalk", "t.me", "wa.me"}

// digitOnly keeps digits, each as a 0.
func digitOnly(r rune) rune {
	if '0' <= r && r <= '9' {
		return '0'
	}
	return -1
}

// contact finds telephone numbers and ways to chat.
func contact(t Text) (string, []string) {
	text := narrow(t.Source)
	var found []string // most texts have neither, and the expressions are dear
	if len(strings.Map(digitOnly, text)) >= phoneDigits {
		found = phone.FindAllString(text, maxMatched)
	}
	lower := strings.ToLower(text)
	if slices.ContainsFunc(chats, func(name string) bool { return strings.Contains(lower, name) }) {
		found = append(found, chat.FindAllString(text, maxMatched)...)
	}
	if found == nil {
		return "", nil
	}
	for i := range found {
		found[i] = strings.TrimSpace(found[i])
	}
	return "has a telephone number or a chat address", found
}

// narrow writes digits of other shapes, such as those of full width, as ASCII.
func narrow(s string) string {
	return strings.Map(func(r rune) rune {
		if r > unicode.MaxASCII && unicode.IsDigit(r) {
			for _, zero := range [...]rune{0xFF10, 0x660, 0x6F0, 0x966, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6} {
				if zero <= r && r <= zero+9 {
					return '0' + r - zero
				}
			}
		}
		return r
	}, s)
}

// The bounds of shouting and repetition. Headlines, abbreviations and laughter
// are shorter.
const (
	shoutLetters = 30 // letters of a script with capitals from which there can be shouting
	shoutTenths  = 8  // of ten that are capitals
	sameRun      = 40 // of one character, white space apart
	manyWords    = 20 // from which a word can be too frequent
	sameLines    = 4  // of one text, each longer than a word or two
	lineLetters  = 12
)

// shouting finds text that is nearly all capitals.
func shouting(t Text) (string, []string) {
	upper, cased := 0, 0
	for _, r := range t.Source {
		switch {
		case unicode.IsUpper(r):
			upper++
			cased++
		case unicode.IsLower(r):
			cased++
		}
	}
	if cased < shoutLetters || upper*10 < cased*shoutTenths {
		return "", nil
	}
	return "nearly all in capitals", nil
}

// repetition finds one character, word or line over and over.
func repetition(t Text) (string, []string) {
	run, last := 0, rune(-1)
	for _, r := range t.Source {
		if unicode.IsSpace(r) {
			continue
		}
		if r != last {
			run, last = 0, r
		}
		if run++; run >= sameRun {
			return fmt.Sprintf("one character %d times on end", sameRun), []string{string(r)}
		}
	}
	lines := map[string]int{}
	for line := range strings.Lines(t.Source) {
		line = strings.TrimSpace(line)
		if lines[line]++; lines[line] >= sameLines && len([]rune(line)) >= lineLetters {
			return fmt.Sprintf("one line %d times", sameLines), []string{line}
		}
	}
	words := strings.Fields(sanitize.Fold(t.Source))
	if len(words) < manyWords {
		return "", nil
	}
	count := map[string]int{}
	for _, w := range words {
		if count[w]++; count[w]*2 > len(words) {
			return fmt.Sprintf("one word is more than half of %d", len(words)), nil
		}
	}
	return "", nil
}

// disguise finds words that mix Latin letters with Cyrillic or Greek ones, which
// nobody's language does.
func disguise(t Text) (string, []string) {
	var found []string
	for _, word := range strings.FieldsFunc(t.Source, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.Is(unicode.M, r) }) {
		latin, other := 0, 0
		for _, r := range word {
			switch {
			case unicode.Is(unicode.Latin, r):
				latin++
			case unicode.In(r, unicode.Cyrillic, unicode.Greek):
				other++
			}
		}
		if latin > 1 && other > 0 || latin > 0 && other > 1 { // one letter each is a unit or a formula
			found = append(found, word)
		}
	}
	if found == nil {
		return "", nil
	}
	return "words with letters of several scripts", found
}
