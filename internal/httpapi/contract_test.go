package httpapi_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"
	validation "github.com/pb33f/libopenapi-validator/errors"
	"go.yaml.in/yaml/v3"

	"kibitz/internal/desk"
	"kibitz/internal/httpapi"
)

// openContract reads openapi.yaml once.
var openContract = sync.OnceValues(func() (validator.Validator, error) {
	text, err := os.ReadFile("openapi.yaml")
	if err != nil {
		return nil, err
	}
	doc, err := libopenapi.NewDocument(text)
	if err != nil {
		return nil, err
	}
	v, errs := validator.NewValidator(doc)
	return v, errors.Join(errs...)
})

// checkContract holds an exchange to openapi.yaml: that the status is one of
// the operation's, that headers and body are as described, and that a request
// which was accepted is one that may be sent. The contract is about the
// addresses that exist; a refusal for others must still be a problem document.
func checkContract(r *http.Request, res *http.Response) error {
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if err := checkCommon(r, res, body); err != nil {
		return err
	}
	if r.Method == http.MethodHead {
		return nil // a GET without its body
	}
	if bytes.Contains(body, []byte(`"not_found"`)) || bytes.Contains(body, []byte(`"method_not_allowed"`)) {
		return nil
	}
	v, err := openContract()
	if err != nil {
		return err
	}
	if res.StatusCode < 300 && !strings.HasPrefix(r.Header.Get("Content-Type"), "text/plain") && r.Method != http.MethodOptions {
		if ok, errs := v.ValidateHttpRequest(r); !ok {
			return fmt.Errorf("accepted request: %w", joined(errs))
		}
	}
	parts := [][]byte{body}
	if res.Header.Get("Content-Type") == "application/x-ndjson" {
		parts = bytes.SplitAfter(bytes.TrimSpace(body), []byte("\n")) // the contract is about each line
	}
	for _, part := range parts {
		res.Body = io.NopCloser(bytes.NewReader(part))
		if ok, errs := v.ValidateHttpResponse(r, res); !ok {
			return joined(errs)
		}
	}
	return nil
}

func joined(errs []*validation.ValidationError) error {
	var all []error
	for _, e := range errs {
		all = append(all, fmt.Errorf("%s: %s", e.Message, e.Reason))
		for _, s := range e.SchemaValidationErrors {
			all = append(all, fmt.Errorf("%s: %s", s.FieldPath, s.Reason))
		}
	}
	return errors.Join(all...)
}

// checkCommon tests what every answer has, whatever the request was.
func checkCommon(r *http.Request, res *http.Response, body []byte) error {
	want := map[string]string{
		"X-Content-Type-Options":  "nosniff",
		"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
		"Set-Cookie":              "",
	}
	if strings.TrimSuffix(r.URL.Path, "/") == "/moderation" && res.StatusCode < 400 && r.Method != http.MethodOptions {
		want["Content-Security-Policy"] = desk.Policy // the one page that there is
	}
	if isOwn(r.URL.Path) {
		delete(want, "Set-Cookie") // of a session
	}
	if res.StatusCode >= 400 {
		want["Content-Type"], want["Cache-Control"] = "application/problem+json", "no-store"
		want["Etag"] = ""
	}
	for name, value := range want {
		if got := res.Header.Get(name); got != value {
			return fmt.Errorf("header %s is %q, want %q", name, got, value)
		}
	}
	for _, name := range []string{"Cache-Control", "X-Request-Id"} {
		if res.Header.Get(name) == "" {
			return fmt.Errorf("no header %s", name)
		}
	}
	if len(body) == 0 || r.Method == http.MethodHead {
		return nil
	}
	switch kind := res.Header.Get("Content-Type"); kind {
	case "application/atom+xml; charset=utf-8":
		_, err := parseFeed(body)
		return err
	case "application/json; charset=utf-8", "application/problem+json", "application/yaml", "application/x-ndjson":
	case "text/javascript; charset=utf-8", "text/plain; charset=utf-8", "text/html; charset=utf-8", "text/css; charset=utf-8", "image/svg+xml":
		return nil // files of the widget and the dashboard, which are ours
	default:
		return fmt.Errorf("media type %q", kind)
	}
	if bytes.ContainsAny(body, "<>") && !strings.HasSuffix(r.URL.Path, ".yaml") {
		return errors.New("JSON that is not escaped for HTML")
	}
	if res.StatusCode < 400 {
		return nil
	}
	var p struct {
		Type, Title, Code, Detail, Field string
		Status                           int
		Now                              json.RawMessage
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(&p); err != nil {
		return fmt.Errorf("problem document: %w", err)
	}
	if p.Status != res.StatusCode || p.Type != "/v1/openapi.yaml#"+p.Code || p.Title == "" || p.Detail == "" {
		return fmt.Errorf("problem document %+v", p)
	}
	return nil
}

// spec is the part of openapi.yaml that is compared with the code.
type spec struct {
	Paths      map[string]map[string]any
	Components struct {
		Schemas struct {
			Code struct {
				OneOf []struct{ Const string } `yaml:"oneOf"`
			} `yaml:"Code"`
		}
	}
}

func readSpec(t *testing.T) (s spec) {
	t.Helper()
	text, err := os.ReadFile("openapi.yaml")
	if err == nil {
		err = yaml.Unmarshal(text, &s)
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestContractIsValid(t *testing.T) {
	v, err := openContract()
	if err != nil {
		t.Fatal(err)
	}
	if ok, errs := v.ValidateDocument(); !ok {
		t.Fatal(joined(errs))
	}
}

func TestContractHasTheRoutes(t *testing.T) {
	want, got := map[string][]string{}, map[string][]string{}
	for _, rt := range httpapi.Routes() {
		want[rt.Pattern] = append(want[rt.Pattern], strings.ToLower(rt.Method))
	}
	for path, operations := range readSpec(t).Paths {
		for method := range operations {
			if method != "parameters" && method != "options" {
				got[path] = append(got[path], method)
			}
		}
	}
	if !slices.Equal(slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want))) {
		t.Fatalf("openapi.yaml has the paths %v, routes.go %v", slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want)))
	}
	for path := range want {
		slices.Sort(got[path])
		slices.Sort(want[path])
		if !slices.Equal(got[path], want[path]) {
			t.Errorf("%s: openapi.yaml has %v, routes.go %v", path, got[path], want[path])
		}
	}
}

func TestContractIsServed(t *testing.T) {
	s := newServer(t, nil)
	want, err := os.ReadFile("openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	a := s.ask("GET", "/v1/openapi.yaml", "")
	if !bytes.Equal(a.body, want) || a.Header.Get("Content-Type") != "application/yaml" {
		t.Errorf("%d bytes of %s, want openapi.yaml", len(a.body), a.Header.Get("Content-Type"))
	}
	again := s.ask("GET", "/v1/openapi.yaml", "", "If-None-Match", a.Header.Get("ETag"))
	if again.StatusCode != http.StatusNotModified || len(again.body) > 0 {
		t.Errorf("asked again with its ETag: %d", again.StatusCode)
	}
}
