package tabletest

import (
	"crypto/rand"

	"kibitz/internal/table"
)

// tagged returns an item of both indexes whose color has so many bytes.
func tagged(tag string, color int) table.Item {
	return item("p", "a", attrTagPK, "t", attrTagSK, tag, attrColor, long(color), attrUserPK, "u", attrUserSK, "1")
}

func indexUnits() []unitsCase {
	a := key("p", "a")
	set := func(name, v string) table.Op { return table.Update(a).Setting(name, table.String(v)) }
	small, large := tagged("1", 1), tagged("1", 3000)
	stored := func(it table.Item) []table.Item { return []table.Item{it} }
	wide := tagged("1", 1)
	wide["other"] = table.String(long(3000))
	return []unitsCase{
		{name: "index/put into both", call: one(table.Put(small)), want: written(1 + 1 + 1)},
		{name: "index/put into one", call: one(table.Put(item("p", "a", attrTagPK, "t", attrTagSK, "1"))), want: written(1 + 1)},
		{name: "index/put with half a key", call: one(table.Put(item("p", "a", attrTagPK, "t", attrUserSK, "1"))), want: written(1)},
		{name: "index/put with much that it leaves out", call: one(table.Put(wide)), want: written(3 + 1 + 1)},
		{name: "index/put with much that it carries", call: one(table.Put(large)), want: written(3 + 3 + 1)},
		{name: "index/put the same again", given: stored(large), call: one(table.Put(large)), want: written(3)},
		{name: "index/delete from both", given: stored(large), call: one(table.Delete(a)), want: written(3 + 3 + 1)},
		{name: "index/delete of an item in none", given: stored(item("p", "a", attrTagPK, "t")), call: one(table.Delete(a)), want: written(1)},
		{name: "index/change what it leaves out", given: stored(small), call: one(set("other", "x")), want: written(1)},
		{name: "index/change what one carries", given: stored(small), call: one(set(attrColor, "blue")), want: written(1 + 1)},
		{name: "index/change to the same", given: stored(small), call: one(set(attrColor, long(1))), want: written(1)},
		{name: "index/shrink what it carries", given: stored(large), call: one(set(attrColor, "red")), want: written(3 + 3)},
		{name: "index/grow what it carries", given: stored(small), call: one(set(attrColor, long(3000))), want: written(3 + 3)},
		{name: "index/remove what it carries", given: stored(small), call: one(table.Update(a).Removing(attrColor)), want: written(1 + 1)},
		{name: "index/move", given: stored(small), call: one(set(attrTagSK, "2")), want: written(1 + 2)},
		{name: "index/move to another partition", given: stored(small), call: one(set(attrTagPK, "s")), want: written(1 + 2)},
		{name: "index/move in both", given: stored(small), call: one(set(attrTagPK, "s").Setting(attrUserSK, table.String("2"))), want: written(1 + 2 + 2)},
		{name: "index/move, each half rounded", given: stored(tagged("1", 1500)), call: one(set(attrTagSK, "2")), want: written(2 + 2 + 2)},
		{name: "index/move and shrink", given: stored(large), call: one(table.Put(tagged("2", 1))), want: written(3 + 3 + 1)},
		{name: "index/leave", given: stored(large), call: one(table.Update(a).Removing(attrTagSK)), want: written(3 + 3)},
		{name: "index/join", given: stored(item("p", "a", attrTagPK, "t")), call: one(set(attrTagSK, "1")), want: written(1 + 1)},
		{name: "index/TTL is carried by one", given: stored(small), call: one(table.Update(a).Setting(table.AttrTTL, table.Int(1))), want: written(1 + 1)},
		{name: "index/failed put", given: stored(large), call: one(table.Put(small).When(table.Absent(attrColor))), fails: true, want: written(3)},
		{name: "index/count what it leaves out", given: stored(small), call: one(table.Update(a).Adding("views", table.Int(1))), want: written(1)},
	}
}

func transactionUnits() []unitsCase {
	b, c := table.Put(item("p", "b")), table.Put(item("p", "c"))
	large := sized(3000, item("p", "a"))
	stored := []table.Item{large}
	a := large.Key()
	fails := table.Absent(table.AttrPK)
	token := func(ops ...table.Op) table.Write { return table.Write{Token: rand.Text(), Ops: ops} }
	return []unitsCase{
		{name: "transaction/two small puts", call: all(b, c), want: written(2 + 2)},
		{name: "transaction/with 3 KB", call: all(table.Put(large), b), want: written(6 + 2)},
		{name: "transaction/update of 3 KB", given: stored, call: all(table.Update(a).Setting("n", table.Int(1)), b), want: written(6 + 2)},
		{name: "transaction/delete of 3 KB", given: stored, call: all(table.Delete(a), b), want: written(6 + 2)},
		{name: "transaction/put smaller", given: stored, call: all(table.Put(item("p", "a")), b), want: written(6 + 2)},
		{name: "transaction/delete of nothing", call: all(table.Delete(a), b), want: written(2 + 2)},
		{name: "transaction/check of 3 KB", given: stored, call: all(table.Check(a, table.Present("pad")), b), want: written(6 + 2)},
		{name: "transaction/check of nothing", call: all(table.Check(a, fails), b), want: written(2 + 2)},
		{name: "transaction/put the same again", given: stored, call: all(table.Put(large), b), want: written(6 + 2)},
		{name: "transaction/index entries are not doubled", call: all(table.Put(tagged("1", 1)), b), want: written(2 + 1 + 1 + 2)},
		{name: "transaction/index move is not doubled", given: []table.Item{tagged("1", 1)}, call: all(table.Put(tagged("2", 1)), b), want: written(2 + 2 + 2)},
		{name: "transaction/large index entry", call: all(table.Put(tagged("1", 3000)), b), want: written(6 + 3 + 1 + 2)},
		{name: "transaction/of a comment", call: all(
			table.Put(sized(900, tagged("1", 1))), table.Put(sized(1800, item("x", "-"))), table.Put(item("i", "-", table.AttrTTL, 1)),
			table.Update(key("l", "-")).Adding("n", table.Int(1)),
		), want: written(2 + 1 + 1 + 4 + 2 + 2)},
		{name: "transaction/failed", given: stored, call: all(table.Put(large).When(fails), b), fails: true, want: written(6 + 2)},
		{name: "transaction/failed beside 3 KB", given: stored, call: all(table.Delete(a), b.When(table.Present("n"))), fails: true, want: written(6 + 2)},
		{name: "transaction/repeated", call: token(b, c), again: true, want: read(2 + 2)},
		{name: "transaction/repeated with 5 KB", call: token(table.Put(sized(5000, large)), b), again: true, want: read(4 + 2)},
		{name: "transaction/repeated with index entries", call: token(table.Put(tagged("1", 1)), b), again: true, want: read(2 + 2)},
		{name: "transaction/repeated delete", given: []table.Item{sized(5000, item("p", "a"))}, call: token(table.Delete(a), b), again: true, want: read(4 + 2)},
	}
}
