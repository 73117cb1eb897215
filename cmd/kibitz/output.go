package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"
)

// outputFlags are of commands that have a result.
type outputFlags struct {
	JSON bool `help:"Print the result as JSON."`
}

// print prints a result: as JSON, or as a table with a header unless there is
// none.
func (f outputFlags) print(t *terminal, result any, header []string, rows func(yield func(...string))) error {
	if f.JSON {
		e := json.NewEncoder(t.out)
		e.SetIndent("", "  ")
		e.SetEscapeHTML(false)
		return e.Encode(result)
	}
	w := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	line := func(cells ...string) { _, _ = fmt.Fprintln(w, strings.Join(cells, "\t")) } // Flush tells of failures
	if header != nil {
		line(header...)
	}
	rows(line)
	return w.Flush()
}

// stamp writes a time for people and programs alike, "" for none.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
