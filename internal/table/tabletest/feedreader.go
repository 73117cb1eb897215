package tabletest

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"kibitz/internal/table"
)

func feedReaderCases() []testCase {
	return []testCase{
		{"feed reader/resumes", readerResumes},
		{"feed reader/replays", readerReplays},
		{"feed reader/two of them", readerTwo},
		{"feed reader/waits for a change", readerWaits},
		{"feed reader/ended context", readerEnded},
		{"feed reader/trims", readerTrims},
		{"feed reader/while writers write", readerBeside},
	}
}

// putNumbered stores items of partition p, numbered from and to.
func (h *harness) putNumbered(from, to int) {
	h.Helper()
	for i := from; i < to; i++ {
		h.put(item("p", fmt.Sprintf("%03d", i)))
	}
}

// wantNumbered checks that the changes are those of putNumbered.
func (h *harness) wantNumbered(changes []table.Change, from int) {
	h.Helper()
	for i, c := range changes {
		h.wantChange(c, nil, item("p", fmt.Sprintf("%03d", from+i)))
	}
}

func readerResumes(h *harness) {
	h.putNumbered(0, 5)
	var after table.Position
	for i := range 5 {
		changes, next := h.read(after, 1)
		h.wantNumbered(changes, i)
		after = next
	}
	h.putNumbered(5, 15)
	changes, after := h.read(after, 7)
	h.wantNumbered(changes, 5)
	changes, _ = h.read(after, 3)
	h.wantNumbered(changes, 12)
}

func readerReplays(h *harness) {
	h.putNumbered(0, 10)
	first, _ := h.read("", 10)
	_, middle := h.read("", 4)
	h.putNumbered(10, 12)
	again, _ := h.read("", 12)
	h.wantNumbered(again, 0)
	for i, c := range first {
		if again[i].Seq != c.Seq {
			h.Errorf("change %d has sequence %x, then %x", i, c.Seq, again[i].Seq)
		}
	}
	for range 2 {
		rest, _ := h.read(middle, 8)
		h.wantNumbered(rest, 4)
	}
}

func readerTwo(h *harness) {
	h.putNumbered(0, 20)
	var slow, fast table.Position
	for i := range 10 {
		changes, next := h.read(fast, 2)
		h.wantNumbered(changes, 2*i)
		fast = next
		if i%2 == 0 {
			changes, slow = h.read(slow, 1)
			h.wantNumbered(changes, i/2)
		}
	}
	changes, _ := h.read(slow, 15)
	h.wantNumbered(changes, 5)
}

func readerWaits(h *harness) {
	h.putNumbered(0, 1)
	_, after := h.read("", 1)
	ctx, cancel := context.WithTimeout(h.Context(), patience)
	defer cancel()
	read := make(chan table.Batch, 1)
	go func() {
		batch, err := h.Feed.Changes(ctx, after, 10)
		if err != nil {
			h.Errorf("changes: %v", err)
		}
		read <- batch
	}()
	h.putNumbered(1, 2)
	batch := <-read
	h.wantNumbered(batch.Changes, 1)
	if len(batch.Changes) != 1 {
		h.Errorf("%d changes, want 1", len(batch.Changes))
	}
}

func readerEnded(h *harness) {
	ctx, cancel := context.WithCancel(h.Context())
	ended := make(chan error, 1)
	go func() {
		_, err := h.Feed.Changes(ctx, "", 10)
		ended <- err
	}()
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		h.Errorf("changes with an ended context: %v, want context.Canceled", err)
	}
	if _, err := h.Feed.Changes(ctx, "", 10); !errors.Is(err, context.Canceled) {
		h.Errorf("changes with an ended context: %v, want context.Canceled", err)
	}
}

func readerTrims(h *harness) {
	h.putNumbered(0, 10)
	_, after := h.read("", 4)
	for range 2 {
		if err := h.Feed.Trim(h.Context(), after); err != nil {
			h.Fatalf("trim: %v", err)
		}
	}
	changes, end := h.read(after, 6)
	h.wantNumbered(changes, 4)
	if err := h.Feed.Trim(h.Context(), end); err != nil {
		h.Fatalf("trim: %v", err)
	}
	h.putNumbered(10, 12)
	changes, _ = h.read(end, 2)
	h.wantNumbered(changes, 10)
}

// readerBeside reads while many write: it misses nothing and meets nothing
// twice.
func readerBeside(h *harness) {
	const partitions = 4
	var writing sync.WaitGroup
	defer writing.Wait()
	writing.Go(func() {
		h.race(writers, func(i int) []table.Op {
			return []table.Op{table.Put(item(fmt.Sprint("p", i%partitions), fmt.Sprint(i)))}
		})
	})
	seen := make(map[table.Key]bool)
	var after table.Position
	for range writers {
		var changes []table.Change
		changes, after = h.read(after, 1)
		seen[changes[0].Key] = true
	}
	if len(seen) != writers {
		h.Errorf("changes of %d items, want %d", len(seen), writers)
	}
}
