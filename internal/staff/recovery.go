package staff

import (
	"context"
	"crypto/subtle"
	"encoding/base32"
	"fmt"
	"io"
	"slices"
	"strings"

	"kibitz/internal/problem"
)

// RecoveryCodes is how many codes a person gets at once.
const RecoveryCodes = 10

// A code is the person's id and 100 random bits, in groups that can be read
// out: nobody guesses one, so guesses need not be counted.
const (
	codeBytes = 13 // of which base32 shows 20 characters
	codeChars = 20
	codeGroup = 4
)

var codeEncoding = base32.NewEncoding("abcdefghijkmnpqrstuvwxyz23456789").WithPadding(base32.NoPadding)

// NewRecoveryCodes gives the person new codes in place of all old ones. They
// are shown this once.
func (s *Service) NewRecoveryCodes(ctx context.Context, person string) ([]string, error) {
	codes, hashes := make([]string, RecoveryCodes), make([]string, RecoveryCodes)
	for i := range codes {
		raw := make([]byte, codeBytes)
		if _, err := io.ReadFull(s.random, raw); err != nil {
			return nil, fmt.Errorf("make recovery code: %w", err)
		}
		plain := person + codeEncoding.EncodeToString(raw)[:codeChars]
		hashes[i] = hashOf(plain)
		var groups []string
		for group := range slices.Chunk([]byte(plain), codeGroup) {
			groups = append(groups, string(group))
		}
		codes[i] = strings.Join(groups, "-")
	}
	_, err := s.change(ctx, person, func(save *Save) (bool, error) {
		save.After.Recovery = hashes
		return true, save.After.own()
	})
	return codes, err
}

// Recover signs in with a recovery code, which is spent by it. Errors:
// problem.SigninFailed, the same whatever is wrong.
func (s *Service) Recover(ctx context.Context, code, agent string) (p Person, token string, err error) {
	refused := problem.New(problem.SigninFailed, "code", "This is no recovery code, or it was used.")
	plain := strings.ToLower(strings.NewReplacer("-", "", " ", "", "\u2011", "").Replace(code))
	if len(plain) != 2*idBytes+codeChars || !isID(plain[:2*idBytes]) {
		return Person{}, "", refused
	}
	hash := hashOf(plain)
	p, err = s.change(ctx, plain[:2*idBytes], func(save *Save) (bool, error) {
		at := slices.IndexFunc(save.After.Recovery, func(h string) bool { return subtle.ConstantTimeCompare([]byte(h), []byte(hash)) == 1 })
		if at < 0 {
			return false, refused
		}
		save.After.Recovery = slices.Delete(save.After.Recovery, at, at+1)
		var err error
		token, err = s.open(&save.After, agent)
		return true, err
	})
	if problem.CodeOf(err) == problem.PersonUnknown {
		err = refused
	}
	return p, token, err
}
