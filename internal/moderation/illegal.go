package moderation

import (
	"context"
	"time"

	"kibitz/internal/comment"
	"kibitz/internal/site"
)

// NoticeTime is how long moderators have to decide on a comment that somebody
// reported as against the law.
const NoticeTime = 24 * time.Hour

// Notice is a published comment that was reported as against the law and not
// decided on since.
type Notice struct {
	Comment comment.Comment
	Since   time.Time // the first such report
}

// Due returns by when a moderator should have decided.
func (n Notice) Due() time.Time { return n.Since.Add(NoticeTime) }

// Illegal returns comments reported as against the law, those due first first,
// and the cursor to the rest, "" at the end. A page can be shorter than the
// limit, even empty, with more to come. Taking the comment away or publishing it
// again is the decision that ends a notice. limit is 0 for DefaultLimit.
func (s *Service) Illegal(ctx context.Context, st site.Site, limit int, cursor string) ([]Notice, string, error) {
	if err := within(&limit); err != nil {
		return nil, "", err
	}
	after, err := comment.OpenCursor(st, cursor, "illegal")
	if err != nil {
		return nil, "", err
	}
	notices, next, err := s.store.Illegal(ctx, st.ID, after, limit)
	return notices, comment.SealCursor(st, next, "illegal"), err
}
