// Package sso believes a publisher's word about its own accounts: a JSON Web
// Token that the site's backend signs for a reader who is logged in there, and
// that the reader's browser sends with each request.
//
// The reader's map:
//
//	sso.go   what an account is, and what a site believes
//	keys.go  the keys of a site: secrets that we make, public ones as JWKS
//	token.go the verification
//
// The algorithm is the site's and never the token's. A token is verified with
// every request and nothing of it is kept: there is no session to steal or to
// end, so there is nothing that a single use of it (jti) would protect. Who
// stole a token could use it for what is left of its life, an hour at most;
// that is why the life is short.
package sso

import (
	"fmt"
	"time"
)

// Bounds of a token.
const (
	MaxToken   = 4 << 10     // bytes: a request's headers have some 10 KB at all front doors
	MaxLife    = time.Hour   // from iat to exp: a logged-out or banned account is one that long at most
	Skew       = time.Minute // by which the clocks of a site and of ours may differ
	maxSubject = 255         // bytes, as OpenID Connect bounds it
	maxIssuer  = 200         // bytes
)

// Newsroom is the one badge.
const Newsroom = "newsroom"

// Account is a person as the publisher's token names it.
type Account struct {
	Issuer, Subject string // who it is: the same on every visit, whatever name it has
	Name            string // to be shown, clean
	URL             string // a website, "" for none
	Staff           bool   // of the newsroom
	Phone           bool   // the publisher has verified a telephone number of this person
}

// Badge returns what is shown beside the account's name, "" for nothing.
func (a Account) Badge() string {
	if a.Staff {
		return Newsroom
	}
	return ""
}

// Algorithm is how a site's tokens are signed, by its name in RFC 7518 and
// RFC 8037.
type Algorithm string

// The algorithms.
const (
	HS256 Algorithm = "HS256" // by a secret that Kibitz made and the site's backend knows
	EdDSA Algorithm = "EdDSA" // by an Ed25519 key
	ES256 Algorithm = "ES256" // by a P-256 key
	RS256 Algorithm = "RS256" // by an RSA key of at least 2048 bits
)

// ParseAlgorithm returns the algorithm of that name.
func ParseAlgorithm(s string) (Algorithm, error) {
	switch a := Algorithm(s); a {
	case HS256, EdDSA, ES256, RS256:
		return a, nil
	}
	return "", fmt.Errorf("%q is none of %s, %s, %s, %s", s, HS256, EdDSA, ES256, RS256)
}

// MaxKeys is how many keys are valid side by side: the old one and the new.
const MaxKeys = 2

// Trust is what a site believes of its publisher's accounts. The zero value
// believes nothing.
type Trust struct {
	Issuer    string // iss of every token
	Algorithm Algorithm
	Keys      []Key // up to MaxKeys, in the order in which they came
}

// With returns the trust with one more key.
func (t Trust) With(k Key) (Trust, error) {
	if len(t.Keys) >= MaxKeys {
		return Trust{}, fmt.Errorf("%d keys are valid already; remove one first", len(t.Keys))
	}
	t.Keys = append(t.Keys[:len(t.Keys):len(t.Keys)], k)
	return t, nil
}

// Without returns the trust without the key of that id; ok is false when
// there is none.
func (t Trust) Without(id string) (_ Trust, ok bool) {
	var left []Key
	for _, k := range t.Keys {
		if k.ID == id {
			ok = true
			continue
		}
		left = append(left, k)
	}
	t.Keys = left
	return t, ok
}

// CheckIssuer returns an error in words for who typed it when s cannot be the
// iss of tokens.
func CheckIssuer(s string) error {
	if s == "" || len(s) > maxIssuer || !visible(s) {
		return fmt.Errorf("an issuer is 1 to %d visible characters, such as https://news.example", maxIssuer)
	}
	return nil
}

// visible reports whether s is ASCII that can be seen.
func visible(s string) bool {
	for _, c := range []byte(s) {
		if c <= ' ' || c > '~' {
			return false
		}
	}
	return true
}
