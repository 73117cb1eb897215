package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/oklog/ulid/v2"

	"kibitz/internal/comment"
	"kibitz/internal/fold"
	"kibitz/internal/site"
	"kibitz/internal/store"
	"kibitz/internal/table/local"
	"kibitz/internal/testkit/seed"
)

// text is a comment of some 300 bytes, as readers write them.
const text = "Bài viết rất **hay** và bổ ích, cảm ơn tòa soạn. Tôi chỉ muốn nói thêm rằng ở quê tôi người ta đã làm như thế " +
	"từ nhiều năm nay, và kết quả tốt hơn nhiều so với mong đợi ban đầu của mọi người trong xã."

// seeded is what the prepared directory holds.
type seeded struct{ thread string }

// prepare makes a data directory: the site "bench" with limits off, and the
// pages /small, /big and /thread. Of each of the first two one comment is really
// posted; the others are copies of its item. Everything is counted, so that the
// program finds nothing left to do.
func prepare(dir string, big int) (seeded, error) {
	ctx := context.Background()
	db, err := local.Open(dir, store.Schema(), local.Options{Now: time.Now})
	if err != nil {
		return seeded{}, err
	}
	out, err := fill(ctx, db, big)
	return out, errors.Join(err, db.Close())
}

func fill(ctx context.Context, db *local.DB, big int) (seeded, error) {
	st := store.New(db, time.Now, rand.Reader)
	settings := site.Defaults()
	settings.Origins, settings.Limits, settings.Form = []string{"https://bench.example"}, false, false
	if err := st.AddSite(ctx, "bench", settings); err != nil {
		return seeded{}, err
	}
	sites := site.NewDirectory(st, time.Now, time.Minute)
	bench, err := sites.Site(ctx, "bench")
	if err != nil {
		return seeded{}, err
	}
	service := comment.NewService(st, sites, time.Now, rand.Reader)
	post := func(page, parent string) (comment.Comment, error) {
		p, err := service.Post(ctx, bench, comment.Post{
			Page: page, Title: "Bài viết", Parent: parent, Body: text, Name: "Độc giả", Address: netip.MustParseAddr("203.0.113.9"),
			Key: hex.EncodeToString([]byte(ulid.Make().String())),
		})
		return p.Comment, err
	}
	for page, n := range map[string]int{"/small": 100, "/big": big} {
		c, err := post(page, "")
		if err != nil {
			return seeded{}, err
		}
		if err := seed.Copies(ctx, db, "bench", page, string(c.ID), n-1, n, time.Now()); err != nil {
			return seeded{}, err
		}
	}
	log := slog.New(slog.DiscardHandler)
	counts := &fold.Consumer{Feed: db, Store: st, Lists: fold.NewLists(st, sites, time.Now, fold.Thrifty, log), Log: log}
	root, err := post("/thread", "")
	if err != nil {
		return seeded{}, err
	}
	if err := counts.Drain(ctx); err != nil {
		return seeded{}, err
	}
	for i := range 10_000 {
		if _, err := post("/thread", string(root.ID)); err != nil {
			return seeded{}, err
		}
		if i <= comment.ThreadCap { // so that the cap is seen as it is reached
			if err := counts.Drain(ctx); err != nil {
				return seeded{}, err
			}
		}
	}
	return seeded{thread: string(root.ID)}, counts.Drain(ctx)
}

// measurement is one operation and its goals with one and with eight clients.
type measurement struct {
	what    string
	request request
	goals   [2]float64
}

func measurements(s seeded) []measurement {
	list := func(q string) request { return get("/v1/comments?site=bench&" + q) }
	counts := url.Values{"site": {"bench"}}
	for i := range 20 {
		counts.Add("page", fmt.Sprint("/view-", i))
	}
	return []measurement{
		{"view, durable and exact", view(), [2]float64{2000, 5800}},
		{"post, durable", post(), [2]float64{1500, 6000}},
		{"list 25 of 100", list("page=/small"), [2]float64{0, 5000}},
		{"list 25 of the big page", list("page=/big"), [2]float64{0, 5000}},
		{"list 100 of the big page", list("page=/big&limit=100"), [2]float64{}},
		{"list 25, a thread of 10,000 replies", list("page=/thread"), [2]float64{0, 5000}},
		{"thread of 10,000 replies, first 25", list("page=/thread&root=" + s.thread), [2]float64{0, 5000}},
		{"counts of 20 pages", get("/v1/counts?" + counts.Encode()), [2]float64{0, 10000}},
	}
}

func get(target string) request {
	raw := []byte("GET " + target + " HTTP/1.1\r\nHost: bench\r\n\r\n")
	return func(int, int) ([]byte, int) { return raw, 200 }
}

// readers numbers readers over all measurements, so that none comes twice.
var readers atomic.Uint32

func post() request {
	return func(client, n int) ([]byte, int) {
		body := fmt.Sprintf(`{"site":"bench","page":"/post-%d","body":%q,"author":{"name":"Độc giả"}}`, client%4, text)
		return send("/v1/comments", body, fmt.Sprintf("Idempotency-Key: %s\r\n", ulid.Make())), 201
	}
}

func view() request {
	return func(client, n int) ([]byte, int) {
		body := fmt.Sprintf(`{"site":"bench","page":"/view-%d","title":"Bài viết","url":"https://bench.example/view-%d"}`, n%20, n%20)
		return send("/v1/views", body, "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r\n"), 200
	}
}

func send(target, body, headers string) []byte {
	n := readers.Add(1)
	var b strings.Builder
	fmt.Fprintf(&b, "POST %s HTTP/1.1\r\nHost: bench\r\nOrigin: https://bench.example\r\nContent-Type: application/json\r\n"+
		"X-Forwarded-For: 11.%d.%d.%d\r\n%sContent-Length: %d\r\n\r\n%s",
		target, n>>16&255, n>>8&255, n&255, headers, len(body), body)
	return []byte(b.String())
}
