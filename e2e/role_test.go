package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"

	"kibitz/infra"
	"kibitz/internal/table"
)

// newRole returns the address of a proxy before the endpoint that lets
// through what a function's role allows, as IAM would, and nothing else. What
// it refuses fails the test.
func newRole(t *testing.T, e *endpoint, f infra.Function) string {
	t.Helper()
	policy, err := e.template.Policy(f.Role)
	if err != nil {
		t.Fatal(err)
	}
	target, err := url.Parse(e.url)
	if err != nil {
		t.Fatal(err)
	}
	forward := httputil.NewSingleHostReverseProxy(target)
	var mu sync.Mutex
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		accesses, err := accesses(r.Header.Get("X-Amz-Target"), body)
		for _, a := range accesses {
			if !infra.Allows(policy, a) {
				err = fmt.Errorf("%s does not allow %+v", f.Role, a)
			}
		}
		if err != nil {
			mu.Lock()
			defer mu.Unlock()
			t.Error(err)
			w.Header().Set("Content-Type", "application/x-amz-json-1.0")
			w.WriteHeader(http.StatusBadRequest)
			_, _ = fmt.Fprint(w, `{"__type":"com.amazon.coral.service#AccessDeniedException","Message":"not authorized"}`)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		forward.ServeHTTP(w, r)
	}))
	t.Cleanup(proxy.Close)
	return proxy.URL
}

// attributes is a key or an item on the wire.
type attributes map[string]json.RawMessage

// partition returns its partition key, "" for none, which no role allows.
func (a attributes) partition() string { return text(a[table.AttrPK]) }

func text(value json.RawMessage) string {
	var s struct{ S string }
	if json.Unmarshal(value, &s) != nil {
		return ""
	}
	return s.S
}

// operation is what matters here of the calls that write or read one item.
type operation struct{ Key, Item attributes }

func (o operation) partition() string { return o.Key.partition() + o.Item.partition() }

var firstKey = regexp.MustCompile(`^#\w+ = (:\w+)`)

// accesses returns what a call does, in the terms of IAM.
func accesses(target string, body []byte) ([]infra.Access, error) {
	_, action, _ := strings.Cut(target, ".")
	var call struct {
		operation
		IndexName                 string
		KeyConditionExpression    string
		ExpressionAttributeValues attributes
		RequestItems              map[string]struct{ Keys []attributes }
		TransactItems             []map[string]operation
	}
	if err := json.Unmarshal(body, &call); err != nil {
		return nil, fmt.Errorf("%s: %w", action, err)
	}
	access := func(action, resource, pk string) infra.Access {
		return infra.Access{Action: "dynamodb:" + action, Resource: resource, Key: pk}
	}
	var out []infra.Access
	switch action {
	case "GetItem", "PutItem", "UpdateItem", "DeleteItem":
		out = append(out, access(action, infra.TableResource, call.partition()))
	case "BatchGetItem":
		for _, items := range call.RequestItems {
			for _, k := range items.Keys {
				out = append(out, access(action, infra.TableResource, k.partition()))
			}
		}
	case "Query":
		resource := infra.TableResource
		if call.IndexName != "" {
			resource = infra.Index(call.IndexName)
		}
		if m := firstKey.FindStringSubmatch(call.KeyConditionExpression); m != nil {
			out = append(out, access(action, resource, text(call.ExpressionAttributeValues[m[1]])))
		}
	case "TransactWriteItems":
		names := map[string]string{"Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem", "ConditionCheck": "ConditionCheckItem"}
		for _, item := range call.TransactItems {
			for verb, op := range item {
				out = append(out, access(names[verb], infra.TableResource, op.partition()))
			}
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%s is not a call that functions make: %s", target, body)
	}
	return out, nil
}
