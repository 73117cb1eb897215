package httpapi

import (
	"errors"
	"net/http"

	"kibitz/internal/comment"
	"kibitz/internal/moderation"
	"kibitz/internal/problem"
	"kibitz/internal/site"
)

// openSite finds the site that a moderator works on, admits the web page, and
// checks the credential against this site, in one place for all routes.
func (a *api) openSite(h http.Header, r *http.Request, id string) (site.Site, error) {
	h.Add("Vary", "Authorization")
	st, err := a.Sites.Site(r.Context(), id)
	if err != nil {
		return site.Site{}, err
	}
	if err := admit(h, r, st, true); err != nil {
		return site.Site{}, err
	}
	if _, err := a.Keys.Check(r.Context(), st.ID, r.Header.Get("Authorization")); err != nil {
		return site.Site{}, err
	}
	return st, nil
}

func (a *api) listQueue(h http.Header, r *http.Request) (answer, error) {
	q, err := query(r, "site", "status", "order", "limit", "cursor")
	if err != nil {
		return answer{}, err
	}
	limit, err := limitOf(q)
	if err != nil {
		return answer{}, err
	}
	st, err := a.openSite(h, r, q.Get("site"))
	if err != nil {
		return answer{}, err
	}
	l := moderation.List{Status: comment.Status(q.Get("status")), Limit: limit, Cursor: q.Get("cursor")}
	switch comment.Order(q.Get("order")) {
	case "", comment.Newest:
	case comment.Oldest:
		l.Oldest = true
	default:
		return answer{}, problem.New(problem.ParameterInvalid, "order", "An order is newest or oldest.")
	}
	cs, next, err := a.Moderation.Queue(r.Context(), st, l)
	if err != nil {
		return answer{}, err
	}
	out := queueJSON{Comments: make([]queuedJSON, len(cs)), Next: orNull(next)}
	for i, c := range cs {
		out.Comments[i] = queuedJSON{whole(c), c.Page, c.Version}
	}
	return reply(http.StatusOK, privateCache, out)
}

func (a *api) postActions(h http.Header, r *http.Request) (answer, error) {
	var siteID, action, reason string
	var ids []string
	if err := readJSON(r, object{"site": &siteID, "ids": &ids, "action": &action, "reason": &reason}); err != nil {
		return answer{}, err
	}
	st, err := a.openSite(h, r, siteID)
	if err != nil {
		return answer{}, err
	}
	outcomes, err := a.Moderation.Act(r.Context(), st, moderation.Decision{IDs: ids, Action: moderation.Action(action)})
	if err != nil {
		return answer{}, err
	}
	out := resultsJSON{Results: make([]resultJSON, len(outcomes))}
	var causes []error
	for i, o := range outcomes {
		out.Results[i] = resultJSON{ID: o.ID, Status: string(o.Status)}
		if o.Err != nil {
			p := refusal(o.Err)
			out.Results[i] = resultJSON{ID: o.ID, Code: p.Code, Detail: p.Detail}
			causes = append(causes, internalCause(p, p.Code))
		}
	}
	ans, err := reply(http.StatusOK, privateCache, out)
	ans.cause = errors.Join(causes...)
	return ans, err
}
