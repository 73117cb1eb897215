package e2e

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"kibitz/infra"
	"kibitz/internal/config"
)

// emulated is a built function in Lambda's own runtime emulator.
type emulated struct {
	t     *testing.T
	url   string
	log   *os.File // what the emulator and the function print
	ended chan struct{}
}

// emulate runs the function in dir with the environment that the template and
// Lambda give it.
func emulate(t *testing.T, dir string, e *endpoint, f infra.Function) *emulated {
	t.Helper()
	emulator := tool(t, "lib/python3*/site-packages/samcli/local/rapid/aws-lambda-rie-x86_64")
	fn := &emulated{t: t, ended: make(chan struct{})}
	var err error
	if fn.log, err = os.Create(filepath.Join(t.TempDir(), "log")); err != nil {
		t.Fatal(err)
	}
	front, runtime := freeAddress(t), freeAddress(t)
	fn.url = "http://" + front + "/2015-03-31/functions/function/invocations"
	ctx, stop := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, emulator, "--runtime-interface-emulator-address", front, "--runtime-api-address", runtime,
		filepath.Join(dir, f.Name, "bootstrap"))
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) } // lets it end the function too
	cmd.WaitDelay = 5 * time.Second
	cmd.Stdout, cmd.Stderr = fn.log, fn.log
	cmd.Env = []string{
		"AWS_LAMBDA_FUNCTION_NAME=" + f.Name, "AWS_LAMBDA_FUNCTION_VERSION=$LATEST",
		"AWS_LAMBDA_FUNCTION_MEMORY_SIZE=" + strconv.Itoa(f.MemorySize), "AWS_LAMBDA_FUNCTION_TIMEOUT=" + strconv.Itoa(f.Timeout),
		"AWS_LAMBDA_LOG_FORMAT=JSON", "AWS_LAMBDA_LOG_LEVEL=INFO",
		config.EnvRegion + "=" + region, config.EnvEndpoint + "=" + newRole(t, e, f),
		config.EnvAccessKeyID + "=" + f.Role, config.EnvSecretAccessKey + "=secret", config.EnvSessionToken + "=token",
	}
	for name, value := range f.Environment {
		if value == "Table" { // a reference to it
			value = e.table
		}
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = cmd.Wait() // invoke tells when it should not have ended
		close(fn.ended)
	}()
	t.Cleanup(func() {
		stop()
		<-fn.ended
		if t.Failed() {
			t.Logf("%s printed\n%s", f.Name, fn.printed())
		}
		_ = fn.log.Close()
	})
	return fn
}

// invoke sends an event and returns the answer.
func (fn *emulated) invoke(event []byte) []byte {
	fn.t.Helper()
	answer := fn.send(event)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		fn.t.Fatalf("invoke: %s %s (%v)", answer.Status, body, err)
	}
	return body
}

// send sends an event as soon as the emulator listens.
func (fn *emulated) send(event []byte) *http.Response {
	fn.t.Helper()
	again := time.NewTicker(10 * time.Millisecond)
	defer again.Stop()
	for {
		r, err := http.NewRequestWithContext(fn.t.Context(), http.MethodPost, fn.url, bytes.NewReader(event))
		if err != nil {
			fn.t.Fatal(err)
		}
		answer, err := http.DefaultClient.Do(r)
		if err == nil {
			return answer
		}
		if !errors.Is(err, syscall.ECONNREFUSED) {
			fn.t.Fatal(err)
		}
		select {
		case <-fn.ended:
			fn.t.Fatal("the emulator has ended")
		case <-again.C:
		}
	}
}

func (fn *emulated) printed() string {
	b, err := os.ReadFile(fn.log.Name())
	if err != nil {
		fn.t.Error(err)
	}
	return string(b)
}

// freeAddress returns an address of this machine on which nobody listens.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
