package app_test

import (
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"kibitz/internal/app"
	"kibitz/internal/site"
	"kibitz/internal/store"
	"kibitz/internal/table/local"
)

// BenchmarkHandler runs the operations of a busy site through the whole
// program but the network: routes, services, store, embedded engine, disk.
func BenchmarkHandler(b *testing.B) {
	db, err := local.Open(b.TempDir(), store.Schema(), local.Options{Now: time.Now})
	if err != nil {
		b.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			b.Error(err)
		}
	}()
	a := app.New(app.Options{
		Table: db, Now: time.Now, Random: rand.Reader, Log: slog.New(slog.DiscardHandler), KeepSites: time.Minute,
	})
	settings := site.Defaults()
	settings.Origins, settings.Limits = []string{"https://bench.example"}, false
	if err := a.Store.AddSite(b.Context(), "bench", settings); err != nil {
		b.Fatal(err)
	}
	h := a.Handler()
	var n atomic.Int64
	post := func(page string) *http.Request {
		body := fmt.Sprintf(`{"site":"bench","page":%q,"body":%q,"author":{"name":"Độc giả"}}`, page, strings.Repeat("Bài viết rất **hay**. ", 12))
		return request("POST", "/v1/comments", body, "Idempotency-Key", fmt.Sprintf("key-of-the-benchmark-%d", n.Add(1)))
	}
	for range 100 {
		serve(b, h, post("/a"), 201)
	}
	for _, op := range []struct {
		name   string
		make   func() *http.Request
		status int
	}{
		{"post", func() *http.Request { return post("/b") }, 201},
		{"view", func() *http.Request {
			r := request("POST", "/v1/views", `{"site":"bench","page":"/a"}`, "User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
			i := n.Add(1)
			r.RemoteAddr = fmt.Sprintf("11.%d.%d.%d:1", i>>16&255, i>>8&255, i&255)
			return r
		}, 200},
		{"list25", func() *http.Request { return request("GET", "/v1/comments?site=bench&page=/a", "") }, 200},
		{"counts20", func() *http.Request {
			return request("GET", "/v1/counts?site=bench"+strings.Repeat("&page=/a&page=/b", 10), "")
		}, 200},
	} {
		b.Run(op.name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetParallelism(4)
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					serve(b, h, op.make(), op.status)
				}
			})
		})
	}
}

func request(method, target, body string, header ...string) *http.Request {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return r
}

func serve(b *testing.B, h http.Handler, r *http.Request, want int) {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != want {
		b.Errorf("%s %s: %d %s", r.Method, r.URL, w.Code, w.Body)
	}
}
