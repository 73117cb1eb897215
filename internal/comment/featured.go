package comment

import (
	"context"
	"fmt"

	"kibitz/internal/site"
)

// Featured returns the comments of a page that the newsroom features, newest
// first and without the threads they are in. Two round trips, one where there
// are none; an alias costs one more.
func (s *Service) Featured(ctx context.Context, st site.Site, pageName string) (Listing, error) {
	id, err := st.Page(pageName)
	if err != nil {
		return Listing{}, err
	}
	var out Listing
	out.Comments, out.Page, err = s.store.Featured(ctx, st.ID, id)
	if err == nil && out.Page.Alias != "" {
		out.Comments, out.Page, err = s.store.Featured(ctx, st.ID, out.Page.Alias)
	}
	if err != nil {
		return Listing{}, fmt.Errorf("list featured comments: %w", err)
	}
	return out, s.refresh(ctx, st, out.Comments)
}
