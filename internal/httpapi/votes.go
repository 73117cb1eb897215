package httpapi

import (
	"net/http"
	"strings"

	"kibitz/internal/comment"
	"kibitz/internal/engagement"
	"kibitz/internal/problem"
)

// votedJSON answers POST /v1/comments/{id}/votes.
type votedJSON struct {
	Vote  int    `json:"vote"`
	Guest string `json:"guest"`
}

// reactedJSON answers POST /v1/reactions.
type reactedJSON struct {
	Reaction *string `json:"reaction"`
	Guest    string  `json:"guest"`
}

// ownVotesJSON answers GET /v1/votes.
type ownVotesJSON struct {
	Votes    map[comment.ID]int `json:"votes"`
	Reaction *string            `json:"reaction"`
}

func (a *api) postVote(h http.Header, r *http.Request) (answer, error) {
	var site string
	var value *int
	v := comment.Vote{ID: r.PathValue("id"), Address: clientAddress(r, a.TrustedProxies)}
	st, err := a.receive(h, r, object{"site": &site, "page": &v.Page, "vote": &value, "guest": &v.Guest})
	if err != nil {
		return answer{}, err
	}
	if value == nil {
		return answer{}, problem.New(problem.RequestInvalid, "vote", "A vote is 1, -1, or 0 to withdraw it.")
	}
	v.Value = *value
	if v.Account, err = a.account(r, st); err != nil {
		return answer{}, err
	}
	guest, err := a.Comments.Vote(r.Context(), st, v)
	if err != nil {
		return answer{}, err
	}
	return reply(http.StatusOK, noStore, votedJSON{v.Value, guest})
}

func (a *api) postReaction(h http.Header, r *http.Request) (answer, error) {
	var site string
	re := engagement.React{Address: clientAddress(r, a.TrustedProxies)}
	st, err := a.receive(h, r, object{
		"site": &site, "page": &re.Page, "url": &re.URL, "title": &re.Title, "reaction": &re.Name, "guest": &re.Guest,
	})
	if err != nil {
		return answer{}, err
	}
	if re.Account, err = a.account(r, st); err != nil {
		return answer{}, err
	}
	guest, err := a.Engagement.React(r.Context(), st, re)
	if err != nil {
		return answer{}, err
	}
	return reply(http.StatusOK, noStore, reactedJSON{orNull(re.Name), guest})
}

// getVotes answers with what one reader said: for nobody else, and so from no
// cache.
func (a *api) getVotes(h http.Header, r *http.Request) (answer, error) {
	h.Add("Vary", "Authorization")
	q, err := query(r, "site", "page")
	if err != nil {
		return answer{}, err
	}
	st, err := a.Sites.Site(r.Context(), q.Get("site"))
	if err != nil {
		return answer{}, err
	}
	account, err := a.account(r, st)
	if err != nil {
		return answer{}, err
	}
	v, err := a.Comments.Votes(r.Context(), st, q.Get("page"), guestOf(r), account)
	if err != nil {
		return answer{}, err
	}
	return reply(http.StatusOK, privateCache, ownVotesJSON{v.Comments, orNull(v.Reaction)})
}

// guestOf returns the token of "Authorization: Guest TOKEN", "" for none. In a
// query it would be in logs and histories.
func guestOf(r *http.Request) string {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Guest") {
		return ""
	}
	return strings.TrimSpace(token)
}

// orNull is null for the empty string.
func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
