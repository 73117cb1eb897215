package store

import (
	"bytes"
	"compress/flate"
	"context"
	"errors"
	"fmt"
	"io"

	"kibitz/internal/moderation"
	"kibitz/internal/spam"
	"kibitz/internal/table"
)

// Words returns a site's lists of words; see site.Store. They are text,
// deflated.
func (s *Store) Words(ctx context.Context, id string) (string, int64, error) {
	items, err := s.get(ctx, true, wordsKey(id))
	if err != nil {
		return "", 0, fmt.Errorf("read words: %w", err)
	}
	if items[0] == nil {
		return "", 0, nil
	}
	text, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(items[0]["e"].Bytes())), spam.MaxListBytes))
	if err != nil {
		return "", 0, fmt.Errorf("read words of %s: %w", id, err)
	}
	return string(text), items[0]["v"].Int(), nil
}

// SetWords stores a site's lists of words in place of those of a version, with
// the entry of the audit log; see moderation.Store.
func (s *Store) SetWords(ctx context.Context, id, text string, version int64, e moderation.Entry) (bool, error) {
	var content bytes.Buffer
	w, err := flate.NewWriter(&content, flate.BestCompression)
	if err == nil {
		_, err = io.WriteString(w, text)
		err = errors.Join(err, w.Close())
	}
	if err != nil {
		return false, fmt.Errorf("pack words: %w", err)
	}
	cond := table.Equal("v", table.Int(version))
	if version == 0 {
		cond = table.Absent(table.AttrPK)
	}
	_, err = s.write(ctx, table.Write{Ops: []table.Op{
		table.Put(withKey(table.Item{"v": table.Int(version + 1), "e": table.Bytes(content.Bytes())}, wordsKey(id))).When(cond),
		table.Put(entryItem(id, e)).When(table.Absent(table.AttrPK)),
	}})
	if _, ours := table.Failed(err, 1); ours {
		return true, nil // the engine's own first attempt, its answer lost
	}
	if errors.Is(err, table.ErrCondition) {
		return false, nil
	}
	return err == nil, err
}
