package sanitize

import (
	"errors"
	"strings"
	"testing"
)

func TestName(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"plain", "Nguyễn Văn A", "Nguyễn Văn A"},
		{"one letter", "Đ", "Đ"},
		{"decomposed", "Nguye\u0302\u0303n Thi\u0323", "Nguyễn Thị"},
		{"white space", "  Lê\t\nThị \u00a0\u3000 B\r\n", "Lê Thị B"},
		{"not NFKC", "½ ﬁ", "½ ﬁ"},
		{"markup is text", `<b onclick="x">&amp;`, `<b onclick="x">&amp;`},
		{"header injection", "Lê\r\nBcc: a@x.vn\x00\x1b", "Lê Bcc: a@x.vn"},
		{"bidi controls", "\u202egnp.exe\u202c \u2066a\u2069\u200e\u200f\u061c", "gnp.exe a"},
		{"zero-width characters", "ad\u200bm\u200ci\u200dn\u2060\ufeff\u00ad\u034f\u180e", "admin"},
		{"fillers", "a\u3164b\u115f\u1160c\uffa0d\u2800", "a b c d"},
		{"variation selectors", "a\ufe0fb\ufe0ec\U000e0100", "abc"},
		{"private use", "a\ue000\uf8ff\U000f0000", "a"},
		{"tag characters", "a\U000e0061\U000e007f", "a"},
		{"emoji", "Mai 👩‍👩‍👧‍👦 ❤️‍🔥 1️⃣ 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🇻🇳 👍🏽", "Mai 👩‍👩‍👧‍👦 ❤️‍🔥 1️⃣ 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🇻🇳 👍🏽"},
		{"only emoji", "🌸", "🌸"},
		{"joiner after an emoji", "🌸\u200d", "🌸"},
		{"joiners in Persian and Hindi", "می‌خواهم क्‍ष", "می‌خواهم क्‍ष"},
		{"joiners at the edge", "\u200cمی\u200c", "می"},
		{"joiner before a number sign", "क\u094d\u200d\u0600", "क\u094d"},
		{"joiner after what NFC takes apart", "\U0001d15f\u200d❤", "\U0001d158\U0001d165❤"},
		{"Arabic, Hebrew, Chinese, Thai", "محمد דוד 王小明 สมชาย", "محمد דוד 王小明 สมชาย"},
		{"zalgo", "Z" + strings.Repeat("\u0335\u0321", 20), "Z" + strings.Repeat("\u0335", 8)},
		{"invalid UTF-8", "a\xffb", "a\ufffdb"},
		{"fifty graphemes", strings.Repeat("ễ", 50), strings.Repeat("ễ", 50)},
		{"fifty decomposed", strings.Repeat("e\u0302\u0303", 50), strings.Repeat("ễ", 50)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Name(tt.in)
			if err != nil || got != tt.want {
				t.Errorf("Name(%+q) = %+q, %v, want %+q", tt.in, got, err, tt.want)
			}
			verifyLines(t, tt.in)
		})
	}
}

func TestNameRefuses(t *testing.T) {
	for in, want := range map[string]error{
		"":                         ErrEmpty,
		" \t\n\u00a0":              ErrEmpty,
		"\u200b\u200d\ufe0f\u3164": ErrEmpty,
		"\u202e\ufeff\x00":         ErrEmpty,
		"\u0301":                   ErrEmpty,
		strings.Repeat("ễ", 51):    ErrTooLong,
		strings.Repeat("a", 1<<20): ErrTooLong,
		strings.Repeat("👩‍👩‍👧‍👦", 20): ErrTooLong, // 500 bytes
	} {
		if got, err := Name(in); !errors.Is(err, want) || got != "" {
			t.Errorf("Name(%.40q) = %q, %v, want %v", in, got, err, want)
		}
	}
}

// verifyLines checks what must hold for one-line values of any input.
func verifyLines(t testing.TB, in string) {
	t.Helper()
	check := func(kind, got, again string, maxBytes int) {
		t.Helper()
		if again != got {
			t.Errorf("%s(%+q) = %+q, and of that %+q", kind, in, got, again)
		}
		if len(got) > maxBytes {
			t.Errorf("%s(%+q) has %d bytes", kind, in, len(got))
		}
		if i := strings.IndexFunc(got, func(r rune) bool { return neverShown(r) || r == '\n' || r == '\t' }); i >= 0 {
			t.Errorf("%s(%+q) kept %+q", kind, in, got[i:])
		}
	}
	if name, err := Name(in); err == nil {
		again, err := Name(name)
		if err != nil {
			t.Errorf("Name(%+q) refuses its own result: %v", in, err)
		}
		check("Name", name, again, maxNameBytes)
	} else if !errors.Is(err, ErrEmpty) && !errors.Is(err, ErrTooLong) {
		t.Errorf("Name(%+q): %v", in, err)
	}
	check("Title", Title(in), Title(Title(in)), maxTitleBytes)
	check("Line", Line(in, 60), Line(Line(in, 60), 60), 60)
}

func TestTitle(t *testing.T) {
	flag := "🏴󠁧󠁢󠁷󠁬󠁳󠁿"
	tests := []struct{ name, in, want string }{
		{"empty", "", ""},
		{"invisible", "\u200b \x00", ""},
		{"one line", " Giá vàng\r\n hôm nay\t ", "Giá vàng hôm nay"},
		{"markup is text", "<title>a</title> &amp; b", "<title>a</title> &amp; b"},
		{"bidi controls", "\u202ea\u2066b", "ab"},
		{"512 bytes", strings.Repeat("ễ", 170) + strings.Repeat("x", 30), strings.Repeat("ễ", 170) + "xx"},
		{"graphemes", strings.Repeat("x", 300), strings.Repeat("x", 200)},
		{"space before the cut", strings.Repeat("x", 199) + " y", strings.Repeat("x", 199)},
		{"bytes, not inside a flag", strings.Repeat("a", 16) + strings.Repeat(flag, 20), strings.Repeat("a", 16) + strings.Repeat(flag, 17)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Title(tt.in); got != tt.want {
				t.Errorf("Title(%q) = %q, want %q", tt.in, got, tt.want)
			}
			verifyLines(t, tt.in)
		})
	}
}

func TestLine(t *testing.T) {
	tests := []struct {
		in   string
		max  int
		want string
	}{
		{"Mozilla/5.0 (X11)", 100, "Mozilla/5.0 (X11)"},
		{"a\r\nSet-Cookie: b\x00\u2028c\u0085d", 100, "a Set-Cookie: b c d"},
		{"\u202ea\u2069 \x1b[31m", 100, "a [31m"},
		{"abcdef", 3, "abc"},
		{"ạạạ", 7, "ạạ"},
		{"👩‍👩‍👧‍👦a", 24, ""},
		{"abc", 0, ""},
	}
	for _, tt := range tests {
		if got := Line(tt.in, tt.max); got != tt.want {
			t.Errorf("Line(%q, %d) = %q, want %q", tt.in, tt.max, got, tt.want)
		}
	}
}

func TestNote(t *testing.T) {
	for in, want := range map[string]string{
		"":                         "",
		" Quảng cáo,\n\n lừa đảo ": "Quảng cáo, lừa đảo",
		"<b>\u202ex\x00":           "<b>x",
		strings.Repeat("ễ", 500):   strings.Repeat("ễ", 500),
	} {
		if got, err := Note(in); err != nil || got != want {
			t.Errorf("Note(%.40q) = %q, %v, want %q", in, got, err, want)
		}
	}
	for _, in := range []string{strings.Repeat("ễ", 501), strings.Repeat("👩‍👩‍👧‍👦", 200)} {
		if got, err := Note(in); !errors.Is(err, ErrTooLong) {
			t.Errorf("Note(%.40q) = %q, %v, want %v", in, got, err, ErrTooLong)
		}
	}
}
