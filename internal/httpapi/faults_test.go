package httpapi_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/internal/httpapi"
	"kibitz/internal/site"
	"kibitz/internal/table/tabletest"
)

// operations are one good request for each route that asks the table.
func operations(id, guest, key string) map[string]func(s *server) answer {
	auth := []string{"Authorization", "Bearer " + key}
	edit := fmt.Sprintf(`{"site":"news","guest":%q,"body":"edited"}`, guest)
	return map[string]func(s *server) answer{
		"list":    func(s *server) answer { return s.ask("GET", "/v1/comments?site=news&page=/a", "") },
		"thread":  func(s *server) answer { return s.ask("GET", "/v1/comments?site=news&page=/a&root="+id, "") },
		"get":     func(s *server) answer { return s.ask("GET", "/v1/comments/"+id+"?site=news", "") },
		"counts":  func(s *server) answer { return s.ask("GET", "/v1/counts?site=news&page=/a&page=/b", "") },
		"feed":    func(s *server) answer { return s.ask("GET", "/v1/feed.atom?site=news&page=/a", "") },
		"feeds":   func(s *server) answer { return s.ask("GET", "/v1/feed.atom?site=news", "") },
		"health":  func(s *server) answer { return s.ask("GET", "/v1/health", "") },
		"preview": func(s *server) answer { return s.ask("POST", "/v1/preview", `{"site":"news","body":"x"}`) },
		"post":    func(s *server) answer { return s.ask("POST", "/v1/comments", goodPost("new")) },
		"edit":    func(s *server) answer { return s.ask("PATCH", "/v1/comments/"+id, edit) },
		"delete": func(s *server) answer {
			return s.ask("DELETE", "/v1/comments/"+id, strings.Replace(edit, `,"body":"edited"`, "", 1))
		},
		"view": func(s *server) answer {
			return s.ask("POST", "/v1/views", `{"site":"news","page":"/a"}`, "User-Agent", "Mozilla/5.0 (Windows NT 10.0; rv:143.0) Gecko/20100101")
		},
		"vote": func(s *server) answer {
			return s.ask("POST", "/v1/comments/"+id+"/votes", fmt.Sprintf(`{"site":"news","page":"/a","vote":1,"guest":%q}`, guest))
		},
		"unvote": func(s *server) answer {
			return s.ask("POST", "/v1/comments/"+id+"/votes", fmt.Sprintf(`{"site":"news","page":"/a","vote":0,"guest":%q}`, guest))
		},
		"react": func(s *server) answer {
			return s.ask("POST", "/v1/reactions", fmt.Sprintf(`{"site":"news","page":"/b","reaction":"love","guest":%q}`, guest))
		},
		"report": func(s *server) answer {
			return s.ask("POST", "/v1/comments/"+id+"/reports", fmt.Sprintf(`{"site":"news","page":"/a","reason":"spam","guest":%q}`, guest))
		},
		"reported": func(s *server) answer {
			return s.ask("GET", "/v1/moderation/comments?site=news&status=reported", "", auth...)
		},
		"votes": func(s *server) answer {
			return s.ask("GET", "/v1/votes?site=news&page=/a", "", "Authorization", "Guest "+guest)
		},
		"queue": func(s *server) answer { return s.ask("GET", "/v1/moderation/comments?site=news", "", auth...) },
		"case":  func(s *server) answer { return s.ask("GET", "/v1/moderation/comments/"+id+"?site=news", "", auth...) },
		"audit": func(s *server) answer { return s.ask("GET", "/v1/moderation/audit?site=news", "", auth...) },
		"act": func(s *server) answer {
			return s.ask("POST", "/v1/moderation/actions", fmt.Sprintf(`{"site":"news","ids":[%q],"action":"spam"}`, id), auth...)
		},
	}
}

// TestEachCallFails fails each call to the table in turn, in every way, in
// every operation: the answer is the good one or an honest 503, and sending
// the same again gets the good one.
func TestEachCallFails(t *testing.T) {
	for fault, f := range map[string]tabletest.Fault{
		"lost request": tabletest.LostRequest, "lost answer": tabletest.LostAnswer, "throttled": tabletest.Throttle,
	} {
		for name := range operations("", "", "") {
			t.Run(fault+"/"+name, func(t *testing.T) {
				t.Parallel()
				for n := 1; ; n++ {
					s := newServer(t, func(st *site.Settings) { st.Limits = true })
					id, guest := s.post("one")
					s.Clock.Advance(2 * time.Minute) // past what the directory of sites keeps
					operation := operations(id, guest, s.apiKey("news", time.Hour))[name]
					s.table.On(tabletest.Calls, n, f)
					a := operation(s)
					if waiting := s.table.Heal(); waiting > 0 {
						return // no call is left to fail
					}
					checkFailed(t, s, a)
					if again := operation(s); again.StatusCode >= 300 || bytes.Contains(again.body, []byte(`"code"`)) {
						t.Errorf("call %d, sent again: %d %s", n, again.StatusCode, again.body)
					}
				}
			})
		}
	}
}

// checkFailed holds an answer to a request whose table failed.
func checkFailed(t *testing.T, s *server, a answer) {
	t.Helper()
	switch {
	case a.StatusCode < 300 && !bytes.Contains(a.body, []byte(`"code"`)):
		return // it could be done all the same
	case a.StatusCode == http.StatusOK: // a decision, with a refusal for each comment
		if !bytes.Contains(a.body, []byte(`"code":"try_again"`)) {
			t.Errorf("answered %s", a.body)
		}
	case a.StatusCode != http.StatusServiceUnavailable || a.text("code") != "try_again":
		t.Errorf("answered %d %s", a.StatusCode, a.body)
	default:
		if wait, err := strconv.Atoi(a.Header.Get("Retry-After")); err != nil || wait < 2 || wait > 10 {
			t.Errorf("Retry-After %q, want 2 to 10", a.Header.Get("Retry-After"))
		}
	}
	if strings.Contains(string(a.body), "injected") {
		t.Errorf("the error's own words are in the answer: %s", a.body)
	}
	if n := strings.Count(s.log.String(), "injected fault"); n != 1 {
		t.Errorf("the failure is logged %d times:\n%s", n, s.log.String())
	}
}

// TestRetriesSpread holds that clients are not all sent back at once.
func TestRetriesSpread(t *testing.T) {
	s := newServer(t, nil)
	s.table.On(tabletest.Calls, 0, tabletest.LostRequest)
	seen := map[string]bool{}
	for range 200 {
		seen[s.ask("GET", "/v1/health", "").Header.Get("Retry-After")] = true
	}
	if len(seen) != 9 {
		t.Errorf("200 refusals had the waits %v, want 2 to 10", seen)
	}
}

// TestDeadlines lets the table hang: reads are given up after 3 seconds,
// writes after 5.
func TestDeadlines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t, nil)
		id, guest := s.post("one")
		key := s.apiKey("news", time.Hour)
		s.ask("GET", "/v1/comments?site=news&page=/a", "") // the site is known from here on
		s.table.On(tabletest.Calls, 0, tabletest.Slowly(func(ctx context.Context) error {
			<-ctx.Done()
			return ctx.Err()
		}))
		reads := []string{"list", "thread", "get", "counts", "feed", "feeds", "votes", "health", "queue", "reported", "case", "audit"}
		for name, operation := range operations(id, guest, key) {
			want := 5 * time.Second
			if slices.Contains(reads, name) {
				want = 3 * time.Second
			}
			start := time.Now()
			a := operation(s)
			took := time.Since(start)
			if name == "preview" { // needs no table
				want = 0
			}
			if took != want || want > 0 && a.StatusCode != http.StatusServiceUnavailable {
				t.Errorf("%s: %d after %v, want 503 after %v: %s", name, a.StatusCode, took, want, a.body)
			}
		}
		s.table.Heal()
	})
}

// TestPanic holds that a defect is answered as one, logged once with its
// place, and ends nothing else.
func TestPanic(t *testing.T) {
	s := newServer(t, nil)
	services := s.services()
	services.Health = func(context.Context) error { panic("out of order\u202e") }
	s.handler = httpapi.New(services)
	a := s.ask("GET", "/v1/health", "")
	if a.StatusCode != http.StatusInternalServerError || a.text("code") != "internal" || strings.Contains(string(a.body), "order") {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
	log := s.log.String()
	if strings.Count(log, "\n") != 1 || !strings.Contains(log, "out of order") || !strings.Contains(log, "faults_test.go") || strings.Contains(log, "\u202e") {
		t.Errorf("log %s", log)
	}
	if !strings.Contains(log, `"level":"ERROR"`) || !strings.Contains(log, `"route":"/v1/health","status":500,"code":"internal"`) {
		t.Errorf("log %s", log)
	}
	if a := s.ask("GET", "/v1/comments?site=news&page=/a", ""); a.StatusCode != http.StatusOK {
		t.Errorf("after the panic: %d", a.StatusCode)
	}
}

func TestUnknownError(t *testing.T) {
	s := newServer(t, nil)
	s.table.On(tabletest.Queries, 1, func(context.Context, func() error) error { return errors.New("impossible") })
	a := s.ask("GET", "/v1/comments?site=news&page=/a", "")
	if a.StatusCode != http.StatusInternalServerError || strings.Contains(string(a.body), "impossible") {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
	if n := strings.Count(s.log.String(), "impossible"); n != 1 {
		t.Errorf("logged %d times: %s", n, s.log.String())
	}
}

// TestClientWentAway holds that a request whose sender is gone is no alarm.
func TestClientWentAway(t *testing.T) {
	s := newServer(t, nil)
	s.ask("GET", "/v1/comments?site=news&page=/a", "")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r, err := http.NewRequestWithContext(ctx, "GET", "http://kibitz.test/v1/comments?site=news&page=/a", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	if res, err := do(s.handler)(r); err != nil || res.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("%v %v", res.Status, err)
	}
	if strings.Contains(s.log.String(), "ERROR") {
		t.Errorf("log %s", s.log.String())
	}
}
