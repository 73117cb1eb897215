package httpapi

import (
	"context"
	"errors"
	"io"
	"math"
	"net/http"
	"strconv"
	"time"

	"kibitz/internal/problem"
	"kibitz/internal/table"
)

// problemKind is what HTTP makes of a code.
type problemKind struct {
	status int
	title  string
}

// problems is the one table of refusals. The contract describes each code.
var problems = map[problem.Code]problemKind{
	problem.SiteUnknown:        {http.StatusNotFound, "Unknown site"},
	problem.PageInvalid:        {http.StatusBadRequest, "Not a page of the site"},
	problem.PageClosed:         {http.StatusConflict, "Discussion closed"},
	problem.ThreadLocked:       {http.StatusConflict, "Thread locked"},
	problem.BodyEmpty:          {http.StatusUnprocessableEntity, "Nothing written"},
	problem.BodyTooLong:        {http.StatusUnprocessableEntity, "Text too long"},
	problem.BodyTooComplex:     {http.StatusUnprocessableEntity, "Text nested too deeply"},
	problem.NameInvalid:        {http.StatusUnprocessableEntity, "Name missing or unusable"},
	problem.NameReserved:       {http.StatusUnprocessableEntity, "Name reserved"},
	problem.EmailInvalid:       {http.StatusUnprocessableEntity, "E-mail address unusable"},
	problem.URLInvalid:         {http.StatusUnprocessableEntity, "Website unusable"},
	problem.ParentUnknown:      {http.StatusNotFound, "Comment replied to not found"},
	problem.CommentUnknown:     {http.StatusNotFound, "Comment not found"},
	problem.EditExpired:        {http.StatusConflict, "Too late to change"},
	problem.CommentChanged:     {http.StatusConflict, "Changed meanwhile"},
	problem.BansFull:           {http.StatusUnprocessableEntity, "No room for more bans"},
	problem.SettingInvalid:     {http.StatusUnprocessableEntity, "Not a setting, or not a value of it"},
	problem.WordsInvalid:       {http.StatusUnprocessableEntity, "Not lists of words"},
	problem.SettingsChanged:    {http.StatusConflict, "Settings changed meanwhile"},
	problem.ListsFull:          {http.StatusConflict, "Lists full"},
	problem.VotesOff:           {http.StatusUnprocessableEntity, "No such votes on this site"},
	problem.VotesFull:          {http.StatusUnprocessableEntity, "No more votes on this page"},
	problem.ReactionUnknown:    {http.StatusUnprocessableEntity, "Not a reaction of this site"},
	problem.GuestInvalid:       {http.StatusBadRequest, "Not a guest token"},
	problem.IdempotencyInvalid: {http.StatusBadRequest, "Idempotency-Key unusable"},
	problem.IdempotencyReused:  {http.StatusUnprocessableEntity, "Idempotency-Key used before"},
	problem.CursorInvalid:      {http.StatusBadRequest, "Not a cursor of this list"},
	problem.ParameterInvalid:   {http.StatusBadRequest, "Parameter not accepted"},
	problem.RequestInvalid:     {http.StatusBadRequest, "Request not understood"},
	problem.RequestTooLarge:    {http.StatusRequestEntityTooLarge, "Request too large"},
	problem.MediaType:          {http.StatusUnsupportedMediaType, "Media type not accepted"},
	problem.OriginNotAllowed:   {http.StatusForbidden, "Web page not of this site"},
	problem.Unauthorized:       {http.StatusUnauthorized, "Credential missing or invalid"},
	problem.RoleForbidden:      {http.StatusForbidden, "Not for this role"},
	problem.SigninRequired:     {http.StatusUnauthorized, "Not signed in"},
	problem.SigninFailed:       {http.StatusUnauthorized, "Not let in"},
	problem.InviteInvalid:      {http.StatusNotFound, "Link used or over"},
	problem.PasskeyLast:        {http.StatusConflict, "Only passkey"},
	problem.PasskeysFull:       {http.StatusUnprocessableEntity, "No room for more passkeys"},
	problem.PeopleFull:         {http.StatusUnprocessableEntity, "No room for more people"},
	problem.PersonUnknown:      {http.StatusNotFound, "Nobody of this id"},
	problem.PersonElsewhere:    {http.StatusConflict, "Works at other sites too"},
	problem.AccountExternal:    {http.StatusConflict, "Account of the newsroom"},
	problem.OwnerLast:          {http.StatusConflict, "Only owner"},
	problem.TokenInvalid:       {http.StatusUnauthorized, "Account token not valid"},
	problem.TokenExpired:       {http.StatusUnauthorized, "Account token expired"},
	problem.AccountRequired:    {http.StatusUnauthorized, "Log in first"},
	problem.PhoneUnverified:    {http.StatusForbidden, "Telephone number not verified"},
	problem.NotFound:           {http.StatusNotFound, "Not found"},
	problem.MethodNotAllowed:   {http.StatusMethodNotAllowed, "Method not allowed"},
	problem.RateLimited:        {http.StatusTooManyRequests, "Too fast"},
	problem.TryAgain:           {http.StatusServiceUnavailable, "Try again"},
	problem.Internal:           {http.StatusInternalServerError, "Internal error"},
}

// problemTypes is where the codes are described; a code is the fragment.
const problemTypes = "/v1/openapi.yaml#"

// refusal returns the error as a client may know it.
func refusal(err error) *problem.Error {
	var p *problem.Error
	if errors.As(err, &p) {
		if _, known := problems[p.Code]; known {
			return p
		}
	}
	for _, passing := range []error{
		table.ErrUnavailable, table.ErrThrottled, table.ErrConflict, context.DeadlineExceeded, context.Canceled,
	} {
		if errors.Is(err, passing) {
			return problem.Wrap(err, problem.TryAgain, "", "This could not be done just now. Send the same again in a moment: nothing is done twice.")
		}
	}
	return problem.Wrap(err, problem.Internal, "", "Something went wrong on our side. It has been logged.")
}

// refuse makes the answer to a request that failed.
func (a *api) refuse(h http.Header, err error) answer {
	ans, lost := a.refuseWith(h, err, nil)
	ans.cause = errors.Join(ans.cause, lost)
	return ans
}

// refuseWith is refuse with what is there now, of a request that was overtaken;
// nil for nothing.
func (a *api) refuseWith(h http.Header, err error, now any) (answer, error) {
	p := refusal(err)
	kind := problems[p.Code]
	wait := p.RetryAfter
	if p.Code == problem.TryAgain && wait == 0 {
		wait = a.spread()
	}
	if wait > 0 {
		h.Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
	}
	switch p.Code {
	case problem.Unauthorized:
		h.Set("WWW-Authenticate", "Bearer")
	case problem.SigninRequired, problem.SigninFailed:
		h.Set("WWW-Authenticate", "Passkey")
	case problem.TokenInvalid, problem.TokenExpired, problem.AccountRequired:
		h.Set("WWW-Authenticate", accountScheme)
	}
	ans, err := reply(kind.status, noStore, problemJSON{
		Type: problemTypes + string(p.Code), Title: kind.title, Status: kind.status,
		Code: p.Code, Detail: p.Detail, Field: p.Field, Now: now,
	})
	ans.kind, ans.code = problemType, p.Code
	ans.cause = internalCause(p, p.Code)
	return ans, err
}

// After an outage all clients come back; from 2 s on, spread over retrySpread
// seconds, they do not come at once.
const (
	retryFrom   = 2 * time.Second
	retrySpread = 9 // 2 to 10 s
)

func (a *api) spread() time.Duration {
	var b [1]byte
	_, _ = io.ReadFull(a.Random, b[:]) // without chance all wait for the shortest time
	return retryFrom + time.Duration(b[0]%retrySpread)*time.Second
}
