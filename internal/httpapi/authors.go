package httpapi

import (
	"net/http"

	"kibitz/internal/comment"
	"kibitz/internal/moderation"
)

// authorOverviewJSON answers GET /v1/moderation/authors/{id}.
type authorOverviewJSON struct {
	ID       string       `json:"id"`
	History  historyJSON  `json:"history"`
	Comments []queuedJSON `json:"comments"` // the latest, newest first
	Bans     []banJSON    `json:"bans"`     // of the author's id
}

// authorStepJSON answers POST /v1/moderation/authors/{id} and /addresses.
type authorStepJSON struct {
	Statuses map[comment.Status]int `json:"statuses"` // of the comments that this step looked at, as they were
	Touched  int                    `json:"touched"`
	Next     *string                `json:"next"`
}

func (a *api) getAuthor(h http.Header, r *http.Request) (answer, error) {
	q, err := query(r, "site")
	if err != nil {
		return answer{}, err
	}
	st, _, err := a.openSite(h, r, q.Get("site"))
	if err != nil {
		return answer{}, err
	}
	author, err := a.Moderation.Author(r.Context(), st, r.PathValue("id"))
	if err != nil {
		return answer{}, err
	}
	return reply(http.StatusOK, privateCache, authorOverviewJSON{
		ID: author.ID, History: historyOf(author.History), Comments: queued(author.Latest), Bans: bansOf(author.Bans),
	})
}

func (a *api) postAuthor(h http.Header, r *http.Request) (answer, error) {
	var siteID, action string
	d := moderation.AuthorDecision{Author: r.PathValue("id")}
	err := readJSON(r, object{
		"site": &siteID, "action": &action, "dry_run": &d.DryRun, "cursor": &d.Cursor, "reason": &d.Reason, "note": &d.Note,
	})
	if err != nil {
		return answer{}, err
	}
	st, by, err := a.openSite(h, r, siteID)
	if err != nil {
		return answer{}, err
	}
	d.Action, d.By = moderation.Action(action), by
	step, err := a.Moderation.ActOnAuthor(r.Context(), st, d)
	if err != nil {
		return answer{}, err
	}
	return reply(http.StatusOK, privateCache, authorStepJSON{step.Statuses, step.Touched, orNull(step.Next)})
}

// postAddress decides on all that came from the network address of a comment.
func (a *api) postAddress(h http.Header, r *http.Request) (answer, error) {
	var siteID, action string
	var d moderation.AddressDecision
	err := readJSON(r, object{
		"site": &siteID, "comment": &d.Comment, "action": &action, "dry_run": &d.DryRun, "cursor": &d.Cursor, "reason": &d.Reason, "note": &d.Note,
	})
	if err != nil {
		return answer{}, err
	}
	st, by, err := a.openSite(h, r, siteID)
	if err != nil {
		return answer{}, err
	}
	d.Action, d.By = moderation.Action(action), by
	step, err := a.Moderation.ActOnAddress(r.Context(), st, d)
	if err != nil {
		return answer{}, err
	}
	return reply(http.StatusOK, privateCache, authorStepJSON{step.Statuses, step.Touched, orNull(step.Next)})
}
