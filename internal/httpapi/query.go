package httpapi

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"kibitz/internal/problem"
)

// query reads the query. Only the named parameters may be in it, each once and
// not empty, but for a missing site or page, which have refusals of their own.
func query(r *http.Request, names ...string) (url.Values, error) {
	return repeatedQuery(r, "", names...)
}

// repeatedQuery is query with one parameter that may come many times.
func repeatedQuery(r *http.Request, repeated string, names ...string) (url.Values, error) {
	q, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, problem.Wrap(err, problem.ParameterInvalid, "", "The query is not made of name=value pairs that are joined by & and percent-encoded.")
	}
	for _, name := range slices.Sorted(maps.Keys(q)) {
		switch values := q[name]; {
		case !slices.Contains(names, name):
			return nil, problem.New(problem.ParameterInvalid, fieldName(name), "Parameters here are "+strings.Join(names, ", ")+".")
		case len(values) > 1 && name != repeated:
			return nil, problem.New(problem.ParameterInvalid, name, "This parameter comes once.")
		case values[0] == "" && name != "site" && name != "page":
			return nil, problem.New(problem.ParameterInvalid, name, "Leave this parameter out, or give it a value.")
		}
	}
	return q, nil
}

// limitOf reads the parameter limit, 0 when it is absent. Which limits there
// are, the services say.
func limitOf(q url.Values) (int, error) {
	s := q.Get("limit")
	if s == "" {
		return 0, nil
	}
	n, err := strconv.ParseUint(s, 10, 16)
	if err != nil || n == 0 {
		return 0, problem.New(problem.ParameterInvalid, "limit", "A limit is a whole number from 1.")
	}
	return int(n), nil
}
