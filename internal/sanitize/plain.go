package sanitize

import "strings"

// renderPlain writes the HTML of a source without markup: blank lines part
// paragraphs, line ends stay line ends, bare addresses become links.
func renderPlain(w *htmlWriter, source string) {
	inParagraph := false
	for line := range strings.Lines(source) {
		line = strings.TrimSpace(line)
		switch {
		case line == "":
			if inParagraph {
				w.tag("</p>\n")
			}
			inParagraph = false
			continue
		case inParagraph:
			w.br()
		default:
			w.tag("<p>")
			inParagraph = true
		}
		linkify(w, []byte(line))
	}
	if inParagraph {
		w.tag("</p>\n")
	}
}

// linkify writes one line of text with its bare addresses as links.
func linkify(w *htmlWriter, line []byte) {
	written := 0
	for i := 0; i < len(line); i++ {
		start, end := bareAddress(line[written:], i-written)
		if end == 0 {
			continue
		}
		w.text(string(line[written : written+start]))
		w.bareLink(string(line[written+start : written+end]))
		written += end
		i = written - 1
	}
	w.text(string(line[written:]))
}
