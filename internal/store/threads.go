package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"kibitz/internal/comment"
	"kibitz/internal/page"
	"kibitz/internal/table"
)

// Threads reads whole threads; see comment.Store. One Query in either order: a
// root and its replies lie side by side, and at least as many are read as a
// thread's near part is meant to have. A near part that grew longer while the
// fold was behind costs one more.
func (s *Store) Threads(ctx context.Context, q comment.ThreadsQuery) (comment.Threads, error) {
	state := s.stateBeside(ctx, q.Site, q.Page)
	out, err := s.threads(ctx, q)
	err = errors.Join(err, state.wait())
	out.State = state.state
	return out, err
}

func (s *Store) threads(ctx context.Context, q comment.ThreadsQuery) (comment.Threads, error) {
	query := table.Query{
		PK: commentPartition(near, q.Site, q.Page), Descending: q.Order == comment.Newest,
		Limit: max(q.Limit, wholeThread) + 1, // one more tells that a thread is complete
	}
	if q.After != "" {
		from := string(q.After)
		if !query.Descending {
			from = afterThread(q.After)
		}
		query.After = &table.Cursor{SK: from}
	}
	p, err := s.t.Query(ctx, query)
	if err != nil {
		return comment.Threads{}, fmt.Errorf("query threads: %w", err)
	}
	cs, err := commentsOf(p.Items)
	if err != nil {
		return comment.Threads{}, err
	}
	out := comment.Threads{More: p.Next != nil}
	whole := group(cs, !out.More, query.Descending)
	if len(whole) == 0 && len(cs) > 0 {
		return s.beginning(ctx, q, cs[0].ID.Root())
	}
	n := 0
	for i, thread := range whole {
		if n += len(thread); i > 0 && n > q.Limit {
			break
		}
		out.Threads = append(out.Threads, thread)
		out.Last = thread[0].ID.Root()
	}
	if flatLen(out.Threads) < len(cs) {
		out.More = true
	}
	return out, nil
}

// wholeThread is a root with all the replies that are meant to lie beside it.
const wholeThread = 1 + comment.ThreadCap

// beginning reads the beginning of a thread that is too long for a listing.
// Whether threads follow is not known then.
func (s *Store) beginning(ctx context.Context, q comment.ThreadsQuery, root comment.ID) (comment.Threads, error) {
	p, err := s.t.Query(ctx, table.Query{
		PK: commentPartition(near, q.Site, q.Page), Prefix: string(root), Limit: max(q.Limit, wholeThread),
	})
	if err != nil {
		return comment.Threads{}, fmt.Errorf("query beginning of thread: %w", err)
	}
	cs, err := commentsOf(p.Items)
	if err != nil {
		return comment.Threads{}, err
	}
	return comment.Threads{Threads: [][]comment.Comment{cs}, Last: root, Cut: p.Next != nil, More: true}, nil
}

// group cuts a run of comments in key order into threads, oldest first within
// each, leaving out a last one that may go on beyond the run unless the run
// is the end. The threads are parts of the run, which is reordered for it.
func group(run []comment.Comment, end, descending bool) [][]comment.Comment {
	var threads [][]comment.Comment
	for i := 0; i < len(run); {
		j := i + 1
		for j < len(run) && run[j].ID.Root() == run[i].ID.Root() {
			j++
		}
		thread := run[i:j:j]
		if descending {
			slices.Reverse(thread)
		}
		rootSeen := descending && !thread[0].ID.IsReply()
		if j < len(run) || end || rootSeen {
			threads = append(threads, thread)
		}
		i = j
	}
	return threads
}

func flatLen(threads [][]comment.Comment) (n int) {
	for _, t := range threads {
		n += len(t)
	}
	return n
}

// Thread reads one thread, its near part and then its overflow; see
// comment.Store.
func (s *Store) Thread(ctx context.Context, q comment.ThreadQuery) (comment.Thread, error) {
	state := s.stateBeside(ctx, q.Site, q.Page)
	out := comment.Thread{Overflow: q.Overflow, Last: q.After}
	err := s.thread(ctx, q, &out)
	err = errors.Join(err, state.wait())
	out.State = state.state
	return out, err
}

func (s *Store) thread(ctx context.Context, q comment.ThreadQuery, out *comment.Thread) error {
	if !q.Overflow {
		if err := s.part(ctx, near, q, out); err != nil || out.More {
			return err
		}
		if root := out.Comments; q.After == "" && len(root) > 0 && root[0].ID == q.Root && root[0].Placed < len(root) {
			return nil // all replies ever placed are here: nothing in the overflow
		}
		out.Overflow, q.After = true, ""
		if q.Limit -= len(out.Comments); q.Limit == 0 {
			out.Last, out.More = "", true
			return nil
		}
	}
	return s.part(ctx, overflow, q, out)
}

// part appends up to q.Limit comments of one of the thread's two partitions.
func (s *Store) part(ctx context.Context, place string, q comment.ThreadQuery, out *comment.Thread) error {
	query := table.Query{PK: commentPartition(place, q.Site, q.Page), Prefix: string(q.Root), Limit: q.Limit + 1}
	if q.After != "" {
		query.After = &table.Cursor{SK: commentSort(q.After)}
	}
	p, err := s.t.Query(ctx, query)
	if err != nil {
		return fmt.Errorf("query thread: %w", err)
	}
	cs, err := commentsOf(p.Items)
	if err != nil {
		return err
	}
	if out.More = len(cs) > q.Limit; out.More {
		cs = cs[:q.Limit]
	}
	out.Comments = append(out.Comments, cs...)
	if len(cs) > 0 {
		out.Last = cs[len(cs)-1].ID
	}
	return nil
}

// besideState is a page's state being read while something else is.
type besideState struct {
	wg    sync.WaitGroup
	state page.State
	err   error
}

// stateBeside begins to read a page's numbers and what is known about it,
// two items side by side: one Query.
func (s *Store) stateBeside(ctx context.Context, site, pageID string) *besideState {
	b := &besideState{}
	b.wg.Go(func() {
		p, err := s.t.Query(ctx, table.Query{PK: pagePartition(site, pageID), Limit: 2})
		if err != nil {
			b.err = fmt.Errorf("read page state: %w", err)
			return
		}
		var numbers, about table.Item
		for _, it := range p.Items {
			switch it.Key().SK {
			case only:
				numbers = it
			default:
				about = it
			}
		}
		b.state = stateOf(pageID, numbers, about)
	})
	return b
}

func (b *besideState) wait() error {
	b.wg.Wait()
	return b.err
}
