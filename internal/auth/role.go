package auth

import (
	"fmt"
	"slices"
)

// Role is what a credential may do on its site. Each may also do what the one
// before it may.
type Role string

// The roles.
const (
	RoleReader    Role = "reader"    // see the queues, pages, numbers and the audit log
	RoleModerator Role = "moderator" // decide: on comments, authors, pages, bans and words
	RoleOwner     Role = "owner"     // change settings, and who may do what
)

// roles are all roles, the least first.
var roles = []Role{RoleReader, RoleModerator, RoleOwner}

// ParseRole returns the role of that name.
func ParseRole(s string) (Role, error) {
	if r := Role(s); slices.Contains(roles, r) {
		return r, nil
	}
	return "", fmt.Errorf("%q is no role; there are %s, %s and %s", s, RoleReader, RoleModerator, RoleOwner)
}

// Includes reports whether who has the role r may do what needs the other one.
// What is no role includes nothing, and nothing includes it.
func (r Role) Includes(need Role) bool {
	have, least := slices.Index(roles, r), slices.Index(roles, need)
	return least >= 0 && have >= least
}
