package local

import (
	"hash/maphash"
	"slices"
	"sync"
	"sync/atomic"
)

// stripeCount is so high that a reader seldom waits for a write to a partition
// that is not its own.
const stripeCount = 4096

// stripe stands for all partitions whose keys have its hash.
type stripe struct {
	sync.Mutex               // held while a write to one of them is evaluated and applied
	last       atomic.Uint64 // sequence number of the newest write applied to them
}

// stripes are the locks of all partitions of the table, of its indexes and of
// tokens. Index partitions are never locked, only marked.
type stripes struct {
	seed maphash.Seed
	all  [stripeCount]stripe
}

func newStripes() *stripes { return &stripes{seed: maphash.MakeSeed()} }

// of returns the stripe of what is stored under keys with this beginning.
func (s *stripes) of(partition []byte) *stripe { return &s.all[s.number(partition)] }

func (s *stripes) number(partition []byte) int {
	return int(maphash.Bytes(s.seed, partition) % stripeCount)
}

// lock locks the stripes with these numbers, in an order that all keep.
func (s *stripes) lock(numbers []int) locked {
	slices.Sort(numbers)
	numbers = slices.Compact(numbers)
	held := make(locked, len(numbers))
	for i, n := range numbers {
		held[i] = &s.all[n]
		held[i].Lock()
	}
	return held
}

// locked are stripes that the caller holds.
type locked []*stripe

func (l locked) unlock() {
	for _, s := range l {
		s.Unlock()
	}
}

// last returns the newest write applied to any of them.
func (l locked) last() uint64 {
	newest := uint64(0)
	for _, s := range l {
		newest = max(newest, s.last.Load())
	}
	return newest
}
