package sso

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
)

// Sizes of keys.
const (
	secretLen  = 32      // random bytes of a secret: as many as HS256 makes of it (RFC 7518, 3.2)
	coordinate = 32      // bytes of a coordinate on P-256
	minModulus = 2048    // bits of an RSA key (RFC 7518, 3.3)
	maxModulus = 4096    // bits; a larger one makes every request dearer and nothing safer
	maxKeyID   = 64      // bytes of a kid
	madeKeyID  = 12      // characters of a kid that is ours: nobody has more than a few keys
	maxJWKS    = 8 << 10 // bytes of a pasted set
)

// Key verifies tokens.
type Key struct {
	ID  string // kid: which key a token says that it was signed with
	jwk jwk    // as it is kept
	key any    // as the library takes it: []byte or a public key
}

// jwk is a JSON Web Key as far as Kibitz reads it (RFC 7517).
type jwk struct {
	Type      string `json:"kty"`
	ID        string `json:"kid,omitempty"`
	Algorithm string `json:"alg,omitempty"`
	Use       string `json:"use,omitempty"`
	Curve     string `json:"crv,omitempty"`
	X         string `json:"x,omitempty"`
	Y         string `json:"y,omitempty"`
	N         string `json:"n,omitempty"`
	E         string `json:"e,omitempty"`
	Secret    string `json:"k,omitempty"`
	Private   string `json:"d,omitempty"` // read to be refused
}

type jwks struct {
	Keys []jwk `json:"keys"`
}

// NewSecret makes a key for HS256 and returns its secret. What signs is the
// text, its 43 characters as they are: no backend has anything to decode.
func NewSecret(random io.Reader) (Key, string, error) {
	raw := make([]byte, secretLen)
	if _, err := io.ReadFull(random, raw); err != nil {
		return Key{}, "", fmt.Errorf("make secret: %w", err)
	}
	secret := base64.RawURLEncoding.EncodeToString(raw)
	sum := sha256.Sum256([]byte(secret))
	k, err := keyOf(HS256, jwk{Type: "oct", ID: hex.EncodeToString(sum[:])[:madeKeyID], Secret: base64.RawURLEncoding.EncodeToString([]byte(secret))})
	return k, secret, err
}

// ReadKeys reads a set of public keys as an operator pastes it: a JWKS, or a
// single JWK. Every key must be of the algorithm. The error is in words for who
// pasted it.
func ReadKeys(alg Algorithm, text []byte) ([]Key, error) {
	if alg == HS256 {
		return nil, errors.New("a secret is made by Kibitz, not pasted")
	}
	return readKeys(alg, text)
}

// Restore returns the trust that was kept as an issuer, an algorithm and a
// set of keys; see Trust.JWKS.
func Restore(issuer, algorithm string, set []byte) (Trust, error) {
	if len(set) == 0 {
		return Trust{}, nil
	}
	alg, err := ParseAlgorithm(algorithm)
	if err != nil {
		return Trust{}, err
	}
	keys, err := readKeys(alg, set)
	return Trust{Issuer: issuer, Algorithm: alg, Keys: keys}, err
}

// JWKS returns the keys as they are to be kept, secrets included; nil for
// none.
func (t Trust) JWKS() ([]byte, error) {
	if len(t.Keys) == 0 {
		return nil, nil
	}
	var set jwks
	for _, k := range t.Keys {
		set.Keys = append(set.Keys, k.jwk)
	}
	text, err := json.Marshal(set)
	if err != nil {
		return nil, fmt.Errorf("encode keys: %w", err)
	}
	return text, nil
}

func readKeys(alg Algorithm, text []byte) ([]Key, error) {
	if len(text) > maxJWKS {
		return nil, fmt.Errorf("a key set holds up to %d KB", maxJWKS>>10)
	}
	var set struct {
		jwks
		jwk
	}
	if err := json.Unmarshal(text, &set); err != nil {
		return nil, fmt.Errorf("this is not a JWKS, such as {\"keys\": [{\"kty\": …}]}: %w", err)
	}
	if set.Type != "" && len(set.Keys) == 0 {
		set.Keys = []jwk{set.jwk}
	}
	if n := len(set.Keys); n == 0 || n > MaxKeys {
		return nil, fmt.Errorf("the set has %d keys; give the one that signs, or two while one replaces the other", n)
	}
	keys := make([]Key, len(set.Keys))
	for i, j := range set.Keys {
		var err error
		if keys[i], err = keyOf(alg, j); err != nil {
			return nil, fmt.Errorf("key %d: %w", i+1, err)
		}
	}
	if len(keys) == MaxKeys && keys[0].ID == keys[1].ID {
		return nil, errors.New("both keys have the same kid")
	}
	return keys, nil
}

// keyOf checks a key and makes it what the library takes.
func keyOf(alg Algorithm, j jwk) (Key, error) {
	switch {
	case j.Private != "":
		return Key{}, errors.New("this is a private key (it has d); Kibitz needs the public one, and the private one should be replaced now that it was handed out")
	case j.Algorithm != "" && j.Algorithm != string(alg):
		return Key{}, fmt.Errorf("its alg is %q, not %s", j.Algorithm, alg)
	case j.Use != "" && j.Use != "sig":
		return Key{}, fmt.Errorf("its use is %q, not sig", j.Use)
	case len(j.ID) > maxKeyID || !visible(j.ID):
		return Key{}, fmt.Errorf("its kid is longer than %d bytes or not visible ASCII", maxKeyID)
	}
	var key any
	var err error
	switch alg {
	case HS256:
		key, err = j.secret()
	case EdDSA:
		key, err = j.ed25519()
	case ES256:
		key, err = j.p256()
	case RS256:
		key, err = j.rsa()
	}
	if err != nil {
		return Key{}, err
	}
	kept := jwk{Type: j.Type, ID: j.ID, Curve: j.Curve, X: j.X, Y: j.Y, N: j.N, E: j.E, Secret: j.Secret}
	if kept.ID == "" {
		sum := sha256.Sum256([]byte(j.X + j.Y + j.N + j.E))
		kept.ID = hex.EncodeToString(sum[:])[:madeKeyID]
	}
	return Key{ID: kept.ID, jwk: kept, key: key}, nil
}

func (j jwk) secret() (any, error) {
	raw, err := base64.RawURLEncoding.DecodeString(j.Secret)
	if j.Type != "oct" || err != nil || len(raw) < secretLen {
		return nil, fmt.Errorf("not a secret of %d bytes", secretLen)
	}
	return raw, nil
}

func (j jwk) ed25519() (any, error) {
	raw, err := base64.RawURLEncoding.DecodeString(j.X)
	if j.Type != "OKP" || j.Curve != "Ed25519" || err != nil || len(raw) != ed25519.PublicKeySize {
		return nil, errors.New("not an Ed25519 key: kty OKP, crv Ed25519, x of 32 bytes")
	}
	return ed25519.PublicKey(raw), nil
}

func (j jwk) p256() (any, error) {
	x, errX := base64.RawURLEncoding.DecodeString(j.X)
	y, errY := base64.RawURLEncoding.DecodeString(j.Y)
	if j.Type != "EC" || j.Curve != "P-256" || errX != nil || errY != nil || len(x) != coordinate || len(y) != coordinate {
		return nil, errors.New("not a P-256 key: kty EC, crv P-256, x and y of 32 bytes")
	}
	uncompressed := append(append([]byte{4}, x...), y...) // SEC 1, 2.3.3
	key, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), uncompressed)
	if err != nil {
		return nil, fmt.Errorf("not a point on P-256: %w", err)
	}
	return key, nil
}

func (j jwk) rsa() (any, error) {
	n, errN := base64.RawURLEncoding.DecodeString(j.N)
	e, errE := base64.RawURLEncoding.DecodeString(j.E)
	if j.Type != "RSA" || errN != nil || errE != nil {
		return nil, errors.New("not an RSA key: kty RSA, n and e in base64url")
	}
	modulus, exponent := new(big.Int).SetBytes(n), new(big.Int).SetBytes(e)
	if bits := modulus.BitLen(); bits < minModulus || bits > maxModulus {
		return nil, fmt.Errorf("an RSA key of %d bits; from %d to %d are taken", bits, minModulus, maxModulus)
	}
	if modulus.Bit(0) == 0 || exponent.BitLen() > 31 || exponent.Int64() < 3 || exponent.Bit(0) == 0 {
		return nil, errors.New("not an RSA key: n or e cannot be")
	}
	return &rsa.PublicKey{N: modulus, E: int(exponent.Int64())}, nil
}
