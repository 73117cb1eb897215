package httpapi

import (
	"net/http"
	"net/netip"
	"testing"
)

func TestClientAddress(t *testing.T) {
	proxies := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("2001:db8:ffff::/48")}
	for _, c := range []struct {
		remote string
		chain  []string
		want   string
	}{
		// not through a proxy of ours: whatever the client says
		{"203.0.113.1:1234", nil, "203.0.113.1"},
		{"203.0.113.1:1234", []string{"198.51.100.1"}, "203.0.113.1"},
		{"[2001:db8::1]:1234", []string{"198.51.100.1"}, "2001:db8::1"},
		{"[::ffff:203.0.113.1]:1234", nil, "203.0.113.1"},
		{"[fe80::1%eth0]:1234", nil, "fe80::1"},
		{"203.0.113.1", nil, "203.0.113.1"},
		{"@", []string{"198.51.100.1"}, "invalid IP"},
		{"", nil, "invalid IP"},
		// through one
		{"10.1.1.1:1", []string{"198.51.100.1"}, "198.51.100.1"},
		{"10.1.1.1:1", []string{"1.1.1.1, 198.51.100.1"}, "198.51.100.1"},
		{"10.1.1.1:1", []string{"1.1.1.1", "198.51.100.1"}, "198.51.100.1"},
		{"10.1.1.1:1", []string{"1.1.1.1,198.51.100.1,10.2.2.2, 10.3.3.3"}, "198.51.100.1"},
		{"[2001:db8:ffff::1]:1", []string{"2001:db8:1::1, 10.2.2.2"}, "2001:db8:1::1"},
		{"[::ffff:10.1.1.1]:1", []string{"198.51.100.1"}, "198.51.100.1"},
		{"10.1.1.1:1", []string{"::ffff:198.51.100.1"}, "198.51.100.1"},
		{"10.1.1.1:1", []string{"198.51.100.1:4711"}, "198.51.100.1"},
		{"10.1.1.1:1", []string{"[2001:db8:1::1]:4711"}, "2001:db8:1::1"},
		{"10.1.1.1:1", []string{"[2001:db8:1::1]"}, "2001:db8:1::1"},
		// only proxies, or nothing that can be read: the last one that we know
		{"10.1.1.1:1", nil, "10.1.1.1"},
		{"10.1.1.1:1", []string{"10.2.2.2"}, "10.2.2.2"},
		{"10.1.1.1:1", []string{"unknown"}, "10.1.1.1"},
		{"10.1.1.1:1", []string{"198.51.100.1, unknown, 10.2.2.2"}, "10.2.2.2"},
		{"10.1.1.1:1", []string{"198.51.100.1,"}, "10.1.1.1"},
	} {
		r := &http.Request{RemoteAddr: c.remote, Header: http.Header{"X-Forwarded-For": c.chain}}
		if got := clientAddress(r, proxies).String(); got != c.want {
			t.Errorf("%s with %q is %s, want %s", c.remote, c.chain, got, c.want)
		}
	}
}

func TestIfNoneMatch(t *testing.T) {
	const tag = `"abc"`
	for _, c := range []struct {
		fields []string
		want   bool
	}{
		{nil, false}, {[]string{""}, false}, {[]string{`"ab"`}, false}, {[]string{`abc`}, false}, {[]string{`"abc`}, false},
		{[]string{tag}, true}, {[]string{"W/" + tag}, true}, {[]string{`"x", "abc"`}, true}, {[]string{`"x"`, ` "abc" `}, true}, {[]string{"*"}, true},
	} {
		if got := holds(c.fields, tag); got != c.want {
			t.Errorf("%q: %v", c.fields, got)
		}
	}
}
