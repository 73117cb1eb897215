// Package table is the narrow waist of Kibitz: a DynamoDB-shaped table and its
// change feed, small enough to read in one sitting and close enough to
// DynamoDB that nothing is lost.
//
// The reader's map:
//
//	table.go     Table (Get, Query, Write), the schema, keys and items
//	op.go        the four operations of a write and their conditions
//	apply.go     what an operation makes of its item
//	validate.go  what a call must be like
//	feed.go      Feed: the ordered record of every change
//	errors.go    what can go wrong, in the port's own words
//	value.go     attribute values; number.go: decimal arithmetic as DynamoDB does it
//	units.go     what an operation costs, by DynamoDB's published rules
//	ttl.go       when an item has expired
//
// Engines live below: local (embedded, durable, one directory) and dynamo (any
// DynamoDB endpoint). Both pass tabletest.Run. The domain never sees an
// engine, only this package through internal/store.
package table

import "context"

// Names of the attributes every table has. They are short because names are
// stored and billed with each item.
const (
	AttrPK  = "pk"  // partition key, a string of 1 to MaxPK bytes
	AttrSK  = "sk"  // sort key, a string of 1 to MaxSK bytes
	AttrTTL = "ttl" // when the item expires, a number of Unix seconds
)

// DynamoDB's limits, which both engines hold.
const (
	MaxPK       = 2048      // bytes of a partition key
	MaxSK       = 1024      // bytes of a sort key
	MaxItem     = 400 << 10 // bytes of an item, attribute names included
	MaxOps      = 100       // operations of one transaction
	MaxKeys     = 100       // keys of one Get
	MaxPageSize = 1 << 20   // bytes that one Query reads at most
)

// Key is the primary key of an item. Both parts are compared as bytes.
type Key struct{ PK, SK string }

// Item is one item: attribute names to values. The key is among them, as
// strings under AttrPK and AttrSK. A nil Item means "no such item".
type Item map[string]Value

// Key returns the item's primary key.
func (it Item) Key() Key { return Key{PK: it[AttrPK].Str(), SK: it[AttrSK].Str()} }

// Clone returns a copy that shares nothing with it. The clone of nil is nil.
func (it Item) Clone() Item {
	if it == nil {
		return nil
	}
	c := make(Item, len(it))
	for name, v := range it {
		c[name] = v
	}
	return c
}

// Index is a sparse secondary index: an item is in it when it has both of the
// index's key attributes as non-empty strings. Index reads may lag behind
// writes on DynamoDB; the embedded engine's do not.
type Index struct {
	Name    string   // as in the table's definition, e.g. "gsi1"
	PK, SK  string   // the attributes that are its partition and sort key
	Include []string // attributes it carries besides the keys; empty: keys only
}

// Schema is what an engine must know of a table before it opens it. The keys
// and the TTL attribute are the same everywhere; only indexes differ.
type Schema struct{ Indexes []Index }

// Index returns the index called name; ok is false when there is none.
func (s Schema) Index(name string) (ix Index, ok bool) {
	for _, ix := range s.Indexes {
		if ix.Name == name {
			return ix, true
		}
	}
	return Index{}, false
}

// Table is a table of items. All methods are safe for concurrent use, honour
// ctx (its deadline bounds the call with all its retries) and return the
// errors of errors.go. Items handed in or out are never shared: both sides may
// change theirs.
//
// Items whose AttrTTL lies in the past are invisible to Get and Query on every
// engine, whether or not the engine has removed them yet. An index hides them
// when it includes AttrTTL; one that does not carry it cannot. Conditions of a
// write do see them: a writer that may meet an expired item says so with
// AbsentOrLess(AttrTTL, now).
type Table interface {
	// Get reads items by key. Read again, it reads the same unless somebody
	// wrote; it is always safe to repeat.
	Get(ctx context.Context, g Get) (Got, error)

	// Query reads one page of a partition or of an index partition in the
	// byte order of its sort key. It is always safe to repeat.
	Query(ctx context.Context, q Query) (Page, error)

	// Write applies all operations or none. One operation is a plain
	// conditional write; two or more are a transaction, isolated from other
	// writes. When it returns nil the result is durable.
	//
	// Errors: ConditionError when a condition did not hold (nothing was
	// written; it carries the items as they were), ErrConflict when another
	// transaction held an item, ErrTooLarge, ErrThrottled, ErrUnavailable,
	// ErrInvalid. After ErrUnavailable the write may or may not have happened:
	// only an idempotent or conditional write can be repeated. An engine that
	// repeats a single operation itself after a lost answer may report the
	// ConditionError of its own first attempt, so a caller treats "already as I
	// wanted it" as success.
	Write(ctx context.Context, w Write) (Written, error)
}

// Get names the items to read.
type Get struct {
	Keys       []Key // 1 to MaxKeys; a key named twice is read once and answered in both places
	Consistent bool  // read what is written, at twice the units; else DynamoDB may answer up to a second old
}

// Got is the answer to a Get.
type Got struct {
	Items []Item // in the order of the keys; nil where there is no item
	Units Units
}

// Query names one page of items.
type Query struct {
	Index      string  // name of an index; "" for the table itself
	PK         string  // value of the partition key (or the index's)
	Prefix     string  // only sort keys that begin so; "" for all
	Descending bool    // from the greatest sort key down
	Limit      int     // items to look at, at least 1; required, so that no query is unbounded
	After      *Cursor // where the page before ended; the key need not exist (any more)
	Consistent bool    // as in Get; refused with ErrInvalid on an index
}

// Cursor is a place between two items of a Query's order.
type Cursor struct {
	SK  string // the sort key (the index's on an index) just passed
	Key Key    // the item's table key; only for an index, where sort keys may repeat
}

// Page is the answer to a Query. Items can be fewer than the limit, even none,
// while Next is set: expired items were passed over or MaxPageSize was
// reached.
type Page struct {
	Items []Item
	Next  *Cursor // nil when nothing is left; may be set although nothing is
	Units Units
}

// Write is what to write.
type Write struct {
	// Token makes a repeated transaction harmless for ten minutes: the same
	// token with the same operations is applied once. Up to 36 bytes; "" for
	// none; ignored for a single operation. The same token with other
	// operations is ErrTokenReused.
	Token string
	// Return asks for an image of a single operation's item. Refused with
	// ErrInvalid in a transaction, where DynamoDB returns none.
	Return Image
	// Ops are the 1 to MaxOps operations, at most one an item.
	Ops []Op
}

// Image says which state of the item a Write returns.
type Image int

// The images.
const (
	NoImage  Image = iota
	OldImage       // as it was before; nil when there was none
	NewImage       // as it is now; nil after a delete
)

// Written is the answer to a Write.
type Written struct {
	Image Item // as asked for by Return
	Units Units
}

// Units are DynamoDB's read and write request units, index units included.
// The embedded engine computes them by the rules of units.go; the dynamo
// engine reports what the endpoint reports.
type Units struct{ Read, Write float64 }

// Plus returns the sum of both.
func (u Units) Plus(v Units) Units { return Units{u.Read + v.Read, u.Write + v.Write} }
