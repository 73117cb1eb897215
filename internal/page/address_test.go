package page

import (
	"errors"
	"strings"
	"testing"
)

func TestAddress(t *testing.T) {
	tests := []struct{ about, raw, want string }{
		{"none", "", ""},
		{"spaces", "  ", ""},
		{"host alone", "https://example.com", "https://example.com/"},
		{"a page", "https://example.com/a?id=3", "https://example.com/a?id=3"},
		{"another origin", "https://www.example.com/a", "https://www.example.com/a"},
		{"http becomes the site's https", "http://example.com/a", "https://example.com/a"},
		{"https becomes the site's http", "https://localhost:8080/a", "http://localhost:8080/a"},
		{"capitals in the host", "HTTPS://Example.COM:443/A", "https://example.com/A"},
		{"host in letters", "https://báo.example/a", "https://xn--bo-mia.example/a"},
		{"a path lies on the first origin", "/a?id=3", "https://example.com/a?id=3"},
		{"fragment", "https://example.com/a#comments", "https://example.com/a"},
		{"tracking", "https://example.com/a?utm_source=x&id=3&fbclid=y&amp;gclid=z", "https://example.com/a?id=3"},
		{"credentials", "https://example.com/a;jsessionid=1A?PHPSESSID=2&token=3", "https://example.com/a"},
		{"order of parameters is kept", "https://example.com/a?b=1&a=2", "https://example.com/a?b=1&a=2"},
		{"plus is kept", "https://example.com/a?q=tin+nong", "https://example.com/a?q=tin+nong"},
		{"trailing slash is kept", "https://example.com/a/", "https://example.com/a/"},
		{"file name is kept", "https://example.com/a/index.html", "https://example.com/a/index.html"},
		{"slashes and dots are kept", "https://example.com//a/../b", "https://example.com//a/../b"},
		{"letters are readable", "https://example.com/tin-t%E1%BB%A9c", "https://example.com/tin-tức"},
		{"letters keep their composition", "https://example.com/tu%CC%9B%CC%81c", "https://example.com/tu\u031b\u0301c"},
		{"unsafe characters", "https://example.com/a b\"<script>", "https://example.com/a%20b%22%3Cscript%3E"},
		{"lone percent", "https://example.com/100%", "https://example.com/100%25"},
		{"encoded backslash", "/%5cevil.com", "https://example.com/%5Cevil.com"},
		{"address within the path", "/https://evil.com", "https://example.com/https://evil.com"},
	}
	for _, test := range tests {
		t.Run(test.about, func(t *testing.T) {
			got, err := Address(test.raw, site)
			if err != nil || got != test.want {
				t.Fatalf("Address(%q) = %q, %v; want %q", test.raw, got, err, test.want)
			}
			if again, err := Address(got, site); err != nil || again != got {
				t.Errorf("Address(%q) = %q, %v; an address must stay itself", got, again, err)
			}
		})
	}
}

func TestAddressRefuses(t *testing.T) {
	for _, raw := range []string{
		"article-123", "example.com/a", "//example.com/a", "//evil.com", `/\evil.com`, "https:example.com", "https:///example.com",
		"https://evil.com/", "https://example.com@evil.com/", "https://example.com.evil.com/", "https://evil.com?https://example.com",
		"https://evil.com#https://example.com", "javascript:alert(1)", "java\nscript:alert(1)", "data:text/html,x", "ftp://example.com/a",
		"/%0d%0aLocation:x", "/a%E2%80%AEb", "https://example.com/\u202ex", "https://example.com/\xff", "null", "?id=3",
		"https://example.com/" + strings.Repeat("a", MaxAddress),
	} {
		if got, err := Address(raw, site); !errors.Is(err, ErrInvalid) || got != "" {
			t.Errorf("Address(%q) = %q, %v; want ErrInvalid", raw, got, err)
		}
	}
	if got, err := Address("/a", nil); !errors.Is(err, ErrInvalid) {
		t.Errorf("a path without origins gave %q, %v; want ErrInvalid", got, err)
	}
}
