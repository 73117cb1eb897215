package local

import (
	"encoding/binary"
	"time"

	"kibitz/internal/table"
)

// How a write's changes are stored: the version, the time in nanoseconds as a
// varint, then for each change its flags, the lengths of both parts of the key
// and the parts, and for each image its length and the encoded item. The
// record's key has the sequence number of the last change; those before it
// have the numbers before.
const recordVersion = 1

// The flags of a change.
const (
	flagOld     = 1 << iota // there is an old image
	flagNew                 // there is a new image
	flagExpired             // removed by the sweeper
)

// appendRecordHead begins a record.
func appendRecordHead(b []byte, at time.Time) []byte {
	return binary.AppendVarint(append(b, recordVersion), at.UnixNano())
}

// appendChangeHead begins a change. Its images follow, the old one first.
func appendChangeHead(b []byte, c change) []byte {
	flags := byte(0)
	if c.old != nil {
		flags |= flagOld
	}
	if c.new != nil {
		flags |= flagNew
	}
	if c.expired {
		flags |= flagExpired
	}
	return appendText(appendText(append(b, flags), c.key.PK), c.key.SK)
}

// decodeRecord reads a record, the last of whose changes has the number last.
func decodeRecord(b []byte, last uint64) ([]table.Change, error) {
	r := reader{b: b}
	version := r.next(1)
	at := time.Unix(0, r.varint())
	if r.bad || version[0] != recordVersion {
		return nil, corrupt("change record %d of an unknown version", last)
	}
	var changes []table.Change
	for r.more() {
		c, err := decodeChange(&r)
		if err != nil {
			return nil, err
		}
		c.At = at
		changes = append(changes, c)
	}
	if r.bad || uint64(len(changes)) > last {
		return nil, corrupt("change record %d cut short", last)
	}
	for i := range changes {
		changes[i].Seq = table.SequenceOf(last - uint64(len(changes)-1-i))
	}
	return changes, nil
}

func decodeChange(r *reader) (c table.Change, err error) {
	flags := r.next(1)
	c.Key.PK = string(r.next(r.uvarint()))
	c.Key.SK = string(r.next(r.uvarint()))
	if r.bad {
		return table.Change{}, nil
	}
	c.Expired = flags[0]&flagExpired != 0
	if flags[0]&flagOld != 0 {
		if c.Old, err = decodeImage(r, c.Key); err != nil {
			return table.Change{}, err
		}
	}
	if flags[0]&flagNew != 0 {
		if c.New, err = decodeImage(r, c.Key); err != nil {
			return table.Change{}, err
		}
	}
	return c, nil
}

func decodeImage(r *reader, k table.Key) (table.Item, error) {
	image := r.next(r.uvarint())
	it, _ := newItem(k, image)
	if r.bad {
		return it, nil
	}
	_, err := decodeItem(image, it)
	return it, err
}
