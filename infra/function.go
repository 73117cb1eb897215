package infra

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Function is a Lambda function of the template.
type Function struct {
	Name        string
	Code        string // its directory
	Role        string // name of the resource
	Environment map[string]string
	Routes      []string // as in "GET /v1/comments"
	MemorySize  int      // MiB
	Timeout     int      // seconds
	Properties  map[string]any
}

// Functions returns the functions, in the order of their names.
func (t *Template) Functions() []Function {
	var out []Function
	for _, name := range t.names("AWS::Serverless::Function") {
		p := merged(t.Globals, t.Resources[name].Properties)
		f := Function{
			Name: name, Code: dig[string](p, "CodeUri"), Properties: p, Environment: map[string]string{},
			MemorySize: dig[int](p, "MemorySize"), Timeout: dig[int](p, "Timeout"),
		}
		f.Role, _, _ = strings.Cut(dig[string](p, "Role"), ".")
		for variable, v := range dig[map[string]any](p, "Environment", "Variables") {
			f.Environment[variable] = fmt.Sprint(v)
		}
		for _, e := range dig[map[string]any](p, "Events") {
			if dig[string](e, "Type") == "HttpApi" {
				f.Routes = append(f.Routes, dig[string](e, "Properties", "Method")+" "+dig[string](e, "Properties", "Path"))
			}
		}
		slices.Sort(f.Routes)
		out = append(out, f)
	}
	return out
}

// Function returns the function whose code is in the directory.
func (t *Template) Function(code string) (Function, error) {
	for _, f := range t.Functions() {
		if f.Code == code {
			return f, nil
		}
	}
	return Function{}, fmt.Errorf("template: no function with the code of %s", code)
}

// names returns the names of all resources of a type, in order.
func (t *Template) names(kind string) []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(t.Resources)) {
		if t.Resources[name].Type == kind {
			out = append(out, name)
		}
	}
	return out
}

// merged returns the global properties with a function's own over them, maps
// within them likewise, as SAM does.
func merged(global, own map[string]any) map[string]any {
	out := maps.Clone(global)
	for key, v := range own {
		inner, isMap := v.(map[string]any)
		if outer := dig[map[string]any](out, key); isMap && outer != nil {
			v = merged(outer, inner)
		}
		out[key] = v
	}
	return out
}
