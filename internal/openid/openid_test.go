package openid_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/coreos/go-oidc/v3/oidc/oidctest"

	"kibitz/internal/auth"
	"kibitz/internal/moderation"
	"kibitz/internal/openid"
	"kibitz/internal/problem"
	"kibitz/internal/staff"
	"kibitz/internal/testkit/world"
)

const home = "https://kibitz.example"

// newsroom is an issuer with one person, who is asked nothing.
type newsroom struct {
	*httptest.Server
	t   *testing.T
	key *ecdsa.PrivateKey

	mu     sync.Mutex
	claims map[string]any                     // of the person, besides what each token has
	sign   func(n *newsroom, c string) string // nil: as it should be
	asked  map[string]url.Values              // by code
	down   bool
}

func newNewsroom(t *testing.T, now func() time.Time) *newsroom {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	n := &newsroom{t: t, key: key, claims: map[string]any{"sub": "17", "name": "Minh", "groups": []string{"editors"}}, asked: map[string]url.Values{}}
	said := &oidctest.Server{PublicKeys: []oidctest.PublicKey{{PublicKey: key.Public(), KeyID: "k", Algorithm: oidc.ES256}}, Algorithms: []string{oidc.ES256}}
	mux := http.NewServeMux()
	mux.Handle("/", said)
	mux.HandleFunc("POST /token", func(w http.ResponseWriter, r *http.Request) {
		n.mu.Lock()
		defer n.mu.Unlock()
		asked, ok := n.asked[r.FormValue("code")]
		delete(n.asked, r.FormValue("code"))
		sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
		if !ok || asked.Get("redirect_uri") != r.FormValue("redirect_uri") || asked.Get("code_challenge") != base64.RawURLEncoding.EncodeToString(sum[:]) {
			http.Error(w, `{"error":"invalid_grant"}`, http.StatusBadRequest)
			return
		}
		claims := map[string]any{"iss": n.URL, "aud": "kibitz", "nonce": asked.Get("nonce"), "iat": now().Unix(), "exp": now().Add(time.Minute).Unix()}
		maps.Copy(claims, n.claims)
		text, err := json.Marshal(claims)
		if err != nil {
			t.Error(err)
		}
		token := oidctest.SignIDToken(key, "k", oidc.ES256, string(text))
		if n.sign != nil {
			token = n.sign(n, string(text))
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprintf(w, `{"access_token":"x","token_type":"Bearer","id_token":%q}`, token)
	})
	n.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n.mu.Lock()
		down := n.down
		n.mu.Unlock()
		if down {
			http.Error(w, "down", http.StatusBadGateway)
			return
		}
		mux.ServeHTTP(w, r)
	}))
	said.SetIssuer(n.URL)
	t.Cleanup(n.Close)
	return n
}

func (n *newsroom) set(f func()) {
	n.mu.Lock()
	defer n.mu.Unlock()
	f()
}

// visit is what the browser does at the issuer: the person is let in, and it
// comes back with a code.
func (n *newsroom) visit(target string) (state, code string) {
	n.t.Helper()
	u, err := url.Parse(target)
	if err != nil {
		n.t.Fatal(err)
	}
	q := u.Query()
	if q.Get("client_id") != "kibitz" || q.Get("response_type") != "code" || q.Get("code_challenge_method") != "S256" || !strings.Contains(q.Get("scope"), "openid") {
		n.t.Errorf("asked with %v", q)
	}
	n.set(func() { n.asked["code-"+q.Get("state")] = q })
	return q.Get("state"), "code-" + q.Get("state")
}

func newService(t *testing.T, w *world.World, n *newsroom) *staff.Service {
	t.Helper()
	roles, err := openid.ParseRoles("editors=news:moderator,desk=news:owner,desk=blog:reader,a=b:c=news:reader")
	if err != nil {
		t.Fatal(err)
	}
	accounts := openid.New(openid.Config{Issuer: n.URL, ClientID: "kibitz", Roles: roles}, n.Client(), w.Clock.Now)
	return staff.NewService(w.Store, nil, w.Clock.Now, rand.Reader).WithAccounts(accounts)
}

// signIn goes the whole way.
func signIn(t *testing.T, s *staff.Service, n *newsroom) (staff.Person, string, error) {
	t.Helper()
	b, err := s.BeginAccount(t.Context(), home)
	if err != nil {
		return staff.Person{}, "", err
	}
	state, code := n.visit(string(b.Options))
	if state != b.Ceremony {
		t.Errorf("state %q, want %q", state, b.Ceremony)
	}
	return s.EndAccount(t.Context(), home, state, code, "Firefox")
}

func TestGroupsAreRoles(t *testing.T) {
	w := world.New(t, nil, nil)
	n := newNewsroom(t, w.Clock.Now)
	s := newService(t, w, n)
	p, token, err := signIn(t, s, n)
	if err != nil || token == "" || p.Name != "Minh" || p.Roles["news"].Role != auth.RoleModerator || len(p.Roles) != 1 {
		t.Fatalf("signed in as %+v, %v", p, err)
	}
	if who, _, err := s.Identify(t.Context(), token); err != nil || who.ID != p.ID {
		t.Errorf("identified as %+v, %v", who, err)
	}

	w.Clock.Advance(time.Second)
	n.set(func() { n.claims["groups"], n.claims["name"] = []any{"desk", "editors", 7}, "Minh Anh" })
	again, _, err := signIn(t, s, n)
	if err != nil || again.ID != p.ID || again.Name != "Minh Anh" || again.Roles["news"].Role != auth.RoleOwner || again.Roles["blog"].Role != auth.RoleReader {
		t.Errorf("signed in again as %+v, %v", again, err)
	}
	if len(again.Sessions) != 2 {
		t.Errorf("%d sessions", len(again.Sessions))
	}
	if _, err := s.NewRecoveryCodes(t.Context(), p.ID); problem.CodeOf(err) != problem.AccountExternal {
		t.Errorf("recovery codes: %v", err)
	}
	if _, _, err := s.Link(t.Context(), "blog", p.ID, true, moderation.CommandLine); problem.CodeOf(err) != problem.AccountExternal {
		t.Errorf("a link: %v", err)
	}

	w.Clock.Advance(time.Second)
	n.set(func() { n.claims["groups"] = "a=b:c" })
	if one, _, err := signIn(t, s, n); err != nil || one.Roles["news"].Role != auth.RoleReader || len(one.Roles) != 1 {
		t.Errorf("signed in as %+v, %v", one, err)
	}

	for range 11 { // a day's work, in use or not
		w.Clock.Advance(time.Hour)
		if _, _, err := s.Identify(t.Context(), token); err != nil {
			t.Fatal(err)
		}
	}
	w.Clock.Advance(time.Hour)
	if _, _, err := s.Identify(t.Context(), token); problem.CodeOf(err) != problem.SigninRequired {
		t.Errorf("the next day: %v", err)
	}

	n.set(func() { n.claims["groups"] = []string{"sports"} })
	if _, token, err := signIn(t, s, n); problem.CodeOf(err) != problem.SigninFailed || token != "" {
		t.Errorf("of no group that may: %v", err)
	}
	if left, err := w.Store.Person(t.Context(), p.ID); err != nil || left.ID != "" {
		t.Errorf("%+v is left, %v", left, err)
	}
	entries, _, err := w.Moderation.Audit(t.Context(), w.Site(t, "news"), moderation.AuditList{Kind: moderation.OfAccess})
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, e := range slices.Backward(entries) {
		for _, c := range e.Changes {
			if c.Key == "role" {
				said = append(said, fmt.Sprint(e.By.ID, " ", e.Action, " ", c.Old, ">", c.New))
			}
		}
	}
	if want := []string{"oidc role >moderator", "oidc role moderator>owner", "oidc role owner>reader", "oidc remove reader>"}; !slices.Equal(said, want) {
		t.Errorf("audit log %q, want %q", said, want)
	}
}

// TestTokensThatAreNotBelieved has every way in which a token can be wrong.
func TestTokensThatAreNotBelieved(t *testing.T) {
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	encode := base64.RawURLEncoding.EncodeToString
	claim := func(name string, value any) func(*newsroom) { return func(n *newsroom) { n.claims[name] = value } }
	sign := func(f func(n *newsroom, c string) string) func(*newsroom) { return func(n *newsroom) { n.sign = f } }
	for name, spoil := range map[string]func(*newsroom){
		"as it should be":     func(*newsroom) {},
		"of another issuer":   claim("iss", "https://evil.example"),
		"for another client":  claim("aud", "shop"),
		"of another exchange": claim("nonce", "x"),
		"without nonce":       claim("nonce", ""),
		"that is over":        claim("exp", 1),
		"no token":            sign(func(*newsroom, string) string { return "" }),
		"unsigned": sign(func(_ *newsroom, c string) string {
			return encode([]byte(`{"alg":"none"}`)) + "." + encode([]byte(c)) + "."
		}),
		"of a key that is not the issuer's": sign(func(_ *newsroom, c string) string { return oidctest.SignIDToken(other, "k", oidc.RS256, c) }),
		"changed": sign(func(n *newsroom, c string) string {
			parts := strings.Split(oidctest.SignIDToken(n.key, "k", oidc.ES256, c), ".")
			return parts[0] + "." + encode([]byte(strings.Replace(c, "Minh", "Lan", 1))) + "." + parts[2]
		}),
	} {
		t.Run(name, func(t *testing.T) {
			w := world.New(t, nil, nil)
			n := newNewsroom(t, w.Clock.Now)
			s := newService(t, w, n)
			n.set(func() { spoil(n) })
			_, token, err := signIn(t, s, n)
			if good := name == "as it should be"; good && err != nil || !good && (problem.CodeOf(err) != problem.SigninFailed || token != "") {
				t.Errorf("signed in: %v", err)
			}
		})
	}
}

func TestExchangesThatAreNotOurs(t *testing.T) {
	w := world.New(t, nil, nil)
	n := newNewsroom(t, w.Clock.Now)
	s := newService(t, w, n)
	refused := func(what, ceremony, code string) {
		t.Helper()
		if _, token, err := s.EndAccount(t.Context(), home, ceremony, code, ""); problem.CodeOf(err) != problem.SigninFailed || token != "" {
			t.Errorf("%s: %v", what, err)
		}
	}
	first, err := s.BeginAccount(t.Context(), home)
	if err != nil {
		t.Fatal(err)
	}
	second, err := s.BeginAccount(t.Context(), home)
	if err != nil {
		t.Fatal(err)
	}
	_, code := n.visit(string(first.Options))
	refused("the code of another exchange", second.Ceremony, code)
	_, code = n.visit(string(first.Options))
	refused("no code", first.Ceremony, "x")
	if _, _, err := s.EndAccount(t.Context(), home, first.Ceremony, code, ""); err != nil {
		t.Errorf("the right one: %v", err)
	}
	_, code = n.visit(string(first.Options))
	refused("the same again", first.Ceremony, code)
	_, code = n.visit(string(second.Options))
	w.Clock.Advance(staff.CeremonyAge)
	refused("too late", second.Ceremony, code)
}

// TestIssuerIsDown: what does not answer is said so, and asked again.
func TestIssuerIsDown(t *testing.T) {
	w := world.New(t, nil, nil)
	n := newNewsroom(t, w.Clock.Now)
	s := newService(t, w, n)
	n.set(func() { n.down = true })
	if _, err := s.BeginAccount(t.Context(), home); problem.CodeOf(err) != problem.TryAgain {
		t.Errorf("begin: %v", err)
	}
	n.set(func() { n.down = false })
	b, err := s.BeginAccount(t.Context(), home)
	if err != nil {
		t.Fatal(err)
	}
	_, code := n.visit(string(b.Options))
	n.set(func() { n.down = true })
	if _, _, err := s.EndAccount(t.Context(), home, b.Ceremony, code, ""); problem.CodeOf(err) != problem.TryAgain {
		t.Errorf("end: %v", err)
	}
	n.set(func() { n.down = false })
	if _, _, err := s.EndAccount(t.Context(), home, b.Ceremony, code, ""); err != nil {
		t.Errorf("end, again: %v", err)
	}
	none := staff.NewService(w.Store, nil, w.Clock.Now, rand.Reader)
	if _, err := none.BeginAccount(t.Context(), home); problem.CodeOf(err) != problem.NotFound {
		t.Errorf("without an issuer: %v", err)
	}
}

func TestParseRoles(t *testing.T) {
	for _, bad := range []string{"", "editors", "editors=news", "=news:reader", "editors=:reader", "editors=news:king", "editors=news:reader,"} {
		if r, err := openid.ParseRoles(bad); err == nil {
			t.Errorf("%q is %v", bad, r)
		}
	}
}
