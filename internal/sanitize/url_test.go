package sanitize

import (
	"errors"
	"net/url"
	"strings"
	"testing"
)

func TestLink(t *testing.T) {
	tests := []struct{ in, want string }{
		{"https://x.vn", "https://x.vn"},
		{" \thttp://x.vn/a?b=c#d\n", "http://x.vn/a?b=c#d"},
		{"HTTPS://WWW.X.VN/A", "https://www.x.vn/A"},
		{"https://x.vn.", "https://x.vn"},
		{"https://x.vn:8443/", "https://x.vn:8443/"},
		{"https://tênmiền.vn/đ?ê#ô", "https://xn--tnmin-hsa0954c.vn/%C4%91?%C3%AA#%C3%B4"},
		{"https://te\u0302nmie\u0302\u0300n.vn", "https://xn--tnmin-hsa0954c.vn"},
		{"https://ｘ。vn", "https://x.vn"},
		{"https://аpple.com", "https://xn--pple-43d.com"},
		{"\u200ehttps://x.vn/\u202ea\u200b\ufeff", "https://x.vn/a"},
		{"https://r3---sn-a.x.vn", "https://r3---sn-a.x.vn"},
		{`https://x.vn/?"<>` + "`", "https://x.vn/?%22%3C%3E%60"},
	}
	for _, tt := range tests {
		got, err := Link(tt.in)
		if err != nil || got != tt.want {
			t.Errorf("Link(%q) = %q, %v, want %q", tt.in, got, err, tt.want)
		}
		verifyLink(t, tt.in)
	}
}

func TestLinkRefuses(t *testing.T) {
	for in, want := range map[string]error{
		"": ErrEmpty, " \n\u200b": ErrEmpty,
		"x.vn": ErrInvalid, "www.x.vn": ErrInvalid, "//x.vn": ErrInvalid, "/a": ErrInvalid, "https:x.vn": ErrInvalid, "https:///x.vn": ErrInvalid,
		"javascript:alert(1)": ErrInvalid, "javascript://x.vn/%0aalert(1)": ErrInvalid, "data:text/html,x": ErrInvalid, "ftp://x.vn": ErrInvalid, "mailto:a@x.vn": ErrInvalid,
		"https://u@x.vn": ErrInvalid, "https://u:p@x.vn": ErrInvalid, "https://@x.vn": ErrInvalid, "https://x.vn\\@y.vn": ErrInvalid, "https:\\\\x.vn": ErrInvalid, "https://x.vn/a\\b": ErrInvalid, "https://x.vn/?a\\b": ErrInvalid,
		"https://x.vn/a b": ErrInvalid, "https://x.vn/a\r\nb": ErrInvalid, "https://x\t.vn": ErrInvalid, "https://x.vn/\x00": ErrInvalid, "https://x.vn/\xff": ErrInvalid,
		"https://localhost/": ErrInvalid, "https://intranet": ErrInvalid, "https://127.0.0.1": ErrInvalid, "https://127.1": ErrInvalid, "https://0x7f000001": ErrInvalid,
		"https://[::1]": ErrInvalid, "https://[fe80::1%25lo]": ErrInvalid, "https://x_y.vn": ErrInvalid, "https://-x.vn": ErrInvalid, "https://x-.vn": ErrInvalid, "https://x..vn": ErrInvalid,
		"https://x.vn:99999": ErrInvalid, "https://x.vn:": nil, "https://%78.vn": ErrInvalid, "https://x.vn/%zz": ErrInvalid,
		"https://x.vn/" + strings.Repeat("a", 288): ErrTooLong,
		"https://x.vn/" + strings.Repeat("ạ", 40):  ErrTooLong, // nine bytes each once encoded
	} {
		if got, err := Link(in); !errors.Is(err, want) {
			t.Errorf("Link(%q) = %q, %v, want %v", in, got, err, want)
		}
		verifyLink(t, in)
	}
}

// verifyLink checks what must hold for Link of any input.
func verifyLink(t testing.TB, in string) {
	t.Helper()
	got, err := Link(in)
	if err != nil {
		if got != "" || !errors.Is(err, ErrEmpty) && !errors.Is(err, ErrInvalid) && !errors.Is(err, ErrTooLong) {
			t.Errorf("Link(%q) = %q, %v", in, got, err)
		}
		return
	}
	u, err := url.Parse(got)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.User != nil || !strings.Contains(u.Hostname(), ".") || len(got) > maxLinkBytes {
		t.Errorf("Link(%q) = %q", in, got)
	}
	if i := strings.IndexFunc(got, func(r rune) bool { return r <= ' ' || r >= 0x7F || strings.ContainsRune("\\\"<>`", r) }); i >= 0 {
		t.Errorf("Link(%q) = %q", in, got)
	}
	if again, err := Link(got); err != nil || again != got {
		t.Errorf("Link(%q) = %q, and of that %q, %v", in, got, again, err)
	}
}

func TestEmail(t *testing.T) {
	tests := []struct{ in, want string }{
		{"a@x.vn", "a@x.vn"},
		{" An.Le+tin@Mail.X.VN\r\n", "An.Le+tin@mail.x.vn"},
		{"a@tênmiền.vn", "a@xn--tnmin-hsa0954c.vn"},
		{"\u202aa@x.vn\u202c\u200b", "a@x.vn"},
		{"o'neil@x.vn", "o'neil@x.vn"},
		{strings.Repeat("a", 64) + "@x.vn", strings.Repeat("a", 64) + "@x.vn"},
	}
	for _, tt := range tests {
		if got, err := Email(tt.in); err != nil || got != tt.want {
			t.Errorf("Email(%q) = %q, %v, want %q", tt.in, got, err, tt.want)
		}
		verifyEmail(t, tt.in)
	}
}

func TestEmailRefuses(t *testing.T) {
	long := strings.Repeat(strings.Repeat("a", 60)+".", 4)
	for in, want := range map[string]error{
		"": ErrEmpty, "\u200b \n": ErrEmpty,
		"a": ErrInvalid, "@x.vn": ErrInvalid, "a@": ErrInvalid, "a@x": ErrInvalid, "a@@x.vn": ErrInvalid, "a b@x.vn": ErrInvalid, ".a@x.vn": ErrInvalid, "a..b@x.vn": ErrInvalid,
		"A <a@x.vn>": ErrInvalid, "<a@x.vn>": ErrInvalid, "a@x.vn (A)": ErrInvalid, "(A) a@x.vn": ErrInvalid, `"a b"@x.vn`: ErrInvalid, `"a"@x.vn`: ErrInvalid, `a\@b@x.vn`: ErrInvalid,
		"a@x.vn, b@x.vn": ErrInvalid, "a@x.vn b@x.vn": ErrInvalid, "a@x.vn;b@x.vn": ErrInvalid, "group: a@x.vn;": ErrInvalid,
		"a@x.vn\r\nBcc: b@x.vn": ErrInvalid, "a\n@x.vn": ErrInvalid, "a@x.vn\x00": ErrInvalid, "a\x00@x.vn": ErrInvalid, "a@x.vn%0ab": ErrInvalid,
		"đ@x.vn": ErrInvalid, "a@[127.0.0.1]": ErrInvalid, "a@127.0.0.1": ErrInvalid, "a@localhost": ErrInvalid, "a@-x.vn": ErrInvalid, "a@x_y.vn": ErrInvalid, "a@x.vn.": ErrInvalid,
		strings.Repeat("a", 65) + "@x.vn":   ErrTooLong,
		"a@" + long + "aaaaaaaaaaaaaaaa.vn": ErrInvalid, // 253 is what DNS allows a name
		"aaaaaaaa@" + long + "aaa.vn":       ErrTooLong,
		strings.Repeat("a", 1<<20):          ErrTooLong,
	} {
		if got, err := Email(in); !errors.Is(err, want) {
			t.Errorf("Email(%q) = %q, %v, want %v", in, got, err, want)
		}
		verifyEmail(t, in)
	}
}

// verifyEmail checks what must hold for Email of any input.
func verifyEmail(t testing.TB, in string) {
	t.Helper()
	got, err := Email(in)
	if err != nil {
		if got != "" || !errors.Is(err, ErrEmpty) && !errors.Is(err, ErrInvalid) && !errors.Is(err, ErrTooLong) {
			t.Errorf("Email(%q) = %q, %v", in, got, err)
		}
		return
	}
	if strings.Count(got, "@") != 1 || len(got) > maxEmailBytes || strings.ContainsAny(got, "<>()[],;:\\\" \t\r\n\x00") {
		t.Errorf("Email(%q) = %q", in, got)
	}
	if i := strings.IndexFunc(got, func(r rune) bool { return r <= ' ' || r >= 0x7F }); i >= 0 {
		t.Errorf("Email(%q) = %q", in, got)
	}
	if again, err := Email(got); err != nil || again != got {
		t.Errorf("Email(%q) = %q, and of that %q, %v", in, got, again, err)
	}
}
