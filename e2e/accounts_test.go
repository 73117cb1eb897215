package e2e

import (
	"crypto/rand"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"kibitz/internal/sso"
)

// example returns the code in docs/accounts.md of a language that contains a
// word.
func example(t *testing.T, language, word string) string {
	t.Helper()
	text, err := os.ReadFile("../docs/accounts.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, block := range regexp.MustCompile("(?s)```"+language+"\n(.*?)```").FindAllStringSubmatch(string(text), -1) {
		if strings.Contains(block[1], word) {
			return block[1]
		}
	}
	t.Fatalf("docs/accounts.md has no %s with %s", language, word)
	return ""
}

// output writes a program and runs it, with the secret in its environment.
// Without the program that runs it the test is skipped, or fails when
// envRequire has it.
func output(t *testing.T, secret, file, code string, command ...string) []string {
	t.Helper()
	if _, err := exec.LookPath(command[0]); err != nil {
		if slices.Contains(strings.Split(os.Getenv(envRequire), ","), command[0]) {
			t.Fatalf("%s is required and missing: %v", command[0], err)
		}
		t.Skipf("%s is missing: %v", command[0], err)
	}
	path := filepath.Join(t.TempDir(), file)
	if err := os.WriteFile(path, []byte(code), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := run(t, []string{"KIBITZ_SECRET=" + secret}, command[0], append(command[1:], path)...)
	if err != nil {
		t.Fatalf("%v: %v\n%s", command, err, out)
	}
	return strings.Fields(out)
}

// TestAccountExamples runs what the documentation tells a backend to do, and
// believes it.
func TestAccountExamples(t *testing.T) {
	k, secret, err := sso.NewSecret(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	shared := sso.Trust{Issuer: "https://news.example", Algorithm: sso.HS256, Keys: []sso.Key{k}}
	verify := func(t *testing.T, trust sso.Trust, token string, known bool) {
		t.Helper()
		got, err := trust.Verify(token, "news", time.Now())
		if want := (sso.Account{Issuer: "https://news.example", Subject: "17", Name: "Độc giả", Staff: known, Phone: known}); err != nil || got != want {
			t.Errorf("%s: %+v, %v", token, got, err)
		}
	}
	t.Run("node with a secret", func(t *testing.T) {
		code := example(t, "js", "createHmac") + `
console.log(kibitzToken({ id: 17, name: "Độc giả", staff: true, phoneVerified: true }));
console.log(kibitzToken({ id: 17, name: "Độc giả" }));`
		tokens := output(t, secret, "token.mjs", code, "node")
		verify(t, shared, tokens[0], true)
		verify(t, shared, tokens[1], false)
	})
	t.Run("node with a key pair", func(t *testing.T) {
		code := example(t, "js", "ed25519") + `
console.log(JSON.stringify(jwks));
console.log(kibitzToken({ id: 17, name: "Độc giả" }));`
		out := output(t, secret, "token.mjs", code, "node")
		keys, err := sso.ReadKeys(sso.EdDSA, []byte(out[0]))
		if err != nil {
			t.Fatal(err)
		}
		verify(t, sso.Trust{Issuer: "https://news.example", Algorithm: sso.EdDSA, Keys: keys}, out[1], false)
	})
	t.Run("go", func(t *testing.T) {
		code := `package main

import (
	"fmt"
	"os"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

` + example(t, "go", "kibitzToken") + `
func main() {
	token, err := kibitzToken("17", "Độc giả", true, true)
	if err != nil {
		panic(err)
	}
	fmt.Println(token)
}
`
		verify(t, shared, output(t, secret, "main.go", code, "go", "run")[0], true)
	})
}
