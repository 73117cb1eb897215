package tabletest

import (
	"crypto/rand"
	"errors"
	"sync"

	"kibitz/internal/table"
)

// Tokens are random: DynamoDB knows them by account, not by table.

func tokenCases() []testCase {
	return []testCase{
		{"token/applied once", tokenOnce},
		{"token/with other operations", tokenReused},
		{"token/each its own", tokenApart},
		{"token/of a failed transaction", tokenFailed},
		{"token/on a single operation", tokenSingle},
		{"token/at once", tokenRace},
		{"token/after other writes", tokenLater},
	}
}

func counts(names ...string) []table.Op {
	ops := make([]table.Op, len(names))
	for i, name := range names {
		ops[i] = table.Update(key("p", name)).Adding("n", table.Int(1))
	}
	return ops
}

func tokenOnce(h *harness) {
	token := rand.Text() + "as long as"
	if len(token) != 36 {
		h.Fatalf("token of %d bytes", len(token))
	}
	for range 3 {
		h.writeAs(table.Write{Token: token, Ops: counts("a", "b")})
	}
	h.wantItem(key("p", "a"), item("p", "a", "n", 1))
	h.wantItem(key("p", "b"), item("p", "b", "n", 1))
}

func tokenReused(h *harness) {
	token := rand.Text()
	h.writeAs(table.Write{Token: token, Ops: counts("a", "b", "c")})
	add := counts("a", "b", "c")
	for name, ops := range map[string][]table.Op{
		"another item":      counts("a", "b", "d"),
		"another order":     counts("b", "a", "c"),
		"fewer operations":  counts("a", "b"),
		"more operations":   counts("a", "b", "c", "d"),
		"another condition": {add[0].When(table.Present("n")), add[1], add[2]},
		"another amount":    {table.Update(key("p", "a")).Adding("n", table.Int(2)), add[1], add[2]},
		"another verb":      {table.Delete(key("p", "a")), add[1], add[2]},
	} {
		if _, err := h.Table.Write(h.Context(), table.Write{Token: token, Ops: ops}); !errors.Is(err, table.ErrTokenReused) {
			h.Errorf("token with %s: %v, want ErrTokenReused", name, err)
		}
	}
	for _, sk := range []string{"a", "b", "c"} {
		h.wantItem(key("p", sk), item("p", sk, "n", 1))
	}
	h.wantItem(key("p", "d"), nil)
}

func tokenApart(h *harness) {
	for range 3 {
		h.writeAs(table.Write{Token: rand.Text(), Ops: counts("a", "b")})
	}
	h.write(counts("a", "b")...)
	h.write(counts("a", "b")...)
	h.wantItem(key("p", "a"), item("p", "a", "n", 5))
}

// tokenFailed repeats a transaction that failed: nothing was written, so that
// its token is free and the conditions are tested again.
func tokenFailed(h *harness) {
	token := rand.Text()
	w := table.Write{Token: token, Ops: []table.Op{counts("a")[0], table.Check(key("p", "open"), table.Present(table.AttrPK))}}
	for range 2 {
		if _, err := h.Table.Write(h.Context(), w); !errors.Is(err, table.ErrCondition) {
			h.Fatalf("write: %v, want ErrCondition", err)
		}
	}
	h.put(item("p", "open"))
	h.writeAs(w)
	h.writeAs(w)
	h.wantItem(key("p", "a"), item("p", "a", "n", 1))
}

func tokenSingle(h *harness) {
	token := rand.Text()
	for range 2 {
		h.writeAs(table.Write{Token: token, Ops: counts("a")})
	}
	h.wantItem(key("p", "a"), item("p", "a", "n", 2))
	h.writeAs(table.Write{Token: token, Ops: counts("b", "c")})
	h.wantItem(key("p", "b"), item("p", "b", "n", 1))
	h.writeAs(table.Write{Token: token, Ops: counts("b")})
	h.wantItem(key("p", "b"), item("p", "b", "n", 2))
}

func tokenRace(h *harness) {
	token := rand.Text()
	var all sync.WaitGroup
	for range 16 {
		all.Go(func() {
			h.persist(table.Write{Token: token, Ops: counts("a", "b")})
		})
	}
	all.Wait()
	h.wantItem(key("p", "a"), item("p", "a", "n", 1))
	h.wantItem(key("p", "b"), item("p", "b", "n", 1))
}

// tokenLater repeats a transaction whose condition no longer holds: a
// repetition is a success, whatever happened since.
func tokenLater(h *harness) {
	token := rand.Text()
	w := table.Write{Token: token, Ops: []table.Op{table.Put(item("p", "a", "n", 1)).When(table.Absent(table.AttrPK)), counts("b")[0]}}
	h.writeAs(w)
	h.put(item("p", "a", "n", 2))
	h.writeAs(w)
	h.wantItem(key("p", "a"), item("p", "a", "n", 2))
	h.write(table.Delete(key("p", "a")))
	h.writeAs(w)
	h.wantItem(key("p", "a"), nil)
	h.wantItem(key("p", "b"), item("p", "b", "n", 1))
}
