package tabletest

import "kibitz/internal/table"

func putCases() []testCase {
	return []testCase{
		{"put/creates and replaces", putReplaces},
		{"put/images", putImages},
		{"put/keys are apart", putApart},
		{"delete/removes", deleteRemoves},
		{"delete/absent", deleteAbsent},
		{"delete/images", deleteImages},
	}
}

func putReplaces(h *harness) {
	h.put(item("p", "a", "x", 1, "y", 2))
	h.wantItem(key("p", "a"), item("p", "a", "x", 1, "y", 2))
	h.put(item("p", "a", "y", 3, "z", 4))
	h.wantItem(key("p", "a"), item("p", "a", "y", 3, "z", 4))
	h.put(item("p", "a"))
	h.wantItem(key("p", "a"), item("p", "a"))
}

// image writes one operation and returns an image.
func (h *harness) image(which table.Image, op table.Op) table.Item {
	h.Helper()
	return h.writeAs(table.Write{Return: which, Ops: []table.Op{op}}).Image
}

func putImages(h *harness) {
	one, two := item("p", "a", "n", 1), item("p", "a", "m", 2)
	h.same(h.image(table.OldImage, table.Put(one)), nil)
	h.same(h.image(table.OldImage, table.Put(two)), one)
	h.same(h.image(table.NewImage, table.Put(one)), one)
	h.same(h.image(table.NoImage, table.Put(two)), nil)
	h.wantItem(key("p", "a"), two)
}

// putApart has keys that are easily mistaken for one another when their parts
// are joined carelessly.
func putApart(h *harness) {
	keys := []table.Key{
		key("a", "bc"), key("ab", "c"), key("a\x00", "b"), key("a", "\x00b"), key("a\x00b", "c"), key("a", "b\x00c"),
		key("a\x00\x00", "b"), key("a", "\x00\x00b"), key("a\x01", "b"), key("a\x00\x01", "b"), key("A", "bc"), key("a#b", "c"), key("a", "b#c"),
	}
	for i, k := range keys {
		h.put(item(k.PK, k.SK, "n", i))
	}
	for i, it := range h.get(keys...) {
		h.same(it, item(keys[i].PK, keys[i].SK, "n", i))
	}
	h.write(table.Delete(keys[0]))
	h.wantItem(keys[0], nil)
	h.wantItem(keys[1], item("ab", "c", "n", 1))
}

func deleteRemoves(h *harness) {
	h.put(item("p", "a"), item("p", "b"))
	h.write(table.Delete(key("p", "a")))
	h.wantItem(key("p", "a"), nil)
	h.wantItem(key("p", "b"), item("p", "b"))
	h.wantKeys(h.all(table.Query{PK: "p", Limit: 10}), "b")
	h.put(item("p", "a", "again", true))
	h.wantItem(key("p", "a"), item("p", "a", "again", true))
}

func deleteAbsent(h *harness) {
	h.write(table.Delete(key("p", "a")))
	h.write(table.Delete(key("p", "a")))
	h.wantItem(key("p", "a"), nil)
}

func deleteImages(h *harness) {
	h.put(item("p", "a", "n", 1))
	h.same(h.image(table.OldImage, table.Delete(key("p", "a"))), item("p", "a", "n", 1))
	h.same(h.image(table.OldImage, table.Delete(key("p", "a"))), nil)
	h.put(item("p", "a", "n", 1))
	h.same(h.image(table.NewImage, table.Delete(key("p", "a"))), nil)
}
