// Command bench measures the built program on this machine, over HTTP, with
// one client and with eight: how many requests a second, how long they take,
// how much memory the server uses, and how soon it answers after a start.
//
//	go run ./e2e/bench -bin ./kibitz [-seconds 5] [-big 1000000]
//
// It prepares a data directory with a page of 100 comments, one of -big
// comments and a thread of 10,000 replies, starts the program on it as a user
// would, and prints a Markdown table. Client and server share the machine's
// cores, so the figures are what one machine does for both. Each reader has
// an address of its own, sent as X-Forwarded-For through a trusted proxy.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"time"
)

// row is one line of the report.
type row struct {
	what    string
	clients int
	result  result
	goal    float64 // requests a second, 0 for none
}

func main() {
	bin := flag.String("bin", "./kibitz", "the program to measure")
	seconds := flag.Float64("seconds", 5, "how long each measurement takes")
	big := flag.Int("big", 1_000_000, "comments of the big page")
	flag.Parse()
	if err := run(*bin, time.Duration(*seconds*float64(time.Second)), *big); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(bin string, span time.Duration, big int) (err error) {
	dir, err := os.MkdirTemp("", "kibitz-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	fmt.Fprintf(os.Stderr, "preparing %d comments …\n", big)
	began := time.Now()
	seeded, err := prepare(dir, big)
	if err != nil {
		return fmt.Errorf("prepare: %w", err)
	}
	fmt.Fprintf(os.Stderr, "prepared in %s\n", time.Since(began).Round(time.Second))

	starts := make([]time.Duration, 7)
	for i := range starts {
		s, first, err := start(bin, dir)
		if err != nil {
			return err
		}
		starts[i] = first
		if err := s.stop(); err != nil {
			return err
		}
	}
	slices.Sort(starts)

	s, _, err := start(bin, dir)
	if err != nil {
		return err
	}
	defer s.kill()
	idle, err := s.memory()
	if err != nil {
		return err
	}
	var rows []row
	for _, m := range measurements(seeded) {
		for i, clients := range []int{1, 8} {
			r, err := load(s.addr, m.request, clients, span)
			if err != nil {
				return fmt.Errorf("%s with %d clients: %w", m.what, clients, err)
			}
			rows = append(rows, row{m.what, clients, r, m.goals[i]})
			fmt.Fprintf(os.Stderr, "%-40s %d clients: %.0f/s\n", m.what, clients, r.rate)
		}
	}
	after, err := s.memory()
	if err != nil {
		return err
	}
	report(rows, idle, after, starts)
	return s.stop()
}

// report prints what was measured.
func report(rows []row, idle, after memory, starts []time.Duration) {
	fmt.Println("| operation | clients | requests/s | goal | p50 ms | p99 ms | bytes |")
	fmt.Println("|---|---:|---:|---:|---:|---:|---:|")
	for _, r := range rows {
		goal := ""
		if r.goal > 0 {
			goal = fmt.Sprintf("%.0f", r.goal)
		}
		fmt.Printf("| %s | %d | %.0f | %s | %.2f | %.2f | %d |\n", r.what, r.clients, r.result.rate, goal,
			ms(r.result.p50), ms(r.result.p99), r.result.bytes)
	}
	fmt.Printf("\n| | measured | goal |\n|---|---:|---:|\n")
	fmt.Printf("| memory idle, MB resident (of it anonymous) | %.1f (%.1f) | 30 |\n", idle.resident, idle.anonymous)
	fmt.Printf("| memory after load, MB resident (of it anonymous) | %.1f (%.1f) | 60 |\n", after.resident, after.anonymous)
	fmt.Printf("| start to first answer, ms, median of %d | %.1f | 40 |\n", len(starts), ms(starts[len(starts)/2]))
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
