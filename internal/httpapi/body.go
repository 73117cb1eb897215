package httpapi

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"

	"kibitz/internal/problem"
	"kibitz/internal/site"
	"kibitz/internal/spam"
)

// maxBody bounds a request's body in bytes: a comment of the greatest length
// fits, escaped as JSON, with all that comes with it.
const maxBody = 16 << 10

// MaxBody bounds one with lists of words, of the greatest length that they may
// have and escaped where they must be: the most that any route takes.
const MaxBody = 2*spam.MaxListBytes + maxBody

// receive reads the JSON object of a public write into the places that shape
// names, finds the site it is about, and admits the web page it comes from.
func (a *api) receive(h http.Header, r *http.Request, shape object, types ...string) (site.Site, error) {
	if err := readJSON(r, shape, types...); err != nil {
		return site.Site{}, err
	}
	st, err := a.Sites.Site(r.Context(), *shape["site"].(*string))
	if err != nil {
		return site.Site{}, err
	}
	return st, admit(h, r, st, false)
}

// readJSON reads the body, which must be application/json or one of the other
// types.
func readJSON(r *http.Request, shape object, others ...string) error {
	return readJSONUpTo(r, maxBody, shape, others...)
}

// readLongJSON is readJSON for a body with lists of words.
func readLongJSON(r *http.Request, shape object) error { return readJSONUpTo(r, MaxBody, shape) }

func readJSONUpTo(r *http.Request, limit int64, shape object, others ...string) error {
	if err := checkType(r.Header, append(others, "application/json")); err != nil {
		return err
	}
	if r.ContentLength > limit {
		return tooLarge(limit)
	}
	body, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, limit))
	var over *http.MaxBytesError
	if errors.As(err, &over) {
		return tooLarge(limit)
	}
	if err != nil {
		return problem.Wrap(err, problem.RequestInvalid, "", "The request's body ended too early.")
	}
	return decode(body, shape)
}

// checkType looks at the media type. That it must be named keeps out the forms
// of other web pages, which can send some types without asking.
func checkType(h http.Header, types []string) error {
	refused := problem.New(problem.MediaType, "", "Send JSON in UTF-8, with Content-Type: application/json.")
	sent := h.Values("Content-Type")
	if len(sent) != 1 || h.Get("Content-Encoding") != "" {
		return refused
	}
	kind, params, err := mime.ParseMediaType(sent[0])
	if err != nil || !strings.EqualFold(params["charset"], "utf-8") && params["charset"] != "" {
		return refused
	}
	for _, t := range types {
		if kind == t {
			return nil
		}
	}
	return refused
}

func tooLarge(limit int64) error {
	return problem.New(problem.RequestTooLarge, "", fmt.Sprintf("This request's body holds up to %d KB.", limit>>10))
}
