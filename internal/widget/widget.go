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
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"crypto/sha512"
	"embed"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"html"
	"io/fs"
	"path"
	"strings"
	"sync"
)

//go:embed dist
var dist embed.FS

// Script is the name of the file with all elements.
const Script = "kibitz.js"

// brotli is what the variant's name ends in.
const brotli = ".br"

// File is a built file.
type File struct {
	Type    string // media type
	Version string // of this file alone, as [Version] is of all
	Body    []byte
	Brotli  []byte        // the body, compressed
	Gzip    func() []byte // the same, made when it is first asked for
}

// Integrity returns the hash by which a browser checks that it got this file,
// as it stands in the attribute integrity.
func (f File) Integrity() string {
	sum := sha512.Sum384(f.Body)
	return "sha384-" + base64.StdEncoding.EncodeToString(sum[:])
}

// built is dist as it is served.
type built struct {
	version string
	files   map[string]File
}

var load = sync.OnceValue(func() built {
	out := built{files: map[string]File{}}
	hash := sha256.New()
	err := fs.WalkDir(dist, "dist", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasSuffix(name, brotli) {
			return err
		}
		body, err := dist.ReadFile(name)
		if err != nil {
			return err
		}
		compressed, err := dist.ReadFile(name + brotli)
		if err != nil {
			return err
		}
		name = strings.TrimPrefix(name, "dist/")
		_, _ = fmt.Fprintf(hash, "%s %d\n%s", name, len(body), body) // a hash takes everything
		out.files[name] = File{
			Type: mediaType(name), Version: version(sha256.Sum256(body)), Body: body, Brotli: compressed,
			Gzip: sync.OnceValue(func() []byte { return gzipped(body) }),
		}
		return nil
	})
	if err != nil {
		panic("widget: dist is not whole: " + err.Error()) // it was embedded; only the build can be wrong
	}
	out.version = version([sha256.Size]byte(hash.Sum(nil)))
	return out
})

func version(hash [sha256.Size]byte) string { return hex.EncodeToString(hash[:])[:12] }

// Version returns the name of what was built: the first 12 hexadecimal digits of
// the SHA-256 of all files. Other files have another version.
func Version() string { return load().version }

// Find returns a file by its name below dist, such as "lang/vi.json", and
// whether there is one.
func Find(name string) (File, bool) {
	f, found := load().files[name]
	return f, found
}

func mediaType(name string) string {
	switch path.Ext(name) {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".json":
		return "application/json; charset=utf-8"
	}
	return "text/plain; charset=utf-8" // TypeScript has no type of its own
}

func gzipped(body []byte) []byte {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // a level that exists
	_, _ = w.Write(body)                                  // into memory
	_ = w.Close()
	return b.Bytes()
}

// Snippet returns the HTML that shows the discussion of a page, for the page of
// a site whose API is at the origin. The script's address holds its version and
// the integrity its hash: it runs unchanged or not at all.
func Snippet(origin, site string) string {
	f, _ := Find(Script)
	return fmt.Sprintf(`<script async src="%s/v1/widget/%s/%s" integrity="%s" crossorigin="anonymous"></script>
<kibitz-comments site="%s"></kibitz-comments>
`, html.EscapeString(origin), Version(), Script, f.Integrity(), html.EscapeString(site))
}
