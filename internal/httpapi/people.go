package httpapi

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"time"

	"kibitz/internal/auth"
	"kibitz/internal/problem"
	"kibitz/internal/staff"
)

// Who may do what at a site: people and API keys, which are the owner's.

func (a *api) listPeople(h http.Header, r *http.Request) (answer, error) {
	q, err := query(r, "site")
	if err != nil {
		return answer{}, err
	}
	st, _, err := a.openSite(h, r, q.Get("site"))
	if err != nil {
		return answer{}, err
	}
	people, err := a.Staff.People(r.Context(), st.ID)
	if err != nil {
		return answer{}, err
	}
	out := peopleJSON{People: make([]personJSON, len(people))}
	for i, p := range people {
		out.People[i] = personOf(p, st.ID)
	}
	return reply(http.StatusOK, privateCache, out)
}

func (a *api) addPerson(h http.Header, r *http.Request) (answer, error) {
	var siteID, name, role string
	if err := readJSON(r, object{"site": &siteID, "name": &name, "role": &role}); err != nil {
		return answer{}, err
	}
	st, by, err := a.openSite(h, r, siteID)
	if err != nil {
		return answer{}, err
	}
	as, err := roleOf(role)
	if err != nil {
		return answer{}, err
	}
	p, link, err := a.Staff.Add(r.Context(), st.ID, name, as, by)
	if err != nil {
		return answer{}, err
	}
	return reply(http.StatusCreated, privateCache, invitedOf(r, p, st.ID, link))
}

func (a *api) linkPerson(h http.Header, r *http.Request) (answer, error) {
	var siteID string
	if err := readJSON(r, object{"site": &siteID}); err != nil {
		return answer{}, err
	}
	st, by, err := a.openSite(h, r, siteID)
	if err != nil {
		return answer{}, err
	}
	p, link, err := a.Staff.Link(r.Context(), st.ID, r.PathValue("id"), false, by)
	if err != nil {
		return answer{}, err
	}
	return reply(http.StatusCreated, privateCache, invitedOf(r, p, st.ID, link))
}

func (a *api) changePerson(h http.Header, r *http.Request) (answer, error) {
	var siteID, role string
	if err := readJSON(r, object{"site": &siteID, "role": &role}); err != nil {
		return answer{}, err
	}
	st, by, err := a.openSite(h, r, siteID)
	if err != nil {
		return answer{}, err
	}
	as, err := roleOf(role)
	if err != nil {
		return answer{}, err
	}
	p, err := a.Staff.SetRole(r.Context(), st.ID, r.PathValue("id"), as, false, by)
	if err != nil {
		return answer{}, err
	}
	return reply(http.StatusOK, privateCache, personAnswerJSON{personOf(p, st.ID)})
}

func (a *api) removePerson(h http.Header, r *http.Request) (answer, error) {
	q, err := query(r, "site")
	if err != nil {
		return answer{}, err
	}
	st, by, err := a.openSite(h, r, q.Get("site"))
	if err != nil {
		return answer{}, err
	}
	if err := a.Staff.Remove(r.Context(), st.ID, r.PathValue("id"), false, by); err != nil {
		return answer{}, err
	}
	return answer{status: http.StatusNoContent, cache: privateCache}, nil
}

func (a *api) listKeys(h http.Header, r *http.Request) (answer, error) {
	q, err := query(r, "site")
	if err != nil {
		return answer{}, err
	}
	st, _, err := a.openSite(h, r, q.Get("site"))
	if err != nil {
		return answer{}, err
	}
	keys, err := a.Staff.Keys(r.Context(), st.ID)
	if err != nil {
		return answer{}, err
	}
	out := keysJSON{Keys: make([]keyJSON, len(keys))}
	for i, k := range keys {
		out.Keys[i] = keyOf(k)
	}
	return reply(http.StatusOK, privateCache, out)
}

func (a *api) addKey(h http.Header, r *http.Request) (answer, error) {
	var siteID, name, role string
	var days *int
	if err := readJSON(r, object{"site": &siteID, "name": &name, "role": &role, "days": &days}); err != nil {
		return answer{}, err
	}
	st, by, err := a.openSite(h, r, siteID)
	if err != nil {
		return answer{}, err
	}
	as, err := roleOf(role)
	if err != nil {
		return answer{}, err
	}
	age := staff.DefaultKeyDays
	if days != nil {
		age = *days
	}
	k, secret, err := a.Staff.AddKey(r.Context(), st.ID, name, as, age, by)
	if err != nil {
		return answer{}, err
	}
	return reply(http.StatusCreated, privateCache, newKeyJSON{keyOf(k), secret})
}

func (a *api) revokeKey(h http.Header, r *http.Request) (answer, error) {
	q, err := query(r, "site")
	if err != nil {
		return answer{}, err
	}
	st, by, err := a.openSite(h, r, q.Get("site"))
	if err != nil {
		return answer{}, err
	}
	if _, err := a.Staff.RevokeKey(r.Context(), st.ID, r.PathValue("id"), by); err != nil {
		return answer{}, err
	}
	return answer{status: http.StatusNoContent, cache: privateCache}, nil
}

func roleOf(s string) (auth.Role, error) {
	role, err := auth.ParseRole(s)
	if err != nil {
		return "", problem.Wrap(err, problem.ParameterInvalid, "role", "A role is reader, moderator or owner.")
	}
	return role, nil
}

// ceremonyJSON answers requests to begin a ceremony.
type ceremonyJSON struct {
	Ceremony  string          `json:"ceremony"`
	PublicKey json.RawMessage `json:"publicKey"` // for navigator.credentials
	Name      string          `json:"name,omitempty"`
}

// signInJSON says what one can sign in with.
type signInJSON struct {
	Passkeys bool `json:"passkeys"`
	Accounts bool `json:"accounts"` // of the newsroom
}

// meJSON says who is signed in.
type meJSON struct {
	ID            string         `json:"id"`
	Name          string         `json:"name"`
	Account       bool           `json:"account"` // of the newsroom: has no passkeys or codes here
	Passkeys      int            `json:"passkeys"`
	RecoveryCodes int            `json:"recovery_codes"` // that are left
	Sites         []memberOfJSON `json:"sites"`
}

type memberOfJSON struct {
	Site string    `json:"site"`
	Role auth.Role `json:"role"`
}

func me(p staff.Person) meJSON {
	out := meJSON{ID: p.ID, Name: p.Name, Account: p.Account != "", Passkeys: len(p.Passkeys), RecoveryCodes: len(p.Recovery), Sites: []memberOfJSON{}}
	for _, site := range slices.Sorted(maps.Keys(p.Roles)) {
		out.Sites = append(out.Sites, memberOfJSON{site, p.Roles[site].Role})
	}
	return out
}

type passkeysJSON struct {
	Passkeys []passkeyJSON `json:"passkeys"`
}

type passkeyJSON struct {
	ID      string     `json:"id"`
	Name    string     `json:"name"`
	Host    string     `json:"host"` // where it opens
	Created time.Time  `json:"created"`
	Used    *time.Time `json:"used"`
}

type sessionsJSON struct {
	Sessions []sessionJSON `json:"sessions"`
}

type sessionJSON struct {
	ID      string    `json:"id"`
	Created time.Time `json:"created"`
	Used    time.Time `json:"used"` // to the hour
	Current bool      `json:"current"`
	Agent   string    `json:"agent"`
}

type codesJSON struct {
	Codes []string `json:"codes"`
}

type peopleJSON struct {
	People []personJSON `json:"people"`
}

type personAnswerJSON struct {
	Person personJSON `json:"person"`
}

// personJSON is a colleague, as owners see one.
type personJSON struct {
	ID       string     `json:"id"`
	Name     string     `json:"name"`
	Role     auth.Role  `json:"role"`
	Since    time.Time  `json:"since"`
	Passkeys int        `json:"passkeys"` // none: has not come in yet
	Last     *time.Time `json:"last"`     // seen, to the hour
}

func personOf(p staff.Person, site string) personJSON {
	m := p.Roles[site]
	out := personJSON{ID: p.ID, Name: p.Name, Role: m.Role, Since: m.Since, Passkeys: len(p.Passkeys)}
	var last time.Time
	for _, s := range p.Sessions {
		if s.Used.After(last) {
			last = s.Used
		}
	}
	for _, k := range p.Passkeys {
		if k.Used.After(last) {
			last = k.Used
		}
	}
	out.Last = timeOrNull(last)
	return out
}

// invitedJSON is a person with the link that lets them in, which is shown once.
type invitedJSON struct {
	Person  personJSON `json:"person"`
	Link    string     `json:"link"`
	Expires time.Time  `json:"expires"`
}

func invitedOf(r *http.Request, p staff.Person, site string, link staff.Invitation) invitedJSON {
	return invitedJSON{personOf(p, site), staff.InviteURL(ownOrigin(r), link), link.Expires}
}

type keysJSON struct {
	Keys []keyJSON `json:"keys"`
}

type keyJSON struct {
	ID      string     `json:"id"`
	Name    string     `json:"name"`
	Role    auth.Role  `json:"role"`
	Created time.Time  `json:"created"`
	Expires time.Time  `json:"expires"`
	Used    *time.Time `json:"used"` // to the hour
}

func keyOf(k auth.Key) keyJSON {
	return keyJSON{k.ID, k.Name, k.Role, k.Created, k.Expires, timeOrNull(k.Used)}
}

// newKeyJSON is a key with its secret, which is shown once.
type newKeyJSON struct {
	Key    keyJSON `json:"key"`
	Secret string  `json:"secret"`
}

func timeOrNull(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
