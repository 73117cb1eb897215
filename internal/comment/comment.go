// Package comment is the domain of discussions: posting, listing, editing and
// deleting, with all their rules. It knows nothing of HTTP, AWS or keys.
//
// The reader's map:
//
//	comment.go  what a comment is
//	id.go       how it is named
//	service.go  Service and the Store it needs
//	post.go     the way of a posted comment: draft, checks, transaction, receipt
//	receipt.go  the same request, the same answer
//	checks.go   what holds a comment back, with a trace
//	banned.go   whose words are not taken
//	form.go     whether it came by a form, and when that was opened
//	flood.go    what is one of too many
//	list.go     pages of whole threads, one thread, one comment
//	top.go      the threads that readers voted best first
//	standing.go how a root stands with voters, and the sheet of the best
//	featured.go what the newsroom features
//	latest.go   what was published last
//	cursor.go   sealed places in a list
//	change.go   edit and delete by the author
//	staff.go    a moderator's reply
//	vote.go     votes of readers
//	report.go   readers call for a moderator
//	evidence.go what is kept of a comment that is against the law
package comment

import (
	"time"

	"kibitz/internal/sanitize"
	"kibitz/internal/spam"
)

// Status is where a comment stands.
type Status string

// The statuses. Only Published ones, and Deleted ones as an empty marker
// under which replies live on, are ever in a public answer.
const (
	Published Status = "published"
	Pending   Status = "pending"
	Spam      Status = "spam"
	Rejected  Status = "rejected"
	Deleted   Status = "deleted"
)

// ParseStatus returns the status of that name.
func ParseStatus(s string) (Status, bool) {
	switch st := Status(s); st {
	case Published, Pending, Spam, Rejected, Deleted:
		return st, true
	}
	return "", false
}

// MaxDepth is how deep replies nest: a root has depth 0. A reply to a comment
// at MaxDepth becomes its sibling.
const MaxDepth = 6

// ThreadCap is how many replies lie beside their root. Later ones go to the
// page's overflow, which only the listing of one thread reads, so that a
// long thread makes its page no more expensive. With the default of 25
// comments a listing the whole near part of any thread fits into one.
const ThreadCap = 20

// Author is who wrote a comment, as everybody may see it.
type Author struct {
	ID    string // opaque, see site.Site.AuthorOf and AuthorOfAccount
	Name  string
	URL   string // "" for none
	Badge string // what the publisher says of the author, "" for nothing, see sso.Account.Badge
}

// Comment is the public part of a comment.
type Comment struct {
	ID            ID
	Page          string
	Parent        ID // "" for a root
	Depth         int
	Overflow      bool // stored in the page's overflow
	Author        Author
	HTML          string
	Status        Status
	Previous      Status    // of an unpublished one: where it stood before the last decision, "" for none
	Edited        time.Time // zero: never
	EditedByStaff bool      // and the last one who did was a moderator
	Version       int64     // each edit and decision adds 1
	Pinned        int       // its place at the top of the page's discussion, from 1 to page.MaxPinned; 0 for none
	Featured      bool      // the newsroom shows it as one of the best
	Locked        bool      // of a root: readers cannot reply in its thread
	Decision      string    // the last one of a moderator, by its name in the audit log; "" for none
	Held          string    // name of the check that kept it from readers, "" for none
	Policy        int       // sanitize.PolicyVersion that made HTML
	Reported      bool      // in the queue of reported ones, while it is published
	Up, Down      int       // votes for and against; of a published one only
	Replies       int       // of a root: published replies in its thread
	Placed        int       // of a root: replies ever stored, published or marker
	More          string    // of a root in a listing: cursor to the replies not shown, "" when all are
}

// Created returns when the comment was made.
func (c Comment) Created() time.Time { return c.ID.Time() }

// Forgotten reports whether the comment's author has deleted it: where it was
// and who wrote it is all that is left, and nothing brings it back.
func (c Comment) Forgotten() bool { return c.Version == 0 }

// Private is the part of a comment that only its author's requests and
// moderators reach.
type Private struct {
	Source  string // what was typed, cleaned; HTML is made from it
	Format  sanitize.Format
	Email   string
	Address string       // the network address as bans name it, see site.Directory.NetworkKey
	Trace   []spam.Check // every check, in order
	Former  *Former      // before a moderator's edit that can be taken back, nil for none
}

// Former is what a comment was before a moderator edited it.
type Former struct {
	Source  string
	Edited  time.Time
	ByStaff bool
}
