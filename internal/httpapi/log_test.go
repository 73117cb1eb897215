package httpapi_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"kibitz/internal/table/tabletest"
)

// TestLogLine looks at the whole line of a request.
func TestLogLine(t *testing.T) {
	s := newServer(t, nil)
	a := s.ask("GET", "/v1/comments?site=news&page=/a", "")
	s.ask("GET", "/v1/comments?site=no&page=/a", "")
	s.ask("BREW", "/nowhere/at/all", "")
	lines := strings.Split(strings.TrimSpace(s.log.String()), "\n")
	if len(lines) != 3 {
		t.Fatalf("%d lines for 3 requests:\n%s", len(lines), s.log.String())
	}
	want := fmt.Sprintf(`"level":"INFO","msg":"request","method":"GET","route":"/v1/comments","status":200,"code":"","duration":0,"bytes":%d,"request":%q}`,
		len(a.body), a.Header.Get("X-Request-Id"))
	if !strings.HasSuffix(lines[0], want) {
		t.Errorf("line %s\nwant %s", lines[0], want)
	}
	if !strings.Contains(lines[1], `"status":404,"code":"site_unknown"`) {
		t.Errorf("line %s", lines[1])
	}
	if !strings.Contains(lines[2], `"method":"other","route":"","status":404,"code":"not_found"`) {
		t.Errorf("line %s", lines[2])
	}
}

// TestLogKnowsNobody puts a word that is easy to find wherever a client can
// put one, lets requests succeed, be refused and fail, and looks for it in
// the log.
func TestLogKnowsNobody(t *testing.T) {
	const canary = "canary7f3a"
	s := newServer(t, nil)
	key := s.apiKey("news", time.Hour)
	guest := strings.Repeat(canary, 5)[:43]
	page := "/" + canary
	headers := []string{
		"User-Agent", canary, "Referer", "https://" + canary + ".example/", "X-Forwarded-For", "203.0.113.77", "Cookie", canary,
		"X-Request-Id", canary, "Idempotency-Key", "key-" + canary + "-of-a-submit", "X-Custom", canary,
	}
	body := fmt.Sprintf(`{"site":"news","page":%q,"url":"https://news.example/%[2]s","title":%[3]q,"body":%[3]q,"author":{"name":%[3]q,"email":"%[2]s@reader.example","url":"https://%[2]s.example"},"guest":%[4]q,"form":{"hidden":""}}`,
		page, canary, canary, guest)

	everything := func() {
		id := s.ask("POST", "/v1/comments", body, headers...).text("comment", "id")
		s.ask("GET", "/v1/comments?site=news&page="+page, "", headers...)
		s.ask("GET", "/v1/comments?site=news&page=/a&cursor="+canary+"&"+canary+"=1", "", headers...)
		s.ask("GET", "/v1/comments/"+canary+"?site="+canary, "", headers...)
		s.ask("GET", "/"+canary, "", headers...)
		s.ask("PATCH", "/v1/comments/"+id, fmt.Sprintf(`{"site":"news","guest":%q,"body":%q}`, guest, canary), headers...)
		s.ask("POST", "/v1/views", fmt.Sprintf(`{"site":"news","page":%q,"title":%q}`, page, canary), headers...)
		s.ask("POST", "/v1/preview", fmt.Sprintf(`{"site":"news","body":%q,%q:1}`, canary, canary), headers...)
		s.ask("POST", "/v1/preview", `{"site":"news","body":"`+canary, headers...)
		s.ask("POST", "/v1/preview", body, "Origin", "https://"+canary+".example")
		s.ask("GET", "/v1/moderation/comments?site=news", "", "Authorization", "Bearer kbz_"+canary)
		s.ask("POST", "/v1/comments", body, "Authorization", "Account "+canary+"."+canary+"."+canary)
		s.ask("POST", "/v1/moderation/actions", fmt.Sprintf(`{"site":"news","ids":[%q],"action":%[1]q,"reason":%[1]q}`, canary), "Authorization", "Bearer "+key)
		s.ask(strings.ToUpper(canary), "/v1/views", "", headers...)
	}
	everything()
	for _, fault := range []tabletest.Fault{tabletest.LostRequest, tabletest.Throttle, tabletest.Conflict} {
		s.table.On(tabletest.Calls, 0, fault)
		s.Clock.Advance(2 * time.Minute)
		everything()
		s.table.Heal()
	}

	log := s.log.String()
	if !strings.Contains(log, `"status":503`) || !strings.Contains(log, `"status":201`) {
		t.Fatal("nothing failed, or nothing went well")
	}
	for _, secret := range []string{canary, "203.0.113.77", "192.0.2.1", key, guest, "reader.example"} {
		if i := strings.Index(strings.ToLower(log), strings.ToLower(secret)); i >= 0 {
			t.Errorf("%q is in the log: %s", secret, log[max(0, i-300):min(len(log), i+100)])
		}
	}
	for line := range strings.Lines(log) {
		if !json.Valid([]byte(line)) {
			t.Errorf("line %q", line)
		}
	}
}
