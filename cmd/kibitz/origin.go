package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"

	"kibitz/internal/demo"
	"kibitz/internal/moderation"
	"kibitz/internal/page"
	"kibitz/internal/problem"
	"kibitz/internal/site"
	"kibitz/internal/store"
)

// demoID is the site of the demo newspaper.
const demoID = "demo"

// demoSite returns the demo site with the server's own origins, making it when
// there is no site at all. Without a demo site among others it returns the
// zero Site.
func demoSite(ctx context.Context, s *store.Store, own []string) (site.Site, error) {
	names, err := s.Sites(ctx)
	if err != nil {
		return site.Site{}, fmt.Errorf("list sites: %w", err)
	}
	if len(names) == 0 {
		if err := demo.Plan(ctx, s); err != nil {
			return site.Site{}, fmt.Errorf("plan the demo site: %w", err)
		}
		settings := site.Defaults()
		settings.Name, settings.Origins = "Bến Đò", own
		err := s.AddSite(ctx, demoID, settings)
		if err != nil && !errors.Is(err, store.ErrExists) { // another server of the same table was faster
			return site.Site{}, fmt.Errorf("make the demo site: %w", err)
		}
	}
	st, err := decisions(s).ChangeSite(ctx, demoID, moderation.CommandLine, func(st site.Site) (site.Site, error) {
		st.Settings.Origins = withOwn(st.Settings.Origins, own)
		return st, nil
	})
	if problem.CodeOf(err) == problem.SiteUnknown {
		return site.Site{}, nil
	}
	if err != nil {
		return site.Site{}, fmt.Errorf("tell the demo site its address: %w", err)
	}
	return st, nil
}

// withOwn returns the origins with the server's own first, in place of those
// of an earlier start: plain http on an IP address or localhost. What a
// publisher added stays.
func withOwn(origins, own []string) []string {
	out := slices.Clone(own)
	for _, o := range origins {
		if !isMachine(o) && !slices.Contains(out, o) {
			out = append(out, o)
		}
	}
	return out
}

// isMachine reports whether an origin names a machine, not a site.
func isMachine(origin string) bool {
	u, err := url.Parse(origin)
	if err != nil || u.Scheme != "http" {
		return false
	}
	_, err = netip.ParseAddr(u.Hostname())
	return err == nil || u.Hostname() == "localhost"
}

// origins returns the addresses under which browsers reach a server that
// listens at addr, the one to print first.
func origins(addr net.Addr) []string {
	tcp, ok := addr.(*net.TCPAddr)
	if !ok {
		return nil
	}
	port := strconv.Itoa(tcp.Port)
	out := []string{"http://" + reachable(addr)}
	add := func(host string) {
		if o := "http://" + net.JoinHostPort(host, port); !slices.Contains(out, o) {
			out = append(out, o)
		}
	}
	if tcp.IP.IsUnspecified() {
		addrs, _ := net.InterfaceAddrs() // without them only this machine itself is an origin
		for _, a := range addrs {
			if n, ok := a.(*net.IPNet); ok && !n.IP.IsLinkLocalUnicast() {
				add(n.IP.String())
			}
		}
	}
	if tcp.IP.IsLoopback() || tcp.IP.IsUnspecified() {
		add("localhost")
	}
	for i, o := range out {
		if written, err := page.Origin(o); err == nil {
			out[i] = written // as browsers write it
		}
	}
	return out
}

// named is the origin by the machine's name for itself: passkeys belong to a
// name, and 127.0.0.1 is none.
func named(origin string) string {
	u, err := url.Parse(origin)
	if err != nil {
		return origin
	}
	if ip, err := netip.ParseAddr(u.Hostname()); err == nil && ip.IsLoopback() {
		u.Host = net.JoinHostPort("localhost", u.Port())
	}
	return u.String()
}

// reachable is an address of the listener that a browser on this machine can
// open.
func reachable(addr net.Addr) string {
	tcp, ok := addr.(*net.TCPAddr)
	if !ok {
		return addr.String()
	}
	host := tcp.IP.String()
	if tcp.IP.IsUnspecified() {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, strconv.Itoa(tcp.Port))
}
