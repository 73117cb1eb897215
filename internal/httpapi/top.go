package httpapi

import (
	"net/http"

	"kibitz/internal/engagement"
	"kibitz/internal/ranking"
)

func (a *api) getTop(_ http.Header, r *http.Request) (answer, error) {
	q, err := query(r, "site", "by", "window", "limit")
	if err != nil {
		return answer{}, err
	}
	limit, err := limitOf(q)
	if err != nil {
		return answer{}, err
	}
	st, err := a.Sites.Site(r.Context(), q.Get("site"))
	if err != nil {
		return answer{}, err
	}
	l, pages, err := a.Engagement.Top(r.Context(), st, engagement.Top{
		By: ranking.Measure(q.Get("by")), Window: ranking.Window(q.Get("window")), Limit: limit,
	})
	if err != nil {
		return answer{}, err
	}
	return replyPublic(countsCache, topOf(l, pages))
}

// topJSON answers GET /v1/top.
type topJSON struct {
	By     string       `json:"by"`
	Window string       `json:"window"`
	Pages  []rankedJSON `json:"pages"`
}

type rankedJSON struct {
	Page     string  `json:"page"`
	URL      string  `json:"url"`
	Title    string  `json:"title"`
	Views    int64   `json:"views"`
	Comments int64   `json:"comments"`
	Score    float64 `json:"score"`
	Pinned   bool    `json:"pinned"`
}

func topOf(l ranking.List, pages []engagement.Ranked) topJSON {
	out := topJSON{By: string(l.By), Window: string(l.Window), Pages: make([]rankedJSON, len(pages))}
	for i, p := range pages {
		out.Pages[i] = rankedJSON{
			Page: p.ID, URL: p.URL, Title: p.Title,
			Views: p.Views, Comments: p.Comments, Score: p.Score, Pinned: p.Pinned,
		}
	}
	return out
}
