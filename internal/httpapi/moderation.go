package httpapi

import (
	"errors"
	"net/http"

	"kibitz/internal/auth"
	"kibitz/internal/comment"
	"kibitz/internal/moderation"
	"kibitz/internal/problem"
	"kibitz/internal/site"
)

// openSite finds the site that a moderator works on, admits the web page, and
// checks the credential against this site, in one place for all routes. Whose
// it is goes with each decision.
func (a *api) openSite(h http.Header, r *http.Request, id string) (site.Site, moderation.Actor, error) {
	st, by, _, err := a.openAs(h, r, id)
	return st, by, err
}

// openAs is openSite, and says in which role.
func (a *api) openAs(h http.Header, r *http.Request, id string) (site.Site, moderation.Actor, auth.Role, error) {
	h.Add("Vary", "Authorization")
	st, err := a.Sites.Site(r.Context(), id)
	if err != nil {
		return site.Site{}, moderation.Actor{}, "", err
	}
	if err := admit(h, r, st, true); err != nil {
		return site.Site{}, moderation.Actor{}, "", err
	}
	needs, err := need(r)
	if err != nil {
		return site.Site{}, moderation.Actor{}, "", err
	}
	by, role, err := a.moderator(h, r, st.ID)
	if err != nil {
		return site.Site{}, moderation.Actor{}, "", err
	}
	if !role.Includes(needs) {
		return site.Site{}, moderation.Actor{}, "", problem.New(problem.RoleForbidden, "", "This takes the role "+string(needs)+"; yours is "+string(role)+".")
	}
	return st, by, role, nil
}

// moderator returns who asks, and as what: the API key that was sent, or else
// the person who is signed in. Nobody who works elsewhere learns whether there
// is more to the site.
func (a *api) moderator(h http.Header, r *http.Request, siteID string) (moderation.Actor, auth.Role, error) {
	if len(r.Header.Values("Authorization")) > 0 || sessionToken(r) == "" {
		k, err := a.Keys.Check(r.Context(), siteID, r.Header.Get("Authorization"))
		return moderation.Actor{ID: k.ID, Name: k.Name}, k.Role, err
	}
	p, session, err := a.signedIn(h, r)
	if err != nil {
		return moderation.Actor{}, "", err
	}
	m, works := p.Roles[siteID]
	if !works {
		return moderation.Actor{}, "", problem.New(problem.Unauthorized, "", "You do not work at this site.")
	}
	by := p.Actor()
	by.Session = session.ID
	return by, m.Role, nil
}

func (a *api) listQueue(h http.Header, r *http.Request) (answer, error) {
	q, err := query(r, "site", "status", "author", "page", "held", "text", "order", "limit", "cursor")
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
	l := moderation.List{
		Status: comment.Status(q.Get("status")), Author: q.Get("author"), Page: q.Get("page"), Held: q.Get("held"), Text: q.Get("text"),
		Limit: limit, Cursor: q.Get("cursor"),
	}
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
	return reply(http.StatusOK, privateCache, queueJSON{queued(cs), orNull(next)})
}

func (a *api) getCase(h http.Header, r *http.Request) (answer, error) {
	q, err := query(r, "site")
	if err != nil {
		return answer{}, err
	}
	st, _, role, err := a.openAs(h, r, q.Get("site"))
	if err != nil {
		return answer{}, err
	}
	c, err := a.Moderation.Case(r.Context(), st, r.PathValue("id"))
	if err != nil {
		return answer{}, err
	}
	if !role.Includes(auth.RoleModerator) {
		c.Private.Email = "" // who only watches needs to write to nobody
	}
	return reply(http.StatusOK, privateCache, caseOf(c))
}

func (a *api) listAudit(h http.Header, r *http.Request) (answer, error) {
	q, err := query(r, "site", "comment", "page", "kind", "moderator", "day", "limit", "cursor")
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
	entries, next, err := a.Moderation.Audit(r.Context(), st, moderation.AuditList{
		Comment: q.Get("comment"), Page: q.Get("page"), Kind: moderation.Kind(q.Get("kind")), Moderator: q.Get("moderator"), Day: q.Get("day"),
		Limit: limit, Cursor: q.Get("cursor"),
	})
	if err != nil {
		return answer{}, err
	}
	return reply(http.StatusOK, privateCache, auditJSON{Decisions: decisions(entries), Next: orNull(next)})
}

func (a *api) postActions(h http.Header, r *http.Request) (answer, error) {
	var siteID, action string
	var d moderation.Decision
	err := readJSON(r, object{
		"site": &siteID, "ids": &d.IDs, "versions": &d.Versions, "action": &action, "reason": &d.Reason, "note": &d.Note,
	})
	if err != nil {
		return answer{}, err
	}
	st, by, err := a.openSite(h, r, siteID)
	if err != nil {
		return answer{}, err
	}
	d.Action, d.By = moderation.Action(action), by
	outcomes, err := a.Moderation.Act(r.Context(), st, d)
	if err != nil {
		return answer{}, err
	}
	out := resultsJSON{Results: make([]resultJSON, len(outcomes))}
	var causes []error
	for i, o := range outcomes {
		out.Results[i] = resultJSON{ID: o.ID, Status: string(o.Status), Version: o.Version}
		if o.Err != nil {
			p := refusal(o.Err)
			out.Results[i] = resultJSON{ID: o.ID, Code: p.Code, Detail: p.Detail, Now: standing(o.Now)}
			causes = append(causes, internalCause(p, p.Code))
		}
	}
	ans, err := reply(http.StatusOK, privateCache, out)
	ans.cause = errors.Join(causes...)
	return ans, err
}
