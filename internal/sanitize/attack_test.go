package sanitize

import (
	"html"
	"strings"
	"testing"
)

// attacks are written to get past parsers, filters and authors of regular
// expressions, a handful of each kind.
var attacks = map[string][]string{
	"elements that run code": {
		`<script>alert(1)</script>`, `<SCRIPT/SRC=//e.vn/x.js>`, `<script\x20type="text/javascript">alert(1)</script>`, `<scr<script>ipt>alert(1)</scr</script>ipt>`,
		`<iframe src=javascript:alert(1)>`, `<iframe srcdoc="<script>alert(1)</script>">`, `<object data=javascript:alert(1)>`, `<embed src=//e.vn/x.swf>`,
		`<base href=//e.vn/>`, `<meta http-equiv=refresh content="0;url=javascript:alert(1)">`, `<link rel=stylesheet href=//e.vn/x.css>`, `<link rel=import href=//e.vn>`,
		`<frameset onload=alert(1)>`, `<applet code=x>`, `<portal src=//e.vn>`, `<template><script>alert(1)</script></template>`, `<xml><x:script>alert(1)</x:script></xml>`,
	},
	"event handlers": {
		`<b onclick=alert(1)>x</b>`, `<p onmouseover="alert(1)">x`, `<img src=x onerror=alert(1)>`, `<img/src/onerror=alert(1)>`, `<svg onload=alert(1)>`, `<body onload=alert(1)>`,
		`<details open ontoggle=alert(1)>`, `<input autofocus onfocus=alert(1)>`, `<video><source onerror=alert(1)>`, `<marquee onstart=alert(1)>`, `<a href=# onclick=alert(1)>x</a>`,
		"<b onclick\n=\nalert(1)>x</b>", `<b/onclick=alert(1)/>x`, `<b """><script>alert(1)</script>">`, "<img src=`x` onerror=`alert(1)`>", `<x onpointerrawupdate=alert(1)>x`,
	},
	"schemes": {
		`[x](javascript:alert(1))`, `[x](JAVASCRIPT:alert(1))`, "[x](java\tscript:alert(1))", "[x](\x01javascript:alert(1))", `[x](javascript&colon;alert(1))`, `[x](&#x6a;avascript:alert(1))`,
		`[x](javascript:alert&lpar;1&rpar;)`, `[x](data:text/html;base64,PHNjcmlwdD4=)`, `[x](vbscript:msgbox)`, `![x](javascript:alert(1))`, `<javascript:alert(1)>`, `<data:text/html,x>`,
		`[x]: javascript:alert(1)` + "\n\n[x]", `[x](<javascript:alert(1)>)`, `[x](https://e.vn "onmouseover=alert(1)")`, `[x](https://e.vn"onmouseover=alert(1))`, `<a href="javascript:alert(1)">x</a>`,
		`<a href="&#1;javascript:alert(1)">x</a>`, `<a href="jav&#x09;ascript:alert(1)">x</a>`, `<form action=javascript:alert(1)><button>`, `<isindex action=javascript:alert(1)>`,
	},
	"breaking out of an attribute": {
		`https://e.vn/"onmouseover="alert(1)`, `https://e.vn/'onmouseover='alert(1)`, `https://e.vn/"><script>alert(1)</script>`, `[x](https://e.vn/"><script>alert(1)</script>)`,
		`<https://e.vn/"onclick=alert(1)>`, "[x](https://e.vn/`onclick=alert(1))", `![" onerror=alert(1) "](https://e.vn)`, `[x](mailto:a@e.vn"onclick=alert(1))`, `[x](https://e.vn/&quot;onclick=alert(1))`,
		`www.e.vn/"onclick=alert(1)//`, `[x](https://e.vn#"onclick="alert(1))`, `[x](https://e.vn?"onclick="alert(1))`,
	},
	"mutation": {
		`<noscript><p title="</noscript><img src=x onerror=alert(1)>">`, `<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">`, `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">`,
		`<form><math><mtext></form><form><mglyph><svg><mtext><style><path id="</style><img onerror=alert(1) src>">`, `<!--><script>alert(1)</script>-->`, `<!--!><img src=x onerror=alert(1)>-->`,
		`<![CDATA[><img src=x onerror=alert(1)>]]>`, `<?xml ?><img src=x onerror=alert(1)>`, `<title><a title="</title><img src=x onerror=alert(1)>">`, `<textarea></textarea><script>alert(1)</script>`,
		`<select><template><style><!--</style><a rel="--></style></template></select><img src=x onerror=alert(1)>">`, "<p>`<img src=x onerror=alert(1)>`</p>", `<plaintext><script>`, `<xmp></xmp><img src=x onerror=alert(1)>`,
		"```</code></pre><script>alert(1)</script>\n```", "```\n</code></pre><script>alert(1)</script>\n```", "    </code></pre><script>alert(1)</script>", "`</code><script>alert(1)</script>`",
	},
	"clobbering and styling of the page": {
		`<a id=location href=https://e.vn>x</a>`, `<form name=document><input name=cookie>`, `<img name=currentScript>`, `<p id=kibitz class=badge>x</p>`, `# x {#location .admin}`, `<a name=x>`,
		`<p style="position:fixed;top:0">x</p>`, `<style>*{display:none}</style>`, `<div style=background:url(//e.vn)>`, `<font color=red>x</font>`, `<b style="width:expression(alert(1))">x</b>`, "[x](https://e.vn){style=color:red}",
	},
	"watching the reader": {
		`![](https://e.vn/pixel.gif)`, `<img src=https://e.vn/pixel.gif>`, `<video poster=//e.vn>`, `<input type=image src=//e.vn>`, `<link rel=dns-prefetch href=//e.vn>`, `<a ping=//e.vn href=https://e.vn>x</a>`,
		`<img srcset="//e.vn 1x">`, `<audio autoplay src=//e.vn>`, `<q cite=//e.vn>x</q>`, `<blockquote cite=//e.vn>x</blockquote>`,
	},
	"bytes": {
		"<scr\x00ipt>alert(1)</scr\x00ipt>", "\x00<script>alert(1)</script>", "<\xc0script>alert(1)", "\xe3<script>alert(1)</script>", "+ADw-script+AD4-alert(1)+ADw-/script+AD4-", "\ufeff<script>alert(1)</script>",
		"＜script＞alert(1)＜/script＞", "<ſcript>alert(1)</ſcript>", "<\u2028script>alert(1)</script>", "<script\u00a0src=//e.vn>", "\x1b[31mred\x1b[0m", "{{constructor.constructor('alert(1)')()}}", "${alert(1)}", "<%= 7*7 %>",
	},
}

func TestAttacks(t *testing.T) {
	for kind, list := range attacks {
		t.Run(kind, func(t *testing.T) {
			for _, s := range list {
				verify(t, s)
				for _, frame := range []string{"a %s b", "> %s", "- %s", "# %s", "**%s**", "[%s](https://x.vn)", "[x](%s)", "![%s](https://x.vn)", "<%s>", "https://x.vn/%s", "mailto:%s", "`%s", "[x](https://x.vn '%s')", "<b title='%s'>"} {
					verify(t, strings.ReplaceAll(frame, "%s", s))
				}
			}
		})
	}
}

// A tag that somebody types is there to be read, not to vanish.
func TestTagsStayReadable(t *testing.T) {
	for _, s := range attacks["elements that run code"] {
		if strings.Contains(s, `\`) { // an escape in Markdown
			continue
		}
		r := verify(t, s)
		shown := html.UnescapeString(strings.NewReplacer("<p>", "", "</p>\n", "").Replace(r.HTML))
		if shown != s {
			t.Errorf("readers of %q see %q", s, shown)
		}
	}
}

// The policy alone stops everything, should the renderer ever fail to escape.
func TestPolicyAlone(t *testing.T) {
	for kind, list := range attacks {
		for _, s := range list {
			once := policy.Sanitize(s)
			for _, bad := range []string{"<script", "<img", "<svg", "<style", "<iframe", "<form", " on", " id=", " style=", " class=", "javascript:", "<!--"} {
				if i := strings.Index(strings.ToLower(once), bad); i >= 0 && strings.LastIndexByte(once[:i+1], '<') > strings.LastIndexByte(once[:i+1], '>') {
					t.Errorf("%s: policy leaves %q of %q", kind, once, s)
				}
			}
			if again := policy.Sanitize(once); again != once {
				t.Errorf("%s: policy is not idempotent on %q: %q, %q", kind, s, once, again)
			}
		}
	}
}

// Nothing leaves without passing the policy.
func TestPolicyIsApplied(t *testing.T) {
	var w htmlWriter
	w.tag("<p onclick=alert(1)>")
	w.text("a")
	w.tag("<script>b</script></p>")
	if got, err := w.html(); err != nil || got != "<p>a</p>" {
		t.Errorf("html() = %q, %v", got, err)
	}
}

func TestPolicyOnLinks(t *testing.T) {
	const rel = ` rel="nofollow ugc noopener noreferrer" target="_blank"`
	for in, want := range map[string]string{
		`<a href="https://x.vn"` + rel + `>a</a>`:                           `<a href="https://x.vn"` + rel + `>a</a>`,
		`<a href="https://x.vn">a</a>`:                                      `<a href="https://x.vn" rel="nofollow noreferrer">a</a>`,
		`<a href="https://x.vn" rel="opener" target="_top">a</a>`:           `<a href="https://x.vn" rel="nofollow noreferrer">a</a>`,
		`<a href="javascript:alert(1)">a</a>`:                               `a`,
		`<a href="//x.vn">a</a><a href="/x">b</a><a name="c">d</a><a>e</a>`: `abde`,
		`<em class="x">a</em><h1>b</h1><table><tr><td>c</td></tr></table>`:  `<em>a</em>bc`,
	} {
		if got := policy.Sanitize(in); got != want {
			t.Errorf("policy on %q = %q, want %q", in, got, want)
		}
	}
}
