package site

import (
	"context"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"kibitz/internal/visitor"
)

// Person is somebody as a ban may name them. What is not known is zero.
type Person struct {
	Author  string
	Email   string
	Address netip.Addr
}

// networkPeriod is how long one salt names the network addresses of bans, and
// how much longer it is kept: an address that was named on the period's last
// day can be banned for as long as one on its first.
const networkPeriod = 30 * 24 * time.Hour

// NetworkKey names a network address within a site for longer than a day, so
// that a moderator can ban who wrote a comment from it: a keyed hash with a salt
// that is new every 30 days and is thrown away 30 days later.
func (d *Directory) NetworkKey(ctx context.Context, id string, addr netip.Addr) (string, error) {
	return d.networkKey(ctx, id, d.now().Unix()/int64(networkPeriod.Seconds()), addr)
}

func (d *Directory) networkKey(ctx context.Context, id string, period int64, addr netip.Addr) (string, error) {
	name := strconv.FormatInt(period, 36)
	end := networkKeyEnd(period)
	salt, err := cached(d, d.salts, id+"/network/"+name, end, func() ([]byte, error) {
		return d.store.Salt(ctx, id, "network-"+name, end)
	})
	if err != nil {
		return "", fmt.Errorf("salt of %s for addresses of bans: %w", id, err)
	}
	return name + "." + visitor.Hash(salt, "network", visitor.Network(addr).String()), nil
}

// NetworkKeyAge is how long a network address has one key at most, which is
// thrown away at its end.
const NetworkKeyAge = 2 * networkPeriod

// NetworkKeyEnd returns when a key that NetworkKey made says nothing any more;
// ok is false for what is no such key.
func NetworkKeyEnd(key string) (end time.Time, ok bool) {
	period, ok := networkPeriodOf(key)
	return networkKeyEnd(period), ok
}

func networkPeriodOf(key string) (int64, bool) {
	name, _, ok := strings.Cut(key, ".")
	period, err := strconv.ParseInt(name, 36, 32)
	return period, ok && err == nil
}

func networkKeyEnd(period int64) time.Time {
	return time.Unix((period+2)*int64(networkPeriod.Seconds()), 0).UTC()
}

// Bans returns a site's bans as this process knows them, ended ones too.
func (d *Directory) Bans(ctx context.Context, id string) (Bans, error) {
	return cached(d, d.bans, id, d.now().Add(d.keep), func() (Bans, error) { return d.store.Bans(ctx, id) })
}

// BanOf returns the ban that holds for the person, ok false for none; of
// several the strictest, then the one that lasts longest. The bans are those
// that this process knows; hashing an address costs only where one is banned.
func (d *Directory) BanOf(ctx context.Context, st Site, p Person) (ban Ban, ok bool, err error) {
	bans, err := d.Bans(ctx, st.ID)
	if err != nil {
		return Ban{}, false, fmt.Errorf("bans of %s: %w", st.ID, err)
	}
	now := d.now()
	for _, b := range bans.List {
		if !b.Holds(now) || ok && !stricter(b, ban) {
			continue
		}
		named, err := d.names(ctx, st, b, p)
		if err != nil {
			return Ban{}, false, err
		}
		if named {
			ban, ok = b, true
		}
	}
	return ban, ok, nil
}

// names reports whether the ban is for the person.
func (d *Directory) names(ctx context.Context, st Site, b Ban, p Person) (bool, error) {
	switch b.Kind {
	case BanAuthor:
		return b.Value == p.Author, nil
	case BanEmail:
		return p.Email != "" && b.Value == st.EmailKey(p.Email), nil
	case BanDomain:
		return below(p.Email[strings.LastIndexByte(p.Email, '@')+1:], b.Value), nil
	case BanAddress:
		period, ok := networkPeriodOf(b.Value)
		if !ok || !p.Address.IsValid() {
			return false, nil
		}
		key, err := d.networkKey(ctx, st.ID, period, p.Address)
		return key == b.Value, err
	}
	return false, nil
}

func stricter(a, b Ban) bool {
	if a.Effect != b.Effect {
		return a.Effect == BanReject
	}
	return !b.Until.IsZero() && (a.Until.IsZero() || a.Until.After(b.Until))
}
