package dynamo

import (
	"errors"
	"maps"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"kibitz/internal/table"
)

func number(t *testing.T, s string) table.Value {
	t.Helper()
	v, err := table.Number(s)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// everyKind has the values of each kind that are likely to go wrong.
func everyKind(t *testing.T) table.Item {
	return item("p", "s\x00\u00e9\U0001F4F0", table.Item{
		"string":       table.String("Tiếng Việt \x00 \U0001F600"),
		"empty string": table.String(""),
		"number":       table.Int(-12),
		"zero":         table.Int(0),
		"fraction":     number(t, "-0.00000000000000000000000000000000000012345"),
		"many digits":  number(t, "12345678901234567890123456789012345678"),
		"tiny":         number(t, "1E-130"),
		"huge":         number(t, "9.9999999999999999999999999999999999999E+125"),
		"bytes":        table.Bytes([]byte{0, 0xff, 0x80}),
		"empty bytes":  table.Bytes(nil),
		"true":         table.Bool(true),
		"false":        table.Bool(false),
	})
}

func TestItemRoundTrip(t *testing.T) {
	it := everyKind(t)
	kinds := map[table.Kind]bool{}
	for _, v := range it {
		kinds[v.Kind()] = true
	}
	for _, k := range []table.Kind{table.KindString, table.KindNumber, table.KindBytes, table.KindBool} {
		if !kinds[k] {
			t.Errorf("no value of kind %c is tried", k)
		}
	}
	got, err := decodeItem(encodeItem(it))
	if err != nil || !maps.Equal(got, it) {
		t.Errorf("%v, %v, want %v", got, err, it)
	}
}

// The same over the wire.
func TestItemRoundTripStored(t *testing.T) {
	t.Parallel()
	_, engine := newTestTable(t, testSchema)
	it := everyKind(t)
	write(t, engine, table.Put(it))
	if got := read(t, engine, it.Key()); !maps.Equal(got, it) {
		t.Errorf("%v, want %v", got, it)
	}
}

func TestDecodeItem(t *testing.T) {
	if it, err := decodeItem(nil); it != nil || err != nil {
		t.Errorf("no attributes: %v, %v", it, err)
	}
	got, err := decodeItem(map[string]types.AttributeValue{"n": &types.AttributeValueMemberN{Value: "1.50E+1"}})
	if err != nil || got["n"] != table.Int(15) {
		t.Errorf("number in another notation: %v, %v", got, err)
	}
	for name, foreign := range map[string]types.AttributeValue{
		"list":       &types.AttributeValueMemberL{},
		"map":        &types.AttributeValueMemberM{},
		"null":       &types.AttributeValueMemberNULL{Value: true},
		"set":        &types.AttributeValueMemberSS{Value: []string{"a"}},
		"nothing":    nil,
		"no decimal": &types.AttributeValueMemberN{Value: "one"},
	} {
		it, err := decodeItem(map[string]types.AttributeValue{"a": foreign})
		if it != nil || !errors.Is(err, table.ErrUnavailable) {
			t.Errorf("%s: %v, %v", name, it, err)
		}
	}
}
