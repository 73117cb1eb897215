package store

import (
	"context"
	"fmt"

	"kibitz/internal/comment"
	"kibitz/internal/moderation"
	"kibitz/internal/table"
)

// History counts an author's comments by where they lie: the index by author
// holds keys, and no status. See moderation.Store.
func (s *Store) History(ctx context.Context, site, author string, limit int) (moderation.History, error) {
	q := table.Query{Index: byAuthor, PK: authorQueue(site, author), Limit: 1}
	oldest, err := s.t.Query(ctx, q)
	if err != nil {
		return moderation.History{}, fmt.Errorf("query author: %w", err)
	}
	q.Limit, q.Descending = limit, true
	newest, err := s.t.Query(ctx, q)
	if err != nil {
		return moderation.History{}, fmt.Errorf("query author: %w", err)
	}
	out := moderation.History{More: newest.Next != nil}
	for _, it := range oldest.Items {
		out.First = comment.ID(it["i"].Str()).Time()
	}
	for _, it := range newest.Items {
		if place, _, _ := splitPartition(it.Key().PK); place == hidden {
			out.Withheld++
		} else {
			out.Published++
		}
	}
	return out, nil
}
