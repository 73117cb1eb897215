package store

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"kibitz/internal/auth"
	"kibitz/internal/staff"
	"kibitz/internal/table"
)

// personJSON is a person as it is stored. Times are Unix seconds.
type personJSON struct {
	Name     string                `json:"nm"`
	Created  int64                 `json:"t"`
	Roles    map[string]memberJSON `json:"ro"`
	Account  string                `json:"ac,omitempty"`
	Invite   string                `json:"in,omitempty"`
	InviteTo int64                 `json:"ix,omitempty"`
	Passkeys []passkeyJSON         `json:"pk,omitempty"`
	Sessions []sessionJSON         `json:"se,omitempty"`
	Recovery []string              `json:"rc,omitempty"`
}

type memberJSON struct {
	Role  auth.Role `json:"r"`
	Since int64     `json:"t"`
}

type passkeyJSON struct {
	ID      string          `json:"i"`
	Name    string          `json:"nm"`
	Host    string          `json:"h"`
	Created int64           `json:"t"`
	Used    int64           `json:"us,omitempty"`
	Data    json.RawMessage `json:"d"`
}

type sessionJSON struct {
	Hash    string `json:"h"`
	Created int64  `json:"t"`
	Used    int64  `json:"us"`
	Agent   string `json:"ua,omitempty"`
}

// Person reads a person; see staff.Store.
func (s *Store) Person(ctx context.Context, id string) (staff.Person, error) {
	items, err := s.get(ctx, true, personKey(id))
	if err != nil || items[0] == nil {
		return staff.Person{}, err
	}
	return personOf(items[0])
}

// People reads the people of a site; see staff.Store.
func (s *Store) People(ctx context.Context, site string) ([]staff.Person, error) {
	var keys []table.Key
	err := s.scan(ctx, table.Query{PK: sitePartition(site), Prefix: memberPrefix, Limit: 100}, func(it table.Item) error {
		keys = append(keys, personKey(it.Key().SK[len(memberPrefix):]))
		return nil
	})
	if err != nil || len(keys) == 0 {
		return nil, err
	}
	items, err := s.get(ctx, true, keys...)
	if err != nil {
		return nil, fmt.Errorf("read people of %s: %w", site, err)
	}
	out := make([]staff.Person, 0, len(items))
	for _, it := range items {
		if it == nil { // removed since
			continue
		}
		p, err := personOf(it)
		if err != nil {
			return nil, err
		}
		if _, there := p.Roles[site]; there {
			out = append(out, p)
		}
	}
	return out, nil
}

// SavePerson stores a change of a person, and who works at which site; see
// staff.Store. Every write leaves a stamp, by which the engine's own first
// attempt, its answer lost, is known.
func (s *Store) SavePerson(ctx context.Context, c staff.Save) (bool, error) {
	key := personKey(c.After.ID)
	raw := make([]byte, 8)
	if _, err := io.ReadFull(s.random, raw); err != nil {
		return false, fmt.Errorf("stamp write: %w", err)
	}
	stamp := table.String(hex.EncodeToString(raw))
	cond := table.Equal("v", table.Int(c.Before.Version))
	if c.Before.Version == 0 {
		cond = table.Absent(table.AttrPK)
	}
	person := table.Delete(key).When(cond)
	if len(c.After.Roles) > 0 {
		content, err := packPerson(c.After)
		if err != nil {
			return false, err
		}
		it := table.Item{"v": table.Int(c.Before.Version + 1), "w": stamp, "e": table.Bytes(content)}
		person = table.Put(withKey(it, key)).When(cond)
	}
	ops := []table.Op{person}
	for site := range c.After.Roles {
		if _, old := c.Before.Roles[site]; !old {
			ops = append(ops, table.Put(withKey(table.Item{"t": unix(s.now())}, memberKey(site, c.After.ID))))
		}
	}
	for site := range c.Before.Roles {
		if _, still := c.After.Roles[site]; !still {
			ops = append(ops, table.Delete(memberKey(site, c.After.ID)))
		}
	}
	for site, e := range c.Entries {
		ops = append(ops, table.Put(entryItem(site, e)).When(table.Absent(table.AttrPK)))
	}
	if c.Spent != "" {
		ops = append(ops, table.Delete(ceremonyKey(c.Spent)).When(table.Present(table.AttrPK)))
	}
	_, err := s.write(ctx, table.Write{Ops: ops})
	if it, failed := table.Failed(err, 0); failed && it["w"] == stamp {
		return true, nil
	}
	if errors.Is(err, table.ErrCondition) {
		return false, nil
	}
	return err == nil, err
}

// AddCeremony stores a ceremony; see staff.Store.
func (s *Store) AddCeremony(ctx context.Context, c staff.Ceremony) error {
	_, err := s.write(ctx, table.Write{Ops: []table.Op{table.Put(withKey(table.Item{
		"pe": table.String(c.Person), "e": table.Bytes(c.State), "x": unix(c.Expires), table.AttrTTL: unix(c.Expires),
	}, ceremonyKey(c.ID)))}})
	return err
}

// Ceremony reads a ceremony; see staff.Store.
func (s *Store) Ceremony(ctx context.Context, id string) (staff.Ceremony, bool, error) {
	items, err := s.get(ctx, true, ceremonyKey(id))
	if err != nil || items[0] == nil {
		return staff.Ceremony{}, false, err
	}
	it := items[0]
	return staff.Ceremony{ID: id, Person: it["pe"].Str(), State: it["e"].Bytes(), Expires: timeOf(it["x"])}, true, nil
}

func packPerson(p staff.Person) ([]byte, error) {
	out := personJSON{Name: p.Name, Created: p.Created.Unix(), Roles: map[string]memberJSON{}, Account: p.Account, Recovery: p.Recovery}
	for site, m := range p.Roles {
		out.Roles[site] = memberJSON{m.Role, m.Since.Unix()}
	}
	if p.Invite.Hash != "" {
		out.Invite, out.InviteTo = p.Invite.Hash, p.Invite.Expires.Unix()
	}
	for _, k := range p.Passkeys {
		out.Passkeys = append(out.Passkeys, passkeyJSON{k.ID, k.Name, k.Host, k.Created.Unix(), seconds(k.Used), k.Data})
	}
	for _, ss := range p.Sessions {
		out.Sessions = append(out.Sessions, sessionJSON{ss.Hash, ss.Created.Unix(), ss.Used.Unix(), ss.Agent})
	}
	content, err := json.Marshal(out)
	if err != nil {
		return nil, fmt.Errorf("pack person: %w", err)
	}
	return content, nil
}

func personOf(it table.Item) (staff.Person, error) {
	var in personJSON
	id := it.Key().PK[len(personPrefix):]
	if err := json.Unmarshal(it["e"].Bytes(), &in); err != nil {
		return staff.Person{}, fmt.Errorf("read person %s: %w", id, err)
	}
	p := staff.Person{ID: id, Name: in.Name, Created: moment(in.Created), Roles: map[string]staff.Member{}, Account: in.Account, Recovery: in.Recovery, Version: it["v"].Int()}
	for site, m := range in.Roles {
		p.Roles[site] = staff.Member{Role: m.Role, Since: moment(m.Since)}
	}
	if in.Invite != "" {
		p.Invite = staff.Invite{Hash: in.Invite, Expires: moment(in.InviteTo)}
	}
	for _, k := range in.Passkeys {
		p.Passkeys = append(p.Passkeys, staff.Passkey{ID: k.ID, Name: k.Name, Host: k.Host, Created: moment(k.Created), Used: moment(k.Used), Data: k.Data})
	}
	for _, ss := range in.Sessions {
		p.Sessions = append(p.Sessions, staff.Session{ID: ss.Hash[:min(12, len(ss.Hash))], Hash: ss.Hash, Created: moment(ss.Created), Used: moment(ss.Used), Agent: ss.Agent})
	}
	return p, nil
}

// seconds and moment write a time as Unix seconds, 0 for none.
func seconds(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}

func moment(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(n, 0).UTC()
}
