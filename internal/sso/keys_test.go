package sso_test

import (
	"strings"
	"testing"

	"kibitz/internal/sso"
)

// TestReadKeysRefuses pastes what is no public key of the algorithm, and
// looks for words that help.
func TestReadKeysRefuses(t *testing.T) {
	const ed = `{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}`
	for _, c := range []struct {
		alg        sso.Algorithm
		text, says string
	}{
		{sso.EdDSA, ``, "JWKS"},
		{sso.EdDSA, `[]`, "JWKS"},
		{sso.EdDSA, `{}`, "0 keys"},
		{sso.EdDSA, `{"keys":[` + ed + `,` + ed + `,` + ed + `]}`, "3 keys"},
		{sso.EdDSA, `{"keys":[` + ed + `,` + ed + `]}`, "same kid"},
		{sso.EdDSA, strings.Replace(ed, `"kty"`, `"d":"AA","kty"`, 1), "private"},
		{sso.EdDSA, strings.Replace(ed, `"kty"`, `"use":"enc","kty"`, 1), "use"},
		{sso.EdDSA, strings.Replace(ed, `"kty"`, `"alg":"ES256","kty"`, 1), "alg"},
		{sso.EdDSA, strings.Replace(ed, `"kty"`, `"kid":"a b","kty"`, 1), "kid"},
		{sso.EdDSA, strings.Replace(ed, "Ed25519", "X25519", 1), "Ed25519"},
		{sso.EdDSA, strings.Replace(ed, "11qY", "", 1), "32 bytes"},
		{sso.ES256, ed, "P-256"},
		{sso.RS256, ed, "RSA"},
		{sso.HS256, `{"kty":"oct","k":"c2VjcmV0"}`, "made by Kibitz"},
		{sso.EdDSA, `{"kty":"oct","k":"c2VjcmV0"}`, "Ed25519"},
		{sso.ES256, `{"kty":"EC","crv":"P-256","x":"` + strings.Repeat("A", 43) + `","y":"` + strings.Repeat("A", 43) + `"}`, "point"},
		{sso.RS256, `{"kty":"RSA","n":"` + strings.Repeat("_", 171) + `","e":"AQAB"}`, "1024 bits"},
		{sso.RS256, `{"kty":"RSA","n":"` + strings.Repeat("_", 342) + `","e":"AQ"}`, "cannot be"},
		{sso.RS256, `{"kty":"RSA","n":"` + strings.Repeat("_", 800) + `","e":"AQAB"}`, "4096"},
		{sso.EdDSA, `{"keys":[],"x":"` + strings.Repeat("x", 9000) + `"}`, "8 KB"},
	} {
		_, err := sso.ReadKeys(c.alg, []byte(c.text))
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s %.80s: %v, want %q", c.alg, c.text, err, c.says)
		}
	}
	if keys, err := sso.ReadKeys(sso.EdDSA, []byte(ed)); err != nil || len(keys) != 1 || keys[0].ID == "" {
		t.Errorf("a single key without kid: %v, %v", keys, err)
	}
}

func TestRestoreRefuses(t *testing.T) {
	if trust, err := sso.Restore("x", "", nil); err != nil || len(trust.Keys) != 0 || trust.Issuer != "" {
		t.Errorf("nothing kept: %+v, %v", trust, err)
	}
	for _, c := range [][2]string{{"none", `{"keys":[]}`}, {"HS256", `{"keys":[{"kty":"oct","k":"c2VjcmV0"}]}`}, {"RS256", `x`}} {
		if _, err := sso.Restore("x", c[0], []byte(c[1])); err == nil {
			t.Errorf("restored %s %s", c[0], c[1])
		}
	}
	for _, iss := range []string{"", "a b", "à", strings.Repeat("x", 201)} {
		if sso.CheckIssuer(iss) == nil {
			t.Errorf("%q is an issuer", iss)
		}
	}
}
