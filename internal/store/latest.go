package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"kibitz/internal/comment"
	"kibitz/internal/page"
	"kibitz/internal/table"
)

// LatestOfSite reads a site's newest published comments and their pages; see
// comment.Store. The pages' titles and addresses are all that is read of them.
func (s *Store) LatestOfSite(ctx context.Context, site string, n int) ([]comment.Comment, map[string]page.State, error) {
	p, err := s.t.Query(ctx, table.Query{
		Index: byStatus, PK: statusQueue(site, statusLetter(comment.Published)), Descending: true, Limit: n,
	})
	if err != nil {
		return nil, nil, fmt.Errorf("query published comments: %w", err)
	}
	cs, err := commentsOf(p.Items)
	if err != nil || len(cs) == 0 {
		return nil, nil, err
	}
	pages := map[string]page.State{}
	var keys []table.Key
	for _, c := range cs {
		if _, seen := pages[c.Page]; !seen {
			pages[c.Page] = page.State{}
			keys = append(keys, aboutKey(site, c.Page))
		}
	}
	items, err := s.get(ctx, false, keys...)
	if err != nil {
		return nil, nil, fmt.Errorf("read pages of comments: %w", err)
	}
	for i, k := range keys {
		_, _, id := splitPartition(k.PK)
		pages[id] = stateOf(id, nil, items[i])
	}
	return cs, pages, nil
}

// Featured reads a page's featured comments; see comment.Store.
func (s *Store) Featured(ctx context.Context, site, pageID string) ([]comment.Comment, page.State, error) {
	state := s.stateBeside(ctx, site, pageID)
	if err := state.wait(); err != nil || len(state.state.Featured) == 0 {
		return nil, state.state, err
	}
	var keys []table.Key
	for _, id := range state.state.Featured {
		keys = append(keys, commentKey(near, site, pageID, comment.ID(id)))
		if comment.ID(id).IsReply() {
			keys = append(keys, commentKey(overflow, site, pageID, comment.ID(id)))
		}
	}
	items, err := s.get(ctx, false, keys...)
	if err != nil {
		return nil, page.State{}, fmt.Errorf("read featured comments: %w", err)
	}
	items = slices.DeleteFunc(items, func(it table.Item) bool { return isPublished(it) == 0 })
	cs, err := commentsOf(items)
	return cs, state.state, err
}

// maxLongThreads bounds the threads whose later replies LatestOfPage looks at.
const maxLongThreads = 5

// LatestOfPage reads a page's newest published comments; see comment.Store. It
// looks through what lies in the page's newest threads, up to comment.MaxLimit,
// and then side by side at the newest of the replies that do not lie there.
func (s *Store) LatestOfPage(ctx context.Context, site, pageID string, n int) ([]comment.Comment, page.State, error) {
	state := s.stateBeside(ctx, site, pageID)
	cs, err := s.newest(ctx, commentPartition(near, site, pageID), "", comment.MaxLimit)
	if err == nil {
		var late []comment.Comment
		late, err = s.newestReplies(ctx, commentPartition(overflow, site, pageID), longThreads(cs), n)
		cs = append(cs, late...)
	}
	if err = errors.Join(err, state.wait()); err != nil {
		return nil, page.State{}, err
	}
	cs = slices.DeleteFunc(cs, func(c comment.Comment) bool { return c.Status != comment.Published })
	slices.SortFunc(cs, func(a, b comment.Comment) int { return cmp.Compare(b.ID.Own(), a.ID.Own()) })
	return cs[:min(n, len(cs))], state.state, nil
}

// newest reads the last comments of a partition whose sort keys have a prefix.
func (s *Store) newest(ctx context.Context, partition, prefix string, n int) ([]comment.Comment, error) {
	p, err := s.t.Query(ctx, table.Query{PK: partition, Prefix: prefix, Descending: true, Limit: n})
	if err != nil {
		return nil, fmt.Errorf("query newest comments: %w", err)
	}
	return commentsOf(p.Items)
}

// newestReplies reads the last comments of each thread in a partition.
func (s *Store) newestReplies(ctx context.Context, partition string, roots []comment.ID, n int) ([]comment.Comment, error) {
	found, errs := make([][]comment.Comment, len(roots)), make([]error, len(roots))
	var wg sync.WaitGroup
	for i, root := range roots {
		wg.Go(func() { found[i], errs[i] = s.newest(ctx, partition, string(root), n) })
	}
	wg.Wait()
	return slices.Concat(found...), errors.Join(errs...)
}

// longThreads returns the first threads of a run of near comments, newest
// first, that may have replies in the overflow: more were placed than lie here,
// or the run ends before the root, which would tell.
func longThreads(run []comment.Comment) []comment.ID {
	var long []comment.ID
	seen := 0
	for i, c := range run { // a root comes after its replies
		if c.ID.IsReply() {
			seen++
			if last := i == len(run)-1; !last && run[i+1].ID.Root() == c.ID.Root() {
				continue
			}
		}
		if c.ID.IsReply() || c.Placed > seen {
			long = append(long, c.ID.Root())
		}
		seen = 0
	}
	return long[:min(len(long), maxLongThreads)]
}
