// Package passkey speaks WebAuthn: it makes the options that browsers hand to
// authenticators, and verifies what these answer. It is staff.Ceremonies.
//
// A passkey is discoverable (nobody types a name) and verifies its user (it is
// two factors in one). Which model of authenticator made it is not asked. The
// relying party is the host of the page, exactly: a passkey of one host opens
// no other, and a page of another host gets no answer that verifies here.
package passkey

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"kibitz/internal/problem"
	"kibitz/internal/staff"
)

// Ceremonies makes and verifies the exchanges. The zero value is ready.
type Ceremonies struct{}

// record is what is kept of a passkey: what verifies its answers, and nothing
// of its making.
type record struct {
	PublicKey []byte `json:"key"`
	Flags     byte   `json:"flags"`
	Count     uint32 `json:"count"`
}

// user is a person as the library knows one.
type user struct {
	p    staff.Person
	host string
}

func (u user) WebAuthnID() []byte          { return []byte(u.p.ID) }
func (u user) WebAuthnName() string        { return u.p.Name }
func (u user) WebAuthnDisplayName() string { return u.p.Name }

// WebAuthnCredentials are the person's passkeys of the host.
func (u user) WebAuthnCredentials() []webauthn.Credential {
	var out []webauthn.Credential
	for _, k := range u.p.Passkeys {
		var r record
		id, err := base64.RawURLEncoding.DecodeString(k.ID)
		if k.Host != u.host || err != nil || json.Unmarshal(k.Data, &r) != nil {
			continue
		}
		out = append(out, webauthn.Credential{
			ID: id, PublicKey: r.PublicKey, AttestationType: "none",
			Flags:         webauthn.NewCredentialFlags(protocol.AuthenticatorFlags(r.Flags)),
			Authenticator: webauthn.Authenticator{SignCount: r.Count},
		})
	}
	return out
}

// party returns the relying party of an origin, and its host.
func party(origin string) (*webauthn.WebAuthn, string, error) {
	u, err := url.Parse(origin)
	if err != nil {
		return nil, "", fmt.Errorf("origin: %w", err)
	}
	host := u.Hostname()
	w, err := webauthn.New(&webauthn.Config{
		RPID: host, RPDisplayName: "Kibitz", RPOrigins: []string{origin},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, UserVerification: protocol.VerificationRequired,
		},
	})
	if err != nil { // a network address is no relying party
		return nil, "", problem.Wrap(err, problem.OriginNotAllowed, "", "Passkeys belong to a name. Open this page by the server's name, on this machine as localhost.")
	}
	return w, host, nil
}

// New begins to make a passkey of the person; see staff.Ceremonies.
func (Ceremonies) New(origin string, p staff.Person) (options, state []byte, err error) {
	w, host, err := party(origin)
	if err != nil {
		return nil, nil, err
	}
	u := user{p, host}
	var have []protocol.CredentialDescriptor
	for _, c := range u.WebAuthnCredentials() {
		have = append(have, c.Descriptor())
	}
	creation, session, err := w.BeginRegistration(u, webauthn.WithExclusions(have))
	if err != nil {
		return nil, nil, fmt.Errorf("begin registration: %w", err)
	}
	return pair(creation.Response, session)
}

// Made verifies the answer to New; see staff.Ceremonies.
func (Ceremonies) Made(origin string, p staff.Person, state, answer []byte) (staff.Passkey, error) {
	w, host, err := party(origin)
	if err != nil {
		return staff.Passkey{}, err
	}
	var session webauthn.SessionData
	if err := json.Unmarshal(state, &session); err != nil {
		return staff.Passkey{}, fmt.Errorf("read ceremony: %w", err)
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return staff.Passkey{}, refused(err)
	}
	c, err := w.CreateCredential(user{p, host}, session, parsed)
	if err != nil {
		return staff.Passkey{}, refused(err)
	}
	return kept(c, host)
}

// Ask begins to sign in somebody; see staff.Ceremonies.
func (Ceremonies) Ask(origin string) (options, state []byte, err error) {
	w, _, err := party(origin)
	if err != nil {
		return nil, nil, err
	}
	assertion, session, err := w.BeginDiscoverableLogin()
	if err != nil {
		return nil, nil, fmt.Errorf("begin sign-in: %w", err)
	}
	return pair(assertion.Response, session)
}

// Who returns whose answer it says it is; see staff.Ceremonies.
func (Ceremonies) Who(answer []byte) (string, error) {
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return "", refused(err)
	}
	return string(parsed.Response.UserHandle), nil
}

// Verify verifies the answer to Ask; see staff.Ceremonies. A counter that went
// back is of a copied key, and refused.
func (Ceremonies) Verify(origin string, p staff.Person, state, answer []byte) (staff.Passkey, error) {
	w, host, err := party(origin)
	if err != nil {
		return staff.Passkey{}, err
	}
	var session webauthn.SessionData
	if err := json.Unmarshal(state, &session); err != nil {
		return staff.Passkey{}, fmt.Errorf("read ceremony: %w", err)
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return staff.Passkey{}, refused(err)
	}
	_, c, err := w.ValidatePasskeyLogin(func([]byte, []byte) (webauthn.User, error) { return user{p, host}, nil }, session, parsed)
	if err != nil {
		return staff.Passkey{}, refused(err)
	}
	if c.Authenticator.CloneWarning {
		return staff.Passkey{}, refused(errors.New("the authenticator's counter went back"))
	}
	return kept(c, host)
}

// pair encodes what goes to the browser and what stays.
func pair(options, session any) (o, s []byte, err error) {
	if o, err = json.Marshal(options); err == nil {
		s, err = json.Marshal(session)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("encode ceremony: %w", err)
	}
	return o, s, nil
}

func kept(c *webauthn.Credential, host string) (staff.Passkey, error) {
	data, err := json.Marshal(record{c.PublicKey, byte(c.Flags.ProtocolValue()), c.Authenticator.SignCount})
	return staff.Passkey{ID: base64.RawURLEncoding.EncodeToString(c.ID), Host: host, Data: data}, err
}

// refused is the one answer to all that does not verify.
func refused(err error) error {
	return problem.Wrap(err, problem.SigninFailed, "", "This passkey could not be verified here. Begin again.")
}
