package testkit

import (
	"net/url"
	"testing"

	"github.com/descope/virtualwebauthn"
)

// Authenticator holds passkeys and answers for its user, as the one behind a
// browser does. Origin is that of the page which asks it, as the browser tells.
type Authenticator struct {
	Origin     string
	Unverified bool // the user is present, and not asked who they are

	passkey virtualwebauthn.Credential
	user    string
}

// paddedKey is the length of a public key on P-256 in COSE. The library leaves
// out the zeros that a coordinate begins with, one time in 128, and an honest
// verifier refuses what is shorter.
const paddedKey = 77

// NewAuthenticator returns an authenticator without a passkey.
func NewAuthenticator(origin string) *Authenticator { return &Authenticator{Origin: origin} }

func (a *Authenticator) device() (virtualwebauthn.RelyingParty, virtualwebauthn.Authenticator) {
	u, err := url.Parse(a.Origin)
	if err != nil {
		panic(err)
	}
	rp := virtualwebauthn.RelyingParty{ID: u.Hostname(), Name: "Kibitz", Origin: a.Origin}
	return rp, virtualwebauthn.NewAuthenticatorWithOptions(virtualwebauthn.AuthenticatorOptions{
		UserHandle: []byte(a.user), UserNotVerified: a.Unverified,
	})
}

// Create makes a passkey for the options and returns the answer, JSON.
func (a *Authenticator) Create(t testing.TB, options string) string {
	t.Helper()
	o, err := virtualwebauthn.ParseAttestationOptions(options)
	if err != nil {
		t.Fatal(err)
	}
	a.user, a.passkey = o.UserID, virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2)
	for len(a.passkey.Key.AttestationData()) != paddedKey {
		a.passkey = virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2)
	}
	rp, device := a.device()
	return virtualwebauthn.CreateAttestationResponse(rp, device, a.passkey, *o)
}

// Get answers the options with the passkey, JSON. Each answer counts one more.
func (a *Authenticator) Get(t testing.TB, options string) string {
	t.Helper()
	o, err := virtualwebauthn.ParseAssertionOptions(options)
	if err != nil {
		t.Fatal(err)
	}
	a.passkey.Counter++
	rp, device := a.device()
	return virtualwebauthn.CreateAssertionResponse(rp, device, a.passkey, *o)
}

// Rewind sets the counter back, as that of a copy that was made before.
func (a *Authenticator) Rewind() { a.passkey.Counter = 0 }
