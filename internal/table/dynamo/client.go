package dynamo

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"
)

// NewHTTPClient returns a client made for DynamoDB: HTTP/1.1, which is all it
// speaks, connections kept for the next call, and answers that are whole or
// not there at all. Calls bring their own deadlines. With roots, only those
// certificate authorities are trusted; nil means the system's.
func NewHTTPClient(roots *x509.CertPool) *http.Client {
	dialer := &net.Dialer{Timeout: dialTimeout, KeepAlive: 15 * time.Second}
	return &http.Client{
		Transport: wholeAnswers{&http.Transport{
			Proxy:               http.ProxyFromEnvironment,
			DialContext:         dialer.DialContext,
			TLSHandshakeTimeout: dialTimeout,
			TLSClientConfig: &tls.Config{
				MinVersion:         tls.VersionTLS12,
				RootCAs:            roots,
				ClientSessionCache: tls.NewLRUClientSessionCache(0),
			},
			MaxIdleConns:        maxIdle,
			MaxIdleConnsPerHost: maxIdle,
			IdleConnTimeout:     time.Minute,
			DisableCompression:  true, // the SDK asks for none; a checksum is of the bytes as they travel
		}},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

const (
	dialTimeout = 2 * time.Second
	maxIdle     = 64       // idle connections: so many requests at once find one ready
	maxAnswer   = 32 << 20 // bytes; BatchGetItem's 16 MB of items are the most there is, and JSON makes them longer
)

// wholeAnswers hands over an answer when all of it is there and its checksum
// is right. The SDK itself takes an empty answer for one without attributes,
// that is for "no such item", and only logs a wrong checksum.
type wholeAnswers struct{ next http.RoundTripper }

var (
	errEmpty    = errors.New("empty answer")
	errTooLong  = errors.New("answer too long")
	errChecksum = errors.New("wrong checksum")
)

// RoundTrip sends the request and reads the whole answer.
func (w wholeAnswers) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := w.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	defer func() { _ = answer.Body.Close() }() // all that matters was read
	var body bytes.Buffer
	if n := answer.ContentLength; n > 0 && n <= maxAnswer {
		body.Grow(int(n) + bytes.MinRead)
	}
	if _, err := body.ReadFrom(io.LimitReader(answer.Body, maxAnswer+1)); err != nil {
		return nil, fmt.Errorf("read answer: %w", err)
	}
	if err := checkAnswer(answer.Header, body.Bytes()); err != nil {
		return nil, fmt.Errorf("answer %s: %w", answer.Status, err)
	}
	answer.Body = io.NopCloser(&body)
	return answer, nil
}

func checkAnswer(header http.Header, body []byte) error {
	switch {
	case len(body) == 0:
		return errEmpty
	case len(body) > maxAnswer:
		return errTooLong
	}
	want := header.Get("X-Amz-Crc32")
	if want == "" { // not every endpoint sends one
		return nil
	}
	if got := strconv.FormatUint(uint64(crc32.ChecksumIEEE(body)), 10); got != want {
		return fmt.Errorf("%w: %s, want %s", errChecksum, got, want)
	}
	return nil
}
