package moderation_test

import (
	"fmt"
	"testing"
	"time"

	"kibitz/internal/comment"
	"kibitz/internal/moderation"
	"kibitz/internal/site"
	"kibitz/internal/testkit/world"
)

// notices reads all notices in pages of two.
func notices(t *testing.T, w *world.World) (out []moderation.Notice) {
	t.Helper()
	cursor := ""
	for {
		ns, next, err := w.Moderation.Illegal(t.Context(), w.Site(t, "news"), 2, cursor)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, ns...)
		if cursor = next; next == "" {
			return out
		}
	}
}

func reportAs(t *testing.T, w *world.World, c comment.Comment, n int, reason comment.Reason) {
	t.Helper()
	r := comment.Report{ID: string(c.ID), Page: c.Page, Reason: reason, Address: world.Address(n)}
	if _, err := w.Comments.Report(t.Context(), w.Site(t, "news"), r); err != nil {
		t.Fatal(err)
	}
}

// TestIllegalInOrderOfReports: the clock runs from the first report of its kind,
// whatever the comment's age, until somebody decides.
func TestIllegalInOrderOfReports(t *testing.T) {
	w := world.New(t, func(s *site.Settings) { s.Limits = true }, nil)
	var cs []comment.Comment
	for i := range 6 {
		w.Clock.Advance(time.Minute)
		p := world.Post(i, fmt.Sprint("lời ", i))
		if i == 5 {
			p.Parent = string(cs[0].ID)
		}
		cs = append(cs, w.MustPost(t, p).Comment)
	}
	since := map[comment.ID]time.Time{}
	order := []int{3, 0, 5, 1, 4} // 2 is reported for another reason
	for n, i := range order {
		w.Clock.Advance(time.Hour)
		reportAs(t, w, cs[i], 100+n, comment.ReasonIllegal)
		since[cs[i].ID] = w.Clock.Now().UTC()
	}
	reportAs(t, w, cs[2], 200, comment.ReasonAbuse)
	w.Clock.Advance(time.Hour)
	reportAs(t, w, cs[3], 201, comment.ReasonIllegal) // changes no clock
	reportAs(t, w, cs[3], 202, comment.ReasonSpam)
	got := notices(t, w)
	if len(got) != len(order) {
		t.Fatalf("%d notices", len(got))
	}
	for n, i := range order {
		if got[n].Comment.ID != cs[i].ID || !got[n].Since.Equal(since[cs[i].ID]) || got[n].Due().Sub(got[n].Since) != 24*time.Hour {
			t.Errorf("%d: %+v", n, got[n])
		}
	}
	if q := queue(t, w, moderation.Reported); len(q) != 6 {
		t.Errorf("%d reported", len(q))
	}
	c, err := w.Moderation.Case(t.Context(), w.Site(t, "news"), string(cs[3].ID))
	if err != nil || c.ReportCount != 3 || len(c.Reports) != 3 {
		t.Errorf("%d reports, %d shown, %v", c.ReportCount, len(c.Reports), err)
	}

	// Both decisions end a notice; a new report begins another.
	act(t, w, moderation.Publish, cs[3].ID)
	act(t, w, moderation.Reject, cs[0].ID)
	if got := notices(t, w); len(got) != 3 || got[0].Comment.ID != cs[5].ID {
		t.Errorf("%+v", got)
	}
	w.Clock.Advance(time.Hour)
	reportAs(t, w, cs[3], 300, comment.ReasonIllegal)
	if got := notices(t, w); len(got) != 4 || got[3].Comment.ID != cs[3].ID || !got[3].Since.Equal(w.Clock.Now()) {
		t.Errorf("%+v", got)
	}
}
