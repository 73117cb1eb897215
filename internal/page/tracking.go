package page

import "strings"

// parameter is one name=value of a query, respelled.
type parameter struct{ name, value string }

// parameters takes a query apart and leaves out what says nothing about the page.
func parameters(query string, normal func(string) string) ([]parameter, error) {
	var params []parameter
	for part := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(part, "=")
		name, err := respell(name, normal)
		if err != nil {
			return nil, err
		}
		// "&amp;" is how "&" is written in HTML; mail programs and feed readers pass it on unread.
		for strings.HasPrefix(name, "amp;") {
			name = strings.TrimPrefix(name, "amp;")
		}
		if name == "" && value == "" || isTracking(name) {
			continue
		}
		value, err = respell(value, normal)
		if err != nil {
			return nil, err
		}
		params = append(params, parameter{name, value})
	}
	return params, nil
}

// queryString is "?" and the parameters, or nothing without parameters. "a=" and "a" are one: no server tells them apart.
func queryString(params []parameter) string {
	var out strings.Builder
	for i, p := range params {
		if i == 0 {
			out.WriteByte('?')
		} else {
			out.WriteByte('&')
		}
		out.WriteString(p.name)
		if p.value != "" {
			out.WriteByte('=')
			out.WriteString(p.value)
		}
	}
	return out.String()
}

// isTracking reports parameters that others add to a page's address on its way to the reader. They name the reader, the click, the
// campaign or the session, never the page. Names that also serve to choose content somewhere ("ref", "source", "id", "page", "p",
// "s", "amp") are not here: a split discussion can be merged, two articles in one cannot be told apart.
func isTracking(name string) bool {
	name = strings.ToLower(name)
	for _, prefix := range [...]string{
		"utm_",                      // campaign tags, the common convention of all analytics
		"mtm_", "matomo_", "piwik_", // the same in Matomo, now and under its old name
		"hsa_",                                 // HubSpot advertisements
		"fb_",                                  // Facebook: kind of link, action, the comment on Facebook that carried it
		"__cft__", "__cf_chl_", "aspsessionid", // Facebook feed click; Cloudflare's browser check; classic ASP session
		"gad_", "_gac_", // Google Ads
	} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	switch name {
	case "fbclid", "mibextid", "__tn__", "__xts__", "igshid", "igsh": // Facebook and Instagram: the click, the sharing account
	case "gclid", "gbraid", "wbraid", "dclid", "gclsrc", "srsltid": // Google: ad clicks (gbraid and wbraid on iOS), shopping results
	case "pk_campaign", "pk_kwd", "pk_keyword", "pk_source", "pk_medium", "pk_content", "pk_cid": // Matomo's oldest names
	case "_ga", "_gl", "_gac": // Google Analytics: visitor and session handed from one domain to another
	case "msclkid": // Microsoft advertising click
	case "yclid", "ymclid", "ysclid", "_openstat": // Yandex: ad, market and search clicks; Russian campaign tag
	case "twclid", "ref_src", "ref_url": // X: ad click, the widget and the post that linked here
	case "ttclid", "li_fat_id", "epik", "sccid", "rdt_cid", "rb_clickid": // clicks: TikTok, LinkedIn, Pinterest, Snapchat, Reddit, Rakuten
	case "zarsrc", "gidzl", "zanpid": // Zalo: where it was shared, and by whom; Awin click
	case "vn_source", "vn_medium", "vn_campaign", "vn_term": // campaign tags by the Vietnamese press's own name
	case "mc_cid", "mc_eid", "mc_tc": // Mailchimp: mailing and recipient
	case "_hsenc", "_hsmi", "__hstc", "__hssc", "__hsfp", "hsctatracking": // HubSpot: mailing, recipient, visitor
	case "mkt_tok", "vero_id", "vero_conv", "oly_enc_id", "oly_anon_id": // recipients of mailings: Marketo, Vero, Omeda
	case "ml_subscriber", "ml_subscriber_hash", "_kx", "ck_subscriber_id", "_bta_tid", "_bta_c": // the same: MailerLite, Klaviyo, Kit, Bronto
	case "s_kwcid", "ef_id", "s_cid", "wt_mc", "wt_zmc", "wickedid": // campaigns: Adobe, Mapp, Wicked Reports
	case "irclickid", "cjevent", "_branch_match_id": // partners' clicks: Impact, CJ, Branch
	case "spm": // Alibaba's position in the page that linked here
	case "replytocom": // WordPress: which comment its own form answers; the page is the same
	case "phpsessid", "jsessionid", "cfid", "cftoken": // sessions of readers without cookies
	case "token", "access_token", "id_token", "refresh_token", "auth_token", "jwt": // credentials: never to be stored or shown with a page
	default:
		return false
	}
	return true
}
