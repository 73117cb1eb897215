package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"
)

// runPhase is the body of a child process.
func runPhase(phase, engine, dir string, items int, length time.Duration) error {
	began := time.Now()
	sequence.Store(uint64(began.UnixNano())) // above what was written before
	s, err := open(engine, dir)
	if err != nil {
		return err
	}
	r := result{}
	switch phase {
	case "fill":
		if err := fill(s, items); err != nil {
			return err
		}
	case "work":
		debug.FreeOSMemory()
		if r["memory open and idle, MB"], err = memory(); err != nil {
			return err
		}
		if err := work(s, items, length, r); err != nil {
			return err
		}
		if r["memory after work, MB"], err = memory(); err != nil {
			return err
		}
	case "crash":
		time.AfterFunc(length/2, func() { fmt.Println("kill me") })
		_, err := load(s, 16, time.Hour, items, post)
		return err
	case "reopen":
		if n, err := s.scan(pageKey(0), 1); err != nil || n != 1 {
			return fmt.Errorf("first read: %d items, %w", n, err)
		}
		r["reopen after kill -9, ms"] = fmt.Sprintf("%.0f", time.Since(began).Seconds()*1000)
	}
	if err := s.close(); err != nil {
		return err
	}
	if phase == "fill" {
		r["fill, s"] = fmt.Sprintf("%.1f", time.Since(began).Seconds())
	}
	return json.NewEncoder(os.Stdout).Encode(r)
}

func open(engine, dir string) (store, error) {
	switch engine {
	case "bbolt":
		return openBolt(dir)
	case "pebble":
		return openPebble(dir)
	case "sqlite":
		return openSQLite(dir)
	}
	return nil, fmt.Errorf("unknown engine %q", engine)
}

// fill writes posts until there are about so many items, many to a commit.
func fill(s store, items int) error {
	w := newWorker(1, items)
	for written := 0; written < items; {
		err := s.update(func(t txn) error {
			for range 400 {
				if err := post(w, t); err != nil {
					return err
				}
				written += itemsPerPost
			}
			return nil
		})
		if err != nil {
			return err
		}
		if err := s.trim(logKeyAt(0), logKeyAt(sequence.Load())); err != nil {
			return err
		}
	}
	return nil
}

func work(s store, items int, length time.Duration, r result) error {
	for _, kind := range []struct {
		name string
		do   func(*worker, txn) error
	}{{"post", post}, {"view", view}} {
		for _, n := range []int{1, 8, 32} {
			name := kind.name + ", 1 writer"
			if n > 1 {
				name = fmt.Sprintf("%s, %d writers", kind.name, n)
			}
			got, err := load(s, n, length, items, kind.do)
			if err != nil {
				return err
			}
			r[name] = got
		}
	}
	var err error
	if r["page of 50, µs"], err = pages(s, length/3, items); err != nil {
		return err
	}
	done := make(chan error)
	go func() {
		_, err := load(s, 8, length, items, post)
		done <- err
	}()
	if r["page of 50 under 8 posters, µs"], err = pages(s, length*2/3, items); err != nil {
		return err
	}
	return <-done
}

// load runs n writers for a while and says how many writes a second were
// durable, how long one took at the median and in the slowest hundredth, and
// how much processor time each needed.
func load(s store, n int, length time.Duration, items int, do func(*worker, txn) error) (string, error) {
	var mu sync.Mutex
	var times []time.Duration
	var failed error
	var wg sync.WaitGroup
	stop, followed := make(chan struct{}), make(chan error, 1)
	cpu, began := cpuTime(), time.Now()
	go func() { followed <- follow(s, stop) }()
	for i := range n {
		wg.Go(func() {
			w := newWorker(uint64(time.Now().UnixNano())+uint64(i), items)
			var mine []time.Duration
			for time.Since(began) < length {
				start := time.Now()
				if err := s.update(func(t txn) error { return do(w, t) }); err != nil {
					mu.Lock()
					failed = err
					mu.Unlock()
					return
				}
				mine = append(mine, time.Since(start))
			}
			mu.Lock()
			times = append(times, mine...)
			mu.Unlock()
		})
	}
	wg.Wait()
	took := time.Since(began)
	close(stop)
	failed = errors.Join(failed, <-followed)
	if failed != nil || len(times) == 0 {
		return "", failed
	}
	slices.Sort(times)
	return fmt.Sprintf("%.0f/s; p50 %d µs, p99 %d µs; CPU %d µs",
		float64(len(times))/took.Seconds(), times[len(times)/2].Microseconds(),
		times[len(times)*99/100].Microseconds(), (cpuTime()-cpu).Microseconds()/int64(len(times))), nil
}

// pages reads pages of 50 one after the other.
func pages(s store, length time.Duration, items int) (string, error) {
	w := newWorker(7, items)
	began, n := time.Now(), 0
	for ; time.Since(began) < length; n++ {
		if _, err := s.scan(pageKey(w.page()), 50); err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("%.1f", time.Since(began).Seconds()*1e6/float64(n)), nil
}

func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// memory is this process's resident memory: its own, and pages of mapped files
// (the program's text among them), which the kernel can take back.
func memory() (string, error) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return "", err
	}
	var own, file int
	for line := range strings.Lines(string(status)) {
		name, value, _ := strings.Cut(line, ":")
		into := map[string]*int{"RssAnon": &own, "RssFile": &file}[name]
		if into == nil {
			continue
		}
		if _, err := fmt.Sscanf(value, "%d kB", into); err != nil {
			return "", fmt.Errorf("%s: %w", name, err)
		}
	}
	return fmt.Sprintf("%d own + %d file", own>>10, file>>10), nil
}
