package page

import (
	"errors"
	"strings"
	"testing"
)

// site is the site of the tests: two hosts, one of them with and one without its own port, and a name with letters beyond ASCII.
var site = []string{"https://example.com", "https://www.example.com", "http://localhost:8080", "https://xn--bo-mia.example"}

func TestCanonical(t *testing.T) {
	long := strings.Repeat("a", MaxID-1)
	tests := []struct{ about, raw, want string }{
		{"host alone", "https://example.com", "/"},
		{"host and slash", "https://example.com/", "/"},
		{"host and query", "https://example.com?id=3", "/?id=3"},
		{"host and fragment", "https://example.com#top", "/"},
		{"a page", "https://example.com/a?id=3", "/a?id=3"},
		{"another origin of the site", "https://www.example.com/a?id=3", "/a?id=3"},
		{"http for an https origin", "http://example.com/a", "/a"},
		{"default port", "https://example.com:443/a", "/a"},
		{"default port of http", "http://example.com:80/a", "/a"},
		{"port of the origin", "http://localhost:8080/a", "/a"},
		{"scheme and host in capitals", "HTTPS://EXAMPLE.COM/Tin-Tuc", "/Tin-Tuc"},
		{"host in letters", "https://báo.example/a", "/a"},
		{"host in punycode", "https://XN--BO-MIA.example/a", "/a"},
		{"path", "/a", "/a"},
		{"path of one slash", "/", "/"},
		{"path keeps case", "/Tin/Nong", "/Tin/Nong"},
		{"outer spaces", " \t/a\n", "/a"},

		{"trailing slash", "/a/", "/a"},
		{"trailing slashes", "/a///", "/a"},
		{"trailing slash before a query", "/a/?id=3", "/a?id=3"},
		{"duplicate slashes", "/a//b", "/a/b"},
		{"duplicate slashes at the start of an address", "https://example.com//a", "/a"},
		{"dot segment", "/a/./b", "/a/b"},
		{"dot dot segment", "/a/b/../c", "/a/c"},
		{"dot dot at the end", "/a/b/..", "/a"},
		{"above the root", "/../../a", "/a"},
		{"encoded dots", "/a/%2e%2E/b", "/b"},
		{"three dots are a name", "/a/.../b", "/a/.../b"},
		{"host hidden behind a dot", "/.//evil.com/x", "/evil.com/x"},
		{"index.html", "/a/index.html", "/a"},
		{"index.htm", "/a/index.htm", "/a"},
		{"index.php", "/index.php", "/"},
		{"index.php with a query", "/index.php?id=3", "/?id=3"},
		{"index in capitals", "/a/INDEX.HTML", "/a"},
		{"index and slash", "/a/index.html/", "/a"},
		{"index of index", "/a/index.html/index.php", "/a"},
		{"index within the path", "/index.php/2024/tin", "/index.php/2024/tin"},
		{"other file", "/a/indexes.html", "/a/indexes.html"},
		{"session in the path", "/a;jsessionid=1A2B3C", "/a"},
		{"session before the query", "/a;jsessionid=1A2B3C?id=3", "/a?id=3"},
		{"matrix parameters", "/a;v=1;w=2/b;x", "/a/b"},
		{"dots behind a matrix parameter", "/a/..;x=1/b", "/b"},
		{"encoded semicolon", "/a%3bb", "/a%3Bb"},
		{"AMP by path", "/a/amp/", "/a/amp"},
		{"AMP by query", "/a?amp=1", "/a?amp=1"},
		{"path of two colons", "/chuyen-muc:the-thao", "/chuyen-muc:the-thao"},
		{"address within the path", "/https://evil.com/", "/https:/evil.com"},

		{"fragment", "/a#comments", "/a"},
		{"fragment and query in it", "/a#/b?id=3", "/a"},
		{"text fragment", "/a#:~:text=tin", "/a"},
		{"empty query", "/a?", "/a"},
		{"empty parameters", "/a?&&id=3&", "/a?id=3"},
		{"sorted parameters", "/a?b=2&a=1", "/a?a=1&b=2"},
		{"same name keeps its order", "/a?b=2&a=9&a=1", "/a?a=9&a=1&b=2"},
		{"no value", "/a?print", "/a?print"},
		{"empty value", "/a?print=", "/a?print"},
		{"value alone", "/a?=3", "/a?=3"},
		{"equal signs in a value", "/a?q=b=c", "/a?q=b=c"},
		{"question mark in a value", "/a?q=b?c", "/a?q=b?c"},
		{"plus is a space", "/a?q=tin+nong", "/a?q=tin%20nong"},
		{"encoded plus stays", "/a?q=c%2b%2B", "/a?q=c%2B%2B"},
		{"encoded ampersand stays", "/a?q=b%26c=d", "/a?q=b%26c=d"},
		{"slash in a value", "/a?q=/b/../c/", "/a?q=/b/../c/"},

		{"campaign", "/a?utm_source=zalo&utm_medium=zalo&utm_campaign=zalo&zarsrc=30", "/a"},
		{"campaign among others", "/a?utm_source=x&id=3&utm_id=4", "/a?id=3"},
		{"campaign in capitals", "/a?UTM_Source=x&FBCLID=y", "/a"},
		{"campaign percent-encoded", "/a?%75tm_source=x", "/a"},
		{"campaign in HTML spelling", "/a?id=3&amp;utm_source=x&amp;amp;page=2", "/a?id=3&page=2"},
		{"Facebook", "/a?fbclid=IwAR0&mibextid=K&fb_action_ids=1&__cft__[0]=x&__tn__=R", "/a"},
		{"Instagram", "/a?igshid=abc&igsh=def", "/a"},
		{"Google ads", "/a?gclid=1&gbraid=2&wbraid=3&dclid=4&gad_source=1&srsltid=5", "/a"},
		{"Google Analytics", "/a?_ga=2.1&_gl=1*abc", "/a"},
		{"Microsoft and Yandex", "/a?msclkid=1&yclid=2&ysclid=3", "/a"},
		{"X", "/a?ref_src=twsrc%5Etfw&ref_url=https%3A%2F%2Fx.com&twclid=1", "/a"},
		{"TikTok, LinkedIn, Pinterest", "/a?ttclid=1&li_fat_id=2&epik=3", "/a"},
		{"mailings", "/a?mc_cid=1&mc_eid=2&_hsenc=3&mkt_tok=4", "/a"},
		{"Matomo", "/a?mtm_campaign=1&pk_campaign=2&piwik_kwd=3", "/a"},
		{"Vietnamese press", "/a.html?vn_source=Home&vn_campaign=Box&gidzl=x", "/a.html"},
		{"session", "/a?PHPSESSID=1&id=3", "/a?id=3"},
		{"credential", "/a?token=secret&access_token=secret&id=3", "/a?id=3"},
		{"broken campaign value", "/a?utm_source=%00%zz&id=3", "/a?id=3"},
		{"names that only look like it", "/a?utm=1&ref=2&source=3&gclids=4", "/a?gclids=4&ref=2&source=3&utm=1"},

		{"encoded letter of ASCII", "/%61%7E%2D", "/a~-"},
		{"lower-case escape", "/a%2fb%c3%b7", "/a%2Fb%C3%B7"},
		{"encoded slash is no separator", "/a%2F..%2Fb", "/a%2F..%2Fb"},
		{"encoded percent is decoded once", "/%252e%252e/a", "/%252e%252e/a"},
		{"encoded fragment sign", "/c%23", "/c%23"},
		{"encoded backslash", "/%5cevil.com", "/%5Cevil.com"},
		{"space", "/tin nóng", "/tin%20nóng"},
		{"characters that URLs may not hold", "/\"<b>^`{|}", "/%22%3Cb%3E%5E%60%7B%7C%7D"},
		{"sub-delimiters stay", "/a!$&'()*+,=@:b", "/a!$&'()*+,=@:b"},
		{"lone percent", "/100%", "/100%25"},
		{"bad escape", "/100%-thật?q=%zz&r=%4", "/100%25-thật?q=%25zz&r=%254"},
		{"Vietnamese, plain", "/tin-tức/thời-sự", "/tin-tức/thời-sự"},
		{"Vietnamese, encoded", "/tin-t%E1%BB%A9c/th%e1%bb%9di-s%E1%BB%B1", "/tin-tức/thời-sự"},
		{"Vietnamese, decomposed", "/tin-tu\u031b\u0301c", "/tin-tức"},
		{"Vietnamese, decomposed and encoded", "/tin-tu%CC%9B%CC%81c", "/tin-tức"},
		{"Vietnamese in a query", "/tim?t%E1%BB%AB=s%C3%A1ch&a=1", "/tim?a=1&từ=sách"},
		{"other scripts", "/%E6%97%A5%E6%9C%AC/%D8%B9/%E0%B8%81", "/日本/ع/ก"},
		{"symbols stay encoded", "/a—b/🎉", "/a%E2%80%94b/%F0%9F%8E%89"},
		{"invisible characters stay encoded", "/a\u200bb%E2%80%8B", "/a%E2%80%8Bb%E2%80%8B"},
		{"older encoding", "/caf%e9", "/caf%E9"},
		{"mark after a reserved character", "/a=\u0338b", "/a=%CC%B8b"},
		{"mark after an escape", "/%3C\u0327b", "/%3C%CC%A7b"},
		{"punctuation that normalises to ASCII", "/a\u037eb", "/a%3Bb"},

		{"publisher's id", "article-123", "article-123"},
		{"publisher's id in Vietnamese", "bài-viết-7", "bài-viết-7"},
		{"publisher's id, decomposed", "ba\u0300i-vie\u0302\u0301t-7", "bài-viết-7"},
		{"publisher's id with spaces around", "  article-123 ", "article-123"},
		{"publisher's id with spaces and capitals", "My first Post", "My first Post"},
		{"publisher's id with a fragment", "article-123 #comments", "article-123"},
		{"publisher's id with a query", "article?utm_source=x", "article?utm_source=x"},
		{"publisher's id with escapes", "a%20b%zz", "a%20b%zz"},
		{"publisher's id with a colon", "post:123", "post:123"},
		{"tag URI", "tag:example.com,2024:7", "tag:example.com,2024:7"},
		{"title with a colon", "Part 2: https://x", "Part 2: https://x"},
		{"number", "0", "0"},
		{"address without a scheme", "example.com/a/", "example.com/a/"},
		{"a word like an empty value", "nullable", "nullable"},
		{"null as a path", "/null", "/null"},
		{"longest id", "/" + long, "/" + long},
		{"long only by its campaign", "/a?utm_source=" + long + long, "/a"},
	}
	if len(tests) < 80 {
		t.Errorf("%d addresses in the table, want at least 80", len(tests))
	}
	for _, test := range tests {
		t.Run(test.about, func(t *testing.T) {
			got, err := Canonical(test.raw, site)
			if err != nil || got != test.want {
				t.Fatalf("Canonical(%q) = %q, %v; want %q", test.raw, got, err, test.want)
			}
			if again, err := Canonical(got, nil); err != nil || again != got {
				t.Errorf("Canonical(%q) = %q, %v; an id must stay itself", got, again, err)
			}
		})
	}
}

func TestCanonicalRefuses(t *testing.T) {
	tests := []struct{ about, raw string }{
		{"empty", ""},
		{"spaces", " \t\n\u00a0"},
		{"fragment alone", "#/post/3"},
		{"null", "null"},
		{"null with spaces and fragment", " null #comments"},
		{"undefined", "undefined"},
		{"NaN", "NaN"},
		{"Python's None", "None"},
		{"an object", "[object Object]"},
		{"an element", "[object HTMLAnchorElement]"},
		{"a template", "{{ page.url }}"},
		{"a script template", "post-${id}"},
		{"a server template", "<%= post.id %>"},
		{"foreign host", "https://evil.com/a"},
		{"host that ends alike", "https://evilexample.com/a"},
		{"host that starts alike", "https://example.com.evil.com/a"},
		{"subdomain", "https://a.example.com/a"},
		{"other port", "https://example.com:8443/a"},
		{"user name that looks like the host", "https://example.com@evil.com/a"},
		{"user name on the host", "https://user:secret@example.com/a"},
		{"no scheme", "//example.com/a"},
		{"no scheme, foreign", "//evil.com/x"},
		{"three slashes", "///evil.com/x"},
		{"no host", "https:///a"},
		{"no slashes", "https:evil.com"},
		{"scheme alone", "https:"},
		{"bad port", "https://example.com:x/a"},
		{"backslash", `/\evil.com`},
		{"backslash after the host", `https://example.com\@evil.com`},
		{"NUL", "/a\x00b"},
		{"encoded NUL", "/a%00b"},
		{"line break", "/a\nb"},
		{"encoded line break", "/a%0d%0aSet-Cookie:x"},
		{"encoded line break in a query", "/a?q=%0A"},
		{"encoded line break in a name", "/a?q%0A=1"},
		{"encoded DEL", "/a%7f"},
		{"encoded C1 control", "/a%C2%85"},
		{"control in an id", "article\x1b[31m"},
		{"bidirectional override", "/a\u202eb"},
		{"encoded bidirectional override", "/a%E2%80%AEb"},
		{"bidirectional isolate in an id", "article\u2066"},
		{"line separator", "article\u2028x"},
		{"replacement character", "/caf\ufffd"},
		{"encoded replacement character", "/caf%EF%BF%BD"},
		{"invalid UTF-8", "/caf\xe9"},
		{"a script", "javascript:alert(1)"},
		{"a script in capitals", "JavaScript:alert(1)"},
		{"data", "data:text/html,x"},
		{"a frame without address", "about:srcdoc"},
		{"a file", "file:///C:/site/a.html"},
		{"another scheme", "ftp://example.com/a"},
		{"an app", "capacitor://localhost/a"},
		{"too long", "/" + strings.Repeat("a", MaxID)},
		{"too long an id", strings.Repeat("a", MaxID+1)},
		{"too long once encoded", "/" + strings.Repeat(" a", MaxID/3)},
		{"far too long", "/a?utm_source=" + strings.Repeat("a", maxInput)},
	}
	for _, test := range tests {
		t.Run(test.about, func(t *testing.T) {
			got, err := Canonical(test.raw, site)
			if !errors.Is(err, ErrInvalid) || got != "" {
				t.Fatalf("Canonical(%q) = %q, %v; want ErrInvalid", test.raw, got, err)
			}
		})
	}
}

// Addresses that an unfinished list of origins must not open: without any origin only paths and chosen ids are left.
func TestCanonicalWithoutOrigins(t *testing.T) {
	if got, err := Canonical("https://example.com/a", nil); !errors.Is(err, ErrInvalid) {
		t.Errorf("an address without origins gave %q, %v; want ErrInvalid", got, err)
	}
	if got, err := Canonical("/a/", nil); got != "/a" || err != nil {
		t.Errorf("a path without origins gave %q, %v; want /a", got, err)
	}
}

// The sentence goes to the person who set the page, so it must be one and must not repeat a stranger's text.
func TestErrorsSayWhy(t *testing.T) {
	_, err := Canonical("https://evil.example/<script>", site)
	if err == nil || !strings.Contains(err.Error(), "not on this site") || strings.Contains(err.Error(), "evil") {
		t.Errorf("error = %v; want a reason without the address", err)
	}
}
