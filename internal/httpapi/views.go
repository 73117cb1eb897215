package httpapi

import (
	"net/http"

	"kibitz/internal/engagement"
	"kibitz/internal/visitor"
)

// postView takes text/plain too: that is what navigator.sendBeacon can send
// without a preflight, also while the page is being left.
func (a *api) postView(h http.Header, r *http.Request) (answer, error) {
	var site string
	o := engagement.Opening{
		Address:   clientAddress(r, a.TrustedProxies),
		UserAgent: r.Header.Get("User-Agent"),
		Prefetch:  visitor.IsPrefetch(r.Header.Get("Sec-Purpose"), r.Header.Get("Purpose"), r.Header.Get("X-Moz")),
	}
	st, err := a.receive(h, r, object{"site": &site, "page": &o.Page, "url": &o.URL, "title": &o.Title}, "text/plain")
	if err != nil {
		return answer{}, err
	}
	state, counted, err := a.Engagement.Open(r.Context(), st, o)
	if err != nil {
		return answer{}, err
	}
	return reply(http.StatusOK, noStore, viewJSON{
		Page: state.Page, Views: state.Views, Visitors: state.Visitors, Comments: state.Comments, Counted: counted,
	})
}

func (a *api) getCounts(_ http.Header, r *http.Request) (answer, error) {
	q, err := repeatedQuery(r, "page", "site", "page")
	if err != nil {
		return answer{}, err
	}
	st, err := a.Sites.Site(r.Context(), q.Get("site"))
	if err != nil {
		return answer{}, err
	}
	cs, err := a.Engagement.Counts(r.Context(), st, q["page"])
	if err != nil {
		return answer{}, err
	}
	return replyPublic(countsCache, counts(cs, st.Settings))
}
