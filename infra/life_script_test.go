package infra

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"kibitz/internal/comment"
	"kibitz/internal/table"
)

// live does everything that clients can, in every state that a comment, a
// page and a visitor can be in: what no line here calls for, no function may
// do.
func live(t *testing.T) *life {
	t.Helper()
	l := newLife(t)
	l.call(200, "GET /v1/health", "")
	l.call(200, "GET /v1/openapi.yaml", "")
	l.call(404, "GET /v1/comments?site=unknown&page=/a", "")
	l.call(200, "POST /v1/preview", `{"site":"news","body":"**Chào**"}`)
	l.banNetwork()
	l.readers()
	l.overflow()
	l.heldBack()
	l.visitors()
	l.voters()
	l.moderators()
	l.staff()
	l.fold()
	return l
}

// post posts to a site's page /a and returns the comment's id and its author.
func (l *life) post(status int, site, parent, guest, text string) (id, author string) {
	l.t.Helper()
	fields := fmt.Sprintf(`"site":%q,"page":"/a","url":"https://news.example/a","title":"A","body":%q,"author":{"name":"Lan"}`, site, text)
	if parent != "" {
		fields += fmt.Sprintf(`,"parent":%q`, parent)
	}
	if guest != "" {
		fields += fmt.Sprintf(`,"guest":%q`, guest)
	}
	a := l.call(status, "POST /v1/comments", "{"+fields+"}", "Idempotency-Key", "the-request-with-"+strings.ReplaceAll(text, " ", "-"))
	return a.Comment.ID, a.Guest
}

func (l *life) edit(site, id, guest, page string) {
	l.t.Helper()
	l.call(200, "PATCH /v1/comments/"+id, fmt.Sprintf(`{"site":%q,"guest":%q,"body":"otherwise","page":%q}`, site, guest, page))
}

func (l *life) remove(site, id, guest string) {
	l.t.Helper()
	l.call(204, "DELETE /v1/comments/"+id, fmt.Sprintf(`{"site":%q,"guest":%q}`, site, guest))
}

func (l *life) readers() {
	root, author := l.post(201, "news", "", "", "first")
	l.post(201, "news", "", author, "first") // the same request again
	reply, _ := l.post(201, "news", root, author, "answer")
	l.post(201, "news", reply, author, "answer to the answer")
	l.fold()
	for _, q := range []string{"order=newest", "order=oldest", "root=" + root} {
		l.call(200, "GET /v1/comments?site=news&page=/a&"+q, "")
	}
	l.call(200, "GET /v1/feed.atom?site=news&page=/a", "")
	l.call(200, "GET /v1/feed.atom?site=news", "")
	l.call(200, "GET /v1/comments/"+root+"?site=news", "")
	l.call(200, "GET /v1/comments/"+root+"?site=news&page=/a", "")
	l.edit("news", root, author, "/a")
	l.edit("news", reply, author, "")
	l.remove("news", reply, author)
	alone, author := l.post(201, "news", "", "", "alone")
	l.outdate(root, alone)
	l.call(200, "GET /v1/comments?site=news&page=/a", "")
	l.call(200, "GET /v1/feed.atom?site=news", "")
	l.call(200, "GET /v1/comments/"+alone+"?site=news&page=/a", "")
	l.remove("news", alone, author)
}

// outdate makes comments look as an older policy rendered them.
func (l *life) outdate(ids ...string) {
	l.t.Helper()
	for _, id := range ids {
		op := table.Update(table.Key{PK: "c#news#/a", SK: id}).Setting("pv", table.Int(0)).When(table.Present(table.AttrPK))
		if _, err := l.db.Write(l.t.Context(), table.Write{Ops: []table.Op{op}}); err != nil {
			l.t.Fatal(err)
		}
	}
}

// overflow fills a thread until replies lie apart from it.
func (l *life) overflow() {
	root, author := l.post(201, "news", "", "", "long")
	for n := range comment.ThreadCap {
		l.post(201, "news", root, author, fmt.Sprint("reply ", n))
	}
	l.fold()
	late, _ := l.post(201, "news", root, author, "late")
	l.post(201, "news", late, author, "later")
	l.call(200, "GET /v1/comments?site=news&page=/a&limit=100&root="+root, "")
	l.call(200, "GET /v1/feed.atom?site=news&page=/a", "")
	l.edit("news", late, author, "/a")
	l.decide("reject", late)
	l.decide("restore", late)
	l.remove("news", late, author)
}

// heldBack posts where comments wait for a moderator.
func (l *life) heldBack() {
	id, author := l.post(202, "held", "", "", "waits")
	l.edit("held", id, author, "")
	l.remove("held", id, author)
	l.post(202, "first", "", "", "waits too")
}

func (l *life) visitors() {
	view := func(page string) {
		l.t.Helper()
		body := fmt.Sprintf(`{"site":"news","page":%q,"url":"https://news.example%s","title":"A"}`, page, page)
		l.call(200, "POST /v1/views", body, "User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
	}
	view("/a") // known from its comments
	view("/b") // new
	view("/b") // the same view again
	l.fold()
	l.call(200, "GET /v1/counts?site=news&page=/a", "")
	l.call(200, "GET /v1/counts?site=news&page=/a&page=/b&page=/unknown", "")
	l.call(200, "GET /v1/top?site=news", "")
	for _, later := range []time.Duration{time.Hour, 24 * time.Hour} { // another view; the first of a day, which makes its salt
		l.now = l.now.Add(later)
		view("/b")
	}
}

// voters vote on a root and on a reply in the overflow, and react to pages.
func (l *life) voters() {
	root, author := l.post(201, "news", "", "", "voted on")
	vote := func(page string, value int) {
		l.t.Helper()
		body := fmt.Sprintf(`{"site":"news","page":%q,"vote":%d,"guest":%q}`, page, value, author)
		l.call(200, "POST /v1/comments/"+root+"/votes", body)
	}
	react := func(page, reaction string) {
		l.t.Helper()
		l.call(200, "POST /v1/reactions", fmt.Sprintf(`{"site":"news","page":%q,"reaction":%q,"guest":%q}`, page, reaction, author))
	}
	for _, value := range []int{1, 1, -1, 0} {
		vote("/a", value)
	}
	l.call(404, "POST /v1/comments/01ARZ3NDEKTSV4RRFFQ69G5FAV-01ARZ3NDEKTSV4RRFFQ69G5FAV/votes", `{"site":"news","page":"/a","vote":1}`)
	for _, reaction := range []string{"love", "useful", ""} {
		react("/a", reaction)
	}
	react("/reacted-to-first", "love")
	l.call(202, "POST /v1/comments/"+root+"/reports", `{"site":"news","page":"/a","reason":"spam","note":"Quảng cáo"}`)
	l.call(200, "GET /v1/moderation/comments?site=news&status=reported", "", "Authorization", "Bearer "+l.key)
	l.call(202, "POST /v1/comments/"+root+"/reports", `{"site":"news","page":"/a","reason":"illegal"}`)
	l.call(200, "GET /v1/moderation/illegal?site=news", "", "Authorization", "Bearer "+l.key)
	l.decide("publish", root)
	l.call(200, "GET /v1/votes?site=news&page=/a", "", "Authorization", "Guest "+author)
}

// version is a comment's version as a moderator sees it.
func (l *life) version(id string) int {
	l.t.Helper()
	return l.call(200, "GET /v1/moderation/comments/"+id+"?site=news", "", "Authorization", "Bearer "+l.key).Comment.Version
}

func (l *life) decide(action, id string) {
	l.t.Helper()
	body := fmt.Sprintf(`{"site":"news","action":%q,"ids":[%q]}`, action, id)
	l.call(200, "POST /v1/moderation/actions", body, "Authorization", "Bearer "+l.key)
}

// banNetwork bans a network address before anybody has commented, so that its
// salt is made by the ban.
func (l *life) banNetwork() {
	l.t.Helper()
	l.call(200, "POST /v1/moderation/bans", `{"site":"news","kind":"address","value":"192.0.2.200","days":7}`, "Authorization", "Bearer "+l.key)
}

// allOfOne looks at all that one author wrote, and rejects it.
func (l *life) allOfOne() {
	l.t.Helper()
	c := l.call(201, "POST /v1/comments", `{"site":"news","page":"/a","body":"all of mine","author":{"name":"Mai"}}`)
	auth := []string{"Authorization", "Bearer " + l.key}
	l.call(200, "GET /v1/moderation/authors/"+c.Comment.Author.ID+"?site=news", "", auth...)
	l.call(200, "GET /v1/moderation/comments?site=news&status=any&author="+c.Comment.Author.ID, "", auth...)
	l.call(200, "POST /v1/moderation/authors/"+c.Comment.Author.ID, `{"site":"news","action":"reject"}`, auth...)
}

// bans bans who wrote a comment, by what every reader's word is held against.
func (l *life) bans(id string) {
	l.t.Helper()
	auth := []string{"Authorization", "Bearer " + l.key}
	l.call(200, "POST /v1/moderation/bans", fmt.Sprintf(`{"site":"news","kind":"author","comment":%q}`, id), auth...)
	l.call(200, "POST /v1/moderation/bans", fmt.Sprintf(`{"site":"news","kind":"address","comment":%q,"effect":"hold"}`, id), auth...)
	l.call(200, "GET /v1/moderation/bans?site=news", "", auth...)
	l.call(204, "DELETE /v1/moderation/bans/x?site=news", "", auth...)
}

func (l *life) moderators() {
	root, author := l.post(201, "news", "", "", "judged")
	alone, _ := l.post(201, "news", "", "", "judged and alone")
	reply, _ := l.post(201, "news", root, author, "judged answer")
	l.fold()
	for _, id := range []string{reply, root, alone} {
		for _, action := range []string{"reject", "publish", "spam", "restore", "delete", "spam", "restore", "restore"} {
			l.decide(action, id)
		}
	}
	page := func(action string) {
		l.t.Helper()
		body := fmt.Sprintf(`{"site":"news","page":"/a",%s}`, action)
		l.call(200, "POST /v1/moderation/pages", body, "Authorization", "Bearer "+l.key)
	}
	for _, action := range []string{"close", "open", "premoderate", "postmoderate", "hide", "show", "pin", "unpin", "unalias"} {
		page(fmt.Sprintf(`"action":%q`, action))
	}
	page(`"action":"title","title":"Another"`)
	page(`"action":"alias","target":"/b"`)
	page(`"action":"unalias"`)
	l.call(200, "PATCH /v1/moderation/settings", `{"site":"news","version":1,"settings":{"close-after":"3000"}}`, "Authorization", "Bearer "+l.key)
	for _, target := range []string{"settings?site=news", "pages?site=news&page=/a", "pages?site=news", "pages?site=news&by=recent", "audit?site=news&page=/a", "audit?site=news&kind=settings"} {
		l.call(200, "GET /v1/moderation/"+target, "", "Authorization", "Bearer "+l.key)
	}
	l.call(401, "GET /v1/moderation/comments?site=news", "")
	for _, status := range []string{"pending", "published", "spam", "rejected", "deleted"} {
		l.call(200, "GET /v1/moderation/comments?limit=1&site=news&status="+status, "", "Authorization", "Bearer "+l.key)
	}
	l.decide("publish", reply)
	for _, action := range []string{"publish", "pin", "feature", "lock"} {
		l.decide(action, root)
	}
	l.decide("feature", reply)
	l.call(200, "GET /v1/comments?site=news&page=/a&filter=featured", "")
	l.call(200, "POST /v1/moderation/comments/"+root+"/edit", `{"site":"news","version":`+fmt.Sprint(l.version(root))+`,"text":"as edited"}`, "Authorization", "Bearer "+l.key)
	l.call(201, "POST /v1/moderation/comments/"+root+"/reply", `{"site":"news","text":"says the newsroom"}`, "Authorization", "Bearer "+l.key)
	for _, id := range []string{root, reply} {
		l.call(200, "GET /v1/moderation/comments/"+id+"/evidence?site=news", "", "Authorization", "Bearer "+l.key)
	}
	l.decide("undo", root)
	l.bans(alone)
	l.allOfOne()
	l.fold()
	for _, claim := range []string{`"` + root + `"`, "null"} {
		l.call(204, "POST /v1/moderation/claims", `{"site":"news","comment":`+claim+`}`, "Authorization", "Bearer "+l.key)
	}
	for _, target := range []string{"numbers", "statistics"} {
		l.call(200, "GET /v1/moderation/"+target+"?site=news", "", "Authorization", "Bearer "+l.key)
	}
	for _, target := range []string{"comments/" + root + "?site=news", "audit?site=news", "audit?site=news&comment=" + root, "audit?site=news&moderator=" + l.keyID} {
		l.call(200, "GET /v1/moderation/"+target, "", "Authorization", "Bearer "+l.key)
	}
}
