package testkit

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// The variables of the environment that say where a DynamoDB endpoint is.
const (
	// EnvEndpoint is the address of a running endpoint, as in
	// http://127.0.0.1:8000.
	EnvEndpoint = "DYNAMODB_ENDPOINT"
	// EnvDynoxide is the path of a dynoxide binary to start when there is no
	// endpoint; npm has it as @dynoxide/linux-x64 and its like.
	EnvDynoxide = "KIBITZ_DYNOXIDE"
	// EnvRequire lists, with commas between them, the services whose absence
	// fails a test instead of skipping it.
	EnvRequire = "TEST_REQUIRE"
)

// DynamoDB returns the address of a DynamoDB endpoint: the one that
// EnvEndpoint names, else that of a dynoxide which is started once a test
// process and ends with it. Without both the test is skipped, or fails when
// EnvRequire has "dynamodb".
//
// Tests share the endpoint; each makes tables of its own.
func DynamoDB(t testing.TB) (endpoint string) {
	t.Helper()
	if endpoint := os.Getenv(EnvEndpoint); endpoint != "" {
		return endpoint
	}
	binary := os.Getenv(EnvDynoxide)
	if binary == "" {
		missing(t, "dynamodb", "neither "+EnvEndpoint+" nor "+EnvDynoxide+" is set")
	}
	dynoxide.once.Do(func() { dynoxide.server, dynoxide.err = startDynoxide(binary) })
	if dynoxide.err != nil {
		t.Fatalf("start %s: %v", binary, dynoxide.err)
	}
	return dynoxide.server.endpoint
}

// missing ends a test that needs a service which is not there: with a skip
// that says why, with a failure when EnvRequire has the service's name.
func missing(t testing.TB, service, why string) {
	t.Helper()
	for name := range strings.SplitSeq(os.Getenv(EnvRequire), ",") {
		if strings.TrimSpace(name) == service {
			t.Fatalf("%s is required and missing: %s", service, why)
		}
	}
	t.Skipf("%s is missing: %s", service, why)
}

// dynoxide is the one server of this test process.
var dynoxide struct {
	once   sync.Once
	server *server
	err    error
}

// server is a running dynoxide.
type server struct {
	endpoint string
	alive    io.Closer // its end of this pipe is the server's life
}

// starts is how often a start is tried: between finding a free port and
// listening on it another process may have taken it.
const starts = 3

func startDynoxide(binary string) (s *server, err error) {
	for range starts {
		var port string
		if port, err = freePort(); err != nil {
			return nil, err
		}
		if s, err = startDynoxideOn(binary, port); err == nil {
			return s, nil
		}
	}
	return nil, err
}

// serveWhileRead runs the server until it ends or standard input does. The
// other end of that pipe is held by this process alone, so the server ends
// with it, in whatever way it ends.
const serveWhileRead = `exec 3<&0
"$0" serve --host 127.0.0.1 --port "$1" </dev/null 3<&- & server=$!
{ read -r _ <&3; kill "$server"; } >/dev/null 2>&1 &
wait "$server"`

func startDynoxideOn(binary, port string) (*server, error) {
	cmd := exec.Command("/bin/sh", "-c", serveWhileRead, binary, port)
	alive, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	cmd.Stderr = cmd.Stdout // one pipe: whatever comes first tells how it went
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	s := &server{endpoint: "http://" + net.JoinHostPort("127.0.0.1", port), alive: alive}
	output := bufio.NewReader(out)
	line, err := output.ReadString('\n')
	if err == nil && strings.Contains(line, "listening") {
		err = s.ping()
	} else {
		err = fmt.Errorf("it says %q: %w", line, errors.Join(err, errNotListening))
	}
	if err != nil {
		return nil, errors.Join(err, alive.Close())
	}
	go func() { // so that it never blocks on what it prints
		_, _ = io.Copy(io.Discard, output)
		_ = cmd.Wait()
	}()
	return s, nil
}

var errNotListening = errors.New("not listening")

// ping asks the server whether it is well.
func (s *server) ping() error {
	answer, err := http.Get(s.endpoint)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s", s.endpoint, answer.Status)
	}
	return nil
}

// freePort returns a TCP port of the loopback that nobody listens on.
func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	port := l.Addr().(*net.TCPAddr).Port
	return strconv.Itoa(port), l.Close()
}
