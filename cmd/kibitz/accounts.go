package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"

	"kibitz/internal/moderation"
	"kibitz/internal/site"
	"kibitz/internal/sso"
)

type siteAccounts struct {
	siteArg
	HS256    bool   `name:"hs256" xor:"do" help:"Make a secret that the site's backend signs with; it is shown this once."`
	JWKS     string `name:"jwks" xor:"do" placeholder:"FILE" help:"Believe the public keys of this JWKS, in place of those before."`
	Remove   string `xor:"do" placeholder:"KID" help:"Stop believing this key."`
	Off      bool   `xor:"do" help:"Forget all keys; everybody is a guest again."`
	Alg      string `enum:"EdDSA,ES256,RS256," default:"" placeholder:"NAME" help:"With --jwks: how the keys sign: EdDSA, ES256 or RS256."`
	Issuer   string `placeholder:"ISS" help:"The iss of the tokens (default: the site's first origin)."`
	Required bool   `help:"Readers without an account only read and report."`
	outputFlags
	dataFlags
}

// Help teaches by example.
func (siteAccounts) Help() string {
	return `Readers who are logged in on your site comment under its name for them. For each of them your backend signs a token of up to an hour, and the page gives it to the widget. docs/accounts.md shows how, in Node, PHP and Go.

Without a flag it lists the keys. The algorithm is the site's: a token of another one is refused, whatever it says of itself. To change it, say --off first.

Examples:
  kibitz site accounts news --hs256 > secret.txt
  kibitz site accounts news --jwks keys.json --alg EdDSA --issuer https://news.example
  kibitz site accounts news

To replace a secret: make a second one, let the backend sign with it, and remove the first an hour later, when its last token is over. Public keys are replaced in the same way, with both in the file.
  kibitz site accounts news --hs256 > secret.txt
  kibitz site accounts news --remove 3f1c09ab77de

Readers without an account read, report, and otherwise are asked to log in:
  kibitz site set news accounts=required

Likewise accounts whose token does not say phone_number_verified:
  kibitz site set news accounts=verified`
}

// accountKeyRow is a key as it is listed. The secret is there once, when it
// is made.
type accountKeyRow struct {
	ID        string `json:"kid"`
	Algorithm string `json:"alg"`
	Issuer    string `json:"iss"`
	Audience  string `json:"aud"`
	Secret    string `json:"secret,omitempty"`
}

// Run changes what the site believes, or lists it.
func (c *siteAccounts) Run(ctx context.Context, t *terminal) error {
	secret := ""
	var st site.Site
	err := c.moderate(ctx, c.dataFlags, func(m *moderation.Service, _ site.Site) (err error) {
		st, err = m.ChangeSite(ctx, c.Site, moderation.CommandLine, func(st site.Site) (site.Site, error) {
			if !c.changes() {
				return st, nil
			}
			var err error
			if st.Trust, secret, err = c.change(st); err != nil {
				return st, usageError{err}
			}
			switch {
			case c.Off:
				st.Settings.Accounts = site.AccountsOff
			case c.Required:
				st.Settings.Accounts = site.AccountsRequired
			case st.Settings.Accounts == site.AccountsOff && len(st.Trust.Keys) > 0:
				st.Settings.Accounts = site.AccountsOptional
			}
			if len(st.Trust.Keys) == 0 && st.Settings.Accounts != site.AccountsOff {
				return st, misused("without a key nobody can log in; say --hs256 or --jwks, or --off")
			}
			return st, nil
		})
		return err
	})
	if err != nil {
		return err
	}
	return c.report(t, st, secret)
}

func (c *siteAccounts) changes() bool {
	return c.HS256 || c.JWKS != "" || c.Remove != "" || c.Off || c.Required || c.Issuer != ""
}

// change returns what the site is to believe, and the secret that was made.
func (c *siteAccounts) change(st site.Site) (sso.Trust, string, error) {
	trust := st.Trust
	if c.Off {
		return sso.Trust{}, "", nil
	}
	trust.Issuer = first(c.Issuer, trust.Issuer, append(st.Settings.Origins, "")[0])
	var secret string
	var err error
	switch {
	case c.HS256:
		trust, secret, err = addSecret(trust)
	case c.JWKS != "":
		trust, err = c.readJWKS(trust)
	case c.Remove != "":
		var ok bool
		if trust, ok = trust.Without(c.Remove); !ok {
			return trust, "", fmt.Errorf("there is no key %q", c.Remove)
		}
	}
	if err == nil && len(trust.Keys) > 0 {
		err = sso.CheckIssuer(trust.Issuer)
	}
	return trust, secret, err
}

func addSecret(trust sso.Trust) (sso.Trust, string, error) {
	if len(trust.Keys) > 0 && trust.Algorithm != sso.HS256 {
		return trust, "", otherAlgorithm(trust)
	}
	k, secret, err := sso.NewSecret(rand.Reader)
	if err != nil {
		return trust, "", err
	}
	trust.Algorithm = sso.HS256
	trust, err = trust.With(k)
	return trust, secret, err
}

func (c *siteAccounts) readJWKS(trust sso.Trust) (sso.Trust, error) {
	alg, err := sso.ParseAlgorithm(c.Alg)
	if err != nil {
		return trust, errors.New("say with --alg how the keys sign: EdDSA, ES256 or RS256")
	}
	if len(trust.Keys) > 0 && trust.Algorithm != alg {
		return trust, otherAlgorithm(trust)
	}
	text, err := os.ReadFile(c.JWKS)
	if err != nil {
		return trust, fmt.Errorf("read keys: %w", err)
	}
	trust.Algorithm = alg
	trust.Keys, err = sso.ReadKeys(alg, text)
	return trust, err
}

func otherAlgorithm(trust sso.Trust) error {
	return fmt.Errorf("tokens of this site are signed by %s; to change that, say --off first", trust.Algorithm)
}

// report prints the secret that was made, or the keys.
func (c *siteAccounts) report(t *terminal, st site.Site, secret string) error {
	rows := []accountKeyRow{}
	for _, k := range st.Trust.Keys {
		rows = append(rows, accountKeyRow{ID: k.ID, Algorithm: string(st.Trust.Algorithm), Issuer: st.Trust.Issuer, Audience: st.ID})
	}
	if secret != "" {
		made := rows[len(rows)-1]
		made.Secret = secret
		_, _ = fmt.Fprintf(t.err, "Secret %s for site %s. Sign with its text as it is: HS256, iss %s, aud %s, kid %s.\n", made.ID, st.ID, made.Issuer, made.Audience, made.ID)
		return c.print(t, made, nil, func(yield func(...string)) { yield(secret) })
	}
	return c.print(t, rows, []string{"KID", "ALG", "ISS", "AUD"}, func(yield func(...string)) {
		for _, r := range rows {
			yield(r.ID, r.Algorithm, r.Issuer, r.Audience)
		}
	})
}

// first returns the first of the strings that is not empty.
func first(all ...string) string {
	for _, s := range all {
		if s != "" {
			return s
		}
	}
	return ""
}
