// Package problem is the vocabulary of refusals: one error type with a stable
// code, words for a person, and the field that caused it.
//
// The domain returns *Error for everything a client can do something about.
// Any other error is a defect or an outage; the HTTP layer answers it as
// Internal or TryAgain, logs it once, and never shows its text. Codes are part
// of the public interface: they may be added, never renamed.
package problem

import (
	"errors"
	"fmt"
	"time"
)

// Code names a kind of refusal. The HTTP layer maps each to one status.
type Code string

// The codes.
const (
	SiteUnknown        Code = "site_unknown"            // no site of that name
	PageInvalid        Code = "page_invalid"            // a page id that identifies nothing
	PageClosed         Code = "page_closed"             // the page takes no new comments
	ThreadLocked       Code = "thread_locked"           // the thread takes no replies of readers
	BodyEmpty          Code = "body_empty"              // nothing left of the text
	BodyTooLong        Code = "body_too_long"           // over the bytes or graphemes of a comment
	BodyTooComplex     Code = "body_too_complex"        // nested too deep, or renders too large
	NameInvalid        Code = "name_invalid"            // display name missing, too long or not text
	NameReserved       Code = "name_reserved"           // display name looks like the newsroom's
	EmailInvalid       Code = "email_invalid"           // not one usable address
	URLInvalid         Code = "url_invalid"             // not an absolute http(s) address
	ParentUnknown      Code = "parent_unknown"          // the comment replied to is not on this page
	CommentUnknown     Code = "comment_unknown"         // no such comment, or not yours: the same answer for both
	EditExpired        Code = "edit_expired"            // the time for changing it is over, or the newsroom has edited it
	CommentChanged     Code = "comment_changed"         // somebody else changed it meanwhile
	BansFull           Code = "bans_full"               // as many bans as a site can have
	SettingInvalid     Code = "setting_invalid"         // no setting of the site, or a value that it cannot have
	WordsInvalid       Code = "words_invalid"           // lists of words that cannot be read
	SettingsChanged    Code = "settings_changed"        // somebody else changed them meanwhile
	ListsFull          Code = "lists_full"              // no more can be pinned, featured or hidden: pages of the lists, comments of a page
	VotesOff           Code = "votes_off"               // the site has no votes, or none against
	VotesFull          Code = "votes_full"              // voted on as many comments of the page as one can
	ReactionUnknown    Code = "reaction_unknown"        // not one of the site's reactions
	GuestInvalid       Code = "guest_invalid"           // a guest token that is none
	IdempotencyInvalid Code = "idempotency_key_invalid" // the header is too short or too long
	IdempotencyReused  Code = "idempotency_key_reused"  // the same key came with another request
	CursorInvalid      Code = "cursor_invalid"          // forged, or of another list
	ParameterInvalid   Code = "parameter_invalid"       // a query parameter or field out of its range
	RequestInvalid     Code = "request_invalid"         // not the JSON object that is expected
	RequestTooLarge    Code = "request_too_large"       // over the bytes of a request
	MediaType          Code = "media_type_unsupported"  // not application/json
	OriginNotAllowed   Code = "origin_not_allowed"      // a browser on a page that is not the site's
	Unauthorized       Code = "unauthorized"            // no credential, or not a valid one
	RoleForbidden      Code = "role_forbidden"          // a valid credential whose role may not do this
	SigninRequired     Code = "signin_required"         // nobody is signed in, or not any more
	SigninFailed       Code = "signin_failed"           // a passkey or code that does not let in
	InviteInvalid      Code = "invite_invalid"          // a link that was used, or is over
	PasskeyLast        Code = "passkey_last"            // without it nobody could sign in
	PasskeysFull       Code = "passkeys_full"           // as many as a person can have
	PeopleFull         Code = "people_full"             // as many as can work at a site
	PersonUnknown      Code = "person_unknown"          // nobody of that id works at the site
	PersonElsewhere    Code = "person_elsewhere"        // works at other sites too, which are not the owner's to open
	AccountExternal    Code = "account_external"        // whose sign-in is the newsroom's has no passkeys here
	OwnerLast          Code = "owner_last"              // without it nobody could change settings
	TokenInvalid       Code = "token_invalid"           // an account's token that is not to be believed
	TokenExpired       Code = "token_expired"           // an account's token whose time is over
	AccountRequired    Code = "account_required"        // the site takes this from its accounts only
	PhoneUnverified    Code = "phone_unverified"        // the site takes this from accounts with a verified telephone number only
	NotFound           Code = "not_found"               // no such route
	MethodNotAllowed   Code = "method_not_allowed"      // the route has other methods
	RateLimited        Code = "rate_limited"            // too much in too short a time; see RetryAfter
	TryAgain           Code = "try_again"               // a passing trouble; repeating is safe
	Internal           Code = "internal"                // a defect
)

// Error is a refusal. Detail is a sentence for the person who reads it; it
// never holds the caller's own input or an inner error's text.
type Error struct {
	Code       Code
	Field      string        // the request's field at fault, "" for none
	Detail     string        // what to do about it
	RetryAfter time.Duration // for RateLimited and TryAgain: when it is worth asking again
	Err        error         // what lies behind, for the log; may be nil
}

// Error returns the code and what lies behind, for logs.
func (e *Error) Error() string {
	switch {
	case e.Err != nil:
		return fmt.Sprintf("%s: %v", e.Code, e.Err)
	case e.Field != "":
		return fmt.Sprintf("%s (%s): %s", e.Code, e.Field, e.Detail)
	}
	return fmt.Sprintf("%s: %s", e.Code, e.Detail)
}

// Unwrap returns what lies behind.
func (e *Error) Unwrap() error { return e.Err }

// New returns a refusal for a field ("" for none).
func New(code Code, field, detail string) *Error {
	return &Error{Code: code, Field: field, Detail: detail}
}

// Wrap returns a refusal that keeps the error behind it for the log.
func Wrap(err error, code Code, field, detail string) *Error {
	return &Error{Code: code, Field: field, Detail: detail, Err: err}
}

// CodeOf returns the code of the first *Error in err's chain, Internal for any
// other error and "" for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return Internal
}
