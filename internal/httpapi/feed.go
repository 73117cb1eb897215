package httpapi

import (
	"crypto/sha256"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"kibitz/internal/comment"
	"kibitz/internal/page"
	"kibitz/internal/site"
)

const atomType = "application/atom+xml; charset=utf-8"

// getFeed answers with what was published last, on a page or on all of them.
func (a *api) getFeed(_ http.Header, r *http.Request) (answer, error) {
	q, err := query(r, "site", "page")
	if err != nil {
		return answer{}, err
	}
	st, err := a.Sites.Site(r.Context(), q.Get("site"))
	if err != nil {
		return answer{}, err
	}
	if !q.Has("page") {
		l, err := a.Comments.LatestOfSite(r.Context(), st)
		if err != nil {
			return answer{}, err
		}
		return replyFeed(feedOfSite(st, l))
	}
	l, err := a.Comments.LatestOfPage(r.Context(), st, q.Get("page"))
	if err != nil {
		return answer{}, err
	}
	return replyFeed(feedOfPage(st, l))
}

// replyFeed returns a feed that caches may keep. encoding/xml escapes what is
// markup, and puts U+FFFD for what cannot be in XML.
func replyFeed(f feedXML) (answer, error) {
	b, err := xml.Marshal(f)
	if err != nil {
		return answer{}, fmt.Errorf("encode feed: %w", err)
	}
	body := append([]byte(xml.Header), b...)
	return answer{status: http.StatusOK, kind: atomType, cache: countsCache, tag: etag(body), body: body}, nil
}

// The shapes of a feed, by RFC 4287. There is no word of ours in it, so it is
// in the language of those who wrote.

type feedXML struct {
	XMLName xml.Name   `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string     `xml:"id"`
	Title   string     `xml:"title"`
	Updated time.Time  `xml:"updated"`
	Links   []linkXML  `xml:"link"`
	Entries []entryXML `xml:"entry"`
}

type entryXML struct {
	ID        string     `xml:"id"`
	Title     string     `xml:"title"`
	Published time.Time  `xml:"published"`
	Updated   time.Time  `xml:"updated"`
	Author    personXML  `xml:"author"`
	Links     []linkXML  `xml:"link"`
	Content   contentXML `xml:"content"`
}

type personXML struct {
	Name string `xml:"name"`
	URI  string `xml:"uri,omitempty"`
}

type linkXML struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr"`
	Href string `xml:"href,attr"`
}

type contentXML struct {
	Type string `xml:"type,attr"`
	Text string `xml:",chardata"`
}

func feedOfPage(st site.Site, l comment.Latest) feedXML {
	query := url.Values{"site": {st.ID}, "page": {l.Page.Page}}
	return feed(st, l, urn("page", st.ID, l.Page.Page), titleOf(l.Page), query, l.Page.URL)
}

func feedOfSite(st site.Site, l comment.Latest) feedXML {
	title, home := st.Settings.Name, ""
	if title == "" {
		title = st.ID
	}
	if len(st.Settings.Origins) > 0 {
		home = st.Settings.Origins[0] + "/"
	}
	return feed(st, l, urn("site", st.ID), title, url.Values{"site": {st.ID}}, home)
}

// feed is what both feeds have in common. It has last changed when its newest
// entry did, and never when it has none. Its own address is relative: what it
// is under, only a header of the request would tell, and public reads hold none.
func feed(st site.Site, l comment.Latest, id, title string, query url.Values, alternate string) feedXML {
	f := feedXML{ID: id, Title: title, Updated: time.Unix(0, 0).UTC()}
	f.Links = append(f.Links, linkXML{Rel: "self", Type: "application/atom+xml", Href: "/v1/feed.atom?" + query.Encode()})
	f.Links = append(f.Links, alternates(alternate)...)
	for _, c := range l.Comments {
		e := entry(st, c, l.Pages[c.Page])
		if e.Updated.After(f.Updated) {
			f.Updated = e.Updated
		}
		f.Entries = append(f.Entries, e)
	}
	return f
}

func entry(st site.Site, c comment.Comment, on page.State) entryXML {
	e := entryXML{
		ID:        urn("comment", st.ID, c.ID.Own()),
		Title:     c.Author.Name + " · " + titleOf(on),
		Published: c.Created(), Updated: c.Created(),
		Author:  personXML{Name: c.Author.Name, URI: c.Author.URL},
		Content: contentXML{Type: "html", Text: c.HTML},
	}
	if !c.Edited.IsZero() {
		e.Updated = c.Edited
	}
	if on.URL != "" {
		e.Links = alternates(on.URL + "#kibitz-" + string(c.ID))
	}
	return e
}

// alternates links the web page that shows the same, if its address is known.
func alternates(href string) []linkXML {
	if href == "" {
		return nil
	}
	return []linkXML{{Rel: "alternate", Type: "text/html", Href: href}}
}

func titleOf(p page.State) string {
	if p.Title == "" {
		return p.Page
	}
	return p.Title
}

// urn names something of ours for good, whatever address it moves to: a UUID
// of version 8 (RFC 9562) made from what it is.
func urn(what ...string) string {
	u := sha256.Sum256([]byte("kibitz\x00" + strings.Join(what, "\x00")))
	u[6], u[8] = u[6]&0x0f|0x80, u[8]&0x3f|0x80 // version and variant
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", u[:4], u[4:6], u[6:8], u[8:10], u[10:16])
}
