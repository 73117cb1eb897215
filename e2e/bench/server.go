package main

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// server is the program under measurement.
type server struct {
	cmd  *exec.Cmd
	addr string
}

// start starts the program and waits for its first answer; first is how long
// that took from before the process existed.
func start(bin, dir string) (s *server, first time.Duration, err error) {
	addr, err := freeAddr()
	if err != nil {
		return nil, 0, err
	}
	s = &server{addr: addr}
	s.cmd = exec.Command(bin, "serve", "--addr", addr, "--data", dir, "--no-demo", "--trusted-proxies", "127.0.0.1/32")
	began := time.Now()
	if err := s.cmd.Start(); err != nil {
		return nil, 0, err
	}
	client := http.Client{Timeout: time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	again := time.NewTicker(500 * time.Microsecond)
	defer again.Stop()
	for time.Since(began) < time.Minute {
		res, err := client.Get("http://" + addr + "/v1/health")
		if err == nil {
			res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return s, time.Since(began), nil
			}
		}
		<-again.C
	}
	s.kill()
	return nil, 0, fmt.Errorf("%s does not answer", bin)
}

func freeAddr() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

func (s *server) stop() error {
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	return s.cmd.Wait()
}

func (s *server) kill() { _ = s.cmd.Process.Kill() }

// memory is what the kernel says the process uses, in MB.
type memory struct{ resident, anonymous float64 }

func (s *server) memory() (memory, error) {
	f, err := os.Open(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return memory{}, err
	}
	defer f.Close()
	var m memory
	for in := bufio.NewScanner(f); in.Scan(); {
		fields := strings.Fields(in.Text())
		if len(fields) < 2 {
			continue
		}
		kb, _ := strconv.ParseFloat(fields[1], 64)
		switch fields[0] {
		case "VmRSS:":
			m.resident = kb / 1024
		case "RssAnon:":
			m.anonymous = kb / 1024
		}
	}
	return m, nil
}
