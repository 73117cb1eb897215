package store

import (
	"context"
	"fmt"

	"kibitz/internal/comment"
	"kibitz/internal/moderation"
	"kibitz/internal/spam"
	"kibitz/internal/table"
)

// Model reads what a site's moderators have decided about texts; see site.Store.
func (s *Store) Model(ctx context.Context, id string) (*spam.Model, error) {
	items, err := s.get(ctx, false, modelKey(id))
	if err != nil {
		return nil, fmt.Errorf("read model: %w", err)
	}
	return modelOf(id, items[0])
}

// modelOf unpacks a model; that of a site without decisions is empty.
func modelOf(id string, it table.Item) (*spam.Model, error) {
	if it == nil {
		return &spam.Model{}, nil
	}
	m, err := spam.UnpackModel(it["e"].Bytes(), it["v"].Int())
	if err != nil {
		return nil, fmt.Errorf("read model of %s: %w", id, err)
	}
	return m, nil
}

// lesson is a decision as a model takes it.
type lesson struct {
	comment comment.ID
	bad     bool // taken away; published otherwise
	undone  bool
}

// lessonOf returns what a decision teaches: publishing, rejecting and calling
// spam do, and taking one of these back.
func lessonOf(e moderation.Entry) (l lesson, ok bool) {
	status := e.To
	switch e.Action {
	case moderation.Publish, moderation.Reject, moderation.Spam:
	case moderation.Undo:
		status, l.undone = e.From, true
	default:
		return lesson{}, false
	}
	l.comment, l.bad = e.Comment, status == comment.Spam || status == comment.Rejected
	return l, e.Comment != "" && (l.bad || status == comment.Published)
}

// teach returns the operation that brings the lessons of decisions into the
// site's model, on condition that nobody else has meanwhile; ok is false when
// there are none. What was said is read as it is now: what its author has
// deleted teaches nothing.
func (s *Store) teach(ctx context.Context, siteID string, fresh []Event) (op table.Op, ok bool, err error) {
	var lessons []lesson
	var ids []comment.ID
	for _, e := range fresh {
		if l, teaches := lessonOf(*e.Decided); teaches {
			lessons, ids = append(lessons, l), append(ids, l.comment)
		}
	}
	if len(lessons) == 0 {
		return table.Op{}, false, nil
	}
	sources, err := s.Sources(ctx, siteID, ids)
	if err != nil {
		return table.Op{}, false, fmt.Errorf("read what was decided on: %w", err)
	}
	key := modelKey(siteID)
	items, err := s.get(ctx, true, key)
	if err != nil {
		return table.Op{}, false, fmt.Errorf("read model: %w", err)
	}
	m, err := modelOf(siteID, items[0])
	if err != nil {
		return table.Op{}, false, err
	}
	for i, l := range lessons {
		switch {
		case sources[i] == nil:
			continue
		case l.undone:
			m.Unlearn(spam.Text{Source: sources[i].Source}, l.bad)
		default:
			m.Learn(spam.Text{Source: sources[i].Source}, l.bad)
		}
		ok = true
	}
	packed, err := m.Pack()
	if err != nil || !ok {
		return table.Op{}, false, err
	}
	cond := table.Equal("v", table.Int(m.Version))
	if items[0] == nil {
		cond = table.Absent(table.AttrPK)
	}
	return table.Put(withKey(table.Item{"v": table.Int(m.Version + 1), "e": table.Bytes(packed)}, key)).When(cond), true, nil
}
