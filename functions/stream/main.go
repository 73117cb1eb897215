// Command stream is the Lambda function that folds the table's changes into
// the numbers of pages and threads, and keeps the lists of pages.
package main

import (
	"context"
	"log/slog"
	"os"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"

	"kibitz/internal/app"
	"kibitz/internal/fold"
	"kibitz/internal/lambdastream"
)

func main() {
	log := lambdacontext.NewLogger()
	a, err := app.NewLambda(context.Background(), log, app.Newsroom{})
	if err != nil {
		log.Error("function does not start", slog.Any("error", err))
		os.Exit(1)
	}
	lists := fold.NewLists(a.Store, a.Sites, time.Now, fold.Thrifty, log)
	lambda.StartHandlerFunc(lambdastream.New(lists, log))
}
