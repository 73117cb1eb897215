// Package auth holds the credentials of Kibitz: guest tokens of readers
// (guest.go) and API keys of programs (key.go), and says who a reader is
// (reader.go): a guest, or an account of the publisher (package sso). Secrets are 256 random bits;
// what is stored is never the secret.
package auth

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"

	"kibitz/internal/problem"
)

// secretLen is the length of every secret in bytes.
const secretLen = 32

// ErrToken means that a string is no token of this package.
var ErrToken = errors.New("not a token")

// NewGuest makes a guest token: what a reader's browser keeps to be
// recognised as the author of its comments. 256 bits in base64url.
func NewGuest(random io.Reader) (string, error) { return newSecret(random) }

// Guest returns the token that a client sent, or a new one when it sent none.
// Errors: problem.GuestInvalid.
func Guest(sent string, random io.Reader) (string, error) {
	if sent == "" {
		token, err := NewGuest(random)
		if err != nil {
			return "", fmt.Errorf("make guest token: %w", err)
		}
		return token, nil
	}
	if err := CheckGuest(sent); err != nil {
		return "", problem.Wrap(err, problem.GuestInvalid, "guest", "A guest token is 43 base64url characters; leave it out to get one.")
	}
	return sent, nil
}

// CheckGuest returns ErrToken unless the string is shaped as a guest token.
// Any such string is one: browsers may make their own.
func CheckGuest(token string) error {
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(raw) != secretLen {
		return ErrToken
	}
	return nil
}

// SealGuest hides a token so that only who knows the secret finds it again
// with OpenGuest: the stored answer of an idempotent request is of no use to
// who reads the store. Each context (a comment id) must be sealed once only.
func SealGuest(token string, secret []byte, context string) ([]byte, error) {
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(raw) != secretLen {
		return nil, ErrToken
	}
	return mask(raw, secret, context), nil
}

// OpenGuest is the inverse of SealGuest.
func OpenGuest(sealed, secret []byte, context string) (string, error) {
	if len(sealed) != secretLen {
		return "", ErrToken
	}
	return base64.RawURLEncoding.EncodeToString(mask(sealed, secret, context)), nil
}

// mask xors 32 bytes with an HMAC used as a one-time pad.
func mask(raw, secret []byte, context string) []byte {
	m := hmac.New(sha256.New, secret)
	m.Write([]byte("guest\x00" + context))
	pad := m.Sum(nil)
	for i := range pad {
		pad[i] ^= raw[i]
	}
	return pad
}

func newSecret(random io.Reader) (string, error) {
	raw := make([]byte, secretLen)
	if _, err := io.ReadFull(random, raw); err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(raw), nil
}
