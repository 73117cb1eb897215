package tabletest

import (
	"errors"
	"fmt"

	"kibitz/internal/table"
)

func limitCases() []testCase {
	return []testCase{
		{"limit/item of 400 KB", limitItem},
		{"limit/item of 400 KB with all kinds", limitItemKinds},
		{"limit/item grows too large", limitGrow},
		{"limit/item too large in a transaction", limitTransactionItem},
		{"limit/keys", limitKeys},
		{"limit/index keys", limitIndexKeys},
		{"limit/keys of a get", limitGet},
		{"limit/operations of a transaction", limitOps},
		{"limit/bytes of a transaction", limitTransaction},
	}
}

func limitItem(h *harness) {
	it := sized(table.MaxItem, item("p", "a"))
	h.put(it)
	h.wantItem(it.Key(), it)
	h.same(h.query(table.Query{PK: "p", Limit: 1}).Items[0], it)
	h.refused(table.ErrTooLarge, table.Put(sized(table.MaxItem+1, item("p", "a"))))
	h.refused(table.ErrTooLarge, table.Put(sized(table.MaxItem+1, item("p", "b"))))
	h.wantItem(it.Key(), it)
	h.wantItem(key("p", "b"), nil)
}

func limitItemKinds(h *harness) {
	it := item("p", "a", "n", h.decimal("-12345.678"), "t", true, "é", "é", "b", make([]byte, 1000))
	h.put(sized(table.MaxItem, it))
	h.wantItem(it.Key(), sized(table.MaxItem, it))
	h.refused(table.ErrTooLarge, table.Put(sized(table.MaxItem+1, it)))
}

func limitGrow(h *harness) {
	it := sized(table.MaxItem-2000, item("p", "a"))
	h.put(it)
	h.write(table.Update(it.Key()).Setting("more", table.String(long(1000))))
	it["more"] = table.String(long(1000))
	h.wantItem(it.Key(), it)
	h.refused(table.ErrTooLarge, table.Update(it.Key()).Setting("much", table.String(long(1000))))
	h.wantItem(it.Key(), it)
}

func limitTransactionItem(h *harness) {
	it := sized(table.MaxItem-10, item("p", "a"))
	h.put(it)
	h.refused(table.ErrTooLarge, table.Put(item("p", "b")), table.Update(it.Key()).Setting("more", table.String("1234567")))
	h.refused(table.ErrTooLarge, table.Put(item("p", "b")), table.Put(sized(table.MaxItem+1, item("p", "c"))))
	h.wantItem(it.Key(), it)
	h.wantItem(key("p", "b"), nil)
}

func limitKeys(h *harness) {
	for _, k := range []table.Key{
		key(long(table.MaxPK), long(table.MaxSK)), key("p", long(table.MaxSK)), key(long(table.MaxPK), "a"), key("p", long(table.MaxSK-1)),
	} {
		h.put(item(k.PK, k.SK, "n", 1))
		h.wantItem(k, item(k.PK, k.SK, "n", 1))
	}
	h.wantKeys(h.all(table.Query{PK: "p", Prefix: long(table.MaxSK - 1), Limit: 1}), long(table.MaxSK-1), long(table.MaxSK))
	h.wantKeys(h.all(table.Query{PK: long(table.MaxPK), Limit: 1}), "a", long(table.MaxSK))

	for _, k := range []table.Key{{}, key("", "a"), key("p", ""), key(long(table.MaxPK+1), "a"), key("p", long(table.MaxSK+1)), key("\xff", "a"), key("p", "a\xc3")} {
		h.refused(table.ErrInvalid, table.Put(item(k.PK, k.SK)))
		h.refused(table.ErrInvalid, table.Update(k).Setting("x", table.Int(1)))
		h.refused(table.ErrInvalid, table.Delete(k))
		h.refused(table.ErrInvalid, table.Put(item("p", "b")), table.Check(k, table.Absent("x")))
		if _, err := h.Table.Get(h.Context(), table.Get{Keys: []table.Key{key("p", "b"), k}}); !errors.Is(err, table.ErrInvalid) {
			h.Errorf("get of key %.20q: %v, want ErrInvalid", k, err)
		}
	}
	h.wantItem(key("p", "b"), nil)
}

func limitIndexKeys(h *harness) {
	big := item("p", "a", attrTagPK, long(table.MaxPK), attrTagSK, long(table.MaxSK))
	h.put(big)
	h.same(h.query(table.Query{Index: byTag, PK: long(table.MaxPK), Prefix: long(table.MaxSK), Limit: 1}).Items[0], big)

	for _, c := range []struct {
		name  string
		value any
	}{
		{attrTagPK, ""}, {attrTagSK, ""}, {attrTagPK, 1}, {attrTagSK, []byte("x")}, {attrUserSK, true},
		{attrTagPK, long(table.MaxPK + 1)}, {attrTagSK, long(table.MaxSK + 1)},
	} {
		h.refused(table.ErrInvalid, table.Put(item("p", "b", c.name, c.value)))
		h.refused(table.ErrInvalid, table.Update(key("p", "b")).Setting(c.name, value(c.value)))
		h.refused(table.ErrInvalid, table.Put(item("p", "c")), table.Put(item("p", "b", c.name, c.value)))
	}
	h.refused(table.ErrInvalid, table.Update(key("p", "b")).Adding(attrTagPK, table.Int(1)))
	h.wantItem(key("p", "b"), nil)
	h.wantItem(key("p", "c"), nil)
}

func limitGet(h *harness) {
	keys := make([]table.Key, table.MaxKeys+1)
	for i := range keys {
		keys[i] = key("p", fmt.Sprint(i))
	}
	for _, g := range []table.Get{{}, {Keys: keys}} {
		if _, err := h.Table.Get(h.Context(), g); !errors.Is(err, table.ErrInvalid) {
			h.Errorf("get of %d keys: %v, want ErrInvalid", len(g.Keys), err)
		}
	}
	h.get(keys[:table.MaxKeys]...)
}

func limitOps(h *harness) {
	ops := make([]table.Op, table.MaxOps+1)
	for i := range ops {
		ops[i] = table.Put(item("p", fmt.Sprintf("%03d", i), "n", i))
	}
	h.refused(table.ErrInvalid)
	h.refused(table.ErrInvalid, ops...)
	h.wantKeys(h.all(table.Query{PK: "p", Limit: 10}))
	h.write(ops[:table.MaxOps]...)
	if n := len(h.all(table.Query{PK: "p", Limit: 1000})); n != table.MaxOps {
		h.Errorf("%d items after a transaction of %d", n, table.MaxOps)
	}
}

func limitTransaction(h *harness) {
	ops := make([]table.Op, 11)
	for i := range ops {
		ops[i] = table.Put(sized(400_000, item("p", fmt.Sprintf("%03d", i))))
	}
	h.refused(table.ErrTooLarge, ops...)
	h.wantKeys(h.all(table.Query{PK: "p", Limit: 10}))
	h.write(ops[:10]...)
}
