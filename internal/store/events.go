package store

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"kibitz/internal/comment"
	"kibitz/internal/table"
)

// Event is what one change means for the numbers of a page, and for the
// counters of a thread's root.
type Event struct {
	Site, Page string
	Source     string // the partition the change came from, short: orders Seq
	Seq        table.Sequence
	At         time.Time // when the view was, or the comment made

	Views, Visitors, Comments int64

	Root            comment.ID // of a reply: whose counters change; else ""
	Replies, Placed int64

	Standing *comment.Standing // of a root: how it stands with voters when that changed; else nil
}

// Sources of comment events. Those of views are the day and the shard.
const (
	sourceNear     = "c"
	sourceOverflow = "o"
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
	return e, e.Comments != 0 || e.Placed != 0 || e.Standing != nil, nil
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
