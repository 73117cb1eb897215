package e2e

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"kibitz/infra"
	"kibitz/internal/store"
	"kibitz/internal/table/dynamo"
	"kibitz/internal/testkit"
)

const region = "eu-central-1"

// endpoint is a DynamoDB endpoint with a table made from the template.
type endpoint struct {
	t        testing.TB
	url      string
	table    string
	template *infra.Template
	next     map[string]string // where reading each shard of the stream goes on
}

func newEndpoint(t testing.TB) *endpoint {
	t.Helper()
	e := &endpoint{t: t, url: testkit.DynamoDB(t), table: "kibitz-Table-" + rand.Text(), template: template(t), next: map[string]string{}}
	e.call("DynamoDB_20120810.CreateTable", e.template.CreateTable(e.table), nil)
	e.call("DynamoDB_20120810.UpdateTimeToLive", map[string]any{
		"TableName": e.table, "TimeToLiveSpecification": e.template.Resources["Table"].Properties["TimeToLiveSpecification"],
	}, nil)
	return e
}

// store returns the store on the table, as the owner has it.
func (e *endpoint) store() *store.Store {
	return store.New(dynamo.New(dynamo.Options{
		Region: region, Endpoint: e.url, Table: e.table, Schema: store.Schema(),
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "OWNER", SecretAccessKey: "secret"}, nil
		}),
	}), time.Now, rand.Reader)
}

// call calls the endpoint as AWS's SDKs do.
func (e *endpoint) call(target string, in, out any) {
	e.t.Helper()
	body, err := json.Marshal(in)
	if err != nil {
		e.t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(e.t.Context(), http.MethodPost, e.url, bytes.NewReader(body))
	if err != nil {
		e.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-amz-json-1.0")
	r.Header.Set("X-Amz-Target", target)
	r.Header.Set("X-Amz-Date", "20261123T080000Z")
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=OWNER/20261123/"+region+"/dynamodb/aws4_request, SignedHeaders=host;x-amz-date;x-amz-target, Signature=0")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		e.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		e.t.Fatalf("%s: %s %s (%v)", target, answer.Status, text, err)
	}
	if out == nil {
		return
	}
	if err := json.Unmarshal(text, out); err != nil {
		e.t.Fatalf("%s: %v in %s", target, err, text)
	}
}

// changes returns the records that have come into the table's stream since
// the last call, and what Lambda's filters let through of them.
func (e *endpoint) changes() (all int, through []map[string]any) {
	e.t.Helper()
	var made struct {
		Table struct{ LatestStreamArn string }
	}
	e.call("DynamoDB_20120810.DescribeTable", map[string]any{"TableName": e.table}, &made)
	stream := made.Table.LatestStreamArn
	var described struct {
		StreamDescription struct{ Shards []struct{ ShardId string } }
	}
	e.call("DynamoDBStreams_20120810.DescribeStream", map[string]any{"StreamArn": stream}, &described)
	for _, shard := range described.StreamDescription.Shards {
		iterator := struct{ ShardIterator string }{e.next[shard.ShardId]}
		if iterator.ShardIterator == "" {
			e.call("DynamoDBStreams_20120810.GetShardIterator", map[string]any{
				"StreamArn": stream, "ShardId": shard.ShardId, "ShardIteratorType": "TRIM_HORIZON",
			}, &iterator)
		}
		var got struct {
			Records           []map[string]any
			NextShardIterator string
		}
		e.call("DynamoDBStreams_20120810.GetRecords", map[string]any{"ShardIterator": iterator.ShardIterator}, &got)
		e.next[shard.ShardId] = got.NextShardIterator
		for _, r := range got.Records {
			all++
			wakes, err := e.template.Wakes(r)
			if err != nil {
				e.t.Fatal(err)
			}
			if wakes {
				through = append(through, r)
			}
		}
	}
	return all, through
}
