package lambdahttp

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
)

// fixture reads an event of testdata as Lambda's runtime does.
func fixture(t *testing.T, name string) events.APIGatewayV2HTTPRequest {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	var event events.APIGatewayV2HTTPRequest
	if err := json.Unmarshal(data, &event); err != nil {
		t.Fatal(err)
	}
	return event
}

// call sends the event through the adapter to h.
func call(t *testing.T, event events.APIGatewayV2HTTPRequest, opt Options, h http.HandlerFunc) events.APIGatewayV2HTTPResponse {
	t.Helper()
	response, err := New(h, opt)(t.Context(), event)
	if err != nil {
		t.Fatal(err)
	}
	return response
}

func TestRequestOfEachFrontDoor(t *testing.T) {
	type request struct {
		Method, URI, Path, Host, Proto, Remote string
		Query                                  url.Values
		Cookies                                []string
		Header                                 map[string]string // the ones of interest
		Body                                   string
		Length                                 int64
	}
	query := url.Values{"page": {"/a?b=1", "/c"}, "q": {"a b+c"}, "empty": {""}}
	const (
		path = "/v1/comments/tin tức?"
		uri  = "/v1/comments/tin%20t%E1%BB%A9c%3F?page=%2Fa%3Fb%3D1&page=/c&q=a+b%2Bc&empty="
	)
	for name, want := range map[string]request{
		"httpapi.json": {
			Method: "POST", URI: uri, Path: path, Query: query, Proto: "HTTP/1.1",
			Host:    "a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com",
			Remote:  "203.0.113.7:0",
			Cookies: []string{"session=abc123", "theme=dark"},
			Header: map[string]string{
				"Host":              "",
				"Content-Length":    "38",
				"Cookie":            "session=abc123; theme=dark",
				"If-Modified-Since": "Mon, 23 Nov 2026 08:00:00 GMT",
				"Origin":            "https://paper.example",
				"X-Request-Id":      "VGhlRmlyc3Q=",
				"X-Twice":           "first,second",
			},
			Body: `{"body":"Bài viết hay lắm! 👍"}`, Length: 38,
		},
		"functionurl.json": {
			Method: "PUT", URI: uri, Path: path, Query: query, Proto: "HTTP/1.1",
			Host:    "abcdefghijklmnopqrstuvwxyz012345.lambda-url.eu-central-1.on.aws",
			Remote:  "[2001:db8:7:7::1]:0",
			Cookies: []string{"session=abc123", "theme=dark"},
			Header: map[string]string{
				"Content-Length": "5",
				"Cookie":         "session=abc123; theme=dark",
				"X-Request-Id":   "5f0c6d1e-2b7a-4c3d-9e8f-a1b2c3d4e5f6",
			},
			Body: "\x00\xff\x80\x81\n", Length: 5,
		},
		"stage.json": {
			Method: "GET", URI: "/v1/comments", Path: "/v1/comments", Query: url.Values{}, Proto: "HTTP/2.0",
			Host:   "a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com",
			Remote: "203.0.113.7:0",
			Header: map[string]string{"Cookie": "", "X-Request-Id": "VGhlU2Vjb25k"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			var got request
			call(t, fixture(t, name), Options{}, func(_ http.ResponseWriter, r *http.Request) {
				got = request{
					Method: r.Method, URI: r.RequestURI, Path: r.URL.Path, Host: r.Host, Proto: r.Proto,
					Remote: r.RemoteAddr, Query: r.URL.Query(), Length: r.ContentLength, Header: map[string]string{},
				}
				for _, c := range r.Cookies() {
					got.Cookies = append(got.Cookies, c.String())
				}
				for name := range want.Header {
					got.Header[name] = strings.Join(r.Header.Values(name), "|")
				}
				body, err := io.ReadAll(r.Body)
				if err != nil {
					t.Error(err)
				}
				got.Body = string(body)
				if major, minor, _ := http.ParseHTTPVersion(r.Proto); r.ProtoMajor != major || r.ProtoMinor != minor {
					t.Errorf("%s came as version %d.%d", r.Proto, r.ProtoMajor, r.ProtoMinor)
				}
			})
			if !reflect.DeepEqual(got, want) {
				t.Errorf("the handler got\n%+v\nwant\n%+v", got, want)
			}
		})
	}
}

func TestRoutesByDecodedPath(t *testing.T) {
	for _, c := range []struct{ path, stage, want string }{
		{"/v1/x", "$default", "/v1/x"},
		{"/v1/x", "", "/v1/x"},
		{"/prod/v1/x", "prod", "/v1/x"},
		{"/prod", "prod", "/"},
		{"/prod/", "prod", "/"},
		{"/production/v1", "prod", "/production/v1"},
		{"/v1/x", "prod", "/v1/x"}, // a custom domain that leaves the stage out
		{"/v1/prod/x", "prod", "/v1/prod/x"},
		{"", "$default", "/"},
		{"/100%", "$default", "/100%"},
		{"/a?b=1#c", "$default", "/a?b=1#c"},
		{"//host/x", "$default", "//host/x"},
		{"/a b\r\nX: y", "$default", "/a b\r\nX: y"},
	} {
		event := fixture(t, "stage.json")
		event.RequestContext.HTTP.Path, event.RequestContext.Stage = c.path, c.stage
		call(t, event, Options{}, func(_ http.ResponseWriter, r *http.Request) {
			if r.URL.Path != c.want {
				t.Errorf("path %q of stage %q came as %q, want %q", c.path, c.stage, r.URL.Path, c.want)
			}
			if again, err := url.ParseRequestURI(r.RequestURI); err != nil || again.Path != c.want || again.RawQuery != "" {
				t.Errorf("path %q: RequestURI %q does not stand for it: %v", c.path, r.RequestURI, err)
			}
		})
	}
}

func TestRequestIDIsTheFrontDoors(t *testing.T) {
	event := fixture(t, "httpapi.json")
	event.RequestContext.RequestID = ""
	call(t, event, Options{}, func(_ http.ResponseWriter, r *http.Request) {
		if got := r.Header.Values(RequestID); len(got) != 0 {
			t.Errorf("without an id of the front door the client's own came through: %q", got)
		}
	})
}

func TestHostOfTheDomainWithoutHeader(t *testing.T) {
	event := fixture(t, "stage.json")
	event.Headers = nil
	call(t, event, Options{}, func(_ http.ResponseWriter, r *http.Request) {
		if want := "a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com"; r.Host != want {
			t.Errorf("Host is %q, want %q", r.Host, want)
		}
	})
}

func TestBodyLimit(t *testing.T) {
	const limit = 1000
	for _, c := range []struct {
		size, read int
		tooLarge   bool
	}{{0, 0, false}, {1, 1, false}, {2, 2, false}, {3, 3, false}, {limit, limit, false}, {limit + 1, limit, true}, {9_000_000, limit, true}} {
		for _, encoded := range []bool{false, true} {
			event := fixture(t, "httpapi.json")
			event.Body, event.IsBase64Encoded = strings.Repeat("x", c.size), encoded
			if encoded {
				event.Body = base64.StdEncoding.EncodeToString([]byte(event.Body))
			}
			call(t, event, Options{MaxBodyBytes: limit}, func(_ http.ResponseWriter, r *http.Request) {
				if r.ContentLength != int64(c.size) {
					t.Errorf("%d bytes, base64 %v: ContentLength %d", c.size, encoded, r.ContentLength)
				}
				body, err := io.ReadAll(r.Body)
				if want := strings.Repeat("x", c.read); string(body) != want {
					t.Errorf("%d bytes, base64 %v: read %d, want %d", c.size, encoded, len(body), c.read)
				}
				var tooLarge *http.MaxBytesError
				if got := errors.As(err, &tooLarge); got != c.tooLarge || !got && err != nil {
					t.Errorf("%d bytes, base64 %v: error %v", c.size, encoded, err)
				}
			})
		}
	}
}

func TestBodyLimitOfTheZeroOptions(t *testing.T) {
	event := fixture(t, "httpapi.json")
	event.Body = strings.Repeat("x", 64<<10+1)
	call(t, event, Options{}, func(_ http.ResponseWriter, r *http.Request) {
		if n, err := io.Copy(io.Discard, r.Body); n != 64<<10 || err == nil {
			t.Errorf("read %d bytes and got %v, want 64 KiB and an error", n, err)
		}
	})
}

func TestBrokenBase64FailsTheRead(t *testing.T) {
	event := fixture(t, "functionurl.json")
	event.Body = "AP+A*Qo="
	call(t, event, Options{}, func(_ http.ResponseWriter, r *http.Request) {
		var corrupt base64.CorruptInputError
		if _, err := io.ReadAll(r.Body); !errors.As(err, &corrupt) {
			t.Errorf("read gave %v, want a base64.CorruptInputError", err)
		}
	})
}

func TestDeadlineLeavesTimeToAnswer(t *testing.T) {
	deadline := time.Date(2126, 1, 1, 0, 0, 0, 0, time.UTC)
	ctx, cancel := context.WithDeadline(t.Context(), deadline)
	defer cancel()
	var during context.Context
	h := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		during = r.Context()
		if got, _ := during.Deadline(); got != deadline.Add(-250*time.Millisecond) {
			t.Errorf("deadline %v, want a quarter of a second before %v", got, deadline)
		}
		if during.Err() != nil {
			t.Errorf("the context ended before the handler: %v", during.Err())
		}
	})
	if _, err := New(h, Options{})(ctx, fixture(t, "httpapi.json")); err != nil {
		t.Fatal(err)
	}
	if !errors.Is(during.Err(), context.Canceled) {
		t.Errorf("after the answer the context says %v, want Canceled", during.Err())
	}
	call(t, fixture(t, "httpapi.json"), Options{}, func(_ http.ResponseWriter, r *http.Request) {
		if _, ok := r.Context().Deadline(); ok {
			t.Error("a deadline out of nothing")
		}
	})
}

func TestOtherPayloadFormatsAreRefused(t *testing.T) {
	for _, version := range []string{"1.0", ""} {
		event := fixture(t, "httpapi.json")
		event.Version = version
		h := func(http.ResponseWriter, *http.Request) { t.Error("the handler was called") }
		if _, err := New(http.HandlerFunc(h), Options{})(t.Context(), event); err == nil {
			t.Errorf("no error for version %q", version)
		}
	}
}

// BenchmarkFunction is the adapter's own cost of one request.
func BenchmarkFunction(b *testing.B) {
	event := events.APIGatewayV2HTTPRequest{Version: "2.0", Headers: map[string]string{"host": "a.example", "accept": "*/*"}}
	event.RequestContext.HTTP.Method, event.RequestContext.HTTP.Path = "GET", "/v1/counts"
	answer := []byte(strings.Repeat(`{"page":"/a","views":1}`, 50))
	h := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(answer)
	})
	f := New(h, Options{})
	for b.Loop() {
		if _, err := f(b.Context(), event); err != nil {
			b.Fatal(err)
		}
	}
}
