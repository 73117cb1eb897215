package httpapi

import (
	"time"

	"kibitz/internal/comment"
	"kibitz/internal/engagement"
	"kibitz/internal/page"
	"kibitz/internal/problem"
	"kibitz/internal/sanitize"
	"kibitz/internal/site"
)

// The shapes of answers. Each is a struct of its own, filled field by field,
// so that nothing the domain keeps gets out because it was there. Fields may be
// added, never renamed.

type authorJSON struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	URL   string `json:"url"`
	Badge string `json:"badge"` // "" for none
}

func author(a comment.Author) authorJSON {
	return authorJSON{ID: a.ID, Name: a.Name, URL: a.URL, Badge: a.Badge}
}

type votesJSON struct {
	Up   int `json:"up"`
	Down int `json:"down"`
}

type commentJSON struct {
	ID      string     `json:"id"`
	Parent  *string    `json:"parent"`
	Root    string     `json:"root"`
	Depth   int        `json:"depth"`
	Author  authorJSON `json:"author"`
	HTML    string     `json:"html"`
	Status  string     `json:"status"`
	Created time.Time  `json:"created"`
	Edited  *time.Time `json:"edited"`
	Votes   votesJSON  `json:"votes"`
	Replies int        `json:"replies"`

	EditedByStaff bool   `json:"edited_by_staff,omitempty"`
	Featured      bool   `json:"featured,omitempty"`
	Locked        bool   `json:"locked,omitempty"` // of a root: its thread takes no replies of readers
	More          string `json:"more,omitempty"`   // of a root: the cursor to its other replies
}

// place is what is left to see of a comment that is gone: where it stood.
func place(c comment.Comment) commentJSON {
	out := commentJSON{
		ID: string(c.ID), Root: string(c.ID.Root()), Depth: c.Depth,
		Status: string(comment.Deleted), Created: c.Created(), Replies: c.Replies, Locked: c.Locked, More: c.More,
	}
	if c.Parent != "" {
		parent := string(c.Parent)
		out.Parent = &parent
	}
	return out
}

// whole is a comment with its content and its true status.
func whole(c comment.Comment) commentJSON {
	out := place(c)
	out.Author = author(c.Author)
	out.HTML, out.Status, out.Featured = c.HTML, string(c.Status), c.Featured
	out.Votes = votesJSON{Up: c.Up, Down: c.Down}
	if !c.Edited.IsZero() {
		out.Edited, out.EditedByStaff = &c.Edited, c.EditedByStaff
	}
	return out
}

// forAll is a comment as everybody may see it.
func forAll(c comment.Comment) commentJSON {
	if c.Status != comment.Published {
		return place(c)
	}
	return whole(c)
}

// forAuthor is a comment as its author sees it. Whichever queue holds it back
// is not told: who writes spam learns nothing from it.
func forAuthor(c comment.Comment) commentJSON {
	if c.Status == comment.Deleted {
		return place(c)
	}
	out := whole(c)
	if c.Status != comment.Published {
		out.Status = string(comment.Pending)
	}
	return out
}

type pageJSON struct {
	Page      string        `json:"page"`
	Title     string        `json:"title"`
	URL       string        `json:"url"`
	Comments  int64         `json:"comments"`
	Featured  int           `json:"featured"` // how many comments are
	Views     int64         `json:"views"`
	Visitors  int64         `json:"visitors"`
	Closed    bool          `json:"closed"`
	Reactions reactionsJSON `json:"reactions"`
}

// settingsJSON is what a form around the comments must know of the site.
type settingsJSON struct {
	Votes      string   `json:"votes"`
	Reactions  []string `json:"reactions"`
	Email      bool     `json:"email"`
	URL        bool     `json:"url"`
	EditWindow int      `json:"edit_window"` // seconds
	MaxLength  int      `json:"max_length"`  // characters as a reader counts them
	Accounts   string   `json:"accounts"`    // whether to offer a login
	Form       bool     `json:"form"`        // whether to ask for GET /v1/form
}

func settingsOf(s site.Settings) settingsJSON {
	return settingsJSON{
		Votes: string(s.Votes), Reactions: append([]string{}, s.Reactions...), Email: s.Email, URL: s.URL,
		EditWindow: int(s.EditWindow.Seconds()), MaxLength: sanitize.MaxBodyGraphemes,
		Accounts: string(s.Accounts), Form: s.Form && s.FormTime,
	}
}

// formJSON answers GET /v1/form.
type formJSON struct {
	Token string `json:"token"`
}

// listingJSON answers GET /v1/comments.
type listingJSON struct {
	Page     pageJSON      `json:"page"`
	Pinned   []commentJSON `json:"pinned,omitempty"` // at the beginning: also in comments, where they stand by the order
	Comments []commentJSON `json:"comments"`
	Next     *string       `json:"next"`
	Settings settingsJSON  `json:"settings"`
}

func listing(l comment.Listing, s site.Settings, now time.Time) listingJSON {
	out := listingJSON{
		Page: pageOf(l.Page, s, now), Comments: make([]commentJSON, len(l.Comments)), Next: orNull(l.Next), Settings: settingsOf(s),
	}
	for i, c := range l.Comments {
		out.Comments[i] = forAll(c)
	}
	for _, c := range l.Pinned {
		out.Pinned = append(out.Pinned, forAll(c))
	}
	return out
}

func pageOf(s page.State, settings site.Settings, now time.Time) pageJSON {
	return pageJSON{
		Page: s.Page, Title: s.Title, URL: s.URL, Closed: s.Closed(settings.CloseAfter, now),
		Comments: s.Comments, Featured: len(s.Featured), Views: s.Views, Visitors: s.Visitors,
		Reactions: reactionsJSON{settings.Reactions, s.Reactions},
	}
}

// oneJSON answers GET /v1/comments/{id}.
type oneJSON struct {
	Comment commentJSON `json:"comment"`
	Page    string      `json:"page"`
}

// postedJSON answers POST /v1/comments.
type postedJSON struct {
	Comment commentJSON `json:"comment"`
	Guest   string      `json:"guest"`
}

// editedJSON answers PATCH /v1/comments/{id}.
type editedJSON struct {
	Comment commentJSON `json:"comment"`
}

// previewJSON answers POST /v1/preview.
type previewJSON struct {
	HTML string `json:"html"`
}

// viewJSON answers POST /v1/views.
type viewJSON struct {
	Page     string `json:"page"`
	Views    int64  `json:"views"`
	Visitors int64  `json:"visitors"`
	Comments int64  `json:"comments"`
	Counted  bool   `json:"counted"`
}

// countsJSON answers GET /v1/counts.
type countsJSON struct {
	Counts []countJSON `json:"counts"`
}

type countJSON struct {
	Page      string        `json:"page"`
	Comments  int64         `json:"comments"`
	Views     int64         `json:"views"`
	Visitors  int64         `json:"visitors"`
	Reactions reactionsJSON `json:"reactions"`
	Code      problem.Code  `json:"code,omitempty"` // page_invalid: it is no page of the site, and has no numbers
}

func counts(cs []engagement.Count, s site.Settings) countsJSON {
	out := countsJSON{Counts: make([]countJSON, len(cs))}
	for i, c := range cs {
		out.Counts[i] = countJSON{
			Page: c.Page, Comments: c.State.Comments, Views: c.State.Views, Visitors: c.State.Visitors,
			Reactions: reactionsJSON{s.Reactions, c.State.Reactions},
		}
		if c.Err != nil {
			out.Counts[i].Code = problem.CodeOf(c.Err)
		}
	}
	return out
}

// healthJSON answers GET /v1/health.
type healthJSON struct {
	Status  string    `json:"status"`
	Version string    `json:"version"`
	Time    time.Time `json:"time"`
}

// problemJSON is every refusal, by RFC 9457.
type problemJSON struct {
	Type   string       `json:"type"`
	Title  string       `json:"title"`
	Status int          `json:"status"`
	Code   problem.Code `json:"code"`
	Detail string       `json:"detail"`
	Field  string       `json:"field,omitempty"`
	Now    any          `json:"now,omitempty"` // with settings_changed: what is there instead
}
