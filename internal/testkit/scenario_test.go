package testkit

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
)

// echo answers with what it was sent.
func echo(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	res := &http.Response{StatusCode: 200, Header: http.Header{"X-Method": {r.Method}, "X-From": {r.RemoteAddr}}}
	res.Header.Set("X-Type", r.Header.Get("Content-Type"))
	res.Header.Set("X-Query", r.URL.RawQuery)
	res.Body = io.NopCloser(strings.NewReader(string(body)))
	return res, err
}

// failures plays a script and returns what it complained about.
func failures(t *testing.T, script string) []string {
	t.Helper()
	s, err := ParseScenario("s.txt", script)
	if err != nil {
		return []string{err.Error()}
	}
	r := &recorder{TB: t}
	s.Run(r, Target{Do: echo, Commands: map[string]func([]string) error{
		"obey": func(args []string) error {
			if len(args) != 1 {
				return fmt.Errorf("%d orders", len(args))
			}
			return nil
		},
	}})
	return r.errors
}

// recorder is a test that keeps its failures.
type recorder struct {
	testing.TB
	errors []string
}

func (r *recorder) Errorf(format string, args ...any) {
	r.errors = append(r.errors, fmt.Sprintf(format, args...))
}

func TestScenarioPasses(t *testing.T) {
	script := `
# A script with everything in it.
obey one
from 2001:db8::1

repeat 2
POST /v1/x?q=${n}
X-Twice: a

{"a":{"b":[1,"two",null]},"$":"$x ${n}"}
=> 200
header X-Method == POST
header X-From == [2001:db8::1]:1234
header X-Type == application/json
header X-Query matches ^q=[12]$
header X-None absent
json a.b == [1, "two", null]
json a.b.# == 3
json a.b.0 == 1
json a.b.1 != "three"
json a.b.2 == null
json a.b.2 exists
json a.b.3 absent
json a.c absent
json a contains two
json $ matches ^.x [12]$
body contains {"a"
body lacks <
save two = json a.b.1
save all = json a
save method = header X-Method

GET /?${two}
Content-Type: text/${two}
=> 200
header X-Query == two
header X-Type == text/two
body absent
`
	if got := failures(t, script); len(got) > 0 {
		t.Error(got)
	}
}

func TestScenarioFails(t *testing.T) {
	for script, want := range map[string]string{
		"POST /\n\n{}\n=> 201":                                "s.txt:1: POST /: status 200, want 201",
		"POST /\n\n{}\n=> 200\njson a exists":                 "s.txt:5: POST /: json a is absent, want exists",
		"POST /\n\n{\"a\":1}\n=> 200\njson a absent":          "json a is 1, want absent",
		"POST /\n\n{\"a\":1}\n=> 200\njson a == 2":            "json a is 1, want == 2",
		"POST /\n\n{\"a\":1}\n=> 200\njson a == \"1\"":        "json a is 1, want == \"1\"",
		"POST /\n\n{\"a\":1}\n=> 200\njson a == one":          "want is not JSON",
		"POST /\n\n{\"a\":1}\n=> 200\njson a != 1":            "json a is 1, want != 1",
		"POST /\n\n{\"a\":[1]}\n=> 200\njson a.1 == 1":        "json a.1 is absent",
		"POST /\n\nno json\n=> 200\njson a == 1":              "json a is absent",
		"POST /\n\n{\"a\":1}\n=> 200\nbody lacks a":           "want lacks a",
		"POST /\n\n{\"a\":1}\n=> 200\nbody contains b":        "want contains b",
		"POST /\n\n{\"a\":1}\n=> 200\nheader X-Method == GET": "header X-Method is POST, want == GET",
		"GET /\n=> 200\nheader X-None matches .":              "header X-None is absent",
		"GET /\n=> 200\nheader X-Method matches (":            "error parsing regexp",
		"GET /\n=> 200\nheader X-Method like G":               "there is no test \"like\"",
		"GET /\n=> 200\nsave x = json a":                      "nothing to save at json a",
		"GET /${x}\n=> 200":                                   "there is no value ${x}",
		"jump high":                                           "there is no command \"jump\" here",
		"obey one two":                                        "obey: 2 orders",
		"GET /":                                               "the request at line 1 has no => STATUS",
		"GET\n=> 200":                                         "a request is METHOD /target",
		"GET /\n=> ok":                                        "after => comes a status",
		"GET /\nX\n=> 200":                                    "a header is Name: value",
		"GET /\n=> 200\njson a":                               "no test",
		"GET /\n=> 200\njson":                                 "json of what?",
		"GET /\n=> 200\nsave x":                               "it is written save NAME",
		"repeat\nGET /\n=> 200":                               "repeat how often?",
		"repeat x\nGET /\n=> 200":                             "invalid syntax",
	} {
		got := failures(t, script)
		if len(got) == 0 || !strings.Contains(got[0], want) {
			t.Errorf("%q: %q, want %q", script, got, want)
		}
	}
}

// TestScenarioStops holds that nothing is made of what went wrong.
func TestScenarioStops(t *testing.T) {
	if got := failures(t, "GET /\n=> 404\n\nGET /\n=> 404\n"); len(got) != 1 {
		t.Errorf("%q, want the first failure alone", got)
	}
}
