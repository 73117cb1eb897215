package table

import "fmt"

// Holds reports whether all conditions of the operation are true of the item
// as it is before the write; nil when there is none.
func (o Op) Holds(old Item) bool {
	for _, c := range o.If {
		if !c.Holds(old) {
			return false
		}
	}
	return true
}

// Apply returns what the operation makes of its item; it is the definition
// that every engine follows. Old is the item before, nil when there is none,
// and is left as it is; new is nil when there is none afterwards. Conditions are
// the caller's to test, with Holds. A number added to something else and a sum
// outside the limits of Number are ErrInvalid, an item that becomes too large
// is ErrTooLarge. (DynamoDB counts some twenty bytes for each change of a
// single update towards the limit, so it is ErrTooLarge there a little earlier.)
func (o Op) Apply(old Item) (new Item, err error) {
	switch o.Verb {
	case VerbPut:
		new = o.Item.Clone()
	case VerbUpdate:
		if new, err = o.update(old); err != nil {
			return nil, err
		}
	case VerbDelete:
		return nil, nil
	case VerbCheck:
		return old, nil
	}
	if size := new.Size(); size > MaxItem {
		return nil, fmt.Errorf("item of %d bytes: %w", size, ErrTooLarge)
	}
	return new, nil
}

func (o Op) update(old Item) (Item, error) {
	it := old.Clone()
	if it == nil {
		it = Item{AttrPK: String(o.Key.PK), AttrSK: String(o.Key.SK)}
	}
	for name, v := range o.Set {
		it[name] = v
	}
	for name, v := range o.Add {
		n, ok := it[name]
		if !ok {
			n = Int(0)
		}
		sum, err := AddNumbers(n, v)
		if err != nil {
			return nil, fmt.Errorf("attribute %q: %w", name, err)
		}
		it[name] = sum
	}
	for _, name := range o.Remove {
		delete(it, name)
	}
	return it, nil
}
