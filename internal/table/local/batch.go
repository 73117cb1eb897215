package local

import (
	"encoding/binary"
	"maps"
	"math"
	"sync"

	"github.com/cockroachdb/pebble/v2"

	"kibitz/internal/table"
)

// batch is all that one write puts into the store, while it is put together.
type batch struct {
	*buffers
	db      *DB
	store   *pebble.Batch
	held    locked    // the stripes that the write has locked
	marks   []*stripe // those of index partitions that it touches besides
	changes uint64    // how many changes are in the log buffer
	err     error     // the first one
}

// buffers are where entries are made before the store's batch copies them.
type buffers struct {
	key, value []byte
	log        []byte // the change record
}

var bufferPool = sync.Pool{New: func() any { return new(buffers) }}

// maxPooled keeps buffers of rare large writes from staying in memory.
const maxPooled = 64 << 10

func (b *buffers) free() {
	if cap(b.value)+cap(b.log) <= maxPooled {
		bufferPool.Put(b)
	}
}

// newBatch begins a batch of a write that holds these stripes.
func (db *DB) newBatch(held locked) *batch {
	b := &batch{buffers: bufferPool.Get().(*buffers), db: db, store: db.store.NewBatch(), held: held}
	b.log = appendRecordHead(b.log[:0], db.now())
	return b
}

// mark says in all stripes that the write is the newest.
func (b *batch) mark(seq uint64) {
	for _, s := range b.held {
		s.last.Store(seq)
	}
	for _, s := range b.marks {
		s.last.Store(seq)
	}
}

// change is what a write does to one item.
type change struct {
	key      table.Key
	old, new table.Item // nil for none
	expired  bool       // removed by the sweeper
}

// add adds an item's entries and its part of the change record, unless nothing
// changes.
func (b *batch) add(c change) {
	if (c.old == nil) == (c.new == nil) && maps.Equal(c.old, c.new) {
		return
	}
	b.changes++
	b.log = appendChangeHead(b.log, c)
	b.key = appendItemKey(b.key[:0], c.key)
	if c.old != nil {
		b.value = appendItem(b.value[:0], c.old, keyAttributes)
		b.log = appendImage(b.log, b.value)
	}
	if c.new == nil {
		b.delete(b.key)
	} else {
		b.value = appendItem(b.value[:0], c.new, keyAttributes)
		b.log = appendImage(b.log, b.value)
		b.set(b.key, b.value)
	}
	b.addExpiry(b.key, expiryOf(c.old), expiryOf(c.new))
	for n, ix := range b.db.schema.Indexes {
		b.addEntry(n, ix, ix.Project(c.old), ix.Project(c.new))
	}
}

// addEntry adds what becomes of an item's entry in the n-th index.
func (b *batch) addEntry(n int, ix table.Index, old, new table.Item) {
	if maps.Equal(old, new) {
		return
	}
	if old != nil && (new == nil || old[ix.PK] != new[ix.PK] || old[ix.SK] != new[ix.SK]) {
		b.makeIndexKey(n, ix, old)
		b.delete(b.key)
	}
	if new != nil {
		b.makeIndexKey(n, ix, new)
		b.value = appendItem(b.value[:0], new, entryAttributes(ix))
		b.set(b.key, b.value)
	}
}

// makeIndexKey puts the key of an index entry into b.key and marks its
// partition.
func (b *batch) makeIndexKey(n int, ix table.Index, entry table.Item) {
	b.key = appendIndexPartition(b.key[:0], n, entry[ix.PK].Str())
	b.marks = append(b.marks, b.db.stripes.of(b.key))
	b.key = appendIndexTail(b.key, entry[ix.SK].Str(), entry.Key())
}

// entryAttributes are what the key of an index entry tells.
func entryAttributes(ix table.Index) []string {
	return []string{table.AttrPK, table.AttrSK, ix.PK, ix.SK}
}

// addToken adds a transaction's token, in place of one that is past its life;
// nil for none.
func (b *batch) addToken(name string, former, record *token) {
	b.key = appendTokenKey(b.key[:0], name)
	b.value = record.append(b.value[:0])
	b.set(b.key, b.value)
	b.addExpiry(b.key, former.expiry(), record.expiry())
}

// never is the second at which things without an expiry expire.
const never = math.MaxUint64

// expiryOf returns the last second in which an item is still there, never when
// it does not expire.
func expiryOf(it table.Item) uint64 {
	if !table.Less(table.AttrTTL, table.Int(math.MaxInt64)).Holds(it) {
		return never
	}
	return uint64(max(0, it[table.AttrTTL].Int()))
}

// addExpiry moves the expiry entry of what is stored under key.
func (b *batch) addExpiry(key []byte, old, new uint64) {
	if old == new {
		return
	}
	if old != never {
		b.value = appendExpiryKey(b.value[:0], old, key)
		b.delete(b.value)
	}
	if new != never {
		b.value = appendExpiryKey(b.value[:0], new, key)
		b.set(b.value, nil)
	}
}

func (b *batch) set(key, value []byte) {
	if err := b.store.Set(key, value, nil); b.err == nil {
		b.err = err
	}
}

func (b *batch) delete(key []byte) {
	if err := b.store.Delete(key, nil); b.err == nil {
		b.err = err
	}
}

// appendImage appends an encoded item and its length.
func appendImage(b, image []byte) []byte {
	return append(binary.AppendUvarint(b, uint64(len(image))), image...)
}
