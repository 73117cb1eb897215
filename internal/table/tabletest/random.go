package tabletest

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"kibitz/internal/table"
)

func randomCases() []testCase {
	return []testCase{{"random/as the model does", randomAsModel}}
}

// randomAsModel does the same random operations on the engine and on the
// model and compares every answer. Each round has partitions of its own, so
// that all share one table.
func randomAsModel(h *harness) {
	round := 0
	rapid.Check(h.T, func(t *rapid.T) {
		round++
		p := pair{T: t, h: h, model: newModel(h.clock.Now), round: fmt.Sprint("round ", round, " ")}
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			p.write()
			p.query()
		}
	})
}

// pair is an engine and the model beside it, in one round.
type pair struct {
	*rapid.T
	h     *harness
	model *model
	round string // begins all partition keys
}

// pick draws one of the values.
func pick[V any](p pair, label string, values ...V) V {
	return rapid.SampledFrom(values).Draw(p.T, label)
}

func (p pair) write() {
	w := table.Write{Ops: p.ops()}
	if len(w.Ops) == 1 {
		w.Return = pick(p, "image", table.NoImage, table.OldImage, table.NewImage)
	}
	got, gotErr := p.h.Table.Write(p.h.Context(), w)
	want, wantErr := p.model.Write(p.h.Context(), w)
	if wantErr == nil && w.Return == table.OldImage && w.Ops[0].Verb == table.VerbUpdate && want.Image == nil {
		want.Image = p.h.imageBeforeCreation(w.Ops[0].Key)
	}
	if !reflect.DeepEqual(got, want) || !p.sameError(gotErr, wantErr) {
		p.Fatalf("write %+v:\n%+v, %v\nwant %+v, %v", w, got, gotErr, want, wantErr)
	}
}

func (p pair) sameError(got, want error) bool {
	var a, b *table.ConditionError
	if errors.As(got, &a) && errors.As(want, &b) {
		return reflect.DeepEqual(a.Reasons, b.Reasons) && (a.Units == b.Units || p.h.departs(FailuresUntold))
	}
	return got == nil && want == nil
}

func (p pair) ops() []table.Op {
	keys := make(map[table.Key]bool)
	var ops []table.Op
	for range pick(p, "operations", 1, 1, 1, 2, 3) {
		k := table.Key{PK: p.round + pick(p, "pk", "p", "q"), SK: pick(p, "sk", "a", "ab", "b")}
		if !keys[k] {
			keys[k] = true
			ops = append(ops, p.op(k))
		}
	}
	if len(ops) == 1 && ops[0].Verb == table.VerbCheck {
		return []table.Op{table.Delete(ops[0].Key).When(ops[0].If...)}
	}
	return ops
}

func (p pair) op(k table.Key) table.Op {
	op := table.Delete(k)
	switch pick(p, "verb", table.VerbPut, table.VerbPut, table.VerbUpdate, table.VerbUpdate, table.VerbDelete, table.VerbCheck) {
	case table.VerbPut:
		op = table.Put(item(k.PK, k.SK))
		for name, values := range p.attributes() {
			if rapid.Bool().Draw(p.T, name) {
				op.Item[name] = pick(p, "value", values...)
			}
		}
	case table.VerbUpdate:
		op = table.Update(k).Adding("m", table.Int(pick[int64](p, "add", -1, 0, 3)))
		for name, values := range p.attributes() {
			switch pick(p, "change "+name, "none", "set", "remove") {
			case "set":
				op = op.Setting(name, pick(p, "value", values...))
			case "remove":
				op = op.Removing(name)
			}
		}
	case table.VerbCheck:
		return table.Check(k, p.cond())
	case table.VerbDelete:
	}
	if rapid.Bool().Draw(p.T, "conditional") {
		return op.When(p.cond())
	}
	return op
}

// attributes returns the attributes in use and the values they take, in one
// order.
func (p pair) attributes() func(yield func(string, []table.Value) bool) {
	all := map[string][]table.Value{
		"n":           {table.Int(0), table.Int(1), table.Int(-20)},
		"x":           {table.Int(1), table.String("1"), table.Bytes([]byte("1")), table.Bool(true), table.String(long(1500))},
		attrColor:     {table.String("red"), table.String(long(1100))},
		attrTagPK:     {table.String(p.round + "t")},
		attrTagSK:     {table.String("1"), table.String("12"), table.String("2")},
		table.AttrTTL: {p.h.in(-5), p.h.in(0), p.h.in(5)},
	}
	return func(yield func(string, []table.Value) bool) {
		for _, name := range slices.Sorted(maps.Keys(all)) {
			if !yield(name, all[name]) {
				return
			}
		}
	}
}

func (p pair) cond() table.Cond {
	number := table.Int(pick[int64](p, "operand", -1, 0, 1))
	return pick(p, "condition",
		table.Absent(table.AttrPK), table.Present(table.AttrPK), table.Absent("x"), table.Present("n"),
		table.Equal("n", number), table.Less("n", number), table.AbsentOrLess("m", number), table.Less("x", number),
		table.Equal("x", table.String("1")), table.Less("x", table.Bytes([]byte("2"))),
		table.AbsentOrLess(table.AttrTTL, p.h.in(0)),
	)
}

func (p pair) query() {
	q := table.Query{
		PK:         p.round + pick(p, "queried pk", "p", "q"),
		Prefix:     pick(p, "prefix", "", "a", "ab", "c"),
		Limit:      rapid.IntRange(1, 4).Draw(p.T, "limit"),
		Descending: rapid.Bool().Draw(p.T, "descending"),
		Consistent: rapid.Bool().Draw(p.T, "consistent"),
	}
	if rapid.Bool().Draw(p.T, "indexed") {
		q.Index, q.PK, q.Prefix, q.Consistent = byTag, p.round+"t", strings.Map(digit, q.Prefix), false
	}
	got, gotUnits := p.pages(p.h.Table, q)
	want, wantUnits := p.pages(p.model, q)
	if q.Index != "" { // the order among equal sort keys is the engine's own
		if a, b := sortKeys(got, attrTagSK), sortKeys(want, attrTagSK); !slices.Equal(a, b) {
			p.Fatalf("query %+v: sort keys %q, want %q", q, a, b)
		}
		slices.SortFunc(got, compareItems)
		slices.SortFunc(want, compareItems)
	}
	if !slices.EqualFunc(got, want, maps.Equal[table.Item]) || gotUnits != wantUnits {
		p.Fatalf("query %+v:\n%v, %v\nwant %v, %v", q, got, gotUnits, want, wantUnits)
	}
}

// digit makes a prefix of index sort keys of one of table sort keys.
func digit(r rune) rune { return r - 'a' + '1' }

func compareItems(a, b table.Item) int {
	return strings.Compare(a.Key().PK+"\x00"+a.Key().SK, b.Key().PK+"\x00"+b.Key().SK)
}

// pages reads a query to its end and returns all items and the units of the
// first page.
func (p pair) pages(t table.Table, q table.Query) (items []table.Item, first table.Units) {
	for range 20 {
		page, err := t.Query(p.h.Context(), q)
		if err != nil {
			p.Fatalf("query %+v: %v", q, err)
		}
		if q.After == nil {
			first = page.Units
		}
		items = append(items, page.Items...)
		if page.Next == nil {
			return items, first
		}
		q.After = page.Next
	}
	p.Fatalf("query %+v does not end", q)
	return nil, first
}
