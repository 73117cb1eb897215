package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strconv"
	"sync"
	"time"
)

// result is what one load showed.
type result struct {
	rate     float64 // requests a second
	p50, p99 time.Duration
	bytes    int // of the last answer's body
}

// request makes the n-th request of a client as raw HTTP/1.1, and says which
// status answers it.
type request func(client, n int) (raw []byte, status int)

// load sends requests from so many clients, each on a connection of its own,
// one after the other, for the span. Any other status than expected is an
// error: a fast refusal is no result.
func load(addr string, make request, clients int, span time.Duration) (result, error) {
	var wg sync.WaitGroup
	var mu sync.Mutex
	var times []time.Duration
	var failed error
	size := 0
	began := time.Now()
	for c := range clients {
		wg.Go(func() {
			mine, n, err := client(addr, make, c, began.Add(span))
			mu.Lock()
			defer mu.Unlock()
			times, failed, size = append(times, mine...), errors.Join(failed, err), n
		})
	}
	wg.Wait()
	took := time.Since(began)
	if failed != nil || len(times) == 0 {
		return result{}, errors.Join(failed, errors.New("load failed"))
	}
	slices.Sort(times)
	return result{
		rate: float64(len(times)) / took.Seconds(),
		p50:  times[len(times)/2], p99: times[len(times)*99/100], bytes: size,
	}, nil
}

// client is one connection's requests until the time is up.
func client(addr string, make request, id int, end time.Time) (times []time.Duration, size int, err error) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, 0, err
	}
	defer conn.Close()
	in := bufio.NewReaderSize(conn, 64<<10)
	for n := 0; ; n++ {
		raw, want := make(id, n)
		sent := time.Now()
		if sent.After(end) {
			return times, size, nil
		}
		if _, err := conn.Write(raw); err != nil {
			return times, size, err
		}
		status, length, err := answer(in)
		if err != nil {
			return times, size, err
		}
		if status != want {
			body, _ := io.ReadAll(io.LimitReader(in, int64(length)))
			return times, size, fmt.Errorf("status %d, not %d: %.300s", status, want, body)
		}
		if _, err := in.Discard(length); err != nil {
			return times, size, err
		}
		times, size = append(times, time.Since(sent)), length
	}
}

// answer reads the head of an answer: its status and the length of its body.
// A client this plain costs the machine little next to the server.
func answer(in *bufio.Reader) (status, length int, err error) {
	line, err := in.ReadSlice('\n')
	if err != nil || len(line) < 12 {
		return 0, 0, errors.Join(err, errors.New("no status line"))
	}
	if status, err = strconv.Atoi(string(line[9:12])); err != nil {
		return 0, 0, err
	}
	length = -1
	for {
		line, err = in.ReadSlice('\n')
		if err != nil {
			return 0, 0, err
		}
		if len(bytes.TrimSpace(line)) == 0 {
			break
		}
		if name, value, ok := bytes.Cut(line, []byte(":")); ok && bytes.EqualFold(name, []byte("Content-Length")) {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(value))); err != nil {
				return 0, 0, err
			}
		}
	}
	if length < 0 && status != 204 {
		return 0, 0, errors.New("an answer without Content-Length")
	}
	return status, max(length, 0), nil
}
