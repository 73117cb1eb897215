package local

import (
	"bytes"
	"strings"
	"testing"

	"kibitz/internal/table"
)

// awkward are strings that an encoding could take for its own marks.
var awkward = []string{
	"\x00", "\x00\x00", "\x00\x01", "\x00\xFF", "\x01", "a", "a\x00", "a\x00\x00", "a\x00\x01", "a\x00b", "a\x01", "ab", "a\xFF", "b", "\xFF", "\xFF\xFF",
}

func TestKeysKeepTheOrderOfStrings(t *testing.T) {
	for _, a := range awkward {
		for _, b := range awkward {
			checkOrder(t, a, "sk", b, "sk")
			checkOrder(t, "pk", a, "pk", b)
			checkOrder(t, a, b, b, a)
		}
	}
}

// checkOrder checks that keys order as their parts do, and can be read back.
func checkOrder(t *testing.T, pk, sk, otherPK, otherSK string) {
	t.Helper()
	k, other := table.Key{PK: pk, SK: sk}, table.Key{PK: otherPK, SK: otherSK}
	want := strings.Compare(pk, otherPK)
	if want == 0 {
		want = strings.Compare(sk, otherSK)
	}
	if got := bytes.Compare(appendItemKey(nil, k), appendItemKey(nil, other)); got != want {
		t.Errorf("order of items %q and %q: %d, want %d", k, other, got, want)
	}
	if got, ok := parseItemKey(appendItemKey(nil, k)); !ok || got != k {
		t.Errorf("item key %q read as %q, %v", k, got, ok)
	}

	entry, otherEntry := appendIndexTail(nil, pk, k), appendIndexTail(nil, otherPK, other)
	if got := bytes.Compare(entry, otherEntry); got != want {
		t.Errorf("order of entries %q and %q: %d, want %d", k, other, got, want)
	}
	if gotSK, got, ok := parseIndexTail(entry); !ok || got != k || gotSK != pk {
		t.Errorf("index key %q read as %q of %q, %v", k, got, gotSK, ok)
	}
}

func TestPrefixRanges(t *testing.T) {
	for _, s := range awkward {
		for _, prefix := range awkward {
			lower := appendEscaped([]byte("x"), prefix)
			upper := after(lower)
			key := appendPart([]byte("x"), s)
			in := bytes.Compare(key, lower) >= 0 && bytes.Compare(key, upper) < 0
			if in != strings.HasPrefix(s, prefix) {
				t.Errorf("%q in the range of prefix %q: %v", s, prefix, in)
			}
		}
	}
}

func FuzzKeys(f *testing.F) {
	for i, s := range awkward {
		f.Add(s, "-", awkward[len(awkward)-1-i], "a\x00")
	}
	f.Fuzz(func(t *testing.T, pk, sk, otherPK, otherSK string) {
		checkOrder(t, pk, sk, otherPK, otherSK)
	})
}

func FuzzParseKeys(f *testing.F) {
	f.Add(appendItemKey(nil, table.Key{PK: "p\x00", SK: "s"}))
	f.Add(appendExpiryKey(nil, 17, appendTokenKey(nil, "token")))
	f.Add(appendIndexTail(nil, "sk", table.Key{PK: "p", SK: "s"}))
	f.Fuzz(func(t *testing.T, key []byte) {
		if k, ok := parseItemKey(key); ok && !bytes.Equal(appendItemKey(nil, k), key) {
			t.Errorf("%q read as %q", key, k)
		}
		if sk, k, ok := parseIndexTail(key); ok && !bytes.Equal(appendIndexTail(nil, sk, k), key) {
			t.Errorf("%q read as %q of %q", key, k, sk)
		}
		if second, of, ok := parseExpiryKey(key); ok && !bytes.Equal(appendExpiryKey(nil, second, of), key) {
			t.Errorf("%q read as %d of %q", key, second, of)
		}
		if seq, ok := parseLogKey(key); ok && !bytes.Equal(appendLogKey(nil, seq), key) {
			t.Errorf("%q read as %d", key, seq)
		}
	})
}
