package httpapi

import (
	"net/http"

	"kibitz/internal/desk"
	"kibitz/internal/problem"
)

// pageCache lets a browser keep the dashboard's page, and ask each time whether
// it is still this one.
const pageCache = "private, max-age=0, must-revalidate"

// getDesk answers the dashboard's page.
func (a *api) getDesk(h http.Header, r *http.Request) (answer, error) {
	f, found := a.Desk.Find(desk.Page)
	if !found {
		return answer{}, problem.New(problem.NotFound, "", "The dashboard is not served here.")
	}
	h.Set("Content-Security-Policy", desk.Policy)
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Permissions-Policy", "publickey-credentials-get=(self), publickey-credentials-create=(self), camera=(), geolocation=(), microphone=()")
	return deskAnswer(fileAnswer(h, r, f, pageCache), h), nil
}

// getDeskFile answers a file of the page, whose name changes with it.
func (a *api) getDeskFile(h http.Header, r *http.Request) (answer, error) {
	name := r.PathValue("file")
	f, found := a.Desk.Find(name)
	if !found || name == desk.Page {
		return answer{}, problem.New(problem.NotFound, "", "There is no such file, or not any more in this version.")
	}
	return deskAnswer(fileAnswer(h, r, f, versionCache), h), nil
}

// deskAnswer is a file of the page for the page alone: no other reads or embeds it.
func deskAnswer(ans answer, h http.Header) answer {
	h.Del(allowOrigin)
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	return ans
}
