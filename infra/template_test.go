package infra

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"kibitz/internal/config"
	"kibitz/internal/httpapi"
	"kibitz/internal/store"
	"kibitz/internal/table"
)

func load(t *testing.T) *Template {
	t.Helper()
	tmpl, err := Read("../template.yaml", nil)
	if err != nil {
		t.Fatal(err)
	}
	return tmpl
}

// same fails the test unless both have the same strings, in any order.
func same(t *testing.T, what string, got, want []string) {
	t.Helper()
	got, want = slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))
	if !slices.Equal(got, want) {
		t.Errorf("%s: the template has\n%q, the code\n%q", what, got, want)
	}
}

// TestFunctions: a directory in functions/ is a function and has an event.
func TestFunctions(t *testing.T) {
	var got []string
	for _, f := range load(t).Functions() {
		got = append(got, f.Code)
	}
	dirs, err := os.ReadDir("../functions")
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, d := range dirs {
		want = append(want, "functions/"+d.Name())
		for _, file := range []string{"main.go", "event.json"} {
			text, err := os.ReadFile("../functions/" + d.Name() + "/" + file)
			if err != nil {
				t.Error(err)
			}
			if n := strings.Count(string(text), "\n"); file == "main.go" && n >= 30 {
				t.Errorf("functions/%s/main.go has %d lines: logic belongs elsewhere", d.Name(), n)
			}
		}
	}
	same(t, "functions", got, want)
}

// TestRoutes: each group's routes lead to the function that serves the group,
// and each has a throttle of its own.
func TestRoutes(t *testing.T) {
	tmpl := load(t)
	byGroup := map[httpapi.Group][]string{}
	var all []string
	for _, rt := range httpapi.Routes() {
		route := rt.Method + " " + rt.Pattern
		byGroup[rt.Group], all = append(byGroup[rt.Group], route), append(all, route)
	}
	for group, want := range byGroup {
		f, err := tmpl.Function("functions/" + string(group))
		if err != nil {
			t.Error(err)
			continue
		}
		same(t, "routes of "+f.Name, f.Routes, want)
		main, err := os.ReadFile("../" + f.Code + "/main.go")
		if err != nil {
			t.Fatal(err)
		}
		if serves := "a.Handler(httpapi." + f.Name + ")"; !strings.Contains(string(main), serves) {
			t.Errorf("%s/main.go does not say %s", f.Code, serves)
		}
	}
	settings := dig[map[string]any](tmpl.Resources["Api"].Properties, "RouteSettings")
	same(t, "throttled routes", slices.Collect(maps.Keys(settings)), all)
	for route := range settings {
		if dig[int](settings, route, "ThrottlingRateLimit") < 1 || dig[int](settings, route, "ThrottlingBurstLimit") < 1 {
			t.Errorf("%s has no throttle", route)
		}
	}
}

// TestCORS: API Gateway says of itself what the handler would.
func TestCORS(t *testing.T) {
	cors := dig[map[string]any](load(t).Resources["Api"].Properties, "CorsConfiguration")
	var methods, headers []string
	for _, rt := range httpapi.Routes() {
		methods = append(methods, rt.Method)
		for _, h := range rt.Headers {
			headers = append(headers, strings.ToLower(h))
		}
	}
	distinct := func(s []string) []string { return slices.Compact(slices.Sorted(slices.Values(s))) }
	same(t, "methods", words(cors["AllowMethods"]), distinct(methods))
	same(t, "request headers", words(cors["AllowHeaders"]), distinct(headers))
	if cors["AllowCredentials"] != nil {
		t.Error("there are no cookies to allow")
	}

	handler := httpapi.New(httpapi.Services{Now: time.Now})
	ask := func(method string) http.Header {
		w := httptest.NewRecorder()
		r := httptest.NewRequestWithContext(t.Context(), method, "/v1/openapi.yaml", nil)
		r.Header.Set("Origin", "https://news.example")
		handler.ServeHTTP(w, r)
		return w.Header()
	}
	exposed := strings.ToLower(ask("GET").Get("Access-Control-Expose-Headers"))
	same(t, "answer headers", words(cors["ExposeHeaders"]), strings.Split(exposed, ", "))
	preflight := ask("OPTIONS")
	same(t, "seconds to remember", []string{fmt.Sprint(cors["MaxAge"])}, preflight["Access-Control-Max-Age"])
	same(t, "origins", words(cors["AllowOrigins"]), preflight["Access-Control-Allow-Origin"])
}

// TestEnvironment: each function is given what the configuration reads beside
// what Lambda sets, and nothing else.
func TestEnvironment(t *testing.T) {
	t.Setenv(config.EnvRegion, "eu-central-1")
	t.Setenv(config.EnvAccessKeyID, "AKIDEXAMPLE")
	t.Setenv(config.EnvSecretAccessKey, "secret")
	t.Setenv(config.EnvEndpoint, "")
	t.Setenv(config.EnvAllEndpoints, "")
	for _, f := range load(t).Functions() {
		for name, value := range f.Environment {
			t.Setenv(name, value)
		}
		if _, err := config.ReadFunction(); err != nil {
			t.Errorf("%s: %v", f.Name, err)
		}
		for name, value := range f.Environment {
			if name != config.EnvTable {
				continue
			}
			t.Setenv(name, "")
			if _, err := config.ReadFunction(); err == nil {
				t.Errorf("%s: the code does well without %s", f.Name, name)
			}
			t.Setenv(name, value)
		}
	}
}

// TestAccounts: the functions that sign people in are given what there is to say
// of the newsroom's accounts, and those alone. A secret is not.
func TestAccounts(t *testing.T) {
	for _, f := range load(t).Functions() {
		var got []string
		for name := range f.Environment {
			if name != config.EnvTable {
				got = append(got, name)
			}
		}
		var want []string
		if f.Name == "Moderation" {
			want = []string{config.EnvOpenIDIssuer, config.EnvOpenIDClient, config.EnvOpenIDGroups, config.EnvOpenIDRoles}
		}
		same(t, f.Name, got, want)
	}
}

// TestTable: the table is the one that the store expects.
func TestTable(t *testing.T) {
	tmpl := load(t)
	p := tmpl.Resources["Table"].Properties
	got, want := tmpl.Schema(), store.Schema()
	if len(got.Indexes) != len(want.Indexes) {
		t.Fatalf("the template has %d indexes, the store %d", len(got.Indexes), len(want.Indexes))
	}
	keyed := map[string]bool{table.AttrPK: true, table.AttrSK: true}
	for i, ix := range want.Indexes {
		g := got.Indexes[i]
		if g.Name != ix.Name || g.PK != ix.PK || g.SK != ix.SK {
			t.Errorf("index %d is %s (%s, %s), the store's %s (%s, %s)", i, g.Name, g.PK, g.SK, ix.Name, ix.PK, ix.SK)
		}
		same(t, "attributes in "+ix.Name, g.Include, ix.Include)
		kind := "INCLUDE"
		if len(ix.Include) == 0 {
			kind = "KEYS_ONLY"
		}
		projection := dig[string](dig[[]any](p, "GlobalSecondaryIndexes")[i], "Projection", "ProjectionType")
		same(t, "projection of "+ix.Name, []string{projection}, []string{kind})
		keyed[ix.PK], keyed[ix.SK] = true, true
	}
	if pk, sk := keys(dig[[]any](p, "KeySchema")); pk != table.AttrPK || sk != table.AttrSK {
		t.Errorf("the table's keys are %s and %s", pk, sk)
	}
	var attributes []string
	for _, v := range dig[[]any](p, "AttributeDefinitions") {
		attributes = append(attributes, dig[string](v, "AttributeName"))
		if dig[string](v, "AttributeType") != "S" {
			t.Errorf("%v is no string", v)
		}
	}
	same(t, "key attributes", attributes, slices.Collect(maps.Keys(keyed)))
	if got := dig[string](p, "TimeToLiveSpecification", "AttributeName"); got != table.AttrTTL || !dig[bool](p, "TimeToLiveSpecification", "Enabled") {
		t.Errorf("items expire by %q, want %q", got, table.AttrTTL)
	}
	if got := dig[string](p, "StreamSpecification", "StreamViewType"); got != "NEW_AND_OLD_IMAGES" {
		t.Errorf("the stream has %s; the fold compares both images", got)
	}
}
