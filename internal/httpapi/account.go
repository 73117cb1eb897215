package httpapi

import (
	"net/http"
	"strings"

	"kibitz/internal/auth"
	"kibitz/internal/problem"
	"kibitz/internal/site"
	"kibitz/internal/sso"
)

// accountScheme is that of "Authorization: Account TOKEN". Bearer is the
// scheme of API keys, which are of another kind: a token that is sent to the
// wrong door opens nothing there.
const accountScheme = "Account"

// program reports whether a program of the site's own sends the request, with an
// API key that may moderate. One that is not good is refused: its owner would
// wonder why comments wait.
func (a *api) program(r *http.Request, st site.Site) (bool, error) {
	sent := r.Header.Get("Authorization")
	if scheme, _, _ := strings.Cut(sent, " "); !strings.EqualFold(scheme, "Bearer") {
		return false, nil
	}
	k, err := a.Keys.Check(r.Context(), st.ID, sent)
	if err == nil && !k.Role.Includes(auth.RoleModerator) {
		err = problem.New(problem.RoleForbidden, "", "This takes a key of the role "+string(auth.RoleModerator)+"; this one has "+string(k.Role)+".")
	}
	return err == nil, err
}

// account returns the publisher's account that the request names, verified;
// nil for a guest. A token that cannot be believed is refused, never taken
// for none: the reader would write as somebody else than they think.
func (a *api) account(r *http.Request, st site.Site) (*sso.Account, error) {
	sent := r.Header.Values("Authorization")
	if len(sent) == 0 {
		return nil, nil
	}
	scheme, token, _ := strings.Cut(sent[0], " ")
	switch {
	case !strings.EqualFold(scheme, accountScheme):
		return nil, nil
	case st.Settings.Accounts == site.AccountsOff || len(sent) > 1:
		return nil, problem.New(problem.TokenInvalid, "Authorization", "This site takes no account tokens.")
	}
	account, err := st.Trust.Verify(strings.TrimSpace(token), st.ID, a.Now())
	if err != nil {
		return nil, err
	}
	return &account, nil
}
