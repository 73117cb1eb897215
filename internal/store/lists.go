package store

import (
	"context"
	"fmt"
	"slices"

	"kibitz/internal/ranking"
	"kibitz/internal/table"
)

// Sheet reads a list; see engagement.Store. It costs half a read unit: a sheet
// is 4 KB at most.
func (s *Store) Sheet(ctx context.Context, site string, l ranking.List) (ranking.Sheet, error) {
	items, err := s.get(ctx, false, sheetKey(site, l))
	if err != nil {
		return ranking.Sheet{}, fmt.Errorf("read list: %w", err)
	}
	p, err := unpack(l, items[0])
	return p.Sheet, err
}

// Sheets reads all of a site's lists as they are, in the order of
// ranking.Lists.
func (s *Store) Sheets(ctx context.Context, site string) ([]Packed, error) {
	lists := ranking.Lists()
	keys := make([]table.Key, len(lists))
	for i, l := range lists {
		keys[i] = sheetKey(site, l)
	}
	items, err := s.get(ctx, true, keys...)
	if err != nil {
		return nil, fmt.Errorf("read lists: %w", err)
	}
	out := make([]Packed, len(lists))
	for i, l := range lists {
		if out[i], err = unpack(l, items[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// SetSheet stores a sheet as the one after the version that it names, and
// returns it as it is then. Returns ErrChanged when somebody else wrote the
// list meanwhile.
func (s *Store) SetSheet(ctx context.Context, site string, p Packed) (Packed, error) {
	read := p.Sheet.Version
	cond := table.Equal("v", table.Int(read))
	if read == 0 {
		cond = table.Absent(table.AttrPK)
	}
	p.Sheet.Version = read + 1
	it := withKey(table.Item{
		"v": table.Int(p.Sheet.Version), "t": unix(p.Sheet.At), "e": table.Bytes(p.content),
	}, sheetKey(site, p.Sheet.List))
	_, err := s.write(ctx, table.Write{Ops: []table.Op{table.Put(it).When(cond)}})
	if now, failed := table.Failed(err, 0); failed && (now["v"] != it["v"] || now["e"] != it["e"]) {
		return Packed{}, ErrChanged
	} else if !failed && err != nil {
		return Packed{}, fmt.Errorf("write list: %w", err)
	}
	return p, nil // or it is our own first attempt, its answer lost
}

// Numbers reads the numbers of pages for their site's lists. Pages that are
// not there are left out.
func (s *Store) Numbers(ctx context.Context, site string, pages []string) (map[string]ranking.Numbers, error) {
	out := make(map[string]ranking.Numbers, len(pages))
	err := s.each(ctx, pages, func(p string) table.Key { return numbersKey(site, p) }, func(p string, it table.Item) {
		out[p] = numbersOf(it)
	})
	return out, err
}

// About reads titles and addresses of pages. Pages that are not there are left
// out.
func (s *Store) About(ctx context.Context, site string, pages []string) (map[string]ranking.Page, error) {
	out := make(map[string]ranking.Page, len(pages))
	err := s.each(ctx, pages, func(p string) table.Key { return aboutKey(site, p) }, func(p string, it table.Item) {
		out[p] = ranking.Page{ID: p, URL: it["ur"].Str(), Title: it["ti"].Str()}
	})
	return out, err
}

// each calls f with the item of each page that is there.
func (s *Store) each(ctx context.Context, pages []string, key func(string) table.Key, f func(string, table.Item)) error {
	for chunk := range slices.Chunk(pages, table.MaxKeys) {
		keys := make([]table.Key, len(chunk))
		for i, p := range chunk {
			keys[i] = key(p)
		}
		items, err := s.get(ctx, true, keys...)
		if err != nil {
			return fmt.Errorf("read pages: %w", err)
		}
		for i, it := range items {
			if it != nil {
				f(chunk[i], it)
			}
		}
	}
	return nil
}

// curationOp stores what moderators decide about a site's lists, in place of
// the version that it names.
func curationOp(site string, c ranking.Curation) (table.Op, error) {
	cond := table.Equal("lv", table.Int(c.Version))
	if c.Version == 0 {
		cond = table.Absent("lv")
	}
	op := table.Update(siteKey(site)).When(table.Present("secret"), cond)
	var err error
	op.Set, err = curationItem(c)
	return op, err
}

// IsOwn reports whether a change is the fold's own bookkeeping, so that noting
// how far it came does not call for noting.
func IsOwn(c table.Change) bool {
	letter, _, _ := splitPartition(c.Key.PK)
	return letter == sheets || IsCheckpoint(c)
}
