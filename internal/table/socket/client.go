package socket

import (
	"bytes"
	"context"
	"encoding/gob"
	"fmt"
	"io"
	"net"
	"net/http"

	"kibitz/internal/table"
)

// Table is a table.Table at the other end of a socket.
type Table struct{ http *http.Client }

var _ table.Table = (*Table)(nil)

// Dial returns the table that is served on the socket file. It connects with
// the first call; when nobody serves, calls are table.ErrUnavailable. Calls are
// made once: after a lost answer a write may have happened.
func Dial(path string) *Table {
	return &Table{&http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			var d net.Dialer
			return d.DialContext(ctx, "unix", path)
		},
		DisableCompression: true,
	}}}
}

// Close closes the connections that no call is using.
func (t *Table) Close() { t.http.CloseIdleConnections() }

// Get implements table.Table.
func (t *Table) Get(ctx context.Context, g table.Get) (table.Got, error) {
	out, err := call[got](ctx, t, pathGet, g)
	if err != nil {
		return table.Got{}, err
	}
	items, err := decodeItems(out.Items)
	return table.Got{Items: items, Units: out.Units}, err
}

// Query implements table.Table.
func (t *Table) Query(ctx context.Context, q table.Query) (table.Page, error) {
	out, err := call[page](ctx, t, pathQuery, q)
	if err != nil {
		return table.Page{}, err
	}
	items, err := decodeItems(out.Items)
	return table.Page{Items: items, Next: out.Next, Units: out.Units}, err
}

// Write implements table.Table.
func (t *Table) Write(ctx context.Context, w table.Write) (table.Written, error) {
	// The other end knows the indexes and has the last word; what is wrong or
	// too large without them need not travel.
	if err := w.Validate(table.Schema{}); err != nil {
		return table.Written{}, err
	}
	out, err := call[written](ctx, t, pathWrite, encodeWrite(w))
	if err != nil {
		return table.Written{}, err
	}
	image, err := decodeItem(out.Image)
	return table.Written{Image: image, Units: out.Units}, err
}

// call makes one call. Its errors are those of the table at the other end, or
// table.ErrUnavailable when there is no whole answer.
func call[Out any](ctx context.Context, t *Table, path string, in any) (out Out, err error) {
	if err := ctx.Err(); err != nil {
		return out, err
	}
	var body bytes.Buffer
	if err := gob.NewEncoder(&body).Encode(in); err != nil {
		return out, fmt.Errorf("%w: %w", table.ErrInvalid, err)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://table"+path, &body)
	if err != nil {
		return out, fmt.Errorf("%w: %w", table.ErrInvalid, err)
	}
	response, err := t.http.Do(r)
	if err != nil {
		return out, fmt.Errorf("%w: %w", table.ErrUnavailable, err)
	}
	defer func() {
		_, _ = io.Copy(io.Discard, response.Body) // so that the connection can be used again
		_ = response.Body.Close()
	}()
	if response.StatusCode != http.StatusOK {
		return out, fmt.Errorf("%w: server answers %s", table.ErrUnavailable, response.Status)
	}
	var a answer[Out]
	if err := gob.NewDecoder(response.Body).Decode(&a); err != nil {
		return out, fmt.Errorf("%w: read answer: %w", table.ErrUnavailable, err)
	}
	return a.Out, a.Failure.decode()
}
