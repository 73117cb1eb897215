package store

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"kibitz/internal/comment"
	"kibitz/internal/moderation"
	"kibitz/internal/table"
)

// Event is what one change means for the numbers of a page, for the counters of
// a thread's root, and for what moderators have to do and did.
type Event struct {
	Site, Page string
	Source     string // the partition the change came from, short: orders Seq
	Seq        table.Sequence
	At         time.Time // when the view was, or the comment made

	Views, Visitors, Comments int64

	Root            comment.ID // of a reply: whose counters change; else ""
	Replies, Placed int64

	Moved    *Moved            // of a comment that went into, out of or between queues; else nil
	Decided  *moderation.Entry // a decision of a moderator; else nil
	Standing *comment.Standing // of a root: how it stands with voters when that changed; else nil
}

// Moved is a step of a comment into, out of or between the queues: those of what
// is not public, or that of what is and was reported.
type Moved struct {
	From, To comment.Status // "" for none of them; moderation.Reported
	Held     string         // of a comment just made: the check that held it
}

// Sources of comment events and decisions. Those of views are the day and the
// shard.
const (
	sourceNear     = "c"
	sourceOverflow = "o"
	sourceHidden   = "h"
	sourceAudit    = "a"
)

// EventOf reads what a change means. ok is false for the many changes that
// mean nothing for any number: rate windows, receipts, removals by TTL, votes
// on replies, the fold's own writes. An error means that the change cannot be read, now or
// later.
func EventOf(c table.Change) (e Event, ok bool, err error) {
	letter, site, rest := splitPartition(c.Key.PK)
	switch {
	case c.Expired:
		return Event{}, false, nil
	case letter == "v":
		return viewEvent(c, site, rest)
	case letter == near || letter == overflow:
		return commentEvent(c, letter, site, rest)
	case letter == hidden:
		return hiddenEvent(c, site, rest)
	case letter == "a" && c.Old == nil:
		return auditEvent(c, site)
	}
	return Event{}, false, nil
}

func viewEvent(c table.Change, site, rest string) (Event, bool, error) {
	views := c.New["k"].Int() - c.Old["k"].Int()
	if c.New == nil || views <= 0 {
		return Event{}, false, nil
	}
	head, shard, ok1 := cutLast(rest)
	pageID, day, ok2 := cutLast(head)
	at, err := time.Parse("20060102", day)
	if !ok1 || !ok2 || err != nil || c.New["t"].Kind() != table.KindNumber {
		return Event{}, false, fmt.Errorf("change %q %q is no view", c.Key.PK, c.Key.SK)
	}
	e := Event{
		Site: site, Page: pageID, Source: base36(dayOf(at)) + shard, Seq: c.Seq,
		At: timeOf(c.New["t"]), Views: views,
	}
	if c.Old == nil {
		e.Visitors = 1
	}
	return e, true, nil
}

func commentEvent(c table.Change, letter, site, pageID string) (Event, bool, error) {
	id, ok := comment.ParseID(string(commentID(c.Key.SK)))
	if !ok {
		return Event{}, false, fmt.Errorf("change %q %q is no comment", c.Key.PK, c.Key.SK)
	}
	e := Event{Site: site, Page: pageID, Source: sourceNear, Seq: c.Seq, At: id.Time(), Comments: isPublished(c.New) - isPublished(c.Old)}
	if letter == overflow {
		e.Source = sourceOverflow
	}
	if id.IsReply() {
		e.Root, e.Replies = id.Root(), e.Comments
		if c.Old == nil {
			e.Placed = 1
		}
	}
	e.Standing = standingOf(c, id)
	if from, to := reportedOf(c.Old), reportedOf(c.New); from != to {
		e.Moved = &Moved{From: from, To: to}
	}
	return e, e.Comments != 0 || e.Placed != 0 || e.Standing != nil || e.Moved != nil, nil
}

func hiddenEvent(c table.Change, site, pageID string) (Event, bool, error) {
	id, ok := comment.ParseID(string(commentID(c.Key.SK)))
	if !ok {
		return Event{}, false, fmt.Errorf("change %q %q is no comment", c.Key.PK, c.Key.SK)
	}
	m := &Moved{From: statusOf(c.Old), To: statusOf(c.New)}
	if c.Old == nil && c.New["v"].Int() == 1 {
		m.Held = c.New["hb"].Str()
	}
	return Event{Site: site, Page: pageID, Source: sourceHidden, Seq: c.Seq, At: id.Time(), Moved: m}, m.From != m.To, nil
}

// reportedOf is the queue of a comment in a public place, "" for none.
func reportedOf(it table.Item) comment.Status {
	if isPublished(it) == 1 && it[reportedMark].Bool() {
		return moderation.Reported
	}
	return ""
}

// statusOf is the status of a comment that is not public, "" for no comment.
func statusOf(it table.Item) comment.Status {
	if it == nil {
		return ""
	}
	return letterStatus(it["s"].Str())
}

func auditEvent(c table.Change, site string) (Event, bool, error) {
	e, err := entryOf(c.New)
	if err != nil {
		return Event{}, false, err
	}
	if e.At().IsZero() {
		return Event{}, false, fmt.Errorf("change %q %q is no decision", c.Key.PK, c.Key.SK)
	}
	return Event{Site: site, Source: sourceAudit, Seq: c.Seq, At: e.At(), Decided: &e}, true, nil
}

func isPublished(it table.Item) int64 {
	if it["s"].Str() == "p" {
		return 1
	}
	return 0
}

// cutLast cuts s at its last '#'.
func cutLast(s string) (before, after string, ok bool) {
	i := strings.LastIndexByte(s, '#')
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+1:], true
}

func dayOf(t time.Time) int64  { return t.Unix() / 86400 }
func hourOf(t time.Time) int64 { return t.Unix() / 3600 }

func base36(n int64) string { return strconv.FormatInt(n, 36) }
