package e2e

import (
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"kibitz/internal/config"
)

// TestStart compares the CPU time of the functions' starts with that of an
// empty function which has called its table once, too: it may be twice that.
// The SDK's config package would take most of the difference.
func TestStart(t *testing.T) {
	dir := build(t, "x86_64")
	empty := filepath.Join(dir, "empty")
	out, err := run(t, []string{"CGO_ENABLED=0"}, "go", "build", "-trimpath", "-tags=lambda.norpc", "-ldflags=-s", "-o", empty, "./e2e/testdata/empty")
	if err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	e := newEndpoint(t)
	programs := map[string]string{"": empty}
	for _, f := range e.template.Functions() {
		programs[f.Name] = filepath.Join(dir, f.Name, "bootstrap")
	}
	times := map[string][]time.Duration{}
	for range 25 { // in turns, so that a busy machine is one for all
		for name, program := range programs {
			times[name] = append(times[name], startTime(t, e, program))
		}
	}
	median := func(name string) time.Duration {
		slices.Sort(times[name])
		return times[name][len(times[name])/2]
	}
	least := median("")
	t.Logf("an empty function takes %v", least)
	delete(programs, "")
	for name := range programs {
		got := median(name)
		t.Logf("%s takes %v", name, got)
		if got > 2*least {
			t.Errorf("%s takes %v to start, an empty function %v", name, got, least)
		}
	}
}

// startTime runs a function until it asks Lambda for its first event and
// returns the CPU time that it took.
func startTime(t *testing.T, e *endpoint, program string) time.Duration {
	t.Helper()
	ready := make(chan struct{})
	lambda := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/invocation/next") {
			close(ready)
			<-r.Context().Done()
		}
	}))
	defer lambda.Close()
	cmd := exec.CommandContext(t.Context(), program)
	cmd.Env = []string{
		"AWS_LAMBDA_RUNTIME_API=" + strings.TrimPrefix(lambda.URL, "http://"),
		config.EnvTable + "=" + e.table, config.EnvRegion + "=" + region, config.EnvEndpoint + "=" + e.url,
		config.EnvAccessKeyID + "=ROLE", config.EnvSecretAccessKey + "=secret",
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		_ = cmd.Wait() // it is killed
		close(ended)
	}()
	select {
	case <-ready:
	case <-ended:
		t.Fatalf("%s does not start", program)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	<-ended
	return cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
}
