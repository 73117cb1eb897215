package local

import (
	"crypto/sha256"
	"encoding/binary"
	"maps"
	"slices"
	"time"

	"kibitz/internal/table"
)

// tokenLife is how long DynamoDB remembers a client request token.
const tokenLife = 10 * time.Minute

const tokenVersion = 1

// token is how a transaction is remembered.
type token struct {
	digest [sha256.Size]byte // of its operations
	at     time.Time
	units  float64 // read units of a repetition, always whole
}

// lives reports whether the transaction is still remembered.
func (t *token) lives(now time.Time) bool { return t != nil && now.Sub(t.at) < tokenLife }

// expiry returns the last second in which it may still be remembered.
func (t *token) expiry() uint64 {
	if t == nil {
		return never
	}
	return uint64(max(0, t.at.Add(tokenLife).Unix()))
}

// replay answers the same transaction again.
func (t *token) replay(again *token) (table.Written, error) {
	if t.digest != again.digest {
		return table.Written{}, table.ErrTokenReused
	}
	return table.Written{Units: table.Units{Read: t.units}}, nil
}

func (t *token) append(b []byte) []byte {
	b = append(append(b, tokenVersion), t.digest[:]...)
	b = binary.AppendUvarint(b, uint64(t.at.UnixNano()))
	return binary.AppendUvarint(b, uint64(t.units))
}

func decodeToken(b []byte) (*token, error) {
	r := reader{b: b}
	version := r.next(1)
	t := &token{}
	copy(t.digest[:], r.next(sha256.Size))
	t.at = time.Unix(0, int64(r.uvarint()))
	t.units = float64(r.uvarint())
	if r.bad || r.more() || version[0] != tokenVersion {
		return nil, corrupt("record of a token")
	}
	return t, nil
}

// token returns what is known of a token, nil for nothing.
func (db *DB) token(name string) (*token, error) {
	b, err := db.read(appendTokenKey(nil, name))
	if b == nil || err != nil {
		return nil, err
	}
	return decodeToken(b)
}

// digest tells lists of operations apart.
func digest(ops []table.Op) [sha256.Size]byte {
	var b []byte
	for _, op := range ops {
		b = append(b, byte(op.Verb))
		b = appendText(appendText(b, op.Key.PK), op.Key.SK)
		b = appendSorted(b, op.Item)
		b = appendSorted(b, op.Set)
		b = appendSorted(b, op.Add)
		b = binary.AppendUvarint(b, uint64(len(op.Remove)))
		for _, name := range op.Remove {
			b = appendText(b, name)
		}
		b = binary.AppendUvarint(b, uint64(len(op.If)))
		for _, c := range op.If {
			b = append(b, byte(c.Test), byte(c.Value.Kind()))
			b = appendText(appendText(b, c.Attr), c.Value.Raw())
		}
	}
	return sha256.Sum256(b)
}

func appendSorted(b []byte, it table.Item) []byte {
	b = binary.AppendUvarint(b, uint64(len(it)))
	for _, name := range slices.Sorted(maps.Keys(it)) {
		b = appendAttribute(b, name, it[name])
	}
	return b
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}
