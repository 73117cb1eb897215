package lambdastream

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/aws/aws-lambda-go/events"

	"kibitz/internal/table"
)

// remover is who removes items because of their TTL.
const remover = "dynamodb.amazonaws.com"

var (
	errNoKey     = errors.New("no key")
	errNoImage   = errors.New("images do not fit the kind of change")
	errNoNumber  = errors.New("no sequence number")
	errForeign   = errors.New("attribute of a foreign type")
	errEventName = errors.New("unknown kind of change")
)

// change reads a record of the stream.
func change(raw json.RawMessage) (table.Change, error) {
	var r events.DynamoDBEventRecord
	if err := json.Unmarshal(raw, &r); err != nil {
		return table.Change{}, fmt.Errorf("decode record: %w", err)
	}
	c := table.Change{
		Expired: r.UserIdentity != nil && r.UserIdentity.PrincipalID == remover,
		At:      r.Change.ApproximateCreationDateTime.UTC(),
	}
	var err error
	if c.Seq, err = table.ParseSequence(r.Change.SequenceNumber); err != nil {
		return table.Change{}, err
	}
	key, err := item(r.Change.Keys)
	if err != nil {
		return table.Change{}, fmt.Errorf("key of record %s: %w", r.Change.SequenceNumber, err)
	}
	if c.Key = key.Key(); c.Key.PK == "" || c.Key.SK == "" {
		return table.Change{}, fmt.Errorf("record %s: %w", r.Change.SequenceNumber, errNoKey)
	}
	if c.Old, err = item(r.Change.OldImage); err != nil {
		return table.Change{}, fmt.Errorf("item before record %s: %w", r.Change.SequenceNumber, err)
	}
	if c.New, err = item(r.Change.NewImage); err != nil {
		return table.Change{}, fmt.Errorf("item after record %s: %w", r.Change.SequenceNumber, err)
	}
	if err := checkImages(r.EventName, c); err != nil {
		return table.Change{}, fmt.Errorf("record %s, %q: %w", r.Change.SequenceNumber, r.EventName, err)
	}
	return c, nil
}

// checkImages tells a record of a stream without images from one of a
// removal, for which it would be taken otherwise.
func checkImages(eventName string, c table.Change) error {
	var before, after bool
	switch events.DynamoDBOperationType(eventName) {
	case events.DynamoDBOperationTypeInsert:
		after = true
	case events.DynamoDBOperationTypeModify:
		before, after = true, true
	case events.DynamoDBOperationTypeRemove:
		before = true
	default:
		return errEventName
	}
	if before != (c.Old != nil) || after != (c.New != nil) {
		return errNoImage
	}
	return nil
}

// sequenceNumber reads what names a record, of which nothing else may be
// readable.
func sequenceNumber(raw json.RawMessage) (string, error) {
	var r struct {
		Change struct{ SequenceNumber string } `json:"dynamodb"`
	}
	if err := json.Unmarshal(raw, &r); err != nil {
		return "", fmt.Errorf("%w: %w", errNoNumber, err)
	}
	if r.Change.SequenceNumber == "" {
		return "", errNoNumber
	}
	return r.Change.SequenceNumber, nil
}

// item reads attributes; nil for none.
func item(m map[string]events.DynamoDBAttributeValue) (table.Item, error) {
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

func value(av events.DynamoDBAttributeValue) (table.Value, error) {
	switch av.DataType() {
	case events.DataTypeString:
		return table.String(av.String()), nil
	case events.DataTypeNumber:
		return table.Number(av.Number())
	case events.DataTypeBinary:
		return table.Bytes(av.Binary()), nil
	case events.DataTypeBoolean:
		return table.Bool(av.Boolean()), nil
	default:
		return table.Value{}, fmt.Errorf("%w, number %d of the events package", errForeign, av.DataType())
	}
}
