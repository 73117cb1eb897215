package visitor

import (
	"strings"
	"testing"
)

const (
	chrome  = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 Safari/537.36"
	android = "Mozilla/5.0 (Linux; Android 14; SM-A546E Build/UP1A.231005.007; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126.0.6478.71 Mobile Safari/537.36"
	iphone  = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148"
)

func TestPeople(t *testing.T) {
	for about, agent := range map[string]string{
		"Chrome":                          chrome,
		"Edge":                            chrome + " Edg/128.0.0.0",
		"Opera":                           chrome + " OPR/113.0.0.0",
		"Cốc Cốc":                         "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) coc_coc_browser/128.0.218 Chrome/128.0.0.0 Safari/537.36",
		"Firefox":                         "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0",
		"Firefox, Android":                "Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0",
		"Safari":                          "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15",
		"Safari, iPad":                    "Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.6 Mobile/15E148 Safari/604.1",
		"Samsung Internet":                "Mozilla/5.0 (Linux; Android 14; SAMSUNG SM-S918B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36",
		"UC":                              "Mozilla/5.0 (Linux; U; Android 13; vi; CPH2325) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/100.0.4896.58 UCBrowser/13.4.0.1306 Mobile Safari/537.36",
		"Opera Mini":                      "Opera/9.80 (Android; Opera Mini/36.2.2254/119.132; U; vi) Presto/2.12.423 Version/12.16",
		"Internet Explorer":               "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1; Trident/4.0)",
		"a television":                    "Mozilla/5.0 (SMART-TV; Linux; Tizen 7.0) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/5.2 Chrome/94.0.4606.31 TV Safari/537.36",
		"a Java phone":                    "NokiaC2-00/2.0 (03.45) Profile/MIDP-2.1 Configuration/CLDC-1.1 UCWEB/2.0 (Java; U; MIDP-2.0; vi)",
		"a phone by Cubot":                "Mozilla/5.0 (Linux; Android 12; CUBOT NOTE 40) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.0.0 Mobile Safari/537.36",
		"fuboTV":                          "fuboTV/4.75.0 (Linux;Android 9; AFTDCT31) FuboPlayer/v1.34.0",
		"a scanner app":                   android + " CamScanner/6.50.0",
		"a browser that hides everything": "Mozilla/5.0 (Private)",
		"a publisher's app, Android":      "BaoMoi/24.6.1 Dalvik/2.1.0 (Linux; U; Android 13; 2201117TG Build/TKQ1.221114.001)",
		"a publisher's app, iOS":          "Newspaper/7.1 CFNetwork/1496.0.7 Darwin/23.5.0",

		"Facebook, iPhone":   iphone + " [FBAN/FBIOS;FBAV/472.0.0.37.104;FBBV/615;FBDV/iPhone14,5;FBMD/iPhone;FBSN/iOS;FBSV/17.5.1;FBSS/3;FBID/phone;FBLC/vi_VN;FBOP/5]",
		"Facebook, Android":  android + " [FB_IAB/FB4A;FBAV/472.0.0.37.104;]",
		"Facebook alone":     "[FBAN/FB4A;FBAV/472.0.0.37.104;FBBV/615;FBDM/{density=3.0,width=1080,height=2340};FBLC/vi_VN;FBMF/samsung;FBDV/SM-A546E]",
		"Messenger, iPhone":  iphone + " [FBAN/MessengerForiOS;FBAV/465.1.0.41.106;FBDV/iPhone14,5;FBLC/vi_VN]",
		"Messenger, Android": android + " [FB_IAB/Orca-Android;FBAV/465.0.0.28.106;]",
		"Instagram, iPhone":  iphone + " Instagram 336.0.8.30.94 (iPhone14,5; iOS 17_5_1; vi_VN; vi; scale=3.00; 1170x2532; 611)",
		"Instagram, Android": android + " Instagram 336.0.0.35.90 Android (34/14; 450dpi; 1080x2340; samsung; SM-A546E; a54x; s5e8835; vi_VN; 611)",
		"Threads":            iphone + " Barcelona 336.0.0.24.109 (iPhone14,5; iOS 17_5_1; vi_VN; vi; scale=3.00)",
		"Zalo, iPhone":       iphone + " Zalo iOS/607 ZaloTheme/light ZaloLanguage/vi",
		"Zalo, Android":      android + " Zalo android/12110637 ZaloTheme/light ZaloLanguage/vi",
		"Viber, Android":     android + " Viber/22.9.1.0",
		"Viber alone":        "Viber/22.9.1.0 CFNetwork/1496.0.7 Darwin/23.5.0",
		"Line, iPhone":       iphone + " Safari Line/14.9.1",
		"Line, Android":      android + " Line/14.9.1/IAB",
		"TikTok, iPhone":     iphone + " musical_ly_35.1.0 JsSdk/2.0 NetType/WIFI Channel/App Store ByteLocale/vi Region/VN BytedanceWebview/d8a21c6",
		"TikTok, Android":    android + " trill_350103 JsSdk/1.0 NetType/WIFI Channel/googleplay AppName/trill app_version/35.1.3 ByteLocale/vi-VN BytedanceWebview/d8a21c6",
		"Telegram":           android + " Telegram-Android/10.14.5 (Samsung SM-A546E; Android 14; SDK 34; HIGH)",
		"X":                  iphone + " Twitter for iPhone/10.48",
		"LinkedIn":           iphone + " [LinkedInApp]/9.29.7325",
		"Pinterest":          android + " [Pinterest/Android]",
		"Snapchat":           iphone + " Snapchat/12.93.0.40 (like Safari/8617.2.4.10.8, panda)",
		"WeChat":             android + " MicroMessenger/8.0.49.2600(0x28003133) NetType/WIFI Language/vi",
		"KakaoTalk":          android + ";KAKAOTALK 2410820",
		"Google app":         iphone + " GSA/322.0.639399632 Safari/604.1",
	} {
		if IsBot(agent) {
			t.Errorf("%s is taken for a program: %s", about, agent)
		}
	}
}

func TestPrograms(t *testing.T) {
	for about, agent := range map[string]string{
		"nothing":             "",
		"a space":             "  ",
		"a dash":              "-",
		"a word":              "Crawler",
		"Googlebot":           "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
		"Googlebot, phone":    "Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/W.X.Y.Z Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
		"Google's others":     android + " (compatible; GoogleOther)",
		"Google inspection":   android + " (compatible; Google-InspectionTool/1.0;)",
		"Bingbot":             "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/W.X.Y.Z Safari/537.36",
		"Bing's preview":      "Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/534+ (KHTML, like Gecko) BingPreview/1.0b",
		"Cốc Cốc's crawler":   "Mozilla/5.0 (compatible; coccocbot-web/1.0; +http://help.coccoc.com/searchengine)",
		"Baidu":               "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
		"Yahoo":               "Mozilla/5.0 (compatible; Yahoo! Slurp)",
		"Bytespider":          android + " (compatible; Bytespider)",
		"a bot by its end":    chrome + " SomeBot",
		"a bot in brackets":   chrome + " (OtherBot)",
		"Facebook's preview":  "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
		"Facebook, bare":      "facebookexternalhit/1.1",
		"Meta's crawler":      "meta-externalagent/1.1",
		"WhatsApp's preview":  "WhatsApp/2.23.20.0 A",
		"Telegram's preview":  "TelegramBot (like TwitterBot)",
		"Viber's preview":     "Viber",
		"Slack":               "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
		"Zalo in the dark":    "Mozilla/5.0 (compatible; preview; +https://link.example)",
		"an assistant":        "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko); compatible; ChatGPT-User/1.0; +https://openai.com/bot",
		"an archive":          "Mozilla/5.0 (compatible; archive.org_bot +http://archive.org/details/archive.org_bot)",
		"headless Chrome":     "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/128.0.0.0 Safari/537.36",
		"PhantomJS":           "Mozilla/5.0 (Unknown; Linux x86_64) AppleWebKit/538.1 (KHTML, like Gecko) PhantomJS/2.1.1 Safari/538.1",
		"Playwright":          chrome + " Playwright/1.40.0",
		"Lighthouse":          android + " Chrome-Lighthouse",
		"WebPageTest":         chrome + " PTST/240710.181223",
		"Pingdom":             "Pingdom.com_bot_version_1.4_(http://www.pingdom.com/)",
		"UptimeRobot":         "Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)",
		"curl":                "curl/8.5.0",
		"Wget":                "Wget/1.21.4 (linux-gnu)",
		"Python requests":     "python-requests/2.32.3",
		"aiohttp":             "Python/3.12 aiohttp/3.9.5",
		"httpx":               "python-httpx/0.27.0",
		"Go":                  "Go-http-client/2.0",
		"Java":                "Java/17.0.11",
		"Apache HttpClient":   "Apache-HttpClient/4.5.14 (Java/17.0.11)",
		"OkHttp":              "okhttp/4.12.0",
		"axios":               "axios/1.7.2",
		"node":                "node",
		"undici":              "undici",
		"PHP":                 "PHP/8.3.8",
		"Guzzle":              "GuzzleHttp/7",
		"Ruby":                "Ruby",
		"Perl":                "libwww-perl/6.77",
		"Postman":             "PostmanRuntime/7.39.0",
		"Dart":                "Dart/3.4 (dart:io)",
		"Scrapy":              "Scrapy/2.11.2 (+https://scrapy.org)",
		"a feed reader":       "Feedly/1.0 (+http://www.feedly.com/fetcher.html; 3 subscribers)",
		"a scanner":           "Mozilla/5.00 (Nikto/2.1.6) (Evasions:None) (Test:Port Check)",
		"an address":          chrome + " (+mailto:owner@site.example)",
		"only \"compatible\"": "Mozilla/5.0 (compatible; Thing/1.0)",
		"after much padding":  strings.Repeat(" ", 20) + "curl/8.5.0" + strings.Repeat(" ", 5000),
	} {
		if !IsBot(agent) {
			t.Errorf("%s is taken for a person: %s", about, agent)
		}
	}
}

// A header may be as long as the server lets it be; only its beginning is looked at.
func TestLongAgent(t *testing.T) {
	if IsBot(chrome + strings.Repeat(" x", maxAgent) + " Googlebot/2.1") {
		t.Error("a word past the end of what is read was found")
	}
	if IsBot(chrome + strings.Repeat("ệ", maxAgent)) {
		t.Error("an agent that is cut within a letter is taken for a program")
	}
}

// Every word must be found wherever it stands; the index over the first three bytes must not lose one.
func TestWords(t *testing.T) {
	list := []string{"bot/", "boten", "+ht", "éa", "x\x00y"}
	set := newWords(list...)
	for _, word := range list {
		for _, text := range []string{word, "a" + word, word + "z", "bo" + word + "bo", "ht" + word} {
			if !set.in(text) {
				t.Errorf("%q is not found in %q", word, text)
			}
		}
	}
	for _, text := range []string{"", "b", "bo", "bot", "bote", "BOT/", "b o t/", "x\x00z"} {
		if set.in(text) {
			t.Errorf("something is found in %q", text)
		}
	}
}

func BenchmarkIsBot(b *testing.B) {
	for name, agent := range map[string]string{
		"chrome":   chrome,
		"facebook": iphone + " [FBAN/FBIOS;FBAV/472.0.0.37.104;FBBV/615;FBDV/iPhone14,5;FBMD/iPhone;FBSN/iOS;FBSV/17.5.1;FBSS/3;FBID/phone;FBLC/vi_VN;FBOP/5]",
		"bot":      "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				IsBot(agent)
			}
		})
	}
}
