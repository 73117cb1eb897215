package moderation

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"kibitz/internal/comment"
	"kibitz/internal/site"
)

// Limits of a Case.
const (
	maxReports   = 100 // reports shown of a comment
	maxDecisions = 25  // earlier decisions shown
	maxHistory   = 100 // newest comments of its author that are counted
)

// Report is what one reader said against a comment.
type Report struct {
	Reason comment.Reason
	Note   string
	At     time.Time
}

// History is an author in numbers.
type History struct {
	First     time.Time // when the first comment that is kept was written; zero: none
	Published int       // of the newest comments, those that are public
	Withheld  int       // and those that are not: held, or taken away
	More      bool      // older ones are not counted
}

// Case is one comment with all that there is to judge it by.
type Case struct {
	comment.Found
	ReportCount int64    // readers who reported it
	Reports     []Report // the first of them, oldest first
	History     History  // of its author
	Decisions   []Entry  // newest first
}

// Case returns one comment in any status with its source, the trace of the
// checks, reports, its author's history and earlier decisions. A comment that
// its author deleted for good is unknown.
func (s *Service) Case(ctx context.Context, st site.Site, id string) (Case, error) {
	cid, ok := comment.ParseID(id)
	if !ok {
		return Case{}, unknown()
	}
	var c Case
	var err error
	if c.Found, err = s.store.Find(ctx, st.ID, "", cid); err != nil {
		return Case{}, err
	}
	if c.Comment.Version == 0 {
		return Case{}, unknown()
	}
	var reports, history, decisions error
	var wg sync.WaitGroup
	wg.Go(func() {
		c.ReportCount, c.Reports, reports = s.store.Reports(ctx, st.ID, c.Comment.Page, cid, maxReports)
	})
	wg.Go(func() { c.History, history = s.store.History(ctx, st.ID, c.Comment.Author.ID, maxHistory) })
	wg.Go(func() {
		var p AuditPage
		p, decisions = s.store.Audit(ctx, AuditQuery{Site: st.ID, Comment: cid, Limit: maxDecisions})
		c.Decisions = p.Entries
	})
	wg.Wait()
	if err := errors.Join(reports, history, decisions); err != nil {
		return Case{}, err
	}
	slices.SortFunc(c.Reports, func(a, b Report) int { return a.At.Compare(b.At) })
	return c, nil
}
