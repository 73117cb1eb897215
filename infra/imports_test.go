package infra

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files")

// forbidden packages cost a cold start more than they give.
var forbidden = []string{
	"kibitz/internal/table/local", "kibitz/internal/table/dynamo/streams", "kibitz/internal/demo", "kibitz/internal/testkit",
	"github.com/cockroachdb/pebble", "github.com/aws/aws-sdk-go-v2/config",
}

// TestImports holds what each function links against a list, so that a new
// dependency shows in the change that brings it. Write the lists with
//
//	go test ./infra -run TestImports -update
func TestImports(t *testing.T) {
	dirs, err := filepath.Glob("../functions/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range dirs {
		name := filepath.Base(dir)
		t.Run(name, func(t *testing.T) {
			got := imports(t, "./functions/"+name)
			for _, pkg := range forbidden {
				for line := range strings.Lines(got) {
					if line = strings.TrimSpace(line); line == pkg || strings.HasPrefix(line, pkg+"/") {
						t.Errorf("links %s", line)
					}
				}
			}
			golden := filepath.Join("testdata", "imports", name+".txt")
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("links\n%s\nbut %s has\n%s", got, golden, want)
			}
		})
	}
}

// imports returns the packages that a function links on AWS, one a line,
// without those of the standard library.
func imports(t *testing.T, pkg string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-deps", "-tags=lambda.norpc", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", pkg)
	cmd.Dir = ".."
	cmd.Env = append(os.Environ(), "GOOS=linux", "GOARCH=arm64", "CGO_ENABLED=0")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list %s: %v", pkg, err)
	}
	lines := strings.Fields(string(out))
	return strings.Join(slices.Sorted(slices.Values(lines)), "\n") + "\n"
}
