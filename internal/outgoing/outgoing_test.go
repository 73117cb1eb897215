package outgoing

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"code.dny.dev/ssrf"
)

// opened returns a client of public reach that may go to the test's server.
func opened(t *testing.T, s *httptest.Server, within time.Duration) *http.Client {
	t.Helper()
	roots := x509.NewCertPool()
	roots.AddCert(s.Certificate())
	c := newClient(Public, nil, &tls.Config{RootCAs: roots}, within)
	t.Cleanup(c.CloseIdleConnections)
	return c
}

func read(c *http.Client, address string) (status int, body string, err error) {
	answer, err := c.Get(address)
	if err != nil {
		return 0, "", err
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	return answer.StatusCode, string(b), err
}

// TestPublicAddressesAlone: no name and no way of writing an address leads to
// the machine itself, its network, or the cloud's own services.
func TestPublicAddressesAlone(t *testing.T) {
	s := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("it was asked") }))
	defer s.Close()
	c := NewClient(Public)
	for _, address := range []string{
		s.URL, "https://localhost/", "https://127.0.0.1/", "https://127.1/", "https://0/", "https://[::1]/", "https://[::ffff:127.0.0.1]/",
		"https://169.254.169.254/latest/meta-data/", "https://169.254.170.2/", "https://169.254.100.1/", "https://10.0.0.1/", "https://172.16.0.1/",
		"https://192.168.1.1/", "https://100.64.0.1/", "https://[fe80::1]/", "https://[fc00::1]/", "https://[64:ff9b::7f00:1]/", "https://[2002:7f00:1::]/", "https://224.0.0.1/",
	} {
		_, _, err := read(c, address)
		if !errors.Is(err, ssrf.ErrProhibitedIP) && !errors.Is(err, ssrf.ErrProhibitedPort) && (err == nil || !strings.Contains(err.Error(), "no such host") && !strings.Contains(err.Error(), "lookup")) {
			t.Errorf("%s: %v", address, err)
		}
	}
	for _, address := range []string{"http://news.example/", "https://user:secret@news.example/", "ftp://news.example/"} {
		if _, _, err := read(c, address); !errors.Is(err, ErrAddress) && !strings.Contains(fmt.Sprint(err), "unsupported protocol") {
			t.Errorf("%s: %v", address, err)
		}
	}
}

// TestExchange: a redirect is an answer, and what is too long or too slow is an
// error.
func TestExchange(t *testing.T) {
	done := make(chan struct{})
	mux := http.NewServeMux()
	mux.HandleFunc("/fits", func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprint(w, strings.Repeat("x", MaxAnswer)) })
	mux.HandleFunc("/long", func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprint(w, strings.Repeat("x", MaxAnswer+1)) })
	mux.HandleFunc("/endless", func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			if _, err := fmt.Fprint(w, strings.Repeat("x", 4096)); err != nil {
				return
			}
		}
	})
	mux.HandleFunc("/away", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/secret", http.StatusFound) })
	mux.HandleFunc("/secret", func(http.ResponseWriter, *http.Request) { t.Error("the redirect was followed") })
	mux.HandleFunc("/never", func(http.ResponseWriter, *http.Request) { <-done })
	s := httptest.NewTLSServer(mux)
	defer s.Close()
	defer close(done)

	c := opened(t, s, fullTime)
	if status, body, err := read(c, s.URL+"/fits"); status != http.StatusOK || len(body) != MaxAnswer || err != nil {
		t.Errorf("%d, %d bytes, %v", status, len(body), err)
	}
	for _, path := range []string{"/long", "/endless"} {
		if _, body, err := read(c, s.URL+path); !errors.Is(err, ErrTooLong) || len(body) > MaxAnswer {
			t.Errorf("%s: %d bytes, %v", path, len(body), err)
		}
	}
	if status, _, err := read(c, s.URL+"/away"); status != http.StatusFound || err != nil {
		t.Errorf("redirect: %d %v", status, err)
	}
	if _, _, err := read(opened(t, s, time.Millisecond), s.URL+"/never"); err == nil || !err.(interface{ Timeout() bool }).Timeout() {
		t.Errorf("a silent server: %v", err)
	}
}

// TestChosen: who runs the program may point it to a host beside it, over http.
func TestChosen(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprint(w, "here") }))
	defer s.Close()
	c := NewClient(Chosen)
	defer c.CloseIdleConnections()
	if status, body, err := read(c, s.URL); status != http.StatusOK || body != "here" || err != nil {
		t.Errorf("%d %q %v", status, body, err)
	}
	if _, _, err := read(c, strings.Replace(s.URL, "http://", "http://user:secret@", 1)); !errors.Is(err, ErrAddress) {
		t.Errorf("with credentials: %v", err)
	}
}
