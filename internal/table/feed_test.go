package table

import (
	"errors"
	"math"
	"strings"
	"testing"
)

func TestSequence(t *testing.T) {
	ordered := []string{
		"0", "1", "9", "10", "255", "256", "18446744073709551615", "18446744073709551616",
		"300000000000000499659", "4421584500000000017450439091", strings.Repeat("9", 40),
	}
	var last Sequence
	for _, s := range ordered {
		seq, err := ParseSequence(s)
		if err != nil || len(seq) != 17 || seq <= last {
			t.Errorf("ParseSequence(%s) = %x, %v after %x", s, seq, err, last)
		}
		if !(last == "" || last.Value().Less(seq.Value())) || seq.Value().Kind() != KindBytes {
			t.Errorf("values of %x and %x are not in order", last, seq)
		}
		last = seq
	}
	for _, s := range []string{"", "-1", "+1 ", "x", "1.5", "0x10", "1" + strings.Repeat("0", 41)} {
		if seq, err := ParseSequence(s); !errors.Is(err, ErrInvalid) {
			t.Errorf("ParseSequence(%q) = %x, %v, want ErrInvalid", s, seq, err)
		}
	}
}

func TestSequenceOf(t *testing.T) {
	for n, s := range map[uint64]string{0: "0", 1: "1", 256: "256", math.MaxUint64: "18446744073709551615"} {
		if want, err := ParseSequence(s); err != nil || SequenceOf(n) != want {
			t.Errorf("SequenceOf(%d) = %x, want %x, %v", n, SequenceOf(n), want, err)
		}
	}
}
