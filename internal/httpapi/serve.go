package httpapi

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"time"
	"unicode"

	"kibitz/internal/problem"
)

// How long a request may take, with all that it asks of the table. Front doors
// and readers wait longer; a failure should be short and honest.
const (
	readTime  = 3 * time.Second
	writeTime = 5 * time.Second
)

// requestIDHeader names a request, in the answer and in the log.
const requestIDHeader = "X-Request-Id"

// serve makes a handler an http.Handler: what all requests have in common.
func (a *api) serve(pattern string, handle handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := a.Now()
		id := a.requestID(r)
		h := w.Header()
		h.Set(requestIDHeader, id)
		setSecurity(h)
		setAnyOrigin(h)

		ctx, cancel := context.WithTimeout(r.Context(), timeFor(pattern, r.Method))
		defer cancel()
		ans, err := a.call(handle, h, r.WithContext(ctx))
		if err != nil {
			ans = a.refuse(h, err)
		}
		var bytes int
		if ans.lines != nil {
			bytes = a.writeLines(&ans, w)
		} else {
			bytes = ans.write(w, r)
		}
		a.logRequest(r, ans,
			slog.String("method", knownMethod(r.Method)),
			slog.String("route", pattern),
			slog.Int("status", ans.status),
			slog.String("code", string(ans.code)),
			slog.Duration("duration", a.Now().Sub(start)),
			slog.Int("bytes", bytes),
			slog.String("request", id),
		)
	})
}

func timeFor(pattern, method string) time.Duration {
	switch {
	case method == http.MethodGet, method == http.MethodHead:
		return readTime
	case pattern == backtestPath:
		return backtestTime
	}
	return writeTime
}

// call runs the handler and turns a panic into an error, so that it is
// answered and logged as any other defect.
func (a *api) call(handle handler, h http.Header, r *http.Request) (ans answer, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic: %v\n%s", cause, debug.Stack())
		}
	}()
	return handle(a, h, r)
}

// requestID returns the front door's id of the request, or a new one.
func (a *api) requestID(r *http.Request) string {
	if id := r.Header.Get(requestIDHeader); a.TrustRequestID && id != "" {
		return id
	}
	var b [12]byte
	if _, err := io.ReadFull(a.Random, b[:]); err != nil {
		return "" // a request without a name is better than none
	}
	return hex.EncodeToString(b[:])
}

// logRequest writes the one line of a request. It holds what we decided and
// nothing that somebody sent: no query, address, body, name or header.
func (a *api) logRequest(r *http.Request, ans answer, attrs ...slog.Attr) {
	level := slog.LevelInfo
	if ans.cause != nil {
		if !errors.Is(ans.cause, context.Canceled) { // the client went away
			level = slog.LevelError
		}
		attrs = append(attrs, slog.String("error", printable(ans.cause.Error())))
	}
	a.Log.LogAttrs(r.Context(), level, "request", attrs...)
}

// knownMethod keeps words of strangers out of the log.
func knownMethod(m string) string {
	if slices.Contains([]string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}, m) {
		return m
	}
	return "other"
}

// maxError bounds the text of an error in the log; a stack fits.
const maxError = 8 << 10

// printable drops what could make a line look like another one: a JSON log
// escapes control characters, but not those that turn the text around.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Bidi_Control, r) || unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, s[:min(len(s), maxError)])
}

// internalCause reports what of an error belongs into the log: nothing of a
// refusal, everything of an outage or a defect.
func internalCause(err error, code problem.Code) error {
	if code == problem.TryAgain || code == problem.Internal {
		return err
	}
	return nil
}
