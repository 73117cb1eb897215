package dynamo

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"kibitz/internal/table"
)

// Write implements table.Table: PutItem, UpdateItem or DeleteItem for one
// operation, TransactWriteItems for more.
func (t *Table) Write(ctx context.Context, w table.Write) (table.Written, error) {
	if err := w.Validate(t.schema); err != nil {
		return table.Written{}, err
	}
	if len(w.Ops) > 1 {
		units, err := t.transact(ctx, w)
		if err != nil {
			return table.Written{}, fmt.Errorf("write %d items: %w", len(w.Ops), err)
		}
		return table.Written{Units: units}, nil
	}
	written, err := t.writeOne(ctx, w.Ops[0], w.Return)
	if err != nil {
		return table.Written{}, fmt.Errorf("write %v: %w", w.Ops[0].Key, err)
	}
	return written, nil
}

func (t *Table) writeOne(ctx context.Context, op table.Op, image table.Image) (table.Written, error) {
	var a answer
	err := t.call(ctx, settles(op), func(ctx context.Context) (err error) {
		switch op.Verb {
		case table.VerbPut:
			a, err = t.put(ctx, op, image)
		case table.VerbUpdate:
			a, err = t.update(ctx, op, image)
		case table.VerbDelete:
			a, err = t.delete(ctx, op, image)
		}
		return err
	})
	if err != nil {
		return table.Written{}, err
	}
	it, err := decodeItem(a.attributes)
	if err != nil {
		return table.Written{}, err
	}
	if op.Verb == table.VerbPut && image == table.NewImage {
		it = op.Item.Clone() // DynamoDB does not return what was put
	}
	written := table.Written{Image: it}
	if a.capacity != nil {
		written.Units.Write = aws.ToFloat64(a.capacity.CapacityUnits)
	}
	return written, nil
}

// answer is what the answers to all single writes have.
type answer struct {
	attributes map[string]types.AttributeValue // the image that was asked for
	capacity   *types.ConsumedCapacity
}

const (
	// onFailure: a failed condition shows the item that failed it, free of
	// charge.
	onFailure = types.ReturnValuesOnConditionCheckFailureAllOld
	// capacity: every answer says what it cost, indexes included in the sum.
	capacity = types.ReturnConsumedCapacityTotal
)

func (t *Table) put(ctx context.Context, op table.Op, image table.Image) (answer, error) {
	var e expression
	in := &dynamodb.PutItemInput{
		TableName: t.name, Item: encodeItem(op.Item), ConditionExpression: e.condition(op.If),
		ReturnValuesOnConditionCheckFailure: onFailure, ReturnConsumedCapacity: capacity,
	}
	if image == table.OldImage {
		in.ReturnValues = types.ReturnValueAllOld
	}
	in.ExpressionAttributeNames, in.ExpressionAttributeValues = e.names, e.values
	out, err := t.client.PutItem(ctx, in)
	if err != nil {
		return answer{}, err
	}
	return answer{out.Attributes, out.ConsumedCapacity}, nil
}

func (t *Table) update(ctx context.Context, op table.Op, image table.Image) (answer, error) {
	var e expression
	in := &dynamodb.UpdateItemInput{
		TableName: t.name, Key: encodeKey(op.Key), ConditionExpression: e.condition(op.If), UpdateExpression: e.update(op),
		ReturnValuesOnConditionCheckFailure: onFailure, ReturnConsumedCapacity: capacity,
	}
	switch image {
	case table.OldImage:
		in.ReturnValues = types.ReturnValueAllOld
	case table.NewImage:
		in.ReturnValues = types.ReturnValueAllNew
	case table.NoImage:
	}
	in.ExpressionAttributeNames, in.ExpressionAttributeValues = e.names, e.values
	out, err := t.client.UpdateItem(ctx, in)
	if err != nil {
		return answer{}, err
	}
	return answer{out.Attributes, out.ConsumedCapacity}, nil
}

func (t *Table) delete(ctx context.Context, op table.Op, image table.Image) (answer, error) {
	var e expression
	in := &dynamodb.DeleteItemInput{
		TableName: t.name, Key: encodeKey(op.Key), ConditionExpression: e.condition(op.If),
		ReturnValuesOnConditionCheckFailure: onFailure, ReturnConsumedCapacity: capacity,
	}
	if image == table.OldImage {
		in.ReturnValues = types.ReturnValueAllOld
	}
	in.ExpressionAttributeNames, in.ExpressionAttributeValues = e.names, e.values
	out, err := t.client.DeleteItem(ctx, in)
	if err != nil {
		return answer{}, err
	}
	return answer{out.Attributes, out.ConsumedCapacity}, nil
}

// transact writes all operations or none.
func (t *Table) transact(ctx context.Context, w table.Write) (table.Units, error) {
	in := &dynamodb.TransactWriteItemsInput{
		TransactItems:          make([]types.TransactWriteItem, len(w.Ops)),
		ClientRequestToken:     aws.String(t.token(w.Token)),
		ReturnConsumedCapacity: capacity,
	}
	for i, op := range w.Ops {
		in.TransactItems[i] = t.transactItem(op)
	}
	var out *dynamodb.TransactWriteItemsOutput
	err := t.call(ctx, true, func(ctx context.Context) (err error) {
		out, err = t.client.TransactWriteItems(ctx, in)
		return err
	})
	if err != nil {
		return table.Units{}, err
	}
	var units table.Units
	for _, c := range out.ConsumedCapacity {
		units = units.Plus(table.Units{Read: aws.ToFloat64(c.ReadCapacityUnits), Write: aws.ToFloat64(c.WriteCapacityUnits)})
	}
	return units, nil
}

// token returns what makes the repetition of a transaction harmless: for a
// caller's token one of this table, since DynamoDB's are the account's; without
// one a random token, for the repetitions that are made here.
func (t *Table) token(callers string) string {
	if callers == "" {
		return rand.Text()
	}
	sum := sha256.Sum256([]byte(*t.name + "\x00" + callers))
	return base64.RawURLEncoding.EncodeToString(sum[:maxToken*3/4])
}

// maxToken is how many characters DynamoDB takes.
const maxToken = 36

func (t *Table) transactItem(op table.Op) types.TransactWriteItem {
	var e expression
	condition, update := e.condition(op.If), e.update(op)
	switch op.Verb {
	case table.VerbPut:
		return types.TransactWriteItem{Put: &types.Put{
			TableName: t.name, Item: encodeItem(op.Item), ConditionExpression: condition,
			ExpressionAttributeNames: e.names, ExpressionAttributeValues: e.values,
			ReturnValuesOnConditionCheckFailure: onFailure,
		}}
	case table.VerbUpdate:
		return types.TransactWriteItem{Update: &types.Update{
			TableName: t.name, Key: encodeKey(op.Key), ConditionExpression: condition, UpdateExpression: update,
			ExpressionAttributeNames: e.names, ExpressionAttributeValues: e.values,
			ReturnValuesOnConditionCheckFailure: onFailure,
		}}
	case table.VerbDelete:
		return types.TransactWriteItem{Delete: &types.Delete{
			TableName: t.name, Key: encodeKey(op.Key), ConditionExpression: condition,
			ExpressionAttributeNames: e.names, ExpressionAttributeValues: e.values,
			ReturnValuesOnConditionCheckFailure: onFailure,
		}}
	default: // table.VerbCheck, the last of the set
		return types.TransactWriteItem{ConditionCheck: &types.ConditionCheck{
			TableName: t.name, Key: encodeKey(op.Key), ConditionExpression: condition,
			ExpressionAttributeNames: e.names, ExpressionAttributeValues: e.values,
			ReturnValuesOnConditionCheckFailure: onFailure,
		}}
	}
}
