package store

import (
	"context"
	"errors"
	"fmt"

	"kibitz/internal/table"
)

// Checkpoint returns where a consumer of the change feed is, "" at the
// beginning.
func (s *Store) Checkpoint(ctx context.Context, consumer string) (table.Position, error) {
	items, err := s.get(ctx, true, checkpointKey(consumer))
	if err != nil {
		return "", fmt.Errorf("read checkpoint: %w", err)
	}
	return table.Position(items[0]["at"].Str()), nil
}

// SetCheckpoint moves a consumer from one place to the next. When another
// process moved it meanwhile, that is an error: two consumers of one name
// undo each other's work.
func (s *Store) SetCheckpoint(ctx context.Context, consumer string, from, to table.Position) error {
	cond := table.Equal("at", table.String(string(from)))
	if from == "" {
		cond = table.Absent(table.AttrPK)
	}
	_, err := s.write(ctx, table.Write{Ops: []table.Op{
		table.Update(checkpointKey(consumer)).Setting("at", table.String(string(to))).When(cond),
	}})
	if it, failed := table.Failed(err, 0); failed {
		if it["at"].Str() == string(to) {
			return nil // our own write, its answer lost
		}
		return fmt.Errorf("consumer %s is at another place than this process left it: %w", consumer, err)
	}
	return err
}

// IsCheckpoint reports whether a change is a consumer's own note of where it
// is, so that noting does not call for noting.
func IsCheckpoint(c table.Change) bool { return c.Key.PK == checkpointKey("").PK }

// DeadLetter keeps a change that could not be folded, so that nothing is lost
// and the others go on.
func (s *Store) DeadLetter(ctx context.Context, c table.Change, cause error) error {
	seq := fmt.Sprintf("%x", string(c.Seq))
	_, err := s.write(ctx, table.Write{Ops: []table.Op{
		table.Put(withKey(table.Item{
			"k1": table.String(c.Key.PK), "k2": table.String(c.Key.SK),
			"t": unix(s.now()), "why": table.String(cause.Error()),
		}, deadLetterKey(seq))).When(table.Absent(table.AttrPK)),
	}})
	if errors.Is(err, table.ErrCondition) {
		return nil
	}
	return err
}
