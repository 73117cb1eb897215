package httpapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"kibitz/internal/site"
)

// race sends n requests at once and returns the answers.
func (s *server) race(n int, send func(i int) answer) []answer {
	out := make([]answer, n)
	var start, done sync.WaitGroup
	start.Add(1)
	for i := range n {
		done.Go(func() {
			start.Wait()
			out[i] = send(i)
		})
	}
	start.Done()
	done.Wait()
	return out
}

func TestOneKeyRaces(t *testing.T) {
	s := newServer(t, nil)
	answers := s.race(200, func(int) answer {
		return s.ask("POST", "/v1/comments", goodPost("once"), "Idempotency-Key", "one-key-of-two-hundred")
	})
	for _, a := range answers {
		if a.StatusCode != http.StatusCreated || string(a.body) != string(answers[0].body) {
			t.Fatalf("%d %s, want what another got: %s", a.StatusCode, a.body, answers[0].body)
		}
	}
	s.Fold(t)
	l := s.ask("GET", "/v1/comments?site=news&page=/a", "")
	if n := len(l.json("comments").([]any)); n != 1 || l.json("page", "comments") != 1.0 {
		t.Errorf("%d comments, counted %v, want 1", n, l.json("page", "comments"))
	}
}

func TestDoubleClickRaces(t *testing.T) {
	s := newServer(t, nil)
	answers := s.race(20, func(int) answer { return s.ask("POST", "/v1/comments", goodPost("twice")) })
	for _, a := range answers {
		if a.StatusCode != http.StatusCreated || string(a.body) != string(answers[0].body) {
			t.Fatalf("%d %s, want what another got: %s", a.StatusCode, a.body, answers[0].body)
		}
	}
}

func TestLimitRaces(t *testing.T) {
	const limit = 7
	s := newServer(t, func(st *site.Settings) { st.Limits, st.PerAddress = true, limit })
	accepted := 0
	for _, a := range s.race(100, func(i int) answer { return s.ask("POST", "/v1/comments", goodPost(fmt.Sprint("text ", i))) }) {
		switch a.StatusCode {
		case http.StatusCreated:
			accepted++
		case http.StatusTooManyRequests:
			if a.Header.Get("Retry-After") == "" {
				t.Error("429 without Retry-After")
			}
		default:
			t.Errorf("%d %s", a.StatusCode, a.body)
		}
	}
	if accepted != limit {
		t.Errorf("%d accepted, want exactly %d", accepted, limit)
	}
}

func TestViewsRace(t *testing.T) {
	s := newServer(t, nil)
	counted := 0
	for _, a := range s.race(100, func(i int) answer {
		return s.ask("POST", "/v1/views", `{"site":"news","page":"/a"}`, "User-Agent", fmt.Sprintf("Mozilla/5.0 (Windows NT 10.0; rv:%d.0) Gecko/20100101", i%10))
	}) {
		if a.StatusCode != http.StatusOK {
			t.Errorf("%d %s", a.StatusCode, a.body)
		}
		if a.json("counted") == true {
			counted++
		}
	}
	s.Fold(t)
	if got := s.ask("GET", "/v1/counts?site=news&page=/a", ""); counted != 10 || !strings.Contains(string(got.body), `"views":10,"visitors":10`) {
		t.Errorf("%d counted, want 10: %s", counted, got.body)
	}
}
