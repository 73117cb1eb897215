package app_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"kibitz/internal/app"
	"kibitz/internal/config"
	"kibitz/internal/httpapi"
	"kibitz/internal/store"
	"kibitz/internal/table/dynamo"
	"kibitz/internal/testkit"
)

// setEnv gives a test the environment that Lambda gives a function.
func setEnv(t *testing.T, endpoint, table string) {
	t.Helper()
	t.Setenv(config.EnvTable, table)
	t.Setenv(config.EnvRegion, "eu-central-1")
	t.Setenv(config.EnvEndpoint, endpoint)
	t.Setenv(config.EnvAccessKeyID, "AKIDEXAMPLE")
	t.Setenv(config.EnvSecretAccessKey, "secret")
	t.Setenv(config.EnvSessionToken, "token")
}

func TestNewLambda(t *testing.T) {
	endpoint := testkit.DynamoDB(t)
	setEnv(t, endpoint, t.Name())
	err := dynamo.CreateTable(t.Context(), dynamo.Options{
		Region: "eu-central-1", Endpoint: endpoint, Table: t.Name(), Schema: store.Schema(),
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "secret"}, nil
		}),
	})
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	a, err := app.NewLambda(t.Context(), slog.New(slog.NewJSONHandler(&log, nil)), app.Newsroom{})
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(t.Context(), "GET", "/v1/health", nil)
	r.Header.Set("X-Request-Id", "JKJaXmPLvHcESHA=")
	w := httptest.NewRecorder()
	a.Handler(httpapi.Comments).ServeHTTP(w, r)
	if w.Code != 200 || w.Header().Get("X-Request-Id") != "JKJaXmPLvHcESHA=" {
		t.Errorf("health: %d %v %s", w.Code, w.Header(), w.Body)
	}
	if !strings.Contains(log.String(), `"request":"JKJaXmPLvHcESHA="`) {
		t.Errorf("the request's id is not in the log: %s", &log)
	}
	w = httptest.NewRecorder()
	a.Handler(httpapi.Views).ServeHTTP(w, r)
	if w.Code != 404 {
		t.Errorf("the views' function serves another group's route: %d", w.Code)
	}
}

// TestNewLambdaFails: a function that cannot work does not start.
func TestNewLambdaFails(t *testing.T) {
	log := slog.New(slog.DiscardHandler)
	t.Run("environment", func(t *testing.T) {
		setEnv(t, "", "")
		if _, err := app.NewLambda(t.Context(), log, app.Newsroom{}); err == nil || !strings.Contains(err.Error(), config.EnvTable) {
			t.Errorf("error is %v", err)
		}
	})
	t.Run("no table", func(t *testing.T) {
		setEnv(t, testkit.DynamoDB(t), "there-is-no-such-table")
		if _, err := app.NewLambda(t.Context(), log, app.Newsroom{}); err == nil || !strings.Contains(err.Error(), "there-is-no-such-table") {
			t.Errorf("error is %v", err)
		}
	})
	t.Run("no answer", func(t *testing.T) {
		silent := httptest.NewUnstartedServer(nil) // accepts connections, and that is all
		t.Cleanup(func() { silent.Listener.Close() })
		setEnv(t, "http://"+silent.Listener.Addr().String(), "kibitz")
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		if _, err := app.NewLambda(ctx, log, app.Newsroom{}); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error is %v", err)
		}
	})
}
