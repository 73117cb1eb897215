package streams

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"testing"

	"kibitz/internal/table"
)

// next reads a batch that must be there.
func next(t *testing.T, feed *Feed, after table.Position, limit int) (sequences []int, pos table.Position) {
	t.Helper()
	batch, err := feed.Changes(t.Context(), after, limit)
	if err != nil {
		t.Fatal(err)
	}
	if len(batch.Changes) > limit {
		t.Errorf("%d changes, over the limit of %d", len(batch.Changes), limit)
	}
	for _, c := range batch.Changes {
		n, err := strconv.Atoi(c.Key.SK)
		if err != nil {
			t.Fatal(err)
		}
		sequences = append(sequences, n)
	}
	return sequences, batch.Next
}

// another returns a feed of the same stream that knows nothing yet.
func another(feed *Feed) *Feed {
	return New(feedOptions(*feed.api.client.Options().BaseEndpoint, feed.api.table), feed.log)
}

// readAll reads n changes in batches.
func readAll(t *testing.T, feed *Feed, after table.Position, n, limit int) (sequences []int, pos table.Position) {
	t.Helper()
	for len(sequences) < n {
		var some []int
		some, after = next(t, feed, after, limit)
		sequences = append(sequences, some...)
	}
	return sequences, after
}

func TestShardsInOrder(t *testing.T) {
	for _, limit := range []int{1, 2, 3, 100} {
		s, feed := newStream(t)
		s.add("a", "gone", 1, 2, 3)
		s.add("b", "a", 4, 5)
		s.add("c", "a")
		s.add("d", "c", 6)
		s.close("a")
		s.close("c")
		got, pos := readAll(t, feed, "", 6, limit)
		for _, order := range [][]int{{1, 2, 3, 4, 5}, {3, 6}} {
			if at := indexes(got, order); !slices.IsSorted(at) {
				t.Errorf("limit %d: %v does not come in order in %v", limit, order, got)
			}
		}
		if want := table.Position("b=5,d=6"); pos != want {
			t.Errorf("limit %d: at %q, want %q", limit, pos, want)
		}
		s.add("b", "a", 7)
		if got, _ := next(t, feed, pos, limit); !slices.Equal(got, []int{7}) {
			t.Errorf("limit %d: then %v", limit, got)
		}
	}
}

func indexes(in, of []int) []int {
	at := make([]int, len(of))
	for i, n := range of {
		at[i] = slices.Index(in, n)
	}
	return at
}

// From every position that was ever handed out, a feed that remembers nothing
// reads exactly what comes after it.
func TestResume(t *testing.T) {
	s, feed := newStream(t)
	s.add("a", "", 1, 2, 3)
	s.add("b", "a", 4, 5)
	s.add("c", "b", 6)
	s.close("a")
	s.close("b")
	pos, positions := table.Position(""), []table.Position{""}
	for range 6 {
		_, pos = next(t, feed, pos, 1)
		positions = append(positions, pos)
	}
	all := []int{1, 2, 3, 4, 5, 6}
	for i, pos := range positions[:6] {
		got, end := readAll(t, another(feed), pos, 6-i, 100)
		if !slices.Equal(got, all[i:]) || end != positions[6] {
			t.Errorf("from %q: %v to %q, want %v", pos, got, end, all[i:])
		}
		if got, _ := readAll(t, feed, pos, 6-i, 100); !slices.Equal(got, all[i:]) {
			t.Errorf("replayed from %q: %v, want %v", pos, got, all[i:])
		}
	}
}

// A shard may close while it is read, with children that nobody has heard of.
func TestShardCloses(t *testing.T) {
	s, feed := newStream(t)
	s.add("a", "", 1)
	_, pos := next(t, feed, "", 10)
	s.add("a", "", 2)
	s.close("a")
	s.add("b", "a", 3)
	got, pos := readAll(t, feed, pos, 2, 10)
	if !slices.Equal(got, []int{2, 3}) || pos != "b=3" {
		t.Errorf("%v at %q", got, pos)
	}
}

// Partitions come without a parent too.
func TestNewPartition(t *testing.T) {
	s, feed := newStream(t)
	s.add("a", "", 1)
	_, pos := next(t, feed, "", 10)
	s.add("b", "", 2)
	if got, pos := next(t, feed, pos, 10); !slices.Equal(got, []int{2}) || pos != "a=1,b=2" {
		t.Errorf("%v at %q", got, pos)
	}
}

// A feed may be given a position in a shard that it has not heard of.
func TestPositionOfAnotherFeed(t *testing.T) {
	s, feed := newStream(t)
	s.add("a", "", 1)
	next(t, feed, "", 10)
	s.close("a")
	s.add("b", "a", 2)
	_, pos := readAll(t, another(feed), "", 2, 10)
	s.add("b", "a", 3)
	if got, pos := next(t, feed, pos, 10); !slices.Equal(got, []int{3}) || pos != "b=3" {
		t.Errorf("%v at %q", got, pos)
	}
}

func TestTrimmed(t *testing.T) {
	s, feed := newStream(t)
	s.add("a", "", 1, 2, 3, 4)
	_, pos := next(t, feed, "", 1)
	s.trim("a", 3)
	if got, _ := next(t, feed, pos, 10); !slices.Equal(got, []int{4}) {
		t.Errorf("within a shard: %v", got)
	}
	s.close("a")
	s.add("b", "a", 5)
	s.forget("a")
	got, pos := next(t, another(feed), pos, 10)
	if !slices.Equal(got, []int{5}) || pos != "b=5" {
		t.Errorf("the whole shard: %v at %q", got, pos)
	}
}

// A shard that goes while it is read is an error once; then the rest is read.
func TestShardGoes(t *testing.T) {
	s, feed := newStream(t)
	s.add("a", "", 1)
	_, pos := next(t, feed, "", 10)
	s.forget("a")
	s.add("b", "a", 2)
	if _, err := feed.Changes(t.Context(), pos, 10); !errors.Is(err, table.ErrUnavailable) {
		t.Error(err)
	}
	if got, pos := next(t, feed, pos, 10); !slices.Equal(got, []int{2}) || pos != "b=2" {
		t.Errorf("%v at %q", got, pos)
	}
}

func TestExpiredIterator(t *testing.T) {
	s, feed := newStream(t)
	s.add("a", "", 1)
	_, pos := next(t, feed, "", 10)
	s.add("a", "", 2)
	s.expireIterators(1)
	if got, _ := next(t, feed, pos, 10); !slices.Equal(got, []int{2}) {
		t.Errorf("%v", got)
	}
}

func TestChangesRefused(t *testing.T) {
	s, feed := newStream(t)
	if _, err := feed.Changes(t.Context(), "", 0); !errors.Is(err, table.ErrInvalid) {
		t.Errorf("no limit: %v", err)
	}
	if _, err := feed.Changes(t.Context(), "?", 1); !errors.Is(err, table.ErrInvalid) {
		t.Errorf("no position: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := feed.Changes(ctx, "", 1); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	s.images = "KEYS_ONLY"
	if _, err := feed.Changes(t.Context(), "", 1); !errors.Is(err, errImages) {
		t.Errorf("stream without images: %v", err)
	}
}
