package store

import (
	"context"
	"fmt"

	"kibitz/internal/comment"
	"kibitz/internal/limit"
	"kibitz/internal/table"
)

// Before reads what a new comment depends on; see comment.Store. A parent
// that an eventually consistent read does not show yet is looked for again,
// so that one can answer a comment a second old.
func (s *Store) Before(ctx context.Context, site, pageID string, parent comment.ID, windows ...limit.Window) (comment.Before, error) {
	b, err := s.before(ctx, site, pageID, parent, windows, false)
	if err == nil && parent != "" && b.Parent == nil {
		return s.before(ctx, site, pageID, parent, windows, true)
	}
	return b, err
}

func (s *Store) before(ctx context.Context, site, pageID string, parent comment.ID, windows []limit.Window, consistent bool) (comment.Before, error) {
	keys := []table.Key{numbersKey(site, pageID)}
	for _, w := range windows {
		keys = append(keys, windowKey(site, w))
	}
	if parent != "" {
		keys = append(keys, commentKey(near, site, pageID, parent.Root()))
	}
	if parent.IsReply() {
		keys = append(keys, commentKey(near, site, pageID, parent), commentKey(overflow, site, pageID, parent))
	}
	items, err := s.get(ctx, consistent, keys...)
	if err != nil {
		return comment.Before{}, err
	}
	b := comment.Before{Page: stateOf(pageID, items[0], nil), Counted: make([]int, len(windows))}
	for i := range windows {
		b.Counted[i] = int(items[1+i]["n"].Int())
	}
	for i, it := range items[1+len(windows):] {
		if it == nil || it["s"].Str() != "p" && i > 0 {
			continue
		}
		c, err := commentOf(it)
		if err != nil {
			return comment.Before{}, err
		}
		if i == 0 {
			b.Root = &c
		}
		if c.ID == parent && c.Status == comment.Published {
			b.Parent = &c
		}
	}
	return b, nil
}

// WrittenBy lists an author's latest comments; see comment.Store. The index
// holds keys only, and the first letter of a partition key says whether the
// comment is public.
func (s *Store) WrittenBy(ctx context.Context, site, author string, latest int) ([]comment.Written, error) {
	p, err := s.t.Query(ctx, table.Query{Index: byAuthor, PK: authorQueue(site, author), Descending: true, Limit: latest})
	if err != nil {
		return nil, fmt.Errorf("query author: %w", err)
	}
	out := make([]comment.Written, len(p.Items))
	for i, it := range p.Items {
		place, _, _ := splitPartition(it.Key().PK)
		out[i] = comment.Written{At: comment.ID(it["i"].Str()).Time(), Public: place != hidden}
	}
	return out, nil
}

// Create stores a comment; see comment.Store.
func (s *Store) Create(ctx context.Context, c comment.Create) (*comment.Receipt, error) {
	return s.createWith(ctx, c)
}

// createWith stores a comment and does what else belongs to it, all or nothing.
func (s *Store) createWith(ctx context.Context, c comment.Create, also ...table.Op) (*comment.Receipt, error) {
	private, err := privateContent(c.Private)
	if err != nil {
		return nil, err
	}
	private["pg"], private["u"] = table.String(c.Comment.Page), table.String(authorQueue(c.Site, c.Comment.Author.ID))
	ops := []table.Op{
		table.Put(receiptItem(c.Site, c.Receipt)).When(table.AbsentOrLess(table.AttrTTL, unix(s.now()))),
		table.Put(commentItem(c.Site, c.Comment)).When(table.Absent(table.AttrPK)),
		table.Put(withKey(private, privateKey(c.Site, c.Comment.ID))).When(table.Absent(table.AttrPK)),
	}
	ops = append(ops, also...)
	_, err = s.write(ctx, table.Write{
		Token: c.Comment.ID.Own(),
		Ops:   append(ops, s.countIn(c.Site, c.Windows)...),
	})
	if it, taken := table.Failed(err, 0); taken {
		return receiptOf(c.Receipt.Key, it), nil
	}
	return nil, full(err, len(ops), c.Windows)
}

// Receipt reads the receipt under a key; see comment.Store.
func (s *Store) Receipt(ctx context.Context, site, key string) (*comment.Receipt, error) {
	items, err := s.get(ctx, true, receiptKey(site, key))
	if err != nil {
		return nil, err
	}
	return receiptOf(key, items[0]), nil
}
