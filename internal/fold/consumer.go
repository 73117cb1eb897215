package fold

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"kibitz/internal/store"
	"kibitz/internal/table"
)

// Consumer folds a table's feed as it grows: what the stream function is on
// AWS, within one process. One Consumer runs on a table at a time.
type Consumer struct {
	Feed  table.Feed
	Store *store.Store
	Lists *Lists // over Store
	Log   *slog.Logger
	// Wait pauses; it returns early with an error when ctx ends.
	Wait func(ctx context.Context, d time.Duration) error
}

const (
	consumerName = "fold"
	batchSize    = 1000
	retryMin     = 50 * time.Millisecond
	retryMax     = 5 * time.Second

	// gather is how long changes may come together before the next batch. A
	// change alone is two durable writes, as dear as the view that made it.
	gather = 100 * time.Millisecond
)

// Run folds until ctx ends, then returns nil. After a failure it waits and
// tries the same changes again, for as long as it takes: numbers are late
// then, not wrong. A change that cannot be read is kept as a dead letter.
func (c *Consumer) Run(ctx context.Context) error {
	at, err := c.start(ctx)
	pause := retryMin
	for ctx.Err() == nil {
		if err == nil {
			at, err = c.step(ctx, at)
		}
		if err == nil {
			pause = retryMin
			continue
		}
		if ctx.Err() != nil {
			break
		}
		c.Log.ErrorContext(ctx, "fold failed, trying again", slog.Any("error", err), slog.Duration("in", pause))
		if c.Wait(ctx, pause) != nil {
			break
		}
		pause = min(2*pause, retryMax)
		at, err = c.start(ctx)
	}
	return nil
}

func (c *Consumer) start(ctx context.Context) (table.Position, error) {
	return c.Store.Checkpoint(ctx, consumerName)
}

// step folds the next batch, writes the lists that are due, notes how far it
// came, and lets changes gather unless more are there than it took.
func (c *Consumer) step(ctx context.Context, at table.Position) (table.Position, error) {
	b, err := c.next(ctx, at)
	if err != nil {
		return at, err
	}
	if err := c.apply(ctx, b.Changes); err != nil {
		return at, err
	}
	c.Lists.Flush(ctx)
	if ownNotes(b.Changes) {
		return b.Next, nil // nothing but our own checkpoints: not worth another
	}
	if err := c.note(ctx, b.Next); err != nil {
		return at, err
	}
	if len(b.Changes) == batchSize {
		return b.Next, nil
	}
	return b.Next, c.Wait(ctx, gather)
}

// next reads the next batch, an empty one when lists are due before anything
// changes.
func (c *Consumer) next(ctx context.Context, at table.Position) (table.Batch, error) {
	waiting := ctx
	if d, pending := c.Lists.Wait(); pending {
		var cancel context.CancelFunc
		waiting, cancel = context.WithTimeout(ctx, max(d, time.Millisecond))
		defer cancel()
	}
	b, err := c.Feed.Changes(waiting, at, batchSize)
	if err != nil && waiting.Err() != nil && ctx.Err() == nil {
		return table.Batch{Next: at}, nil
	}
	if err != nil {
		return b, fmt.Errorf("read changes: %w", err)
	}
	return b, nil
}

// note moves the checkpoint and lets the feed forget what is folded.
func (c *Consumer) note(ctx context.Context, to table.Position) error {
	from, err := c.start(ctx)
	if err != nil {
		return err
	}
	if err := c.Store.SetCheckpoint(ctx, consumerName, from, to); err != nil {
		return err
	}
	if err := c.Feed.Trim(ctx, to); err != nil {
		return fmt.Errorf("trim feed: %w", err)
	}
	return nil
}

// apply folds changes, setting unreadable ones aside.
func (c *Consumer) apply(ctx context.Context, changes []table.Change) error {
	for {
		err := Apply(ctx, c.Lists, changes)
		f, failed := AsFailure(err)
		if !failed {
			return err
		}
		if !f.Unreadable {
			return f
		}
		c.Log.ErrorContext(ctx, "change cannot be folded, kept as a dead letter", slog.Any("error", f))
		if err := c.Store.DeadLetter(ctx, changes[f.Index], f.Err); err != nil {
			return fmt.Errorf("keep dead letter: %w", err)
		}
		changes = changes[f.Index+1:]
	}
}

// Drain folds what is in the feed, writes the lists and returns, for a clean
// stop. The feed is empty when it has nothing for the time that ctx allows or
// the note of the last batch is all that comes.
func (c *Consumer) Drain(ctx context.Context) error {
	if err := c.drain(ctx); err != nil {
		return err
	}
	c.Lists.FlushAll(ctx)
	return nil
}

func (c *Consumer) drain(ctx context.Context) error {
	at, err := c.start(ctx)
	if err != nil {
		return err
	}
	for {
		b, err := c.Feed.Changes(ctx, at, batchSize)
		if errors.Is(err, context.DeadlineExceeded) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read changes: %w", err)
		}
		if err := c.apply(ctx, b.Changes); err != nil {
			return err
		}
		if ownNotes(b.Changes) && len(b.Changes) < batchSize {
			return nil
		}
		if err := c.note(ctx, b.Next); err != nil {
			return err
		}
		at = b.Next
	}
}

// ownNotes reports whether all changes are what the fold notes for itself.
func ownNotes(changes []table.Change) bool {
	for _, ch := range changes {
		if !store.IsOwn(ch) {
			return false
		}
	}
	return true
}
