package httpapi

import (
	"net/http"
	"time"

	"kibitz/internal/comment"
	"kibitz/internal/moderation"
)

// evidenceJSON answers GET /v1/moderation/comments/{id}/evidence.
type evidenceJSON struct {
	Site      string         `json:"site"`
	ID        string         `json:"id"`      // of the comment
	Status    string         `json:"status"`  // now
	Version   int64          `json:"version"` // now; 0: its author deleted it
	Exported  exportedJSON   `json:"exported"`
	Snapshots []snapshotJSON `json:"snapshots"` // oldest version first
	Reports   reportsJSON    `json:"reports"`
	Decisions []decisionJSON `json:"decisions"` // oldest first
}

type exportedJSON struct {
	Time      time.Time `json:"time"`
	Entry     string    `json:"entry"` // in the audit log
	Moderator actorJSON `json:"moderator"`
}

// snapshotJSON is a comment as it was once.
type snapshotJSON struct {
	Taken   time.Time      `json:"taken"`
	Until   *time.Time     `json:"until"` // null: it is not kept
	Page    string         `json:"page"`
	Title   string         `json:"title"`
	URL     string         `json:"url"`
	Comment statementJSON  `json:"comment"`
	Parent  *statementJSON `json:"parent"`
}

type statementJSON struct {
	ID            string     `json:"id"`
	Author        authorJSON `json:"author"`
	Created       time.Time  `json:"created"`
	Status        string     `json:"status"`
	Version       int64      `json:"version"`
	Edited        *time.Time `json:"edited"`
	EditedByStaff bool       `json:"edited_by_staff,omitempty"`
	Source        string     `json:"source"`
	Format        string     `json:"format"`
	HTML          string     `json:"html"`
	SHA256        hashesJSON `json:"sha256"`
}

// hashesJSON are SHA-256 in hex.
type hashesJSON struct {
	Source string `json:"source"`
	HTML   string `json:"html"`
}

func statement(s comment.Statement) statementJSON {
	out := statementJSON{
		ID: string(s.ID), Author: author(s.Author), Created: s.ID.Time(), Status: string(s.Status), Version: s.Version,
		EditedByStaff: s.EditedByStaff, Source: s.Source, Format: string(s.Format), HTML: s.HTML,
		SHA256: hashesJSON{moderation.Hash(s.Source), moderation.Hash(s.HTML)},
	}
	if !s.Edited.IsZero() {
		out.Edited = &s.Edited
	}
	return out
}

func snapshot(s comment.Snapshot) snapshotJSON {
	out := snapshotJSON{Taken: s.Taken, Page: s.Page, Title: s.Title, URL: s.URL, Comment: statement(s.Comment)}
	if !s.Until.IsZero() {
		out.Until = &s.Until
	}
	if s.Parent != nil {
		parent := statement(*s.Parent)
		out.Parent = &parent
	}
	return out
}

func (a *api) getEvidence(h http.Header, r *http.Request) (answer, error) {
	q, err := query(r, "site")
	if err != nil {
		return answer{}, err
	}
	st, by, err := a.openSite(h, r, q.Get("site"))
	if err != nil {
		return answer{}, err
	}
	e, err := a.Moderation.Evidence(r.Context(), st, r.PathValue("id"), by)
	if err != nil {
		return answer{}, err
	}
	out := evidenceJSON{
		Site: st.ID, ID: string(e.Comment), Status: string(e.Status), Version: e.Version,
		Exported:  exportedJSON{e.Exported.At(), e.Exported.ID, actorJSON(e.Exported.By)},
		Snapshots: make([]snapshotJSON, len(e.Snapshots)),
		Reports:   reportsOf(e.ReportCount, e.Reports), Decisions: decisions(e.Decisions),
	}
	for i, s := range e.Snapshots {
		out.Snapshots[i] = snapshot(s)
	}
	h.Set("Content-Disposition", `attachment; filename="evidence-`+out.ID+`.json"`)
	return reply(http.StatusOK, privateCache, out)
}
