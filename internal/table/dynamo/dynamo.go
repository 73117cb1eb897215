// Package dynamo is the table engine for DynamoDB and endpoints that speak its
// API, through aws-sdk-go-v2.
//
// The reader's map:
//
//	dynamo.go      New: what a Table needs and what it is
//	read.go        Get and Query
//	write.go       Write: single operations and transactions
//	expression.go  conditions and updates as expressions of placeholders
//	item.go        items to and from the SDK's attribute values
//	retry.go       when a call is made again, and how long it may take
//	failure.go     what an answer or its absence means in the port's words
//	client.go      the HTTP client: whole, checked answers or none
//	roots.go       the certificate authorities of AWS
//	create.go      CreateTable, for tests and first starts
//
// Streams, the change feed, is the package below; Lambda functions get their
// changes from a trigger and never link it.
//
// The SDK's own retries are off. They repeat a write whose answer was lost
// whatever it does, and so count an ADD twice; and they know no deadline but
// the context's, so that one stalled connection takes all of it. What is done
// instead stands in retry.go. The SDK's config package is not used either: it
// costs a cold start 4 ms of CPU and the binary 2 MB.
package dynamo

import (
	"context"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/ratelimit"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"kibitz/internal/table"
)

// Options say where a table is and how to reach it.
type Options struct {
	Region      string // as in eu-central-1
	Endpoint    string // URL; "" for the region's own
	Credentials aws.CredentialsProvider
	Table       string
	Schema      table.Schema // of the table as it exists

	HTTPClient *http.Client     // nil: NewHTTPClient(nil), whose answers are checked
	Now        func() time.Time // decides which items have expired; nil: time.Now

	// Rand returns a number from 0 up to 1, Wait returns after the duration or
	// with ctx's error: the pauses between attempts. nil: real ones.
	Rand func() float64
	Wait func(context.Context, time.Duration) error
}

// Table is a table.Table on one DynamoDB table.
type Table struct {
	client *dynamodb.Client
	name   *string
	schema table.Schema
	now    func() time.Time
	rand   func() float64
	wait   func(context.Context, time.Duration) error
	quota  *ratelimit.TokenRateLimit

	attemptTime time.Duration // maxAttempt but in tests
}

var _ table.Table = (*Table)(nil)

// New returns the table. It connects with the first call, so that nothing is
// wrong yet when the table does not exist.
func New(o Options) *Table {
	t := &Table{
		client: dynamodb.New(o.sdk()),
		name:   aws.String(o.Table),
		schema: o.Schema,
		now:    o.Now,
		rand:   o.Rand,
		wait:   o.Wait,
		quota:  ratelimit.NewTokenRateLimit(quota),

		attemptTime: maxAttempt,
	}
	if t.now == nil {
		t.now = time.Now
	}
	if t.rand == nil {
		t.rand = rand.Float64
	}
	if t.wait == nil {
		t.wait = Wait
	}
	return t
}

// sdk returns the options for the SDK: without its retries, and without its
// test of checksums, which only logs what it finds.
func (o Options) sdk() dynamodb.Options {
	out := dynamodb.Options{
		Region:                          o.Region,
		Credentials:                     o.Credentials,
		HTTPClient:                      o.HTTPClient,
		Retryer:                         aws.NopRetryer{},
		DisableValidateResponseChecksum: true,
	}
	if o.HTTPClient == nil {
		out.HTTPClient = NewHTTPClient(nil)
	}
	if o.Endpoint != "" {
		out.BaseEndpoint = aws.String(o.Endpoint)
	}
	return out
}

// Wait returns after the duration, or with ctx's error when that ends before.
func Wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
