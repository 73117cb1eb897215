package table

import (
	"bytes"
	"strings"
	"testing"
)

func TestValueAccessors(t *testing.T) {
	for _, c := range []struct {
		v    Value
		kind Kind
		str  string
		b    []byte
		n    int64
		dec  string
		flag bool
		raw  string
	}{
		{String("x\x00ü"), KindString, "x\x00ü", nil, 0, "", false, "x\x00ü"},
		{String(""), KindString, "", nil, 0, "", false, ""},
		{String("12"), KindString, "12", nil, 0, "", false, "12"},
		{Bytes([]byte{1, 0, 255}), KindBytes, "", []byte{1, 0, 255}, 0, "", false, "\x01\x00\xff"},
		{Bytes(nil), KindBytes, "", []byte{}, 0, "", false, ""},
		{Int(-12), KindNumber, "", nil, -12, "-12", false, "-12"},
		{number(t, "12.75"), KindNumber, "", nil, 12, "12.75", false, "12.75"},
		{Bool(true), KindBool, "", nil, 0, "", true, "1"},
		{Bool(false), KindBool, "", nil, 0, "", false, ""},
		{Value{}, 0, "", nil, 0, "", false, ""},
	} {
		v := c.v
		if v.Kind() != c.kind || v.Str() != c.str || v.Int() != c.n || v.Decimal() != c.dec || v.Bool() != c.flag || v.Raw() != c.raw {
			t.Errorf("value %#v: kind %c, string %q, int %d, decimal %q, bool %v, raw %q",
				v, v.Kind(), v.Str(), v.Int(), v.Decimal(), v.Bool(), v.Raw())
		}
		if b := v.Bytes(); !bytes.Equal(b, c.b) || (b == nil) != (c.b == nil) {
			t.Errorf("value %#v: bytes %v, want %v", v, b, c.b)
		}
	}
}

func TestValuesAreEqualByKindAndContent(t *testing.T) {
	values := []Value{
		{}, String(""), String("1"), Bytes([]byte("1")), Bytes(nil), Int(1), Int(0), Bool(true), Bool(false), number(t, "1.5"), String("1.5"),
	}
	for i, v := range values {
		for j, w := range values {
			if (v == w) != (i == j) {
				t.Errorf("%#v == %#v is %v", v, w, v == w)
			}
		}
	}
	if number(t, "1E2") != Int(100) || number(t, "-0.0") != Int(0) {
		t.Error("a number written in another way is another value")
	}
}

func TestValueSharesNothing(t *testing.T) {
	b := []byte("abc")
	v := Bytes(b)
	b[0] = 'x'
	v.Bytes()[1] = 'x'
	if v != Bytes([]byte("abc")) {
		t.Errorf("value changed to %q", v.Raw())
	}
}

func TestValueLess(t *testing.T) {
	for _, ordered := range [][]Value{
		{String(""), String("\x00"), String("A"), String("a"), String("a\x00"), String("aa"), String("é"), String("😀")},
		{Bytes(nil), Bytes([]byte{0}), Bytes([]byte{0, 0}), Bytes([]byte{1}), Bytes([]byte{0x7f}), Bytes([]byte{0x80}), Bytes([]byte{0xff, 0})},
		{Int(-10), Int(-9), number(t, "-0.5"), Int(0), number(t, smallest), Int(9), Int(10), number(t, largest)},
	} {
		for i, v := range ordered {
			for j, w := range ordered {
				if v.Less(w) != (i < j) {
					t.Errorf("%q < %q is %v", v.Raw(), w.Raw(), v.Less(w))
				}
			}
		}
	}
	unordered := []Value{String("1"), Int(1), Bytes([]byte("1")), Bool(false), Bool(true), {}}
	for _, v := range unordered {
		for _, w := range unordered {
			if v.Less(w) {
				t.Errorf("%#v < %#v", v, w)
			}
		}
	}
}

func TestItem(t *testing.T) {
	it := Item{AttrPK: String("p"), AttrSK: String("s"), "n": Int(1)}
	if it.Key() != (Key{"p", "s"}) || (Item{}).Key() != (Key{}) || (Item{AttrPK: Int(1)}).Key() != (Key{}) {
		t.Errorf("keys %v, %v", it.Key(), Item{}.Key())
	}
	c := it.Clone()
	c["n"] = Int(2)
	if it["n"] != Int(1) || len(c) != 3 || Item(nil).Clone() != nil || (Item{}).Clone() == nil {
		t.Errorf("clone %v of %v", c, it)
	}
}

func TestSchemaIndex(t *testing.T) {
	s := Schema{Indexes: []Index{{Name: "a", PK: "x"}, {Name: "b", PK: "y"}}}
	if ix, ok := s.Index("b"); !ok || ix.PK != "y" {
		t.Errorf("index %+v, %v", ix, ok)
	}
	for _, name := range []string{"", "c", strings.ToUpper("a")} {
		if ix, ok := s.Index(name); ok {
			t.Errorf("index %q is %+v", name, ix)
		}
	}
}

func TestUnitsPlus(t *testing.T) {
	if got := (Units{1, 2}).Plus(Units{0.5, 3}); got != (Units{1.5, 5}) {
		t.Errorf("sum %+v", got)
	}
}
