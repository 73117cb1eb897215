package comment

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	"kibitz/internal/auth"
	"kibitz/internal/problem"
	"kibitz/internal/site"
)

// Receipt is what makes a repeated request answer as the first did. It is
// written in the comment's transaction.
type Receipt struct {
	Key     string // names the request: a keyed hash of its Idempotency-Key
	Request string // hash of what was asked, to know another request under the same key
	Page    string
	Comment ID
	Guest   []byte // the author's guest token, sealed with the Idempotency-Key; none for an account
	Expires time.Time
}

// Lifetimes of a receipt.
const (
	receiptLife     = 24 * time.Hour // for a request with an Idempotency-Key
	doubleClickLife = time.Minute    // for one without: long enough for an impatient finger
)

// Idempotency-Key lengths: long enough that two clients do not meet.
const (
	minKey = 16
	maxKey = 200
)

// request is the identity of a request: the secret that seals its receipt,
// and the receipt as far as it is known before the comment is.
type request struct {
	secret  []byte
	receipt Receipt
}

// identify names the request of a draft. With an Idempotency-Key the client
// says what is the same request; without, the same words by the same author
// (or from the same address) in the same place within a minute are.
func identify(st site.Site, d draft, now time.Time) (request, error) {
	said := []string{d.page, string(d.parent), d.name, d.email, d.website, string(d.format), d.body.Source}
	if d.guest == "" {
		said = append(said, d.author) // an account has nothing else that only it knows
	}
	r := request{receipt: Receipt{
		Request: digest(append(said, d.hidden)...),
		Expires: now.Add(receiptLife),
	}}
	switch n := len(d.key); {
	case n == 0:
		who := "address:" + d.address
		if d.authorGiven {
			who = "author:" + d.author
		}
		r.secret = st.Sign("double-click", append(said, who)...)
		r.receipt.Expires = now.Add(doubleClickLife)
	case n < minKey || n > maxKey || strings.ContainsFunc(d.key, func(c rune) bool { return c <= ' ' || c > '~' }):
		return request{}, problem.New(problem.IdempotencyInvalid, "Idempotency-Key",
			fmt.Sprintf("An Idempotency-Key is %d to %d visible ASCII characters; make a random one for each submit.", minKey, maxKey))
	default:
		r.secret = []byte(d.key)
	}
	r.receipt.Key = base64.RawURLEncoding.EncodeToString(st.Sign("receipt", string(r.secret)))
	return r, nil
}

// issue completes the receipt for the comment and its author's token, "" for
// an account.
func (r request) issue(c Comment, guest string) (out Receipt, err error) {
	out = r.receipt
	out.Page, out.Comment = c.Page, c.ID
	if guest == "" {
		return out, nil
	}
	if out.Guest, err = auth.SealGuest(guest, r.secret, string(c.ID)); err != nil {
		return Receipt{}, fmt.Errorf("seal guest token: %w", err)
	}
	return out, nil
}

// Repeats returns problem.IdempotencyReused when the earlier receipt under the
// same key is of another request.
func (r Receipt) Repeats(earlier Receipt) error {
	if earlier.Request != r.Request {
		return problem.New(problem.IdempotencyReused, "Idempotency-Key", "This Idempotency-Key was used for another comment. Make a new one for each submit.")
	}
	return nil
}

// redeem returns the guest token of an earlier receipt of the same request,
// "" for an account's, or problem.IdempotencyReused when it was another request.
func (r request) redeem(earlier Receipt) (guest string, err error) {
	if err := r.receipt.Repeats(earlier); err != nil {
		return "", err
	}
	if len(earlier.Guest) == 0 {
		return "", nil
	}
	if guest, err = auth.OpenGuest(earlier.Guest, r.secret, string(earlier.Comment)); err != nil {
		return "", fmt.Errorf("open guest token: %w", err)
	}
	return guest, nil
}

// digest is a hash over length-prefixed strings.
func digest(parts ...string) string {
	return base64.RawURLEncoding.EncodeToString(site.Code(nil, "request", parts...)[:sha256.Size/2])
}

func sameSecret(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
