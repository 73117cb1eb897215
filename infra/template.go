// Package infra reads template.yaml as the tests need it: its tests hold the
// page against the code, and those of the whole stack create the table and
// enforce the roles that it describes.
//
//	template.go  Read: the page with its intrinsics written out and resolved
//	function.go  functions, their routes and variables
//	policy.go    what a function's role may do
//	table.go     the table as a CreateTable call
//	filter.go    which changes wake the stream function
package infra

import (
	"fmt"
	"os"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Template is a SAM template whose intrinsics are resolved as far as a test
// needs: parameters by their defaults, references to resources as
// placeholders (see resolve).
type Template struct {
	Parameters map[string]Parameter
	Globals    map[string]any
	Resources  map[string]Resource
	Outputs    map[string]any
}

// Parameter is a parameter of the template.
type Parameter struct {
	Type    string
	Default any // nil: the deployer must say
}

// Resource is a resource of the template.
type Resource struct {
	Type           string
	DeletionPolicy string
	Properties     map[string]any
}

// Read reads a template. given are parameters that differ from their default;
// those that have none must be among them.
func Read(path string, given map[string]any) (*Template, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read template: %w", err)
	}
	var node yaml.Node
	if err := yaml.Unmarshal(text, &node); err != nil {
		return nil, fmt.Errorf("parse template: %w", err)
	}
	page, err := longForm(node.Content[0])
	if err != nil {
		return nil, fmt.Errorf("template: %w", err)
	}
	all, ok := page.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("template: %w, not a map", errShape)
	}
	t := &Template{Parameters: map[string]Parameter{}, Resources: map[string]Resource{}}
	values := map[string]any{}
	for name, p := range dig[map[string]any](all, "Parameters") {
		parameter := Parameter{Type: dig[string](p, "Type"), Default: dig[any](p, "Default")}
		t.Parameters[name], values[name] = parameter, parameter.Default
	}
	for name, v := range given {
		values[name] = v
	}
	r := resolver{values: values, conditions: dig[map[string]any](all, "Conditions")}
	for name, v := range dig[map[string]any](all, "Resources") {
		t.Resources[name] = Resource{
			Type: dig[string](v, "Type"), DeletionPolicy: dig[string](v, "DeletionPolicy"),
			Properties: dig[map[string]any](r.resolve(v), "Properties"),
		}
	}
	t.Globals = dig[map[string]any](r.resolve(all["Globals"]), "Function")
	t.Outputs = dig[map[string]any](r.resolve(all), "Outputs")
	return t, nil
}

// dig follows map keys and returns what is there, the zero value when it is
// nothing or of another kind.
func dig[T any](v any, path ...string) T {
	for _, key := range path {
		m, _ := v.(map[string]any)
		v = m[key]
	}
	t, _ := v.(T)
	return t
}

// longForm returns YAML as JSON would have it, short intrinsics ("!Ref x")
// written out ("Ref": "x").
func longForm(n *yaml.Node) (any, error) {
	v, err := plain(n)
	if err != nil || !strings.HasPrefix(n.Tag, "!") || strings.HasPrefix(n.Tag, "!!") {
		return v, err
	}
	name := n.Tag[1:]
	if name == "GetAtt" {
		resource, attribute, _ := strings.Cut(n.Value, ".")
		return map[string]any{"Fn::GetAtt": []any{resource, attribute}}, nil
	}
	if name != "Ref" {
		name = "Fn::" + name
	}
	return map[string]any{name: v}, nil
}

func plain(n *yaml.Node) (any, error) {
	switch n.Kind {
	case yaml.MappingNode:
		m := make(map[string]any, len(n.Content)/2)
		for i := 0; i < len(n.Content); i += 2 {
			v, err := longForm(n.Content[i+1])
			if err != nil {
				return nil, err
			}
			key := n.Content[i].Value
			if _, twice := m[key]; twice {
				return nil, fmt.Errorf("line %d: %q stands twice", n.Content[i].Line, key)
			}
			m[key] = v
		}
		return m, nil
	case yaml.SequenceNode:
		s := make([]any, len(n.Content))
		for i, c := range n.Content {
			var err error
			if s[i], err = longForm(c); err != nil {
				return nil, err
			}
		}
		return s, nil
	case yaml.ScalarNode:
		if strings.HasPrefix(n.Tag, "!") && !strings.HasPrefix(n.Tag, "!!") {
			return n.Value, nil
		}
		var v any
		err := n.Decode(&v)
		return v, err
	}
	return nil, fmt.Errorf("line %d: %w, an alias perhaps", n.Line, errShape)
}
