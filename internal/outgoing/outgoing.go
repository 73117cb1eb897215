// Package outgoing makes the HTTP clients by which the program asks other
// servers. There is one way to make them, so that none goes where it must not:
// on Lambda the loopback and link-local addresses are the runtime's own, with
// its credentials, and a name can lead there as well as an address.
//
// A client follows no redirect, takes no proxy from the environment, sends no
// credentials of an address, and gives up on a server that is slow or does not
// end. Its errors name servers; they are for logs, not for who caused them.
package outgoing

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"syscall"
	"time"

	"code.dny.dev/ssrf"
)

// Reach says where a client may go.
type Reach int

// The reaches.
const (
	Public Reach = iota // https on port 443 of public addresses
	Chosen              // wherever who runs the program points it, such as to a host of a private network
)

// Bounds of an exchange.
const (
	dialTime = 2 * time.Second
	fullTime = 5 * time.Second
	// MaxAnswer is how many bytes of an answer are read.
	MaxAnswer = 64 << 10
)

// Errors of a client, in the chain of what it returns.
var (
	ErrAddress = errors.New("an address that is not asked") // not https, or with credentials in it
	ErrTooLong = errors.New("the answer is too long")
)

// NewClient returns a client. It is safe for concurrent use.
func NewClient(reach Reach) *http.Client {
	if reach == Chosen {
		return newClient(reach, nil, nil, fullTime)
	}
	guard := ssrf.New(ssrf.WithPorts(443)).Safe
	return newClient(reach, guard, nil, fullTime)
}

// newClient returns a client that asks before it connects, which is when a name
// has become an address; nil asks nobody. config may be nil.
func newClient(reach Reach, guard func(network, address string, c syscall.RawConn) error, config *tls.Config, within time.Duration) *http.Client {
	dialer := &net.Dialer{Timeout: dialTime, Control: guard}
	return &http.Client{
		Timeout:       within,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &careful{reach, &http.Transport{
			DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
				return dialer.DialContext(ctx, network, address)
			},
			TLSClientConfig:        config,
			TLSHandshakeTimeout:    dialTime,
			MaxResponseHeaderBytes: MaxAnswer,
			MaxConnsPerHost:        8,
			IdleConnTimeout:        30 * time.Second,
			ForceAttemptHTTP2:      true,
		}},
	}
}

// careful looks at where a request goes, and bounds what comes back.
type careful struct {
	reach Reach
	inner http.RoundTripper
}

func (c *careful) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.User != nil || c.reach == Public && r.URL.Scheme != "https" {
		if r.Body != nil {
			_ = r.Body.Close() // nothing was sent
		}
		return nil, ErrAddress
	}
	answer, err := c.inner.RoundTrip(r)
	if err == nil {
		answer.Body = &bounded{answer.Body, MaxAnswer}
	}
	return answer, err
}

// bounded is a body that fails where it is too long, so that a part of it is
// never taken for the whole.
type bounded struct {
	io.ReadCloser
	left int
}

func (b *bounded) Read(p []byte) (int, error) {
	if len(p) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.ReadCloser.Read(p)
	if n > b.left {
		return b.left, ErrTooLong
	}
	b.left -= n
	return n, err
}
