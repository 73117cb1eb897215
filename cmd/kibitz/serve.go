package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"path/filepath"
	"time"

	"kibitz/internal/app"
	"kibitz/internal/demo"
	"kibitz/internal/desk"
	"kibitz/internal/fold"
	"kibitz/internal/openid"
	"kibitz/internal/outgoing"
	"kibitz/internal/passkey"
	"kibitz/internal/table/dynamo"
	"kibitz/internal/table/socket"
)

type serveCommand struct {
	Addr           string         `default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Where to listen; port 0 picks a free one (default ${default})."`
	TrustedProxies []netip.Prefix `placeholder:"CIDR" help:"Networks of proxies whose X-Forwarded-For is believed, separated by commas; otherwise nobody's is."`
	Demo           bool           `default:"true" negatable:"" help:"Make and show the demo newspaper (default)."`
	LogFormat      string         `default:"text" enum:"text,json" help:"Form of the log on standard error: text or json (default ${default})."`
	dataFlags
}

// Help teaches by example.
func (serveCommand) Help() string {
	return `Where there is no site yet it makes one called demo, with a newspaper to try Kibitz in. SIGTERM ends it cleanly; kill -9 loses nothing either.

Moderators sign in with passkeys (kibitz moderator add), and with the newsroom's accounts where the environment names an OpenID Connect issuer:
  KIBITZ_OIDC_ISSUER, KIBITZ_OIDC_CLIENT_ID, KIBITZ_OIDC_CLIENT_SECRET (if it wants one), KIBITZ_OIDC_GROUPS_CLAIM (default groups),
  KIBITZ_OIDC_ROLES=editors=news:moderator,desk=news:owner

Examples:
  kibitz serve
  kibitz serve --addr 127.0.0.1:0 --data /var/lib/kibitz --no-demo
  kibitz serve --addr :8080 --trusted-proxies 10.0.0.0/8 --log-format json
  kibitz serve --table kibitz --create-table --dynamodb-endpoint http://127.0.0.1:8000`
}

// Limits of the HTTP server. A request is at most 16 KB and its answer takes
// milliseconds; who needs longer than this is stuck or means harm.
const (
	headerTimeout  = 5 * time.Second
	readTimeout    = 15 * time.Second
	writeTimeout   = 30 * time.Second
	idleTimeout    = 2 * time.Minute
	maxHeaderBytes = 32 << 10

	stopTimeout = 10 * time.Second // for requests in flight, then the same again for the last fold
	keepSites   = time.Second      // until a changed setting holds
)

// Run serves until ctx ends.
func (c *serveCommand) Run(ctx context.Context, t *terminal) (err error) {
	started := tuneMemory()
	log := slog.New(c.logHandler(t.err))

	accounts, err := openid.FromEnvironment(outgoing.Chosen)(time.Now)
	if err != nil {
		return usageError{err}
	}

	// The address is taken first: the demo's origin is made of it, and who
	// connects from now on is answered when all is ready.
	listener, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	defer func() { _ = listener.Close() }() // the server closes it too
	d, err := c.own(ctx, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.close()) }()

	a := app.New(app.Options{
		Table: d.table, Now: time.Now, Random: rand.Reader, Log: log,
		KeepSites: keepSites, TrustedProxies: c.TrustedProxies, Version: version(), Passkeys: passkey.Ceremonies{}, Accounts: accounts, Desk: desk.Files(),
	})
	api := a.Handler()
	handler := api
	var newspaper *demo.Newspaper
	var rest work
	if c.Demo {
		if newspaper, rest, err = c.newspaper(ctx, a, listener.Addr()); err != nil {
			return err
		}
	}
	if newspaper != nil {
		handler = beside(newspaper, api)
	}

	p := processes{server: newServer(handler, log), listener: listener, log: log}
	lists := fold.NewLists(a.Store, a.Sites, time.Now, c.pace(), log)
	p.consumer = &fold.Consumer{Feed: d.feed, Store: a.Store, Lists: lists, Log: log, Wait: dynamo.Wait}
	if c.Table != "" {
		p.later = rest
	} else {
		// A directory takes it in a second, once, and the first look finds all of it.
		if err := p.prepare(ctx, rest); err != nil && ctx.Err() == nil {
			return err
		}
		if p.socket, err = socket.Listen(filepath.Join(c.Data, socketFile)); err != nil {
			// The server is of use without: only commands must wait until it ends.
			log.WarnContext(ctx, "other commands cannot reach this server", slog.Any("error", err))
		}
	}
	return p.run(ctx, d, func() {
		at := "http://" + reachable(listener.Addr())
		if newspaper != nil {
			_, _ = fmt.Fprintf(t.out, "demo page  %s/\n", at)
		}
		_, _ = fmt.Fprintf(t.out, "embed      kibitz site snippet SITE --api %s\n", at)
		_, _ = fmt.Fprintf(t.out, "moderate   kibitz moderator add SITE --name YOU --url %s\n", named(at))
		_, _ = fmt.Fprintf(t.out, "API        %s/v1/\ndata       %s\n", at, d.where)
		started()
	})
}

func (c *serveCommand) logHandler(w io.Writer) slog.Handler {
	if c.LogFormat == "json" {
		return slog.NewJSONHandler(w, nil)
	}
	return slog.NewTextHandler(w, nil)
}

// pace is how often lists are written: where no unit costs money, as often as
// somebody who watches them notices.
func (c *serveCommand) pace() fold.Pace {
	if c.Table != "" {
		return fold.Thrifty
	}
	return fold.Pace{Every: 2 * time.Second}
}

// newspaper prepares the demo: its site where there is none yet, its origin,
// its first comments. The rest of what readers did with it is left as work.
// It is nil where others have their sites.
func (c *serveCommand) newspaper(ctx context.Context, a *app.App, at net.Addr) (*demo.Newspaper, work, error) {
	st, err := demoSite(ctx, a.Store, origins(at))
	if err != nil || st.ID == "" {
		return nil, nil, err
	}
	seeding := demo.NewSeeding(st, a.Store, a.Sites, rand.Reader)
	if err := seeding.Comments(ctx); err != nil {
		return nil, nil, err
	}
	n, err := demo.New(demo.Options{Site: st.ID, Printed: st.Created})
	return n, seeding.Rest, err
}

// beside serves the newspaper's own paths and leaves the rest to the API.
func beside(n *demo.Newspaper, api http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if n.Serves(r.URL.Path) {
			n.ServeHTTP(w, r)
			return
		}
		api.ServeHTTP(w, r)
	})
}

func newServer(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
}
