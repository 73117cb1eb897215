package comment

import (
	"context"
	"fmt"
	"strings"

	"kibitz/internal/site"
)

// Part is a thread as far as it lies beside its root.
type Part struct {
	Comments []Comment // root first if it is there, then replies, oldest first
	Cut      bool      // there are more
}

// topWave is how many threads are read side by side: a long thread fills a
// listing alone, and what was read beside it was read in vain.
const topWave = 8

// restTries bounds the pages of the rest that are looked through for threads
// that are not in the sheet.
const restTries = 4

// top lists the threads of the page's sheet, the best first, and after them
// the others, newest first. The sheet moves while a reader reads on: who has
// sunk can come again, who has risen above what was shown is not shown later.
//
// Round trips: the sheet, and one for each topWave threads or page of the
// rest.
func (s *Service) top(ctx context.Context, st site.Site, id string, l List) (Listing, error) {
	raw, err := OpenCursor(st, l.Cursor, id, string(Top))
	if err != nil {
		return Listing{}, err
	}
	from, err := parseTopPlace(raw)
	if err != nil {
		return Listing{}, err
	}
	w := topWalk{service: s, site: st, asked: id, page: id, limit: l.Limit}
	sheet, err := w.open(ctx)
	if err != nil {
		return Listing{}, fmt.Errorf("read sheet: %w", err)
	}
	next := from
	if !from.rest {
		next, err = w.best(ctx, sheet, from)
	}
	if err == nil && next.rest && !w.full {
		next, err = w.rest(ctx, sheet, next)
	}
	if err != nil {
		return Listing{}, fmt.Errorf("list top threads: %w", err)
	}
	if next != (topPlace{}) {
		w.out.Next = SealCursor(st, next.String(), id, string(Top))
	}
	return s.complete(ctx, st, w.out, l.Cursor == "")
}

// topWalk gathers one page of the list.
type topWalk struct {
	service     *Service
	site        site.Site
	asked, page string // page is the one that the asked one is an alias of
	limit       int
	out         Listing
	full        bool
}

// open reads the sheet and follows the page's alias.
func (w *topWalk) open(ctx context.Context) (sheet Standings, err error) {
	sheet, w.out.Page, err = w.service.store.Standings(ctx, w.site.ID, w.page)
	if err == nil && w.out.Page.Alias != "" {
		w.page = w.out.Page.Alias
		sheet, w.out.Page, err = w.service.store.Standings(ctx, w.site.ID, w.page)
	}
	return sheet, err
}

// add takes a thread into the page, unless it is full.
func (w *topWalk) add(p Part) bool {
	shown := w.service.finish(w.site, w.asked, p.Comments, p.Cut)
	have := len(w.out.Comments)
	if have > 0 && have+len(shown) > w.limit {
		w.full = true
		return false
	}
	w.out.Comments = append(w.out.Comments, shown...)
	w.full = len(w.out.Comments) >= w.limit
	return true
}

// best lists the sheet's threads behind a place and returns the next place.
func (w *topWalk) best(ctx context.Context, sheet Standings, from topPlace) (topPlace, error) {
	if from.last.Root != "" {
		sheet = sheet.after(from.last)
	}
	for len(sheet) > 0 && !w.full {
		wave := sheet[:min(len(sheet), topWave, w.limit-len(w.out.Comments))]
		roots := make([]ID, len(wave))
		for i, s := range wave {
			roots[i] = s.Root
		}
		parts, err := w.service.store.Parts(ctx, w.site.ID, w.page, roots)
		if err != nil {
			return topPlace{}, err
		}
		for _, p := range parts {
			if w.full || !w.add(p) {
				return from, nil
			}
			from, sheet = topPlace{last: sheet[0]}, sheet[1:]
		}
	}
	if len(sheet) > 0 {
		return from, nil
	}
	return topPlace{rest: true}, nil
}

// rest lists the threads that are not in the sheet, newest first, and returns
// the next place, the zero one at the end.
func (w *topWalk) rest(ctx context.Context, sheet Standings, from topPlace) (topPlace, error) {
	for range restTries {
		t, err := w.service.store.Threads(ctx, ThreadsQuery{
			Site: w.site.ID, Page: w.page, Order: Newest, After: from.last.Root, Limit: w.limit - len(w.out.Comments),
		})
		if err != nil {
			return topPlace{}, err
		}
		for _, thread := range t.Threads {
			root := thread[0].ID.Root()
			if !sheet.has(root) && (w.full || !w.add(Part{thread, t.Cut})) {
				return from, nil
			}
			from.last.Root = root
		}
		if !t.More {
			return topPlace{}, nil
		}
		if w.full {
			break
		}
	}
	return from, nil
}

// topPlace is a place in the top order: behind a standing of the sheet, or in
// the rest, behind a root. The zero place is the beginning.
type topPlace struct {
	rest bool
	last Standing
}

// String writes the place for a cursor.
func (p topPlace) String() string {
	if p.rest {
		return "~" + string(p.last.Root)
	}
	return fmt.Sprintf("%s %d %d", p.last.Root, p.last.Up, p.last.Down)
}

func parseTopPlace(s string) (p topPlace, err error) {
	if s == "" {
		return p, nil
	}
	root, rest := strings.CutPrefix(s, "~")
	if rest {
		return topPlace{rest: true, last: Standing{Root: ID(root)}}, nil
	}
	if _, err := fmt.Sscanf(s, "%s %d %d", &p.last.Root, &p.last.Up, &p.last.Down); err != nil {
		return p, fmt.Errorf("place %q in the top order: %w", s, err) // sealed by us: a defect
	}
	return p, nil
}
