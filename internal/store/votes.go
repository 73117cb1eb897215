package store

import (
	"context"
	"errors"
	"fmt"

	"kibitz/internal/comment"
	"kibitz/internal/engagement"
	"kibitz/internal/limit"
	"kibitz/internal/problem"
	"kibitz/internal/table"
)

// Attributes of a voter's item besides one for each comment voted on, which
// is named by the comment's id.
const (
	votesCount = "n" // comments voted on
	reaction   = "r" // to the page
)

// Vote makes value the voter's vote on a comment; see comment.Store. A root
// and most replies lie in the near part, which is therefore tried first.
func (s *Store) Vote(ctx context.Context, v comment.Ballot) error {
	b := ballot{
		key: voterKey(v.Site, v.Page, v.Voter), attr: string(v.ID), most: comment.MaxVotes,
		site: v.Site, window: v.Window,
	}
	if v.Value == 0 {
		b.before = table.Int(1) // likely; the item tells when it is not
	} else {
		b.want = table.Int(int64(v.Value))
	}
	places := []string{near}
	if v.ID.IsReply() {
		places = append(places, overflow)
	}
	err := errElsewhere
	for _, place := range places {
		if !errors.Is(err, errElsewhere) {
			break
		}
		b.count = func(before, now table.Value) table.Op {
			op := table.Update(commentKey(place, v.Site, v.Page, v.ID)).When(table.Equal("s", table.String("p")))
			return addVotes(op, before, now)
		}
		err = s.cast(ctx, b)
	}
	if errors.Is(err, errElsewhere) {
		return problem.Wrap(err, problem.CommentUnknown, "", "There is no such comment to vote on.")
	}
	return err
}

// addVotes adds the difference between two votes to a comment's numbers.
func addVotes(op table.Op, before, now table.Value) table.Op {
	up, down := int64(0), int64(0)
	for _, v := range []struct{ vote, sign int64 }{{before.Int(), -1}, {now.Int(), 1}} {
		switch v.vote {
		case 1:
			up += v.sign
		case -1:
			down += v.sign
		}
	}
	if up != 0 {
		op = op.Adding("up", table.Int(up))
	}
	if down != 0 {
		op = op.Adding("dn", table.Int(down))
	}
	return op
}

// React makes the reaction the voter's to a page; see engagement.Store.
func (s *Store) React(ctx context.Context, r engagement.Reaction) error {
	b := ballot{key: voterKey(r.Site, r.Page, r.Voter), attr: reaction, site: r.Site, window: r.Window}
	if r.Name != "" {
		b.want = table.String(r.Name)
	} else {
		// Which one is withdrawn cannot be guessed, and a read costs an eighth of
		// a transaction that fails.
		items, err := s.get(ctx, true, b.key)
		if err != nil {
			return fmt.Errorf("read reaction: %w", err)
		}
		b.before = items[0][reaction]
	}
	b.count = func(before, now table.Value) table.Op {
		op := table.Update(numbersKey(r.Site, r.Page)).When(table.Present(table.AttrPK), table.Absent("al"))
		if before.Kind() != 0 {
			op = op.Adding(reactionPrefix+before.Str(), table.Int(-1))
		}
		if now.Kind() != 0 {
			op = op.Adding(reactionPrefix+now.Str(), table.Int(1))
		}
		return op
	}
	err := s.cast(ctx, b)
	if errors.Is(err, errElsewhere) {
		return engagement.ErrElsewhere
	}
	return err
}

// ballot is one voter's word on one thing: an attribute of the voter's item,
// and where it is counted.
type ballot struct {
	site         string
	key          table.Key   // the voter's item
	attr         string      // of the thing voted on
	before, want table.Value // zero: none; before is what is assumed to be there
	most         int         // of such attributes in the item; 0: not counted
	window       *limit.Window
	// count returns the operation that counts the step where the numbers lie;
	// its condition says that they lie there.
	count func(before, now table.Value) table.Op
}

// errElsewhere means that the numbers do not lie where a ballot counts.
var errElsewhere = errors.New("nothing to vote on here")

// castTries bounds the rounds of one cast: the assumption, the truth, and a
// few in which the same voter was faster elsewhere.
const castTries = 6

// cast writes a ballot: in one transaction the voter's item, on condition
// that it says what is assumed, and the number. There is no read before it. A
// wrong assumption writes nothing and comes back with the item, so the next
// round knows; a vote that is there already is done. So a repeated request
// and a lost answer count once.
//
// With a window a voter who is new on the page counts in it. Whom this
// process has seen before is not new; a wrong guess costs a round.
func (s *Store) cast(ctx context.Context, b ballot) error {
	if b.before == b.want {
		return nil
	}
	known := b.window == nil || b.before.Kind() != 0 || s.voters.has(b.key)
	for range castTries {
		ops := []table.Op{b.voter(known), b.count(b.before, b.want)}
		var windows []limit.Window
		if !known {
			windows = []limit.Window{*b.window}
		}
		_, err := s.write(ctx, table.Write{Ops: append(ops, s.countIn(b.site, windows)...)})
		if _, failed := table.Failed(err, 1); failed {
			return errElsewhere
		}
		it, failed := table.Failed(err, 0)
		switch {
		case !failed:
			if err == nil && b.window != nil {
				s.voters.add(b.key)
			}
			return full(err, len(ops), windows)
		case it[b.attr] == b.want:
			return nil // said before
		case b.full(it):
			return problem.New(problem.VotesFull, "", fmt.Sprintf("One can vote on %d comments of a page.", b.most))
		}
		b.before, known = it[b.attr], it != nil || b.window == nil
	}
	return fmt.Errorf("vote in %q: %w", b.key.PK, table.ErrConflict)
}

// voter is the operation on the voter's item.
func (b ballot) voter(known bool) table.Op {
	op := table.Update(b.key)
	switch {
	case !known:
		op = op.When(table.Absent(table.AttrPK))
	case b.before.Kind() == 0:
		op = op.When(table.Absent(b.attr))
		if b.window != nil {
			op = op.When(table.Present(table.AttrPK))
		}
	default:
		op = op.When(table.Equal(b.attr, b.before))
	}
	if b.want.Kind() == 0 {
		op = op.Removing(b.attr)
	} else {
		op = op.Setting(b.attr, b.want)
	}
	switch {
	case b.most == 0:
	case b.want.Kind() == 0:
		op = op.Adding(votesCount, table.Int(-1))
	case b.before.Kind() == 0:
		op = op.Adding(votesCount, table.Int(1)).When(table.AbsentOrLess(votesCount, table.Int(int64(b.most))))
	}
	return op
}

// full reports whether a voter's item holds no further vote.
func (b ballot) full(it table.Item) bool {
	_, there := it[b.attr]
	return b.most > 0 && !there && it[votesCount].Kind() != 0 && it[votesCount].Int() >= int64(b.most)
}

// Votes returns what a voter said on a page, and the page that this one is an
// alias of; see comment.Store.
func (s *Store) Votes(ctx context.Context, site, pageID, voter string) (comment.Votes, string, error) {
	items, err := s.get(ctx, false, voterKey(site, pageID, voter), numbersKey(site, pageID))
	if err != nil {
		return comment.Votes{}, "", err
	}
	out := comment.Votes{Comments: map[comment.ID]int{}, Reaction: items[0][reaction].Str()}
	for name, v := range items[0] {
		if id, ok := comment.ParseID(name); ok {
			out.Comments[id] = int(v.Int())
		}
	}
	return out, items[1]["al"].Str(), nil
}
