package tabletest

import (
	"context"
	"slices"
	"strings"
	"testing"

	"kibitz/internal/table"
)

// hotItem is the most bytes of an item on a hot path: one read unit.
const hotItem = 4 << 10

// Rules are what a Checked table asks of its caller beyond the contract.
// Partition keys are named by their beginnings, "" being all.
type Rules struct {
	Hot         []string // partitions that every reader reads: no item over 4 KB
	Conditional []string // partitions where every put and delete has a condition
	MaxLimit    int      // the most that a query may ask for; 0 for any limit
}

// Checked is a table that fails the test when its caller breaks a rule of the
// house. Besides Rules these are always checked: a query has a limit; and
// nothing is added to a number unless a repetition is harmless, which takes a
// condition on the operation itself, or a transaction with a token or with a
// condition on another of its operations.
type Checked struct {
	inner table.Table
	t     testing.TB
	rules Rules
}

var _ table.Table = (*Checked)(nil)

// NewChecked returns a table that does as inner does and complains to t.
func NewChecked(t testing.TB, inner table.Table, rules Rules) *Checked {
	return &Checked{inner: inner, t: t, rules: rules}
}

// Get implements table.Table.
func (c *Checked) Get(ctx context.Context, g table.Get) (table.Got, error) {
	c.t.Helper()
	got, err := c.inner.Get(ctx, g)
	for _, it := range got.Items {
		c.size("get", it.Key(), it)
	}
	return got, err
}

// Query implements table.Table.
func (c *Checked) Query(ctx context.Context, q table.Query) (table.Page, error) {
	c.t.Helper()
	switch {
	case q.Limit < 1:
		c.t.Errorf("query of %q without a limit", q.PK)
	case c.rules.MaxLimit > 0 && q.Limit > c.rules.MaxLimit:
		c.t.Errorf("query of %q with limit %d, over %d", q.PK, q.Limit, c.rules.MaxLimit)
	}
	page, err := c.inner.Query(ctx, q)
	for _, it := range page.Items {
		c.size("query", it.Key(), it)
	}
	return page, err
}

// Write implements table.Table.
func (c *Checked) Write(ctx context.Context, w table.Write) (table.Written, error) {
	c.t.Helper()
	harmless := len(w.Ops) > 1 && (w.Token != "" || slices.ContainsFunc(w.Ops, conditional))
	for _, op := range w.Ops {
		if len(op.Add) > 0 && !conditional(op) && !harmless {
			c.t.Errorf("add to %v counts twice when it is repeated: no condition, no token", op.Key)
		}
		replaces := op.Verb == table.VerbPut || op.Verb == table.VerbDelete
		if replaces && !conditional(op) && begins(op.Key.PK, c.rules.Conditional) {
			c.t.Errorf("put or delete of %v without a condition", op.Key)
		}
		c.size("write", op.Key, op.Item)
		c.size("write", op.Key, op.Set)
	}
	written, err := c.inner.Write(ctx, w)
	if len(w.Ops) == 1 {
		c.size("write", w.Ops[0].Key, written.Image)
	}
	return written, err
}

// conditional reports whether an operation that writes depends on something.
func conditional(op table.Op) bool { return len(op.If) > 0 }

func (c *Checked) size(call string, k table.Key, it table.Item) {
	c.t.Helper()
	if n := it.Size(); n > hotItem && begins(k.PK, c.rules.Hot) {
		c.t.Errorf("%s of %v: %d bytes on a hot path, over %d", call, k, n, hotItem)
	}
}

func begins(s string, prefixes []string) bool {
	return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(s, p) })
}
