package main

import (
	"runtime/debug"
	"time"
)

const (
	startPercent = 400      // GOGC until the first answer
	usualPercent = 100      // Go's own
	memoryLimit  = 36 << 20 // bytes that Go's runtime holds; the program's own code comes on top
	settleAfter  = time.Second
)

// tuneMemory keeps the process fast to start and small. What a start allocates
// is mostly garbage when it is done, and collecting it on the way costs more
// than the memory is worth: it is collected after started was called, a
// second later, and given back. The limit makes the collector work harder when
// a busy hour's garbage would grow the process beyond what a small machine has
// to spare; it is soft, and the runtime never spends more than half of the CPU
// on it. Who sets GOGC or GOMEMLIMIT knows the machine, and is left alone.
func tuneMemory() (started func()) {
	const unlimited = 1<<63 - 1
	if debug.SetMemoryLimit(-1) == unlimited {
		debug.SetMemoryLimit(memoryLimit)
	}
	if set := debug.SetGCPercent(startPercent); set != usualPercent {
		debug.SetGCPercent(set)
		return func() {}
	}
	return func() {
		debug.SetGCPercent(usualPercent)
		time.AfterFunc(settleAfter, debug.FreeOSMemory)
	}
}
