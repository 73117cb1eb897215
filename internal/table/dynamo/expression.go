package dynamo

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"kibitz/internal/table"
)

// expression collects the placeholders of one operation. Names and values
// never stand in an expression themselves, so nothing needs escaping and no
// attribute name is a reserved word. The same operation always gives the same
// text: DynamoDB compares the repetition of a transaction with the first.
type expression struct {
	names  map[string]string               // placeholder to attribute name
	values map[string]types.AttributeValue // placeholder to value
}

// name returns the placeholder of an attribute.
func (e *expression) name(attr string) string {
	for placeholder, name := range e.names {
		if name == attr {
			return placeholder
		}
	}
	if e.names == nil {
		e.names = make(map[string]string)
	}
	placeholder := "#" + strconv.Itoa(len(e.names))
	e.names[placeholder] = attr
	return placeholder
}

// value returns a placeholder for a value.
func (e *expression) value(v table.Value) string {
	if e.values == nil {
		e.values = make(map[string]types.AttributeValue)
	}
	placeholder := ":" + strconv.Itoa(len(e.values))
	e.values[placeholder] = encodeValue(v)
	return placeholder
}

// condition returns the conjunction of the conditions, nil for none.
func (e *expression) condition(conds []table.Cond) *string {
	if len(conds) == 0 {
		return nil
	}
	clauses := make([]string, len(conds))
	for i, c := range conds {
		clauses[i] = e.test(c)
	}
	s := strings.Join(clauses, " AND ")
	return &s
}

func (e *expression) test(c table.Cond) string {
	name := e.name(c.Attr)
	switch c.Test {
	case table.TestAbsent:
		return "attribute_not_exists(" + name + ")"
	case table.TestPresent:
		return "attribute_exists(" + name + ")"
	case table.TestEqual:
		return name + " = " + e.value(c.Value)
	case table.TestLess:
		return name + " < " + e.value(c.Value)
	default: // table.TestAbsentOrLess, the last of the set
		return "(attribute_not_exists(" + name + ") OR " + name + " < " + e.value(c.Value) + ")"
	}
}

// update returns what an Update changes.
func (e *expression) update(op table.Op) *string {
	var sections []string
	section := func(action string, clauses []string) {
		if len(clauses) > 0 {
			sections = append(sections, action+" "+strings.Join(clauses, ", "))
		}
	}
	section("SET", e.assign(op.Set, " = "))
	section("ADD", e.assign(op.Add, " "))
	removed := make([]string, len(op.Remove))
	for i, attr := range op.Remove {
		removed[i] = e.name(attr)
	}
	section("REMOVE", removed)
	s := strings.Join(sections, " ")
	return &s
}

func (e *expression) assign(attrs table.Item, sign string) []string {
	clauses := make([]string, 0, len(attrs))
	for _, attr := range slices.Sorted(maps.Keys(attrs)) {
		clauses = append(clauses, e.name(attr)+sign+e.value(attrs[attr]))
	}
	return clauses
}
