package moderation_test

import (
	"strings"
	"testing"
	"time"

	"kibitz/internal/comment"
	"kibitz/internal/moderation"
	"kibitz/internal/problem"
	"kibitz/internal/site"
	"kibitz/internal/table"
	"kibitz/internal/table/tabletest"
	"kibitz/internal/testkit/world"
)

// said posts a comment and an answer to it, which readers will call against the
// law.
func said(t *testing.T, w *world.World) (parent, answer comment.Posted) {
	t.Helper()
	parent = w.MustPost(t, world.Post(1, "câu hỏi"))
	p := world.Post(2, "trái luật")
	p.Parent, p.Email = string(parent.Comment.ID), "canary@example.org"
	return parent, w.MustPost(t, p)
}

func evidence(t *testing.T, w *world.World, id comment.ID) moderation.Evidence {
	t.Helper()
	e, err := w.Moderation.Evidence(t.Context(), w.Site(t, "news"), string(id), desk)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func remove(t *testing.T, w *world.World, p comment.Posted) {
	t.Helper()
	if err := w.Comments.Delete(t.Context(), w.Site(t, "news"), string(p.Comment.ID), "", p.Guest, nil); err != nil {
		t.Fatal(err)
	}
}

// TestEvidenceOutlivesTheComment: what was first reported as against the law is
// kept with its context, whoever deletes what of it, for as long as the site
// says and no longer.
func TestEvidenceOutlivesTheComment(t *testing.T) {
	w := world.New(t, func(s *site.Settings) { s.Email, s.Evidence = true, 90 }, nil)
	parent, answer := said(t, w)
	reportAs(t, w, answer.Comment, 10, comment.ReasonAbuse)
	reported := w.Clock.Now().UTC()
	reportAs(t, w, answer.Comment, 11, comment.ReasonIllegal)
	w.Clock.Advance(time.Minute)
	if _, err := w.Comments.Edit(t.Context(), w.Site(t, "news"), comment.Edit{ID: string(answer.Comment.ID), Guest: answer.Guest, Body: "chỉ là đùa"}); err != nil {
		t.Fatal(err)
	}
	reportAs(t, w, answer.Comment, 12, comment.ReasonIllegal) // the clock runs already
	remove(t, w, parent)
	remove(t, w, answer)
	w.Clock.Advance(time.Minute)
	e := evidence(t, w, answer.Comment.ID)
	if len(e.Snapshots) != 1 || e.ReportCount != 3 || len(e.Reports) != 3 || e.Status != comment.Deleted || e.Version != 0 {
		t.Fatalf("%+v", e)
	}
	s := e.Snapshots[0]
	if !s.Taken.Equal(reported) || !s.Until.Equal(reported.AddDate(0, 0, 90)) || s.Page != "/a" || s.Title != "Bài viết" || s.URL != "https://news.example/a" ||
		s.Comment.Source != "trái luật" || s.Comment.HTML != "<p>trái luật</p>\n" || s.Comment.Author != answer.Comment.Author || s.Comment.Version != 1 ||
		s.Parent == nil || s.Parent.Source != "câu hỏi" || s.Parent.ID != parent.Comment.ID {
		t.Errorf("%+v", s)
	}
	got, err := w.DB.Query(t.Context(), table.Query{PK: "e#news#" + string(answer.Comment.ID), Limit: 10})
	if err != nil || len(got.Items) != 1 || strings.Contains(string(got.Items[0]["e"].Bytes()), "canary") {
		t.Errorf("%v, %v", got.Items, err)
	}
	if e := evidence(t, w, answer.Comment.ID); len(e.Decisions) != 1 || e.Decisions[0].Action != moderation.Export || e.Decisions[0].Changes[0].New != moderation.Hash("trái luật") {
		t.Errorf("%+v", e.Decisions)
	}
	w.Clock.Advance(91 * 24 * time.Hour)
	_, err = w.Moderation.Evidence(t.Context(), w.Site(t, "news"), string(answer.Comment.ID), desk)
	wantCode(t, err, problem.CommentUnknown, "")
}

// TestNoEvidenceOfOthers: an ordinary comment that its author deletes is gone,
// and so is every one on a site that keeps none.
func TestNoEvidenceOfOthers(t *testing.T) {
	for name, days := range map[string]int{"ordinary": 90, "of a site that keeps none": 0} {
		w := world.New(t, func(s *site.Settings) { s.Evidence = days }, nil)
		_, answer := said(t, w)
		reason := comment.ReasonAbuse
		if days == 0 {
			reason = comment.ReasonIllegal
			e := evidence(t, w, answer.Comment.ID)
			if len(e.Snapshots) != 1 || !e.Snapshots[0].Until.IsZero() || e.Snapshots[0].Comment.Source != "trái luật" {
				t.Errorf("%s: %+v", name, e)
			}
		}
		reportAs(t, w, answer.Comment, 10, reason)
		remove(t, w, answer)
		_, err := w.Moderation.Evidence(t.Context(), w.Site(t, "news"), string(answer.Comment.ID), desk)
		wantCode(t, err, problem.CommentUnknown, "")
	}
}

// TestEvidenceTakenOut: what a moderator takes out is kept from then on, each
// version once.
func TestEvidenceTakenOut(t *testing.T) {
	w := world.New(t, nil, nil)
	_, answer := said(t, w)
	evidence(t, w, answer.Comment.ID)
	w.Clock.Advance(time.Second)
	act(t, w, moderation.Reject, answer.Comment.ID)
	for range 2 {
		w.Clock.Advance(time.Second)
		e := evidence(t, w, answer.Comment.ID)
		if len(e.Snapshots) != 2 || e.Snapshots[0].Comment.Version != 1 || e.Snapshots[1].Comment.Status != comment.Rejected {
			t.Errorf("%+v", e.Snapshots)
		}
		if len(e.Decisions) < 2 || e.Decisions[0].Action != moderation.Export || e.Decisions[1].Action != moderation.Reject {
			t.Errorf("%+v", e.Decisions)
		}
	}
	if out := act(t, w, moderation.Undo, answer.Comment.ID); out.Err != nil || out.Status != comment.Published {
		t.Errorf("taking evidence out is nothing to undo: %+v", out)
	}
	remove(t, w, answer)
	if e := evidence(t, w, answer.Comment.ID); len(e.Snapshots) != 2 {
		t.Errorf("%+v", e.Snapshots)
	}
}

// TestEvidenceThroughFaults fails each call of a report and of an export in every
// way, and sends it again.
func TestEvidenceThroughFaults(t *testing.T) {
	for name, fault := range map[string]tabletest.Fault{
		"lost request": tabletest.LostRequest, "lost answer": tabletest.LostAnswer, "throttled": tabletest.Throttle,
	} {
		for n := 1; ; n++ {
			var f *tabletest.Faulty
			w := world.New(t, nil, func(inner table.Table) table.Table {
				f = tabletest.NewFaulty(inner)
				return f
			})
			st := w.Site(t, "news")
			_, answer := said(t, w)
			f.On(tabletest.Calls, n, fault)
			guest := strings.Repeat("A", 43)
			again := func(do func() error) {
				t.Helper()
				if do() == nil {
					return
				}
				if err := do(); err != nil {
					t.Fatalf("%s of call %d: %v", name, n, err)
				}
			}
			again(func() error {
				_, err := w.Comments.Report(t.Context(), st, comment.Report{
					ID: string(answer.Comment.ID), Page: "/a", Reason: comment.ReasonIllegal, Guest: guest, Address: world.Address(3),
				})
				return err
			})
			var e moderation.Evidence
			again(func() (err error) {
				e, err = w.Moderation.Evidence(t.Context(), st, string(answer.Comment.ID), desk)
				return err
			})
			done := f.Heal() > 0
			if len(e.Snapshots) != 1 || e.ReportCount != 1 {
				t.Errorf("%s of call %d: %+v", name, n, e)
			}
			es := log(t, w, moderation.AuditList{})
			if lost := name == "lost answer" && len(es) == 2; len(es) != 1 && !lost { // each answer asked for is an entry
				t.Errorf("%s of call %d: %d entries", name, n, len(es))
			}
			if done {
				break // no call was left to fail
			}
		}
	}
}
