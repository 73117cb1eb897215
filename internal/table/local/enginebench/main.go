// Command enginebench compares storage libraries for the embedded table engine
// on the work that Kibitz does, and prints a Markdown table:
//
//	go run . [-engine bbolt,pebble,sqlite] [-items 1000000] [-seconds 3] [-dir DIR]
//
// It is a module of its own so that the libraries which lost never enter the
// program's go.mod. Each engine runs in fresh child processes (of this same
// binary): one that fills the store, one that works on it, one that is killed
// with SIGKILL while it writes, one that opens what was left. Every write that
// is waited for is synced to disk, by one sync for all who wait.
//
//	main.go      the parent: phases, table
//	phases.go    what a child does
//	work.go      post, view and page query on a plain ordered key-value store
//	group.go     a commit queue for libraries with one writer and no group commit
//	bbolt.go  pebble.go  sqlite.go
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// result is what one engine's phases measured, by the row's name.
type result map[string]string

// rows are the lines of the table in their order.
var rows = []string{
	"fill, s", "size after fill, MB",
	"post, 1 writer", "post, 8 writers", "post, 32 writers",
	"view, 1 writer", "view, 8 writers", "view, 32 writers",
	"page of 50, µs", "page of 50 under 8 posters, µs",
	"size after work, MB",
	"memory open and idle, MB", "memory after work, MB",
	"reopen after kill -9, ms",
}

func main() {
	log.SetFlags(0)
	engines := flag.String("engine", "bbolt,pebble,sqlite", "engines to measure")
	items := flag.Int("items", 1_000_000, "items in the store before the work begins")
	seconds := flag.Float64("seconds", 3, "length of each measurement")
	dir := flag.String("dir", os.TempDir(), "where the stores go")
	phase := flag.String("phase", "", "internal: run one phase in this process")
	flag.Parse()

	length := time.Duration(*seconds * float64(time.Second))
	if *phase != "" {
		if err := runPhase(*phase, *engines, *dir, *items, length); err != nil {
			log.Fatal(err)
		}
		return
	}
	var names []string
	var results []result
	for name := range strings.SplitSeq(*engines, ",") {
		r, err := measure(name, *dir, *items, *seconds)
		if err != nil {
			log.Fatalf("%s: %v", name, err)
		}
		names, results = append(names, name), append(results, r)
	}
	fmt.Printf("| %d items | %s |\n|---|%s\n", *items, strings.Join(names, " | "), strings.Repeat("--:|", len(names)))
	for _, row := range rows {
		fmt.Printf("| %s |", row)
		for _, r := range results {
			fmt.Printf(" %s |", r[row])
		}
		fmt.Println()
	}
}

// measure runs all phases of one engine, each in a process of its own.
func measure(engine, parent string, items int, seconds float64) (_ result, err error) {
	dir, err := os.MkdirTemp(parent, "enginebench-"+engine+"-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	all := result{}
	for _, phase := range []string{"fill", "work", "crash", "reopen"} {
		log.Printf("%s: %s", engine, phase)
		cmd := exec.Command(os.Args[0], "-phase", phase, "-engine", engine, "-dir", dir,
			"-items", fmt.Sprint(items), "-seconds", fmt.Sprint(seconds))
		cmd.Stderr = os.Stderr
		out, err := cmd.StdoutPipe()
		if err != nil {
			return nil, err
		}
		if err := cmd.Start(); err != nil {
			return nil, err
		}
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			if lines.Text() == "kill me" {
				if err := cmd.Process.Kill(); err != nil {
					return nil, err
				}
				continue
			}
			if err := json.Unmarshal(lines.Bytes(), &all); err != nil {
				return nil, err
			}
		}
		if err := cmd.Wait(); err != nil && phase != "crash" {
			return nil, fmt.Errorf("%s: %w", phase, err)
		}
		if phase == "fill" || phase == "work" {
			if all["size after "+phase+", MB"], err = size(dir); err != nil {
				return nil, err
			}
		}
	}
	return all, nil
}

// size returns how many megabytes a directory holds.
func size(dir string) (string, error) {
	bytes := int64(0)
	err := filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			bytes += info.Size()
		}
		return err
	})
	return fmt.Sprintf("%.0f", float64(bytes)/(1<<20)), err
}
