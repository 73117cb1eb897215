package store

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"sync"

	"github.com/oklog/ulid/v2"

	"kibitz/internal/comment"
	"kibitz/internal/page"
	"kibitz/internal/table"
)

// standingOf returns how a root stands after a change, nil when the change
// means nothing for it. One that is not public stands nowhere.
func standingOf(c table.Change, id comment.ID) *comment.Standing {
	if id.IsReply() {
		return nil
	}
	before, now := standing(c.Old, id), standing(c.New, id)
	if before == now {
		return nil
	}
	return &now
}

func standing(it table.Item, id comment.ID) comment.Standing {
	s := comment.Standing{Root: id}
	if isPublished(it) == 1 {
		s.Up, s.Down = int(it["up"].Int()), int(it["dn"].Int())
	}
	return s
}

// FoldStandings takes new standings of one page's roots, each an Event.Standing,
// into its sheet. A standing is absolute, so the sheet is set, not added to, on
// condition of the very watermark that it was read with: what is older than
// the sheet changes nothing. One read and one write a batch.
func (s *Store) FoldStandings(ctx context.Context, events []Event) error {
	key := standingsKey(events[0].Site, events[0].Page)
	items, err := s.get(ctx, true, key)
	if err != nil {
		return fmt.Errorf("read sheet before fold: %w", err)
	}
	it := items[0]
	for range foldTries {
		fresh := unapplied(it, events)
		if len(fresh) == 0 {
			return nil
		}
		sheet, err := standingsOf(it)
		if err != nil {
			return err
		}
		for _, e := range fresh {
			sheet = sheet.With(*e.Standing)
		}
		mark := table.Absent(sheetMark)
		if at, ok := it[sheetMark]; ok {
			mark = table.Equal(sheetMark, at)
		}
		packed, err := packStandings(sheet)
		if err != nil {
			return err
		}
		_, err = s.write(ctx, table.Write{Ops: []table.Op{
			table.Update(key).Setting("l", packed).
				Setting(sheetMark, fresh[len(fresh)-1].Seq.Value()).When(mark),
		}})
		now, failed := table.Failed(err, 0)
		if !failed {
			return err
		}
		it = now
	}
	return fmt.Errorf("fold into sheet of %q: %w", key.PK, table.ErrConflict)
}

// sheetMark is a sheet's watermark: roots have one source.
const sheetMark = markPrefix + sourceNear

// Standings reads a page's sheet and state; see comment.Store. All of it lies side
// by side: one Query.
func (s *Store) Standings(ctx context.Context, site, pageID string) (comment.Standings, page.State, error) {
	p, err := s.t.Query(ctx, table.Query{PK: pagePartition(site, pageID), Limit: 3})
	if err != nil {
		return nil, page.State{}, fmt.Errorf("query sheet: %w", err)
	}
	parts := map[string]table.Item{}
	for _, it := range p.Items {
		parts[it.Key().SK] = it
	}
	sheet, err := standingsOf(parts[standingsKey(site, pageID).SK])
	return sheet, stateOf(pageID, parts[only], parts[aboutKey(site, pageID).SK]), err
}

// Parts reads threads; see comment.Store. A Query each.
func (s *Store) Parts(ctx context.Context, site, pageID string, roots []comment.ID) ([]comment.Part, error) {
	out, errs := make([]comment.Part, len(roots)), make([]error, len(roots))
	var wg sync.WaitGroup
	for i, root := range roots {
		wg.Go(func() { out[i], errs[i] = s.nearPart(ctx, site, pageID, root) })
	}
	wg.Wait()
	return out, errors.Join(errs...)
}

func (s *Store) nearPart(ctx context.Context, site, pageID string, root comment.ID) (comment.Part, error) {
	p, err := s.t.Query(ctx, table.Query{
		PK: commentPartition(near, site, pageID), Prefix: string(root), Limit: wholeThread + 1, // one more tells that it is whole
	})
	if err != nil {
		return comment.Part{}, fmt.Errorf("query thread: %w", err)
	}
	cs, err := commentsOf(p.Items)
	if len(cs) > wholeThread {
		return comment.Part{Comments: cs[:wholeThread], Cut: true}, err
	}
	return comment.Part{Comments: cs}, err
}

// packStandings writes a sheet as 16 bytes of ULID and two variable-length
// numbers for each root.
func packStandings(sheet comment.Standings) (table.Value, error) {
	var b []byte
	for _, s := range sheet {
		u, err := ulid.ParseStrict(string(s.Root))
		if err != nil {
			return table.Value{}, fmt.Errorf("root %q in a sheet: %w", s.Root, err)
		}
		b = append(b, u[:]...)
		b = binary.AppendUvarint(b, uint64(s.Up))
		b = binary.AppendUvarint(b, uint64(s.Down))
	}
	return table.Bytes(b), nil
}

var errStandings = errors.New("sheet cannot be read")

// standingsOf reads a sheet; the item may be nil.
func standingsOf(it table.Item) (comment.Standings, error) {
	var sheet comment.Standings
	for b := it["l"].Bytes(); len(b) > 0; {
		var u ulid.ULID
		n := copy(u[:], b)
		up, nUp := binary.Uvarint(b[n:])
		down, nDown := binary.Uvarint(b[n+max(nUp, 0):])
		if n < len(u) || nUp <= 0 || nDown <= 0 {
			return nil, fmt.Errorf("%v: %w", it.Key(), errStandings)
		}
		sheet = append(sheet, comment.Standing{Root: comment.ID(u.String()), Up: int(up), Down: int(down)})
		b = b[n+nUp+nDown:]
	}
	return sheet, nil
}
