package table

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

var indexed = Schema{Indexes: []Index{{Name: "i", PK: "ip", SK: "is"}}}

func long(n int) string { return strings.Repeat("k", n) }

// keyRules are keys and whether they may be.
var keyRules = map[Key]bool{
	{"p", "s"}:                          true,
	{long(MaxPK), long(MaxSK)}:          true,
	{"\x00", "\U0010FFFF"}:              true,
	{}:                                  false,
	{"", "s"}:                           false,
	{"p", ""}:                           false,
	{long(MaxPK + 1), "s"}:              false,
	{"p", long(MaxSK + 1)}:              false,
	{"\xff", "s"}:                       false,
	{"p", "s\xc3"}:                      false,
	{"p", strings.Repeat("é", MaxSK)}:   false, // bytes count, not characters
	{"p", strings.Repeat("é", MaxSK/2)}: true,
}

func judge(t *testing.T, what string, err error, valid bool) {
	t.Helper()
	if valid && err != nil {
		t.Errorf("%s: %v", what, err)
	}
	if !valid && !errors.Is(err, ErrInvalid) {
		t.Errorf("%s: %v, want ErrInvalid", what, err)
	}
}

func TestValidateKeys(t *testing.T) {
	for k, valid := range keyRules {
		what := fmt.Sprintf("key %.10q of %d and %d bytes", k, len(k.PK), len(k.SK))
		judge(t, "get "+what, Get{Keys: []Key{{"p", "s"}, k}}.Validate(), valid)
		judge(t, "delete "+what, Write{Ops: []Op{Delete(k)}}.Validate(indexed), valid)
		judge(t, "put "+what, Write{Ops: []Op{Put(Item{AttrPK: String(k.PK), AttrSK: String(k.SK)})}}.Validate(indexed), valid)
		judge(t, "cursor "+what, Query{Index: "i", PK: "p", Limit: 1, After: &Cursor{SK: "s", Key: k}}.Validate(indexed), valid)
		if k.PK == "p" {
			judge(t, "table cursor "+what, Query{PK: "p", Limit: 1, After: &Cursor{SK: k.SK}}.Validate(indexed), valid)
		}
	}
}

func TestValidateGet(t *testing.T) {
	keys := make([]Key, MaxKeys+1)
	for i := range keys {
		keys[i] = Key{"p", "s"}
	}
	judge(t, "no key", Get{}.Validate(), false)
	judge(t, "100 keys", Get{Keys: keys[1:]}.Validate(), true)
	judge(t, "101 keys", Get{Keys: keys}.Validate(), false)
}

func TestValidateQuery(t *testing.T) {
	for _, c := range []struct {
		name  string
		q     Query
		valid bool
	}{
		{"least", Query{PK: "p", Limit: 1}, true},
		{"most", Query{PK: long(MaxPK), Prefix: long(MaxSK), Limit: 1 << 30, Consistent: true, Descending: true}, true},
		{"index", Query{Index: "i", PK: "p", Limit: 1}, true},
		{"cursor in the prefix", Query{PK: "p", Prefix: "a", Limit: 1, After: &Cursor{SK: "ab"}}, true},
		{"cursor at the prefix", Query{PK: "p", Prefix: "a", Limit: 1, After: &Cursor{SK: "a"}}, true},
		{"cursor before the prefix", Query{PK: "p", Prefix: "b", Limit: 1, After: &Cursor{SK: "a"}}, false},
		{"cursor behind the prefix", Query{PK: "p", Prefix: "b", Limit: 1, After: &Cursor{SK: "c"}}, false},
		{"no limit", Query{PK: "p"}, false},
		{"limit below zero", Query{PK: "p", Limit: -1}, false},
		{"no partition", Query{Limit: 1}, false},
		{"long partition", Query{PK: long(MaxPK + 1), Limit: 1}, false},
		{"long prefix", Query{PK: "p", Prefix: long(MaxSK + 1), Limit: 1}, false},
		{"prefix that is not text", Query{PK: "p", Prefix: "\xc3", Limit: 1}, false},
		{"unknown index", Query{Index: "j", PK: "p", Limit: 1}, false},
		{"consistent index", Query{Index: "i", PK: "p", Limit: 1, Consistent: true}, false},
	} {
		judge(t, c.name, c.q.Validate(indexed), c.valid)
	}
}

// attributeRules are attributes and whether they may be stored.
var attributeRules = []struct {
	name  string
	value Value
	valid bool
}{
	{"x", String(""), true}, {"x", Bytes(nil), true}, {"x", Int(0), true}, {"x", Bool(false), true}, {"a.b [0] é", Int(1), true}, {long(maxName), Int(1), true},
	{"", Int(1), false}, {long(maxName + 1), Int(1), false}, {"\xff", Int(1), false}, {"x", Value{}, false}, {"x", String("\xff"), false},
	{AttrTTL, Int(1), true}, {AttrTTL, String("1"), false}, {AttrTTL, Bool(true), false},
	{"ip", String("a"), true}, {"ip", String(long(MaxPK)), true}, {"is", String(long(MaxSK)), true},
	{"ip", String(""), false}, {"is", String(""), false}, {"ip", Int(1), false}, {"is", Bytes([]byte("a")), false},
	{"ip", String(long(MaxPK + 1)), false}, {"is", String(long(MaxSK + 1)), false},
}

func TestValidateAttributes(t *testing.T) {
	for _, c := range attributeRules {
		what := fmt.Sprintf("attribute %.20q = %.20q", c.name, c.value.Raw())
		put := Put(Item{AttrPK: String("p"), AttrSK: String("s"), c.name: c.value})
		judge(t, "put "+what, Write{Ops: []Op{put}}.Validate(indexed), c.valid)
		judge(t, "set "+what, Write{Ops: []Op{Update(put.Key).Setting(c.name, c.value)}}.Validate(indexed), c.valid)
	}
}

func TestValidateUpdates(t *testing.T) {
	update := Update(Key{"p", "s"})
	many := update
	for i := range maxClauses {
		many = many.Removing(fmt.Sprint(i))
	}
	one := Int(1)
	for _, c := range []struct {
		name  string
		op    Op
		valid bool
	}{
		{"all kinds", update.Setting("a", one).Adding("b", one).Removing("c"), true},
		{"add to the TTL", update.Adding(AttrTTL, one), true},
		{"64 changes", many, true},
		{"65 changes", many.Setting("x", one), false},
		{"none", update, false},
		{"set a key", update.Setting(AttrPK, String("p")), false},
		{"add to a key", update.Adding(AttrSK, one), false},
		{"remove a key", update.Removing(AttrSK), false},
		{"add a string", update.Adding("a", String("1")), false},
		{"add to an index key", update.Adding("ip", one), false},
		{"add to no name", update.Adding("", one), false},
		{"remove no name", update.Removing(""), false},
		{"set and add", update.Setting("a", one).Adding("a", one), false},
		{"set and remove", update.Setting("a", one).Removing("a"), false},
		{"add and remove", update.Adding("a", one).Removing("a"), false},
		{"remove twice", update.Removing("a", "b", "a"), false},
		{"with an item", Op{Verb: VerbUpdate, Key: update.Key, Item: Item{"a": one}, Remove: []string{"b"}}, false},
	} {
		judge(t, c.name, Write{Ops: []Op{c.op}}.Validate(indexed), c.valid)
	}
}

func TestValidateConditions(t *testing.T) {
	op := Delete(Key{"p", "s"})
	many := op
	for range maxClauses {
		many = many.When(Absent("x"))
	}
	for _, c := range []struct {
		name  string
		op    Op
		valid bool
	}{
		{"every kind", op.When(Absent(AttrPK), Present("x"), Equal("x", Bool(true)), Less("x", String("")), AbsentOrLess("x", Int(1))), true},
		{"64", many, true},
		{"65", many.When(Absent("x")), false},
		{"no name", op.When(Present("")), false},
		{"unknown test", op.When(Cond{Test: -1, Attr: "x", Value: Int(1)}), false},
		{"order of Booleans", op.When(Less("x", Bool(true))), false},
		{"other order of Booleans", op.When(AbsentOrLess("x", Bool(true))), false},
		{"no value", op.When(Equal("x", Value{})), false},
		{"string that is not text", op.When(Less("x", String("\xff"))), false},
	} {
		judge(t, c.name, Write{Ops: []Op{c.op}}.Validate(indexed), c.valid)
	}
}

func TestValidateWrites(t *testing.T) {
	put := func(sk string) Op { return Put(Item{AttrPK: String("p"), AttrSK: String(sk)}) }
	check := Check(Key{"p", "check"}, Absent("x"))
	many := make([]Op, MaxOps+1)
	for i := range many {
		many[i] = put(fmt.Sprint(i))
	}
	for _, c := range []struct {
		name  string
		w     Write
		valid bool
	}{
		{"one", Write{Ops: many[:1], Return: NewImage, Token: long(maxToken)}, true},
		{"100", Write{Ops: many[1:], Token: long(maxToken)}, true},
		{"101", Write{Ops: many}, false},
		{"none", Write{}, false},
		{"long token", Write{Ops: many[:2], Token: long(maxToken + 1)}, false},
		{"token that is not text", Write{Ops: many[:2], Token: "\xff"}, false},
		{"image of a transaction", Write{Ops: many[:2], Return: OldImage}, false},
		{"unknown image", Write{Ops: many[:1], Return: -1}, false},
		{"check alone", Write{Ops: []Op{check}}, false},
		{"check of nothing", Write{Ops: []Op{put("a"), Check(Key{"p", "s"})}}, false},
		{"checks only", Write{Ops: []Op{check, Check(Key{"p", "s"}, Absent("x"))}}, true},
		{"one item twice", Write{Ops: []Op{put("a"), put("b"), Delete(Key{"p", "a"})}}, false},
		{"unknown verb", Write{Ops: []Op{{Verb: 9, Key: Key{"p", "s"}}}}, false},
		{"put under another key", Write{Ops: []Op{{Verb: VerbPut, Key: Key{"p", "a"}, Item: put("b").Item}}}, false},
		{"put that sets", Write{Ops: []Op{put("a").Setting("x", Int(1))}}, false},
		{"delete that adds", Write{Ops: []Op{Delete(Key{"p", "a"}).Adding("x", Int(1))}}, false},
		{"check that removes", Write{Ops: []Op{put("a"), check.Removing("x")}}, false},
	} {
		judge(t, c.name, c.w.Validate(indexed), c.valid)
	}
}

func TestValidateSizes(t *testing.T) {
	put := func(sk string, bytes int) Op {
		it := Item{AttrPK: String("p"), AttrSK: String(sk), "x": String("")}
		it["x"] = String(long(bytes - it.Size()))
		return Put(it)
	}
	eleven := make([]Op, 11)
	for i := range eleven {
		eleven[i] = put(fmt.Sprint(i), maxTransaction/len(eleven))
	}
	for _, c := range []struct {
		name string
		ops  []Op
		want error
	}{
		{"item of 400 KB", []Op{put("a", MaxItem)}, nil},
		{"item of 400 KB and a byte", []Op{put("a", MaxItem+1)}, ErrTooLarge},
		{"transaction of 4 MB", eleven, nil},
		{"transaction of more", append(eleven, put("more", 1000)), ErrTooLarge},
	} {
		if err := (Write{Ops: c.ops}).Validate(indexed); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
}
