package store

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"kibitz/internal/comment"
	"kibitz/internal/page"
	"kibitz/internal/sanitize"
	"kibitz/internal/table"
)

// statusLetter and letterStatus are how a status is stored.
func statusLetter(s comment.Status) string {
	switch s {
	case comment.Published:
		return "p"
	case comment.Pending:
		return "h"
	case comment.Spam:
		return "s"
	case comment.Rejected:
		return "r"
	default:
		return "d"
	}
}

func letterStatus(letter string) comment.Status {
	switch letter {
	case "p":
		return comment.Published
	case "h":
		return comment.Pending
	case "s":
		return comment.Spam
	case "r":
		return comment.Rejected
	default:
		return comment.Deleted
	}
}

// placeOf returns where a comment of this status lies.
func placeOf(c comment.Comment) string {
	switch {
	case c.Status != comment.Published:
		return hidden
	case c.Overflow:
		return overflow
	default:
		return near
	}
}

// content is what a comment's item holds besides its key, its votes and the
// counters that the fold keeps on a root.
func content(site string, c comment.Comment) table.Item {
	it := table.Item{
		"i":  table.String(c.ID.Own()),
		"q":  table.String(statusQueue(site, statusLetter(c.Status))),
		"u":  table.String(authorQueue(site, c.Author.ID)),
		"an": table.String(c.Author.Name),
		"h":  table.String(c.HTML),
		"v":  table.Int(c.Version),
		"pv": table.Int(int64(c.Policy)),
		"s":  table.String(statusLetter(c.Status)),
	}
	if c.Author.URL != "" {
		it["au"] = table.String(c.Author.URL)
	}
	if c.Author.Badge != "" {
		it["ab"] = table.String(c.Author.Badge)
	}
	if c.Parent != "" {
		it["p"], it["l"] = table.String(string(c.Parent)), table.Int(int64(c.Depth))
	}
	if !c.Edited.IsZero() {
		it["e"] = unix(c.Edited)
	}
	if c.EditedByStaff {
		it["es"] = table.Bool(true)
	}
	if c.Held != "" {
		it["hb"] = table.String(c.Held)
	}
	if c.Decision != "" {
		it["de"] = table.String(c.Decision)
	}
	if c.Pinned != 0 {
		it["pi"] = table.Int(int64(c.Pinned))
	}
	if c.Featured {
		it["ft"] = table.Bool(true)
	}
	if c.Locked {
		it["lk"] = table.Bool(true)
	}
	if c.Status != comment.Published {
		if c.Overflow {
			it["ov"] = table.Bool(true)
		}
		if c.Previous != "" {
			it["ps"] = table.String(statusLetter(c.Previous))
		}
	}
	return it
}

// commentItem is the whole item of a comment that nothing was folded into
// yet.
func commentItem(site string, c comment.Comment) table.Item {
	it := content(site, c)
	maps.Copy(it, byReaders(c))
	return withKey(it, commentKey(placeOf(c), site, c.Page, c.ID))
}

// reportedMark is the attribute of a comment whose marker is open.
const reportedMark = "rp"

// byReaders is what readers did to a comment: votes where it has any, and that
// they reported it.
func byReaders(c comment.Comment) table.Item {
	it := table.Item{}
	if c.Up != 0 {
		it["up"] = table.Int(int64(c.Up))
	}
	if c.Down != 0 {
		it["dn"] = table.Int(int64(c.Down))
	}
	if c.Reported {
		it[reportedMark] = table.Bool(true)
	}
	return it
}

func withKey(it table.Item, k table.Key) table.Item {
	it[table.AttrPK], it[table.AttrSK] = table.String(k.PK), table.String(k.SK)
	return it
}

// commentOf reads a comment from its item or its entry in gsi1.
func commentOf(it table.Item) (comment.Comment, error) {
	k := it.Key()
	place, _, pageID := splitPartition(k.PK)
	id, ok := comment.ParseID(string(commentID(k.SK)))
	if !ok {
		return comment.Comment{}, fmt.Errorf("item %q %q is no comment", k.PK, k.SK)
	}
	c := comment.Comment{
		ID: id, Page: pageID,
		Parent: comment.ID(it["p"].Str()), Depth: int(it["l"].Int()),
		Overflow: place == overflow || it["ov"].Bool(),
		Author:   comment.Author{ID: authorOf(it["u"].Str()), Name: it["an"].Str(), URL: it["au"].Str(), Badge: it["ab"].Str()},
		HTML:     it["h"].Str(),
		Status:   letterStatus(it["s"].Str()),
		Edited:   timeOf(it["e"]), EditedByStaff: it["es"].Bool(),
		Version: it["v"].Int(), Policy: int(it["pv"].Int()),
		Reported: it[reportedMark].Bool(), Up: int(it["up"].Int()), Down: int(it["dn"].Int()),
		Pinned: int(it["pi"].Int()), Featured: it["ft"].Bool(), Locked: it["lk"].Bool(),
		Decision: it["de"].Str(), Held: it["hb"].Str(),
		Replies: int(it["n"].Int()), Placed: int(it["m"].Int()),
	}
	if ps := it["ps"].Str(); ps != "" {
		c.Previous = letterStatus(ps)
	}
	return c, nil
}

func commentsOf(items []table.Item) ([]comment.Comment, error) {
	out := make([]comment.Comment, len(items))
	for i, it := range items {
		var err error
		if out[i], err = commentOf(it); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// privateContent is what a private part's item holds besides its key, its
// page and its author.
func privateContent(p comment.Private) (table.Item, error) {
	trace, err := packTrace(p.Trace)
	if err != nil {
		return nil, err
	}
	it := table.Item{
		"src": table.String(p.Source), "f": table.String(string(p.Format)),
		"ip": table.String(p.Address), "tr": table.Bytes(trace),
	}
	if p.Email != "" {
		it["em"] = table.String(p.Email)
	}
	if f := p.Former; f != nil {
		it["fo"], it["fs"] = table.String(f.Source), table.Bool(f.ByStaff)
		if !f.Edited.IsZero() {
			it["fe"] = unix(f.Edited)
		}
	}
	return it, nil
}

func privateOf(it table.Item) (comment.Private, error) {
	p := comment.Private{
		Source: it["src"].Str(), Format: sanitize.Format(it["f"].Str()),
		Email: it["em"].Str(), Address: it["ip"].Str(),
	}
	if it["fo"].Kind() != 0 {
		p.Former = &comment.Former{Source: it["fo"].Str(), Edited: timeOf(it["fe"]), ByStaff: it["fs"].Bool()}
	}
	var err error
	p.Trace, err = unpackTrace(it["tr"].Bytes())
	return p, err
}

func receiptItem(site string, r comment.Receipt) table.Item {
	return withKey(table.Item{
		"c": table.String(string(r.Comment)), "pg": table.String(r.Page), "r": table.String(r.Request),
		"g": table.Bytes(r.Guest), table.AttrTTL: unix(r.Expires),
	}, receiptKey(site, r.Key))
}

// receiptOf returns nil for no item.
func receiptOf(key string, it table.Item) *comment.Receipt {
	if it == nil {
		return nil
	}
	return &comment.Receipt{
		Key: key, Comment: comment.ID(it["c"].Str()), Page: it["pg"].Str(), Request: it["r"].Str(),
		Guest: it["g"].Bytes(), Expires: timeOf(it[table.AttrTTL]),
	}
}

// stateOf reads a page's state; both items may be nil.
func stateOf(pageID string, numbers, about table.Item) page.State {
	return page.State{
		Page: pageID, Known: numbers != nil,
		Title: about["ti"].Str(), URL: about["ur"].Str(),
		Closing: closingOf(numbers), Held: numbers["ho"].Bool(), Since: timeOf(numbers["t"]), Alias: numbers["al"].Str(),
		Comments: numbers["c"].Int(), Views: numbers["v"].Int(), Visitors: numbers["vi"].Int(),
		Pinned: pinnedOf(about), Featured: featuredOf(about), Reactions: reactionsOf(numbers),
	}
}

// pinnedOf reads which comments are pinned to a page.
func pinnedOf(about table.Item) (out [page.MaxPinned]string) {
	for i := range out {
		out[i] = about[pinnedAt(i+1)].Str()
	}
	return out
}

// pinnedAt names the attribute of a place at the top of a page, from 1.
func pinnedAt(n int) string { return "p" + strconv.Itoa(n) }

// featuredPrefix begins the attributes beside what is known about a page that
// name its featured comments; the rest of the name is the comment's own ULID.
const featuredPrefix = "ft."

// featuredOf reads which comments of a page are featured, newest first.
func featuredOf(about table.Item) (ids []string) {
	names := slices.Sorted(maps.Keys(about))
	for _, name := range slices.Backward(names) {
		if strings.HasPrefix(name, featuredPrefix) {
			ids = append(ids, about[name].Str())
		}
	}
	return ids
}

func closingOf(numbers table.Item) page.Closing {
	switch closed, decided := numbers["cl"]; {
	case !decided:
		return page.ByAge
	case closed.Bool():
		return page.Closed
	}
	return page.Open
}

// reactionsOf reads a page's numbers of reactions.
func reactionsOf(numbers table.Item) map[string]int64 {
	out := map[string]int64{}
	for name, n := range numbers {
		if reaction, ok := strings.CutPrefix(name, reactionPrefix); ok {
			out[reaction] = n.Int()
		}
	}
	return out
}
