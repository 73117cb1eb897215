package httpapi

import (
	"net/http"
	"slices"

	"kibitz/internal/page"
	"kibitz/internal/problem"
	"kibitz/internal/site"
)

// A browser says in Origin which web page makes a request, and shows the
// page's scripts an answer only when Access-Control-Allow-Origin lets it.
//
//	public reads           any page may read: they are the same for everyone
//	writes, moderation     only pages on the site's origins, exactly
//	refusals before the site is known
//	                       any page may read: they say nothing about anybody,
//	                       and tell who embeds Kibitz what is wrong
//
// Nothing here is authentication: what is no browser sends any Origin or none.
// There are no cookies, so a request carries no more rights than its sender put
// into it.

const allowOrigin = "Access-Control-Allow-Origin"

// setAnyOrigin lets scripts of all pages read the answer.
func setAnyOrigin(h http.Header) {
	h.Set(allowOrigin, "*")
	h.Set("Access-Control-Expose-Headers", "ETag, Retry-After, "+requestIDHeader)
}

// admit refuses requests of web pages that are not the site's, and lets those
// that are read the answer. ownHost also admits pages of the server itself, which
// is all that a site without origins has.
func admit(h http.Header, r *http.Request, st site.Site, ownHost bool) error {
	h.Del(allowOrigin)
	h.Add("Vary", "Origin")
	sent := r.Header.Values("Origin")
	if len(sent) == 0 {
		return nil // not a web page, or not from another origin
	}
	allowed := st.Settings.Origins
	if ownHost || len(allowed) == 0 {
		allowed = append(slices.Clip(allowed), hostOrigins(r)...)
	}
	origin, err := page.Origin(sent[0])
	if err != nil || len(sent) > 1 || !slices.Contains(allowed, origin) {
		return problem.New(problem.OriginNotAllowed, "", "This web page is not of the site. Its address belongs into the site's origins.")
	}
	h.Set(allowOrigin, origin)
	return nil
}

// hostOrigins returns the origins of the server's own pages, by the name under
// which it was called. Which of both schemes it was, a proxy may hide.
func hostOrigins(r *http.Request) []string {
	var own []string
	for _, scheme := range []string{"https", "http"} {
		if o, err := page.Origin(scheme + "://" + r.Host); err == nil {
			own = append(own, o)
		}
	}
	return own
}

// preflightAge is how long a browser remembers a preflight, in seconds: what
// Chromium keeps at most.
const preflightAge = "7200"

// preflight answers OPTIONS. It knows no site, so it leaves every page to ask;
// admit then decides.
func preflight(h http.Header, methods, headers string) answer {
	h.Set("Access-Control-Allow-Methods", methods)
	if headers != "" {
		h.Set("Access-Control-Allow-Headers", headers)
	}
	h.Set("Access-Control-Max-Age", preflightAge)
	return answer{status: http.StatusNoContent, cache: noStore}
}
