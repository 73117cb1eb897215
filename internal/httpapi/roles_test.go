package httpapi_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"kibitz/internal/auth"
	"kibitz/internal/httpapi"
	"kibitz/internal/site"
)

// own are the moderation routes that are about who asks, not about a site.
var own = []string{"/v1/moderation/signin", "/v1/moderation/me"}

// TestRolesOfTheContract: what openapi.yaml lets be asked with a credential of a
// site names the role that it takes, and nothing else does. With
// TestContractHasTheRoutes this holds for every route that there will be.
func TestRolesOfTheContract(t *testing.T) {
	needs := map[string]auth.Role{}
	for _, rt := range httpapi.Routes() {
		needs[strings.ToLower(rt.Method)+" "+rt.Pattern] = rt.Needs
	}
	for path, operations := range readSpec(t).Paths {
		for method, operation := range operations {
			o, ok := operation.(map[string]any)
			if !ok || method == "options" {
				continue
			}
			text := quote(o["security"])
			keyed := strings.Contains(text, "apiKey")
			if role := needs[method+" "+path]; keyed != (role != "") || keyed && !role.Includes(role) {
				t.Errorf("%s %s: security %s, and the route needs the role %q", method, path, text, role)
			}
			if moderates := strings.HasPrefix(path, "/v1/moderation/") && !isOwn(path); moderates != keyed {
				t.Errorf("%s %s: security %s", method, path, text)
			}
		}
	}
}

func isOwn(path string) bool {
	for _, prefix := range own {
		if path == prefix || strings.HasPrefix(path, prefix+"/") {
			return true
		}
	}
	return false
}

// TestRoleMatrix asks every route that needs a role with every role there is,
// and as those who have none on the site.
func TestRoleMatrix(t *testing.T) {
	s := newServer(t, nil)
	s.AddSite(t, "other", "https://other.example", nil)
	bearer := func(secret string) []string { return []string{"Authorization", "Bearer " + secret} }
	type asker struct {
		name string
		role auth.Role
		auth []string
	}
	askers := []asker{
		{"nobody", "", nil},
		{"garbage", "", bearer("kbz_" + strings.Repeat("A", 43))},
		{"guest", "", []string{"Authorization", "Guest " + strings.Repeat("A", 43)}},
		{"other site's owner", "", bearer(s.keyOf("other", auth.RoleOwner, time.Hour))},
		{"reader", auth.RoleReader, bearer(s.keyOf("news", auth.RoleReader, time.Hour))},
		{"moderator", auth.RoleModerator, bearer(s.keyOf("news", auth.RoleModerator, time.Hour))},
		{"owner", auth.RoleOwner, bearer(s.keyOf("news", auth.RoleOwner, time.Hour))},
	}
	for _, rt := range httpapi.Routes() {
		if rt.Needs == "" {
			continue
		}
		target, body := strings.ReplaceAll(rt.Pattern, "{id}", "01ARZ3NDEKTSV4RRFFQ69G5FAV"), ""
		if rt.Method == http.MethodGet || rt.Method == http.MethodDelete {
			target += "?site=news"
		} else {
			body = `{"site":"news"}`
		}
		for _, who := range askers {
			want := 0
			switch {
			case who.role == "":
				want = http.StatusUnauthorized
			case !who.role.Includes(rt.Needs):
				want = http.StatusForbidden
			}
			a := s.ask(rt.Method, target, body, who.auth...)
			refused := a.StatusCode == http.StatusUnauthorized || a.StatusCode == http.StatusForbidden
			if want != 0 && a.StatusCode != want || want == 0 && refused {
				t.Errorf("%s %s as %s: %d %s", rt.Method, rt.Pattern, who.name, a.StatusCode, a.body)
			}
		}
	}
}

// TestMailIsForModerators: an e-mail address is for those who decide, on the
// site where it was given.
func TestMailIsForModerators(t *testing.T) {
	s := newServer(t, func(st *site.Settings) { st.Email = true })
	id := s.ask("POST", "/v1/comments", strings.Replace(goodPost("x"), `"name":"Độc giả"`, `"name":"A","email":"lan@mail.example"`, 1)).text("comment", "id")
	for role, want := range map[auth.Role]string{auth.RoleReader: "", auth.RoleModerator: "lan@mail.example", auth.RoleOwner: "lan@mail.example"} {
		a := s.ask("GET", "/v1/moderation/comments/"+id+"?site=news", "", "Authorization", "Bearer "+s.keyOf("news", role, time.Hour))
		if got := a.text("comment", "email"); a.StatusCode != 200 || got != want {
			t.Errorf("as %s: %d %q, want %q", role, a.StatusCode, got, want)
		}
	}
}
