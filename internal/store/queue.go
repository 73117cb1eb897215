package store

import (
	"context"
	"fmt"
	"slices"

	"kibitz/internal/comment"
	"kibitz/internal/moderation"
	"kibitz/internal/problem"
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
	query.After = queueCursor(q)
	p, err := s.t.Query(ctx, query)
	if err != nil {
		return moderation.QueuePage{}, fmt.Errorf("query queue: %w", err)
	}
	cs, err := commentsOf(p.Items)
	if err != nil {
		return moderation.QueuePage{}, err
	}
	return moderation.QueuePage{Comments: cs, Next: queuePlace(p.Next)}, nil
}

// queueCursor is where a query of an index goes on, and queuePlace the place
// that a comment had there.
func queueCursor(q moderation.QueueQuery) *table.Cursor {
	if q.After == nil {
		return nil
	}
	return &table.Cursor{SK: q.After.ID.Own(), Key: commentKey(placeOf(*q.After), q.Site, q.After.Page, q.After.ID)}
}

func queuePlace(c *table.Cursor) *comment.Comment {
	if c == nil {
		return nil
	}
	place, _, pageID := splitPartition(c.Key.PK)
	out := &comment.Comment{ID: commentID(c.Key.SK), Page: pageID, Status: comment.Published, Overflow: place == overflow}
	if place == hidden {
		out.Status = comment.Pending // or any other that is not public
	}
	return out
}

// ByAuthor reads an author's comments by the index of authors, one Query, and
// their keys; see moderation.Store. A comment that was moved since the index
// saw it is looked for.
func (s *Store) ByAuthor(ctx context.Context, author string, q moderation.QueueQuery) (moderation.QueuePage, error) {
	p, err := s.t.Query(ctx, table.Query{
		Index: byAuthor, PK: authorQueue(q.Site, author), Descending: !q.OldestFirst, Limit: q.Limit, After: queueCursor(q),
	})
	if err != nil {
		return moderation.QueuePage{}, fmt.Errorf("query author: %w", err)
	}
	out := moderation.QueuePage{Next: queuePlace(p.Next)}
	for found := range slices.Chunk(p.Items, table.MaxKeys) {
		keys := make([]table.Key, len(found))
		for i, it := range found {
			keys[i] = it.Key()
		}
		items, err := s.get(ctx, false, keys...)
		if err != nil {
			return moderation.QueuePage{}, fmt.Errorf("read author's comments: %w", err)
		}
		for i, it := range items {
			c, err := s.byAuthor(ctx, q.Site, keys[i], it)
			if problem.CodeOf(err) == problem.CommentUnknown {
				continue // its author has taken it back
			}
			if err != nil {
				return moderation.QueuePage{}, err
			}
			out.Comments = append(out.Comments, c)
		}
	}
	return out, nil
}

// byAuthor is the comment that lies at the key, or lay there a moment ago: only
// a marker has no author.
func (s *Store) byAuthor(ctx context.Context, site string, k table.Key, it table.Item) (comment.Comment, error) {
	if it["u"].Kind() != 0 {
		return commentOf(it)
	}
	_, _, pageID := splitPartition(k.PK)
	f, err := s.Find(ctx, site, pageID, commentID(k.SK))
	if err == nil && f.Comment.Forgotten() {
		err = unknown()
	}
	return f.Comment, err
}
