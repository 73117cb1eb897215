package table

// Verb is what an operation does to its item.
type Verb int

// The verbs.
const (
	VerbPut    Verb = iota // replace the whole item
	VerbUpdate             // change some attributes; creates the item when it is absent
	VerbDelete             // remove the item; no error when it is absent
	VerbCheck              // only test the conditions; in a transaction only
)

// Op is one operation on one item. Build it with Put, Update, Delete or Check
// and add conditions with When:
//
//	table.Update(key).Adding("n", table.Int(1)).When(table.AbsentOrLess("n", table.Int(5)))
type Op struct {
	Verb   Verb
	Key    Key
	Item   Item     // VerbPut: the whole item, its key included
	Set    Item     // VerbUpdate: attributes to set
	Add    Item     // VerbUpdate: numbers to add; an absent attribute counts as 0
	Remove []string // VerbUpdate: attributes to remove; absent ones are no error
	If     []Cond   // all must hold
}

// Put replaces the item that has its key, or creates it.
func Put(it Item) Op { return Op{Verb: VerbPut, Key: it.Key(), Item: it} }

// Update changes attributes of the item, creating it when it is absent.
func Update(k Key) Op { return Op{Verb: VerbUpdate, Key: k} }

// Delete removes the item.
func Delete(k Key) Op { return Op{Verb: VerbDelete, Key: k} }

// Check writes nothing but makes a transaction depend on the conditions.
func Check(k Key, conds ...Cond) Op { return Op{Verb: VerbCheck, Key: k, If: conds} }

// Setting returns the update with attribute name set to v.
func (o Op) Setting(name string, v Value) Op {
	o.Set = o.Set.with(name, v)
	return o
}

// Adding returns the update with the number v added to attribute name.
func (o Op) Adding(name string, v Value) Op {
	o.Add = o.Add.with(name, v)
	return o
}

// Removing returns the update with the attributes removed.
func (o Op) Removing(names ...string) Op {
	o.Remove = append(o.Remove[:len(o.Remove):len(o.Remove)], names...)
	return o
}

// When returns the operation with further conditions, all of which must hold.
func (o Op) When(conds ...Cond) Op {
	o.If = append(o.If[:len(o.If):len(o.If)], conds...)
	return o
}

func (it Item) with(name string, v Value) Item {
	c := it.Clone()
	if c == nil {
		c = make(Item, 4)
	}
	c[name] = v
	return c
}

// Test is the kind of a condition.
type Test int

// The closed set of tests. A comparison with an absent attribute or one of
// another kind is false, except for TestAbsentOrLess.
const (
	TestAbsent       Test = iota // the attribute (or, by AttrPK, the item) does not exist
	TestPresent                  // it exists
	TestEqual                    // it exists and equals the value
	TestLess                     // it exists and is less: numbers by value, strings and bytes in byte order
	TestAbsentOrLess             // it does not exist, or it is less
)

// Cond is one condition on the item as it is before the write.
type Cond struct {
	Test  Test
	Attr  string
	Value Value
}

// Absent holds when the item has no such attribute. Absent(AttrPK) holds when
// there is no item.
func Absent(attr string) Cond { return Cond{Test: TestAbsent, Attr: attr} }

// Present holds when the item has the attribute.
func Present(attr string) Cond { return Cond{Test: TestPresent, Attr: attr} }

// Equal holds when the attribute exists and equals v.
func Equal(attr string, v Value) Cond { return Cond{TestEqual, attr, v} }

// Less holds when the attribute exists and is less than v.
func Less(attr string, v Value) Cond { return Cond{TestLess, attr, v} }

// AbsentOrLess holds when the attribute does not exist or is less than v.
func AbsentOrLess(attr string, v Value) Cond { return Cond{TestAbsentOrLess, attr, v} }

// Holds reports whether the condition is true of the item; it is the
// definition that every engine follows. A nil item has no attributes.
func (c Cond) Holds(it Item) bool {
	v, ok := it[c.Attr]
	switch c.Test {
	case TestAbsent:
		return !ok
	case TestPresent:
		return ok
	case TestEqual:
		return ok && v == c.Value
	case TestLess:
		return ok && v.Less(c.Value)
	case TestAbsentOrLess:
		return !ok || v.Less(c.Value)
	}
	return false
}
