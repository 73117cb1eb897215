package main

import (
	"fmt"
	"strings"

	"kibitz/internal/page"
	"kibitz/internal/site"
	"kibitz/internal/widget"
)

// snippetFlags say where the API is, which a table does not know.
type snippetFlags struct {
	API string `default:"http://127.0.0.1:8080" placeholder:"URL" help:"Origin of the API in the HTML to embed: that of kibitz serve, or ApiUrl of a deployed stack."`
}

// print prints the HTML that a site's pages embed.
func (f snippetFlags) print(t *terminal, id string) error {
	origin, err := page.Origin(strings.TrimSuffix(f.API, "/"))
	if err != nil {
		return misused("--api: %v", err)
	}
	_, err = fmt.Fprint(t.out, widget.Snippet(origin, id))
	return err
}

type siteSnippet struct {
	siteArg
	snippetFlags
}

// Help teaches by example.
func (siteSnippet) Help() string {
	return `Prints the HTML that shows the discussion of a page. It holds the version and the hash of the script, so it
runs what this program has, or nothing: print it again after an upgrade. docs/embed.md has more elements.

Examples:
  kibitz site snippet news --api https://talk.news.example`
}

// Run prints the HTML.
func (c *siteSnippet) Run(t *terminal) error {
	if !site.ValidID(c.Site) {
		return misused("%q cannot name a site: use 1 to 40 of a-z, 0-9 and '-'", c.Site)
	}
	return c.print(t, c.Site)
}
