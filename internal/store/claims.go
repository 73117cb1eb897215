package store

import (
	"context"
	"fmt"

	"kibitz/internal/comment"
	"kibitz/internal/moderation"
	"kibitz/internal/table"
)

// maxClaims is how many claims of a site are read: more than moderators look at
// one queue.
const maxClaims = 100

// Claim stores a moderator's claim, whatever the one before was: the last word
// counts. See moderation.Store.
func (s *Store) Claim(ctx context.Context, site string, c moderation.Claim) error {
	it := withKey(table.Item{
		"c": table.String(string(c.Comment)), "by": table.String(c.By.ID), "nm": table.String(c.By.Name), table.AttrTTL: unix(c.Until),
	}, claimKey(site, c.By.ID))
	if _, err := s.write(ctx, table.Write{Ops: []table.Op{table.Put(it)}}); err != nil {
		return fmt.Errorf("write claim: %w", err)
	}
	return nil
}

// Unclaim removes a moderator's claim; see moderation.Store.
func (s *Store) Unclaim(ctx context.Context, site, moderator string) error {
	if _, err := s.write(ctx, table.Write{Ops: []table.Op{table.Delete(claimKey(site, moderator))}}); err != nil {
		return fmt.Errorf("remove claim: %w", err)
	}
	return nil
}

func claimOf(it table.Item) moderation.Claim {
	return moderation.Claim{
		Comment: comment.ID(it["c"].Str()), By: moderation.Actor{ID: it["by"].Str(), Name: it["nm"].Str()}, Until: timeOf(it[table.AttrTTL]),
	}
}
