// Command kibitz is the whole of Kibitz on one machine, and the hand that
// reaches into any home of its data: sites, API keys, pages.
//
//	kibitz serve                                   the API, and a demo newspaper to try it
//	kibitz site add|list|show|set|remove           publications and their settings
//	kibitz key create|list|revoke                  API keys of programs that moderate
//	kibitz page close|open|alias                   what a page's discussion may do
//	kibitz version
//	kibitz help [COMMAND]
//
// # Begin
//
//	kibitz serve
//
// makes ./kibitz-data, a site called demo and a newspaper in front of it, and
// prints where they are. Write a comment, stop the server in any way you like,
// start it again: it is there.
//
// # Where the data is
//
// Every command takes the same flags:
//
//	--data DIR                                     a directory of this machine (default ./kibitz-data)
//	--table NAME                                   a DynamoDB table of AWS, in --region or $AWS_REGION
//	--table NAME --dynamodb-endpoint URL           a table of another endpoint that speaks DynamoDB's API
//	--create-table                                 make the table first, unless it is there
//
// Credentials come from AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and
// AWS_SESSION_TOKEN. A directory belongs to one process; while a server runs on
// it, the other commands reach the data through the server's Unix socket, a
// file in the directory that only its owner can use.
//
// # Output
//
// Results go to standard output, one thing a line, or as JSON with --json; all
// talk goes to standard error. The exit status tells programs what happened:
//
//	0  done
//	1  it failed: the data could not be read or written, the address is taken, …
//	2  the command line makes no sense; nothing was done
//	3  there is no such site, key or page, or no data at all
//	4  it is in the way of what is there: the site exists, the page is an alias already
//
// serve ends with 0 after SIGTERM or SIGINT: it accepts no more connections,
// answers what it has, counts what is left to count and closes the data. A
// second signal ends it at once, which loses nothing that was acknowledged.
package main

import (
	"os"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}
