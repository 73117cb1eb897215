//go:build !race

package sanitize

// raceFactor is 1 without the race detector.
const raceFactor = 1
