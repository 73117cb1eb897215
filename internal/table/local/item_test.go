package local

import (
	"errors"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"kibitz/internal/table"
)

func manyItems() []table.Item {
	k := table.Item{"pk": table.String("p"), "sk": table.String("s")}
	all := k.Clone()
	all["string"] = table.String("Tiếng Việt \x00 😀")
	all["empty"] = table.String("")
	all["int"] = table.Int(-1234567890)
	all["zero"] = table.Int(0)
	all["bytes"] = table.Bytes([]byte{0, 1, 0xFF})
	all["no bytes"] = table.Bytes(nil)
	all["yes"], all["no"] = table.Bool(true), table.Bool(false)
	all["long "+strings.Repeat("name", 100)] = table.String(strings.Repeat("content", 1000))
	items := []table.Item{k, all}
	for _, decimal := range []string{"0.1", "-1E-130", "9.9999999999999999999999999999999999999E+125", "12345678901234567890"} {
		n, err := table.Number(decimal)
		if err != nil {
			panic(err)
		}
		it := k.Clone()
		it["n"] = n
		items = append(items, it)
	}
	crowd := k.Clone()
	for i := range 300 {
		crowd[fmt.Sprint(i)] = table.Int(int64(i))
	}
	return append(items, crowd)
}

func TestItemsAreKeptExactly(t *testing.T) {
	for _, it := range manyItems() {
		b := appendItem(nil, it, keyAttributes)
		got, size := newItem(it.Key(), b)
		rest, err := decodeItem(b, got)
		if err != nil || !maps.Equal(got, it) {
			t.Errorf("item %v read as %v, %v", it, got, err)
		}
		if size+rest != it.Size() {
			t.Errorf("item %v: size %d, want %d", it, size+rest, it.Size())
		}
	}
}

// TestCutItems reads every beginning of an item: it is corrupt or has fewer
// attributes, and nothing worse.
func TestCutItems(t *testing.T) {
	it := manyItems()[1]
	b := appendItem(nil, it, keyAttributes)
	for n := range b {
		got, _ := newItem(it.Key(), b[:n])
		if _, err := decodeItem(b[:n], got); err == nil && len(got) >= len(it) || err != nil && !errors.Is(err, ErrCorrupt) {
			t.Errorf("first %d of %d bytes: %v, %v", n, len(b), got, err)
		}
	}
}

func FuzzDecodeItem(f *testing.F) {
	for _, it := range manyItems() {
		f.Add(appendItem(nil, it, keyAttributes))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		k := table.Key{PK: "p", SK: "s"}
		it, _ := newItem(k, b)
		if _, err := decodeItem(b, it); err != nil {
			if !errors.Is(err, ErrCorrupt) {
				t.Error(err)
			}
			return
		}
		b = appendItem(nil, it, keyAttributes)
		again, _ := newItem(k, b)
		if _, err := decodeItem(b, again); err != nil {
			t.Error(err)
		}
		delete(it, "pk") // attributes that a key tells are not stored
		delete(it, "sk")
		delete(again, "pk")
		delete(again, "sk")
		if !maps.Equal(again, it) {
			t.Errorf("%v read again as %v", it, again)
		}
	})
}

func FuzzDecodeRecord(f *testing.F) {
	b := appendRecordHead(nil, time.Unix(1, 0))
	for _, it := range manyItems() {
		b = appendChangeHead(b, change{key: it.Key(), new: it, expired: true})
		b = appendImage(b, appendItem(nil, it, keyAttributes))
	}
	f.Add(b, uint64(100))
	f.Fuzz(func(t *testing.T, b []byte, last uint64) {
		changes, err := decodeRecord(b, last)
		if err != nil && !errors.Is(err, ErrCorrupt) || err == nil && uint64(len(changes)) > last {
			t.Errorf("%d changes up to %d, %v", len(changes), last, err)
		}
	})
}

func FuzzDecodeToken(f *testing.F) {
	f.Add((&token{at: time.Unix(1, 2), units: 12}).append(nil))
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := decodeToken(b)
		if err != nil {
			if !errors.Is(err, ErrCorrupt) {
				t.Error(err)
			}
			return
		}
		if again, err := decodeToken(got.append(nil)); err != nil || *again != *got {
			t.Errorf("token %v read again as %v, %v", got, again, err)
		}
	})
}
