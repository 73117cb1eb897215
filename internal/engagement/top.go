package engagement

import (
	"context"
	"fmt"

	"kibitz/internal/page"
	"kibitz/internal/problem"
	"kibitz/internal/ranking"
	"kibitz/internal/site"
)

// Bounds of the pages that Top returns.
const (
	MaxTop     = 20
	defaultTop = 10
)

// Top asks for a list of pages.
type Top struct {
	By     ranking.Measure // "" for Trending
	Window ranking.Window  // "" for Day; Trending is always that of a day
	Limit  int             // 1 to MaxTop, 0 for 10
}

// Ranked is a page on a list.
type Ranked struct {
	ranking.Entry
	Pinned bool
}

// Top returns a list's pages, best first, in trending after the pinned ones,
// and which list it is. It costs half a read unit. Hidden pages are left out at
// once; numbers are as late as the fold writes them. Errors:
// problem.ParameterInvalid.
func (s *Service) Top(ctx context.Context, st site.Site, q Top) (ranking.List, []Ranked, error) {
	l, limit, err := q.list()
	if err != nil {
		return l, nil, err
	}
	sheet, err := s.store.Sheet(ctx, st.ID, l)
	if err != nil {
		return l, nil, fmt.Errorf("read list %s: %w", l, err)
	}
	if !sheet.Current(s.now()) {
		sheet.Entries = nil
	}
	pages := curated(l, sheet.Entries, st.Lists)
	pages = pages[:min(limit, len(pages))]
	for i := range pages {
		if pages[i].URL == "" { // nobody told it: that of a page named by its path is known all the same
			if pages[i].URL, err = page.Address(pages[i].ID, st.Settings.Origins); err != nil {
				pages[i].URL = ""
			}
		}
	}
	return l, pages, nil
}

// curated is a list as the site's moderators want it.
func curated(l ranking.List, entries []ranking.Entry, c ranking.Curation) []Ranked {
	counts := make(map[string]ranking.Count, len(entries))
	for _, e := range entries {
		counts[e.ID] = e.Count
	}
	var out []Ranked
	if l.By == ranking.Trending {
		for _, p := range c.Pinned {
			out = append(out, Ranked{ranking.Entry{Page: p, Count: counts[p.ID]}, true})
		}
	}
	for _, e := range entries {
		pinned := l.By == ranking.Trending && c.Pins(e.ID)
		if !pinned && e.Score > 0 && !c.Hides(e.ID) {
			out = append(out, Ranked{Entry: e})
		}
	}
	return out
}

// list is the list asked for.
func (q Top) list() (ranking.List, int, error) {
	l := ranking.List{By: q.By, Window: q.Window}
	if l.By == "" {
		l.By = ranking.Trending
	}
	if l.Window == "" {
		l.Window = ranking.Day
	}
	if q.Limit == 0 {
		q.Limit = defaultTop
	}
	switch {
	case l.By != ranking.Trending && l.By != ranking.Views && l.By != ranking.Comments:
		return l, 0, problem.New(problem.ParameterInvalid, "by", "Lists are by trending, views or comments.")
	case l.Window != ranking.AllTimes && l.Length() == 0:
		return l, 0, problem.New(problem.ParameterInvalid, "window", "Windows are 24h, 7d, 30d and all.")
	case q.Limit > MaxTop:
		return l, 0, problem.New(problem.ParameterInvalid, "limit", fmt.Sprintf("A list has %d pages at most.", MaxTop))
	case l.By == ranking.Trending:
		l.Window = ranking.Day
	}
	return l, q.Limit, nil
}
