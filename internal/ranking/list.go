// Package ranking decides which pages a site's lists show: trending, most
// viewed, most discussed. It is pure: numbers of pages in, lists out. The fold
// keeps the lists with it (package fold) and readers get them from package
// engagement.
//
// The reader's map:
//
//	list.go      the lists that there are
//	numbers.go   what is known of a page, and what a list makes of it
//	choose.go    which pages a list must remember to be right later on
//	sheet.go     a list as it is kept
//	curation.go  what a moderator decides about lists
//
// # Windows
//
// A window is whole buckets: 24h is the current hour and the 23 before, 7d and
// 30d are the current day in UTC and the 6 or 29 before. So a page's numbers
// need no more than a counter an hour and a counter a day.
//
// # Being right without looking at every page
//
// Nobody can go through a site's pages every minute, so a list is made of
// candidates: the pages that were on it and those touched since. That alone is
// wrong as soon as a window moves on: when the leaders of this morning lose
// their early hours, a page of the afternoon, once ranked fortieth and not
// touched since, should appear.
//
// Take the views since a fixed hour. They only grow, and only when the page is
// touched, so for a fixed hour keeping the leaders suffices: who is not among
// them and not touched cannot overtake them. What a window of 24 hours will
// show in the next 24 hours is what the 24 lists "since this hour", "since the
// hour before" and so on show, each in its turn. Choose keeps the leaders of
// all of them: of most sites a few dozen pages, and whatever moves on, the
// leaders are among them. Decay changes nothing about that: it divides all
// scores of untouched pages by the same number.
//
// Deleting comments takes away from pages. A list stays right as long as fewer
// than Ahead-10 of its leaders lose comments before the pages behind them
// are touched again; then it is right again.
package ranking

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// Measure is what pages are ranked by.
type Measure string

// The measures.
const (
	Trending Measure = "trending" // views and comments of the last day, the latest counting most
	Views    Measure = "views"
	Comments Measure = "comments"
)

// Window is the time that is counted.
type Window string

// The windows.
const (
	Day      Window = "24h"
	Week     Window = "7d"
	Month    Window = "30d"
	AllTimes Window = "all"
)

// List is one of a site's lists of pages.
type List struct {
	By     Measure
	Window Window // Day for Trending
}

// Lists are all lists of a site.
func Lists() []List {
	lists := []List{{Trending, Day}}
	for _, by := range []Measure{Views, Comments} {
		for _, w := range []Window{Day, Week, Month, AllTimes} {
			lists = append(lists, List{by, w})
		}
	}
	return lists
}

// String is the list's name among a site's lists, such as "views.24h".
func (l List) String() string {
	if l.By == Trending {
		return string(Trending)
	}
	return fmt.Sprintf("%s.%s", l.By, l.Window)
}

// Length is how long the window is, 0 for all times.
func (l List) Length() time.Duration {
	switch l.Window {
	case Day:
		return 24 * time.Hour
	case Week:
		return 7 * 24 * time.Hour
	case Month:
		return 30 * 24 * time.Hour
	}
	return 0
}

// Find returns the list by a measure in a window, "" for Day; Trending is
// always that of a day. ok is false when there is no such list.
func Find(by Measure, w Window) (l List, ok bool) {
	l = List{cmp.Or(by, Trending), cmp.Or(w, Day)}
	return l, slices.Contains(Lists(), l)
}
