package sanitize

import (
	"runtime"
	"syscall"
	"testing"
	"time"

	"kibitz/internal/testkit"
)

// maxCPU is what rendering may cost for any input whatever.
const maxCPU = 50 * time.Millisecond

// The clock is the processor time of this thread alone, and the best of five
// runs counts (one within the bound is enough to know): other work on the
// machine does not make the test fail.
func TestCost(t *testing.T) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	check := func(name, s string, f Format) {
		t.Helper()
		best := time.Hour
		for try := 0; try < 5 && best > maxCPU*raceFactor; try++ {
			start := threadTime(t)
			_, _ = Body(s, f) // some are refused, at the same cost
			best = min(best, threadTime(t)-start)
		}
		if best > maxCPU*raceFactor {
			t.Errorf("%s as %s costs %v", name, f, best)
		}
	}
	for _, h := range hostile {
		s := source(h.before, h.unit, h.after)
		check(h.name, s, Markdown)
		check(h.name, s, Plain)
	}
	for _, e := range testkit.Entries(t, "markdown/pathological.json") {
		check(e.Name, e.Payload, Markdown)
	}
}

// threadTime returns the processor time that this thread has used.
func threadTime(t *testing.T) time.Duration {
	t.Helper()
	const rusageThread = 1 // RUSAGE_THREAD of getrusage(2)
	var used syscall.Rusage
	if err := syscall.Getrusage(rusageThread, &used); err != nil {
		t.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
