package infra

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kibitz/internal/app"
	"kibitz/internal/auth"
	"kibitz/internal/fold"
	"kibitz/internal/httpapi"
	"kibitz/internal/passkey"
	"kibitz/internal/site"
	"kibitz/internal/staff"
	"kibitz/internal/store"
	"kibitz/internal/table"
	"kibitz/internal/table/local"
)

// life is the program in the parts that are functions on AWS, over one table,
// and what each part does to it.
type life struct {
	t         *testing.T
	db        *local.DB
	now       time.Time
	functions map[string]*function // by the name of their directory
	lists     *fold.Lists          // of the stream function
	key       string               // of a moderator
	keyID     string
	people    *staff.Service
	changes   []table.Change
	folded    int
	at        table.Position
}

type function struct {
	*app.App
	http.Handler
	seen *accesses
}

func newLife(t *testing.T) *life {
	t.Helper()
	l := &life{t: t, now: time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC), functions: map[string]*function{}}
	clock := func() time.Time { return l.now }
	var err error
	if l.db, err = local.Open(t.TempDir(), store.Schema(), local.Options{Now: clock}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.db.Close(); err != nil {
			t.Error(err)
		}
	})
	owner := store.New(l.db, clock, rand.Reader)
	for name, mode := range map[string]site.Mode{"news": site.ModePublish, "first": site.ModeFirst, "held": site.ModeAll} {
		s := site.Defaults()
		s.Origins, s.Mode, s.PerAuthor, s.PerAddress, s.Burst = []string{"https://news.example"}, mode, 1000, 1000, 1000
		if err := owner.AddSite(t.Context(), name, s); err != nil {
			t.Fatal(err)
		}
	}
	key, secret, err := auth.NewKey(rand.Reader, "news", "test", auth.RoleOwner, l.now, auth.MaxKeyAge)
	if err != nil {
		t.Fatal(err)
	}
	if err := owner.AddKey(t.Context(), key); err != nil {
		t.Fatal(err)
	}
	l.key, l.keyID = secret, key.ID
	l.people = staff.NewService(owner, nil, clock, rand.Reader)
	for _, name := range []string{"comments", "views", "moderation", "stream"} {
		f := &function{seen: &accesses{Table: l.db, of: map[Access]bool{}}}
		f.App = app.New(app.Options{Table: f.seen, Now: clock, Random: rand.Reader, KeepSites: time.Minute, Passkeys: passkey.Ceremonies{}})
		f.Handler = f.App.Handler(httpapi.Group(name))
		if err := f.Warm(t.Context()); err != nil {
			t.Fatal(err)
		}
		l.functions[name] = f
	}
	stream := l.functions["stream"]
	l.lists = fold.NewLists(stream.Store, stream.Sites, clock, fold.Pace{}, slog.New(slog.NewTextHandler(t.Output(), nil)))
	return l
}

// accesses is a table that notes what is done to it, in the terms of IAM.
type accesses struct {
	table.Table
	mu sync.Mutex
	of map[Access]bool
}

func (a *accesses) note(action, resource, pk string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	letter, _, _ := strings.Cut(pk, "#")
	kind := letter + "#"
	if kind == "q#" {
		kind = pk // the status of a queue decides who may see it
	}
	a.of[Access{"dynamodb:" + action, resource, kind}] = true
}

func (a *accesses) Get(ctx context.Context, g table.Get) (table.Got, error) {
	keys := map[table.Key]bool{}
	for _, k := range g.Keys {
		keys[k] = true
	}
	action := "GetItem"
	if len(keys) > 1 {
		action = "BatchGetItem"
	}
	for k := range keys {
		a.note(action, TableResource, k.PK)
	}
	return a.Table.Get(ctx, g)
}

func (a *accesses) Query(ctx context.Context, q table.Query) (table.Page, error) {
	resource := TableResource
	if q.Index != "" {
		resource = Index(q.Index)
	}
	a.note("Query", resource, q.PK)
	return a.Table.Query(ctx, q)
}

func (a *accesses) Write(ctx context.Context, w table.Write) (table.Written, error) {
	for _, op := range w.Ops {
		action := map[table.Verb]string{
			table.VerbPut: "PutItem", table.VerbUpdate: "UpdateItem", table.VerbDelete: "DeleteItem", table.VerbCheck: "ConditionCheckItem",
		}[op.Verb]
		a.note(action, TableResource, op.Key.PK)
	}
	return a.Table.Write(ctx, w)
}

// answer is what the next request must know of the answer to a post.
type answer struct {
	Comment struct {
		ID      string
		Version int
		Author  struct{ ID string }
	}
	Guest string
}

// call sends a request to the function whose route it is; status must come
// back.
func (l *life) call(status int, route, body string, header ...string) (a answer) {
	l.t.Helper()
	method, target, _ := strings.Cut(route, " ")
	r := httptest.NewRequestWithContext(l.t.Context(), method, target, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	l.function(target).ServeHTTP(w, r)
	if w.Code != status {
		l.t.Fatalf("%s %s: status %d, want %d: %s", route, body, w.Code, status, w.Body)
	}
	if w.Body.Len() > 0 && strings.Contains(w.Header().Get("Content-Type"), "json") {
		if err := json.Unmarshal(w.Body.Bytes(), &a); err != nil {
			l.t.Fatalf("%s: %v", route, err)
		}
	}
	return a
}

func (l *life) function(target string) *function {
	path, _, _ := strings.Cut(target, "?")
	name := "comments"
	for _, rt := range httpapi.Routes() {
		if prefix, _, _ := strings.Cut(rt.Pattern, "{"); rt.Pattern == path || prefix != rt.Pattern && strings.HasPrefix(path, prefix) {
			name = string(rt.Group)
		}
	}
	return l.functions[name]
}

// fold hands all changes so far to the stream function's part.
func (l *life) fold() {
	l.t.Helper()
	l.read()
	if err := fold.Apply(l.t.Context(), l.lists, l.changes[l.folded:]); err != nil {
		l.t.Fatal(err)
	}
	l.lists.FlushAll(l.t.Context())
	l.folded = len(l.changes)
}

// read reads the change feed up to now: up to a last change of its own.
func (l *life) read() {
	l.t.Helper()
	end := table.Item{table.AttrPK: table.String("end"), table.AttrSK: table.String(string(l.at) + ".")}
	if _, err := l.db.Write(l.t.Context(), table.Write{Ops: []table.Op{table.Put(end)}}); err != nil {
		l.t.Fatal(err)
	}
	for {
		b, err := l.db.Changes(l.t.Context(), l.at, 1000)
		if err != nil {
			l.t.Fatal(err)
		}
		l.at = b.Next
		if i := slices.IndexFunc(b.Changes, func(c table.Change) bool { return c.Key == end.Key() }); i >= 0 {
			l.changes = append(l.changes, b.Changes[:i]...)
			return
		}
		l.changes = append(l.changes, b.Changes...)
	}
}
