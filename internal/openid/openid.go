// Package openid is the newsroom's own sign-in by OpenID Connect: the code flow
// with PKCE. It is staff.Accounts.
//
// What the issuer says is asked for when somebody signs in for the first time,
// and its keys when they change; an issuer that does not answer keeps nobody
// out who has a passkey. A role comes from the groups in the ID token alone.
package openid

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"kibitz/internal/auth"
	"kibitz/internal/config"
	"kibitz/internal/outgoing"
	"kibitz/internal/problem"
	"kibitz/internal/staff"
)

// CallbackPath is where the issuer sends browsers back to, on the server's
// origin. It is registered with the issuer.
const CallbackPath = "/v1/moderation/signin/account/callback"

// Config says whom to believe, and what their groups may do.
type Config struct {
	Issuer       string // address, as in its discovery document
	ClientID     string
	ClientSecret string // "" for a public client
	GroupsClaim  string // of the ID token; "groups" when empty
	Roles        Roles
}

// Roles are what a group may do: by group, then by site.
type Roles map[string]map[string]auth.Role

// ParseRoles reads "editors=news:moderator,desk=news:owner,desk=blog:reader".
func ParseRoles(s string) (Roles, error) {
	out := Roles{}
	for rule := range strings.SplitSeq(s, ",") {
		// A group may have any name; the site and the role have neither = nor :.
		eq, colon := strings.LastIndexByte(rule, '='), strings.LastIndexByte(rule, ':')
		if eq < 1 || colon < eq+2 {
			return nil, fmt.Errorf("%q is not GROUP=SITE:ROLE", rule)
		}
		group, site := strings.TrimSpace(rule[:eq]), rule[eq+1:colon]
		role, err := auth.ParseRole(strings.TrimSpace(rule[colon+1:]))
		if err != nil {
			return nil, err
		}
		if out[group] == nil {
			out[group] = map[string]auth.Role{}
		}
		out[group][site] = role
	}
	return out, nil
}

// of returns what somebody in these groups may do: the most that one allows.
func (r Roles) of(groups []string) map[string]auth.Role {
	out := map[string]auth.Role{}
	for _, g := range groups {
		for site, role := range r[g] {
			if role.Includes(out[site]) || out[site] == "" {
				out[site] = role
			}
		}
	}
	return out
}

// Accounts is the sign-in of one issuer. It is safe for concurrent use.
type Accounts struct {
	cfg    Config
	client *http.Client
	now    func() time.Time

	mu       sync.Mutex
	provider *oidc.Provider // once it was asked
}

// New returns the sign-in. client asks the issuer; it needs a deadline.
func New(cfg Config, client *http.Client, now func() time.Time) *Accounts {
	if cfg.GroupsClaim == "" {
		cfg.GroupsClaim = "groups"
	}
	return &Accounts{cfg: cfg, client: client, now: now}
}

// deadline is how long the issuer may take to answer.
const deadline = 2 * time.Second

// FromEnvironment returns what makes the sign-in that the environment asks for,
// nil for none, with its issuer within reach. The error names what is wrong.
func FromEnvironment(reach outgoing.Reach) func(now func() time.Time) (staff.Accounts, error) {
	return func(now func() time.Time) (staff.Accounts, error) {
		env, err := config.ReadOpenID()
		if err != nil || env.Issuer == "" {
			return nil, err
		}
		roles, err := ParseRoles(env.Roles)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", config.EnvOpenIDRoles, err)
		}
		cfg := Config{Issuer: env.Issuer, ClientID: env.Client, ClientSecret: env.Secret, GroupsClaim: env.GroupsClaim, Roles: roles}
		client := outgoing.NewClient(reach)
		client.Timeout = deadline
		return New(cfg, client, now), nil
	}
}

// exchange is what is kept of one between Begin and End.
type exchange struct {
	Verifier string `json:"v"`
	Nonce    string `json:"n"`
}

// Begin returns where the browser shall go; see staff.Accounts.
func (a *Accounts) Begin(ctx context.Context, origin, name string) (string, []byte, error) {
	o, _, err := a.issuer(ctx, origin)
	if err != nil {
		return "", nil, err
	}
	e := exchange{Verifier: oauth2.GenerateVerifier(), Nonce: oauth2.GenerateVerifier()}
	state, err := json.Marshal(e)
	if err != nil {
		return "", nil, fmt.Errorf("encode exchange: %w", err)
	}
	return o.AuthCodeURL(name, oauth2.S256ChallengeOption(e.Verifier), oidc.Nonce(e.Nonce)), state, nil
}

// End takes the code; see staff.Accounts.
func (a *Accounts) End(ctx context.Context, origin string, state []byte, code string) (staff.Account, error) {
	var e exchange
	if err := json.Unmarshal(state, &e); err != nil {
		return staff.Account{}, fmt.Errorf("read exchange: %w", err)
	}
	o, p, err := a.issuer(ctx, origin)
	if err != nil {
		return staff.Account{}, err
	}
	ctx = oidc.ClientContext(ctx, a.client)
	token, err := o.Exchange(ctx, code, oauth2.VerifierOption(e.Verifier))
	if err != nil {
		var refusal *oauth2.RetrieveError
		if errors.As(err, &refusal) && refusal.Response.StatusCode < http.StatusInternalServerError {
			return staff.Account{}, refused(errors.New("the issuer refused the code"))
		}
		return staff.Account{}, unreachable(err)
	}
	raw, _ := token.Extra("id_token").(string)
	id, err := p.VerifierContext(oidc.ClientContext(context.WithoutCancel(ctx), a.client), &oidc.Config{ClientID: a.cfg.ClientID, Now: a.now}).Verify(ctx, raw)
	if err != nil {
		return staff.Account{}, refused(err)
	}
	if id.Nonce != e.Nonce {
		return staff.Account{}, refused(errors.New("of another exchange"))
	}
	var claims map[string]any
	if err := id.Claims(&claims); err != nil {
		return staff.Account{}, refused(err)
	}
	sum := sha256.Sum256([]byte(id.Issuer + "\x00" + id.Subject))
	out := staff.Account{ID: hex.EncodeToString(sum[:]), Roles: a.cfg.Roles.of(texts(claims[a.cfg.GroupsClaim]))}
	for _, claim := range []string{"name", "preferred_username", "email"} {
		if name, ok := claims[claim].(string); ok && out.Name == "" {
			out.Name = name
		}
	}
	return out, nil
}

// issuer returns the issuer, which is asked once what it offers, and the client
// that we are to it.
func (a *Accounts) issuer(ctx context.Context, origin string) (*oauth2.Config, *oidc.Provider, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.provider == nil {
		// What is kept must outlive the request that made it.
		p, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), a.client), a.cfg.Issuer)
		if err != nil {
			return nil, nil, unreachable(err)
		}
		a.provider = p
	}
	return &oauth2.Config{
		ClientID: a.cfg.ClientID, ClientSecret: a.cfg.ClientSecret, Endpoint: a.provider.Endpoint(),
		RedirectURL: origin + CallbackPath, Scopes: []string{oidc.ScopeOpenID, "profile", "email"},
	}, a.provider, nil
}

// texts are the strings of a claim: a list of them, or one.
func texts(claim any) []string {
	switch claim := claim.(type) {
	case string:
		return []string{claim}
	case []any:
		var out []string
		for _, v := range claim {
			if s, ok := v.(string); ok {
				out = append(out, s)
			}
		}
		return out
	}
	return nil
}

func refused(err error) error {
	return problem.Wrap(err, problem.SigninFailed, "", "Your newsroom's sign-in did not let you in. Begin again.")
}

func unreachable(err error) error {
	return problem.Wrap(err, problem.TryAgain, "", "Your newsroom's sign-in does not answer. Try again in a moment.")
}
