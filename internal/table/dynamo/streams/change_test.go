package streams

import (
	"errors"
	"maps"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"

	"kibitz/internal/table"
)

func TestChange(t *testing.T) {
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	keys := map[string]types.AttributeValue{
		"pk": &types.AttributeValueMemberS{Value: "p"}, "sk": &types.AttributeValueMemberS{Value: "s"},
	}
	image := maps.Clone(keys)
	image["n"] = &types.AttributeValueMemberN{Value: "1.50"}
	image["b"] = &types.AttributeValueMemberB{Value: []byte{0, 1}}
	image["t"] = &types.AttributeValueMemberBOOL{Value: true}
	got, err := change(types.Record{
		UserIdentity: &types.Identity{PrincipalId: aws.String("dynamodb.amazonaws.com"), Type: aws.String("Service")},
		Dynamodb: &types.StreamRecord{
			SequenceNumber: aws.String("12345"), ApproximateCreationDateTime: &at, Keys: keys, OldImage: image,
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	half, err := table.Number("1.5")
	if err != nil {
		t.Fatal(err)
	}
	want := table.Item{
		"pk": table.String("p"), "sk": table.String("s"), "n": half, "b": table.Bytes([]byte{0, 1}), "t": table.Bool(true),
	}
	if !maps.Equal(got.Old, want) || got.New != nil {
		t.Errorf("images %v and %v", got.Old, got.New)
	}
	if got.Key != (table.Key{PK: "p", SK: "s"}) || got.Seq != table.SequenceOf(12345) || !got.Expired || !got.At.Equal(at) {
		t.Errorf("%+v", got)
	}
	image["l"] = &types.AttributeValueMemberL{}
	if _, err := change(types.Record{Dynamodb: &types.StreamRecord{SequenceNumber: aws.String("1"), Keys: keys, NewImage: image}}); !errors.Is(err, errForeign) {
		t.Errorf("list: %v", err)
	}
}
