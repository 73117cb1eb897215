package moderation

import (
	"context"
	"fmt"
	"slices"

	"kibitz/internal/comment"
	"kibitz/internal/page"
	"kibitz/internal/problem"
	"kibitz/internal/ranking"
	"kibitz/internal/site"
)

// MaxPages bounds the pages of one request.
const MaxPages = 100

// recentComments is how many of a site's newest comments Browse looks at for
// the pages that they are on.
const recentComments = 100

// By is how Browse finds pages: a ranking.Measure, or one of these.
type By string

// The other ways of finding pages.
const (
	ByRecent By = "recent" // with the newest comments
	ByPinned By = "pinned" // to the lists, in their order
	ByHidden By = "hidden" // from the lists
)

// Page is a page as moderators see it, with its own numbers and decisions: an
// alias shows readers those of another.
type Page struct {
	page.State
	Shut           bool // takes no new comments now
	Pinned, Hidden bool // on the lists of pages
}

// Browse asks for pages of a site.
type Browse struct {
	By     By             // "" for ranking.Trending
	Window ranking.Window // of ranking.Views and ranking.Comments, "" for ranking.Day
	Limit  int            // 0 for DefaultLimit
	Cursor string
}

// Pages returns pages by their names, in order. Unknown ones are not Known.
// Errors: problem.PageInvalid, problem.ParameterInvalid.
func (s *Service) Pages(ctx context.Context, st site.Site, pages []string) ([]Page, error) {
	if len(pages) == 0 || len(pages) > MaxPages {
		return nil, problem.New(problem.ParameterInvalid, "page", fmt.Sprintf("Ask for 1 to %d pages.", MaxPages))
	}
	ids := make([]string, len(pages))
	for i, raw := range pages {
		var err error
		if ids[i], err = st.Page(raw); err != nil {
			return nil, err
		}
	}
	st, err := s.store.Site(ctx, st.ID) // its lists as they are
	if err != nil {
		return nil, err
	}
	return s.pages(ctx, st, ids)
}

// Browse returns pages by what is on them and the cursor to the rest, "" at the
// end. There is no way to all of a site's pages: they are in no index, which
// each of them would have to be written to.
func (s *Service) Browse(ctx context.Context, st site.Site, b Browse) ([]Page, string, error) {
	if err := within(&b.Limit); err != nil {
		return nil, "", err
	}
	list := []string{"pages", string(b.By), string(b.Window)}
	after, err := comment.OpenCursor(st, b.Cursor, list...)
	if err != nil {
		return nil, "", err
	}
	if st, err = s.store.Site(ctx, st.ID); err != nil {
		return nil, "", err
	}
	ids, err := s.found(ctx, st, b)
	if err != nil {
		return nil, "", err
	}
	if after != "" {
		ids = ids[slices.Index(ids, after)+1:] // from the beginning when the page has left the list
	}
	next := ""
	if len(ids) > b.Limit {
		ids = ids[:b.Limit]
		next = comment.SealCursor(st, ids[b.Limit-1], list...)
	}
	out, err := s.pages(ctx, st, ids)
	return out, next, err
}

// found returns the ids of all pages that Browse asks for.
func (s *Service) found(ctx context.Context, st site.Site, b Browse) ([]string, error) {
	var ids []string
	switch b.By {
	case ByPinned:
		for _, p := range st.Lists.Pinned {
			ids = append(ids, p.ID)
		}
		return ids, nil
	case ByHidden:
		return st.Lists.Hidden, nil
	case ByRecent:
		q, err := s.store.Queue(ctx, QueueQuery{Site: st.ID, Status: comment.Published, Limit: recentComments})
		for _, c := range q.Comments {
			if !slices.Contains(ids, c.Page) {
				ids = append(ids, c.Page)
			}
		}
		return ids, err
	}
	l, ok := ranking.Find(ranking.Measure(b.By), b.Window)
	if !ok {
		return nil, problem.New(problem.ParameterInvalid, "by", "Pages are found by trending, views, comments, recent, pinned or hidden; views and comments in 24h, 7d, 30d or all.")
	}
	sheet, err := s.store.Sheet(ctx, st.ID, l)
	for _, e := range sheet.Entries {
		ids = append(ids, e.ID)
	}
	return ids, err
}

func (s *Service) pages(ctx context.Context, st site.Site, ids []string) ([]Page, error) {
	states, err := s.store.Pages(ctx, st.ID, ids, false)
	if err != nil {
		return nil, err
	}
	out := make([]Page, len(states))
	for i, state := range states {
		out[i] = s.pageOf(st, state)
	}
	return out, nil
}

// pageOf is the page on a site as it is.
func (s *Service) pageOf(st site.Site, state page.State) Page {
	if state.URL == "" { // nobody told it: that of a page named by its path is known all the same
		state.URL = addressOf(st, state.Page)
	}
	return Page{
		State: state, Shut: state.Closed(st.Settings.CloseAfter, s.now()),
		Pinned: st.Lists.Pins(state.Page), Hidden: st.Lists.Hides(state.Page),
	}
}

// addressOf is the address that a page's id tells, "" for none.
func addressOf(st site.Site, id string) string {
	url, err := page.Address(id, st.Settings.Origins)
	if err != nil {
		return "" // an id that the publisher chose
	}
	return url
}
