package table

import (
	"errors"
	"math"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Numbers at DynamoDB's limits.
var (
	nines38   = strings.Repeat("9", 38)
	largest   = nines38 + strings.Repeat("0", 88) // 9.99…E+125
	smallest  = "0." + strings.Repeat("0", 129) + "1"
	tooMany   = nines38 + "9"
	outermost = []string{largest, "-" + largest, smallest, "-" + smallest}
)

func TestNumber(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"0", "0"}, {"-0", "0"}, {"+0", "0"}, {"0.000", "0"}, {"0E999", "0"}, {"-0e-999", "0"}, {"000", "0"},
		{"1", "1"}, {"-1", "-1"}, {"+1", "1"}, {"007", "7"}, {"1000", "1000"}, {"100.100", "100.1"},
		{"1.0", "1"}, {"-12.50", "-12.5"}, {".5", "0.5"}, {"5.", "5"}, {"0.05", "0.05"},
		{"1e3", "1000"}, {"1E+3", "1000"}, {"12345E-3", "12.345"}, {"1.5e1", "15"}, {"0.001E3", "1"},
		{"123456789012345678901234567890", "123456789012345678901234567890"},
		{nines38, nines38}, {nines38 + "000", nines38 + "000"}, {"0." + nines38, "0." + nines38},
		{"000" + nines38 + ".000", nines38},
		{"1E125", "1" + strings.Repeat("0", 125)},
		{"9." + nines38[1:] + "E125", largest}, {"-9." + nines38[1:] + "E+125", "-" + largest},
		{"1E-130", smallest}, {"-1E-130", "-" + smallest},
		{"1.5E-130", "0." + strings.Repeat("0", 129) + "15"},
	} {
		got, err := Number(c.in)
		if err != nil || got.Decimal() != c.want {
			t.Errorf("Number(%q) = %q, %v, want %q", c.in, got.Decimal(), err, c.want)
		}
		again, err := Number(got.Decimal())
		if err != nil || again != got {
			t.Errorf("Number(%q) = %q, %v: the canonical form is not stable", got.Decimal(), again.Decimal(), err)
		}
	}
}

func TestNumberRefuses(t *testing.T) {
	for _, s := range []string{
		"", "-", "+", ".", "-.", "e5", "1e", "1e+", "--1", "+-1", "1 ", " 1", "1.2.3", "0x10", "1_000", "NaN", "Inf", "١",
		"1e5.0", "1e99999999999999999999", tooMany, "0." + tooMany, "1E126", "-1E126", "1E-131", "1" + strings.Repeat("0", 126),
		nines38 + ".1", strings.Repeat("0", 2000) + "1",
	} {
		if got, err := Number(s); !errors.Is(err, ErrInvalid) {
			t.Errorf("Number(%q) = %q, %v, want ErrInvalid", s, got.Decimal(), err)
		}
	}
}

func TestAddNumbers(t *testing.T) {
	for _, c := range []struct{ a, b, want string }{
		{"1", "2", "3"}, {"0", "0", "0"}, {"5", "-5", "0"}, {"-1", "-2", "-3"}, {"0.1", "0.2", "0.3"}, {"0.5", "0.5", "1"},
		{"1.5", "-0.5", "1"}, {"999999999999999999", "1", "1000000000000000000"},
		{"9223372036854775807", "1", "9223372036854775808"}, {"-9223372036854775808", "-1", "-9223372036854775809"},
		{nines38, "-1", nines38[:37] + "8"}, {largest, "0", largest}, {"-" + largest, largest, "0"},
		{"99999999999999999999999999999999999999", "1", "1" + strings.Repeat("0", 38)},
		{"0.0000000000000000000000000000000000001", "1", "1.0000000000000000000000000000000000001"},
	} {
		for _, p := range [][2]string{{c.a, c.b}, {c.b, c.a}} {
			got, err := AddNumbers(number(t, p[0]), number(t, p[1]))
			if err != nil || got.Decimal() != c.want {
				t.Errorf("%s + %s = %q, %v, want %s", p[0], p[1], got.Decimal(), err, c.want)
			}
		}
	}
}

func TestAddNumbersRefuses(t *testing.T) {
	for _, c := range []struct{ a, b Value }{
		{number(t, largest), number(t, largest)},
		{number(t, largest), Int(1)}, // needs 126 digits
		{number(t, smallest), Int(1)},
		{number(t, nines38), number(t, "0.1")},
		{Int(1), String("1")},
		{Bytes([]byte("1")), Int(1)},
		{Bool(true), Bool(true)},
		{Value{}, Int(1)},
	} {
		if got, err := AddNumbers(c.a, c.b); !errors.Is(err, ErrInvalid) {
			t.Errorf("AddNumbers(%v, %v) = %q, %v, want ErrInvalid", c.a, c.b, got.Decimal(), err)
		}
	}
}

func TestCompareNumbers(t *testing.T) {
	ordered := []string{
		"-" + largest, "-" + nines38, "-1000", "-999.9", "-10", "-9", "-1.5", "-1.45", "-1", "-0.5", "-0.05", "-" + smallest, "0",
		smallest, "0.05", "0.5", "1", "1.45", "1.5", "9", "10", "999.9", "1000", nines38, largest,
	}
	for i, a := range ordered {
		for j, b := range ordered {
			want := min(max(i-j, -1), 1)
			if got := compareNumbers(a, b); got != want {
				t.Errorf("compareNumbers(%s, %s) = %d, want %d", a, b, got, want)
			}
			if got := number(t, a).Less(number(t, b)); got != (want < 0) {
				t.Errorf("Less(%s, %s) = %v", a, b, got)
			}
		}
	}
}

func TestInt(t *testing.T) {
	for s, want := range map[string]int64{
		"0": 0, "12": 12, "-12": -12, "1.9": 1, "-1.9": -1, "0.5": 0, "-0.5": 0, largest: 0, smallest: 0,
		"9223372036854775807": math.MaxInt64, "-9223372036854775808": math.MinInt64, "9223372036854775808": 0, "9223372036854775807.5": math.MaxInt64,
	} {
		if got := number(t, s).Int(); got != want {
			t.Errorf("Number(%q).Int() = %d, want %d", s, got, want)
		}
	}
}

// The arithmetic agrees with math/big for any two numbers.
func TestNumberArithmetic(t *testing.T) {
	decimals := rapid.OneOf(
		rapid.StringMatching(`-?[0-9]{1,20}(\.[0-9]{1,18})?`),
		rapid.StringMatching(`-?[0-9]\.[0-9]{0,3}E-?[0-9]{1,2}`),
		rapid.SampledFrom(append(outermost, "0", "-0", "999999999999999999", "-999999999999999999")),
	)
	rapid.Check(t, func(t *rapid.T) {
		a, b := decimals.Draw(t, "a"), decimals.Draw(t, "b")
		x, y := number(t, a), number(t, b)
		p, q := rational(t, a), rational(t, b)
		if rational(t, x.Decimal()).Cmp(p) != 0 {
			t.Fatalf("Number(%s) = %s", a, x.Decimal())
		}
		if got := compareNumbers(x.s, y.s); got != p.Cmp(q) {
			t.Fatalf("compareNumbers(%s, %s) = %d", a, b, got)
		}
		if (x == y) != (p.Cmp(q) == 0) {
			t.Fatalf("%s == %s is %v", a, b, x == y)
		}
		sum, err := AddNumbers(x, y)
		if err != nil {
			return // over the limits, which TestAddNumbersRefuses pins down
		}
		if rational(t, sum.Decimal()).Cmp(new(big.Rat).Add(p, q)) != 0 {
			t.Fatalf("%s + %s = %s", a, b, sum.Decimal())
		}
	})
}

func FuzzNumber(f *testing.F) {
	for _, s := range append(outermost, "", "-0", "1e-5", ".", "+.e", "00.10") {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v, err := Number(s)
		if err != nil {
			return
		}
		again, err := Number(v.Decimal())
		if err != nil || again != v {
			t.Fatalf("Number(%q) = %q, read again %q, %v", s, v.Decimal(), again.Decimal(), err)
		}
		if rational(t, s).Cmp(rational(t, v.Decimal())) != 0 {
			t.Fatalf("Number(%q) = %q", s, v.Decimal())
		}
	})
}

type fatal interface {
	Helper()
	Fatalf(format string, args ...any)
}

func number(t fatal, s string) Value {
	t.Helper()
	v, err := Number(s)
	if err != nil {
		t.Fatalf("Number(%q): %v", s, err)
	}
	return v
}

func rational(t fatal, s string) *big.Rat {
	t.Helper()
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		t.Fatalf("%q is no decimal for math/big", s)
	}
	return r
}
