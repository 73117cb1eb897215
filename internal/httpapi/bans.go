package httpapi

import (
	"net/http"
	"time"

	"kibitz/internal/moderation"
	"kibitz/internal/problem"
	"kibitz/internal/site"
)

// banJSON is a ban as a moderator sees it.
type banJSON struct {
	ID     string     `json:"id"`
	Kind   string     `json:"kind"`
	Value  *string    `json:"value"` // the author's id or the domain; null where it is a key, which says nothing
	Effect string     `json:"effect"`
	Made   *time.Time `json:"made,omitempty"` // none in the audit log, whose entry has a time
	Until  *time.Time `json:"until"`          // null: for good
	Reason string     `json:"reason"`
	By     string     `json:"by"`
}

func banOf(b site.Ban) banJSON {
	out := banJSON{ID: b.ID(), Kind: string(b.Kind), Effect: string(b.Effect), Reason: b.Reason, By: b.By}
	if b.Kind == site.BanAuthor || b.Kind == site.BanDomain {
		out.Value = &b.Value
	}
	if !b.Made.IsZero() {
		out.Made = &b.Made
	}
	if !b.Until.IsZero() {
		out.Until = &b.Until
	}
	return out
}

// bannedJSON answers POST /v1/moderation/bans.
type bannedJSON struct {
	Ban banJSON `json:"ban"`
}

// bansJSON answers GET /v1/moderation/bans.
type bansJSON struct {
	Bans []banJSON `json:"bans"`
}

func bansOf(bans []site.Ban) []banJSON {
	out := make([]banJSON, len(bans))
	for i, b := range bans {
		out[i] = banOf(b)
	}
	return out
}

func (a *api) listBans(h http.Header, r *http.Request) (answer, error) {
	q, err := query(r, "site")
	if err != nil {
		return answer{}, err
	}
	st, _, err := a.openSite(h, r, q.Get("site"))
	if err != nil {
		return answer{}, err
	}
	bans, err := a.Moderation.Bans(r.Context(), st)
	if err != nil {
		return answer{}, err
	}
	return reply(http.StatusOK, privateCache, bansJSON{bansOf(bans)})
}

func (a *api) postBan(h http.Header, r *http.Request) (answer, error) {
	var siteID, kind, effect string
	var days *int
	var b moderation.BanRequest
	err := readJSON(r, object{
		"site": &siteID, "kind": &kind, "comment": &b.Comment, "value": &b.Value, "effect": &effect, "days": &days, "reason": &b.Reason,
	})
	if err != nil {
		return answer{}, err
	}
	st, by, err := a.openSite(h, r, siteID)
	if err != nil {
		return answer{}, err
	}
	b.Kind, b.Effect, b.By = site.BanKind(kind), site.BanEffect(effect), by
	if days != nil {
		if b.Days = *days; b.Days == 0 {
			return answer{}, problem.New(problem.ParameterInvalid, "days", "A ban lasts a day at least; without days it is for good.")
		}
	}
	ban, err := a.Moderation.Ban(r.Context(), st, b)
	if err != nil {
		return answer{}, err
	}
	return reply(http.StatusOK, privateCache, bannedJSON{banOf(ban)})
}

func (a *api) deleteBan(h http.Header, r *http.Request) (answer, error) {
	q, err := query(r, "site")
	if err != nil {
		return answer{}, err
	}
	st, by, err := a.openSite(h, r, q.Get("site"))
	if err != nil {
		return answer{}, err
	}
	if err := a.Moderation.Unban(r.Context(), st, r.PathValue("id"), by); err != nil {
		return answer{}, err
	}
	return answer{status: http.StatusNoContent, cache: privateCache}, nil
}
