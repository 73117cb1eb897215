package tabletest

import (
	"fmt"

	"kibitz/internal/table"
)

func transactionCases() []testCase {
	return []testCase{
		{"transaction/all verbs", transactionVerbs},
		{"transaction/all or nothing", transactionNothing},
		{"transaction/the reason of each operation", transactionReasons},
		{"transaction/check", transactionCheck},
		{"transaction/checks only", transactionChecks},
		{"transaction/sees the table before it", transactionBefore},
		{"transaction/indexes follow", transactionIndexes},
		{"transaction/100 conditions", transactionMany},
		{"transaction/rate window", transactionWindow},
	}
}

func transactionVerbs(h *harness) {
	h.put(item("p", "put", "old", 1), item("p", "update", "n", 1), item("p", "delete"), item("p", "check", "x", 1))
	h.write(
		table.Put(item("p", "put", "new", 2)),
		table.Put(item("q", "put")),
		table.Update(key("p", "update")).Adding("n", table.Int(2)).Setting("s", table.String("x")),
		table.Update(key("q", "update")).Adding("n", table.Int(2)),
		table.Delete(key("p", "delete")),
		table.Delete(key("q", "delete")),
		table.Check(key("p", "check"), table.Equal("x", table.Int(1))),
		table.Check(key("q", "check"), table.Absent(table.AttrPK)),
	)
	h.wantItem(key("p", "put"), item("p", "put", "new", 2))
	h.wantItem(key("q", "put"), item("q", "put"))
	h.wantItem(key("p", "update"), item("p", "update", "n", 3, "s", "x"))
	h.wantItem(key("q", "update"), item("q", "update", "n", 2))
	h.wantItem(key("p", "delete"), nil)
	h.wantItem(key("p", "check"), item("p", "check", "x", 1))
	h.wantItem(key("q", "check"), nil)
}

// transactionNothing lets each operation of a transaction fail in turn.
func transactionNothing(h *harness) {
	h.put(item("p", "b", "n", 1), item("p", "c", "n", 1))
	ops := []table.Op{
		table.Put(item("p", "a")),
		table.Update(key("p", "b")).Adding("n", table.Int(1)),
		table.Delete(key("p", "c")),
		table.Check(key("p", "d"), table.Absent(table.AttrPK)),
	}
	for i := range ops {
		failing := append([]table.Op(nil), ops...)
		failing[i] = failing[i].When(table.Present("never"))
		h.failed(i, failing...)
		h.wantItem(key("p", "a"), nil)
		h.wantItem(key("p", "b"), item("p", "b", "n", 1))
		h.wantItem(key("p", "c"), item("p", "c", "n", 1))
	}
	h.write(ops...)
}

func transactionReasons(h *harness) {
	have := item("p", "b", "n", 1)
	h.put(have, item("p", "d", "n", 4))
	absent := table.Absent(table.AttrPK)
	err := h.refused(table.ErrCondition,
		table.Put(item("p", "a")).When(absent),
		table.Put(item("p", "b")).When(absent),
		table.Update(key("p", "c")).Adding("n", table.Int(1)).When(table.Present("n")),
		table.Delete(key("p", "d")).When(table.Less("n", table.Int(5))),
		table.Check(key("p", "e"), table.Present(table.AttrPK)),
	)
	for i, want := range []struct {
		failed bool
		item   table.Item
	}{{false, nil}, {true, have}, {true, nil}, {false, nil}, {true, nil}} {
		it, failed := table.Failed(err, i)
		if failed != want.failed {
			h.Errorf("operation %d failed: %v, want %v", i, failed, want.failed)
		}
		h.same(it, want.item)
	}
	if it, failed := table.Failed(err, 5); failed {
		h.Errorf("operation 5 of 5 failed with %s", show(it))
	}
}

func transactionCheck(h *harness) {
	page := item("p", "page", "closed", false)
	h.put(page)
	post := func(sk string) []table.Op {
		return []table.Op{table.Put(item("p", sk)), table.Check(page.Key(), table.Equal("closed", table.Bool(false)))}
	}
	h.write(post("1")...)
	h.write(table.Update(page.Key()).Setting("closed", table.Bool(true)))
	h.same(h.failed(1, post("2")...), item("p", "page", "closed", true))
	h.wantKeys(h.all(table.Query{PK: "p", Limit: 10}), "1", "page")
}

func transactionChecks(h *harness) {
	h.put(item("p", "a", "x", 1))
	holds := table.Check(key("p", "a"), table.Present("x"))
	h.write(holds, table.Check(key("p", "b"), table.Absent("x")))
	h.failed(1, holds, table.Check(key("p", "b"), table.Present("x")))
}

// transactionBefore has conditions that only another operation of the same
// transaction would make true.
func transactionBefore(h *harness) {
	h.failed(1, table.Put(item("p", "a")), table.Check(key("p", "b"), table.Present(table.AttrPK)))
	h.put(item("p", "b", "n", 1))
	h.write(
		table.Update(key("p", "a")).Adding("n", table.Int(1)).When(table.Absent("n")),
		table.Update(key("p", "b")).Adding("n", table.Int(1)).When(table.Equal("n", table.Int(1))),
	)
	h.wantItem(key("p", "a"), item("p", "a", "n", 1))
	h.wantItem(key("p", "b"), item("p", "b", "n", 2))
}

func transactionIndexes(h *harness) {
	h.putTagged("1", "2", "3")
	h.write(
		table.Put(item("q", "new", attrTagPK, "t", attrTagSK, "4")),
		table.Update(key("p", "of 1")).Setting(attrTagSK, table.String("5")),
		table.Delete(key("p", "of 2")),
		table.Update(key("p", "of 3")).Removing(attrTagSK),
	)
	h.wantKeys(h.all(table.Query{Index: byTag, PK: "t", Limit: 10}), "new", "of 1")
	h.refused(table.ErrCondition,
		table.Put(item("q", "new")),
		table.Put(item("q", "more", attrTagPK, "t", attrTagSK, "0")).When(table.Present("never")),
	)
	h.wantKeys(h.all(table.Query{Index: byTag, PK: "t", Limit: 10}), "new", "of 1")
}

func transactionMany(h *harness) {
	ops := make([]table.Op, table.MaxOps)
	for i := range ops {
		ops[i] = table.Update(key("p", fmt.Sprintf("%03d", i))).Adding("n", table.Int(1)).When(table.AbsentOrLess("n", table.Int(2)))
	}
	h.write(ops...)
	h.write(ops...)
	h.put(item("p", "042", "n", 1))
	err := h.refused(table.ErrCondition, ops...)
	for i := range ops {
		it, failed := table.Failed(err, i)
		if failed != (i != 42) {
			h.Errorf("operation %d failed: %v", i, failed)
		}
		if failed {
			h.same(it, item("p", fmt.Sprintf("%03d", i), "n", 2))
		}
	}
	h.wantItem(key("p", "042"), item("p", "042", "n", 1))
}

// transactionWindow writes something as often as its rate window allows.
func transactionWindow(h *harness) {
	const limit = 5
	post := func(i int) []table.Op {
		return []table.Op{
			table.Put(item("p", fmt.Sprint(i))).When(table.Absent(table.AttrPK)),
			table.Update(key("window", "-")).Adding("n", table.Int(1)).Setting(table.AttrTTL, table.Int(h.clock.Now().Unix()+60)).
				When(table.AbsentOrLess("n", table.Int(limit))),
		}
	}
	for i := range limit {
		h.write(post(i)...)
	}
	if it := h.failed(1, post(limit)...); it["n"].Int() != limit {
		h.Errorf("window that is full: %s", show(it))
	}
	h.wantKeys(h.all(table.Query{PK: "p", Limit: 10}), "0", "1", "2", "3", "4")
}
