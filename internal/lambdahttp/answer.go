package lambdahttp

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/aws/aws-lambda-go/events"
)

// answer is the [http.ResponseWriter] of one request. It keeps what the handler writes, by the rules of net/http.
type answer struct {
	header http.Header // the handler's to change at any time
	status int         // 0 until the header is written
	sent   http.Header // what header was then; later changes do not count
	body   bytes.Buffer
}

func newAnswer() *answer { return &answer{header: http.Header{}} }

func (a *answer) Header() http.Header { return a.header }

func (a *answer) WriteHeader(status int) {
	if status < 100 || status > 999 {
		panic(fmt.Sprintf("invalid WriteHeader code %d", status)) // as net/http: a mistake in the handler
	}
	if a.status != 0 || status < 200 {
		return
	}
	a.status, a.sent = status, a.header.Clone()
}

func (a *answer) Write(p []byte) (int, error) {
	a.Flush()
	if !bodyAllowed(a.status) {
		return 0, http.ErrBodyNotAllowed
	}
	return a.body.Write(p)
}

// Flush sends nothing before the handler returns. As on net/http, the header cannot be changed after it.
func (a *answer) Flush() {
	if a.status == 0 {
		a.WriteHeader(http.StatusOK)
	}
}

func bodyAllowed(status int) bool {
	return status != http.StatusNoContent && status != http.StatusNotModified
}

// internalError is the answer in place of one that a panic cut short: what the API says of a defect.
func internalError() *answer {
	a := newAnswer()
	a.header.Set("Content-Type", "application/problem+json")
	a.header.Set("Cache-Control", "no-store")
	a.header.Set("X-Content-Type-Options", "nosniff")
	a.header.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox")
	a.WriteHeader(http.StatusInternalServerError)
	a.body.WriteString(`{"type":"about:blank","title":"Internal Server Error","status":500,"code":"internal",` +
		`"detail":"Something went wrong on our side. It has been logged."}` + "\n")
	return a
}

// response returns the answer to a request of the given method in the form of the event. A body that is valid UTF-8
// goes as text, which JSON carries unchanged whatever the media type; any other goes as base64.
func (a *answer) response(method string) events.APIGatewayV2HTTPResponse {
	a.Flush() // a handler that wrote nothing has answered 200
	a.sniffContentType()
	r := events.APIGatewayV2HTTPResponse{StatusCode: a.status, Headers: make(map[string]string, len(a.sent))}
	for name, values := range a.sent {
		switch name {
		case "Set-Cookie":
			r.Cookies = values
		case "Content-Length", "Connection", "Transfer-Encoding":
			// The front door frames the answer, and would pass these on under the name X-Amzn-Remapped-….
		default:
			if len(values) > 0 {
				r.Headers[name] = oneLine.Replace(strings.Join(values, ", "))
			}
		}
	}
	if method == http.MethodHead {
		return r
	}
	if r.Body = a.body.String(); !utf8.ValidString(r.Body) {
		r.Body, r.IsBase64Encoded = base64.StdEncoding.EncodeToString(a.body.Bytes()), true
	}
	return r
}

// oneLine makes a header's value one line, as net/http does when it writes one.
var oneLine = strings.NewReplacer("\n", " ", "\r", " ")

// sniffContentType does what net/http does for a body without a type. The front doors would call it JSON or plain text.
func (a *answer) sniffContentType() {
	_, typed := a.sent["Content-Type"]
	if !typed && a.sent.Get("Content-Encoding") == "" && a.body.Len() > 0 {
		a.sent.Set("Content-Type", http.DetectContentType(a.body.Bytes()))
	}
}
