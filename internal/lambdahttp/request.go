package lambdahttp

import (
	"cmp"
	"context"
	"encoding/base64"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/aws/aws-lambda-go/events"
)

// newRequest returns the server request that net/http would have made of what the client sent.
func newRequest(ctx context.Context, event events.APIGatewayV2HTTPRequest, maxBody int64) *http.Request {
	in := event.RequestContext.HTTP
	// The URL is put together from its parts: the path is decoded already, so a "?" or "%" in it is data.
	target := &url.URL{Path: withoutStage(in.Path, event.RequestContext.Stage), RawQuery: event.RawQueryString}
	header := requestHeader(event)
	host := cmp.Or(header.Get("Host"), event.RequestContext.DomainName)
	header.Del("Host") // as net/http does: it is the request's Host
	body, size := requestBody(event, maxBody)
	r := &http.Request{
		Method:        in.Method,
		URL:           target,
		RequestURI:    target.RequestURI(),
		Proto:         in.Protocol,
		Header:        header,
		Host:          host,
		Body:          body,
		ContentLength: size,
		// The front door's word on who sent this. X-Forwarded-For is the client's to begin with.
		RemoteAddr: net.JoinHostPort(in.SourceIP, "0"),
	}
	r.ProtoMajor, r.ProtoMinor, _ = http.ParseHTTPVersion(in.Protocol)
	return r.WithContext(ctx)
}

// withoutStage returns the path as the routes know it. An HTTP API puts the name of a stage before it, except for the
// stage "$default"; behind a custom domain it may not, so the name is taken off only where it stands.
func withoutStage(path, stage string) string {
	if stage != "" && stage != "$default" {
		if rest, found := strings.CutPrefix(path, "/"+stage); found && (rest == "" || rest[0] == '/') {
			path = rest
		}
	}
	return cmp.Or(path, "/")
}

func requestHeader(event events.APIGatewayV2HTTPRequest) http.Header {
	header := make(http.Header, len(event.Headers)+2)
	for name, value := range event.Headers {
		header.Set(name, value) // the event's names are in lower case
	}
	// An HTTP API sends cookies here only, a function URL also in the header.
	if len(event.Cookies) > 0 {
		header.Set("Cookie", strings.Join(event.Cookies, "; "))
	}
	header.Del(RequestID)
	if id := event.RequestContext.RequestID; id != "" {
		header.Set(RequestID, id)
	}
	return header
}

// requestBody returns the body and its size in bytes. It is decoded as it is read, so no more than the first maxBody
// bytes ever are.
func requestBody(event events.APIGatewayV2HTTPRequest, maxBody int64) (io.ReadCloser, int64) {
	if event.Body == "" {
		return http.NoBody, 0
	}
	var body io.Reader = strings.NewReader(event.Body)
	size := len(event.Body)
	if event.IsBase64Encoded {
		body = base64.NewDecoder(base64.StdEncoding, body)
		size = base64.RawStdEncoding.DecodedLen(len(strings.TrimRight(event.Body, "=")))
	}
	return http.MaxBytesReader(nil, io.NopCloser(body), maxBody), int64(size)
}
