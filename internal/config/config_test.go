package config

import (
	"strings"
	"testing"
)

// set gives a test an environment of its own.
func set(t *testing.T, env map[string]string) {
	t.Helper()
	for _, name := range []string{EnvTable, EnvRegion, EnvEndpoint, EnvAllEndpoints, EnvAccessKeyID, EnvSecretAccessKey, EnvSessionToken} {
		t.Setenv(name, env[name])
	}
}

func TestReadFunction(t *testing.T) {
	set(t, map[string]string{
		EnvTable: "kibitz-Table-1", EnvRegion: "eu-central-1",
		EnvAccessKeyID: "AKIDEXAMPLE", EnvSecretAccessKey: "secret", EnvSessionToken: "token",
	})
	f, err := ReadFunction()
	if want := (Function{Table: "kibitz-Table-1", Region: "eu-central-1"}); f != want || err != nil {
		t.Errorf("got %+v, %v, want %+v", f, err, want)
	}
	c, err := ReadCredentials()
	if want := (Credentials{"AKIDEXAMPLE", "secret", "token"}); c != want || err != nil {
		t.Errorf("got %+v, %v, want %+v", c, err, want)
	}
	if got := Region(); got != "eu-central-1" {
		t.Errorf("region is %q", got)
	}
}

func TestReadFunctionEndpoint(t *testing.T) {
	env := map[string]string{EnvTable: "t", EnvRegion: "r", EnvAccessKeyID: "a", EnvSecretAccessKey: "s"}
	for endpoint, ok := range map[string]bool{
		"http://127.0.0.1:8000": true, "https://vpce.example": true,
		"127.0.0.1:8000": false, "ftp://example.org": false, "http://": false, "%": false, "/path": false,
	} {
		env[EnvEndpoint] = endpoint
		set(t, env)
		f, err := ReadFunction()
		if (err == nil) != ok || f.Endpoint != endpoint {
			t.Errorf("%s: got %q, %v", endpoint, f.Endpoint, err)
		}
	}
}

func TestReadFunctionEndpointOfAllServices(t *testing.T) {
	env := map[string]string{
		EnvTable: "t", EnvRegion: "r", EnvAccessKeyID: "a", EnvSecretAccessKey: "s", EnvAllEndpoints: "http://127.0.0.1:4566",
	}
	for own, want := range map[string]string{"": "http://127.0.0.1:4566", "http://127.0.0.1:8000": "http://127.0.0.1:8000"} {
		env[EnvEndpoint] = own
		set(t, env)
		if f, err := ReadFunction(); f.Endpoint != want || err != nil {
			t.Errorf("endpoint is %q, want %q (%v)", f.Endpoint, want, err)
		}
	}
}

// TestReadFunctionNamesAllMistakes: whoever repairs an environment wants to
// do it once.
func TestReadFunctionNamesAllMistakes(t *testing.T) {
	set(t, map[string]string{EnvEndpoint: "nowhere", EnvSecretAccessKey: "hunter2"})
	_, err := ReadFunction()
	if err == nil {
		t.Fatal("no error")
	}
	for _, name := range []string{EnvTable, EnvRegion, EnvEndpoint, EnvAllEndpoints, EnvAccessKeyID} {
		if !strings.Contains(err.Error(), name) {
			t.Errorf("%s is not named in %q", name, err)
		}
	}
	if strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), EnvSecretAccessKey) {
		t.Errorf("%q tells too much", err)
	}
}
