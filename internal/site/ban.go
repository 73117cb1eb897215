package site

import (
	"slices"
	"strings"
	"time"

	"kibitz/internal/visitor"
)

// BanKind is what a ban names its people by.
type BanKind string

// The kinds.
const (
	BanAuthor  BanKind = "author"  // an author's id: a guest's or an account's
	BanAddress BanKind = "address" // a network address, see Directory.NetworkKey
	BanEmail   BanKind = "email"   // an e-mail address, see Site.EmailKey
	BanDomain  BanKind = "domain"  // the domain of e-mail addresses, with those below it
)

// BanEffect is what becomes of what the banned do.
type BanEffect string

// The effects. To the banned both say the same: "awaiting review".
const (
	BanReject BanEffect = "reject" // comments are rejected; votes, reactions and reports are not counted
	BanHold   BanEffect = "hold"   // comments wait for a moderator
)

// Ban keeps somebody from being published.
type Ban struct {
	Kind   BanKind
	Value  string // an author's id, a key, or a domain: as Kind says
	Effect BanEffect
	Made   time.Time
	Until  time.Time // zero: for good
	Reason string    // for moderators, "" for none
	By     string    // name of the credential that made it
}

// ID names the ban by whom it is for, so that there is one of each.
func (b Ban) ID() string { return visitor.Hash(nil, "ban", string(b.Kind), b.Value) }

// Holds reports whether the ban has not ended.
func (b Ban) Holds(now time.Time) bool { return b.Until.IsZero() || now.Before(b.Until) }

// MaxBans is how many bans a site can have at a time. All of them are one
// item, which every process that takes comments keeps.
const MaxBans = 1000

// Bans are all bans of a site, in the order in which they were made.
type Bans struct {
	Version int64 // each change adds 1
	List    []Ban // never written after loading
}

// Find returns the ban of that name.
func (bs Bans) Find(id string) (Ban, bool) {
	for _, b := range bs.List {
		if b.ID() == id {
			return b, true
		}
	}
	return Ban{}, false
}

// With returns the bans that hold at now with b among them, in place of one
// for the same people. ok is false when there is no room.
func (bs Bans) With(b Ban, now time.Time) (out Bans, ok bool) {
	out = bs.Without(b.ID(), now)
	out.List = append(out.List, b)
	return out, len(out.List) <= MaxBans
}

// Without returns the bans that hold at now without the one of that name: what
// has ended leaves nothing.
func (bs Bans) Without(id string, now time.Time) Bans {
	bs.List = slices.DeleteFunc(slices.Clone(bs.List), func(b Ban) bool { return b.ID() == id || !b.Holds(now) })
	return bs
}

// EmailKey names an e-mail address within the site without telling it.
// Letters' case makes no difference.
func (s Site) EmailKey(email string) string {
	return visitor.Hash(s.Secret, "email", strings.ToLower(email))
}

// below reports whether the host is the domain, or one below it.
func below(host, domain string) bool {
	rest, ok := strings.CutSuffix(host, domain)
	return ok && (rest == "" || strings.HasSuffix(rest, "."))
}
