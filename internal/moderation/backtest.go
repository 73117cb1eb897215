package moderation

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"kibitz/internal/comment"
	"kibitz/internal/problem"
	"kibitz/internal/site"
	"kibitz/internal/spam"
)

// Limits of a back-test.
const (
	MaxBacktest     = 100_000 // comments that one looks at
	DefaultBacktest = 10_000
	MaxBacktestHeld = 100 // comments that it shows
	backtestPage    = 400 // comments that one read of it brings: 32 units where they are of the usual length
)

// Backtest asks what rules would do to the comments that are there. Which
// checks are tried follows from what is given: lists of words, settings, or
// both.
type Backtest struct {
	Comments int               // how many of the newest, 0 for DefaultBacktest
	Words    *string           // lists to try, see spam.ParseWords; nil: those of the site
	Settings map[string]string // to try, by their keys; the others are as they are
	Cursor   string            // of a run that was ended early
}

// Backtesting is a back-test that can run.
type Backtesting struct {
	service *Service
	site    site.Site     // as it is
	tried   comment.Trial // the rules asked about
	now     comment.Trial // the same checks with the rules as they are
	past    map[string][]comment.Written
	total   int
	seen    int              // by the runs before
	after   *comment.Comment // the last one seen by them
}

// BacktestHeld is a comment that the rules would keep from readers.
type BacktestHeld struct {
	Comment comment.Comment
	Check   spam.Check // the line of the trace that would decide
	New     bool       // the rules as they are would let it pass
}

// BacktestResult is what a run found.
type BacktestResult struct {
	Seen             int
	Held             int    // of them, those that the rules would keep from readers
	HeldBefore       int    // and those that the rules as they are would, by the same checks
	Published        int    // of those held, what is published now
	AuthorsPublished int    // people who wrote that
	Next             string // where another run goes on; "" when all is seen
	Took             time.Duration
}

// Backtest reads what a back-test needs and refuses what cannot be tried:
// problem.WordsInvalid, problem.SettingInvalid, problem.ParameterInvalid. One
// read each of the lists and of the classifier's model at most.
func (s *Service) Backtest(ctx context.Context, st site.Site, b Backtest) (*Backtesting, error) {
	if b.Comments == 0 {
		b.Comments = DefaultBacktest
	}
	if b.Comments < 1 || b.Comments > MaxBacktest {
		return nil, problem.New(problem.ParameterInvalid, "comments", fmt.Sprintf("A back-test looks at up to %d comments.", MaxBacktest))
	}
	run := &Backtesting{service: s, site: st, total: b.Comments, past: map[string][]comment.Written{}}
	run.now = comment.Trial{Site: st, Past: run.written}
	run.tried = run.now
	if err := run.set(b); err != nil {
		return nil, err
	}
	if err := run.words(ctx, b.Words); err != nil {
		return nil, err
	}
	if slices.Contains(run.tried.Checks, "classifier") {
		m, err := s.store.Model(ctx, st.ID)
		if err != nil {
			return nil, err
		}
		run.tried.Model, run.now.Model = m, m
	}
	place, err := comment.OpenCursor(st, b.Cursor, run.list()...)
	if err != nil || place == "" {
		return run, err
	}
	seen, at, _ := strings.Cut(place, "#")
	run.seen, err = strconv.Atoi(seen)
	run.after = parsePlace(at, Any)
	return run, err
}

// set takes over the settings to try and finds the checks that they are about.
func (b *Backtesting) set(asked Backtest) error {
	checks := map[string]bool{}
	for _, key := range slices.Sorted(maps.Keys(asked.Settings)) {
		if err := b.tried.Site.Settings.Set(key, asked.Settings[key]); err != nil {
			return settingInvalid(err, b.site.Settings, key)
		}
		names := comment.ChecksOf(key)
		if names == nil {
			return problem.New(problem.SettingInvalid, "settings."+key, "The setting "+key+" decides about no comment that is there.")
		}
		for _, name := range names {
			checks[name] = true
		}
	}
	if asked.Words != nil {
		checks["words"] = true
	}
	if len(checks) == 0 {
		return problem.New(problem.ParameterInvalid, "words", "Give lists of words or settings to try.")
	}
	b.tried.Checks = slices.Sorted(maps.Keys(checks))
	b.now.Checks = b.tried.Checks
	return nil
}

// words finds the lists of both trials.
func (b *Backtesting) words(ctx context.Context, asked *string) error {
	if !slices.Contains(b.tried.Checks, "words") {
		return nil
	}
	stored, err := b.service.Words(ctx, b.site)
	if err != nil {
		return err
	}
	if b.now.Words, err = spam.ParseWords(stored.Text, stored.Version); err != nil {
		return fmt.Errorf("stored words of %s: %w", b.site.ID, err)
	}
	b.tried.Words = b.now.Words
	if asked != nil {
		b.tried.Words, err = parseWords(*asked, "words")
	}
	return err
}

// list names what a cursor belongs to.
func (b *Backtesting) list() []string { return []string{"backtest", strconv.Itoa(b.total)} }

// written is the record of an author, read once.
func (b *Backtesting) written(ctx context.Context, author string, latest int) ([]comment.Written, error) {
	if known, ok := b.past[author]; ok {
		return known, nil
	}
	past, err := b.service.store.WrittenBy(ctx, b.site.ID, author, latest)
	if err == nil {
		b.past[author] = past
	}
	return past, err
}

// BacktestReport takes what a run finds while it runs. Its error ends the run.
type BacktestReport struct {
	Progress func(seen, of int) error // after each page: of this run, of all that is asked for
	Held     func(BacktestHeld) error // the first MaxBacktestHeld, newest first
}

// Run looks at the comments, newest first: published, pending, spam and
// rejected ones. It ends early when enough says so, which is asked after each
// page. It changes nothing. Of comments of 300 bytes, a thousand cost 80 read
// units; with checks that ask for an author's record, one more for each author
// about whom they ask.
func (b *Backtesting) Run(ctx context.Context, enough func() bool, report BacktestReport) (out BacktestResult, err error) {
	began := b.service.now()
	all := merged{after: b.after}
	for _, status := range []comment.Status{comment.Published, comment.Pending, comment.Spam, comment.Rejected} {
		all.queues = append(all.queues, &merging{q: QueueQuery{Site: b.site.ID, Status: status, Limit: backtestPage, After: b.after}})
	}
	authors := map[string]bool{}
	for b.seen+out.Seen < b.total {
		c, more, err := all.next(ctx, b.service.store.Queue)
		if err != nil {
			return out, err
		}
		if !more {
			all.after = nil
			break
		}
		out.Seen++
		if err := b.look(ctx, c, &out, authors, report); err != nil {
			return out, err
		}
		if out.Seen%backtestPage != 0 {
			continue
		}
		if err := report.Progress(out.Seen, b.total); err != nil {
			return out, err
		}
		if enough() {
			break
		}
	}
	if all.after != nil && b.seen+out.Seen < b.total {
		out.Next = comment.SealCursor(b.site, strconv.Itoa(b.seen+out.Seen)+"#"+formatPlace(*all.after), b.list()...)
	}
	out.AuthorsPublished, out.Took = len(authors), b.service.now().Sub(began)
	return out, nil
}

// look tries the rules on one comment.
func (b *Backtesting) look(ctx context.Context, c comment.Comment, out *BacktestResult, authors map[string]bool, report BacktestReport) error {
	text := comment.ShownText(c)
	before, _, err := b.now.Check(ctx, c, text)
	if err != nil {
		return err
	}
	if before != comment.Published {
		out.HeldBefore++
	}
	status, line, err := b.tried.Check(ctx, c, text)
	if err != nil || status == comment.Published {
		return err
	}
	out.Held++
	if c.Status == comment.Published {
		out.Published++
		authors[c.Author.ID] = true
	}
	if out.Held > MaxBacktestHeld {
		return nil
	}
	return report.Held(BacktestHeld{Comment: c, Check: line, New: before == comment.Published})
}

// merged reads several queues as one, newest first.
type merged struct {
	queues []*merging
	after  *comment.Comment // the last one that next returned
}

// merging is one of them: what is read of it and not yet taken.
type merging struct {
	q    QueueQuery
	page []comment.Comment
	end  bool
}

func (m *merged) next(ctx context.Context, read func(context.Context, QueueQuery) (QueuePage, error)) (comment.Comment, bool, error) {
	var newest *merging
	for _, q := range m.queues {
		for len(q.page) == 0 && !q.end {
			p, err := read(ctx, q.q)
			if err != nil {
				return comment.Comment{}, false, err
			}
			q.page, q.q.After, q.end = p.Comments, p.Next, p.Next == nil
		}
		if len(q.page) > 0 && (newest == nil || q.page[0].ID.Own() > newest.page[0].ID.Own()) {
			newest = q
		}
	}
	if newest == nil {
		return comment.Comment{}, false, nil
	}
	c := newest.page[0]
	newest.page = newest.page[1:]
	m.after = &c
	return c, true, nil
}
