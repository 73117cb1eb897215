package visitor

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/netip"
	"testing"
)

func TestNetwork(t *testing.T) {
	tests := []struct{ addr, want string }{
		{"203.0.113.7", "203.0.113.7/32"},
		{"::ffff:203.0.113.7", "203.0.113.7/32"},
		{"2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"},
		{"2001:db8:1:2:ffff::", "2001:db8:1:2::/64"},
		{"2001:db8:1:3::1", "2001:db8:1:3::/64"},
		{"fe80::1%eth0", "fe80::/64"},
		{"::1", "::/64"},
		{"0.0.0.0", "0.0.0.0/32"},
	}
	for _, test := range tests {
		if got := Network(netip.MustParseAddr(test.addr)); got.String() != test.want {
			t.Errorf("Network(%s) = %s, want %s", test.addr, got, test.want)
		}
	}
	if got := Network(netip.Addr{}); got.IsValid() {
		t.Errorf("Network of no address = %s, want the zero Prefix", got)
	}
}

func TestHash(t *testing.T) {
	key := []byte("a key of this test")

	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("\x02ab\x00\x03xyz"))
	if got, want := Hash(key, "ab", "", "xyz"), base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:16]); got != want {
		t.Errorf("Hash = %q, want %q: the first half of an HMAC over length-prefixed parts", got, want)
	}

	seen := map[string][]string{}
	for _, parts := range [][]string{
		nil, {""}, {"", ""}, {"ab"}, {"a", "b"}, {"ab", ""}, {"", "ab"}, {"b", "a"}, {"\x01a"}, {"\x01a\x01b"}, {"ab", "c"}, {"a", "bc"},
	} {
		hash := Hash(key, parts...)
		if len(hash) != 22 {
			t.Errorf("Hash(%q) = %q, want 22 characters", parts, hash)
		}
		if other, found := seen[hash]; found {
			t.Errorf("Hash(%q) = Hash(%q)", parts, other)
		}
		seen[hash] = parts
		if Hash(key, parts...) != hash {
			t.Errorf("Hash(%q) changes", parts)
		}
		if Hash([]byte("another key"), parts...) == hash {
			t.Errorf("Hash(%q) does not depend on the key", parts)
		}
	}
}

func TestIsPrefetch(t *testing.T) {
	tests := []struct {
		secPurpose, purpose, xMoz string
		want                      bool
	}{
		{"", "", "", false},
		{"prefetch", "", "", true},
		{"prefetch;prerender", "", "", true},
		{"prefetch;anonymous-client-ip", "", "", true},
		{"Prefetch ; prerender", "", "", true},
		{"prerender", "", "", true},
		{"other, prefetch", "", "", true},
		{"", "prefetch", "", true},
		{"", "preview", "", true},
		{"", "", "prefetch", true},
		{"", "", "Prefetch", true},
		{"navigate", "unknown", "x", false},
		{"no-prefetch", "", "", false},
		{"prefetching", "", "", false},
	}
	for _, test := range tests {
		if got := IsPrefetch(test.secPurpose, test.purpose, test.xMoz); got != test.want {
			t.Errorf("IsPrefetch(%q, %q, %q) = %v", test.secPurpose, test.purpose, test.xMoz, got)
		}
	}
}
