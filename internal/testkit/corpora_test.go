package testkit_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"kibitz/internal/testkit"
)

func TestStrings(t *testing.T) {
	root := t.TempDir()
	t.Setenv(testkit.EnvCorpora, root)
	if err := os.Mkdir(filepath.Join(root, "xss"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string]string{
		"texts.json":    `["a", "b\u0000"]`,
		"payloads.json": `[{"name": "n", "payload": "c", "nfc": "d", "html": "e"}]`,
		"pieces.json":   `[{"name": "n", "pieces": [["> ", 3], ["a", 1]]}, {"pieces": [["[", 50000], ["a", 1], ["]", 50000]]}]`,
	} {
		if err := os.WriteFile(filepath.Join(root, "xss", name), []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got := testkit.CorporaFiles(t, "xss"); !slices.Equal(got, []string{"xss/payloads.json", "xss/pieces.json", "xss/texts.json"}) {
		t.Errorf("CorporaFiles = %q", got)
	}
	if got := testkit.Strings(t, "xss/texts.json"); !slices.Equal(got, []string{"a", "b\x00"}) {
		t.Errorf("texts: %q", got)
	}
	if got := testkit.Entries(t, "xss/payloads.json"); len(got) != 1 || got[0].Name != "n" || got[0].Payload != "c" || got[0].NFC != "d" {
		t.Errorf("payloads: %+v", got)
	}
	got := testkit.Strings(t, "xss/pieces.json")
	if len(got) != 2 || got[0] != "> > > a" {
		t.Fatalf("pieces: %.100q", got)
	}
	if n := len(got[1]); n < 4990 || n > 5000 || got[1][0] != '[' || got[1][n-1] != ']' {
		t.Errorf("scaled pieces: %d bytes", n)
	}
}
