// Package widget is what a page embeds: custom elements in TypeScript, built
// into dist, which is committed and embedded here, so that Go alone builds the
// program.
//
//	src/       the sources; main.ts is kibitz.js, write.ts what that loads for
//	           who writes or has written, kibitz-write.js; small.ts is kibitz-count.js
//	src/lang/  the words, a file a language; English is the master
//	api/       what editors read: TypeScript declarations and the manifest
//	build.mjs  the build, "make widget"
//	dist/      what was built, with a Brotli variant of each file beside it
//	test/      tests of the sources, and that dist is what they build
package widget

import (
	"embed"
	"fmt"
	"html"
	"sync"

	"kibitz/internal/assets"
)

//go:embed dist
var dist embed.FS

// Script is the name of the file with all elements.
const Script = "kibitz.js"

var load = sync.OnceValue(func() assets.Folder { return assets.Load(dist, "dist") })

// Version returns the name of what was built: the first 12 hexadecimal digits of
// the SHA-256 of all files. Other files have another version.
func Version() string { return load().Version }

// Find returns a file by its name below dist, such as "lang/vi.json", and
// whether there is one.
func Find(name string) (assets.File, bool) { return load().Find(name) }

// Snippet returns the HTML that shows the discussion of a page, for the page of
// a site whose API is at the origin. The script's address holds its version and
// the integrity its hash: it runs unchanged or not at all.
func Snippet(origin, site string) string {
	f, _ := Find(Script)
	return fmt.Sprintf(`<script async src="%s/v1/widget/%s/%s" integrity="%s" crossorigin="anonymous"></script>
<kibitz-comments site="%s"></kibitz-comments>
`, html.EscapeString(origin), Version(), Script, f.Integrity(), html.EscapeString(site))
}
