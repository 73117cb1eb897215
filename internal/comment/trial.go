package comment

import (
	"context"
	"slices"
	"time"

	"kibitz/internal/sanitize"
	"kibitz/internal/site"
	"kibitz/internal/spam"
)

// Trial is rules that are tried on comments that are there: those of a site, be
// they in force or not. What a comment came by, from where, and how much else
// came then is not known any more, so only the checks of its text and of its
// author's record are among them.
//
// A trial is of one goroutine.
type Trial struct {
	Site   site.Site   // with the settings to try
	Words  *spam.Words // nil for none
	Model  *spam.Model // of what moderators decided
	Checks []string    // names of those that count, see ChecksOf
	// Past reads up to so many of an author's latest comments, newest first.
	Past func(ctx context.Context, author string, latest int) ([]Written, error)
}

// trials are the checks that a setting has a say in; see [ChecksOf].
var trials = map[string][]string{
	"signs":         {"links", "contact", "shouting", "repetition", "disguise"},
	"links":         {"links"},
	"trusted-hosts": {"links"},
	"blocked-hosts": {"blocked"},
	"scripts":       {"scripts"},
	"trust":         {"blocked", "scripts", "links", "contact", "shouting", "repetition", "disguise", "words", "classifier"},
	"classifier":    {"classifier"},
	"mode":          {"mode"},
	"hold-first":    {"mode"},
}

// ChecksOf returns the names of the checks of a trial that a setting has a say
// in, none for a setting that says nothing about them.
func ChecksOf(setting string) []string { return trials[setting] }

// maxTrialRecord is how many of an author's latest comments are read to know
// which of them are older than the one that is looked at.
const maxTrialRecord = 400

// ShownText is what a comment says as readers see it: its HTML, not its source,
// which would be read one by one.
func ShownText(c Comment) spam.Text {
	return spam.NewText(sanitize.Rendered{Source: sanitize.Lines(c.HTML), HTML: c.HTML}, c.Author.URL)
}

// Check returns what would become of a comment with this text if it were
// written now by who has its author's record of that time, as far as the latest
// comments of the author tell; what is withheld by now counts as withheld.
func (t *Trial) Check(ctx context.Context, c Comment, text spam.Text) (status Status, held spam.Check, err error) {
	run := checking{
		checked: checked{text: text},
		site:    t.Site,
		now:     func() time.Time { return time.Time{} },
		only:    t.Checks,
		past:    record{read: func() ([]Written, error) { return t.before(ctx, c) }},
	}
	run.checkText(t.Words, func() (*spam.Model, error) { return t.Model, nil })
	if slices.Contains(t.Checks, "mode") {
		run.note(run.checkMode)
	}
	if run.past.err != nil {
		return "", spam.Check{}, run.past.err
	}
	status, name := verdict(run.trace)
	for _, line := range run.trace {
		if line.Name == name {
			held = line
			break
		}
	}
	return status, held, nil
}

// before is the record that the author of a comment had when it was written.
func (t *Trial) before(ctx context.Context, c Comment) ([]Written, error) {
	latest, err := t.Past(ctx, c.Author.ID, maxTrialRecord)
	if err != nil {
		return nil, err
	}
	earlier := slices.IndexFunc(latest, func(w Written) bool { return w.At.Before(c.ID.Time()) })
	if earlier < 0 {
		return nil, nil
	}
	return latest[earlier:min(len(latest), earlier+maxRecord)], nil
}
