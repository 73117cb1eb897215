package comment

import (
	"crypto/hmac"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"

	"kibitz/internal/site"
	"kibitz/internal/spam"
)

// Form is what came with a comment from the form it was written in. Programs
// that know no form send nothing.
type Form struct {
	Hidden string // of the field that people do not see and leave empty
	Token  string // what the form was given when it opened, see Service.OpenForm
}

// How long ago a form was opened that a comment is sent by. A person needs some
// seconds to write, and does not write for days.
const (
	formAge    = 3 * time.Second
	maxFormAge = 24 * time.Hour
)

// OpenForm returns what a form on a page is to send with a comment: the time,
// signed for this page of this site. Nothing is kept of it. Errors:
// problem.PageInvalid.
func (s *Service) OpenForm(st site.Site, rawPage string) (string, error) {
	page, err := st.Page(rawPage)
	if err != nil {
		return "", err
	}
	opened := strconv.FormatInt(s.now().UnixMilli(), 36)
	return opened + "." + signForm(st, page, opened), nil
}

func signForm(st site.Site, page, opened string) string {
	return base64.RawURLEncoding.EncodeToString(st.Sign("form", page, opened)[:16])
}

// checkForm looks at the form that a comment came by. vouched says that an
// account of the publisher or an API key answers for it, and no form is needed.
func checkForm(st site.Site, page string, f Form, vouched bool, now time.Time) spam.Check {
	c := spam.Check{Name: "form", Version: 2, Result: spam.Pass}
	if f.Hidden != "" {
		c.Result, c.Reason = spam.Junk, "the form's hidden field was filled in"
		return c
	}
	if !st.Settings.FormTime || vouched {
		return c
	}
	if c.Reason = wrongTime(st, page, f.Token, now); c.Reason != "" {
		c.Result = spam.Hold
	}
	return c
}

// wrongTime says why a form's token is none that a person sends, "" for a good
// one.
func wrongTime(st site.Site, page, token string, now time.Time) string {
	if token == "" {
		return "it did not come by the form: a program sent it"
	}
	opened, code, _ := strings.Cut(token, ".")
	at, err := strconv.ParseInt(opened, 36, 64)
	if err != nil || !hmac.Equal([]byte(code), []byte(signForm(st, page, opened))) {
		return "its form was opened on another page, or by a program"
	}
	switch age := now.Sub(time.UnixMilli(at)); {
	case age < formAge:
		return fmt.Sprintf("sent %.1f seconds after the form was opened, faster than people write", max(0, age.Seconds()))
	case age > maxFormAge:
		return fmt.Sprintf("sent %d hours after the form was opened", int(age.Hours()))
	}
	return ""
}

// checkedForm returns what was found of the form when a comment was posted:
// editing does not come by it, and takes nothing back.
func checkedForm(trace []spam.Check) *spam.Check {
	for _, c := range trace {
		if c.Name == "form" {
			return &c
		}
	}
	return nil
}
