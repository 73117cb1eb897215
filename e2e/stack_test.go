package e2e

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"kibitz/internal/auth"
	"kibitz/internal/site"
)

// zeros is a random source for a key that can stand in an event file.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// TestStack builds the functions for this machine and lets each answer the
// event beside its code: a comment is posted and a view counted, what the
// table's stream has of it is folded, and a moderator sees it.
func TestStack(t *testing.T) {
	dir := build(t, "x86_64")
	e := newEndpoint(t)
	settings := site.Defaults()
	settings.Origins = []string{"https://news.example"}
	if err := e.store().AddSite(t.Context(), "example", settings); err != nil {
		t.Fatal(err)
	}
	key, secret, err := auth.NewKey(zeros{}, "example", "test", auth.RoleOwner, time.Now(), time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	if err := e.store().AddKey(t.Context(), key); err != nil {
		t.Fatal(err)
	}
	functions := map[string]*emulated{}
	for _, f := range e.template.Functions() {
		functions[f.Name] = emulate(t, dir, e, f)
	}

	posted := serve(t, functions["Comments"], event(t, "comments"))
	var shown struct{ Comment struct{ HTML string } }
	decode(t, []byte(posted.Body), &shown)
	if html := shown.Comment.HTML; posted.StatusCode != 201 || !strings.Contains(html, "<strong>bạn</strong>") || strings.Contains(html, "<script") {
		t.Errorf("post: %d %s", posted.StatusCode, posted.Body)
	}
	if again := serve(t, functions["Comments"], event(t, "comments")); again.Body != posted.Body || again.StatusCode != 201 {
		t.Errorf("the same post: %d %s, the first time %s", again.StatusCode, again.Body, posted.Body)
	}
	viewed := serve(t, functions["Views"], event(t, "views"))
	if viewed.StatusCode != 200 || !strings.Contains(viewed.Body, `"counted":true`) {
		t.Errorf("view: %d %s", viewed.StatusCode, viewed.Body)
	}

	all, through := e.changes()
	if len(through) != 2 || all <= 2 {
		t.Errorf("%d of %d changes wake the stream function, want a comment and a view", len(through), all)
	}
	batch := map[string]any{"Records": through}
	for range 2 { // Lambda may send a batch again
		if got := fold(t, functions["Stream"], encode(t, batch)); len(got) != 0 {
			t.Errorf("not folded: %v", got)
		}
	}
	listed := serve(t, functions["Comments"], get("/v1/comments", "site=example&page=/ferry"))
	if want := `"comments":1,"featured":0,"views":1,"visitors":1`; listed.StatusCode != 200 || !strings.Contains(listed.Body, want) {
		t.Errorf("list: %d %s, want %s in it", listed.StatusCode, listed.Body, want)
	}
	top := serve(t, functions["Views"], get("/v1/top", "site=example"))
	if want := `"page":"/ferry"`; top.StatusCode != 200 || !strings.Contains(top.Body, want) {
		t.Errorf("top: %d %s, want %s in it", top.StatusCode, top.Body, want)
	}
	if _, more := e.changes(); len(more) != 0 {
		t.Errorf("the fold's own writes wake it again: %v", more)
	}

	queue := event(t, "moderation")
	if !strings.Contains(string(queue), secret) {
		t.Fatalf("the moderation event has another key than %s", secret)
	}
	seen := serve(t, functions["Moderation"], queue)
	var waiting struct{ Comments []struct{ HTML string } }
	decode(t, []byte(seen.Body), &waiting)
	if seen.StatusCode != 200 || len(waiting.Comments) != 1 || waiting.Comments[0].HTML != shown.Comment.HTML {
		t.Errorf("queue: %d %s", seen.StatusCode, seen.Body)
	}
	if foreign := serve(t, functions["Views"], queue); foreign.StatusCode != 404 {
		t.Errorf("the views' function answers a moderator: %d %s", foreign.StatusCode, foreign.Body)
	}

	if got := fold(t, functions["Stream"], event(t, "stream")); len(got) != 0 {
		t.Errorf("the stream's event: not folded: %v", got)
	}
	poison := strings.Replace(string(event(t, "stream")), `"N": "2"`, `"L": []`, 1)
	if got := fold(t, functions["Stream"], []byte(poison)); len(got) != 1 || got[0].ItemIdentifier != "100000000000000000002" {
		t.Errorf("a record that cannot be read: reported %v", got)
	}
	if log := functions["Stream"].printed(); !strings.Contains(log, `"level":"ERROR","message":"batch not folded"`) {
		t.Error("a failed batch is not in the log")
	}
}

// event reads the event beside a function's code.
func event(t *testing.T, function string) []byte {
	t.Helper()
	b, err := os.ReadFile("../functions/" + function + "/event.json")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// get is the event of a GET request.
func get(path, query string) []byte {
	var e events.APIGatewayV2HTTPRequest
	e.Version, e.RawPath, e.RawQueryString = "2.0", path, query
	e.RequestContext.Stage, e.RequestContext.RequestID = "$default", "JKJaXmPLvHcESHB="
	e.RequestContext.HTTP = events.APIGatewayV2HTTPRequestContextHTTPDescription{
		Method: "GET", Path: path, Protocol: "HTTP/1.1", SourceIP: "203.0.113.7",
	}
	b, _ := json.Marshal(e) // plain strings
	return b
}

func serve(t *testing.T, fn *emulated, event []byte) (answer events.APIGatewayV2HTTPResponse) {
	t.Helper()
	decode(t, fn.invoke(event), &answer)
	return answer
}

func fold(t *testing.T, fn *emulated, event []byte) []events.DynamoDBBatchItemFailure {
	t.Helper()
	var answer events.DynamoDBEventResponse
	decode(t, fn.invoke(event), &answer)
	return answer.BatchItemFailures
}

func decode(t *testing.T, text []byte, into any) {
	t.Helper()
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
}

func encode(t *testing.T, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
