package demo

import (
	"fmt"
	"slices"
	"time"
)

// zone is where the newspaper is printed; Việt Nam knows no summer time.
var zone = time.FixedZone("+07", 7*60*60)

// language is one of the two that the newspaper is printed in.
type language struct {
	Code string
	Home string // the front page, and the beginning of all paths
	pick func(text) string
}

var languages = []language{
	{"vi", "/", func(t text) string { return t.VI }},
	{"en", "/en/", func(t text) string { return t.EN }},
}

// edition is the newspaper in one language.
type edition struct {
	language
	Date     string
	Words    map[string]string
	Sections []link
	Stories  []story // the lead first
	topics   []link  // those that stories are about
}

// link is a page that lists stories: a section or a topic.
type link struct{ Name, Path, id string }

// story is an article in one language.
type story struct {
	article
	content
	Path, Picture           string
	Section                 link
	Topics                  []link
	Desk                    string
	Published, PublishedISO string
	Site                    string
	Words                   map[string]string // the edition’s
}

// newEdition reads what the newspaper says in one language.
func newEdition(l language, o Options) (*edition, error) {
	e := &edition{language: l, Words: map[string]string{}, Date: date(l.Code, o.Printed.In(zone))}
	for key, t := range words {
		e.Words[key] = l.pick(t)
	}
	for _, s := range sections {
		e.Sections = append(e.Sections, link{l.pick(s.Name), l.Home + "chuyen-muc/" + s.ID, s.ID})
	}
	for _, a := range articles {
		s, err := e.story(a, o)
		if err != nil {
			return nil, err
		}
		e.Stories = append(e.Stories, s)
		for _, t := range s.Topics {
			if !slices.Contains(e.topics, t) {
				e.topics = append(e.topics, t)
			}
		}
	}
	return e, nil
}

func (e *edition) story(a article, o Options) (story, error) {
	c, err := readContent(a.Name, e.Code)
	if err != nil {
		return story{}, err
	}
	at := o.Printed.Add(-a.Age).In(zone)
	s := story{
		article: a, content: c, Site: o.Site, Words: e.Words,
		Path: e.Home + a.Slug, Picture: "/demo/" + a.Name + ".svg",
		Published: at.Format("15:04") + ", " + date(e.Code, at), PublishedISO: at.Format(time.RFC3339),
	}
	i := slices.IndexFunc(sections, func(s section) bool { return s.ID == a.Section })
	if i < 0 {
		return story{}, fmt.Errorf("%s is in no section", a.Name)
	}
	s.Section, s.Desk = e.Sections[i], e.pick(sections[i].Desk)
	for _, id := range a.Topics {
		name, ok := topics[id]
		if !ok {
			return story{}, fmt.Errorf("%s is about %q, which is no topic", a.Name, id)
		}
		s.Topics = append(s.Topics, link{e.pick(name), e.Home + "chu-de/" + id, id})
	}
	return s, nil
}

// ofSection returns the stories of a section, in the edition's order.
func (e *edition) ofSection(id string) []story {
	return e.where(func(s story) bool { return s.Section.id == id })
}

// ofTopic returns the stories about a topic.
func (e *edition) ofTopic(id string) []story {
	return e.where(func(s story) bool { return slices.Contains(s.article.Topics, id) })
}

func (e *edition) where(f func(story) bool) []story {
	var out []story
	for _, s := range e.Stories {
		if f(s) {
			out = append(out, s)
		}
	}
	return out
}

// related returns n stories to read after this one: those that share most
// topics with it, a common section counting as half of one.
func (e *edition) related(to story, n int) []story {
	nearness := func(s story) int {
		near := 0
		if s.article.Section == to.article.Section {
			near++
		}
		for _, t := range s.article.Topics {
			if slices.Contains(to.article.Topics, t) {
				near += 2
			}
		}
		return near
	}
	out := e.where(func(s story) bool { return s.Slug != to.Slug })
	slices.SortStableFunc(out, func(a, b story) int { return nearness(b) - nearness(a) })
	return out[:min(n, len(out))]
}
