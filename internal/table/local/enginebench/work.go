package main

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"time"
)

// cacheSize is how much of the store an engine may keep in memory of its own.
const cacheSize = 8 << 20

// store is an ordered, durable key-value store. When update returns nil, what
// f wrote is synced; updates are isolated from each other.
type store interface {
	update(f func(txn) error) error
	scan(prefix []byte, limit int) (n int, err error) // reads so many entries with the prefix
	trim(from, to []byte) error                       // removes the range; need not be synced
	close() error
}

// txn is what an update reads and writes. It need not see its own writes.
// Neither side keeps the other's bytes.
type txn interface {
	get(key []byte) ([]byte, error) // nil when absent
	put(key, value []byte) error
}

const itemsPerPost = 5

// worker makes the keys and values of one writer.
type worker struct {
	rnd   *rand.Rand
	pages int
	id    uint32
	text  []byte
	log   []byte
}

// sequence numbers change records.
var sequence atomic.Uint64

func newWorker(seed uint64, items int) *worker {
	w := &worker{rnd: rand.New(rand.NewPCG(seed, seed)), id: uint32(seed * 2654435761), pages: max(items/500, 1)}
	words := make([]byte, 1<<16)
	for i := range words {
		words[i] = "etaoin shrdlucmfwypvbgkjq"[w.rnd.IntN(25)]
	}
	w.text = words
	return w
}

func (w *worker) value(length int) []byte {
	at := w.rnd.IntN(len(w.text) - length)
	return w.text[at : at+length]
}

// page picks a page; a few are read and written much more than the rest.
func (w *worker) page() int {
	f := w.rnd.Float64()
	return int(f * f * f * float64(w.pages))
}

func pageKey(n int) []byte {
	return fmt.Appendf(nil, "c#example#news.example/2026/article-%06d\x00", n)
}

// post is a comment with all that belongs to it: four items whose conditions
// are read first and one more, two index entries, one change record with the
// images of all.
func post(w *worker, t txn) error {
	id := fmt.Sprintf("%016x%08x", time.Now().UnixNano(), w.id) // grows with time, as a ULID does
	w.log = w.log[:0]
	for _, it := range []struct {
		key    []byte
		length int
		read   bool
	}{
		{append(pageKey(w.page()), id...), 700, true},
		{fmt.Appendf(nil, "x#example#%s", id), 900, false},
		{fmt.Appendf(nil, "i#example#%016x", w.rnd.Uint64()), 150, true},
		{fmt.Appendf(nil, "l#example#post#%08x", w.rnd.Uint32N(100_000)), 100, true},
		{fmt.Appendf(nil, "l#example#page#%06d", w.page()), 100, true},
	} {
		if it.read {
			old, err := t.get(it.key)
			if err != nil {
				return err
			}
			w.log = append(w.log, old...)
		}
		v := w.value(it.length)
		if err := t.put(it.key, v); err != nil {
			return err
		}
		w.log = append(append(w.log, it.key...), v...)
	}
	if err := t.put(fmt.Appendf(nil, "1#q#example#published\x00%s", id), w.value(40)); err != nil {
		return err
	}
	if err := t.put(fmt.Appendf(nil, "2#u#example#%08x\x00%s", w.rnd.Uint32N(50_000), id), w.value(40)); err != nil {
		return err
	}
	return t.put(logKey(), w.log)
}

// view is one visitor's item of the day, read, changed and written.
func view(w *worker, t txn) error {
	key := fmt.Appendf(nil, "v#example#news.example/2026/article-%06d#20261123#%d\x00%016x",
		w.page(), w.rnd.IntN(4), w.rnd.Uint32N(500_000))
	old, err := t.get(key)
	if err != nil {
		return err
	}
	w.log = append(append(w.log[:0], key...), old...)
	v := w.value(60)
	if err := t.put(key, v); err != nil {
		return err
	}
	return t.put(logKey(), append(w.log, v...))
}

func logKey() []byte { return logKeyAt(sequence.Add(1)) }

func logKeyAt(n uint64) []byte { return binary.BigEndian.AppendUint64([]byte("~log"), n) }

// follow reads the change log as the fold does, trimming what it has read, until
// stop is closed.
func follow(s store, stop <-chan struct{}) error {
	for {
		select {
		case <-stop:
			return nil
		case <-time.After(100 * time.Millisecond):
			last := sequence.Load()
			if _, err := s.scan([]byte("~log"), int(last)); err != nil {
				return err
			}
			if err := s.trim(logKeyAt(0), logKeyAt(last)); err != nil {
				return err
			}
		}
	}
}
