package main

import (
	"net"
	"slices"
	"testing"
)

func TestOrigins(t *testing.T) {
	loopback := []string{"http://127.0.0.1:8080", "http://localhost:8080"}
	for _, c := range []struct {
		listen string
		want   []string
	}{
		{"127.0.0.1:8080", loopback},
		{"[::1]:8080", []string{"http://[::1]:8080", "http://localhost:8080"}},
		{"192.0.2.7:80", []string{"http://192.0.2.7"}},
		{"127.0.0.1:80", []string{"http://127.0.0.1", "http://localhost"}},
	} {
		at, err := net.ResolveTCPAddr("tcp", c.listen)
		if err != nil {
			t.Fatal(err)
		}
		if got := origins(at); !slices.Equal(got, c.want) {
			t.Errorf("origins of a server at %s are %q, want %q", c.listen, got, c.want)
		}
	}
	for _, everywhere := range []string{"0.0.0.0:8080", "[::]:8080"} {
		at, err := net.ResolveTCPAddr("tcp", everywhere)
		if err != nil {
			t.Fatal(err)
		}
		got := origins(at)
		if got[0] != loopback[0] || !slices.Contains(got, loopback[1]) {
			t.Errorf("origins of a server at %s are %q", everywhere, got)
		}
	}
}

func TestWithOwn(t *testing.T) {
	own := []string{"http://127.0.0.1:9000", "http://localhost:9000"}
	for _, c := range []struct {
		name      string
		had, want []string
	}{
		{"none before", nil, own},
		{"another port", []string{"http://127.0.0.1:8080", "http://localhost:8080", "http://[::1]:8080", "http://192.0.2.7:8080"}, own},
		{"a publisher's own", []string{"https://news.example", "http://127.0.0.1:8080", "https://192.0.2.7", "http://news.test:8080"},
			append(slices.Clone(own), "https://news.example", "https://192.0.2.7", "http://news.test:8080")},
		{"the same again", own, own},
	} {
		if got := withOwn(c.had, own); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
