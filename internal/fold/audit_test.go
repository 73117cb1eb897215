package fold_test

import (
	"cmp"
	"crypto/rand"
	"fmt"
	"log/slog"
	"math"
	mrand "math/rand/v2"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/oklog/ulid/v2"

	"kibitz/internal/engagement"
	"kibitz/internal/fold"
	"kibitz/internal/page"
	"kibitz/internal/ranking"
	"kibitz/internal/site"
	"kibitz/internal/store"
	"kibitz/internal/table"
	"kibitz/internal/testkit/world"
)

// month is how many days the audit simulates.
const month = 30

// auditSize is the simulated site: the whole one where the whole suite runs,
// which sets KIBITZ_BIG_PAGE, a small one where a developer waits.
func auditSize() (pages, views int, step time.Duration) {
	if os.Getenv("KIBITZ_BIG_PAGE") != "" {
		return 5000, 2_000_000, 30 * time.Minute
	}
	return 200, 3000, 6 * time.Hour
}

// TestListsAreRight lives through a month of a news site: articles that come,
// are read by many and forgotten, others that are read for ever, nights, days
// of great news and quiet ones, comments and deletions, and a process that dies
// now and then. After every batch each list is compared with what the facts
// say.
func TestListsAreRight(t *testing.T) {
	pages, views, step := auditSize()
	m := newMonth(t, pages, views)
	var batch []table.Change
	for m.w.Clock.Now().Before(m.start.Add(month * 24 * time.Hour)) {
		batch = m.live(step)
		switch m.rng.IntN(40) {
		case 0: // dies when it has folded, before it wrote the lists
			apply(t, m.lists, batch)
			m.restart()
		case 1:
			m.restart()
		}
		if len(batch) == 0 {
			continue // nothing is written then: the lists are right as of before
		}
		apply(t, m.lists, batch)
		m.lists.Flush(t.Context())
		m.compare()
		if t.Failed() {
			t.Fatalf("%v after the start", m.w.Clock.Now().Sub(m.start))
		}
	}
	t.Logf("%d views and %d comments of %d pages, %d comments deleted, %d lists compared, %d processes",
		m.views, m.comments, pages, m.deleted, m.compared, m.processes)
}

// simulation is a site's month. What is counted there is counted here too, in
// the plainest way there is.
type simulation struct {
	t     *testing.T
	w     *world.World
	rng   *mrand.Rand
	start time.Time
	lists *fold.Lists
	pages []article
	a     float64     // views an hour for a popularity of 1
	decay [24]float64 // of the default half-life of 6 hours, by age in hours
	seq   uint64

	wanted, views, comments, deleted, compared, processes int
}

// article is a page and the truth about it.
type article struct {
	id           string
	born         time.Time
	fame, steady float64     // popularity when new, and for ever
	written      []ulid.ULID // published comments

	views, comments tally // comments by the time of their making
}

func newMonth(t *testing.T, pages, views int) *simulation {
	w := world.New(t, nil, nil)
	m := &simulation{t: t, w: w, rng: mrand.New(mrand.NewPCG(7, 7)), start: w.Clock.Now().Truncate(24 * time.Hour), wanted: views}
	w.Clock.Advance(m.start.Sub(w.Clock.Now()))
	s := store.New(w.DB, w.Clock.Now, rand.Reader)
	for i := range pages {
		rank := float64(m.rng.IntN(pages) + 1)
		p := article{id: fmt.Sprintf("/tin-tuc/bai-viet-so-%04d.html", i)}
		if i < pages-100 { // the others are for rush
			p.fame = 100 / math.Sqrt(rank)
		}
		p.born = m.start.Add(time.Duration(m.rng.Int64N(int64((month + 5) * 24 * time.Hour)))).Add(-5 * 24 * time.Hour)
		if i < 20 {
			p.steady = 1 / float64(i+1)
		}
		m.pages = append(m.pages, p)
		r := page.Registration{Site: "news", Page: p.id, Title: fmt.Sprintf("Bài viết số %d về những chuyến phà đêm", i), URL: "https://news.example" + p.id}
		if err := s.Register(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	// Popularity, summed over the month, gives the views wanted.
	sum := 0.0
	for h := range month * 24 {
		sum += m.weight(m.start.Add(time.Duration(h) * time.Hour))
	}
	m.a = float64(views) / sum
	for age := range m.decay {
		m.decay[age] = math.Pow(2, -float64(age)/6)
	}
	m.restart()
	return m
}

// restart is a process that begins and knows nothing.
func (m *simulation) restart() {
	m.processes++
	s := store.New(m.w.DB, m.w.Clock.Now, rand.Reader)
	log := slog.New(slog.NewTextHandler(m.t.Output(), nil))
	m.lists = fold.NewLists(s, site.NewDirectory(s, m.w.Clock.Now, 0), m.w.Clock.Now, fold.Pace{}, log)
}

// popularity is how much an article is read, of itself.
func (p *article) popularity(at time.Time) float64 {
	if age := at.Sub(p.born).Hours(); age >= 0 {
		return p.steady + p.fame*math.Exp(-age/2)
	}
	return 0
}

// weight is how much the site is read: little at night, and on one day in six
// ten times as much as on the others.
func (m *simulation) weight(at time.Time) float64 {
	sum := 0.0
	for i := range m.pages {
		sum += m.pages[i].popularity(at)
	}
	if m.hour(at)/24%6 == 2 {
		sum *= 10
	}
	return sum * (1.05 + math.Sin((float64(at.Hour())-7)/12*math.Pi))
}

// live passes the time of a step and returns the changes in it.
func (m *simulation) live(step time.Duration) []table.Change {
	at := m.w.Clock.Now()
	n := m.a * m.weight(at) * step.Hours()
	count := int(n)
	if m.rng.Float64() < n-float64(count) {
		count++
	}
	var changes []table.Change
	upTo := make([]float64, len(m.pages))
	sum := 0.0
	for i := range m.pages {
		sum += m.pages[i].popularity(at)
		upTo[i] = sum
	}
	changes = m.rush(at, changes)
	for k := range count {
		then := at.Add(step * time.Duration(k) / time.Duration(count))
		i, _ := slices.BinarySearch(upTo, m.rng.Float64()*sum)
		p := &m.pages[min(i, len(m.pages)-1)]
		changes = append(changes, m.view(p, then))
		if m.rng.IntN(40) == 0 {
			changes = append(changes, m.write(p, then))
		}
		if m.rng.IntN(400) == 0 {
			changes = append(changes, m.remove(&m.pages[m.rng.IntN(len(m.pages))], 1)...)
		}
	}
	if m.rng.IntN(int(3*24*time.Hour/step)) == 0 { // somebody closes a quarrel
		changes = append(changes, m.remove(slices.MaxFunc(pointers(m.pages), func(a, b *article) int {
			return cmp.Compare(len(a.written), len(b.written))
		}), 1000)...)
	}
	m.w.Clock.Advance(step)
	return changes
}

// rush is what makes windows hard: on one day in six more articles than a list
// holds are read at noon, others somewhat less and later, so that they are on
// no list, and none of them ever again. A day later the first are over, and the
// others should lead.
func (m *simulation) rush(at time.Time, changes []table.Change) []table.Change {
	day, reads := m.hour(at)/24, max(16, m.wanted/1500)
	read := func(from, pages, reads int) {
		for i := range pages {
			for range reads {
				changes = append(changes, m.view(&m.pages[len(m.pages)-1-(from+i+day)%100], at))
			}
		}
	}
	switch noon := m.start.AddDate(0, 0, day).Add(12 * time.Hour); {
	case day%6 == 3 && at.Equal(noon):
		read(0, 2*ranking.Shown, reads)
	case day%6 == 3 && at.Equal(noon.Add(6*time.Hour)):
		read(2*ranking.Shown, 12, reads*3/8)
	}
	return changes
}

func pointers(pages []article) []*article {
	out := make([]*article, len(pages))
	for i := range pages {
		out[i] = &pages[i]
	}
	return out
}

func (m *simulation) hour(at time.Time) int { return int(at.Sub(m.start) / time.Hour) }

func (m *simulation) change(pk, sk string, old, now table.Item) table.Change {
	m.seq++
	return table.Change{Seq: table.SequenceOf(m.seq), Key: table.Key{PK: pk, SK: sk}, Old: old, New: now}
}

func (m *simulation) view(p *article, at time.Time) table.Change {
	m.views++
	p.views.add(m.hour(at), 1)
	pk := fmt.Sprintf("v#news#%s#%s#%d", p.id, site.Day(at), m.seq%4)
	return m.change(pk, fmt.Sprint(m.seq), nil, table.Item{"k": table.Int(1), "t": table.Int(at.Unix())})
}

func (m *simulation) write(p *article, at time.Time) table.Change {
	m.comments++
	p.comments.add(m.hour(at), 1)
	id := ulid.MustNew(ulid.Timestamp(at), rand.Reader)
	p.written = append(p.written, id)
	return m.change("c#news#"+p.id, id.String(), nil, table.Item{"s": table.String("p")})
}

// remove takes away a page's last comments.
func (m *simulation) remove(p *article, most int) (changes []table.Change) {
	for ; most > 0 && len(p.written) > 0; most-- {
		id := p.written[len(p.written)-1]
		p.written = p.written[:len(p.written)-1]
		p.comments.add(m.hour(ulid.Time(id.Time())), -1)
		m.deleted++
		changes = append(changes, m.change("c#news#"+p.id, id.String(), table.Item{"s": table.String("p")}, nil))
	}
	return changes
}

// truth is what a list counts of a page.
func (m *simulation) truth(l ranking.List, p *article) (c ranking.Count) {
	now := m.hour(m.w.Clock.Now())
	sum := func(views, comments []int) {
		for i := range views {
			c.Views += int64(views[i])
			c.Comments += int64(comments[i])
		}
	}
	switch l.Window {
	case ranking.Day:
		from := max(0, now-23)
		sum(p.views.hours[from:now+1], p.comments.hours[from:now+1])
	case ranking.AllTimes:
		sum([]int{p.views.all}, []int{p.comments.all})
	default:
		from := max(0, now/24-map[ranking.Window]int{ranking.Week: 6, ranking.Month: 29}[l.Window])
		sum(p.views.days[from:now/24+1], p.comments.days[from:now/24+1])
	}
	switch l.By {
	case ranking.Views:
		c.Score = float64(c.Views)
	case ranking.Comments:
		c.Score = float64(c.Comments)
	case ranking.Trending:
		for h := max(0, now-23); h <= now; h++ {
			c.Score += m.decay[now-h] * float64(p.views.hours[h]+5*p.comments.hours[h])
		}
	}
	return c
}

// tally is something counted by the hour, by the day, and altogether.
type tally struct {
	hours [(month + 1) * 24]int
	days  [month + 1]int
	all   int
}

func (n *tally) add(hour, by int) {
	n.hours[hour] += by
	n.days[hour/24] += by
	n.all += by
}

// compare compares every list with the truth.
func (m *simulation) compare() {
	for _, l := range ranking.Lists() {
		want := make([]float64, 10, 11) // the ten best scores
		truth := make(map[string]ranking.Count, len(m.pages))
		for i := range m.pages {
			c := m.truth(l, &m.pages[i])
			truth[m.pages[i].id] = c
			at, _ := slices.BinarySearchFunc(want, c.Score, func(a, b float64) int { return cmp.Compare(b, a) })
			want = slices.Insert(want, at, c.Score)[:10]
		}
		_, got, err := m.w.Engagement.Top(m.t.Context(), m.w.Site(m.t, "news"), engagement.Top{By: l.By, Window: l.Window, Limit: engagement.MaxTop})
		if err != nil {
			m.t.Fatal(err)
		}
		m.compared++
		for i := range max(10, len(got)) {
			switch {
			case i >= len(got):
				if want[i] > 0 {
					m.t.Errorf("%s has %d pages, the next one should have %v", l, len(got), want[i])
				}
			case i < 10 && !near(got[i].Score, want[i]):
				m.t.Errorf("%s: place %d is %s with %v, should be one with %v", l, i+1, got[i].ID, got[i].Score, want[i])
			case got[i].Views != truth[got[i].ID].Views || got[i].Comments != truth[got[i].ID].Comments || !near(got[i].Score, truth[got[i].ID].Score):
				m.t.Errorf("%s: %s has %+v, the facts say %+v", l, got[i].ID, got[i].Count, truth[got[i].ID])
			}
		}
	}
}

func near(a, b float64) bool { return math.Abs(a-b) < 0.001 }
