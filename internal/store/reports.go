package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"kibitz/internal/comment"
	"kibitz/internal/moderation"
	"kibitz/internal/table"
)

// Report stores a reader's report; see comment.Store. The comment's marker
// puts it into the queue of reported ones, whose index holds no number: only
// the first report of a comment writes to it.
func (s *Store) Report(ctx context.Context, c comment.Complaint) error {
	report := table.Item{"wy": table.String(string(c.Reason)), "t": unix(c.At)}
	if c.Note != "" {
		report["nt"] = table.String(c.Note)
	}
	ops := []table.Op{
		table.Put(withKey(report, reportKey(c.Site, c.Page, c.ID, c.Reporter))).When(table.Absent(table.AttrPK)),
		table.Update(reportedKey(c.Site, c.Page, c.ID)).Adding("n", table.Int(1)).
			Setting("q", table.String(reportedQueue(c.Site))).Setting("i", table.String(c.ID.Own())),
	}
	_, err := s.write(ctx, table.Write{Ops: append(ops, s.countIn(c.Site, c.Windows)...)})
	if _, again := table.Failed(err, 0); again {
		return nil
	}
	return full(err, len(ops), c.Windows)
}

// Reports reads a comment's marker and the reports behind it; see
// moderation.Store. Those of a root's replies come after its own.
func (s *Store) Reports(ctx context.Context, site, page string, id comment.ID, limit int) (int64, []moderation.Report, error) {
	marker := reportedKey(site, page, id)
	p, err := s.t.Query(ctx, table.Query{PK: marker.PK, Prefix: marker.SK, Limit: limit + 1})
	if err != nil {
		return 0, nil, fmt.Errorf("query reports: %w", err)
	}
	n, reports := int64(0), []moderation.Report(nil)
	for _, it := range p.Items {
		switch sk := it.Key().SK; {
		case sk == marker.SK:
			n = it["n"].Int()
		case strings.HasPrefix(sk, marker.SK+"#"):
			reports = append(reports, moderation.Report{Reason: comment.Reason(it["wy"].Str()), Note: it["nt"].Str(), At: timeOf(it["t"])})
		}
	}
	return n, reports, nil
}

// ReportsOpen reads a comment's marker; see moderation.Store.
func (s *Store) ReportsOpen(ctx context.Context, site, page string, id comment.ID) (bool, error) {
	items, err := s.get(ctx, true, reportedKey(site, page, id))
	if err != nil {
		return false, fmt.Errorf("read reports: %w", err)
	}
	return items[0]["q"].Kind() != 0, nil
}

// Settle takes the marker out of its queue; see moderation.Store. The reports
// stay.
func (s *Store) Settle(ctx context.Context, c comment.Change, e moderation.Entry) error {
	marker := table.Update(reportedKey(c.Site, c.From.Page, c.From.ID)).Removing("q", "i").When(table.Present("q"))
	return s.changeWith(ctx, c, table.Put(entryItem(c.Site, e)).When(table.Absent(table.AttrPK)), marker)
}

// reported reads a page of the queue of reported comments: those still
// published, so that a comment that a moderator has taken away is done with.
// One Query of the markers and one Get of the comments for each 50.
func (s *Store) reported(ctx context.Context, q moderation.QueueQuery) (moderation.QueuePage, error) {
	query := table.Query{Index: byStatus, PK: reportedQueue(q.Site), Descending: !q.OldestFirst, Limit: q.Limit}
	if c := q.After; c != nil {
		query.After = &table.Cursor{SK: c.ID.Own(), Key: reportedKey(q.Site, c.Page, c.ID)}
	}
	p, err := s.t.Query(ctx, query)
	if err != nil {
		return moderation.QueuePage{}, fmt.Errorf("query reported: %w", err)
	}
	var out moderation.QueuePage
	for markers := range slices.Chunk(p.Items, table.MaxKeys/2) {
		var keys []table.Key
		for _, m := range markers {
			_, _, pageID := splitPartition(m.Key().PK)
			id := commentID(m.Key().SK)
			keys = append(keys, commentKey(near, q.Site, pageID, id), commentKey(overflow, q.Site, pageID, id))
		}
		items, err := s.get(ctx, false, keys...)
		if err != nil {
			return moderation.QueuePage{}, fmt.Errorf("read reported: %w", err)
		}
		cs, err := commentsOf(slices.DeleteFunc(items, func(it table.Item) bool { return it["s"].Str() != "p" }))
		if err != nil {
			return moderation.QueuePage{}, err
		}
		out.Comments = append(out.Comments, cs...)
	}
	if p.Next != nil {
		_, _, pageID := splitPartition(p.Next.Key.PK)
		out.Next = &comment.Comment{ID: commentID(p.Next.Key.SK), Page: pageID}
	}
	return out, nil
}
