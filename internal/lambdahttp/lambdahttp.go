// Package lambdahttp serves an [http.Handler] from an AWS Lambda function behind an API Gateway HTTP API or a function
// URL. Both send the same event, payload format 2.0, so one function serves either.
//
// [New] makes the function that lambda.Start runs. Its way through this package: request.go turns the event into the
// request that net/http would have made of it, the handler writes to the answer of answer.go, and that becomes the
// event's response. A fuzz test holds both directions against a real net/http server.
//
// # What the event cannot carry
//
// A handler that keeps to the following runs the same on Lambda and on net/http:
//
//   - Paths arrive decoded: "%2F" is a slash by then, and an HTTP API has even cut the path at "%3F" and refused "%25".
//     Send what may hold such characters, as the address of a page does, in the query, which arrives as it was sent.
//   - Repeated headers arrive as one value joined by commas; it cannot be split again, as dates hold commas too.
//   - The client's port is not known: RemoteAddr ends in ":0".
//   - An answer leaves in one piece when the handler returns. Flush does nothing, informational (1xx) answers are
//     dropped, and the answer's framing (Content-Length, Connection) is the front door's own.
package lambdahttp

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/aws/aws-lambda-go/events"
)

// RequestID is the request header in which a handler finds the front door's id of the request, the one that stands in
// its access log. What the client sent under this name is overwritten.
const RequestID = "X-Request-Id"

// defaultMaxBodyBytes is four times the largest body a route takes, so that it is the route that says no.
const defaultMaxBodyBytes = 64 << 10

// answerTime is kept back from the function's deadline: a handler that is told to stop then can still say so to the
// client, where Lambda would end the process and the front door answer in its own words. At a third of a CPU, an
// answer takes a few milliseconds.
const answerTime = 250 * time.Millisecond

// Options are the settings of [New]; the zero value is ready for use.
type Options struct {
	// MaxBodyBytes is how many bytes of a request's body can be read, counted after base64 is decoded; 64 KiB when
	// zero. The read past it fails with [*http.MaxBytesError], as behind [http.MaxBytesReader], and nothing beyond it
	// is decoded. Request.ContentLength still tells the whole size. So the handler answers 413 with its own problem
	// document, its CORS headers and its log line, as it does on net/http.
	MaxBodyBytes int64
	// Log receives panics of the handler; [slog.Default] when nil.
	Log *slog.Logger
}

// Function is what lambda.Start runs: one event in, one answer out. The error is an invocation failure, which the
// client sees as the front door's own 500 or 502; it is nil unless the event is not of payload format 2.0, a mistake
// in the function's configuration. It is safe for concurrent use if the handler is. An alias, because
// lambda.StartHandlerFunc takes no defined type.
type Function = func(context.Context, events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error)

// New returns h as a Lambda function. The context of each request ends a quarter of a second before the function's
// deadline. A panic in h is logged with its stack and answered by a problem document with status 500 and code
// "internal"; the process lives on.
func New(h http.Handler, opt Options) Function {
	maxBody := cmp.Or(opt.MaxBodyBytes, defaultMaxBodyBytes)
	log := cmp.Or(opt.Log, slog.Default())
	return func(ctx context.Context, event events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
		if event.Version != "2.0" {
			return events.APIGatewayV2HTTPResponse{},
				fmt.Errorf("lambdahttp: event of payload format %q, want %q", event.Version, "2.0")
		}
		ctx, cancel := leaveTimeToAnswer(ctx)
		defer cancel()
		return serve(h, newRequest(ctx, event, maxBody), log).response(event.RequestContext.HTTP.Method), nil
	}
}

// leaveTimeToAnswer returns ctx with a deadline earlier by answerTime, if it has one.
func leaveTimeToAnswer(ctx context.Context) (context.Context, context.CancelFunc) {
	if deadline, ok := ctx.Deadline(); ok {
		return context.WithDeadline(ctx, deadline.Add(-answerTime))
	}
	return context.WithCancel(ctx)
}

// serve runs the handler. What a panicking handler had written is thrown away: nothing of it has left the process.
func serve(h http.Handler, r *http.Request, log *slog.Logger) (a *answer) {
	defer func() {
		if cause := recover(); cause != nil {
			log.LogAttrs(r.Context(), slog.LevelError, "handler panicked",
				slog.String("request", r.Header.Get(RequestID)),
				slog.String("panic", fmt.Sprint(cause)),
				slog.String("stack", string(debug.Stack())))
			a = internalError()
		}
	}()
	a = newAnswer()
	h.ServeHTTP(a, r)
	return a
}
