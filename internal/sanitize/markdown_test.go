package sanitize

import (
	"strings"
	"testing"
)

// link is the HTML of a link, for expectations.
func link(href, text string) string {
	return `<a href="` + href + `" rel="nofollow ugc noopener noreferrer" target="_blank">` + text + `</a>`
}

func TestMarkdown(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"paragraphs", "một\n\nhai", "<p>một</p>\n<p>hai</p>\n"},
		{"line ends stay", "một\nhai  \nba\\\nbốn", "<p>một<br>\nhai<br>\nba<br>\nbốn</p>\n"},
		{"emphasis", "*a* _b_ **c** __d__ ***e*** a*b*c", "<p><em>a</em> <em>b</em> <strong>c</strong> <strong>d</strong> <em><strong>e</strong></em> a<em>b</em>c</p>\n"},
		{"emphasis within itself", "*a _b_ c* **d __e__ f** ~~g ~h~ i~~", "<p><em>a b c</em> <strong>d e f</strong> <del>g h i</del></p>\n"},
		{"no emphasis inside words", "snake_case_name 2*3*4", "<p>snake_case_name 2<em>3</em>4</p>\n"},
		{"strikethrough", "~~sai~~ đúng ~bỏ~ ~~~", "<p><del>sai</del> đúng <del>bỏ</del> ~~~</p>\n"},
		{"headings", "# Một *hai*\n\n###### Ba\n\nBốn\n====\n\nNăm\n---\n\n#hashtag", "<p><strong>Một <em>hai</em></strong></p>\n<p><strong>Ba</strong></p>\n<p><strong>Bốn</strong></p>\n<p><strong>Năm</strong></p>\n<p>#hashtag</p>\n"},
		{"an empty heading", "#\n\nx", "<p>x</p>\n"},
		{"bold in a heading", "# **a** b", "<p><strong>a b</strong></p>\n"},
		{"rule", "a\n\n---\n\n***\nb", "<p>a</p>\n<p>* * *</p>\n<p>* * *</p>\n<p>b</p>\n"},
		{"quote", "> a\n> b\n>\n> > c\n\nd", "<blockquote>\n<p>a<br>\nb</p>\n<blockquote>\n<p>c</p>\n</blockquote>\n</blockquote>\n<p>d</p>\n"},
		{"list", "- a\n- b\n  - c\n\n+ d", "<ul>\n<li>a</li>\n<li>b\n<ul>\n<li>c</li>\n</ul>\n</li>\n</ul>\n<ul>\n<li>d</li>\n</ul>\n"},
		{"loose list", "- a\n\n- b", "<ul>\n<li><p>a</p>\n</li>\n<li><p>b</p>\n</li>\n</ul>\n"},
		{"numbers", "1. a\n2. b\n\n1) c", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>\n<ol>\n<li>c</li>\n</ol>\n"},
		{"numbers that a list would change", "1984. Năm ấy.\n\n2. hai\n3. ba\n\n0. không", "<p>1984. Năm ấy.</p>\n<p>2. hai<br>\n3. ba</p>\n<p>0. không</p>\n"},
		{"code", "`a <b>` ``c`d`` `e\nf` *`g`*", "<p><code>a &lt;b&gt;</code> <code>c`d</code> <code>e f</code> <em><code>g</code></em></p>\n"},
		{"code that does not close", "`a ``b `c", "<p><code>a ``b </code>c</p>\n"},
		{"backticks that nothing closes", "``` a `` b ` c\n\n`` d ``", "<p>``` a `` b ` c</p>\n<p><code>d</code></p>\n"},
		{"code blocks", "```go\nif a < b {\n\n}\n```\n\n    x := *p\n", "<pre><code>if a &lt; b {\n\n}\n</code></pre>\n<pre><code>x := *p\n</code></pre>\n"},
		{"escapes", `\*a\* \<b\> \\ \[c\](d) \é`, "<p>*a* &lt;b&gt; \\ [c](d) \\é</p>\n"},
		{"tags are text", `<b>x</b> <script>alert(1)</script> <!-- y --> <?z?> <br/>`, "<p>&lt;b&gt;x&lt;/b&gt; &lt;script&gt;alert(1)&lt;/script&gt; &lt;!-- y --&gt; &lt;?z?&gt; &lt;br/&gt;</p>\n"},
		{"blocks of tags are text, and Markdown inside", "<div>\n*a*\n</div>\n\nb", "<p>&lt;div&gt;<br>\n<em>a</em><br>\n&lt;/div&gt;</p>\n<p>b</p>\n"},
		{"entities are text", "&lt; &amp; &#60; &#x202e; &copy &nbsp;", "<p>&amp;lt; &amp;amp; &amp;#60; &amp;#x202e; &amp;copy &amp;nbsp;</p>\n"},
		{"quotes and apostrophes", `"a" 'b'`, "<p>&#34;a&#34; &#39;b&#39;</p>\n"},
		{"tables are text", "| a | b |\n|---|---|\n| c | d |", "<p>| a | b |<br>\n|---|---|<br>\n| c | d |</p>\n"},
		{"footnotes and attributes are text", "a[^1] {#id .class onclick=x}\n\n# b {#c}\n\n[^1]: d", "<p>a[^1] {#id .class onclick=x}</p>\n<p><strong>b {#c}</strong></p>\n<p>[^1]: d</p>\n"},
		{"reference definitions are text", "[a]\n\n[a]: https://x.vn 't'", "<p>[a]</p>\n<p>[a]: " + link("https://x.vn", "https://x.vn") + " &#39;t&#39;</p>\n"},
		{"tasks are text", "- [ ] a\n- [x] b", "<ul>\n<li>[ ] a</li>\n<li>[x] b</li>\n</ul>\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if r := verify(t, tt.in); r.HTML != tt.want {
				t.Errorf("Body(%q)\n got %q\nwant %q", tt.in, r.HTML, tt.want)
			}
		})
	}
}

func TestMarkdownLinks(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"link", "[a *b*](https://x.vn/c?d=1&e=2#f)", link("https://x.vn/c?d=1&amp;e=2#f", "a <em>b</em>")},
		{"title is dropped", `[a](https://x.vn "t")`, link("https://x.vn", "a")},
		{"angle brackets", "<https://x.vn/a> <mailto:a@x.vn> <HTTPS://X.vn>", link("https://x.vn/a", "https://x.vn/a") + " " + link("mailto:a@x.vn", "mailto:a@x.vn") + " " + link("https://x.vn", "HTTPS://X.vn")},
		{"image", "![ảnh](https://x.vn/a.png)", link("https://x.vn/a.png", "ảnh")},
		{"image without text", "![](https://x.vn/a.png)", link("https://x.vn/a.png", "https://x.vn/a.png")},
		{"image in a link", "[![ảnh](https://y.vn/a.png)](https://x.vn)", link("https://x.vn", "ảnh")},
		{"image without text in a link", "[![](https://y.vn/a.png)](https://x.vn)", link("https://x.vn", "https://x.vn")},
		{"link in an image", "![a [b](https://y.vn) c](https://x.vn)", link("https://x.vn", "a b c")},
		{"address in an image", "![https://x.vn](https://x.vn)", link("https://x.vn", "https://x.vn")},
		{"link without text", "[](https://x.vn)", link("https://x.vn", "https://x.vn")},
		{"link with invisible text", "[\u200b\u2060](https://x.vn)", link("https://x.vn", "\u200b\u2060https://x.vn")},
		{"no text, mail", "[](mailto:a@x.vn)", link("mailto:a@x.vn", "mailto:a@x.vn")},
		{"mail without its query", "[a](mailto:a@x.vn?bcc=b@y.vn&body=c)", link("mailto:a@x.vn", "a")},
		{"mail with odd characters", "[a](mailto:a%25b&c@x.vn)", link("mailto:a%25b&amp;c@x.vn", "a")},
		{"www", "[a](www.x.vn)", link("https://www.x.vn", "a")},
		{"escapes in the address", `[a](https://x.vn/\(b\))`, link("https://x.vn/(b)", "a")},
		{"entities in the address are literal", "[a](https://x.vn/?b&amp;c)", link("https://x.vn/?b&amp;amp;c", "a")},
		{"other scripts", "[a](https://tênmiền.vn/đường?q=ạ#ả)", link("https://xn--tnmin-hsa0954c.vn/%C4%91%C6%B0%E1%BB%9Dng?q=%E1%BA%A1#%E1%BA%A3", "a")},
		{"quotes in the address", `[a](https://x.vn/"'<>?"'<>#"'<>)`, link("https://x.vn/%22%27%3C%3E?%22&#39;%3C%3E#%22%27%3C%3E", "a")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if r := verify(t, tt.in); r.HTML != "<p>"+tt.want+"</p>\n" {
				t.Errorf("Body(%q)\n got %q\nwant %q", tt.in, r.HTML, tt.want)
			}
		})
	}
}

// What a comment may not link to is shown as its text, without a link.
func TestMarkdownRefusesDestinations(t *testing.T) {
	for _, to := range []string{
		"javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\u200bscript:alert(1)", "javascript&colon;alert(1)", "javascript&#58;alert(1)",
		"&#106;avascript:alert(1)", "\\javascript:alert(1)", "vbscript:x", "livescript:x", "data:text/html,<script>alert(1)</script>",
		"data:image/svg+xml;base64,PHN2Zz4=", "file:///etc/passwd", "ftp://x.vn", "blob:https://x.vn/1", "about:blank", "view-source:https://x.vn",
		"tel:113", "sms:113", "intent://x#Intent;end", "feed:https://x.vn", "jar:https://x.vn!/a", "ws://x.vn", "urn:isbn:1", "x-scheme:y",
		"", "#", "#top", "?a=b", "/", "/a", "./a", "../a", "a", "a.html", "x.vn", "//x.vn", "///x.vn", "\\\\x.vn", "/\\x.vn",
		"https:", "https:/", "https://", "https:///x.vn", "https:x.vn", "https:/x.vn", "http://", "http:\\\\x.vn", "https://x.vn\\@y.vn",
		"https://u@x.vn", "https://u:p@x.vn", "https://x.vn@y.vn", "https://:80", "https://x", "https://localhost", "https://x.vn:0", "https://x.vn:65536", "https://x.vn:a",
		"https://127.0.0.1", "https://[::1]", "https://[::ffff:1.2.3.4]:80/", "https://2130706433", "https://0x7f.1", "https://0177.0.0.1", "https://1.1", "https://169.254.169.254/latest",
		"https://-x.vn", "https://x_.vn", "https://x..vn", "https://.vn", "https://x.vn%00.y.vn", "https://x%2evn", "https://xn--a.vn", "https://" + strings.Repeat("a", 64) + ".vn",
		"https://x.vn/%", "https://x.vn/%zz", "https://x.vn/\u200b", "https://x.vn/\ufffd", "https://x.vn/" + strings.Repeat("a", 2100),
		"mailto:", "mailto:a", "mailto:@x.vn", "mailto:a@x", "mailto:a@x.vn,b@y.vn", "mailto:a%0ab@x.vn", "mailto:a@x.vn%0d%0aBcc:b@y.vn", "mailto:%22a b%22@x.vn", "mailto://a@x.vn",
	} {
		for _, in := range []string{"[text](" + to + ")", "[text](<" + to + ">)", "![text](" + to + ")"} {
			r := verify(t, in)
			if strings.HasPrefix(r.HTML, "<p><a ") || !strings.Contains(r.HTML, "text") {
				t.Errorf("Body(%q) = %q", in, r.HTML)
			}
		}
		if r := verify(t, "<"+to+">"); strings.HasPrefix(r.HTML, "<p><a ") {
			t.Errorf("Body(<%s>) = %q", to, r.HTML)
		}
	}
}
