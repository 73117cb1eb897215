package spam

import (
	"embed"
	"fmt"
)

//go:embed lists
var lists embed.FS

// Starter returns lists to begin with, in a language: "vi" or "en". They are
// short, hold and never more, and are text to be changed.
func Starter(lang string) (string, error) {
	text, err := lists.ReadFile("lists/" + lang + ".txt")
	if err != nil {
		return "", fmt.Errorf("there are lists to begin with in vi and en, none in %q", lang)
	}
	return string(text), nil
}
