package ranking

import (
	"math"
	"time"
)

// Numbers are what is counted of a page. Buckets are in order of time and none
// twice; those that are missing are zeros.
type Numbers struct {
	Views, Comments int64 // of all times
	Hours           []Bucket
	Days            []Bucket
	Alias           bool // the page shows another's numbers: it is on no list
}

// Bucket is what was counted in an hour or a day. A comment counts in the
// bucket of its making as long as it is published.
type Bucket struct {
	At              int64 // hours, or days, since 1970 in UTC
	Views, Comments int64
}

// Hour and DayNumber are the buckets that t falls into.
func Hour(t time.Time) int64 { return t.Unix() / 3600 }

// DayNumber is the day, see Hour.
func DayNumber(t time.Time) int64 { return t.Unix() / 86400 }

// commentWeight is how many views a comment is worth in trending: about one
// reader of some hundred writes, but few lists should be made by a click
// alone.
const commentWeight = 5

// Count is what a list shows of a page.
type Count struct {
	Views, Comments int64   // of the list's window
	Score           float64 // what it is ranked by, to 1/1000
}

// Count returns what the list shows of a page at the time. Half-life is that
// of trending.
func (l List) Count(n Numbers, now time.Time, halfLife time.Duration) Count {
	if l.Window == AllTimes {
		return Count{max(0, n.Views), max(0, n.Comments), l.score(n.Views, n.Comments)}
	}
	var c Count
	for age, b := range l.recent(n, now) {
		c.Views, c.Comments = c.Views+b.Views, c.Comments+b.Comments
		c.Score += l.weight(age, halfLife) * l.score(b.Views, b.Comments)
	}
	return Count{max(0, c.Views), max(0, c.Comments), math.Round(c.Score*1000) / 1000}
}

// score is what a bucket is worth to the list.
func (l List) score(views, comments int64) float64 {
	switch l.By {
	case Trending:
		return float64(views) + commentWeight*float64(comments)
	case Comments:
		return float64(comments)
	}
	return float64(views)
}

// weight is what a bucket counts at its age in buckets: in trending half of
// what it was a half-life ago, elsewhere the same for all.
func (l List) weight(age int, halfLife time.Duration) float64 {
	if l.By != Trending {
		return 1
	}
	return math.Exp2(-float64(age) * float64(time.Hour) / float64(halfLife))
}

// buckets is the length of the list's window in its buckets.
func (l List) buckets() int {
	switch l.Window {
	case Day:
		return 24
	case Week:
		return 7
	case Month:
		return 30
	}
	return 1
}

// recent calls yield with the page's buckets in the list's window, the latest
// first, by their age. One that lies ahead of a clock which is behind is of
// age 0.
func (l List) recent(n Numbers, now time.Time) func(yield func(age int, b Bucket) bool) {
	buckets, current := n.Days, DayNumber(now)
	if l.Window == Day {
		buckets, current = n.Hours, Hour(now)
	}
	return func(yield func(int, Bucket) bool) {
		for i := len(buckets) - 1; i >= 0; i-- {
			age := int(max(0, current-buckets[i].At))
			if age >= l.buckets() || !yield(age, buckets[i]) {
				return
			}
		}
	}
}
