package dynamo

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"kibitz/internal/table"
)

// CreateTable makes the table that the options describe, billed by request,
// with its indexes, TTL on table.AttrTTL and a stream of old and new images,
// and returns when it can be used. A table that exists is left as it is, but
// for TTL. In production the table belongs to a template, which also gives it
// backups and limits.
func CreateTable(ctx context.Context, o Options) error {
	t := New(o)
	_, err := t.client.CreateTable(ctx, t.definition())
	var exists *types.ResourceInUseException
	if err != nil && !errors.As(err, &exists) {
		return fmt.Errorf("create table %s: %w", o.Table, err)
	}
	if err := t.awaitActive(ctx); err != nil {
		return fmt.Errorf("create table %s: %w", o.Table, err)
	}
	if err := t.enableTTL(ctx); err != nil {
		return fmt.Errorf("create table %s: enable TTL: %w", o.Table, err)
	}
	return nil
}

// statePause is the time between two looks at a table that is being made,
// which takes DynamoDB some seconds.
const statePause = 500 * time.Millisecond

func (t *Table) awaitActive(ctx context.Context) error {
	for {
		out, err := t.client.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: t.name})
		if err != nil {
			return err
		}
		if out.Table.TableStatus == types.TableStatusActive {
			return nil
		}
		if err := t.wait(ctx, statePause); err != nil {
			return err
		}
	}
}

func (t *Table) enableTTL(ctx context.Context) error {
	out, err := t.client.DescribeTimeToLive(ctx, &dynamodb.DescribeTimeToLiveInput{TableName: t.name})
	if err != nil {
		return err
	}
	if d := out.TimeToLiveDescription; d != nil && d.TimeToLiveStatus != types.TimeToLiveStatusDisabled {
		return nil
	}
	_, err = t.client.UpdateTimeToLive(ctx, &dynamodb.UpdateTimeToLiveInput{
		TableName: t.name,
		TimeToLiveSpecification: &types.TimeToLiveSpecification{
			AttributeName: aws.String(table.AttrTTL), Enabled: aws.Bool(true),
		},
	})
	return err
}

func (t *Table) definition() *dynamodb.CreateTableInput {
	in := &dynamodb.CreateTableInput{
		TableName:   t.name,
		BillingMode: types.BillingModePayPerRequest,
		KeySchema:   keySchema(table.AttrPK, table.AttrSK),
		StreamSpecification: &types.StreamSpecification{
			StreamEnabled: aws.Bool(true), StreamViewType: types.StreamViewTypeNewAndOldImages,
		},
	}
	keys := map[string]bool{}
	define := func(attrs ...string) {
		for _, attr := range attrs {
			if !keys[attr] {
				keys[attr] = true
				in.AttributeDefinitions = append(in.AttributeDefinitions, types.AttributeDefinition{
					AttributeName: aws.String(attr), AttributeType: types.ScalarAttributeTypeS,
				})
			}
		}
	}
	define(table.AttrPK, table.AttrSK)
	for _, ix := range t.schema.Indexes {
		define(ix.PK, ix.SK)
		in.GlobalSecondaryIndexes = append(in.GlobalSecondaryIndexes, types.GlobalSecondaryIndex{
			IndexName: aws.String(ix.Name), KeySchema: keySchema(ix.PK, ix.SK), Projection: projection(ix),
		})
	}
	return in
}

func keySchema(pk, sk string) []types.KeySchemaElement {
	return []types.KeySchemaElement{
		{AttributeName: aws.String(pk), KeyType: types.KeyTypeHash},
		{AttributeName: aws.String(sk), KeyType: types.KeyTypeRange},
	}
}

func projection(ix table.Index) *types.Projection {
	if len(ix.Include) == 0 {
		return &types.Projection{ProjectionType: types.ProjectionTypeKeysOnly}
	}
	return &types.Projection{ProjectionType: types.ProjectionTypeInclude, NonKeyAttributes: ix.Include}
}
