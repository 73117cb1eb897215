// Package spam looks at what a comment says: words that the newsroom lists,
// links, telephone numbers, shouting, repetition, letters that pose as others.
// Who writes and where is not its business; package comment has those checks,
// runs all of them and decides.
//
// The reader's map:
//
//	spam.go   a check, its verdict, and the checks of a text in their order
//	signs.go  what each of them looks for
//	scripts.go  in which scripts it is written
//	same.go   when two texts are the same
//	words.go  lists of words: how they are written down, and what they match
//
// All of it is a function of its arguments, costs what the text's length costs,
// and reads nothing. What a check finds is a reason to let a moderator look: it
// never loses a comment, and the writer is not told which check it was.
//
// A new check is a function of a [Text] and a row in signs.
package spam

import (
	"strings"
	"time"

	"kibitz/internal/sanitize"
)

// Check is one line of a comment's trace: what was looked at, in order, and
// what came of it. Moderators read it; the author only learns "published" or
// "awaiting review".
type Check struct {
	Name    string
	Version int // grows when the check comes to look for something else
	Result  Verdict
	Reason  string   // for moderators
	Matched []string // what it found, as it is written in the comment
	Micros  int64    // how long it took, in microseconds
}

// Verdict is the outcome of a check.
type Verdict string

// The verdicts.
const (
	Pass Verdict = "pass"
	Hold Verdict = "hold" // a moderator decides
	Junk Verdict = "junk" // to the spam queue
	Deny Verdict = "deny" // rejected: no moderator is asked
)

// Rules are what a site has decided about texts.
type Rules struct {
	Words    *Words   // nil for none
	Signs    bool     // whether the checks for the marks of advertising run
	MaxLinks int      // links that a comment may have
	Trusted  []string // hosts to which links do not count, with those below them
	Blocked  []string // hosts that a comment must not name, with those below them
	Scripts  []string // that texts are written in, see KnownScript; none: any

	Now func() time.Time // times the checks; nil: nobody asks how long they take
}

// Text is what a comment says.
type Text struct {
	Source string   // as it was written, cleaned
	Hosts  []string // that its links lead to
	rules  Rules
}

// NewText takes a rendered comment, and the website of its author, "" for none.
func NewText(r sanitize.Rendered, website string) Text {
	t := Text{Source: r.Source, Hosts: sanitize.LinkHosts(r.HTML)}
	if website != "" {
		t.Hosts = append(t.Hosts, sanitize.LinkHost(website))
	}
	return t
}

// maxMatched bounds what one check shows of what it found.
const maxMatched = 5

// Look runs the checks of a text, cheap ones first. The words come last: they
// cost most, and they are the newsroom's own.
func (rules Rules) Look(t Text) []Check {
	t.rules = rules
	var trace []Check
	for _, s := range signs {
		if rules.Signs || s.always {
			trace = append(trace, rules.timed(func() Check { return s.check(t) }))
		}
	}
	if rules.Words != nil {
		trace = append(trace, rules.timed(func() Check { return rules.Words.check(t.Source) }))
	}
	return trace
}

// timed runs a check and writes down how long it took.
func (rules Rules) timed(look func() Check) Check {
	if rules.Now == nil {
		return look()
	}
	began := rules.Now()
	c := look()
	c.Micros = rules.Now().Sub(began).Microseconds()
	return c
}

// within reports whether a host is one of the hosts or below one.
func within(host string, hosts []string) bool {
	for _, h := range hosts {
		if host == h || strings.HasSuffix(host, "."+h) {
			return true
		}
	}
	return false
}
