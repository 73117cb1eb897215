package httpapi

import (
	"net/http"
	"strings"

	"kibitz/internal/assets"
	"kibitz/internal/problem"
	"kibitz/internal/widget"
)

// Cache-Control of the widget's files. What is asked for by its version never
// changes; the alias is asked for again after five minutes, and may be used for a
// day while that happens, and for a week when we do not answer.
const (
	versionCache = "public, max-age=31536000, immutable"
	aliasCache   = "public, max-age=300, stale-while-revalidate=86400, stale-if-error=604800"
)

// getWidget answers a file of the widget, with the version in its address, all
// files' or its own, or without.
func (a *api) getWidget(h http.Header, r *http.Request) (answer, error) {
	return widgetFile(h, r, r.PathValue("file"))
}

// getWords answers the widget's words in a language.
func (a *api) getWords(h http.Header, r *http.Request) (answer, error) {
	return widgetFile(h, r, "lang/"+r.PathValue("file"))
}

func widgetFile(h http.Header, r *http.Request, name string) (answer, error) {
	f, found := widget.Find(name)
	version := r.PathValue("version")
	if !found || version != "" && version != widget.Version() && version != f.Version {
		return answer{}, problem.New(problem.NotFound, "", "There is no such file, or not any more in this version.")
	}
	cache := aliasCache
	if version != "" {
		cache = versionCache
	}
	h.Set("Cross-Origin-Resource-Policy", "cross-origin") // pages that isolate themselves embed it too
	return fileAnswer(h, r, f, cache), nil
}

// fileAnswer is a built file, in the coding that the client takes.
func fileAnswer(h http.Header, r *http.Request, f assets.File, cache string) answer {
	ans := answer{status: http.StatusOK, kind: f.Type, cache: cache, body: f.Body}
	h.Add("Vary", "Accept-Encoding")
	switch accepted := encodings(r.Header.Values("Accept-Encoding")); {
	case accepted["br"]:
		h.Set("Content-Encoding", "br")
		ans.body = f.Brotli
	case accepted["gzip"]:
		h.Set("Content-Encoding", "gzip")
		ans.body = f.Gzip()
	}
	ans.tag = etag(ans.body)
	return ans
}

// encodings returns which codings a client names and does not refuse. What "*"
// allows need not be sent.
func encodings(fields []string) map[string]bool {
	accepted := map[string]bool{}
	for part := range strings.SplitSeq(strings.Join(fields, ","), ",") {
		coding, weight, _ := strings.Cut(part, ";")
		weight = strings.ReplaceAll(strings.ToLower(weight), " ", "")
		refused := strings.HasPrefix(weight, "q=0") && strings.Trim(weight, "q=0.") == ""
		accepted[strings.ToLower(strings.TrimSpace(coding))] = !refused
	}
	return accepted
}
