package visitor

import "strings"

// maxAgent is how much of a User-Agent header is read. The longest of real browsers, in-app ones, stay under 700 bytes.
const maxAgent = 1024

// IsBot reports whether a User-Agent header is that of a program: a crawler, a monitor, a library, a browser without a screen, or
// none at all. In-app browsers (Facebook, Instagram, Zalo, Viber, Line, Messenger, TikTok) are people.
//
// When in doubt it says person. A crawler too many moves a count by one; a browser taken for a program silences its readers.
func IsBot(userAgent string) bool {
	agent := strings.ToLower(userAgent[:min(len(userAgent), maxAgent)])
	for _, name := range androids {
		agent = strings.ReplaceAll(agent, name, "android")
	}
	agent = strings.TrimSpace(agent)
	if agent == "" || programs.in(agent+" ") {
		return true
	}
	// A browser starts with "Mozilla/" or names its engine, its system or its app. "compatible" without any of them is how
	// programs have dressed up as browsers since the nineties.
	if strings.HasPrefix(agent, "mozilla/") && !strings.Contains(agent, "compatible") {
		return false
	}
	return !browsers.in(agent)
}

// androids are a phone and a part of Firefox whose names contain a word of programs; they are read as the system they run on.
var androids = [...]string{"cubot", "mozacfetch"}

// programs are the words by which programs are known, in lower case. General words stand for the thousands of names that contain
// them, so the list stays short; a product is named only where its agent has none of them and otherwise looks like a browser.
// Each was compared with agents of real browsers: "scan", "feed" or "search" would be general words too, but are also parts of
// apps in which people read.
var programs = newWords(
	// What they call themselves. "bot" counts only at the end of a word: fuboTV and turbo are something else.
	"bot/", "bot-", "bot_", "bot.", "bot:", "bot;", "bot,", "bot)", "bot ", "bots",
	"crawl", "spider", "slurp", "scrap", "harvest", "archive", "indexer", "agent",

	// The address that well-behaved ones leave for the owner of a site: "+http://…". Browsers never give one.
	"http:", "https:", "www.", "mailto:",

	// Copies and previews, made by apps and search engines when a link is shared or shown.
	"fetch", "preview", "externalhit", "favicon", "imageproxy", "google-", "-google", "googleother", "whatsapp/",

	// Monitors and measurements of speed; most drive a real browser and add a word to its agent.
	"monitor", "uptime", "pingdom", "catchpoint", "statuscake", "site24x7", "synthetic", "lighthouse", "ptst/", "observatory",
	"checker", "inspection", "inspector", "audit",

	// Security scanners.
	"acunetix", "burp", "nikto", "nuclei", "sqlmap", "vulnerab",

	// Browsers that a program steers.
	"headless", "phantomjs", "selenium", "webdriver", "puppeteer", "playwright", "cypress/",

	// Languages, libraries and tools that name a system beside themselves; the others fail for naming none.
	"curl", "wget", "python", "libwww-perl", "php/", "ruby", "java/", "axios", "httpclient", "http-client", "okhttp", "go-http",
)

// browsers are the words that only something with a screen says of itself: engines, systems, devices, and apps whose agent names
// neither.
var browsers = newWords(
	"applewebkit", "gecko/", "khtml", "msie", "trident",
	"windows", "win10", "mac", "linux", "x11", "android", "iphone", "ipad", "ios", "cfnetwork",
	"symbian", "midp", "java;", "up.browser", "blackberry", "nokia", "amiga", "beos", "morphos", "lynx", "elinks",
	"playstation", "nintendo", "roku", "htc",
	"fban/", "fbav/", "instagram", "zalo", "viber/", "googleapp/", "pinterest/", "office",
)

// words is a set of words that finds whether any of them is part of a text, in one pass over it: each place is compared only with
// the words that begin with the three bytes found there, and nearly no place has any.
type words struct {
	begins [1 << 15 / 64]uint64 // one bit for each beginning, see beginning
	byKey  map[uint16][]string
}

// newWords takes words of at least three bytes.
func newWords(list ...string) *words {
	w := &words{byKey: make(map[uint16][]string, len(list))}
	for _, word := range list {
		key := beginning(word)
		w.begins[key/64] |= 1 << (key % 64)
		w.byKey[key] = append(w.byKey[key], word)
	}
	return w
}

func (w *words) in(text string) bool {
	var key uint16
	for i := range len(text) {
		key = key<<5&(1<<15-1) | uint16(text[i]&31) // of the three bytes that end here
		if i < 2 || w.begins[key/64]&(1<<(key%64)) == 0 {
			continue
		}
		for _, word := range w.byKey[key] {
			if strings.HasPrefix(text[i-2:], word) {
				return true
			}
		}
	}
	return false
}

// beginning packs the first three bytes of s into 15 bits. Lower-case letters keep apart; what falls together is compared in full.
func beginning(s string) uint16 {
	return uint16(s[0]&31)<<10 | uint16(s[1]&31)<<5 | uint16(s[2]&31)
}
