package demo

import (
	"fmt"
	"html/template"
	"math"
	"regexp"
	"strings"
)

// content is what an article says in one language: the lines at the head of
// its file, up to the first empty one, and the HTML below them.
type content struct {
	Title, Standfirst string
	Alt, Caption      string   // of its picture
	Points            []string // in a few words, for the lead
	Body              template.HTML
	Minutes           int // to read it
}

// readContent reads an article's file.
func readContent(name, lang string) (content, error) {
	file := "content/" + name + "." + lang + ".html"
	raw, err := files.ReadFile(file)
	if err != nil {
		return content{}, fmt.Errorf("read an article: %w", err)
	}
	head, body, _ := strings.Cut(string(raw), "\n\n")
	c := content{Body: template.HTML(body), Minutes: minutes(body)} //nolint:gosec // ours, embedded
	single := map[string]*string{"title": &c.Title, "standfirst": &c.Standfirst, "alt": &c.Alt, "caption": &c.Caption}
	for line := range strings.Lines(head) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		switch at := single[key]; {
		case key == "point":
			c.Points = append(c.Points, value)
		case at != nil:
			*at = value
		default:
			return content{}, fmt.Errorf("%s: nothing is called %q", file, key)
		}
	}
	for key, at := range single {
		if *at == "" {
			return content{}, fmt.Errorf("%s has no %s", file, key)
		}
	}
	return c, nil
}

// readingSpeed is words a minute: of English words and of Vietnamese
// syllables, which are written apart, people read about as many.
const readingSpeed = 220

var tag = regexp.MustCompile(`<[^>]*>`)

// minutes returns how long a text takes to read, at least one minute.
func minutes(html string) int {
	words := len(strings.Fields(tag.ReplaceAllString(html, " ")))
	return max(1, int(math.Round(float64(words)/readingSpeed)))
}
