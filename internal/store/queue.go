package store

import (
	"context"
	"fmt"

	"kibitz/internal/comment"
	"kibitz/internal/moderation"
	"kibitz/internal/table"
)

// Queue reads a page of a status's queue, one Query; see moderation.Store.
func (s *Store) Queue(ctx context.Context, q moderation.QueueQuery) (moderation.QueuePage, error) {
	if q.Status == moderation.Reported {
		return s.reported(ctx, q)
	}
	query := table.Query{
		Index: byStatus, PK: statusQueue(q.Site, statusLetter(q.Status)),
		Descending: !q.OldestFirst, Limit: q.Limit,
	}
	if q.After != nil {
		c := q.After
		query.After = &table.Cursor{SK: c.ID.Own(), Key: commentKey(placeOf(*c), q.Site, c.Page, c.ID)}
	}
	p, err := s.t.Query(ctx, query)
	if err != nil {
		return moderation.QueuePage{}, fmt.Errorf("query queue: %w", err)
	}
	cs, err := commentsOf(p.Items)
	if err != nil {
		return moderation.QueuePage{}, err
	}
	out := moderation.QueuePage{Comments: cs}
	if p.Next == nil {
		return out, nil
	}
	place, _, pageID := splitPartition(p.Next.Key.PK)
	out.Next = &comment.Comment{ID: commentID(p.Next.Key.SK), Page: pageID, Status: q.Status, Overflow: place == overflow}
	return out, nil
}
