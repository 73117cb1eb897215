package store

import (
	"context"
	"errors"
	"fmt"
	"maps"

	"kibitz/internal/comment"
	"kibitz/internal/problem"
	"kibitz/internal/table"
)

// Change takes a comment from one version to the next; see comment.Store.
//
// A comment lies in one of three places, and a change of its status moves it:
//
//	published → published    update in place
//	published → another      a marker stays where replies or a lock need it; the content goes to the hidden place unless scrubbed
//	another   → published    into the public place, over a marker if there is one; away from the hidden one
//	another   → another      replace in the hidden place, or remove it when scrubbed
//
// Counters that the fold keeps on a root (n, m, w.*) are never written here,
// which is why the public place is updated, not put. Votes, and that it is
// reported, go with the comment: it leaves the public place on condition of what
// it takes along, and nobody votes on or reports what is not public.
func (s *Store) Change(ctx context.Context, c comment.Change) error { return s.changeWith(ctx, c) }

// changeWith changes a comment and does what else belongs to it, all or
// nothing.
func (s *Store) changeWith(ctx context.Context, c comment.Change, also ...table.Op) error {
	if c.To.Status != comment.Published {
		c.To.Pinned, c.To.Featured = 0, false
	}
	if op, changes := marksOp(c); changes {
		also = append(also, op)
	}
	marker := c.From.ID.IsReply() || c.From.Placed > 0 || c.From.Locked
	err := s.change(ctx, c, marker, also)
	for range changeTries {
		it, failed := table.Failed(err, 0)
		if !failed || !sameVersion(it, c.From) || sameByReaders(it, c.From) {
			break
		}
		// A vote, a report or the first reply came between reading and moving.
		c.From.Placed, c.From.Up, c.From.Down, c.From.Reported = int(it["m"].Int()), int(it["up"].Int()), int(it["dn"].Int()), it[reportedMark].Bool()
		c.To.Up, c.To.Down, c.To.Reported = c.From.Up, c.From.Down, c.From.Reported
		err = s.change(ctx, c, marker || c.From.Placed > 0, also)
	}
	if it, failed := table.Failed(err, 0); failed && isNow(it, c.To) {
		return nil // the engine's own first attempt, its answer lost; or the same decision by somebody else
	}
	if it, failed := table.Failed(err, 0); failed && sameVersion(it, c.From) {
		return fmt.Errorf("comment is voted on all the time: %w", errors.Join(err, table.ErrConflict))
	}
	if errors.Is(err, table.ErrCondition) {
		return problem.Wrap(err, problem.CommentChanged, "", "Somebody else changed this comment meanwhile. Look at it again.")
	}
	return err
}

// changeTries bounds the rounds of a change that meets votes: each lost one
// means that somebody voted within a round trip.
const changeTries = 8

// sameVersion reports whether the item is still the comment as it was read,
// but for what others count in it.
func sameVersion(it table.Item, c comment.Comment) bool {
	return it["v"] == table.Int(c.Version) && authorOf(it["u"].Str()) == c.Author.ID
}

func sameByReaders(it table.Item, c comment.Comment) bool {
	return it["m"].Int() == int64(c.Placed) && it["up"].Int() == int64(c.Up) && it["dn"].Int() == int64(c.Down) &&
		it[reportedMark].Bool() == c.Reported
}

func (s *Store) change(ctx context.Context, c comment.Change, marker bool, also []table.Op) error {
	from, to := c.From, c.To
	version, author := table.Equal("v", table.Int(from.Version)), table.Equal("u", table.String(authorQueue(c.Site, from.Author.ID)))
	place := commentKey(placeOf(from), c.Site, from.Page, from.ID)
	goal := commentKey(placeOf(to), c.Site, to.Page, to.ID)
	wasPublic, isPublic := from.Status == comment.Published, to.Status == comment.Published

	var ops []table.Op
	switch {
	case wasPublic && isPublic:
		op := become(c.Site, to, place)
		if from.Reported && !to.Reported {
			op = op.Removing(reportedMark)
		}
		ops = append(ops, op.When(version, author))
	case wasPublic:
		op := table.Delete(place).When(table.AbsentOrLess("m", table.Int(1)))
		if marker {
			op = toMarker(place, to.Version)
		}
		if c.Scrub {
			ops = append(ops, op.When(version, author))
		} else {
			ops = append(ops, op.When(version, author, is("up", from.Up), is("dn", from.Down), reported(from)), table.Put(commentItem(c.Site, to)))
		}
	case isPublic:
		op := become(c.Site, to, goal)
		maps.Copy(op.Set, byReaders(to))
		ops = append(ops, table.Delete(place).When(version, author), op)
	case c.Scrub:
		ops = append(ops, table.Delete(place).When(version, author))
	default:
		ops = append(ops, table.Put(commentItem(c.Site, to)).When(version, author))
	}
	private, err := privateOp(c)
	if err != nil {
		return err
	}
	if private != nil {
		ops = append(ops, *private)
	}
	_, err = s.write(ctx, table.Write{Ops: append(ops, also...)})
	return err
}

// marksOp is what a change means for the page's pinned and featured comments,
// which are named beside what is known about the page.
func marksOp(c comment.Change) (op table.Op, changes bool) {
	was, is := c.From.Pinned, c.To.Pinned
	op = table.Update(aboutKey(c.Site, c.From.Page))
	if was != 0 {
		op = op.Removing(pinnedAt(was))
	}
	if is != 0 {
		op = op.Setting(pinnedAt(is), table.String(string(c.To.ID))).When(table.Absent(pinnedAt(is)))
	}
	featured := featuredPrefix + c.From.ID.Own()
	switch {
	case c.From.Featured && !c.To.Featured:
		op = op.Removing(featured)
	case !c.From.Featured && c.To.Featured:
		op = op.Setting(featured, table.String(string(c.To.ID)))
	}
	return op, was != is || c.From.Featured != c.To.Featured
}

// isNow reports whether the item is already the comment as it was to become.
func isNow(it table.Item, to comment.Comment) bool {
	return it["v"] == table.Int(to.Version) && it["s"].Str() == statusLetter(to.Status) && it["h"].Str() == to.HTML
}

// become makes the item the comment, whatever is there now, keeping what the
// fold counts.
func become(site string, c comment.Comment, k table.Key) table.Op {
	op := table.Update(k)
	op.Set = content(site, c)
	for _, optional := range []string{"au", "ab", "e", "es", "hb", "pi", "ft", "lk"} {
		if _, set := op.Set[optional]; !set {
			op = op.Removing(optional)
		}
	}
	return op
}

// is is the condition that a counter is n; one that nobody counted in is
// absent.
func is(name string, n int) table.Cond {
	if n == 0 {
		return table.AbsentOrLess(name, table.Int(1))
	}
	return table.Equal(name, table.Int(int64(n)))
}

// reported is the condition that the comment is in the queue of reported ones as
// it was when it was read.
func reported(c comment.Comment) table.Cond {
	if c.Reported {
		return table.Present(reportedMark)
	}
	return table.Absent(reportedMark)
}

// toMarker empties a public comment but for its place in the thread, and for
// what holds for the thread.
func toMarker(k table.Key, version int64) table.Op {
	return table.Update(k).
		Setting("s", table.String("d")).Setting("v", table.Int(version)).
		Removing("q", "u", "an", "au", "ab", "h", "e", "es", "pv", reportedMark, "up", "dn", "de", "pi", "ft", "hb")
}

// privateOp is the change of the private part, nil for none.
func privateOp(c comment.Change) (*table.Op, error) {
	op := table.Update(privateKey(c.Site, c.From.ID)).When(table.Present(table.AttrPK))
	switch {
	case c.Scrub:
		op = op.Setting("s", table.String("d")).Removing("src", "f", "em", "ip", "tr", "fo", "fe", "fs")
	case c.Private != nil:
		it, err := privateContent(*c.Private)
		if err != nil {
			return nil, fmt.Errorf("change private part: %w", err)
		}
		op.Set = it
		for _, optional := range []string{"fo", "fe", "fs"} {
			if _, set := it[optional]; !set {
				op = op.Removing(optional)
			}
		}
	default:
		return nil, nil
	}
	return &op, nil
}
