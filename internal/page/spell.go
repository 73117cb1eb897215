package page

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// reserved are the characters with which a URL is built (RFC 3986, section 2.2). Plain and percent-encoded they mean different
// things, so each stays as it was sent.
const reserved = ":/?#[]@!$&'()*+,;="

// respell gives every character of a path segment, or of a name or value in a query, its one spelling: unreserved characters and
// letters of all scripts plainly, after normal; reserved ones as they were sent; everything else percent-encoded in capitals.
//
// A "%" that no two hexadecimal digits follow is itself, "%25". Bytes that are not UTF-8, from pages in older encodings, stay
// percent-encoded. An error reports a forbidden character.
func respell(s string, normal func(string) string) (string, error) {
	var out strings.Builder
	// Normalisation works on runs between reserved characters, never across one: "=" and a combining stroke are not "≠".
	var run []byte
	flush := func() error {
		err := writeRun(&out, normal(string(run)))
		run = run[:0]
		return err
	}
	for i := 0; i < len(s); i++ {
		c, encoded := s[i], false
		if c == '%' {
			encoded = true
			if i+2 < len(s) {
				if v, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
					c, i = byte(v), i+2
				}
			}
		}
		if c >= utf8.RuneSelf || c < ' ' || c == 0x7f || isUnreserved(c) {
			run = append(run, c)
			continue
		}
		if err := flush(); err != nil {
			return "", err
		}
		if !encoded && strings.IndexByte(reserved, c) >= 0 {
			out.WriteByte(c)
		} else {
			writeEncoded(&out, c)
		}
	}
	err := flush()
	return out.String(), err
}

// writeRun writes decoded text. Only letters, digits and the marks on them are plain: an encoded symbol or invisible character in
// an address is easier to see, to copy and to compare. A mark with nothing plain before it would attach itself to whatever a
// reader of the id sees there, and to the escape before it under normalisation.
func writeRun(out *strings.Builder, run string) error {
	plain := false
	for len(run) > 0 {
		r, size := utf8.DecodeRuneInString(run)
		switch {
		case r == utf8.RuneError && size == 1: // a byte that is not UTF-8
			plain = false
		case forbidden(r):
			return errForbidden
		case r < utf8.RuneSelf:
			plain = isUnreserved(byte(r))
		default:
			plain = unicode.IsLetter(r) || unicode.IsDigit(r) || plain && unicode.IsMark(r)
		}
		for _, c := range []byte(run[:size]) {
			if plain {
				out.WriteByte(c)
			} else {
				writeEncoded(out, c)
			}
		}
		run = run[size:]
	}
	return nil
}

// isUnreserved reports the characters that never need encoding (RFC 3986, section 2.3).
func isUnreserved(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '.' || c == '_' || c == '~'
}

func writeEncoded(out *strings.Builder, c byte) {
	const digits = "0123456789ABCDEF"
	out.Write([]byte{'%', digits[c>>4], digits[c&15]})
}
