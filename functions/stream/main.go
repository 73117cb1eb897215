// Command stream is the Lambda function that folds the table's changes into
// the numbers of pages and threads.
package main

import (
	"context"
	"log/slog"
	"os"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"

	"kibitz/internal/app"
	"kibitz/internal/lambdastream"
)

func main() {
	log := lambdacontext.NewLogger()
	a, err := app.NewLambda(context.Background(), log)
	if err != nil {
		log.Error("function does not start", slog.Any("error", err))
		os.Exit(1)
	}
	lambda.StartHandlerFunc(lambdastream.New(a.Store, log))
}
