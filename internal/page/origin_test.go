package page

import (
	"errors"
	"testing"
)

func TestOrigin(t *testing.T) {
	tests := []struct{ raw, want string }{
		{"https://example.com", "https://example.com"},
		{"http://example.com", "http://example.com"},
		{"HTTPS://Example.COM", "https://example.com"},
		{"https://example.com:443", "https://example.com"},
		{"http://example.com:80", "http://example.com"},
		{"http://example.com:443", "http://example.com:443"},
		{"https://example.com:8443", "https://example.com:8443"},
		{"http://localhost:08080", "http://localhost:8080"},
		{"https://báo.vn", "https://xn--bo-mia.vn"},
		{"https://BÁO.vn", "https://xn--bo-mia.vn"},
		{"https://ba\u0301o.vn", "https://xn--bo-mia.vn"},
		{"https://xn--bo-mia.vn", "https://xn--bo-mia.vn"},
		{"https://straße.example", "https://xn--strae-oqa.example"},
		{"https://my_blog.example.com", "https://my_blog.example.com"},
		{"https://r3---sn.example.com", "https://r3---sn.example.com"},
		{"http://127.0.0.1:3000", "http://127.0.0.1:3000"},
		{"http://[::1]:3000", "http://[::1]:3000"},
		{"https://[2001:DB8::0:1]", "https://[2001:db8::1]"},
	}
	for _, test := range tests {
		got, err := Origin(test.raw)
		if err != nil || got != test.want {
			t.Errorf("Origin(%q) = %q, %v; want %q", test.raw, got, err, test.want)
		}
		if again, err := Origin(got); err != nil || again != got {
			t.Errorf("Origin(%q) = %q, %v; an origin must stay itself", got, again, err)
		}
	}
}

func TestOriginRefuses(t *testing.T) {
	for _, raw := range []string{
		"", "null", "*", "https://*", "https://*.example.com", "example.com", "//example.com", "https:example.com", "https://",
		"https://example.com/", "https://example.com/a", "https://example.com?a", "https://example.com#a", `https://example.com\a`,
		"https://user@example.com", "https://user:secret@example.com", "ftp://example.com", "file://", "javascript://example.com",
		"https://example.com:", "https://example.com:0", "https://example.com:65536", "https://example.com:-1", "https://example.com:80:80",
		"https://:443", "https://example.com.", "https://.example.com", "https://a..example.com", "https://exa mple.com", " https://example.com",
		"https://example.com\n", "https://example.com, https://other.example", "https://exam%70le.com", "https://example.com\x00",
		"https://0x7f.1", "https://127.1", "https://2130706433", "https://0177.0.0.1", "https://1.2.3.256", "https://1.2.3.4.5",
		"https://[::1", "https://::1", "https://[::1%25eth0]", "https://[127.0.0.1]", "https://[]", "https://[::1]x", "https://xn--a.example",
		"https://\u202eexample.com", "https://exa\u200bmple.com\xff",
	} {
		if got, err := Origin(raw); !errors.Is(err, ErrInvalid) || got != "" {
			t.Errorf("Origin(%q) = %q, %v; want ErrInvalid", raw, got, err)
		}
	}
}

func TestAllowedOrigin(t *testing.T) {
	origins := []string{"https://example.com", "http://localhost:8080"}
	for _, header := range []string{"https://example.com", "HTTPS://EXAMPLE.com", "https://example.com:443", "http://localhost:8080"} {
		if !AllowedOrigin(header, origins) {
			t.Errorf("AllowedOrigin(%q) = false", header)
		}
	}
	for _, header := range []string{
		"", "null", "*", "http://example.com", "https://example.com:8443", "https://www.example.com", "https://evilexample.com",
		"https://example.com.evil.com", "https://example.com/", "http://localhost", "https://localhost:8080", "example.com",
	} {
		if AllowedOrigin(header, origins) {
			t.Errorf("AllowedOrigin(%q) = true", header)
		}
	}
	// A list that was filled past Origin opens nothing.
	if AllowedOrigin("null", []string{"null", "*"}) || AllowedOrigin("https://a.example.com", []string{"https://*.example.com", "*"}) {
		t.Error("a wildcard or null in the list was matched")
	}
}
