package tabletest

import "kibitz/internal/table"

func indexCases() []testCase {
	return []testCase{
		{"index/sparse", indexSparse},
		{"index/both orders", indexOrders},
		{"index/prefix", indexPrefix},
		{"index/include projection", indexInclude},
		{"index/keys-only projection", indexKeysOnly},
		{"index/item moves", indexMove},
		{"index/item joins and leaves", indexJoin},
		{"index/item is replaced and deleted", indexReplace},
		{"index/many partitions", indexPartitions},
	}
}

func indexSparse(h *harness) {
	h.put(
		item("p", "in both", attrTagPK, "t", attrTagSK, "1", attrUserPK, "u", attrUserSK, "1"),
		item("p", "in one", attrTagPK, "t", attrTagSK, "2"),
		item("p", "no sort key", attrTagPK, "t", attrUserPK, "u"),
		item("p", "no partition key", attrTagSK, "3", attrUserSK, "3"),
		item("p", "in none"),
	)
	h.wantKeys(h.all(table.Query{Index: byTag, PK: "t", Limit: 10}), "in both", "in one")
	h.wantKeys(h.all(table.Query{Index: byUser, PK: "u", Limit: 10}), "in both")
	h.wantKeys(h.all(table.Query{PK: "p", Limit: 10}), "in both", "in none", "in one", "no partition key", "no sort key")
}

// indexOrders has an order of its own in each index.
func indexOrders(h *harness) {
	h.put(
		item("p", "a", attrTagPK, "t", attrTagSK, "2", attrUserPK, "u", attrUserSK, "3"),
		item("q", "b", attrTagPK, "t", attrTagSK, "3", attrUserPK, "u", attrUserSK, "1"),
		item("r", "c", attrTagPK, "t", attrTagSK, "1", attrUserPK, "u", attrUserSK, "2"),
	)
	h.wantKeys(h.all(table.Query{Index: byTag, PK: "t", Limit: 10}), "c", "a", "b")
	h.wantKeys(h.all(table.Query{Index: byTag, PK: "t", Limit: 10, Descending: true}), "b", "a", "c")
	h.wantKeys(h.all(table.Query{Index: byUser, PK: "u", Limit: 10}), "b", "c", "a")
	h.wantKeys(h.all(table.Query{Index: byUser, PK: "u", Limit: 10, Descending: true}), "a", "c", "b")
}

func indexPrefix(h *harness) {
	h.putTagged("1", "10", "11", "2", "20", "é")
	h.wantOrder(h.all(table.Query{Index: byTag, PK: "t", Prefix: "1", Limit: 2}), attrTagSK, "1", "10", "11")
	h.wantOrder(h.all(table.Query{Index: byTag, PK: "t", Prefix: "1", Limit: 2, Descending: true}), attrTagSK, "11", "10", "1")
	h.wantOrder(h.all(table.Query{Index: byTag, PK: "t", Prefix: "é", Limit: 2}), attrTagSK, "é")
	h.wantOrder(h.all(table.Query{Index: byTag, PK: "t", Prefix: "3", Limit: 2}), attrTagSK)
}

func indexInclude(h *harness) {
	h.put(
		item("p", "a", attrTagPK, "t", attrTagSK, "1", attrColor, "red", "other", "hidden", attrUserPK, "u", attrUserSK, "1"),
		item("p", "b", attrTagPK, "t", attrTagSK, "2", "other", "hidden"),
	)
	items := h.query(table.Query{Index: byTag, PK: "t", Limit: 10}).Items
	h.wantKeys(items, "a", "b")
	h.same(items[0], item("p", "a", attrTagPK, "t", attrTagSK, "1", attrColor, "red"))
	h.same(items[1], item("p", "b", attrTagPK, "t", attrTagSK, "2"))
}

func indexKeysOnly(h *harness) {
	h.put(item("p", "a", attrTagPK, "t", attrTagSK, "1", attrColor, "red", attrUserPK, "u", attrUserSK, "1"))
	items := h.query(table.Query{Index: byUser, PK: "u", Limit: 10}).Items
	h.wantKeys(items, "a")
	h.same(items[0], item("p", "a", attrUserPK, "u", attrUserSK, "1"))
}

func indexMove(h *harness) {
	h.putTagged("1", "2", "3")
	h.write(table.Update(key("p", "of 1")).Setting(attrTagSK, table.String("4")))
	h.wantKeys(h.all(table.Query{Index: byTag, PK: "t", Limit: 10}), "of 2", "of 3", "of 1")
	h.write(table.Update(key("p", "of 2")).Setting(attrTagPK, table.String("other")).Setting(attrColor, table.String("red")))
	h.wantKeys(h.all(table.Query{Index: byTag, PK: "t", Limit: 10}), "of 3", "of 1")
	items := h.all(table.Query{Index: byTag, PK: "other", Limit: 10})
	h.wantKeys(items, "of 2")
	h.same(items[0], item("p", "of 2", attrTagPK, "other", attrTagSK, "2", attrColor, "red"))
}

func indexJoin(h *harness) {
	h.put(item("p", "a", attrTagPK, "t"))
	h.wantKeys(h.all(table.Query{Index: byTag, PK: "t", Limit: 10}))
	h.write(table.Update(key("p", "a")).Setting(attrTagSK, table.String("1")))
	h.wantKeys(h.all(table.Query{Index: byTag, PK: "t", Limit: 10}), "a")
	h.write(table.Update(key("p", "a")).Removing(attrTagPK))
	h.wantKeys(h.all(table.Query{Index: byTag, PK: "t", Limit: 10}))
	h.wantItem(key("p", "a"), item("p", "a", attrTagSK, "1"))
}

func indexReplace(h *harness) {
	h.put(item("p", "a", attrTagPK, "t", attrTagSK, "1", attrColor, "red"))
	h.put(item("p", "a", attrTagPK, "t", attrTagSK, "1", attrColor, "blue"))
	h.same(h.query(table.Query{Index: byTag, PK: "t", Limit: 1}).Items[0],
		item("p", "a", attrTagPK, "t", attrTagSK, "1", attrColor, "blue"))
	h.put(item("p", "a"))
	h.wantKeys(h.all(table.Query{Index: byTag, PK: "t", Limit: 10}))

	h.put(item("p", "b", attrTagPK, "t", attrTagSK, "1", attrUserPK, "u", attrUserSK, "1"))
	h.write(table.Delete(key("p", "b")))
	h.wantKeys(h.all(table.Query{Index: byTag, PK: "t", Limit: 10}))
	h.wantKeys(h.all(table.Query{Index: byUser, PK: "u", Limit: 10}))
}

// indexPartitions has index keys that are easily mistaken for one another
// when they are joined carelessly.
func indexPartitions(h *harness) {
	keys := [][2]string{{"t", "1"}, {"t\x00", "1"}, {"t", "\x001"}, {"t1", "1"}, {"t", "11"}, {"T", "1"}, {"t#", "1"}, {"\x00t", "1"}}
	for i, k := range keys {
		h.put(item("p", string(rune('a'+i)), attrTagPK, k[0], attrTagSK, k[1]))
	}
	h.wantOrder(h.all(table.Query{Index: byTag, PK: "t", Limit: 2}), attrTagSK, "\x001", "1", "11")
	h.wantKeys(h.all(table.Query{Index: byTag, PK: "t\x00", Limit: 2}), "b")
	h.wantKeys(h.all(table.Query{Index: byTag, PK: "t1", Limit: 2}), "d")
	h.wantKeys(h.all(table.Query{Index: byTag, PK: "T", Limit: 2}), "f")
	h.wantKeys(h.all(table.Query{Index: byTag, PK: "t#", Limit: 2}), "g")
	h.wantKeys(h.all(table.Query{Index: byTag, PK: "\x00t", Limit: 2}), "h")
}
