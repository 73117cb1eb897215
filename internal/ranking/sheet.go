package ranking

import "time"

// Sheet is a list as it is kept.
type Sheet struct {
	List    List
	Version int64     // each writing adds 1; 0: never written
	At      time.Time // when it was right
	Entries []Entry   // best first, pinned pages among them even if they count nothing
	Ahead   []string  // pages that will lead, see Choice
}

// Entry is a page on a list.
type Entry struct {
	Page
	Count
}

// Page is what a list says of a page besides numbers. The title may be
// shortened; it and the address are empty when nobody told them.
type Page struct{ ID, URL, Title string }

// Current reports whether the sheet still says anything at the time: its
// window has not passed altogether since it was right.
func (s Sheet) Current(now time.Time) bool {
	length := s.List.Length()
	return length == 0 || now.Sub(s.At) < length
}
