package httpapi_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kibitz/internal/auth"
	"kibitz/internal/desk"
	"kibitz/internal/httpapi"
	"kibitz/internal/moderation"
	"kibitz/internal/passkey"
	"kibitz/internal/site"
	"kibitz/internal/staff"
	"kibitz/internal/table"
	"kibitz/internal/table/tabletest"
	"kibitz/internal/testkit"
	"kibitz/internal/testkit/world"
)

// server is the whole interface over a table of its own. Its site is "news"
// at https://news.example, without limits unless a test changes that.
type server struct {
	*world.World
	t       testing.TB
	table   *tabletest.Faulty
	keys    *auth.Keys
	staff   *staff.Service
	log     *lockedBuffer
	handler http.Handler

	backends map[string]backend // of sites with accounts
}

// lockedBuffer is a buffer that many requests log into.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func newServer(t testing.TB, change func(*site.Settings)) *server {
	s := &server{t: t, log: &lockedBuffer{}, backends: map[string]backend{}}
	s.World = world.New(t, change, func(inner table.Table) table.Table {
		s.table = tabletest.NewFaulty(inner)
		return s.table
	})
	s.keys = auth.NewKeys(s.Store, s.Clock.Now)
	s.staff = staff.NewService(s.Store, passkey.Ceremonies{}, s.Clock.Now, rand.Reader)
	s.handler = httpapi.New(s.services())
	t.Cleanup(s.checkLog)
	return s
}

func (s *server) services() httpapi.Services {
	return httpapi.Services{
		Sites: s.Sites, Comments: s.Comments, Engagement: s.Engagement, Moderation: s.Moderation, Keys: s.keys, Staff: s.staff, Desk: desk.Files(),
		Health:         func(ctx context.Context) error { _, err := s.Store.Sites(ctx); return err },
		Now:            s.Clock.Now,
		Log:            slog.New(slog.NewJSONHandler(s.log, nil)),
		TrustedProxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")},
		Version:        "0.0.0-test",
	}
}

// logged are the fields that a line of the log may have.
var logged = []string{"time", "level", "msg", "method", "route", "status", "code", "duration", "bytes", "request", "error"}

// checkLog holds every line of the log to the list of its fields.
func (s *server) checkLog() {
	for line := range strings.Lines(s.log.String()) {
		var fields map[string]any
		if err := json.Unmarshal([]byte(line), &fields); err != nil {
			s.t.Errorf("log line %q: %v", line, err)
		}
		for name := range fields {
			if !slices.Contains(logged, name) {
				s.t.Errorf("log line has the field %q: %s", name, line)
			}
		}
	}
}

// apiKey makes an API key of a site that may do everything.
func (s *server) apiKey(siteID string, age time.Duration) string {
	s.t.Helper()
	return s.keyOf(siteID, auth.RoleOwner, age)
}

// keyOf makes an API key of a site with a role.
func (s *server) keyOf(siteID string, role auth.Role, age time.Duration) string {
	s.t.Helper()
	k, secret, err := auth.NewKey(rand.Reader, siteID, "test", role, s.Clock.Now(), age)
	if err == nil {
		err = s.Store.AddKey(s.t.Context(), k)
	}
	if err != nil {
		s.t.Fatal(err)
	}
	return secret
}

// answer is what came back.
type answer struct {
	*http.Response
	body []byte
}

// json returns what stands at a path of names in the body.
func (a answer) json(path ...string) any {
	var v any
	if err := json.Unmarshal(a.body, &v); err != nil {
		return nil
	}
	for _, name := range path {
		in, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = in[name]
	}
	return v
}

func (a answer) text(path ...string) string {
	s, _ := a.json(path...).(string)
	return s
}

// ask sends a request, with headers as name, value, name, value. Every answer
// is held to the contract.
func (s *server) ask(method, target, body string, headers ...string) answer {
	s.t.Helper()
	r := httptest.NewRequest(method, "http://kibitz.test/", strings.NewReader(body))
	u, err := r.URL.Parse(target)
	if err != nil {
		s.t.Fatal(err)
	}
	r.URL, r.RequestURI = u, u.RequestURI()
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	res, err := do(s.handler)(r)
	if err != nil {
		s.t.Fatal(err)
	}
	out, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	r.Body, res.Body = io.NopCloser(strings.NewReader(body)), io.NopCloser(bytes.NewReader(out))
	if err := checkContract(r, res); err != nil {
		s.t.Errorf("%s %s: status %d breaks the contract: %v\n%s", method, target, res.StatusCode, err, out)
	}
	return answer{res, out}
}

// post posts a comment and returns its id and the author's token.
func (s *server) post(body string) (id, guest string) {
	s.t.Helper()
	a := s.ask("POST", "/v1/comments", goodPost(body))
	if a.StatusCode >= 300 {
		s.t.Fatalf("post: %d %s", a.StatusCode, a.body)
	}
	return a.text("comment", "id"), a.text("guest")
}

// goodPost is the body of a good post on page /a.
func goodPost(text string) string {
	return fmt.Sprintf(`{"site":"news","page":"/a","body":%s,"author":{"name":"Độc giả"}}`, quote(text))
}

func quote(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// do answers requests with a handler, without a network.
func do(h http.Handler) func(*http.Request) (*http.Response, error) {
	return func(r *http.Request) (*http.Response, error) {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w.Result(), nil
	}
}

// target is the server for scenarios; do answers the requests.
func (s *server) target(do func(*http.Request) (*http.Response, error)) testkit.Target {
	vars := map[string]string{
		"8193":  strings.Repeat("a", 8193),
		"16384": strings.Repeat("b", 16384),
	}
	return testkit.Target{
		Do: do, Check: checkContract, Vars: vars,
		Commands: map[string]func([]string) error{
			"advance": func(args []string) error {
				d, err := time.ParseDuration(args[0])
				s.Clock.Advance(d)
				return err
			},
			"fold": func([]string) error { s.Fold(s.t); return nil },
			"site": func(args []string) error {
				settings := site.Defaults()
				for _, arg := range args[1:] {
					name, value, _ := strings.Cut(arg, "=")
					if err := settings.Set(name, value); err != nil {
						return err
					}
				}
				return s.Store.AddSite(s.t.Context(), args[0], settings)
			},
			"key": func(args []string) error { // key NAME SITE
				vars[args[0]] = s.apiKey(args[1], time.Hour)
				return nil
			},
			"accounts": func(args []string) error { // accounts SITE MODE
				s.accounts(args[0], site.Accounts(args[1]))
				s.Clock.Advance(time.Minute) // that the change is seen
				return nil
			},
			"account": func(args []string) error { // account NAME SITE CLAIM=VALUE…
				claims := map[string]any{}
				for _, arg := range args[2:] {
					name, value, _ := strings.Cut(arg, "=")
					claims[name] = value
					if name == "phone_number_verified" {
						claims[name] = value == "true"
					}
				}
				vars[args[0]] = s.backends[args[1]].token(claims)
				return nil
			},
			"close": func(args []string) error {
				return s.DecidePage(s.t.Context(), args[0], moderation.PageDecision{Page: args[1], Action: moderation.Close})
			},
			"alias": func(args []string) error { return s.Alias(s.t.Context(), args[0], args[1], args[2]) },
		},
	}
}
