package httpapi

import (
	"net/http"
	"net/netip"
	"strings"
)

// clientAddress returns who sent the request: who is connected to us, or, when
// that is one of our proxies, who was connected to it. Each proxy appends to
// X-Forwarded-For whom it saw, so the list is read from its right end, through
// our own proxies, up to the first stranger; what stands before is the
// stranger's word. An address that cannot be read is the zero Addr.
func clientAddress(r *http.Request, proxies []netip.Prefix) netip.Addr {
	addr := parseAddress(r.RemoteAddr)
	if !within(addr, proxies) {
		return addr
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0; i-- {
		hop := parseAddress(strings.TrimSpace(hops[i]))
		if !hop.IsValid() {
			return addr // nothing that a proxy of ours wrote
		}
		if addr = hop; !within(addr, proxies) {
			return addr
		}
	}
	return addr
}

// parseAddress reads an IP address, with or without a port.
func parseAddress(s string) netip.Addr {
	if ap, err := netip.ParseAddrPort(s); err == nil {
		return ap.Addr().Unmap().WithZone("")
	}
	addr, err := netip.ParseAddr(strings.Trim(s, "[]"))
	if err != nil {
		return netip.Addr{}
	}
	return addr.Unmap().WithZone("")
}

func within(addr netip.Addr, networks []netip.Prefix) bool {
	for _, n := range networks {
		if n.Contains(addr) {
			return true
		}
	}
	return false
}
