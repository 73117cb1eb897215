package testkit

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// Scenario is a script of requests to the HTTP interface and what must come
// back. It runs on a handler, through a Lambda adapter or against a server.
//
// A script is read line by line. Outside of bodies, empty lines and lines that
// begin with '#' say nothing.
//
//	POST /v1/comments?x=${name}     a request: method and target
//	Origin: https://news.example    its headers
//	                                an empty line before the body, if there is one
//	{"site":"demo","body":"…"}      the body; JSON unless a Content-Type says otherwise
//	=> 201                          sends it; the status that must come back
//	header ETag matches ^"          what else must be true
//	json comments.0.parent == null
//	body lacks <script
//	save id = json comment.id       keeps a value as ${id}
//
//	repeat 6                        sends the next request 6 times, ${n} counting from 1
//	advance 1m                      any other word is a command of the target
//
// What is looked at is the status line's header NAME, the json at a path
// (fields and indexes joined by dots, # for a length) or the whole body. The
// tests are ==, !=, contains, lacks, matches (a regular expression), exists and
// absent; json compares with == and != as JSON.
type Scenario struct {
	Name  string
	steps []step
}

// step is a command, or a request with its expectations.
type step struct {
	line    int
	command []string
	repeat  int

	method, target string
	header         [][2]string
	body           string
	status         int
	expect         []expectation
	save           []saving
}

// expectation is one line that must be true: what is looked at, the test, and
// what it is tested against.
type expectation struct {
	line             int
	what, path, test string
	want             string
}

type saving struct {
	line             int
	name, what, path string
}

// Target is what a scenario runs on.
type Target struct {
	// Base is the address before each request's target, "http://kibitz.test"
	// when empty.
	Base string
	// Do answers a request. Its RemoteAddr is where the command "from" says it
	// comes from.
	Do func(*http.Request) (*http.Response, error)
	// Commands are the words that a script may use besides requests.
	Commands map[string]func(args []string) error
	// Check sees every exchange, to hold it against a contract. The bodies of
	// both are still to be read. It may be nil.
	Check func(*http.Request, *http.Response) error
	// Vars are the values that a script begins with. What it saves goes here too,
	// and commands may add to them, so each run needs a map of its own.
	Vars map[string]string
}

// ReadScenarios reads the scripts that match the pattern, see [filepath.Glob].
func ReadScenarios(t testing.TB, pattern string) []*Scenario {
	t.Helper()
	names, err := filepath.Glob(pattern)
	if err != nil || len(names) == 0 {
		t.Fatalf("no scenarios at %s: %v", pattern, err)
	}
	scenarios := make([]*Scenario, len(names))
	for i, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if scenarios[i], err = ParseScenario(filepath.Base(name), string(text)); err != nil {
			t.Fatal(err)
		}
	}
	return scenarios
}

// Run plays the scenario up to the first step that is not as expected, which
// fails the test.
func (s *Scenario) Run(t testing.TB, target Target) {
	t.Helper()
	p := player{t: t, scenario: s, target: target, vars: target.Vars, remote: "192.0.2.1:1234"}
	if p.vars == nil {
		p.vars = map[string]string{}
	}
	for _, st := range s.steps {
		if st.command != nil {
			p.run(st)
		}
		for n := 1; n <= st.repeat && !p.failed; n++ {
			p.vars["n"] = strconv.Itoa(n)
			p.exchange(st)
		}
		if p.failed {
			return
		}
	}
}

// player is a scenario being played.
type player struct {
	t        testing.TB
	scenario *Scenario
	target   Target
	vars     map[string]string
	remote   string
	failed   bool
}

func (p *player) errorf(line int, format string, args ...any) {
	p.t.Helper()
	p.failed = true
	p.t.Errorf("%s:%d: %s", p.scenario.Name, line, fmt.Sprintf(format, args...))
}

func (p *player) run(st step) {
	p.t.Helper()
	args := make([]string, len(st.command))
	for i, arg := range st.command {
		args[i] = p.expand(st.line, arg)
	}
	if args[0] == "from" && len(args) == 2 {
		p.remote = args[1] + ":1234"
		if strings.Contains(args[1], ":") {
			p.remote = "[" + args[1] + "]:1234"
		}
		return
	}
	command := p.target.Commands[args[0]]
	if command == nil {
		p.errorf(st.line, "there is no command %q here", args[0])
		return
	}
	if err := command(args[1:]); err != nil {
		p.errorf(st.line, "%s: %v", st.command[0], err)
	}
}

// exchange sends one request and looks at what comes back.
func (p *player) exchange(st step) {
	p.t.Helper()
	base := p.target.Base
	if base == "" {
		base = "http://kibitz.test"
	}
	sent := p.expand(st.line, st.body)
	r, err := http.NewRequest(st.method, base+p.expand(st.line, st.target), strings.NewReader(sent))
	if err != nil {
		p.errorf(st.line, "%v", err)
		return
	}
	r = r.WithContext(p.t.Context())
	r.RemoteAddr = p.remote
	if sent != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for _, h := range st.header {
		value := p.expand(st.line, h[1])
		switch {
		case strings.EqualFold(h[0], "Host"):
			r.Host = value
		case h[0] == "Content-Type":
			r.Header.Set(h[0], value)
		default:
			r.Header.Add(h[0], value)
		}
	}
	res, err := p.target.Do(r)
	if err != nil {
		p.errorf(st.line, "%v", err)
		return
	}
	body, err := io.ReadAll(res.Body)
	_ = res.Body.Close()
	if err != nil {
		p.errorf(st.line, "read answer: %v", err)
		return
	}
	p.look(st, got{res, body})
	if p.target.Check != nil {
		r.Body, res.Body = io.NopCloser(strings.NewReader(sent)), io.NopCloser(bytes.NewReader(body))
		if err := p.target.Check(r, res); err != nil {
			p.errorf(st.line, "%s %s: status %d breaks the contract: %v\n%s", st.method, st.target, res.StatusCode, err, body)
		}
	}
}

// look tests the answer and keeps what is to be saved.
func (p *player) look(st step, g got) {
	p.t.Helper()
	if g.res.StatusCode != st.status {
		p.errorf(st.line, "%s %s: status %d, want %d\n%s", st.method, st.target, g.res.StatusCode, st.status, g.body)
	}
	for _, e := range st.expect {
		e.want = p.expand(e.line, e.want)
		e.path = p.expand(e.line, e.path)
		if err := e.holds(g); err != nil {
			p.errorf(e.line, "%s %s: %v\n%s", st.method, st.target, err, g.body)
		}
	}
	for _, s := range st.save {
		v, ok := g.at(s.what, p.expand(s.line, s.path))
		if !ok {
			p.errorf(s.line, "nothing to save at %s %s\n%s", s.what, s.path, g.body)
			continue
		}
		p.vars[s.name] = text(v)
	}
}

// variable is a ${name} in a script; a lone $ is itself.
var variable = regexp.MustCompile(`\$\{\w+\}`)

// expand puts values in the place of ${names}.
func (p *player) expand(line int, s string) string {
	return variable.ReplaceAllStringFunc(s, func(v string) string {
		value, ok := p.vars[v[2:len(v)-1]]
		if !ok {
			p.errorf(line, "there is no value %s", v)
		}
		return value
	})
}
