package page

import (
	"errors"
	"net/url"
	"testing"

	"kibitz/internal/testkit"
)

// Strings that attackers send as the Origin header and as return addresses. The site is https://example.com alone, and none of them
// means it: what is not refused must lie on the site's own host.

func TestAttackOrigins(t *testing.T) {
	if _, found := testkit.Corpora(t); !found {
		return
	}
	for _, attack := range testkit.Strings(t, "attack/cors-origins.json") {
		if AllowedOrigin(attack, []string{"https://example.com"}) {
			t.Errorf("AllowedOrigin(%q) = true", attack)
		}
	}
}

func TestAttackAddresses(t *testing.T) {
	if _, found := testkit.Corpora(t); !found {
		return
	}
	refused := 0
	attacks := testkit.Strings(t, "attack/open-redirect.json")
	for _, attack := range attacks {
		link, err := Address(attack, []string{"https://example.com"})
		if err != nil {
			if !errors.Is(err, ErrInvalid) {
				t.Errorf("Address(%q): %v; want ErrInvalid", attack, err)
			}
			refused++
			continue
		}
		parsed, err := url.Parse(link)
		if err != nil || parsed.Scheme != "https" || parsed.Host != "example.com" || parsed.User != nil {
			t.Errorf("Address(%q) = %q, which is not on the site (%v)", attack, link, err)
		}
		checkCanonical(t, attack)
	}
	t.Logf("%d of %d addresses refused, the others stay on the site", refused, len(attacks))
	if refused < len(attacks)*3/4 {
		t.Errorf("only %d of %d refused", refused, len(attacks))
	}
}
