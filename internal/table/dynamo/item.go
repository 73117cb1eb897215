package dynamo

import (
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"kibitz/internal/table"
)

// errForeign: an attribute of a type that the port has not.
var errForeign = errors.New("attribute of a foreign type")

func encodeItem(it table.Item) map[string]types.AttributeValue {
	m := make(map[string]types.AttributeValue, len(it))
	for name, v := range it {
		m[name] = encodeValue(v)
	}
	return m
}

func encodeKey(k table.Key) map[string]types.AttributeValue {
	return map[string]types.AttributeValue{
		table.AttrPK: &types.AttributeValueMemberS{Value: k.PK},
		table.AttrSK: &types.AttributeValueMemberS{Value: k.SK},
	}
}

// encodeValue returns nil for no value, which calls were validated not to
// have.
func encodeValue(v table.Value) types.AttributeValue {
	switch v.Kind() {
	case table.KindString:
		return &types.AttributeValueMemberS{Value: v.Raw()}
	case table.KindNumber:
		return &types.AttributeValueMemberN{Value: v.Raw()}
	case table.KindBytes:
		return &types.AttributeValueMemberB{Value: []byte(v.Raw())}
	case table.KindBool:
		return &types.AttributeValueMemberBOOL{Value: v.Bool()}
	}
	return nil
}

// decodeItem returns nil for no attributes. Attributes that the port has no
// kind for are errors rather than left out, since a Put of what was read would
// remove them.
func decodeItem(m map[string]types.AttributeValue) (table.Item, error) {
	if len(m) == 0 {
		return nil, nil
	}
	it := make(table.Item, len(m))
	for name, av := range m {
		v, err := decodeValue(av)
		if err != nil {
			return nil, fmt.Errorf("%w: attribute %q: %w", table.ErrUnavailable, name, err)
		}
		it[name] = v
	}
	return it, nil
}

func decodeValue(av types.AttributeValue) (table.Value, error) {
	switch av := av.(type) {
	case *types.AttributeValueMemberS:
		return table.String(av.Value), nil
	case *types.AttributeValueMemberN:
		return table.Number(av.Value)
	case *types.AttributeValueMemberB:
		return table.Bytes(av.Value), nil
	case *types.AttributeValueMemberBOOL:
		return table.Bool(av.Value), nil
	}
	return table.Value{}, fmt.Errorf("%w %T", errForeign, av)
}
