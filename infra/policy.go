package infra

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
)

// Statement is what a role allows: some actions on one resource, for
// DynamoDB's only on partition keys of certain forms.
type Statement struct {
	Actions  []string // as in "dynamodb:GetItem"
	Resource string   // as resolve writes references: "Table.Arn", "Table.Arn/index/gsi1"
	Keys     []string // patterns of partition keys, with '*'; none: all
}

// Access is one thing done to one resource.
type Access struct {
	Action   string
	Resource string
	Key      string // the partition key; "" for none
}

// Policy returns the statements of a role. Those that it cannot express are
// errors, so that no test passes for not having understood.
func (t *Template) Policy(role string) ([]Statement, error) {
	r, ok := t.Resources[role]
	if !ok || r.Type != "AWS::IAM::Role" {
		return nil, fmt.Errorf("template: %q is no role", role)
	}
	if r.Properties["ManagedPolicyArns"] != nil {
		return nil, fmt.Errorf("template: role %s has managed policies", role)
	}
	var out []Statement
	for _, policy := range dig[[]any](r.Properties, "Policies") {
		for _, v := range dig[[]any](policy, "PolicyDocument", "Statement") {
			s, err := statement(v)
			if err != nil {
				return nil, fmt.Errorf("template: role %s: %w", role, err)
			}
			out = append(out, s)
		}
	}
	return out, nil
}

const leadingKeys = "dynamodb:LeadingKeys"

func statement(v any) (Statement, error) {
	s := Statement{Actions: words(dig[any](v, "Action")), Keys: words(dig[any](v, "Condition", "ForAllValues:StringLike", leadingKeys))}
	resources := words(dig[any](v, "Resource"))
	conditions := len(dig[map[string]any](v, "Condition"))
	switch {
	case dig[string](v, "Effect") != "Allow", len(s.Actions) == 0, len(resources) != 1,
		conditions > 0 && (conditions > 1 || len(s.Keys) == 0):
		return Statement{}, fmt.Errorf("statement %v: %w", v, errShape)
	}
	s.Resource = resources[0]
	return s, nil
}

// words reads one string or several.
func words(v any) []string {
	switch v := v.(type) {
	case string:
		return []string{v}
	case []any:
		out := make([]string, len(v))
		for i, w := range v {
			out[i], _ = w.(string)
		}
		return out
	}
	return nil
}

// Allows reports whether the statement allows the access.
func (s Statement) Allows(a Access) bool {
	return slices.Contains(s.Actions, a.Action) && like(s.Resource, a.Resource) &&
		(len(s.Keys) == 0 || slices.ContainsFunc(s.Keys, func(pattern string) bool { return like(pattern, a.Key) }))
}

// Allows reports whether any statement allows the access.
func Allows(policy []Statement, a Access) bool {
	return slices.ContainsFunc(policy, func(s Statement) bool { return s.Allows(a) })
}

// like reports whether a string matches a pattern, in which '*' stands for
// any text.
func like(pattern, s string) bool {
	expr := strings.ReplaceAll(regexp.QuoteMeta(pattern), `\*`, ".*")
	return regexp.MustCompile("^" + expr + "$").MatchString(s)
}

// Index is the resource that an index of the table is.
func Index(name string) string { return path.Join(TableResource, "index", name) }

// TableResource is the resource that the table is.
const TableResource = "Table.Arn"
