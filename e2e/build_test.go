package e2e

import (
	"archive/zip"
	"compress/flate"
	"io"
	"os"
	"path/filepath"
	"testing"

	"kibitz/infra"
)

// maxZip bounds the package of a function that answers readers, in bytes:
// what Lambda must fetch before it starts. Moderators wait a little longer, for
// passkeys and the dashboard.
const (
	maxZip           = 4<<20 + 1<<18
	maxModerationZip = 6 << 20
)

// build builds all functions as make deploy does and returns the directory
// in which each has one of its own.
func build(t testing.TB, architecture string) string {
	t.Helper()
	tool(t, "bin/sam")
	dir := t.TempDir()
	out, err := run(t, offline, "make", "build", "ARCHITECTURE="+architecture, "BUILD_DIR="+dir)
	if err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return dir
}

// TestPackageSize builds what is deployed unless somebody asks for another
// architecture.
func TestPackageSize(t *testing.T) {
	dir := build(t, "arm64")
	tmpl := template(t)
	for _, f := range tmpl.Functions() {
		files, err := os.ReadDir(filepath.Join(dir, f.Name))
		if err != nil {
			t.Fatal(err)
		}
		if len(files) != 1 || files[0].Name() != "bootstrap" {
			t.Errorf("%s is packed with %v", f.Name, files)
		}
		size := zipped(t, filepath.Join(dir, f.Name, "bootstrap"))
		t.Logf("%s: %.2f MiB", f.Name, float64(size)/(1<<20))
		limit := int64(maxZip)
		if f.Name == "Moderation" {
			limit = maxModerationZip
		}
		if len(f.Routes) > 0 && size > limit {
			t.Errorf("%s is a package of %d bytes, over %d", f.Name, size, limit)
		}
	}
}

// zipped returns the size of a file as a zip, packed as SAM packs it.
func zipped(t *testing.T, path string) int64 {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var size counter
	archive := zip.NewWriter(&size)
	archive.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, 6) })
	entry, err := archive.Create("bootstrap")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(entry, file); err != nil {
		t.Fatal(err)
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	return int64(size)
}

// counter counts what is written to it.
type counter int64

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

// template reads the template with its defaults.
func template(t testing.TB) *infra.Template {
	t.Helper()
	tmpl, err := infra.Read("../template.yaml", nil)
	if err != nil {
		t.Fatal(err)
	}
	return tmpl
}
