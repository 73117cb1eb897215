package local

import (
	"encoding/binary"
	"slices"

	"kibitz/internal/table"
)

// How items are stored: a byte for the version, one for the number of attributes
// (255 for more), then for each attribute the length of its name, the name, the
// length of its content times 4 plus its kind, the content. Lengths are varints.
// Attributes that the key tells are left out. A number is kept as its decimal,
// and so kept exactly.
const itemVersion = 1

// kinds are what the two bits of a kind mean; their order is part of the
// format.
var kinds = [4]table.Kind{table.KindString, table.KindNumber, table.KindBytes, table.KindBool}

// keyAttributes are what an item's key tells.
var keyAttributes = []string{table.AttrPK, table.AttrSK}

// appendItem appends the item without the attributes that its key tells.
func appendItem(b []byte, it table.Item, told []string) []byte {
	b = append(b, itemVersion, 0)
	count := len(b) - 1
	for name, v := range it {
		if slices.Contains(told, name) {
			continue
		}
		b = appendAttribute(b, name, v)
		if b[count] < 255 {
			b[count]++
		}
	}
	return b
}

func appendAttribute(b []byte, name string, v table.Value) []byte {
	content := v.Raw()
	b = append(binary.AppendUvarint(b, uint64(len(name))), name...)
	b = binary.AppendUvarint(b, uint64(len(content))<<2|uint64(slices.Index(kinds[:], v.Kind())))
	return append(b, content...)
}

// newItem returns an item with the key, which has room for what is stored in b,
// and the size of the key.
func newItem(k table.Key, b []byte) (it table.Item, size int) {
	room := len(keyAttributes)
	if len(b) > 1 {
		room += int(b[1])
	}
	it = make(table.Item, room)
	return it, tell(it, table.AttrPK, k.PK) + tell(it, table.AttrSK, k.SK)
}

// tell adds an attribute that a key tells, and returns by how much the item
// grew.
func tell(it table.Item, name, content string) (size int) {
	if _, known := it[name]; known {
		return 0
	}
	it[name] = table.String(content)
	return len(name) + len(content)
}

// decodeItem adds the stored attributes to an item that has those of its key,
// and returns the size by which DynamoDB charges them.
func decodeItem(b []byte, it table.Item) (size int, err error) {
	r := reader{b: b}
	if head := r.next(2); r.bad || head[0] != itemVersion {
		return 0, corrupt("item of an unknown version")
	}
	text := string(b) // all names and contents are parts of this one string
	for r.more() {
		name := len(r.next(r.uvarint()))
		nameEnd := r.at
		length := r.uvarint()
		content := r.next(length >> 2)
		if r.bad {
			break
		}
		v, err := decodeValue(kinds[length&3], content, text[r.at-len(content):r.at])
		if err != nil {
			return 0, err
		}
		it[text[nameEnd-name:nameEnd]] = v
		size += name + v.Size()
	}
	if r.bad {
		return 0, corrupt("item of %d bytes cut short at byte %d", len(b), r.at)
	}
	return size, nil
}

// decodeValue makes a value of its content, given as bytes and as a string to
// keep.
func decodeValue(kind table.Kind, b []byte, s string) (table.Value, error) {
	switch kind {
	case table.KindNumber:
		n, err := table.Number(s)
		if err != nil {
			return table.Value{}, corrupt("stored number: %w", err)
		}
		return n, nil
	case table.KindBytes:
		return table.Bytes(b), nil
	case table.KindBool:
		return table.Bool(s != ""), nil
	}
	return table.String(s), nil
}

// reader reads lengths and bytes in turn. When there is less than it is asked
// for it is bad and stays so, and all it returns is empty.
type reader struct {
	b   []byte
	at  int
	bad bool
}

func (r *reader) more() bool { return !r.bad && r.at < len(r.b) }

func (r *reader) uvarint() uint64 {
	n, length := binary.Uvarint(r.b[r.at:])
	if length <= 0 || r.bad {
		r.bad = true
		return 0
	}
	r.at += length
	return n
}

// varint reads a number that may be negative.
func (r *reader) varint() int64 {
	u := r.uvarint() // zigzag, as binary.AppendVarint writes it
	return int64(u>>1) ^ -int64(u&1)
}

// next returns the next n bytes, which are still the caller's of old.
func (r *reader) next(n uint64) []byte {
	if r.bad || n > uint64(len(r.b)-r.at) {
		r.bad = true
		return nil
	}
	r.at += int(n)
	return r.b[r.at-int(n) : r.at]
}
