package streams

import (
	"maps"
	"slices"
	"testing"

	"kibitz/internal/table"
)

// A split into two, one of which has gone on in a third.
//
//	a ── b ──── d
//	  └─ c
//	e           of another partition
func TestReadable(t *testing.T) {
	parents := map[string]string{"a": "gone", "b": "a", "c": "a", "d": "b", "e": ""}
	for name, c := range map[string]struct {
		ends     map[string]string
		at       position
		readable []string
		pruned   position
	}{
		"at the beginning": {
			readable: []string{"a", "e"},
		},
		"within the first": {
			at:       position{"a": "5"},
			readable: []string{"a", "e"},
			pruned:   position{"a": "5"},
		},
		"the first at its end": {
			ends:     map[string]string{"a": "9"},
			at:       position{"a": "9"},
			readable: []string{"b", "c", "e"},
			pruned:   position{"a": "9"},
		},
		"the first closed, its end not reached": {
			ends:     map[string]string{"a": "9"},
			at:       position{"a": "5", "e": "2"},
			readable: []string{"a", "e"},
			pruned:   position{"a": "5", "e": "2"},
		},
		"one child begun": {
			at:       position{"a": "9", "b": "10"},
			readable: []string{"b", "c", "e"},
			pruned:   position{"b": "10"},
		},
		"a child passed": {
			at:       position{"b": "12", "c": "11", "d": "13"},
			readable: []string{"c", "d", "e"},
			pruned:   position{"c": "11", "d": "13"},
		},
		"an empty child passed by nobody": {
			ends:     map[string]string{"a": "9", "b": ""},
			at:       position{"a": "9"},
			readable: []string{"c", "d", "e"},
			pruned:   position{"a": "9"},
		},
		"an empty child of an unread first": {
			ends:     map[string]string{"a": "9", "b": ""},
			readable: []string{"a", "e"},
		},
		"a shard that is no more": {
			at:       position{"gone": "3"},
			readable: []string{"a", "e"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			l := lineage{shards: []string{"a", "b", "c", "d", "e"}, parents: parents, ends: c.ends}
			if got := l.readable(c.at); !slices.Equal(got, c.readable) {
				t.Errorf("readable %v, want %v", got, c.readable)
			}
			if got := l.prune(c.at); !maps.Equal(got, c.pruned) {
				t.Errorf("pruned to %v, want %v", got, c.pruned)
			}
		})
	}
}

func TestPosition(t *testing.T) {
	pos := position{"shardId-00000001414576573621-f55eea83": "200000000000001", "shardId-2.of_a-table": "7"}
	const want = "shardId-00000001414576573621-f55eea83=200000000000001,shardId-2.of_a-table=7"
	if got := pos.encode(); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	got, err := parsePosition(want)
	if err != nil || !maps.Equal(got, pos) {
		t.Errorf("%v, %v", got, err)
	}
	if got, err := parsePosition(""); err != nil || len(got) != 0 {
		t.Errorf("beginning: %v, %v", got, err)
	}
	for _, bad := range []string{",", "a", "a=", "=1", "a=x", "a=1,", "a=-1", "a=1,,b=2"} {
		if got, err := parsePosition(table.Position(bad)); err == nil {
			t.Errorf("%q: %v", bad, got)
		}
	}
}
