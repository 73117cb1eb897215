package fold

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"kibitz/internal/ranking"
	"kibitz/internal/site"
	"kibitz/internal/store"
)

// siteLists is what is remembered of a site between two writings of its lists.
type siteLists struct {
	id      string
	pool    map[string]ranking.Numbers // pages that a list may need: its own, and those touched
	unread  map[string]bool            // pages that a list may need whose numbers are to be read
	about   map[string]ranking.Page    // of pages that a list shows
	sheets  []store.Packed             // as they lie in the table, by ranking.Lists; nil: not read yet
	touched bool                       // since the last writing
	earned  float64                    // write units since the last writing, less what was read for lists
	need    float64                    // what the next writing is known to cost, 0 for not known
	written time.Time                  // the last writing, by whichever process
	failed  time.Time                  // the last try that failed
}

func newSiteLists(id string) *siteLists {
	return &siteLists{
		id: id, pool: map[string]ranking.Numbers{}, unread: map[string]bool{}, about: map[string]ranking.Page{},
	}
}

// touch takes in what a page has now.
func (s *siteLists) touch(page string, n ranking.Numbers, units float64) {
	s.pool[page] = n
	s.earned += units
	s.touched = true
}

// turn is when the lists are due if nothing more happens.
func (s *siteLists) turn(pace Pace) time.Time {
	at := s.written.Add(pace.Every)
	if pace.Most > 0 && s.earned < s.need {
		at = s.written.Add(pace.Most)
	}
	if retry := s.failed.Add(pace.Every); retry.After(at) {
		return retry
	}
	return at
}

// due reports whether the lists may be written now.
func (s *siteLists) due(now time.Time, pace Pace) bool {
	return s.touched && !now.Before(s.turn(pace))
}

// earns reports whether a writing of so many units may take place, and
// remembers what is needed when it may not.
func (s *siteLists) earns(units float64, now time.Time, pace Pace) bool {
	if pace.Most == 0 || s.earned >= units || now.Sub(s.written) >= pace.Most {
		return true
	}
	s.need = units
	return false
}

// adopt takes over sheets as they lie in the table.
func (s *siteLists) adopt(sheets []store.Packed) {
	s.sheets = sheets
	for _, p := range sheets {
		if p.Sheet.At.After(s.written) {
			s.written = p.Sheet.At
		}
		for _, e := range p.Sheet.Entries {
			s.want(e.ID)
			if _, known := s.about[e.ID]; !known {
				s.about[e.ID] = e.Page
			}
		}
		for _, page := range p.Sheet.Ahead {
			s.want(page)
		}
	}
}

// want marks a page's numbers as to be read unless they are known.
func (s *siteLists) want(page string) {
	if _, known := s.pool[page]; !known {
		s.unread[page] = true
	}
}

// distrust is for when another process wrote a list: it folded too, so what
// this one remembers of any page may be out of date.
func (s *siteLists) distrust() {
	for page := range s.pool {
		s.unread[page] = true
	}
	clear(s.pool)
	s.sheets = nil
}

// choose makes the sheets as they should be now, without titles, and forgets
// the pages that none of them needs.
func (s *siteLists) choose(st site.Site, now time.Time) []ranking.Sheet {
	var pages []ranking.Candidate
	for _, page := range slices.Sorted(maps.Keys(s.pool)) {
		if !st.Lists.Hides(page) {
			pages = append(pages, ranking.Candidate{Page: page, Numbers: s.pool[page]})
		}
	}
	needed := map[string]bool{}
	for _, p := range st.Lists.Pinned {
		needed[p.ID] = true
	}
	sheets := make([]ranking.Sheet, len(s.sheets))
	for i, old := range s.sheets {
		l := old.Sheet.List
		choice := l.Choose(pages, now, st.Settings.HalfLife)
		sheets[i] = ranking.Sheet{List: l, Version: old.Sheet.Version, At: now, Entries: entries(l, pages, choice.Shown, st, now)}
		for _, p := range choice.Ahead {
			sheets[i].Ahead = append(sheets[i].Ahead, pages[p].Page)
		}
		for _, p := range slices.Concat(choice.Shown, choice.Ahead) {
			needed[pages[p].Page] = true
		}
	}
	maps.DeleteFunc(s.pool, func(page string, _ ranking.Numbers) bool { return !needed[page] })
	maps.DeleteFunc(s.about, func(page string, _ ranking.Page) bool { return !needed[page] })
	return sheets
}

// entries are those of the pages chosen and, in trending, of pinned pages,
// whatever they count.
func entries(l ranking.List, pages []ranking.Candidate, shown []int, st site.Site, now time.Time) []ranking.Entry {
	if l.By == ranking.Trending {
		var pinned []int
		for i, p := range pages {
			if st.Lists.Pins(p.Page) {
				pinned = append(pinned, i)
			}
		}
		others := slices.DeleteFunc(slices.Clone(shown), func(i int) bool { return slices.Contains(pinned, i) })
		shown = slices.Concat(pinned, others[:min(len(others), ranking.Shown-len(pinned))])
	}
	out := make([]ranking.Entry, len(shown))
	for i, p := range shown {
		out[i] = ranking.Entry{Page: ranking.Page{ID: pages[p].Page}, Count: l.Count(pages[p].Numbers, now, st.Settings.HalfLife)}
	}
	slices.SortStableFunc(out, func(a, b ranking.Entry) int { return cmp.Compare(b.Score, a.Score) })
	return out
}

// changes returns the sheets that differ from those in the table and what it
// costs to write them. A list that was always empty need not be there.
func (s *siteLists) changes(made []store.Packed) (changed []store.Packed, units float64) {
	for i, p := range made {
		old := s.sheets[i]
		if p.Same(old) || old.Sheet.Version == 0 && len(p.Sheet.Entries) == 0 {
			continue
		}
		changed = append(changed, p)
		units += p.Units(old)
	}
	return changed, units
}

// wrote takes note of a sheet as it lies in the table now.
func (s *siteLists) wrote(p store.Packed) {
	i := slices.IndexFunc(s.sheets, func(q store.Packed) bool { return q.Sheet.List == p.Sheet.List })
	s.sheets[i] = p
}

// done begins the time until the next writing.
func (s *siteLists) done(now time.Time) {
	s.touched, s.earned, s.need, s.written = false, 0, 0, now
}
