package store

import (
	"sync"

	"kibitz/internal/table"
)

// seen remembers keys that were in the table. To forget one costs a call.
type seen struct {
	mu sync.Mutex
	m  map[table.Key]bool
}

// maxSeen keys are remembered, some 150 bytes each.
const maxSeen = 10_000

func (s *seen) has(k table.Key) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.m[k]
}

func (s *seen) add(k table.Key) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.m) >= maxSeen || s.m == nil {
		s.m = map[table.Key]bool{}
	}
	s.m[k] = true
}
