package tabletest

import (
	"fmt"
	"strings"

	"kibitz/internal/table"
)

func numberCases() []testCase {
	return []testCase{
		{"number/at DynamoDB's limits", numberLimits},
		{"number/one form", numberForm},
		{"number/exact sums", numberSums},
		{"number/sums over the limits", numberOver},
		{"number/compared by value", numberOrder},
	}
}

// decimal returns the number that s says.
func (h *harness) decimal(s string) table.Value {
	h.Helper()
	v, err := table.Number(s)
	if err != nil {
		h.Fatal(err)
	}
	return v
}

var nines = strings.Repeat("9", 38)

func numberLimits(h *harness) {
	for i, s := range []string{
		"0", "9." + nines[1:] + "E125", "-9." + nines[1:] + "E125", "1E-130", "-1E-130", "1E125", "9.9E-130",
		nines, "-" + nines, "0." + nines, "1234567890123456789.0123456789012345678", "9223372036854775807", "-9223372036854775808", "18446744073709551616",
	} {
		it := item("p", fmt.Sprint(i), "n", h.decimal(s))
		h.put(it)
		h.wantItem(it.Key(), it)
		h.same(h.image(table.NewImage, table.Update(it.Key()).Setting("m", it["n"])), item("p", fmt.Sprint(i), "n", it["n"], "m", it["n"]))
	}
}

// numberForm has one number written in many ways: it is one value.
func numberForm(h *harness) {
	for _, s := range []string{"100", "100.0", "1E2", "+1e+2", "0.1e3", "00100", "10000E-2"} {
		it := item("p", "a", "n", h.decimal(s))
		h.put(it)
		got := h.get(it.Key())[0]
		h.same(got, item("p", "a", "n", 100))
		if got["n"].Decimal() != "100" {
			h.Errorf("number %s reads %s, want 100", s, got["n"].Decimal())
		}
	}
}

func numberSums(h *harness) {
	for i, c := range []struct{ a, b, sum string }{
		{"0.1", "0.2", "0.3"}, {"1", "-1", "0"}, {"-0.5", "-0.5", "-1"}, {"9223372036854775807", "1", "9223372036854775808"},
		{nines, "1", "1E38"}, {"1E38", "-1", nines}, {"1E-130", "1E-130", "2E-130"}, {"1E125", "8E125", "9E125"},
		{"1", "0.0000000000000000000000000000000000001", "1.0000000000000000000000000000000000001"},
	} {
		k := key("p", fmt.Sprint(i))
		h.write(table.Update(k).Adding("n", h.decimal(c.a)))
		h.write(table.Update(k).Adding("n", h.decimal(c.b)))
		h.wantItem(k, item(k.PK, k.SK, "n", h.decimal(c.sum)))
	}
}

func numberOver(h *harness) {
	for i, c := range []struct {
		have any
		add  string
	}{
		{h.decimal("9E125"), "1E125"},
		{h.decimal("-9E125"), "-1E125"},
		{h.decimal(nines), "0.1"},
		{h.decimal("1E125"), "1"},
		{1, "1E-130"},
		{"1", "1"},
		{[]byte("1"), "1"},
		{true, "1"},
	} {
		it := item("p", fmt.Sprint(i), "n", c.have, "m", 1)
		h.put(it)
		add := table.Update(it.Key()).Adding("m", table.Int(1)).Adding("n", h.decimal(c.add))
		h.refused(table.ErrInvalid, add)
		h.refused(table.ErrInvalid, add, table.Put(item("q", "a")))
		h.wantItem(it.Key(), it)
	}
	h.wantItem(key("q", "a"), nil)
}

func numberOrder(h *harness) {
	ordered := []string{"-1E125", "-10", "-9.5", "-9", "-1E-130", "0", "1E-130", "0.5", "1", "9", "9.5", "10", "100", nines, "1E125"}
	for i, s := range ordered {
		it := item("p", fmt.Sprint(i), "n", h.decimal(s))
		h.put(it)
		touch := table.Update(it.Key()).Setting("touched", table.Bool(true))
		for j, t := range ordered {
			less := touch.When(table.Less("n", h.decimal(t)))
			if i < j {
				h.write(less)
			} else {
				h.failed(0, less)
			}
		}
	}
}
