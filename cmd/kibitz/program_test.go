package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"kibitz/internal/testkit"
)

// patient is how long anything may take that is not itself measured: the
// machine may be busy.
const patient = 2 * time.Minute

const agent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36"

// program is the built program serving.
type program struct {
	t   *testing.T
	cmd *exec.Cmd
	url string      // of the API
	log chan string // lines, until the end
}

// logKept is more lines than a test makes: a program whose log nobody takes
// stands still.
const logKept = 100_000

func build(t *testing.T) (bin string) {
	t.Helper()
	bin = filepath.Join(t.TempDir(), "kibitz")
	if out, err := exec.Command("go", "build", "-o", bin, ".").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return bin
}

// start starts it on a free port and returns when it accepts connections.
func start(t *testing.T, bin string, flags ...string) *program {
	t.Helper()
	p := &program{t: t, cmd: exec.Command(bin, append([]string{"serve", "--addr", "127.0.0.1:0"}, flags...)...)}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	errOut, err := p.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.log = make(chan string, logKept)
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.cmd.Process.Kill() })
	go func() {
		defer close(p.log)
		for said := bufio.NewScanner(errOut); said.Scan(); {
			p.log <- said.Text()
		}
	}()
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		word, rest, _ := strings.Cut(lines.Text(), " ")
		switch word {
		case "API":
			p.url = strings.TrimSpace(rest)
		case "data":
			return p
		}
	}
	for line := range p.log {
		t.Log(line)
	}
	t.Fatalf("it does not start: %v", p.cmd.Wait())
	return nil
}

func (p *program) signal(s syscall.Signal) {
	p.t.Helper()
	if err := p.cmd.Process.Signal(s); err != nil {
		p.t.Fatal(err)
	}
}

// end sends the signal and waits for the end.
func (p *program) end(s syscall.Signal) *exec.ExitError {
	p.t.Helper()
	p.signal(s)
	return p.wait()
}

func (p *program) wait() *exec.ExitError {
	p.t.Helper()
	for range p.log { // to its end, as Wait asks
	}
	err := p.cmd.Wait()
	if err == nil {
		return nil
	}
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		p.t.Fatal(err)
	}
	return exit
}

// said reads the log until a line has the words.
func (p *program) said(words string) {
	p.t.Helper()
	for line := range p.log {
		if strings.Contains(line, words) {
			return
		}
	}
	p.t.Fatalf("it never said %q", words)
}

// call makes a request and decodes the answer.
func (p *program) call(method, path string, body, out any) int {
	p.t.Helper()
	payload, err := json.Marshal(body)
	if err != nil {
		p.t.Fatal(err)
	}
	r, err := http.NewRequest(method, p.url+path, bytes.NewReader(payload))
	if err != nil {
		p.t.Fatal(err)
	}
	r.Header.Set("User-Agent", agent)
	if method != http.MethodGet {
		r.Header.Set("Content-Type", "application/json")
	}
	client := http.Client{Timeout: patient}
	answer, err := client.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	content, err := io.ReadAll(answer.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	if err := json.Unmarshal(content, out); err != nil {
		p.t.Fatalf("%s %s: %d %q: %v", method, path, answer.StatusCode, content, err)
	}
	return answer.StatusCode
}

type numbers struct{ Comments, Views int64 }

func (p *program) counts(page string) numbers {
	p.t.Helper()
	var out struct{ Counts []numbers }
	if status := p.call("GET", "counts?site=demo&page="+url.QueryEscape(page), nil, &out); status != http.StatusOK {
		p.t.Fatalf("counts: status %d", status)
	}
	return out.Counts[0]
}

// await asks for the numbers until they are the wanted ones.
func (p *program) await(page string, want numbers, within time.Duration) {
	p.t.Helper()
	var got numbers
	for deadline := time.Now().Add(within); time.Now().Before(deadline); {
		if got = p.counts(page); got == want {
			return
		}
	}
	p.t.Fatalf("numbers of %s are %+v after %s, want %+v", page, got, within, want)
}

func (p *program) post(page, body string) {
	p.t.Helper()
	var out struct{ Comment struct{ ID, HTML string } }
	status := p.call("POST", "comments", map[string]any{"site": "demo", "page": page, "body": body, "author": map[string]any{"name": "Bạn đọc"}}, &out)
	if status != http.StatusCreated {
		p.t.Fatalf("post: status %d", status)
	}
}

// list returns the comments' HTML, oldest first.
func (p *program) list(page string) []string {
	p.t.Helper()
	var out struct {
		Comments []struct{ HTML string }
	}
	p.call("GET", "comments?site=demo&order=oldest&page="+url.QueryEscape(page), nil, &out)
	var html []string
	for _, c := range out.Comments {
		html = append(html, strings.TrimSpace(c.HTML))
	}
	return html
}

// TestProgram runs the built program: over each kind of data what it
// acknowledged is there after kill -9 and after a clean stop, and counted once.
func TestProgram(t *testing.T) {
	bin := build(t)
	t.Run("stop", func(t *testing.T) { testStop(t, bin) })
	t.Run("directory", func(t *testing.T) {
		testProgram(t, bin, time.Second, "--data", filepath.Join(t.TempDir(), "data"))
	})
	t.Run("dynamodb", func(t *testing.T) {
		endpoint := testkit.DynamoDB(t)
		table := fmt.Sprintf("kibitz-program-%d", time.Now().UnixNano())
		testProgram(t, bin, patient, "--dynamodb-endpoint", endpoint, "--table", table, "--create-table")
	})
}

// A view is in the counts within counted.
func testProgram(t *testing.T, bin string, counted time.Duration, flags ...string) {
	const page = "/tin/mưa-đầu-mùa"
	p := start(t, bin, flags...)
	p.post(page, "**Mưa** <script>x</script>")
	var viewed struct{ Counted bool }
	if p.call("POST", "views", map[string]any{"site": "demo", "page": page}, &viewed); !viewed.Counted {
		t.Fatal("the view does not count")
	}
	p.await(page, numbers{1, 1}, counted)
	out, err := exec.Command(bin, append([]string{"site", "list"}, flags...)...).Output()
	if err != nil || !strings.Contains(string(out), strings.TrimSuffix(p.url, "/v1/")) {
		t.Errorf("site list beside it says %q, %v", out, err)
	}
	p.post(page, "hai")
	if exit := p.end(syscall.SIGKILL); exit == nil || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
		t.Fatalf("killed, it ends with %v", exit)
	}

	p = start(t, bin, flags...)
	want := []string{"<p><strong>Mưa</strong> &lt;script&gt;x&lt;/script&gt;</p>", "<p>hai</p>"}
	if got := p.list(page); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("after kill -9 there is %q, want %q", got, want)
	}
	p.await(page, numbers{2, 1}, patient)
	p.post(page, "ba")
	if exit := p.end(syscall.SIGTERM); exit != nil {
		t.Fatalf("stopped, it ends with %v", exit)
	}

	// A clean stop has counted everything: the first answer of the next start tells.
	p = start(t, bin, flags...)
	if got := p.counts(page); got != (numbers{3, 1}) {
		t.Errorf("after a clean stop the numbers are %+v", got)
	}
	p.await("/ban-co-goc-da", numbers{4, 126}, patient) // the demo's last article: cut off twice, it is whole
	if exit := p.end(syscall.SIGINT); exit != nil {
		t.Fatalf("interrupted, it ends with %v", exit)
	}
}

// testStop: a request that is on its way when the stop comes is answered; a
// second signal does not wait for it.
func testStop(t *testing.T, bin string) {
	data := filepath.Join(t.TempDir(), "data")
	const first, rest = `{"site":"demo","page":"/muộn",`, `"body":"vẫn kịp","author":{"name":"Muộn"}}`

	p := start(t, bin, "--data", data)
	half := p.begin(first, rest)
	p.signal(syscall.SIGTERM)
	p.said("stopping")
	if _, err := io.WriteString(half, rest); err != nil {
		t.Fatal(err)
	}
	answer, err := http.ReadResponse(bufio.NewReader(half), nil)
	if err != nil {
		t.Fatalf("the request in flight: %v", err)
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusCreated {
		t.Errorf("the request in flight: %s", answer.Status)
	}
	if exit := p.wait(); exit != nil {
		t.Fatalf("stopped, it ends with %v", exit)
	}

	p = start(t, bin, "--data", data)
	if got := p.list("/muộn"); len(got) != 1 {
		t.Errorf("the comment in flight: %q", got)
	}
	p.begin(first, rest)
	p.signal(syscall.SIGTERM)
	p.said("stopping")
	if exit := p.end(syscall.SIGTERM); exit == nil || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGTERM {
		t.Errorf("a second signal ends it with %v", exit)
	}
}

// begin sends the first half of a post and returns its connection when the
// server is reading it: it answers "100 Continue" then.
func (p *program) begin(first, rest string) net.Conn {
	p.t.Helper()
	at, err := url.Parse(p.url)
	if err != nil {
		p.t.Fatal(err)
	}
	c, err := net.Dial("tcp", at.Host)
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { _ = c.Close() })
	_ = c.SetDeadline(time.Now().Add(patient))
	_, err = fmt.Fprintf(c, "POST /v1/comments HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n%s",
		at.Host, len(first)+len(rest), first)
	if err != nil {
		p.t.Fatal(err)
	}
	interim := make([]byte, len("HTTP/1.1 100 Continue\r\n\r\n"))
	if _, err := io.ReadFull(c, interim); err != nil || !bytes.HasPrefix(interim, []byte("HTTP/1.1 100")) {
		p.t.Fatalf("the server answers %q, %v", interim, err)
	}
	return c
}
