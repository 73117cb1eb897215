package sanitize

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/net/idna"
)

const (
	maxLinkBytes    = 300  // of a person's website
	maxAddressBytes = 2048 // of a link in a comment; a longer one stays text
)

// Link returns the address of a person's website: absolute http or https, with
// a public host name in lower case and Punycode, without user info, at most 300
// bytes. White space around it and invisible characters are removed. Errors:
// ErrEmpty, ErrTooLong, ErrInvalid.
func Link(raw string) (string, error) {
	s := strings.TrimSpace(strings.Map(dropInvisible, strings.TrimSpace(raw)))
	if s == "" {
		return "", fmt.Errorf("link: %w", ErrEmpty)
	}
	u, err := parseHTTP(s)
	if err != nil {
		return "", fmt.Errorf("link: %w: %w", ErrInvalid, err)
	}
	link := u.String()
	if len(link) > maxLinkBytes {
		return "", fmt.Errorf("link of %d bytes: %w", len(link), ErrTooLong)
	}
	return link, nil
}

// dropInvisible removes what is pasted along with an address without being seen.
// Controls stay, and make it invalid.
func dropInvisible(r rune) rune {
	if invisible(r) && !unicode.IsControl(r) {
		return -1
	}
	return r
}

// parseAddress returns where a comment may link to: absolute http, https (also
// as www.…) and mailto, the latter with nothing but one address. Its String is
// ASCII.
func parseAddress(s string) (*url.URL, error) {
	scheme, rest, _ := strings.Cut(s, ":")
	var u *url.URL
	var err error
	switch {
	case strings.EqualFold(scheme, "mailto"):
		u, err = parseMailto(rest)
	case len(s) > 4 && strings.EqualFold(s[:4], "www."):
		u, err = parseHTTP("https://" + s)
	default:
		u, err = parseHTTP(s)
	}
	if err != nil {
		return nil, err
	}
	if len(u.String()) > maxAddressBytes {
		return nil, errors.New("address too long")
	}
	return u, nil
}

// parseMailto drops the query: it can fill in whole letters with hidden copies.
func parseMailto(s string) (*url.URL, error) {
	s, _, _ = strings.Cut(s, "?")
	s, err := url.PathUnescape(s)
	if err != nil {
		return nil, err
	}
	email, err := Email(s)
	if err != nil {
		return nil, err
	}
	if email[0] == '/' { // mailto://… is not what it looks like
		return nil, errors.New("mailto with a slash")
	}
	local, domain, _ := strings.Cut(email, "@")
	return &url.URL{Scheme: "mailto", Opaque: url.PathEscape(local) + "@" + domain}, nil
}

// parseHTTP is the one place that decides which http addresses are acceptable.
// Browsers and net/url disagree about odd ones, so whatever is odd is refused.
func parseHTTP(s string) (*url.URL, error) {
	for _, r := range s {
		if unicode.IsSpace(r) || unicode.IsControl(r) || invisible(r) || bidi(r) || r == unicode.ReplacementChar {
			return nil, fmt.Errorf("address with %U", r)
		}
		if r == '\\' { // a slash to browsers, an ordinary character to net/url
			return nil, errors.New("address with a backslash")
		}
	}
	u, err := url.Parse(s)
	if err != nil {
		return nil, err
	}
	if u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("scheme %q", u.Scheme)
	}
	if u.Opaque != "" || u.User != nil {
		return nil, errors.New("address without // or with user info")
	}
	host, err := publicHost(u.Hostname())
	if err != nil {
		return nil, err
	}
	if port := u.Port(); port != "" {
		if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
			return nil, fmt.Errorf("port %q", port)
		}
		host += ":" + port
	}
	u.Host = host
	u.RawQuery = escapeQuery(u.RawQuery)
	return u, nil
}

// domains maps host names as browsers do, to Punycode. Hyphens in the third and
// fourth place are left to the name's owner; large hosts have them.
var domains = idna.New(idna.MapForLookup(), idna.BidiRule(), idna.VerifyDNSLength(true), idna.CheckHyphens(false))

// publicHost returns the ASCII form of a host name that can exist in the public
// DNS: at least two labels, the last of them not a number. So it is never an IP
// address, in whatever notation, nor localhost: a link to those can only be
// meant to reach into the reader's own network.
func publicHost(name string) (string, error) {
	ascii, err := domains.ToASCII(name)
	if err != nil {
		return "", err
	}
	ascii = strings.TrimSuffix(ascii, ".") // after mapping: other scripts have their own full stop
	labels := strings.Split(ascii, ".")
	for _, label := range labels {
		if label == "" || label[0] == '-' || label[len(label)-1] == '-' {
			return "", fmt.Errorf("host %q with label %q", ascii, label)
		}
	}
	if c := labels[len(labels)-1][0]; len(labels) < 2 || c < 'a' || c > 'z' {
		return "", fmt.Errorf("host %q is not a public name", ascii)
	}
	return ascii, nil
}

// escapeQuery percent-encodes what net/url leaves alone in a query.
func escapeQuery(q string) string {
	var b strings.Builder
	for _, c := range []byte(q) {
		if c <= ' ' || c >= 0x7F || strings.IndexByte("\"<>`{|}^", c) >= 0 {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}
