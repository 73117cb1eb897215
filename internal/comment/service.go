package comment

import (
	"context"
	"io"
	"net/netip"
	"time"

	"kibitz/internal/limit"
	"kibitz/internal/page"
	"kibitz/internal/site"
	"kibitz/internal/spam"
)

// Store keeps comments. Every method reads or writes in as few round trips as
// its comment says, is safe for concurrent use and returns errors of package
// problem or, for outages, any other error; after such an error a write may
// have happened, and repeating the call is safe.
type Store interface {
	// Before reads what a new comment depends on, in one round trip, and how far
	// the windows are counted. Root and Parent are nil when there is no such
	// published comment.
	Before(ctx context.Context, site, page string, parent ID, windows ...limit.Window) (Before, error)
	// WrittenBy returns the author's latest comments in any status, newest first,
	// as far as the index by author shows them. One round trip.
	WrittenBy(ctx context.Context, site, author string, latest int) ([]Written, error)
	// Register makes the page known unless it is. Returns *limit.Exceeded when
	// a window is full.
	Register(ctx context.Context, r page.Registration) error
	// Create stores the comment with its receipt in one transaction. When the
	// receipt's key is taken nothing is written and the earlier receipt is
	// returned. Returns *limit.Exceeded when a window is full.
	Create(ctx context.Context, c Create) (earlier *Receipt, err error)
	// Receipt returns the receipt under a key, nil when there is none.
	Receipt(ctx context.Context, site, key string) (*Receipt, error)

	// Threads reads whole threads of a page and the page's state.
	Threads(ctx context.Context, q ThreadsQuery) (Threads, error)
	// Thread reads one thread.
	Thread(ctx context.Context, q ThreadQuery) (Thread, error)
	// Standings reads a page's sheet and the page's state, in one round trip.
	Standings(ctx context.Context, site, page string) (Standings, page.State, error)
	// Parts reads threads, side by side, in the order of the roots.
	Parts(ctx context.Context, site, page string, roots []ID) ([]Part, error)
	// Featured reads the featured comments of a page, newest first, and the page's
	// state. Two round trips, one where there are none.
	Featured(ctx context.Context, site, page string) ([]Comment, page.State, error)
	// LatestOfPage reads up to n of the newest published comments of a page,
	// newest first, and the page's state.
	LatestOfPage(ctx context.Context, site, page string, n int) ([]Comment, page.State, error)
	// LatestOfSite reads the n newest published comments of a site, newest first,
	// and of their pages, by id, title and address.
	LatestOfSite(ctx context.Context, site string, n int) ([]Comment, map[string]page.State, error)
	// Find reads one comment in any status. The page may be "" and then costs
	// one round trip more. Returns problem.CommentUnknown.
	Find(ctx context.Context, site, page string, id ID) (Found, error)
	// Roots reads roots of a page in the order of their ids, leaving out those that
	// are not published. One round trip.
	Roots(ctx context.Context, site, page string, ids []ID) ([]Comment, error)
	// Sources reads the private parts of comments, in their order; nil for those
	// that are gone.
	Sources(ctx context.Context, site string, ids []ID) ([]*Private, error)
	// Change replaces a comment by its next version, on condition that it is
	// still the version and the author's that was read. Returns
	// problem.CommentChanged otherwise.
	Change(ctx context.Context, c Change) error

	// Vote makes a ballot the voter's vote on a published comment, in one
	// transaction with the comment's numbers. A vote that is there already is
	// no error. Returns problem.CommentUnknown when no published comment is
	// there, problem.VotesFull over MaxVotes, and *limit.Exceeded.
	Vote(ctx context.Context, b Ballot) error
	// Report stores a report unless there is one of the reporter, in one
	// transaction. Returns problem.CommentUnknown when the comment is published no
	// more, and *limit.Exceeded when a window is full.
	Report(ctx context.Context, c Complaint) error
	// Snapshot reads a comment as it is, with the parent that it names and its
	// page. One round trip. Returns problem.CommentUnknown.
	Snapshot(ctx context.Context, site, page string, id, parent ID) (Snapshot, error)
	// Votes reads what a voter said on a page, and the page that this one is an
	// alias of, "" for none. One round trip.
	Votes(ctx context.Context, site, page, voter string) (v Votes, alias string, err error)
}

// Addresses names network addresses without telling them, for a day and for
// bans, and knows who is banned and what words are listed; site.Directory does.
type Addresses interface {
	AddressKey(ctx context.Context, site string, addr netip.Addr) (string, error)
	NetworkKey(ctx context.Context, site string, addr netip.Addr) (string, error)
	// Words are the site's lists of words, nil for none.
	Words(ctx context.Context, site string) (*spam.Words, error)
	Model(ctx context.Context, site string) (*spam.Model, error)
	BanOf(ctx context.Context, st site.Site, p site.Person) (ban site.Ban, ok bool, err error)
	// NewVoter returns the window in which an address's new voters on a page
	// are counted, nil for none.
	NewVoter(ctx context.Context, st site.Site, page string, addr netip.Addr) (*limit.Window, error)
}

// Service is the rules of discussions over a store.
type Service struct {
	store     Store
	addresses Addresses
	now       func() time.Time
	random    io.Reader
}

// NewService returns a service. random must be a cryptographic source that is
// safe for concurrent use.
func NewService(store Store, addresses Addresses, now func() time.Time, random io.Reader) *Service {
	return &Service{store: store, addresses: addresses, now: now, random: random}
}

// Before is what a new comment depends on.
type Before struct {
	Page         page.State
	Root, Parent *Comment // for a reply; the same comment when the parent is the root
	Counted      []int    // in the windows that were asked for
}

// Found is a comment with all that is kept of it.
type Found struct {
	Comment Comment
	Private Private
}

// Change is the step from one version of a comment to the next.
type Change struct {
	Site    string
	From    Comment  // as it was read
	To      Comment  // the next version; its Version is From's plus 1
	Private *Private // what to keep privately from now on; nil: as it is
	Scrub   bool     // with Status Deleted: forget the content for good
}

// owned reports whether the comment is the author's and can be changed by it;
// by is "" for nobody.
func owned(c Comment, by string) bool { return by != "" && sameSecret(c.Author.ID, by) }
