package httpapi

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"kibitz/internal/problem"
)

// request is a shape with everything that a shape can have.
type request struct {
	Site, Name string
	IDs        []string
}

func (r *request) shape() object {
	return object{"site": &r.Site, "ids": &r.IDs, "author": object{"name": &r.Name}}
}

func TestDecode(t *testing.T) {
	for body, want := range map[string]request{
		`{}`:                               {},
		` { "site" : "a" , "ids" : [ ] } `: {Site: "a"},
		`{"site":"Đ\u1ec7 \ud83d\udc4d","author":{"name":"b"}}`:        {Site: "Đệ 👍", Name: "b"},
		`{"ids":["1","2"],"author":{}}`:                                {IDs: []string{"1", "2"}},
		`{"site":null,"ids":null,"author":null}`:                       {},
		`{"author":{"name":null},"site":"\"}{"}`:                       {Site: `"}{`},
		`{"site":"\ud800"}`:                                            {Site: "\ufffd"},
		`{"si\u0074e":"same name"}`:                                    {Site: "same name"},
		`{"site":"` + strings.Repeat("a", 8000) + `","ids":["` + `"]}`: {Site: strings.Repeat("a", 8000), IDs: []string{""}},
	} {
		var got request
		if err := decode([]byte(body), got.shape()); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%.80s: %+v %v", body, got, err)
		}
	}
}

func TestDecodeRefuses(t *testing.T) {
	deep := strings.Repeat("[", 15000) + strings.Repeat("]", 15000)
	for body, field := range map[string]string{
		// no JSON object
		"": "", "{": "", "null": "", "[]": "", `"a"`: "", "7": "", `{"site":"a"`: "", `{"site":"a",}`: "", `{site:"a"}`: "", `{'site':'a'}`: "",
		`{"site":"a"}{}`: "", `{"site":"a"} x`: "", `{"site":"a"},`: "", "\ufeff{}": "", "{\"site\":\"a\xff\"}": "", "{\"site\":\"a\nb\"}": "",
		`{"site":"\x41"}`: "", `{"site":NaN}`: "", `{/**/}`: "", deep: "", `{"site":` + deep + `}`: "",
		// fields that are not there
		`{"status":"published"}`: "status", `{"SITE":"a"}`: "SITE", `{"Site":"a"}`: "Site", `{"ſite":"a"}`: "", `{"\u017fite":"a"}`: "",
		`{"site ":"a"}`: "", `{"":"a"}`: "", `{"__proto__":{}}`: "__proto__", `{"author":{"Name":"a"}}`: "author.Name",
		`{"author":{"is_admin":true}}`: "author.is_admin", `{"<script>":1}`: "", `{"` + strings.Repeat("a", 100) + `":1}`: "",
		// twice
		`{"site":"a","site":"b"}`: "site", `{"site":null,"site":"b"}`: "site", `{"site":"a","\u0073ite":"b"}`: "site",
		`{"author":{"name":"a","name":"b"}}`: "author.name", `{"author":{},"author":{}}`: "author",
		// of another kind
		`{"site":7}`: "site", `{"site":1e999}`: "site", `{"site":true}`: "site", `{"site":["a"]}`: "site", `{"site":{"a":"b"}}`: "site",
		`{"ids":"a"}`: "ids", `{"ids":{}}`: "ids", `{"ids":[7]}`: "ids", `{"ids":[null]}`: "ids", `{"ids":[["a"]]}`: "ids", `{"author":"a"}`: "author", `{"author":[]}`: "author",
	} {
		var got request
		err := decode([]byte(body), got.shape())
		var p *problem.Error
		if !errors.As(err, &p) || p.Code != problem.RequestInvalid || p.Field != field {
			t.Errorf("%.80s: %+v %v, want it refused at %q", body, got, err, field)
		}
	}
}

// FuzzDecode holds the decoder against encoding/json: what it takes, that
// takes too and reads the same; and what it takes says nothing else.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{`{"site":"a","ids":["b"],"author":{"name":"c"}}`, `{"Site":"a"}`, `{"site":"a","site":"b"}`, `{} {}`, "{\"site\":\"\xff\"}"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var got request
		if decode(body, got.shape()) != nil {
			return
		}
		var want struct {
			Site   string   `json:"site"`
			IDs    []string `json:"ids"`
			Author struct {
				Name string `json:"name"`
			} `json:"author"`
		}
		if err := json.Unmarshal(body, &want); err != nil {
			t.Fatalf("%q: encoding/json says %v", body, err)
		}
		if got.Site != want.Site || got.Name != want.Author.Name || len(got.IDs) != len(want.IDs) {
			t.Fatalf("%q: %+v, encoding/json reads %+v", body, got, want)
		}
		for i := range got.IDs {
			if got.IDs[i] != want.IDs[i] {
				t.Fatalf("%q: %+v, encoding/json reads %+v", body, got, want)
			}
		}
	})
}
