package comment

import (
	"context"
	"fmt"

	"kibitz/internal/page"
	"kibitz/internal/site"
)

// MaxLatest is how many comments Latest has at most.
const MaxLatest = 25

// Latest is what was published last, newest first, for those who follow a page
// or a site.
type Latest struct {
	Page     page.State // of LatestOfPage
	Comments []Comment
	Pages    map[string]page.State // each comment's page by its id: title and address, where they are known
}

// LatestOfPage returns the newest comments of a page, wherever in the
// discussion they stand; of a page with many comments those of its newest
// threads. A page that nobody knows has none. One round trip, one more for an
// alias and one more where threads are long.
func (s *Service) LatestOfPage(ctx context.Context, st site.Site, pageID string) (Latest, error) {
	id, err := st.Page(pageID)
	if err != nil {
		return Latest{}, err
	}
	cs, state, err := s.store.LatestOfPage(ctx, st.ID, id, MaxLatest)
	if err == nil && state.Alias != "" {
		cs, state, err = s.store.LatestOfPage(ctx, st.ID, state.Alias, MaxLatest)
	}
	if err != nil {
		return Latest{}, fmt.Errorf("latest of page: %w", err)
	}
	out := Latest{Page: state, Comments: cs, Pages: map[string]page.State{state.Page: state}}
	return out, s.refresh(ctx, st, out.Comments)
}

// LatestOfSite returns the newest comments of all pages. Two round trips.
func (s *Service) LatestOfSite(ctx context.Context, st site.Site) (Latest, error) {
	cs, pages, err := s.store.LatestOfSite(ctx, st.ID, MaxLatest)
	if err != nil {
		return Latest{}, fmt.Errorf("latest of site: %w", err)
	}
	return Latest{Comments: cs, Pages: pages}, s.refresh(ctx, st, cs)
}
