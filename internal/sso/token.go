package sso

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"kibitz/internal/problem"
	"kibitz/internal/sanitize"
)

// field is where a request carries the token, for refusals.
const field = "Authorization"

// Verify returns the account that a token names, when the token was signed
// with one of the keys, by the issuer, for the audience (the site's id), and
// is valid now. Errors: problem.TokenExpired, problem.TokenInvalid. What is
// wrong with the claims is told only of a token whose signature is right.
func (t Trust) Verify(token, audience string, now time.Time) (Account, error) {
	if len(t.Keys) == 0 {
		return Account{}, invalid(nil, "This site takes no account tokens.")
	}
	if len(token) > MaxToken {
		return Account{}, invalid(nil, fmt.Sprintf("A token has up to %d bytes.", MaxToken))
	}
	claims := jwt.MapClaims{} // a struct's fields would match "SUB" too
	_, err := jwt.NewParser(
		jwt.WithValidMethods([]string{string(t.Algorithm)}),
		jwt.WithStrictDecoding(),
		jwt.WithTimeFunc(func() time.Time { return now }),
		jwt.WithLeeway(Skew),
		jwt.WithIssuedAt(),
		jwt.WithExpirationRequired(),
		jwt.WithIssuer(t.Issuer),
		jwt.WithAudience(audience),
	).ParseWithClaims(token, claims, t.keysFor)
	if err != nil {
		return Account{}, refusal(err)
	}
	if err := checkLife(claims); err != nil {
		return Account{}, err
	}
	return t.account(claims)
}

// keysFor returns the keys that a token may be signed with: the one that its
// kid names, all when it names none. Nothing else of the header chooses or
// brings a key (jku, jwk, x5u, x5c).
func (t Trust) keysFor(token *jwt.Token) (any, error) {
	if _, ok := token.Header["crit"]; ok { // RFC 7515, 4.1.11: what must be understood, and is not
		return nil, errors.New("the header has crit")
	}
	if kind, ok := token.Header["typ"]; ok && !isJWT(kind) {
		return nil, errors.New("typ is not JWT") // an access or logout token of the same issuer
	}
	if _, ok := token.Header["cty"]; ok {
		return nil, errors.New("the header has cty: a token in a token")
	}
	named, ok := token.Header["kid"]
	var set jwt.VerificationKeySet
	for _, k := range t.Keys {
		if !ok || named == k.ID {
			set.Keys = append(set.Keys, k.key)
		}
	}
	return set, nil
}

func isJWT(kind any) bool {
	s, ok := kind.(string)
	return ok && (strings.EqualFold(s, "JWT") || strings.EqualFold(s, "application/jwt"))
}

// refusal says in words what the library refused.
func refusal(err error) error {
	for _, r := range []struct {
		err    error
		detail string
	}{
		{jwt.ErrTokenMalformed, "This is not a JSON Web Token."},
		{jwt.ErrTokenSignatureInvalid, "The token is not signed with the site's key, or by another algorithm than the site's."},
		{jwt.ErrTokenUnverifiable, "The token is not signed with the site's key, or is none for logging in."},
		{jwt.ErrTokenRequiredClaimMissing, "The token needs iss, aud, sub, iat and exp."},
		{jwt.ErrInvalidType, "A claim of the token is of the wrong type: iat and exp are numbers, iss and sub strings."},
		{jwt.ErrTokenInvalidIssuer, "The token's iss is not the issuer that the site has set."},
		{jwt.ErrTokenInvalidAudience, "The token's aud is not the site's name."},
		{jwt.ErrTokenUsedBeforeIssued, "The token's iat lies in the future; look at the clock of the server that signs."},
		{jwt.ErrTokenNotValidYet, "The token's nbf lies in the future."},
	} {
		if errors.Is(err, r.err) {
			return invalid(err, r.detail)
		}
	}
	if errors.Is(err, jwt.ErrTokenExpired) {
		return problem.Wrap(err, problem.TokenExpired, field, "The token is expired. Take a new one from the site and send the same again.")
	}
	return invalid(err, "The token cannot be believed.")
}

// checkLife holds a token to a short life.
func checkLife(claims jwt.MapClaims) error {
	issued, err := claims.GetIssuedAt()
	if err != nil || issued == nil {
		return invalid(err, "The token needs iss, aud, sub, iat and exp.")
	}
	expires, err := claims.GetExpirationTime()
	if err != nil || expires == nil {
		return invalid(err, "The token needs iss, aud, sub, iat and exp.")
	}
	if life := expires.Sub(issued.Time); life <= 0 || life > MaxLife {
		return invalid(nil, fmt.Sprintf("The token's exp is to come after iat, by up to %d minutes.", int(MaxLife.Minutes())))
	}
	return nil
}

// account reads who it is.
func (t Trust) account(claims jwt.MapClaims) (Account, error) {
	a := Account{Issuer: t.Issuer}
	a.Subject, _ = claims["sub"].(string)
	if a.Subject == "" || len(a.Subject) > maxSubject {
		return Account{}, invalid(nil, fmt.Sprintf("The token's sub is a string of 1 to %d bytes that never changes for an account.", maxSubject))
	}
	name, _ := claims["name"].(string)
	var err error
	if a.Name, err = sanitize.Name(name); err != nil {
		return Account{}, invalid(err, "The token's name is a string of 1 to 50 characters to be shown.")
	}
	url, err := optional(claims, "url")
	if err == nil && url != "" {
		a.URL, err = sanitize.Link(url)
	}
	if err != nil {
		return Account{}, invalid(err, "The token's url is a website that begins with https:// or http://; leave it out for none.")
	}
	badge, err := optional(claims, "badge")
	if err != nil || !slices.Contains([]string{"", Newsroom}, badge) {
		return Account{}, invalid(err, "The token's badge is newsroom; leave it out for none.")
	}
	a.Staff = badge == Newsroom
	if v := claims["phone_number_verified"]; v != nil {
		verified, ok := v.(bool)
		if !ok { // "false" must not count as true, nor "true" as false
			return Account{}, invalid(nil, "The token's phone_number_verified is true or false, without quotes.")
		}
		a.Phone = verified
	}
	return a, nil
}

// optional returns a claim that may be absent or null.
func optional(claims jwt.MapClaims, name string) (string, error) {
	v, ok := claims[name]
	if !ok || v == nil {
		return "", nil
	}
	s, ok := v.(string)
	if !ok {
		return "", fmt.Errorf("%s: %w", name, jwt.ErrInvalidType)
	}
	return s, nil
}

func invalid(err error, detail string) error {
	if err == nil {
		return problem.New(problem.TokenInvalid, field, detail)
	}
	return problem.Wrap(err, problem.TokenInvalid, field, detail)
}
