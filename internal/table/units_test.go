package table

import (
	"strings"
	"testing"
	"time"
)

func TestValueSize(t *testing.T) {
	for _, c := range []struct {
		v    Value
		want int
	}{
		{String(""), 0}, {String("abc"), 3}, {String("é😀"), 6}, {Bytes([]byte{0, 1, 2}), 3}, {Bool(true), 1}, {Bool(false), 1},
		{Int(0), 1}, {Int(1), 2}, {Int(-1), 3}, {Int(12), 2}, {Int(123), 3}, {Int(100), 2}, {Int(1000000), 2}, {Int(1234567890123), 8},
		{number(t, "0.5"), 2}, {number(t, "0.05"), 2}, {number(t, "0.0012"), 2}, {number(t, "0.00123"), 3}, {number(t, "1.5"), 3},
		{number(t, "12.34"), 3}, {number(t, "123.4"), 4}, {number(t, "100.001"), 5}, {number(t, "10.01"), 3}, {number(t, "1000.1"), 4},
		{number(t, "-12.5"), 4}, {number(t, "1.234E50"), 3}, {number(t, "1E125"), 2}, {number(t, "1E-130"), 2}, {number(t, "9.9E-130"), 2},
		{number(t, nines38), 20}, {number(t, "0."+nines38), 20}, {number(t, nines38[1:]+".9"), 21}, {number(t, "-"+nines38), 21},
	} {
		if got := c.v.Size(); got != c.want {
			t.Errorf("size of %.45s is %d, want %d", c.v.Raw(), got, c.want)
		}
	}
}

func TestItemSize(t *testing.T) {
	if n := (Item{AttrPK: String("p"), AttrSK: String("s"), "é": Int(12), "t": Bool(true)}).Size(); n != 3+3+4+2 {
		t.Errorf("size %d", n)
	}
	if n := Item(nil).Size(); n != 0 {
		t.Errorf("size of nothing is %d", n)
	}
}

func TestReadUnits(t *testing.T) {
	for bytes, want := range map[int]float64{0: 1, 1: 1, 4096: 1, 4097: 2, 8192: 2, MaxItem: 100, MaxPageSize: 256} {
		if got := ReadUnits(bytes, true); got != want {
			t.Errorf("ReadUnits(%d, true) = %v, want %v", bytes, got, want)
		}
		if got := ReadUnits(bytes, false); got != want/2 {
			t.Errorf("ReadUnits(%d, false) = %v, want %v", bytes, got, want/2)
		}
	}
}

func padded(bytes int) Item {
	return Item{"x": String(strings.Repeat("x", bytes-1))}
}

func TestWriteUnits(t *testing.T) {
	for _, c := range []struct {
		old, new Item
		want     float64
	}{
		{nil, nil, 1}, {nil, padded(1024), 1}, {nil, padded(1025), 2}, {padded(3000), padded(10), 3}, {padded(10), padded(3000), 3},
		{padded(3000), nil, 3}, {padded(MaxItem), padded(MaxItem), 400},
	} {
		if got := WriteUnits(c.old, c.new); got != c.want {
			t.Errorf("WriteUnits of %d and %d bytes = %v, want %v", c.old.Size(), c.new.Size(), got, c.want)
		}
	}
}

func TestReplayUnits(t *testing.T) {
	if got := ReplayUnits(nil, nil); got != 2 {
		t.Errorf("units %v of a replay of nothing", got)
	}
	if got := ReplayUnits(padded(5000), padded(10)); got != 4 {
		t.Errorf("units %v of a replay of 5 KB", got)
	}
}

func TestProject(t *testing.T) {
	ix := Index{Name: "i", PK: "ip", SK: "is", Include: []string{"in", "also"}}
	it := Item{AttrPK: String("p"), AttrSK: String("s"), "ip": String("a"), "is": String("b"), "in": Int(1), "out": Int(2)}
	entry := ix.Project(it)
	if len(entry) != 5 || entry["in"] != Int(1) || entry.Key() != it.Key() || entry["ip"] != it["ip"] || entry["is"] != it["is"] {
		t.Errorf("entry %v", entry)
	}
	for _, name := range []string{"ip", "is"} {
		for _, v := range []Value{{}, String(""), Int(1), Bytes([]byte("a"))} {
			other := it.Clone()
			other[name] = v
			if v == (Value{}) {
				delete(other, name)
			}
			if entry := ix.Project(other); entry != nil {
				t.Errorf("entry %v of item %v", entry, other)
			}
		}
	}
	if ix.Project(nil) != nil {
		t.Error("entry of no item")
	}
}

func TestIndexAndSchemaWriteUnits(t *testing.T) {
	s := Schema{Indexes: []Index{{Name: "i", PK: "ip", SK: "is", Include: []string{"in"}}, {Name: "k", PK: "kp", SK: "ks"}}}
	member := func(sk string, in int) Item {
		return Item{AttrPK: String("p"), AttrSK: String("s"), "ip": String("a"), "is": String(sk), "in": String(strings.Repeat("x", in)), "out": Int(1)}
	}
	outsider := Item{AttrPK: String("p"), AttrSK: String("s"), "ip": String("a")}
	changed := member("1", 1)
	changed["out"] = Int(2)
	both := member("1", 1)
	both["kp"], both["ks"] = String("a"), String("b")
	for _, c := range []struct {
		name     string
		old, new Item
		index    float64 // of i
		all      float64 // table and both indexes, in a transaction
	}{
		{"nothing", nil, nil, 0, 2},
		{"never in", nil, outsider, 0, 2},
		{"comes", nil, member("1", 1), 1, 3},
		{"comes, large", outsider, member("1", 3000), 3, 9},
		{"goes", member("1", 3000), nil, 3, 9},
		{"leaves", member("1", 3000), outsider, 3, 9},
		{"stays", member("1", 3000), member("1", 3000), 0, 6},
		{"changes beside it", member("1", 1), changed, 0, 2},
		{"grows", member("1", 1), member("1", 3000), 3, 9},
		{"shrinks", member("1", 3000), member("1", 1), 3, 9},
		{"moves", member("1", 1500), member("2", 1500), 4, 8},
		{"moves and shrinks", member("1", 3000), member("2", 1), 4, 10},
		{"comes into both", nil, both, 1, 4},
		{"comes into the other", member("1", 1), both, 0, 3},
	} {
		if got := s.Indexes[0].WriteUnits(c.old, c.new); got != c.index {
			t.Errorf("%s: %v units of the index, want %v", c.name, got, c.index)
		}
		if got := s.WriteUnits(c.old, c.new, true); got != c.all {
			t.Errorf("%s: %v units, want %v", c.name, got, c.all)
		}
		if got := s.WriteUnits(c.old, c.new, false); got != c.all-WriteUnits(c.old, c.new) {
			t.Errorf("%s: %v units outside a transaction", c.name, got)
		}
	}
}

func TestExpired(t *testing.T) {
	now := time.Unix(100, 999)
	for ttl, want := range map[string]bool{"99": true, "99.9": true, "100": false, "100.5": false, "101": false, "0": true, "-5": true} {
		if got := (Item{AttrTTL: number(t, ttl)}).Expired(now); got != want {
			t.Errorf("item with TTL %s expired: %v", ttl, got)
		}
	}
	for _, it := range []Item{nil, {}, {AttrTTL: String("1")}} {
		if it.Expired(now) {
			t.Errorf("item %v expired", it)
		}
	}
}
