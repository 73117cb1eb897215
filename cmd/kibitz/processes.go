package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"

	"kibitz/internal/fold"
	"kibitz/internal/table/socket"
)

// work is what is done until it is done or its context ends, and reports
// whether there was anything to do. Doing it again goes on where it was.
type work func(context.Context) (bool, error)

// processes are what runs in a server at the same time.
type processes struct {
	server   *http.Server
	listener net.Listener
	consumer *fold.Consumer
	socket   net.Listener // nil: none
	later    work         // what the start does not wait for; nil: none
	log      *slog.Logger
}

// prepare does work, nil for none, before anything is answered, and counts
// what it did.
func (p *processes) prepare(ctx context.Context, w work) error {
	if w == nil {
		return nil
	}
	did, err := w(ctx)
	if err != nil || !did {
		return err
	}
	return p.consumer.Drain(ctx)
}

// run runs all of them until ctx ends or one fails, then ends them in order:
// requests, commands, and at last the fold, when there is nothing more to
// come. ready is called when connections are accepted.
func (p *processes) run(ctx context.Context, d *data, ready func()) error {
	working, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	var background sync.WaitGroup
	failed := make(chan error, 2)
	background.Go(func() { _ = p.consumer.Run(working) }) // it ends with its context only
	if p.socket != nil {
		background.Go(func() {
			if err := socket.Serve(working, p.socket, d.table); err != nil {
				p.log.WarnContext(ctx, "other commands cannot reach this server any more", slog.Any("error", err))
			}
		})
	}
	if p.later != nil {
		background.Go(func() {
			if _, err := p.later(working); err != nil && working.Err() == nil {
				p.log.WarnContext(ctx, "not all is prepared; the next start goes on", slog.Any("error", err))
			}
		})
	}
	go func() { failed <- p.server.Serve(p.listener) }()
	ready()

	var err error
	select {
	case <-ctx.Done():
		p.log.InfoContext(ctx, "stopping; once more to stop at once")
	case err = <-failed:
		err = fmt.Errorf("serve: %w", err)
	}
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	if stopErr := p.server.Shutdown(end); stopErr != nil {
		p.log.WarnContext(ctx, "requests were cut off", slog.Any("error", stopErr))
		_ = p.server.Close()
	}
	stop()
	background.Wait()
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	if drainErr := p.consumer.Drain(drain); drainErr != nil {
		p.log.WarnContext(ctx, "not all is counted yet; the next start goes on", slog.Any("error", drainErr))
	}
	return err
}
