package lambdahttp

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
)

func write(w http.ResponseWriter, body string) { _, _ = io.WriteString(w, body) }

func TestAnswer(t *testing.T) {
	const png = "\x89PNG\r\n\x1a\n"
	for _, c := range []struct {
		name, method string
		handler      http.HandlerFunc
		want         events.APIGatewayV2HTTPResponse
	}{
		{"nothing written", "GET", func(http.ResponseWriter, *http.Request) {},
			events.APIGatewayV2HTTPResponse{StatusCode: 200}},
		{"JSON", "POST", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusCreated)
			write(w, `{"html":"<p>`)
			write(w, `Đẹp 👍</p>"}`)
		}, events.APIGatewayV2HTTPResponse{
			StatusCode: 201,
			Headers:    map[string]string{"Content-Type": "application/json"},
			Body:       `{"html":"<p>Đẹp 👍</p>"}`,
		}},
		{"text without a type", "GET", func(w http.ResponseWriter, _ *http.Request) { write(w, "<!doctype html>") },
			events.APIGatewayV2HTTPResponse{
				StatusCode: 200,
				Headers:    map[string]string{"Content-Type": "text/html; charset=utf-8"},
				Body:       "<!doctype html>",
			}},
		{"bytes without a type", "GET", func(w http.ResponseWriter, _ *http.Request) { write(w, png) },
			events.APIGatewayV2HTTPResponse{
				StatusCode:      200,
				Headers:         map[string]string{"Content-Type": "image/png"},
				Body:            "iVBORw0KGgo=",
				IsBase64Encoded: true,
			}},
		{"a text type in another encoding", "GET", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/plain; charset=iso-8859-1")
			write(w, "caf\xe9")
		}, events.APIGatewayV2HTTPResponse{
			StatusCode:      200,
			Headers:         map[string]string{"Content-Type": "text/plain; charset=iso-8859-1"},
			Body:            "Y2Fm6Q==",
			IsBase64Encoded: true,
		}},
		{"compressed", "GET", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			write(w, "\x1f\x8b\x08\x00")
		}, events.APIGatewayV2HTTPResponse{
			StatusCode:      200,
			Headers:         map[string]string{"Content-Encoding": "gzip"},
			Body:            "H4sIAA==",
			IsBase64Encoded: true,
		}},
		{"type switched off", "GET", func(w http.ResponseWriter, _ *http.Request) {
			w.Header()["Content-Type"] = nil
			write(w, "x")
		}, events.APIGatewayV2HTTPResponse{StatusCode: 200, Body: "x"}},
		{"HEAD", "HEAD", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Etag", `"1"`)
			write(w, png)
		}, events.APIGatewayV2HTTPResponse{
			StatusCode: 200,
			Headers:    map[string]string{"Etag": `"1"`, "Content-Type": "image/png"},
		}},
		{"repeated headers and cookies", "GET", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Add("Vary", "Origin")
			w.Header().Add("Vary", "Accept-Encoding")
			http.SetCookie(w, &http.Cookie{Name: "a", Value: "1", Path: "/"})
			http.SetCookie(w, &http.Cookie{Name: "b", Value: "2", Secure: true})
			w.WriteHeader(http.StatusSeeOther)
		}, events.APIGatewayV2HTTPResponse{
			StatusCode: 303,
			Headers:    map[string]string{"Vary": "Origin, Accept-Encoding"},
			Cookies:    []string{"a=1; Path=/", "b=2; Secure"},
		}},
		{"framing is the front door's", "GET", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/css")
			w.Header().Set("Content-Length", "1")
			w.Header().Set("Connection", "close")
			w.Header().Set("Transfer-Encoding", "identity")
			write(w, "a")
		}, events.APIGatewayV2HTTPResponse{
			StatusCode: 200,
			Headers:    map[string]string{"Content-Type": "text/css"},
			Body:       "a",
		}},
		{"the first status and its headers count", "GET", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("A", "1")
			w.WriteHeader(http.StatusEarlyHints)
			w.Header().Set("B", "2")
			w.WriteHeader(http.StatusTeapot)
			w.Header().Set("B", "3")
			w.WriteHeader(http.StatusOK)
		}, events.APIGatewayV2HTTPResponse{StatusCode: 418, Headers: map[string]string{"A": "1", "B": "2"}}},
		{"flushed", "GET", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/event-stream")
			if err := http.NewResponseController(w).Flush(); err != nil {
				t.Errorf("flush: %v", err)
			}
			w.Header().Set("A", "too late")
			write(w, "data: 1\n\n")
		}, events.APIGatewayV2HTTPResponse{
			StatusCode: 200,
			Headers:    map[string]string{"Content-Type": "text/event-stream"},
			Body:       "data: 1\n\n",
		}},
		{"a header of two lines", "GET", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "/a\r\nSet-Cookie: x=1")
		}, events.APIGatewayV2HTTPResponse{
			StatusCode: 200,
			Headers:    map[string]string{"Location": "/a  Set-Cookie: x=1"},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			event := fixture(t, "stage.json")
			event.RequestContext.HTTP.Method = c.method
			if c.want.Headers == nil {
				c.want.Headers = map[string]string{}
			}
			if got := call(t, event, Options{}, c.handler); !reflect.DeepEqual(got, c.want) {
				t.Errorf("answered\n%+v\nwant\n%+v", got, c.want)
			}
		})
	}
}

func TestStatusWithoutBody(t *testing.T) {
	for _, status := range []int{http.StatusNoContent, http.StatusNotModified} {
		got := call(t, fixture(t, "httpapi.json"), Options{}, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			if _, err := io.WriteString(w, "x"); !errors.Is(err, http.ErrBodyNotAllowed) {
				t.Errorf("%d: writing a body gave %v, want http.ErrBodyNotAllowed", status, err)
			}
		})
		if got.StatusCode != status || got.Body != "" || len(got.Headers) != 0 {
			t.Errorf("answered %+v, want %d and nothing else", got, status)
		}
	}
}

func TestPanicBecomesAProblem(t *testing.T) {
	for name, h := range map[string]http.HandlerFunc{
		"at once": func(http.ResponseWriter, *http.Request) { panic(errors.New("boom")) },
		"after half an answer": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Etag", `"1"`)
			write(w, `{"half":`)
			panic("boom")
		},
		"by a status that is none": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(7) },
		"aborted":                  func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
	} {
		t.Run(name, func(t *testing.T) {
			var logged bytes.Buffer
			opt := Options{Log: slog.New(slog.NewJSONHandler(&logged, nil))}
			got := call(t, fixture(t, "httpapi.json"), opt, h)
			if got.StatusCode != 500 || got.Headers["Content-Type"] != "application/problem+json" ||
				got.Headers["Cache-Control"] != "no-store" || got.Headers["Etag"] != "" {
				t.Errorf("answered %+v", got)
			}
			var problem struct {
				Type, Title, Code, Detail string
				Status                    int
			}
			if err := json.Unmarshal([]byte(got.Body), &problem); err != nil || problem.Status != 500 ||
				problem.Code != "internal" || problem.Title == "" || problem.Detail == "" || problem.Type == "" {
				t.Errorf("body %q is no problem document: %v", got.Body, err)
			}
			var line struct{ Level, Request, Panic, Stack string }
			if err := json.Unmarshal(logged.Bytes(), &line); err != nil || line.Level != "ERROR" ||
				line.Request != "VGhlRmlyc3Q=" || line.Panic == "" || !strings.Contains(line.Stack, "answer_test.go") {
				t.Errorf("logged %q: %v", logged.String(), err)
			}
		})
	}
}

// The type-checked way to start the function compiles.
var _ = lambda.StartHandlerFunc[events.APIGatewayV2HTTPRequest, events.APIGatewayV2HTTPResponse, Function]

// TestRuntimeTakesTheFunction goes the way of a deployed function: bytes in, bytes out.
func TestRuntimeTakesTheFunction(t *testing.T) {
	event, err := json.Marshal(fixture(t, "httpapi.json"))
	if err != nil {
		t.Fatal(err)
	}
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		write(w, r.Method+" "+r.URL.Path)
	})
	got, err := lambda.NewHandler(New(h, Options{})).Invoke(t.Context(), event)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"statusCode":200,"headers":{"Content-Type":"text/plain; charset=utf-8"},"multiValueHeaders":null,` +
		`"body":"POST /v1/comments/tin tức?","cookies":null}`
	if string(bytes.TrimSpace(got)) != want {
		t.Errorf("answered\n%s\nwant\n%s", got, want)
	}
}
