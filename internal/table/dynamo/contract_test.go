package dynamo_test

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"kibitz/internal/table/dynamo"
	"kibitz/internal/table/dynamo/streams"
	"kibitz/internal/table/tabletest"
	"kibitz/internal/testkit"
)

// The engine and its feed keep the contract of every table.
func TestContract(t *testing.T) {
	endpoint := testkit.DynamoDB(t)
	known := departures(t, endpoint)
	tabletest.Run(t, func(t *testing.T, now func() time.Time) tabletest.Engine {
		o := dynamo.Options{
			Region:   "eu-central-1",
			Endpoint: endpoint,
			Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
				return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
			}),
			Table:  "contract-" + rand.Text(),
			Schema: tabletest.Schema(),
			Now:    now,
		}
		if err := dynamo.CreateTable(t.Context(), o); err != nil {
			t.Fatal(err)
		}
		return tabletest.Engine{
			Table:      dynamo.New(o),
			Feed:       streams.New(o, slog.New(slog.DiscardHandler)),
			Departures: known,
		}
	})
}

// departures returns what differs at the endpoint: with DynamoDB itself only
// what it does not tell, with dynoxide also where that is not like it.
func departures(t *testing.T, endpoint string) []tabletest.Departure {
	t.Helper()
	answer, err := http.Get(endpoint)
	if err != nil {
		t.Fatal(err)
	}
	if err := answer.Body.Close(); err != nil {
		t.Fatal(err)
	}
	known := []tabletest.Departure{tabletest.FailuresUntold}
	if strings.HasPrefix(answer.Header.Get("Server"), "Dynoxide") {
		known = append(known, tabletest.NULEndsPrefix, tabletest.UnchangedRecorded, tabletest.CreationHasImage)
	}
	return known
}
