package tabletest

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"kibitz/internal/table"
)

func getCases() []testCase {
	return []testCase{
		{"get/absent", getAbsent},
		{"get/every kind of value", getEveryKind},
		{"get/in the order of the keys", getOrder},
		{"get/one key twice", getTwice},
		{"get/100 keys", getMany},
		{"get/more than one answer holds", getHuge},
		{"get/eventually consistent", getEventually},
		{"get/items are not shared", getUnshared},
		{"get/ended context", getEnded},
	}
}

func getAbsent(h *harness) {
	h.put(item("p", "a"))
	for _, k := range []table.Key{key("p", "b"), key("q", "a"), key("p", "aa"), key("pa", "a")} {
		h.wantItem(k, nil)
	}
}

func getEveryKind(h *harness) {
	it := item("p", "a",
		"string", "Tiếng Việt, “English” and 😀", "empty", "",
		"int", 42, "negative", -1, "zero", 0,
		"bytes", []byte{0, 1, 0xFF, 0xFE}, "nothing", []byte{},
		"yes", true, "no", false,
		"string that looks like a number", "1.0", "string with a NUL", "a\x00b",
	)
	h.put(it)
	h.wantItem(it.Key(), it)
}

func getOrder(h *harness) {
	h.put(item("p", "a", "n", 1), item("p", "b", "n", 2), item("q", "a", "n", 3))
	got := h.get(key("q", "a"), key("p", "x"), key("p", "b"), key("p", "a"))
	h.same(got[0], item("q", "a", "n", 3))
	h.same(got[1], nil)
	h.same(got[2], item("p", "b", "n", 2))
	h.same(got[3], item("p", "a", "n", 1))
}

func getTwice(h *harness) {
	it := item("p", "a", "n", 1)
	h.put(it)
	got := h.get(it.Key(), key("p", "b"), it.Key(), key("p", "b"))
	h.same(got[0], it)
	h.same(got[1], nil)
	h.same(got[2], it)
	h.same(got[3], nil)
	got[0]["n"] = table.Int(2)
	h.same(got[2], it)
}

func getMany(h *harness) {
	var ops []table.Op
	var keys []table.Key
	for i := range table.MaxKeys {
		it := item("p", fmt.Sprintf("%03d", i), "n", i)
		ops = append(ops, table.Put(it))
		keys = append(keys, it.Key())
	}
	h.write(ops...)
	for i, it := range h.get(keys...) {
		h.same(it, ops[i].Item)
	}
}

// getHuge reads more than the 16 MB that a BatchGetItem answers at once.
func getHuge(h *harness) {
	const items, bytes = 45, 390_000
	var keys []table.Key
	for i := range items {
		it := sized(bytes, item("p", fmt.Sprintf("%03d", i), "n", i))
		h.put(it)
		keys = append(keys, it.Key())
	}
	for i, it := range h.get(keys...) {
		if it["n"].Int() != int64(i) || it.Size() != bytes {
			h.Errorf("item %d: n = %d, %d bytes", i, it["n"].Int(), it.Size())
		}
	}
}

func getEventually(h *harness) {
	it := item("p", "a", "n", 1)
	h.put(it)
	got, err := h.Table.Get(h.Context(), table.Get{Keys: []table.Key{it.Key(), key("p", "b")}})
	if err != nil {
		h.Fatal(err)
	}
	h.same(got.Items[0], it)
	h.same(got.Items[1], nil)
}

func getUnshared(h *harness) {
	it := item("p", "a", "n", 1)
	want := it.Clone()
	h.put(it)
	it["n"] = table.Int(2)
	h.wantItem(it.Key(), want)

	for _, handedOut := range []func() table.Item{
		func() table.Item { return h.get(want.Key())[0] },
		func() table.Item { return h.query(table.Query{PK: "p", Limit: 1}).Items[0] },
		func() table.Item { return h.image(table.OldImage, table.Put(want)) },
		func() table.Item { return h.image(table.NewImage, table.Put(want)) },
		func() table.Item { return h.failed(0, table.Put(want).When(table.Absent("n"))) },
	} {
		handedOut()["n"] = table.Int(3)
		h.wantItem(it.Key(), want)
	}
}

func getEnded(h *harness) {
	it := item("p", "a")
	h.put(it)
	ctx, cancel := context.WithCancel(h.Context())
	cancel()
	_, getErr := h.Table.Get(ctx, table.Get{Keys: []table.Key{it.Key()}})
	_, queryErr := h.Table.Query(ctx, table.Query{PK: "p", Limit: 1})
	_, writeErr := h.Table.Write(ctx, table.Write{Ops: []table.Op{table.Delete(it.Key())}})
	for _, err := range []error{getErr, queryErr, writeErr} {
		if !errors.Is(err, context.Canceled) {
			h.Errorf("call with an ended context: %v, want context.Canceled", err)
		}
	}
	h.wantItem(it.Key(), it)
}

// long returns a string of so many bytes.
func long(bytes int) string { return strings.Repeat("k", bytes) }
