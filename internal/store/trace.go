package store

import (
	"encoding/json"
	"fmt"

	"kibitz/internal/spam"
)

// line is a check in a stored trace: a JSON array of name, version, result and
// microseconds, then the reason and what matched, as far as there are any. Every
// comment carries a trace of mostly passes, and an object of keys for each made
// the private part a write unit dearer.
type line spam.Check

// MarshalJSON returns the array.
func (l line) MarshalJSON() ([]byte, error) {
	parts := []any{l.Name, l.Version, l.Result, l.Micros}
	if l.Reason != "" || len(l.Matched) > 0 {
		parts = append(parts, l.Reason)
	}
	if len(l.Matched) > 0 {
		parts = append(parts, l.Matched)
	}
	return json.Marshal(parts)
}

// UnmarshalJSON reads the array.
func (l *line) UnmarshalJSON(b []byte) error {
	parts := []any{&l.Name, &l.Version, &l.Result, &l.Micros, &l.Reason, &l.Matched}
	return json.Unmarshal(b, &parts)
}

func packTrace(trace []spam.Check) ([]byte, error) {
	lines := make([]line, len(trace))
	for i, c := range trace {
		lines[i] = line(c)
	}
	b, err := json.Marshal(lines)
	if err != nil {
		return nil, fmt.Errorf("encode trace: %w", err)
	}
	return b, nil
}

// unpackTrace returns nil for no bytes.
func unpackTrace(b []byte) ([]spam.Check, error) {
	if len(b) == 0 {
		return nil, nil
	}
	var lines []line
	if err := json.Unmarshal(b, &lines); err != nil {
		return nil, fmt.Errorf("decode trace: %w", err)
	}
	trace := make([]spam.Check, len(lines))
	for i, l := range lines {
		trace[i] = spam.Check(l)
	}
	return trace, nil
}
