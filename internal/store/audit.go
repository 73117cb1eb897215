package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"kibitz/internal/comment"
	"kibitz/internal/moderation"
	"kibitz/internal/site"
	"kibitz/internal/table"
)

// auditMonths is how many months one call of Audit looks through.
const auditMonths = 12

// Decide changes a comment and records it; see moderation.Store.
func (s *Store) Decide(ctx context.Context, c comment.Change, e moderation.Entry) error {
	return s.changeWith(ctx, c, table.Put(entryItem(c.Site, e)).When(table.Absent(table.AttrPK)))
}

// Reply stores a moderator's comment and records it; see moderation.Store.
func (s *Store) Reply(ctx context.Context, c comment.Create, e moderation.Entry) (*comment.Receipt, error) {
	return s.createWith(ctx, c, table.Put(entryItem(c.Site, e)).When(table.Absent(table.AttrPK)))
}

// Entry reads one entry, as it is written: it decides where an undone comment
// goes. See moderation.Store.
func (s *Store) Entry(ctx context.Context, site, id string) (moderation.Entry, bool, error) {
	items, err := s.get(ctx, true, entryKey(site, id))
	if err != nil || items[0] == nil {
		return moderation.Entry{}, false, err
	}
	e, err := entryOf(items[0])
	return e, err == nil, err
}

// Audit reads entries: those of a comment, a page, the settings or a moderator
// by their index, all others month by month. See moderation.Store.
func (s *Store) Audit(ctx context.Context, q moderation.AuditQuery) (moderation.AuditPage, error) {
	switch {
	case q.Comment != "":
		return s.auditBy(ctx, q, table.Query{Index: byAuthor, PK: decidedQueue(q.Site, string(q.Comment))})
	case q.Page != "":
		return s.auditBy(ctx, q, table.Query{Index: byAuthor, PK: decidedQueue(q.Site, pageSubject(q.Page))})
	case q.Kind == moderation.OfSettings:
		return s.auditBy(ctx, q, table.Query{Index: byAuthor, PK: decidedQueue(q.Site, settingsSubject)})
	case q.Moderator != "":
		return s.auditBy(ctx, q, table.Query{Index: byStatus, PK: moderatorQueue(q.Site, q.Moderator)})
	}
	month := q.LastTime
	if before := comment.ID(q.Before).Time(); q.Before != "" && before.Before(month) {
		month = before
	}
	first := q.Begins
	if q.Since.After(first) {
		first = q.Since
	}
	var out moderation.AuditPage
	for range auditMonths {
		query := table.Query{PK: auditPartition(q.Site, month), Descending: true, Limit: q.Limit - len(out.Entries)}
		if q.Before != "" {
			query.After = &table.Cursor{SK: q.Before}
		}
		p, err := s.t.Query(ctx, query)
		if err != nil {
			return moderation.AuditPage{}, fmt.Errorf("query audit log: %w", err)
		}
		for _, it := range p.Items {
			e, err := entryOf(it)
			if err != nil {
				return moderation.AuditPage{}, err
			}
			if e.At().Before(q.Since) {
				return moderation.AuditPage{Entries: out.Entries}, nil
			}
			if q.Wants(e) {
				out.Entries = append(out.Entries, e)
			}
		}
		if p.Next != nil {
			out.Next = p.Next.SK
			return out, nil
		}
		start := time.Date(month.Year(), month.Month(), 1, 0, 0, 0, 0, time.UTC)
		if !start.After(first) {
			return moderation.AuditPage{Entries: out.Entries}, nil
		}
		month, q.Before = start.Add(-time.Millisecond), ""
		out.Next = comment.FirstOwn(start)
		if len(out.Entries) == q.Limit {
			break
		}
	}
	return out, nil
}

// auditBy reads entries by an index: one Query and one Get.
func (s *Store) auditBy(ctx context.Context, q moderation.AuditQuery, query table.Query) (moderation.AuditPage, error) {
	query.Descending, query.Limit = true, q.Limit
	if q.Before != "" {
		query.After = &table.Cursor{SK: q.Before, Key: entryKey(q.Site, q.Before)}
	}
	p, err := s.t.Query(ctx, query)
	if err != nil || len(p.Items) == 0 {
		return moderation.AuditPage{}, err
	}
	keys := make([]table.Key, len(p.Items))
	for i, it := range p.Items {
		keys[i] = it.Key()
	}
	items, err := s.get(ctx, false, keys...)
	if err != nil {
		return moderation.AuditPage{}, fmt.Errorf("read audit log: %w", err)
	}
	var out moderation.AuditPage
	for _, it := range items {
		if it == nil { // the index was ahead of this read
			continue
		}
		e, err := entryOf(it)
		switch {
		case err != nil:
			return moderation.AuditPage{}, err
		case e.At().Before(q.Since):
			return out, nil
		case q.Wants(e):
			out.Entries = append(out.Entries, e)
		}
	}
	if p.Next != nil {
		out.Next = p.Next.SK
	}
	return out, nil
}

func entryItem(site string, e moderation.Entry) table.Item {
	it := table.Item{
		"i": table.String(e.ID), "ac": table.String(string(e.Action)),
		"q": table.String(moderatorQueue(site, e.By.ID)), "by": table.String(e.By.ID), "nm": table.String(e.By.Name),
	}
	switch e.Kind() {
	case moderation.OfBan:
		b := e.Ban
		it["bk"], it["bv"], it["be"] = table.String(string(b.Kind)), table.String(b.Value), table.String(string(b.Effect))
		if !b.Until.IsZero() {
			it["x"] = unix(b.Until)
		}
	case moderation.OfComment:
		it["u"], it["c"], it["pg"] = table.String(decidedQueue(site, string(e.Comment))), table.String(string(e.Comment)), table.String(e.Page)
		it["v"], it["s"] = table.Int(e.Version), table.String(statusLetter(e.To))
		if e.From != "" {
			it["fr"] = table.String(statusLetter(e.From))
		}
		if e.Held != "" {
			it["hb"] = table.String(e.Held)
		}
		if e.Previous != "" {
			it["ps"] = table.String(statusLetter(e.Previous))
		}
	case moderation.OfAccess:
		it["pe"] = table.String(e.Access)
	case moderation.OfPage:
		it["u"], it["pg"] = table.String(decidedQueue(site, pageSubject(e.Page))), table.String(e.Page)
	case moderation.OfSettings:
		it["u"], it["v"] = table.String(decidedQueue(site, settingsSubject)), table.Int(e.Version)
	}
	if e.By.Session != "" {
		it["se"] = table.String(e.By.Session)
	}
	if len(e.Changes) > 0 {
		it["cs"] = packChanges(e.Changes)
	}
	if e.Reason != "" {
		it["wy"] = table.String(e.Reason)
	}
	if e.Note != "" {
		it["nt"] = table.String(e.Note)
	}
	return withKey(it, entryKey(site, e.ID))
}

func entryOf(it table.Item) (moderation.Entry, error) {
	e := moderation.Entry{
		ID: it["i"].Str(), By: moderation.Actor{ID: it["by"].Str(), Name: it["nm"].Str(), Session: it["se"].Str()},
		Action: moderation.Action(it["ac"].Str()), Comment: comment.ID(it["c"].Str()), Page: it["pg"].Str(), Version: it["v"].Int(),
		Access: it["pe"].Str(), Reason: it["wy"].Str(), Note: it["nt"].Str(),
	}
	if kind := it["bk"].Str(); kind != "" {
		e.Ban = &site.Ban{
			Kind: site.BanKind(kind), Value: it["bv"].Str(), Effect: site.BanEffect(it["be"].Str()),
			Until: timeOf(it["x"]), Reason: e.Reason, By: e.By.Name,
		}
		return e, nil
	}
	if e.Comment != "" {
		e.Held = it["hb"].Str()
		e.To = letterStatus(it["s"].Str())
		if fr := it["fr"].Str(); fr != "" {
			e.From = letterStatus(fr)
		}
	}
	if ps := it["ps"].Str(); ps != "" {
		e.Previous = letterStatus(ps)
	}
	var err error
	e.Changes, err = unpackChanges(it["cs"].Bytes())
	return e, err
}

// packChanges writes changes as lists of key, old and new.
func packChanges(changes []moderation.Change) table.Value {
	rows := make([][3]string, len(changes))
	for i, c := range changes {
		rows[i] = [3]string{c.Key, c.Old, c.New}
	}
	text, err := json.Marshal(rows)
	if err != nil {
		panic("encode strings: " + err.Error())
	}
	return table.Bytes(text)
}

func unpackChanges(text []byte) ([]moderation.Change, error) {
	if len(text) == 0 {
		return nil, nil
	}
	var rows [][3]string
	if err := json.Unmarshal(text, &rows); err != nil {
		return nil, fmt.Errorf("decode changes: %w", err)
	}
	out := make([]moderation.Change, len(rows))
	for i, r := range rows {
		out[i] = moderation.Change{Key: r[0], Old: r[1], New: r[2]}
	}
	return out, nil
}
