package dynamo

import (
	"context"
	"crypto/rand"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"kibitz/internal/table"
	"kibitz/internal/testkit"
)

// testSchema has one index that carries an attribute and one of keys only.
var testSchema = table.Schema{Indexes: []table.Index{
	{Name: "gsi1", PK: "g1", SK: "h1", Include: []string{"n", "s", table.AttrTTL}},
	{Name: "gsi2", PK: "g2", SK: "h2"},
}}

// testOptions are for a table that is not there yet, at an endpoint that never
// asks who calls. Between attempts there are no pauses.
func testOptions(endpoint string, schema table.Schema) Options {
	return Options{
		Region:   "eu-central-1",
		Endpoint: endpoint,
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
		}),
		Table:  "t" + rand.Text(),
		Schema: schema,
		Wait:   func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	}
}

// newTestTable makes a table that goes with the test.
func newTestTable(t *testing.T, schema table.Schema) (Options, *Table) {
	t.Helper()
	o := testOptions(testkit.DynamoDB(t), schema)
	if err := CreateTable(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	engine := New(o)
	t.Cleanup(func() {
		if _, err := engine.client.DeleteTable(context.Background(), &dynamodb.DeleteTableInput{TableName: engine.name}); err != nil {
			t.Error(err)
		}
	})
	return o, engine
}

// stallTime is how long an attempt that can be repeated waits in these tests:
// long enough for an answer to a busy machine.
const stallTime = 500 * time.Millisecond

// newFaultyTable returns a table whose calls go through the proxy, and the
// same table without it.
func newFaultyTable(t *testing.T) (*testkit.FaultProxy, *Table, *Table) {
	t.Helper()
	o, plain := newTestTable(t, testSchema)
	proxy := testkit.NewFaultProxy(t, o.Endpoint)
	o.Endpoint = proxy.URL
	faulty := New(o)
	faulty.attemptTime = stallTime
	return proxy, faulty, plain
}

func item(pk, sk string, attrs table.Item) table.Item {
	it := table.Item{table.AttrPK: table.String(pk), table.AttrSK: table.String(sk)}
	for name, v := range attrs {
		it[name] = v
	}
	return it
}

func write(t *testing.T, engine table.Table, ops ...table.Op) {
	t.Helper()
	if _, err := engine.Write(t.Context(), table.Write{Ops: ops}); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, engine table.Table, k table.Key) table.Item {
	t.Helper()
	got, err := engine.Get(t.Context(), table.Get{Keys: []table.Key{k}, Consistent: true})
	if err != nil {
		t.Fatal(err)
	}
	return got.Items[0]
}
