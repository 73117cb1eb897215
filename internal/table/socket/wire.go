package socket

import (
	"context"
	"errors"
	"fmt"

	"kibitz/internal/table"
)

// answer is what comes back: a result or a failure.
type answer[Out any] struct {
	Out     Out
	Failure *failure
}

// The types of package table, as far as gob cannot take them as they are: it
// leaves out unexported fields, and does not tell nil from empty.
type (
	got struct {
		Items []item
		Units table.Units
	}
	page struct {
		Items []item
		Next  *table.Cursor
		Units table.Units
	}
	written struct {
		Image item
		Units table.Units
	}
	write struct {
		Token  string
		Return table.Image
		Ops    []op
	}
	op struct {
		Verb           table.Verb
		Key            table.Key
		Item, Set, Add item
		Remove         []string
		If             []cond
	}
	cond struct {
		Test  table.Test
		Attr  string
		Value value
	}
	item  map[string]value // empty stands for nil: no item is empty
	value struct {
		Kind table.Kind
		Raw  string
	}
)

func encodeValue(v table.Value) value { return value{v.Kind(), v.Raw()} }

func (v value) decode() (table.Value, error) {
	switch v.Kind {
	case table.KindString:
		return table.String(v.Raw), nil
	case table.KindNumber:
		return table.Number(v.Raw)
	case table.KindBytes:
		return table.Bytes([]byte(v.Raw)), nil
	case table.KindBool:
		return table.Bool(v.Raw != ""), nil
	}
	return table.Value{}, nil // no value; the engine refuses it
}

func encodeItem(it table.Item) item {
	out := make(item, len(it))
	for name, v := range it {
		out[name] = encodeValue(v)
	}
	return out
}

func decodeItem(it item) (table.Item, error) {
	if len(it) == 0 {
		return nil, nil
	}
	out := make(table.Item, len(it))
	for name, v := range it {
		var err error
		if out[name], err = v.decode(); err != nil {
			return nil, fmt.Errorf("attribute %q: %w", name, err)
		}
	}
	return out, nil
}

func encodeItems(items []table.Item) []item {
	out := make([]item, len(items))
	for i, it := range items {
		out[i] = encodeItem(it)
	}
	return out
}

func decodeItems(items []item) ([]table.Item, error) {
	out := make([]table.Item, len(items))
	for i, it := range items {
		var err error
		if out[i], err = decodeItem(it); err != nil {
			return nil, fmt.Errorf("item %d: %w", i, err)
		}
	}
	return out, nil
}

func encodeWrite(w table.Write) write {
	out := write{Token: w.Token, Return: w.Return, Ops: make([]op, len(w.Ops))}
	for i, o := range w.Ops {
		out.Ops[i] = op{
			Verb: o.Verb, Key: o.Key, Remove: o.Remove,
			Item: encodeItem(o.Item), Set: encodeItem(o.Set), Add: encodeItem(o.Add),
			If: make([]cond, len(o.If)),
		}
		for j, c := range o.If {
			out.Ops[i].If[j] = cond{c.Test, c.Attr, encodeValue(c.Value)}
		}
	}
	return out
}

func (w write) decode() (table.Write, error) {
	out := table.Write{Token: w.Token, Return: w.Return, Ops: make([]table.Op, len(w.Ops))}
	for i, o := range w.Ops {
		decoded, err := o.decode()
		if err != nil {
			return table.Write{}, fmt.Errorf("operation %d: %w", i, err)
		}
		out.Ops[i] = decoded
	}
	return out, nil
}

func (o op) decode() (out table.Op, err error) {
	out = table.Op{Verb: o.Verb, Key: o.Key, Remove: o.Remove, If: make([]table.Cond, len(o.If))}
	if out.Item, err = decodeItem(o.Item); err != nil {
		return out, err
	}
	if out.Set, err = decodeItem(o.Set); err != nil {
		return out, err
	}
	if out.Add, err = decodeItem(o.Add); err != nil {
		return out, err
	}
	for i, c := range o.If {
		v, err := c.Value.decode()
		if err != nil {
			return out, fmt.Errorf("condition %d: %w", i, err)
		}
		out.If[i] = table.Cond{Test: c.Test, Attr: c.Attr, Value: v}
	}
	return out, nil
}

// failure is an error on its way.
type failure struct {
	Message  string
	Meanings []string // which of meanings it is
	Reasons  []reason // of a table.ConditionError
	Units    table.Units
}

type reason struct {
	Failed bool
	Item   item
}

// meanings returns the errors that keep their identity, by the names under
// which they travel.
func meanings() map[string]error {
	return map[string]error{
		"condition":   table.ErrCondition,
		"conflict":    table.ErrConflict,
		"throttled":   table.ErrThrottled,
		"unavailable": table.ErrUnavailable,
		"too large":   table.ErrTooLarge,
		"token":       table.ErrTokenReused,
		"invalid":     table.ErrInvalid,
		"cancelled":   context.Canceled,
		"deadline":    context.DeadlineExceeded,
	}
}

func encodeError(err error) *failure {
	if err == nil {
		return nil
	}
	f := &failure{Message: err.Error()}
	for name, meaning := range meanings() {
		if errors.Is(err, meaning) {
			f.Meanings = append(f.Meanings, name)
		}
	}
	var condition *table.ConditionError
	if errors.As(err, &condition) {
		f.Units = condition.Units
		for _, r := range condition.Reasons {
			f.Reasons = append(f.Reasons, reason{r.Failed, encodeItem(r.Item)})
		}
	}
	return f
}

// decode returns an error that says and is the same.
func (f *failure) decode() error {
	if f == nil {
		return nil
	}
	e := remote{message: f.Message}
	for _, name := range f.Meanings {
		e.meanings = append(e.meanings, meanings()[name])
	}
	if f.Reasons == nil {
		return e
	}
	condition := &table.ConditionError{Units: f.Units, Reasons: make([]table.Reason, len(f.Reasons))}
	for i, r := range f.Reasons {
		it, err := decodeItem(r.Item)
		if err != nil {
			return fmt.Errorf("%w: image %d: %w", table.ErrUnavailable, i, err)
		}
		condition.Reasons[i] = table.Reason{Failed: r.Failed, Item: it}
	}
	e.meanings = append(e.meanings, condition)
	return e
}

// remote is an error of the other end.
type remote struct {
	message  string
	meanings []error
}

// Error says what the error said at the other end.
func (e remote) Error() string { return e.message }

// Unwrap returns what the error is.
func (e remote) Unwrap() []error { return e.meanings }
