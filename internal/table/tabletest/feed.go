package tabletest

import (
	"context"
	"crypto/rand"
	"fmt"
	"maps"
	"slices"
	"time"

	"kibitz/internal/table"
)

func feedCases() []testCase {
	return []testCase{
		{"feed/create, change, remove", feedImages},
		{"feed/every kind of value", feedKinds},
		{"feed/replaced by a put", feedReplaced},
		{"feed/transaction", feedTransaction},
		{"feed/nothing changed", feedUnchanged},
		{"feed/nothing written", feedFailed},
		{"feed/token repeated", feedToken},
		{"feed/order in a partition", feedOrder},
		{"feed/racing writers", feedRacing},
		{"feed/images are not shared", feedUnshared},
	}
}

// patience bounds how long a case waits for a change that does not come.
const patience = 30 * time.Second

// read reads n changes after a position.
func (h *harness) read(after table.Position, n int) ([]table.Change, table.Position) {
	h.Helper()
	ctx, cancel := context.WithTimeout(h.Context(), patience)
	defer cancel()
	var changes []table.Change
	for len(changes) < n {
		batch, err := h.Feed.Changes(ctx, after, n-len(changes))
		if err != nil {
			h.Fatalf("changes: %v after %d of %d", err, len(changes), n)
		}
		if len(batch.Changes) == 0 || len(changes)+len(batch.Changes) > n {
			h.Fatalf("batch of %d changes, asked for 1 to %d", len(batch.Changes), n-len(changes))
		}
		changes, after = append(changes, batch.Changes...), batch.Next
	}
	h.ordered(changes)
	return changes, after
}

// ordered checks what holds of every run of changes: sequences grow within a
// partition, and each old image is the new image before it.
func (h *harness) ordered(changes []table.Change) {
	h.Helper()
	last := make(map[string]table.Sequence)
	image := make(map[table.Key]table.Item)
	for _, c := range changes {
		if len(c.Seq) != 17 || c.Seq <= last[c.Key.PK] {
			h.Errorf("sequence %x of a change of %v after %x", c.Seq, c.Key, last[c.Key.PK])
		}
		last[c.Key.PK] = c.Seq
		if before, seen := image[c.Key]; seen {
			h.same(c.Old, before)
		}
		image[c.Key] = c.New
		for _, it := range []table.Item{c.Old, c.New} {
			if it != nil && it.Key() != c.Key {
				h.Errorf("change of %v with image %s", c.Key, show(it))
			}
		}
		if c.At.IsZero() || c.Expired {
			h.Errorf("change of %v at %v, expired %v", c.Key, c.At, c.Expired)
		}
	}
}

// wantChange checks one change's images.
func (h *harness) wantChange(c table.Change, old, new table.Item) {
	h.Helper()
	h.same(c.Old, old)
	h.same(c.New, new)
}

func feedImages(h *harness) {
	h.put(item("p", "a", "n", 1))
	h.write(table.Update(key("p", "a")).Adding("n", table.Int(1)))
	h.write(table.Delete(key("p", "a")))
	h.put(item("p", "a", "n", 3))
	changes, _ := h.read("", 4)
	h.wantChange(changes[0], nil, item("p", "a", "n", 1))
	h.wantChange(changes[1], item("p", "a", "n", 1), item("p", "a", "n", 2))
	h.wantChange(changes[2], item("p", "a", "n", 2), nil)
	h.wantChange(changes[3], nil, item("p", "a", "n", 3))
}

func feedKinds(h *harness) {
	it := item("p\x00é", "😀\x00", "s", "ü", "empty", "", "n", h.decimal("-1.5E-10"), "b", []byte{0, 255}, "t", true, "f", false,
		attrTagPK, "t", attrTagSK, "1", table.AttrTTL, h.in(100))
	h.put(it)
	large := sized(300_000, it)
	h.put(large)
	changes, _ := h.read("", 2)
	h.wantChange(changes[0], nil, it)
	h.wantChange(changes[1], it, large)
}

func feedReplaced(h *harness) {
	h.put(item("p", "a", "x", 1), item("p", "a", "y", 2))
	changes, _ := h.read("", 2)
	h.wantChange(changes[1], item("p", "a", "x", 1), item("p", "a", "y", 2))
}

func feedTransaction(h *harness) {
	h.put(item("p", "b", "n", 1), item("q", "c"))
	_, after := h.read("", 2)
	h.write(
		table.Put(item("p", "a")),
		table.Update(key("p", "b")).Adding("n", table.Int(1)),
		table.Delete(key("q", "c")),
		table.Check(key("p", "d"), table.Absent(table.AttrPK)),
	)
	h.put(item("p", "z"))
	changes, _ := h.read(after, 4)
	got := make(map[table.Key]table.Change)
	for _, c := range changes {
		got[c.Key] = c
	}
	h.wantChange(got[key("p", "a")], nil, item("p", "a"))
	h.wantChange(got[key("p", "b")], item("p", "b", "n", 1), item("p", "b", "n", 2))
	h.wantChange(got[key("q", "c")], item("q", "c"), nil)
	h.wantChange(got[key("p", "z")], nil, item("p", "z"))
}

// onlyThen writes one more change of partition p and checks that it is the
// next: nothing before it was recorded.
func (h *harness) onlyThen(after table.Position) {
	h.Helper()
	h.put(item("p", "the next"))
	changes, _ := h.read(after, 1)
	if changes[0].Key != key("p", "the next") {
		h.Errorf("change from %s to %s of what did not change", show(changes[0].Old), show(changes[0].New))
	}
}

// feedUnchanged: DynamoDB documents that a write that leaves the item as it is
// makes no stream record.
func feedUnchanged(h *harness) {
	it := item("p", "a", "n", 1, "s", "x")
	h.put(it)
	_, after := h.read("", 1)
	h.put(it)
	h.write(table.Update(it.Key()).Setting("s", table.String("x")))
	h.write(table.Update(it.Key()).Adding("n", table.Int(0)).Removing("absent"))
	h.write(table.Delete(key("p", "b")))
	h.write(table.Put(it), table.Delete(key("p", "b")), table.Check(key("p", "c"), table.Absent("x")))
	if h.departs(UnchangedRecorded) {
		var changes []table.Change
		changes, after = h.read(after, 4)
		for _, c := range changes {
			h.wantChange(c, it, it)
		}
	}
	h.onlyThen(after)
}

func feedFailed(h *harness) {
	it := item("p", "a", "n", 1)
	h.put(it)
	_, after := h.read("", 1)
	h.failed(0, table.Put(item("p", "a")).When(table.Absent(table.AttrPK)))
	h.failed(1, table.Put(item("p", "b")), table.Delete(it.Key()).When(table.Absent("n")))
	h.refused(table.ErrTooLarge, table.Update(it.Key()).Setting("x", table.String(long(table.MaxItem))))
	h.onlyThen(after)
}

func feedToken(h *harness) {
	token := rand.Text()
	for range 3 {
		h.writeAs(table.Write{Token: token, Ops: counts("a", "b")})
	}
	_, after := h.read("", 2)
	h.onlyThen(after)
}

func feedOrder(h *harness) {
	const items, rounds = 3, 10
	for n := range rounds {
		for i := range items {
			h.put(item("p", fmt.Sprint(i), "n", n))
		}
	}
	changes, _ := h.read("", items*rounds)
	for i, c := range changes {
		h.same(c.New, item("p", fmt.Sprint(i%items), "n", i/items))
	}
}

// feedRacing folds what many writers wrote at once: the images lead from an
// empty table to the table as it is.
func feedRacing(h *harness) {
	const each = 4
	h.race(writers, func(i int) []table.Op {
		ops := make([]table.Op, each)
		for n := range ops {
			ops[n] = table.Update(key(fmt.Sprint("p", n), fmt.Sprint(i%3))).Adding("n", table.Int(1)).Setting("by", table.Int(int64(i)))
		}
		return ops
	})
	changes, _ := h.read("", writers*each)
	folded := make(map[table.Key]table.Item)
	for _, c := range changes {
		h.same(c.Old, folded[c.Key])
		folded[c.Key] = c.New
	}
	keys := slices.Collect(maps.Keys(folded))
	for i, it := range h.get(keys...) {
		h.same(it, folded[keys[i]])
	}
}

func feedUnshared(h *harness) {
	it := item("p", "a", "n", 1)
	h.put(it)
	changes, _ := h.read("", 1)
	changes[0].New["n"] = table.Int(2)
	h.wantItem(it.Key(), it)
	changes, _ = h.read("", 1)
	h.wantChange(changes[0], nil, it)
}
