package table

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
)

// DynamoDB's limits for numbers.
const (
	maxDigits   = 38   // significant digits
	minExponent = -130 // power of ten of the first significant digit, at least
	maxExponent = 125  // and at most
)

// Number returns the number that the decimal says: an optional sign, digits
// with an optional point among them, an optional exponent. More than 38
// significant digits, a magnitude other than 0 and 1E-130 to
// 9.99…E+125, and anything else are ErrInvalid.
func Number(s string) (Value, error) {
	if canonicalInt(s) {
		return Value{KindNumber, s}, nil
	}
	d, ok := parseDecimal(s)
	if !ok {
		return Value{}, fmt.Errorf("number %.60q: not a decimal: %w", s, ErrInvalid)
	}
	return d.value()
}

// AddNumbers returns the exact sum of two numbers. Operands of another kind
// and a sum outside the limits of Number are ErrInvalid.
func AddNumbers(a, b Value) (Value, error) {
	if a.kind != KindNumber || b.kind != KindNumber {
		return Value{}, fmt.Errorf("add %s to %s: not numbers: %w", kindName(b.kind), kindName(a.kind), ErrInvalid)
	}
	if canonicalInt(a.s) && canonicalInt(b.s) {
		return Int(a.Int() + b.Int()), nil
	}
	x, _ := parseDecimal(a.s)
	y, _ := parseDecimal(b.s)
	return x.plus(y).value()
}

// canonicalInt reports whether s is an integer as Int writes it and so short
// that a sum of two still fits into 64 bits: the common case by far.
func canonicalInt(s string) bool {
	digits := strings.TrimPrefix(s, "-")
	if len(digits) == 0 || len(digits) > 18 || digits[0] == '0' && s != "0" {
		return false
	}
	return allDigits(digits)
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// compareNumbers compares two numbers in canonical form by value: -1, 0 or 1.
func compareNumbers(a, b string) int {
	aNegative, bNegative := strings.HasPrefix(a, "-"), strings.HasPrefix(b, "-")
	switch {
	case aNegative && bNegative:
		return compareMagnitudes(b[1:], a[1:])
	case aNegative:
		return -1
	case bNegative:
		return 1
	}
	return compareMagnitudes(a, b)
}

// compareMagnitudes relies on the canonical form: without leading zeros the
// longer integer part is the greater, and with equally long ones the points
// stand in the same place, so that byte order is numeric order.
func compareMagnitudes(a, b string) int {
	if d := len(integerPart(a)) - len(integerPart(b)); d != 0 {
		return min(max(d, -1), 1)
	}
	return strings.Compare(a, b)
}

// truncate returns the integer part of a number in canonical form, 0 when it
// does not fit into 64 bits.
func truncate(s string) int64 {
	n, err := strconv.ParseInt(integerPart(s), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

func integerPart(s string) string {
	whole, _, _ := strings.Cut(s, ".")
	return whole
}

// decimal is ±0.digits × 10^point. The digits have no zeros at either end;
// there are none for the number 0.
type decimal struct {
	negative bool
	digits   string
	point    int
}

// maxWritten bounds the length of a decimal that is worth reading: any number
// within the limits can be written in less.
const maxWritten = 1024

func parseDecimal(s string) (d decimal, ok bool) {
	if len(s) > maxWritten {
		return decimal{}, false
	}
	switch {
	case strings.HasPrefix(s, "-"):
		d.negative, s = true, s[1:]
	case strings.HasPrefix(s, "+"):
		s = s[1:]
	}
	if e := strings.IndexAny(s, "eE"); e >= 0 {
		exponent, err := strconv.ParseInt(s[e+1:], 10, 32)
		if err != nil {
			return decimal{}, false
		}
		d.point, s = int(exponent), s[:e]
	}
	whole, fraction, _ := strings.Cut(s, ".")
	d.digits = whole + fraction
	if d.digits == "" || !allDigits(d.digits) {
		return decimal{}, false
	}
	d.point += len(whole)
	return d.trimmed(), true
}

// trimmed returns the same number without zeros at either end of the digits.
func (d decimal) trimmed() decimal {
	significant := strings.TrimLeft(d.digits, "0")
	d.point -= len(d.digits) - len(significant)
	d.digits = strings.TrimRight(significant, "0")
	if d.digits == "" {
		return decimal{}
	}
	return d
}

// plus returns the exact sum. Both are within the limits, so it has at most
// 256+38 digits.
func (d decimal) plus(e decimal) decimal {
	scale := min(d.point-len(d.digits), e.point-len(e.digits)) // power of ten of the last digit
	sum := new(big.Int).Add(d.scaled(scale), e.scaled(scale))
	digits := new(big.Int).Abs(sum).String()
	return decimal{sum.Sign() < 0, digits, scale + len(digits)}.trimmed()
}

// scaled returns the number in units of 10^scale.
func (d decimal) scaled(scale int) *big.Int {
	if d.digits == "" {
		return new(big.Int)
	}
	n, _ := new(big.Int).SetString(d.digits, 10)
	shift := big.NewInt(int64(d.point - len(d.digits) - scale))
	n.Mul(n, shift.Exp(big.NewInt(10), shift, nil))
	if d.negative {
		n.Neg(n)
	}
	return n
}

// value returns the number in canonical form, the one way in which a Value
// holds it: plain notation, no exponent, no sign but a minus, no zeros before
// the integer part or behind the fraction, no "-0".
func (d decimal) value() (Value, error) {
	n := len(d.digits)
	switch exponent := d.point - 1; {
	case n == 0:
		return Int(0), nil
	case n > maxDigits:
		return Value{}, fmt.Errorf("number of %d significant digits, over %d: %w", n, maxDigits, ErrInvalid)
	case exponent < minExponent || exponent > maxExponent:
		return Value{}, fmt.Errorf("number of magnitude 1E%d, outside 1E%d to 1E%d: %w", exponent, minExponent, maxExponent, ErrInvalid)
	}
	var s string
	switch {
	case d.point <= 0:
		s = "0." + strings.Repeat("0", -d.point) + d.digits
	case d.point < n:
		s = d.digits[:d.point] + "." + d.digits[d.point:]
	default:
		s = d.digits + strings.Repeat("0", d.point-n)
	}
	if d.negative {
		s = "-" + s
	}
	return Value{KindNumber, s}, nil
}

func kindName(k Kind) string {
	switch k {
	case KindString:
		return "a string"
	case KindNumber:
		return "a number"
	case KindBytes:
		return "a binary value"
	case KindBool:
		return "a Boolean"
	}
	return "no value"
}
