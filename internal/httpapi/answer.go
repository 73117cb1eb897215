package httpapi

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"kibitz/internal/problem"
)

// Cache-Control of the answers.
//
// A public read is fresh for a few seconds, so that a crowd on one article is
// one request a few seconds for each cache between, and may be shown for a while
// longer while the cache asks again. So that is how long a comment that a
// moderator took away can still be seen through caches. When we do not answer,
// a cache may show what it has for a day. A program that has just written and
// wants to see it asks with "no-cache", which costs it a 304 at most.
const (
	listCache     = "public, max-age=3, stale-while-revalidate=20, stale-if-error=86400"
	countsCache   = "public, max-age=10, stale-while-revalidate=60, stale-if-error=86400"
	contractCache = "public, max-age=300, stale-while-revalidate=86400"
	noStore       = "no-store"          // writes, refusals, health
	privateCache  = "private, no-store" // what a credential opened
)

const (
	jsonType    = "application/json; charset=utf-8"
	problemType = "application/problem+json"
)

// answer is what a handler returns: everything but the headers it has set.
type answer struct {
	status int
	kind   string // media type of the body
	cache  string // Cache-Control
	tag    string // ETag, "" for none
	body   []byte
	lines  func(line func(v any) error) error // in place of a body: sends each line when it is there
	code   problem.Code                       // of a refusal
	cause  error                              // for the log: what lies behind, of outages and defects only
}

// reply returns v as JSON. encoding/json escapes <, >, & and the line
// separators, so that an answer is harmless wherever it is pasted.
func reply(status int, cache string, v any) (answer, error) {
	var b bytes.Buffer
	if err := json.NewEncoder(&b).Encode(v); err != nil {
		return answer{}, fmt.Errorf("encode answer: %w", err)
	}
	return answer{status: status, kind: jsonType, cache: cache, body: b.Bytes()}, nil
}

// replyPublic returns v as JSON that caches may keep and ask about by its
// ETag.
func replyPublic(cache string, v any) (answer, error) {
	ans, err := reply(http.StatusOK, cache, v)
	ans.tag = etag(ans.body)
	return ans, err
}

// etag is a strong tag: equal tags mean equal bytes.
func etag(body []byte) string {
	sum := sha256.Sum256(body)
	return `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
}

// setSecurity sets the headers that every answer has. Nothing here is a page:
// a browser that is led here runs, frames and guesses nothing.
func setSecurity(h http.Header) {
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox")
	h.Set("Referrer-Policy", "no-referrer")
}

// write sends the answer and returns the bytes of body sent.
func (ans answer) write(w http.ResponseWriter, r *http.Request) int {
	h := w.Header()
	h.Set("Cache-Control", ans.cache)
	if ans.tag != "" {
		h.Set("ETag", ans.tag)
		if holds(r.Header.Values("If-None-Match"), ans.tag) {
			w.WriteHeader(http.StatusNotModified)
			return 0
		}
	}
	if ans.kind != "" {
		h.Set("Content-Type", ans.kind)
		h.Set("Content-Length", strconv.Itoa(len(ans.body)))
	}
	w.WriteHeader(ans.status)
	if r.Method == http.MethodHead || len(ans.body) == 0 {
		return 0
	}
	n, _ := w.Write(ans.body) // a client that has gone misses nothing
	return n
}

// holds reports whether If-None-Match names the tag. A cache may have made the
// tag a weak one, and for this question both are the same.
func holds(fields []string, tag string) bool {
	for part := range strings.SplitSeq(strings.Join(fields, ","), ",") {
		part = strings.TrimPrefix(strings.TrimSpace(part), "W/")
		if part == tag || part == "*" {
			return true
		}
	}
	return false
}
