// Package page decides which page a comment, a view or a reaction belongs to.
//
// The same article is opened through many addresses: with a campaign in the query, with and without a trailing slash, shared by an
// app that adds a click id, written once with "ệ" and once with "%E1%BB%87". Each would start a discussion of its own. So one
// function, [Canonical], turns what a widget sends into the id under which everything of the page is stored, and [Address] turns
// it into the link that readers and moderators follow. [Origin] and [AllowedOrigin] are the other half of the question: which web
// sites a request may come from, and which hosts a page may lie on.
//
// Reading order: this file (the two entry points), locate.go (telling addresses from ids that a publisher chose), spell.go (one
// spelling for every character), tracking.go (which query parameters say nothing about the page), origin.go, and state.go for
// what is known about a page.
//
// Everything here is a pure function of its arguments: no network, no clock, nothing kept between calls.
package page

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const (
	// MaxID is the longest id in bytes. It is a part of storage keys, which end at 2,048 bytes with DynamoDB.
	MaxID = 1000
	// MaxAddress is the longest address in bytes. Addresses lie in the page's own item, which every listing reads and pays for.
	MaxAddress = 500
	// maxInput bounds the work on a stranger's string; browsers and servers give up on addresses near this length too.
	maxInput = 8192
)

// ErrInvalid is wrapped by every error of this package. The text after it is one plain sentence for the person who set the page or
// the origin; it never repeats what was sent, so it may be shown to anyone.
var ErrInvalid = errors.New("not valid")

func invalid(detail string) error { return fmt.Errorf("%w: %s", ErrInvalid, detail) }

// Canonical returns the id of the page that raw names, for a site with the given origins (each a result of [Origin]).
//
// An absolute http or https address must be on the host of one of the origins and becomes its path and query; "/…" is a path;
// anything else is an id that the publisher chose and stays as it is, normalised to NFC. An id is valid UTF-8, 1 to [MaxID] bytes,
// and contains no '#', no control character and no bidirectional control. Canonical of an id is the same id, on every site.
//
// Of an address, this is dropped because it does not change the page: scheme and host, the fragment, tracking and session
// parameters, ";matrix" parameters, a file name index.html, .htm or .php, the trailing slash. Parameters are sorted by name.
//
// Errors wrap [ErrInvalid]: foreign hosts, other schemes, what broken scripts send instead of an address ("null", "undefined"),
// control characters also when percent-encoded, and ids that come out too long.
func Canonical(raw string, origins []string) (string, error) {
	text, err := clean(raw)
	if err != nil {
		return "", err
	}
	at, isAddress, err := locate(text, origins)
	if err != nil {
		return "", err
	}
	var id string
	if isAddress {
		id, err = at.id()
	} else {
		id, err = chosenID(text)
	}
	if err != nil {
		return "", err
	}
	if len(id) > MaxID {
		return "", invalid("the page id is longer than 1,000 bytes")
	}
	return id, nil
}

// Address returns the link to the page that raw names: absolute, beginning with one of the origins, at most [MaxAddress] bytes,
// without fragment, tracking or session parameters. A path is taken to be on the first origin. Unlike an id it keeps its trailing
// slash, its file name, the order of its parameters and the composition of its letters, because a server may care.
// It returns "" for "". Errors wrap [ErrInvalid]; an id that a publisher chose is no address.
func Address(raw string, origins []string) (string, error) {
	text, err := clean(raw)
	if err != nil || text == "" {
		return "", err
	}
	at, isAddress, err := locate(text, origins)
	if err != nil {
		return "", err
	}
	if !isAddress || at.origin == "" {
		return "", invalid("an address starts with https:// and lies on the site")
	}
	link, err := at.link()
	if err != nil {
		return "", err
	}
	if len(link) > MaxAddress {
		return "", invalid("the address is longer than 500 bytes")
	}
	return link, nil
}

// clean drops what surrounds the name of a page, the fragment and outer spaces, and refuses what no page is called.
func clean(raw string) (string, error) {
	if len(raw) > maxInput {
		return "", invalid("it is far too long")
	}
	if !utf8.ValidString(raw) {
		return "", invalid("it is not valid UTF-8")
	}
	text, _, _ := strings.Cut(raw, "#")
	text = strings.TrimSpace(text)
	if strings.Contains(text, `\`) {
		return "", invalid("it contains a backslash, which browsers read as a slash")
	}
	if strings.ContainsFunc(text, forbidden) {
		return "", errForbidden
	}
	return text, nil
}

var errForbidden = invalid("it contains a character that cannot be seen or that reverses the text")

// forbidden reports characters that may be in no id, whether written plainly or percent-encoded: they break log lines and headers,
// make two different ids look the same, or show one as another. U+FFFD stands for bytes that somebody before us failed to read.
func forbidden(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029' || r == utf8.RuneError
}

// chosenID is the id for text that is no address.
func chosenID(text string) (string, error) {
	switch text {
	case "":
		return "", invalid("it is empty")
	case "null", "NULL", "undefined", "NaN", "None", "<nil>":
		return "", invalid("it is an empty value of a script or template; all such pages would share one discussion")
	}
	for _, mark := range []string{"[object ", "{{", "${", "<%"} {
		if strings.Contains(text, mark) {
			return "", invalid("it is a script object or a template that was not filled in; all such pages would share one discussion")
		}
	}
	id := norm.NFC.String(text)
	// Normalisation makes letters of a few signs, a "K" of the kelvin. The id must still be none of the addresses that are refused.
	if _, _, err := locate(id, nil); err != nil {
		return "", err
	}
	return id, nil
}

// id is the page's path and query in their one form.
func (at location) id() (string, error) {
	var segments []string
	for segment := range strings.SplitSeq(at.path, "/") {
		segment, _, _ = strings.Cut(segment, ";")
		segment, err := respell(segment, norm.NFC.String)
		if err != nil {
			return "", err
		}
		switch segment {
		case "", ".":
		case "..":
			segments = segments[:max(0, len(segments)-1)]
		default:
			segments = append(segments, segment)
		}
	}
	for len(segments) > 0 && isIndex(segments[len(segments)-1]) {
		segments = segments[:len(segments)-1]
	}

	// In a query "+" and "%20" are the same space: which one is sent depends on the script that last rewrote the address.
	params, err := parameters(strings.ReplaceAll(at.query, "+", "%20"), norm.NFC.String)
	if err != nil {
		return "", err
	}
	slices.SortStableFunc(params, func(a, b parameter) int { return cmp.Compare(a.name, b.name) })
	return "/" + strings.Join(segments, "/") + queryString(params), nil
}

// isIndex reports the file that a server sends for a folder. Letter case is ignored: these names are in capitals only on servers
// that do not tell cases apart.
func isIndex(segment string) bool {
	switch strings.ToLower(segment) {
	case "index.html", "index.htm", "index.php":
		return true
	}
	return false
}

// link is the address as it was, less what does not belong to the page.
func (at location) link() (string, error) {
	asSent := func(s string) string { return s }
	segments := strings.Split(at.path, "/")
	for i, segment := range segments {
		segment, _, _ = strings.Cut(segment, ";")
		segment, err := respell(segment, asSent)
		if err != nil {
			return "", err
		}
		segments[i] = segment
	}
	params, err := parameters(at.query, asSent)
	if err != nil {
		return "", err
	}
	return at.origin + strings.Join(segments, "/") + queryString(params), nil
}
