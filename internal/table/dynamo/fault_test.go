package dynamo

import (
	"context"
	"errors"
	"maps"
	"testing"
	"time"

	"kibitz/internal/table"
	"kibitz/internal/testkit"
)

// The answers of DynamoDB to what an emulator never meets.
var (
	serverError = testkit.Reply(500, `{"__type":"com.amazonaws.dynamodb.v20120810#InternalServerError","message":"internal"}`)
	throughput  = throttled("ProvisionedThroughputExceededException")
	html        = testkit.Reply(502, `<html><body>Bad Gateway</body></html>`)

	serverErrorAfter = testkit.ReplyAfter(500, `{"__type":"com.amazonaws.dynamodb.v20120810#InternalServerError"}`)
	htmlAfter        = testkit.ReplyAfter(200, `<html><body>Sign in</body></html>`)
	emptyAfter       = testkit.ReplyAfter(200, ``)
)

func throttled(code string) testkit.Fault {
	return testkit.Reply(400, `{"__type":"com.amazonaws.dynamodb.v20120810#`+code+`","message":"slow down"}`)
}

// harmless faults spoil a call before the server hears of it, and the client
// can tell.
var harmless = map[string]testkit.Fault{
	"throughput":    throughput,
	"throttling":    throttled("ThrottlingException"),
	"request limit": throttled("RequestLimitExceeded"),
}

// before are faults that spoil a call before the server hears of it, which the
// client cannot know.
var before = map[string]testkit.Fault{
	"drop":  testkit.DropBefore,
	"reset": testkit.ResetBefore,
	"stall": testkit.StallBefore,
	"500":   serverError,
	"html":  html,
}

// after are faults that spoil only the answer.
var after = map[string]testkit.Fault{
	"drop":     testkit.DropAfter,
	"reset":    testkit.ResetAfter,
	"stall":    testkit.StallAfter,
	"500":      serverErrorAfter,
	"html":     htmlAfter,
	"empty":    emptyAfter,
	"truncate": testkit.TruncateAfter,
	"cut":      testkit.CutAfter,
	"garble":   testkit.GarbleAfter,
}

func TestFaultsOfReads(t *testing.T) {
	t.Parallel()
	proxy, engine, plain := newFaultyTable(t)
	one := item("p", "1", table.Item{"s": table.String("a longer text, so that half of an answer has some of it")})
	two := item("p", "2", table.Item{"n": table.Int(2), "g1": table.String("g"), "h1": table.String("h")})
	write(t, plain, table.Put(one), table.Put(two))

	reads := map[string]func(context.Context) ([]table.Item, error){
		"get": func(ctx context.Context) ([]table.Item, error) {
			got, err := engine.Get(ctx, table.Get{Keys: []table.Key{one.Key()}})
			return got.Items, err
		},
		"batch": func(ctx context.Context) ([]table.Item, error) {
			got, err := engine.Get(ctx, table.Get{Keys: []table.Key{one.Key(), two.Key()}})
			return got.Items, err
		},
		"query": func(ctx context.Context) ([]table.Item, error) {
			page, err := engine.Query(ctx, table.Query{PK: "p", Limit: 10})
			return page.Items, err
		},
	}
	want := map[string][]table.Item{"get": {one}, "batch": {one, two}, "query": {one, two}}
	for _, faults := range []map[string]testkit.Fault{harmless, before, after} {
		for name, fault := range faults {
			for kind, read := range reads {
				t.Run(kind+" "+name, func(t *testing.T) {
					proxy.Script(fault)
					items, err := read(t.Context())
					if err != nil || !equalItems(items, want[kind]) {
						t.Errorf("one fault: %v, %v", items, err)
					}
					if n := proxy.Calls(); n != 2 {
						t.Errorf("one fault: %d calls", n)
					}
				})
			}
		}
	}
}

func equalItems(a, b []table.Item) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !maps.Equal(a[i], b[i]) {
			return false
		}
	}
	return true
}

// Three faults end a call, within its deadline and with nothing of a spoilt
// answer.
func TestFaultsThatStay(t *testing.T) {
	t.Parallel()
	proxy, engine, plain := newFaultyTable(t)
	it := item("p", "1", table.Item{"s": table.String("text")})
	write(t, plain, table.Put(it))
	for _, faults := range []map[string]testkit.Fault{harmless, before, after} {
		for name, fault := range faults {
			t.Run(name, func(t *testing.T) {
				const deadline = 3 * stallTime
				ctx, cancel := context.WithTimeout(t.Context(), deadline)
				defer cancel()
				proxy.Script(fault, fault, fault, fault)
				start := time.Now()
				got, err := engine.Get(ctx, table.Get{Keys: []table.Key{it.Key()}})
				if !errors.Is(err, table.ErrUnavailable) && !errors.Is(err, table.ErrThrottled) || got.Items != nil {
					t.Errorf("%v, %v", got, err)
				}
				if n := proxy.Calls(); n != maxAttempts {
					t.Errorf("%d calls", n)
				}
				if took := time.Since(start); took > deadline+stallTime {
					t.Errorf("took %v of %v", took, deadline)
				}
			})
		}
	}
}

// A write whose answer is lost, by what its conditions are.
func TestLostAnswers(t *testing.T) {
	t.Parallel()
	proxy, engine, plain := newFaultyTable(t)
	old := func(k table.Key) table.Item {
		return item(k.PK, k.SK, table.Item{"n": table.Int(7), "version": table.Int(1)})
	}
	isOwn := func(err error) bool { return errors.Is(err, table.ErrCondition) } // of the first attempt
	isUnknown := func(err error) bool { return errors.Is(err, table.ErrUnavailable) }
	isNil := func(err error) bool { return err == nil }
	cases := []struct {
		name   string
		exists bool
		ops    func(table.Key) []table.Op
		calls  int
		want   func(error) bool
	}{
		{"create", false, func(k table.Key) []table.Op {
			return []table.Op{table.Put(item(k.PK, k.SK, nil)).When(table.Absent(table.AttrPK))}
		}, 2, isOwn},
		{"replace by version", true, func(k table.Key) []table.Op {
			return []table.Op{table.Put(item(k.PK, k.SK, table.Item{"version": table.Int(2)})).When(table.Equal("version", table.Int(1)))}
		}, 2, isOwn},
		{"update by version", true, func(k table.Key) []table.Op {
			return []table.Op{table.Update(k).Adding("n", table.Int(1)).Adding("version", table.Int(1)).When(table.Equal("version", table.Int(1)))}
		}, 2, isOwn},
		{"count with a time", true, func(k table.Key) []table.Op {
			return []table.Op{table.Update(k).Adding("n", table.Int(1)).Setting("t", table.Int(100)).When(table.AbsentOrLess("t", table.Int(50)))}
		}, 2, isOwn},
		{"delete", true, func(k table.Key) []table.Op {
			return []table.Op{table.Delete(k).When(table.Present(table.AttrPK))}
		}, 2, isOwn},
		{"bounded count", true, func(k table.Key) []table.Op {
			return []table.Op{table.Update(k).Adding("n", table.Int(1)).When(table.AbsentOrLess("n", table.Int(100)))}
		}, 1, isUnknown},
		{"bare count", true, func(k table.Key) []table.Op {
			return []table.Op{table.Update(k).Adding("n", table.Int(1))}
		}, 1, isUnknown},
		{"bare put", true, func(k table.Key) []table.Op {
			return []table.Op{table.Put(item(k.PK, k.SK, nil))}
		}, 1, isUnknown},
		{"transaction", true, func(k table.Key) []table.Op {
			return []table.Op{
				table.Update(k).Adding("n", table.Int(1)),
				table.Put(item(k.PK, k.SK+"/marker", nil)).When(table.Absent(table.AttrPK)),
			}
		}, 2, isNil},
	}
	for _, c := range cases {
		for name, fault := range after {
			t.Run(c.name+" "+name, func(t *testing.T) {
				k := table.Key{PK: c.name, SK: name}
				var was table.Item
				if c.exists {
					was = old(k)
					write(t, plain, table.Put(was))
				}
				ops := c.ops(k)
				once, err := ops[0].Apply(was)
				if err != nil {
					t.Fatal(err)
				}
				ctx, cancel := t.Context(), func() {}
				if c.calls == 1 { // a stall takes all the time there is
					ctx, cancel = context.WithTimeout(ctx, stallTime)
				}
				defer cancel()
				proxy.Script(fault)
				_, err = engine.Write(ctx, table.Write{Ops: ops})
				proxy.Wait()
				if !c.want(err) {
					t.Errorf("error %v", err)
				}
				if n := proxy.Calls(); n != c.calls {
					t.Errorf("%d calls, want %d", n, c.calls)
				}
				if is := read(t, plain, k); !maps.Equal(is, once) {
					t.Errorf("item %v, want %v", is, once)
				}
				if it, failed := table.Failed(err, 0); failed && !maps.Equal(it, once) {
					t.Errorf("image %v, want %v", it, once)
				}
			})
		}
	}
}

// A write that the server never heard of is made once where that is safe.
func TestLostRequests(t *testing.T) {
	t.Parallel()
	proxy, engine, plain := newFaultyTable(t)
	for _, faults := range []map[string]testkit.Fault{harmless, before} {
		for name, fault := range faults {
			t.Run(name, func(t *testing.T) {
				k := table.Key{PK: "lost", SK: name}
				create := table.Put(item(k.PK, k.SK, nil)).When(table.Absent(table.AttrPK))
				proxy.Script(fault)
				if _, err := engine.Write(t.Context(), table.Write{Ops: []table.Op{create}}); err != nil {
					t.Errorf("create: %v", err)
				}
				ctx, cancel := context.WithTimeout(t.Context(), stallTime)
				defer cancel()
				proxy.Script(fault)
				_, err := engine.Write(ctx, table.Write{Ops: []table.Op{table.Update(k).Adding("n", table.Int(1))}})
				_, certain := harmless[name]
				if certain != (err == nil) {
					t.Errorf("bare count: %v", err)
				}
				if n := read(t, plain, k)["n"].Int(); err == nil && n != 1 || err != nil && n != 0 {
					t.Errorf("counted %d with %v", n, err)
				}
			})
		}
	}
}

// After an attempt that may have written no later one says that nothing was.
func TestUnknownStaysUnknown(t *testing.T) {
	t.Parallel()
	proxy, engine, _ := newFaultyTable(t)
	create := table.Put(item("p", "1", nil)).When(table.Absent(table.AttrPK))
	proxy.Script(testkit.DropAfter, throughput, throughput)
	_, err := engine.Write(t.Context(), table.Write{Ops: []table.Op{create}})
	if !errors.Is(err, table.ErrUnavailable) || errors.Is(err, table.ErrThrottled) {
		t.Error(err)
	}
	proxy.Script(throughput, throughput, throughput)
	_, err = engine.Write(t.Context(), table.Write{Ops: []table.Op{create}})
	if !errors.Is(err, table.ErrThrottled) {
		t.Error(err)
	}
}

// No connection: nothing can have been written, so every write is repeated.
func TestNobodyListens(t *testing.T) {
	proxy := testkit.NewFaultProxy(t, "http://127.0.0.1")
	engine := New(testOptions(proxy.URL, testSchema))
	proxy.Close()
	_, err := engine.Write(t.Context(), table.Write{Ops: []table.Op{table.Update(table.Key{PK: "p", SK: "s"}).Adding("n", table.Int(1))}})
	if !errors.Is(err, table.ErrUnavailable) {
		t.Error(err)
	}
	f := failureOf(err)
	if !f.again || f.maybe {
		t.Errorf("%+v", f)
	}
}
