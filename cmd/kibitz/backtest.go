package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"kibitz/internal/moderation"
	"kibitz/internal/sanitize"
	"kibitz/internal/site"
)

type backtestCommand struct {
	siteArg
	Settings map[string]string `arg:"" optional:"" help:"Settings to try, key=value."`
	Words    string            `placeholder:"FILE" help:"Lists of words to try; - for standard input."`
	Comments int               `default:"10000" help:"How many of the newest comments to look at (default ${default})."`
	dataFlags
}

// Help teaches by example.
func (backtestCommand) Help() string {
	return `Shows which of the comments that are there the rules would have held, and how many of these are published. Nothing is changed.

Examples:
  kibitz backtest news --words words.txt
  kibitz backtest news links=0 blocked-hosts=bad.example --comments 100000`
}

// maxShown is how much of a comment a line shows, in characters.
const maxShown = 80

// Run prints what would be held, and the numbers.
func (c *backtestCommand) Run(ctx context.Context, t *terminal) error {
	b := moderation.Backtest{Comments: c.Comments, Settings: c.Settings}
	if c.Words != "" {
		text, err := readWords(c.Words)
		if err != nil {
			return err
		}
		b.Words = &text
	}
	return c.moderate(ctx, c.dataFlags, func(m *moderation.Service, st site.Site) error {
		run, err := m.Backtest(ctx, st, b)
		if err != nil {
			return err
		}
		clearLine := ""
		r, err := run.Run(ctx, func() bool { return false }, moderation.BacktestReport{
			Progress: func(seen, of int) error {
				if !isTerminal(t.err) {
					return nil
				}
				clearLine = "\r\x1b[K"
				_, err := fmt.Fprintf(t.err, "%s%d of %d", clearLine, seen, of)
				return err
			},
			Held: func(h moderation.BacktestHeld) error {
				if _, err := fmt.Fprint(t.err, clearLine); err != nil {
					return err
				}
				_, err := fmt.Fprintf(t.out, "%s  %-9s  %s: %s [%s]  %s\n", h.Comment.ID, h.Comment.Status,
					h.Check.Name, h.Check.Reason, strings.Join(h.Check.Matched, ", "), sanitize.Line(sanitize.Words(h.Comment.HTML), maxShown))
				return err
			},
		})
		if err != nil {
			return err
		}
		if _, err := fmt.Fprint(t.err, clearLine); err != nil {
			return err
		}
		if r.Held > moderation.MaxBacktestHeld {
			if _, err := fmt.Fprintf(t.out, "… and %d more\n", r.Held-moderation.MaxBacktestHeld); err != nil {
				return err
			}
		}
		_, err = fmt.Fprintf(t.out, "%d of %d comments would be held (%d by the rules as they are); %d of them, by %d people, are published\n",
			r.Held, r.Seen, r.HeldBefore, r.Published, r.AuthorsPublished)
		return err
	})
}

// isTerminal reports whether somebody watches what is written.
func isTerminal(w any) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
