package dynamo

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"kibitz/internal/table"
	"kibitz/internal/testkit"
)

func TestCreateTable(t *testing.T) {
	t.Parallel()
	o, engine := newTestTable(t, testSchema)
	out, err := engine.client.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: engine.name})
	if err != nil {
		t.Fatal(err)
	}
	d := out.Table
	if d.StreamSpecification == nil || d.StreamSpecification.StreamViewType != types.StreamViewTypeNewAndOldImages {
		t.Errorf("stream %+v", d.StreamSpecification)
	}
	if d.BillingModeSummary == nil || d.BillingModeSummary.BillingMode != types.BillingModePayPerRequest {
		t.Errorf("billing %+v", d.BillingModeSummary)
	}
	projections := map[string]types.ProjectionType{}
	for _, ix := range d.GlobalSecondaryIndexes {
		projections[*ix.IndexName] = ix.Projection.ProjectionType
	}
	if len(projections) != 2 || projections["gsi1"] != types.ProjectionTypeInclude || projections["gsi2"] != types.ProjectionTypeKeysOnly {
		t.Errorf("indexes %v", projections)
	}
	ttl, err := engine.client.DescribeTimeToLive(t.Context(), &dynamodb.DescribeTimeToLiveInput{TableName: engine.name})
	if err != nil {
		t.Fatal(err)
	}
	if d := ttl.TimeToLiveDescription; d.TimeToLiveStatus != types.TimeToLiveStatusEnabled || *d.AttributeName != table.AttrTTL {
		t.Errorf("TTL %+v", d)
	}

	it := item("p", "s", nil)
	write(t, engine, table.Put(it))
	if err := CreateTable(t.Context(), o); err != nil {
		t.Errorf("once more: %v", err)
	}
	if read(t, engine, it.Key()) == nil {
		t.Error("the table was made anew")
	}
}

// A new table takes a while.
func TestCreateTableWaits(t *testing.T) {
	t.Parallel()
	state := func(s string) testkit.Fault { return testkit.Reply(200, `{"Table":{"TableStatus":"`+s+`"}}`) }
	proxy := testkit.NewFaultProxy(t, "")
	proxy.Script(testkit.Reply(200, `{}`), state("CREATING"), state("CREATING"), state("ACTIVE"),
		testkit.Reply(200, `{"TimeToLiveDescription":{"TimeToLiveStatus":"DISABLED"}}`), testkit.Reply(200, `{}`))
	o := testOptions(proxy.URL, testSchema)
	waits := 0
	o.Wait = func(context.Context, time.Duration) error { waits++; return nil }
	if err := CreateTable(t.Context(), o); err != nil {
		t.Error(err)
	}
	if waits != 2 || proxy.Calls() != 6 {
		t.Errorf("%d waits, %d calls", waits, proxy.Calls())
	}
	proxy.Script(refusal("AccessDeniedException", "no"))
	if err := CreateTable(t.Context(), o); err == nil {
		t.Error("refused, and no error")
	}
	o.Wait = func(context.Context, time.Duration) error { return context.Canceled }
	proxy.Script(testkit.Reply(200, `{}`), state("CREATING"))
	if err := CreateTable(t.Context(), o); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
