package store_test

import (
	"crypto/rand"
	"testing"

	"kibitz/internal/auth"
	"kibitz/internal/moderation"
	"kibitz/internal/passkey"
	"kibitz/internal/staff"
	"kibitz/internal/testkit"
	"kibitz/internal/testkit/world"
)

// TestStaffBudgets holds what signing in costs, and what each request of who is
// signed in costs besides.
func TestStaffBudgets(t *testing.T) {
	w := world.New(t, nil, nil)
	ctx := t.Context()
	s := staff.NewService(w.Store, passkey.Ceremonies{}, w.Clock.Now, rand.Reader)
	const home = "https://kibitz.example"
	key := testkit.NewAuthenticator(home)
	var p staff.Person
	var link staff.Invitation
	var begun staff.Begun
	var token string
	hold(t, w, []operation{
		{"invite", func() (err error) {
			p, link, err = s.Add(ctx, "news", "Minh", auth.RoleOwner, moderation.CommandLine)
			return err
		}, budget{1, 12, 2}},
		{"begin by a link", func() (err error) {
			if p, err = s.Guest(ctx, link.Secret); err == nil {
				begun, err = s.BeginPasskey(ctx, home, p)
			}
			return err
		}, budget{1, 1, 2}},
		{"come in by a link", func() (err error) {
			answer := []byte(key.Create(t, string(begun.Options)))
			p, token, err = s.AddPasskey(ctx, home, p, staff.NewPasskey{Ceremony: begun.Ceremony, Answer: answer, Invite: link.Secret})
			return err
		}, budget{2, 6, 3}},
		{"a request", func() error { _, _, err := s.Identify(ctx, token); return err }, budget{1, 0, 1}},
		{"begin to sign in", func() (err error) { begun, err = s.BeginSignIn(ctx, home); return err }, budget{0, 1, 1}},
		{"sign in", func() (err error) {
			_, token, err = s.SignIn(ctx, home, begun.Ceremony, []byte(key.Get(t, string(begun.Options))), world.Browser)
			return err
		}, budget{2, 6, 3}},
		{"sign out", func() error { return s.EndSession(ctx, p.ID, p.Sessions[0].ID) }, budget{1, 3, 2}},
		{"who works here", func() error { _, err := s.People(ctx, "news"); return err }, budget{2, 0, 2}},
	})
}
