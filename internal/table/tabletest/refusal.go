package tabletest

import (
	"errors"
	"maps"
	"slices"

	"kibitz/internal/table"
)

func refusalCases() []testCase {
	return []testCase{
		{"refusal/writes that break a rule", refusalWrites},
		{"refusal/queries that break a rule", refusalQueries},
	}
}

func refusalWrites(h *harness) {
	it := item("p", "a", "x", 1)
	h.put(it)
	k, one := it.Key(), table.Int(1)
	other := table.Put(item("p", "b"))
	writes := map[string]table.Write{
		"no operation":            {},
		"two on one item":         {Ops: []table.Op{table.Put(it), table.Delete(k)}},
		"check beside its write":  {Ops: []table.Op{table.Check(k, table.Present("x")), other, table.Delete(k)}},
		"check alone":             {Ops: []table.Op{table.Check(k, table.Present("x"))}},
		"check of nothing":        {Ops: []table.Op{other, table.Check(k)}},
		"image in a transaction":  {Return: table.NewImage, Ops: []table.Op{other, table.Delete(k)}},
		"unknown image":           {Return: 7, Ops: []table.Op{table.Delete(k)}},
		"token too long":          {Token: long(37), Ops: []table.Op{other, table.Delete(k)}},
		"unknown verb":            {Ops: []table.Op{{Verb: 9, Key: k}}},
		"item under another key":  {Ops: []table.Op{{Verb: table.VerbPut, Key: key("p", "b"), Item: it}}},
		"item without key":        {Ops: []table.Op{table.Put(table.Item{"x": one})}},
		"key of a wrong kind":     {Ops: []table.Op{table.Put(table.Item{table.AttrPK: one, table.AttrSK: table.String("a")})}},
		"no value":                {Ops: []table.Op{table.Put(item("p", "a", "x", table.Value{}))}},
		"empty name":              {Ops: []table.Op{table.Put(item("p", "a", "", 1))}},
		"string that is not text": {Ops: []table.Op{table.Put(item("p", "a", "x", "\xff"))}},
		"name that is not text":   {Ops: []table.Op{table.Put(item("p", "a", "\xff", 1))}},
		"TTL that is no number":   {Ops: []table.Op{table.Put(item("p", "a", table.AttrTTL, "soon"))}},
		"set TTL, no number":      {Ops: []table.Op{table.Update(k).Setting(table.AttrTTL, table.Bool(true))}},
		"update of nothing":       {Ops: []table.Op{table.Update(k)}},
		"set no value":            {Ops: []table.Op{table.Update(k).Setting("x", table.Value{})}},
		"set of a key":            {Ops: []table.Op{table.Update(k).Setting(table.AttrSK, table.String("b"))}},
		"add to a key":            {Ops: []table.Op{table.Update(k).Adding(table.AttrPK, one)}},
		"remove of a key":         {Ops: []table.Op{table.Update(k).Removing(table.AttrSK)}},
		"remove of no name":       {Ops: []table.Op{table.Update(k).Removing("")}},
		"add of a string":         {Ops: []table.Op{table.Update(k).Adding("x", table.String("1"))}},
		"set and add":             {Ops: []table.Op{table.Update(k).Setting("x", one).Adding("x", one)}},
		"set and remove":          {Ops: []table.Op{table.Update(k).Setting("x", one).Removing("x")}},
		"add and remove":          {Ops: []table.Op{table.Update(k).Adding("x", one).Removing("x")}},
		"remove twice":            {Ops: []table.Op{table.Update(k).Removing("x", "y", "x")}},
		"delete that sets":        {Ops: []table.Op{table.Delete(k).Setting("x", one)}},
		"put that adds":           {Ops: []table.Op{table.Put(it).Adding("x", one)}},
		"order of Booleans":       {Ops: []table.Op{table.Delete(k).When(table.Less("x", table.Bool(true)))}},
		"comparison with nothing": {Ops: []table.Op{table.Delete(k).When(table.Equal("x", table.Value{}))}},
		"condition on no name":    {Ops: []table.Op{table.Delete(k).When(table.Absent(""))}},
		"unknown test":            {Ops: []table.Op{table.Delete(k).When(table.Cond{Test: 9, Attr: "x", Value: one})}},
	}
	for _, name := range slices.Sorted(maps.Keys(writes)) {
		w := writes[name]
		if _, err := h.Table.Write(h.Context(), w); !errors.Is(err, table.ErrInvalid) {
			h.Errorf("%s: %v, want ErrInvalid", name, err)
		}
	}
	h.wantItem(k, it)
	h.wantItem(key("p", "b"), nil)
}

func refusalQueries(h *harness) {
	h.put(item("p", "a"))
	cursor := func(sk string) *table.Cursor { return &table.Cursor{SK: sk} }
	for name, q := range map[string]table.Query{
		"no limit":                   {PK: "p"},
		"negative limit":             {PK: "p", Limit: -1},
		"no partition":               {Limit: 1},
		"partition too long":         {PK: long(table.MaxPK + 1), Limit: 1},
		"partition that is not text": {PK: "\xff", Limit: 1},
		"prefix too long":            {PK: "p", Prefix: long(table.MaxSK + 1), Limit: 1},
		"half a character":           {PK: "p", Prefix: "\xc3", Limit: 1},
		"unknown index":              {Index: "gsi9", PK: "p", Limit: 1},
		"consistent on an index":     {Index: byTag, PK: "p", Limit: 1, Consistent: true},
		"empty cursor":               {PK: "p", Limit: 1, After: cursor("")},
		"cursor outside the prefix":  {PK: "p", Prefix: "a", Limit: 1, After: cursor("b")},
		"index cursor without a key": {Index: byTag, PK: "p", Limit: 1, After: cursor("b")},
	} {
		if _, err := h.Table.Query(h.Context(), q); !errors.Is(err, table.ErrInvalid) {
			h.Errorf("%s: %v, want ErrInvalid", name, err)
		}
	}
}
