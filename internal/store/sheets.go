package store

import (
	"bytes"
	"compress/flate"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"sort"

	"kibitz/internal/ranking"
	"kibitz/internal/sanitize"
	"kibitz/internal/table"
)

const (
	// maxSheet is what half a read unit reads.
	maxSheet = 4 << 10
	// sheetFrame is more than a sheet's item has besides its content: names,
	// key, version and time.
	sheetFrame = 100
	maxContent = maxSheet - sheetFrame
	// maxListTitle bounds a title in a list, in bytes: some hundred letters of
	// any Latin script. With 24 of them and as many addresses a sheet fits.
	maxListTitle = 160
)

// Packed is a sheet as it is stored: JSON, deflated, so that addresses, which
// repeat each other, take little room.
type Packed struct {
	Sheet   ranking.Sheet
	content []byte
}

// Units is what it costs to write p in place of old.
func (p Packed) Units(old Packed) float64 {
	return table.WriteUnits(p.sized(), old.sized())
}

func (p Packed) sized() table.Item {
	return table.Item{"e": table.Bytes(make([]byte, len(p.content)+sheetFrame))}
}

// Same reports whether both say the same, whenever they were written.
func (p Packed) Same(q Packed) bool { return bytes.Equal(p.content, q.content) }

// sheetJSON is a sheet's content.
type sheetJSON struct {
	Entries []entryJSON `json:"e"`
	Ahead   []string    `json:"a,omitempty"`
}

type entryJSON struct {
	Page     string  `json:"p"`
	URL      string  `json:"u,omitempty"`
	Title    string  `json:"t,omitempty"`
	Views    int64   `json:"v,omitempty"`
	Comments int64   `json:"c,omitempty"`
	Score    float64 `json:"s,omitempty"`
}

// Packer packs sheets. It is not safe for concurrent use; it keeps a megabyte
// of working memory from the first sheet on.
type Packer struct {
	buf bytes.Buffer
	w   *flate.Writer
}

// Pack packs as much of a sheet as 4 KB hold, from the front: entries, then
// the pages ahead. The result's Sheet is what a reader of it will see.
func (p *Packer) Pack(s ranking.Sheet) (Packed, error) {
	entries := make([]entryJSON, len(s.Entries))
	s.Entries = slices.Clone(s.Entries)
	for i := range s.Entries {
		e := &s.Entries[i]
		e.Title = shortened(e.Title)
		entries[i] = entryJSON{e.ID, e.URL, e.Title, e.Views, e.Comments, e.Score}
	}
	all := len(entries) + len(s.Ahead)
	first := func(n int) sheetJSON {
		return sheetJSON{entries[:min(n, len(entries))], s.Ahead[:max(0, n-len(entries))]}
	}
	content, err := p.deflate(first(all))
	if err != nil || len(content) <= maxContent {
		return Packed{s, content}, err
	}
	n := sort.Search(all, func(n int) bool {
		if content, err = p.deflate(first(n + 1)); err != nil {
			return true
		}
		return len(content) > maxContent
	})
	if err != nil {
		return Packed{}, err
	}
	kept := first(n)
	s.Entries, s.Ahead = s.Entries[:len(kept.Entries)], kept.Ahead
	content, err = p.deflate(kept)
	return Packed{s, content}, err
}

func (p *Packer) deflate(content sheetJSON) ([]byte, error) {
	text, err := json.Marshal(content)
	if err != nil {
		return nil, fmt.Errorf("encode list: %w", err)
	}
	p.buf.Reset()
	if p.w == nil {
		if p.w, err = flate.NewWriter(&p.buf, flate.BestCompression); err != nil {
			return nil, fmt.Errorf("deflate list: %w", err)
		}
	}
	p.w.Reset(&p.buf)
	_, err = p.w.Write(text)
	if err = errors.Join(err, p.w.Close()); err != nil {
		return nil, fmt.Errorf("deflate list: %w", err)
	}
	return bytes.Clone(p.buf.Bytes()), nil
}

// shortened is a title as lists show it.
func shortened(title string) string {
	if len(title) <= maxListTitle {
		return title
	}
	return sanitize.Line(title, maxListTitle-len("…")) + "…"
}

// unpack reads a stored list; nil is one that was never written.
func unpack(l ranking.List, it table.Item) (Packed, error) {
	p := Packed{Sheet: ranking.Sheet{List: l, Version: it["v"].Int(), At: timeOf(it["t"])}, content: it["e"].Bytes()}
	if it == nil {
		return p, nil
	}
	text, err := io.ReadAll(flate.NewReader(bytes.NewReader(p.content)))
	if err != nil {
		return p, fmt.Errorf("inflate list %s: %w", l, err)
	}
	var content sheetJSON
	if err := json.Unmarshal(text, &content); err != nil {
		return p, fmt.Errorf("decode list %s: %w", l, err)
	}
	p.Sheet.Ahead = content.Ahead
	for _, e := range content.Entries {
		p.Sheet.Entries = append(p.Sheet.Entries, ranking.Entry{
			Page:  ranking.Page{ID: e.Page, URL: e.URL, Title: e.Title},
			Count: ranking.Count{Views: e.Views, Comments: e.Comments, Score: e.Score},
		})
	}
	return p, nil
}

// A curation is stored with its site's settings, as JSON: lv its version, lp
// the pinned pages, lh the hidden ones.

type pinnedJSON struct {
	Page  string `json:"p"`
	URL   string `json:"u,omitempty"`
	Title string `json:"t,omitempty"`
}

func curationItem(c ranking.Curation) (table.Item, error) {
	pinned := make([]pinnedJSON, len(c.Pinned))
	for i, p := range c.Pinned {
		pinned[i] = pinnedJSON{p.ID, p.URL, p.Title}
	}
	lp, err := json.Marshal(pinned)
	if err != nil {
		return nil, fmt.Errorf("encode pinned pages: %w", err)
	}
	lh, err := json.Marshal(c.Hidden)
	if err != nil {
		return nil, fmt.Errorf("encode hidden pages: %w", err)
	}
	return table.Item{"lv": table.Int(c.Version + 1), "lp": table.Bytes(lp), "lh": table.Bytes(lh)}, nil
}

func curationOf(it table.Item) (ranking.Curation, error) {
	c := ranking.Curation{Version: it["lv"].Int()}
	if c.Version == 0 {
		return c, nil
	}
	var pinned []pinnedJSON
	if err := errors.Join(json.Unmarshal(it["lp"].Bytes(), &pinned), json.Unmarshal(it["lh"].Bytes(), &c.Hidden)); err != nil {
		return c, fmt.Errorf("decode curation: %w", err)
	}
	for _, p := range pinned {
		c.Pinned = append(c.Pinned, ranking.Page{ID: p.Page, URL: p.URL, Title: p.Title})
	}
	return c, nil
}
