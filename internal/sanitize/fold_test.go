package sanitize

import (
	"strings"
	"testing"
	"unicode"
)

func TestFold(t *testing.T) {
	tests := []struct{ name, a, b string }{
		{"composed and decomposed", "Tiếng Việt", "Tie\u0302\u0301ng Vie\u0323\u0302t"},
		{"diacritics", "Trường Đại học", "truong dai hoc"},
		{"đ", "Đường đi", "duong di"},
		{"place of the tone", "hoà thuỷ", "hòa thủy"},
		{"case and width", "ＡＤＭＩＮ", "admin"},
		{"styles of letters", "𝐚𝒹𝔪𝕚𝗻 ⓐ🅐🄰", "admin aaa"},
		{"invisible characters", "n\u200bg\u2060u\u00ad \u202exa\ufeff", "ngu xa"},
		{"look-alikes", "аdміn ΑDΜΙΝ ᴀᴅᴍɪɴ", "admin admin admin"},
		{"small Greek nu", "νideo", "video"},
		{"repeated letters", "nguuuuu", "ngu"},
		{"digits as letters", "v1agra g4m3 h0t", "viagra game hot"},
		{"white space", " a\n\tb\u00a0 c ", "a b c"},
		{"zalgo", "n" + strings.Repeat("\u0335", 99) + "gu", "ngu"},
		{"dotted and dotless i", "İSTANBUL ılık", "istanbul ilik"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if a, b := Fold(tt.a), Fold(tt.b); a != b {
				t.Errorf("Fold(%q) = %q, Fold(%q) = %q", tt.a, a, tt.b, b)
			}
			verifyFold(t, tt.a)
		})
	}
}

func TestFoldKeepsApart(t *testing.T) {
	for _, pair := range [][2]string{
		{"1000 đồng", "100 đồng"}, {"0912345678", "0912345679"}, {"a b", "ab"}, {"n.g.u", "ngu"}, {"tốt!", "tốt?"}, {"好", "坏"}, {"да", "нет"},
	} {
		if a, b := Fold(pair[0]), Fold(pair[1]); a == b {
			t.Errorf("Fold(%q) = Fold(%q) = %q", pair[0], pair[1], a)
		}
	}
	if got := Fold("Giá 1000 USD, hoà giải & Đ."); got != "gia 1000 usd, hoa giai & d." {
		t.Errorf("Fold = %q", got)
	}
}

// verifyFold checks what must hold for Fold of any input.
func verifyFold(t testing.TB, in string) {
	t.Helper()
	key := Fold(in)
	if again := Fold(key); again != key {
		t.Errorf("Fold(%+q) = %+q, and of that %+q", in, key, again)
	}
	if i := strings.IndexFunc(key, func(r rune) bool { return unicode.In(r, unicode.M, unicode.Cc, unicode.Cf) }); i >= 0 {
		t.Errorf("Fold(%+q) = %+q", in, key)
	}
}

func TestImpersonates(t *testing.T) {
	reserved := []string{"Báo Sáng", "Kibitz", "24h", ""}
	for _, name := range []string{
		"admin", "Admin", "ADMIN", "Admín", "Ađmin", "аdmin", "Αdmin", "ＡＤＭＩＮ", "𝓐𝓭𝓶𝓲𝓷", "🅰🅳🅼🅸🅽", "🇦🇩🇲🇮🇳", "ᴀᴅᴍɪɴ", "ꓮꓓꓟꓲꓠ", "adm1n", "4dm1n", "@dmin", "adrnin", "admln", "adm|n", "Adminn",
		"a d m i n", "A.d.m.i.n", "a_d-m·i*n", "ad\u200bmin", "\u202enimda admin", "[Admin]", "~admin~", "Admin 1", "The Admin", "Admin ✓", "admin@x.vn", "Administrator", "moderator", "M0derat0r", "rnoderator",
		"Mod", "mod Lan", "m o d", "MOD", "м0d", "Staff", "$taff", "Editor",
		"Quản trị", "quản trị viên", "QUAN TRI VIEN", "Qua\u0309n tri\u0323", "Quаn trị", "Quản Trị Viên Diễn Đàn", "quantri", "Quàn trị", "Tòa soạn", "Toà soạn", "toa soan", "Tòa Soạn Online", "Ban biên tập", "Ban Bien Tap", "Biên tập viên Lan",
		"Báo Sáng", "bao sang", "BAO SÁNG", "Báo Sáng Online", "B.á.o S.á.n.g", "Kibitz", "K1b1tz", "Kibitz team", "24h", "24H",
	} {
		if !Impersonates(name, reserved) {
			t.Errorf("%q passes (%+v)", name, newSkeleton(name))
		}
	}
	for _, name := range []string{
		"", " ", "Lan", "Đ", "Nguyễn Văn A", "Trần Quan Trí", "Nguyễn Quang Trí", "Modest", "Modern Man", "Tom Odell", "Mơ Đ.", "Mở Đường", "Stafford", "Toàn", "Soạn", "Hòa Soan", "Biên", "Sáng", "Báo", "24", "h",
		"王小明", "Иван", "Амин", "Domain", "Badminton", "Edit", "👩‍👩‍👧‍👦", "|", "Kibi",
	} {
		if Impersonates(name, reserved) {
			t.Errorf("%q is refused (%+v)", name, newSkeleton(name))
		}
	}
}
