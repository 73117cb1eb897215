package tabletest

import (
	"fmt"

	"kibitz/internal/table"
)

func updateCases() []testCase {
	return []testCase{
		{"update/creates", updateCreates},
		{"update/leaves the rest", updateLeaves},
		{"update/add to nothing", updateAddAbsent},
		{"update/remove", updateRemove},
		{"update/all at once", updateAll},
		{"update/images", updateImages},
		{"update/changes the kind", updateKind},
		{"update/peculiar names", updateNames},
		{"update/64 attributes", updateMany},
	}
}

func updateCreates(h *harness) {
	h.write(table.Update(key("p", "a")).Setting("s", table.String("x")))
	h.wantItem(key("p", "a"), item("p", "a", "s", "x"))
	h.write(table.Update(key("p", "b")).Removing("s"))
	h.wantItem(key("p", "b"), item("p", "b"))
}

func updateLeaves(h *harness) {
	h.put(item("p", "a", "x", 1, "y", "two", "z", true))
	h.write(table.Update(key("p", "a")).Setting("y", table.String("three")))
	h.wantItem(key("p", "a"), item("p", "a", "x", 1, "y", "three", "z", true))
}

func updateAddAbsent(h *harness) {
	add := table.Update(key("p", "a")).Adding("n", table.Int(3)).Adding("m", table.Int(-2))
	h.write(add)
	h.wantItem(key("p", "a"), item("p", "a", "n", 3, "m", -2))
	h.write(add)
	h.wantItem(key("p", "a"), item("p", "a", "n", 6, "m", -4))
	h.write(table.Update(key("p", "a")).Adding("k", table.Int(0)))
	h.wantItem(key("p", "a"), item("p", "a", "n", 6, "m", -4, "k", 0))
}

func updateRemove(h *harness) {
	h.put(item("p", "a", "x", 1, "y", 2, "z", 3))
	h.write(table.Update(key("p", "a")).Removing("x", "absent", "z"))
	h.wantItem(key("p", "a"), item("p", "a", "y", 2))
	h.write(table.Update(key("p", "a")).Removing("y"))
	h.wantItem(key("p", "a"), item("p", "a"))
}

func updateAll(h *harness) {
	h.put(item("p", "a", "set", "old", "count", 40, "gone", true, "kept", "kept"))
	h.write(table.Update(key("p", "a")).
		Setting("set", table.String("new")).Setting("more", table.Bytes([]byte{1})).
		Adding("count", table.Int(2)).Adding("fresh", table.Int(1)).
		Removing("gone"))
	h.wantItem(key("p", "a"), item("p", "a", "set", "new", "more", []byte{1}, "count", 42, "fresh", 1, "kept", "kept"))
}

func updateImages(h *harness) {
	add := table.Update(key("p", "a")).Adding("n", table.Int(1))
	h.same(h.image(table.OldImage, add), h.imageBeforeCreation(add.Key))
	h.same(h.image(table.OldImage, add), item("p", "a", "n", 1))
	h.same(h.image(table.NewImage, add.Setting("s", table.String("x"))), item("p", "a", "n", 3, "s", "x"))
	h.same(h.image(table.NoImage, add), nil)
	h.wantItem(key("p", "a"), item("p", "a", "n", 4, "s", "x"))
}

// imageBeforeCreation is the old image that an update returns when there was
// no item.
func (h *harness) imageBeforeCreation(k table.Key) table.Item {
	if h.departs(CreationHasImage) {
		return item(k.PK, k.SK)
	}
	return nil
}

func updateKind(h *harness) {
	h.put(item("p", "a", "x", 1))
	for _, v := range []any{"one", []byte("one"), true, "", 1} {
		h.write(table.Update(key("p", "a")).Setting("x", value(v)))
		h.wantItem(key("p", "a"), item("p", "a", "x", v))
	}
}

// updateNames has attribute names that mean something in expressions, or
// cannot stand there.
func updateNames(h *harness) {
	names := []string{
		"size", "name", "status", "ttl2", "a.b", "a[0]", "#n", ":v", "a b", "a-b", "1", "é", "日本", "Add", "SET", "\"", "\\", "$", "a\x00b", "_",
	}
	it := item("p", "a")
	update := table.Update(key("p", "a"))
	for i, name := range names {
		it[name] = table.Int(int64(i))
		update = update.Adding(name, it[name])
	}
	h.write(update)
	h.wantItem(key("p", "a"), it)

	conditions := make([]table.Cond, len(names))
	for i, name := range names {
		conditions[i] = table.Equal(name, it[name])
	}
	h.write(table.Update(key("p", "a")).Removing(names...).When(conditions...))
	h.wantItem(key("p", "a"), item("p", "a"))
}

// updateMany changes as much as one operation may, under as many conditions.
func updateMany(h *harness) {
	const many = 64
	it := item("p", "a")
	update := table.Update(key("p", "a"))
	for i := range many {
		name := fmt.Sprintf("attribute number %02d", i)
		it[name] = table.Int(int64(i))
		update = update.Setting(name, it[name]).When(table.AbsentOrLess(name, it[name]))
	}
	h.write(update)
	h.wantItem(key("p", "a"), it)
	h.same(h.failed(0, update), it)
	h.refused(table.ErrInvalid, table.Update(key("p", "b")).Setting("one", table.Int(1)).When(append(update.If, table.Absent("more"))...))
	h.refused(table.ErrInvalid, update.Removing("one more"))
}
