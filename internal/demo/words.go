package demo

import (
	"fmt"
	"html/template"
	"time"
)

// language is one of the two that the newspaper is printed in.
type language struct {
	Code string
	root string // of its pages' paths
	pick func(text) string
}

var languages = []language{
	{"vi", "/", func(t text) string { return t.VI }},
	{"en", "/en/", func(t text) string { return t.EN }},
}

func (l language) home() string            { return l.root }
func (l language) path(slug string) string { return l.root + slug }

// view is what a page's template sees.
type view struct {
	Lang  string
	Words map[string]string
	Home  string
	Other struct{ Lang, Path string } // this page in the other language

	Site       string
	EditWindow int // seconds
	Date       string

	Stories []story // all, the lead first
	Briefs  []struct{ Time, Text string }
	Story   *story        // the one of an article's page
	Text    template.HTML // and what it says
}

// story is an article in one language.
type story struct {
	article
	Path, Title, Section, Standfirst, Desk, Alt, Picture string
	Published, PublishedISO                              string
	Points                                               []string
	Views                                                string // the word beside the number
}

// zone is where the newspaper is printed; Việt Nam knows no summer time.
var zone = time.FixedZone("+07", 7*60*60)

// newView is the view of an article's page, or of the front page for nil.
func newView(o Options, l language, a *article, content template.HTML) view {
	v := view{
		Lang: l.Code, Words: map[string]string{}, Home: l.home(),
		Site: o.Site, EditWindow: int(o.EditWindow.Seconds()), Date: date(l.Code, o.Printed.In(zone)),
	}
	for key, t := range words {
		v.Words[key] = l.pick(t)
	}
	for i := range articles {
		v.Stories = append(v.Stories, newStory(o, l, articles[i]))
	}
	for _, b := range briefs {
		v.Briefs = append(v.Briefs, struct{ Time, Text string }{l.pick(b.Time), l.pick(b.Text)})
	}
	other := languages[0]
	if l.Code == other.Code {
		other = languages[1]
	}
	v.Other.Lang, v.Other.Path = other.Code, other.home()
	if a != nil {
		s := newStory(o, l, *a)
		v.Story, v.Text, v.Other.Path = &s, content, other.path(a.Slug)
	}
	return v
}

func newStory(o Options, l language, a article) story {
	at := o.Printed.Add(-a.Age).In(zone)
	s := story{
		article: a, Path: l.path(a.Slug), Title: l.pick(a.Title), Section: l.pick(a.Section),
		Standfirst: l.pick(a.Standfirst), Desk: l.pick(a.Desk), Alt: l.pick(a.Alt), Picture: "/demo/" + a.Name + ".svg",
		Published: at.Format("15:04") + ", " + date(l.Code, at), PublishedISO: at.Format(time.RFC3339),
		Views: l.pick(words["views"]),
	}
	for _, p := range a.Points {
		s.Points = append(s.Points, l.pick(p))
	}
	return s
}

var weekdays = [...]string{"Chủ Nhật", "Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy"}

// date writes a day as newspapers of the language do.
func date(lang string, t time.Time) string {
	if lang == "vi" {
		return fmt.Sprintf("%s, %d/%d/%d", weekdays[t.Weekday()], t.Day(), t.Month(), t.Year())
	}
	return t.Format("Monday, 2 January 2006")
}

// words are what the templates say. The scripts have their own
// (static/words.js).
var words = map[string]text{
	"paper":    {"Bến Đò", "Bến Đò"},
	"motto":    {"Nhật báo của người đi và người ở", "A daily for those who go and those who stay"},
	"skip":     {"Đến nội dung", "Skip to content"},
	"sections": {"Chuyên mục", "Sections"},
	"front":    {"Trang nhất", "Front page"},
	"language": {"Ngôn ngữ", "Language"},
	"most":     {"Xem nhiều", "Most viewed"},
	"briefs":   {"Tin vắn", "In brief"},
	"comments": {"Bình luận", "Comments"},
	"views":    {"lượt xem", "views"},
	"read":     {"phút đọc", "min read"},
	"more":     {"Đọc thêm", "More stories"},
	"noscript": {"Trình duyệt đang tắt JavaScript nên chưa xem được bình luận.", "Comments need JavaScript, which is switched off."},
	"about":    {"Tờ báo minh họa của Kibitz. Mọi tin bài, tên người và con số đều hư cấu.", "A demonstration newspaper for Kibitz. All stories, names and numbers are invented."},
	"api":      {"Mô tả API", "API description"},
}
