package store

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"kibitz/internal/comment"
	"kibitz/internal/table"
)

// Names of the attributes that the fold makes.
const (
	hourPrefix = "h." // views of an hour, by hours since 1970 in base 36
	dayPrefix  = "d." // views of a day, by days since 1970 in base 36
	markPrefix = "w." // the last sequence folded, by source
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
func (s *Store) FoldPage(ctx context.Context, events []Event) error {
	key := numbersKey(events[0].Site, events[0].Page)
	return s.fold(ctx, key, events, func(it table.Item, fresh []Event) table.Op {
		op := table.Update(key)
		now := s.now()
		var comments, views, visitors int64
		rings := map[string]int64{}
		for _, e := range fresh {
			comments, views, visitors = comments+e.Comments, views+e.Views, visitors+e.Visitors
			if e.Views == 0 {
				continue
			}
			if h := hourOf(e.At); h > hourOf(now)-hoursKept {
				rings[hourPrefix+base36(h)] += e.Views
			}
			if d := dayOf(e.At); d > dayOf(now)-daysKept {
				rings[dayPrefix+base36(d)] += e.Views
			}
		}
		rings["c"], rings["v"], rings["vi"] = comments, views, visitors
		for name, n := range rings {
			if n != 0 {
				op = op.Adding(name, table.Int(n))
			}
		}
		for name := range it {
			if outdated(name, hourOf(now), dayOf(now)) {
				op = op.Removing(name)
			}
		}
		return op
	})
}

// FoldThread adds events of one thread to its root's counters, as FoldPage
// does. A root that is gone needs none.
func (s *Store) FoldThread(ctx context.Context, root comment.ID, events []Event) error {
	key := commentKey(near, events[0].Site, events[0].Page, root)
	return s.fold(ctx, key, events, func(_ table.Item, fresh []Event) table.Op {
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
}

// foldTries bounds the rounds of one fold; each lost round means that another
// consumer moved on.
const foldTries = 10

// fold is the common part: what is not yet applied, and the conditions.
func (s *Store) fold(ctx context.Context, key table.Key, events []Event, update func(table.Item, []Event) table.Op) error {
	items, err := s.get(ctx, true, key)
	if err != nil {
		return fmt.Errorf("read before fold: %w", err)
	}
	it := items[0]
	for range foldTries {
		if it == nil {
			return nil // the page or the root was removed: nothing to count into
		}
		fresh := unapplied(it, events)
		if len(fresh) == 0 {
			return nil
		}
		op := update(it, fresh).When(table.Present(table.AttrPK))
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
		_, err = s.write(ctx, table.Write{Ops: []table.Op{op}})
		now, failed := table.Failed(err, 0)
		if !failed {
			return err
		}
		it = now
	}
	return fmt.Errorf("fold into %q: %w", key.PK, errors.Join(err, table.ErrConflict))
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
	n := func(s string) int64 {
		v, err := strconv.ParseInt(s, 36, 64)
		if err != nil {
			return 1<<62 - 1 // not a time: kept
		}
		return v
	}
	switch {
	case strings.HasPrefix(name, hourPrefix):
		return n(name[len(hourPrefix):]) <= hour-hoursKept
	case strings.HasPrefix(name, dayPrefix):
		return n(name[len(dayPrefix):]) <= day-daysKept
	case strings.HasPrefix(name, markPrefix):
		source := name[len(markPrefix):]
		if source == sourceNear || source == sourceOverflow {
			return false
		}
		return n(source[:len(base36(day))]) <= day-marksKept
	}
	return false
}
