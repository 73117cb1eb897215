package infra

import (
	"errors"
	"regexp"
	"strings"
)

var errShape = errors.New("unexpected shape")

// resolver puts values in the place of intrinsics.
type resolver struct {
	values     map[string]any // of parameters
	conditions map[string]any
}

// noValue stands for a property that is left out.
type noValue struct{}

// resolve returns v without intrinsics: a reference to a parameter is its
// value, one to a resource its name, an attribute "Name.Attribute".
func (r resolver) resolve(v any) any {
	switch v := v.(type) {
	case map[string]any:
		if name, argument, ok := intrinsic(v); ok {
			return r.call(name, argument)
		}
		out := make(map[string]any, len(v))
		for key, inner := range v {
			if inner = r.resolve(inner); inner != (noValue{}) {
				out[key] = inner
			}
		}
		return out
	case []any:
		out := make([]any, 0, len(v))
		for _, inner := range v {
			if inner = r.resolve(inner); inner != (noValue{}) {
				out = append(out, inner)
			}
		}
		return out
	}
	return v
}

func intrinsic(m map[string]any) (name string, argument any, ok bool) {
	if len(m) != 1 {
		return "", nil, false
	}
	for name, argument = range m {
		ok = name == "Ref" || strings.HasPrefix(name, "Fn::")
	}
	return name, argument, ok
}

var variable = regexp.MustCompile(`\$\{([^}]+)\}`)

func (r resolver) call(name string, argument any) any {
	switch name {
	case "Ref":
		return r.ref(argument.(string))
	case "Fn::GetAtt":
		parts := argument.([]any)
		return parts[0].(string) + "." + parts[1].(string)
	case "Fn::Sub":
		return variable.ReplaceAllStringFunc(argument.(string), func(s string) string {
			value, ok := r.ref(s[2 : len(s)-1]).(string)
			if !ok {
				return s
			}
			return value
		})
	case "Fn::If":
		parts := argument.([]any)
		if r.holds(r.conditions[parts[0].(string)]) {
			return r.resolve(parts[1])
		}
		return r.resolve(parts[2])
	}
	return map[string]any{name: argument} // not one that the template's tests look at
}

func (r resolver) ref(name string) any {
	if name == "AWS::NoValue" {
		return noValue{}
	}
	if v, ok := r.values[name]; ok {
		return v
	}
	return name
}

func (r resolver) holds(condition any) bool {
	m, _ := condition.(map[string]any)
	name, argument, _ := intrinsic(m)
	parts, _ := argument.([]any)
	switch {
	case name == "Fn::Not" && len(parts) == 1:
		return !r.holds(parts[0])
	case name == "Fn::Equals" && len(parts) == 2:
		return r.resolve(parts[0]) == r.resolve(parts[1])
	}
	return false
}
