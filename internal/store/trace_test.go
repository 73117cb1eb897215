package store

import (
	"reflect"
	"testing"

	"kibitz/internal/spam"
)

func TestTraceStaysAsItIs(t *testing.T) {
	trace := []spam.Check{
		{Name: "ban", Version: 1, Result: spam.Pass, Micros: 3},
		{Name: "links", Version: 2, Result: spam.Hold, Reason: `"4" links`, Matched: []string{"a.example", "b.example"}, Micros: 12},
		{Name: "mode", Version: 1, Result: spam.Hold, Reason: "every comment waits"},
		{Name: "words", Version: 1, Result: spam.Junk, Matched: []string{"[1,2]"}},
	}
	b, err := packTrace(trace)
	if err != nil {
		t.Fatal(err)
	}
	again, err := unpackTrace(b)
	if err != nil || !reflect.DeepEqual(again, trace) {
		t.Errorf("%s\n%+v\n%+v %v", b, again, trace, err)
	}
	if none, err := unpackTrace(nil); none != nil || err != nil {
		t.Error(none, err)
	}
	for _, bad := range []string{"{", `[{"name":"x"}]`, `[["x","1"]]`} {
		if _, err := unpackTrace([]byte(bad)); err == nil {
			t.Errorf("%s is read", bad)
		}
	}
}
