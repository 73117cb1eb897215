package testkit_test

import (
	"testing"

	"kibitz/internal/testkit"
)

const attrs = ` rel="nofollow ugc noopener noreferrer" target="_blank"`

func TestCheckHTMLAccepts(t *testing.T) {
	for _, s := range []string{
		"", "text", "<p>a<br>\nb</p>\n", "<p><em>a</em><strong>b</strong><del>c</del></p>", "<pre><code>\n a &lt;b&gt; &amp; &#34;c&#39;\n</code></pre>\n",
		"<blockquote>\n<p>a</p>\n</blockquote>\n<ul>\n<li>a\n<ol>\n<li>b</li>\n</ol>\n</li>\n</ul>\n",
		`<a href="https://x.vn/?a=b&amp;c"` + attrs + `>a</a>`, `<a href="mailto:a@x.vn"` + attrs + `>a</a>`,
	} {
		if err := testkit.CheckHTML(s); err != nil {
			t.Errorf("CheckHTML(%q): %v", s, err)
		}
	}
}

func TestCheckHTMLRefuses(t *testing.T) {
	for _, s := range []string{
		"<script>alert(1)</script>", "<img src=x>", "<svg></svg>", "<math></math>", "<h1>a</h1>", "<div>a</div>", "<table></table>", "<x-y>a</x-y>", "<!-- a -->", "<?a?>",
		`<p id="a">b</p>`, `<p class="a">b</p>`, `<p onclick="a">b</p>`, `<ol start="2"><li>a</li></ol>`, `<code class="language-go">a</code>`,
		"<p>a", "a</p>", "<p><p>a</p></p>", "<p><blockquote>a</blockquote></p>", "<em>a<strong>b</em></strong>", "a & b", `a "b"`, "a\r\nb", "&lt", "<P>a</P>", "<p >a</p>", "<",
		`<a>a</a>`, `<a href="https://x.vn">a</a>`, `<a href="https://x.vn" rel="nofollow" target="_blank">a</a>`, `<a href="https://x.vn"` + attrs + ` id="a">a</a>`,
		`<a href="javascript:alert(1)"` + attrs + `>a</a>`, `<a href="//x.vn"` + attrs + `>a</a>`, `<a href="/a"` + attrs + `>a</a>`, `<a href="data:a"` + attrs + `>a</a>`, `<a href="ftp://x.vn"` + attrs + `>a</a>`,
		`<a href="https://u@x.vn"` + attrs + `>a</a>`, `<a href="https://localhost"` + attrs + `>a</a>`, `<a href="https://x.vn/a b"` + attrs + `>a</a>`, `<a href="https://x.vn\a"` + attrs + `>a</a>`, `<a href="https://x.vn/ạ"` + attrs + `>a</a>`,
		`<a href="mailto:a@x.vn?bcc=b@x.vn"` + attrs + `>a</a>`, `<a href="mailto:a"` + attrs + `>a</a>`,
		`<a href="https://x.vn"` + attrs + `>a<em><a href="https://y.vn"` + attrs + `>b</a></em></a>`,
	} {
		if err := testkit.CheckHTML(s); err == nil {
			t.Errorf("CheckHTML(%q) finds nothing", s)
		}
	}
}
