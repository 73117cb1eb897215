package desk_test

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kibitz/internal/desk"
)

// TestPageNamesItsFiles has the page, and under the names in it the files with
// the types that a browser asks for.
func TestPageNamesItsFiles(t *testing.T) {
	page, found := desk.Files().Find(desk.Page)
	if !found || page.Type != "text/html; charset=utf-8" {
		t.Fatalf("the page: %v, %q", found, page.Type)
	}
	types := map[string]string{"js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8", "svg": "image/svg+xml"}
	for _, m := range regexp.MustCompile(`/moderation/(\w+\.[0-9a-f]{8}\.(\w+))"`).FindAllSubmatch(page.Body, -1) {
		name, kind := string(m[1]), string(m[2])
		f, found := desk.Files().Find(name)
		if !found || f.Type != types[kind] || len(f.Brotli) == 0 {
			t.Errorf("%s: %v, %q, %d bytes of Brotli", name, found, f.Type, len(f.Brotli))
		}
		delete(types, kind)
	}
	if len(types) > 0 {
		t.Errorf("the page names no file of %v:\n%s", types, page.Body)
	}
}

// TestPolicyHolds has nothing in the page that its policy forbids: neither
// script nor style stands in it, and nothing comes from elsewhere.
func TestPolicyHolds(t *testing.T) {
	page, _ := desk.Files().Find(desk.Page)
	if regexp.MustCompile(`(?i)<style|style=|\son\w+=|<script[^>]*>[^<]|https?:|<base`).Match(page.Body) {
		t.Errorf("the page has what its policy forbids:\n%s", page.Body)
	}
	directives := strings.Split(desk.Policy, "; ")
	for _, want := range []string{"default-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'", "trusted-types kibitz"} {
		if !slices.Contains(directives, want) {
			t.Errorf("the policy lacks %s", want)
		}
	}
	if strings.Contains(desk.Policy, "unsafe") || strings.Contains(desk.Policy, "*") {
		t.Errorf("the policy is open: %s", desk.Policy)
	}
}

// TestSize keeps the dashboard small, in bytes compressed.
func TestSize(t *testing.T) {
	page, _ := desk.Files().Find(desk.Page)
	for kind, most := range map[string]int{"js": 64 << 10, "css": 10 << 10} {
		name := regexp.MustCompile(`desk\.\w+\.` + kind).Find(page.Body)
		f, found := desk.Files().Find(string(name))
		t.Logf("%s: %d B", name, len(f.Brotli))
		if !found || len(f.Brotli) > most || !bytes.HasSuffix(name, []byte(kind)) {
			t.Errorf("%s has %d B, want at most %d", name, len(f.Brotli), most)
		}
	}
}
