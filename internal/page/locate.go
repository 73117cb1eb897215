package page

import (
	"slices"
	"strings"
)

// location is an address in its parts, path and query still spelled as they were sent.
type location struct {
	origin string // one of the site's origins; empty for a path on a site that has none
	path   string // begins with "/"
	query  string // without "?"
}

// locate takes text apart as an address on one of the origins. It reports false for text that is no address at all.
func locate(text string, origins []string) (at location, isAddress bool, err error) {
	if strings.HasPrefix(text, "//") {
		return location{}, false, invalid("it starts with two slashes, which name another host")
	}
	if strings.HasPrefix(text, "/") {
		if len(origins) > 0 {
			at.origin = origins[0]
		}
		at.path, at.query, _ = strings.Cut(text, "?")
		return at, true, nil
	}

	scheme, rest, _ := strings.Cut(text, ":")
	rest, hasHost := strings.CutPrefix(rest, "//")
	switch strings.ToLower(scheme) {
	case "http", "https":
		if !hasHost {
			return location{}, false, invalid("the address has no host")
		}
	case "about", "blob", "data", "file", "javascript", "vbscript", "view-source":
		// A page that was saved, framed or opened from a disk: it has no address that another reader could open.
		return location{}, false, invalid("the page was not opened from a web site")
	default:
		if hasHost && isScheme(scheme) {
			return location{}, false, invalid("the address must start with http:// or https://")
		}
		return location{}, false, nil
	}

	host := rest
	if i := strings.IndexAny(rest, "/?"); i >= 0 {
		host = rest[:i]
	}
	origin, err := Origin(scheme + "://" + host)
	if err != nil {
		return location{}, false, err
	}
	var found bool
	if at.origin, found = siteOrigin(origin, origins); !found {
		return location{}, false, invalid("the address is not on this site; its host must be one of the site's origins")
	}
	at.path, at.query, _ = strings.Cut(rest[len(host):], "?")
	if at.path == "" {
		at.path = "/"
	}
	return at, true, nil
}

// siteOrigin finds the site's own origin for an address: the same one, or the one that differs only in http and https.
func siteOrigin(origin string, origins []string) (string, bool) {
	if slices.Contains(origins, origin) {
		return origin, true
	}
	_, host, _ := strings.Cut(origin, "://")
	for _, own := range origins {
		if _, ownHost, _ := strings.Cut(own, "://"); ownHost == host {
			return own, true
		}
	}
	return "", false
}

// isScheme reports whether s can be the scheme of a URL (RFC 3986, section 3.1), so that "Part 2: the river" stays an id.
func isScheme(s string) bool {
	for i, c := range []byte(s) {
		letter := 'a' <= c|0x20 && c|0x20 <= 'z'
		if !letter && (i == 0 || !strings.ContainsRune("0123456789+-.", rune(c))) {
			return false
		}
	}
	return s != ""
}
