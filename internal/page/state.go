package page

import (
	"time"

	"kibitz/internal/limit"
)

// MaxPinned is how many comments are pinned to the top of a page's discussion.
const MaxPinned = 3

// MaxFeatured is about how many comments of a page are featured.
const MaxFeatured = 20

// State is what is known about a page: what readers see around an article.
// The zero State is a page that nobody has opened or commented yet.
type State struct {
	Page     string // canonical id
	Known    bool   // somebody opened it or commented; else all else is zero
	Title    string // plain text, as first told or as a moderator set it
	URL      string // on one of the site's origins, "" if never told
	Closing  Closing
	Held     bool      // its comments wait for a moderator, whatever the site's mode
	Since    time.Time // when it became known; zero for pages that were before this was kept
	Alias    string    // the page whose discussion this one shares; "" for its own
	Comments int64     // published comments
	Views    int64     // a view is one visitor opening the page, again only after the site's view window
	Visitors int64     // visitors a day, added up

	Pinned   [MaxPinned]string // the comments at the top of its discussion, "" for a free place
	Featured []string          // the comments that the newsroom features, newest first

	Reactions map[string]int64 // readers by what they say of the page; also of reactions that the site no longer offers
}

// Closing is what moderators decided about new comments on a page.
type Closing string

// The decisions.
const (
	ByAge  Closing = ""       // none: the page closes when it is as old as its site says
	Closed Closing = "closed" // it takes no new comments
	Open   Closing = "open"   // it takes them, however old it is
)

// Closed reports whether the page takes no new comments, on a site whose pages
// close so many days after they became known; 0 for never.
func (s State) Closed(afterDays int, now time.Time) bool {
	if s.Closing == ByAge {
		return afterDays > 0 && !s.Since.IsZero() && !now.Before(s.Since.AddDate(0, 0, afterDays))
	}
	return s.Closing == Closed
}

// Registration makes a page known on its first view or comment.
type Registration struct {
	Site, Page, Title, URL string
	Windows                []limit.Window // how many new pages are taken in
}

// Quota says how many unknown pages may become known.
type Quota struct {
	On         bool
	Address    string // who asks, see site.Directory.AddressKey
	PerAddress int    // an hour
	PerSite    int    // an hour
}

// NewRegistration returns the registration of a page under the quota.
func NewRegistration(site, page, title, url string, q Quota, now time.Time) Registration {
	r := Registration{Site: site, Page: page, Title: title, URL: url}
	if q.On {
		r.Windows = []limit.Window{
			limit.At(now, "pages-address", q.Address, time.Hour, q.PerAddress),
			limit.At(now, "pages-site", "", time.Hour, q.PerSite),
		}
	}
	return r
}
