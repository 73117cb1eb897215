package limit

import (
	"errors"
	"time"

	"kibitz/internal/problem"
)

// Refuse makes of an *Exceeded in err's chain the refusal that says when to
// come again, problem.RateLimited; other errors, and none, stay as they are.
func Refuse(err error, now time.Time, detail string) error {
	var full *Exceeded
	if !errors.As(err, &full) {
		return err
	}
	p := problem.Wrap(err, problem.RateLimited, "", detail)
	p.RetryAfter = full.Wait(now)
	return p
}
