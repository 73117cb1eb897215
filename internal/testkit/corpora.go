// Package testkit is what the tests of several packages share: the test data that
// others wrote, a judge of HTML that shares no code with the sanitizer, and
// stand-ins for the services that Kibitz talks to. No program imports it.
package testkit

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// EnvCorpora names the folder with test data that others wrote: attack strings,
// Unicode torture, Markdown suites. They are not part of this repository.
const EnvCorpora = "KIBITZ_CORPORA"

// Corpora returns the folder that EnvCorpora names, or else ../shared/corpora
// beside the repository. When the variable is set and the folder is not there,
// the test fails; when neither is, the test says so in a line and ok is false.
func Corpora(t testing.TB) (root string, ok bool) {
	t.Helper()
	root = os.Getenv(EnvCorpora)
	named := root != ""
	if !named {
		root = filepath.Join(RepositoryRoot(t), "..", "shared", "corpora")
	}
	if info, err := os.Stat(root); err == nil && info.IsDir() {
		return root, true
	}
	if named {
		t.Fatalf("%s=%s is not a folder", EnvCorpora, root)
	}
	t.Logf("no corpora: %s is not set and %s is not there", EnvCorpora, root)
	return "", false
}

// CorporaFiles returns the paths, relative to the corpora, of all JSON files in
// the folders named; nothing when there are no corpora.
func CorporaFiles(t testing.TB, folders ...string) []string {
	t.Helper()
	root, ok := Corpora(t)
	if !ok {
		return nil
	}
	var all []string
	for _, folder := range folders {
		files, err := filepath.Glob(filepath.Join(root, folder, "*.json"))
		if err != nil || len(files) == 0 {
			t.Fatalf("corpora %s: no JSON files (%v)", folder, err)
		}
		for _, f := range files {
			all = append(all, filepath.Join(folder, filepath.Base(f)))
		}
	}
	return all
}

// Strings returns the strings of one file of the corpora, named by its path
// relative to them; nothing when there are no corpora. The file is an array of
// strings, of objects with a payload, or of objects with pieces to repeat, which
// are scaled to what the limits of a comment let through.
func Strings(t testing.TB, relpath string) []string {
	t.Helper()
	var all []string
	for _, e := range Entries(t, relpath) {
		all = append(all, e.Payload)
	}
	return all
}

// Entry is one string of the corpora with what its file says about it.
type Entry struct {
	Name    string `json:"name"`
	Payload string `json:"payload"`
	NFC     string `json:"nfc"`

	Pieces [][2]any `json:"pieces"` // text and how often to repeat it
}

// Entries is Strings with all fields.
func Entries(t testing.TB, relpath string) []Entry {
	t.Helper()
	root, ok := Corpora(t)
	if !ok {
		return nil
	}
	data, err := os.ReadFile(filepath.Join(root, relpath))
	if err != nil {
		t.Fatalf("corpora: %v", err)
	}
	var raw []json.RawMessage
	if err := json.Unmarshal(data, &raw); err != nil {
		t.Fatalf("corpora %s: %v", relpath, err)
	}
	all := make([]Entry, len(raw))
	for i, r := range raw {
		if json.Unmarshal(r, &all[i].Payload) == nil {
			continue
		}
		if err := json.Unmarshal(r, &all[i]); err != nil {
			t.Fatalf("corpora %s, entry %d: %v", relpath, i, err)
		}
		if all[i].Pieces != nil {
			all[i].Payload = join(t, all[i].Pieces)
		}
	}
	return all
}

// patternBytes is the length to which repeated pieces are scaled: below the
// limits of a comment in bytes and in graphemes.
const patternBytes = 5000

func join(t testing.TB, pieces [][2]any) string {
	t.Helper()
	total := 0
	each := func(do func(s string, n int)) {
		for _, p := range pieces {
			s, isText := p[0].(string)
			n, isNumber := p[1].(float64)
			if !isText || !isNumber {
				t.Fatalf("corpora: piece %v is not a text and a number", p)
			}
			do(s, int(n))
		}
	}
	each(func(s string, n int) { total += len(s) * n })
	var b strings.Builder
	each(func(s string, n int) {
		if total > patternBytes && n > 1 {
			n = n * patternBytes / total
		}
		b.WriteString(strings.Repeat(s, n))
	})
	return b.String()
}

// RepositoryRoot returns the folder of go.mod.
func RepositoryRoot(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			t.Fatal("no go.mod above the working directory")
		}
		dir = parent
	}
}
