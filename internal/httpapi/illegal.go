package httpapi

import (
	"net/http"
	"time"
)

// noticesJSON answers GET /v1/moderation/illegal.
type noticesJSON struct {
	Notices []noticeJSON `json:"notices"`
	Next    *string      `json:"next"`
}

type noticeJSON struct {
	Comment queuedJSON `json:"comment"`
	Since   time.Time  `json:"since"` // the first report
	Due     time.Time  `json:"due"`
	Overdue bool       `json:"overdue"`
}

func (a *api) listIllegal(h http.Header, r *http.Request) (answer, error) {
	q, err := query(r, "site", "limit", "cursor")
	if err != nil {
		return answer{}, err
	}
	limit, err := limitOf(q)
	if err != nil {
		return answer{}, err
	}
	st, _, err := a.openSite(h, r, q.Get("site"))
	if err != nil {
		return answer{}, err
	}
	notices, next, err := a.Moderation.Illegal(r.Context(), st, limit, q.Get("cursor"))
	if err != nil {
		return answer{}, err
	}
	out := noticesJSON{Notices: make([]noticeJSON, len(notices)), Next: orNull(next)}
	for i, n := range notices {
		out.Notices[i] = noticeJSON{queuedOf(n.Comment), n.Since, n.Due(), a.Now().After(n.Due())}
	}
	return reply(http.StatusOK, privateCache, out)
}
