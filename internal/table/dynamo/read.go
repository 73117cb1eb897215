package dynamo

import (
	"context"
	"fmt"
	"math"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"kibitz/internal/table"
)

// Get implements table.Table: GetItem for one key, BatchGetItem for more.
func (t *Table) Get(ctx context.Context, g table.Get) (table.Got, error) {
	if err := g.Validate(); err != nil {
		return table.Got{}, err
	}
	found := make(map[table.Key]table.Item, len(g.Keys))
	for _, k := range g.Keys {
		found[k] = nil
	}
	var units table.Units
	var err error
	if len(found) == 1 {
		units, err = t.getOne(ctx, g, found)
	} else {
		units, err = t.getBatch(ctx, g, found)
	}
	if err != nil {
		return table.Got{}, fmt.Errorf("get %d items: %w", len(found), err)
	}
	items := make([]table.Item, len(g.Keys))
	for i, k := range g.Keys {
		it := found[k]
		if it.Expired(t.now()) {
			continue
		}
		if len(found) < len(g.Keys) { // some key was asked for twice
			it = it.Clone()
		}
		items[i] = it
	}
	return table.Got{Items: items, Units: units}, nil
}

func (t *Table) getOne(ctx context.Context, g table.Get, found map[table.Key]table.Item) (table.Units, error) {
	key := g.Keys[0]
	in := &dynamodb.GetItemInput{
		TableName:              t.name,
		Key:                    encodeKey(key),
		ConsistentRead:         aws.Bool(g.Consistent),
		ReturnConsumedCapacity: capacity,
	}
	var out *dynamodb.GetItemOutput
	err := t.call(ctx, true, func(ctx context.Context) (err error) {
		out, err = t.client.GetItem(ctx, in)
		return err
	})
	if err != nil {
		return table.Units{}, err
	}
	found[key], err = decodeItem(out.Item)
	return readUnits(out.ConsumedCapacity), err
}

// getBatch reads the keys of found. DynamoDB may leave keys unread, when the
// answer is over 16 MB or a partition is over its limit: they are asked for
// again as long as each answer has some.
func (t *Table) getBatch(ctx context.Context, g table.Get, found map[table.Key]table.Item) (table.Units, error) {
	left := make([]map[string]types.AttributeValue, 0, len(found))
	for k := range found {
		left = append(left, encodeKey(k))
	}
	var units table.Units
	for round := 0; len(left) > 0; round++ {
		if round > 0 && !t.pause(ctx, 1) {
			return units, errUnprocessed
		}
		out, err := t.getSome(ctx, left, g.Consistent)
		if err != nil {
			return units, err
		}
		for _, m := range out.Responses[*t.name] {
			it, err := decodeItem(m)
			if err != nil {
				return units, err
			}
			found[it.Key()] = it
		}
		for _, c := range out.ConsumedCapacity {
			units = units.Plus(readUnits(&c))
		}
		left = out.UnprocessedKeys[*t.name].Keys
	}
	return units, nil
}

var errUnprocessed = fmt.Errorf("%w: keys left unprocessed", table.ErrThrottled)

// getSome reads at least one of the keys.
func (t *Table) getSome(ctx context.Context, keys []map[string]types.AttributeValue, consistent bool) (*dynamodb.BatchGetItemOutput, error) {
	in := &dynamodb.BatchGetItemInput{
		RequestItems:           map[string]types.KeysAndAttributes{*t.name: {Keys: keys, ConsistentRead: aws.Bool(consistent)}},
		ReturnConsumedCapacity: capacity,
	}
	var out *dynamodb.BatchGetItemOutput
	err := t.call(ctx, true, func(ctx context.Context) (err error) {
		out, err = t.client.BatchGetItem(ctx, in)
		if err == nil && len(out.UnprocessedKeys[*t.name].Keys) >= len(keys) {
			return errUnprocessed
		}
		return err
	})
	return out, err
}

// Query implements table.Table.
func (t *Table) Query(ctx context.Context, q table.Query) (table.Page, error) {
	if err := q.Validate(t.schema); err != nil {
		return table.Page{}, err
	}
	in := t.queryInput(q)
	var out *dynamodb.QueryOutput
	err := t.call(ctx, true, func(ctx context.Context) (err error) {
		out, err = t.client.Query(ctx, in)
		return err
	})
	if err != nil {
		return table.Page{}, fmt.Errorf("query %q: %w", q.PK, err)
	}
	page := table.Page{Items: make([]table.Item, 0, len(out.Items)), Units: readUnits(out.ConsumedCapacity)}
	for _, m := range out.Items {
		it, err := decodeItem(m)
		if err != nil {
			return table.Page{}, fmt.Errorf("query %q: %w", q.PK, err)
		}
		if !it.Expired(t.now()) {
			page.Items = append(page.Items, it)
		}
	}
	page.Next, err = t.cursor(q, out.LastEvaluatedKey)
	if err != nil {
		return table.Page{}, fmt.Errorf("query %q: %w", q.PK, err)
	}
	return page, nil
}

func (t *Table) queryInput(q table.Query) *dynamodb.QueryInput {
	pk, sk := t.keyNames(q.Index)
	var e expression
	condition := e.name(pk) + " = " + e.value(table.String(q.PK))
	if q.Prefix != "" {
		condition += " AND begins_with(" + e.name(sk) + ", " + e.value(table.String(q.Prefix)) + ")"
	}
	in := &dynamodb.QueryInput{
		TableName:                 t.name,
		KeyConditionExpression:    aws.String(condition),
		ExpressionAttributeNames:  e.names,
		ExpressionAttributeValues: e.values,
		ScanIndexForward:          aws.Bool(!q.Descending),
		Limit:                     aws.Int32(int32(min(q.Limit, math.MaxInt32))),
		ConsistentRead:            aws.Bool(q.Consistent),
		ReturnConsumedCapacity:    capacity,
	}
	if q.Index != "" {
		in.IndexName = aws.String(q.Index)
	}
	if q.After != nil {
		in.ExclusiveStartKey = map[string]types.AttributeValue{}
		if q.Index != "" {
			in.ExclusiveStartKey = encodeKey(q.After.Key)
		}
		in.ExclusiveStartKey[pk] = &types.AttributeValueMemberS{Value: q.PK}
		in.ExclusiveStartKey[sk] = &types.AttributeValueMemberS{Value: q.After.SK}
	}
	return in
}

// keyNames returns the attributes that are the key of the index, or of the
// table itself for "".
func (t *Table) keyNames(index string) (pk, sk string) {
	if ix, ok := t.schema.Index(index); ok {
		return ix.PK, ix.SK
	}
	return table.AttrPK, table.AttrSK
}

// cursor reads the key that a query ended with; nil at the end.
func (t *Table) cursor(q table.Query, last map[string]types.AttributeValue) (*table.Cursor, error) {
	it, err := decodeItem(last)
	if it == nil || err != nil {
		return nil, err
	}
	_, sk := t.keyNames(q.Index)
	c := &table.Cursor{SK: it[sk].Str()}
	if q.Index != "" {
		c.Key = it.Key()
	}
	return c, nil
}

func readUnits(c *types.ConsumedCapacity) table.Units {
	if c == nil {
		return table.Units{}
	}
	return table.Units{Read: aws.ToFloat64(c.CapacityUnits)}
}
