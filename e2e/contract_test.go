package e2e

import (
	"crypto/rand"
	"io"
	"net/http/httptest"
	"testing"
	"time"

	"kibitz/internal/app"
	"kibitz/internal/auth"
	"kibitz/internal/desk"
	"kibitz/internal/passkey"
	"kibitz/internal/site"
	"kibitz/internal/store"
	"kibitz/internal/table/local"
)

// TestContract lets schemathesis make up requests from the contract, sound and
// unsound ones, for a minute: no 5xx, no status and no answer that the
// contract does not have, and nothing accepted that it forbids.
func TestContract(t *testing.T) {
	schemathesis := tool(t, "bin/schemathesis")
	db, err := local.Open(t.TempDir(), store.Schema(), local.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	a := app.New(app.Options{Table: db, Now: time.Now, Random: rand.Reader, KeepSites: time.Minute, Passkeys: passkey.Ceremonies{}, Desk: desk.Files()})
	settings := site.Defaults()
	settings.Limits = false // of the kind that is meant for load tests
	if err := a.Store.AddSite(t.Context(), "demo", settings); err != nil {
		t.Fatal(err)
	}
	key, secret, err := auth.NewKey(rand.Reader, "demo", "schemathesis", auth.RoleOwner, time.Now(), time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Store.AddKey(t.Context(), key); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(a.Handler())
	t.Cleanup(server.Close)

	out, err := run(t, nil, schemathesis, "--config-file", "e2e/schemathesis.toml", "run", server.URL+"/v1/openapi.yaml",
		"--max-time", "60", "--header", "Authorization: Bearer "+secret,
		"--generation-database", "none", "--no-color")
	if err != nil {
		t.Errorf("schemathesis: %v\n%s", err, out)
		return
	}
	_, _ = io.WriteString(t.Output(), out)
}
