package store

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"kibitz/internal/comment"
	"kibitz/internal/limit"
	"kibitz/internal/ranking"
	"kibitz/internal/table"
)

// Schema is the table's indexes. template.yaml defines the same; a test
// compares them.
func Schema() table.Schema {
	return table.Schema{Indexes: []table.Index{
		{Name: byStatus, PK: "q", SK: "i", Include: []string{"u", "an", "au", "ab", "h", "p", "l", "e", "v", "pv", "s", "hb"}},
		{Name: byAuthor, PK: "u", SK: "i"},
	}}
}

const (
	byStatus = "gsi1"
	byAuthor = "gsi2"
)

// The three places of a comment, the first letter of its partition key.
const (
	near     = "c" // published, beside its root
	overflow = "o" // published, in the page's overflow
	hidden   = "h" // not published
)

// sheets is the first letter of the partitions of lists. They are not beside a
// page, so that nobody's reading of a page meets their writes.
const sheets = "t"

// reactionPrefix begins the attributes of a page's numbers that count
// reactions.
const reactionPrefix = "r."

const only = "-" // sort key of an item that is alone in its partition

func numbersKey(site, page string) table.Key {
	return table.Key{PK: pagePartition(site, page), SK: only}
}

func aboutKey(site, page string) table.Key {
	return table.Key{PK: pagePartition(site, page), SK: "about"}
}

// standingsKey names the sheet of a page's best threads. It sorts behind what the
// other orders read of the page.
func standingsKey(site, page string) table.Key {
	return table.Key{PK: pagePartition(site, page), SK: "top"}
}

func pagePartition(site, page string) string { return "s#" + site + "#" + page }

func commentPartition(place, site, page string) string { return place + "#" + site + "#" + page }

func commentKey(place, site, page string, id comment.ID) table.Key {
	return table.Key{PK: commentPartition(place, site, page), SK: commentSort(id)}
}

// commentSort is the id with its parts split by '/', which sorts before all
// of a ULID's characters: a root, then its replies, then the next root.
func commentSort(id comment.ID) string { return strings.Replace(string(id), "-", "/", 1) }

func commentID(sk string) comment.ID { return comment.ID(strings.Replace(sk, "/", "-", 1)) }

// afterThread sorts behind the thread's replies and before the next root.
func afterThread(root comment.ID) string { return string(root) + "/~" }

func privateKey(site string, id comment.ID) table.Key {
	return table.Key{PK: "x#" + site + "#" + string(id), SK: only}
}

func receiptKey(site, key string) table.Key {
	return table.Key{PK: "i#" + site + "#" + key, SK: only}
}

func viewKey(site, page, day string, shard int, visitor string) table.Key {
	return table.Key{PK: "v#" + site + "#" + page + "#" + day + "#" + strconv.Itoa(shard), SK: visitor}
}

// voterKey names the item of all that one voter says on one page.
func voterKey(site, page, voter string) table.Key {
	return table.Key{PK: "w#" + site + "#" + page + "#" + voter, SK: only}
}

// reportedKey names the marker of a comment that was reported. The reports
// follow it.
func reportedKey(site, page string, id comment.ID) table.Key {
	return table.Key{PK: "y#" + site + "#" + page, SK: commentSort(id)}
}

// clockKey names what says since when a comment is reported as against the law.
func clockKey(site, page string, id comment.ID) table.Key {
	k := reportedKey(site, page, id)
	k.SK += clockMark
	return k
}

const clockMark = "!"

func reportKey(site, page string, id comment.ID, reporter string) table.Key {
	k := reportedKey(site, page, id)
	k.SK += "#" + reporter
	return k
}

// evidenceKey names what is kept of a version of a comment.
func evidenceKey(site string, id comment.ID, version int64) table.Key {
	return table.Key{PK: "e#" + site + "#" + string(id), SK: fmt.Sprintf("%012d", version)}
}

func windowKey(site string, w limit.Window) table.Key {
	return table.Key{PK: "l#" + site + "#" + w.Scope + "#" + w.Key + "#" + strconv.FormatInt(w.Start.Unix(), 36), SK: only}
}

func sitePartition(site string) string { return "k#" + site }

func siteKey(site string) table.Key { return table.Key{PK: sitePartition(site), SK: "settings"} }

func sheetKey(site string, l ranking.List) table.Key {
	return table.Key{PK: sheets + "#" + site, SK: l.String()}
}

func saltKey(site, period string) table.Key {
	return table.Key{PK: sitePartition(site), SK: "salt#" + period}
}

// gaugesKey names the lengths of a site's queues, dayKey what was held and
// decided on one of its days, and seenKey how far the fold has counted the
// comments of a page that are not public.
func gaugesKey(site string) table.Key { return table.Key{PK: "g#" + site, SK: "queues"} }

// claimKey names what a moderator is looking at. It sorts behind the lengths of
// the queues, to be read with them.
func claimKey(site, moderator string) table.Key {
	k := gaugesKey(site)
	k.SK += "#" + moderator
	return k
}

const dayGaugePrefix = "day#"

func dayKey(site, day string) table.Key { return table.Key{PK: "g#" + site, SK: dayGaugePrefix + day} }

func seenKey(site, page string) table.Key { return table.Key{PK: "g#" + site + "#" + page, SK: only} }

func bansKey(site string) table.Key { return table.Key{PK: "b#" + site, SK: "bans"} }

func wordsKey(site string) table.Key { return table.Key{PK: "b#" + site, SK: "words"} }

func modelKey(site string) table.Key { return table.Key{PK: "b#" + site, SK: "model"} }

const apiKeyPrefix = "key#"

func apiKeyKey(site, hash string) table.Key {
	return table.Key{PK: sitePartition(site), SK: apiKeyPrefix + hash}
}

// personKey names the item of all that there is of one who moderates, and
// memberKey what lists this person at a site.
func personKey(id string) table.Key { return table.Key{PK: personPrefix + id, SK: only} }

const personPrefix = "p#"

const memberPrefix = "mod#"

func memberKey(site, person string) table.Key {
	return table.Key{PK: sitePartition(site), SK: memberPrefix + person}
}

func ceremonyKey(id string) table.Key { return table.Key{PK: "z#" + id, SK: only} }

const sitesPartition = "k#"

func siteListKey(site string) table.Key { return table.Key{PK: sitesPartition, SK: site} }

// auditPartition holds a month of a site's audit log, in UTC.
func auditPartition(site string, t time.Time) string {
	return "a#" + site + "#" + t.UTC().Format("2006-01")
}

// entryKey names an entry of the audit log; its id tells its month.
func entryKey(site, id string) table.Key {
	return table.Key{PK: auditPartition(site, comment.ID(id).Time()), SK: id}
}

func checkpointKey(consumer string) table.Key { return table.Key{PK: "f#", SK: consumer} }

func deadLetterKey(seq string) table.Key { return table.Key{PK: "f#dead", SK: seq} }

func statusQueue(site, letter string) string { return "q#" + site + "#" + letter }

func reportedQueue(site string) string { return "q#" + site + "#reported" }

func illegalQueue(site string) string { return "q#" + site + "#illegal" }

// decidedQueue and moderatorQueue are where the indexes hold the audit entries
// of a subject and of a moderator.
func decidedQueue(site, subject string) string { return "n#" + site + "#" + subject }

// A subject of the audit log is a comment's id, or one of these; no id looks
// like them.
const settingsSubject = "settings"

func pageSubject(page string) string { return "page#" + page }

func moderatorQueue(site, moderator string) string { return "m#" + site + "#" + moderator }

func authorQueue(site, author string) string { return "u#" + site + "#" + author }

// authorOf is the inverse of authorQueue.
func authorOf(u string) string { return u[strings.LastIndexByte(u, '#')+1:] }

// splitPartition cuts a partition key of the form letter#site#rest.
func splitPartition(pk string) (letter, site, rest string) {
	letter, rest, _ = strings.Cut(pk, "#")
	site, rest, _ = strings.Cut(rest, "#")
	return letter, site, rest
}

func unix(t time.Time) table.Value { return table.Int(t.Unix()) }

func timeOf(v table.Value) time.Time {
	if v.Kind() == 0 {
		return time.Time{}
	}
	return time.Unix(v.Int(), 0).UTC()
}
