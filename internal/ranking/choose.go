package ranking

import (
	"cmp"
	"slices"
	"time"
)

const (
	// Shown is how many pages a list has ready to be shown: the 20 that can be
	// asked for and some for those that a moderator hides meanwhile.
	Shown = 24
	// Ahead is how many leaders of each later time are kept: ten, and some for
	// those that lose comments.
	Ahead = 14
)

// Choice is what a list must remember.
type Choice struct {
	Shown []int // the best pages now, best first
	Ahead []int // those besides that will lead, the soonest first, if nothing happens
}

// Choose picks among pages. Pages that count nothing are not picked.
func (l List) Choose(pages []Candidate, now time.Time, halfLife time.Duration) Choice {
	// tops[a] are the leaders by what is at most a buckets old; the last is the
	// list as it is now, the one before as it will be when the window moves on
	// by one bucket, and so on.
	tops := make([]top, l.buckets())
	for a := range tops {
		tops[a].most = Ahead
	}
	last := len(tops) - 1
	tops[last].most = Shown
	for i, p := range pages {
		if p.Numbers.Alias {
			continue
		}
		if l.Window == AllTimes {
			tops[last].offer(pages, i, l.score(p.Numbers.Views, p.Numbers.Comments))
			continue
		}
		sum, from := 0.0, 0
		for age, b := range l.recent(p.Numbers, now) {
			for ; from < age; from++ {
				tops[from].offer(pages, i, sum)
			}
			sum += l.weight(age, halfLife) * l.score(b.Views, b.Comments)
		}
		for ; from <= last; from++ {
			tops[from].offer(pages, i, sum)
		}
	}
	return choice(tops, len(pages))
}

func choice(tops []top, pages int) Choice {
	seen := make([]bool, pages)
	take := func(t top) (out []int) {
		for _, p := range t.places {
			if !seen[p.page] {
				seen[p.page] = true
				out = append(out, p.page)
			}
		}
		return out
	}
	last := len(tops) - 1
	c := Choice{Shown: take(tops[last])}
	for a := last - 1; a >= 0; a-- {
		c.Ahead = append(c.Ahead, take(tops[a])...)
	}
	return c
}

// Candidate is a page that may be on a list.
type Candidate struct {
	Page    string
	Numbers Numbers
}

// top is the best of what it was offered, best first.
type top struct {
	most   int
	places []place
}

type place struct {
	page  int // in the candidates
	score float64
}

// offer takes a page in if it is among the best. Equal pages are in the order
// of their ids, so that a list does not depend on the order of its candidates.
func (t *top) offer(pages []Candidate, i int, score float64) {
	if score <= 0 {
		return
	}
	at, _ := slices.BinarySearchFunc(t.places, place{i, score}, func(a, b place) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(pages[a.page].Page, pages[b.page].Page))
	})
	if at >= t.most {
		return
	}
	if len(t.places) == t.most {
		t.places = t.places[:t.most-1]
	}
	t.places = slices.Insert(t.places, at, place{i, score})
}
