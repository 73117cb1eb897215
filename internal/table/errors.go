package table

import (
	"errors"
	"fmt"
)

// The errors of a Table, to be tested with errors.Is. Everything an engine
// returns wraps one of them or is ctx's own error.
var (
	// ErrCondition: a condition did not hold and nothing was written. The
	// error is a *ConditionError.
	ErrCondition = errors.New("condition failed")
	// ErrConflict: another transaction held one of the items; nothing was
	// written. Safe to repeat at once with a little jitter.
	ErrConflict = errors.New("transaction conflict")
	// ErrThrottled: over a capacity limit; nothing was written. Safe to repeat
	// later.
	ErrThrottled = errors.New("throttled")
	// ErrUnavailable: no answer or a failure of the engine; a write may have
	// happened.
	ErrUnavailable = errors.New("table unavailable")
	// ErrTooLarge: an item over MaxItem, or a transaction over 4 MB; nothing was
	// written.
	ErrTooLarge = errors.New("item too large")
	// ErrTokenReused: the token was used before with other operations.
	ErrTokenReused = errors.New("token reused with other operations")
	// ErrInvalid: the call breaks a rule of the port, such as an empty key. A
	// defect of the caller; repeating it does not help.
	ErrInvalid = errors.New("invalid table call")
)

// ConditionError says which operations' conditions did not hold. It is
// ErrCondition.
type ConditionError struct {
	Reasons []Reason // one an operation, in their order
	Units   Units    // failed conditions are charged; zero when the engine does not tell
}

// Reason is the outcome of one operation of a failed write.
type Reason struct {
	Failed bool // its condition did not hold
	Item   Item // the item that failed it, as it is; nil when there is none
}

// Error names the operations that failed, by their number.
func (e *ConditionError) Error() string {
	var failed []int
	for i, r := range e.Reasons {
		if r.Failed {
			failed = append(failed, i)
		}
	}
	return fmt.Sprintf("condition failed at operations %v of %d", failed, len(e.Reasons))
}

// Is makes the error match ErrCondition.
func (e *ConditionError) Is(target error) bool { return target == ErrCondition }

// Failed reports whether err is a ConditionError whose operation i failed, and
// returns the item that failed it.
func Failed(err error, i int) (it Item, failed bool) {
	var ce *ConditionError
	if !errors.As(err, &ce) || i >= len(ce.Reasons) || !ce.Reasons[i].Failed {
		return nil, false
	}
	return ce.Reasons[i].Item, true
}
