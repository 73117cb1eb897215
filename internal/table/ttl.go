package table

import "time"

// Expired reports whether the item's AttrTTL lies in the past, in whole
// seconds: exactly when Less(AttrTTL, Int(now.Unix())) holds.
func (it Item) Expired(now time.Time) bool {
	return Less(AttrTTL, Int(now.Unix())).Holds(it)
}
