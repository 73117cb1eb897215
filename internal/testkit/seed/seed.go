// Package seed fills a table with many comments quickly, for tests and
// benchmarks of large pages.
package seed

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"github.com/oklog/ulid/v2"

	"kibitz/internal/table"
)

// Copies writes n copies of a root comment of a page, each a second older
// than the next and all older than before, in transactions of a hundred. The
// whole newest and oldest ones are what the store itself wrote but for their
// ids and times; those between are short and without a text, so that a million
// take seconds.
func Copies(ctx context.Context, t table.Table, site, page, root string, n, whole int, before time.Time) error {
	got, err := t.Get(ctx, table.Get{Keys: []table.Key{{PK: "c#" + site + "#" + page, SK: root}}})
	if err != nil {
		return err
	}
	if got.Items[0] == nil {
		return fmt.Errorf("no comment %s on %s", root, page)
	}
	at := before.Add(-time.Duration(n+1) * time.Second)
	ops := make([]table.Op, 0, table.MaxOps)
	for i := range n {
		own, err := ulid.New(ulid.Timestamp(at.Add(time.Duration(i)*time.Second)), rand.Reader)
		if err != nil {
			return err
		}
		it := got.Items[0].Clone()
		if i >= whole && i < n-whole {
			it = table.Item{table.AttrPK: it[table.AttrPK], "s": it["s"], "v": it["v"], "pv": it["pv"]}
		} else {
			it["i"] = table.String(own.String())
		}
		it[table.AttrSK] = table.String(own.String())
		if ops = append(ops, table.Put(it)); len(ops) < table.MaxOps && i < n-1 {
			continue
		}
		if _, err := t.Write(ctx, table.Write{Ops: ops}); err != nil {
			return fmt.Errorf("write copies: %w", err)
		}
		ops = ops[:0]
	}
	return nil
}

// Replies writes n copies of a reply into a partition, as later replies of
// its thread.
func Replies(ctx context.Context, t table.Table, reply table.Item, partition string, n int, after time.Time) error {
	ops := make([]table.Op, 0, table.MaxOps)
	root := reply.Key().SK[:ulid.EncodedSize]
	for i := range n {
		own, err := ulid.New(ulid.Timestamp(after.Add(time.Duration(i)*time.Millisecond)), rand.Reader)
		if err != nil {
			return err
		}
		it := reply.Clone()
		it[table.AttrPK], it[table.AttrSK], it["i"] = table.String(partition), table.String(root+"/"+own.String()), table.String(own.String())
		if ops = append(ops, table.Put(it)); len(ops) < table.MaxOps && i < n-1 {
			continue
		}
		if _, err := t.Write(ctx, table.Write{Ops: ops}); err != nil {
			return fmt.Errorf("write replies: %w", err)
		}
		ops = ops[:0]
	}
	return nil
}
