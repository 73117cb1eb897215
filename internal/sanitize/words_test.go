package sanitize

import "testing"

func TestWords(t *testing.T) {
	for source, want := range map[string]string{
		"":                                    "",
		"Hà **Nội** mưa":                      "Hà Nội mưa",
		"so**me**thing":                       "something",
		"một\n\nhai\n\n- ba\n- bốn":           "một hai ba bốn",
		"a\\\nb":                              "a b",
		"1 < 2 & \"x\"":                       `1 < 2 & "x"`,
		"<b>not bold</b>":                     "<b>not bold</b>",
		"[words](https://a.example/?x=1&y=2)": "words",
		"`co<de>`":                            "co<de>",
	} {
		r, err := Body(source, Markdown)
		if err != nil && source != "" {
			t.Fatal(err)
		}
		if got := Words(r.HTML); got != want {
			t.Errorf("%q: %q, want %q (of %s)", source, got, want, r.HTML)
		}
	}
}
