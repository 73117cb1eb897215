//go:build race

package sanitize

// raceFactor is how much slower the race detector makes everything, at most.
const raceFactor = 20
