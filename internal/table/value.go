package table

import "strconv"

// Kind is the type of a Value.
type Kind byte

// The kinds that Kibitz stores. DynamoDB has more; nested values are left out
// on purpose: an attribute is either a scalar or an opaque document in Bytes.
const (
	KindString Kind = 'S'
	KindNumber Kind = 'N'
	KindBytes  Kind = 'B'
	KindBool   Kind = 'T' // DynamoDB's BOOL
)

// Value is one attribute value. Values are immutable and comparable: two are
// equal with == when kind and content are equal, whatever way the number was
// written. The zero Value is no value; engines refuse it.
type Value struct {
	kind Kind
	s    string // content; a number in the canonical form of number.go; "1" or "" for a bool
}

// String returns a string value. Empty strings are allowed but in keys.
func String(s string) Value { return Value{KindString, s} }

// Bytes returns a binary value.
func Bytes(b []byte) Value { return Value{KindBytes, string(b)} }

// Int returns a number value.
func Int(n int64) Value { return Value{KindNumber, strconv.FormatInt(n, 10)} }

// Bool returns a Boolean value.
func Bool(b bool) Value {
	if b {
		return Value{KindBool, "1"}
	}
	return Value{KindBool, ""}
}

// Kind returns the value's kind, 0 for no value.
func (v Value) Kind() Kind { return v.kind }

// Str returns a string's content, "" for every other kind.
func (v Value) Str() string {
	if v.kind != KindString {
		return ""
	}
	return v.s
}

// Bytes returns a copy of a binary value's content, nil for every other kind.
func (v Value) Bytes() []byte {
	if v.kind != KindBytes {
		return nil
	}
	return []byte(v.s)
}

// Int returns a number's integer part when it fits into 64 bits, else 0; 0 for
// every other kind.
func (v Value) Int() int64 {
	if v.kind != KindNumber {
		return 0
	}
	n, err := strconv.ParseInt(v.s, 10, 64)
	if err != nil {
		return truncate(v.s)
	}
	return n
}

// Decimal returns a number in plain decimal notation, "" for every other kind.
func (v Value) Decimal() string {
	if v.kind != KindNumber {
		return ""
	}
	return v.s
}

// Bool reports whether the value is the Boolean true.
func (v Value) Bool() bool { return v.kind == KindBool && v.s == "1" }

// Raw returns the content of a string, binary value or number as it is stored,
// without a copy; engines encode it.
func (v Value) Raw() string { return v.s }

// Less reports whether v orders before w: numbers by value, strings and binary
// values byte by byte. Values of different kinds and Booleans have no order.
func (v Value) Less(w Value) bool {
	if v.kind != w.kind {
		return false
	}
	switch v.kind {
	case KindString, KindBytes:
		return v.s < w.s
	case KindNumber:
		return compareNumbers(v.s, w.s) < 0
	}
	return false
}
