package local

import (
	"context"
	"sync"
	"sync/atomic"
)

// durable is how far the write-ahead log is synced: all writes up to a
// sequence number are on disk.
type durable struct {
	seq atomic.Uint64

	mu    sync.Mutex
	err   error         // what ended it
	moved chan struct{} // closed when seq or err moves; nil when nobody waits
}

// reach says that writes up to seq are on disk.
func (d *durable) reach(seq uint64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if seq > d.seq.Load() {
		d.seq.Store(seq)
		d.wake()
	}
}

// fail says that no further write will reach the disk.
func (d *durable) fail(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.err == nil {
		d.err = err
		d.wake()
	}
}

// failed returns what fail was called with first, if it was.
func (d *durable) failed() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.err
}

func (d *durable) wake() {
	if d.moved != nil {
		close(d.moved)
		d.moved = nil
	}
}

// wait returns when writes up to seq are on disk, or with ctx's error or the
// failure.
func (d *durable) wait(ctx context.Context, seq uint64) error {
	for d.seq.Load() < seq {
		moved, err := d.watch(seq)
		if err != nil {
			return err
		}
		select {
		case <-moved:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// watch returns a channel that is closed when something has moved.
func (d *durable) watch(seq uint64) (<-chan struct{}, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.seq.Load() >= seq {
		closed := make(chan struct{})
		close(closed)
		return closed, nil
	}
	if d.err != nil {
		return nil, d.err
	}
	if d.moved == nil {
		d.moved = make(chan struct{})
	}
	return d.moved, nil
}
