package dynamo

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"kibitz/internal/table"
)

// How a call is repeated. Three attempts with short pauses of full jitter are
// over before a reader gives up, and bound what an outage adds to the load at
// three times what is asked for; the quota bounds it to little more than that
// itself. (The SDK's defaults wait up to 4 s for the same.)
const (
	maxAttempts = 3
	basePause   = 25 * time.Millisecond // the longest pause before the second attempt; twice that before the third

	// maxCall bounds a call whose context has a later deadline, or none.
	maxCall = 5 * time.Second
	// maxAttempt bounds an attempt that is not the last, so that a connection
	// which has gone silent does not take the whole time of the call. DynamoDB
	// answers in a hundredth of it.
	maxAttempt = time.Second

	// quota is how much may be spent on repeated attempts: each takes
	// pauseCost, each success gives 1 back. The numbers are the SDK's.
	quota     = 500
	pauseCost = 5
)

// call makes up to three attempts within the context's deadline. What is
// repeated, after a pause:
//
//   - throttled attempts, conflicts with another transaction and connections
//     that could not be made: always, since nothing was written;
//   - attempts whose outcome is unknown (no answer, half an answer, a 5xx, a
//     time-out): only when repeatable, that is when a second success after the
//     first changes nothing. Reads are; transactions are, by their token;
//     single writes are when settles says so.
//
// Nothing else is repeated: refusals stay refusals. When an earlier attempt may
// have written, the error says so (table.ErrUnavailable), whatever the last one
// met.
func (t *Table) call(ctx context.Context, repeatable bool, attempt func(context.Context) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, maxCall)
	defer cancel()
	maybe := false
	for n := 1; ; n++ {
		err := t.limited(ctx, n < maxAttempts && repeatable, attempt)
		if err == nil {
			return t.quota.AddTokens(1)
		}
		f := failureOf(err)
		maybe = maybe || f.maybe
		if !f.again || f.maybe && !repeatable || n == maxAttempts || !t.pause(ctx, n) {
			return f.final(maybe)
		}
	}
}

// limited makes an attempt. When a time-out may be followed by another
// attempt, half of the time that remains is left to that.
func (t *Table) limited(ctx context.Context, followed bool, attempt func(context.Context) error) error {
	if deadline, ok := ctx.Deadline(); ok && followed {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, min(time.Until(deadline)/2, t.attemptTime))
		defer cancel()
	}
	return attempt(ctx)
}

// pause waits after the n-th attempt; false when there is neither time nor
// quota for another.
func (t *Table) pause(ctx context.Context, n int) bool {
	d := time.Duration(t.rand() * float64(basePause<<(n-1)))
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) <= d {
		return false
	}
	if _, err := t.quota.GetToken(ctx, pauseCost); err != nil {
		return false
	}
	return t.wait(ctx, d) == nil
}

// final returns the error for the caller. Those that promise that nothing was
// written may not be given when an earlier attempt may have.
func (f failure) final(maybe bool) error {
	if maybe && (errors.Is(f.err, table.ErrThrottled) || errors.Is(f.err, table.ErrConflict)) {
		return fmt.Errorf("%w: %s", table.ErrUnavailable, f.err.Error())
	}
	return f.err
}

// settles reports whether the operation, once done, makes one of its own
// conditions false, whatever the item was before. Such an operation can be
// repeated after a lost answer: if the first attempt did write, the second
// fails its condition and changes nothing. A create on absence, a delete on
// presence, an update of a version on the version before and a counter that
// notes the time it may count again are such operations. A counter with a
// bound is not: it would count twice below it.
//
// (Somebody else can make the condition true again between the two attempts,
// by removing what the first created for instance. Then the second is a write
// of its own, which the condition allows.)
func settles(op table.Op) bool {
	for _, c := range op.If {
		if settlesOne(op, c) {
			return true
		}
	}
	return false
}

func settlesOne(op table.Op, c table.Cond) bool {
	var before table.Item // as far as the condition tells
	switch c.Test {
	case table.TestAbsent:
	case table.TestEqual:
		before = table.Item{c.Attr: c.Value}
	default:
		if op.Verb == table.VerbUpdate && !overwrites(op, c.Attr) {
			return false
		}
	}
	after, err := op.Apply(before)
	return err == nil && !c.Holds(after)
}

// overwrites reports whether an update leaves nothing of what the attribute
// was.
func overwrites(op table.Op, attr string) bool {
	_, set := op.Set[attr]
	return set || slices.Contains(op.Remove, attr)
}
