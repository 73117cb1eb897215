package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"kibitz/internal/moderation"
	"kibitz/internal/site"
	"kibitz/internal/spam"
)

// maxWordsFile is more than lists may have: the rest need not be read to know.
const maxWordsFile = spam.MaxListBytes + 1

type wordsShow struct {
	siteArg
	dataFlags
}

// Help teaches by example.
func (wordsShow) Help() string {
	return `As they are written, to be changed and set again.

Examples:
  kibitz words show news > words.txt`
}

// Run prints the lists.
func (c *wordsShow) Run(ctx context.Context, t *terminal) error {
	return c.moderate(ctx, c.dataFlags, func(m *moderation.Service, st site.Site) error {
		l, err := m.Words(ctx, st)
		if err != nil {
			return err
		}
		_, err = io.WriteString(t.out, l.Text)
		return err
	})
}

type wordsSet struct {
	siteArg
	File string `arg:"" help:"The lists, a text file; - for standard input."`
	dataFlags
}

// Help teaches by example.
func (wordsSet) Help() string {
	return `Puts lists in place of those that are there. What they meet waits for a moderator. In force after a minute.

One entry a line:
  nhà cái        this word or phrase, with just these diacritics
  casino*        every word that begins so
  ~vay nong      however it is spelled: without diacritics, with digits, stretched, spaced out
  !nhà cái đội   no match, whatever else it is part of
  # a remark
  [Cờ bạc]       begins a rule, whose name moderators see; [Cờ bạc] spam sends what its exact entries meet to the spam queue

Examples:
  kibitz words set news words.txt
  kibitz words starter vi | kibitz words set news -`
}

// Run sets the lists.
func (c *wordsSet) Run(ctx context.Context, t *terminal) error {
	text, err := readWords(c.File)
	if err != nil {
		return err
	}
	return c.moderate(ctx, c.dataFlags, func(m *moderation.Service, st site.Site) error {
		now, err := m.Words(ctx, st)
		if err != nil {
			return err
		}
		l, err := m.SetWords(ctx, st, moderation.WordLists{Text: text, Version: now.Version}, moderation.CommandLine)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(t.out, "version %d\n", l.Version)
		return err
	})
}

type wordsTry struct {
	siteArg
	Text string `arg:"" help:"What somebody might write."`
	File string `placeholder:"FILE" help:"Try these lists, not those of the site; - for standard input."`
	dataFlags
}

// Help teaches by example.
func (wordsTry) Help() string {
	return `Shows what the lists meet in a text. Nothing is changed.

Examples:
  kibitz words try news "Nh4 c.á.i uy tín"
  kibitz words try news --file words.txt "Ai biết nhà cái đội bóng này là ai không?"`
}

// Run prints the matches.
func (c *wordsTry) Run(ctx context.Context, t *terminal) error {
	return c.moderate(ctx, c.dataFlags, func(m *moderation.Service, st site.Site) error {
		lists := ""
		if c.File != "" {
			text, err := readWords(c.File)
			if err != nil {
				return err
			}
			lists = text
		} else {
			l, err := m.Words(ctx, st)
			if err != nil {
				return err
			}
			lists = l.Text
		}
		found, err := m.TryWords(lists, c.Text)
		if err != nil {
			return err
		}
		if len(found) == 0 {
			_, err = fmt.Fprintln(t.out, "nothing")
			return err
		}
		for _, match := range found {
			if _, err := fmt.Fprintf(t.out, "%q by %s in [%s]\n", c.Text[match.Start:match.End], match.Entry, match.Rule); err != nil {
				return err
			}
		}
		return nil
	})
}

type wordsStarter struct {
	Language string `arg:"" enum:"vi,en" help:"vi or en."`
}

// Help teaches by example.
func (wordsStarter) Help() string {
	return `Short lists of the advertising that comes most, to be changed: they only hold.

Examples:
  kibitz words starter vi > words.txt`
}

// Run prints the lists.
func (c *wordsStarter) Run(t *terminal) error {
	text, err := spam.Starter(c.Language)
	if err != nil {
		return err
	}
	_, err = io.WriteString(t.out, text)
	return err
}

// readWords reads lists from a file, or from standard input.
func readWords(file string) (string, error) {
	var in io.Reader = os.Stdin
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return "", err
		}
		defer func() { _ = f.Close() }() // it was only read
		in = f
	}
	text, err := io.ReadAll(io.LimitReader(in, maxWordsFile))
	return string(text), err
}
