package ranking

import "slices"

// Bounds of a curation, which is read with the site's settings.
const (
	MaxPinned = 10
	MaxHidden = 500
)

// Curation is what a site's moderators decided about its lists.
type Curation struct {
	Version int64    // each change adds 1; 0: nobody ever decided anything
	Pinned  []Page   // they stand first in trending, in this order
	Hidden  []string // pages that are on no list, in the order of their ids
}

// Hides reports whether the page is kept off the lists.
func (c Curation) Hides(page string) bool {
	_, found := slices.BinarySearch(c.Hidden, page)
	return found
}

// Pins reports whether the page is pinned.
func (c Curation) Pins(page string) bool {
	return slices.ContainsFunc(c.Pinned, func(p Page) bool { return p.ID == page })
}

// Hide returns the curation with the page kept off the lists; false when no
// more pages can be hidden. A pinned page is pinned no longer.
func (c Curation) Hide(page string) (Curation, bool) {
	c = c.Unpin(page)
	at, found := slices.BinarySearch(c.Hidden, page)
	if found {
		return c, true
	}
	if len(c.Hidden) >= MaxHidden {
		return c, false
	}
	c.Hidden = slices.Insert(slices.Clone(c.Hidden), at, page)
	return c, true
}

// Show returns the curation with the page on the lists again.
func (c Curation) Show(page string) Curation {
	c.Hidden = slices.DeleteFunc(slices.Clone(c.Hidden), func(p string) bool { return p == page })
	return c
}

// Pin returns the curation with the page pinned behind the others; false when
// no more pages can be pinned. A hidden page is shown again; a pinned one stays
// in its place and takes the new title and address.
func (c Curation) Pin(p Page) (Curation, bool) {
	c = c.Show(p.ID)
	c.Pinned = slices.Clone(c.Pinned)
	for i, old := range c.Pinned {
		if old.ID == p.ID {
			c.Pinned[i] = p
			return c, true
		}
	}
	if len(c.Pinned) >= MaxPinned {
		return c, false
	}
	c.Pinned = append(c.Pinned, p)
	return c, true
}

// Unpin returns the curation without the pinned page.
func (c Curation) Unpin(page string) Curation {
	c.Pinned = slices.DeleteFunc(slices.Clone(c.Pinned), func(p Page) bool { return p.ID == page })
	return c
}
