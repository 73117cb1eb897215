// Package desk is the moderators' dashboard: a page in TypeScript, built into
// dist, which is committed and embedded here, so that Go alone builds the
// program.
//
//	src/main.tsx   the start
//	src/app.ts     what the whole page knows: who is here, on which site, in which language and theme
//	src/route.ts   the address after the #, which is the only memory of where one is
//	src/api.ts     requests to /v1/moderation, and what comes back
//	src/shell.tsx  the top bar, the toast, the help, and the views between
//	src/words/     the words, a file a language; English is the master
//	src/ui/        parts that views are made of
//	src/signin/    signing in, invitations, one's own account
//	src/queue/     the list of comments, one of them in detail, decisions
//	src/views/     everything else that is in the navigation; index.ts names them
//	src/style/     the stylesheets, which make one file
//	build.mjs      the build, "make desk"
//	dist/          what was built, with a Brotli variant of each file beside it
//	test/          tests of the sources, and that dist is what they build
package desk

import (
	"embed"

	"kibitz/internal/assets"
)

//go:embed dist
var dist embed.FS

// Policy is the Content-Security-Policy of the page: scripts, styles and
// requests are its own, nothing frames it, no form leaves it, and HTML becomes
// part of it in one place only, the policy "kibitz".
const Policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; font-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types kibitz"

// Page is the name of the page itself among the files.
const Page = "index.html"

// Files are the page and what it loads, whose names have a hash in them. A program
// that does not call this does not carry them.
func Files() assets.Folder { return assets.Load(dist, "dist") }
