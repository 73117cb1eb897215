package fold_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"kibitz/internal/engagement"
	"kibitz/internal/fold"
	"kibitz/internal/table"
	"kibitz/internal/testkit/world"
)

func consumer(w *world.World) *fold.Consumer {
	log := slog.New(slog.DiscardHandler)
	return &fold.Consumer{
		Feed: w.DB, Store: w.Store, Log: log,
		Lists: fold.NewLists(w.Store, w.Sites, w.Clock.Now, fold.Pace{}, log),
		Wait:  func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	}
}

func TestConsumerFoldsAsTheFeedGrows(t *testing.T) {
	w := world.New(t, nil, nil)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	done := make(chan error, 1)
	go func() { done <- consumer(w).Run(ctx) }()
	st := w.Site(t, "news")
	for n := range 50 {
		o := engagement.Opening{Page: "/a", Address: world.Address(n), UserAgent: world.Browser}
		if _, _, err := w.Engagement.Open(t.Context(), st, o); err != nil {
			t.Fatal(err)
		}
	}
	for views := int64(0); views < 50; { // the feed wakes the consumer; the test's deadline bounds the waiting
		c, err := w.Engagement.Counts(t.Context(), st, []string{"/a"})
		if err != nil {
			t.Fatal(err)
		}
		if views = c[0].State.Views; views > 50 {
			t.Fatalf("%d views", views)
		}
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestDrainAndResume(t *testing.T) {
	w := world.New(t, nil, nil)
	changes := live(t, w, 4)
	poison := table.Item{table.AttrPK: table.String("c#news#/a"), table.AttrSK: table.String("no comment"), "s": table.String("p")}
	if _, err := w.DB.Write(t.Context(), table.Write{Ops: []table.Op{table.Put(poison)}}); err != nil {
		t.Fatal(err)
	}
	for range 2 { // a second consumer begins where the first one ended
		if err := consumer(w).Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	audit(t, w, changes)
	p, err := w.DB.Query(t.Context(), table.Query{PK: "f#dead", Limit: 10})
	if err != nil || len(p.Items) != 1 || p.Items[0]["k2"].Str() != "no comment" {
		t.Errorf("dead letters %v, %v", p.Items, err)
	}
}
