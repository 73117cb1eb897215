package moderation

import (
	"context"
	"time"

	"kibitz/internal/comment"
	"kibitz/internal/problem"
	"kibitz/internal/site"
)

// ClaimTime is how long a claim lasts unless it is made again.
const ClaimTime = 2 * time.Minute

// Claim says that a moderator is looking at a comment. It keeps nobody from
// deciding: it tells the others where not to begin.
type Claim struct {
	Comment comment.ID
	By      Actor
	Until   time.Time // to the second
}

// Claim takes a comment for a moderator, in place of the one that the moderator
// had; no id lets go of that. It does not look whether there is such a comment.
// One round trip.
func (s *Service) Claim(ctx context.Context, st site.Site, id string, by Actor) error {
	if id == "" {
		return s.store.Unclaim(ctx, st.ID, by.ID)
	}
	cid, ok := comment.ParseID(id)
	if !ok {
		return problem.New(problem.ParameterInvalid, "comment", "This is no comment's id.")
	}
	return s.store.Claim(ctx, st.ID, Claim{Comment: cid, By: by, Until: s.now().Add(ClaimTime)})
}
