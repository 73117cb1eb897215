package httpapi

import (
	"context"
	"errors"
	"net/http"
	"path"
	"slices"
	"strings"

	"kibitz/internal/auth"
	"kibitz/internal/problem"
)

// Group is a set of routes that are deployed together: one function on AWS,
// with one role.
type Group string

// The groups.
const (
	Comments   Group = "comments"
	Views      Group = "views"
	Moderation Group = "moderation"
)

// Route is one method on one path. A GET answers HEAD too, and every path
// answers OPTIONS.
type Route struct {
	Method  string
	Pattern string // of the path, as net/http.ServeMux reads it
	Group   Group
	// Needs is the least role on the site that the route asks for; none where
	// anybody may ask, or the route itself says who.
	Needs   auth.Role
	Headers []string // request headers that a script needs leave to send, see [preflight]

	handle handler
}

// handler answers a request whose context ends at the deadline. h is the
// answer's header, with what every answer has already in it.
type handler func(a *api, h http.Header, r *http.Request) (answer, error)

// Routes returns the table of all routes. A page's id is never in a path: front
// doors decode paths, once or twice.
func Routes() []Route {
	const anybody auth.Role = ""
	var (
		none = []string(nil)
		body = []string{"Content-Type"}
		key  = []string{"Authorization"}
		both = []string{"Authorization", "Content-Type"}
		once = []string{"Authorization", "Content-Type", "Idempotency-Key"}
	)
	return []Route{
		{"GET", "/v1/comments", Comments, anybody, none, (*api).listComments},
		{"POST", "/v1/comments", Comments, anybody, once, (*api).postComment},
		{"GET", "/v1/comments/{id}", Comments, anybody, none, (*api).getComment},
		{"PATCH", "/v1/comments/{id}", Comments, anybody, both, (*api).editComment},
		{"DELETE", "/v1/comments/{id}", Comments, anybody, both, (*api).deleteComment},
		{"POST", "/v1/comments/{id}/votes", Comments, anybody, both, (*api).postVote},
		{"POST", "/v1/comments/{id}/reports", Comments, anybody, both, (*api).postReport},
		{"GET", "/v1/votes", Comments, anybody, key, (*api).getVotes},
		{"GET", "/v1/feed.atom", Comments, anybody, none, (*api).getFeed},
		{"GET", "/v1/form", Comments, anybody, none, (*api).getForm},
		{"POST", "/v1/preview", Comments, anybody, body, (*api).previewComment},
		{"GET", "/v1/widget/{file}", Comments, anybody, none, (*api).getWidget},
		{"GET", "/v1/widget/lang/{file}", Comments, anybody, none, (*api).getWords},
		{"GET", "/v1/widget/{version}/{file}", Comments, anybody, none, (*api).getWidget},
		{"GET", "/v1/widget/{version}/lang/{file}", Comments, anybody, none, (*api).getWords},
		{"GET", "/v1/openapi.yaml", Comments, anybody, none, (*api).getContract},
		{"GET", "/v1/health", Comments, anybody, none, (*api).getHealth},

		{"GET", "/v1/top", Views, anybody, none, (*api).getTop},
		{"POST", "/v1/views", Views, anybody, body, (*api).postView},
		{"GET", "/v1/counts", Views, anybody, none, (*api).getCounts},
		{"POST", "/v1/reactions", Views, anybody, both, (*api).postReaction},

		{"GET", "/moderation", Moderation, anybody, none, (*api).getDesk},
		{"GET", "/moderation/", Moderation, anybody, none, (*api).getDesk},
		{"GET", "/moderation/{file}", Moderation, anybody, none, (*api).getDeskFile},
		{"POST", "/v1/moderation/signin/options", Moderation, anybody, body, (*api).signInOptions},
		{"POST", "/v1/moderation/signin", Moderation, anybody, body, (*api).signIn},
		{"GET", "/v1/moderation/signin", Moderation, anybody, none, (*api).getSignIn},
		{"GET", "/v1/moderation/signin/account", Moderation, anybody, none, (*api).beginAccount},
		{"GET", "/v1/moderation/signin/account/callback", Moderation, anybody, none, (*api).endAccount},
		{"POST", "/v1/moderation/signin/recover", Moderation, anybody, body, (*api).recoverSignIn},
		{"GET", "/v1/moderation/me", Moderation, anybody, none, (*api).getMe},
		{"DELETE", "/v1/moderation/me/session", Moderation, anybody, none, (*api).signOut},
		{"POST", "/v1/moderation/me/passkeys/options", Moderation, anybody, body, (*api).passkeyOptions},
		{"GET", "/v1/moderation/me/passkeys", Moderation, anybody, none, (*api).listPasskeys},
		{"POST", "/v1/moderation/me/passkeys", Moderation, anybody, body, (*api).addPasskey},
		{"DELETE", "/v1/moderation/me/passkeys/{id}", Moderation, anybody, none, (*api).removePasskey},
		{"GET", "/v1/moderation/me/sessions", Moderation, anybody, none, (*api).listSessions},
		{"DELETE", "/v1/moderation/me/sessions/{id}", Moderation, anybody, none, (*api).endSession},
		{"POST", "/v1/moderation/me/recovery-codes", Moderation, anybody, body, (*api).makeRecoveryCodes},
		{"GET", "/v1/moderation/people", Moderation, auth.RoleOwner, key, (*api).listPeople},
		{"POST", "/v1/moderation/people", Moderation, auth.RoleOwner, both, (*api).addPerson},
		{"PATCH", "/v1/moderation/people/{id}", Moderation, auth.RoleOwner, both, (*api).changePerson},
		{"DELETE", "/v1/moderation/people/{id}", Moderation, auth.RoleOwner, key, (*api).removePerson},
		{"POST", "/v1/moderation/people/{id}/link", Moderation, auth.RoleOwner, both, (*api).linkPerson},
		{"GET", "/v1/moderation/keys", Moderation, auth.RoleOwner, key, (*api).listKeys},
		{"POST", "/v1/moderation/keys", Moderation, auth.RoleOwner, both, (*api).addKey},
		{"DELETE", "/v1/moderation/keys/{id}", Moderation, auth.RoleOwner, key, (*api).revokeKey},
		{"GET", "/v1/moderation/comments", Moderation, auth.RoleReader, key, (*api).listQueue},
		{"GET", "/v1/moderation/comments/{id}", Moderation, auth.RoleReader, key, (*api).getCase},
		{"GET", "/v1/moderation/comments/{id}/evidence", Moderation, auth.RoleModerator, key, (*api).getEvidence},
		{"POST", "/v1/moderation/comments/{id}/edit", Moderation, auth.RoleModerator, both, (*api).postStaffEdit},
		{"POST", "/v1/moderation/comments/{id}/reply", Moderation, auth.RoleModerator, once, (*api).postStaffReply},
		{"GET", "/v1/moderation/pages", Moderation, auth.RoleReader, key, (*api).listPages},
		{"POST", "/v1/moderation/pages", Moderation, auth.RoleModerator, both, (*api).postPage},
		{"GET", "/v1/moderation/settings", Moderation, auth.RoleReader, key, (*api).getSettings},
		{"PATCH", "/v1/moderation/settings", Moderation, auth.RoleOwner, both, (*api).changeSettings},
		{"GET", "/v1/moderation/audit", Moderation, auth.RoleReader, key, (*api).listAudit},
		{"POST", "/v1/moderation/actions", Moderation, auth.RoleModerator, both, (*api).postActions},
		{"GET", "/v1/moderation/illegal", Moderation, auth.RoleReader, key, (*api).listIllegal},
		{"GET", "/v1/moderation/numbers", Moderation, auth.RoleReader, key, (*api).getNumbers},
		{"POST", "/v1/moderation/claims", Moderation, auth.RoleModerator, both, (*api).postClaim},
		{"GET", "/v1/moderation/statistics", Moderation, auth.RoleReader, key, (*api).getStatistics},
		{"GET", "/v1/moderation/authors/{id}", Moderation, auth.RoleReader, key, (*api).getAuthor},
		{"POST", "/v1/moderation/authors/{id}", Moderation, auth.RoleModerator, both, (*api).postAuthor},
		{"POST", "/v1/moderation/addresses", Moderation, auth.RoleModerator, both, (*api).postAddress},
		{"GET", "/v1/moderation/words", Moderation, auth.RoleReader, key, (*api).getWordLists},
		{"PUT", "/v1/moderation/words", Moderation, auth.RoleModerator, both, (*api).putWordLists},
		{"POST", "/v1/moderation/words/try", Moderation, auth.RoleReader, both, (*api).tryWordLists},
		{"POST", backtestPath, Moderation, auth.RoleModerator, both, (*api).postBacktest},
		{"GET", "/v1/moderation/bans", Moderation, auth.RoleReader, key, (*api).listBans},
		{"POST", "/v1/moderation/bans", Moderation, auth.RoleModerator, both, (*api).postBan},
		{"DELETE", "/v1/moderation/bans/{id}", Moderation, auth.RoleModerator, key, (*api).deleteBan},
	}
}

// routed returns the handler of the groups' routes; no group means all.
func (a *api) routed(groups []Group) http.Handler {
	paths := map[string][]Route{}
	for _, rt := range Routes() {
		if len(groups) == 0 || slices.Contains(groups, rt.Group) {
			paths[rt.Pattern] = append(paths[rt.Pattern], rt)
		}
	}
	unknown := a.serve("", notFound)
	mux := http.NewServeMux()
	mux.Handle("/", unknown)
	for pattern, routes := range paths {
		if strings.HasSuffix(pattern, "/") {
			pattern += "{$}" // and nothing below it
		}
		mux.Handle(pattern, a.serve(pattern, byMethod(routes)))
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// ServeMux would redirect these. A path that is spelled otherwise than we
		// spell ours is not ours; a cache in front may take it for another.
		if p := r.URL.Path; !strings.HasPrefix(p, "/") || path.Clean(p) != p && paths[p] == nil || r.URL.EscapedPath() != p {
			unknown.ServeHTTP(w, r)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// byMethod is the handler of one path.
func byMethod(routes []Route) handler {
	methods := []string{http.MethodOptions}
	var headers []string
	for _, rt := range routes {
		methods = append(methods, rt.Method)
		if rt.Method == http.MethodGet {
			methods = append(methods, http.MethodHead)
		}
		headers = append(headers, rt.Headers...)
	}
	slices.Sort(methods)
	slices.Sort(headers)
	allow, allowHeaders := strings.Join(methods, ", "), strings.Join(slices.Compact(headers), ", ")

	return func(a *api, h http.Header, r *http.Request) (answer, error) {
		method := r.Method
		switch method {
		case http.MethodOptions:
			h.Set("Allow", allow)
			return preflight(h, allow, allowHeaders), nil
		case http.MethodHead:
			method = http.MethodGet
		}
		for _, rt := range routes {
			if rt.Method == method {
				return rt.handle(a, h, r.WithContext(context.WithValue(r.Context(), needKey{}, rt.Needs)))
			}
		}
		h.Set("Allow", allow)
		return answer{}, problem.New(problem.MethodNotAllowed, "", "This address answers other methods; see the Allow header.")
	}
}

// needKey finds the role that a request's route needs, among the values of its
// context.
type needKey struct{}

// need returns the least role that the request's route asks for. A route that
// opens a site without saying who may is a defect, and opens it to nobody.
func need(r *http.Request) (auth.Role, error) {
	role, _ := r.Context().Value(needKey{}).(auth.Role)
	if role == "" {
		return "", errors.New("this route names no role, and opens a site")
	}
	return role, nil
}

func notFound(*api, http.Header, *http.Request) (answer, error) {
	return answer{}, problem.New(problem.NotFound, "", "There is nothing at this address. The contract is at /v1/openapi.yaml.")
}
