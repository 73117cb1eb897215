package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"kibitz/internal/comment"
	"kibitz/internal/moderation"
	"kibitz/internal/sanitize"
	"kibitz/internal/table"
)

// maxSnapshots is how many snapshots of a comment are read.
const maxSnapshots = 20

// Snapshot reads a comment as it is, what it answers and its page; see
// comment.Store.
func (s *Store) Snapshot(ctx context.Context, site, pageID string, id, parent comment.ID) (comment.Snapshot, error) {
	keys := append([]table.Key{aboutKey(site, pageID)}, wholeKeys(site, pageID, id)...)
	if parent != "" {
		keys = append(keys, wholeKeys(site, pageID, parent)...)
	}
	items, err := s.get(ctx, true, keys...)
	if err != nil {
		return comment.Snapshot{}, fmt.Errorf("read snapshot: %w", err)
	}
	about := items[0]
	out := comment.Snapshot{Page: pageID, Title: about["ti"].Str(), URL: about["ur"].Str()}
	said, err := statementOf(items[1:5])
	if err == nil && said == nil {
		err = unknown()
	}
	if err != nil {
		return comment.Snapshot{}, err
	}
	out.Comment = *said
	if parent != "" {
		out.Parent, err = statementOf(items[5:])
	}
	return out, err
}

// wholeKeys are where all of a comment lies: its private part, and the three
// places of which one has it.
func wholeKeys(site, pageID string, id comment.ID) []table.Key {
	return []table.Key{
		privateKey(site, id),
		commentKey(hidden, site, pageID, id), commentKey(near, site, pageID, id), commentKey(overflow, site, pageID, id),
	}
}

// statementOf reads what lies at wholeKeys, nil for a comment that is gone.
func statementOf(items []table.Item) (*comment.Statement, error) {
	for _, it := range items[1:] {
		if it["u"].Kind() == 0 { // none, or a marker
			continue
		}
		c, err := commentOf(it)
		if err != nil {
			return nil, err
		}
		private, err := privateOf(items[0])
		said := comment.StatementOf(comment.Found{Comment: c, Private: private})
		return &said, err
	}
	return nil, nil
}

// Evidence reads a comment's snapshots, by version; see moderation.Store.
func (s *Store) Evidence(ctx context.Context, site string, id comment.ID) ([]comment.Snapshot, error) {
	p, err := s.t.Query(ctx, table.Query{PK: evidenceKey(site, id, 0).PK, Limit: maxSnapshots, Consistent: true})
	if err != nil {
		return nil, fmt.Errorf("query evidence: %w", err)
	}
	out := make([]comment.Snapshot, len(p.Items))
	for i, it := range p.Items {
		if out[i], err = snapshotOf(it); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Export records that evidence was taken out, and keeps a snapshot; see
// moderation.Store.
func (s *Store) Export(ctx context.Context, site string, snapshot *comment.Snapshot, e moderation.Entry) error {
	ops := []table.Op{table.Put(entryItem(site, e)).When(table.Absent(table.AttrPK))}
	if snapshot != nil {
		ops = append(ops, table.Put(snapshotItem(site, *snapshot)))
	}
	_, err := s.write(ctx, table.Write{Ops: ops})
	if it, failed := table.Failed(err, 0); failed && it["i"].Str() == e.ID {
		return nil // the engine's own first attempt, its answer lost
	}
	return err
}

// snapshotJSON and statementJSON are a snapshot as it is stored. Times are Unix
// seconds.
type snapshotJSON struct {
	Taken   int64          `json:"t"`
	Page    string         `json:"pg"`
	Title   string         `json:"ti,omitempty"`
	URL     string         `json:"ur,omitempty"`
	Comment statementJSON  `json:"c"`
	Parent  *statementJSON `json:"p,omitempty"`
}

type statementJSON struct {
	ID      comment.ID      `json:"id"`
	Author  string          `json:"u"`
	Name    string          `json:"an"`
	Website string          `json:"au,omitempty"`
	Badge   string          `json:"ab,omitempty"`
	Status  comment.Status  `json:"s"`
	Version int64           `json:"v"`
	Edited  int64           `json:"e,omitempty"`
	ByStaff bool            `json:"es,omitempty"`
	Source  string          `json:"src"`
	Format  sanitize.Format `json:"f"`
	HTML    string          `json:"h"`
}

func snapshotItem(site string, s comment.Snapshot) table.Item {
	out := snapshotJSON{Taken: s.Taken.Unix(), Page: s.Page, Title: s.Title, URL: s.URL, Comment: packStatement(s.Comment)}
	if s.Parent != nil {
		parent := packStatement(*s.Parent)
		out.Parent = &parent
	}
	text, err := json.Marshal(out)
	if err != nil {
		panic("encode strings and numbers: " + err.Error())
	}
	return withKey(table.Item{"e": table.Bytes(text), table.AttrTTL: unix(s.Until)}, evidenceKey(site, s.Comment.ID, s.Comment.Version))
}

func snapshotOf(it table.Item) (comment.Snapshot, error) {
	var in snapshotJSON
	if err := json.Unmarshal(it["e"].Bytes(), &in); err != nil {
		return comment.Snapshot{}, fmt.Errorf("decode snapshot: %w", err)
	}
	out := comment.Snapshot{
		Taken: time.Unix(in.Taken, 0).UTC(), Until: timeOf(it[table.AttrTTL]),
		Page: in.Page, Title: in.Title, URL: in.URL, Comment: unpackStatement(in.Comment),
	}
	if in.Parent != nil {
		parent := unpackStatement(*in.Parent)
		out.Parent = &parent
	}
	return out, nil
}

func packStatement(s comment.Statement) statementJSON {
	out := statementJSON{
		ID: s.ID, Author: s.Author.ID, Name: s.Author.Name, Website: s.Author.URL, Badge: s.Author.Badge,
		Status: s.Status, Version: s.Version, ByStaff: s.EditedByStaff, Source: s.Source, Format: s.Format, HTML: s.HTML,
	}
	if !s.Edited.IsZero() {
		out.Edited = s.Edited.Unix()
	}
	return out
}

func unpackStatement(s statementJSON) comment.Statement {
	out := comment.Statement{
		ID: s.ID, Author: comment.Author{ID: s.Author, Name: s.Name, URL: s.Website, Badge: s.Badge},
		Status: s.Status, Version: s.Version, EditedByStaff: s.ByStaff, Source: s.Source, Format: s.Format, HTML: s.HTML,
	}
	if s.Edited != 0 {
		out.Edited = time.Unix(s.Edited, 0).UTC()
	}
	return out
}
