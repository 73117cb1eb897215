package outgoing

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestNobodyElseMakesClients reads the program's sources: a client that is made
// elsewhere has none of this package's bounds. Those of the tables go where the
// program keeps its own data.
func TestNobodyElseMakesClients(t *testing.T) {
	const root = "../.."
	own := []string{"internal/outgoing", "internal/table/dynamo", "internal/table/socket", "internal/testkit"}
	files := 0
	for _, dir := range []string{"cmd", "functions", "internal"} {
		err := filepath.WalkDir(filepath.Join(root, dir), func(path string, e fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			files++
			name, err := filepath.Rel(root, path)
			if err != nil || slices.ContainsFunc(own, func(dir string) bool { return strings.HasPrefix(filepath.ToSlash(name), dir+"/") }) {
				return err
			}
			f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			ast.Inspect(f, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.CompositeLit:
					if of(n.Type, "Client", "Transport") {
						t.Errorf("%s makes a client of its own", name)
					}
				case *ast.CallExpr:
					if id, ok := n.Fun.(*ast.Ident); ok && id.Name == "new" && len(n.Args) == 1 && of(n.Args[0], "Client", "Transport") {
						t.Errorf("%s makes a client of its own", name)
					}
				case *ast.SelectorExpr:
					if of(n, "DefaultClient", "DefaultTransport", "Get", "Head", "Post", "PostForm") {
						t.Errorf("%s uses http.%s", name, n.Sel.Name)
					}
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if files < 100 {
		t.Errorf("only %d files were read", files)
	}
}

// of reports whether an expression is one of the names of net/http.
func of(e ast.Expr, names ...string) bool {
	s, ok := e.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	pkg, ok := s.X.(*ast.Ident)
	return ok && pkg.Name == "http" && slices.Contains(names, s.Sel.Name)
}
