package table

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
)

func TestOpBuilders(t *testing.T) {
	it := Item{AttrPK: String("p"), AttrSK: String("s")}
	k := it.Key()
	if op := Put(it); op.Verb != VerbPut || op.Key != k || !maps.Equal(op.Item, it) {
		t.Errorf("put %+v", op)
	}
	if op := Delete(k).When(Present("x")); op.Verb != VerbDelete || op.Key != k || len(op.If) != 1 {
		t.Errorf("delete %+v", op)
	}
	if op := Check(k, Present("x"), Absent("y")); op.Verb != VerbCheck || op.Key != k || len(op.If) != 2 {
		t.Errorf("check %+v", op)
	}
	op := Update(k).Setting("a", Int(1)).Setting("b", Int(2)).Adding("c", Int(3)).Removing("d", "e").When(Absent("f"))
	if op.Verb != VerbUpdate || len(op.Set) != 2 || op.Add["c"] != Int(3) || !slices.Equal(op.Remove, []string{"d", "e"}) || len(op.If) != 1 {
		t.Errorf("update %+v", op)
	}
}

// Operations are values: building on one leaves it as it is.
func TestOpBuildersShareNothing(t *testing.T) {
	base := Update(Key{"p", "s"}).Setting("a", Int(1)).Adding("b", Int(1)).Removing("c", "d", "e").When(Absent("f"), Absent("g"), Absent("h"))
	one := base.Setting("a", Int(2)).Adding("b", Int(2)).Removing("one").When(Absent("one"))
	two := base.Setting("x", Int(3)).Adding("y", Int(3)).Removing("two").When(Absent("two"))
	if len(base.Set) != 1 || base.Set["a"] != Int(1) || base.Add["b"] != Int(1) || len(base.Remove) != 3 || len(base.If) != 3 {
		t.Errorf("base %+v", base)
	}
	if one.Remove[3] != "one" || two.Remove[3] != "two" || one.If[3] != Absent("one") || two.If[3] != Absent("two") || len(one.Set) != 1 || len(two.Set) != 2 {
		t.Errorf("one %+v\ntwo %+v", one, two)
	}
}

func TestCondHolds(t *testing.T) {
	states := []Item{nil, {}, {"x": Int(4)}, {"x": Int(5)}, {"x": Int(6)}, {"x": String("4")}}
	for _, c := range []struct {
		cond Cond
		want [6]bool
	}{
		{Absent("x"), [6]bool{true, true, false, false, false, false}},
		{Present("x"), [6]bool{false, false, true, true, true, true}},
		{Equal("x", Int(5)), [6]bool{false, false, false, true, false, false}},
		{Less("x", Int(5)), [6]bool{false, false, true, false, false, false}},
		{AbsentOrLess("x", Int(5)), [6]bool{true, true, true, false, false, false}},
		{Cond{Test: 99, Attr: "x"}, [6]bool{}},
	} {
		for i, it := range states {
			if got := c.cond.Holds(it); got != c.want[i] {
				t.Errorf("%+v holds of %v: %v", c.cond, it, got)
			}
		}
	}
}

func TestOpHolds(t *testing.T) {
	op := Delete(Key{"p", "s"})
	if !op.Holds(nil) {
		t.Error("no condition does not hold")
	}
	op = op.When(Present("x"), Less("x", Int(5)))
	if !op.Holds(Item{"x": Int(1)}) || op.Holds(Item{"x": Int(5)}) || op.Holds(nil) {
		t.Error("not all conditions count")
	}
}

func TestApply(t *testing.T) {
	k := Key{"p", "s"}
	keyed := func(attrs Item) Item {
		it := Item{AttrPK: String(k.PK), AttrSK: String(k.SK)}
		maps.Copy(it, attrs)
		return it
	}
	old := keyed(Item{"n": Int(1), "s": String("x")})
	for _, c := range []struct {
		name     string
		op       Op
		old, new Item
	}{
		{"put on nothing", Put(old), nil, old},
		{"put on something", Put(keyed(nil)), old, keyed(nil)},
		{"delete", Delete(k), old, nil},
		{"delete nothing", Delete(k), nil, nil},
		{"check", Check(k, Present("n")), old, old},
		{"check nothing", Check(k, Absent("n")), nil, nil},
		{"set", Update(k).Setting("n", String("y")), old, keyed(Item{"n": String("y"), "s": String("x")})},
		{"add", Update(k).Adding("n", Int(-3)).Adding("m", Int(2)), old, keyed(Item{"n": Int(-2), "m": Int(2), "s": String("x")})},
		{"remove", Update(k).Removing("n", "absent"), old, keyed(Item{"s": String("x")})},
		{"create by set", Update(k).Setting("a", Int(1)), nil, keyed(Item{"a": Int(1)})},
		{"create by remove", Update(k).Removing("a"), nil, keyed(nil)},
	} {
		before := c.old.Clone()
		got, err := c.op.Apply(c.old)
		if err != nil || (got == nil) != (c.new == nil) || !maps.Equal(got, c.new) {
			t.Errorf("%s: %v, %v, want %v", c.name, got, err, c.new)
		}
		if !maps.Equal(c.old, before) {
			t.Errorf("%s changed the old item to %v", c.name, c.old)
		}
	}
}

func TestApplyRefuses(t *testing.T) {
	k := Key{"p", "s"}
	old := Item{AttrPK: String("p"), AttrSK: String("s"), "s": String("1"), "n": number(t, largest)}
	full := Item{AttrPK: String("p"), AttrSK: String("s"), "x": String(strings.Repeat("x", MaxItem-7))}
	for _, c := range []struct {
		name string
		op   Op
		old  Item
		want error
	}{
		{"add to a string", Update(k).Adding("s", Int(1)), old, ErrInvalid},
		{"sum over the limits", Update(k).Adding("n", number(t, largest)), old, ErrInvalid},
		{"put of 400 KB", Put(full), nil, nil},
		{"grow over 400 KB", Update(k).Setting("y", String("")), full, ErrTooLarge},
		{"stay at 400 KB", Update(k).Setting("x", String(strings.Repeat("y", MaxItem-7))), full, nil},
		{"remove from 400 KB", Update(k).Removing("x"), full, nil},
	} {
		if _, err := c.op.Apply(c.old); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
}
