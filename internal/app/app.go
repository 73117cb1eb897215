// Package app wires the services over a table. It is the same for every home
// of the program: cmd/kibitz gives it the embedded engine or a DynamoDB
// endpoint, the functions give it DynamoDB. It imports no engine.
package app

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"kibitz/internal/assets"
	"kibitz/internal/auth"
	"kibitz/internal/comment"
	"kibitz/internal/engagement"
	"kibitz/internal/httpapi"
	"kibitz/internal/moderation"
	"kibitz/internal/site"
	"kibitz/internal/staff"
	"kibitz/internal/store"
	"kibitz/internal/table"
)

// Options are what a home of the program differs in.
type Options struct {
	Table          table.Table
	Now            func() time.Time
	Random         io.Reader // cryptographic, safe for concurrent use
	Log            *slog.Logger
	KeepSites      time.Duration    // how long a site's settings may be out of date in this process
	TrustedProxies []netip.Prefix   // whose X-Forwarded-For is believed; none on Lambda
	Version        string           // of the program, told by GET /v1/health
	Passkeys       staff.Ceremonies // nil where nobody signs in
	Accounts       staff.Accounts   // nil where the newsroom has no sign-in of its own
	Desk           assets.Folder    // the dashboard's files; none where it is not served
}

// App is the wired program.
type App struct {
	Store *store.Store
	Sites *site.Directory
	api   httpapi.Services
}

// New wires the program.
func New(o Options) *App {
	st := store.New(o.Table, o.Now, o.Random)
	sites := site.NewDirectory(st, o.Now, o.KeepSites)
	return &App{
		Store: st,
		Sites: sites,
		api: httpapi.Services{
			Sites:          sites,
			Comments:       comment.NewService(st, sites, o.Now, o.Random),
			Engagement:     engagement.NewService(st, sites, o.Now, o.Random),
			Moderation:     moderation.NewService(st, sites, o.Now, o.Random),
			Keys:           auth.NewKeys(st, o.Now),
			Desk:           o.Desk,
			Staff:          staff.NewService(st, o.Passkeys, o.Now, o.Random).WithAccounts(o.Accounts),
			Health:         func(ctx context.Context) error { _, err := st.Sites(ctx); return err },
			Now:            o.Now,
			Log:            o.Log,
			TrustedProxies: o.TrustedProxies,
			Version:        o.Version,
		},
	}
}

// Handler serves the routes of the groups, all of them when none is named.
func (a *App) Handler(groups ...httpapi.Group) http.Handler {
	return httpapi.New(a.api, groups...)
}
