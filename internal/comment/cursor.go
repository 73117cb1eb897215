package comment

import (
	"crypto/subtle"
	"encoding/base64"

	"kibitz/internal/problem"
	"kibitz/internal/site"
)

const (
	tagLen    = 16   // bytes of a cursor's seal
	maxCursor = 1200 // bytes of a place and its seal; a page id can be 1,000
)

// SealCursor makes the cursor that clients get: the place with a seal over it
// and the list it belongs to. A cursor of another site, page, order or
// thread, or one that was changed, does not open. The same place in the same
// list always gives the same cursor, so that answers can be cached.
func SealCursor(st site.Site, place string, list ...string) string {
	if place == "" {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(append(cursorTag(st, place, list), place...))
}

// OpenCursor returns the place, "" for no cursor, or problem.CursorInvalid.
func OpenCursor(st site.Site, cursor string, list ...string) (string, error) {
	if cursor == "" {
		return "", nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil || len(raw) <= tagLen || len(raw) > maxCursor {
		return "", cursorInvalid()
	}
	place := string(raw[tagLen:])
	if subtle.ConstantTimeCompare(raw[:tagLen], cursorTag(st, place, list)) != 1 {
		return "", cursorInvalid()
	}
	return place, nil
}

func cursorTag(st site.Site, place string, list []string) []byte {
	return st.Sign("cursor", append([]string{st.ID, place}, list...)...)[:tagLen]
}

func cursorInvalid() error {
	return problem.New(problem.CursorInvalid, "cursor", "This cursor is not of this list. Begin again without one.")
}
