package site

import (
	"context"
	"fmt"
	"net/netip"
	"sync"
	"time"

	"kibitz/internal/limit"
	"kibitz/internal/problem"
	"kibitz/internal/spam"
	"kibitz/internal/visitor"
)

// Store keeps sites, their salts and their bans.
type Store interface {
	// Site returns the site, or a problem.SiteUnknown.
	Site(ctx context.Context, id string) (Site, error)
	// Salt returns the site's random salt for a period, making it on first use;
	// all callers get the same one. It is gone some time after expires.
	Salt(ctx context.Context, id, period string, expires time.Time) ([]byte, error)
	// Words returns the site's lists of words as they are written, and their
	// version, 0 for none.
	Words(ctx context.Context, id string) (text string, version int64, err error)
	// Model returns what the site's moderators have decided about texts. One round
	// trip.
	Model(ctx context.Context, id string) (*spam.Model, error)
	// Bans returns the site's bans. One round trip.
	Bans(ctx context.Context, id string) (Bans, error)
}

// Directory finds sites, salts and bans, keeping each for a short while. It is
// safe for concurrent use.
type Directory struct {
	store Store
	now   func() time.Time
	keep  time.Duration

	mu     sync.Mutex
	sites  map[string]kept[Site]
	salts  map[string]kept[[]byte]
	bans   map[string]kept[Bans]
	words  map[string]kept[*spam.Words]
	models map[string]kept[*spam.Model]
}

type kept[T any] struct {
	value T
	until time.Time
}

// maxKept bounds each cache: sites and their salts come and go, a process stays.
const maxKept = 1000

// NewDirectory returns a directory over store. A changed setting or ban is seen
// by this process after keep at the latest.
func NewDirectory(store Store, now func() time.Time, keep time.Duration) *Directory {
	return &Directory{
		store: store, now: now, keep: keep,
		sites: map[string]kept[Site]{}, salts: map[string]kept[[]byte]{}, bans: map[string]kept[Bans]{}, words: map[string]kept[*spam.Words]{}, models: map[string]kept[*spam.Model]{},
	}
}

// Site returns the site called id. Errors: problem.SiteUnknown, or the store's.
func (d *Directory) Site(ctx context.Context, id string) (Site, error) {
	if !ValidID(id) {
		return Site{}, problem.New(problem.SiteUnknown, "site", "There is no site of this name.")
	}
	return cached(d, d.sites, id, d.now().Add(d.keep), func() (Site, error) { return d.store.Site(ctx, id) })
}

// Day is the period of the salts that visitors and addresses are hashed with.
// It is a day in UTC.
func Day(t time.Time) string { return t.UTC().Format("20060102") }

// AddressKey names a network address within a site for one day: a keyed hash
// with that day's salt, which is thrown away. Nobody can tell tomorrow who it
// was, nor can two sites compare.
func (d *Directory) AddressKey(ctx context.Context, id string, addr netip.Addr) (string, error) {
	salt, err := d.DaySalt(ctx, id)
	if err != nil {
		return "", err
	}
	return visitor.Hash(salt, "address", visitor.Network(addr).String()), nil
}

// NewVoter returns the window in which a network address's new voters on a
// page are counted, nil when the site has no limits. Guest tokens cost nothing,
// so voters are as many as their addresses allow.
func (d *Directory) NewVoter(ctx context.Context, st Site, page string, addr netip.Addr) (*limit.Window, error) {
	if !st.Settings.Limits {
		return nil, nil
	}
	key, err := d.AddressKey(ctx, st.ID, addr)
	if err != nil {
		return nil, err
	}
	w := limit.At(d.now(), "voters", key+"#"+page, 24*time.Hour, st.Settings.VotersPerAddress)
	return &w, nil
}

// DaySalt returns the site's salt of the current day.
func (d *Directory) DaySalt(ctx context.Context, id string) ([]byte, error) {
	now := d.now()
	day := Day(now)
	end := now.UTC().Truncate(24 * time.Hour).Add(24 * time.Hour)
	salt, err := cached(d, d.salts, id+"/"+day, end, func() ([]byte, error) {
		return d.store.Salt(ctx, id, day, end.Add(24*time.Hour))
	})
	if err != nil {
		return nil, fmt.Errorf("salt of %s for %s: %w", id, day, err)
	}
	return salt, nil
}

// Words returns a site's lists of words as this process knows them, compiled;
// nil for none.
func (d *Directory) Words(ctx context.Context, id string) (*spam.Words, error) {
	return cached(d, d.words, id, d.now().Add(d.keep), func() (*spam.Words, error) {
		text, version, err := d.store.Words(ctx, id)
		if err != nil || text == "" {
			return nil, err
		}
		d.mu.Lock()
		old := d.words[id].value
		d.mu.Unlock()
		if old != nil && old.Version == version { // compiled already
			return old, nil
		}
		return spam.ParseWords(text, version)
	})
}

// Model returns a site's model as this process knows it. It is not to be
// changed.
func (d *Directory) Model(ctx context.Context, id string) (*spam.Model, error) {
	return cached(d, d.models, id, d.now().Add(d.keep), func() (*spam.Model, error) { return d.store.Model(ctx, id) })
}

// cached returns what is kept under key, or loads and keeps it. Failures are
// not kept. Two callers that miss at once both load, which is harmless.
func cached[T any](d *Directory, m map[string]kept[T], key string, until time.Time, load func() (T, error)) (T, error) {
	now := d.now()
	d.mu.Lock()
	k, ok := m[key]
	d.mu.Unlock()
	if ok && now.Before(k.until) {
		return k.value, nil
	}
	v, err := load()
	if err != nil {
		return v, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(m) >= maxKept {
		clear(m)
	}
	m[key] = kept[T]{v, until}
	return v, nil
}
