package httpapi_test

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"kibitz/internal/moderation"
	"kibitz/internal/site"
	"kibitz/internal/sso"
)

// backend is a publisher's own server, which knows its readers.
type backend struct {
	s            *server
	site, secret string
}

// accounts lets a site have accounts, and returns what signs for them. The
// site is as it was for the minute for which it is kept.
func (s *server) accounts(siteID string, mode site.Accounts) backend {
	s.t.Helper()
	k, secret, err := sso.NewSecret(rand.Reader)
	if err != nil {
		s.t.Fatal(err)
	}
	_, err = s.Moderation.ChangeSite(s.t.Context(), siteID, moderation.CommandLine, func(st site.Site) (site.Site, error) {
		st.Settings.Accounts = mode
		st.Trust = sso.Trust{Issuer: "https://" + siteID + ".example", Algorithm: sso.HS256, Keys: []sso.Key{k}}
		return st, nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
	b := backend{s, siteID, secret}
	s.backends[siteID] = b
	return b
}

// unixOf is a time from now in seconds of Unix, as tokens have it.
func unixOf(s *server, from time.Duration) int64 { return s.Clock.Now().Add(from).Unix() }

// token signs for a reader, with other claims than usual where some are given.
func (b backend) token(with map[string]any) string {
	claims := map[string]any{
		"iss": "https://" + b.site + ".example", "aud": b.site, "sub": "17", "name": "Lan",
		"iat": unixOf(b.s, 0), "exp": unixOf(b.s, 10*time.Minute),
	}
	maps.Copy(claims, with)
	encode := base64.RawURLEncoding.EncodeToString
	text := encode([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." + encode([]byte(quote(claims)))
	m := hmac.New(sha256.New, []byte(b.secret))
	m.Write([]byte(text))
	return text + "." + encode(m.Sum(nil))
}

// TestTokenIsNeverTakenForNone sends tokens that cannot be believed to every
// route that takes one: none of them goes on as a guest.
func TestTokenIsNeverTakenForNone(t *testing.T) {
	s := newServer(t, nil)
	s.AddSite(t, "other", "https://other.example", nil)
	s.AddSite(t, "guests", "https://guests.example", nil)
	mine, theirs := s.accounts("news", site.AccountsOptional), s.accounts("other", site.AccountsOptional)
	id, guest := s.post("one")
	s.Clock.Advance(2 * time.Minute)

	requests := map[string][3]string{
		"post":   {"POST", "/v1/comments", goodPost("x")},
		"edit":   {"PATCH", "/v1/comments/" + id, fmt.Sprintf(`{"site":"news","guest":%q,"body":"x"}`, guest)},
		"vote":   {"POST", "/v1/comments/" + id + "/votes", fmt.Sprintf(`{"site":"news","page":"/a","vote":1,"guest":%q}`, guest)},
		"report": {"POST", "/v1/comments/" + id + "/reports", `{"site":"news","page":"/a","reason":"spam"}`},
		"react":  {"POST", "/v1/reactions", `{"site":"news","page":"/a","reaction":"love"}`},
		"votes":  {"GET", "/v1/votes?site=news&page=/a", ""},
		"delete": {"DELETE", "/v1/comments/" + id, fmt.Sprintf(`{"site":"news","guest":%q}`, guest)},
	}
	for name, token := range map[string]string{
		"none":         "",
		"guest":        guest,
		"not a token":  "a.b.c",
		"another site": theirs.token(nil),
		"other's key":  theirs.token(map[string]any{"aud": "news", "iss": "https://news.example"}),
		"tampered":     strings.Replace(mine.token(nil), ".", ".e", 1),
		"long":         mine.token(map[string]any{"extra": strings.Repeat("x", sso.MaxToken)}),
	} {
		for route, r := range requests {
			a := s.ask(r[0], r[1], r[2], "Authorization", "Account "+token)
			if a.StatusCode != http.StatusUnauthorized || a.text("code") != "token_invalid" || a.Header.Get("WWW-Authenticate") != "Account" {
				t.Errorf("%s with %s: %d %s", route, name, a.StatusCode, a.body)
			}
		}
	}
	a := s.ask("POST", "/v1/comments", strings.Replace(goodPost("x"), "news", "guests", 1), "Authorization", "Account "+mine.token(nil))
	if a.text("code") != "token_invalid" {
		t.Errorf("on a site without accounts: %d %s", a.StatusCode, a.body)
	}
	if a := s.ask("GET", "/v1/comments?site=news&page=/a", ""); strings.Contains(string(a.body), ">x<") || a.json("page", "comments") != 1.0 && a.json("page", "comments") != 0.0 {
		t.Errorf("something was written: %s", a.body)
	}
}
