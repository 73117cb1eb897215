package local

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// TestKill kills a child process under 16 writers, again and again.
func TestKill(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "table")
	var acked [ledgerWriters]int
	var a auditor
	for round := range 25 {
		killAfter(t, dir, 1+rand.IntN(150), &acked)
		db := openTest(t, dir, Options{})
		a.audit(t, db, acked, acked)
		if round%3 == 0 {
			if err := db.Trim(t.Context(), a.at); err != nil {
				t.Fatal(err)
			}
		}
		if round%5 == 0 {
			if err := db.sweep(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		closeTest(t, db)
		acked = a.counts
		if t.Failed() {
			t.Fatalf("in round %d", round)
		}
	}
	t.Logf("%v entries", acked)
}

// killAfter runs a child that keeps the ledger, kills it after so many
// acknowledgements, and collects all that it sent.
func killAfter(t *testing.T, dir string, limit int, acked *[ledgerWriters]int) {
	t.Helper()
	cmd := child(t, "ledger", dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for n := 0; lines.Scan(); n++ {
		var w, entry int
		if _, err := fmt.Sscan(lines.Text(), &w, &entry); err != nil {
			t.Fatalf("child says %q: %v", lines.Text(), err)
		}
		acked[w] = entry
		if n == limit {
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := cmd.Wait(); err == nil || cmd.ProcessState.ExitCode() != -1 {
		t.Fatalf("child was not killed: %v", cmd.ProcessState)
	}
}

// childLedger keeps the ledger and tells its parent of every durable entry,
// until it is killed.
func childLedger(dir string) error {
	db, err := Open(dir, testSchema(), Options{})
	if err != nil {
		return err
	}
	return keepLedger(context.Background(), db, func(w, n int) {
		fmt.Printf("%d %d\n", w, n)
	})
}

// TestPowerLoss takes a disk away under 16 writers: what was not synced is
// there in parts, block by block. The kernel of a killed process still has it
// all, so TestKill cannot see a missing sync; this test does.
func TestPowerLoss(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewPCG(seed, seed))
	disk := vfs.NewCrashableMem()
	var a auditor
	for round := range 10 {
		db := openTest(t, "table", Options{fs: disk})
		var mu sync.Mutex
		acked, total := a.counts, 0
		limit := 1 + rnd.IntN(150)
		reached := make(chan struct{})
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() {
			ended <- keepLedger(ctx, db, func(w, n int) {
				mu.Lock()
				defer mu.Unlock()
				acked[w] = n
				if total++; total == limit {
					close(reached)
				}
			})
		}()
		<-reached
		snapshot := func() [ledgerWriters]int {
			mu.Lock()
			defer mu.Unlock()
			return acked
		}
		before := snapshot()
		disk = disk.CrashClone(vfs.CrashCloneCfg{UnsyncedDataPercent: rnd.IntN(101), RNG: rnd})
		after := snapshot()
		stop()
		if err := <-ended; err != nil {
			t.Fatal(err)
		}
		closeTest(t, db)

		db = openTest(t, "table", Options{fs: disk})
		a.audit(t, db, before, after)
		closeTest(t, db)
		if t.Failed() {
			t.Fatalf("in round %d", round)
		}
	}
}
