package auth

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"time"

	"kibitz/internal/problem"
)

// Key is an API key as it is kept: everything but the secret.
type Key struct {
	ID      string // names it in lists and logs: the beginning of Hash
	Hash    string // SHA-256 of the secret, hex
	Site    string
	Name    string // what it is for, in the words of who made it
	Role    Role
	Created time.Time
	Expires time.Time
	Used    time.Time // last, to the hour; zero for never
}

// keyPrefix marks a secret as Kibitz's, so that scanners of leaked secrets
// can know it.
const keyPrefix = "kbz_"

// MaxKeyAge bounds a key's life.
const MaxKeyAge = 366 * 24 * time.Hour

// NewKey makes a key and its secret, which is shown once and never stored.
func NewKey(random io.Reader, site, name string, role Role, now time.Time, age time.Duration) (Key, string, error) {
	if age <= 0 || age > MaxKeyAge {
		return Key{}, "", fmt.Errorf("a key lives up to %d days", int(MaxKeyAge.Hours()/24))
	}
	secret, err := newSecret(random)
	if err != nil {
		return Key{}, "", fmt.Errorf("make key: %w", err)
	}
	secret = keyPrefix + secret
	hash := hashKey(secret)
	return Key{ID: hash[:12], Hash: hash, Site: site, Name: name, Role: role, Created: now, Expires: now.Add(age)}, secret, nil
}

// hashKey names a secret in the store. A plain hash is enough: the secret is
// 256 random bits.
func hashKey(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// KeyStore finds keys.
type KeyStore interface {
	// Key returns the key of a site with that hash; ok is false when there is
	// none.
	Key(ctx context.Context, site, hash string) (k Key, ok bool, err error)
	// UseKey records when a key was used. A key that is gone stays gone.
	UseKey(ctx context.Context, k Key, at time.Time) error
}

// useEach is how exactly is known when a credential was used last: a write an
// hour is the price.
const useEach = time.Hour

// Keys checks API keys.
type Keys struct {
	store KeyStore
	now   func() time.Time
}

// NewKeys returns a checker over store.
func NewKeys(store KeyStore, now func() time.Time) *Keys { return &Keys{store, now} }

// Check returns the key behind the value of an Authorization header. Absent,
// unknown, expired and another site's key are all problem.Unauthorized; the
// store looks the hash up under the site, so no secret is ever compared byte
// by byte.
func (ks *Keys) Check(ctx context.Context, site, authorization string) (Key, error) {
	refused := problem.New(problem.Unauthorized, "", "This needs a valid API key of the site, as Authorization: Bearer kbz_….")
	scheme, secret, _ := strings.Cut(authorization, " ")
	if !strings.EqualFold(scheme, "Bearer") || !strings.HasPrefix(secret, keyPrefix) || len(secret) > 100 {
		return Key{}, refused
	}
	k, ok, err := ks.store.Key(ctx, site, hashKey(secret))
	if err != nil {
		return Key{}, fmt.Errorf("look up key: %w", err)
	}
	now := ks.now()
	if !ok || !now.Before(k.Expires) {
		return Key{}, refused
	}
	if now.Sub(k.Used) >= useEach {
		if err := ks.store.UseKey(ctx, k, now); err != nil {
			return Key{}, fmt.Errorf("record use of key: %w", err)
		}
	}
	return k, nil
}
