package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"kibitz/internal/config"
	"kibitz/internal/store"
	"kibitz/internal/table"
	"kibitz/internal/table/dynamo"
	"kibitz/internal/table/dynamo/streams"
	"kibitz/internal/table/local"
	"kibitz/internal/table/socket"
)

// dataFlags say where the data is. Every command has them.
type dataFlags struct {
	Data             string `group:"data" default:"./kibitz-data" placeholder:"DIR" help:"Directory of the data (default ${default})."`
	Table            string `group:"data" placeholder:"NAME" help:"Use a DynamoDB table instead of a directory."`
	DynamoDBEndpoint string `group:"data" name:"dynamodb-endpoint" placeholder:"URL" help:"Address of another DynamoDB than AWS's."`
	Region           string `group:"data" help:"AWS region of the table (default $$AWS_REGION)."`
	CreateTable      bool   `group:"data" help:"Make the table first, unless it is there."`
}

// Validate finds flags that do not go together; kong calls it.
func (f dataFlags) Validate() error {
	if f.Table == "" && (f.DynamoDBEndpoint != "" || f.CreateTable || f.Region != "") {
		return errors.New("--dynamodb-endpoint, --region and --create-table need --table")
	}
	if f.DynamoDBEndpoint != "" {
		if u, err := url.Parse(f.DynamoDBEndpoint); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
			return errors.New("--dynamodb-endpoint is an address such as http://127.0.0.1:8000")
		}
	}
	return nil
}

// socketFile is the server's socket in the data directory.
const socketFile = "socket"

// data is an open table. Feed is nil where somebody else folds.
type data struct {
	table table.Table
	feed  table.Feed
	where string // for a person
	close func() error
}

// errBusy means that another process holds the directory and does not share it.
var errBusy = errors.New("another kibitz is at work on it")

// own opens the data for a server: alone on this machine, and made if need be.
func (f dataFlags) own(ctx context.Context, log *slog.Logger) (*data, error) {
	if f.Table != "" {
		return f.dynamo(ctx, log)
	}
	db, err := local.Open(f.Data, store.Schema(), local.Options{Log: log})
	if errors.Is(err, local.ErrLocked) {
		return nil, fmt.Errorf("open %s: %w", f.Data, errBusy)
	}
	if err != nil {
		return nil, err
	}
	where := f.Data
	if abs, err := filepath.Abs(f.Data); err == nil {
		where = abs
	}
	return &data{table: db, feed: db, where: where, close: db.Close}, nil
}

// How long a command waits for another that holds the directory. Commands are
// done in milliseconds.
const (
	patience = 5 * time.Second
	lookEach = 20 * time.Millisecond
)

// open opens the data for a command: the directory itself, or through the
// server that holds it. A directory that is not there is an error unless make
// is set.
func (f dataFlags) open(ctx context.Context, makeIt bool) (*data, error) {
	if f.Table != "" {
		return f.dynamo(ctx, slog.New(slog.DiscardHandler))
	}
	if _, err := os.Stat(f.Data); errors.Is(err, fs.ErrNotExist) && !makeIt {
		return nil, fmt.Errorf("no data in %s: %w; make it with: kibitz serve --data %s", f.Data, errUnknown, f.Data)
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		d, err := f.own(ctx, slog.New(slog.DiscardHandler))
		if !errors.Is(err, errBusy) {
			return d, err
		}
		t := socket.Dial(filepath.Join(f.Data, socketFile))
		if _, err := store.New(t, time.Now, rand.Reader).Sites(ctx); err == nil {
			return &data{table: t, where: f.Data, close: func() error { t.Close(); return nil }}, nil
		}
		if dynamo.Wait(ctx, lookEach) != nil {
			return nil, err
		}
	}
}

func (f dataFlags) dynamo(ctx context.Context, log *slog.Logger) (*data, error) {
	o := dynamo.Options{
		Region: f.Region, Endpoint: f.DynamoDBEndpoint, Table: f.Table, Schema: store.Schema(),
		Credentials: aws.CredentialsProviderFunc(f.credentials),
	}
	if o.Region == "" {
		o.Region = config.Region()
	}
	where := fmt.Sprintf("table %s at %s", f.Table, f.DynamoDBEndpoint)
	if f.DynamoDBEndpoint == "" {
		where = fmt.Sprintf("table %s in %s", f.Table, o.Region)
	}
	switch {
	case o.Region != "":
	case o.Endpoint == "":
		return nil, misused("which region is the table in? Give --region or set %s", config.EnvRegion)
	default:
		o.Region = "us-east-1" // other endpoints want one in the signature and look no further
	}
	if f.CreateTable {
		if err := dynamo.CreateTable(ctx, o); err != nil {
			return nil, err
		}
	}
	return &data{
		table: dynamo.New(o), feed: streams.New(o, log), where: where,
		close: func() error { return nil },
	}, nil
}

// credentials returns those of the environment. An endpoint that is not AWS's
// may do without; requests to it must be signed all the same.
func (f dataFlags) credentials(context.Context) (aws.Credentials, error) {
	c, err := config.ReadCredentials()
	if err != nil && f.DynamoDBEndpoint != "" {
		return aws.Credentials{AccessKeyID: "kibitz", SecretAccessKey: "kibitz"}, nil
	}
	return aws.Credentials{AccessKeyID: c.AccessKeyID, SecretAccessKey: c.SecretAccessKey, SessionToken: c.SessionToken}, err
}

// with opens the data, calls f with the store over it, and closes it.
func (f dataFlags) with(ctx context.Context, do func(*store.Store) error) error {
	return f.use(ctx, false, do)
}

// use is with, making the directory if makeIt is set.
func (f dataFlags) use(ctx context.Context, makeIt bool, do func(*store.Store) error) error {
	d, err := f.open(ctx, makeIt)
	if err != nil {
		return err
	}
	err = do(store.New(d.table, time.Now, rand.Reader))
	return errors.Join(err, d.close())
}
