// Package httpapi is the HTTP interface of Kibitz: all routes, the shapes of
// requests and answers, and the contract that describes them, openapi.yaml.
// The rules are the domain's; a handler here decodes, calls one service and
// encodes.
//
// The reader's map:
//
//	httpapi.go    New and the services it needs
//	routes.go     the one table of routes, preflights, 404 and 405
//	serve.go      what every request has in common: deadline, panic, log line
//	comments.go, votes.go, reports.go, feed.go, views.go, moderation.go,
//	authors.go, bans.go, illegal.go, managing.go, numbers.go, people.go, signin.go,
//	meta.go
//	              the handlers, by group
//	widget.go     what a page embeds; desk.go: the moderators' dashboard
//	body.go       reading a request's body; decode.go: JSON without leniency
//	query.go      reading a request's query
//	origin.go     which web pages may call, and what browsers are told of it
//	address.go    who calls
//	shapes.go     what answers look like; judging.go: those that moderators get
//	answer.go     how they are written: caching, ETag, the headers of all
//	problem.go    how refusals look: code, status, title
//	openapi.yaml  the contract; tests hold every answer to it
//
// # Decisions
//
// Public reads are the same for everyone: no cookie, no credential, no header
// of the request is in them, so any cache may keep them. What a reader may see
// alone (its comment that waits for a moderator) comes in the answer to its own
// write, which nobody keeps.
//
// Unknown, repeated and empty query parameters and unknown, repeated or
// mis-cased fields are refused: a typing error is found on the first try, and a
// cache holds one answer per question.
//
// A problem's type is the address of its code in the contract,
// "/v1/openapi.yaml#body_empty". Programs decide by code; titles and details
// are for people and may change.
package httpapi

import (
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"kibitz/internal/assets"
	"kibitz/internal/auth"
	"kibitz/internal/comment"
	"kibitz/internal/engagement"
	"kibitz/internal/moderation"
	"kibitz/internal/site"
	"kibitz/internal/staff"
)

// Services is what the interface stands on.
type Services struct {
	Sites      *site.Directory
	Comments   *comment.Service
	Engagement *engagement.Service
	Moderation *moderation.Service
	Keys       *auth.Keys
	Staff      *staff.Service
	Desk       assets.Folder               // the dashboard's files; none where it is not served
	Health     func(context.Context) error // nil when the table answers

	Now func() time.Time
	Log *slog.Logger // nil: no log
	// Random makes request ids and spreads Retry-After; crypto/rand when nil.
	Random io.Reader

	// TrustedProxies are the networks whose X-Forwarded-For is believed.
	TrustedProxies []netip.Prefix
	// TrustRequestID says that X-Request-Id is the front door's own word, as
	// behind lambdahttp, which overwrites what the client sent. Otherwise every
	// request gets a new id.
	TrustRequestID bool
	// Version of the program, told by GET /v1/health.
	Version string
}

// api is the services with what New made of them.
type api struct {
	Services
	contract answer // GET /v1/openapi.yaml
}

// New returns the handler of the groups' routes, of all routes when none is
// named. It is safe for concurrent use.
func New(s Services, groups ...Group) http.Handler {
	if s.Log == nil {
		s.Log = slog.New(slog.DiscardHandler)
	}
	if s.Random == nil {
		s.Random = rand.Reader
	}
	a := &api{Services: s, contract: contractAnswer()}
	return a.routed(groups)
}
