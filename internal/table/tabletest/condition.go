package tabletest

import (
	"fmt"

	"kibitz/internal/table"
)

func conditionCases() []testCase {
	return []testCase{
		{"condition/every kind on every state", conditionKinds},
		{"condition/all must hold", conditionAll},
		{"condition/on the item before the write", conditionBefore},
		{"condition/failed put", conditionPut},
		{"condition/failed update", conditionUpdate},
		{"condition/failed delete", conditionDelete},
		{"condition/failed on no item", conditionNoItem},
		{"condition/compares bytes", conditionBytes},
		{"condition/create once", conditionCreate},
		{"condition/version", conditionVersion},
	}
}

// conditionKinds tries every condition on items whose attribute x is absent,
// less, equal, greater or of another kind, and on no item at all.
func conditionKinds(h *harness) {
	states := []table.Item{nil, item("p", "a", "y", 5), item("p", "a", "x", 4), item("p", "a", "x", 5), item("p", "a", "x", 6), item("p", "a", "x", "5")}
	five := table.Int(5)
	for _, c := range []struct {
		name string
		cond table.Cond
		hold [6]bool // of the states
	}{
		{"absent", table.Absent("x"), [6]bool{true, true, false, false, false, false}},
		{"present", table.Present("x"), [6]bool{false, false, true, true, true, true}},
		{"equal", table.Equal("x", five), [6]bool{false, false, false, true, false, false}},
		{"less", table.Less("x", five), [6]bool{false, false, true, false, false, false}},
		{"absent or less", table.AbsentOrLess("x", five), [6]bool{true, true, true, false, false, false}},
		{"no item", table.Absent(table.AttrPK), [6]bool{true, false, false, false, false, false}},
		{"some item", table.Present(table.AttrPK), [6]bool{false, true, true, true, true, true}},
		{"equal sort key", table.Equal(table.AttrSK, table.String("a")), [6]bool{false, true, true, true, true, true}},
	} {
		for i, state := range states {
			h.write(table.Delete(key("p", "a")))
			if state != nil {
				h.put(state)
			}
			if c.cond.Holds(state) != c.hold[i] {
				h.Errorf("condition %q: Holds(%s) = %v", c.name, show(state), !c.hold[i])
			}
			op := table.Update(key("p", "a")).Setting("touched", table.Bool(true)).When(c.cond)
			if c.hold[i] {
				h.write(op)
				h.wantItem(key("p", "a"), applied(op, state))
				continue
			}
			h.same(h.failed(0, op), state)
			h.wantItem(key("p", "a"), state)
		}
	}
}

func applied(op table.Op, old table.Item) table.Item {
	it, err := op.Apply(old)
	if err != nil {
		panic(err)
	}
	return it
}

func conditionAll(h *harness) {
	it := item("p", "a", "x", 1, "y", "s")
	h.put(it)
	op := table.Update(it.Key()).Setting("z", table.Int(1))
	holds := []table.Cond{
		table.Present("x"), table.Absent("q"), table.Equal("y", table.String("s")), table.Less("x", table.Int(2)), table.AbsentOrLess("q", table.Int(0)),
	}
	fails := []table.Cond{
		table.Absent("x"), table.Present("q"), table.Equal("y", table.String("t")), table.Less("x", table.Int(1)), table.AbsentOrLess("x", table.Int(0)),
	}
	for i := range holds {
		h.same(h.failed(0, op.When(holds[i], fails[i])), it)
		h.same(h.failed(0, op.When(fails[i], holds[i])), it)
		h.same(h.failed(0, op.When(holds...).When(fails[i])), it)
	}
	h.wantItem(it.Key(), it)
	h.write(op.When(holds...))
	h.wantItem(it.Key(), item("p", "a", "x", 1, "y", "s", "z", 1))
}

func conditionBefore(h *harness) {
	h.write(table.Update(key("p", "a")).Setting("x", table.Int(1)).When(table.Absent("x")))
	h.write(table.Update(key("p", "a")).Adding("x", table.Int(1)).When(table.Equal("x", table.Int(1))))
	h.write(table.Update(key("p", "a")).Removing("x").When(table.Present("x"), table.Equal("x", table.Int(2))))
	h.write(table.Put(item("p", "a", "x", 9)).When(table.Absent("x"), table.Present(table.AttrPK)))
	h.write(table.Delete(key("p", "a")).When(table.Equal("x", table.Int(9))))
	h.wantItem(key("p", "a"), nil)
}

func conditionPut(h *harness) {
	it := item("p", "a", "x", 1)
	h.put(it)
	h.same(h.failed(0, table.Put(item("p", "a", "x", 2)).When(table.Absent(table.AttrPK))), it)
	h.wantItem(it.Key(), it)
}

func conditionUpdate(h *harness) {
	it := item("p", "a", "x", 1)
	h.put(it)
	h.same(h.failed(0, table.Update(it.Key()).Adding("x", table.Int(1)).Removing("y").When(table.Less("x", table.Int(1)))), it)
	h.wantItem(it.Key(), it)
}

func conditionDelete(h *harness) {
	it := item("p", "a", "x", 1)
	h.put(it)
	h.same(h.failed(0, table.Delete(it.Key()).When(table.Equal("x", table.Int(2)))), it)
	h.wantItem(it.Key(), it)
	h.write(table.Delete(it.Key()).When(table.Equal("x", table.Int(1))))
	h.wantItem(it.Key(), nil)
}

func conditionNoItem(h *harness) {
	present := table.Present(table.AttrPK)
	for _, op := range []table.Op{
		table.Put(item("p", "a")).When(present),
		table.Update(key("p", "a")).Setting("x", table.Int(1)).When(present),
		table.Delete(key("p", "a")).When(present),
	} {
		h.same(h.failed(0, op), nil)
		h.wantItem(key("p", "a"), nil)
	}
}

func conditionBytes(h *harness) {
	for _, kind := range []func(string) table.Value{
		table.String, func(s string) table.Value { return table.Bytes([]byte(s)) },
	} {
		ordered := []string{"", "\x00", "A", "a", "a\x00", "aa", "b", "é", "\uffff", "😀"}
		for i, a := range ordered {
			it := item("p", fmt.Sprint(i), "x", kind(a))
			h.put(it)
			touch := table.Update(it.Key()).Setting("touched", table.Bool(true))
			for j, b := range ordered {
				for cond, holds := range map[table.Cond]bool{
					table.Less("x", kind(b)):         i < j,
					table.AbsentOrLess("x", kind(b)): i < j,
					table.Equal("x", kind(b)):        i == j,
				} {
					if holds {
						h.write(touch.When(cond))
					} else {
						h.failed(0, touch.When(cond))
					}
				}
			}
		}
	}
}

func conditionCreate(h *harness) {
	first := item("p", "a", "by", "first")
	create := func(it table.Item) table.Op { return table.Put(it).When(table.Absent(table.AttrPK)) }
	h.write(create(first))
	h.same(h.failed(0, create(item("p", "a", "by", "second"))), first)
	h.write(table.Delete(first.Key()))
	h.write(create(item("p", "a", "by", "third")))
}

func conditionVersion(h *harness) {
	h.put(item("p", "a", "v", 1))
	edit := func(from int64) table.Op {
		return table.Update(key("p", "a")).Setting("v", table.Int(from+1)).When(table.Equal("v", table.Int(from)))
	}
	h.write(edit(1))
	h.same(h.failed(0, edit(1)), item("p", "a", "v", 2))
	h.write(edit(2))
	h.wantItem(key("p", "a"), item("p", "a", "v", 3))
}
