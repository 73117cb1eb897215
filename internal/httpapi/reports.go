package httpapi

import (
	"net/http"

	"kibitz/internal/comment"
)

// reportedJSON answers POST /v1/comments/{id}/reports.
type reportedJSON struct {
	Guest string `json:"guest"`
}

// postReport answers 202: what becomes of it, a moderator decides.
func (a *api) postReport(h http.Header, r *http.Request) (answer, error) {
	var site, reason string
	re := comment.Report{ID: r.PathValue("id"), Address: clientAddress(r, a.TrustedProxies)}
	st, err := a.receive(h, r, object{"site": &site, "page": &re.Page, "reason": &reason, "note": &re.Note, "guest": &re.Guest})
	if err != nil {
		return answer{}, err
	}
	re.Reason = comment.Reason(reason)
	if re.Account, err = a.account(r, st); err != nil {
		return answer{}, err
	}
	guest, err := a.Comments.Report(r.Context(), st, re)
	if err != nil {
		return answer{}, err
	}
	return reply(http.StatusAccepted, noStore, reportedJSON{guest})
}
