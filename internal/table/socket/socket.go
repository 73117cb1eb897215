// Package socket carries a table.Table over a Unix socket. The embedded engine
// is held by one process; with this a command works on the data of a server
// that runs, as if it had opened them itself.
//
// The reader's map:
//
//	socket.go  Listen and Serve: the server's end
//	client.go  Dial: the other end, a table.Table
//	wire.go    what travels: calls, answers and errors, which keep their identity
//
// It is gob in HTTP, between two processes of one program and one user: the
// file's mode is the access control, and the version in the paths refuses a
// command that is newer or older than the server.
package socket

import (
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"kibitz/internal/table"
)

// Listen listens on a socket file that only its owner can connect to, and
// which goes when the listener is closed. A file that a dead server left is
// replaced: who holds the store is the only server, and only it may call this.
// Operating systems allow about a hundred bytes for the path.
func Listen(path string) (net.Listener, error) {
	// The socket is made in a private directory and moved to its place when it
	// has its mode, so that at no moment others can connect.
	private, err := os.MkdirTemp(filepath.Dir(path), ".s")
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w", path, err)
	}
	defer func() { _ = os.Remove(private) }()
	hidden := filepath.Join(private, "s")
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: hidden, Net: "unix"})
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w", path, err)
	}
	l.SetUnlinkOnClose(false)
	if err := errors.Join(os.Chmod(hidden, 0o600), os.Rename(hidden, path)); err != nil {
		return nil, fmt.Errorf("listen on %s: %w", path, errors.Join(err, l.Close()))
	}
	return listener{l, path}, nil
}

// listener takes its file away at the end.
type listener struct {
	net.Listener
	path string
}

// Close closes the socket and removes its file.
func (l listener) Close() error { return errors.Join(os.Remove(l.path), l.Listener.Close()) }

const (
	maxCall   = 16 << 20        // bytes; a transaction has at most 4 MB of items
	drainTime = 5 * time.Second // for the calls in flight when ctx ends
)

// Serve answers calls with the table until ctx ends. Then it closes the
// listener, finishes what is in flight and returns nil.
func Serve(ctx context.Context, l net.Listener, t table.Table) error {
	server := &http.Server{Handler: handler(t), ReadHeaderTimeout: drainTime}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(l) }()
	select {
	case err := <-ended:
		return fmt.Errorf("serve table on %s: %w", l.Addr(), err)
	case <-ctx.Done():
	}
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTime)
	defer cancel()
	if err := server.Shutdown(drain); err != nil {
		return fmt.Errorf("end serving table on %s: %w", l.Addr(), errors.Join(err, server.Close()))
	}
	// The listener is closed by then, even when ctx ended before it was listened
	// on.
	if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve table on %s: %w", l.Addr(), err)
	}
	return nil
}

// The paths of the calls, with the version of what travels.
const (
	pathGet   = "/1/get"
	pathQuery = "/1/query"
	pathWrite = "/1/write"
)

func handler(t table.Table) http.Handler {
	mux := http.NewServeMux()
	mux.Handle(pathGet, answering(func(ctx context.Context, g table.Get) (got, error) {
		out, err := t.Get(ctx, g)
		return got{encodeItems(out.Items), out.Units}, err
	}))
	mux.Handle(pathQuery, answering(func(ctx context.Context, q table.Query) (page, error) {
		out, err := t.Query(ctx, q)
		return page{encodeItems(out.Items), out.Next, out.Units}, err
	}))
	mux.Handle(pathWrite, answering(func(ctx context.Context, w write) (written, error) {
		in, err := w.decode()
		if err != nil {
			return written{}, err
		}
		out, err := t.Write(ctx, in)
		return written{encodeItem(out.Image), out.Units}, err
	}))
	return mux
}

// answering is the server's end of one kind of call. The request's context
// ends when the client goes.
func answering[In, Out any](do func(context.Context, In) (Out, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in In
		if err := gob.NewDecoder(http.MaxBytesReader(w, r.Body, maxCall)).Decode(&in); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		out, err := do(r.Context(), in)
		if err := gob.NewEncoder(w).Encode(answer[Out]{Out: out, Failure: encodeError(err)}); err != nil {
			panic(http.ErrAbortHandler) // the client sees that the answer is not whole
		}
	})
}
