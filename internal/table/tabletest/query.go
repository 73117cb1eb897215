package tabletest

import (
	"fmt"
	"slices"

	"kibitz/internal/table"
)

func queryCases() []testCase {
	return []testCase{
		{"query/empty partition", queryEmpty},
		{"query/ascending", queryAscending},
		{"query/descending", queryDescending},
		{"query/whole items", queryWhole},
		{"query/prefix", queryPrefix},
		{"query/prefix with NUL", queryPrefixNUL},
		{"query/one partition only", queryPartition},
		{"query/keys in byte order", queryByteOrder},
		{"query/page of 1 MB", queryPageSize},
	}
}

func queryEmpty(h *harness) {
	h.put(item("p", "a"))
	page := h.query(table.Query{PK: "q", Limit: 10})
	if len(page.Items) != 0 || page.Next != nil {
		h.Errorf("page of an empty partition: %+v", page)
	}
	page = h.query(table.Query{PK: "p", Prefix: "b", Limit: 10})
	if len(page.Items) != 0 || page.Next != nil {
		h.Errorf("page of a prefix that no key has: %+v", page)
	}
}

// putKeys stores items with these sort keys in partition p, in an order that
// is not theirs.
func (h *harness) putKeys(keys ...string) {
	h.Helper()
	for _, sk := range shuffled(keys) {
		h.put(item("p", sk))
	}
}

func queryAscending(h *harness) {
	h.putKeys("a", "b", "c", "d", "e")
	page := h.query(table.Query{PK: "p", Limit: 10, Consistent: true})
	h.wantKeys(page.Items, "a", "b", "c", "d", "e")
	if page.Next != nil {
		h.Errorf("cursor %+v behind the last item", *page.Next)
	}
	h.wantKeys(h.query(table.Query{PK: "p", Limit: 3}).Items, "a", "b", "c")
}

func queryDescending(h *harness) {
	h.putKeys("a", "b", "c", "d", "e")
	h.wantKeys(h.query(table.Query{PK: "p", Descending: true, Limit: 10}).Items, "e", "d", "c", "b", "a")
	h.wantKeys(h.query(table.Query{PK: "p", Descending: true, Limit: 3}).Items, "e", "d", "c")
}

func queryWhole(h *harness) {
	it := item("p", "a", "n", 1, "s", "x", "b", []byte{1}, "t", true, attrTagPK, "t", attrTagSK, "1")
	h.put(it)
	h.same(h.query(table.Query{PK: "p", Limit: 1}).Items[0], it)
}

func queryPrefix(h *harness) {
	h.putKeys("a", "ab", "abc", "abd", "ac", "b", "é", "éa", "\U0010FFFF")
	for prefix, want := range map[string][]string{
		"":           {"a", "ab", "abc", "abd", "ac", "b", "é", "éa", "\U0010FFFF"},
		"a":          {"a", "ab", "abc", "abd", "ac"},
		"ab":         {"ab", "abc", "abd"},
		"abcd":       {},
		"é":          {"é", "éa"},
		"\U0010FFFF": {"\U0010FFFF"},
		"%":          {},
		"*":          {},
		"_":          {},
	} {
		for _, limit := range []int{1, 2, 100} {
			q := table.Query{PK: "p", Prefix: prefix, Limit: limit}
			h.wantKeys(h.all(q), want...)
			q.Descending = true
			descending := slices.Clone(want)
			slices.Reverse(descending)
			h.wantKeys(h.all(q), descending...)
		}
	}
}

func queryPrefixNUL(h *harness) {
	h.putKeys("a", "a\x00", "a\x00b", "ab")
	want := []string{"a\x00", "a\x00b"}
	if h.departs(NULEndsPrefix) {
		want = []string{"a", "a\x00", "a\x00b"}
	}
	h.wantKeys(h.query(table.Query{PK: "p", Prefix: "a\x00", Limit: 10}).Items, want...)
}

func queryPartition(h *harness) {
	partitions := []string{"p", "pp", "p\x00", "p#", "o", "P", "p\x00a"}
	for _, pk := range partitions {
		h.put(item(pk, "a"), item(pk, "b"), item(pk, "\x00"))
	}
	for _, pk := range partitions {
		items := h.query(table.Query{PK: pk, Limit: 100}).Items
		h.wantKeys(items, "\x00", "a", "b")
		for _, it := range items {
			if it[table.AttrPK].Str() != pk {
				h.Errorf("query of %q found %s", pk, show(it))
			}
		}
	}
}

// queryByteOrder has keys whose order differs when characters, UTF-16 units
// or C strings are compared in place of bytes.
func queryByteOrder(h *harness) {
	ordered := []string{
		"\x00", "\x00\x00", "\x00a", "\x01", " ", "!", "#", "/", "0", "10", "9", "A", "Z", "_", "a", "a\x00", "a\x00b", "a!", "aa", "z", "~",
		"\x7f", "\u0080", "é", "ệ", "\u2028", "\ud7ff", "\ue000", "\uffff", "\U00010000", "😀", "\U0010FFFF",
	}
	if !slices.IsSorted(ordered) {
		h.Fatal("the keys are not in byte order")
	}
	for _, k := range shuffled(ordered) {
		h.put(item("p", k, attrTagPK, "t", attrTagSK, k))
	}
	for _, limit := range []int{4, 100} {
		h.wantKeys(h.all(table.Query{PK: "p", Limit: limit}), ordered...)
		h.wantOrder(h.all(table.Query{Index: byTag, PK: "t", Limit: limit}), attrTagSK, ordered...)
	}
	for _, k := range ordered {
		h.wantItem(key("p", k), item("p", k, attrTagPK, "t", attrTagSK, k))
	}
}

// queryPageSize has more in its way than the 1 MB that one query reads.
func queryPageSize(h *harness) {
	const items, bytes = 30, 100_000
	want := make([]string, items)
	for i := range items {
		want[i] = fmt.Sprintf("%03d", i)
		h.put(sized(bytes, item("p", want[i])))
	}
	q := table.Query{PK: "p", Limit: 1000}
	page := h.query(q)
	if n := len(page.Items); page.Next == nil || n < 1 || n > 1+table.MaxPageSize/bytes {
		h.Errorf("first page of %d items of %d bytes, cursor %v", n, bytes, page.Next)
	}
	h.wantKeys(h.all(q), want...)
	q.Descending = true
	slices.Reverse(want)
	h.wantKeys(h.all(q), want...)
}
