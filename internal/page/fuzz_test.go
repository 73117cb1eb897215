package page

import (
	"errors"
	"math/rand/v2"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

var seeds = []string{
	"/a", "https://example.com/tin-t%E1%BB%A9c/?utm_source=x&b=2&a=1#c", "article-123", "/..;/%2e%2e//x;y", "/=\u0338", "/%3C\u0327", "/a\u037e\u0301",
	"/%E1%BB", "/%", "/%%32e", "/%25%32%65", "?amp;amp;=", "/?amp;a&am%70;b", "a\u0301#", "http:", "K\u212a", "//", "/\u1fef\u0327", "/index.html/index.php/",
	"/\u0344\u0340", "/e" + strings.Repeat("\u0301", 40), "\u2000x\u2001",
}

func FuzzCanonical(f *testing.F) {
	for _, seed := range seeds {
		f.Add(seed)
	}
	f.Fuzz(checkCanonical)
}

func FuzzAddress(f *testing.F) {
	for _, seed := range seeds {
		f.Add(seed)
	}
	f.Fuzz(checkAddress)
}

// What the rules act on, put together at random: it reaches the places where two rules meet sooner than changing bytes does.
func TestAnyPieces(t *testing.T) {
	pieces := []string{
		"/", "//", ".", "..", ";", "?", "&", "=", "+", "#", "%", "2", "e", "C", "%2F", "%2e", "%3B", "%25", "%26", "%C3", "%A9", "%CC%B8", " ", "%20",
		"amp;", "index.html", "utm_", "token", "http:", "https://example.com", "null", "a", "é", "ệ", "\u0301", "\u0338", "\u0327", "\u037e", "\u1fef", "\u212a",
		"\u0344", "\u3000", "\u200d", "가", "\u1100", "\u1161", "\u11a8", "\u034f", "🎉", strings.Repeat("\u0301", 31),
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 30_000 {
		var raw strings.Builder
		for range 1 + random.IntN(9) {
			raw.WriteString(pieces[random.IntN(len(pieces))])
		}
		checkCanonical(t, raw.String())
		checkAddress(t, raw.String())
	}
}

func checkCanonical(t *testing.T, raw string) {
	id, err := Canonical(raw, site)
	if err != nil {
		if !errors.Is(err, ErrInvalid) || id != "" {
			t.Fatalf("Canonical(%q) = %q, %v; every error is ErrInvalid, alone", raw, id, err)
		}
		return
	}
	if id == "" || len(id) > MaxID || !utf8.ValidString(id) || strings.ContainsAny(id, "#\\") || strings.ContainsFunc(id, forbidden) {
		t.Fatalf("Canonical(%q) = %q, which is no id", raw, id)
	}
	if strings.HasPrefix(id, "//") || !norm.NFC.IsNormalString(id) {
		t.Fatalf("Canonical(%q) = %q, not in its one form", raw, id)
	}
	if again, err := Canonical(id, nil); err != nil || again != id {
		t.Fatalf("Canonical(%q) = %q, of which it makes %q, %v", raw, id, again, err)
	}
	if strings.HasPrefix(id, "/") {
		if again, err := Canonical(site[0]+id, site); err != nil || again != id {
			t.Fatalf("Canonical(%q) = %q, but as an address of the site it is %q, %v", raw, id, again, err)
		}
	}
}

func checkAddress(t *testing.T, raw string) {
	link, err := Address(raw, site)
	if err != nil || link == "" {
		if err != nil && !errors.Is(err, ErrInvalid) || link != "" {
			t.Fatalf("Address(%q) = %q, %v; every error is ErrInvalid, alone", raw, link, err)
		}
		return
	}
	parsed, err := url.Parse(link)
	if err != nil {
		t.Fatalf("Address(%q) = %q: %v", raw, link, err)
	}
	own, _ := siteOrigin(parsed.Scheme+"://"+parsed.Host, site)
	if own == "" || !strings.HasPrefix(link, own+"/") || parsed.User != nil || parsed.Fragment != "" || len(link) > MaxAddress {
		t.Fatalf("Address(%q) = %q, which does not lie on the site", raw, link)
	}
	if again, err := Address(link, site); err != nil || again != link {
		t.Fatalf("Address(%q) = %q, of which it makes %q, %v", raw, link, again, err)
	}
	// The id of a page does not depend on whether the widget sent what the browser shows or the link that we made of it.
	if want, err := Canonical(raw, site); err == nil {
		if got, err := Canonical(link, site); err != nil || got != want {
			t.Fatalf("Canonical(%q) = %q, but of its address %q it is %q, %v", raw, want, link, got, err)
		}
	}
}

func FuzzOrigin(f *testing.F) {
	for _, seed := range []string{"https://example.com:443", "http://báo.vn:8080", "http://[::ffff:1.2.3.4]", "https://xn--a", "https://ß。com", "http://1.2.3.4"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		origin, err := Origin(raw)
		if err != nil {
			return
		}
		if again, err := Origin(origin); err != nil || again != origin {
			t.Fatalf("Origin(%q) = %q, of which it makes %q, %v", raw, origin, again, err)
		}
		parsed, err := url.Parse(origin)
		if err != nil || parsed.Scheme+"://"+parsed.Host != origin || strings.ContainsFunc(origin, func(r rune) bool { return r > '~' || r <= ' ' }) {
			t.Fatalf("Origin(%q) = %q, which another parser reads as %v, %v", raw, origin, parsed, err)
		}
	})
}
