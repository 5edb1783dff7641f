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
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/alecthomas/kong"
	"golang.org/x/term"

	"throng/internal/app"
	"throng/internal/ident"
)

// Exit codes.
const (
	exitFailure = 1
	exitUsage   = 2
)

// bitrate is a flag in bits a second: 800k, 20M, 1.5M or a plain number.
type bitrate int64

// UnmarshalText reads a bitrate.
func (b *bitrate) UnmarshalText(text []byte) error {
	s, factor := string(text), 1.0
	switch {
	case strings.HasSuffix(s, "k"):
		s, factor = s[:len(s)-1], 1e3
	case strings.HasSuffix(s, "M"):
		s, factor = s[:len(s)-1], 1e6
	case strings.HasSuffix(s, "G"):
		s, factor = s[:len(s)-1], 1e9
	}
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || n < 0 || n*factor > 1e12 {
		return fmt.Errorf("%q is not a bitrate; write 800k, 20M or a number of bits a second", text)
	}
	*b = bitrate(n * factor)
	return nil
}

type common struct {
	JSON     bool   `name:"json" help:"Write one JSON object a line to standard output, each with an \"event\": ready, stats (each second), warning, info, end."`
	LogLevel string `name:"log-level" default:"warn" enum:"debug,info,warn,error" help:"Least level of log lines on standard error: debug, info, warn or error."`
	Metrics  string `name:"metrics" placeholder:"ADDR" help:"Serve Prometheus metrics at http://ADDR/metrics."`
}

type castCmd struct {
	Input     string   `arg:"" help:"A file; - for MPEG-TS or fragmented MP4 on standard input; rtmp://:1935/live/KEY or srt://:9000 to let OBS or an encoder publish; testcard for the built-in one; or any URL that ffmpeg opens."`
	Loop      bool     `help:"Start a file again when it ends, for ever."`
	Transcode bool     `help:"Make H.264 and AAC of what cannot pass as it is. H.264, H.265, AV1, AAC and Opus always pass uncut."`
	Title     string   `help:"The channel's name, as viewers see it."`
	Key       string   `placeholder:"FILE" type:"path" help:"The channel's secret key; made if it is not there. With it the channel keeps its link from one start to the next."`
	Listen    string   `placeholder:"ADDR" help:"UDP address for viewers, and TCP address of the tracker inside. Default: port 7400 of every address, or any free port if that is taken."`
	Tracker   []string `placeholder:"HOST:PORT" help:"Announce to this tracker instead of running one inside; may be repeated."`
	Announce  string   `placeholder:"HOST" help:"Name or address under which viewers reach this machine, for the link. Default: this machine's first address."`
	Page      string   `default:"127.0.0.1:0" placeholder:"ADDR" help:"Serve a page that plays the channel at ADDR; empty: none. Default: a free port of this machine, for it alone."`
	MaxUpload bitrate  `name:"max-upload" placeholder:"RATE" help:"Most to send, in bits a second (20M, 800k). Default: 50M; about 1.5 times the stream is used."`
	common
}

type watchCmd struct {
	Link      string        `arg:"" help:"The channel's link, throng:…"`
	Out       string        `placeholder:"FILE" help:"Record to FILE as fragmented MP4, or - for standard output."`
	Page      string        `default:"127.0.0.1:0" placeholder:"ADDR" help:"Serve the page, /stream.mp4 and /index.m3u8 at ADDR; empty: none. Default: a free port of this machine, for it alone."`
	Player    string        `placeholder:"PROGRAM" help:"Start a player: mpv, ffplay, vlc or another program that takes a URL."`
	Listen    string        `placeholder:"ADDR" help:"UDP address for other viewers. Default: any free port."`
	Tracker   []string      `placeholder:"HOST:PORT" help:"Ask this tracker too; may be repeated."`
	MaxUpload bitrate       `name:"max-upload" placeholder:"RATE" help:"Most to pass on, in bits a second (20M, 800k). Default: 50M."`
	Timeout   time.Duration `help:"Give up when nothing has come for so long after the start (30s, 2m). Default: never."`
	common
}

type relayCmd struct {
	Link      string   `arg:"" help:"The channel's link, throng:…"`
	Listen    string   `placeholder:"ADDR" help:"UDP address for viewers. Default: any free port."`
	Tracker   []string `placeholder:"HOST:PORT" help:"Ask this tracker too; may be repeated."`
	MaxUpload bitrate  `name:"max-upload" placeholder:"RATE" help:"Most to pass on, in bits a second (20M, 800k). Default: 50M."`
	common
}

type trackerCmd struct {
	Listen string `default:":7400" placeholder:"ADDR" help:"TCP address to listen on."`
	common
}

type demoCmd struct {
	Viewers int    `default:"5" help:"How many viewers to run, 1 to 50."`
	Input   string `default:"testcard" help:"What to broadcast, as for cast."`
	Page    string `default:"127.0.0.1:0" placeholder:"ADDR" help:"Address of the page."`
	common
}

type keyCmd struct {
	New struct {
		File string `arg:"" type:"path" help:"The file to make; it must not be there yet."`
	} `cmd:"" help:"Make a channel key."`
	Show struct {
		File string `arg:"" type:"path" help:"A key file."`
	} `cmd:"" help:"Print the channel's public key."`
}

type cli struct {
	Cast    castCmd    `cmd:"" help:"Broadcast a channel."`
	Watch   watchCmd   `cmd:"" help:"Watch a channel, and pass it on."`
	Relay   relayCmd   `cmd:"" help:"Pass a channel on without playing it, to lend upload."`
	Tracker trackerCmd `cmd:"" help:"Introduce the peers of channels to each other."`
	Key     keyCmd     `cmd:"" help:"Make or show a channel's key."`
	Demo    demoCmd    `cmd:"" help:"Run a tracker, a broadcaster and viewers on this machine."`
}

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run is main without the process around it.
func run(args []string, stdout, stderr *os.File) (code int) {
	var c cli
	exited := -1
	parser := kong.Must(&c, kong.Name("throng"), kong.Description("Live television carried by its viewers."),
		kong.UsageOnError(), kong.Writers(stdout, stderr), kong.Exit(func(n int) { exited = n }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	kctx, err := parser.Parse(args)
	if exited >= 0 {
		return exited // help was asked for
	}
	if err != nil {
		_, _ = fmt.Fprintf(stderr, "throng: %v\nhint: throng --help lists the commands, throng COMMAND --help their flags\n", err)
		return exitUsage
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err = c.do(ctx, kctx.Command(), stdout, stderr)
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

// do carries a command out.
func (c *cli) do(ctx context.Context, command string, stdout, stderr *os.File) error {
	name, _, _ := strings.Cut(command, " ")
	switch name {
	case "cast":
		o := c.Cast
		com := o.start(stdout, stderr, false)
		defer com.Out.Close()
		return app.Cast(ctx, app.CastConfig{
			Common: com, Input: o.Input, Loop: o.Loop, Transcode: o.Transcode, Title: o.Title, KeyFile: o.Key,
			Listen: o.Listen, Trackers: o.Tracker, Announce: o.Announce, Page: o.Page, MaxUpload: int64(o.MaxUpload), Stdin: app.Stdin,
		})
	case "watch":
		o := c.Watch
		com := o.start(stdout, stderr, o.Out == "-")
		defer com.Out.Close()
		return app.Watch(ctx, app.WatchConfig{
			Common: com, Link: o.Link, Record: o.Out, Page: o.Page, Player: o.Player, Listen: o.Listen,
			Trackers: o.Tracker, MaxUpload: int64(o.MaxUpload), Timeout: o.Timeout,
		})
	case "relay":
		o := c.Relay
		com := o.start(stdout, stderr, false)
		defer com.Out.Close()
		return app.Watch(ctx, app.WatchConfig{
			Common: com, Link: o.Link, Relay: true, Listen: o.Listen, Trackers: o.Tracker, MaxUpload: int64(o.MaxUpload),
		})
	case "tracker":
		com := c.Tracker.start(stdout, stderr, false)
		defer com.Out.Close()
		return app.Tracker(ctx, app.TrackerConfig{Common: com, Listen: c.Tracker.Listen})
	case "demo":
		o := c.Demo
		com := o.start(stdout, stderr, false)
		defer com.Out.Close()
		return app.Demo(ctx, app.DemoConfig{Common: com, Input: o.Input, Viewers: o.Viewers, Page: o.Page})
	default:
		return c.key(command, stdout, stderr)
	}
}

// start makes what all commands share. With media on standard output everything
// else goes to standard error.
func (o *common) start(stdout, stderr *os.File, media bool) app.Common {
	var level slog.Level
	_ = level.UnmarshalText([]byte(o.LogLevel)) // the flag's enum allows no other
	out := stdout
	if media {
		out = stderr
	}
	r := &app.Reporter{Out: out, JSON: o.JSON}
	if term.IsTerminal(int(out.Fd())) {
		r.Live = out
	}
	return app.Common{
		Out: r, Metrics: o.Metrics,
		Log: slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: level})),
	}
}

// key makes or shows a channel's key.
func (c *cli) key(command string, stdout, stderr io.Writer) error {
	if strings.HasPrefix(command, "key new") {
		secret := ident.NewChannelSecret()
		if err := ident.WriteChannelSecret(c.Key.New.File, secret); err != nil {
			return fmt.Errorf("key new: %w", err)
		}
		_, err := fmt.Fprintln(stdout, secret.Channel())
		return err
	}
	secret, err := ident.ReadChannelSecret(c.Key.Show.File)
	if errors.Is(err, ident.ErrExposed) {
		_, _ = fmt.Fprintf(stderr, "warning: %v; run chmod 600 on it\n", err)
	} else if err != nil {
		return fmt.Errorf("key show: %w", err)
	}
	_, err = fmt.Fprintln(stdout, secret.Channel())
	return err
}
