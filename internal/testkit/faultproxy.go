package testkit

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
)

// FaultProxy stands before an HTTP server and spoils calls by a script: the
// first call meets the first fault, and so on; calls after the last pass.
type FaultProxy struct {
	URL string // where the proxy listens

	server *httptest.Server
	target string
	mu     sync.Mutex
	script []Fault
	calls  int
	active int        // calls in the proxy's hands
	ended  *sync.Cond // one less is active
}

// NewFaultProxy returns a proxy before the server at the URL target. It ends
// with the test.
func NewFaultProxy(t testing.TB, target string) *FaultProxy {
	t.Helper()
	p := &FaultProxy{target: target}
	p.ended = sync.NewCond(&p.mu)
	p.server = httptest.NewServer(p)
	t.Cleanup(p.Close)
	p.URL = p.server.URL
	return p
}

// Wait returns when the proxy is done with all calls: a client that left early
// does not know when that is.
func (p *FaultProxy) Wait() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for p.active > 0 {
		p.ended.Wait()
	}
}

// Close ends the proxy: from then on nobody listens.
func (p *FaultProxy) Close() { p.server.Close() }

// Script sets what the next calls meet and starts counting them anew.
func (p *FaultProxy) Script(faults ...Fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.script, p.calls = faults, 0
}

// Calls returns how many calls came since Script.
func (p *FaultProxy) Calls() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.calls
}

// ServeHTTP lets one call meet its fault.
func (p *FaultProxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	fault := p.begin()
	defer p.end()
	fault(&Call{w: w, r: r, target: p.target})
}

func (p *FaultProxy) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.active--
	p.ended.Broadcast()
}

func (p *FaultProxy) begin() Fault {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.calls++
	p.active++
	if len(p.script) == 0 {
		return Pass
	}
	f := p.script[0]
	p.script = p.script[1:]
	return f
}

// Fault is what a call meets. Those named …After let the server do its work
// first: the client then cannot know that it is done.
type Fault func(*Call)

// Call is one call in the proxy's hands.
type Call struct {
	w      http.ResponseWriter
	r      *http.Request
	target string
}

// Pass hands the call on and its answer back.
func Pass(c *Call) { c.answer(c.forward()) }

// DropBefore closes the connection instead of handing the call on.
func DropBefore(c *Call) { c.take(); panic(http.ErrAbortHandler) }

// DropAfter hands the call on and closes the connection instead of answering.
func DropAfter(c *Call) { c.forward(); panic(http.ErrAbortHandler) }

// ResetBefore is DropBefore with a TCP reset.
func ResetBefore(c *Call) { c.take(); c.reset() }

// ResetAfter is DropAfter with a TCP reset.
func ResetAfter(c *Call) { c.forward(); c.reset() }

// StallBefore neither hands the call on nor answers, until the client leaves.
func StallBefore(c *Call) { c.take(); <-c.r.Context().Done() }

// StallAfter hands the call on and then says nothing until the client leaves.
func StallAfter(c *Call) { c.forward(); <-c.r.Context().Done() }

// TruncateAfter hands the call on and breaks off in the middle of the answer.
func TruncateAfter(c *Call) {
	status, header, body := c.forward()
	c.answer(status, header, body[:len(body)/2]) // fewer bytes than the length says: the server breaks off
	panic(http.ErrAbortHandler)
}

// CutAfter hands the call on and answers with the first half as if it were
// all, without a checksum.
func CutAfter(c *Call) {
	status, header, body := c.forward()
	header.Del("X-Amz-Crc32")
	header.Set("Content-Length", strconv.Itoa(len(body)/2))
	c.answer(status, header, body[:len(body)/2])
}

// GarbleAfter hands the call on and changes the last letter or digit of the
// answer, which stays well-formed: only its checksum tells.
func GarbleAfter(c *Call) {
	status, header, body := c.forward()
	if i := bytes.LastIndexFunc(body, alphanumeric); i >= 0 {
		body[i] ^= 1
	}
	c.answer(status, header, body)
}

func alphanumeric(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
}

// Reply answers in place of the server, which never hears of the call.
func Reply(status int, body string) Fault {
	return func(c *Call) {
		c.take()
		c.answer(status, http.Header{}, []byte(body))
	}
}

// ReplyAfter hands the call on and answers in place of the server.
func ReplyAfter(status int, body string) Fault {
	return func(c *Call) {
		c.forward()
		c.answer(status, http.Header{}, []byte(body))
	}
}

// take reads the call to its end, as the server would.
func (c *Call) take() []byte {
	body, err := io.ReadAll(c.r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	return body
}

// forward hands the call on and returns the server's answer.
func (c *Call) forward() (status int, header http.Header, body []byte) {
	r, err := http.NewRequest(c.r.Method, c.target+c.r.URL.RequestURI(), bytes.NewReader(c.take()))
	if err != nil {
		panic(err)
	}
	r.Header = c.r.Header.Clone()
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	defer answer.Body.Close()
	body, err = io.ReadAll(answer.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	return answer.StatusCode, answer.Header, body
}

func (c *Call) answer(status int, header http.Header, body []byte) {
	for name, values := range header {
		c.w.Header()[name] = values
	}
	c.w.WriteHeader(status)
	_, _ = c.w.Write(body) // the client may be gone
}

// reset ends the connection with unsent data thrown away.
func (c *Call) reset() {
	conn, _, err := http.NewResponseController(c.w).Hijack()
	if err != nil {
		panic(err)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}
