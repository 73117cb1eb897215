package comment

import (
	"time"

	"kibitz/internal/sanitize"
)

// Snapshot is what a comment was and where it stood at one time: kept as
// evidence of what was against the law, when the comment itself may be gone.
type Snapshot struct {
	Taken   time.Time
	Until   time.Time // kept; zero: it is not
	Page    string    // with title and address, "" for those that nobody told
	Title   string
	URL     string
	Comment Statement
	Parent  *Statement // what it answers; nil for a root, and where that is gone
}

// Statement is what one author said. Nothing of it is private but the source,
// which is what was typed: no address and no e-mail is kept longer than its
// comment.
type Statement struct {
	ID            ID
	Author        Author
	Status        Status
	Version       int64
	Edited        time.Time // zero: never
	EditedByStaff bool
	Source        string
	Format        sanitize.Format
	HTML          string // as it was shown
}

// StatementOf returns what a comment says.
func StatementOf(f Found) Statement {
	c := f.Comment
	return Statement{
		ID: c.ID, Author: c.Author, Status: c.Status, Version: c.Version, Edited: c.Edited, EditedByStaff: c.EditedByStaff,
		Source: f.Private.Source, Format: f.Private.Format, HTML: c.HTML,
	}
}

// Keep returns the snapshot taken at a time and kept for so many days, 0 for
// not at all.
func (s Snapshot) Keep(at time.Time, days int) Snapshot {
	s.Taken = at.UTC().Truncate(time.Second)
	if days > 0 {
		s.Until = s.Taken.AddDate(0, 0, days)
	}
	return s
}
