// Package limit is the rule of rate windows: so many of something, by
// somebody, in fixed stretches of time. The store counts a window in the same
// transaction as what it limits, so a limit is exact under any number of
// parallel requests and nothing is counted that did not happen.
package limit

import (
	"fmt"
	"time"
)

// Window is one stretch of time in which somebody may do something Max times.
type Window struct {
	Scope string        // what is limited, such as "post-author"
	Key   string        // who: an author id, a keyed address, or "" for the whole site
	Start time.Time     // beginning of the stretch, a multiple of Span
	Span  time.Duration // its length
	Max   int
}

// At returns the window of length span that now lies in.
func At(now time.Time, scope, key string, span time.Duration, maximum int) Window {
	return Window{Scope: scope, Key: key, Start: now.UTC().Truncate(span), Span: span, Max: maximum}
}

// End returns when the window ends and the next begins.
func (w Window) End() time.Time { return w.Start.Add(w.Span) }

// Exceeded says which window is full.
type Exceeded struct{ Window Window }

// Error names the window's scope; it does not say who.
func (e *Exceeded) Error() string {
	return fmt.Sprintf("limit %s: %d in %s", e.Window.Scope, e.Window.Max, e.Window.Span)
}

// Wait returns how long until the window ends, at least a second.
func (e *Exceeded) Wait(now time.Time) time.Duration {
	return max(e.Window.End().Sub(now), time.Second)
}
