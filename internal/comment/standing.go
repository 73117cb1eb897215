package comment

import (
	"math"
	"slices"
)

// Standing is how readers voted on a root.
type Standing struct {
	Root     ID
	Up, Down int
}

// confidence is the z of the bound by which roots are ranked: what a standing
// shows is true in nine of ten cases. Comments get few votes; a stricter bound
// would ask how many voted more than what they said.
const confidence = 1.2815515655446004

// bound is the lower bound of the Wilson score interval of the share of votes
// for: what share of all readers is for the comment, at least, going by those
// who voted. One vote for and none against is less than 40 and 2.
func (s Standing) bound() float64 {
	n := float64(s.Up + s.Down)
	if n == 0 {
		return 0
	}
	share, z2 := float64(s.Up)/n, confidence*confidence
	return (share + z2/(2*n) - confidence*math.Sqrt((share*(1-share)+z2/(4*n))/n)) / (1 + z2/n)
}

// compare orders standings, the better one first; of equal ones the newer.
func (s Standing) compare(other Standing) int {
	a, b := s.bound(), other.bound()
	switch {
	case a > b || a == b && s.Root > other.Root:
		return -1
	case s.Root == other.Root:
		return 0
	}
	return 1
}

// MaxSheet is how many roots a page's sheet holds: some 2 KB, read with the
// page's numbers in one unit.
const MaxSheet = 100

// Standings is a page's sheet: the roots with the best standings, the best
// first. Only those with more votes for than against are among them: readers'
// advice against a comment must not put it before one that nobody has judged.
type Standings []Standing

// With returns the sheet with a root's new standing. A root that falls out of
// a full sheet comes back with its next vote.
func (sh Standings) With(s Standing) Standings {
	out := slices.DeleteFunc(slices.Clone(sh), func(o Standing) bool { return o.Root == s.Root })
	if s.Up <= s.Down {
		return out
	}
	at, _ := slices.BinarySearchFunc(out, s, Standing.compare)
	out = slices.Insert(out, at, s)
	return out[:min(len(out), MaxSheet)]
}

// after returns what stands behind a standing, which need not be in the sheet
// any more.
func (sh Standings) after(s Standing) Standings {
	at, found := slices.BinarySearchFunc(sh, s, Standing.compare)
	if found {
		at++
	}
	return sh[at:]
}

func (sh Standings) has(root ID) bool {
	return slices.ContainsFunc(sh, func(s Standing) bool { return s.Root == root })
}
