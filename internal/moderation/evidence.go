package moderation

import (
	"context"
	"errors"
	"slices"
	"sync"

	"kibitz/internal/comment"
	"kibitz/internal/problem"
	"kibitz/internal/site"
)

// Export is the [Action] of taking evidence out. It changes no comment.
const Export Action = "evidence"

// maxEvidence bounds the decisions in a file.
const maxEvidence = 1000

// Evidence is all that there is to show of a comment to who must judge it by
// the law, also when the comment is gone.
type Evidence struct {
	Comment     comment.ID
	Status      comment.Status // now
	Version     int64          // now; 0 for what its author deleted
	Snapshots   []comment.Snapshot
	ReportCount int64    // readers who reported it
	Reports     []Report // the first of them, oldest first
	Decisions   []Entry  // oldest first
	Exported    Entry    // in the audit log: when, and by whom
}

// Evidence returns a comment's snapshots: those kept since it was first reported
// as against the law or taken out, and one of now, which is kept from now on
// unless the site keeps none. Each time is an entry in the audit log. A comment
// that its author deleted is unknown when nothing was kept of it.
func (s *Service) Evidence(ctx context.Context, st site.Site, id string, by Actor) (Evidence, error) {
	cid, ok := comment.ParseID(id)
	if !ok {
		return Evidence{}, unknown()
	}
	f, err := s.store.Find(ctx, st.ID, "", cid)
	if err != nil {
		return Evidence{}, err
	}
	c := f.Comment
	out := Evidence{Comment: cid, Status: c.Status, Version: c.Version}
	if err := s.testimony(ctx, st, c, &out); err != nil {
		return Evidence{}, err
	}
	fresh, err := s.snapshot(ctx, st, c, &out)
	if err != nil {
		return Evidence{}, err
	}
	if len(out.Snapshots) == 0 {
		return Evidence{}, unknown()
	}
	last := out.Snapshots[len(out.Snapshots)-1].Comment
	out.Exported = Entry{
		By: by, Action: Export, Comment: cid, Page: c.Page, From: c.Status, To: c.Status, Version: c.Version,
		Changes: []Change{{Key: "text", New: Hash(last.Source)}},
	}
	if out.Exported.ID, err = s.name(); err != nil {
		return Evidence{}, err
	}
	return out, s.store.Export(ctx, st.ID, fresh, out.Exported)
}

// testimony reads what others said and decided, and what was kept, side by side.
func (s *Service) testimony(ctx context.Context, st site.Site, c comment.Comment, out *Evidence) error {
	var snapshots, reports, decisions error
	var wg sync.WaitGroup
	wg.Go(func() { out.Snapshots, snapshots = s.store.Evidence(ctx, st.ID, c.ID) })
	wg.Go(func() { out.ReportCount, out.Reports, reports = s.store.Reports(ctx, st.ID, c.Page, c.ID, maxReports) })
	wg.Go(func() { out.Decisions, decisions = s.decisions(ctx, st, c.ID) })
	wg.Wait()
	slices.SortFunc(out.Reports, func(a, b Report) int { return a.At.Compare(b.At) })
	slices.Reverse(out.Decisions)
	return errors.Join(snapshots, reports, decisions)
}

// decisions are all on one comment, newest first.
func (s *Service) decisions(ctx context.Context, st site.Site, id comment.ID) (all []Entry, err error) {
	q := AuditQuery{Site: st.ID, Comment: id, Limit: MaxLimit}
	for len(all) < maxEvidence {
		p, err := s.store.Audit(ctx, q)
		if err != nil {
			return nil, err
		}
		all = append(all, p.Entries...)
		if q.Before = p.Next; p.Next == "" {
			break
		}
	}
	return all, nil
}

// snapshot takes one of the comment as it is, unless its author has deleted it,
// and returns it when it is to be kept.
func (s *Service) snapshot(ctx context.Context, st site.Site, c comment.Comment, out *Evidence) (keep *comment.Snapshot, err error) {
	if c.Forgotten() {
		return nil, nil
	}
	now, err := s.store.Snapshot(ctx, st.ID, c.Page, c.ID, c.Parent)
	if problem.CodeOf(err) == problem.CommentUnknown {
		return nil, nil // deleted just now
	}
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(out.Snapshots, func(old comment.Snapshot) bool { return old.Comment.Version == now.Comment.Version }) {
		return nil, nil
	}
	now = now.Keep(s.now(), st.Settings.Evidence)
	out.Snapshots = append(out.Snapshots, now)
	if now.Until.IsZero() {
		return nil, nil
	}
	return &now, nil
}
