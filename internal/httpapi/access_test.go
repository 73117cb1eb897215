package httpapi_test

import (
	"bytes"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"kibitz/internal/comment"
	"kibitz/internal/httpapi"
)

// TestWhoMay asks every route that depends on who asks, with every way of
// naming the site, as everybody there is.
func TestWhoMay(t *testing.T) {
	type who struct{ guest, key string }
	type where struct{ name, site string }

	run := func(t *testing.T, who func(s *server, guest string) who, where where, want map[string]int) {
		s := newServer(t, nil)
		s.AddSite(t, "other", "https://other.example", nil)
		id, guest := s.post("mine")
		w := who(s, guest)
		named := ""
		if where.name != "absent" {
			named = fmt.Sprintf(`"site":%q,`, where.site)
		}
		query := strings.Replace("?site="+where.site, "?site=absent", "?", 1)
		auth := []string{}
		if w.key != "" {
			auth = []string{"Authorization", "Bearer " + w.key}
		}
		// In this order: what is allowed must not get in the way of what follows.
		for _, c := range []struct{ route, method, target, body string }{
			{"get", "GET", "/v1/comments/" + id + query, ""},
			{"list", "GET", "/v1/comments" + query + "&page=/a&root=" + id, ""},
			{"edit", "PATCH", "/v1/comments/" + id, fmt.Sprintf(`{%s"guest":%q,"body":"edited"}`, named, w.guest)},
			{"queue", "GET", "/v1/moderation/comments" + query, ""},
			{"audit", "GET", "/v1/moderation/audit" + query, ""},
			{"pages", "GET", "/v1/moderation/pages" + query, ""},
			{"page", "POST", "/v1/moderation/pages", fmt.Sprintf(`{%s"page":"/b","action":"close"}`, named)},
			{"settings", "GET", "/v1/moderation/settings" + query, ""},
			{"set", "PATCH", "/v1/moderation/settings", fmt.Sprintf(`{%s"version":1,"settings":{"name":"N"}}`, named)},
			{"case", "GET", "/v1/moderation/comments/" + id + query, ""},
			{"act", "POST", "/v1/moderation/actions", fmt.Sprintf(`{%s"ids":[%q],"action":"publish"}`, named, id)},
			{"delete", "DELETE", "/v1/comments/" + id, fmt.Sprintf(`{%s"guest":%q}`, named, w.guest)},
		} {
			c.target = strings.Replace(strings.Replace(c.target, "?&", "?", 1), "absent", "", 1)
			a := s.ask(c.method, c.target, c.body, auth...)
			if a.StatusCode != want[c.route] {
				t.Errorf("%s: %d %s, want %d", c.route, a.StatusCode, a.body, want[c.route])
			}
			if c.route == "act" && a.StatusCode == http.StatusOK {
				_, known := strings.CutPrefix(string(a.body), `{"results":[{"id":"`+id+`","status":"published"`)
				if known != (where.name == "right") {
					t.Errorf("act answers %s", a.body)
				}
			}
		}
	}

	const someGuest = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	askers := map[string]func(s *server, guest string) who{
		"anybody":              func(*server, string) who { return who{} },
		"author":               func(_ *server, guest string) who { return who{guest: guest} },
		"other author":         func(*server, string) who { return who{guest: someGuest} },
		"moderator":            func(s *server, _ string) who { return who{key: s.apiKey("news", time.Hour)} },
		"other site's":         func(s *server, _ string) who { return who{key: s.apiKey("other", time.Hour)} },
		"author and moderator": func(s *server, g string) who { return who{guest: g, key: s.apiKey("news", time.Hour)} },
	}
	managing := []string{"pages", "page", "settings", "set"}
	for _, place := range []where{{"right", "news"}, {"other", "other"}, {"unknown", "nowhere"}, {"empty", ""}, {"absent", "absent"}} {
		for name, asker := range askers {
			want := map[string]int{"get": 404, "list": 404, "edit": 404, "delete": 404, "queue": 404, "audit": 404, "case": 404, "act": 404}
			for _, route := range managing {
				want[route] = 404
			}
			if place.name == "right" {
				want["get"], want["list"] = 200, 200
				if strings.HasPrefix(name, "author") {
					want["edit"], want["delete"] = 200, 204
				}
			}
			if place.name == "right" || place.name == "other" {
				want["queue"], want["audit"], want["case"], want["act"] = 401, 401, 401, 401
				for _, route := range managing {
					want[route] = 401
				}
			}
			if place.name == "right" && strings.HasSuffix(name, "moderator") || place.name == "other" && name == "other site's" {
				want["queue"], want["audit"], want["act"] = 200, 200, 200
				for _, route := range managing {
					want[route] = 200
				}
				if want["case"] = 404; place.name == "right" { // the other site has no such comment
					want["case"] = 200
				}
			}
			t.Run(place.name+"/"+name, func(t *testing.T) {
				t.Parallel()
				run(t, asker, place, want)
			})
		}
	}
}

// TestUnknownIsForbidden holds that a comment that is not there, one that is
// somebody else's and one of another site are told apart by nothing.
func TestUnknownIsForbidden(t *testing.T) {
	s := newServer(t, nil)
	s.AddSite(t, "other", "https://other.example", nil)
	mine, _ := s.post("mine")
	held, _ := s.post("held")
	s.decide("spam", held)
	elsewhere := s.ask("POST", "/v1/comments", strings.Replace(goodPost("x"), "news", "other", 1)).text("comment", "id")
	const unknown, guest = "01ARZ3NDEKTSV4RRFFQ69G5FAV", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

	for method, ids := range map[string][]string{
		"PATCH":  {unknown, mine, held, elsewhere},
		"DELETE": {unknown, mine, held, elsewhere},
		"GET":    {unknown, held, elsewhere},
	} {
		var first []byte
		for _, id := range ids {
			target, body := "/v1/comments/"+id, fmt.Sprintf(`{"site":"news","guest":%q,"body":"x"}`, guest)
			switch method {
			case "GET":
				target, body = target+"?site=news", ""
			case "DELETE":
				body = strings.Replace(body, `,"body":"x"`, "", 1)
			}
			a := s.ask(method, target, body)
			if first == nil {
				first = a.body
			}
			if a.StatusCode != http.StatusNotFound || !bytes.Equal(a.body, first) {
				t.Errorf("%s %s: %d %s, want 404 %s", method, id, a.StatusCode, a.body, first)
			}
		}
	}
}

// decide carries a moderator's decision out.
func (s *server) decide(action string, ids ...string) {
	s.t.Helper()
	a := s.ask("POST", "/v1/moderation/actions", fmt.Sprintf(`{"site":"news","ids":%s,"action":%q}`, quote(ids), action),
		"Authorization", "Bearer "+s.apiKey("news", time.Hour))
	if a.StatusCode != http.StatusOK || bytes.Contains(a.body, []byte(`"code"`)) {
		s.t.Fatalf("%s: %d %s", action, a.StatusCode, a.body)
	}
}

// TestHeldBackIsNowhere brings a root and a reply into every status and looks
// for their words in every public answer.
func TestHeldBackIsNowhere(t *testing.T) {
	for _, status := range []comment.Status{comment.Published, comment.Pending, comment.Spam, comment.Rejected, comment.Deleted} {
		t.Run(string(status), func(t *testing.T) {
			t.Parallel()
			s := newServer(t, nil)
			root, _ := s.post("secret-root")
			a := s.ask("POST", "/v1/comments", strings.Replace(goodPost("secret-reply"), "{", `{"parent":"`+root+`",`, 1))
			reply := a.text("comment", "id")
			switch status {
			case comment.Pending:
				s.decide("spam", root, reply)
				s.decide("reject", root, reply)
				s.decide("restore", root, reply)
			case comment.Spam:
				s.decide("spam", root, reply)
			case comment.Rejected:
				s.decide("reject", root, reply)
			case comment.Deleted:
				s.decide("delete", root, reply)
			}
			s.Fold(t)
			var all bytes.Buffer
			for _, target := range []string{
				"/v1/comments?site=news&page=/a",
				"/v1/comments?site=news&page=/a&order=oldest",
				"/v1/comments?site=news&page=/a&root=" + root,
				"/v1/comments/" + root + "?site=news",
				"/v1/comments/" + reply + "?site=news&page=/a",
				"/v1/counts?site=news&page=/a",
				"/v1/feed.atom?site=news&page=/a",
				"/v1/feed.atom?site=news",
			} {
				all.Write(s.ask("GET", target, "").body)
			}
			view := s.ask("POST", "/v1/views", `{"site":"news","page":"/a"}`)
			all.Write(view.body)
			public := status == comment.Published
			if got := strings.Contains(all.String(), "secret-root") && strings.Contains(all.String(), "secret-reply"); got != public {
				t.Errorf("seen: %v\n%s", got, all.String())
			}
			if strings.Contains(all.String(), "secret") != public {
				t.Errorf("something is seen:\n%s", all.String())
			}
			if n := view.json("comments"); (n == 2.0) != public || (n == 0.0) == public {
				t.Errorf("%v comments counted", n)
			}
		})
	}
}

// TestPublicReadsAreTheSameForAll sends what a cache does not tell requests
// apart by, and gets the same bytes.
func TestPublicReadsAreTheSameForAll(t *testing.T) {
	s := newServer(t, nil)
	id, guest := s.post("one")
	for _, target := range []string{
		"/v1/comments?site=news&page=/a", "/v1/comments/" + id + "?site=news", "/v1/counts?site=news&page=/a", "/v1/openapi.yaml",
		"/v1/feed.atom?site=news&page=/a", "/v1/feed.atom?site=news",
	} {
		plain := s.ask("GET", target, "")
		for _, name := range []string{
			"Origin", "Referer", "Cookie", "Authorization", "User-Agent", "Accept", "Accept-Language", "Forwarded", "Host",
			"X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Prefix", "X-Forwarded-Port", "X-Host", "X-Original-Url",
			"X-Rewrite-Url", "X-Http-Method-Override", "X-Method-Override", "X-Real-Ip", "X-Request-Id", "Idempotency-Key", "Content-Type",
		} {
			got := s.ask("GET", target, "", name, "https://marker.example/"+guest)
			if got.StatusCode != plain.StatusCode || !bytes.Equal(got.body, plain.body) {
				t.Errorf("%s with %s: %d %s", target, name, got.StatusCode, got.body)
			}
			for header, values := range got.Header {
				if strings.Contains(strings.Join(values, ""), "marker") {
					t.Errorf("%s with %s: the answer's %s is %q", target, name, header, values)
				}
				if header != "X-Request-Id" && !slices.Equal(values, plain.Header[header]) {
					t.Errorf("%s with %s: the answer's %s is %q, without %q", target, name, header, values, plain.Header[header])
				}
			}
		}
	}
}

// TestGroups holds that a handler has the routes of its groups only.
// placeholder is what stands for a part of a path.
var placeholder = regexp.MustCompile(`\{\w+\}`)

func TestGroups(t *testing.T) {
	s := newServer(t, nil)
	for _, group := range []httpapi.Group{httpapi.Comments, httpapi.Views, httpapi.Moderation} {
		s.handler = httpapi.New(s.services(), group)
		for _, rt := range httpapi.Routes() {
			a := s.ask("OPTIONS", placeholder.ReplaceAllString(rt.Pattern, "x"), "")
			want := http.StatusNotFound
			if rt.Group == group {
				want = http.StatusNoContent
			}
			if a.StatusCode != want {
				t.Errorf("group %s, %s: %d, want %d", group, rt.Pattern, a.StatusCode, want)
			}
		}
	}
}
