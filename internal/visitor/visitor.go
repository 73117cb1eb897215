// Package visitor answers the questions about who stands behind a request that counting and limiting ask: is it a person ([IsBot]),
// did a person ask for the page ([IsPrefetch]), which connection is it ([Network]), and under which name can it be remembered
// without being known ([Hash]).
//
// A view is counted for people only. The script that reports views already waits until a page was visible, which most crawlers
// never reach; the checks here are for those that run scripts, and for programs that call the endpoint themselves. They sort out
// honest programs. One that calls itself a browser is held back by the limits on its network and visitor hash instead.
//
// Everything here is a pure function of its arguments.
package visitor

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"net/netip"
	"strings"
)

// Network returns the unit in which addresses are limited and hashed: an IPv4 address alone (/32), the /64 of an IPv6 address,
// because one household or phone has all addresses of a /64 and changes them at will. An IPv4 address in IPv6 form is the IPv4
// address; a zone is dropped. The Network of the zero Addr is the zero Prefix.
func Network(addr netip.Addr) netip.Prefix {
	addr = addr.Unmap()
	bits := 64
	if addr.Is4() {
		bits = 32
	}
	network, err := addr.Prefix(bits)
	if err != nil { // the zero Addr, the only one that has neither length
		return netip.Prefix{}
	}
	return network
}

// hashSize is the length of a hash in bytes: 128 bits, with which two of a billion visitors meet by chance once in 10^20.
const hashSize = 16

// Hash returns the name of something personal under a secret key: 22 characters of base64url, the first 128 bits of an HMAC-SHA256.
// With the key each guess can be tried, without it none, so whoever makes keys short-lived makes the names forgettable.
// The parts are told apart by their lengths: Hash(k, "ab", "c") and Hash(k, "a", "bc") differ.
func Hash(key []byte, parts ...string) string {
	mac := hmac.New(sha256.New, key)
	var buf []byte
	for _, part := range parts {
		buf = binary.AppendUvarint(buf[:0], uint64(len(part)))
		mac.Write(append(buf, part...))
	}
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:hashSize])
}

// IsPrefetch reports whether the values of the headers Sec-Purpose, Purpose and X-Moz say that a browser or an app loads the page
// before anybody asked for it: to prefetch, prerender or preview it. The reader may never come.
func IsPrefetch(secPurpose, purpose, xMoz string) bool {
	for _, header := range [...]string{secPurpose, purpose, xMoz} {
		// Sec-Purpose is a list of tokens with parameters, "prefetch;prerender" or "prefetch;anonymous-client-ip"; the other two are
		// one token. Any of the three words in any place says the same.
		for token := range strings.FieldsFuncSeq(header, func(r rune) bool { return r == ',' || r == ';' || r == ' ' }) {
			switch strings.ToLower(token) {
			case "prefetch", "prerender", "preview":
				return true
			}
		}
	}
	return false
}
