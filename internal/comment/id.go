package comment

import (
	"io"
	"strings"
	"time"

	"github.com/oklog/ulid/v2"
)

// ID names a comment within its page: a ULID for a comment that begins a
// thread, "<root>-<reply>", two ULIDs, for a reply. So an id tells the thread
// it belongs to and where the comment is stored, and ids sort by time within
// a page and within a thread. The time in it is the server's.
type ID string

const ulidLen = ulid.EncodedSize

// newID makes an id for a root (root "") or for a reply in root's thread.
func newID(root ID, now time.Time, random io.Reader) (ID, error) {
	u, err := ulid.New(ulid.Timestamp(now), random)
	if err != nil {
		return "", err
	}
	if root == "" {
		return ID(u.String()), nil
	}
	return root.Root() + "-" + ID(u.String()), nil
}

// ParseID returns the id, ok only when s is one in its canonical form.
func ParseID(s string) (id ID, ok bool) {
	root, reply, isReply := strings.Cut(s, "-")
	if !isULID(root) || isReply && !isULID(reply) {
		return "", false
	}
	return ID(s), true
}

func isULID(s string) bool {
	u, err := ulid.ParseStrict(s)
	return err == nil && u.String() == s
}

// FirstOwn returns the least own ULID that can be made at t.
func FirstOwn(t time.Time) string {
	var u ulid.ULID
	if err := u.SetTime(ulid.Timestamp(t)); err != nil {
		panic("a time after the year 10889: " + err.Error())
	}
	return u.String()
}

// Root returns the id of the comment that begins the thread.
func (id ID) Root() ID { return id[:min(ulidLen, len(id))] }

// IsReply reports whether the comment is a reply.
func (id ID) IsReply() bool { return len(id) > ulidLen }

// Own returns the comment's own ULID, the last part of the id. It is unique
// within a site.
func (id ID) Own() string { return string(id[max(0, len(id)-ulidLen):]) }

// Time returns when the comment was made, to the millisecond.
func (id ID) Time() time.Time {
	u, err := ulid.ParseStrict(id.Own())
	if err != nil {
		return time.Time{}
	}
	return ulid.Time(u.Time()).UTC()
}
