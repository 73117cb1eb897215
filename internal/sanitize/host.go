package sanitize

import (
	"html"
	"net/url"
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// hostOf returns the host behind an address, of a mail address its domain.
func hostOf(u *url.URL) string {
	if u.Opaque != "" {
		return u.Opaque[strings.LastIndexByte(u.Opaque, '@')+1:]
	}
	return u.Hostname()
}

// posesAsOther reports whether a link's text names a host that is not the one
// the link leads to, or names it in letters that pose as others. It would rather
// find a host too many ("node.js") than one too few: the answer only decides
// whether readers see the real host beside the text.
func posesAsOther(label string, to *url.URL) bool {
	host := strings.TrimPrefix(hostOf(to), "www.")
	label = strings.Map(dropInvisible, norm.NFKC.String(label))
	label = strings.ToLower(strings.ReplaceAll(label, "。", ".")) // a dot to IDNA as well
	for _, word := range strings.Fields(label) {
		if honest(word, host) {
			continue
		}
		for _, name := range strings.FieldsFunc(word, notHostRune) {
			if hostLike(name) && !honest(name, host) {
				return true
			}
		}
	}
	return false
}

// honest reports whether a word is an address on the host, or its bare name.
func honest(word, host string) bool {
	if _, rest, ok := strings.Cut(word, "://"); ok {
		word = rest
	}
	if i := strings.IndexAny(word, "/?#:"); i >= 0 {
		word = word[:i]
	}
	name := strings.TrimPrefix(strings.Trim(word, "."), "www.")
	if strings.IndexFunc(name, poses) >= 0 {
		return false
	}
	ascii, err := domains.ToASCII(name)
	return err == nil && ascii == host
}

// poses reports whether a letter of another script looks like one of ours.
func poses(r rune) bool {
	_, ok := lookalikes[r]
	return ok && !unicode.Is(unicode.Latin, r)
}

// hostLike reports whether a run of host characters reads as a host name: with a
// dot inside, and letters after the last one.
func hostLike(s string) bool {
	s = strings.Trim(s, ".-")
	dot := strings.LastIndexByte(s, '.')
	return dot > 0 && strings.IndexFunc(s[dot:], unicode.IsLetter) == 1
}

func notHostRune(r rune) bool {
	return r != '.' && r != '-' && !unicode.In(r, unicode.L, unicode.M, unicode.Nd)
}

// href is how html.go writes a link.
var href = regexp.MustCompile(`<a href="([^"]*)"`)

// LinkHosts returns the hosts that the links of a rendered comment lead to, in
// lower case and without "www.", each as often as it is linked; of a mail address
// the domain.
func LinkHosts(rendered string) []string {
	var hosts []string
	for _, m := range href.FindAllStringSubmatch(rendered, -1) {
		if host := LinkHost(html.UnescapeString(m[1])); host != "" {
			hosts = append(hosts, host)
		}
	}
	return hosts
}

// LinkHost returns the host of one address in the same way, "" for none.
func LinkHost(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(strings.ToLower(hostOf(u)), "www.")
}
