package store

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"kibitz/internal/comment"
	"kibitz/internal/ranking"
	"kibitz/internal/table"
)

// Names of the attributes that the fold makes.
const (
	hourPrefix        = "h."  // views of an hour, by hours since 1970 in base 36
	dayPrefix         = "d."  // views of a day, by days since 1970 in base 36
	commentHourPrefix = "ch." // published comments made in an hour
	commentDayPrefix  = "cd." // published comments made on a day
	markPrefix        = "w."  // the last sequence folded, by source
)

// How long the rings and the watermarks are kept. A source of views is
// written to only within its day, and the change feed is a day old at most.
const (
	hoursKept = 25
	daysKept  = 31
	marksKept = 3 // days
)

// FoldPage adds events of one page to its numbers, each exactly once: a write
// carries the last sequence of each source and holds only while the stored
// one is lower, so of a batch delivered again nothing is left to add. Events
// of one source must come in their order. One read and one write a batch;
// another round when somebody else folded in between.
//
// It returns the page's numbers as they are then, also when nothing was left
// to add; nil when the page is not there.
func (s *Store) FoldPage(ctx context.Context, events []Event) (*ranking.Numbers, error) {
	key := numbersKey(events[0].Site, events[0].Page)
	it, err := s.fold(ctx, key, events, table.NewImage, func(it table.Item, fresh []Event) table.Op {
		op := table.Update(key)
		for name, n := range s.added(fresh) {
			if n != 0 {
				op = op.Adding(name, table.Int(n))
			}
		}
		moved := map[string]bool{} // watermarks that this write sets, however late it comes
		for _, e := range fresh {
			moved[markPrefix+e.Source] = true
		}
		now := s.now()
		for name := range it {
			if !moved[name] && outdated(name, hourOf(now), dayOf(now)) {
				op = op.Removing(name)
			}
		}
		return op
	})
	if err != nil || it == nil {
		return nil, err
	}
	n := numbersOf(it)
	return &n, nil
}

// added is what events add to a page's numbers, by attribute. A bucket that is
// no longer kept gets nothing, be it plus or minus.
func (s *Store) added(events []Event) map[string]int64 {
	now := s.now()
	sum := map[string]int64{}
	for _, e := range events {
		sum["c"] += e.Comments
		sum["v"] += e.Views
		sum["vi"] += e.Visitors
		if h := hourOf(e.At); h > hourOf(now)-hoursKept {
			sum[hourPrefix+base36(h)] += e.Views
			sum[commentHourPrefix+base36(h)] += e.Comments
		}
		if d := dayOf(e.At); d > dayOf(now)-daysKept {
			sum[dayPrefix+base36(d)] += e.Views
			sum[commentDayPrefix+base36(d)] += e.Comments
		}
	}
	return sum
}

// FoldThread adds events of one thread to its root's counters, as FoldPage
// does. A root that is gone needs none.
func (s *Store) FoldThread(ctx context.Context, root comment.ID, events []Event) error {
	key := commentKey(near, events[0].Site, events[0].Page, root)
	_, err := s.fold(ctx, key, events, table.NoImage, func(_ table.Item, fresh []Event) table.Op {
		var replies, placed int64
		for _, e := range fresh {
			replies, placed = replies+e.Replies, placed+e.Placed
		}
		op := table.Update(key)
		if replies != 0 {
			op = op.Adding("n", table.Int(replies))
		}
		if placed != 0 {
			op = op.Adding("m", table.Int(placed))
		}
		return op
	})
	return err
}

// foldTries bounds the rounds of one fold; each lost round means that another
// consumer moved on.
const foldTries = 10

// fold is the common part: what is not yet applied, and the conditions. It
// returns the item as it was when nothing was left to apply, else the image
// asked for; nil when there is no item.
func (s *Store) fold(ctx context.Context, key table.Key, events []Event, image table.Image, update func(table.Item, []Event) table.Op) (table.Item, error) {
	items, err := s.get(ctx, true, key)
	if err != nil {
		return nil, fmt.Errorf("read before fold: %w", err)
	}
	it := items[0]
	for range foldTries {
		if it == nil {
			return nil, nil // the page or the root was removed: nothing to count into
		}
		fresh := unapplied(it, events)
		if len(fresh) == 0 {
			return it, nil
		}
		op := marked(update(it, fresh), fresh).When(table.Present(table.AttrPK))
		out, err := s.write(ctx, table.Write{Ops: []table.Op{op}, Return: image})
		now, failed := table.Failed(err, 0)
		if !failed {
			return out.Image, err
		}
		it = now
	}
	return nil, fmt.Errorf("fold into %q: %w", key.PK, table.ErrConflict)
}

// marked is the operation with the watermarks of the events, each on condition
// of the one before it.
func marked(op table.Op, fresh []Event) table.Op {
	first, last := map[string]table.Sequence{}, map[string]table.Sequence{}
	for _, e := range fresh {
		if _, seen := first[e.Source]; !seen {
			first[e.Source] = e.Seq
		}
		last[e.Source] = e.Seq
	}
	for source, seq := range first {
		op = op.Setting(markPrefix+source, last[source].Value()).When(table.AbsentOrLess(markPrefix+source, seq.Value()))
	}
	return op
}

// unapplied returns the events above the item's watermarks.
func unapplied(it table.Item, events []Event) []Event {
	var fresh []Event
	for _, e := range events {
		if mark, ok := it[markPrefix+e.Source]; !ok || mark.Less(e.Seq.Value()) {
			fresh = append(fresh, e)
		}
	}
	return fresh
}

// outdated reports whether an attribute is of an hour, a day or a source of
// views that is no longer kept.
func outdated(name string, hour, day int64) bool {
	if prefix, n, ok := bucketOf(name); ok {
		if prefix == hourPrefix || prefix == commentHourPrefix {
			return n <= hour-hoursKept
		}
		return n <= day-daysKept
	}
	source, isMark := strings.CutPrefix(name, markPrefix)
	if !isMark || source == sourceNear || source == sourceOverflow {
		return false
	}
	n, err := strconv.ParseInt(source[:len(base36(day))], 36, 64)
	return err == nil && n <= day-marksKept
}

// bucketOf reads the name of a bucket's attribute.
func bucketOf(name string) (prefix string, n int64, ok bool) {
	dot := strings.IndexByte(name, '.') + 1
	switch prefix = name[:dot]; prefix {
	case hourPrefix, dayPrefix, commentHourPrefix, commentDayPrefix:
		n, err := strconv.ParseInt(name[dot:], 36, 64)
		return prefix, n, err == nil
	}
	return "", 0, false
}

// numbersOf reads a page's numbers for its lists.
func numbersOf(it table.Item) ranking.Numbers {
	n := ranking.Numbers{Views: it["v"].Int(), Comments: it["c"].Int(), Alias: it["al"].Str() != ""}
	hours, days := map[int64]ranking.Bucket{}, map[int64]ranking.Bucket{}
	for name, v := range it {
		prefix, at, ok := bucketOf(name)
		if !ok {
			continue
		}
		ring := days
		if prefix == hourPrefix || prefix == commentHourPrefix {
			ring = hours
		}
		b := ring[at]
		b.At = at
		if prefix == hourPrefix || prefix == dayPrefix {
			b.Views = v.Int()
		} else {
			b.Comments = v.Int()
		}
		ring[at] = b
	}
	n.Hours, n.Days = inOrder(hours), inOrder(days)
	return n
}

func inOrder(ring map[int64]ranking.Bucket) []ranking.Bucket {
	return slices.SortedFunc(maps.Values(ring), func(a, b ranking.Bucket) int { return cmp.Compare(a.At, b.At) })
}
