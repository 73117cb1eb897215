package sanitize

import (
	"strings"
	"testing"
)

func TestPlain(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"paragraphs and line ends", "một\nhai\n\n\n  ba  \n \nbốn", "<p>một<br>\nhai</p>\n<p>ba</p>\n<p>bốn</p>\n"},
		{"markup is text", "*a* [b](c) `d` <b>e</b> &amp; # f", "<p>*a* [b](c) `d` &lt;b&gt;e&lt;/b&gt; &amp;amp; # f</p>\n"},
		{"addresses", "https://x.vn www.y.vn", "<p>" + link("https://x.vn", "https://x.vn") + " " + link("https://www.y.vn", "www.y.vn") + "</p>\n"},
		{"an address on each line", "https://x.vn\nhttps://y.vn", "<p>" + link("https://x.vn", "https://x.vn") + "<br>\n" + link("https://y.vn", "https://y.vn") + "</p>\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if r := verifyFormat(t, tt.in, Plain); r.HTML != tt.want {
				t.Errorf("Body(%q)\n got %q\nwant %q", tt.in, r.HTML, tt.want)
			}
		})
	}
}

// Bare addresses are found alike in both formats. A want without a link is
// written with link's text in plain.
func TestBareAddresses(t *testing.T) {
	self := func(s string) string { return link(s, s) }
	tests := []struct{ in, want string }{
		{"https://x.vn", self("https://x.vn")},
		{"HTTP://X.VN/A", link("http://x.vn/A", "HTTP://X.VN/A")},
		{"xem https://x.vn.", "xem " + self("https://x.vn") + "."},
		{"(https://x.vn/a), b", "(" + self("https://x.vn/a") + "), b"},
		{"https://x.vn/a_(b)", self("https://x.vn/a_(b)")},
		{"(xem https://x.vn/a_(b))", "(xem " + self("https://x.vn/a_(b)") + ")"},
		{"https://x.vn?!...;:", self("https://x.vn") + "?!...;:"},
		{`"https://x.vn"`, `&#34;` + self("https://x.vn") + `&#34;`},
		{"'https://x.vn'", `&#39;` + self("https://x.vn") + `&#39;`},
		{"“https://x.vn”", `“` + self("https://x.vn") + `”`},
		{"nguồn:https://x.vn", "nguồn:" + self("https://x.vn")},
		{"看https://x.cn，好", "看" + self("https://x.cn") + "，好"},
		{"https://x.vn/đường", link("https://x.vn/%C4%91%C6%B0%E1%BB%9Dng", "https://x.vn/đường")},
		{"https://x.vn/a_b_c", self("https://x.vn/a_b_c")},
		{"https://x.vn/_a_/_b_", self("https://x.vn/_a_/_b") + "_"},
		{"https://x.vn/a?b=c&d=e", link("https://x.vn/a?b=c&amp;d=e", "https://x.vn/a?b=c&amp;d=e")},
		{"https://x.vn/?u=https://y.vn/", self("https://x.vn/?u=https://y.vn/")},
		{"https://x.vn:8443/a", self("https://x.vn:8443/a")},
		{"www.x.vn/a", link("https://www.x.vn/a", "www.x.vn/a")},
		{"WWW.x.vn", link("https://www.x.vn", "WWW.x.vn")},
		{"https://x.vn<b>", self("https://x.vn") + "&lt;b&gt;"},
		{"https://tênmiền.vn", link("https://xn--tnmin-hsa0954c.vn", "https://tênmiền.vn")},

		// Not addresses, or not ones that a comment may link to.
		{"x.vn a@x.vn", "x.vn a@x.vn"},
		{"xhttps://x.vn", "xhttps://x.vn"},
		{"awww.x.vn", "awww.x.vn"},
		{"://x.vn www. www .x.vn", "://x.vn www. www .x.vn"},
		{"http://", "http://"},
		{"http://localhost:3000/a_b_c", "http://localhost:3000/a_b_c"},
		{"http://192.168.1.1/reboot?_x_", "http://192.168.1.1/reboot?_x_"},
		{"https://x.vn@y.vn/", "https://x.vn@y.vn/"},
		{"ftp://x.vn javascript://x.vn/%0aalert(1)", "ftp://x.vn javascript://x.vn/%0aalert(1)"},
	}
	for _, tt := range tests {
		for _, f := range []Format{Markdown, Plain} {
			if r := verifyFormat(t, tt.in, f); r.HTML != "<p>"+tt.want+"</p>\n" {
				t.Errorf("Body(%q, %s)\n got %q\nwant %q", tt.in, f, r.HTML, "<p>"+tt.want+"</p>\n")
			}
		}
	}
}

func TestBareAddressesAmongMarkdown(t *testing.T) {
	self := func(s string) string { return link(s, s) }
	tests := []struct{ in, want string }{
		{"**https://x.vn**", "<strong>" + self("https://x.vn") + "</strong>"},
		{"_https://x.vn_", "<em>" + self("https://x.vn") + "</em>"},
		{"~~www.x.vn~~", "<del>" + link("https://www.x.vn", "www.x.vn") + "</del>"},
		{"[https://x.vn](https://x.vn)", self("https://x.vn")},
		{"[1: https://x.vn", "[1: " + self("https://x.vn")},
		{"[https://x.vn]", "[" + self("https://x.vn") + "]"},
		{"`https://x.vn`", "<code>https://x.vn</code>"},
		{`https\://x.vn`, "https://x.vn"},
		{"*a*https://x.vn", "<em>a</em>" + self("https://x.vn")},
		{"a\nhttps://x.vn\nb", "a<br>\n" + self("https://x.vn") + "<br>\nb"},
		{"http://a*b*", "http://a*b*"},
		{"x ://*a*", "x ://<em>a</em>"},
	}
	for _, tt := range tests {
		if r := verify(t, tt.in); r.HTML != "<p>"+tt.want+"</p>\n" {
			t.Errorf("Body(%q)\n got %q\nwant %q", tt.in, r.HTML, "<p>"+tt.want+"</p>\n")
		}
	}
	in := "> - https://x.vn\n>   www.y.vn\n"
	if r := verify(t, in); strings.Count(r.HTML, "<a ") != 2 {
		t.Errorf("Body(%q) = %q", in, r.HTML)
	}
}

// Beside a text that names another host, readers see the real one.
func TestLinkShowsTheRealHost(t *testing.T) {
	tests := []struct{ text, to, shown string }{
		{"bank.com", "https://evil.vn", "evil.vn"},
		{"https://bank.com/login", "https://evil.vn", "evil.vn"},
		{"đăng nhập tại bank.com!", "https://evil.vn", "evil.vn"},
		{"**bank**.com", "https://evil.vn", "evil.vn"},
		{"`bank.com`", "https://evil.vn", "evil.vn"},
		{"![bank.com](https://x.vn/i.png)", "https://evil.vn", "evil.vn"},
		{"BANK.COM", "https://evil.vn", "evil.vn"},
		{"ｂａｎｋ．ｃｏｍ", "https://evil.vn", "evil.vn"},
		{"bank。com", "https://evil.vn", "evil.vn"},
		{"bank\u2024com", "https://evil.vn", "evil.vn"},
		{"bank\u200b.\u2060com", "https://evil.vn", "evil.vn"},
		{"ngân-hàng.vn", "https://evil.vn", "evil.vn"},
		{"bank.com/evil.vn", "https://evil.vn", "evil.vn"},
		{"evil.vn bank.com", "https://evil.vn", "evil.vn"},
		{"me@bank.com", "mailto:me@evil.vn", "evil.vn"},
		{"bank.com", "https://bank.com.evil.vn", "bank.com.evil.vn"},
		{"github.io", "https://evil.github.io", "evil.github.io"},
		{"аpple.com", "https://аpple.com", "xn--pple-43d.com"},
		{"node.js", "https://nodejs.org", "nodejs.org"},

		{"bank.com", "https://bank.com/login", ""},
		{"bank.com", "https://www.bank.com/", ""},
		{"www.Bank.com:443/a.html", "https://bank.com:443/a.html", ""},
		{"https://bank.com/a.html?b=c.d", "https://bank.com/", ""},
		{"me@bank.com", "mailto:me@bank.com", ""},
		{"tênmiền.vn", "https://tênmiền.vn", ""},
		{"xem ở đây", "https://evil.vn", ""},
		{"version 1.2.3, v1.5", "https://x.vn", ""},
		{"Hết. Thật... rồi", "https://x.vn", ""},
	}
	for _, tt := range tests {
		in := "[" + tt.text + "](" + tt.to + ")"
		r := verifyFormat(t, in, Markdown)
		if tt.shown != "" && !strings.HasSuffix(r.HTML, " ("+tt.shown+")</a></p>\n") ||
			tt.shown == "" && (strings.Contains(r.HTML, " (") || !strings.Contains(r.HTML, "<a ")) {
			t.Errorf("Body(%q) = %q, want the host %q shown", in, r.HTML, tt.shown)
		}
	}
}
