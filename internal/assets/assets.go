// Package assets holds built files that are embedded in the program and served
// as they are, each with its Brotli variant beside it.
package assets

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"sync"
)

// brotli is what the variant's name ends in.
const brotli = ".br"

// File is a built file.
type File struct {
	Type    string // media type
	Version string // of this file alone, as [Folder.Version] is of all
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

// Folder is the files that were built together.
type Folder struct {
	// Version names what was built: the first 12 hexadecimal digits of the
	// SHA-256 of all files.
	Version string
	files   map[string]File
}

// Load reads the files below dir, which were embedded: it panics when one is
// without its variant, for only the build can be wrong.
func Load(fsys fs.FS, dir string) Folder {
	out := Folder{files: map[string]File{}}
	hash := sha256.New()
	err := fs.WalkDir(fsys, dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasSuffix(name, brotli) {
			return err
		}
		body, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		compressed, err := fs.ReadFile(fsys, name+brotli)
		if err != nil {
			return err
		}
		name = strings.TrimPrefix(name, dir+"/")
		_, _ = fmt.Fprintf(hash, "%s %d\n%s", name, len(body), body) // a hash takes everything
		out.files[name] = File{
			Type: mediaType(name), Version: version(sha256.Sum256(body)), Body: body, Brotli: compressed,
			Gzip: sync.OnceValue(func() []byte { return gzipped(body) }),
		}
		return nil
	})
	if err != nil {
		panic("assets: " + dir + " is not whole: " + err.Error())
	}
	out.Version = version([sha256.Size]byte(hash.Sum(nil)))
	return out
}

func version(hash [sha256.Size]byte) string { return hex.EncodeToString(hash[:])[:12] }

// Find returns a file by its name below the folder, such as "lang/vi.json", and
// whether there is one.
func (d Folder) Find(name string) (File, bool) {
	f, found := d.files[name]
	return f, found
}

func mediaType(name string) string {
	switch path.Ext(name) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".html":
		return "text/html; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".json":
		return "application/json; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
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
