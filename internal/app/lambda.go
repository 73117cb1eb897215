package app

import (
	"context"
	"crypto/rand"
	"crypto/x509"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"kibitz/internal/assets"
	"kibitz/internal/config"
	"kibitz/internal/staff"
	"kibitz/internal/store"
	"kibitz/internal/table/dynamo"
)

const (
	// keepSites is how long a changed setting may go unnoticed. The price is a
	// read unit for a site in each environment of a function and half-minute.
	keepSites = 30 * time.Second
	// startTime bounds the first call to the table. Lambda allows ten seconds
	// before the first request; one that waits longer than this had better see
	// a failure.
	startTime = 3 * time.Second
)

// Newsroom is what only moderators need. The functions that serve readers do
// without, and so do not link what it takes.
type Newsroom struct {
	Passkeys staff.Ceremonies
	Accounts func(now func() time.Time) (staff.Accounts, error) // as the environment names them
	Desk     assets.Folder
}

// NewLambda wires the program for a Lambda function: over the table that the
// environment names, which it has read from when it returns. The connection
// is made and the SDK warm before the first request comes, at the full CPU that
// Lambda gives a start. An error, of the environment or of the table, is for
// the log and ends the function: Lambda starts another.
func NewLambda(ctx context.Context, log *slog.Logger, newsroom Newsroom) (*App, error) {
	env, err := config.ReadFunction()
	if err != nil {
		return nil, fmt.Errorf("read environment: %w", err)
	}
	var accounts staff.Accounts
	if newsroom.Accounts != nil {
		if accounts, err = newsroom.Accounts(time.Now); err != nil {
			return nil, fmt.Errorf("read environment: %w", err)
		}
	}
	a := New(Options{
		Table: dynamo.New(dynamo.Options{
			Region: env.Region, Endpoint: env.Endpoint, Credentials: aws.CredentialsProviderFunc(credentials),
			Table: env.Table, Schema: store.Schema(), HTTPClient: dynamo.NewHTTPClient(roots(env)),
		}),
		Now:       time.Now,
		Random:    rand.Reader,
		Log:       log,
		KeepSites: keepSites,
		Version:   version(),
		Passkeys:  newsroom.Passkeys,
		Accounts:  accounts,
		Desk:      newsroom.Desk,
	})
	a.api.TrustRequestID = true // lambdahttp sets it to API Gateway's
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	if err := a.Warm(ctx); err != nil {
		return nil, fmt.Errorf("read from table %s: %w", env.Table, err)
	}
	return a, nil
}

// Warm reads from the table once, which is what every function does before it
// takes requests.
func (a *App) Warm(ctx context.Context) error { return a.api.Health(ctx) }

// credentials are those of the function's role, as the environment has them
// now.
func credentials(context.Context) (aws.Credentials, error) {
	c, err := config.ReadCredentials()
	return aws.Credentials{
		AccessKeyID: c.AccessKeyID, SecretAccessKey: c.SecretAccessKey, SessionToken: c.SessionToken,
		Source: "environment",
	}, err
}

// roots are the certificate authorities to believe: Amazon's own where only
// its endpoints are called, because reading the system's hundred and more takes
// longer than all the rest of a start; nil for the system's.
func roots(env config.Function) *x509.CertPool {
	if env.Endpoint != "" || strings.HasPrefix(env.Region, "cn-") {
		return nil
	}
	return dynamo.AmazonRoots()
}

// version is what the build says of itself.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	return info.Main.Version
}
