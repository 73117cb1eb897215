package httpapi

import (
	"net/http"

	"kibitz/internal/moderation"
	"kibitz/internal/problem"
	"kibitz/internal/site"
	"kibitz/internal/spam"
)

// wordsJSON answers GET and PUT /v1/moderation/words.
type wordsJSON struct {
	Site    string `json:"site"`
	Version int64  `json:"version"`
	Text    string `json:"text"`
	Entries int    `json:"entries"`
}

// wordMatchesJSON answers POST /v1/moderation/words/try.
type wordMatchesJSON struct {
	Matches []wordMatchJSON `json:"matches"`
}

type wordMatchJSON struct {
	Rule  string `json:"rule"`
	Entry string `json:"entry"`
	Start int    `json:"start"` // in bytes
	End   int    `json:"end"`
}

func wordsOf(st site.Site, l moderation.WordLists) (wordsJSON, error) {
	w, err := spam.ParseWords(l.Text, l.Version)
	if err != nil {
		return wordsJSON{}, err
	}
	return wordsJSON{st.ID, l.Version, l.Text, w.Entries()}, nil
}

func (a *api) getWordLists(h http.Header, r *http.Request) (answer, error) {
	q, err := query(r, "site")
	if err != nil {
		return answer{}, err
	}
	st, _, err := a.openSite(h, r, q.Get("site"))
	if err != nil {
		return answer{}, err
	}
	l, err := a.Moderation.Words(r.Context(), st)
	if err != nil {
		return answer{}, err
	}
	return a.wordLists(st, l)
}

func (a *api) putWordLists(h http.Header, r *http.Request) (answer, error) {
	var siteID string
	var text *string
	var version *int
	if err := readLongJSON(r, object{"site": &siteID, "version": &version, "text": &text}); err != nil {
		return answer{}, err
	}
	st, by, err := a.openSite(h, r, siteID)
	if err != nil {
		return answer{}, err
	}
	if version == nil || *version < 0 {
		return answer{}, problem.New(problem.ParameterInvalid, "version", "Say which version of the lists you saw, 0 for none.")
	}
	if text == nil {
		return answer{}, problem.New(problem.ParameterInvalid, "text", "Give the lists; an empty text takes all of them away.")
	}
	l, err := a.Moderation.SetWords(r.Context(), st, moderation.WordLists{Text: *text, Version: int64(*version)}, by)
	if problem.CodeOf(err) == problem.SettingsChanged {
		now, failed := wordsOf(st, l)
		if failed != nil {
			return answer{}, failed
		}
		return a.refuseWith(h, err, now)
	}
	if err != nil {
		return answer{}, err
	}
	return a.wordLists(st, l)
}

func (a *api) wordLists(st site.Site, l moderation.WordLists) (answer, error) {
	out, err := wordsOf(st, l)
	if err != nil {
		return answer{}, err
	}
	return reply(http.StatusOK, privateCache, out)
}

func (a *api) tryWordLists(h http.Header, r *http.Request) (answer, error) {
	var siteID string
	var words, text *string
	if err := readLongJSON(r, object{"site": &siteID, "words": &words, "text": &text}); err != nil {
		return answer{}, err
	}
	if _, _, err := a.openSite(h, r, siteID); err != nil {
		return answer{}, err
	}
	if words == nil || text == nil {
		return answer{}, problem.New(problem.ParameterInvalid, "text", "Give words to look for, and a text to look in.")
	}
	found, err := a.Moderation.TryWords(*words, *text)
	if err != nil {
		return answer{}, err
	}
	out := wordMatchesJSON{Matches: make([]wordMatchJSON, len(found))}
	for i, m := range found {
		out.Matches[i] = wordMatchJSON{m.Rule, m.Entry, m.Start, m.End}
	}
	return reply(http.StatusOK, privateCache, out)
}
