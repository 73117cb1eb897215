package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"kibitz/internal/comment"
	"kibitz/internal/moderation"
	"kibitz/internal/site"
	"kibitz/internal/table"
)

// Attributes of what moderators have to do and did.
const (
	queuePrefix     = "q."  // of the site: length of a queue, by its status
	heldPrefix      = "hb." // of a day: comments made that a check held
	overruledPrefix = "pb." // and those that a check had held and a moderator published
	doneBy          = "by." // decisions, by moderator and action
	calledBy        = "nm." // what the moderator was called last
)

// gaugesKept is how long a day's numbers are kept.
const gaugesKept = 400 * 24 * time.Hour

// pagesAtOnce is how many pages one transaction of FoldQueues takes: with the
// queues and some days it stays under table.MaxOps.
const pagesAtOnce = 80

// FoldQueues adds steps of one site's comments between queues to the lengths of
// its queues, each exactly once. Sources are as many as pages, too
// many for watermarks beside the numbers: each page's is an item of its own,
// which moves in the transaction that adds.
func (s *Store) FoldQueues(ctx context.Context, events []Event) error {
	byPage := map[string][]Event{}
	for _, e := range events {
		byPage[e.Page] = append(byPage[e.Page], e)
	}
	for pages := range slices.Chunk(slices.Sorted(maps.Keys(byPage)), pagesAtOnce) {
		if err := s.foldQueues(ctx, events[0].Site, pages, byPage); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) foldQueues(ctx context.Context, siteID string, pages []string, byPage map[string][]Event) error {
	keys := make([]table.Key, len(pages))
	for i, p := range pages {
		keys[i] = seenKey(siteID, p)
	}
	for range foldTries {
		seen, err := s.get(ctx, true, keys...)
		if err != nil {
			return fmt.Errorf("read before fold of queues: %w", err)
		}
		var ops []table.Op
		var fresh []Event
		for i, p := range pages {
			if left := unapplied(seen[i], byPage[p]); len(left) > 0 {
				ops = append(ops, marked(table.Update(keys[i]), left))
				fresh = append(fresh, left...)
			}
		}
		if len(fresh) == 0 {
			return nil
		}
		_, err = s.write(ctx, table.Write{Ops: append(ops, s.queueOps(siteID, fresh)...)})
		if !errors.Is(err, table.ErrCondition) {
			return err
		}
	}
	return fmt.Errorf("fold queues of %s: %w", siteID, table.ErrConflict)
}

// queueOps adds events to the queues of a site and to the days on which
// comments were held.
func (s *Store) queueOps(siteID string, events []Event) []table.Op {
	queues, days := map[string]int64{}, map[string]map[string]int64{}
	for _, e := range events {
		if e.Moved.From != "" {
			queues[queuePrefix+string(e.Moved.From)]--
		}
		if e.Moved.To != "" {
			queues[queuePrefix+string(e.Moved.To)]++
		}
		if e.Moved.Held != "" && s.now().Sub(e.At) < gaugesKept {
			day := site.Day(e.At)
			if days[day] == nil {
				days[day] = map[string]int64{}
			}
			days[day][heldPrefix+e.Moved.Held]++
		}
	}
	var ops []table.Op
	if op := adding(table.Update(gaugesKey(siteID)), queues); len(op.Add) > 0 { // what went there and back adds nothing
		ops = append(ops, op)
	}
	for _, day := range slices.Sorted(maps.Keys(days)) {
		ops = append(ops, adding(dayOp(siteID, day, s.now()), days[day]))
	}
	return ops
}

// FoldDecisions adds decisions of one site and day to the day's numbers, each
// exactly once: a day lies within one month of the audit log, which is their
// only source. In the same transaction the site's model learns from them.
func (s *Store) FoldDecisions(ctx context.Context, events []Event) error {
	siteID, day := events[0].Site, site.Day(events[0].At)
	if s.now().Sub(events[0].At) >= gaugesKept {
		return nil
	}
	key := dayKey(siteID, day)
	for range foldTries {
		items, err := s.get(ctx, true, key)
		if err != nil {
			return fmt.Errorf("read before fold of decisions: %w", err)
		}
		fresh := unapplied(items[0], events)
		if len(fresh) == 0 {
			return nil
		}
		op, sum := dayOp(siteID, day, s.now()), map[string]int64{}
		for _, e := range fresh {
			d := e.Decided
			sum[doneBy+d.By.ID+"."+string(d.Action)]++
			op = op.Setting(calledBy+d.By.ID, table.String(d.By.Name))
			switch {
			case d.Held == "":
			case d.To == comment.Published && d.From != comment.Published:
				sum[overruledPrefix+d.Held]++
			case d.Action == moderation.Undo && d.From == comment.Published && d.To != comment.Published:
				sum[overruledPrefix+d.Held]--
			}
		}
		ops := []table.Op{marked(adding(op, sum), fresh)}
		lessons, any, err := s.teach(ctx, siteID, fresh)
		if err != nil {
			return err
		}
		if any {
			ops = append(ops, lessons)
		}
		if _, err = s.write(ctx, table.Write{Ops: ops}); !errors.Is(err, table.ErrCondition) {
			return err
		}
	}
	return fmt.Errorf("fold decisions of %s: %w", siteID, table.ErrConflict)
}

func dayOp(siteID, day string, now time.Time) table.Op {
	return table.Update(dayKey(siteID, day)).Setting(table.AttrTTL, unix(now.Truncate(24*time.Hour).Add(gaugesKept)))
}

// adding adds the sums that are not 0, by attribute.
func adding(op table.Op, sums map[string]int64) table.Op {
	for name, n := range sums {
		if n != 0 {
			op = op.Adding(name, table.Int(n))
		}
	}
	return op
}

// Gauges reads the lengths of a site's queues and the claims, which lie side by
// side; see moderation.Store.
func (s *Store) Gauges(ctx context.Context, siteID string) (map[comment.Status]int64, []moderation.Claim, error) {
	key := gaugesKey(siteID)
	p, err := s.t.Query(ctx, table.Query{PK: key.PK, Prefix: key.SK, Limit: 1 + maxClaims})
	if err != nil {
		return nil, nil, fmt.Errorf("query queues: %w", err)
	}
	queues, claims := map[comment.Status]int64{}, []moderation.Claim(nil)
	for _, it := range p.Items {
		if it.Key() != key {
			claims = append(claims, claimOf(it))
			continue
		}
		for name, n := range it {
			if status, ok := strings.CutPrefix(name, queuePrefix); ok {
				queues[comment.Status(status)] = n.Int()
			}
		}
	}
	return queues, claims, nil
}

// Days reads what was held and decided; see moderation.Store.
func (s *Store) Days(ctx context.Context, siteID string, from time.Time, limit int) ([]moderation.Day, error) {
	p, err := s.t.Query(ctx, table.Query{
		PK: dayKey(siteID, "").PK, Prefix: dayGaugePrefix, Limit: limit,
		After: &table.Cursor{SK: dayKey(siteID, site.Day(from.AddDate(0, 0, -1))).SK},
	})
	if err != nil {
		return nil, fmt.Errorf("query days: %w", err)
	}
	out := make([]moderation.Day, len(p.Items))
	for i, it := range p.Items {
		if out[i], err = gaugeOf(it); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// gaugeOf reads a day's numbers.
func gaugeOf(it table.Item) (moderation.Day, error) {
	day := strings.TrimPrefix(it.Key().SK, dayGaugePrefix)
	at, err := time.Parse("20060102", day)
	if err != nil {
		return moderation.Day{}, fmt.Errorf("item %q is no day: %w", day, err)
	}
	out := moderation.Day{At: at, Held: map[string]int64{}, Overruled: map[string]int64{}}
	for _, name := range slices.Sorted(maps.Keys(it)) {
		n := it[name].Int()
		if check, ok := strings.CutPrefix(name, heldPrefix); ok && n != 0 {
			out.Held[check] = n
		}
		if check, ok := strings.CutPrefix(name, overruledPrefix); ok && n != 0 {
			out.Overruled[check] = n
		}
		if rest, ok := strings.CutPrefix(name, doneBy); ok {
			by, action, _ := strings.Cut(rest, ".")
			out.Done = append(out.Done, moderation.Done{
				By: moderation.Actor{ID: by, Name: it[calledBy+by].Str()}, Action: moderation.Action(action), Count: n,
			})
		}
	}
	return out, nil
}
