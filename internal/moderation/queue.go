package moderation

import (
	"context"
	"strings"

	"kibitz/internal/comment"
	"kibitz/internal/problem"
	"kibitz/internal/sanitize"
	"kibitz/internal/site"
)

// What is no status of a comment but can be asked for in place of one.
const (
	Reported comment.Status = "reported" // the queue of published comments that readers reported
	Any      comment.Status = "any"      // all of an author's
)

// How many comments one request looks at to find some: of the usual length they
// cost it 32 read units in the index, 50 where each is read by its key.
const (
	maxScan      = 400
	maxScanByKey = 100
)

// maxText bounds what is looked for, in bytes.
const maxText = 200

// QueueQuery asks for comments of one status after a place.
type QueueQuery struct {
	Site        string
	Status      comment.Status
	OldestFirst bool
	Limit       int
	After       *comment.Comment // the last one seen: its ID, Page, Status and Overflow; nil at the beginning
}

// QueuePage is the answer; Next is nil at the end.
type QueuePage struct {
	Comments []comment.Comment
	Next     *comment.Comment
}

// List is a request for a queue. Its filters are joined by "and".
type List struct {
	Status comment.Status // "" for Pending
	Author string         // an author's id
	Page   string
	Held   string // name of the check that held it
	Text   string // in the text or the author's name, however it is spelled, see sanitize.Fold
	Limit  int    // 0 for DefaultLimit
	Cursor string
	Oldest bool // longest waiting first
}

// Queue returns comments and the cursor to the rest, "" at the end. One round
// trip without filters, of Reported two. Filters look at a bounded number of
// comments: there can be fewer than the limit, even none, with more to come.
func (s *Service) Queue(ctx context.Context, st site.Site, l List) ([]comment.Comment, string, error) {
	if err := l.clean(st); err != nil {
		return nil, "", err
	}
	order := "newest"
	if l.Oldest {
		order = "oldest"
	}
	text := sanitize.Fold(l.Text)
	list := []string{"queue", string(l.Status), order, l.Author, l.Page, l.Held, text}
	place, err := comment.OpenCursor(st, l.Cursor, list...)
	if err != nil {
		return nil, "", err
	}
	q := QueueQuery{Site: st.ID, Status: l.Status, OldestFirst: l.Oldest, Limit: l.Limit}
	read, scan := s.store.Queue, maxScan
	switch {
	case l.Status == Reported:
		scan = maxScanByKey
	case l.Author != "":
		read = func(ctx context.Context, q QueueQuery) (QueuePage, error) { return s.store.ByAuthor(ctx, l.Author, q) }
		scan = maxScanByKey
		q.Status = Any
	}
	if place != "" {
		q.After = parsePlace(place, q.Status)
	}
	p, err := QueuePage{}, error(nil)
	if l.Page == "" && l.Held == "" && text == "" && (l.Author == "" || l.Status == Any) {
		p, err = read(ctx, q)
	} else {
		p, err = find(ctx, read, q, scan, func(c comment.Comment) bool {
			return (l.Status == c.Status || l.Status == Reported || l.Status == Any) && (l.Author == "" || c.Author.ID == l.Author) &&
				(l.Page == "" || c.Page == l.Page) && (l.Held == "" || c.Held == l.Held) && (text == "" || says(c, text))
		})
	}
	if err != nil || p.Next == nil {
		return p.Comments, "", err
	}
	return p.Comments, comment.SealCursor(st, formatPlace(*p.Next), list...), nil
}

// clean refuses what cannot be asked for.
func (l *List) clean(st site.Site) (err error) {
	if l.Status == "" {
		l.Status = comment.Pending
	}
	if _, ok := comment.ParseStatus(string(l.Status)); !ok && l.Status != Reported && (l.Status != Any || l.Author == "") {
		return problem.New(problem.ParameterInvalid, "status", "A status is pending, published, spam, rejected, deleted or reported; of an author also any.")
	}
	if l.Author != "" && !isAuthor(l.Author) {
		return problem.New(problem.ParameterInvalid, "author", "This is no author's id.")
	}
	if l.Page != "" {
		if l.Page, err = st.Page(l.Page); err != nil {
			return err
		}
	}
	if len(l.Text) > maxText || l.Text != "" && sanitize.Fold(l.Text) == "" {
		return problem.New(problem.ParameterInvalid, "text", "Look for a word or a few, up to 200 bytes.")
	}
	return within(&l.Limit)
}

// find reads a queue until it has the comments that are wanted, or has looked
// at as many as scan.
func find(ctx context.Context, read func(context.Context, QueueQuery) (QueuePage, error), q QueueQuery, scan int, wanted func(comment.Comment) bool) (out QueuePage, err error) {
	limit := q.Limit
	q.Limit = MaxLimit // what is looked for is rare
	for range scan / MaxLimit {
		p, err := read(ctx, q)
		if err != nil {
			return QueuePage{}, err
		}
		for i, c := range p.Comments {
			if !wanted(c) {
				continue
			}
			out.Comments = append(out.Comments, c)
			if len(out.Comments) == limit && (i+1 < len(p.Comments) || p.Next != nil) {
				out.Next = &p.Comments[i]
				return out, nil
			}
		}
		q.After = p.Next
		if p.Next == nil {
			break
		}
	}
	out.Next = q.After
	return out, nil
}

// says reports whether the comment's text or its author's name has the folded
// words in it.
func says(c comment.Comment, folded string) bool {
	return strings.Contains(sanitize.Fold(sanitize.Words(c.HTML)), folded) || strings.Contains(sanitize.Fold(c.Author.Name), folded)
}

// formatPlace and parsePlace write a place in a queue as text. A page id has
// no '#'.
func formatPlace(c comment.Comment) string {
	where := ""
	switch {
	case c.Status != comment.Published && c.Status != Reported && c.Status != "":
		where = "h"
	case c.Overflow:
		where = "~"
	}
	return string(c.ID) + "#" + where + "#" + c.Page
}

func parsePlace(place string, status comment.Status) *comment.Comment {
	id, rest, _ := strings.Cut(place, "#")
	where, page, _ := strings.Cut(rest, "#")
	if status == Any { // in which place it lies is all that counts
		status = comment.Published
		if where == "h" {
			status = comment.Pending
		}
	}
	return &comment.Comment{ID: comment.ID(id), Page: page, Status: status, Overflow: where == "~"}
}
