package httpapi

import (
	"context"
	"net/http"
	"time"

	"kibitz/internal/moderation"
	"kibitz/internal/problem"
)

// How long a back-test may take, and what of its time is kept back to say where
// it ended: what it was reading then is read to its end.
const (
	backtestPath = "/v1/moderation/backtest"
	backtestTime = 25 * time.Second
	backtestRest = time.Second
)

// The lines that answer POST /v1/moderation/backtest.
type (
	backtestProgressJSON struct {
		Progress struct {
			Seen int `json:"seen"`
			Of   int `json:"of"`
		} `json:"progress"`
	}
	backtestHeldJSON struct {
		Held backtestCommentJSON `json:"held"`
	}
	backtestCommentJSON struct {
		queuedJSON
		Check   string   `json:"check"`
		Reason  string   `json:"reason"`
		Matched []string `json:"matched"`
		New     bool     `json:"new"`
	}
	backtestResultJSON struct {
		Result backtestNumbersJSON `json:"result"`
	}
	backtestNumbersJSON struct {
		Seen             int     `json:"seen"`
		Held             int     `json:"held"`
		HeldBefore       int     `json:"held_before"`
		Published        int     `json:"published"`
		AuthorsPublished int     `json:"authors_published"`
		Millis           int64   `json:"ms"`
		Next             *string `json:"next"`
	}
)

// postBacktest tries rules on the comments that are there. Nothing is changed.
func (a *api) postBacktest(h http.Header, r *http.Request) (answer, error) {
	var siteID string
	var comments *int
	var b moderation.Backtest
	err := readLongJSON(r, object{"site": &siteID, "comments": &comments, "words": &b.Words, "settings": &b.Settings, "cursor": &b.Cursor})
	if err != nil {
		return answer{}, err
	}
	st, _, err := a.openSite(h, r, siteID)
	if err != nil {
		return answer{}, err
	}
	if comments != nil {
		if b.Comments = *comments; b.Comments < 1 {
			return answer{}, problem.New(problem.ParameterInvalid, "comments", "A back-test looks at 1 comment or more.")
		}
	}
	run, err := a.Moderation.Backtest(r.Context(), st, b)
	if err != nil {
		return answer{}, err
	}
	return answer{status: http.StatusOK, cache: privateCache, lines: func(line func(any) error) error {
		return backtest(r.Context(), run, line)
	}}, nil
}

// backtest runs a back-test for as long as the context leaves it.
func backtest(ctx context.Context, run *moderation.Backtesting, line func(any) error) error {
	working := ctx
	if end, limited := ctx.Deadline(); limited {
		var cancel context.CancelFunc
		working, cancel = context.WithDeadline(ctx, end.Add(-backtestRest))
		defer cancel()
	}
	result, err := run.Run(ctx, func() bool { return working.Err() != nil }, moderation.BacktestReport{
		Progress: func(seen, of int) error {
			var l backtestProgressJSON
			l.Progress.Seen, l.Progress.Of = seen, of
			return line(l)
		},
		Held: func(held moderation.BacktestHeld) error {
			return line(backtestHeldJSON{backtestCommentJSON{
				queuedJSON: queuedOf(held.Comment), Check: held.Check.Name, Reason: held.Check.Reason,
				Matched: append([]string{}, held.Check.Matched...), New: held.New,
			}})
		},
	})
	if err != nil {
		return err
	}
	return line(backtestResultJSON{backtestNumbersJSON{
		Seen: result.Seen, Held: result.Held, HeldBefore: result.HeldBefore, Published: result.Published,
		AuthorsPublished: result.AuthorsPublished, Millis: result.Took.Milliseconds(), Next: orNull(result.Next),
	}})
}
