package httpapi

import (
	"bytes"
	"strconv"
)

// reactionsJSON is an object with a number for every reaction that the site
// offers, 0 too, in the site's order: a page shows them as they come.
type reactionsJSON struct {
	names  []string
	counts map[string]int64
}

// MarshalJSON writes the object in its order, which a map would not keep.
func (r reactionsJSON) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, name := range r.names {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(`"` + name + `":`) // a name is letters a-z, see site.Settings
		b.WriteString(strconv.FormatInt(r.counts[name], 10))
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}
