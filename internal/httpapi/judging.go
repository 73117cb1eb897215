package httpapi

import (
	"time"

	"kibitz/internal/comment"
	"kibitz/internal/moderation"
	"kibitz/internal/problem"
)

// The shapes of what only moderators get; see shapes.go.

// queuedJSON is a comment as a moderator sees it.
type queuedJSON struct {
	commentJSON
	Page    string  `json:"page"`
	Version int64   `json:"version"` // each edit and decision adds 1
	Held    *string `json:"held"`    // the check that kept it from readers when it was written
}

func queued(cs []comment.Comment) []queuedJSON {
	out := make([]queuedJSON, len(cs))
	for i, c := range cs {
		out[i] = queuedOf(c)
	}
	return out
}

func queuedOf(c comment.Comment) queuedJSON {
	return queuedJSON{whole(c), c.Page, c.Version, orNull(c.Held)}
}

// queueJSON answers GET /v1/moderation/comments.
type queueJSON struct {
	Comments []queuedJSON `json:"comments"`
	Next     *string      `json:"next"`
}

// resultJSON is what became of one comment of a decision: its status and
// version now, or why it stayed as it was.
type resultJSON struct {
	ID      string        `json:"id"`
	Status  string        `json:"status,omitempty"`
	Version int64         `json:"version,omitempty"` // none of what its author deleted for good
	Code    problem.Code  `json:"code,omitempty"`
	Detail  string        `json:"detail,omitempty"`
	Now     *standingJSON `json:"now,omitempty"` // with comment_changed: what is there instead
}

// standingJSON is where a comment stands, and who brought it there.
type standingJSON struct {
	Status   string        `json:"status"`
	Version  int64         `json:"version"`
	Decision *decisionJSON `json:"decision"` // the last one
}

func standing(s *moderation.Standing) *standingJSON {
	if s == nil {
		return nil
	}
	out := &standingJSON{Status: string(s.Status), Version: s.Version}
	if s.Last != nil {
		d := decision(*s.Last)
		out.Decision = &d
	}
	return out
}

// resultsJSON answers POST /v1/moderation/actions.
type resultsJSON struct {
	Results []resultJSON `json:"results"`
}

// decisionJSON is an entry of the audit log.
type decisionJSON struct {
	ID        string       `json:"id"`
	Time      time.Time    `json:"time"`
	Kind      string       `json:"kind"`
	Moderator actorJSON    `json:"moderator"`
	Action    string       `json:"action"`
	Comment   string       `json:"comment,omitempty"` // of a comment, as From and To
	Page      string       `json:"page,omitempty"`    // of a comment or a page
	From      string       `json:"from,omitempty"`
	To        string       `json:"to,omitempty"`
	Version   int64        `json:"version,omitempty"` // the comment's, or the settings', since
	Changes   []changeJSON `json:"changes,omitempty"` // of a page or settings
	Ban       *banJSON     `json:"ban,omitempty"`     // of a ban: as it is, or was
	Access    string       `json:"access,omitempty"`  // of access: the id of the person or API key
	Reason    string       `json:"reason"`
	Note      string       `json:"note"`
}

type changeJSON struct {
	Key string `json:"key"`
	Old string `json:"old"`
	New string `json:"new"`
}

type actorJSON struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Session string `json:"session,omitempty"` // of a person
}

func decision(e moderation.Entry) decisionJSON {
	out := decisionJSON{
		ID: e.ID, Time: e.At(), Kind: string(e.Kind()), Moderator: actorJSON(e.By), Action: string(e.Action), Access: e.Access,
		Comment: string(e.Comment), Page: e.Page, From: string(e.From), To: string(e.To), Version: e.Version,
		Reason: e.Reason, Note: e.Note,
	}
	for _, c := range e.Changes {
		out.Changes = append(out.Changes, changeJSON(c))
	}
	if e.Ban != nil {
		b := banOf(*e.Ban)
		out.Ban = &b
	}
	return out
}

func decisions(entries []moderation.Entry) []decisionJSON {
	out := make([]decisionJSON, len(entries))
	for i, e := range entries {
		out[i] = decision(e)
	}
	return out
}

// auditJSON answers GET /v1/moderation/audit.
type auditJSON struct {
	Decisions []decisionJSON `json:"decisions"`
	Next      *string        `json:"next"`
}

// caseJSON answers GET /v1/moderation/comments/{id}.
type caseJSON struct {
	Comment   caseCommentJSON `json:"comment"`
	Trace     []checkJSON     `json:"trace"` // in order
	Reports   reportsJSON     `json:"reports"`
	History   historyJSON     `json:"history"`   // of the author
	Decisions []decisionJSON  `json:"decisions"` // newest first
}

type caseCommentJSON struct {
	queuedJSON
	Source   string  `json:"source"`
	Format   string  `json:"format"`
	Email    string  `json:"email"`    // "" for none
	Pinned   bool    `json:"pinned"`   // to the top of its page
	Previous *string `json:"previous"` // of an unpublished one: where it stood before the last decision
}

type checkJSON struct {
	Name    string   `json:"name"`
	Version int      `json:"version"`
	Result  string   `json:"result"`
	Reason  string   `json:"reason"`
	Matched []string `json:"matched"` // as it is written in the comment
	Ms      float64  `json:"ms"`      // that it took
}

type reportsJSON struct {
	Count   int64                  `json:"count"`
	Reasons map[comment.Reason]int `json:"reasons"` // of those in list
	List    []reportJSON           `json:"list"`
}

type reportJSON struct {
	Reason string    `json:"reason"`
	Note   string    `json:"note"`
	Time   time.Time `json:"time"`
}

type historyJSON struct {
	First     *time.Time `json:"first"` // null: no comment is kept
	Published int        `json:"published"`
	Withheld  int        `json:"withheld"`
	More      bool       `json:"more"` // older ones are not counted
}

func historyOf(h moderation.History) historyJSON {
	out := historyJSON{Published: h.Published, Withheld: h.Withheld, More: h.More}
	if !h.First.IsZero() {
		out.First = &h.First
	}
	return out
}

func caseOf(c moderation.Case) caseJSON {
	k := c.Comment
	out := caseJSON{
		Comment: caseCommentJSON{
			queuedJSON: queuedOf(k), Source: c.Private.Source, Format: string(c.Private.Format),
			Email: c.Private.Email, Pinned: k.Pinned != 0, Previous: orNull(string(k.Previous)),
		},
		Trace:     make([]checkJSON, len(c.Private.Trace)),
		Reports:   reportsOf(c.ReportCount, c.Reports),
		History:   historyOf(c.History),
		Decisions: decisions(c.Decisions),
	}
	for i, t := range c.Private.Trace {
		out.Trace[i] = checkJSON{t.Name, t.Version, string(t.Result), t.Reason, append([]string{}, t.Matched...), float64(t.Micros) / 1000}
	}
	return out
}

func reportsOf(count int64, reports []moderation.Report) reportsJSON {
	out := reportsJSON{Count: count, Reasons: map[comment.Reason]int{}, List: make([]reportJSON, len(reports))}
	for i, r := range reports {
		out.List[i] = reportJSON{string(r.Reason), r.Note, r.At}
		out.Reasons[r.Reason]++
	}
	return out
}
