package httpapi

import (
	"encoding/json"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"kibitz/internal/problem"
	"kibitz/internal/staff"
)

// Signing in, and what who is signed in does with their own account.
//
// A session is a cookie, so a browser sends it by itself: these routes, and
// moderation by a session, therefore ask where a request comes from. Only the
// server's own pages may use it. SameSite=Strict keeps it out of other sites'
// requests; Sec-Fetch-Site and Origin say it once more, and a site's own pages,
// which may read what a key opens, may not use it either.

// The cookie's names. The prefix makes browsers keep it to this host and to
// TLS; where there is none, on the machine itself, it cannot be had.
const (
	sessionCookie      = "__Host-kibitz"
	localSessionCookie = "kibitz"
)

// ownOrigin is the origin of the server's own pages, by the name under which
// it was called: plain HTTP on this machine, TLS everywhere else.
func ownOrigin(r *http.Request) string {
	name, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		name = r.Host
	}
	ip := net.ParseIP(strings.Trim(name, "[]"))
	if name == "localhost" || strings.HasSuffix(name, ".localhost") || ip != nil && ip.IsLoopback() {
		return "http://" + r.Host
	}
	return "https://" + r.Host
}

// fromOwnPage refuses requests that a page of another origin makes a browser
// send. A read without Origin is one that a page of ours makes, or no page.
func fromOwnPage(h http.Header, r *http.Request) error {
	h.Del(allowOrigin)
	h.Add("Vary", "Cookie, Origin, Sec-Fetch-Site")
	origin, site := r.Header.Values("Origin"), r.Header.Get("Sec-Fetch-Site")
	reads := r.Method == http.MethodGet || r.Method == http.MethodHead
	if site != "" && site != "same-origin" || len(origin) == 0 && !reads || len(origin) > 0 && !slices.Equal(origin, []string{ownOrigin(r)}) {
		return problem.New(problem.OriginNotAllowed, "", "Only this server's own pages may do this.")
	}
	return nil
}

func cookieName(r *http.Request) string {
	if strings.HasPrefix(ownOrigin(r), "https:") {
		return sessionCookie
	}
	return localSessionCookie
}

// sessionToken returns what the browser's session cookie holds, "" for none.
func sessionToken(r *http.Request) string {
	c, err := r.Cookie(cookieName(r))
	if err != nil {
		return ""
	}
	return c.Value
}

// setSession gives the browser its session; "" takes it away.
func setSession(h http.Header, r *http.Request, token string) {
	c := http.Cookie{
		Name: cookieName(r), Value: token, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode,
		Secure: strings.HasPrefix(ownOrigin(r), "https:"), MaxAge: int(staff.SessionAge / time.Second),
	}
	if token == "" {
		c.MaxAge = -1
	}
	h.Add("Set-Cookie", c.String())
}

// signedIn returns who sent the request from one of our own pages. Errors:
// problem.SigninRequired, problem.OriginNotAllowed.
func (a *api) signedIn(h http.Header, r *http.Request) (staff.Person, staff.Session, error) {
	if err := fromOwnPage(h, r); err != nil {
		return staff.Person{}, staff.Session{}, err
	}
	return a.Staff.Identify(r.Context(), sessionToken(r))
}

func (a *api) signInOptions(h http.Header, r *http.Request) (answer, error) {
	if err := fromOwnPage(h, r); err != nil {
		return answer{}, err
	}
	if err := readJSON(r, object{}); err != nil {
		return answer{}, err
	}
	b, err := a.Staff.BeginSignIn(r.Context(), ownOrigin(r))
	if err != nil {
		return answer{}, err
	}
	return reply(http.StatusOK, privateCache, ceremonyJSON{Ceremony: b.Ceremony, PublicKey: b.Options})
}

func (a *api) signIn(h http.Header, r *http.Request) (answer, error) {
	if err := fromOwnPage(h, r); err != nil {
		return answer{}, err
	}
	var ceremony string
	var credential json.RawMessage
	if err := readJSON(r, object{"ceremony": &ceremony, "credential": &credential}); err != nil {
		return answer{}, err
	}
	p, token, err := a.Staff.SignIn(r.Context(), ownOrigin(r), ceremony, credential, r.UserAgent())
	if err != nil {
		return answer{}, err
	}
	setSession(h, r, token)
	return reply(http.StatusOK, privateCache, me(p))
}

func (a *api) recoverSignIn(h http.Header, r *http.Request) (answer, error) {
	if err := fromOwnPage(h, r); err != nil {
		return answer{}, err
	}
	var code string
	if err := readJSON(r, object{"code": &code}); err != nil {
		return answer{}, err
	}
	p, token, err := a.Staff.Recover(r.Context(), code, r.UserAgent())
	if err != nil {
		return answer{}, err
	}
	setSession(h, r, token)
	return reply(http.StatusOK, privateCache, me(p))
}

// The exchange with the newsroom's own sign-in leaves our pages and comes back
// from another site's, to which no strict cookie is sent. So another one names
// the exchange that this browser began: nobody can be signed in by a link that
// somebody else sends.
const (
	exchangeCookie      = "__Host-kibitz-signin"
	localExchangeCookie = "kibitz-signin"
)

func setExchange(h http.Header, r *http.Request, id string) {
	c := http.Cookie{
		Name: exchangeName(r), Value: id, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode,
		Secure: strings.HasPrefix(ownOrigin(r), "https:"), MaxAge: int(staff.CeremonyAge / time.Second),
	}
	if id == "" {
		c.MaxAge = -1
	}
	h.Add("Set-Cookie", c.String())
}

func exchangeName(r *http.Request) string {
	if cookieName(r) == sessionCookie {
		return exchangeCookie
	}
	return localExchangeCookie
}

// getSignIn says what one can sign in with.
func (a *api) getSignIn(h http.Header, _ *http.Request) (answer, error) {
	h.Del(allowOrigin)
	h.Add("Vary", "Origin")
	return reply(http.StatusOK, privateCache, signInJSON{Passkeys: true, Accounts: a.Staff.HasAccounts()})
}

// beginAccount sends the browser to the newsroom's own sign-in.
func (a *api) beginAccount(h http.Header, r *http.Request) (answer, error) {
	h.Del(allowOrigin)
	b, err := a.Staff.BeginAccount(r.Context(), ownOrigin(r))
	if err != nil {
		return answer{}, err
	}
	setExchange(h, r, b.Ceremony)
	return redirect(h, string(b.Options)), nil
}

// endAccount takes the browser back. It is looked at by a person, so what went
// wrong is said by the dashboard.
func (a *api) endAccount(h http.Header, r *http.Request) (answer, error) {
	h.Del(allowOrigin)
	began, err := r.Cookie(exchangeName(r))
	setExchange(h, r, "")
	q := r.URL.Query()
	if err != nil || began.Value == "" || began.Value != q.Get("state") || q.Get("code") == "" {
		return redirect(h, "/moderation/#signin="+string(problem.SigninFailed)), nil
	}
	_, token, err := a.Staff.EndAccount(r.Context(), ownOrigin(r), began.Value, q.Get("code"), r.UserAgent())
	if err != nil {
		p := refusal(err)
		ans := redirect(h, "/moderation/#signin="+string(p.Code))
		ans.code, ans.cause = p.Code, internalCause(p, p.Code)
		return ans, nil
	}
	setSession(h, r, token)
	return redirect(h, "/moderation/"), nil
}

func redirect(h http.Header, target string) answer {
	h.Set("Location", target)
	return answer{status: http.StatusSeeOther, cache: noStore}
}

func (a *api) getMe(h http.Header, r *http.Request) (answer, error) {
	p, _, err := a.signedIn(h, r)
	if err != nil {
		return answer{}, err
	}
	return reply(http.StatusOK, privateCache, me(p))
}

func (a *api) signOut(h http.Header, r *http.Request) (answer, error) {
	p, session, err := a.signedIn(h, r)
	switch problem.CodeOf(err) {
	case "":
		err = a.Staff.EndSession(r.Context(), p.ID, session.ID)
	case problem.SigninRequired: // as it shall be
		err = nil
	}
	if err != nil {
		return answer{}, err
	}
	setSession(h, r, "")
	return answer{status: http.StatusNoContent, cache: privateCache}, nil
}

// who returns whose passkey shall be made: who is signed in, or whom the link
// lets in.
func (a *api) who(h http.Header, r *http.Request, invite string) (staff.Person, error) {
	if invite == "" {
		p, _, err := a.signedIn(h, r)
		return p, err
	}
	if err := fromOwnPage(h, r); err != nil {
		return staff.Person{}, err
	}
	return a.Staff.Guest(r.Context(), invite)
}

func (a *api) passkeyOptions(h http.Header, r *http.Request) (answer, error) {
	var invite string
	if err := readJSON(r, object{"invite": &invite}); err != nil {
		return answer{}, err
	}
	p, err := a.who(h, r, invite)
	if err != nil {
		return answer{}, err
	}
	b, err := a.Staff.BeginPasskey(r.Context(), ownOrigin(r), p)
	if err != nil {
		return answer{}, err
	}
	return reply(http.StatusOK, privateCache, ceremonyJSON{b.Ceremony, b.Options, p.Name})
}

func (a *api) addPasskey(h http.Header, r *http.Request) (answer, error) {
	n := staff.NewPasskey{Agent: r.UserAgent()}
	var credential json.RawMessage
	err := readJSON(r, object{"ceremony": &n.Ceremony, "credential": &credential, "name": &n.Name, "invite": &n.Invite})
	if err != nil {
		return answer{}, err
	}
	p, err := a.who(h, r, n.Invite)
	if err != nil {
		return answer{}, err
	}
	n.Answer = credential
	p, token, err := a.Staff.AddPasskey(r.Context(), ownOrigin(r), p, n)
	if err != nil {
		return answer{}, err
	}
	if token != "" {
		setSession(h, r, token)
	}
	return reply(http.StatusCreated, privateCache, me(p))
}

func (a *api) listPasskeys(h http.Header, r *http.Request) (answer, error) {
	p, _, err := a.signedIn(h, r)
	if err != nil {
		return answer{}, err
	}
	out := passkeysJSON{Passkeys: make([]passkeyJSON, len(p.Passkeys))}
	for i, k := range p.Passkeys {
		out.Passkeys[i] = passkeyJSON{k.ID, k.Name, k.Host, k.Created, timeOrNull(k.Used)}
	}
	return reply(http.StatusOK, privateCache, out)
}

func (a *api) removePasskey(h http.Header, r *http.Request) (answer, error) {
	p, _, err := a.signedIn(h, r)
	if err == nil {
		err = a.Staff.RemovePasskey(r.Context(), p.ID, r.PathValue("id"))
	}
	if err != nil {
		return answer{}, err
	}
	return answer{status: http.StatusNoContent, cache: privateCache}, nil
}

func (a *api) listSessions(h http.Header, r *http.Request) (answer, error) {
	p, current, err := a.signedIn(h, r)
	if err != nil {
		return answer{}, err
	}
	out := sessionsJSON{Sessions: []sessionJSON{}}
	for _, s := range a.Staff.Live(p) {
		out.Sessions = append(out.Sessions, sessionJSON{s.ID, s.Created, s.Used, s.ID == current.ID, s.Agent})
	}
	return reply(http.StatusOK, privateCache, out)
}

func (a *api) endSession(h http.Header, r *http.Request) (answer, error) {
	p, _, err := a.signedIn(h, r)
	if err == nil {
		err = a.Staff.EndSession(r.Context(), p.ID, r.PathValue("id"))
	}
	if err != nil {
		return answer{}, err
	}
	return answer{status: http.StatusNoContent, cache: privateCache}, nil
}

func (a *api) makeRecoveryCodes(h http.Header, r *http.Request) (answer, error) {
	if err := readJSON(r, object{}); err != nil {
		return answer{}, err
	}
	p, _, err := a.signedIn(h, r)
	if err != nil {
		return answer{}, err
	}
	codes, err := a.Staff.NewRecoveryCodes(r.Context(), p.ID)
	if err != nil {
		return answer{}, err
	}
	return reply(http.StatusCreated, privateCache, codesJSON{codes})
}
