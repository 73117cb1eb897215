package store

import (
	"context"
	"slices"

	"kibitz/internal/comment"
	"kibitz/internal/problem"
	"kibitz/internal/table"
)

// Find reads one comment in any status; see comment.Store. Reads are
// consistent: authors change what they wrote a moment ago.
func (s *Store) Find(ctx context.Context, site, pageID string, id comment.ID) (comment.Found, error) {
	if pageID == "" {
		items, err := s.get(ctx, true, privateKey(site, id))
		if err != nil {
			return comment.Found{}, err
		}
		if pageID = items[0]["pg"].Str(); pageID == "" {
			return comment.Found{}, unknown()
		}
	}
	items, err := s.get(ctx, true, privateKey(site, id),
		commentKey(hidden, site, pageID, id), commentKey(near, site, pageID, id), commentKey(overflow, site, pageID, id))
	if err != nil {
		return comment.Found{}, err
	}
	private := items[0]
	if private == nil || private["pg"].Str() != pageID {
		return comment.Found{}, unknown()
	}
	if private["s"].Str() == "d" { // its author took it back: who that was is all that is left
		return comment.Found{Comment: comment.Comment{
			ID: id, Page: pageID, Status: comment.Deleted, Author: comment.Author{ID: authorOf(private["u"].Str())},
		}}, nil
	}
	for _, it := range items[1:] { // a marker has no author: the comment itself lies hidden
		if it == nil || it["u"].Kind() == 0 {
			continue
		}
		var f comment.Found
		if f.Comment, err = commentOf(it); err != nil {
			return comment.Found{}, err
		}
		f.Private, err = privateOf(private)
		return f, err
	}
	return comment.Found{}, unknown()
}

// Roots reads published roots of a page; see comment.Store.
func (s *Store) Roots(ctx context.Context, site, pageID string, ids []comment.ID) ([]comment.Comment, error) {
	keys := make([]table.Key, len(ids))
	for i, id := range ids {
		keys[i] = commentKey(near, site, pageID, id)
	}
	items, err := s.get(ctx, false, keys...)
	if err != nil {
		return nil, err
	}
	items = slices.DeleteFunc(items, func(it table.Item) bool { return isPublished(it) == 0 })
	return commentsOf(items)
}

// Sources reads private parts; see comment.Store.
func (s *Store) Sources(ctx context.Context, site string, ids []comment.ID) ([]*comment.Private, error) {
	out := make([]*comment.Private, 0, len(ids))
	for len(ids) > 0 {
		n := min(len(ids), table.MaxKeys)
		keys := make([]table.Key, n)
		for i, id := range ids[:n] {
			keys[i] = privateKey(site, id)
		}
		items, err := s.get(ctx, false, keys...)
		if err != nil {
			return nil, err
		}
		for _, it := range items {
			if it == nil || it["s"].Str() == "d" {
				out = append(out, nil)
				continue
			}
			p, err := privateOf(it)
			if err != nil {
				return nil, err
			}
			out = append(out, &p)
		}
		ids = ids[n:]
	}
	return out, nil
}

func unknown() error {
	return problem.New(problem.CommentUnknown, "", "There is no such comment, or it is not yours to change.")
}
