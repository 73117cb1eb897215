package httpapi_test

import (
	"encoding/xml"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"testing"
	"time"

	"kibitz/internal/site"
	"kibitz/internal/testkit"
)

// feed is what a reader makes of an answer.
type feed struct {
	XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string   `xml:"http://www.w3.org/2005/Atom id"`
	Title   string   `xml:"http://www.w3.org/2005/Atom title"`
	Updated string   `xml:"http://www.w3.org/2005/Atom updated"`
	Links   []link   `xml:"http://www.w3.org/2005/Atom link"`
	Entries []entry  `xml:"http://www.w3.org/2005/Atom entry"`
}

type entry struct {
	ID        string `xml:"id"`
	Title     string `xml:"title"`
	Published string `xml:"published"`
	Updated   string `xml:"updated"`
	Author    struct {
		Name string `xml:"name"`
		URI  string `xml:"uri"`
	} `xml:"author"`
	Links   []link `xml:"link"`
	Content struct {
		Type string `xml:"type,attr"`
		Text string `xml:",chardata"`
	} `xml:"content"`
}

type link struct {
	Rel  string `xml:"rel,attr"`
	Href string `xml:"href,attr"`
}

var uuid = regexp.MustCompile(`^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)

// parseFeed reads a feed strictly and holds it to RFC 4287 and to our own
// promises. Every feed of every test goes through here.
func parseFeed(body []byte) (f feed, err error) {
	if err := xml.Unmarshal(body, &f); err != nil {
		return f, err
	}
	ids := []string{f.ID}
	updated, err := time.Parse(time.RFC3339, f.Updated)
	errs := []error{err}
	rels := map[string]int{}
	for _, l := range f.Links {
		rels[l.Rel]++
	}
	if f.Title == "" || rels["self"] != 1 || rels["alternate"] > 1 {
		errs = append(errs, fmt.Errorf("title %q, links %v", f.Title, f.Links))
	}
	before := time.Time{}
	for i, e := range f.Entries {
		ids = append(ids, e.ID)
		published, err := time.Parse(time.RFC3339, e.Published)
		changed, err2 := time.Parse(time.RFC3339, e.Updated)
		errs = append(errs, err, err2, testkit.CheckHTML(e.Content.Text))
		if changed.Before(published.Truncate(time.Second)) || changed.After(updated) || i > 0 && published.After(before) {
			errs = append(errs, fmt.Errorf("entry %d: published %s, updated %s", i, e.Published, e.Updated))
		}
		before = published
		if e.Title == "" || e.Author.Name == "" || e.Content.Type != "html" || e.Content.Text == "" || len(e.Links) > 1 {
			errs = append(errs, fmt.Errorf("entry %d: %+v", i, e))
		}
	}
	for _, id := range ids {
		if !uuid.MatchString(id) {
			errs = append(errs, fmt.Errorf("id %q", id))
		}
	}
	slices.Sort(ids)
	if n := len(ids); len(f.Entries) > 25 || len(slices.Compact(ids)) != n {
		errs = append(errs, fmt.Errorf("%d entries, %d ids", len(f.Entries), n))
	}
	return f, errors.Join(errs...)
}

// TestFeedHoldsWhatever sends strings of every kind as text, name, title and
// address; every feed parses and says what the list of comments says.
func TestFeedHoldsWhatever(t *testing.T) {
	t.Parallel()
	s := newServer(t, func(st *site.Settings) { st.URL = true })
	all := slices.Concat(attacks, []string{
		"]]>", "<![CDATA[", "<!-- -->", "&amp;&#0;&#x1f;", "<?xml version=\"1.1\"?>", "<!DOCTYPE x [<!ENTITY a \"b\">]>&a;",
		"\x01\x08\x0b\x0c\x0e\x1f\x7f\u0085", "\ufffe\uffff\U0001ffff", "\"'\t\n\r", "\ud7ff\ue000\U0010ffff",
	})
	for _, file := range testkit.CorporaFiles(t, "xss", "sanitizers", "attack", "unicode") {
		texts := testkit.Strings(t, file)
		for i := 0; i < len(texts); i += 1 + len(texts)/60 {
			all = append(all, texts[i])
		}
	}
	posted := 0
	for i, text := range all {
		page := fmt.Sprint("/p/", i/10)
		for _, author := range []map[string]string{{"name": "A"}, {"name": text, "url": text}} {
			a := s.ask("POST", "/v1/comments", quote(map[string]any{
				"site": "news", "page": page, "title": text, "url": "https://news.example" + page + "?q=" + text, "body": text, "author": author,
			}))
			if a.StatusCode == http.StatusCreated {
				posted++
			}
		}
		if i%10 == 9 || i == len(all)-1 {
			s.checkFeed(page)
			s.ask("GET", "/v1/feed.atom?site=news", "") // as all answers held to the contract
		}
	}
	if posted < len(all)/2 {
		t.Errorf("only %d of %d strings were posted", posted, len(all))
	}
}

// checkFeed compares a page's feed with its list, of roots only.
func (s *server) checkFeed(page string) {
	s.t.Helper()
	a := s.ask("GET", "/v1/feed.atom?site=news&page="+page, "")
	f, err := parseFeed(a.body)
	if err != nil {
		s.t.Errorf("%s: %v\n%s", page, err, a.body)
	}
	list := s.ask("GET", "/v1/comments?site=news&limit=25&page="+page, "")
	comments, _ := list.json("comments").([]any)
	if len(f.Entries) != len(comments) {
		s.t.Fatalf("%s: %d entries of %d comments", page, len(f.Entries), len(comments))
	}
	title, address := list.text("page", "title"), list.text("page", "url")
	if title == "" {
		title = page
	}
	if f.Title != title {
		s.t.Errorf("%s: title %q, want %q", page, f.Title, title)
	}
	for i, e := range f.Entries {
		c := comments[i].(map[string]any)
		author := c["author"].(map[string]any)
		if e.Author.Name != author["name"] || e.Author.URI != author["url"] || e.Content.Text != c["html"] || e.Title != e.Author.Name+" · "+title {
			s.t.Errorf("%s: entry %+v is not comment %v", page, e, c)
		}
		want := address + "#kibitz-" + c["id"].(string)
		if address == "" && len(e.Links) != 0 || address != "" && (len(e.Links) != 1 || e.Links[0].Href != want) {
			s.t.Errorf("%s: links %v, want %q", page, e.Links, want)
		}
	}
}

// TestFeedIllegalInXML: what cannot be in an XML document at all does not
// break one, wherever it came from.
func TestFeedIllegalInXML(t *testing.T) {
	s := newServer(t, func(st *site.Settings) { st.Name = "a\x00b\x1b<c>\ufffe" })
	a := s.ask("GET", "/v1/feed.atom?site=news", "")
	if f, err := parseFeed(a.body); err != nil || f.Title != "a\ufffdb\ufffd<c>\ufffd" {
		t.Errorf("title %q, %v", f.Title, err)
	}
}

// TestFeedIDs: an entry has one id in both feeds and at all times.
func TestFeedIDs(t *testing.T) {
	s := newServer(t, nil)
	s.post("x")
	ofSite, err := parseFeed(s.ask("GET", "/v1/feed.atom?site=news", "").body)
	if err != nil {
		t.Fatal(err)
	}
	s.Clock.Advance(time.Hour)
	ofPage, err := parseFeed(s.ask("GET", "/v1/feed.atom?site=news&page=/a", "").body)
	if err != nil {
		t.Fatal(err)
	}
	if len(ofSite.Entries) != 1 || len(ofPage.Entries) != 1 || ofSite.Entries[0].ID != ofPage.Entries[0].ID || ofSite.ID == ofPage.ID {
		t.Errorf("%+v and %+v", ofSite, ofPage)
	}
}
