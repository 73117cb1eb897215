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

// BenchmarkStart compares the CPU time of the functions' starts with that of an
// empty function which has called its table once, too. The goal is twice that;
// the SDK's config package alone would take most of the difference, and the
// golden lists of imports in infra keep it out.
//
//	go test -run=^$ -bench=Start -benchtime=25x ./e2e
func BenchmarkStart(b *testing.B) {
	dir := build(b, "x86_64")
	empty := filepath.Join(dir, "empty")
	out, err := run(b, []string{"CGO_ENABLED=0"}, "go", "build", "-trimpath", "-tags=lambda.norpc", "-ldflags=-s", "-o", empty, "./e2e/testdata/empty")
	if err != nil {
		b.Fatalf("build: %v\n%s", err, out)
	}
	e := newEndpoint(b)
	programs := map[string]string{"empty": empty}
	for _, f := range e.template.Functions() {
		programs[f.Name] = filepath.Join(dir, f.Name, "bootstrap")
	}
	times := map[string][]time.Duration{}
	for b.Loop() { // in turns, so that a busy machine is one for all
		for name, program := range programs {
			times[name] = append(times[name], startTime(b, e, program))
		}
	}
	median := func(name string) time.Duration {
		slices.Sort(times[name])
		return times[name][len(times[name])/2]
	}
	least := median("empty")
	b.ReportMetric(0, "ns/op") // of all functions together it says nothing
	b.ReportMetric(float64(least.Microseconds())/1000, "empty-ms")
	for name := range programs {
		if name != "empty" {
			b.ReportMetric(float64(median(name))/float64(least), name+"/empty")
		}
	}
}

// startTime runs a function until it asks Lambda for its first event and
// returns the CPU time that it took.
func startTime(t testing.TB, e *endpoint, program string) time.Duration {
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
