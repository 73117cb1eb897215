package moderation

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"kibitz/internal/problem"
	"kibitz/internal/site"
	"kibitz/internal/spam"
)

// SetWords is done to the site's lists of words; see [Action].
const SetWords Action = "words"

// WordLists are a site's lists of words as they are written; see
// spam.ParseWords.
type WordLists struct {
	Text    string
	Version int64 // each change adds 1; 0: there were none yet
}

// Words returns the site's lists of words as they are, not as they may be kept
// somewhere.
func (s *Service) Words(ctx context.Context, st site.Site) (WordLists, error) {
	text, version, err := s.store.Words(ctx, st.ID)
	return WordLists{text, version}, err
}

// SetWords puts lists in place of those of the version that they name, and
// returns them as they are then. The same again changes nothing. Errors:
// problem.WordsInvalid with the line, and problem.SettingsChanged with the lists
// as they are now. Processes that take comments know of it after a minute at the
// latest.
func (s *Service) SetWords(ctx context.Context, st site.Site, l WordLists, by Actor) (WordLists, error) {
	parsed, err := parseWords(l.Text, "text")
	if err != nil {
		return WordLists{}, err
	}
	now, err := s.Words(ctx, st)
	if err != nil || now.Text == l.Text {
		return now, err
	}
	e := Entry{By: by, Action: SetWords, Version: l.Version + 1}
	before, err := spam.ParseWords(now.Text, now.Version)
	if err != nil {
		return WordLists{}, fmt.Errorf("stored words of %s: %w", st.ID, err)
	}
	e.Changes = []Change{{"entries", strconv.Itoa(before.Entries()), strconv.Itoa(parsed.Entries())}}
	if e.ID, err = s.name(); err != nil {
		return WordLists{}, err
	}
	done, err := s.store.SetWords(ctx, st.ID, l.Text, l.Version, e)
	switch {
	case err != nil:
		return WordLists{}, err
	case done:
		return WordLists{l.Text, l.Version + 1}, nil
	}
	if now, err = s.Words(ctx, st); err != nil || now.Text == l.Text {
		return now, err
	}
	return now, problem.New(problem.SettingsChanged, "version", "Somebody else has changed the lists since you saw them. Look at them again.")
}

// TryWords returns what lists meet in a text, without anything being changed.
func (s *Service) TryWords(lists, text string) ([]spam.Match, error) {
	words, err := parseWords(lists, "words")
	if err != nil {
		return nil, err
	}
	return words.Find(text), nil
}

// parseWords compiles lists that came in a field of a request.
func parseWords(text, field string) (*spam.Words, error) {
	words, err := spam.ParseWords(text, 0)
	var wrong *spam.ListError
	if errors.As(err, &wrong) {
		return nil, problem.Wrap(err, problem.WordsInvalid, field, fmt.Sprintf("Line %d of the lists: %s.", wrong.Line, wrong.What))
	}
	return words, err
}
