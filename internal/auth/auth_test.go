package auth_test

import (
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"kibitz/internal/auth"
	"kibitz/internal/problem"
	"kibitz/internal/testkit/world"
)

func TestGuestTokens(t *testing.T) {
	a, err := auth.NewGuest(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	b, err := auth.NewGuest(rand.Reader)
	if err != nil || a == b {
		t.Fatalf("%q and %q, %v", a, b, err)
	}
	if err := auth.CheckGuest(a); err != nil {
		t.Errorf("own token: %v", err)
	}
	for _, bad := range []string{"", "x", a[1:], a + "A", a + "=", strings.Repeat("!", 43)} {
		if auth.CheckGuest(bad) == nil {
			t.Errorf("%q is taken for a token", bad)
		}
	}
}

func TestSealedTokensOpenOnlyWithTheirSecret(t *testing.T) {
	token, err := auth.NewGuest(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := auth.SealGuest(token, []byte("secret"), "comment")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := auth.OpenGuest(sealed, []byte("secret"), "comment"); err != nil || got != token {
		t.Errorf("got %q, %v", got, err)
	}
	for _, c := range []struct{ secret, context string }{{"Secret", "comment"}, {"secret", "other"}} {
		if got, _ := auth.OpenGuest(sealed, []byte(c.secret), c.context); got == token {
			t.Errorf("opened with %+v", c)
		}
	}
	if _, err := auth.OpenGuest(sealed[1:], []byte("secret"), "comment"); err == nil {
		t.Error("a cut seal opens")
	}
	if _, err := auth.SealGuest("x", []byte("secret"), "comment"); err == nil {
		t.Error("what is no token is sealed")
	}
}

func TestKeys(t *testing.T) {
	w := world.New(t, nil, nil)
	w.AddSite(t, "blog", "https://blog.example", nil)
	k, secret, err := auth.NewKey(rand.Reader, "news", "newsroom bot", auth.RoleModerator, w.Clock.Now(), 24*time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(k.Hash+k.ID, secret) || !strings.HasPrefix(secret, "kbz_") {
		t.Errorf("key %+v of secret %q", k, secret)
	}
	if err := w.Store.AddKey(t.Context(), k); err != nil {
		t.Fatal(err)
	}
	keys := auth.NewKeys(w.Store, w.Clock.Now)
	check := func(site, header string) problem.Code {
		_, err := keys.Check(t.Context(), site, header)
		return problem.CodeOf(err)
	}
	if c := check("news", "Bearer "+secret); c != "" {
		t.Errorf("own key: %s", c)
	}
	for name, c := range map[string]struct{ site, header string }{
		"nothing":        {"news", ""},
		"another site":   {"blog", "Bearer " + secret},
		"another scheme": {"news", "Basic " + secret},
		"no scheme":      {"news", secret},
		"another secret": {"news", "Bearer " + secret[:len(secret)-1] + "!"},
		"its hash":       {"news", "Bearer kbz_" + k.Hash},
		"huge":           {"news", "Bearer kbz_" + strings.Repeat("a", 1<<16)},
	} {
		if got := check(c.site, c.header); got != problem.Unauthorized {
			t.Errorf("%s: %q", name, got)
		}
	}
	k.Used = w.Clock.Now()
	if list, err := w.Store.Keys(t.Context(), "news"); err != nil || len(list) != 1 || list[0] != k {
		t.Errorf("listed %+v, want %+v; %v", list, k, err)
	}
	for _, after := range []time.Duration{time.Hour - time.Second, time.Second} { // its last use is known to the hour
		w.Clock.Advance(after)
		if c := check("news", "Bearer "+secret); c != "" {
			t.Errorf("used again: %s", c)
		}
		if list, err := w.Store.Keys(t.Context(), "news"); err != nil || list[0].Used.Equal(w.Clock.Now()) != (after == time.Second) {
			t.Errorf("%s later it was used at %s; %v", after, list[0].Used, err)
		}
	}
	if err := w.Store.UseKey(t.Context(), auth.Key{Site: "news", Hash: "gone"}, w.Clock.Now()); err != nil {
		t.Errorf("use of a key that is gone: %v", err)
	}
	if list, err := w.Store.Keys(t.Context(), "news"); err != nil || len(list) != 1 {
		t.Errorf("keys are %+v; %v", list, err)
	}
	w.Clock.Advance(23 * time.Hour)
	if got := check("news", "Bearer "+secret); got != problem.Unauthorized {
		t.Errorf("expired: %q", got)
	}
	w.Clock.Advance(-time.Hour)
	if err := w.Store.RemoveKey(t.Context(), k); err != nil {
		t.Fatal(err)
	}
	if got := check("news", "Bearer "+secret); got != problem.Unauthorized {
		t.Errorf("revoked: %q", got)
	}
	for _, age := range []time.Duration{0, -time.Hour, 2 * auth.MaxKeyAge} {
		if _, _, err := auth.NewKey(rand.Reader, "news", "x", auth.RoleModerator, w.Clock.Now(), age); err == nil {
			t.Errorf("a key of %s is made", age)
		}
	}
	if _, err := auth.ParseRole("root"); err == nil {
		t.Error("a role of any name")
	}
}

func TestRoles(t *testing.T) {
	ranked := []auth.Role{"", auth.RoleReader, auth.RoleModerator, auth.RoleOwner}
	for i, have := range ranked {
		for j, need := range ranked {
			if got, want := have.Includes(need), i > 0 && j > 0 && i >= j; got != want {
				t.Errorf("%q includes %q: %v", have, need, got)
			}
		}
		if got, err := auth.ParseRole(string(have)); got != have || (err == nil) != (have != "") {
			t.Errorf("%q is read as %q, %v", have, got, err)
		}
	}
	if auth.RoleOwner.Includes("king") || auth.Role("king").Includes(auth.RoleReader) {
		t.Error("a role that is none counts")
	}
}
