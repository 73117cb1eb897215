package local

import (
	"encoding/binary"
	"strings"

	"kibitz/internal/table"
)

// The store's keys. The first byte says what an entry is:
//
//	i <pk> sk                      an item
//	x <n> <ix pk> <ix sk> <pk> sk  its entry in the n-th index
//	l seq                          changes of one write, under the last one's number
//	t second, key of an entry      when that item or token expires
//	k token                        a transaction's token
//	m name                         what the engine must remember
//
// <…> is a string in a form that keeps the byte order of strings and ends
// itself: NUL is written as 00 FF, and 00 01 is the end. The last part needs no
// end. Numbers are 8 bytes, big-endian.
const (
	spaceItem   = 'i'
	spaceIndex  = 'x'
	spaceLog    = 'l'
	spaceExpiry = 't'
	spaceToken  = 'k'
	spaceMeta   = 'm'
)

// maxIndexes is what one byte numbers.
const maxIndexes = 255

const (
	partEnd    = "\x00\x01"
	partNUL    = "\x00\xFF"
	numberSize = 8
)

// appendPart appends <s>.
func appendPart(b []byte, s string) []byte { return append(appendEscaped(b, s), partEnd...) }

// appendEscaped appends <s> without its end, which every longer string with
// this beginning also begins with.
func appendEscaped(b []byte, s string) []byte {
	for {
		i := strings.IndexByte(s, 0)
		if i < 0 {
			return append(b, s...)
		}
		b = append(append(b, s[:i]...), partNUL...)
		s = s[i+1:]
	}
}

// cutPart splits <s> off the beginning of a key.
func cutPart(key []byte) (s string, rest []byte, ok bool) {
	var plain []byte // what comes before the last NUL that was found
	for at := 0; at+1 < len(key); at++ {
		if key[at] != 0 {
			continue
		}
		switch key[at+1] {
		case partEnd[1]:
			return string(append(plain, key[:at]...)), key[at+2:], true
		case partNUL[1]:
			plain = append(plain, key[:at+1]...)
			key, at = key[at+2:], -1
		default:
			return "", nil, false
		}
	}
	return "", nil, false
}

// appendPartition appends the beginning of the keys of a partition's items.
func appendPartition(b []byte, pk string) []byte { return appendPart(append(b, spaceItem), pk) }

// appendItemKey appends an item's key.
func appendItemKey(b []byte, k table.Key) []byte { return append(appendPartition(b, k.PK), k.SK...) }

// parseItemKey reads an item's key.
func parseItemKey(key []byte) (k table.Key, ok bool) {
	if len(key) == 0 || key[0] != spaceItem {
		return table.Key{}, false
	}
	return parseKeyTail(key[1:])
}

// parseKeyTail reads the <pk> sk that item keys and index keys end with.
func parseKeyTail(tail []byte) (k table.Key, ok bool) {
	pk, sk, ok := cutPart(tail)
	return table.Key{PK: pk, SK: string(sk)}, ok
}

// appendIndexSpace appends the beginning of all keys of the n-th index.
func appendIndexSpace(b []byte, n int) []byte { return append(b, spaceIndex, byte(n)) }

// appendIndexPartition appends the beginning of the keys of a partition of the
// n-th index.
func appendIndexPartition(b []byte, n int, pk string) []byte {
	return appendPart(appendIndexSpace(b, n), pk)
}

// appendIndexTail appends the rest of an index key.
func appendIndexTail(b []byte, sk string, k table.Key) []byte {
	return append(appendPart(appendPart(b, sk), k.PK), k.SK...)
}

// parseIndexTail reads what comes after the partition in an index key.
func parseIndexTail(tail []byte) (sk string, k table.Key, ok bool) {
	sk, tail, ok = cutPart(tail)
	if !ok {
		return "", table.Key{}, false
	}
	k, ok = parseKeyTail(tail)
	return sk, k, ok
}

// appendLogKey appends the key of the change record that ends with seq.
func appendLogKey(b []byte, seq uint64) []byte {
	return binary.BigEndian.AppendUint64(append(b, spaceLog), seq)
}

// parseLogKey reads the sequence number.
func parseLogKey(key []byte) (seq uint64, ok bool) {
	if len(key) != 1+numberSize || key[0] != spaceLog {
		return 0, false
	}
	return binary.BigEndian.Uint64(key[1:]), true
}

// appendExpiryKey appends the key of the entry which says that what is stored
// under key expires at the end of that Unix second.
func appendExpiryKey(b []byte, second uint64, key []byte) []byte {
	return append(binary.BigEndian.AppendUint64(append(b, spaceExpiry), second), key...)
}

// parseExpiryKey reads what appendExpiryKey wrote.
func parseExpiryKey(key []byte) (second uint64, of []byte, ok bool) {
	if len(key) <= 1+numberSize || key[0] != spaceExpiry {
		return 0, nil, false
	}
	return binary.BigEndian.Uint64(key[1:]), key[1+numberSize:], true
}

func appendTokenKey(b []byte, token string) []byte { return append(append(b, spaceToken), token...) }

func parseTokenKey(key []byte) (token string, ok bool) {
	if len(key) == 0 || key[0] != spaceToken {
		return "", false
	}
	return string(key[1:]), true
}

func appendMetaKey(b []byte, name string) []byte { return append(append(b, spaceMeta), name...) }

// after returns the first key that comes after all keys with the prefix. No
// prefix here consists of FF bytes alone.
func after(prefix []byte) []byte {
	end := append([]byte(nil), prefix...)
	for i := len(end) - 1; ; i-- {
		if end[i] < 0xFF {
			end[i]++
			return end[:i+1]
		}
	}
}
