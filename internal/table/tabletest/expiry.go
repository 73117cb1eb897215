package tabletest

import (
	"fmt"
	"time"

	"kibitz/internal/table"
)

func expiryCases() []testCase {
	return []testCase{
		{"expiry/get", expiryGet},
		{"expiry/the very second", expirySecond},
		{"expiry/query", expiryQuery},
		{"expiry/pages of nothing but expired items", expiryPages},
		{"expiry/index", expiryIndex},
		{"expiry/conditions see expired items", expiryConditions},
		{"expiry/an expired item comes back", expiryReturns},
		{"expiry/odd times", expiryOdd},
	}
}

// in returns the time so many seconds from now, as a TTL.
func (h *harness) in(seconds int) table.Value {
	return table.Int(h.clock.Now().Unix() + int64(seconds))
}

func expiryGet(h *harness) {
	later, never := item("p", "later", table.AttrTTL, h.in(10)), item("p", "never")
	h.put(later, never, item("p", "gone", table.AttrTTL, h.in(-1)))
	got := h.get(key("p", "gone"), later.Key(), never.Key())
	h.same(got[0], nil)
	h.same(got[1], later)
	h.same(got[2], never)

	h.clock.advance(time.Minute)
	got = h.get(key("p", "gone"), later.Key(), never.Key())
	h.same(got[0], nil)
	h.same(got[1], nil)
	h.same(got[2], never)
	h.wantItem(later.Key(), nil)
}

func expirySecond(h *harness) {
	it := item("p", "a", table.AttrTTL, h.in(2))
	h.put(it)
	h.clock.advance(2*time.Second + 999*time.Millisecond)
	h.wantItem(it.Key(), it)
	h.clock.advance(time.Millisecond)
	h.wantItem(it.Key(), nil)
}

// putExpiring stores items a to f in partition p; a, c, d and f expire.
func (h *harness) putExpiring() {
	for _, sk := range []string{"a", "b", "c", "d", "e", "f"} {
		it := item("p", sk, attrTagPK, "t", attrTagSK, sk, attrUserPK, "u", attrUserSK, sk)
		if sk != "b" && sk != "e" {
			it[table.AttrTTL] = h.in(10)
		}
		h.put(it)
	}
}

func expiryQuery(h *harness) {
	h.putExpiring()
	h.wantKeys(h.all(table.Query{PK: "p", Limit: 10}), "a", "b", "c", "d", "e", "f")
	h.clock.advance(time.Minute)
	for limit := 1; limit <= 7; limit++ {
		h.wantKeys(h.all(table.Query{PK: "p", Limit: limit}), "b", "e")
		h.wantKeys(h.all(table.Query{PK: "p", Limit: limit, Descending: true}), "e", "b")
	}
}

// expiryPages: expired items count towards the limit, so a page of them is
// empty and has a cursor.
func expiryPages(h *harness) {
	h.putExpiring()
	h.clock.advance(time.Minute)
	page := h.query(table.Query{PK: "p", Limit: 1})
	if len(page.Items) != 0 || page.Next == nil || page.Next.SK != "a" {
		h.Errorf("page of one expired item: %+v", page)
	}
	page = h.query(table.Query{PK: "p", Limit: 2, After: &table.Cursor{SK: "b"}})
	if len(page.Items) != 0 || page.Next == nil || page.Next.SK != "d" {
		h.Errorf("page of two expired items: %+v", page)
	}
}

// expiryIndex: an index that carries the TTL hides expired items as the table
// does. One that does not carry it cannot.
func expiryIndex(h *harness) {
	h.putExpiring()
	h.clock.advance(time.Minute)
	for limit := 1; limit <= 7; limit++ {
		h.wantKeys(h.all(table.Query{Index: byTag, PK: "t", Limit: limit}), "b", "e")
		h.wantKeys(h.all(table.Query{Index: byTag, PK: "t", Limit: limit, Descending: true}), "e", "b")
	}
	h.wantKeys(h.all(table.Query{Index: byUser, PK: "u", Limit: 10}), "a", "b", "c", "d", "e", "f")
}

func expiryConditions(h *harness) {
	old := item("p", "a", "n", 1, table.AttrTTL, h.in(10))
	h.put(old)
	now := h.in(60)
	h.clock.advance(time.Minute)
	h.wantItem(old.Key(), nil)
	h.same(h.failed(0, table.Put(item("p", "a")).When(table.Absent(table.AttrPK))), old)
	h.same(h.failed(1, table.Put(item("p", "b")), table.Put(item("p", "a")).When(table.Absent("n"))), old)
	renewed := item("p", "a", "n", 2, table.AttrTTL, h.in(10))
	h.write(table.Put(renewed).When(table.AbsentOrLess(table.AttrTTL, now)))
	h.wantItem(old.Key(), renewed)
	h.same(h.failed(0, table.Put(old).When(table.AbsentOrLess(table.AttrTTL, now))), renewed)
}

// expiryReturns: an update works on what an expired item was.
func expiryReturns(h *harness) {
	h.put(item("p", "a", "n", 1, table.AttrTTL, h.in(-1)), item("p", "b", "n", 1, table.AttrTTL, h.in(-1)))
	h.same(h.image(table.NewImage, table.Update(key("p", "a")).Adding("n", table.Int(1)).Setting(table.AttrTTL, h.in(10))),
		item("p", "a", "n", 2, table.AttrTTL, h.in(10)))
	h.wantItem(key("p", "a"), item("p", "a", "n", 2, table.AttrTTL, h.in(10)))
	h.same(h.image(table.OldImage, table.Delete(key("p", "b"))), item("p", "b", "n", 1, table.AttrTTL, h.in(-1)))
}

func expiryOdd(h *harness) {
	for i, c := range []struct {
		ttl  string
		gone bool
	}{
		{"0", true}, {"1", true}, {"-1", true}, {"1E125", false}, {"-1E125", true}, {"0.5", true},
		{h.in(0).Decimal() + ".5", false}, {h.in(-1).Decimal() + ".5", true},
	} {
		it := item("p", fmt.Sprint(i), table.AttrTTL, h.decimal(c.ttl))
		h.put(it)
		if c.gone {
			h.wantItem(it.Key(), nil)
		} else {
			h.wantItem(it.Key(), it)
		}
	}
}
