package httpapi

import (
	"net/http"

	"kibitz/internal/moderation"
	"kibitz/internal/problem"
)

// moderatedJSON answers what moderators write.
type moderatedJSON struct {
	Comment queuedJSON `json:"comment"`
}

func (a *api) postStaffEdit(h http.Header, r *http.Request) (answer, error) {
	var siteID string
	var version *int
	e := moderation.EditRequest{ID: r.PathValue("id")}
	err := readJSON(r, object{"site": &siteID, "version": &version, "text": &e.Text, "reason": &e.Reason, "note": &e.Note})
	if err != nil {
		return answer{}, err
	}
	st, by, err := a.openSite(h, r, siteID)
	if err != nil {
		return answer{}, err
	}
	if e.By = by; version != nil {
		e.Version = *version
	}
	c, now, err := a.Moderation.Edit(r.Context(), st, e)
	if problem.CodeOf(err) == problem.CommentChanged {
		return a.refuseWith(h, err, standing(now))
	}
	if err != nil {
		return answer{}, err
	}
	return reply(http.StatusOK, privateCache, moderatedJSON{queuedOf(c)})
}

func (a *api) postStaffReply(h http.Header, r *http.Request) (answer, error) {
	var siteID string
	m := moderation.ReplyRequest{ID: r.PathValue("id")}
	err := readJSON(r, object{"site": &siteID, "text": &m.Text})
	if err != nil {
		return answer{}, err
	}
	st, by, err := a.openSite(h, r, siteID)
	if err != nil {
		return answer{}, err
	}
	m.By = by
	if m.Key, err = idempotencyKey(r); err != nil {
		return answer{}, err
	}
	c, err := a.Moderation.Reply(r.Context(), st, m)
	if err != nil {
		return answer{}, err
	}
	return reply(http.StatusCreated, privateCache, moderatedJSON{queuedOf(c)})
}
