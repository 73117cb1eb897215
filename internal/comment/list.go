package comment

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"kibitz/internal/page"
	"kibitz/internal/problem"
	"kibitz/internal/sanitize"
	"kibitz/internal/site"
)

// Order is the order of the threads of a page. Replies within a thread are
// always oldest first.
type Order string

// The orders.
const (
	Newest Order = "newest"
	Oldest Order = "oldest"
	Top    Order = "top" // by votes; see Standings
)

// MaxLimit bounds the comments of one listing.
const MaxLimit = 100

// List is a request for a page's comments.
type List struct {
	Page   string
	Order  Order  // "" for Newest
	Root   string // only this thread
	Limit  int    // comments; 0 for the site's default; a listing can be longer by the rest of its last thread
	Cursor string // Listing.Next, or Comment.More with Root
}

// Listing is one page of comments: threads, each root followed by its replies
// and, when not all are here, with a cursor to the rest. Next is "" at the end.
type Listing struct {
	Page     page.State
	Pinned   []Comment // at the beginning only: the roots that moderators pinned; they are in Comments all the same
	Comments []Comment
	Next     string
}

// ThreadsQuery asks for threads after a place.
type ThreadsQuery struct {
	Site, Page string
	Order      Order
	After      ID // the root of the last thread seen; "" at the beginning
	Limit      int
}

// Threads is the answer: whole threads, or the beginning of one that is too
// long, and the page's state.
type Threads struct {
	State   page.State
	Threads [][]Comment // root first if it is there, then replies, oldest first
	Last    ID          // root of the last thread looked at
	Cut     bool        // the thread is the only one, and more of it lies beside its root
	More    bool        // there may be more after Last
}

// ThreadQuery asks for comments of one thread after a place.
type ThreadQuery struct {
	Site, Page string
	Root       ID
	Overflow   bool // the place is in the overflow
	After      ID   // the last comment seen; "" at the beginning (of the overflow)
	Limit      int
}

// Thread is the answer, oldest first, the root among them when After is "".
type Thread struct {
	State    page.State
	Comments []Comment
	Overflow bool // where the last comment seen is
	Last     ID   // the last comment seen
	More     bool
}

// List returns comments of a page. One round trip (an alias costs one more,
// and so do pinned comments, and a thread that grew long before it was counted),
// whatever the number of comments before and after.
func (s *Service) List(ctx context.Context, st site.Site, l List) (Listing, error) {
	id, err := st.Page(l.Page)
	if err != nil {
		return Listing{}, err
	}
	if l.Limit == 0 {
		l.Limit = st.Settings.CommentsPerFetch
	}
	if l.Limit < 1 || l.Limit > MaxLimit {
		return Listing{}, problem.New(problem.ParameterInvalid, "limit", fmt.Sprintf("A limit is 1 to %d.", MaxLimit))
	}
	if l.Root != "" {
		return s.thread(ctx, st, id, l)
	}
	switch l.Order {
	case "":
		l.Order = Newest
	case Newest, Oldest:
	case Top:
		return s.top(ctx, st, id, l)
	default:
		return Listing{}, problem.New(problem.ParameterInvalid, "order", "An order is newest, oldest or top.")
	}
	after, err := OpenCursor(st, l.Cursor, id, string(l.Order))
	if err != nil {
		return Listing{}, err
	}
	q := ThreadsQuery{Site: st.ID, Page: id, Order: l.Order, After: ID(after), Limit: l.Limit}
	t, err := s.store.Threads(ctx, q)
	if err == nil && t.State.Alias != "" {
		q.Page = t.State.Alias
		t, err = s.store.Threads(ctx, q)
	}
	if err != nil {
		return Listing{}, fmt.Errorf("list threads: %w", err)
	}
	out := Listing{Page: t.State, Comments: make([]Comment, 0, l.Limit)}
	for _, thread := range t.Threads {
		out.Comments = append(out.Comments, s.finish(st, id, thread, t.Cut)...)
	}
	if t.More {
		out.Next = SealCursor(st, string(t.Last), id, string(l.Order))
	}
	return s.complete(ctx, st, out, l.Cursor == "")
}

// complete is a listing with the page's pinned comments, at the beginning, and
// with nothing that an older policy rendered.
func (s *Service) complete(ctx context.Context, st site.Site, l Listing, beginning bool) (Listing, error) {
	var ids []ID
	for _, id := range l.Page.Pinned {
		if id != "" && beginning {
			ids = append(ids, ID(id))
		}
	}
	if len(ids) > 0 {
		var err error
		if l.Pinned, err = s.store.Roots(ctx, st.ID, l.Page.Page, ids); err != nil {
			return Listing{}, fmt.Errorf("read pinned comments: %w", err)
		}
		if err := s.refresh(ctx, st, l.Pinned); err != nil {
			return Listing{}, err
		}
	}
	return l, s.refresh(ctx, st, l.Comments)
}

// thread lists one thread, its near part and then its overflow.
func (s *Service) thread(ctx context.Context, st site.Site, pageID string, l List) (Listing, error) {
	root, ok := ParseID(l.Root)
	if !ok || root.IsReply() {
		return Listing{}, commentUnknown()
	}
	place, err := OpenCursor(st, l.Cursor, pageID, string(root))
	if err != nil {
		return Listing{}, err
	}
	q := ThreadQuery{Site: st.ID, Page: pageID, Root: root, Limit: l.Limit}
	after, over := strings.CutPrefix(place, overflowMark)
	q.After, q.Overflow = ID(after), over
	t, err := s.store.Thread(ctx, q)
	if err == nil && t.State.Alias != "" {
		q.Page = t.State.Alias
		t, err = s.store.Thread(ctx, q)
	}
	if err != nil {
		return Listing{}, fmt.Errorf("list thread: %w", err)
	}
	out := Listing{Page: t.State, Comments: t.Comments}
	if t.More {
		out.Next = SealCursor(st, threadPlace(t.Overflow, t.Last), pageID, string(root))
	}
	if place == "" && len(t.Comments) == 0 && !t.More {
		return Listing{}, commentUnknown()
	}
	return out, s.refresh(ctx, st, out.Comments)
}

// overflowMark begins the places of a thread's overflow; "~" alone is its
// beginning.
const overflowMark = "~"

func threadPlace(overflow bool, last ID) string {
	if overflow {
		return overflowMark + string(last)
	}
	return string(last)
}

// One returns a published comment and its page.
func (s *Service) One(ctx context.Context, st site.Site, id, pageHint string) (Comment, error) {
	f, err := s.find(ctx, st, id, pageHint)
	if err != nil {
		return Comment{}, err
	}
	if f.Comment.Status != Published {
		return Comment{}, commentUnknown()
	}
	one := []Comment{f.Comment}
	err = s.refresh(ctx, st, one)
	return one[0], err
}

// find reads a comment in any status. pageHint, the page it is on, saves a
// round trip; a wrong hint finds nothing, an alias of the page costs two.
func (s *Service) find(ctx context.Context, st site.Site, id, pageHint string) (Found, error) {
	cid, ok := ParseID(id)
	if !ok {
		return Found{}, commentUnknown()
	}
	if pageHint != "" {
		var err error
		if pageHint, err = st.Page(pageHint); err != nil {
			return Found{}, err
		}
	}
	f, err := s.store.Find(ctx, st.ID, pageHint, cid)
	if pageHint != "" && problem.CodeOf(err) == problem.CommentUnknown {
		b, stateErr := s.store.Before(ctx, st.ID, pageHint, "")
		if stateErr != nil {
			return Found{}, fmt.Errorf("read page of comment: %w", stateErr)
		}
		if b.Page.Alias != "" {
			f, err = s.store.Find(ctx, st.ID, b.Page.Alias, cid)
		}
	}
	if err != nil {
		return Found{}, fmt.Errorf("find comment: %w", err)
	}
	return f, nil
}

// finish makes a stored thread what readers see: markers under which nothing
// lives are left out, a missing root is replaced by a marker, the root's
// reply count is exact when the whole thread is here, and has a cursor to the
// rest when it is not. A thread that was cut goes on where it ends here, others
// in the overflow.
func (s *Service) finish(st site.Site, pageID string, thread []Comment, cut bool) []Comment {
	if len(thread) == 0 {
		return nil
	}
	if thread[0].ID.IsReply() {
		marker := Comment{ID: thread[0].ID.Root(), Page: thread[0].Page, Status: Deleted, Placed: len(thread)}
		thread = append([]Comment{marker}, thread...)
	}
	rest := overflowMark
	if cut {
		rest = threadPlace(false, thread[len(thread)-1].ID)
	}
	near := len(thread) - 1
	whole := !cut && thread[0].Placed <= near
	thread = pruneMarkers(thread, whole)
	if len(thread) == 0 {
		return nil
	}
	root := &thread[0]
	shown := 0
	for _, c := range thread[1:] {
		if c.Status == Published {
			shown++
		}
	}
	if whole {
		root.Replies = shown
	} else {
		root.Replies = max(root.Replies, shown) // the fold may be behind
		root.More = SealCursor(st, rest, pageID, string(root.ID))
	}
	return thread
}

// pruneMarkers drops deleted comments below which nothing published is
// shown. When the thread is not whole, its root stays.
func pruneMarkers(thread []Comment, whole bool) []Comment {
	if !slices.ContainsFunc(thread, func(c Comment) bool { return c.Status != Published }) {
		return thread
	}
	live := make(map[ID]bool, len(thread))
	for i := len(thread) - 1; i >= 0; i-- { // children come after their parents
		if c := thread[i]; c.Status == Published || live[c.ID] {
			live[c.ID], live[c.Parent] = true, true
		}
	}
	kept := thread[:0:0]
	for i, c := range thread {
		if live[c.ID] || i == 0 && (!whole || len(live) > 0) {
			kept = append(kept, c)
		}
	}
	return kept
}

// refresh renders comments again whose HTML an older policy made. Nothing is
// written: the next edit stores the new rendering.
func (s *Service) refresh(ctx context.Context, st site.Site, comments []Comment) error {
	var at []int
	var ids []ID
	for i, c := range comments {
		if c.Status == Published && c.Policy != sanitize.PolicyVersion {
			at, ids = append(at, i), append(ids, c.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	sources, err := s.store.Sources(ctx, st.ID, ids)
	if err != nil {
		return fmt.Errorf("read sources to render again: %w", err)
	}
	for j, p := range sources {
		if p == nil {
			comments[at[j]].HTML = "" // without its source an old rendering cannot be trusted
			continue
		}
		r, err := sanitize.Body(p.Source, p.Format)
		if err != nil {
			return fmt.Errorf("render %s again: %w", ids[j], err)
		}
		comments[at[j]].HTML = r.HTML
	}
	return nil
}

func commentUnknown() error {
	return problem.New(problem.CommentUnknown, "", "There is no such comment, or it is not yours to change.")
}
