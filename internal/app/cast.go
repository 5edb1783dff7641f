package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mdp/qrterminal/v3"

	"throng/internal/block"
	"throng/internal/ident"
	"throng/internal/ingest"
	"throng/internal/overlay"
	"throng/internal/play"
	"throng/internal/tracker"
	"throng/internal/web"
)

// CastConfig says what to broadcast, and how.
type CastConfig struct {
	Common
	Input     string
	Loop      bool
	Transcode bool
	Title     string
	KeyFile   string    // holds the channel's secret; empty: a fresh channel
	Listen    string    // UDP address of the links; empty: DefaultPort or any free one
	Trackers  []string  // host:port each; none: one inside this process
	Announce  string    // host under which the tracker inside is named in the link
	WebRTC    bool      // browsers are to reach this broadcaster
	ICE       []string  // STUN and TURN servers for that, named in the link
	Page      string    // address of the page; empty: none
	MaxUpload int64     // bits a second; 0: the engine's default
	QR        io.Writer // where to draw the link as a QR code; nil: nowhere
	Stdin     io.Reader
}

// Cast broadcasts an input until it ends or ctx does.
func Cast(ctx context.Context, cfg CastConfig) error {
	if cfg.MaxUpload < 0 {
		return usage("give at least twice the bitrate of the stream", "--max-upload 0: a broadcaster must send the stream at least once")
	}
	if len(cfg.ICE) > ident.MaxLinkICE {
		return usage("name those alone that viewers need", "--ice: %d servers, at most %d", len(cfg.ICE), ident.MaxLinkICE)
	}
	var err error
	if cfg.Announce, err = announcedHost(cfg.Announce); err != nil {
		return err
	}
	secret, err := channelSecret(cfg)
	if err != nil {
		return err
	}
	b := &broadcast{cfg: cfg, secret: secret, channel: secret.Channel()}
	defer b.close()
	if err := b.open(ctx); errors.Is(err, context.Canceled) {
		cfg.Out.Say(Event{Event: "end", Reason: stopped}, stopped)
		return nil
	} else if err != nil {
		return err
	}
	return b.run(ctx)
}

// stopped is the reason of an end that the user asked for.
const stopped = "stopped"

// announcedHost checks what a link is to name as the broadcaster's host.
func announcedHost(s string) (string, error) {
	host := s
	if inner, ok := strings.CutPrefix(s, "["); ok {
		host = strings.TrimSuffix(inner, "]")
	}
	if _, err := netip.ParseAddr(host); err == nil || s == "" {
		return host, nil
	}
	if strings.Contains(s, ":") || ident.CheckTracker(net.JoinHostPort(s, "1")) != nil {
		return "", usage("give a name or an address alone, for instance tv.example.org; the port is that of --listen", "--announce %s is no host", s)
	}
	return s, nil
}

// channelSecret reads or makes the channel's key.
func channelSecret(cfg CastConfig) (ident.ChannelSecret, error) {
	if cfg.KeyFile == "" {
		return ident.NewChannelSecret(), nil
	}
	secret, created, err := ident.LoadOrCreateChannelSecret(cfg.KeyFile)
	switch {
	case errors.Is(err, ident.ErrExposed):
		cfg.Out.Warn("key-exposed", err.Error()+"; run chmod 600 "+cfg.KeyFile)
	case err != nil:
		return secret, KeyError(err)
	case created:
		cfg.Out.Info("key-created", "made a new channel key in "+cfg.KeyFile)
	}
	return secret, nil
}

// KeyError says what to do about a key file that cannot be read or written.
func KeyError(err error) error {
	switch {
	case errors.Is(err, fs.ErrExist):
		return hint(err, "choose another name; delete the old key only if nobody needs its link any more")
	case errors.Is(err, fs.ErrNotExist):
		return hint(err, "check the path; throng key new FILE makes a key")
	case errors.Is(err, ident.ErrSecretFile):
		return hint(err, "throng key new FILE makes a key file; throng cast --key FILE does, too, where there is none")
	}
	return hint(err, "check who may read and write there")
}

// broadcast is a running Cast.
type broadcast struct {
	cfg     CastConfig
	secret  ident.ChannelSecret
	channel ident.Channel
	signer  block.Coder
	cutter  *block.Cutter

	input   *ingest.Stream
	tracker *tracker.Server
	site    site // the page of the tracker inside
	peer    *peer
	gauge   *gauge
	hub     *play.Hub

	// The same moment on the wall clock and on the engine's.
	start     time.Time
	startNode time.Duration

	closers closers
}

func (b *broadcast) close() { b.closers.close() }

func (b *broadcast) onClose(f func()) { b.closers.add(f) }

// open starts everything: the ports first, since that costs nothing, then the
// input.
func (b *broadcast) open(ctx context.Context) error {
	cfg := b.cfg
	peerSecret := b.secret.PeerSecret()
	transport, listener, err := bind(peerSecret, b.channel, cfg.Listen, len(cfg.Trackers) == 0, cfg.MaxUpload)
	if err != nil {
		return err
	}
	if port := transport.Addrs()[0].Port(); cfg.Listen == "" && cfg.KeyFile != "" && listener != nil && port != DefaultPort {
		cfg.Out.Warn("port", fmt.Sprintf("port %d is taken, so the link has port %d this time, and those that were passed on before lead nowhere: end the other program, or give each channel a port of its own by --listen", DefaultPort, port))
	}
	// The peer takes the transport over, the tracker the listener; closing what is
	// closed does nothing.
	b.onClose(func() {
		_ = transport.Close()
		if listener != nil {
			_ = listener.Close()
		}
	})
	late := time.AfterFunc(silenceWarn, func() {
		cfg.Out.Warn("input-waiting", fmt.Sprintf("nothing has come from the input for %v; still waiting, Ctrl-C ends it", silenceWarn))
	})
	b.input, err = ingest.Open(ctx, ingest.Config{
		Input: cfg.Input, Loop: cfg.Loop, Transcode: cfg.Transcode, Stdin: cfg.Stdin, Log: cfg.Log,
		Warn: cfg.Out.Warn, Event: cfg.Out.Info,
	})
	late.Stop()
	if err != nil {
		return inputError(cfg.Input, err)
	}
	b.onClose(func() { _ = b.input.Close() })
	announce, link := cfg.Trackers, cfg.Trackers
	if listener != nil {
		if announce, link, err = b.startTracker(listener, transport.Addrs(), peerSecret.Peer()); err != nil {
			return err
		}
	}
	b.signer = block.NewSigner(b.secret)
	b.peer, err = startPeer(ctx, cfg.Common, peerConfig{
		secret: peerSecret, channel: b.channel, transport: transport, trackers: announce, source: &b.secret,
		listen: listenedAt(cfg.Listen), webrtc: cfg.WebRTC, ice: cfg.ICE, door: cfg.Page != "" && listener == nil,
		announce: b.announced(ctx, transport.Addrs()[0].Port()),
		engine: overlay.Config{
			Channel: b.channel, Self: peerSecret.Peer(), Role: overlay.Source, Coder: block.NewCoder(b.channel),
			Certificate: b.secret.Certify(peerSecret.Peer()),
			Seed:        randomSeed(), MaxUpload: cfg.MaxUpload,
		},
		down: func(t string, err error) {
			cfg.Out.Warn("tracker-down", castTrackerDown(t, err))
		},
	})
	if err != nil {
		return hint(err, "--tracker takes HOST:PORT")
	}
	b.onClose(b.peer.close)
	b.start, b.startNode = time.Now(), b.peer.node.Now()
	var audience func() int
	if b.tracker != nil {
		audience = func() int { return max(0, b.tracker.Stats().Peers-1) }
	}
	b.gauge = newGauge(b.peer.node, audience)
	return b.serve(ident.Link{Channel: b.channel, Trackers: link, ICE: cfg.ICE}, announce)
}

// startTracker starts the tracker inside. It returns the trackers to announce to
// and those to put into the link.
func (b *broadcast) startTracker(l net.Listener, addrs []netip.AddrPort, self ident.Peer) (announce, link []string, err error) {
	port := strconv.Itoa(int(addrs[0].Port()))
	link = []string{net.JoinHostPort(b.announceHost(addrs), port)}
	b.site = site{
		link: ident.Link{Channel: b.channel, Trackers: link, ICE: b.cfg.ICE}, named: true,
		title: func() string { return b.cfg.Title },
	}
	page, err := b.site.handler()
	if err != nil {
		return nil, nil, fmt.Errorf("page: %w", err)
	}
	server := tracker.New(tracker.Config{
		Channels: []ident.Channel{b.channel}, TrustedPeers: []ident.Peer{self}, ICE: b.cfg.ICE, Page: page, Log: b.cfg.Log,
	})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = server.Serve(ctx, l) // ends by cancel
	}()
	b.tracker = server
	b.onClose(func() { cancel(); <-done })
	return []string{reachable(l.Addr().String())}, link, nil
}

// listenedAt is the address that a peer was asked to bind; the zero value where it was none,
// which opening it has told of.
func listenedAt(addr string) netip.AddrPort {
	at, err := parseListen(addr)
	if err != nil {
		return netip.AddrPort{}
	}
	return at
}

// announced are the addresses of --announce with the port of the links: where
// a router passes that port on, viewers reach the broadcaster by them.
func (b *broadcast) announced(ctx context.Context, port uint16) []netip.AddrPort {
	if b.cfg.Announce == "" {
		return nil
	}
	addrs, err := resolve(ctx, b.cfg.Announce, strconv.Itoa(int(port)))
	if err != nil {
		b.cfg.Out.Warn("announce", fmt.Sprintf("--announce: %v; viewers elsewhere may not find this broadcaster", err))
	}
	return addrs
}

// announceHost is the host that the link names.
func (b *broadcast) announceHost(addrs []netip.AddrPort) string {
	if b.cfg.Announce != "" {
		return b.cfg.Announce
	}
	for _, a := range addrs {
		if a.Addr().Is4() && !a.Addr().IsLoopback() {
			return a.Addr().String()
		}
	}
	return addrs[0].Addr().String()
}

// serve opens page and metrics and tells where they are.
func (b *broadcast) serve(link ident.Link, trackers []string) error {
	ready := Event{Event: "ready", Link: link.String(), Listen: reachable(b.peer.transport.Addrs()[0].String())}
	here := local{
		page: b.cfg.Page, metrics: b.cfg.Metrics, title: b.cfg.Title, peer: b.peer, gauge: b.gauge, tracker: b.tracker,
		site: site{link: link, feed: true, noTab: !web.HasTab()},
	}
	if b.tracker != nil {
		ready.Tracker, ready.Watch = trackers[0], "http://"+link.Trackers[0]+"/"
		here.site.tracker, here.site.named = b.tracker.Handler(), true
	} else {
		ready.Watch = pageAt(link.Trackers[0], link)
		if !slices.ContainsFunc(link.Trackers, func(t string) bool { return !local127(t) }) {
			b.cfg.Out.Warn("tracker-local", "the link names "+link.Trackers[0]+", by which only this machine reaches the tracker: give --tracker the address that others use")
		}
	}
	var err error
	if b.hub, err = here.open(&b.closers, &ready); err != nil {
		return err
	}
	text := addresses(ready)
	if l, ok := ingest.ListenerOf(b.cfg.Input); ok {
		text += "\n\n" + publishing(l, b.announceHost(b.peer.transport.Addrs()))
	}
	b.cfg.Out.Say(ready, text)
	if b.cfg.QR != nil {
		qrterminal.GenerateHalfBlock(ready.Link, qrterminal.L, b.cfg.QR)
	}
	return nil
}

// pageAt is where browsers watch the channel of a link by a tracker's page.
func pageAt(tracker string, link ident.Link) string {
	scheme := "http"
	if _, port, err := net.SplitHostPort(tracker); err == nil && port == "443" {
		scheme = "https"
	}
	return scheme + "://" + tracker + "/#" + link.String()
}

// addresses are those of a broadcast, each with what it is for.
func addresses(ready Event) string {
	var rows []row
	if ready.Watch != "" {
		rows = append(rows, row{"For viewers' browsers", ready.Watch})
	}
	rows = append(rows, row{"The link, for throng watch and relay", ready.Link})
	if ready.Page != "" {
		rows = append(rows, row{"For you, to see what viewers see", ready.Page})
	}
	return table(rows)
}

// publishing is what to enter in OBS, word for word, on this machine and on another,
// which reaches it by host.
func publishing(l ingest.Listener, host string) string {
	var rows []row
	switch l.Host {
	case "":
		rows = append(rows, row{"  Server, on this machine", l.Server("127.0.0.1")})
		if !local127(net.JoinHostPort(host, "0")) {
			rows = append(rows, row{"  Server, on another machine", l.Server(host)})
		}
	default:
		rows = append(rows, row{"  Server", l.Server(l.Host)})
	}
	key := row{"  Stream Key", l.Key}
	if l.Key == "" {
		key.where = "(none)"
	}
	return "In OBS, under Settings → Stream, Service Custom:\n" + table(append(rows, key))
}

// inputError adds what to do where the input says nothing itself, and tells an address
// that is wrong as it stands in the command line from an input that cannot be had.
func inputError(input string, err error) error {
	if errors.Is(err, ingest.ErrAddress) {
		return &Error{Err: err, Advice: HintOf(err), Usage: true}
	}
	if HintOf(err) == "" && errors.Is(err, fs.ErrNotExist) {
		return hint(fmt.Errorf("%s: %w", input, err), "check the path, or name a URL, rtmp://:1935/live/KEY, srt://:9000, - or testcard")
	}
	return err
}

// epoch is the second in which the broadcast begins. A channel whose key is kept
// may have been stopped a moment ago, and viewers take a new run for the old one
// if both bear the same second: so it waits for the next.
func (b *broadcast) epoch(ctx context.Context) (uint32, error) {
	now := time.Now()
	if b.cfg.KeyFile != "" {
		next := now.Truncate(time.Second).Add(time.Second)
		wait := time.NewTimer(next.Sub(now))
		defer wait.Stop()
		select {
		case <-wait.C:
			now = next
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	}
	return uint32(now.Unix()), nil
}

// testCardBitrate is what the built-in clip has, in bits a second. Of other
// inputs it is measured.
const testCardBitrate = 350_000

// run moves the stream from the input into the swarm.
func (b *broadcast) run(ctx context.Context) error {
	epoch, err := b.epoch(ctx)
	if err != nil {
		return b.finish(err)
	}
	cutter := block.CutterConfig{Epoch: epoch}
	if b.cfg.Input == ingest.TestCard {
		cutter.Bitrate = testCardBitrate
	}
	if b.cutter, err = block.NewCutter(cutter); err != nil {
		return err
	}
	if b.cfg.Title != "" {
		if err := b.cutter.SetMeta(metaRecord(b.cfg.Title)); err != nil {
			return hint(fmt.Errorf("--title: %w", err), "choose a shorter title")
		}
	}
	items := make(chan ingest.Item)
	ended := make(chan error, 1)
	pumpCtx, stop := context.WithCancel(ctx)
	defer stop()
	go func() {
		for {
			item, err := b.input.Next(pumpCtx)
			if err != nil {
				ended <- err
				return
			}
			select {
			case items <- item:
			case <-pumpCtx.Done():
				ended <- pumpCtx.Err()
				return
			}
		}
	}()
	err = b.loop(ctx, items, ended)
	return b.finish(err)
}

// loop cuts and publishes until the input ends.
func (b *broadcast) loop(ctx context.Context, items <-chan ingest.Item, ended <-chan error) error {
	flush := time.NewTimer(time.Hour)
	defer flush.Stop()
	figures := time.NewTicker(statsEvery)
	defer figures.Stop()
	carried := uplinks{out: b.cfg.Out, code: "uplinks-short", text: uplinksShort}
	for {
		if at, ok := b.cutter.Deadline(); ok {
			flush.Reset(max(at-b.peer.node.Now(), 0))
		}
		var err error
		select {
		case item := <-items:
			err = b.take(ctx, item)
		case <-flush.C:
			err = b.publish(ctx, b.cutter.Flush(b.peer.node.Now()))
		case <-figures.C:
			var f Figures
			if f, err = b.gauge.tick(ctx); err == nil {
				b.cutter.SetLossy(f.Lossy)
				b.cfg.Out.Figures(f, f.line())
				carried.take(time.Now(), f)
			}
		case <-b.peer.node.Done():
			return b.peer.node.Err()
		case err = <-ended:
			return err
		}
		if err != nil {
			return err
		}
	}
}

// take gives one item to the cutter and to the page.
func (b *broadcast) take(ctx context.Context, item ingest.Item) error {
	if item.Init != nil {
		b.hub.Init(item.Init)
		return b.cutter.SetInit(item.Init.Data)
	}
	// On the engine's clock, which does not follow when the wall clock is set.
	capture := b.startNode + item.Capture.Sub(b.start)
	cuts, err := b.cutter.Add(item.Fragment.Data, item.Fragment.Key, capture)
	if err != nil {
		return fmt.Errorf("cut the stream: %w", err)
	}
	b.hub.Fragment(item.Fragment, capture)
	return b.publish(ctx, cuts)
}

// publish seals blocks and gives them to the swarm.
func (b *broadcast) publish(ctx context.Context, cuts []block.Cut) error {
	for _, c := range cuts {
		sealed, err := b.signer.Seal(c.Header, c.Payload)
		if err != nil {
			return fmt.Errorf("seal block %v: %w", c.Header.Seq, err)
		}
		if err := b.peer.node.Publish(ctx, sealed); err != nil {
			return err
		}
	}
	return nil
}

// finish ends the run; err is what ended the loop.
func (b *broadcast) finish(err error) error {
	// What follows must work although the run's context has ended.
	ctx, cancel := context.WithTimeout(context.Background(), 2*lingerAfterEnd)
	defer cancel()
	reason, over := "the input has ended", true
	switch {
	case err == nil, errors.Is(err, io.EOF):
		err = nil
	case errors.Is(err, context.Canceled):
		err, reason, over = nil, stopped, false
	default:
		reason, over = err.Error(), false
		err = inputError(b.cfg.Input, err)
	}
	// Only who keeps the key can come back.
	if (over || b.cfg.KeyFile == "") && b.cutter != nil && b.peer.node.Err() == nil {
		if failed := b.endChannel(ctx); err == nil {
			err = failed
		}
	}
	b.sayEnd(ctx, reason, err)
	return err
}

// endChannel publishes the channel's last block and stays for a while in which
// viewers can still repair.
func (b *broadcast) endChannel(ctx context.Context) error {
	if err := b.publish(ctx, b.cutter.End(b.peer.node.Now().Truncate(time.Microsecond))); err != nil {
		return fmt.Errorf("end the channel: %w", err)
	}
	b.hub.End()
	b.peer.linger(ctx, lingerAfterEnd, func(s overlay.Stats) bool { return s.Neighbours > 0 })
	return nil
}

// sayEnd reports the end. Of a failure people are told by the command's error.
func (b *broadcast) sayEnd(ctx context.Context, reason string, failure error) {
	e := Event{Event: "end", Reason: reason}
	text := reason
	if s, err := b.peer.node.Stats(ctx); err == nil {
		f := b.gauge.total(s)
		e.Figures = &f
		if f.SentBytes > 0 && f.PayloadBytes > 0 {
			text = fmt.Sprintf("%s; sent %.2f times the stream to its viewers", reason, float64(f.SentBytes)/float64(f.PayloadBytes))
		}
	}
	if failure != nil {
		text = ""
	}
	b.cfg.Out.Say(e, text)
}
