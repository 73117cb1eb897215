package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const (
	// envTools is the path of a Python venv with what requirements.txt names;
	// the Makefile makes one.
	envTools = "KIBITZ_TOOLS"
	// envRequire lists the services whose absence fails a test instead of
	// skipping it; see internal/testkit.
	envRequire = "TEST_REQUIRE"
)

// tool returns the path of a file in the venv, which may be a pattern. Without
// it the test is skipped, or fails when envRequire has "sam".
func tool(t testing.TB, pattern string) string {
	t.Helper()
	why := envTools + " is not set"
	if venv := os.Getenv(envTools); venv != "" {
		found, err := filepath.Glob(filepath.Join(venv, pattern))
		if err == nil && len(found) == 1 {
			return found[0]
		}
		why = "there is no " + pattern + " in " + venv
	}
	if slices.Contains(strings.Split(os.Getenv(envRequire), ","), "sam") {
		t.Fatalf("sam is required and missing: %s", why)
	}
	t.Skipf("sam is missing: %s", why)
	return ""
}

// run runs a command in the repository's root and returns what it printed.
func run(t testing.TB, env []string, name string, args ...string) (output string, err error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir = ".."
	// Of make's own variables a test's call of make must know nothing.
	cmd.Env = slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "MAKE") || strings.HasPrefix(v, "MFLAGS") })
	cmd.Env = append(cmd.Env, env...)
	out, err := cmd.CombinedOutput()
	return string(out), err
}
