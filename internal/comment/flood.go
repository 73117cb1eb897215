package comment

import (
	"encoding/base64"
	"fmt"
	"math"
	"time"

	"kibitz/internal/limit"
	"kibitz/internal/site"
	"kibitz/internal/spam"
)

// burstSpan is the time of Settings.PerAddress and Settings.Burst.
const burstSpan = 10 * time.Minute

// windows are what a post is counted in: the two rate windows, and how often
// its text was sent today, which limits nothing.
func windows(st site.Site, d draft, now time.Time) []limit.Window {
	if !st.Settings.Limits {
		return nil
	}
	out := []limit.Window{
		limit.At(now, "post-author", d.author, time.Minute, st.Settings.PerAuthor),
		limit.At(now, "post-address", d.address, burstSpan, st.Settings.PerAddress),
	}
	if key := d.text.Key(); key != "" && st.Settings.Signs && st.Settings.Duplicates {
		out = append(out, limit.At(now, "post-text", base64.RawURLEncoding.EncodeToString(st.Sign("text", key)[:16]), 24*time.Hour, math.MaxInt32))
	}
	return out
}

// watched are those of the windows that a check looks at, in the order of flood.
func watched(st site.Site, counted []limit.Window) []limit.Window {
	if !st.Settings.Signs || len(counted) == 0 {
		return nil
	}
	return counted[1:]
}

// flood is what was sent before a comment.
type flood struct {
	watched bool // the numbers are known
	address int  // comments from its network address in these ten minutes
	text    int  // comments of its text today
}

// floodOf takes how far the watched windows are counted.
func floodOf(counted []int) (f flood) {
	if len(counted) > 0 {
		f.watched, f.address = true, counted[0]
	}
	if len(counted) > 1 {
		f.text = counted[1]
	}
	return f
}

// checkBurst holds what is one of many comments that a program sends. Readers
// share an address at work and on the phone, so a known one is not held for what
// others write there.
func (c *checking) checkBurst() spam.Check {
	line := spam.Check{Name: "burst", Version: 1, Result: spam.Pass}
	most := c.site.Settings.Burst
	if c.flood.address < most {
		return line
	}
	known, mine := false, 0
	latest, err := c.past.all()
	if err != nil {
		line.Result, line.Reason = spam.Hold, "the author's history could not be read"
		return line
	}
	for _, w := range latest {
		if c.now().Sub(w.At) < burstSpan {
			mine++
		} else if w.Public {
			known = true
		}
	}
	switch {
	case mine >= most:
		line.Result, line.Reason = spam.Hold, fmt.Sprintf("the author wrote %d comments before it in ten minutes", mine)
	case !known:
		line.Result = spam.Hold
		line.Reason = fmt.Sprintf("a new author, and %d comments came from the network address before it in these ten minutes", c.flood.address)
	}
	return line
}

// checkDuplicate holds a text that others have sent, or its author elsewhere.
func (c *checking) checkDuplicate() spam.Check {
	line := spam.Check{Name: "duplicate", Version: 1, Result: spam.Pass}
	if n := c.flood.text; n > 0 {
		line.Result, line.Reason = spam.Hold, fmt.Sprintf("the same text was sent before, %d times today", n)
		if n == 1 {
			line.Reason = "the same text was sent before today"
		}
	}
	return line
}
