package sanitize

import (
	"fmt"
	"net/mail"
	"strings"
)

// The limits of RFC 5321, section 4.5.3.1.
const (
	maxEmailBytes     = 254
	maxEmailUserBytes = 64
)

// Email returns one plain mail address: no display name, no comment, no quoting,
// the domain in lower case and Punycode, at most 254 bytes. White space around it and
// invisible characters are removed. Errors: ErrEmpty, ErrTooLong, ErrInvalid.
func Email(raw string) (string, error) {
	s := strings.TrimSpace(strings.Map(dropInvisible, strings.TrimSpace(raw)))
	if s == "" {
		return "", fmt.Errorf("email: %w", ErrEmpty)
	}
	if len(s) > 2*maxEmailBytes { // before parsing; Punycode may shorten it
		return "", fmt.Errorf("email of %d bytes: %w", len(s), ErrTooLong)
	}
	parsed, err := mail.ParseAddress(s)
	if err != nil {
		return "", fmt.Errorf("email: %w: %w", ErrInvalid, err)
	}
	// The parser understands names, comments, quoting and literals of IP
	// addresses. What it returns must be what was typed.
	at := strings.LastIndexByte(s, '@')
	if parsed.Address != s || !plainUser(s[:at]) {
		return "", fmt.Errorf("email: more than a plain address: %w", ErrInvalid)
	}
	domain, err := publicHost(s[at+1:])
	if err != nil {
		return "", fmt.Errorf("email: %w: %w", ErrInvalid, err)
	}
	email := s[:at+1] + domain
	if at > maxEmailUserBytes || len(email) > maxEmailBytes {
		return "", fmt.Errorf("email of %d bytes: %w", len(email), ErrTooLong)
	}
	return email, nil
}

// plainUser reports whether the part before the @ needs no quoting anywhere:
// letters, digits and the marks of RFC 5322's atext.
func plainUser(s string) bool {
	for _, c := range []byte(s) {
		if (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') &&
			strings.IndexByte(".!#$%&'*+/=?^_`{|}~-", c) < 0 {
			return false
		}
	}
	return true
}
