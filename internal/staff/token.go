package staff

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
)

// secretBytes is the length of a secret: 256 bits. What is stored of it is its
// hash, and since the secret is random a plain one is enough.
const secretBytes = 32

// newToken makes a secret that tells whose it is, and the hash to keep.
func newToken(random io.Reader, person string) (token, hash string, err error) {
	raw := make([]byte, secretBytes)
	if _, err := io.ReadFull(random, raw); err != nil {
		return "", "", fmt.Errorf("make secret: %w", err)
	}
	token = person + "." + base64.RawURLEncoding.EncodeToString(raw)
	return token, hashOf(token), nil
}

// whose returns the person that a token says it is of.
func whose(token string) (person string, ok bool) {
	const longest = 100
	person, _, ok = strings.Cut(token, ".")
	return person, ok && len(token) <= longest && isID(person)
}

func hashOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// idBytes is the length of a person's id.
const idBytes = 6

func newID(random io.Reader) (string, error) {
	raw := make([]byte, idBytes)
	if _, err := io.ReadFull(random, raw); err != nil {
		return "", fmt.Errorf("make id: %w", err)
	}
	return hex.EncodeToString(raw), nil
}

// isID reports whether the word can be a person's id.
func isID(s string) bool {
	return len(s) == 2*idBytes && strings.Trim(s, "0123456789abcdef") == ""
}
