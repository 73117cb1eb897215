package dynamo

import (
	"errors"
	"fmt"
	"maps"
	"strings"
	"testing"

	"kibitz/internal/table"
	"kibitz/internal/testkit"
)

// scripted returns a table at an endpoint that only ever says what it is told
// to.
func scripted(t *testing.T) (*testkit.FaultProxy, *Table) {
	t.Helper()
	proxy := testkit.NewFaultProxy(t, "")
	o := testOptions(proxy.URL, testSchema)
	o.Table = "comments"
	return proxy, New(o)
}

func refusal(code, message string) testkit.Fault {
	return testkit.Reply(400, fmt.Sprintf(`{"__type":"com.amazonaws.dynamodb.v20120810#%s","message":%q}`, code, message))
}

// cancelled is the answer to a transaction, with the reason of each operation.
func cancelled(reasons ...string) testkit.Fault {
	return testkit.Reply(400, `{"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
		"Message":"Transaction cancelled","CancellationReasons":[`+strings.Join(reasons, ",")+`]}`)
}

func reason(code string) string { return fmt.Sprintf(`{"Code":%q,"Message":"told"}`, code) }

func TestFailures(t *testing.T) {
	t.Parallel()
	proxy, engine := scripted(t)
	k := table.Key{PK: "p", SK: "1"}
	single := []table.Op{table.Update(k).Adding("n", table.Int(1))}
	two := []table.Op{table.Delete(k), table.Delete(table.Key{PK: "p", SK: "2"})}
	const none = `{"Code":"None"}`
	done := testkit.Reply(200, `{}`)
	for _, c := range []struct {
		name    string
		ops     []table.Op
		answers []testkit.Fault
		want    error
		calls   int
	}{
		{"invalid", single, []testkit.Fault{refusal("ValidationException", "Type mismatch")}, table.ErrInvalid, 1},
		{"put too large", single, []testkit.Fault{refusal("ValidationException", "Item size has exceeded the maximum allowed size")}, table.ErrTooLarge, 1},
		{"update too large", single, []testkit.Fault{refusal("ValidationException", "Item size to update has exceeded the maximum allowed size")}, table.ErrTooLarge, 1},
		{"no table", single, []testkit.Fault{refusal("ResourceNotFoundException", "no")}, table.ErrUnavailable, 1},
		{"no access", single, []testkit.Fault{refusal("AccessDeniedException", "no")}, table.ErrUnavailable, 1},
		{"a page of a proxy", single, []testkit.Fault{testkit.Reply(403, `<html>Forbidden</html>`)}, table.ErrUnavailable, 1},
		{"conflict that goes", single, []testkit.Fault{refusal("TransactionConflictException", "busy"), done}, nil, 2},
		{"conflict that stays", single, repeated(3, refusal("TransactionConflictException", "busy")), table.ErrConflict, 3},
		{"conflict of replicas", single, repeated(3, refusal("ReplicatedWriteConflictException", "busy")), table.ErrConflict, 3},

		{"in progress, then done", two, []testkit.Fault{refusal("TransactionInProgressException", "busy"), done}, nil, 2},
		{"in progress", two, repeated(3, refusal("TransactionInProgressException", "busy")), table.ErrUnavailable, 3},
		{"token reused", two, []testkit.Fault{refusal("IdempotentParameterMismatchException", "no")}, table.ErrTokenReused, 1},
		{"items in conflict", two, []testkit.Fault{cancelled(none, reason("TransactionConflict")), done}, nil, 2},
		{"items in lasting conflict", two, repeated(3, cancelled(reason("TransactionConflict"), none)), table.ErrConflict, 3},
		{"items throttled", two, repeated(3, cancelled(reason("ThrottlingError"), none)), table.ErrThrottled, 3},
		{"items over throughput", two, repeated(3, cancelled(none, reason("ProvisionedThroughputExceeded"))), table.ErrThrottled, 3},
		{"item invalid", two, []testkit.Fault{cancelled(none, reason("ValidationError"))}, table.ErrInvalid, 1},
		{"item too large", two, []testkit.Fault{cancelled(none, `{"Code":"ValidationError","Message":"Item size to update has exceeded the maximum allowed size"}`)}, table.ErrTooLarge, 1},
		{"condition beside a conflict", two, []testkit.Fault{cancelled(reason("TransactionConflict"), reason("ConditionalCheckFailed"))}, table.ErrCondition, 1},
		{"reason of another kind", two, []testkit.Fault{cancelled(none, reason("Unheard"))}, table.ErrUnavailable, 1},
		{"no reasons", two, []testkit.Fault{cancelled()}, table.ErrUnavailable, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			proxy.Script(c.answers...)
			_, err := engine.Write(t.Context(), table.Write{Ops: c.ops})
			if !errors.Is(err, c.want) {
				t.Errorf("error %v, want %v", err, c.want)
			}
			if n := proxy.Calls(); n != c.calls {
				t.Errorf("%d calls, want %d", n, c.calls)
			}
		})
	}
}

func repeated(n int, f testkit.Fault) []testkit.Fault {
	faults := make([]testkit.Fault, n)
	for i := range faults {
		faults[i] = f
	}
	return faults
}

func TestReasons(t *testing.T) {
	t.Parallel()
	proxy, engine := scripted(t)
	proxy.Script(cancelled(
		`{"Code":"None"}`,
		`{"Code":"ConditionalCheckFailed","Item":{"pk":{"S":"p"},"sk":{"S":"2"},"n":{"N":"7"}}}`,
		`{"Code":"ConditionalCheckFailed"}`,
	))
	present := func(sk string) table.Op {
		return table.Check(table.Key{PK: "p", SK: sk}, table.Absent("n"))
	}
	_, err := engine.Write(t.Context(), table.Write{Ops: []table.Op{present("1"), present("2"), present("3")}})
	if it, failed := table.Failed(err, 0); it != nil || failed {
		t.Errorf("first: %v, %v", it, failed)
	}
	if it, failed := table.Failed(err, 1); !failed || !maps.Equal(it, item("p", "2", table.Item{"n": table.Int(7)})) {
		t.Errorf("second: %v, %v", it, failed)
	}
	if it, failed := table.Failed(err, 2); it != nil || !failed {
		t.Errorf("third: %v, %v", it, failed)
	}
}

// A batch may leave keys unread, again and again.
func TestUnprocessedKeys(t *testing.T) {
	t.Parallel()
	const (
		first  = `{"pk":{"S":"p"},"sk":{"S":"1"}}`
		second = `{"pk":{"S":"p"},"sk":{"S":"2"}}`
		cost   = `"ConsumedCapacity":[{"TableName":"comments","CapacityUnits":0.5}]`
	)
	answer := func(items, left string) testkit.Fault {
		return testkit.Reply(200, `{"Responses":{"comments":[`+items+`]},"UnprocessedKeys":{"comments":{"Keys":[`+left+`]}},`+cost+`}`)
	}
	keys := []table.Key{{PK: "p", SK: "1"}, {PK: "p", SK: "2"}}
	both := []table.Item{item("p", "1", nil), item("p", "2", nil)}
	for _, c := range []struct {
		name    string
		answers []testkit.Fault
		units   float64
		want    error
		calls   int
	}{
		{"none", []testkit.Fault{testkit.Reply(200, `{"Responses":{"comments":[`+first+`,`+second+`]},`+cost+`}`)}, 0.5, nil, 1},
		{"one of two", []testkit.Fault{answer(first, second), answer(second, ``)}, 1, nil, 2},
		{"one for three rounds", []testkit.Fault{answer(first, second), answer(``, second), answer(``, second), answer(second, ``)}, 1, nil, 4},
		{"for ever", repeated(9, answer(``, first+`,`+second)), 0, table.ErrThrottled, 3},
		{"one for ever", append([]testkit.Fault{answer(first, second)}, repeated(9, answer(``, second))...), 0, table.ErrThrottled, 4},
	} {
		t.Run(c.name, func(t *testing.T) {
			proxy, engine := scripted(t)
			proxy.Script(c.answers...)
			got, err := engine.Get(t.Context(), table.Get{Keys: keys})
			if !errors.Is(err, c.want) {
				t.Fatalf("error %v, want %v", err, c.want)
			}
			if err == nil && (!equalItems(got.Items, both) || got.Units.Read != c.units) {
				t.Errorf("%v for %v units", got.Items, got.Units)
			}
			if n := proxy.Calls(); n != c.calls {
				t.Errorf("%d calls, want %d", n, c.calls)
			}
		})
	}
}

// A page without items is not the last one.
func TestEmptyPage(t *testing.T) {
	t.Parallel()
	proxy, engine := scripted(t)
	proxy.Script(testkit.Reply(200, `{"Items":[],"LastEvaluatedKey":{"pk":{"S":"p"},"sk":{"S":"5"}}}`))
	page, err := engine.Query(t.Context(), table.Query{PK: "p", Limit: 10})
	if err != nil || len(page.Items) != 0 || page.Next == nil || *page.Next != (table.Cursor{SK: "5"}) {
		t.Errorf("%+v, %v", page, err)
	}
}
