package tabletest

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"kibitz/internal/table"
)

// writers is how many write at once.
const writers = 64

func racingCases() []testCase {
	return []testCase{
		{"racing/one creates", racingCreate},
		{"racing/sums", racingAdd},
		{"racing/conditional counter", racingCounter},
		{"racing/transactions on one item", racingTransactions},
		{"racing/up to a limit", racingLimit},
		{"racing/transfers", racingTransfers},
		{"racing/readers see whole items", racingReaders},
	}
}

// persist writes until no other transaction is in the way, which DynamoDB
// leaves to its callers.
func (h *harness) persist(w table.Write) error {
	for range 1000 {
		_, err := h.Table.Write(h.Context(), w)
		if errors.Is(err, table.ErrCondition) {
			return err
		}
		if err == nil {
			return nil
		}
		if !errors.Is(err, table.ErrConflict) {
			h.Errorf("write: %v", err)
			return err
		}
	}
	h.Error("write: a conflict a thousand times over")
	return table.ErrConflict
}

// race runs n writers at once and returns how many of them wrote.
func (h *harness) race(n int, ops func(i int) []table.Op) int {
	var all sync.WaitGroup
	var wrote atomic.Int64
	for i := range n {
		all.Go(func() {
			if h.persist(table.Write{Ops: ops(i)}) == nil {
				wrote.Add(1)
			}
		})
	}
	all.Wait()
	return int(wrote.Load())
}

func racingCreate(h *harness) {
	wrote := h.race(writers, func(i int) []table.Op {
		return []table.Op{table.Put(item("p", "a", "by", i)).When(table.Absent(table.AttrPK))}
	})
	if wrote != 1 {
		h.Errorf("%d of %d writers created the item", wrote, writers)
	}
}

func racingAdd(h *harness) {
	h.race(writers, func(int) []table.Op { return counts("a") })
	h.wantItem(key("p", "a"), item("p", "a", "n", writers))
}

// racingCounter counts by reading and writing on condition, each writer until
// it succeeds.
func racingCounter(h *harness) {
	k := key("p", "a")
	h.put(item("p", "a", "n", 0))
	var all sync.WaitGroup
	for range writers {
		all.Go(func() {
			n := table.Int(0)
			for range 10 * writers {
				count := table.Update(k).Setting("n", table.Int(n.Int()+1)).When(table.Equal("n", n))
				err := h.persist(table.Write{Ops: []table.Op{count}})
				if err == nil {
					return
				}
				now, failed := table.Failed(err, 0)
				if !failed {
					return // persist has complained
				}
				n = now["n"]
			}
			h.Error("a writer never had its turn")
		})
	}
	all.Wait()
	h.wantItem(k, item("p", "a", "n", writers))
}

func racingTransactions(h *harness) {
	h.race(writers, func(i int) []table.Op {
		return append(counts("a"), table.Put(item("q", fmt.Sprint(i))))
	})
	h.wantItem(key("p", "a"), item("p", "a", "n", writers))
	if n := len(h.all(table.Query{PK: "q", Limit: 10})); n != writers {
		h.Errorf("%d items, want %d", n, writers)
	}
}

func racingLimit(h *harness) {
	const limit = 10
	wrote := h.race(writers, func(i int) []table.Op {
		return []table.Op{counts("a")[0].When(table.AbsentOrLess("n", table.Int(limit))), table.Put(item("q", fmt.Sprint(i)))}
	})
	if wrote != limit {
		h.Errorf("%d transactions went through, want %d", wrote, limit)
	}
	h.wantItem(key("p", "a"), item("p", "a", "n", limit))
	if n := len(h.all(table.Query{PK: "q", Limit: 10})); n != limit {
		h.Errorf("%d items, want %d", n, limit)
	}
}

// racingTransfers moves amounts between accounts in circles; none is lost and
// none goes below zero.
func racingTransfers(h *harness) {
	const accounts, each = 4, 10
	for i := range accounts {
		h.put(item("p", fmt.Sprint(i), "n", each))
	}
	h.race(writers, func(i int) []table.Op {
		from, to := fmt.Sprint(i%accounts), fmt.Sprint((i+1+i/accounts%(accounts-1))%accounts)
		// Cond has no "greater": what is owed counts up to the limit.
		return []table.Op{
			table.Update(key("p", from)).Adding("n", table.Int(-3)).Adding("sent", table.Int(3)).When(table.AbsentOrLess("sent", table.Int(each-2))),
			table.Update(key("p", to)).Adding("n", table.Int(3)),
		}
	})
	sum := int64(0)
	for _, it := range h.all(table.Query{PK: "p", Limit: 10}) {
		sum += it["n"].Int()
		if it["n"].Int() < 0 || it["sent"].Int() > each {
			h.Errorf("account %s", show(it))
		}
	}
	if sum != accounts*each {
		h.Errorf("sum %d, want %d", sum, accounts*each)
	}
}

// racingReaders read items while they are written: never half of one.
func racingReaders(h *harness) {
	k := key("p", "a")
	state := func(i int) table.Item {
		return item("p", "a", "n", i, "twice", 2*i, attrTagPK, "t", attrTagSK, "1", attrColor, fmt.Sprint(i))
	}
	h.put(state(0))
	whole := func(it table.Item) {
		if it["twice"].Int() != 2*it["n"].Int() {
			h.Errorf("half an item: %s", show(it))
		}
	}
	var all sync.WaitGroup
	for i := range 16 {
		all.Go(func() {
			if err := h.persist(table.Write{Ops: []table.Op{table.Put(state(i))}}); err != nil {
				h.Error(err)
			}
		})
		all.Go(func() {
			got, err := h.Table.Get(h.Context(), table.Get{Keys: []table.Key{k}})
			if err != nil {
				h.Error(err)
				return
			}
			whole(got.Items[0])
		})
		all.Go(func() {
			page, err := h.Table.Query(h.Context(), table.Query{PK: "p", Limit: 5})
			if err != nil || len(page.Items) != 1 {
				h.Errorf("query: %d items, %v", len(page.Items), err)
				return
			}
			whole(page.Items[0])
		})
	}
	all.Wait()
}
