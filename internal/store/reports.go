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
// the first report of a comment writes to it. That report says so in the comment
// too, which takes it along wherever it goes: what the fold counts is comments
// that are published and reported, and one item tells both.
func (s *Store) Report(ctx context.Context, c comment.Complaint) error {
	open, clock := c.Comment.Reported, c.Reason == comment.ReasonIllegal
	for { // three rounds at most: each that comes again knows one thing better
		w := reportWrite{ops: s.reportOps(c, open)}
		if clock {
			w.clock(c)
		}
		first := len(w.ops) // of the windows
		_, err := s.write(ctx, table.Write{Ops: append(w.ops, s.countIn(c.Site, c.Windows)...)})
		if _, again := table.Failed(err, 0); again {
			return nil
		}
		_, failed := table.Failed(err, 1)
		_, gone := table.Failed(err, 2)
		_, runs := table.Failed(err, w.clockAt)
		switch {
		case open && failed: // settled since the comment was read
			open = false
		case !open && gone:
			return unknown()
		case clock && runs:
			clock = false
		default:
			return full(err, first, c.Windows)
		}
	}
}

// reportWrite is what a report writes.
type reportWrite struct {
	ops     []table.Op
	clockAt int // where the clock's operation is, 0 for nowhere
}

// reportOps store the report and open the comment's marker, or find it open.
func (s *Store) reportOps(c comment.Complaint, open bool) []table.Op {
	page, id := c.Comment.Page, c.Comment.ID
	report := table.Item{"wy": table.String(string(c.Reason)), "t": unix(c.At)}
	if c.Note != "" {
		report["nt"] = table.String(c.Note)
	}
	put := table.Put(withKey(report, reportKey(c.Site, page, id, c.Reporter))).When(table.Absent(table.AttrPK))
	marker := table.Update(reportedKey(c.Site, page, id)).Adding("n", table.Int(1))
	if open {
		return []table.Op{put, marker.When(table.Present("q"))}
	}
	return []table.Op{
		put,
		marker.Setting("q", table.String(reportedQueue(c.Site))).Setting("i", table.String(id.Own())),
		table.Update(commentKey(placeOf(c.Comment), c.Site, page, id)).
			Setting(reportedMark, table.Bool(true)).When(table.Equal("s", table.String(statusLetter(comment.Published)))),
	}
}

// clock starts the clock of the law, and keeps evidence.
func (w *reportWrite) clock(c comment.Complaint) {
	w.clockAt = len(w.ops)
	w.ops = append(w.ops, table.Update(clockKey(c.Site, c.Comment.Page, c.Comment.ID)).When(table.Absent("q")).
		Setting("q", table.String(illegalQueue(c.Site))).Setting("i", table.String(comment.FirstOwn(c.At))))
	if c.Evidence != nil {
		w.ops = append(w.ops, table.Put(snapshotItem(c.Site, *c.Evidence)))
	}
}

// Reports reads a comment's marker and the reports behind it; see
// moderation.Store. Those of a root's replies come after its own.
func (s *Store) Reports(ctx context.Context, site, page string, id comment.ID, max int) (int64, []moderation.Report, error) {
	marker := reportedKey(site, page, id)
	p, err := s.t.Query(ctx, table.Query{PK: marker.PK, Prefix: marker.SK, Limit: max + 2}) // with the marker and a clock
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

// ReportsOpen reads a comment's marker and clock; see moderation.Store.
func (s *Store) ReportsOpen(ctx context.Context, site, page string, id comment.ID) (open, illegal bool, err error) {
	items, err := s.get(ctx, true, reportedKey(site, page, id), clockKey(site, page, id))
	if err != nil {
		return false, false, fmt.Errorf("read reports: %w", err)
	}
	return items[0]["q"].Kind() != 0, items[1]["q"].Kind() != 0, nil
}

// Settle takes the marker and the clock out of their queues; see
// moderation.Store. The reports stay.
func (s *Store) Settle(ctx context.Context, c comment.Change, e moderation.Entry, illegal bool) error {
	c.From.Reported, c.To.Reported = true, false // whatever was read: the marker is open, or nothing is written
	leave := func(k table.Key) table.Op { return table.Update(k).Removing("q", "i").When(table.Present("q")) }
	also := []table.Op{
		table.Put(entryItem(c.Site, e)).When(table.Absent(table.AttrPK)),
		leave(reportedKey(c.Site, c.From.Page, c.From.ID)),
	}
	if illegal {
		also = append(also, leave(clockKey(c.Site, c.From.Page, c.From.ID)))
	}
	return s.changeWith(ctx, c, also...)
}

// Illegal reads comments whose clock runs; see moderation.Store.
func (s *Store) Illegal(ctx context.Context, site, after string, most int) ([]moderation.Notice, string, error) {
	query := table.Query{Index: byStatus, PK: illegalQueue(site), Limit: most}
	if after != "" {
		i, rest, _ := strings.Cut(after, "#")
		id, page, _ := strings.Cut(rest, "#")
		query.After = &table.Cursor{SK: i, Key: clockKey(site, page, comment.ID(id))}
	}
	p, err := s.t.Query(ctx, query)
	if err != nil {
		return nil, "", fmt.Errorf("query clocks: %w", err)
	}
	var out []moderation.Notice
	for clocks := range slices.Chunk(p.Items, table.MaxKeys/2) {
		cs, err := s.reportedOf(ctx, site, clocks)
		if err != nil {
			return nil, "", err
		}
		for i, c := range cs {
			if c != nil {
				out = append(out, moderation.Notice{Comment: *c, Since: comment.ID(clocks[i]["i"].Str()).Time()})
			}
		}
	}
	next := ""
	if p.Next != nil {
		_, _, page := splitPartition(p.Next.Key.PK)
		next = p.Next.SK + "#" + string(markedID(p.Next.Key.SK)) + "#" + page
	}
	return out, next, nil
}

// markedID is the comment that a marker or a clock is of.
func markedID(sk string) comment.ID { return commentID(strings.TrimSuffix(sk, clockMark)) }

// reportedOf reads the comments of up to 50 markers or clocks, in their order;
// nil for those that are not published any more.
func (s *Store) reportedOf(ctx context.Context, site string, marks []table.Item) ([]*comment.Comment, error) {
	var keys []table.Key
	for _, m := range marks {
		_, _, pageID := splitPartition(m.Key().PK)
		id := markedID(m.Key().SK)
		keys = append(keys, commentKey(near, site, pageID, id), commentKey(overflow, site, pageID, id))
	}
	items, err := s.get(ctx, false, keys...)
	if err != nil {
		return nil, fmt.Errorf("read reported: %w", err)
	}
	out := make([]*comment.Comment, len(marks))
	for i, it := range items {
		if it["s"].Str() != "p" {
			continue
		}
		c, err := commentOf(it)
		if err != nil {
			return nil, err
		}
		out[i/2] = &c
	}
	return out, nil
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
		cs, err := s.reportedOf(ctx, q.Site, markers)
		if err != nil {
			return moderation.QueuePage{}, err
		}
		for _, c := range cs {
			if c != nil {
				out.Comments = append(out.Comments, *c)
			}
		}
	}
	if p.Next != nil {
		_, _, pageID := splitPartition(p.Next.Key.PK)
		out.Next = &comment.Comment{ID: commentID(p.Next.Key.SK), Page: pageID}
	}
	return out, nil
}
