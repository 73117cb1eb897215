package moderation

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"kibitz/internal/problem"
	"kibitz/internal/sanitize"
	"kibitz/internal/site"
)

// SetSettings is done to the site; see [Action].
const SetSettings Action = "set"

// maxLogged is how many bytes of a value an entry of the audit log holds.
const maxLogged = 1000

// SettingsChange is new values of some of a site's settings.
type SettingsChange struct {
	Values  map[string]string // by the settings' keys; the others stay
	Version int64             // of the settings as the owner saw them, 0 for any
	By      Actor
	Reason  string
	Note    string
}

// Settings returns the site as it is, not as it may be kept somewhere.
func (s *Service) Settings(ctx context.Context, st site.Site) (site.Site, error) {
	return s.store.Site(ctx, st.ID)
}

// ChangeSettings changes settings of a site and returns it as it is then.
// Repeating a change changes nothing. Errors: problem.SettingInvalid, and
// problem.SettingsChanged with the site as it is now.
func (s *Service) ChangeSettings(ctx context.Context, st site.Site, c SettingsChange) (site.Site, error) {
	return s.changeSite(ctx, st.ID, c, func(st site.Site) (site.Site, error) {
		for _, key := range slices.Sorted(maps.Keys(c.Values)) {
			if err := st.Settings.Set(key, c.Values[key]); err != nil {
				return st, settingInvalid(err, st.Settings, key)
			}
		}
		if st.Settings.Accounts != site.AccountsOff && len(st.Trust.Keys) == 0 {
			err := fmt.Errorf("accounts=%s needs a key to believe: kibitz site accounts %s --hs256", st.Settings.Accounts, st.ID)
			return st, problem.Wrap(err, problem.SettingInvalid, "settings.accounts", "Accounts need a key to believe; give the site one at the command line first.")
		}
		return st, nil
	})
}

// settingInvalid says what the setting is, or which there are.
func settingInvalid(err error, settings site.Settings, key string) error {
	var known []string
	for _, p := range settings.Get() {
		if p.Key == key {
			return problem.Wrap(err, problem.SettingInvalid, "settings."+key, "The setting "+key+" is: "+p.Help+".")
		}
		known = append(known, p.Key)
	}
	return problem.Wrap(err, problem.SettingInvalid, "settings", "There is no such setting; there are "+strings.Join(known, ", ")+".")
}

// ChangeSite changes a site's settings and account keys by a function of what
// they are, which is called again when somebody else changed them meanwhile.
func (s *Service) ChangeSite(ctx context.Context, id string, by Actor, change func(site.Site) (site.Site, error)) (site.Site, error) {
	return s.changeSite(ctx, id, SettingsChange{By: by}, change)
}

// changeTries bounds the rounds of a change that meets others: each lost one
// means that another change was made.
const changeTries = 10

func (s *Service) changeSite(ctx context.Context, id string, c SettingsChange, change func(site.Site) (site.Site, error)) (site.Site, error) {
	if err := tidy(&c.Reason, &c.Note); err != nil {
		return site.Site{}, err
	}
	for range changeTries {
		read, err := s.store.Site(ctx, id)
		if err != nil {
			return site.Site{}, err
		}
		to, err := change(read)
		if err != nil {
			return read, err
		}
		changes, err := settingsChanges(read, to)
		if err != nil || len(changes) == 0 {
			return read, err
		}
		if c.Version != 0 && c.Version != read.Version {
			return read, problem.New(problem.SettingsChanged, "version", "The settings have changed since you saw them. Look at them again.")
		}
		to.Version = read.Version + 1
		e := Entry{By: c.By, Action: SetSettings, Version: to.Version, Changes: changes, Reason: c.Reason, Note: c.Note}
		if e.ID, err = s.name(); err != nil {
			return site.Site{}, err
		}
		if done, err := s.store.SetSite(ctx, read, to, e); done || err != nil {
			return to, err
		}
	}
	return site.Site{}, problem.New(problem.TryAgain, "", "Others are changing these settings. Send the same again.")
}

// settingsChanges is what differs, for the audit log. Of keys it has the names
// alone.
func settingsChanges(from, to site.Site) ([]Change, error) {
	var out []Change
	add := func(key, was, is string) { out = append(out, Change{key, logged(was), logged(is)}) }
	now := to.Settings.Get()
	for i, p := range from.Settings.Get() {
		if p.Value != now[i].Value {
			add(p.Key, p.Value, now[i].Value)
		}
	}
	before, err := from.Trust.JWKS()
	if err != nil {
		return nil, err
	}
	after, err := to.Trust.JWKS()
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(before, after) {
		add("account-keys", keyNames(from), keyNames(to))
	}
	if from.Trust.Issuer != to.Trust.Issuer {
		add("account-issuer", from.Trust.Issuer, to.Trust.Issuer)
	}
	if from.Trust.Algorithm != to.Trust.Algorithm {
		add("account-algorithm", string(from.Trust.Algorithm), string(to.Trust.Algorithm))
	}
	return out, nil
}

func keyNames(st site.Site) string {
	names := make([]string, len(st.Trust.Keys))
	for i, k := range st.Trust.Keys {
		names[i] = k.ID
	}
	return strings.Join(names, ",")
}

// logged is a value as the audit log holds it.
func logged(v string) string {
	if len(v) <= maxLogged {
		return v
	}
	return sanitize.Line(v, maxLogged) + "…"
}
