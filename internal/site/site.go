// Package site holds what a publisher decides about its site (settings.go),
// the site's own secret and daily salts, whom it has banned (ban.go,
// banned.go), and the directory (directory.go) through which every request
// finds its site.
package site

import (
	"crypto/hmac"
	"crypto/sha256"
	"time"

	"kibitz/internal/page"
	"kibitz/internal/problem"
	"kibitz/internal/ranking"
	"kibitz/internal/sso"
	"kibitz/internal/visitor"
)

// Site is one publication: a tenant. It is a value; changing a copy changes
// nothing else but the slices, which are never written after loading.
type Site struct {
	ID       string // 1 to 40 of a-z, 0-9 and '-'
	Version  int64  // of the settings; each change adds 1
	Created  time.Time
	Settings Settings
	Lists    ranking.Curation
	Trust    sso.Trust // the keys that sign for the publisher's accounts
	Secret   []byte    // 32 random bytes, made with the site; signs cursors and names authors
}

// Sign returns a 256-bit code over the purpose and the parts, keyed by the
// site's secret. The purpose keeps codes of different uses apart; parts are
// length-prefixed, so no two lists of parts give the same input.
func (s Site) Sign(purpose string, parts ...string) []byte {
	return Code(s.Secret, purpose, parts...)
}

// AuthorOf names the author behind a guest token: an opaque id of 128 bits in
// base64url, the same for all comments of one token on one site and of no use
// on another. The token cannot be found from it, so it is stored and shown in
// place of the token and doubles as the hash that owner checks compare.
func (s Site) AuthorOf(token string) string {
	return visitor.Hash(s.Secret, "author", token)
}

// AuthorOfAccount names the author behind an account of the publisher: as
// AuthorOf, under another purpose, so that no token of a guest and no account
// are ever one author.
func (s Site) AuthorOfAccount(a sso.Account) string {
	return visitor.Hash(s.Secret, "account", a.Issuer, a.Subject)
}

// AuthorOfModerator names the author behind a moderator's credential, as
// AuthorOf.
func (s Site) AuthorOfModerator(id string) string {
	return visitor.Hash(s.Secret, "moderator", id)
}

// Page returns the canonical id of a page that a client named, or
// problem.PageInvalid.
func (s Site) Page(raw string) (string, error) {
	id, err := page.Canonical(raw, s.Settings.Origins)
	if err != nil {
		return "", problem.Wrap(err, problem.PageInvalid, "page", "This does not identify a page of the site.")
	}
	return id, nil
}

// Code is HMAC-SHA-256 over length-prefixed strings.
func Code(key []byte, purpose string, parts ...string) []byte {
	m := hmac.New(sha256.New, key)
	for _, p := range append([]string{purpose}, parts...) {
		n := len(p)
		m.Write([]byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)})
		m.Write([]byte(p))
	}
	return m.Sum(nil)
}

// ValidID reports whether s can name a site.
func ValidID(s string) bool {
	if s == "" || len(s) > 40 {
		return false
	}
	for _, c := range []byte(s) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return true
}
