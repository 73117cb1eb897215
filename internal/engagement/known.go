package engagement

import (
	"sync"
	"time"
)

// knownPages remembers which pages this process has seen in the store, so
// that a view of one need not look first. Being forgotten costs a read; what
// is remembered for long costs nothing but that an alias set meanwhile is
// noticed late, hence knownFor.
type knownPages struct {
	mu sync.Mutex
	m  map[string]time.Time // when it was seen
}

const (
	maxKnown = 10_000 // pages; some 100 bytes each
	knownFor = time.Minute
)

func (k *knownPages) has(site, page string, now time.Time) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	seen, ok := k.m[site+"#"+page]
	return ok && now.Sub(seen) < knownFor
}

func (k *knownPages) add(site, page string, now time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.m) >= maxKnown {
		clear(k.m)
	}
	k.m[site+"#"+page] = now
}
