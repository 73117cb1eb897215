package infra

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"strings"

	"kibitz/internal/auth"
	"kibitz/internal/moderation"
	"kibitz/internal/testkit"
)

// home is where moderators reach the dashboard.
const home = "https://example.com"

// page sends what a page of the dashboard makes a browser send, and returns
// the answer's body and session.
func (l *life) page(status int, route, body, session string) (answer map[string]json.RawMessage, cookie string) {
	l.t.Helper()
	method, target, _ := strings.Cut(route, " ")
	r := httptest.NewRequestWithContext(l.t.Context(), method, target, strings.NewReader(body))
	r.Header.Set("Origin", home)
	r.Header.Set("Cookie", "__Host-kibitz="+session)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	w := httptest.NewRecorder()
	l.function(target).ServeHTTP(w, r)
	if w.Code != status {
		l.t.Fatalf("%s %s: status %d, want %d: %s", route, body, w.Code, status, w.Body)
	}
	if w.Body.Len() > 0 {
		if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil {
			l.t.Fatalf("%s: %v", route, err)
		}
	}
	for _, c := range w.Result().Cookies() {
		return answer, c.Value
	}
	return answer, session
}

// staff comes in by a link, signs in by a passkey and by a code, and looks after
// colleagues and keys.
func (l *life) staff() {
	l.t.Helper()
	_, link, err := l.people.Add(l.t.Context(), "news", "Minh", auth.RoleOwner, moderation.CommandLine)
	if err != nil {
		l.t.Fatal(err)
	}
	key := testkit.NewAuthenticator(home)
	text := func(raw json.RawMessage) string { return strings.Trim(string(raw), `"`) }

	invite := fmt.Sprintf(`{"invite":%q}`, link.Secret)
	a, _ := l.page(200, "POST /v1/moderation/me/passkeys/options", invite, "")
	made := fmt.Sprintf(`{"ceremony":%s,"credential":%s,"invite":%q}`, a["ceremony"], key.Create(l.t, string(a["publicKey"])), link.Secret)
	_, session := l.page(201, "POST /v1/moderation/me/passkeys", made, "")
	l.page(200, "GET /v1/moderation/me", "", session)
	l.page(204, "DELETE /v1/moderation/me/session", "", session)
	a, _ = l.page(200, "POST /v1/moderation/signin/options", `{}`, "")
	_, session = l.page(200, "POST /v1/moderation/signin", fmt.Sprintf(`{"ceremony":%s,"credential":%s}`, a["ceremony"], key.Get(l.t, string(a["publicKey"]))), "")
	a, _ = l.page(201, "POST /v1/moderation/me/recovery-codes", `{}`, session)
	var codes []string
	if err := json.Unmarshal(a["codes"], &codes); err != nil {
		l.t.Fatal(err)
	}
	l.page(200, "POST /v1/moderation/signin/recover", fmt.Sprintf(`{"code":%q}`, codes[0]), "")
	for _, list := range []string{"me/passkeys", "me/sessions", "people?site=news", "keys?site=news"} {
		l.page(200, "GET /v1/moderation/"+list, "", session)
	}

	a, _ = l.page(201, "POST /v1/moderation/people", `{"site":"news","name":"Lan","role":"reader"}`, session)
	var lan struct{ ID string }
	if err := json.Unmarshal(a["person"], &lan); err != nil {
		l.t.Fatal(err)
	}
	l.page(201, "POST /v1/moderation/people/"+lan.ID+"/link", `{"site":"news"}`, session)
	l.page(200, "PATCH /v1/moderation/people/"+lan.ID, `{"site":"news","role":"moderator"}`, session)
	l.page(204, "DELETE /v1/moderation/people/"+lan.ID+"?site=news", "", session)
	a, _ = l.page(201, "POST /v1/moderation/keys", `{"site":"news","name":"desk","role":"reader"}`, session)
	l.call(200, "GET /v1/moderation/comments?site=news", "", "Authorization", "Bearer "+text(a["secret"]))
	var k struct{ ID string }
	if err := json.Unmarshal(a["key"], &k); err != nil {
		l.t.Fatal(err)
	}
	l.page(204, "DELETE /v1/moderation/keys/"+k.ID+"?site=news", "", session)
}
