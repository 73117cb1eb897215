package main

import (
	"bufio"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"kibitz": main})
}

// TestScripts runs the commands as a person types them. Scripts have
// commands of their own:
//
//	serving [FLAG…]   starts kibitz serve on ./kibitz-data and a free port, and
//	                  returns when it accepts connections; $URL is its address
//	fetch PATH        asks that server; the answer's body is the output
//	ended             ends it with SIGTERM, which must give exit status 0
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Values[running{}] = new(server)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"serving": serving,
			"fetch":   fetch,
			"ended":   ended,
		},
	})
}

// running keys the *server of a script.
type running struct{}

type server struct{ cmd *exec.Cmd }

func fetch(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("fetch one path")
	}
	res, err := http.Get(ts.Getenv("URL") + args[0])
	ts.Check(err)
	defer func() { _ = res.Body.Close() }()
	_, err = io.Copy(ts.Stdout(), res.Body)
	ts.Check(err)
}

func serving(ts *testscript.TestScript, neg bool, args []string) {
	if neg {
		ts.Fatalf("! serving makes no sense")
	}
	bin, err := exec.LookPath("kibitz")
	ts.Check(err)
	cmd := exec.Command(bin, append([]string{"serve", "--addr", "127.0.0.1:0"}, args...)...)
	cmd.Dir, cmd.Env = ts.Getenv("WORK"), append(os.Environ(), "PATH="+ts.Getenv("PATH"))
	out, err := cmd.StdoutPipe()
	ts.Check(err)
	ts.Check(cmd.Start())
	ts.Value(running{}).(*server).cmd = cmd
	ts.Defer(func() { _ = cmd.Process.Kill() })
	for lines := bufio.NewScanner(out); ; {
		if !lines.Scan() {
			ts.Fatalf("kibitz serve ended: %v", cmd.Wait())
		}
		word, rest, _ := strings.Cut(lines.Text(), " ")
		if word == "API" {
			ts.Setenv("URL", strings.TrimSuffix(strings.TrimSpace(rest), "/v1/"))
		}
		if word == "data" {
			return
		}
	}
}

func ended(ts *testscript.TestScript, _ bool, _ []string) {
	cmd := ts.Value(running{}).(*server).cmd
	if cmd == nil {
		ts.Fatalf("nothing is serving")
	}
	ts.Check(cmd.Process.Signal(syscall.SIGTERM))
	ts.Check(cmd.Wait())
}
