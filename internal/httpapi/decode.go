package httpapi

import (
	"bytes"
	"encoding/json"
	"math"
	"unicode/utf8"

	"kibitz/internal/problem"
)

// object is the shape of a JSON object: the names of its fields, and where
// their values go. A place is a *string, a *bool, a **int, a *[]string, a *[]int,
// a *map[string]string, a *json.RawMessage for whatever is there, or another
// object.
// Whatever a client sends beyond it is refused, so a request can set nothing
// that its handler does not name.
type object map[string]any

// decode reads one JSON object of the shape. It is as strict as encoding/json
// is lenient: a name must match to the letter and come once, nothing follows
// the object, and the text is UTF-8. null is the same as an absent field.
func decode(body []byte, shape object) error {
	if !utf8.Valid(body) || !json.Valid(body) {
		return malformed("", "The body is not JSON.")
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber() // a number of any size is a token, not an error
	if first := next(d); first != json.Delim('{') {
		return malformed("", "The body is not a JSON object.")
	}
	return decodeObject(d, shape, "")
}

// decodeObject reads the rest of an object whose '{' was read. path is "" or
// the object's own name and a dot.
func decodeObject(d *json.Decoder, shape object, path string) error {
	seen := make(map[string]bool, len(shape))
	for d.More() {
		name, _ := next(d).(string)
		place, known := shape[name]
		field := fieldName(path + name)
		switch {
		case !known:
			return malformed(field, "There is no such field here.")
		case seen[name]:
			return malformed(field, "This field comes twice.")
		}
		seen[name] = true
		if err := decodeValue(d, place, field); err != nil {
			return err
		}
	}
	next(d) // the '}'
	return nil
}

func decodeValue(d *json.Decoder, place any, field string) error {
	if raw, ok := place.(*json.RawMessage); ok {
		if err := d.Decode(raw); err != nil {
			panic("value of valid JSON: " + err.Error())
		}
		return nil
	}
	token := next(d)
	if token == nil {
		return nil
	}
	switch place := place.(type) {
	case *string:
		s, ok := token.(string)
		if !ok {
			return malformed(field, "This field is a string.")
		}
		*place = s
	case **string:
		s, ok := token.(string)
		if !ok {
			return malformed(field, "This field is a string.")
		}
		*place = &s
	case *bool:
		b, ok := token.(bool)
		if !ok {
			return malformed(field, "This field is true or false.")
		}
		*place = b
	case **int:
		n, ok := wholeNumber(token)
		if !ok {
			return malformed(field, "This field is a whole number.")
		}
		*place = &n
	case *[]int:
		if token != json.Delim('[') {
			return malformed(field, "This field is a list of whole numbers.")
		}
		for d.More() {
			n, ok := wholeNumber(next(d))
			if !ok {
				return malformed(field, "This field is a list of whole numbers.")
			}
			*place = append(*place, n)
		}
		next(d) // the ']'
	case *[]string:
		if token != json.Delim('[') {
			return malformed(field, "This field is a list of strings.")
		}
		for d.More() {
			s, ok := next(d).(string)
			if !ok {
				return malformed(field, "This field is a list of strings.")
			}
			*place = append(*place, s)
		}
		next(d) // the ']'
	case *map[string]string:
		if token != json.Delim('{') {
			return malformed(field, "This field is an object of strings.")
		}
		return decodeStrings(d, place, field)
	case object:
		if token != json.Delim('{') {
			return malformed(field, "This field is an object.")
		}
		return decodeObject(d, place, field+".")
	}
	return nil
}

// decodeStrings reads the rest of an object of any names and strings whose '{'
// was read.
func decodeStrings(d *json.Decoder, place *map[string]string, path string) error {
	*place = map[string]string{}
	for d.More() {
		name, _ := next(d).(string)
		field := fieldName(path + "." + name)
		value, ok := next(d).(string)
		if _, seen := (*place)[name]; seen {
			return malformed(field, "This field comes twice.")
		}
		if !ok {
			return malformed(field, "This field is a string.")
		}
		(*place)[name] = value
	}
	next(d) // the '}'
	return nil
}

// wholeNumber reads a number that has no fraction, however it is written:
// 1.0 and 1e0 are 1 in JSON.
func wholeNumber(token json.Token) (int, bool) {
	number, ok := token.(json.Number)
	if !ok {
		return 0, false
	}
	f, err := number.Float64()
	if err != nil || f != math.Trunc(f) || math.Abs(f) > math.MaxInt32 {
		return 0, false
	}
	return int(f), true
}

// next returns the next token of a text that is known to be JSON; nil for
// null.
func next(d *json.Decoder) json.Token {
	token, err := d.Token()
	if err != nil {
		panic("token of valid JSON: " + err.Error())
	}
	return token
}

func malformed(field, detail string) error {
	return problem.New(problem.RequestInvalid, field, detail)
}

// fieldName returns a name that a client made up, when it is a plain one: it
// goes into the answer, to be found in the client's own code.
func fieldName(name string) string {
	const longest = 40
	for _, c := range []byte(name) {
		plain := 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' || c == '.' || c == '_' || c == '-'
		if !plain || len(name) > longest {
			return ""
		}
	}
	return name
}
