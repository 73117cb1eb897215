package lambdastream

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kibitz/internal/comment"
	"kibitz/internal/ranking"
	"kibitz/internal/store"
)

// folded is a fold.Store that keeps the pages it was given, and fails for
// some.
type folded struct {
	fail  map[string]error // by page
	mu    sync.Mutex
	pages []string

	flushes int
	ctx     context.Context
}

func (f *folded) FoldPage(ctx context.Context, events []store.Event) (*ranking.Numbers, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.ctx = ctx
	if err := f.fail[events[0].Page]; err != nil {
		return nil, err
	}
	f.pages = append(f.pages, events[0].Page)
	return nil, nil
}

func (f *folded) FoldThread(context.Context, comment.ID, []store.Event) error { return nil }

func (f *folded) FoldStandings(context.Context, []store.Event) error { return nil }

func (f *folded) FoldQueues(context.Context, []store.Event) error { return nil }

func (f *folded) FoldDecisions(context.Context, []store.Event) error { return nil }

func (f *folded) Flush(context.Context) { f.flushes++ }

// view is the record of a new view of a page.
func view(page, sequence string) json.RawMessage {
	return json.RawMessage(strings.Replace(string(record("INSERT", sequence, `,
		"NewImage": {"k": {"N": "1"}, "t": {"N": "1795420800"}}`)),
		`{"pk": {"S": "c#bendo#/ferry"}, "sk": {"S": "01KASQ8WJ0HZ9Q4M6T3V7B2C5D"}}`,
		fmt.Sprintf(`{"pk": {"S": "v#bendo#%s#20261123#0"}, "sk": {"S": "reader"}}`, page), 1))
}

func run(t *testing.T, s *folded, records ...json.RawMessage) (answer string, logged string) {
	t.Helper()
	var log bytes.Buffer
	event, err := json.Marshal(map[string]any{"Records": records})
	if err != nil {
		t.Fatal(err)
	}
	var e Event
	if err := json.Unmarshal(event, &e); err != nil {
		t.Fatal(err)
	}
	out, err := New(s, slog.New(slog.NewJSONHandler(&log, nil)))(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(out)
	if err != nil {
		t.Fatal(err)
	}
	return string(b), log.String()
}

const allDone = `{"batchItemFailures":[]}`

func TestBatchFolded(t *testing.T) {
	s := &folded{}
	got, log := run(t, s, view("/a", "1"), view("/b", "2"), view("/a", "3"))
	if got != allDone {
		t.Errorf("answer is %s, want %s", got, allDone)
	}
	slices.Sort(s.pages)
	if want := []string{"/a", "/b"}; !slices.Equal(s.pages, want) {
		t.Errorf("folded %q, want %q", s.pages, want)
	}
	if log != "" {
		t.Errorf("logged %s", log)
	}
	if s.flushes != 1 {
		t.Errorf("lists were written %d times, want once a batch", s.flushes)
	}
}

func TestBatchEmpty(t *testing.T) {
	if got, _ := run(t, &folded{}); got != allDone {
		t.Errorf("answer is %s, want %s", got, allDone)
	}
}

func TestBatchFailureNamesTheFirst(t *testing.T) {
	broken := errors.New("table unavailable")
	s := &folded{fail: map[string]error{"/b": broken, "/c": broken}}
	got, log := run(t, s, view("/a", "11"), view("/b", "12"), view("/a", "13"), view("/c", "14"))
	if want := `{"batchItemFailures":[{"itemIdentifier":"12"}]}`; got != want {
		t.Errorf("answer is %s, want %s", got, want)
	}
	if !strings.Contains(log, broken.Error()) || !strings.Contains(log, `"sequence":"12"`) || !strings.Contains(log, `"done":1`) {
		t.Errorf("logged %s", log)
	}
}

// TestBatchPoison: what comes before a record that cannot be read is folded,
// that record is named, and what follows waits.
func TestBatchPoison(t *testing.T) {
	unreadableByStore := json.RawMessage(strings.Replace(string(view("/b", "5")), "#20261123#", "#someday#", 1))
	for name, raw := range poison {
		number, err := sequenceNumber(raw)
		if err != nil {
			continue // TestBatchNameless
		}
		testPoison(t, name, raw, number)
	}
	testPoison(t, "no view", unreadableByStore, "5")
}

func testPoison(t *testing.T, name string, raw json.RawMessage, number string) {
	t.Helper()
	s := &folded{}
	got, log := run(t, s, view("/a", "1"), raw, view("/c", "6"))
	if want := `{"batchItemFailures":[{"itemIdentifier":"` + number + `"}]}`; got != want {
		t.Errorf("%s: answer is %s, want %s", name, got, want)
	}
	if want := []string{"/a"}; !slices.Equal(s.pages, want) {
		t.Errorf("%s: folded %q, want %q", name, s.pages, want)
	}
	if log == "" {
		t.Errorf("%s: nothing logged", name)
	}
}

// TestBatchNameless: a record without a sequence number cannot be named, and
// naming another would lose it.
func TestBatchNameless(t *testing.T) {
	for _, raw := range []string{`null`, `[1]`, `{}`, `{"dynamodb": {"SequenceNumber": 5}}`} {
		s := &folded{}
		_, err := New(s, slog.New(slog.DiscardHandler))(t.Context(), Event{Records: []json.RawMessage{view("/a", "1"), []byte(raw)}})
		if !errors.Is(err, errNoNumber) {
			t.Errorf("%s: error is %v", raw, err)
		}
	}
}

func TestBatchEndsBeforeTheFunction(t *testing.T) {
	deadline := time.Now().Add(time.Hour)
	ctx, cancel := context.WithDeadline(t.Context(), deadline)
	defer cancel()
	s := &folded{}
	if _, err := New(s, slog.New(slog.DiscardHandler))(ctx, Event{Records: []json.RawMessage{view("/a", "1")}}); err != nil {
		t.Fatal(err)
	}
	got, ok := s.ctx.Deadline()
	if want := deadline.Add(-answerTime); !ok || !got.Equal(want) {
		t.Errorf("the fold has until %v, want %v", got, want)
	}
}
