package staff_test

import (
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"kibitz/internal/auth"
	"kibitz/internal/moderation"
	"kibitz/internal/passkey"
	"kibitz/internal/problem"
	"kibitz/internal/staff"
	"kibitz/internal/store"
	"kibitz/internal/table"
	"kibitz/internal/table/tabletest"
	"kibitz/internal/testkit"
	"kibitz/internal/testkit/world"
)

const home = "https://kibitz.example"

func newService(w *world.World) *staff.Service {
	return staff.NewService(w.Store, passkey.Ceremonies{}, w.Clock.Now, rand.Reader)
}

// enter makes a passkey by a link.
func enter(t *testing.T, s *staff.Service, key *testkit.Authenticator, secret string) (staff.Person, string, error) {
	t.Helper()
	p, err := s.Guest(t.Context(), secret)
	if err != nil {
		return p, "", err
	}
	b, err := s.BeginPasskey(t.Context(), home, p)
	if err != nil {
		return p, "", err
	}
	answer := key.Create(t, string(b.Options))
	return s.AddPasskey(t.Context(), home, p, staff.NewPasskey{Ceremony: b.Ceremony, Answer: []byte(answer), Invite: secret})
}

// TestFaults fails each call to the table in turn, in every way, while a person
// is invited, comes in, gets another role and is removed: every step is done or
// refused honestly, and the audit log has each change once.
func TestFaults(t *testing.T) {
	steps := []string{"invite", "enter", "role", "remove"}
	for name, fault := range map[string]tabletest.Fault{
		"lost request": tabletest.LostRequest, "lost answer": tabletest.LostAnswer, "throttled": tabletest.Throttle,
	} {
		for _, broken := range steps {
			t.Run(name+"/"+broken, func(t *testing.T) {
				for n := 1; ; n++ {
					if !faulty(t, fault, broken, n) {
						return
					}
				}
			})
		}
	}
}

// faulty walks the steps, the n-th call of the broken one failing. It reports
// whether there was such a call.
func faulty(t *testing.T, fault tabletest.Fault, broken string, n int) bool {
	t.Helper()
	var f *tabletest.Faulty
	w := world.New(t, nil, func(inner table.Table) table.Table {
		f = tabletest.NewFaulty(inner)
		return f
	})
	s := newService(w)
	key := testkit.NewAuthenticator(home)
	var p staff.Person
	var link staff.Invitation
	hit := false
	step := func(name string, do func() error) {
		t.Helper()
		if name == broken {
			f.On(tabletest.Gets|tabletest.Queries|tabletest.Writes, n, fault)
		}
		err := do()
		if name == broken {
			hit = f.Heal() == 0
			if err != nil { // somebody tries again
				err = do()
			}
		}
		if err != nil {
			t.Errorf("call %d, %s: %v", n, name, err)
		}
	}
	step("invite", func() (err error) {
		p, link, err = s.Add(t.Context(), "news", "Minh", auth.RoleModerator, moderation.CommandLine)
		return err
	})
	step("enter", func() error {
		after, token, err := enter(t, s, key, link.Secret)
		if problem.CodeOf(err) == problem.InviteInvalid && broken == "enter" {
			return nil // the answer was lost, not the request: the link was used, and the browser does not know: it signs in
		}
		if err == nil && (token == "" || len(after.Passkeys) != 1) {
			err = errors.New("no session, or no passkey")
		}
		return err
	})
	step("role", func() error {
		_, err := s.SetRole(t.Context(), "news", p.ID, auth.RoleReader, false, moderation.CommandLine)
		return err
	})
	step("remove", func() error { return s.Remove(t.Context(), "news", p.ID, false, moderation.CommandLine) })

	entries, _, err := w.Moderation.Audit(t.Context(), w.Site(t, "news"), moderation.AuditList{Kind: moderation.OfAccess})
	if err != nil {
		t.Fatal(err)
	}
	count := map[moderation.Action]int{}
	for _, e := range entries {
		if e.Access == p.ID {
			count[e.Action]++
		}
	}
	if count[staff.Invited] != 1 || count[staff.RoleSet] != 1 || count[staff.Removed] != 1 {
		t.Errorf("call %d: audit log %v", n, count)
	}
	if left, err := w.Store.Person(t.Context(), p.ID); err != nil || left.ID != "" {
		t.Errorf("call %d: %+v is left, %v", n, left, err)
	}
	return hit
}

// TestAtOnce: of many who use one link, one comes in; of many changes at once,
// none is lost.
func TestAtOnce(t *testing.T) {
	w := world.New(t, nil, nil)
	s := newService(w)
	p, link, err := s.Add(t.Context(), "news", "Minh", auth.RoleOwner, moderation.CommandLine)
	if err != nil {
		t.Fatal(err)
	}
	var in sync.WaitGroup
	var mu sync.Mutex
	came := 0
	for range 8 {
		in.Go(func() {
			_, token, err := enter(t, s, testkit.NewAuthenticator(home), link.Secret)
			mu.Lock()
			defer mu.Unlock()
			if err == nil && token != "" {
				came++
			} else if code := problem.CodeOf(err); code != problem.InviteInvalid && code != problem.TryAgain {
				t.Error(err)
			}
		})
	}
	in.Wait()
	if came != 1 {
		t.Errorf("%d came in by one link", came)
	}
	codes, err := s.NewRecoveryCodes(t.Context(), p.ID)
	if err != nil {
		t.Fatal(err)
	}
	used := 0
	for range 8 {
		in.Go(func() {
			_, _, err := s.Recover(t.Context(), codes[0], "")
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				used++
			}
		})
	}
	in.Wait()
	if used != 1 {
		t.Errorf("one code let in %d times", used)
	}
}

// TestPeopleOfSites: removing a site lets its people go, and only there.
func TestPeopleOfSites(t *testing.T) {
	w := world.New(t, nil, nil)
	w.AddSite(t, "blog", "https://blog.example", nil)
	s := newService(w)
	one, _, err := s.Add(t.Context(), "news", "Minh", auth.RoleOwner, moderation.CommandLine)
	if err != nil {
		t.Fatal(err)
	}
	both, _, err := s.Add(t.Context(), "news", "Hà", auth.RoleReader, moderation.CommandLine)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // asking again changes nothing
		if _, err := s.Join(t.Context(), "blog", both.ID, auth.RoleOwner, moderation.CommandLine); err != nil {
			t.Fatal(err)
		}
	}
	names := func(site string) (out []string) {
		t.Helper()
		people, err := s.People(t.Context(), site)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range people {
			out = append(out, fmt.Sprint(p.Name, " ", p.Roles[site].Role))
		}
		return out
	}
	if got := names("news"); !slices.Equal(got, []string{"Minh owner", "Hà reader"}) {
		t.Errorf("news has %q", got)
	}
	if err := w.Store.RemoveSite(t.Context(), "news"); err != nil {
		t.Fatal(err)
	}
	if got := names("news"); len(got) != 0 {
		t.Errorf("the removed site has %q", got)
	}
	if got := names("blog"); !slices.Equal(got, []string{"Hà owner"}) {
		t.Errorf("blog has %q", got)
	}
	if p, err := w.Store.Person(t.Context(), one.ID); err != nil || p.ID != "" {
		t.Errorf("who works nowhere is kept: %+v, %v", p, err)
	}
	if err := store.New(w.DB, w.Clock.Now, rand.Reader).AddSite(t.Context(), "news", w.Site(t, "blog").Settings); err != nil {
		t.Fatal(err)
	}
	if got := names("news"); len(got) != 0 {
		t.Errorf("a site of the same name begins with %q", got)
	}
}

// TestSizeOfAPerson: with all that one can have, the item stays small.
func TestSizeOfAPerson(t *testing.T) {
	w := world.New(t, nil, nil)
	s := newService(w)
	p, link, err := s.Add(t.Context(), "news", "Minh", auth.RoleOwner, moderation.CommandLine)
	if err != nil {
		t.Fatal(err)
	}
	key := testkit.NewAuthenticator(home)
	if p, _, err = enter(t, s, key, link.Secret); err != nil {
		t.Fatal(err)
	}
	for len(p.Passkeys) < staff.MaxPasskeys {
		b, err := s.BeginPasskey(t.Context(), home, p)
		if err != nil {
			t.Fatal(err)
		}
		answer := []byte(key.Create(t, string(b.Options)))
		if p, _, err = s.AddPasskey(t.Context(), home, p, staff.NewPasskey{Ceremony: b.Ceremony, Answer: answer, Name: "iPhone of the night desk"}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.NewRecoveryCodes(t.Context(), p.ID); err != nil {
		t.Fatal(err)
	}
	token := ""
	for range staff.MaxSessions + 5 {
		w.Clock.Advance(time.Minute)
		b, err := s.BeginSignIn(t.Context(), home)
		if err != nil {
			t.Fatal(err)
		}
		if p, token, err = s.SignIn(t.Context(), home, b.Ceremony, []byte(key.Get(t, string(b.Options))), world.Browser); err != nil {
			t.Fatal(err)
		}
	}
	if len(p.Sessions) != staff.MaxSessions {
		t.Errorf("%d sessions", len(p.Sessions))
	}
	w.Meter.Reset()
	if _, _, err := s.Identify(t.Context(), token); err != nil {
		t.Fatal(err)
	}
	if u := w.Meter.Units(); u.Read > 3 || u.Write > 0 { // 4 KB each
		t.Errorf("who is signed in takes %v units", u)
	}
}
