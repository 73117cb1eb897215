package sso_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"maps"
	"math/big"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"kibitz/internal/problem"
	"kibitz/internal/sso"
	"kibitz/internal/testkit"
)

var now = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

const issuer = "https://news.example"

// signer is a publisher's key of one algorithm, and what its site believes.
type signer struct {
	method jwt.SigningMethod
	key    any
	trust  sso.Trust
}

// sign makes a token with other claims and header fields than usual where some
// are given; nil leaves one out.
func (s signer) sign(t testing.TB, claims, header map[string]any) string {
	t.Helper()
	all := jwt.MapClaims{"iss": issuer, "aud": "news", "sub": "17", "name": "Lan", "iat": now.Unix(), "exp": now.Add(time.Hour).Unix()}
	maps.Copy(all, claims)
	token := jwt.NewWithClaims(s.method, all)
	maps.Copy(token.Header, header)
	for _, m := range []map[string]any{all, token.Header} {
		maps.DeleteFunc(m, func(_ string, v any) bool { return v == nil })
	}
	text, err := token.SignedString(s.key)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

var base64url = base64.RawURLEncoding.EncodeToString

// newSigners makes a key of every algorithm.
func newSigners(t testing.TB) map[sso.Algorithm]signer {
	t.Helper()
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	k, secret, err := sso.NewSecret(rand.Reader)
	must(err)
	out := map[sso.Algorithm]signer{sso.HS256: {jwt.SigningMethodHS256, []byte(secret), sso.Trust{Issuer: issuer, Algorithm: sso.HS256, Keys: []sso.Key{k}}}}

	add := func(alg sso.Algorithm, method jwt.SigningMethod, private any, jwk map[string]string) {
		text, err := json.Marshal(map[string]any{"keys": []any{jwk}})
		must(err)
		keys, err := sso.ReadKeys(alg, text)
		must(err)
		out[alg] = signer{method, private, sso.Trust{Issuer: issuer, Algorithm: alg, Keys: keys}}
	}
	public, ed, err := ed25519.GenerateKey(rand.Reader)
	must(err)
	add(sso.EdDSA, jwt.SigningMethodEdDSA, ed, map[string]string{"kty": "OKP", "crv": "Ed25519", "x": base64url(public), "kid": "ed", "use": "sig", "alg": "EdDSA"})

	ec, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(err)
	point, err := ec.PublicKey.Bytes()
	must(err)
	add(sso.ES256, jwt.SigningMethodES256, ec, map[string]string{"kty": "EC", "crv": "P-256", "x": base64url(point[1:33]), "y": base64url(point[33:]), "kid": "ec"})

	rs := rsaKey()
	add(sso.RS256, jwt.SigningMethodRS256, rs, map[string]string{"kty": "RSA", "n": base64url(rs.N.Bytes()), "e": base64url(big.NewInt(int64(rs.E)).Bytes())})
	return out
}

// rsaKey is made once: it takes longer than all the rest.
var rsaKey = sync.OnceValue(func() *rsa.PrivateKey {
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return k
})

func TestEveryAlgorithm(t *testing.T) {
	for alg, s := range newSigners(t) {
		token := s.sign(t, map[string]any{"url": "https://lan.example", "badge": "newsroom", "phone_number_verified": true, "aud": []string{"other", "news"}}, nil)
		got, err := s.trust.Verify(token, "news", now)
		if want := (sso.Account{Issuer: issuer, Subject: "17", Name: "Lan", URL: "https://lan.example", Staff: true, Phone: true}); err != nil || got != want {
			t.Errorf("%s: %+v, %v", alg, got, err)
		}
		// As it is after it was kept.
		set, err := s.trust.JWKS()
		if err != nil {
			t.Fatal(err)
		}
		again, err := sso.Restore(s.trust.Issuer, string(s.trust.Algorithm), set)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := again.Verify(token, "news", now); err != nil {
			t.Errorf("%s restored: %v", alg, err)
		}
	}
}

// TestAlgorithmIsTheSites signs by every algorithm for a site of every other
// one, and with what of its keys is public for a secret.
func TestAlgorithmIsTheSites(t *testing.T) {
	signers := newSigners(t)
	for alg, site := range signers {
		refuse := func(what, token string) {
			t.Helper()
			if a, err := site.trust.Verify(token, "news", now); problem.CodeOf(err) != problem.TokenInvalid {
				t.Errorf("%s took a token %s: %+v, %v", alg, what, a, err)
			}
		}
		for other, s := range signers {
			if other != alg {
				refuse("of "+string(other), s.sign(t, nil, nil))
				refuse("of "+string(other)+" that says "+string(alg), s.sign(t, nil, map[string]any{"alg": string(alg)}))
			}
		}
		for _, none := range []string{"none", "None", "nOnE", ""} {
			refuse("without a signature", signer{jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, sso.Trust{}}.sign(t, nil, map[string]any{"alg": none}))
		}
		for _, method := range []jwt.SigningMethod{jwt.SigningMethodHS256, jwt.SigningMethodHS384, jwt.SigningMethodHS512} {
			for _, secret := range publicForms(t, site) {
				refuse("signed with its public key as a secret", signer{method, secret, sso.Trust{}}.sign(t, nil, nil))
			}
		}
	}
	for _, method := range []jwt.SigningMethod{jwt.SigningMethodHS384, jwt.SigningMethodHS512} {
		hs := signers[sso.HS256]
		if _, err := hs.trust.Verify(signer{method, hs.key, hs.trust}.sign(t, nil, nil), "news", now); problem.CodeOf(err) != problem.TokenInvalid {
			t.Errorf("HS256 took %s: %v", method.Alg(), err)
		}
	}
}

// publicForms are the ways in which a public key is written down, and the
// secrets that are none.
func publicForms(t *testing.T, s signer) [][]byte {
	t.Helper()
	set, err := s.trust.JWKS()
	if err != nil {
		t.Fatal(err)
	}
	forms := [][]byte{{}, []byte("secret"), set}
	if private, ok := s.key.(crypto.Signer); ok {
		der, err := x509.MarshalPKIXPublicKey(private.Public())
		if err != nil {
			t.Fatal(err)
		}
		block := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
		forms = append(forms, der, block, []byte(strings.TrimSpace(string(block))))
	}
	return forms
}

func TestClaims(t *testing.T) {
	s := newSigners(t)[sso.HS256]
	at := func(d time.Duration) int64 { return now.Add(d).Unix() }
	long := strings.Repeat("x", 256)
	for name, c := range map[string]struct {
		claims map[string]any
		want   problem.Code
		says   string
	}{
		"good":                 {nil, "", ""},
		"no iss":               {map[string]any{"iss": nil}, problem.TokenInvalid, "iss"},
		"no aud":               {map[string]any{"aud": nil}, problem.TokenInvalid, "aud"},
		"no sub":               {map[string]any{"sub": nil}, problem.TokenInvalid, "sub"},
		"no iat":               {map[string]any{"iat": nil}, problem.TokenInvalid, "iat"},
		"no exp":               {map[string]any{"exp": nil}, problem.TokenInvalid, "exp"},
		"no name":              {map[string]any{"name": nil}, problem.TokenInvalid, "name"},
		"another iss":          {map[string]any{"iss": "https://evil.example"}, problem.TokenInvalid, "iss"},
		"iss a list":           {map[string]any{"iss": []string{issuer}}, problem.TokenInvalid, "iss"},
		"another site's":       {map[string]any{"aud": "other"}, problem.TokenInvalid, "aud"},
		"aud nearly":           {map[string]any{"aud": "News"}, problem.TokenInvalid, "aud"},
		"aud empty list":       {map[string]any{"aud": []string{}}, problem.TokenInvalid, "aud"},
		"sub empty":            {map[string]any{"sub": ""}, problem.TokenInvalid, "sub"},
		"sub a number":         {map[string]any{"sub": 17}, problem.TokenInvalid, "sub"},
		"sub long":             {map[string]any{"sub": long}, problem.TokenInvalid, "sub"},
		"sub in another case":  {map[string]any{"sub": nil, "SUB": "17"}, problem.TokenInvalid, "sub"},
		"name invisible":       {map[string]any{"name": "\u200b"}, problem.TokenInvalid, "name"},
		"name long":            {map[string]any{"name": long}, problem.TokenInvalid, "name"},
		"name a list":          {map[string]any{"name": []string{"Lan"}}, problem.TokenInvalid, "name"},
		"url of a script":      {map[string]any{"url": "javascript:alert(1)"}, problem.TokenInvalid, "url"},
		"url a number":         {map[string]any{"url": 1}, problem.TokenInvalid, "url"},
		"url null":             {map[string]any{"url": json.RawMessage("null")}, "", ""},
		"another badge":        {map[string]any{"badge": "Newsroom"}, problem.TokenInvalid, "badge"},
		"badge true":           {map[string]any{"badge": true}, problem.TokenInvalid, "badge"},
		"phone a string":       {map[string]any{"phone_number_verified": "true"}, problem.TokenInvalid, "phone_number_verified"},
		"phone null":           {map[string]any{"phone_number_verified": json.RawMessage("null")}, "", ""},
		"phone false":          {map[string]any{"phone_number_verified": false}, "", ""},
		"expired":              {map[string]any{"iat": at(-time.Hour), "exp": at(-61 * time.Second)}, problem.TokenExpired, "new one"},
		"expired for another":  {map[string]any{"aud": "other", "iat": at(-time.Hour), "exp": at(-61 * time.Second)}, problem.TokenInvalid, "aud"},
		"expired within skew":  {map[string]any{"iat": at(-time.Hour), "exp": at(-59 * time.Second)}, "", ""},
		"of the future":        {map[string]any{"iat": at(61 * time.Second)}, problem.TokenInvalid, "iat"},
		"future within skew":   {map[string]any{"iat": at(59 * time.Second)}, "", ""},
		"not yet":              {map[string]any{"nbf": at(2 * time.Minute)}, problem.TokenInvalid, "nbf"},
		"lives too long":       {map[string]any{"exp": at(time.Hour + time.Second)}, problem.TokenInvalid, "60 minutes"},
		"lives for ever":       {map[string]any{"exp": 1e12}, problem.TokenInvalid, ""},
		"lives not at all":     {map[string]any{"exp": at(0)}, problem.TokenInvalid, "after iat"},
		"issued before time":   {map[string]any{"iat": -1e300}, problem.TokenInvalid, ""},
		"exp a string":         {map[string]any{"exp": "1772456400"}, problem.TokenInvalid, "exp"},
		"iat a string":         {map[string]any{"iat": "1507755570"}, problem.TokenInvalid, "iat"},
		"with more than known": {map[string]any{"email": "lan@example.org", "picture": "https://x.example/a.png", "jti": "1"}, "", ""},
	} {
		got, err := s.trust.Verify(s.sign(t, c.claims, nil), "news", now)
		if problem.CodeOf(err) != c.want {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
		var p *problem.Error
		if errors.As(err, &p) && (!strings.Contains(p.Detail, c.says) || p.Field != "Authorization") {
			t.Errorf("%s: %q of %s does not say %q", name, p.Detail, p.Field, c.says)
		}
	}
}

func TestHeader(t *testing.T) {
	s := newSigners(t)[sso.EdDSA]
	other := newSigners(t)[sso.EdDSA]
	set, err := other.trust.JWKS()
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		by     signer
		header map[string]any
		good   bool
	}{
		"no typ":               {s, map[string]any{"typ": nil}, true},
		"typ in small letters": {s, map[string]any{"typ": "jwt"}, true},
		"typ in full":          {s, map[string]any{"typ": "application/jwt"}, true},
		"an access token":      {s, map[string]any{"typ": "at+jwt"}, false},
		"typ a number":         {s, map[string]any{"typ": 1}, false},
		"a token in a token":   {s, map[string]any{"cty": "JWT"}, false},
		"crit":                 {s, map[string]any{"crit": []string{"b64"}, "b64": false}, false},
		"the key's kid":        {s, map[string]any{"kid": "ed"}, true},
		"another kid":          {s, map[string]any{"kid": "ec"}, false},
		"kid of a path":        {s, map[string]any{"kid": "../../dev/null"}, false},
		"kid a number":         {s, map[string]any{"kid": 1}, false},
		"another key":          {other, nil, false},
		"its own jwk":          {other, map[string]any{"jwk": json.RawMessage(set[len(`{"keys":[`) : len(set)-len(`]}`)])}, false},
		"jku and x5u":          {other, map[string]any{"jku": "https://evil.example/jwks", "x5u": "https://evil.example/cert"}, false},
		"jku of no use":        {s, map[string]any{"jku": "https://evil.example/jwks"}, true},
	} {
		_, err := s.trust.Verify(c.by.sign(t, nil, c.header), "news", now)
		if (err == nil) != c.good || err != nil && problem.CodeOf(err) != problem.TokenInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestTwoKeys replaces a key by another one.
func TestTwoKeys(t *testing.T) {
	old, next := newSigners(t)[sso.HS256], newSigners(t)[sso.HS256]
	both, err := old.trust.With(next.trust.Keys[0])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := both.With(old.trust.Keys[0]); err == nil {
		t.Error("three keys")
	}
	kid := func(s signer) map[string]any { return map[string]any{"kid": s.trust.Keys[0].ID} }
	tokens := []string{old.sign(t, nil, nil), old.sign(t, nil, kid(old)), next.sign(t, nil, nil), next.sign(t, nil, kid(next))}
	for i, token := range tokens {
		if _, err := both.Verify(token, "news", now); err != nil {
			t.Errorf("token %d of two keys: %v", i, err)
		}
	}
	if _, err := both.Verify(old.sign(t, nil, kid(next)), "news", now); err == nil {
		t.Error("a token that names the other key was taken")
	}
	after, ok := both.Without(old.trust.Keys[0].ID)
	if _, again := after.Without(old.trust.Keys[0].ID); !ok || again {
		t.Error("a key was not removed, or twice")
	}
	for i, token := range tokens {
		if _, err := after.Verify(token, "news", now); (err == nil) != (i >= 2) {
			t.Errorf("token %d after the first key was removed: %v", i, err)
		}
	}
	if _, err := (sso.Trust{}).Verify(tokens[0], "news", now); problem.CodeOf(err) != problem.TokenInvalid {
		t.Errorf("a site that believes nothing: %v", err)
	}
}

// notTokens are strings that are no token of anybody here.
func notTokens(t testing.TB) []string {
	good := newSigners(t)[sso.HS256].sign(t, nil, nil)
	return append(testkit.Strings(t, "attack/jwt-samples.json"),
		"", ".", "..", "...", "a.b.c", good+".", "."+good, good+"=", " "+good, strings.ReplaceAll(good, ".", ""),
		strings.TrimRight(good, good[strings.LastIndex(good, ".")+1:]), strings.Repeat("a", sso.MaxToken+1),
		"eyJhbGciOiJub25lIn0.eyJzdWIiOiIxNyJ9.", "bnVsbA.bnVsbA.", "W10.W10.W10")
}

func TestNoToken(t *testing.T) {
	bad := notTokens(t)
	for alg, s := range newSigners(t) {
		for _, token := range bad {
			if a, err := s.trust.Verify(token, "news", now); problem.CodeOf(err) != problem.TokenInvalid {
				t.Errorf("%s took %q: %+v, %v", alg, token, a, err)
			}
		}
	}
}

// FuzzVerify changes tokens: what is still taken is who it was, on the site
// that it was for.
func FuzzVerify(f *testing.F) {
	s := newSigners(f)[sso.HS256]
	f.Add(s.sign(f, nil, nil))
	f.Add(s.sign(f, map[string]any{"aud": "other"}, nil))
	for _, token := range notTokens(f) {
		f.Add(token)
	}
	f.Fuzz(func(t *testing.T, token string) {
		a, err := s.trust.Verify(token, "news", now)
		switch code := problem.CodeOf(err); {
		case err == nil && (a.Subject != "17" || a.Name != "Lan" || a.Staff || a.Phone):
			t.Errorf("%q is %+v", token, a)
		case err != nil && code != problem.TokenInvalid && code != problem.TokenExpired:
			t.Errorf("%q: %v", token, err)
		}
	})
}
