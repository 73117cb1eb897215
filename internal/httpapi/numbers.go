package httpapi

import (
	"net/http"
	"strconv"
	"time"

	"kibitz/internal/comment"
	"kibitz/internal/problem"
)

// numbersJSON answers GET /v1/moderation/numbers.
type numbersJSON struct {
	Queues map[comment.Status]int64 `json:"queues"`
	Oldest *time.Time               `json:"oldest"` // null: nothing waits
	Claims []claimJSON              `json:"claims"`
}

type claimJSON struct {
	Comment   string    `json:"comment"`
	Moderator actorJSON `json:"moderator"`
	Until     time.Time `json:"until"`
}

// statisticsJSON answers GET /v1/moderation/statistics.
type statisticsJSON struct {
	Days []dayJSON `json:"days"`
}

type dayJSON struct {
	Day       string           `json:"day"`
	Held      map[string]int64 `json:"held"`      // by check
	Overruled map[string]int64 `json:"overruled"` // by check
	Decisions []doneJSON       `json:"decisions"`
}

type doneJSON struct {
	Moderator actorJSON `json:"moderator"`
	Action    string    `json:"action"`
	Count     int64     `json:"count"`
}

func (a *api) getNumbers(h http.Header, r *http.Request) (answer, error) {
	q, err := query(r, "site")
	if err != nil {
		return answer{}, err
	}
	st, _, err := a.openSite(h, r, q.Get("site"))
	if err != nil {
		return answer{}, err
	}
	n, err := a.Moderation.Numbers(r.Context(), st)
	if err != nil {
		return answer{}, err
	}
	out := numbersJSON{Queues: n.Queues, Claims: make([]claimJSON, len(n.Claims))}
	for i, c := range n.Claims {
		out.Claims[i] = claimJSON{string(c.Comment), actorJSON(c.By), c.Until}
	}
	if !n.Oldest.IsZero() {
		out.Oldest = &n.Oldest
	}
	return reply(http.StatusOK, privateCache, out)
}

func (a *api) postClaim(h http.Header, r *http.Request) (answer, error) {
	var siteID, id string
	if err := readJSON(r, object{"site": &siteID, "comment": &id}); err != nil {
		return answer{}, err
	}
	st, by, err := a.openSite(h, r, siteID)
	if err != nil {
		return answer{}, err
	}
	if err := a.Moderation.Claim(r.Context(), st, id, by); err != nil {
		return answer{}, err
	}
	return answer{status: http.StatusNoContent, cache: privateCache}, nil
}

func (a *api) getStatistics(h http.Header, r *http.Request) (answer, error) {
	q, err := query(r, "site", "days")
	if err != nil {
		return answer{}, err
	}
	days := 0
	if s := q.Get("days"); s != "" {
		if days, err = strconv.Atoi(s); err != nil || days == 0 {
			return answer{}, problem.New(problem.ParameterInvalid, "days", "Say of how many days, from 1.")
		}
	}
	st, _, err := a.openSite(h, r, q.Get("site"))
	if err != nil {
		return answer{}, err
	}
	list, err := a.Moderation.Statistics(r.Context(), st, days)
	if err != nil {
		return answer{}, err
	}
	out := statisticsJSON{Days: make([]dayJSON, len(list))}
	for i, d := range list {
		out.Days[i] = dayJSON{Day: d.At.Format(time.DateOnly), Held: d.Held, Overruled: d.Overruled, Decisions: make([]doneJSON, len(d.Done))}
		for j, one := range d.Done {
			out.Days[i].Decisions[j] = doneJSON{actorJSON(one.By), string(one.Action), one.Count}
		}
	}
	return reply(http.StatusOK, privateCache, out)
}
