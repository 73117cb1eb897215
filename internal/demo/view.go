package demo

// view is what a page's template sees.
type view struct {
	*edition
	Site    string
	Other   link // this page in the other language
	Section link // whose page or whose story's page it is; the zero link on the front page
	Title   string
	Heading string // above a list's title: "Topic"

	// On the front page.
	Lead          story
	Three, Miss   []story
	City, Culture block
	Letters       []letter

	// On an article's page; also the lists' stories.
	Story   *story
	Related []story
	Listed  []story
}

// block is a section on the front page.
type block struct {
	link
	Big  story
	Rest []story
}

// letter is a reader's comment that the newsroom prints.
type letter struct {
	Body, Name string
	Story      story
}

// The front page's make-up, by the articles' names.
var (
	leads   = []string{"ferry", "tide", "swim", "congee"}
	city    = []string{"lamp", "trees", "market", "bike", "bench"}
	culture = []string{"seeds", "clock", "radio"}
	miss    = []string{"kite", "lotus", "birds", "chess"}
)

// frontPage is the view of the front page.
func (e *edition) frontPage(o Options, other link) view {
	top := e.named(leads)
	v := view{
		edition: e, Site: o.Site, Other: other, Title: e.Words["front"],
		Lead: top[0], Three: top[1:], Miss: e.named(miss),
		City: newBlock(e.named(city)), Culture: newBlock(e.named(culture)),
	}
	for _, l := range letters[e.Code] {
		v.Letters = append(v.Letters, letter{l.Body, l.Name, e.named([]string{l.Article})[0]})
	}
	return v
}

// articlePage is the view of a story's page.
func (e *edition) articlePage(o Options, other link, s story) view {
	return view{
		edition: e, Site: o.Site, Other: other, Title: s.Title, Section: s.Section,
		Story: &s, Related: e.related(s, 4), Miss: e.named(miss),
	}
}

// listPage is the view of a section's or a topic's page.
func (e *edition) listPage(o Options, other, of link, heading string, stories []story) view {
	return view{edition: e, Site: o.Site, Other: other, Title: of.Name, Heading: heading, Section: of, Listed: stories}
}

func newBlock(stories []story) block {
	return block{link: stories[0].Section, Big: stories[0], Rest: stories[1:]}
}

// named returns the stories of the names, in their order.
func (e *edition) named(names []string) []story {
	var out []story
	for _, name := range names {
		out = append(out, e.where(func(s story) bool { return s.Name == name })...)
	}
	return out
}
