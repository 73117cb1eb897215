package store

import (
	"bytes"
	"compress/flate"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"kibitz/internal/moderation"
	"kibitz/internal/problem"
	"kibitz/internal/site"
	"kibitz/internal/table"
)

// maxBans is what a site's bans may weigh: 16 read units for each process that
// takes comments and each time that it looks.
const maxBans = 64 << 10

// banJSON is a ban as it is stored. Times are Unix seconds.
type banJSON struct {
	Kind   site.BanKind   `json:"k"`
	Value  string         `json:"v"`
	Effect site.BanEffect `json:"e"`
	Made   int64          `json:"t"`
	Until  int64          `json:"x,omitempty"` // 0: for good
	Reason string         `json:"wy,omitempty"`
	By     string         `json:"nm,omitempty"`
}

// Bans returns a site's bans; see site.Store. They are JSON, deflated.
func (s *Store) Bans(ctx context.Context, id string) (site.Bans, error) {
	items, err := s.get(ctx, true, bansKey(id))
	if err != nil {
		return site.Bans{}, fmt.Errorf("read bans: %w", err)
	}
	out := site.Bans{Version: items[0]["v"].Int()}
	if items[0] == nil {
		return out, nil
	}
	var list []banJSON
	if err := json.NewDecoder(flate.NewReader(bytes.NewReader(items[0]["e"].Bytes()))).Decode(&list); err != nil {
		return out, fmt.Errorf("read bans of %s: %w", id, err)
	}
	for _, b := range list {
		ban := site.Ban{Kind: b.Kind, Value: b.Value, Effect: b.Effect, Made: timeOf(table.Int(b.Made)), Reason: b.Reason, By: b.By}
		if b.Until != 0 {
			ban.Until = timeOf(table.Int(b.Until))
		}
		out.List = append(out.List, ban)
	}
	return out, nil
}

// SetBans stores a site's bans in place of the version that they name, with the
// entry of the audit log; see moderation.Store.
func (s *Store) SetBans(ctx context.Context, id string, bans site.Bans, e moderation.Entry) (bool, error) {
	list := make([]banJSON, len(bans.List))
	for i, b := range bans.List {
		list[i] = banJSON{Kind: b.Kind, Value: b.Value, Effect: b.Effect, Made: b.Made.Unix(), Reason: b.Reason, By: b.By}
		if !b.Until.IsZero() {
			list[i].Until = b.Until.Unix()
		}
	}
	var content bytes.Buffer
	w, err := flate.NewWriter(&content, flate.BestSpeed)
	if err == nil {
		err = errors.Join(json.NewEncoder(w).Encode(list), w.Close())
	}
	if err != nil {
		return false, fmt.Errorf("pack bans: %w", err)
	}
	if content.Len() > maxBans {
		return false, problem.New(problem.BansFull, "", "The bans of this site take up all their room. Lift some, or give shorter reasons.")
	}
	cond := table.Equal("v", table.Int(bans.Version))
	if bans.Version == 0 {
		cond = table.Absent(table.AttrPK)
	}
	it := withKey(table.Item{"v": table.Int(bans.Version + 1), "e": table.Bytes(content.Bytes())}, bansKey(id))
	_, err = s.write(ctx, table.Write{Ops: []table.Op{
		table.Put(it).When(cond),
		table.Put(entryItem(id, e)).When(table.Absent(table.AttrPK)),
	}})
	if _, ours := table.Failed(err, 1); ours {
		return true, nil // the engine's own first attempt, its answer lost
	}
	if errors.Is(err, table.ErrCondition) {
		return false, nil
	}
	return err == nil, err
}
