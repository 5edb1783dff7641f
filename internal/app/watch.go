package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"throng/internal/block"
	"throng/internal/ident"
	"throng/internal/media"
	"throng/internal/node"
	"throng/internal/overlay"
	"throng/internal/play"
	"throng/internal/tracker"
	"throng/internal/web"
)

// WatchConfig says what to watch, and where to put it.
type WatchConfig struct {
	Common
	Link      string
	Relay     bool   // pass on without playing
	Record    string // where to record: a file, "-" or empty for nowhere
	Page      string // address of the page; empty: none
	Player    string // program to start; empty: none
	Open      bool   // open the page in a browser
	Listen    string // UDP address of the links; empty: any free port
	WebRTC    bool   // browsers are to reach this peer
	Trackers  []string
	MaxUpload int64         // bits a second; 0: the engine's default, negative: none
	Timeout   time.Duration // how long to wait for the stream to begin; 0: for ever
}

// metaRecord is the content of a Meta record.
func metaRecord(title string) []byte {
	b, err := json.Marshal(map[string]string{"title": title})
	if err != nil {
		panic(err) // strings always encode
	}
	return b
}

// randomSeed seeds an engine's choices.
func randomSeed() uint64 { return rand.Uint64() }

// Watch joins a channel and plays, records or relays it, until it ends or ctx does.
func Watch(ctx context.Context, cfg WatchConfig) error {
	link, err := ident.ParseLink(cfg.Link)
	if err != nil {
		return hint(err, linkAdvice(cfg.Link))
	}
	link.Trackers = append(link.Trackers, cfg.Trackers...)
	if len(link.Trackers) == 0 {
		return usage("name one with --tracker HOST:PORT", "the link names no tracker")
	}
	if cfg.Timeout < 0 {
		return usage("give a time such as 30s or 2m, or leave it out", "--timeout %v is less than nothing", cfg.Timeout)
	}
	if cfg.Relay && cfg.MaxUpload < 0 {
		return usage("give what the line can spare, for instance --max-upload 10M", "--max-upload 0: a relay is there to send")
	}
	if cfg.Page == "" && (cfg.Player != "" || cfg.Open) {
		return usage("leave out --page, or give it an address", "--player and --open need the page")
	}
	w := &watch{cfg: cfg, link: link, asked: time.Now(), begun: make(chan struct{}), pulse: make(chan struct{}, 1)}
	defer w.close()
	if err := w.open(ctx); err != nil {
		return err
	}
	return w.run(ctx)
}

// linkAdvice says what to do about a text that is no link.
func linkAdvice(text string) string {
	scheme, rest, _ := strings.Cut(text, "://")
	switch _, link, _ := strings.Cut(rest, "#"); {
	case scheme != "http" && scheme != "https":
		return "copy the whole link, from throng: to its end, in quotes"
	case link != "":
		return "give what stands after # alone, from throng: on, in quotes"
	}
	return "that is the address of a page: open it in a browser, which plays the channel; the link, throng:…, is printed by throng cast and can be copied from the page"
}

// watch is a running Watch.
type watch struct {
	cfg  WatchConfig
	link ident.Link

	peer     *peer
	gauge    *gauge
	hub      *play.Hub
	recorder *play.Recorder
	player   *play.Player
	joiner   block.Joiner
	init     *media.Init
	asked    time.Time     // when the program was asked to watch
	begun    chan struct{} // closed at the first block
	pulse    chan struct{} // holds a token when a block has come
	started  bool          // begun is closed
	begunAt  time.Time
	playing  bool   // it was told that the stream can be played
	epoch    uint32 // of the last block; 0: none yet
	closers  closers
}

func (w *watch) close() { w.closers.close() }

func (w *watch) onClose(f func()) { w.closers.add(f) }

// open starts everything. The recorder comes first: nothing should be joined
// for a file that cannot be written.
func (w *watch) open(ctx context.Context) error {
	cfg := w.cfg
	if cfg.Record != "" {
		r, err := play.OpenRecorder(cfg.Record)
		if err != nil {
			return hint(fmt.Errorf("--out %s: %w", cfg.Record, brief{err}), "choose a file in a folder that can be written, or - for standard output")
		}
		w.recorder = r
		w.onClose(func() { _ = r.Close() })
	}
	secret := ident.NewPeerSecret()
	transport, err := openTransport(secret, w.link.Channel, cfg.Listen, cfg.MaxUpload)
	if err != nil {
		return err
	}
	role := overlay.Viewer
	if cfg.Relay {
		role = overlay.Relay
	}
	w.gauge = newGauge(nil, nil)
	w.peer, err = startPeer(ctx, cfg.Common, peerConfig{
		secret: secret, channel: w.link.Channel, transport: transport, trackers: w.link.Trackers,
		listen: listenedAt(cfg.Listen), webrtc: cfg.WebRTC, ice: w.link.ICE, door: cfg.Page != "",
		engine: overlay.Config{
			Channel: w.link.Channel, Self: secret.Peer(), Role: role, Coder: block.NewCoder(w.link.Channel),
			Seed: randomSeed(), MaxUpload: cfg.MaxUpload,
		},
		up:   func(string) { w.gauge.blame("") },
		down: w.trackerDown,
	})
	if err != nil {
		_ = transport.Close()
		return hint(err, "check the trackers of the link")
	}
	w.gauge.node = w.peer.node
	w.onClose(w.peer.close)
	return w.serve(ctx)
}

func (w *watch) trackerDown(name string, err error) {
	w.gauge.blame("The tracker " + name + " cannot be reached. Check the link and the network; trying again.")
	w.cfg.Out.Warn("tracker-down", trackerDown(name, err, "the broadcaster may be off the air, or the link made for another network"))
}

// serve opens page, player and metrics and tells where they are.
func (w *watch) serve(ctx context.Context) error {
	ready := Event{Event: "ready", Link: w.link.String(), Listen: reachable(w.peer.transport.Addrs()[0].String())}
	here := local{page: w.cfg.Page, metrics: w.cfg.Metrics, peer: w.peer, gauge: w.gauge, site: site{link: w.link, feed: !w.cfg.Relay, noTab: !web.HasTab()}}
	var err error
	if w.hub, err = here.open(&w.closers, &ready); err != nil {
		return err
	}
	text := "lends its upload to the channel; Ctrl-C ends it"
	pages := func(what string) []row {
		rows := []row{{what, ready.Page}}
		if elsewhere := pageElsewhere(w.cfg.Page, ready.Page); elsewhere != "" {
			rows = append(rows, row{"  on other machines", elsewhere})
		}
		return rows
	}
	if ready.Page != "" && w.cfg.Relay {
		text += "\n" + table(pages("The page for browsers"))
	} else if ready.Page != "" {
		ready.Stream, ready.HLS = ready.Page+"stream.mp4", ready.Page+"index.m3u8"
		text = table(append(pages("For a browser"), row{"For mpv, ffplay or VLC", ready.Stream}, row{"For a player of HLS", ready.HLS}))
	}
	if w.cfg.Open {
		if err := openBrowser(ctx, ready.Page); err != nil {
			w.cfg.Out.Warn("open", fmt.Sprintf("%v; open %s yourself", err, ready.Page))
		}
	}
	if w.cfg.Player != "" {
		if w.player, err = play.StartPlayer(ctx, w.cfg.Player, ready.Stream); err != nil {
			return hint(fmt.Errorf("--player: %w", err), "install it, or leave out --player and open the page in a browser")
		}
	}
	w.cfg.Out.Say(ready, text)
	return nil
}

// run takes the stream until it ends.
func (w *watch) run(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	done := make(chan struct{})
	go func() {
		defer close(done)
		w.mind(ctx, cancel)
	}()
	err := w.loop(ctx)
	cause := context.Cause(ctx)
	cancel(nil)
	<-done
	if errors.Is(err, context.Canceled) && cause != nil && !errors.Is(cause, context.Canceled) {
		err = cause
	}
	return w.finish(err)
}

// Reasons why a watch ends by itself.
var (
	errEnded  = errors.New("the channel has ended")
	errPlayer = errors.New("the player was closed")
	errReader = errors.New("nobody reads standard output any more")
)

// settleAfter is how long after its beginning a stream's delays count: what was
// fetched to join has just been caught up with then.
const settleAfter = time.Second

// loop moves blocks from the swarm to the hub and the recorder.
func (w *watch) loop(ctx context.Context) error {
	for {
		item, err := w.peer.node.Blocks().Next(ctx)
		if err != nil {
			return err
		}
		switch item.Kind {
		case node.Block:
			if err := w.block(&item); err != nil {
				return err
			}
		case node.Lost:
			w.joiner.Gap()
			w.hub.Gap()
		case node.Ended:
			return errEnded
		}
	}
}

// block takes one block apart.
func (w *watch) block(item *node.Item) error {
	if !w.started {
		w.started, w.begunAt = true, time.Now()
		close(w.begun)
	}
	select {
	case w.pulse <- struct{}{}:
	default:
	}
	if w.cfg.Relay && !w.playing {
		w.tellBegun()
	}
	if !item.Joining && time.Since(w.begunAt) >= settleAfter {
		w.gauge.delay(item.Delay)
	}
	if w.cfg.Relay {
		return nil
	}
	if epoch := item.Header.Seq.Epoch(); epoch != w.epoch {
		// The broadcaster began anew, and its times with it.
		w.epoch = epoch
		w.hub.Gap()
	}
	records, err := w.joiner.Add(&item.Header, item.Payload)
	if err != nil {
		return fmt.Errorf("the broadcaster's stream is damaged: %w", err)
	}
	for i := range records {
		if err := w.record(&records[i]); err != nil {
			return err
		}
	}
	return nil
}

// record takes one record of the stream.
func (w *watch) record(r *block.Record) error {
	if r.Gap {
		w.hub.Gap()
	}
	switch r.Kind {
	case block.Init:
		in, err := media.ParseInit(r.Data)
		if err != nil {
			return fmt.Errorf("the broadcaster's stream is damaged: %w", err)
		}
		w.init = in
		w.hub.Init(in)
		if w.recorder != nil && w.recorder.Init(in) {
			w.cfg.Out.Warn("recording", "the stream's format has changed: the recording goes on as a second stream in the same file, of which many programs read the first only; begin a new recording to have it in one of its own")
		}
	case block.Fragment:
		if w.init == nil {
			return nil
		}
		f, err := media.ParseFragment(w.init, r.Data)
		if err != nil {
			return fmt.Errorf("the broadcaster's stream is damaged: %w", err)
		}
		w.hub.Fragment(f, r.Capture)
		if w.recorder != nil {
			w.recorder.Fragment(f)
		}
		if f.Key && !w.playing {
			w.tellBegun()
		}
	case block.Meta:
		var meta struct {
			Title string `json:"title"`
		}
		if json.Unmarshal(r.Data, &meta) == nil {
			w.hub.SetTitle(meta.Title)
		}
	}
	return nil
}

// tellBegun says once that the stream is there, and how long that took: to a relay
// with the first block, else with the first key frame.
func (w *watch) tellBegun() {
	w.playing = true
	does := "playing"
	switch {
	case w.cfg.Relay:
		does = "receiving"
	case w.recorder != nil && w.cfg.Page == "":
		does = "recording"
	case w.recorder != nil:
		does = "playing and recording"
	case w.cfg.Page == "":
		does = "receiving"
	}
	w.cfg.Out.Info("playing", fmt.Sprintf("%s, %.2f s after the start", does, time.Since(w.asked).Seconds()))
}

// mind reports figures and watches what may end the run, until ctx ends.
func (w *watch) mind(ctx context.Context, cancel context.CancelCauseFunc) {
	figures := time.NewTicker(statsEvery)
	defer figures.Stop()
	var timeout <-chan time.Time
	if w.cfg.Timeout > 0 {
		t := time.NewTimer(w.cfg.Timeout)
		defer t.Stop()
		timeout = t.C
	}
	var recorded, played <-chan struct{}
	if w.recorder != nil {
		recorded = w.recorder.Done()
	}
	if w.player != nil {
		played = w.player.Done()
	}
	quiet := silence{
		pulse: w.pulse, out: w.cfg.Out, blame: w.gauge.blame, peers: w.peers, introduced: w.introduced, crowded: w.gauge.crowded,
	}
	room := uplinks{out: w.cfg.Out, code: "no-room", text: w.cfg.noRoom}
	var work sync.WaitGroup
	defer work.Wait()
	work.Go(func() { quiet.mind(ctx) })
	begun, served := w.begun, false
	for {
		select {
		case <-ctx.Done():
			return
		case <-begun:
			begun, timeout = nil, nil
			w.gauge.blame("")
		case <-timeout:
			cancel(hint(fmt.Errorf("nothing came from the channel for %v", w.cfg.Timeout), "check that the broadcaster is on air and the link is whole"))
		case <-recorded:
			if err := w.recorder.Err(); w.cfg.Record == "-" && errors.Is(err, syscall.EPIPE) {
				cancel(errReader)
			} else {
				cancel(recordError(w.cfg.Record, err))
			}
			recorded = nil
		case <-played:
			cancel(w.playerEnd())
			played = nil
		case <-figures.C:
			if f, err := w.gauge.tick(ctx); err == nil {
				w.cfg.Out.Figures(f, f.line())
				w.gauge.noRoom(room.take(time.Now(), f))
				if w.cfg.Relay && f.Children > 0 && !served {
					served = true
					w.cfg.Out.Info("passing-on", "passing on to "+count(f.Children, "peer"))
				}
			}
		}
	}
}

// peers is how many neighbours there are.
func (w *watch) peers(ctx context.Context) int {
	s, err := w.peer.node.Stats(ctx)
	if err != nil {
		return 0
	}
	return s.Neighbours
}

// introduced reports whether a tracker answers.
func (w *watch) introduced() bool {
	return slices.ContainsFunc(w.peer.client.Status(), func(t tracker.Status) bool { return t.Up })
}

// playerEnd is why a player's end ends the run.
func (w *watch) playerEnd() error {
	if err := w.player.Wait(); err != nil {
		return hint(fmt.Errorf("--player: %w", err), "see whether it plays other things; the page plays in a browser without it")
	}
	return errPlayer
}

// recordError says what to do about a recording to that file that failed.
func recordError(file string, err error) error {
	if file == "-" {
		file = "standard output"
	}
	err = fmt.Errorf("recording to %s: %w", file, brief{err})
	if errors.Is(err, syscall.ENOSPC) {
		return hint(err, "make room on the disk, or record elsewhere")
	}
	return hint(err, "check the disk, or the program that reads from the pipe")
}

// finish writes what waits and says why it ended.
func (w *watch) finish(err error) error {
	ctx, cancel := context.WithTimeout(context.Background(), lingerViewer+shutdownTimeout)
	defer cancel()
	var reason string
	switch {
	case errors.Is(err, errEnded), errors.Is(err, errPlayer), errors.Is(err, errReader):
		reason = err.Error()
	case errors.Is(err, context.Canceled):
		reason, err = stopped, nil
	default:
		reason = err.Error()
	}
	ended := errors.Is(err, errEnded)
	if ended || errors.Is(err, errPlayer) || errors.Is(err, errReader) {
		err = nil
	}
	if ended {
		w.hub.End()
	}
	var recorded *Recorded
	if w.recorder != nil {
		length, size := w.recorder.Recorded()
		if closed := w.recorder.Close(); closed == nil {
			recorded = &Recorded{File: w.cfg.Record, Seconds: length.Seconds(), Bytes: size}
		} else if err == nil && reason != errReader.Error() {
			err = recordError(w.cfg.Record, closed)
			reason = err.Error()
		}
	}
	if ended { // others may lack the last blocks still
		w.peer.linger(ctx, lingerViewer, func(s overlay.Stats) bool { return s.Children > 0 })
	}
	e := Event{Event: "end", Reason: reason, Recorded: recorded}
	var text []string
	if err == nil { // else people are told by the command's error
		text = append(text, reason)
	}
	if s, statsErr := w.peer.node.Stats(ctx); statsErr == nil {
		f := w.gauge.total(s)
		e.Figures = &f
		if w.cfg.Relay && s.SentBody > 0 {
			text = append(text, "passed on "+volume(int64(s.SentBody)))
		}
	}
	if recorded != nil {
		text = append(text, recorded.String())
	}
	w.cfg.Out.Say(e, strings.Join(text, "; "))
	return err
}
