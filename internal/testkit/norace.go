//go:build !race

package testkit

// Race reports whether the race detector watches, which makes everything some
// ten times slower.
const Race = false
