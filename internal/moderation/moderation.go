// Package moderation is the domain of decisions: the queues of comments by
// status, what a moderator does with them, and the record of it.
//
// The reader's map:
//
//	moderation.go  Service and the Store it needs
//	queue.go       comments by status, and looking for some among them
//	author.go      an author, and deciding on all that one wrote
//	address.go     deciding on all that came from a network address
//	claims.go      who is looking at what
//	act.go         decisions
//	write.go       what a moderator writes: another text, a reply
//	marks.go       what is pinned, featured and locked
//	audit.go       who decided what, and when
//	case.go        one comment with all that there is to judge it by
//	words.go       lists of words
//	backtest.go    what rules would do to the comments that are there
//	bans.go        who is not published
//	illegal.go     what is reported as against the law, and by when to decide
//	evidence.go    what there is to show of it
//	numbers.go     what there is to do, and what was done
//	pages.go       pages as moderators see them, found by what is on them
//	decide.go      what moderators decide about a page
//	settings.go    what the owner decides about the site
package moderation

import (
	"context"
	"fmt"
	"io"
	"time"

	"kibitz/internal/comment"
	"kibitz/internal/limit"
	"kibitz/internal/page"
	"kibitz/internal/problem"
	"kibitz/internal/ranking"
	"kibitz/internal/site"
	"kibitz/internal/spam"
)

// Limits of one call.
const (
	MaxIDs       = 100 // comments that one Act decides on
	MaxLimit     = 100 // comments of one Queue page
	DefaultLimit = 25
	parallel     = 8 // decisions written at once
)

// Store is what moderation needs besides comment.Store's Find and Before.
type Store interface {
	// Queue reads a page of a queue in one round trip, of Reported in two. A page
	// can be shorter than the limit, even empty, with more to come.
	Queue(ctx context.Context, q QueueQuery) (QueuePage, error)
	// ByAuthor reads an author's comments in any status, newest first unless asked
	// otherwise; the query's Status is not looked at. Two round trips.
	ByAuthor(ctx context.Context, author string, q QueueQuery) (QueuePage, error)
	// Sources reads comments' private parts, in their order; nil for what is
	// deleted, or was written a moment ago. One round trip for each hundred.
	Sources(ctx context.Context, site string, ids []comment.ID) ([]*comment.Private, error)
	// Model reads what a site's classifier has learned. One round trip.
	Model(ctx context.Context, site string) (*spam.Model, error)
	// WrittenBy is comment.Store's.
	WrittenBy(ctx context.Context, site, author string, latest int) ([]comment.Written, error)
	Find(ctx context.Context, site, page string, id comment.ID) (comment.Found, error)
	Before(ctx context.Context, site, page string, parent comment.ID, windows ...limit.Window) (comment.Before, error)
	// Decide is comment.Store's Change, with the entry put into the audit log in
	// the same transaction: both are written, or neither.
	Decide(ctx context.Context, c comment.Change, e Entry) error
	// Reply is comment.Store's Create, with the entry put into the audit log in
	// the same transaction.
	Reply(ctx context.Context, c comment.Create, e Entry) (earlier *comment.Receipt, err error)
	// Settle is Decide for a comment that stays published, and takes it out of the
	// queue of reported ones, and of illegal ones if it is there, until somebody
	// reports it again.
	Settle(ctx context.Context, c comment.Change, e Entry, illegal bool) error
	// ReportsOpen reports whether a comment is in the queue of reported ones, and
	// in that of illegal ones. One round trip.
	ReportsOpen(ctx context.Context, site, page string, id comment.ID) (open, illegal bool, err error)
	// Illegal reads published comments that were reported as against the law, the
	// first reported first, and where to go on, "" at the end. Two round trips.
	Illegal(ctx context.Context, site, after string, limit int) (notices []Notice, next string, err error)
	// Snapshot is comment.Store's.
	Snapshot(ctx context.Context, site, page string, id, parent comment.ID) (comment.Snapshot, error)
	// Evidence reads the snapshots that are kept of a comment, oldest first, at
	// most some 20. One round trip.
	Evidence(ctx context.Context, site string, id comment.ID) ([]comment.Snapshot, error)
	// Export puts an entry into the audit log, and in the same transaction keeps a
	// snapshot, nil for none.
	Export(ctx context.Context, site string, snapshot *comment.Snapshot, e Entry) error
	// Entry reads one entry of the audit log; ok is false when there is none.
	Entry(ctx context.Context, site, id string) (e Entry, ok bool, err error)
	// Audit reads entries, newest first. A page can be shorter than the limit,
	// even empty, with more to come.
	Audit(ctx context.Context, q AuditQuery) (AuditPage, error)
	// Reports reads what readers said against a comment: the number of readers,
	// and the first max of their reports in no order. One round trip.
	Reports(ctx context.Context, site, page string, id comment.ID, max int) (n int64, reports []Report, err error)
	// History reads an author's numbers, looking at the newest max comments. Two
	// round trips.
	History(ctx context.Context, site, author string, max int) (History, error)
	// Gauges reads how many comments are in the queues of what is not public and
	// in that of what is reported, and the claims that hold. One round trip.
	Gauges(ctx context.Context, site string) (map[comment.Status]int64, []Claim, error)
	// Claim stores a moderator's claim in place of the one before, and Unclaim
	// removes it.
	Claim(ctx context.Context, site string, c Claim) error
	Unclaim(ctx context.Context, site, moderator string) error
	// Days reads what was held and decided on up to limit days from a day on,
	// oldest first; days on which nothing was are not there. One round trip.
	Days(ctx context.Context, site string, from time.Time, limit int) ([]Day, error)
	// Words reads a site's lists of words, version 0 for none. One round trip.
	Words(ctx context.Context, site string) (text string, version int64, err error)
	// SetWords stores lists in place of those of a version, as SetBans does.
	SetWords(ctx context.Context, site, text string, version int64, e Entry) (done bool, err error)
	// Bans reads a site's bans as they are. One round trip.
	Bans(ctx context.Context, site string) (site.Bans, error)
	// SetBans stores bans in place of the version that they name, with the entry
	// put into the audit log in the same transaction. done is false, and nothing
	// written, when somebody else changed them meanwhile. Returns problem.BansFull.
	SetBans(ctx context.Context, site string, bans site.Bans, e Entry) (done bool, err error)

	// Site reads a site as it is. Returns problem.SiteUnknown.
	Site(ctx context.Context, id string) (site.Site, error)
	// SetSite stores settings and account keys in place of those of the site as
	// it was read, with the entry in the same transaction. done is false, and
	// nothing written, when somebody else changed them meanwhile.
	SetSite(ctx context.Context, read, to site.Site, e Entry) (done bool, err error)
	// Pages reads pages with titles and addresses, in their order, one round trip
	// for each 50; consistent ones as they are.
	Pages(ctx context.Context, site string, pages []string, consistent bool) ([]page.State, error)
	// ChangePage changes a page with the entry in the same transaction. done is
	// false, and nothing written, when it is not as it was read any more, or when
	// the page that it is to be an alias of is an alias itself.
	ChangePage(ctx context.Context, c PageChange, e Entry) (done bool, err error)
	// Sheet reads a list of pages.
	Sheet(ctx context.Context, site string, l ranking.List) (ranking.Sheet, error)
}

// Service is the rules of moderation over a store.
type Service struct {
	store     Store
	addresses Addresses
	now       func() time.Time
	random    io.Reader
}

// NewService returns a service. random must be safe for concurrent use; it
// makes the names of audit entries.
func NewService(store Store, addresses Addresses, now func() time.Time, random io.Reader) *Service {
	return &Service{store, addresses, now, random}
}

// within gives a limit that was left out its default and refuses one out of
// range.
func within(limit *int) error {
	if *limit == 0 {
		*limit = DefaultLimit
	}
	if *limit < 1 || *limit > MaxLimit {
		return problem.New(problem.ParameterInvalid, "limit", fmt.Sprintf("A limit is 1 to %d.", MaxLimit))
	}
	return nil
}
