package streams

import (
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"

	"kibitz/internal/table"
)

var errForeign = errors.New("attribute of a foreign type")

// remover is who removes items because of their TTL.
const remover = "dynamodb.amazonaws.com"

// sequence returns the number that a record has in its shard.
func sequence(r types.Record) string { return aws.ToString(r.Dynamodb.SequenceNumber) }

// change reads a record of the stream.
func change(r types.Record) (c table.Change, err error) {
	c.Expired = r.UserIdentity != nil && aws.ToString(r.UserIdentity.PrincipalId) == remover
	c.At = aws.ToTime(r.Dynamodb.ApproximateCreationDateTime)
	if c.Seq, err = table.ParseSequence(sequence(r)); err != nil {
		return c, err
	}
	key, err := item(r.Dynamodb.Keys)
	if err != nil {
		return c, fmt.Errorf("key of change %s: %w", sequence(r), err)
	}
	c.Key = key.Key()
	if c.Old, err = item(r.Dynamodb.OldImage); err != nil {
		return c, fmt.Errorf("item %v before change %s: %w", c.Key, sequence(r), err)
	}
	if c.New, err = item(r.Dynamodb.NewImage); err != nil {
		return c, fmt.Errorf("item %v after change %s: %w", c.Key, sequence(r), err)
	}
	return c, nil
}

// item reads attributes; nil for none. The types are not those of the table's
// API, though they are the same by name.
func item(m map[string]types.AttributeValue) (table.Item, error) {
	if len(m) == 0 {
		return nil, nil
	}
	it := make(table.Item, len(m))
	for name, av := range m {
		v, err := value(av)
		if err != nil {
			return nil, fmt.Errorf("attribute %q: %w", name, err)
		}
		it[name] = v
	}
	return it, nil
}

func value(av types.AttributeValue) (table.Value, error) {
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
