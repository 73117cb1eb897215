package lambdahttp

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
)

// seen is what a handler can tell of a request, in the form that the event format is able to carry.
type seen struct {
	Method, Path, Query, Host, Proto, URI string
	Header                                map[string]string
	Cookies                               []string
	Length                                int64
	Body                                  []byte
}

// mirror is the handler of both servers: it answers with what it has seen, under a status, a header and a body that
// the request asks for.
func mirror(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	uri, uriErr := url.ParseRequestURI(r.RequestURI)
	if err = errors.Join(err, uriErr); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s := seen{
		Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery, Host: r.Host, Proto: r.Proto,
		URI:    uri.Path + "?" + uri.RawQuery,
		Header: map[string]string{}, Length: r.ContentLength, Body: body,
	}
	for name, values := range r.Header {
		if name != "Cookie" && name != RequestID {
			s.Header[name] = strings.Join(values, ",")
		}
	}
	for _, c := range r.Cookies() {
		s.Cookies = append(s.Cookies, c.String())
	}
	description, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	w.Header().Set("X-Seen", base64.StdEncoding.EncodeToString(description))
	w.Header()["X-Twice"] = r.Header.Values("X-Twice")
	for _, c := range r.Cookies() {
		http.SetCookie(w, c)
	}
	if status := 200 + len(body)%400; status != http.StatusOK {
		w.WriteHeader(status)
	}
	_, _ = w.Write(body)
}

// frontDoor is a gateway before the function: HTTP in, events of payload format 2.0 through Lambda's own decoding, HTTP
// out. It follows API Gateway's documentation, except that it does not decode paths twice.
func frontDoor(f Function) http.HandlerFunc {
	function := lambda.NewHandler(f)
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			panic(err)
		}
		event := events.APIGatewayV2HTTPRequest{
			Version: "2.0", RawQueryString: r.URL.RawQuery,
			Headers: map[string]string{"host": r.Host}, Body: string(body),
		}
		if !utf8.Valid(body) || len(body)%2 == 1 { // which bodies come as base64 is the front door's choice
			event.Body, event.IsBase64Encoded = base64.StdEncoding.EncodeToString(body), true
		}
		for name, values := range r.Header {
			if name == "Cookie" {
				event.Cookies = strings.Split(strings.Join(values, "; "), "; ")
			} else {
				event.Headers[strings.ToLower(name)] = strings.Join(values, ",")
			}
		}
		in := &event.RequestContext.HTTP
		in.Method, in.Path, in.Protocol = r.Method, r.URL.Path, r.Proto
		in.SourceIP, _, _ = net.SplitHostPort(r.RemoteAddr)
		payload, err := json.Marshal(event)
		if err != nil {
			panic(err)
		}
		payload, err = function.Invoke(r.Context(), payload)
		if err != nil {
			panic(err)
		}
		var answer events.APIGatewayV2HTTPResponse
		if err := json.Unmarshal(payload, &answer); err != nil {
			panic(err)
		}
		for name, value := range answer.Headers {
			w.Header().Set(name, value)
		}
		for _, cookie := range answer.Cookies {
			w.Header().Add("Set-Cookie", cookie)
		}
		content := []byte(answer.Body)
		if answer.IsBase64Encoded {
			if content, err = base64.StdEncoding.DecodeString(answer.Body); err != nil {
				panic(err)
			}
		}
		w.WriteHeader(answer.StatusCode)
		_, _ = w.Write(content)
	}
}

// got is a client's view of an answer.
type got struct {
	Status  int
	Type    []string
	Twice   string
	Cookies []string
	Seen    seen
	Body    []byte
}

// FuzzSameAsNetHTTP sends the same bytes to a handler behind net/http and behind the adapter. The handler must see the
// same request, and the client the same answer.
func FuzzSameAsNetHTTP(f *testing.F) {
	direct := listen(f, http.HandlerFunc(mirror))
	adapted := listen(f, frontDoor(New(http.HandlerFunc(mirror), Options{})))

	f.Add("GET", "/v1/comments?page=%2Fa%3Fb&page=/c", "", "", "", []byte(nil))
	f.Add("POST", "/v1/comments", "text/plain", "a=1; b=2", "first", []byte(`{"body":"Đẹp 👍"}`))
	f.Add("PATCH", "/a%3Fb=1%23c%25/%2e%2e//d;e?q=a+b%2B", "", "a=\"q r\"; a=2", "Mon, 23 Nov 2026", []byte("\xff\x00"))
	f.Add("HEAD", "//host/x?", "application/json", "", "a,b", []byte(""))
	f.Add("DELETE", "/%E1%BA%BF?x=\xc3\xa9", "", "=; ;x", "é", bytes.Repeat([]byte("a"), 204-200))
	f.Add("POST", "/%2f%5C%00", "image/png", "", "", bytes.Repeat([]byte("<b>"), 5000))
	f.Add("OPTIONS", "/?&&=%zz", "x", "k=v,w", " \t padded ", bytes.Repeat([]byte{0x80}, 104))

	f.Fuzz(func(t *testing.T, method, target, contentType, cookie, twice string, body []byte) {
		request, ok := rawRequest(method, target, contentType, cookie, twice, body)
		if !ok {
			return
		}
		want, wantErr := direct.exchange(method, request)
		have, haveErr := adapted.exchange(method, request)
		if wantErr != nil || haveErr != nil {
			if fmt.Sprint(wantErr) != fmt.Sprint(haveErr) {
				t.Fatalf("net/http: %v, adapter: %v\nrequest %q", wantErr, haveErr, request)
			}
			return
		}
		if !reflect.DeepEqual(have, want) {
			t.Errorf("through the adapter\n%+v\nnet/http\n%+v\nrequest %q", have, want, request)
		}
	})
}

// rawRequest returns the request's bytes, or false for what never reaches a function: an event is JSON and so UTF-8, its
// method one of HTTP's own, its target a path, its body small enough for the adapter.
func rawRequest(method, target, contentType, cookie, twice string, body []byte) ([]byte, bool) {
	methods := []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
	line := target + contentType + cookie + twice
	if !slices.Contains(methods, method) || !utf8.ValidString(line) || strings.ContainsAny(line, "\r\n\x00") ||
		strings.ContainsAny(target, " \t") || len(line) > 4096 || len(body) > defaultMaxBodyBytes {
		return nil, false
	}
	u, err := url.ParseRequestURI(target)
	if err != nil || !strings.HasPrefix(target, "/") || !utf8.ValidString(u.Path) {
		return nil, false
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: paper.example\r\nConnection: close\r\n", method, target)
	fmt.Fprintf(&b, "Content-Length: %d\r\nX-Twice: %s\r\nx-twice: 2\r\n", len(body), twice)
	for name, value := range map[string]string{"Content-Type": contentType, "cookie": cookie} {
		if value != "" {
			fmt.Fprintf(&b, "%s: %s\r\n", name, value)
		}
	}
	b.WriteString("X-Request-Id: mine\r\n\r\n")
	b.Write(body)
	return b.Bytes(), true
}

// listener hands out connections made of memory: a fuzzing run would soon use up a machine's ports.
type listener struct {
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func listen(f *testing.F, h http.Handler) *listener {
	l := &listener{conns: make(chan net.Conn), done: make(chan struct{})}
	server := httptest.NewUnstartedServer(h)
	_ = server.Listener.Close()
	server.Listener = l
	server.Start()
	f.Cleanup(server.Close)
	return l
}

func (l *listener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

func (l *listener) Close() error {
	l.once.Do(func() { close(l.done) })
	return nil
}

func (l *listener) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }

// exchange sends the request on a connection of its own. A refusal by net/http itself, which has no X-Seen, is an error.
func (l *listener) exchange(method string, request []byte) (got, error) {
	client, server := net.Pipe()
	defer client.Close()
	l.conns <- server
	go func() { _, _ = client.Write(request) }() // ends with the connection, if the server does not read it all
	response, err := http.ReadResponse(bufio.NewReader(client), &http.Request{Method: method})
	if err != nil {
		return got{}, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return got{}, err
	}
	description, err := base64.StdEncoding.DecodeString(response.Header.Get("X-Seen"))
	if err != nil || len(description) == 0 {
		return got{}, fmt.Errorf("refused with %d %q", response.StatusCode, body)
	}
	g := got{
		Status: response.StatusCode, Type: response.Header["Content-Type"],
		// What net/http sent one by one comes joined out of an event.
		Twice:   strings.ReplaceAll(strings.Join(response.Header["X-Twice"], ","), ", ", ","),
		Cookies: response.Header["Set-Cookie"], Body: body,
	}
	return g, json.Unmarshal(description, &g.Seen)
}
