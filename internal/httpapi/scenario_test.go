package httpapi_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"kibitz/internal/httpapi"
	"kibitz/internal/lambdahttp"
	"kibitz/internal/testkit"
)

// TestScenarios plays every script twice: on the handler, and on the handler
// behind the adapter that serves it on Lambda.
func TestScenarios(t *testing.T) {
	for _, scenario := range testkit.ReadScenarios(t, "testdata/*.txt") {
		name := strings.TrimSuffix(scenario.Name, ".txt")
		t.Run(name+"/handler", func(t *testing.T) {
			t.Parallel()
			s := newServer(t, nil)
			scenario.Run(t, s.target(do(s.handler)))
		})
		t.Run(name+"/lambda", func(t *testing.T) {
			t.Parallel()
			s := newServer(t, nil)
			scenario.Run(t, s.target(doLambda(s)))
		})
	}
}

// doLambda answers requests through the Lambda adapter, by way of the events
// that an HTTP API sends.
func doLambda(s *server) func(*http.Request) (*http.Response, error) {
	services := s.services()
	services.TrustRequestID = true
	function := lambdahttp.New(httpapi.New(services), lambdahttp.Options{})
	return func(r *http.Request) (*http.Response, error) {
		event, err := eventOf(r)
		if err != nil {
			return nil, err
		}
		out, err := function(r.Context(), event)
		if err != nil {
			return nil, err
		}
		body := []byte(out.Body)
		if out.IsBase64Encoded {
			if body, err = base64.StdEncoding.DecodeString(out.Body); err != nil {
				return nil, err
			}
		}
		res := &http.Response{StatusCode: out.StatusCode, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(string(body)))}
		for name, value := range out.Headers {
			res.Header.Set(name, value)
		}
		for _, cookie := range out.Cookies {
			res.Header.Add("Set-Cookie", cookie)
		}
		return res, nil
	}
}

// eventOf is what an HTTP API makes of a request. It goes through JSON as
// everything that Lambda delivers.
func eventOf(r *http.Request) (event events.APIGatewayV2HTTPRequest, err error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return event, err
	}
	in := events.APIGatewayV2HTTPRequest{
		Version: "2.0", RawPath: r.URL.Path, RawQueryString: r.URL.RawQuery,
		Headers: map[string]string{"host": r.Host}, Body: base64.StdEncoding.EncodeToString(body), IsBase64Encoded: true,
	}
	for name, values := range r.Header {
		in.Headers[strings.ToLower(name)] = strings.Join(values, ",")
	}
	in.RequestContext.RequestID = "JKJaXmPLvHcESHA="
	in.RequestContext.Stage = "$default"
	h := &in.RequestContext.HTTP
	h.Method, h.Path, h.Protocol = r.Method, r.URL.Path, "HTTP/1.1"
	h.SourceIP, _, _ = net.SplitHostPort(r.RemoteAddr)
	text, err := json.Marshal(in)
	if err != nil {
		return event, err
	}
	return event, json.Unmarshal(text, &event)
}

func TestRequestIDOfTheFrontDoor(t *testing.T) {
	s := newServer(t, nil)
	r, err := http.NewRequestWithContext(context.Background(), "GET", "http://kibitz.test/v1/health", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	r.RemoteAddr = "192.0.2.1:1"
	r.Header.Set("X-Request-Id", "of-the-client")
	direct, err := do(s.handler)(r)
	if err != nil {
		t.Fatal(err)
	}
	if id := direct.Header.Get("X-Request-Id"); len(id) != 24 {
		t.Errorf("request id %q on net/http, want one of our own", id)
	}
	lambda, err := doLambda(s)(r)
	if err != nil {
		t.Fatal(err)
	}
	if id := lambda.Header.Get("X-Request-Id"); id != "JKJaXmPLvHcESHA=" {
		t.Errorf("request id %q on Lambda, want the front door's", id)
	}
}
