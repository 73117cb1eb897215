package tabletest

import (
	"errors"
	"fmt"

	"kibitz/internal/table"
)

// unitsCase is one call and its price in units, worked out by hand from
// DynamoDB's documentation.
type unitsCase struct {
	name  string
	given []table.Item // what is stored before
	call  any          // table.Get, table.Query or table.Write
	want  table.Units
	fails bool // the call is a write whose condition does not hold
	again bool // the call is the second one with its token
}

func unitsCases() []testCase {
	var cases []testCase
	for _, group := range [][]unitsCase{readUnits(), writeUnits(), indexUnits(), transactionUnits()} {
		for _, c := range group {
			cases = append(cases, testCase{"units/" + c.name, c.run})
		}
	}
	return cases
}

func (c unitsCase) run(h *harness) {
	h.put(c.given...)
	if c.again {
		h.writeAs(c.call.(table.Write))
	}
	got, err := c.do(h)
	want := c.want
	if c.fails {
		var failure *table.ConditionError
		if !errors.As(err, &failure) {
			h.Fatalf("write: %v, want a ConditionError", err)
		}
		got, err = failure.Units, nil
		if h.departs(FailuresUntold) {
			want = table.Units{}
		}
	}
	if err != nil {
		h.Fatal(err)
	}
	if got != want {
		h.Errorf("%+v units, want %+v", got, want)
	}
}

func (c unitsCase) do(h *harness) (table.Units, error) {
	switch call := c.call.(type) {
	case table.Get:
		got, err := h.Table.Get(h.Context(), call)
		return got.Units, err
	case table.Query:
		page, err := h.Table.Query(h.Context(), call)
		return page.Units, err
	case table.Write:
		written, err := h.Table.Write(h.Context(), call)
		return written.Units, err
	}
	panic("a units case of an unknown kind")
}

func read(units float64) table.Units    { return table.Units{Read: units} }
func written(units float64) table.Units { return table.Units{Write: units} }

func getOf(consistent bool, keys ...table.Key) table.Get {
	return table.Get{Keys: keys, Consistent: consistent}
}

// rows returns n items of so many bytes each, in both indexes with the same
// sort keys as in the table.
func rows(n, bytes int, attrs ...any) []table.Item {
	items := make([]table.Item, n)
	for i := range items {
		sk := fmt.Sprintf("%03d", i)
		it := item("p", sk, append([]any{attrTagPK, "t", attrTagSK, sk, attrUserPK, "u", attrUserSK, sk}, attrs...)...)
		items[i] = sized(bytes, it)
	}
	return items
}

func readUnits() []unitsCase {
	a, b, c, none := key("p", "a"), key("p", "b"), key("p", "c"), key("p", "none")
	block := []table.Item{sized(4096, item("p", "a")), sized(4097, item("p", "b")), item("p", "c")}
	colored := rows(10, 2000, attrColor, long(900))
	expired := rows(8, 1000, table.AttrTTL, 1)
	return []unitsCase{
		{name: "get nothing", call: getOf(false, none), want: read(0.5)},
		{name: "get nothing, consistently", call: getOf(true, none), want: read(1)},
		{name: "get a small item", given: block, call: getOf(false, c), want: read(0.5)},
		{name: "get 4 KB", given: block, call: getOf(false, a), want: read(0.5)},
		{name: "get 4 KB, consistently", given: block, call: getOf(true, a), want: read(1)},
		{name: "get 4 KB and a byte", given: block, call: getOf(false, b), want: read(1)},
		{name: "get 4 KB and a byte, consistently", given: block, call: getOf(true, b), want: read(2)},
		{name: "get the largest item", given: []table.Item{sized(table.MaxItem, item("p", "a"))}, call: getOf(false, a), want: read(50)},
		{name: "get several, each rounded", given: block, call: getOf(false, a, b, c, none), want: read(0.5 + 1 + 0.5 + 0.5)},
		{name: "get several, consistently", given: block, call: getOf(true, a, b, c, none), want: read(1 + 2 + 1 + 1)},
		{name: "get one twice", given: block, call: getOf(true, b, b, c), want: read(2 + 1)},
		{name: "get an expired item", given: []table.Item{sized(5000, item("p", "a", table.AttrTTL, 1))}, call: getOf(true, a), want: read(2)},

		{name: "query nothing", call: table.Query{PK: "p", Limit: 10}, want: read(0.5)},
		{name: "query nothing, consistently", call: table.Query{PK: "p", Limit: 10, Consistent: true}, want: read(1)},
		{name: "query, rounded once", given: rows(10, 1000), call: table.Query{PK: "p", Limit: 25}, want: read(1.5)},
		{name: "query, consistently", given: rows(10, 1000), call: table.Query{PK: "p", Limit: 25, Consistent: true}, want: read(3)},
		{name: "query exactly 8 KB", given: rows(8, 1024), call: table.Query{PK: "p", Limit: 25, Consistent: true}, want: read(2)},
		{name: "query 8 KB and a byte", given: append(rows(8, 1024), item("p", "a")), call: table.Query{PK: "p", Limit: 25, Consistent: true}, want: read(3)},
		{name: "query as far as the limit", given: rows(10, 1000), call: table.Query{PK: "p", Limit: 4}, want: read(0.5)},
		{name: "query descending", given: rows(10, 1000), call: table.Query{PK: "p", Limit: 5, Descending: true}, want: read(1)},
		{name: "query a prefix", given: append(rows(10, 1000), sized(1000, item("p", "x"))), call: table.Query{PK: "p", Prefix: "x", Limit: 25}, want: read(0.5)},
		{name: "query from a cursor", given: rows(10, 1000), call: table.Query{PK: "p", Limit: 25, After: &table.Cursor{SK: "003"}}, want: read(1)},
		{name: "query expired items", given: expired, call: table.Query{PK: "p", Limit: 25, Consistent: true}, want: read(2)},
		{name: "query 25 comments", given: rows(25, 750), call: table.Query{PK: "p", Limit: 25}, want: read(2.5)},

		{name: "query an index by its entries", given: colored, call: table.Query{Index: byTag, PK: "t", Limit: 25}, want: read(1.5)},
		{name: "query a keys-only index", given: colored, call: table.Query{Index: byUser, PK: "u", Limit: 25}, want: read(0.5)},
		{name: "query nothing in an index", given: colored, call: table.Query{Index: byTag, PK: "x", Limit: 25}, want: read(0.5)},
		{name: "query expired items in an index", given: rows(8, 1200, table.AttrTTL, 1, attrColor, long(950)), call: table.Query{Index: byTag, PK: "t", Limit: 25}, want: read(1)},
	}
}

func one(op table.Op) table.Write     { return table.Write{Ops: []table.Op{op}} }
func all(ops ...table.Op) table.Write { return table.Write{Ops: ops} }

func writeUnits() []unitsCase {
	a := key("p", "a")
	small, large := item("p", "a"), sized(3000, item("p", "a"))
	touch := table.Update(a).Setting("n", table.Int(1))
	absent := table.Absent(table.AttrPK)
	number := func(decimal string, bytes int) unitsCase {
		v, err := table.Number(decimal)
		if err != nil {
			panic(err)
		}
		// The item has 1024 bytes when the number has so many.
		it := sized(1024-1-bytes, item("p", "a"))
		it["n"] = v
		return unitsCase{name: fmt.Sprintf("put 1 KB with number %.12s", decimal), call: one(table.Put(it)), want: written(1)}
	}
	over := func(decimal string, bytes int) unitsCase {
		c := number(decimal, bytes-1)
		c.name, c.want = fmt.Sprintf("put 1 KB and a byte with number %.12s", decimal), written(2)
		return c
	}
	return []unitsCase{
		{name: "put a small item", call: one(table.Put(small)), want: written(1)},
		{name: "put 1 KB", call: one(table.Put(sized(1024, small))), want: written(1)},
		{name: "put 1 KB and a byte", call: one(table.Put(sized(1025, small))), want: written(2)},
		{name: "put the largest item", call: one(table.Put(sized(table.MaxItem, small))), want: written(400)},
		{name: "put the same again", given: []table.Item{large}, call: one(table.Put(large)), want: written(3)},
		{name: "put smaller", given: []table.Item{large}, call: one(table.Put(small)), want: written(3)},
		{name: "put larger", given: []table.Item{small}, call: one(table.Put(large)), want: written(3)},
		{name: "update creates", call: one(touch), want: written(1)},
		{name: "update one attribute of 3 KB", given: []table.Item{large}, call: one(touch), want: written(3)},
		{name: "update that shrinks", given: []table.Item{large}, call: one(table.Update(a).Removing("pad")), want: written(3)},
		{name: "update that grows", given: []table.Item{sized(1024, small)}, call: one(touch), want: written(2)},
		{name: "delete nothing", call: one(table.Delete(a)), want: written(1)},
		{name: "delete 3 KB", given: []table.Item{large}, call: one(table.Delete(a)), want: written(3)},
		{name: "conditional put", given: []table.Item{large}, call: one(table.Put(small).When(table.Present("pad"))), want: written(3)},
		{name: "failed put on 3 KB", given: []table.Item{large}, call: one(table.Put(small).When(absent)), fails: true, want: written(3)},
		{name: "failed put on nothing", call: one(table.Put(large).When(table.Present("n"))), fails: true, want: written(1)},
		{name: "failed update on 3 KB", given: []table.Item{large}, call: one(touch.When(absent)), fails: true, want: written(3)},
		{name: "failed delete on nothing", call: one(table.Delete(a).When(table.Present("n"))), fails: true, want: written(1)},
		{name: "put a Boolean", call: one(table.Put(withFlag(sized(1024-2, small)))), want: written(1)},
		{name: "put a Boolean and a byte", call: one(table.Put(withFlag(sized(1024-1, small)))), want: written(2)},
		{name: "put names that are not ASCII", call: one(table.Put(sized(1024, item("p", "é", "ngày", "Tiếng Việt")))), want: written(1)},
		number("0", 1), over("0", 1), number("1000000", 2), over("1000000", 2), number("-12.5", 4), over("-12.5", 4),
		number("100.001", 5), over("100.001", 5), number("0.0012", 2), over("0.0012", 2), number("123456789", 6), over("123456789", 6),
		number(nines, 20), over(nines, 20),
	}
}

func withFlag(it table.Item) table.Item {
	it["f"] = table.Bool(false)
	return it
}
