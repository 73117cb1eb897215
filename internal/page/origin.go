package page

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// Origin returns raw, which must be scheme://host or scheme://host:port with http or https, as browsers write it in the Origin
// header: lower-case, the host in its ASCII form (punycode), the scheme's default port left out. It is what a site keeps for
// each place that may embed it.
//
// Errors wrap [ErrInvalid]: "null", paths (also a lone "/"), user names, wildcards, hosts that browsers would read as another
// one (0x7f.1, a trailing dot).
func Origin(raw string) (string, error) {
	scheme, host, found := strings.Cut(raw, "://")
	scheme = strings.ToLower(scheme)
	switch {
	case !found || scheme != "http" && scheme != "https" || !utf8.ValidString(host):
		return "", invalid("an origin is written like https://example.com")
	case strings.ContainsAny(host, `/\?#`):
		return "", invalid("an origin ends with the host; it has no path and no slash at the end")
	case strings.Contains(host, "@"):
		return "", invalid("an origin has no user name")
	case strings.Contains(host, "*"):
		return "", invalid("an origin is exact; name each host instead of using a wildcard")
	}

	port := ""
	if colon := strings.LastIndexByte(host, ':'); colon > strings.LastIndexByte(host, ']') {
		n, err := strconv.ParseUint(host[colon+1:], 10, 16)
		if err != nil || n == 0 {
			return "", invalid("the port is not a number from 1 to 65535")
		}
		if !(scheme == "http" && n == 80 || scheme == "https" && n == 443) {
			port = ":" + strconv.FormatUint(n, 10)
		}
		host = host[:colon]
	}
	host, ok := asciiHost(host)
	if !ok {
		return "", invalid("the host is not a name or an IP address")
	}
	return scheme + "://" + host + port, nil
}

// AllowedOrigin reports whether header, the value of a request's Origin header, is exactly one of the origins (each a result of
// [Origin]) in scheme, host and port. "null", which a sandboxed frame and a local file send, is no origin.
//
// It tells browsers apart, not programs: anything that is not a browser can send any header.
func AllowedOrigin(header string, origins []string) bool {
	origin, err := Origin(header)
	return err == nil && slices.Contains(origins, origin)
}

// hostNames follows browsers (WHATWG URL, "domain to ASCII" without strictness), which accept "_" and "--" in a host.
var hostNames = idna.New(
	idna.MapForLookup(),
	idna.Transitional(false),
	idna.BidiRule(),
	idna.StrictDomainName(false),
	idna.CheckHyphens(false),
	idna.VerifyDNSLength(true),
)

// asciiHost returns the form of a host in which equal hosts are equal strings.
func asciiHost(host string) (string, bool) {
	if inner, found := strings.CutPrefix(host, "["); found {
		inner, found = strings.CutSuffix(inner, "]")
		addr, err := netip.ParseAddr(inner)
		return "[" + addr.String() + "]", found && err == nil && addr.Is6() && addr.Zone() == ""
	}
	host, err := hostNames.ToASCII(host)
	if err != nil || strings.ContainsFunc(host, notInHost) {
		return "", false
	}
	// No name under a numeric top level exists: browsers read "1.2.3", "0x7f.1" and "127.1" as IPv4 addresses in old spellings.
	last := host[strings.LastIndexByte(host, '.')+1:]
	if last == "" { // no host, or a trailing dot: to a browser another host than the one without it
		return "", false
	}
	if '0' <= last[0] && last[0] <= '9' {
		addr, err := netip.ParseAddr(host)
		return host, err == nil && addr.Is4()
	}
	return host, true
}

func notInHost(r rune) bool {
	return !('a' <= r && r <= 'z' || '0' <= r && r <= '9' || r == '-' || r == '_' || r == '.')
}
