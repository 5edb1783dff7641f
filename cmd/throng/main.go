// Command throng broadcasts, watches and relays live television that its
// viewers carry. Its help texts say everything that it does.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"
	"golang.org/x/term"

	"throng/internal/app"
	"throng/internal/ident"
)

// Exit codes. A signal that asks for the end is no failure.
const (
	exitFailure = 1
	exitUsage   = 2
)

const description = `Live television carried by its viewers.

Exit codes: 0 when the channel, the input or a signal ended it, 1 when something failed, 2 when the command line is wrong. Errors and logs go to standard error.`

// gcPercent is how much garbage may gather beside what is live, where GOGC does not say it. What
// a viewer holds is the last seconds of the stream, and it makes little garbage: less room for
// that is 10 MB less at 3 Mb/s, and collections remain rare.
const gcPercent = 50

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run is main without the process around it.
func run(args []string, stdin, stdout, stderr *os.File) (code int) {
	var c cli
	exited := -1
	parser := kong.Must(&c, kong.Name("throng"), kong.Description(description),
		kong.Writers(stdout, stderr), kong.Exit(func(n int) { exited = n }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}))
	kctx, err := parser.Parse(args)
	if exited >= 0 {
		return exited // help was asked for
	}
	if err != nil {
		_, _ = fmt.Fprintf(stderr, "throng: %v\nhint: %s\n", err, helpOf(err))
		return exitUsage
	}
	// A pipe that nobody reads any more is an error of writing, not the end.
	signal.Ignore(syscall.SIGPIPE)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	err = c.do(ctx, kctx.Command(), stdin, stdout, stderr)
	if err == nil {
		return 0
	}
	_, _ = fmt.Fprintf(stderr, "throng: %v\n", err)
	if h := app.HintOf(err); h != "" {
		_, _ = fmt.Fprintf(stderr, "hint: %s\n", h)
	}
	if errors.Is(err, app.ErrUsage) || errors.Is(err, ident.ErrLink) {
		return exitUsage
	}
	return exitFailure
}

// helpOf says whose help tells of a wrong command line.
func helpOf(err error) string {
	var wrong *kong.ParseError
	if errors.As(err, &wrong) {
		if command := wrong.Context.Selected(); command != nil {
			return "see " + command.FullPath() + " --help"
		}
	}
	return "throng --help lists the commands, throng COMMAND --help their flags"
}

// do carries a command out.
func (c *cli) do(ctx context.Context, command string, stdin, stdout, stderr *os.File) error {
	switch name, _, _ := strings.Cut(command, " "); name {
	case "cast":
		return c.Cast.do(ctx, stdin, stdout, stderr)
	case "watch":
		return c.Watch.do(ctx, stdin, stdout, stderr)
	case "relay":
		o := c.Relay
		ctx, com, end := o.start(ctx, stdin, stdout, stderr)
		defer end()
		return app.Watch(ctx, app.WatchConfig{
			Common: com, Link: o.Link, Relay: true, Page: o.Page, WebRTC: o.WebRTC, Listen: o.Listen, Trackers: texts(o.Tracker),
			MaxUpload: upload(o.MaxUpload), Timeout: o.Timeout,
		})
	case "tracker":
		o := c.Tracker
		ctx, com, end := o.start(ctx, stdin, stdout, stderr)
		defer end()
		return app.Tracker(ctx, app.TrackerConfig{Common: com, Listen: o.Listen, Names: texts(o.Name), ICE: texts(o.ICE), Proxies: prefixes(o.Proxy)})
	case "demo":
		o := c.Demo
		ctx, com, end := o.start(ctx, stdin, stdout, stderr)
		defer end()
		return app.Demo(ctx, app.DemoConfig{Common: com, Input: o.Input, Viewers: o.Viewers, Page: o.Page})
	default:
		return c.key(command, stdout, stderr)
	}
}

func (o *castCmd) do(ctx context.Context, stdin, stdout, stderr *os.File) error {
	if o.Input == "-" && term.IsTerminal(int(stdin.Fd())) {
		return &app.Error{
			Err: errors.New("standard input is a terminal"), Usage: true,
			Advice: "pipe MPEG-TS or fragmented MP4 into it: ffmpeg … -f mpegts - | throng cast -",
		}
	}
	ctx, com, end := o.start(ctx, stdin, stdout, stderr)
	defer end()
	cfg := app.CastConfig{
		Common: com, Input: o.Input, Loop: o.Loop, Transcode: o.Transcode, Title: o.Title, KeyFile: o.Key,
		Listen: o.Listen, Trackers: texts(o.Tracker), Announce: o.Announce, Page: o.Page,
		WebRTC: o.WebRTC, ICE: texts(o.ICE), MaxUpload: upload(o.MaxUpload), Stdin: stdin,
	}
	if o.QR {
		cfg.QR = com.Out.Out
		if o.JSON {
			cfg.QR = com.Out.Err
		}
	}
	return app.Cast(ctx, cfg)
}

func (o *watchCmd) do(ctx context.Context, stdin, stdout, stderr *os.File) error {
	if o.Out == "-" { // standard output is for the stream alone
		stdout = stderr
	}
	ctx, com, end := o.start(ctx, stdin, stdout, stderr)
	defer end()
	return app.Watch(ctx, app.WatchConfig{
		Common: com, Link: o.Link, Record: o.Out, Page: o.Page, WebRTC: o.WebRTC, Player: o.Player, Open: o.Open, Listen: o.Listen,
		Trackers: texts(o.Tracker), MaxUpload: upload(o.MaxUpload), Timeout: o.Timeout,
	})
}

// start makes what all commands share. end is to be called in the end.
func (o *common) start(ctx context.Context, stdin, stdout, stderr *os.File) (run context.Context, c app.Common, end func()) {
	var level slog.Level
	_ = level.UnmarshalText([]byte(o.LogLevel)) // the flag's enum allows no other
	events := newOutput(stdout)
	words := events
	terminal := term.IsTerminal(int(stdout.Fd()))
	if !terminal || !term.IsTerminal(int(stderr.Fd())) { // on one terminal their order matters
		words = newOutput(stderr)
	}
	r := &app.Reporter{Out: events, Err: words, JSON: o.JSON}
	if terminal {
		r.Live = events
		r.Width = func() int {
			width, _, err := term.GetSize(int(stdout.Fd()))
			if err != nil {
				return 80 // what a terminal that does not say has
			}
			return width
		}
	}
	ctx, cancel := context.WithCancel(ctx)
	if o.WithParent {
		go func() {
			_, _ = io.Copy(io.Discard, stdin)
			cancel()
		}()
	}
	return ctx, app.Common{
			Out: r, Metrics: o.Metrics,
			Log: slog.New(slog.NewTextHandler(r.Beside(words), &slog.HandlerOptions{Level: level})),
		}, func() {
			cancel()
			r.Close()
			events.close()
			if words != events {
				words.close()
			}
		}
}

// key makes or shows a channel's key.
func (c *cli) key(command string, stdout, stderr io.Writer) error {
	if strings.HasPrefix(command, "key new") {
		secret := ident.NewChannelSecret()
		if err := ident.WriteChannelSecret(c.Key.New.File, secret); err != nil {
			return app.KeyError(err)
		}
		return sayKey(stdout, c.Key.New.JSON, secret)
	}
	secret, err := ident.ReadChannelSecret(c.Key.Show.File)
	if errors.Is(err, ident.ErrExposed) {
		_, _ = fmt.Fprintf(stderr, "throng: warning: %v\nhint: chmod 600 %s\n", err, c.Key.Show.File)
	} else if err != nil {
		return app.KeyError(err)
	}
	return sayKey(stdout, c.Key.Show.JSON, secret)
}

func sayKey(stdout io.Writer, json bool, secret ident.ChannelSecret) error {
	channel := secret.Channel().String()
	r := &app.Reporter{Out: stdout, JSON: json}
	r.Say(app.Event{Event: "key", Channel: channel}, channel)
	return nil
}
