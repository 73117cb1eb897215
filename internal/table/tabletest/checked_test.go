package tabletest

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"kibitz/internal/table"
)

// complaints is a test that keeps what it is told.
type complaints struct {
	testing.TB
	mu   sync.Mutex
	list []string
}

func (c *complaints) Helper() {}

func (c *complaints) Errorf(format string, args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.list = append(c.list, fmt.Sprintf(format, args...))
}

func TestChecked(t *testing.T) {
	add, put, remove := counts("a")[0], table.Put(item("p", "b")), table.Delete(key("p", "b"))
	absent := table.Absent(table.AttrPK)
	cold, hot := sized(5000, item("q", "large")), sized(5000, item("hot#1", "large"))
	rules := Rules{Hot: []string{"hot#"}, Conditional: []string{"once#"}, MaxLimit: 100}
	for _, c := range []struct {
		name string
		call any
		want int // complaints
	}{
		{"bare add", one(add), 1},
		{"add in a transaction", all(add, put), 1},
		{"two adds in a transaction", all(counts("a", "b")...), 2},
		{"add on condition", one(add.When(absent)), 0},
		{"add in a transaction with a condition", all(add, put.When(absent)), 0},
		{"add in a transaction with a check", all(add, table.Check(key("p", "b"), absent)), 0},
		{"add with a token", table.Write{Token: "token", Ops: []table.Op{add, put}}, 0},
		{"add alone with a token, which counts for nothing", table.Write{Token: "token", Ops: []table.Op{add}}, 1},
		{"put", one(put), 0},
		{"delete", one(remove), 0},
		{"put where a condition is due", one(table.Put(item("once#1", "a"))), 1},
		{"delete where a condition is due", one(table.Delete(key("once#1", "a"))), 1},
		{"put on condition where one is due", one(table.Put(item("once#1", "a")).When(absent)), 0},
		{"update where a condition is due for puts", one(table.Update(key("once#1", "a")).Setting("x", table.Int(1))), 0},
		{"large item", one(table.Put(cold)), 0},
		{"large item on a hot path", one(table.Put(hot)), 1},
		{"4 KB on a hot path", one(table.Put(sized(4096, item("hot#1", "a")))), 0},
		{"large item on a hot path, in a transaction", all(put, table.Put(hot)), 1},
		{"large update on a hot path", one(table.Update(key("hot#1", "a")).Setting("x", table.String(long(5000)))), 1},
		{"item grown large on a hot path, by its image", table.Write{Return: table.NewImage, Ops: []table.Op{
			table.Update(key("hot#2", "large")).Setting("x", table.Int(1))}}, 1},
		{"get of a large item on a hot path", getOf(false, key("hot#2", "large"), key("hot#2", "none"), key("q", "large")), 1},
		{"query of a large item on a hot path", table.Query{PK: "hot#2", Limit: 1}, 1},
		{"query of the greatest limit", table.Query{PK: "p", Limit: 100}, 0},
		{"query over the greatest limit", table.Query{PK: "p", Limit: 101}, 1},
		{"query without a limit", table.Query{PK: "p"}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			told := &complaints{TB: t}
			checked := NewChecked(told, withLarge(t), rules)
			_, got := unitsCase{call: c.call}.do(&harness{T: t, Engine: Engine{Table: checked}})
			_, want := unitsCase{call: c.call}.do(&harness{T: t, Engine: Engine{Table: withLarge(t)}})
			if (got == nil) != (want == nil) {
				t.Errorf("call through the wrapper: %v, without: %v", got, want)
			}
			if len(told.list) != c.want {
				t.Errorf("complaints %q, want %d", told.list, c.want)
			}
		})
	}
}

// withLarge returns a table with two large items.
func withLarge(t *testing.T) table.Table {
	m := newModel(func() time.Time { return time.Unix(1e9, 0) })
	for _, it := range []table.Item{sized(5000, item("hot#2", "large")), sized(5000, item("q", "large"))} {
		if _, err := m.Write(t.Context(), one(table.Put(it))); err != nil {
			t.Fatal(err)
		}
	}
	return m
}
