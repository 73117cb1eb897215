package demo

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"strconv"
	"sync"
	"time"

	"kibitz/internal/comment"
	"kibitz/internal/engagement"
	"kibitz/internal/site"
	"kibitz/internal/table"
)

// Store is what the services and the seeding keep things in.
type Store interface {
	comment.Store
	engagement.Store
	// Checkpoint and SetCheckpoint keep how many articles are seeded.
	Checkpoint(ctx context.Context, name string) (table.Position, error)
	SetCheckpoint(ctx context.Context, name string, from, to table.Position) error
}

// Seeding gives a new site what readers had done when the edition came out:
// comments first, then votes, reactions and views, through the same services
// as theirs, only that the clock is the edition's and the settings are a new
// site's.
//
// It can be cut off anywhere and run again: it goes on where it was, each
// reader's token and with it each write is the same as before, and comments
// that are there already are known by their time.
type Seeding struct {
	site   site.Site
	store  Store
	sites  *site.Directory
	random io.Reader
}

// NewSeeding returns the seeding of a site. random must be a cryptographic
// source that is safe for concurrent use.
func NewSeeding(st site.Site, store Store, sites *site.Directory, random io.Reader) *Seeding {
	settings := site.Defaults()
	settings.Origins = st.Settings.Origins
	st.Settings = settings
	return &Seeding{st, store, sites, random}
}

// checkpoint is the seeding's name among the table's notes. The note is how
// many steps are done: the first is all comments, each other is what else
// readers did with one article.
const checkpoint = "demo"

// Plan notes that the site which is about to be made is to be seeded. Doing it
// again changes nothing, nor does it once the seeding is done.
func Plan(ctx context.Context, s Store) error {
	at, err := s.Checkpoint(ctx, checkpoint)
	if err != nil || at != "" {
		return err
	}
	return s.SetCheckpoint(ctx, checkpoint, "", "0")
}

// Comments posts what readers said, unless that is done.
func (s *Seeding) Comments(ctx context.Context) error {
	_, err := s.run(ctx, 1)
	return err
}

// Rest does what is left after the comments, some thousand writes, and reports
// whether that was anything.
func (s *Seeding) Rest(ctx context.Context) (bool, error) { return s.run(ctx, 1+len(articles)) }

// run does the steps that are left of the first n. There are none for a site
// that was not planned.
func (s *Seeding) run(ctx context.Context, n int) (left bool, err error) {
	at, err := s.store.Checkpoint(ctx, checkpoint)
	if err != nil || at == "" {
		return false, err
	}
	done, err := strconv.Atoi(string(at))
	if err != nil {
		return false, fmt.Errorf("read how far the demo is seeded: %w", err)
	}
	left = done < n
	for ; done < n; done++ {
		if err := s.step(ctx, done); err != nil {
			return left, fmt.Errorf("seed the demo: %w", err)
		}
		next := table.Position(strconv.Itoa(done + 1))
		if err := s.store.SetCheckpoint(ctx, checkpoint, at, next); err != nil {
			return left, fmt.Errorf("note how far the demo is seeded: %w", err)
		}
		at = next
	}
	return left, nil
}

func (s *Seeding) step(ctx context.Context, n int) error {
	if n == 0 {
		return each(len(articles), func(i int) error { return s.readers(i).say(ctx) })
	}
	c := s.readers(n - 1)
	ids, err := c.said(ctx)
	if err != nil {
		return err
	}
	return errors.Join(
		each(c.reception.voters(), func(i int) error { return c.vote(ctx, i, ids) }),
		each(c.reception.Views, func(i int) error { return c.view(ctx, i) }),
	)
}

// crowd is the readers of one article.
type crowd struct {
	*Seeding
	number    int // of the article
	article   article
	reception reception
	published time.Time
}

func (s *Seeding) readers(number int) crowd {
	a := articles[number]
	return crowd{s, number, a, receptions[a.Name], s.site.Created.Add(-a.Age)}
}

// parallel is how many readers act at once. They wait for the disk together.
const parallel = 32

// each calls f with all numbers below n, many at a time.
func each(n int, f func(int) error) error {
	errs := make([]error, parallel)
	var wg sync.WaitGroup
	for w := range parallel {
		wg.Go(func() {
			for i := w; i < n && errs[w] == nil; i += parallel {
				errs[w] = f(i)
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

// url is the article's address.
func (c crowd) url() string { return c.site.Settings.Origins[0] + c.article.Page() }

// token is the token of a reader, the same whenever it is asked for.
func (c crowd) token(parts ...string) string {
	return base64.RawURLEncoding.EncodeToString(c.site.Sign("demo reader", parts...))
}

// address is the network address of the article's nth reader, of the block
// for documentation.
func (c crowd) address(n int) netip.Addr {
	return netip.AddrFrom16([16]byte{0x20, 0x01, 0x0d, 0xb8, 0, byte(c.number), byte(n >> 8), byte(n), 15: 1})
}

// at is when something was said, to the millisecond, as ids keep it.
func (c crowd) at(s said) time.Time {
	return c.published.Add(time.Duration(s.After) * time.Minute).UTC().Truncate(time.Millisecond)
}

// said returns the ids of the comments that are there, "" for the others.
func (c crowd) said(ctx context.Context) ([]comment.ID, error) {
	service := comment.NewService(c.store, c.sites, func() time.Time { return c.site.Created }, c.random)
	l, err := service.List(ctx, c.site, comment.List{Page: c.article.Page(), Limit: 100})
	if err != nil {
		return nil, err
	}
	byTime := map[time.Time]comment.ID{}
	for _, there := range l.Comments {
		byTime[there.Created()] = there.ID
	}
	ids := make([]comment.ID, len(c.reception.Comments))
	for i, s := range c.reception.Comments {
		ids[i] = byTime[c.at(s)]
	}
	return ids, nil
}

// say posts what readers said, each at its time.
func (c crowd) say(ctx context.Context) error {
	ids, err := c.said(ctx)
	if err != nil {
		return err
	}
	title, err := readContent(c.article.Name, languages[0].Code)
	if err != nil {
		return err
	}
	for i, s := range c.reception.Comments {
		service := comment.NewService(c.store, c.sites, func() time.Time { return c.at(s) }, c.random)
		if ids[i] == "" {
			post := comment.Post{
				Page: c.article.Page(), URL: c.url(), Title: title.Title, Name: s.Name, Body: s.Body,
				Guest: c.token(s.Name), Key: fmt.Sprintf("demo-%s-%08d", c.article.Name, i), Address: c.address(i),
			}
			if s.To != root {
				post.Parent = string(ids[s.To])
			}
			posted, err := service.Post(ctx, c.site, post)
			if err != nil {
				return fmt.Errorf("post comment %d on %s: %w", i, c.article.Name, err)
			}
			ids[i] = posted.Comment.ID
		}
	}
	return c.regret(ctx, ids)
}

// regret deletes what its authors did not want to have said.
func (c crowd) regret(ctx context.Context, ids []comment.ID) error {
	for i, s := range c.reception.Comments {
		if !s.Deleted {
			continue
		}
		service := comment.NewService(c.store, c.sites, func() time.Time { return c.at(s) }, c.random)
		if err := service.Delete(ctx, c.site, string(ids[i]), c.article.Page(), c.token(s.Name), nil); err != nil {
			return fmt.Errorf("delete comment %d on %s: %w", i, c.article.Name, err)
		}
	}
	return nil
}

// voters returns how many readers vote on the comments or react.
func (r reception) voters() int {
	n := 0
	for _, k := range r.Reactions {
		n += k
	}
	for _, said := range r.Comments {
		n = max(n, said.Up+said.Down)
	}
	return n
}

// reaction returns the reaction of the nth voter, "" for none.
func (r reception) reaction(n int) string {
	for i, k := range r.Reactions {
		if n -= k; n < 0 {
			return reactions[i]
		}
	}
	return ""
}

// vote votes on the comments and reacts to the article as its nth voter.
func (c crowd) vote(ctx context.Context, n int, ids []comment.ID) error {
	guest, address := c.token(c.article.Name, strconv.Itoa(n)), c.address(n)
	now := func() time.Time { return c.site.Created }
	service := comment.NewService(c.store, c.sites, now, c.random)
	for i, s := range c.reception.Comments {
		if ids[i] == "" || s.Deleted || n >= s.Up+s.Down {
			continue
		}
		value := 1
		if n >= s.Up {
			value = -1
		}
		if _, err := service.Vote(ctx, c.site, comment.Vote{
			ID: string(ids[i]), Page: c.article.Page(), Value: value, Guest: guest, Address: address,
		}); err != nil {
			return fmt.Errorf("vote on comment %d of %s: %w", i, c.article.Name, err)
		}
	}
	name := c.reception.reaction(n)
	if name == "" {
		return nil
	}
	_, err := engagement.NewService(c.store, c.sites, now, c.random).React(ctx, c.site, engagement.React{
		Page: c.article.Page(), Name: name, Guest: guest, Address: address,
	})
	return err
}

// view opens the article as its nth reader. Most come soon after it is
// published.
func (c crowd) view(ctx context.Context, n int) error {
	share := float64(n) / float64(c.reception.Views)
	at := c.published.Add(time.Duration(share * share * float64(c.article.Age)))
	salts := unsalted{c.sites, c.site.Sign("demo day")}
	_, _, err := engagement.NewService(c.store, salts, func() time.Time { return at }, c.random).Open(ctx, c.site, engagement.Opening{
		Page: c.article.Page(), Address: c.address(n), UserAgent: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36",
	})
	return err
}

// unsalted names the invented readers the same on every day, so that a view
// is the same one after midnight too.
type unsalted struct {
	engagement.Salts
	salt []byte
}

// DaySalt returns the same salt each day.
func (u unsalted) DaySalt(context.Context, string) ([]byte, error) { return u.salt, nil }
