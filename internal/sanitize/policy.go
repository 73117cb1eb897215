package sanitize

import (
	"regexp"

	"github.com/microcosm-cc/bluemonday"
)

// policy is the allow-list of everything a comment may hold. It is our own, not
// one of the library's ready-made ones: those let ids through, with which a
// comment can shadow the variables of the page around it, and images, with
// which it can watch the readers.
var policy = newPolicy()

func newPolicy() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "em", "strong", "del", "blockquote", "ul", "ol", "li", "code", "pre")
	p.AllowAttrs("href").OnElements("a")
	p.AllowURLSchemes("http", "https", "mailto")
	p.RequireParseableURLs(true)
	p.AllowRelativeURLs(false)
	p.AllowAttrs("rel").Matching(exactly(linkRel)).OnElements("a")
	p.AllowAttrs("target").Matching(exactly(linkTarget)).OnElements("a")
	p.RequireNoFollowOnLinks(true)
	p.RequireNoReferrerOnLinks(true)
	return p
}

func exactly(s string) *regexp.Regexp {
	return regexp.MustCompile(`\A` + regexp.QuoteMeta(s) + `\z`)
}
