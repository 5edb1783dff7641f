package app

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"time"

	"throng/internal/bitrate"
)

// DemoConfig says how large the demonstration is.
type DemoConfig struct {
	Common
	Input   string // what the broadcaster sends
	Viewers int
	Page    string // address of the page of the first viewer
	// Program is the throng binary; empty: the one that runs.
	Program string
}

// Limits of the demonstration.
const (
	// MaxDemoViewers is the most viewers that one machine is asked to run.
	MaxDemoViewers = 50
	// demoPatience is how long a part may take to get ready.
	demoPatience = 30 * time.Second
	// demoGrace is how long a part may take to end.
	demoGrace = 5 * time.Second
)

// Demo runs a tracker, a broadcaster and some viewers as processes of their
// own, until ctx ends.
func Demo(ctx context.Context, cfg DemoConfig) error {
	if cfg.Viewers < 1 || cfg.Viewers > MaxDemoViewers {
		return usage(fmt.Sprintf("choose from 1 to %d", MaxDemoViewers), "--viewers %d: so many cannot be run", cfg.Viewers)
	}
	if cfg.Program == "" {
		var err error
		if cfg.Program, err = os.Executable(); err != nil {
			return fmt.Errorf("find the program: %w", err)
		}
	}
	d := &demo{cfg: cfg, failed: make(chan error, 1), viewers: make([]Figures, cfg.Viewers)}
	ctx, cancel := context.WithCancel(ctx)
	defer d.wait()
	defer cancel()
	if err := d.start(ctx); err != nil {
		if errors.Is(err, context.Canceled) {
			return nil
		}
		return err
	}
	return d.show(ctx)
}

// demo is a running Demo.
type demo struct {
	cfg    DemoConfig
	parts  sync.WaitGroup
	failed chan error

	mu      sync.Mutex
	source  Figures
	viewers []Figures
}

// start starts the parts, each once the one before is ready.
func (d *demo) start(ctx context.Context) error {
	t, err := d.part(ctx, nil, "tracker", "--listen", "127.0.0.1:0")
	if err != nil {
		return err
	}
	cast, err := d.part(ctx, func(f Figures) { d.source = f }, "cast", d.cfg.Input,
		"--tracker", t.Tracker, "--listen", "127.0.0.1:0", "--page", "", "--title", "Throng test card")
	if err != nil {
		return err
	}
	page := ""
	for i := range d.cfg.Viewers {
		addr := "127.0.0.1:0"
		if i == 0 {
			addr = d.cfg.Page
		}
		v, err := d.part(ctx, func(f Figures) { d.viewers[i] = f }, "watch", cast.Link, "--listen", "127.0.0.1:0", "--page", addr)
		if err != nil {
			return err
		}
		if i == 0 {
			page = v.Page
		}
	}
	if err := d.playing(ctx); err != nil {
		return err
	}
	d.cfg.Out.Say(Event{Event: "ready", Link: cast.Link, Page: page},
		fmt.Sprintf("A tracker, a broadcaster and %d viewers are running.\n\n  Watch in a browser:   %s\n  The channel's link:   %s\n\nCtrl-C ends it all.\n",
			d.cfg.Viewers, page, cast.Link))
	return nil
}

// playing waits until the first viewer, whose page is shown, has the stream.
func (d *demo) playing(ctx context.Context) error {
	look := time.NewTicker(statsEvery / 10)
	defer look.Stop()
	patience := time.NewTimer(demoPatience)
	defer patience.Stop()
	for {
		d.mu.Lock()
		delivered := d.viewers[0].Delivered
		d.mu.Unlock()
		if delivered > 0 {
			return nil
		}
		select {
		case <-look.C:
		case err := <-d.failed:
			return d.ended(err)
		case <-patience.C:
			return fmt.Errorf("no viewer has got the stream after %v", demoPatience)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// ended makes an error of a part's end that nobody asked for.
func (d *demo) ended(err error) error {
	if err != nil {
		return err
	}
	d.cfg.Out.Say(Event{Event: "end", Reason: "the input has ended"}, "the input has ended")
	return nil
}

// part starts one command and waits for its ready event; figures gets its
// figures, under d.mu.
func (d *demo) part(ctx context.Context, figures func(Figures), args ...string) (Event, error) {
	cmd := exec.CommandContext(ctx, d.cfg.Program, append(args, "--json", "--log-level", "error", "--with-parent")...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = demoGrace
	cmd.Stderr = os.Stderr
	setGroup(cmd)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return Event{}, fmt.Errorf("%s: %w", args[0], err)
	}
	// However this process ends, its end of the pipe closes, and the part with it.
	if _, err := cmd.StdinPipe(); err != nil {
		return Event{}, fmt.Errorf("%s: %w", args[0], err)
	}
	if err := cmd.Start(); err != nil {
		return Event{}, fmt.Errorf("%s: %w", args[0], err)
	}
	ready := make(chan Event, 1)
	d.parts.Go(func() {
		d.read(out, ready, figures)
		err := cmd.Wait()
		if err != nil {
			err = fmt.Errorf("%s: %w", args[0], err)
		}
		if ctx.Err() == nil {
			select {
			case d.failed <- err:
			default:
			}
		}
	})
	select {
	case e, ok := <-ready:
		if !ok {
			return Event{}, fmt.Errorf("throng %s has not started, see above", args[0])
		}
		return e, nil
	case <-time.After(demoPatience):
		return Event{}, fmt.Errorf("throng %s is not ready after %v", args[0], demoPatience)
	case <-ctx.Done():
		return Event{}, ctx.Err()
	}
}

// maxEventLine bounds a line of a part's output, in bytes.
const maxEventLine = 1 << 20

// read takes a part's events until its output ends.
func (d *demo) read(out io.Reader, ready chan<- Event, figures func(Figures)) {
	defer close(ready)
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, maxEventLine)
	for lines.Scan() {
		var e Event
		if json.Unmarshal(lines.Bytes(), &e) != nil {
			continue
		}
		switch {
		case e.Event == "ready":
			select {
			case ready <- e:
			default:
			}
		case e.Event == "stats" && e.Figures != nil && figures != nil:
			d.mu.Lock()
			figures(*e.Figures)
			d.mu.Unlock()
		}
	}
}

// show writes the live line until ctx ends or a part does.
func (d *demo) show(ctx context.Context) error {
	tick := time.NewTicker(statsEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			d.cfg.Out.Say(Event{Event: "end", Reason: stopped}, stopped)
			return nil
		case err := <-d.failed:
			return d.ended(err)
		case <-tick.C:
			f, line := d.summary()
			d.cfg.Out.Figures(f, line)
		}
	}
}

// summary puts the parts' figures together.
func (d *demo) summary() (Figures, string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	f := d.source
	playing, received, carried := 0, 0.0, 0.0
	for _, v := range d.viewers {
		if v.Delivered == 0 {
			continue
		}
		playing++
		f.Delay.P50 += v.Delay.P50
		f.Delay.P99 = max(f.Delay.P99, v.Delay.P99)
		received += float64(v.ReceivedBytes)
		carried += v.CarriedByViewers * float64(v.ReceivedBytes)
	}
	if playing > 0 {
		f.Delay.P50 /= float64(playing)
	}
	if received > 0 {
		f.CarriedByViewers = carried / received
	}
	line := fmt.Sprintf("%d/%d playing · delay %.0f ms · viewers carry %.0f %% · broadcaster's upload %s",
		playing, len(d.viewers), f.Delay.P50, 100*f.CarriedByViewers, bitrate.Rate(f.Upload))
	return f, line
}

func (d *demo) wait() { d.parts.Wait() }
