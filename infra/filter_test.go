package infra

import (
	"testing"

	"kibitz/internal/store"
	"kibitz/internal/table"
)

// record is a change as the filters of a stream mapping see it.
func record(c table.Change) map[string]any {
	r := map[string]any{"dynamodb": map[string]any{"Keys": map[string]any{
		"pk": map[string]any{"S": c.Key.PK}, "sk": map[string]any{"S": c.Key.SK},
	}}}
	switch {
	case c.Old == nil:
		r["eventName"] = "INSERT"
	case c.New == nil:
		r["eventName"] = "REMOVE"
	default:
		r["eventName"] = "MODIFY"
	}
	if c.Expired {
		r["userIdentity"] = map[string]any{"type": "Service", "principalId": "dynamodb.amazonaws.com"}
	}
	return r
}

// TestFilters: every change that means something for a count wakes the stream
// function; of all others only those of comments do, such as edits.
func TestFilters(t *testing.T) {
	tmpl := load(t)
	l := live(t)
	l.read()
	woken, slept := map[byte]int{}, map[byte]int{}
	for _, c := range l.changes {
		wakes, err := tmpl.Wakes(record(c))
		if err != nil {
			t.Fatal(err)
		}
		_, counts, err := store.EventOf(c)
		if err != nil {
			t.Fatal(err)
		}
		kind := c.Key.PK[0]
		if wakes {
			woken[kind]++
		} else {
			slept[kind]++
		}
		switch {
		case counts && !wakes:
			t.Errorf("%v counts and does not wake the function", c.Key)
		case wakes && !counts && kind != 'c' && kind != 'o' && kind != 'h':
			t.Errorf("%v wakes the function for nothing", c.Key)
		}
	}
	for _, kind := range "cohav" {
		if woken[byte(kind)] == 0 {
			t.Errorf("no change of %c# was seen", kind)
		}
	}
	for _, kind := range "lixksgbt" {
		if slept[byte(kind)] == 0 {
			t.Errorf("no change of %c# was seen", kind)
		}
	}
}

// TestFiltersExpiry: what time removes wakes nobody.
func TestFiltersExpiry(t *testing.T) {
	tmpl := load(t)
	l := live(t)
	l.read()
	expiring := 0
	for _, c := range l.changes {
		if _, expires := c.New[table.AttrTTL]; !expires {
			continue
		}
		expiring++
		removal := table.Change{Key: c.Key, Old: c.New, Expired: true}
		if wakes, err := tmpl.Wakes(record(removal)); wakes || err != nil {
			t.Errorf("the removal of %v wakes the function (%v)", c.Key, err)
		}
	}
	if expiring == 0 {
		t.Error("nothing expires")
	}
}

func TestMatches(t *testing.T) {
	pattern := map[string]any{"a": map[string]any{"b": []any{"x", map[string]any{"prefix": "y#"}}}}
	for value, want := range map[string]bool{"x": true, "y#": true, "y#z": true, "y": false, "xx": false, "": false} {
		got, err := matches(pattern, map[string]any{"a": map[string]any{"b": value}, "c": "ignored"})
		if got != want || err != nil {
			t.Errorf("%q: %v, %v, want %v", value, got, err, want)
		}
	}
	if got, err := matches(pattern, map[string]any{}); got || err != nil {
		t.Errorf("nothing matches: %v", err)
	}
	unknown := map[string]any{"a": []any{map[string]any{"numeric": []any{">", 0}}}}
	if _, err := matches(unknown, map[string]any{"a": "x"}); err == nil {
		t.Error("a rule that is not understood is no error")
	}
}
