package table

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func TestConditionError(t *testing.T) {
	it := Item{"n": Int(1)}
	err := fmt.Errorf("put comment: %w", &ConditionError{Reasons: []Reason{{}, {Failed: true, Item: it}, {Failed: true}}})
	if !errors.Is(err, ErrCondition) || errors.Is(err, ErrConflict) {
		t.Errorf("error %v is not ErrCondition alone", err)
	}
	if !strings.Contains(err.Error(), "[1 2] of 3") {
		t.Errorf("message %q", err)
	}
	for i, want := range []struct {
		failed bool
		n      int64
	}{{false, 0}, {true, 1}, {true, 0}, {false, 0}} {
		got, failed := Failed(err, i)
		if failed != want.failed || got["n"].Int() != want.n {
			t.Errorf("Failed(err, %d) = %v, %v", i, got, failed)
		}
	}
	for _, err := range []error{nil, ErrCondition, ErrConflict, errors.New("other")} {
		if it, failed := Failed(err, 0); failed || it != nil {
			t.Errorf("Failed(%v, 0) = %v, true", err, it)
		}
	}
}
