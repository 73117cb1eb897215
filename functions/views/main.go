// Command views is the Lambda function behind views and counts, which every article and front
// page calls.
package main

import (
	"context"
	"log/slog"
	"os"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"

	"kibitz/internal/app"
	"kibitz/internal/httpapi"
	"kibitz/internal/lambdahttp"
)

func main() {
	log := lambdacontext.NewLogger()
	a, err := app.NewLambda(context.Background(), log, app.Newsroom{})
	if err != nil {
		log.Error("function does not start", slog.Any("error", err))
		os.Exit(1)
	}
	lambda.StartHandlerFunc(lambdahttp.New(a.Handler(httpapi.Views), lambdahttp.Options{Log: log}))
}
