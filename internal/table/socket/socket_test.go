package socket

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"kibitz/internal/table"
	"kibitz/internal/table/local"
	"kibitz/internal/table/tabletest"
)

// serve serves a table for as long as the test lasts and returns the path of
// the socket.
func serve(t *testing.T, served table.Table) (path string) {
	t.Helper()
	dir, err := os.MkdirTemp("", "kibitz") // t.TempDir is too long for a socket
	if err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(dir, "socket")
	l, err := Listen(path)
	if err != nil {
		t.Fatal(err)
	}
	ctx, end := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- Serve(ctx, l, served) }()
	t.Cleanup(func() {
		end()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if err := os.Remove(dir); err != nil { // the socket is gone, and nothing is left
			t.Error(err)
		}
	})
	return path
}

func dial(t *testing.T, path string) *Table {
	t.Helper()
	client := Dial(path)
	t.Cleanup(client.Close)
	return client
}

// The embedded engine behind a socket keeps the contract of every table.
func TestContract(t *testing.T) {
	tabletest.Run(t, func(t *testing.T, now func() time.Time) tabletest.Engine {
		db, err := local.Open(t.TempDir(), tabletest.Schema(), local.Options{Now: now})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := db.Close(); err != nil {
				t.Error(err)
			}
		})
		return tabletest.Engine{Table: dial(t, serve(t, db)), Feed: db}
	})
}

// stub is a table that does what it is told to, whatever the call is.
type stub struct {
	do func(context.Context) error
}

func (s stub) Get(ctx context.Context, _ table.Get) (table.Got, error) {
	return table.Got{}, s.do(ctx)
}

func (s stub) Query(ctx context.Context, _ table.Query) (table.Page, error) {
	return table.Page{}, s.do(ctx)
}

func (s stub) Write(ctx context.Context, _ table.Write) (table.Written, error) {
	return table.Written{}, s.do(ctx)
}

// calls are one of each kind.
func calls(t table.Table) map[string]func(context.Context) error {
	k := table.Key{PK: "p", SK: "s"}
	return map[string]func(context.Context) error{
		"get": func(ctx context.Context) error {
			_, err := t.Get(ctx, table.Get{Keys: []table.Key{k}})
			return err
		},
		"query": func(ctx context.Context) error {
			_, err := t.Query(ctx, table.Query{PK: "p", Limit: 1})
			return err
		},
		"write": func(ctx context.Context) error {
			_, err := t.Write(ctx, table.Write{Ops: []table.Op{table.Delete(k)}})
			return err
		},
	}
}

// Errors are at this end what they were at the other.
func TestErrors(t *testing.T) {
	told := errors.New("told")
	for name, meanings := range map[string][]error{
		"conflict":             {table.ErrConflict},
		"throttled":            {table.ErrThrottled},
		"unavailable":          {table.ErrUnavailable},
		"too large":            {table.ErrTooLarge},
		"token reused":         {table.ErrTokenReused},
		"invalid":              {table.ErrInvalid},
		"cancelled":            {context.Canceled},
		"deadline and unknown": {context.DeadlineExceeded, table.ErrUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			sent := fmt.Errorf("%w: %w", told, errors.Join(meanings...))
			client := dial(t, serve(t, stub{func(context.Context) error { return sent }}))
			for kind, call := range calls(client) {
				err := call(t.Context())
				if err == nil || err.Error() != sent.Error() {
					t.Errorf("%s: %v, want %v", kind, err, sent)
				}
				for _, meaning := range []error{
					table.ErrCondition, table.ErrConflict, table.ErrThrottled, table.ErrUnavailable, table.ErrTooLarge,
					table.ErrTokenReused, table.ErrInvalid, context.Canceled, context.DeadlineExceeded,
				} {
					if got, want := errors.Is(err, meaning), errors.Is(sent, meaning); got != want {
						t.Errorf("%s: is %v: %v, want %v", kind, meaning, got, want)
					}
				}
			}
		})
	}
}

func TestConditionError(t *testing.T) {
	image := table.Item{"pk": table.String("p"), "sk": table.String("s"), "b": table.Bytes([]byte{0xff}), "t": table.Bool(true)}
	sent := &table.ConditionError{
		Reasons: []table.Reason{{}, {Failed: true, Item: image}, {Failed: true}},
		Units:   table.Units{Write: 3},
	}
	client := dial(t, serve(t, stub{func(context.Context) error { return fmt.Errorf("write: %w", sent) }}))
	err := calls(client)["write"](t.Context())
	var got *table.ConditionError
	if !errors.As(err, &got) || !errors.Is(err, table.ErrCondition) || !reflect.DeepEqual(got, sent) {
		t.Errorf("%#v of %v, want %#v", got, err, sent)
	}
}

func TestSocketFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	if err := os.WriteFile(path, nil, 0o666); err != nil { // as a dead server leaves it
		t.Fatal(err)
	}
	l, err := Listen(path)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode() != fs.ModeSocket|0o600 {
		t.Errorf("mode %v", info.Mode())
	}
	if err := l.Close(); err != nil {
		t.Error(err)
	}
	left, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(left) != 0 {
		t.Errorf("left: %v, %v", left, err)
	}
	if _, err := Listen(filepath.Join(t.TempDir(), "absent", "s")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no directory: %v", err)
	}
}

func TestNobodyServes(t *testing.T) {
	client := dial(t, filepath.Join(t.TempDir(), "s"))
	for kind, call := range calls(client) {
		if err := call(t.Context()); !errors.Is(err, table.ErrUnavailable) {
			t.Errorf("%s: %v", kind, err)
		}
	}
}

// Whatever else a server says is not taken for an answer.
func TestSpoiltAnswers(t *testing.T) {
	for name, respond := range map[string]http.HandlerFunc{
		"of another version": http.NotFound,
		"empty":              func(http.ResponseWriter, *http.Request) {},
		"no gob":             func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("hello")) },
		"half": func(w http.ResponseWriter, r *http.Request) {
			whole := httptest.NewRecorder()
			handler(stub{func(context.Context) error { return table.ErrInvalid }}).ServeHTTP(whole, r)
			_, _ = w.Write(whole.Body.Bytes()[:whole.Body.Len()/2])
		},
		"none": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "s")
			l, err := Listen(path)
			if err != nil {
				t.Fatal(err)
			}
			server := httptest.Server{Listener: l, Config: &http.Server{Handler: respond}}
			server.Start()
			t.Cleanup(server.Close)
			for kind, call := range calls(dial(t, path)) {
				if err := call(t.Context()); !errors.Is(err, table.ErrUnavailable) {
					t.Errorf("%s: %v", kind, err)
				}
			}
		})
	}
}

// A call that is given up here ends there.
func TestCancel(t *testing.T) {
	called, ended := make(chan bool), make(chan error)
	client := dial(t, serve(t, stub{func(ctx context.Context) error {
		called <- true
		<-ctx.Done()
		ended <- ctx.Err()
		return ctx.Err()
	}}))
	for kind, call := range calls(client) {
		ctx, cancel := context.WithCancel(t.Context())
		result := make(chan error)
		go func() { result <- call(ctx) }()
		<-called
		cancel()
		if err := <-result; !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", kind, err)
		}
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("%s at the other end: %v", kind, err)
		}
		if err := call(ctx); !errors.Is(err, context.Canceled) || errors.Is(err, table.ErrUnavailable) {
			t.Errorf("%s, cancelled before: %v", kind, err)
		}
	}
}

// The end of a server waits for calls in flight, which know nothing of it.
func TestServeDrains(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	l, err := Listen(path)
	if err != nil {
		t.Fatal(err)
	}
	called, finish := make(chan bool), make(chan bool)
	ctx, end := context.WithCancel(t.Context())
	served := make(chan error)
	go func() {
		served <- Serve(ctx, l, stub{func(ctx context.Context) error {
			called <- true
			<-finish
			return ctx.Err()
		}})
	}()
	result := make(chan error)
	go func() { result <- calls(dial(t, path))["write"](t.Context()) }()
	<-called
	end()
	close(finish)
	if err := <-result; err != nil {
		t.Errorf("call: %v", err)
	}
	if err := <-served; err != nil {
		t.Errorf("server: %v", err)
	}
}

func TestListenerFails(t *testing.T) {
	l, err := Listen(filepath.Join(t.TempDir(), "s"))
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if err := Serve(t.Context(), l, stub{}); !errors.Is(err, net.ErrClosed) {
		t.Error(err)
	}
}
