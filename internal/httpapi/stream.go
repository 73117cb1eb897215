package httpapi

import (
	"encoding/json"
	"net/http"
)

// linesType is the media type of an answer of lines, each one JSON value.
const linesType = "application/x-ndjson"

// writeLines sends an answer of lines as they come, and returns the bytes of
// body sent. What ends it early is its last line, {"error": …}: the status is
// sent by then. Front doors that keep an answer until it is whole pass the
// lines on at once.
func (a *api) writeLines(ans *answer, w http.ResponseWriter) int {
	h := w.Header()
	h.Set("Cache-Control", ans.cache)
	h.Set("Content-Type", linesType)
	h.Set("X-Accel-Buffering", "no") // nginx would gather lines
	w.WriteHeader(ans.status)
	sent := counting{w: w}
	encode, control := json.NewEncoder(&sent), http.NewResponseController(w)
	line := func(v any) error {
		if err := encode.Encode(v); err != nil {
			return err
		}
		return control.Flush()
	}
	if err := ans.lines(line); err != nil {
		told := a.refuse(http.Header{}, err)
		ans.code, ans.cause = told.code, told.cause
		_ = line(map[string]json.RawMessage{"error": told.body}) // a client that has gone misses nothing
	}
	return sent.n
}

// counting counts the bytes of a body.
type counting struct {
	w http.ResponseWriter
	n int
}

func (c *counting) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += n
	return n, err
}
