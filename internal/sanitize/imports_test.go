package sanitize

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"kibitz/internal/testkit"
)

// There is one render path only as long as nobody else can render.
func TestOnlyThisPackageRenders(t *testing.T) {
	root := testkit.RepositoryRoot(t)
	importers := map[string]int{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != root && (strings.HasPrefix(d.Name(), ".") || d.Name() == "node_modules" || d.Name() == "vendor") {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return nil // not ours to report: the compiler does
		}
		for _, spec := range file.Imports {
			if strings.Contains(spec.Path.Value, "goldmark") || strings.Contains(spec.Path.Value, "bluemonday") {
				importers[filepath.ToSlash(strings.TrimPrefix(filepath.Dir(path), root))]++
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for dir, n := range importers {
		if dir != "/internal/sanitize" {
			t.Errorf("%d imports of a Markdown or HTML library in %s; call sanitize.Body", n, dir)
		}
	}
	if importers["/internal/sanitize"] == 0 {
		t.Error("the scan does not even find this package's own imports")
	}
}
