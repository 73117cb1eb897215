package httpapi

import (
	"net/http"
	"net/url"

	"kibitz/internal/comment"
	"kibitz/internal/problem"
	"kibitz/internal/sanitize"
)

func (a *api) listComments(_ http.Header, r *http.Request) (answer, error) {
	q, err := query(r, "site", "page", "filter", "order", "root", "limit", "cursor")
	if err != nil {
		return answer{}, err
	}
	if q.Has("filter") {
		return a.listFeatured(r, q)
	}
	limit, err := limitOf(q)
	if err != nil {
		return answer{}, err
	}
	st, err := a.Sites.Site(r.Context(), q.Get("site"))
	if err != nil {
		return answer{}, err
	}
	l, err := a.Comments.List(r.Context(), st, comment.List{
		Page: q.Get("page"), Order: comment.Order(q.Get("order")), Root: q.Get("root"), Limit: limit, Cursor: q.Get("cursor"),
	})
	if err != nil {
		return answer{}, err
	}
	return replyPublic(listCache, listing(l, st.Settings, a.Now()))
}

// listFeatured answers with the few comments that the newsroom features, all at
// once: there is nothing to order, to limit or to go on with.
func (a *api) listFeatured(r *http.Request, q url.Values) (answer, error) {
	if q.Get("filter") != "featured" {
		return answer{}, problem.New(problem.ParameterInvalid, "filter", "A filter is featured.")
	}
	for _, name := range []string{"order", "root", "limit", "cursor"} {
		if q.Has(name) {
			return answer{}, problem.New(problem.ParameterInvalid, name, "Featured comments come all at once, newest first.")
		}
	}
	st, err := a.Sites.Site(r.Context(), q.Get("site"))
	if err != nil {
		return answer{}, err
	}
	l, err := a.Comments.Featured(r.Context(), st, q.Get("page"))
	if err != nil {
		return answer{}, err
	}
	return replyPublic(listCache, listing(l, st.Settings, a.Now()))
}

func (a *api) getComment(_ http.Header, r *http.Request) (answer, error) {
	q, err := query(r, "site", "page")
	if err != nil {
		return answer{}, err
	}
	st, err := a.Sites.Site(r.Context(), q.Get("site"))
	if err != nil {
		return answer{}, err
	}
	c, err := a.Comments.One(r.Context(), st, r.PathValue("id"), q.Get("page"))
	if err != nil {
		return answer{}, err
	}
	return replyPublic(listCache, oneJSON{forAll(c), c.Page})
}

func (a *api) postComment(h http.Header, r *http.Request) (answer, error) {
	var site, format string
	p := comment.Post{Address: clientAddress(r, a.TrustedProxies)}
	st, err := a.receive(h, r, object{
		"site": &site, "page": &p.Page, "url": &p.URL, "title": &p.Title,
		"parent": &p.Parent, "body": &p.Body, "format": &format,
		"author": object{"name": &p.Name, "email": &p.Email, "url": &p.Website},
		"guest":  &p.Guest,
		"form":   object{"hidden": &p.Form.Hidden, "token": &p.Form.Token},
	})
	if err != nil {
		return answer{}, err
	}
	p.Format = sanitize.Format(format)
	if p.Account, err = a.account(r, st); err != nil {
		return answer{}, err
	}
	if p.Program, err = a.program(r, st); err != nil {
		return answer{}, err
	}
	if p.Key, err = idempotencyKey(r); err != nil {
		return answer{}, err
	}
	out, err := a.Comments.Post(r.Context(), st, p)
	if err != nil {
		return answer{}, err
	}
	shown := forAuthor(out.Comment)
	status := http.StatusCreated
	if shown.Status == string(comment.Pending) {
		status = http.StatusAccepted
	}
	return reply(status, noStore, postedJSON{shown, out.Guest})
}

// idempotencyKey returns the key by which a client repeats a request, "" for
// none. An empty one is a client's mistake, not the wish for none.
func idempotencyKey(r *http.Request) (string, error) {
	sent := r.Header.Values("Idempotency-Key")
	switch {
	case len(sent) == 0:
		return "", nil
	case len(sent) > 1 || sent[0] == "":
		return "", problem.New(problem.IdempotencyInvalid, "Idempotency-Key", "Send one Idempotency-Key, or none.")
	}
	return sent[0], nil
}

func (a *api) editComment(h http.Header, r *http.Request) (answer, error) {
	var site, format string
	e := comment.Edit{ID: r.PathValue("id")}
	st, err := a.receive(h, r, object{"site": &site, "page": &e.Page, "guest": &e.Guest, "body": &e.Body, "format": &format})
	if err != nil {
		return answer{}, err
	}
	e.Format = sanitize.Format(format)
	if e.Account, err = a.account(r, st); err != nil {
		return answer{}, err
	}
	c, err := a.Comments.Edit(r.Context(), st, e)
	if err != nil {
		return answer{}, err
	}
	return reply(http.StatusOK, noStore, editedJSON{forAuthor(c)})
}

func (a *api) deleteComment(h http.Header, r *http.Request) (answer, error) {
	var site, page, guest string
	st, err := a.receive(h, r, object{"site": &site, "page": &page, "guest": &guest})
	if err != nil {
		return answer{}, err
	}
	account, err := a.account(r, st)
	if err != nil {
		return answer{}, err
	}
	if err := a.Comments.Delete(r.Context(), st, r.PathValue("id"), page, guest, account); err != nil {
		return answer{}, err
	}
	return answer{status: http.StatusNoContent, cache: noStore}, nil
}

// getForm opens a form. It is asked for by each form, when somebody begins to
// write, so that listings stay the same for everyone.
func (a *api) getForm(_ http.Header, r *http.Request) (answer, error) {
	q, err := query(r, "site", "page")
	if err != nil {
		return answer{}, err
	}
	st, err := a.Sites.Site(r.Context(), q.Get("site"))
	if err != nil {
		return answer{}, err
	}
	token, err := a.Comments.OpenForm(st, q.Get("page"))
	if err != nil {
		return answer{}, err
	}
	return reply(http.StatusOK, noStore, formJSON{token})
}

func (a *api) previewComment(h http.Header, r *http.Request) (answer, error) {
	var site, body, format string
	if _, err := a.receive(h, r, object{"site": &site, "body": &body, "format": &format}); err != nil {
		return answer{}, err
	}
	html, err := a.Comments.Preview(body, sanitize.Format(format))
	if err != nil {
		return answer{}, err
	}
	return reply(http.StatusOK, noStore, previewJSON{html})
}
