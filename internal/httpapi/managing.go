package httpapi

import (
	"net/http"
	"time"

	"kibitz/internal/moderation"
	"kibitz/internal/problem"
	"kibitz/internal/ranking"
	"kibitz/internal/site"
)

// What moderators do with pages and with the site itself, and its shapes.

func (a *api) listPages(h http.Header, r *http.Request) (answer, error) {
	q, err := repeatedQuery(r, "page", "site", "page", "by", "window", "limit", "cursor")
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
	var pages []moderation.Page
	var next string
	switch asked, named := q["page"]; {
	case !named:
		pages, next, err = a.Moderation.Browse(r.Context(), st, moderation.Browse{
			By: moderation.By(q.Get("by")), Window: ranking.Window(q.Get("window")), Limit: limit, Cursor: q.Get("cursor"),
		})
	case len(q) > 2:
		err = problem.New(problem.ParameterInvalid, "page", "Name pages, or say how to find them, one of the two.")
	default:
		pages, err = a.Moderation.Pages(r.Context(), st, asked)
	}
	if err != nil {
		return answer{}, err
	}
	out := managedPagesJSON{Pages: make([]managedPageJSON, len(pages)), Next: orNull(next)}
	for i, p := range pages {
		out.Pages[i] = managedPage(p)
	}
	return reply(http.StatusOK, privateCache, out)
}

func (a *api) postPage(h http.Header, r *http.Request) (answer, error) {
	var siteID, action string
	var d moderation.PageDecision
	err := readJSON(r, object{
		"site": &siteID, "page": &d.Page, "action": &action, "title": &d.Title, "target": &d.Target, "reason": &d.Reason, "note": &d.Note,
	})
	if err != nil {
		return answer{}, err
	}
	st, by, err := a.openSite(h, r, siteID)
	if err != nil {
		return answer{}, err
	}
	d.Action, d.By = moderation.Action(action), by
	p, err := a.Moderation.DecidePage(r.Context(), st, d)
	if err != nil {
		return answer{}, err
	}
	return reply(http.StatusOK, privateCache, managedPageAnswerJSON{managedPage(p)})
}

func (a *api) getSettings(h http.Header, r *http.Request) (answer, error) {
	q, err := query(r, "site")
	if err != nil {
		return answer{}, err
	}
	st, _, err := a.openSite(h, r, q.Get("site"))
	if err != nil {
		return answer{}, err
	}
	if st, err = a.Moderation.Settings(r.Context(), st); err != nil {
		return answer{}, err
	}
	return reply(http.StatusOK, privateCache, siteSettings(st))
}

func (a *api) changeSettings(h http.Header, r *http.Request) (answer, error) {
	var siteID string
	var version *int
	c := moderation.SettingsChange{Values: map[string]string{}}
	err := readJSON(r, object{"site": &siteID, "version": &version, "settings": &c.Values, "reason": &c.Reason, "note": &c.Note})
	if err != nil {
		return answer{}, err
	}
	st, by, err := a.openSite(h, r, siteID)
	if err != nil {
		return answer{}, err
	}
	if version == nil || *version < 1 {
		return answer{}, problem.New(problem.ParameterInvalid, "version", "Say which version of the settings you saw.")
	}
	if len(c.Values) == 0 {
		return answer{}, problem.New(problem.ParameterInvalid, "settings", "Say which settings shall change, and to what.")
	}
	c.By, c.Version = by, int64(*version)
	st, err = a.Moderation.ChangeSettings(r.Context(), st, c)
	if problem.CodeOf(err) == problem.SettingsChanged {
		return a.refuseWith(h, err, siteSettings(st))
	}
	if err != nil {
		return answer{}, err
	}
	return reply(http.StatusOK, privateCache, siteSettings(st))
}

// managedPageJSON is a page as moderators see it.
type managedPageJSON struct {
	Page         string     `json:"page"`
	Title        string     `json:"title"`
	URL          string     `json:"url"`
	Known        bool       `json:"known"` // somebody opened it, commented, or decided about it
	Since        *time.Time `json:"since"` // when it became known
	Comments     int64      `json:"comments"`
	Views        int64      `json:"views"`
	Visitors     int64      `json:"visitors"`
	Closed       bool       `json:"closed"`
	Closing      *string    `json:"closing"` // what a moderator decided; null: its age decides
	Premoderated bool       `json:"premoderated"`
	Alias        *string    `json:"alias"`
	Pinned       bool       `json:"pinned"`
	Hidden       bool       `json:"hidden"`
}

func managedPage(p moderation.Page) managedPageJSON {
	out := managedPageJSON{
		Page: p.Page, Title: p.Title, URL: p.URL, Known: p.Known, Comments: p.Comments, Views: p.Views, Visitors: p.Visitors,
		Closed: p.Shut, Closing: orNull(string(p.Closing)), Premoderated: p.Held, Alias: orNull(p.Alias), Pinned: p.Pinned, Hidden: p.Hidden,
	}
	if !p.Since.IsZero() {
		out.Since = &p.Since
	}
	return out
}

// managedPagesJSON answers GET /v1/moderation/pages.
type managedPagesJSON struct {
	Pages []managedPageJSON `json:"pages"`
	Next  *string           `json:"next"`
}

// managedPageAnswerJSON answers POST /v1/moderation/pages.
type managedPageAnswerJSON struct {
	Page managedPageJSON `json:"page"`
}

// siteSettingsJSON answers GET and PATCH /v1/moderation/settings.
type siteSettingsJSON struct {
	Site     string        `json:"site"`
	Version  int64         `json:"version"`
	Settings []settingJSON `json:"settings"`
}

type settingJSON struct {
	Key   string `json:"key"`
	Value string `json:"value"`
	Help  string `json:"help"`
}

func siteSettings(st site.Site) siteSettingsJSON {
	out := siteSettingsJSON{Site: st.ID, Version: st.Version, Settings: []settingJSON{}}
	for _, p := range st.Settings.Get() {
		out.Settings = append(out.Settings, settingJSON{p.Key, p.Value, p.Help})
	}
	return out
}
