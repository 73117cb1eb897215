package httpapi

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// TestPublicKeys lists every key that an answer can have. A new one is added
// here by somebody who has thought about who reads it.
func TestPublicKeys(t *testing.T) {
	const (
		author  = "author author.id author.name author.url author.badge "
		comment = "id parent root depth " + author + "html status created edited votes votes.up votes.down replies edited_by_staff featured locked more "
		page    = "page page.page page.title page.url page.comments page.featured page.views page.visitors page.closed page.reactions "
		history = "first published withheld more"
	)
	under := func(name, keys string) string {
		out := name + " "
		for _, k := range strings.Fields(keys) {
			out += name + "." + k + " "
		}
		return out
	}
	statement := "id " + author + "created status version edited edited_by_staff source format html sha256 sha256.source sha256.html"
	comments := under("comments", comment)
	ban := "id kind value effect made until reason by "
	decision := "id time moderator moderator.id moderator.name moderator.session access action comment page from to version reason note kind " + under("changes", "key old new") + under("ban", ban)
	for shape, want := range map[reflect.Type]string{
		reflect.TypeFor[listingJSON]():  page + comments + under("pinned", comment) + "next " + under("settings", "votes reactions email url edit_window max_length accounts form"),
		reflect.TypeFor[oneJSON]():      under("comment", comment) + "page",
		reflect.TypeFor[postedJSON]():   under("comment", comment) + "guest",
		reflect.TypeFor[editedJSON]():   under("comment", comment),
		reflect.TypeFor[previewJSON]():  "html",
		reflect.TypeFor[votedJSON]():    "vote guest",
		reflect.TypeFor[reactedJSON]():  "reaction guest",
		reflect.TypeFor[reportedJSON](): "guest",
		reflect.TypeFor[ownVotesJSON](): "votes reaction",
		reflect.TypeFor[topJSON]():      "by window pages pages.page pages.url pages.title pages.views pages.comments pages.score pages.pinned",
		reflect.TypeFor[viewJSON]():     "page views visitors comments counted",
		reflect.TypeFor[healthJSON]():   "status version time",
		reflect.TypeFor[evidenceJSON](): "site id status version exported exported.time exported.entry exported.moderator " +
			"exported.moderator.id exported.moderator.name exported.moderator.session " +
			under("snapshots", "taken until page title url "+under("comment", statement)+under("parent", statement)) +
			under("reports", "count reasons "+under("list", "reason note time")) + under("decisions", decision),
		reflect.TypeFor[moderatedJSON](): under("comment", comment+"page version held"),
		reflect.TypeFor[queueJSON]():     comments + "comments.page comments.version comments.held next",
		reflect.TypeFor[resultsJSON]():   under("results", "id status version code detail "+under("now", "status version "+under("decision", decision))),
		reflect.TypeFor[auditJSON]():     under("decisions", decision) + "next",
		reflect.TypeFor[caseJSON](): under("comment", comment+"page version held source format email pinned previous") + under("trace", "name version result reason matched ms") +
			under("reports", "count reasons "+under("list", "reason note time")) + under("history", history) +
			under("decisions", decision),
		reflect.TypeFor[authorOverviewJSON](): "id " + under("history", history) + comments + "comments.page comments.version comments.held " + under("bans", ban),
		reflect.TypeFor[authorStepJSON]():     "statuses touched next",
		reflect.TypeFor[noticesJSON]():        under("notices", under("comment", comment+"page version held")+"since due overdue") + "next",
		reflect.TypeFor[numbersJSON]():        "queues oldest " + under("claims", "comment moderator moderator.id moderator.name moderator.session until"),
		reflect.TypeFor[statisticsJSON]():     under("days", "day held overruled "+under("decisions", "moderator moderator.id moderator.name moderator.session action count")),
		reflect.TypeFor[managedPagesJSON]():   under("pages", "page title url known since comments views visitors closed closing premoderated alias pinned hidden") + "next",
		reflect.TypeFor[siteSettingsJSON]():   "site version " + under("settings", "key value help"),
		reflect.TypeFor[bannedJSON]():         under("ban", ban),
		reflect.TypeFor[bansJSON]():           under("bans", ban),
		reflect.TypeFor[countsJSON]():         "counts counts.page counts.comments counts.views counts.visitors counts.reactions counts.code",
		reflect.TypeFor[wordsJSON]():          "site version text entries",
		reflect.TypeFor[wordMatchesJSON]():    under("matches", "rule entry start end"),
		reflect.TypeFor[meJSON]():             "id name account passkeys recovery_codes sites sites.site sites.role",
		reflect.TypeFor[passkeysJSON]():       under("passkeys", "id name host created used"),
		reflect.TypeFor[sessionsJSON]():       under("sessions", "id created used current agent"),
		reflect.TypeFor[codesJSON]():          "codes",
		reflect.TypeFor[peopleJSON]():         under("people", "id name role since passkeys last"),
		reflect.TypeFor[invitedJSON]():        under("person", "id name role since passkeys last") + "link expires",
		reflect.TypeFor[keysJSON]():           under("keys", "id name role created expires used"),
		reflect.TypeFor[newKeyJSON]():         under("key", "id name role created expires used") + "secret",
		reflect.TypeFor[problemJSON]():        "type title status code detail field now",
	} {
		got := keysOf(shape, "")
		wanted := strings.Fields(want)
		slices.Sort(got)
		slices.Sort(wanted)
		if !slices.Equal(got, wanted) {
			t.Errorf("%v has the keys\n%v, want\n%v", shape, got, wanted)
		}
	}
}

// keysOf returns the JSON keys of a type, with those inside.
func keysOf(t reflect.Type, path string) (keys []string) {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || t.Implements(reflect.TypeFor[json.Marshaler]()) {
		return nil
	}
	for f := range t.Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous:
			keys = append(keys, keysOf(f.Type, path)...)
		case name == "":
			keys = append(keys, path+f.Name+" without a name")
		default:
			keys = append(append(keys, path+name), keysOf(f.Type, path+name+".")...)
		}
	}
	return keys
}
