package tabletest

import "kibitz/internal/table"

func pageCases() []testCase {
	return []testCase{
		{"page/every limit", pageLimits},
		{"page/cursor of a deleted item", pageDeleted},
		{"page/inserts and deletes between pages", pageChanging},
		{"page/inserts and deletes, descending", pageChangingDescending},
		{"page/cursor of a key that never was", pageInvented},
		{"page/prefix", pagePrefix},
		{"page/index", pageIndex},
		{"page/index with equal sort keys", pageIndexTies},
		{"page/index, inserts and deletes between pages", pageIndexChanging},
	}
}

func pageLimits(h *harness) {
	keys := []string{"a", "b", "c", "d", "e", "f", "g"}
	h.putKeys(keys...)
	for limit := 1; limit <= len(keys)+1; limit++ {
		h.wantKeys(h.all(table.Query{PK: "p", Limit: limit}), keys...)
		h.wantKeys(h.all(table.Query{PK: "p", Limit: limit, Descending: true}), "g", "f", "e", "d", "c", "b", "a")
	}
}

// next reads one page and returns the query of the page behind it.
func (h *harness) next(q table.Query, attr string, want ...string) table.Query {
	h.Helper()
	page := h.query(q)
	h.wantOrder(page.Items, attr, want...)
	if page.Next == nil {
		h.Fatalf("no cursor behind %q", want)
	}
	q.After = page.Next
	return q
}

func pageDeleted(h *harness) {
	h.putKeys("a", "b", "c", "d")
	q := h.next(table.Query{PK: "p", Limit: 2}, table.AttrSK, "a", "b")
	h.write(table.Delete(key("p", "b")))
	h.wantKeys(h.all(q), "c", "d")
	h.write(table.Delete(key("p", "a")))
	h.wantKeys(h.all(q), "c", "d")
	h.write(table.Delete(key("p", "c")))
	h.write(table.Delete(key("p", "d")))
	h.wantKeys(h.all(q))
}

func pageChanging(h *harness) {
	h.putKeys("b", "d", "f", "h")
	q := h.next(table.Query{PK: "p", Limit: 2}, table.AttrSK, "b", "d")
	h.put(item("p", "a"), item("p", "c"), item("p", "e"), item("p", "i"))
	h.write(table.Delete(key("p", "f")))
	h.wantKeys(h.all(q), "e", "h", "i")
}

func pageChangingDescending(h *harness) {
	h.putKeys("b", "d", "f", "h")
	q := h.next(table.Query{PK: "p", Limit: 2, Descending: true}, table.AttrSK, "h", "f")
	h.put(item("p", "a"), item("p", "c"), item("p", "e"), item("p", "g"), item("p", "i"))
	h.write(table.Delete(key("p", "f")))
	h.write(table.Delete(key("p", "d")))
	h.wantKeys(h.all(q), "e", "c", "b", "a")
}

func pageInvented(h *harness) {
	h.putKeys("b", "d", "f")
	at := func(sk string) table.Query { return table.Query{PK: "p", Limit: 10, After: &table.Cursor{SK: sk}} }
	h.wantKeys(h.all(at("a")), "b", "d", "f")
	h.wantKeys(h.all(at("b")), "d", "f")
	h.wantKeys(h.all(at("b\x00")), "d", "f")
	h.wantKeys(h.all(at("c")), "d", "f")
	h.wantKeys(h.all(at("g")))
	descending := at("e")
	descending.Descending = true
	h.wantKeys(h.all(descending), "d", "b")
}

func pagePrefix(h *harness) {
	h.putKeys("a", "ba", "bb", "bc", "bd", "c")
	q := h.next(table.Query{PK: "p", Prefix: "b", Limit: 2}, table.AttrSK, "ba", "bb")
	h.put(item("p", "baa"), item("p", "bca"))
	h.write(table.Delete(key("p", "bb")))
	h.wantKeys(h.all(q), "bc", "bca", "bd")

	q = h.next(table.Query{PK: "p", Prefix: "b", Limit: 2, Descending: true}, table.AttrSK, "bd", "bca")
	h.wantKeys(h.all(q), "bc", "baa", "ba")
}

func pageIndex(h *harness) {
	h.putTagged("1", "2", "3", "4", "5")
	for limit := 1; limit <= 6; limit++ {
		h.wantOrder(h.all(table.Query{Index: byTag, PK: "t", Limit: limit}), attrTagSK, "1", "2", "3", "4", "5")
		h.wantOrder(h.all(table.Query{Index: byTag, PK: "t", Limit: limit, Descending: true}), attrTagSK, "5", "4", "3", "2", "1")
	}
}

// pageIndexTies has items that only their table keys tell apart. Their order
// is the engine's own, but each comes once.
func pageIndexTies(h *harness) {
	want := make(map[table.Key]bool)
	for _, pk := range []string{"p", "q"} {
		for _, sk := range []string{"a", "b", "c"} {
			h.put(item(pk, sk, attrTagPK, "t", attrTagSK, "same"))
			want[key(pk, sk)] = true
		}
	}
	h.put(item("p", "first", attrTagPK, "t", attrTagSK, "sam"), item("p", "last", attrTagPK, "t", attrTagSK, "same!"))
	for _, descending := range []bool{false, true} {
		for limit := 1; limit <= 4; limit++ {
			items := h.all(table.Query{Index: byTag, PK: "t", Limit: limit, Descending: descending})
			if len(items) != len(want)+2 {
				h.Fatalf("%d items with limit %d, want %d", len(items), limit, len(want)+2)
			}
			seen := make(map[table.Key]bool)
			for _, it := range items[1 : len(items)-1] {
				if !want[it.Key()] || seen[it.Key()] {
					h.Errorf("item %s among equal sort keys, or again", show(it))
				}
				seen[it.Key()] = true
			}
		}
	}
}

func pageIndexChanging(h *harness) {
	h.putTagged("2", "4", "6", "8")
	q := h.next(table.Query{Index: byTag, PK: "t", Limit: 2}, attrTagSK, "2", "4")
	h.putTagged("1", "3", "5", "9")
	h.write(table.Delete(key("p", "of 4")))
	h.write(table.Update(key("p", "of 6")).Setting(attrTagSK, table.String("0")))
	h.wantOrder(h.all(q), attrTagSK, "5", "8", "9")
}

// putTagged stores items of partition p that are in index gsi1 under t with
// these sort keys.
func (h *harness) putTagged(tags ...string) {
	h.Helper()
	for _, tag := range shuffled(tags) {
		h.put(item("p", "of "+tag, attrTagPK, "t", attrTagSK, tag))
	}
}
