// Command moderation is the Lambda function behind the moderators' routes.
package main

import (
	"context"
	"log/slog"
	"os"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"

	"kibitz/internal/app"
	"kibitz/internal/desk"
	"kibitz/internal/httpapi"
	"kibitz/internal/lambdahttp"
	"kibitz/internal/openid"
	"kibitz/internal/outgoing"
	"kibitz/internal/passkey"
)

func main() {
	log := lambdacontext.NewLogger()
	a, err := app.NewLambda(context.Background(), log, app.Newsroom{Passkeys: passkey.Ceremonies{}, Accounts: openid.FromEnvironment(outgoing.Public), Desk: desk.Files()})
	if err != nil {
		log.Error("function does not start", slog.Any("error", err))
		os.Exit(1)
	}
	lambda.StartHandlerFunc(lambdahttp.New(a.Handler(httpapi.Moderation), lambdahttp.Options{Log: log, MaxBodyBytes: 2 * httpapi.MaxBody}))
}
