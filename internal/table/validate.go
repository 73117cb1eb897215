package table

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Further limits of DynamoDB.
const (
	maxName        = 1<<16 - 1 // bytes of an attribute name
	maxToken       = 36        // bytes of a Write's token
	maxTransaction = 4 << 20   // bytes of all items of a transaction

	// maxClauses bounds the changes, and the conditions, of one operation, so
	// that whatever passes here also fits into DynamoDB's 4 KB of expression.
	maxClauses = 64
)

// Validate reports the first rule of the port that the call breaks, as an
// ErrInvalid. Engines call it before anything else.
func (g Get) Validate() error {
	if n := len(g.Keys); n < 1 || n > MaxKeys {
		return invalid("get of %d keys, want 1 to %d", n, MaxKeys)
	}
	for i, k := range g.Keys {
		if err := k.validate(); err != nil {
			return fmt.Errorf("key %d: %w", i, err)
		}
	}
	return nil
}

// Validate reports the first rule of the port that the call breaks, as an
// ErrInvalid. Engines call it before anything else.
func (q Query) Validate(s Schema) error {
	if q.Limit < 1 {
		return invalid("query without a limit")
	}
	if err := validateKeyPart("partition", q.PK, MaxPK); err != nil {
		return err
	}
	if len(q.Prefix) > MaxSK || !utf8.ValidString(q.Prefix) {
		return invalid("prefix %.60q: not UTF-8 of at most %d bytes", q.Prefix, MaxSK)
	}
	if q.Index != "" {
		if _, ok := s.Index(q.Index); !ok {
			return invalid("no index %q", q.Index)
		}
		if q.Consistent {
			return invalid("consistent query of index %q", q.Index)
		}
	}
	return q.validateCursor()
}

func (q Query) validateCursor() error {
	if q.After == nil {
		return nil
	}
	if err := validateKeyPart("cursor's sort", q.After.SK, MaxSK); err != nil {
		return err
	}
	if !strings.HasPrefix(q.After.SK, q.Prefix) {
		return invalid("cursor %.60q outside prefix %.60q", q.After.SK, q.Prefix)
	}
	if q.Index == "" {
		return nil
	}
	return q.After.Key.validate()
}

// Validate reports the first rule of the port that the call breaks, as an
// ErrInvalid, or ErrTooLarge for what can be seen to be too large without the
// table. Engines call it before anything else.
func (w Write) Validate(s Schema) error {
	n := len(w.Ops)
	switch {
	case n < 1 || n > MaxOps:
		return invalid("write of %d operations, want 1 to %d", n, MaxOps)
	case len(w.Token) > maxToken || !utf8.ValidString(w.Token):
		return invalid("token %.60q: not UTF-8 of at most %d bytes", w.Token, maxToken)
	case w.Return < NoImage || w.Return > NewImage:
		return invalid("unknown image %d", w.Return)
	case n == 1 && w.Ops[0].Verb == VerbCheck:
		return invalid("a check alone, outside a transaction")
	case n > 1 && w.Return != NoImage:
		return invalid("image of an item of a transaction")
	}
	total := 0
	seen := make(map[Key]int, n)
	for i, op := range w.Ops {
		if err := op.validate(s); err != nil {
			return fmt.Errorf("operation %d: %w", i, err)
		}
		if first, twice := seen[op.Key]; twice {
			return invalid("operations %d and %d on one item", first, i)
		}
		seen[op.Key] = i
		total += op.Item.Size() + op.Set.Size() + op.Add.Size()
	}
	if n > 1 && total > maxTransaction {
		return fmt.Errorf("transaction of %d bytes: %w", total, ErrTooLarge)
	}
	return nil
}

func (o Op) validate(s Schema) error {
	if err := o.Key.validate(); err != nil {
		return err
	}
	if err := o.validateConditions(); err != nil {
		return err
	}
	if o.Verb != VerbPut && o.Item != nil || o.Verb != VerbUpdate && o.changes() > 0 {
		return invalid("more changes than its verb makes")
	}
	switch o.Verb {
	case VerbPut:
		return o.validatePut(s)
	case VerbUpdate:
		return o.validateUpdate(s)
	case VerbDelete:
		return nil
	case VerbCheck:
		if len(o.If) == 0 {
			return invalid("check without a condition")
		}
		return nil
	}
	return invalid("unknown verb %d", o.Verb)
}

func (o Op) changes() int { return len(o.Set) + len(o.Add) + len(o.Remove) }

func (o Op) validatePut(s Schema) error {
	if o.Item.Key() != o.Key {
		return invalid("put of item %v under key %v", o.Item.Key(), o.Key)
	}
	for name, v := range o.Item {
		if err := s.validateAttribute(name, v); err != nil {
			return err
		}
	}
	if size := o.Item.Size(); size > MaxItem {
		return fmt.Errorf("item of %d bytes: %w", size, ErrTooLarge)
	}
	return nil
}

func (o Op) validateUpdate(s Schema) error {
	if n := o.changes(); n < 1 || n > maxClauses {
		return invalid("update of %d attributes, want 1 to %d", n, maxClauses)
	}
	for name, v := range o.Set {
		if err := s.validateAttribute(name, v); err != nil {
			return err
		}
	}
	for name, v := range o.Add {
		if v.kind != KindNumber {
			return invalid("attribute %.60q: adding %s", name, kindName(v.kind))
		}
		if err := s.validateAttribute(name, v); err != nil {
			return err
		}
		if _, twice := o.Set[name]; twice {
			return invalid("attribute %.60q changed twice", name)
		}
	}
	for i, name := range o.Remove {
		if err := validateName(name); err != nil {
			return err
		}
		_, set := o.Set[name]
		_, added := o.Add[name]
		if set || added || slices.Contains(o.Remove[:i], name) {
			return invalid("attribute %.60q changed twice", name)
		}
	}
	if o.touches(AttrPK) || o.touches(AttrSK) {
		return invalid("update of a key attribute")
	}
	return nil
}

func (o Op) touches(name string) bool {
	_, set := o.Set[name]
	_, added := o.Add[name]
	return set || added || slices.Contains(o.Remove, name)
}

func (o Op) validateConditions() error {
	if n := len(o.If); n > maxClauses {
		return invalid("%d conditions, over %d", n, maxClauses)
	}
	for _, c := range o.If {
		if err := validateName(c.Attr); err != nil {
			return err
		}
		switch c.Test {
		case TestAbsent, TestPresent:
			continue
		case TestLess, TestAbsentOrLess:
			if c.Value.kind == KindBool {
				return invalid("condition on %.60q: Booleans have no order", c.Attr)
			}
		case TestEqual:
		default:
			return invalid("condition on %.60q: unknown test %d", c.Attr, c.Test)
		}
		if err := validateValue(c.Value); err != nil {
			return fmt.Errorf("condition on %.60q: %w", c.Attr, err)
		}
	}
	return nil
}

// validateAttribute checks an attribute that is to be stored: that its value
// is one, and of the kind that keys, the TTL and the keys of indexes need.
func (s Schema) validateAttribute(name string, v Value) error {
	if err := validateName(name); err != nil {
		return err
	}
	if err := validateValue(v); err != nil {
		return fmt.Errorf("attribute %.60q: %w", name, err)
	}
	if name == AttrTTL && v.kind != KindNumber {
		return invalid("attribute %q: %s, want a number", name, kindName(v.kind))
	}
	for _, ix := range s.Indexes {
		if name == ix.PK {
			if err := validateKeyPart("index partition", v.Str(), MaxPK); err != nil {
				return err
			}
		}
		if name == ix.SK {
			if err := validateKeyPart("index sort", v.Str(), MaxSK); err != nil {
				return err
			}
		}
	}
	return nil
}

func validateName(name string) error {
	if name == "" || len(name) > maxName || !utf8.ValidString(name) {
		return invalid("attribute name %.60q: not UTF-8 of 1 to %d bytes", name, maxName)
	}
	return nil
}

func validateValue(v Value) error {
	switch v.kind {
	case KindNumber, KindBytes, KindBool:
		return nil
	case KindString:
		if !utf8.ValidString(v.s) {
			return invalid("string %.60q: not UTF-8", v.s)
		}
		return nil
	}
	return invalid("no value")
}

func (k Key) validate() error {
	if err := validateKeyPart("partition", k.PK, MaxPK); err != nil {
		return err
	}
	return validateKeyPart("sort", k.SK, MaxSK)
}

func validateKeyPart(part, s string, limit int) error {
	if s == "" || len(s) > limit || !utf8.ValidString(s) {
		return invalid("%s key %.60q of %d bytes: not UTF-8 of 1 to %d bytes", part, s, len(s), limit)
	}
	return nil
}

func invalid(format string, args ...any) error {
	return fmt.Errorf(format+": %w", append(args, ErrInvalid)...)
}
