package tabletest

import (
	"errors"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kibitz/internal/table"
)

// harness is what every case has at hand: a test, an empty table and a clock.
type harness struct {
	*testing.T
	Engine
	clock *clock
}

func newHarness(t *testing.T, open Open) *harness {
	c := &clock{now: time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)}
	return &harness{T: t, Engine: open(t, c.Now), clock: c}
}

// departs reports whether the engine is known to differ so.
func (h *harness) departs(d Departure) bool { return slices.Contains(h.Departures, d) }

// clock is a clock that stands still until it is told to go.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

// Now returns the time.
func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// write writes what must succeed.
func (h *harness) write(ops ...table.Op) table.Written {
	h.Helper()
	return h.writeAs(table.Write{Ops: ops})
}

func (h *harness) writeAs(w table.Write) table.Written {
	h.Helper()
	written, err := h.Table.Write(h.Context(), w)
	if err != nil {
		h.Fatalf("write: %v", err)
	}
	return written
}

// put stores items, one by one.
func (h *harness) put(items ...table.Item) {
	h.Helper()
	for _, it := range items {
		h.write(table.Put(it))
	}
}

// refused writes what must fail so.
func (h *harness) refused(want error, ops ...table.Op) error {
	h.Helper()
	_, err := h.Table.Write(h.Context(), table.Write{Ops: ops})
	if !errors.Is(err, want) {
		h.Fatalf("write: %v, want %v", err, want)
	}
	return err
}

// failed writes what must fail by the condition of operation i alone, and
// returns the item that failed it.
func (h *harness) failed(i int, ops ...table.Op) table.Item {
	h.Helper()
	err := h.refused(table.ErrCondition, ops...)
	for n := range ops {
		it, failed := table.Failed(err, n)
		if failed != (n == i) {
			h.Errorf("operation %d failed: %v, want only %d", n, failed, i)
		}
		if !failed && it != nil {
			h.Errorf("operation %d did not fail but has image %s", n, show(it))
		}
	}
	it, _ := table.Failed(err, i)
	return it
}

// get reads items, consistently.
func (h *harness) get(keys ...table.Key) []table.Item {
	h.Helper()
	got, err := h.Table.Get(h.Context(), table.Get{Keys: keys, Consistent: true})
	if err != nil {
		h.Fatalf("get: %v", err)
	}
	if len(got.Items) != len(keys) {
		h.Fatalf("get of %d keys: %d items", len(keys), len(got.Items))
	}
	return got.Items
}

// wantItem checks what is stored under a key; nil for nothing.
func (h *harness) wantItem(k table.Key, want table.Item) {
	h.Helper()
	h.same(h.get(k)[0], want)
}

// same checks that two items are the same.
func (h *harness) same(got, want table.Item) {
	h.Helper()
	if (got == nil) != (want == nil) || !maps.Equal(got, want) {
		h.Errorf("item %s, want %s", show(got), show(want))
	}
}

func (h *harness) query(q table.Query) table.Page {
	h.Helper()
	page, err := h.Table.Query(h.Context(), q)
	if err != nil {
		h.Fatalf("query %+v: %v", q, err)
	}
	return page
}

// all reads a query to its end, page by page.
func (h *harness) all(q table.Query) []table.Item {
	h.Helper()
	var items []table.Item
	for pages := 0; ; pages++ {
		page := h.query(q)
		items = append(items, page.Items...)
		if len(page.Items) > q.Limit {
			h.Errorf("page of %d items, over the limit of %d", len(page.Items), q.Limit)
		}
		if page.Next == nil {
			return items
		}
		if pages > 1000 {
			h.Fatalf("query %+v does not end", q)
		}
		q.After = page.Next
	}
}

// sortKeys returns one attribute of items, the order they come in being what
// is tested.
func sortKeys(items []table.Item, attr string) []string {
	keys := make([]string, len(items))
	for i, it := range items {
		keys[i] = it[attr].Str()
	}
	return keys
}

// wantKeys checks sort keys and their order.
func (h *harness) wantKeys(items []table.Item, want ...string) {
	h.Helper()
	h.wantOrder(items, table.AttrSK, want...)
}

func (h *harness) wantOrder(items []table.Item, attr string, want ...string) {
	h.Helper()
	if got := sortKeys(items, attr); !slices.Equal(got, want) {
		h.Errorf("%s in order %q, want %q", attr, got, want)
	}
}

// item returns an item with the attributes, given as name, value, name, value.
func item(pk, sk string, attrs ...any) table.Item {
	it := table.Item{table.AttrPK: table.String(pk), table.AttrSK: table.String(sk)}
	for i := 0; i < len(attrs); i += 2 {
		it[attrs[i].(string)] = value(attrs[i+1])
	}
	return it
}

func value(v any) table.Value {
	switch v := v.(type) {
	case table.Value:
		return v
	case int:
		return table.Int(int64(v))
	case string:
		return table.String(v)
	case []byte:
		return table.Bytes(v)
	case bool:
		return table.Bool(v)
	}
	panic("a case with a value of an unknown type")
}

// shuffled returns the same in another order, always the same one.
func shuffled(list []string) []string {
	list = slices.Clone(list)
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list
}

// sized returns an item filled up with one attribute to so many bytes.
func sized(bytes int, it table.Item) table.Item {
	it = it.Clone()
	it["pad"] = table.String("")
	it["pad"] = table.String(strings.Repeat("x", bytes-it.Size()))
	return it
}

func key(pk, sk string) table.Key { return table.Key{PK: pk, SK: sk} }

// show prints an item, shortened.
func show(it table.Item) string {
	if it == nil {
		return "none"
	}
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(it)) {
		content := it[name].Raw()
		if len(content) > 40 {
			content = content[:40] + "…"
		}
		b.WriteString(" " + name + "=" + string(rune(it[name].Kind())) + ":" + content)
	}
	return "{" + b.String() + " }"
}
