package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"kibitz/internal/page"
	"kibitz/internal/problem"
	"kibitz/internal/store"
)

// The exit statuses.
const (
	exitDone     = 0
	exitFailed   = 1
	exitUsage    = 2
	exitUnknown  = 3
	exitConflict = 4
)

// commandLine is the command line: the grammar, the help and where values go
// are one struct.
type commandLine struct {
	Serve serveCommand `cmd:"" help:"Serve the API, and a demo newspaper to try it."`

	Site struct {
		Add      siteAdd      `cmd:"" help:"Make a site."`
		List     siteList     `cmd:"" help:"List the sites."`
		Show     siteShow     `cmd:"" help:"Show a site's settings and what they mean."`
		Set      siteSet      `cmd:"" help:"Change settings of a site."`
		Snippet  siteSnippet  `cmd:"" help:"Print the HTML that the site's pages embed."`
		Accounts siteAccounts `cmd:"" help:"Let readers log in with the site's own accounts."`
		Remove   siteRemove   `cmd:"" help:"Make a site unknown and revoke its keys."`
	} `cmd:"" help:"Publications and their settings."`

	Key struct {
		Create keyCreate `cmd:"" help:"Make an API key; it is shown this once."`
		List   keyList   `cmd:"" help:"List a site's API keys."`
		Revoke keyRevoke `cmd:"" help:"Revoke an API key, at once and for good."`
	} `cmd:"" help:"API keys of programs that moderate."`

	Moderator struct {
		Add    moderatorAdd    `cmd:"" help:"Let somebody moderate; prints the link that lets them in."`
		List   moderatorList   `cmd:"" help:"List who works at a site."`
		Link   moderatorLink   `cmd:"" help:"Make a new link for somebody who cannot get in."`
		Role   moderatorRole   `cmd:"" help:"Change what somebody may do."`
		Remove moderatorRemove `cmd:"" help:"Remove somebody from a site, at once."`
	} `cmd:"" help:"People who moderate, and what they may do."`

	Page struct {
		Close pageClose `cmd:"" help:"Take no more comments on a page."`
		Open  pageOpen  `cmd:"" help:"Take comments on a page again."`
		Title pageTitle `cmd:"" help:"Correct a page's title."`
		Alias pageAlias `cmd:"" help:"Let a page share the discussion and the numbers of another."`
		Hide  pageHide  `cmd:"" help:"Keep a page off the lists of pages."`
		Show  pageShow  `cmd:"" help:"Let a page be on the lists again."`
		Pin   pagePin   `cmd:"" help:"Put a page first in trending."`
		Unpin pageUnpin `cmd:"" help:"Let a page be in trending where it belongs."`
	} `cmd:"" help:"What a page's discussion may do, and where the page is listed."`

	Words struct {
		Show    wordsShow    `cmd:"" help:"Print a site's lists of words."`
		Set     wordsSet     `cmd:"" help:"Put lists in place of a site's."`
		Try     wordsTry     `cmd:"" help:"Show what lists meet in a text."`
		Starter wordsStarter `cmd:"" help:"Print lists to begin with."`
	} `cmd:"" help:"Words that hold a comment for a moderator."`

	Backtest backtestCommand `cmd:"" help:"Try words and settings on the comments that are there."`

	Ban struct {
		Add    banAdd    `cmd:"" help:"Ban somebody from a site."`
		List   banList   `cmd:"" help:"List a site's bans."`
		Remove banRemove `cmd:"" help:"Lift a ban."`
	} `cmd:"" help:"Who is not published."`

	Version versionCommand `cmd:"" help:"Print the version."`
	Help    helpCommand    `cmd:"" help:"Explain a command."`
}

// terminal is what a command talks to.
type terminal struct {
	out, err io.Writer
	parser   *kong.Kong
}

// usageError is a mistake on the command line that the grammar does not see.
type usageError struct{ error }

func misused(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// run runs the program and returns its exit status.
func run(args []string, stdout, stderr io.Writer) int {
	var line commandLine
	helped := false
	parser, err := kong.New(&line,
		kong.Name("kibitz"),
		kong.Description("Comments and honest view counts for newspapers and blogs. Start with: kibitz serve"),
		kong.Writers(stdout, stderr),
		kong.Exit(func(int) { helped = true }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true, WrapUpperBound: 100}),
		kong.ExplicitGroups([]kong.Group{{Key: "data", Title: "Where the data is:"}}),
	)
	if err != nil {
		panic(err) // the grammar is wrong: found by the first test that runs anything
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	chosen, err := parser.Parse(args)
	if helped {
		return exitDone
	}
	if err != nil {
		_, _ = fmt.Fprintf(stderr, "kibitz: %v\nSee: kibitz help%s\n", err, deepest(err))
		return exitUsage
	}
	ctx, cancel := untilSignal()
	defer cancel()
	chosen.BindTo(ctx, (*context.Context)(nil))
	err = chosen.Run(&terminal{out: stdout, err: stderr, parser: parser})
	if err != nil {
		_, _ = fmt.Fprintf(stderr, "kibitz: %s\n", words(err))
	}
	return status(err)
}

// untilSignal returns a context that ends with the first SIGINT or SIGTERM.
// The second finds the default again, from before the context ends on: it
// ends the process at once.
func untilSignal() (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(context.Background())
	first := make(chan os.Signal, 1)
	signal.Notify(first, os.Interrupt, syscall.SIGTERM)
	go func() {
		select {
		case <-first:
		case <-ctx.Done():
		}
		signal.Stop(first)
		cancel()
	}()
	return ctx, cancel
}

// deepest returns the command that a mistake was made in, with a space before
// it, for the hint.
func deepest(err error) string {
	var p *kong.ParseError
	if !errors.As(err, &p) || p.Context == nil || p.Context.Selected() == nil {
		return ""
	}
	return " " + strings.TrimPrefix(p.Context.Selected().Path(), p.Context.Model.Name+" ")
}

// words says an error to the person at the terminal.
func words(err error) string {
	var p *problem.Error
	switch {
	case !errors.As(err, &p):
		return err.Error()
	case errors.Is(p.Err, page.ErrInvalid): // says what is wrong with it
		return fmt.Sprintf("%s (%v)", p.Detail, p.Err)
	case p.Code == problem.SettingInvalid && p.Err != nil: // says what is wrong with the value
		return p.Err.Error()
	case p.Err != nil:
		return err.Error()
	}
	return p.Detail
}

// status is the exit status that tells the error.
func status(err error) int {
	var usage usageError
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &usage), errors.Is(err, page.ErrInvalid):
		return exitUsage
	case errors.Is(err, store.ErrExists):
		return exitConflict
	case errors.Is(err, errUnknown):
		return exitUnknown
	}
	switch problem.CodeOf(err) {
	case problem.ParameterInvalid, problem.SettingInvalid, problem.NameInvalid:
		return exitUsage
	case problem.ListsFull, problem.PageInvalid, problem.SettingsChanged, problem.PeopleFull:
		return exitConflict
	case problem.SiteUnknown, problem.PersonUnknown:
		return exitUnknown
	}
	return exitFailed
}

// errUnknown means that what a command names is not there.
var errUnknown = errors.New("not there")

// helpCommand is "kibitz help site set", the same as "kibitz site set --help".
type helpCommand struct {
	Command []string `arg:"" optional:"" help:"The command to explain."`
}

// Run prints the help.
func (h *helpCommand) Run(t *terminal) error {
	if _, err := t.parser.Parse(append(h.Command, "--help")); err != nil && len(h.Command) > 0 {
		var p *kong.ParseError
		if errors.As(err, &p) && strings.HasPrefix(err.Error(), "unexpected argument") {
			return usageError{err}
		}
	}
	return nil
}
