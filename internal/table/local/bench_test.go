package local

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"kibitz/internal/table"
)

// benchSchema has the shape of Kibitz's own: queues carry much of a comment,
// the index of authors only keys.
func benchSchema() table.Schema {
	return table.Schema{Indexes: []table.Index{
		{Name: "queue", PK: "g1", SK: "g2", Include: []string{"h", "s", "n"}},
		{Name: "author", PK: "a1", SK: "a2"},
	}}
}

// BenchmarkPost measures a comment with all that belongs to it, durable.
func BenchmarkPost(b *testing.B) { benchmarkWrites(b, post) }

// BenchmarkView measures one visitor's view of a page, durable.
func BenchmarkView(b *testing.B) { benchmarkWrites(b, view) }

func benchmarkWrites(b *testing.B, do func(n uint64) table.Write) {
	for _, writers := range []int{1, 8, 32} {
		b.Run(fmt.Sprintf("writers=%d", writers), func(b *testing.B) {
			db := openSchema(b, b.TempDir(), benchSchema(), Options{})
			ctx, stop := context.WithCancel(b.Context())
			followed := make(chan error)
			go func() { followed <- follow(ctx, db) }()
			var n atomic.Uint64
			var wg sync.WaitGroup
			b.ReportAllocs()
			b.ResetTimer()
			before := processorTime(b)
			for range writers {
				wg.Go(func() {
					for i := n.Add(1); i <= uint64(b.N); i = n.Add(1) {
						if _, err := db.Write(ctx, do(i)); err != nil && !errors.Is(err, table.ErrCondition) {
							b.Error(err)
							return
						}
					}
				})
			}
			wg.Wait()
			b.ReportMetric(float64((processorTime(b)-before).Microseconds())/float64(b.N), "cpu-µs/op")
			b.StopTimer()
			stop()
			if err := <-followed; !errors.Is(err, context.Canceled) {
				b.Error(err)
			}
		})
	}
}

// processorTime is what the process has used, background work included. It
// tells more than the time on a machine with other work to do.
func processorTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// follow reads the feed as a consumer does, and trims what it has read.
func follow(ctx context.Context, db *DB) error {
	at := table.Position("")
	for {
		batch, err := db.Changes(ctx, at, 1000)
		if err != nil {
			return err
		}
		at = batch.Next
		if err := db.Trim(ctx, at); err != nil {
			return err
		}
	}
}

// BenchmarkQuery measures a page of 50 comments.
func BenchmarkQuery(b *testing.B) {
	db := openSchema(b, b.TempDir(), benchSchema(), Options{})
	fill(b, db, 20_000)
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		n++
		page, err := db.Query(b.Context(), table.Query{PK: pageKey(uint64(n)), Limit: 50, Descending: n%2 == 0})
		if err != nil || len(page.Items) != 50 {
			b.Fatal(len(page.Items), err)
		}
	}
}

// BenchmarkGet measures 20 items of 20 partitions.
func BenchmarkGet(b *testing.B) {
	db := openSchema(b, b.TempDir(), benchSchema(), Options{})
	fill(b, db, 20_000)
	keys := make([]table.Key, 20)
	for i := range keys {
		keys[i] = post(uint64(i*991 + 1)).Ops[1].Key
	}
	b.ReportAllocs()
	for b.Loop() {
		got, err := db.Get(b.Context(), table.Get{Keys: keys})
		if err != nil || got.Items[19] == nil {
			b.Fatal(got.Items, err)
		}
	}
}

// fill writes posts, many of them at a time.
func fill(b *testing.B, db *DB, posts uint64) {
	b.Helper()
	var w table.Write
	for n := range posts {
		w.Ops = append(w.Ops, post(n + 1).Ops[:3]...)
		if len(w.Ops) > table.MaxOps-3 || n+1 == posts {
			if _, err := db.Write(b.Context(), w); err != nil {
				b.Fatal(err)
			}
			w.Ops = nil
		}
	}
}

// text is long enough that hardly two comments say the same.
var text = func() string {
	words := strings.Fields("bài viết rất hay cảm ơn tác giả đã chia sẻ với bạn đọc tôi không đồng ý the of and to in is that for it as was on with this are by not but have an they at from you we there more about article reader")
	r := rand.New(rand.NewPCG(1, 2))
	var b strings.Builder
	for b.Len() < 1<<18 {
		b.WriteString(words[r.IntN(len(words))] + string(rune('a'+r.IntN(26))) + " ")
	}
	return b.String()
}()

// prose is about so many bytes of text.
func prose(n uint64, length int) table.Value {
	at := int(scatter(n) % uint64(len(text)-length))
	return table.String(strings.ToValidUTF8(text[at:at+length], ""))
}

// scatter makes keys that follow one another lie apart.
func scatter(n uint64) uint64 { return n * 0x9E3779B97F4A7C15 }

func pageKey(n uint64) string { return fmt.Sprintf("c#example#news.example/2026/%d", n%200) }

// post is the transaction of the n-th comment.
func post(n uint64) table.Write {
	id := fmt.Sprintf("%026d", n)
	author := fmt.Sprintf("u#example#%08x", scatter(n)>>48)
	expires := table.Int(time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC).Unix())
	comment := table.Item{
		"pk": table.String(pageKey(n)), "sk": table.String(id),
		"h": prose(n, 300), "n": table.String("Nguyễn Văn A"), "s": table.String("published"),
		"t": table.Int(1_800_000_000_000 + int64(n)), "u": table.Int(0), "d": table.Int(0),
		"g1": table.String("q#example#published"), "g2": table.String(id), "a1": table.String(author), "a2": table.String(id),
	}
	private := table.Item{
		"pk": table.String("x#example#" + id), "sk": table.String("-"),
		"b": prose(n, 280), "e": table.String("reader@example.org"), "ip": prose(n, 40),
		"ua": prose(n, 120), "c": table.Bytes([]byte(text[n%1000:][:90])), "ttl": expires,
	}
	marker := table.Item{
		"pk": table.String(fmt.Sprintf("i#example#%016x", scatter(n))), "sk": table.String("-"),
		"p": table.String(pageKey(n)), "id": table.String(id), "r": table.Bytes([]byte(text[:32])), "ttl": expires,
	}
	window := table.Key{PK: fmt.Sprintf("l#example#ip#%08x#12345", scatter(n)>>50), SK: "-"}
	return table.Write{Ops: []table.Op{
		table.Put(comment).When(table.Absent(table.AttrPK)),
		table.Put(private),
		table.Put(marker).When(table.Absent(table.AttrPK)),
		table.Update(window).Adding("n", table.Int(1)).Setting("ttl", expires).When(table.AbsentOrLess("n", table.Int(1000))),
	}}
}

// view is the n-th view: of many visitors, some of whom were there before.
func view(n uint64) table.Write {
	visitor := scatter(n % 100_000)
	key := table.Key{
		PK: fmt.Sprintf("v#example#news.example/2026/%d#20261123#%d", n%50, visitor%4),
		SK: fmt.Sprintf("%016x", visitor),
	}
	return table.Write{Ops: []table.Op{
		table.Update(key).Adding("h", table.Int(1)).Setting("t", table.Int(int64(n))).Setting("ttl", table.Int(4_102_444_800)).
			When(table.AbsentOrLess("t", table.Int(int64(n)))),
	}}
}
