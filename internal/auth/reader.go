package auth

import (
	"io"

	"kibitz/internal/problem"
	"kibitz/internal/site"
	"kibitz/internal/sso"
)

// Reader names who asks something of a site: the id of its account, or of the
// guest whose token was sent or is made now. guest is that token, "" for an
// account, which needs none. Errors: problem.GuestInvalid.
func Reader(st site.Site, account *sso.Account, sent string, random io.Reader) (id, guest string, err error) {
	if account != nil {
		return st.AuthorOfAccount(*account), "", nil
	}
	if guest, err = Guest(sent, random); err != nil {
		return "", "", err
	}
	return st.AuthorOf(guest), guest, nil
}

// Speaker is Reader for what a site can keep to its accounts: comments, votes
// and reactions, or to those whose telephone number it has verified. Errors
// also: problem.AccountRequired, problem.PhoneUnverified.
func Speaker(st site.Site, account *sso.Account, sent string, random io.Reader) (id, guest string, err error) {
	verified := st.Settings.Accounts == site.AccountsVerified
	switch {
	case account == nil && (verified || st.Settings.Accounts == site.AccountsRequired):
		return "", "", problem.New(problem.AccountRequired, "Authorization", "Log in on this site to take part.")
	case account != nil && verified && !account.Phone:
		return "", "", problem.New(problem.PhoneUnverified, "Authorization", "Verify your telephone number in your account on this site to take part.")
	}
	return Reader(st, account, sent, random)
}

// Known returns the id of somebody who has been here before: "" for a guest
// without a token.
func Known(st site.Site, account *sso.Account, guest string) string {
	switch {
	case account != nil:
		return st.AuthorOfAccount(*account)
	case guest != "":
		return st.AuthorOf(guest)
	}
	return ""
}
