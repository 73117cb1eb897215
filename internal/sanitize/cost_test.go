package sanitize

import (
	"fmt"
	"strings"
	"testing"

	"github.com/rivo/uniseg"
)

// hostile lists what to repeat up to the limits of a body to make rendering
// expensive. Those marked as found came out of a search over random
// combinations of tokens; the others are the known ways to trouble a Markdown
// parser. A pad of invisible characters brings 5,000 graphemes to 8 KB.
var hostile = []struct{ name, before, unit, after string }{
	{"nested quotes", "", "> ", "a"},
	{"nested quotes on many lines", "", strings.Repeat("> ", maxNesting) + "a\n", ""},
	{"nested lists", "", "- ", "a"},
	{"nested lists on many lines", "", indented(maxNesting) + "\n", ""},
	{"lists and quotes in turn", "", strings.Repeat("> - ", maxNesting/2) + "a\n", ""},
	{"empty items", "", "-\n", "a"},
	{"numbers", "", "1. a\n", ""},
	{"opening brackets", "", "[", ""},
	{"nested brackets", strings.Repeat("[", 4900), "]", ""},
	{"nested links", strings.Repeat("[", 2000), "](b)", ""},
	{"nested images", strings.Repeat("![", 1500), "](b)", ""},
	{"unclosed links", "", "[a](b", ""},
	{"unclosed links in angles", "", "[a](<b", ""},
	{"unclosed titles", "", `[a](b "`, ""},
	{"unclosed images, padded", "", "[\u200d](", ""},
	{"reference collisions", "[a]: https://x.vn/" + strings.Repeat("b", 2000) + "\n\n", "[a]", ""},
	{"many definitions", "", "[a]: b\n", "[a]"},
	{"emphasis closers", "", "a_ ", ""},
	{"emphasis openers", "", "_a ", ""},
	{"mismatched emphasis", "", "*a_ ", ""},
	{"nested emphasis", strings.Repeat("*a **a ", 300), "b** b* ", ""},
	{"emphasis by threes", "a**b", "c* ", ""},
	{"one run of stars", "", "*", "a"},
	{"one run of tildes", "a ", "~", ""},
	{"tildes in pairs", "", "~~a ", ""},
	{"backticks of growing length", growing("`"), "a", ""},
	{"escaped backticks on lines, found", "", "\\``\n", ""},
	{"unclosed fences", "", "```\n~~~\n", ""},
	{"closers on lines, found", strings.Repeat("[", 1000), "~]\n]", ""},
	{"images and stars, found", strings.Repeat("_a ![", 200), "![](\u200d", ""},
	{"stars after letters, found", "", "*é_", ""},
	{"entities", "", "&amp;", ""},
	{"tags", "", "<b>", ""},
	{"comments", "", "<!--", ""},
	{"angles", "", "<https://", ""},
	{"addresses", "", "www.a.vn ", ""},
	{"addresses within addresses", "", "http://(", ""},
	{"addresses that fail", "", "www.www", ""},
	{"dots", "", "a.", ""},
	{"colons", "", "http:", ""},
	{"names of hosts in a link", "[", "a.b ", "](https://x.vn)"},
	{"international hosts", "", "http://ạ.vn ", ""},
	{"tables", "|a|b|\n|-|-|\n", "|c|d|\n", ""},
	{"headings", "", "a\n=\n", ""},
	{"blank lines", "", "\n\n \n", "a"},
	{"marks", "", "a" + strings.Repeat("\u0301\u0323", 100), ""},
	{"joined emoji", "", strings.Repeat("👩\u200d", 50) + " ", ""},
	{"flags", "", "🏴\U000e0067\U000e007f", ""},
	{"what must be escaped", "", "'", ""},
}

// source returns a body of the largest size that the limits allow.
func source(before, unit, after string) string {
	s := before + strings.Repeat(unit, MaxBodyBytes/len(unit))
	end, state := 0, -1
	var cluster string
	for n := 0; s != "" && n < MaxBodyGraphemes-len(after); n++ {
		cluster, _, _, state = uniseg.FirstGraphemeClusterInString(s[end:], state)
		if cluster == "" || end+len(cluster)+len(after) > MaxBodyBytes {
			break
		}
		end += len(cluster)
	}
	return s[:end] + after
}

func growing(s string) string {
	var b strings.Builder
	for i := 1; i < 90; i++ {
		b.WriteString(strings.Repeat(s, i) + " ")
	}
	return b.String()
}

func TestHostile(t *testing.T) {
	for _, h := range hostile {
		t.Run(h.name, func(t *testing.T) { verify(t, source(h.before, h.unit, h.after)) })
	}
}

const usualComment = `Bài viết **rất hay**, cảm ơn tác giả! Tôi chỉ muốn bổ sung rằng số liệu năm 2024 đã được cập nhật ở https://example.com/so-lieu?nam=2024 rồi nhé.

> Giá vàng hôm nay tăng mạnh

Đúng, nhưng *không phải* ở mọi nơi 🙂`

func BenchmarkBody(b *testing.B) {
	run := func(name, s string, f Format) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, _ = Body(s, f) // some are refused, at the same cost
			}
		})
	}
	run(fmt.Sprintf("usual %d bytes", len(usualComment)), usualComment, Markdown)
	run("the same as plain text", usualComment, Plain)
	run("as much of it as a comment holds", source("", usualComment+"\n\n", ""), Markdown)
	for _, h := range hostile {
		run(h.name, source(h.before, h.unit, h.after), Markdown)
	}
}

func BenchmarkName(b *testing.B) {
	for b.Loop() {
		name, err := Name("Nguyễn Thị Minh Khai 🌸")
		if err != nil || Impersonates(name, nil) {
			b.Fatal(name, err)
		}
	}
}

func BenchmarkFold(b *testing.B) {
	for b.Loop() {
		Fold(usualComment)
	}
}
