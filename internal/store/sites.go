package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"time"

	"kibitz/internal/auth"
	"kibitz/internal/moderation"
	"kibitz/internal/problem"
	"kibitz/internal/site"
	"kibitz/internal/sso"
	"kibitz/internal/staff"
	"kibitz/internal/table"
)

// setPrefix begins the attributes that are settings.
const setPrefix = "set."

// ErrExists means that there is a site of that name.
var ErrExists = errors.New("the site exists")

// ErrChanged means that somebody else wrote meanwhile.
var ErrChanged = errors.New("changed meanwhile")

// Site returns a site; see site.Store.
func (s *Store) Site(ctx context.Context, id string) (site.Site, error) {
	items, err := s.get(ctx, true, siteKey(id))
	if err != nil {
		return site.Site{}, fmt.Errorf("read site: %w", err)
	}
	it := items[0]
	if it == nil {
		return site.Site{}, problem.New(problem.SiteUnknown, "site", "There is no site of this name.")
	}
	out := site.Site{ID: id, Version: it["v"].Int(), Created: timeOf(it["t"]), Secret: it["secret"].Bytes(), Settings: site.Defaults()}
	for _, p := range out.Settings.Get() {
		v, ok := it[setPrefix+p.Key]
		if !ok {
			continue // a setting younger than the item: its default holds
		}
		if err := out.Settings.Set(p.Key, v.Str()); err != nil {
			return site.Site{}, fmt.Errorf("stored setting of site %s: %w", id, err)
		}
	}
	if out.Trust, err = sso.Restore(it["sso.iss"].Str(), it["sso.alg"].Str(), it["sso.keys"].Bytes()); err != nil {
		return site.Site{}, fmt.Errorf("stored account keys of site %s: %w", id, err)
	}
	if out.Lists, err = curationOf(it); err != nil {
		return site.Site{}, fmt.Errorf("stored lists of site %s: %w", id, err)
	}
	return out, nil
}

// AddSite makes a site with a secret of its own. Returns ErrExists.
func (s *Store) AddSite(ctx context.Context, id string, settings site.Settings) error {
	secret, err := s.secret()
	if err != nil {
		return err
	}
	it := settingsItem(settings)
	it["v"], it["t"], it["secret"] = table.Int(1), unix(s.now()), table.Bytes(secret)
	_, err = s.write(ctx, table.Write{Ops: []table.Op{
		table.Put(withKey(it, siteKey(id))).When(table.Absent(table.AttrPK)),
		table.Put(withKey(table.Item{"t": unix(s.now())}, siteListKey(id))).When(table.Absent(table.AttrPK)),
	}})
	if errors.Is(err, table.ErrCondition) {
		return ErrExists
	}
	return err
}

// SetSite stores settings and account keys in place of those of the site as it
// was read, and records it; see moderation.Store. Secrets lie where the site's
// own lies, in its item.
func (s *Store) SetSite(ctx context.Context, read, to site.Site, e moderation.Entry) (bool, error) {
	op := table.Update(siteKey(read.ID)).When(table.Equal("v", table.Int(read.Version)))
	op.Set = settingsItem(to.Settings)
	op = op.Setting("v", table.Int(read.Version+1))
	if to.Trust.Issuer != "" || len(to.Trust.Keys) > 0 || read.Trust.Issuer != "" || len(read.Trust.Keys) > 0 {
		keys, err := to.Trust.JWKS()
		if err != nil {
			return false, err
		}
		op = op.Setting("sso.iss", table.String(to.Trust.Issuer)).
			Setting("sso.alg", table.String(string(to.Trust.Algorithm))).Setting("sso.keys", table.Bytes(keys))
	}
	_, err := s.write(ctx, table.Write{Ops: []table.Op{op, table.Put(entryItem(read.ID, e)).When(table.Absent(table.AttrPK))}})
	if _, ours := table.Failed(err, 1); ours {
		return true, nil // the engine's own first attempt, its answer lost
	}
	if errors.Is(err, table.ErrCondition) {
		return false, nil
	}
	return err == nil, err
}

// RemoveSite makes a site unknown, revokes its keys and lets its people go. Its
// comments and numbers stay in the table, out of reach.
func (s *Store) RemoveSite(ctx context.Context, id string) error {
	keys, err := s.Keys(ctx, id)
	if err != nil {
		return err
	}
	for _, k := range keys {
		if err := s.RemoveKey(ctx, k); err != nil {
			return err
		}
	}
	people, err := s.People(ctx, id)
	if err != nil {
		return err
	}
	for _, p := range people {
		after := p
		after.Roles = maps.Clone(p.Roles)
		delete(after.Roles, id)
		done, err := s.SavePerson(ctx, staff.Save{Before: p, After: after})
		if err == nil && !done {
			err = fmt.Errorf("let %s go: %w", p.Name, ErrChanged)
		}
		if err != nil {
			return err
		}
	}
	_, err = s.write(ctx, table.Write{Ops: []table.Op{
		table.Delete(siteKey(id)).When(table.Present(table.AttrPK)),
		table.Delete(siteListKey(id)),
	}})
	if errors.Is(err, table.ErrCondition) {
		return problem.New(problem.SiteUnknown, "site", "There is no site of this name.")
	}
	return err
}

// Sites returns the names of all sites, in order.
func (s *Store) Sites(ctx context.Context) ([]string, error) {
	var names []string
	err := s.scan(ctx, table.Query{PK: sitesPartition, Limit: 100}, func(it table.Item) error {
		names = append(names, it.Key().SK)
		return nil
	})
	return names, err
}

// Salt returns a period's salt; see site.Store. Of two processes that make it
// at once, the second finds the first's.
func (s *Store) Salt(ctx context.Context, id, period string, expires time.Time) ([]byte, error) {
	k := saltKey(id, period)
	items, err := s.get(ctx, true, k)
	if err != nil {
		return nil, err
	}
	if items[0] != nil {
		return items[0]["b"].Bytes(), nil
	}
	salt, err := s.secret()
	if err != nil {
		return nil, err
	}
	_, err = s.write(ctx, table.Write{Ops: []table.Op{
		table.Put(withKey(table.Item{"b": table.Bytes(salt), table.AttrTTL: unix(expires)}, k)).
			When(table.AbsentOrLess(table.AttrTTL, unix(s.now()))),
	}})
	if it, made := table.Failed(err, 0); made {
		return it["b"].Bytes(), nil
	}
	return salt, err
}

// SetKey stores an API key, or takes it away; see staff.Store.
func (s *Store) SetKey(ctx context.Context, k auth.Key, gone bool, e moderation.Entry) error {
	op := table.Delete(apiKeyKey(k.Site, k.Hash)).When(table.Present(table.AttrPK))
	if !gone {
		op = putKey(k)
	}
	_, err := s.write(ctx, table.Write{Ops: []table.Op{op, table.Put(entryItem(k.Site, e)).When(table.Absent(table.AttrPK))}})
	if errors.Is(err, table.ErrCondition) {
		return nil
	}
	return err
}

// putKey stores a key. Its hash is of 256 random bits: one that is there
// already is this one.
func putKey(k auth.Key) table.Op {
	return table.Put(withKey(table.Item{
		"nm": table.String(k.Name), "ro": table.String(string(k.Role)),
		"t": unix(k.Created), "x": unix(k.Expires), table.AttrTTL: unix(k.Expires),
	}, apiKeyKey(k.Site, k.Hash))).When(table.Absent(table.AttrPK))
}

// AddKey stores an API key that no audit log tells of.
func (s *Store) AddKey(ctx context.Context, k auth.Key) error {
	_, err := s.write(ctx, table.Write{Ops: []table.Op{putKey(k)}})
	if errors.Is(err, table.ErrCondition) {
		return nil
	}
	return err
}

// Key finds an API key by its hash; see auth.KeyStore.
func (s *Store) Key(ctx context.Context, siteID, hash string) (auth.Key, bool, error) {
	items, err := s.get(ctx, true, apiKeyKey(siteID, hash))
	if err != nil || items[0] == nil {
		return auth.Key{}, false, err
	}
	k, err := keyOf(siteID, items[0])
	return k, err == nil, err
}

// Keys returns a site's API keys.
func (s *Store) Keys(ctx context.Context, siteID string) ([]auth.Key, error) {
	var out []auth.Key
	err := s.scan(ctx, table.Query{PK: sitePartition(siteID), Prefix: apiKeyPrefix, Limit: 100}, func(it table.Item) error {
		k, err := keyOf(siteID, it)
		out = append(out, k)
		return err
	})
	return out, err
}

// UseKey records when a key was used; see auth.KeyStore.
func (s *Store) UseKey(ctx context.Context, k auth.Key, at time.Time) error {
	_, err := s.write(ctx, table.Write{Ops: []table.Op{
		table.Update(apiKeyKey(k.Site, k.Hash)).Setting("us", unix(at)).When(table.Present("ro"), table.AbsentOrLess("us", unix(at))),
	}})
	if errors.Is(err, table.ErrCondition) { // revoked meanwhile, or used later
		return nil
	}
	return err
}

// RemoveKey revokes an API key, at once and for good.
func (s *Store) RemoveKey(ctx context.Context, k auth.Key) error {
	_, err := s.write(ctx, table.Write{Ops: []table.Op{table.Delete(apiKeyKey(k.Site, k.Hash))}})
	return err
}

func keyOf(siteID string, it table.Item) (auth.Key, error) {
	hash := it.Key().SK[len(apiKeyPrefix):]
	role, err := auth.ParseRole(it["ro"].Str())
	return auth.Key{
		ID: hash[:min(12, len(hash))], Hash: hash, Site: siteID, Name: it["nm"].Str(), Role: role,
		Created: timeOf(it["t"]), Expires: timeOf(it["x"]), Used: timeOf(it["us"]),
	}, err
}

func settingsItem(settings site.Settings) table.Item {
	it := table.Item{}
	for _, p := range settings.Get() {
		it[setPrefix+p.Key] = table.String(p.Value)
	}
	return it
}

func (s *Store) secret() ([]byte, error) {
	b := make([]byte, 32)
	if _, err := io.ReadFull(s.random, b); err != nil {
		return nil, fmt.Errorf("make secret: %w", err)
	}
	return b, nil
}

// scan calls f with every item of a query, page by page.
func (s *Store) scan(ctx context.Context, q table.Query, f func(table.Item) error) error {
	for {
		p, err := s.t.Query(ctx, q)
		if err != nil {
			return err
		}
		for _, it := range p.Items {
			if err := f(it); err != nil {
				return err
			}
		}
		if p.Next == nil {
			return nil
		}
		q.After = p.Next
	}
}
