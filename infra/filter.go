package infra

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Wakes reports whether a stream record, as JSON has it, passes one of the
// filters of the stream mapping. It knows of patterns what the template uses:
// equal strings and prefixes.
func (t *Template) Wakes(record map[string]any) (bool, error) {
	mapping := dig[map[string]any](t.Resources["Stream"].Properties, "Events", "Changes", "Properties")
	filters := dig[[]any](mapping, "FilterCriteria", "Filters")
	if len(filters) == 0 {
		return true, nil
	}
	for _, f := range filters {
		var pattern map[string]any
		if err := json.Unmarshal([]byte(dig[string](f, "Pattern")), &pattern); err != nil {
			return false, fmt.Errorf("template: filter: %w", err)
		}
		fits, err := matches(pattern, record)
		if fits || err != nil {
			return fits, err
		}
	}
	return false, nil
}

// matches reports whether all parts of a pattern fit.
func matches(pattern map[string]any, v any) (bool, error) {
	for key, p := range pattern {
		inner := dig[any](v, key)
		var fits bool
		var err error
		switch p := p.(type) {
		case map[string]any:
			fits, err = matches(p, inner)
		case []any:
			fits, err = oneOf(p, inner)
		default:
			err = fmt.Errorf("template: filter on %q: %w", key, errShape)
		}
		if !fits || err != nil {
			return false, err
		}
	}
	return true, nil
}

func oneOf(rules []any, v any) (bool, error) {
	s, isString := v.(string)
	for _, rule := range rules {
		prefix, isPrefix := dig[string](rule, "prefix"), dig[string](rule, "prefix") != ""
		word, isWord := rule.(string)
		switch {
		case isPrefix && len(rule.(map[string]any)) == 1:
			if isString && strings.HasPrefix(s, prefix) {
				return true, nil
			}
		case isWord:
			if s == word && isString {
				return true, nil
			}
		default:
			return false, fmt.Errorf("template: filter rule %v: %w", rule, errShape)
		}
	}
	return false, nil
}
