package httpapi_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"kibitz/internal/auth"
	"kibitz/internal/httpapi"
	"kibitz/internal/moderation"
	"kibitz/internal/problem"
	"kibitz/internal/staff"
	"kibitz/internal/testkit"
)

// home is the origin of the server's own pages in these tests.
const home = "https://kibitz.test"

// browser is a moderator's: it has a session, and a key with passkeys.
type browser struct {
	s       *server
	key     *testkit.Authenticator
	session string
}

// ask sends what a page of the server itself makes the browser send.
func (b *browser) ask(method, target, body string, headers ...string) answer {
	b.s.t.Helper()
	headers = append([]string{"Origin", home, "Sec-Fetch-Site", "same-origin", "User-Agent", "Firefox"}, headers...)
	if b.session != "" {
		headers = append(headers, "Cookie", "theme=dark; __Host-kibitz="+b.session)
	}
	a := b.s.ask(method, target, body, headers...)
	for _, c := range a.Cookies() {
		if c.Name != "__Host-kibitz" || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Path != "/" || c.Domain != "" {
			b.s.t.Errorf("cookie %s", c)
		}
		if b.session = c.Value; c.MaxAge < 0 {
			b.session = ""
		}
	}
	return a
}

// options are what a ceremony's beginning hands to the authenticator.
func (a answer) options() string {
	var v struct{ PublicKey json.RawMessage }
	if err := json.Unmarshal(a.body, &v); err != nil {
		return ""
	}
	return string(v.PublicKey)
}

// enter makes a passkey by an invitation and signs in by it.
func (b *browser) enter(secret string) answer {
	b.s.t.Helper()
	begun := b.ask("POST", "/v1/moderation/me/passkeys/options", fmt.Sprintf(`{"invite":%q}`, secret))
	if begun.StatusCode != http.StatusOK {
		return begun
	}
	return b.ask("POST", "/v1/moderation/me/passkeys", fmt.Sprintf(`{"ceremony":%q,"credential":%s,"name":"Laptop","invite":%q}`,
		begun.text("ceremony"), b.key.Create(b.s.t, begun.options()), secret))
}

// signIn signs in with the passkey.
func (b *browser) signIn() answer {
	b.s.t.Helper()
	ceremony, options := b.begin()
	return b.answer(ceremony, b.key.Get(b.s.t, options))
}

func (b *browser) begin() (ceremony, options string) {
	b.s.t.Helper()
	begun := b.ask("POST", "/v1/moderation/signin/options", `{}`)
	if begun.StatusCode != http.StatusOK {
		b.s.t.Fatalf("options: %d %s", begun.StatusCode, begun.body)
	}
	return begun.text("ceremony"), begun.options()
}

func (b *browser) answer(ceremony, credential string) answer {
	b.s.t.Helper()
	return b.ask("POST", "/v1/moderation/signin", fmt.Sprintf(`{"ceremony":%q,"credential":%s}`, ceremony, credential))
}

// invite makes a person of the site news.
func (s *server) invite(name string, role auth.Role) (staff.Person, string) {
	s.t.Helper()
	p, link, err := s.staff.Add(s.t.Context(), "news", name, role, moderation.CommandLine)
	if err != nil {
		s.t.Fatal(err)
	}
	return p, link.Secret
}

// moderator is a browser in which somebody of the site news is signed in.
func (s *server) moderator(name string, role auth.Role) (staff.Person, *browser) {
	s.t.Helper()
	p, secret := s.invite(name, role)
	b := &browser{s: s, key: testkit.NewAuthenticator(home)}
	if a := b.enter(secret); a.StatusCode != http.StatusCreated {
		s.t.Fatalf("enter: %d %s", a.StatusCode, a.body)
	}
	return p, b
}

func expect(t *testing.T, what string, a answer, status int, code problem.Code) {
	t.Helper()
	if a.StatusCode != status || a.text("code") != string(code) {
		t.Errorf("%s: %d %s, want %d %s", what, a.StatusCode, a.body, status, code)
	}
}

func TestFromTheLinkToTheQueue(t *testing.T) {
	s := newServer(t, nil)
	id, _ := s.post("xin chào")
	p, secret := s.invite("Minh", auth.RoleModerator)
	b := &browser{s: s, key: testkit.NewAuthenticator(home)}
	expect(t, "before", b.ask("GET", "/v1/moderation/me", ""), 401, problem.SigninRequired)

	a := b.enter(secret)
	expect(t, "enter", a, 201, "")
	want := fmt.Sprintf(`{"id":%q,"name":"Minh","account":false,"passkeys":1,"recovery_codes":0,"sites":[{"site":"news","role":"moderator"}]}`, p.ID)
	if got := strings.TrimSpace(string(a.body)); got != want || b.session == "" {
		t.Errorf("signed in as %s, want %s", got, want)
	}
	expect(t, "the link again", b.enter(secret), 404, problem.InviteInvalid)
	expect(t, "queue", b.ask("GET", "/v1/moderation/comments?site=news&status=published", ""), 200, "")
	expect(t, "decide", b.ask("POST", "/v1/moderation/actions", fmt.Sprintf(`{"site":"news","ids":[%q],"action":"spam"}`, id)), 200, "")
	log := b.ask("GET", "/v1/moderation/audit?site=news&comment="+id, "")
	if !strings.Contains(string(log.body), fmt.Sprintf(`"moderator":{"id":%q,"name":"Minh","session":"`, p.ID)) {
		t.Errorf("audit log: %s", log.body)
	}
	expect(t, "settings", b.ask("PATCH", "/v1/moderation/settings", `{"site":"news","version":1,"settings":{"name":"N"}}`), 403, problem.RoleForbidden)

	first := b.session
	expect(t, "sign out", b.ask("DELETE", "/v1/moderation/me/session", ""), 204, "")
	expect(t, "sign out again", b.ask("DELETE", "/v1/moderation/me/session", ""), 204, "")
	if b.session != "" {
		t.Error("the cookie stays")
	}
	b.session = first
	expect(t, "the old cookie", b.ask("GET", "/v1/moderation/me", ""), 401, problem.SigninRequired)
	b.session = ""
	expect(t, "sign in", b.signIn(), 200, "")
	expect(t, "me", b.ask("GET", "/v1/moderation/me", ""), 200, "")
}

// TestWhoIsNotLetIn has everything that must not sign anybody in.
func TestWhoIsNotLetIn(t *testing.T) {
	s := newServer(t, nil)
	_, b := s.moderator("Minh", auth.RoleOwner)
	b.session = ""
	none := func(what string, a answer) {
		t.Helper()
		expect(t, what, a, 401, problem.SigninFailed)
		if b.session != "" {
			t.Errorf("%s: a session", what)
		}
	}

	ceremony, options := b.begin()
	good := b.key.Get(t, options)
	expect(t, "good", b.answer(ceremony, good), 200, "")
	b.session = ""
	none("the same answer again", b.answer(ceremony, good))

	ceremony, _ = b.begin()
	none("an answer to another challenge", b.answer(ceremony, good))

	ceremony, options = b.begin()
	s.Clock.Advance(staff.CeremonyAge)
	none("too late", b.answer(ceremony, b.key.Get(t, options)))

	ceremony, options = b.begin()
	b.key.Origin = "https://kibitz.test.evil.example"
	none("of another page", b.answer(ceremony, b.key.Get(t, options)))
	b.key.Origin = "http://kibitz.test"
	none("of a page without TLS", b.answer(ceremony, b.key.Get(t, options)))
	b.key.Origin = home + ":8443"
	none("of another port", b.answer(ceremony, b.key.Get(t, options)))
	b.key.Origin, b.key.Unverified = home, true
	none("of a user who was not verified", b.answer(ceremony, b.key.Get(t, options)))
	b.key.Unverified = false

	stranger := testkit.NewAuthenticator(home)
	_, other := s.moderator("Hà", auth.RoleReader)
	made := other.ask("POST", "/v1/moderation/me/passkeys/options", `{}`)
	stranger.Create(t, made.options()) // and never told us
	none("a passkey that is not kept", b.answer(ceremony, stranger.Get(t, options)))

	b.key.Rewind()
	none("a copy of the key", b.answer(ceremony, b.key.Get(t, options)))
	for _, junk := range []string{`{}`, `null`, `[]`, `"x"`, `1`, `{"id":"x","type":"public-key"}`} {
		none("junk "+junk, b.answer(ceremony, junk))
	}
	for _, id := range []string{"", "x", strings.Repeat("0", 32), "../../etc"} {
		none("ceremony "+id, b.answer(id, good))
	}
	passkey := other.ask("POST", "/v1/moderation/me/passkeys/options", `{}`)
	none("a ceremony of another kind", b.answer(passkey.text("ceremony"), b.key.Get(t, options)))

	for _, code := range []string{"", "x", strings.Repeat("0", 32), strings.Repeat("a", 32), "3f1c-09ab-77de-k2mn-p4qr-s6tu-v8wx-y2z3"} {
		none("code "+code, b.ask("POST", "/v1/moderation/signin/recover", fmt.Sprintf(`{"code":%q}`, code)))
	}
	for _, token := range []string{"x", "3f1c09ab77de", "3f1c09ab77de.", "3f1c09ab77de." + strings.Repeat("A", 43), strings.Repeat("A", 5000)} {
		b.session = token
		expect(t, "cookie", b.ask("GET", "/v1/moderation/me", ""), 401, problem.SigninRequired)
	}
}

// TestOnlyOwnPages: a session counts in requests that our own pages make, in no
// others that a browser can be led to send.
func TestOnlyOwnPages(t *testing.T) {
	s := newServer(t, nil)
	id, _ := s.post("one")
	_, b := s.moderator("Minh", auth.RoleOwner)
	cookie := []string{"Cookie", "__Host-kibitz=" + b.session}
	act := fmt.Sprintf(`{"site":"news","ids":[%q],"action":"delete"}`, id)
	for name, headers := range map[string][]string{
		"the site's own page":   {"Origin", "https://news.example"},
		"another page":          {"Origin", "https://evil.example"},
		"no page":               {"Origin", "null"},
		"without TLS":           {"Origin", "http://kibitz.test"},
		"another port":          {"Origin", home + ":444"},
		"a cross-site fetch":    {"Origin", home, "Sec-Fetch-Site", "cross-site"},
		"a same-site fetch":     {"Origin", home, "Sec-Fetch-Site", "same-site"},
		"a form without origin": {},
	} {
		headers = append(headers, cookie...)
		expect(t, name+" deletes", s.ask("POST", "/v1/moderation/actions", act, headers...), 403, problem.OriginNotAllowed)
		for target, body := range map[string]string{
			"/v1/moderation/me/recovery-codes": `{}`, "/v1/moderation/me/passkeys/options": `{}`, "/v1/moderation/signin/options": `{}`,
		} {
			expect(t, name+" "+target, s.ask("POST", target, body, headers...), 403, problem.OriginNotAllowed)
		}
		if name == "a form without origin" {
			continue // a read without Origin is of our own page, or of no browser
		}
		for _, target := range []string{"/v1/moderation/me", "/v1/moderation/comments?site=news", "/v1/moderation/people?site=news"} {
			a := s.ask("GET", target, "", headers...)
			expect(t, name+" reads "+target, a, 403, problem.OriginNotAllowed)
			if got := a.Header.Get("Access-Control-Allow-Origin"); got != "" && got != "https://news.example" || a.Header.Get("Access-Control-Allow-Credentials") != "" {
				t.Errorf("%s may read %s: %s", name, target, a.Header)
			}
		}
	}
	if !strings.Contains(string(s.ask("GET", "/v1/comments/"+id+"?site=news", "").body), "one") {
		t.Error("the comment is gone")
	}
	// The key that a program sends counts, whatever cookie comes with it.
	a := s.ask("GET", "/v1/moderation/comments?site=news", "", "Cookie", "__Host-kibitz=x", "Authorization", "Bearer "+s.keyOf("news", auth.RoleReader, time.Hour))
	expect(t, "a key beside a cookie", a, 200, "")
}

func TestSessionsEnd(t *testing.T) {
	s := newServer(t, nil)
	p, b := s.moderator("Minh", auth.RoleOwner)
	me := func(what string, status int) {
		t.Helper()
		code := problem.Code("")
		if status != 200 {
			code = problem.SigninRequired
		}
		expect(t, what, b.ask("GET", "/v1/moderation/me", ""), status, code)
	}
	for range 10 { // used, it lives on
		s.Clock.Advance(staff.SessionIdle - time.Hour)
		me("in use", 200)
	}
	s.Clock.Advance(staff.SessionIdle + time.Hour)
	me("left alone", 401)

	expect(t, "sign in", b.signIn(), 200, "")
	for range 59 {
		s.Clock.Advance(12 * time.Hour)
		me("for a month", 200)
	}
	s.Clock.Advance(12 * time.Hour)
	me("after a month", 401)

	expect(t, "sign in", b.signIn(), 200, "")
	elsewhere := *b
	expect(t, "sign in elsewhere", elsewhere.signIn(), 200, "")
	list := elsewhere.ask("GET", "/v1/moderation/me/sessions", "")
	var sessions struct {
		Sessions []struct {
			ID      string
			Current bool
			Agent   string
		}
	}
	if err := json.Unmarshal(list.body, &sessions); err != nil || len(sessions.Sessions) != 2 {
		t.Fatalf("sessions %s %v", list.body, err)
	}
	for _, one := range sessions.Sessions {
		if !one.Current {
			expect(t, "end the other", elsewhere.ask("DELETE", "/v1/moderation/me/sessions/"+one.ID, ""), 204, "")
		}
		if one.Agent != "Firefox" {
			t.Errorf("agent %q", one.Agent)
		}
	}
	me("ended elsewhere", 401)
	expect(t, "elsewhere", elsewhere.ask("GET", "/v1/moderation/me", ""), 200, "")

	for range staff.MaxSessions {
		expect(t, "one more", b.signIn(), 200, "")
	}
	expect(t, "the oldest", elsewhere.ask("GET", "/v1/moderation/me", ""), 401, problem.SigninRequired)
	me("the newest", 200)

	s.invite("Hà", auth.RoleOwner)
	if err := s.staff.Remove(t.Context(), "news", p.ID, false, moderation.CommandLine); err != nil {
		t.Fatal(err)
	}
	me("removed", 401)
	expect(t, "with the passkey", b.signIn(), 401, problem.SigninFailed)
}

func TestPasskeysAndCodes(t *testing.T) {
	s := newServer(t, nil)
	_, b := s.moderator("Minh", auth.RoleModerator)
	var list struct {
		Passkeys []struct{ ID, Name, Host string }
	}
	read := func() {
		t.Helper()
		list.Passkeys = nil
		if err := json.Unmarshal(b.ask("GET", "/v1/moderation/me/passkeys", "").body, &list); err != nil {
			t.Fatal(err)
		}
	}
	read()
	if len(list.Passkeys) != 1 || list.Passkeys[0].Name != "Laptop" || list.Passkeys[0].Host != "kibitz.test" {
		t.Fatalf("passkeys %+v", list)
	}
	first := list.Passkeys[0].ID
	expect(t, "the only one", b.ask("DELETE", "/v1/moderation/me/passkeys/"+first, ""), 409, problem.PasskeyLast)

	second := *b
	second.key = testkit.NewAuthenticator(home)
	for n := 2; n <= staff.MaxPasskeys; n++ {
		begun := b.ask("POST", "/v1/moderation/me/passkeys/options", `{}`)
		made := fmt.Sprintf(`{"ceremony":%q,"credential":%s,"name":"Phone"}`, begun.text("ceremony"), second.key.Create(t, begun.options()))
		expect(t, "one more", b.ask("POST", "/v1/moderation/me/passkeys", made), 201, "")
		expect(t, "the same answer again", b.ask("POST", "/v1/moderation/me/passkeys", made), 401, problem.SigninFailed)
	}
	expect(t, "too many", b.ask("POST", "/v1/moderation/me/passkeys/options", `{}`), 422, problem.PasskeysFull)
	expect(t, "remove", b.ask("DELETE", "/v1/moderation/me/passkeys/"+first, ""), 204, "")
	expect(t, "remove again", b.ask("DELETE", "/v1/moderation/me/passkeys/"+first, ""), 204, "")
	expect(t, "the removed one", b.signIn(), 401, problem.SigninFailed)
	expect(t, "the last one", second.signIn(), 200, "")

	codes := func() (out []string) {
		t.Helper()
		var v struct{ Codes []string }
		a := b.ask("POST", "/v1/moderation/me/recovery-codes", `{}`)
		if err := json.Unmarshal(a.body, &v); err != nil || a.StatusCode != 201 || len(v.Codes) != staff.RecoveryCodes {
			t.Fatalf("codes: %d %s", a.StatusCode, a.body)
		}
		return v.Codes
	}
	old := codes()
	fresh := codes()
	lost := &browser{s: s}
	use := func(code string) answer {
		return lost.ask("POST", "/v1/moderation/signin/recover", fmt.Sprintf(`{"code":%q}`, code))
	}
	expect(t, "an old code", use(old[0]), 401, problem.SigninFailed)
	expect(t, "a code", use(" "+strings.ToUpper(strings.ReplaceAll(fresh[0], "-", " "))), 200, "")
	expect(t, "me", lost.ask("GET", "/v1/moderation/me", ""), 200, "")
	expect(t, "the code again", use(fresh[0]), 401, problem.SigninFailed)
	if got := lost.ask("GET", "/v1/moderation/me", "").json("recovery_codes"); got != float64(staff.RecoveryCodes-1) {
		t.Errorf("%v codes left", got)
	}
}

func TestPeople(t *testing.T) {
	s := newServer(t, nil)
	s.AddSite(t, "other", "https://other.example", nil)
	owner, b := s.moderator("Minh", auth.RoleOwner)
	made := b.ask("POST", "/v1/moderation/people", `{"site":"news","name":" Thu  Hà ","role":"reader"}`)
	expect(t, "invite", made, 201, "")
	id, link := made.text("person", "id"), made.text("link")
	secret, ok := strings.CutPrefix(link, home+"/moderation/#invite=")
	if !ok || made.text("person", "name") != "Thu Hà" {
		t.Fatalf("invited: %s", made.body)
	}
	again := b.ask("POST", "/v1/moderation/people/"+id+"/link", `{"site":"news"}`)
	expect(t, "a new link", again, 201, "")
	reader := &browser{s: s, key: testkit.NewAuthenticator(home)}
	expect(t, "the old link", reader.enter(secret), 404, problem.InviteInvalid)
	_, secret, _ = strings.Cut(again.text("link"), "=")
	s.Clock.Advance(staff.InviteAge)
	expect(t, "too late", reader.enter(secret), 404, problem.InviteInvalid)
	expect(t, "owner comes back", b.signIn(), 200, "")
	_, secret, _ = strings.Cut(b.ask("POST", "/v1/moderation/people/"+id+"/link", `{"site":"news"}`).text("link"), "=")
	expect(t, "in time", reader.enter(secret), 201, "")

	expect(t, "a reader reads", reader.ask("GET", "/v1/moderation/comments?site=news", ""), 200, "")
	expect(t, "a reader decides", reader.ask("POST", "/v1/moderation/pages", `{"site":"news","page":"/a","action":"close"}`), 403, problem.RoleForbidden)
	expect(t, "another site", reader.ask("GET", "/v1/moderation/comments?site=other", ""), 401, problem.Unauthorized)
	expect(t, "promote", b.ask("PATCH", "/v1/moderation/people/"+id, `{"site":"news","role":"moderator"}`), 200, "")
	expect(t, "a moderator decides", reader.ask("POST", "/v1/moderation/pages", `{"site":"news","page":"/a","action":"close"}`), 200, "")
	expect(t, "a moderator lists people", reader.ask("GET", "/v1/moderation/people?site=news", ""), 403, problem.RoleForbidden)

	list := b.ask("GET", "/v1/moderation/people?site=news", "")
	if text := string(list.body); strings.Index(text, "Minh") > strings.Index(text, "Thu Hà") || strings.Contains(text, "#") || !strings.Contains(text, `"passkeys":1`) {
		t.Errorf("people: %s", text)
	}
	expect(t, "the only owner leaves", b.ask("DELETE", "/v1/moderation/people/"+owner.ID+"?site=news", ""), 409, problem.OwnerLast)
	expect(t, "the only owner steps down", b.ask("PATCH", "/v1/moderation/people/"+owner.ID, `{"site":"news","role":"reader"}`), 409, problem.OwnerLast)
	if _, err := s.staff.Join(t.Context(), "other", id, auth.RoleOwner, moderation.CommandLine); err != nil {
		t.Fatal(err)
	}
	expect(t, "a link to other sites", b.ask("POST", "/v1/moderation/people/"+id+"/link", `{"site":"news"}`), 409, problem.PersonElsewhere)
	expect(t, "the other site", reader.ask("PATCH", "/v1/moderation/settings", `{"site":"other","version":1,"settings":{"name":"N"}}`), 200, "")
	expect(t, "nobody", b.ask("PATCH", "/v1/moderation/people/ffffffffffff", `{"site":"news","role":"reader"}`), 404, problem.PersonUnknown)
	expect(t, "no role", b.ask("PATCH", "/v1/moderation/people/"+id, `{"site":"news","role":"king"}`), 400, problem.ParameterInvalid)
	expect(t, "no name", b.ask("POST", "/v1/moderation/people", `{"site":"news","name":" ","role":"reader"}`), 422, problem.NameInvalid)
	expect(t, "remove", b.ask("DELETE", "/v1/moderation/people/"+id+"?site=news", ""), 204, "")
	expect(t, "remove again", b.ask("DELETE", "/v1/moderation/people/"+id+"?site=news", ""), 204, "")
	expect(t, "gone here", reader.ask("GET", "/v1/moderation/comments?site=news", ""), 401, problem.Unauthorized)
	expect(t, "still there", reader.ask("GET", "/v1/moderation/comments?site=other", ""), 200, "")

	log := string(b.ask("GET", "/v1/moderation/audit?site=news&kind=access", "").body)
	for _, want := range []string{`"action":"invite"`, `"action":"link"`, `"action":"role"`, `"action":"remove"`, `"access":"` + id + `"`, `{"key":"role","old":"reader","new":"moderator"}`} {
		if !strings.Contains(log, want) {
			t.Errorf("the audit log lacks %s: %s", want, log)
		}
	}
	if strings.Contains(log, secret) || strings.Contains(s.log.String(), secret) {
		t.Error("a secret is recorded")
	}
}

func TestKeysByOwners(t *testing.T) {
	s := newServer(t, nil)
	_, b := s.moderator("Minh", auth.RoleOwner)
	made := b.ask("POST", "/v1/moderation/keys", `{"site":"news","name":"night desk","role":"reader","days":7}`)
	expect(t, "make", made, 201, "")
	secret, id := made.text("secret"), made.text("key", "id")
	use := func() answer {
		return s.ask("GET", "/v1/moderation/comments?site=news", "", "Authorization", "Bearer "+secret)
	}
	expect(t, "use", use(), 200, "")
	list := string(b.ask("GET", "/v1/moderation/keys?site=news", "").body)
	if !strings.Contains(list, `"used":"2026-03-02T12:00:00Z"`) || strings.Contains(list, secret) {
		t.Errorf("keys: %s", list)
	}
	expect(t, "too long", b.ask("POST", "/v1/moderation/keys", `{"site":"news","name":"x","role":"reader","days":400}`), 400, problem.ParameterInvalid)
	expect(t, "revoke", b.ask("DELETE", "/v1/moderation/keys/"+id+"?site=news", ""), 204, "")
	expect(t, "revoke again", b.ask("DELETE", "/v1/moderation/keys/"+id+"?site=news", ""), 204, "")
	expect(t, "use it then", use(), 401, problem.Unauthorized)
	log := string(b.ask("GET", "/v1/moderation/audit?site=news&kind=access", "").body)
	if !strings.Contains(log, `"action":"key"`) || !strings.Contains(log, `"action":"revoke"`) || strings.Contains(log, secret) {
		t.Errorf("audit log: %s", log)
	}
}

// TestSessionMatrix asks every route that needs a role in the name of people
// who have each role there is, and of one who works elsewhere.
func TestSessionMatrix(t *testing.T) {
	s := newServer(t, nil)
	s.AddSite(t, "other", "https://other.example", nil)
	people := map[auth.Role]*browser{}
	for _, role := range []auth.Role{auth.RoleReader, auth.RoleModerator, auth.RoleOwner} {
		_, people[role] = s.moderator(string(role), role)
	}
	p, elsewhere := s.moderator("elsewhere", auth.RoleOwner)
	if _, err := s.staff.Join(t.Context(), "other", p.ID, auth.RoleOwner, moderation.CommandLine); err != nil {
		t.Fatal(err)
	}
	if err := s.staff.Remove(t.Context(), "news", p.ID, false, moderation.CommandLine); err != nil {
		t.Fatal(err)
	}
	people[""] = elsewhere
	for _, rt := range httpapi.Routes() {
		if rt.Needs == "" {
			continue
		}
		target, body := strings.ReplaceAll(rt.Pattern, "{id}", "01ARZ3NDEKTSV4RRFFQ69G5FAV"), ""
		if rt.Method == http.MethodGet || rt.Method == http.MethodDelete {
			target += "?site=news"
		} else {
			body = `{"site":"news"}`
		}
		for role, b := range people {
			a := b.ask(rt.Method, target, body)
			switch {
			case role == "":
				expect(t, rt.Method+" "+rt.Pattern+" from elsewhere", a, 401, problem.Unauthorized)
			case !role.Includes(rt.Needs):
				expect(t, rt.Method+" "+rt.Pattern+" as "+string(role), a, 403, problem.RoleForbidden)
			case a.StatusCode == 401 || a.StatusCode == 403:
				t.Errorf("%s %s as %s: %d %s", rt.Method, rt.Pattern, role, a.StatusCode, a.body)
			}
		}
	}
}

// newsroom is a sign-in of the newsroom's own that knows one code.
type newsroom struct{}

func (newsroom) Begin(_ context.Context, origin, name string) (string, []byte, error) {
	return "https://login.example/?to=" + origin + "&state=" + name, []byte("s"), nil
}

func (newsroom) End(_ context.Context, _ string, _ []byte, code string) (staff.Account, error) {
	if code != "good" {
		return staff.Account{}, problem.New(problem.SigninFailed, "", "No.")
	}
	return staff.Account{ID: strings.Repeat("ab", 32), Name: "Minh", Roles: map[string]auth.Role{"news": auth.RoleModerator}}, nil
}

// TestAccountsOfTheNewsroom: the way there and back is one browser's.
func TestAccountsOfTheNewsroom(t *testing.T) {
	s := newServer(t, nil)
	expect(t, "without", s.ask("GET", "/v1/moderation/signin/account", ""), 404, problem.NotFound)
	if got := s.ask("GET", "/v1/moderation/signin", "").json("accounts"); got != false {
		t.Errorf("accounts: %v", got)
	}
	s.staff = s.staff.WithAccounts(newsroom{})
	s.handler = httpapi.New(s.services())
	if got := s.ask("GET", "/v1/moderation/signin", "").json("accounts"); got != true {
		t.Errorf("accounts: %v", got)
	}
	begin := func() (state, cookie string) {
		t.Helper()
		a := s.ask("GET", "/v1/moderation/signin/account", "")
		target, ok := strings.CutPrefix(a.Header.Get("Location"), "https://login.example/?to="+home+"&state=")
		if a.StatusCode != 303 || !ok {
			t.Fatalf("begin: %d %s", a.StatusCode, a.Header)
		}
		c := a.Cookies()[0]
		if c.Name != "__Host-kibitz-signin" || c.SameSite != http.SameSiteLaxMode || !c.Secure || !c.HttpOnly || c.Value != target {
			t.Errorf("cookie %s", c)
		}
		return target, c.Value
	}
	back := func(query, cookie string) (where, session string) {
		t.Helper()
		a := s.ask("GET", "/v1/moderation/signin/account/callback?"+query, "", "Cookie", "__Host-kibitz-signin="+cookie, "Sec-Fetch-Site", "cross-site")
		if a.StatusCode != 303 {
			t.Fatalf("back: %d %s", a.StatusCode, a.body)
		}
		for _, c := range a.Cookies() {
			if c.Name == "__Host-kibitz" {
				session = c.Value
			}
		}
		return a.Header.Get("Location"), session
	}
	state, cookie := begin()
	for name, query := range map[string][2]string{
		"another browser":    {"code=good&state=" + state, ""},
		"another exchange":   {"code=good&state=" + strings.Repeat("0", 32), cookie},
		"a made-up exchange": {"code=good&state=x", "x"},
		"no code":            {"state=" + state, cookie},
		"refused there":      {"error=access_denied&state=" + state, cookie},
		"another code":       {"code=bad&state=" + state, cookie},
	} {
		if where, session := back(query[0], query[1]); where != "/moderation/#signin=signin_failed" || session != "" {
			t.Errorf("%s: sent to %s", name, where)
		}
	}
	where, session := back("code=good&state="+state, cookie)
	b := &browser{s: s, session: session}
	if me := b.ask("GET", "/v1/moderation/me", ""); where != "/moderation/" || me.StatusCode != 200 || me.json("account") != true {
		t.Errorf("sent to %s, as %s", where, me.body)
	}
	if where, session := back("code=good&state="+state, cookie); where != "/moderation/#signin=signin_failed" || session != "" {
		t.Errorf("the same again: sent to %s", where)
	}
	expect(t, "a passkey", b.ask("POST", "/v1/moderation/me/passkeys/options", `{}`), 409, problem.AccountExternal)
}
