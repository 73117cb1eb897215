package httpapi_test

import (
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"
	"time"

	"kibitz/internal/auth"
	"kibitz/internal/comment"
	"kibitz/internal/moderation"
	"kibitz/internal/problem"
	"kibitz/internal/ranking"
	"kibitz/internal/site"
	"kibitz/internal/staff"
	"kibitz/internal/table/tabletest"
)

// codesOf returns the codes that package problem declares.
func codesOf(t *testing.T) map[problem.Code]bool {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "../problem/problem.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	codes := map[problem.Code]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if kind, ok := spec.Type.(*ast.Ident); ok && kind.Name == "Code" {
			code, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			codes[problem.Code(code)] = true
		}
		return true
	})
	return codes
}

// TestEveryCode has a request for every code that there is, in the domain and
// in the contract.
func TestEveryCode(t *testing.T) {
	produced := everyCode(t)
	declared := codesOf(t)
	described := map[problem.Code]bool{}
	for _, c := range readSpec(t).Components.Schemas.Code.OneOf {
		described[problem.Code(c.Const)] = true
	}
	for code := range declared {
		if !produced[code] {
			t.Errorf("no request here gets %s", code)
		}
		if !described[code] {
			t.Errorf("openapi.yaml does not describe %s", code)
		}
	}
	for code := range described {
		if !declared[code] {
			t.Errorf("openapi.yaml describes %s, which does not exist", code)
		}
	}
}

// eager returns the token of a reader who has voted on as many comments of
// page /a as one can.
func (s *server) eager() (guest string) {
	for i := range comment.MaxVotes {
		id, _ := s.post(fmt.Sprint("lời ", i))
		guest = s.ask("POST", "/v1/comments/"+id+"/votes", fmt.Sprintf(`{"site":"news","page":"/a","vote":1,"guest":%q}`, guest)).text("guest")
	}
	return guest
}

// everyCode makes the requests and returns the codes that it got as wanted.
func everyCode(t *testing.T) map[problem.Code]bool {
	s := newServer(t, func(st *site.Settings) { st.Email, st.URL = true, true })
	if err := s.DecidePage(t.Context(), "news", moderation.PageDecision{Page: "/closed", Action: moderation.Close}); err != nil {
		t.Fatal(err)
	}
	slow := site.Defaults()
	slow.PerAddress, slow.Votes = 1, site.VotesUp
	if err := s.Store.AddSite(t.Context(), "slow", slow); err != nil {
		t.Fatal(err)
	}
	id, guest := s.post("one")
	s.ask("POST", "/v1/comments", goodPost("two"), "Idempotency-Key", "of-every-code-test")
	s.ask("POST", "/v1/comments", strings.Replace(goodPost("x"), "news", "slow", 1))
	edit := fmt.Sprintf(`{"site":"news","guest":%q,"body":"edited"}`, guest)
	author := func(with string) string { return strings.Replace(goodPost("x"), `"name":"Độc giả"`, with, 1) }

	produced := map[problem.Code]bool{}
	want := func(code problem.Code, status int, method, target, body string, headers ...string) {
		t.Helper()
		a := s.ask(method, target, body, headers...)
		if a.StatusCode != status || a.text("code") != string(code) {
			t.Errorf("%s %s: %d %s, want %d %s", method, target, a.StatusCode, a.body, status, code)
			return
		}
		produced[code] = true
	}
	const post = "/v1/comments"
	want(problem.SiteUnknown, 404, "GET", "/v1/counts?site=no&page=/a", "")
	want(problem.PageInvalid, 400, "GET", "/v1/comments?site=news&page=null", "")
	want(problem.PageClosed, 409, "POST", post, strings.Replace(goodPost("x"), `"/a"`, `"/closed"`, 1))
	want(problem.BodyEmpty, 422, "POST", post, goodPost(""))
	want(problem.BodyTooLong, 422, "POST", post, goodPost(strings.Repeat("a", 8193)))
	want(problem.BodyTooComplex, 422, "POST", post, goodPost(strings.Repeat(">", 40)+" x"))
	want(problem.NameInvalid, 422, "POST", post, author(`"name":"\u200b"`))
	want(problem.NameReserved, 422, "POST", post, author(`"name":"Аdmin"`))
	want(problem.EmailInvalid, 422, "POST", post, author(`"name":"A","email":"a"`))
	want(problem.URLInvalid, 422, "POST", post, author(`"name":"A","url":"a"`))
	want(problem.ParentUnknown, 404, "POST", post, strings.Replace(goodPost("x"), "{", `{"parent":"01ARZ3NDEKTSV4RRFFQ69G5FAV",`, 1))
	want(problem.CommentUnknown, 404, "GET", "/v1/comments/01ARZ3NDEKTSV4RRFFQ69G5FAV?site=news", "")
	bans := site.Bans{List: make([]site.Ban, site.MaxBans)}
	for i := range bans.List {
		bans.List[i] = site.Ban{Kind: site.BanDomain, Value: fmt.Sprint(i, ".example"), Effect: site.BanReject}
	}
	if done, err := s.Store.SetBans(t.Context(), "news", bans, moderation.Entry{ID: id, Ban: &bans.List[0]}); !done || err != nil {
		t.Fatal(done, err)
	}
	want(problem.BansFull, 422, "POST", "/v1/moderation/bans", `{"site":"news","kind":"domain","value":"mail.example"}`, "Authorization", "Bearer "+s.apiKey("news", time.Hour))
	want(problem.RoleForbidden, 403, "POST", "/v1/moderation/bans", `{"site":"news","kind":"domain","value":"mail.example"}`,
		"Authorization", "Bearer "+s.keyOf("news", auth.RoleReader, time.Hour))
	people(s, want)
	vote := "/v1/comments/" + id + "/votes"
	want(problem.VotesOff, 422, "POST", vote, `{"site":"slow","page":"/a","vote":-1}`)
	want(problem.VotesFull, 422, "POST", vote, fmt.Sprintf(`{"site":"news","page":"/a","vote":1,"guest":%q}`, s.eager()))
	want(problem.ReactionUnknown, 422, "POST", "/v1/reactions", `{"site":"news","page":"/a","reaction":"x"}`)
	want(problem.GuestInvalid, 400, "POST", post, strings.Replace(goodPost("x"), "{", `{"guest":"x",`, 1))
	want(problem.IdempotencyInvalid, 400, "POST", post, goodPost("x"), "Idempotency-Key", "x")
	want(problem.IdempotencyReused, 422, "POST", post, goodPost("other"), "Idempotency-Key", "of-every-code-test")
	want(problem.CursorInvalid, 400, "GET", "/v1/comments?site=news&page=/a&cursor=x", "")
	want(problem.ParameterInvalid, 400, "GET", "/v1/comments?site=news&page=/a&limit=0", "")
	want(problem.RequestInvalid, 400, "POST", post, "{")
	want(problem.RequestTooLarge, 413, "POST", post, goodPost(strings.Repeat("a", 20_000)))
	want(problem.MediaType, 415, "POST", post, goodPost("x"), "Content-Type", "text/plain")
	want(problem.OriginNotAllowed, 403, "POST", post, goodPost("x"), "Origin", "https://evil.example")
	want(problem.Unauthorized, 401, "GET", "/v1/moderation/comments?site=news", "")
	want(problem.RateLimited, 429, "POST", post, strings.Replace(goodPost("y"), "news", "slow", 1))
	backend := s.accounts("news", site.AccountsOptional)
	s.accounts("slow", site.AccountsRequired)
	s.Clock.Advance(time.Minute)
	want(problem.TokenInvalid, 401, "POST", post, goodPost("x"), "Authorization", "Account x")
	want(problem.TokenExpired, 401, "POST", post, goodPost("x"), "Authorization", "Account "+backend.token(map[string]any{"iat": unixOf(s, -time.Hour), "exp": unixOf(s, -2*time.Minute)}))
	want(problem.AccountRequired, 401, "POST", post, strings.Replace(goodPost("x"), "news", "slow", 1))
	strict := s.accounts("slow", site.AccountsVerified)
	s.Clock.Advance(time.Minute)
	want(problem.PhoneUnverified, 403, "POST", post, strings.Replace(goodPost("x"), "news", "slow", 1), "Authorization", "Account "+strict.token(nil))
	auth := []string{"Authorization", "Bearer " + s.apiKey("news", time.Hour)}
	want(problem.SettingInvalid, 422, "PATCH", "/v1/moderation/settings", `{"site":"news","version":1,"settings":{"mode":"x"}}`, auth...)
	want(problem.WordsInvalid, 422, "PUT", "/v1/moderation/words", `{"site":"news","version":0,"text":"[open"}`, auth...)
	want(problem.SettingsChanged, 409, "PATCH", "/v1/moderation/settings", `{"site":"news","version":999,"settings":{"mode":"all"}}`, auth...)
	for i := range ranking.MaxPinned {
		s.ask("POST", "/v1/moderation/pages", fmt.Sprintf(`{"site":"news","page":"/%d","action":"pin","title":"T"}`, i), auth...)
	}
	want(problem.ListsFull, 409, "POST", "/v1/moderation/pages", `{"site":"news","page":"/last","action":"pin","title":"T"}`, auth...)
	s.ask("POST", "/v1/moderation/actions", fmt.Sprintf(`{"site":"news","ids":[%q],"action":"lock"}`, id), auth...)
	want(problem.ThreadLocked, 409, "POST", post, strings.Replace(goodPost("x"), "{", fmt.Sprintf(`{"parent":%q,`, id), 1))
	want(problem.NotFound, 404, "GET", "/", "")
	want(problem.MethodNotAllowed, 405, "PUT", post, "")

	s.table.On(tabletest.Writes, 1, tabletest.Before(func() {
		s.ask("PATCH", "/v1/comments/"+id, strings.Replace(edit, "edited", "edited first", 1))
	}))
	want(problem.CommentChanged, 409, "PATCH", "/v1/comments/"+id, edit)
	s.table.On(tabletest.Reads, 1, tabletest.LostRequest)
	want(problem.TryAgain, 503, "GET", "/v1/health", "")
	s.table.On(tabletest.Reads, 1, func(context.Context, func() error) error { return errors.New("a defect") })
	want(problem.Internal, 500, "GET", "/v1/health", "")
	s.Clock.Advance(16 * time.Minute)
	want(problem.EditExpired, 409, "PATCH", "/v1/comments/"+id, edit)
	return produced
}

// people makes the requests that are refused for who works at the site.
func people(s *server, want func(code problem.Code, status int, method, target, body string, headers ...string)) {
	s.AddSite(s.t, "full", "https://full.example", nil)
	owner, b := s.moderator("Minh", auth.RoleOwner)
	page := []string{"Origin", home}
	cookie := append([]string{"Cookie", "__Host-kibitz=" + b.session}, page...)
	want(problem.SigninRequired, 401, "GET", "/v1/moderation/me", "", page...)
	want(problem.SigninFailed, 401, "POST", "/v1/moderation/signin/recover", `{"code":"x"}`, page...)
	want(problem.InviteInvalid, 404, "POST", "/v1/moderation/me/passkeys/options", `{"invite":"x"}`, page...)
	list := b.ask("GET", "/v1/moderation/me/passkeys", "")
	_, id, _ := strings.Cut(string(list.body), `"id":"`)
	id, _, _ = strings.Cut(id, `"`)
	want(problem.PasskeyLast, 409, "DELETE", "/v1/moderation/me/passkeys/"+id, "", cookie...)
	want(problem.OwnerLast, 409, "DELETE", "/v1/moderation/people/"+owner.ID+"?site=news", "", cookie...)
	want(problem.PersonUnknown, 404, "PATCH", "/v1/moderation/people/ffffffffffff", `{"site":"news","role":"reader"}`, cookie...)
	if _, err := s.staff.Join(s.t.Context(), "full", owner.ID, auth.RoleOwner, moderation.CommandLine); err != nil {
		s.t.Fatal(err)
	}
	want(problem.PersonElsewhere, 409, "POST", "/v1/moderation/people/"+owner.ID+"/link", `{"site":"news"}`, cookie...)
	for range staff.MaxPasskeys - 1 {
		begun := b.ask("POST", "/v1/moderation/me/passkeys/options", `{}`)
		b.ask("POST", "/v1/moderation/me/passkeys", fmt.Sprintf(`{"ceremony":%q,"credential":%s}`, begun.text("ceremony"), b.key.Create(s.t, begun.options())))
	}
	want(problem.PasskeysFull, 422, "POST", "/v1/moderation/me/passkeys/options", `{}`, cookie...)
	external := staff.Person{ID: "aaaaaaaaaaaa", Account: "a", Name: "A", Roles: map[string]staff.Member{"news": {Role: auth.RoleReader}}}
	if done, err := s.Store.SavePerson(s.t.Context(), staff.Save{After: external}); !done || err != nil {
		s.t.Fatal(done, err)
	}
	want(problem.AccountExternal, 409, "POST", "/v1/moderation/people/"+external.ID+"/link", `{"site":"news"}`, cookie...)
	for range staff.MaxPeople - 1 {
		if _, _, err := s.staff.Add(s.t.Context(), "full", "X", auth.RoleReader, moderation.CommandLine); err != nil {
			s.t.Fatal(err)
		}
	}
	want(problem.PeopleFull, 422, "POST", "/v1/moderation/people", `{"site":"full","name":"X","role":"reader"}`, cookie...)
}
