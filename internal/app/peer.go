package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"throng/internal/ident"
	"throng/internal/link/udp"
	"throng/internal/node"
	"throng/internal/overlay"
	"throng/internal/tracker"
)

const (
	// maxIntroductions is how many answers of trackers wait for the node.
	maxIntroductions = 64
	// resolveTimeout is how long looking up a host's addresses may take.
	resolveTimeout = 5 * time.Second
)

// peer is a running node with what it stands on.
type peer struct {
	node      *node.Node
	transport *udp.Transport
	client    *tracker.Client
	door      *door // the tracker beside the page; nil: none
	cancel    context.CancelFunc
	work      sync.WaitGroup
}

// peerConfig says what peer to start.
type peerConfig struct {
	secret    ident.PeerSecret
	channel   ident.Channel
	engine    overlay.Config
	transport *udp.Transport
	listen    netip.AddrPort // what the transport was asked to bind; the zero value: nothing
	webrtc    bool           // browsers are to reach it
	ice       []string       // STUN and TURN servers for that
	door      bool           // it has a tracker of its own beside its page
	trackers  []string
	announce  []netip.AddrPort // outside addresses that are known beforehand
	source    *ident.ChannelSecret
	down      func(tracker string, err error) // may be nil
	up        func(tracker string)            // may be nil
	use       func(servers []string) int      // has WebRTC use more STUN and TURN servers; nil: there is none
}

// startPeer starts engine, node and tracker client. They live until close: a
// run that ends still has figures to take and neighbours to take leave of. The
// transport is the peer's from then on; after an error it is the caller's.
func startPeer(ctx context.Context, c Common, cfg peerConfig) (*peer, error) {
	links, reach := cfg.reach(c)
	cfg.engine.Reach, cfg.engine.Astray = reach, cfg.door
	engine, err := overlay.New(cfg.engine)
	if err != nil {
		_ = links.Close()
		return nil, err
	}
	intro := &introducer{
		self: cfg.engine.Self, transport: cfg.transport, log: c.Log, outside: slices.Clone(cfg.announce),
		out: make(chan node.Introduction, maxIntroductions), up: cfg.up, down: cfg.down, use: cfg.use,
	}
	webrtc := reach&overlay.ByWebRTC != 0
	intro.client, err = tracker.NewClient(tracker.ClientConfig{
		Trackers: cfg.trackers, Channel: cfg.channel, Secret: cfg.secret, SourceSecret: cfg.source,
		Addrs: intro.addrs, Upload: max(cfg.engine.MaxUpload, 0), WebRTC: webrtc, Log: c.Log,
	})
	if err != nil {
		_ = links.Close()
		return nil, err
	}
	if cfg.door {
		self := tracker.PeerEntry{Peer: intro.self, Upload: max(cfg.engine.MaxUpload, 0), WebRTC: webrtc}
		if cfg.source != nil {
			self.Source = cfg.engine.Certificate[:]
		}
		intro.door = openDoor(c, cfg.channel, intro, func() tracker.PeerEntry {
			entry := self
			entry.Addrs = intro.addrs()
			return entry
		})
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	n, err := node.Start(ctx, node.Config{
		Engine: engine, Self: intro.self, Transport: links, Introducer: intro, Log: c.Log,
		NoPayload: cfg.engine.Role == overlay.Relay, // it plays nothing
	})
	if err != nil {
		cancel()
		_ = links.Close()
		return nil, err
	}
	p := &peer{node: n, transport: cfg.transport, client: intro.client, door: intro.door, cancel: cancel}
	p.work.Go(func() { intro.pump(ctx) })
	if p.door != nil {
		p.work.Go(func() { p.door.keep(ctx, n) })
	}
	p.work.Go(func() { _ = intro.client.Run(ctx) }) // ends with ctx; what goes wrong before comes as events
	return p, nil
}

// close takes leave of neighbours and trackers, both at once, and waits.
func (p *peer) close() {
	p.cancel()
	if p.door != nil {
		p.door.server.Close()
	}
	<-p.node.Done()
	p.work.Wait()
}

// linger waits until nobody is linked any more, for limit at most.
func (p *peer) linger(ctx context.Context, limit time.Duration, needed func(overlay.Stats) bool) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	look := time.NewTicker(limit / 50)
	defer look.Stop()
	for {
		if s, err := p.node.Stats(ctx); err != nil || !needed(s) {
			return
		}
		select {
		case <-look.C:
		case <-ctx.Done():
			return
		}
	}
}

// introducer makes a tracker's client a node.Introducer.
type introducer struct {
	self      ident.Peer
	client    *tracker.Client
	door      *door // nil: none
	transport *udp.Transport
	log       *slog.Logger
	out       chan node.Introduction
	up        func(tracker string)
	down      func(tracker string, err error)
	use       func(servers []string) int

	mu      sync.Mutex
	outside []netip.AddrPort // as others see the socket
}

func (i *introducer) Introductions() <-chan node.Introduction { return i.out }

func (i *introducer) Want(n int) { _ = i.client.Want(min(n, tracker.MaxPeersPerAnswer)) }

func (i *introducer) Connecting(p ident.Peer) { _ = i.client.Connecting(p) }

// Relay passes a signal on by whichever tracker knows the peer: the one beside the page, or
// those of the link for signals of this peer.
func (i *introducer) Relay(from, to ident.Peer, data []byte) bool {
	if i.door != nil && i.door.server.Relay(from, to, data) {
		return true
	}
	return from == i.self && i.client.Relay(to, data) == nil
}

// tell gives the node an introduction, and reports whether there was room for it.
func (i *introducer) tell(in node.Introduction) bool {
	select {
	case i.out <- in:
		return true
	default:
		return false
	}
}

// addrs is where this peer may be reached: outside first.
func (i *introducer) addrs() []netip.AddrPort {
	i.mu.Lock()
	defer i.mu.Unlock()
	return append(slices.Clone(i.outside), i.transport.Addrs()...)
}

// pump turns the client's events into introductions until they end.
func (i *introducer) pump(ctx context.Context) {
	var observers sync.WaitGroup
	defer observers.Wait()
	audience := 0 // the most that a tracker has told
	for e := range i.client.Events() {
		audience = max(audience, e.Count)
		in := node.Introduction{Audience: audience}
		switch e.Kind {
		case tracker.EventPeers:
			for _, p := range e.Peers {
				record := overlay.Record{Peer: p.Peer, Addrs: p.Addrs, WebRTC: p.WebRTC}
				if p.Source {
					in.Sources = append(in.Sources, record)
				} else {
					in.Peers = append(in.Peers, record)
				}
			}
		case tracker.EventConnect:
			in.Expect = []overlay.Record{{Peer: e.Peer, Addrs: e.Addrs}}
		case tracker.EventRelay:
			in.Signals = []node.Signal{{From: e.Peer, To: i.self, Data: e.Data}}
		case tracker.EventUp:
			observers.Go(func() { i.observe(ctx, e.Tracker) })
			if i.use != nil {
				i.use(slices.DeleteFunc(e.ICE, func(s string) bool { return local127(strings.TrimPrefix(s, "stun:")) }))
			}
			if i.up != nil {
				i.up(e.Tracker)
			}
			continue
		case tracker.EventDown:
			if i.down != nil {
				i.down(e.Tracker, e.Err)
			}
			continue
		default:
			continue
		}
		select {
		case i.out <- in:
		case <-ctx.Done():
		}
	}
}

// observe asks the STUN server that a tracker may be how it sees the socket.
func (i *introducer) observe(ctx context.Context, at string) {
	host, port, err := net.SplitHostPort(at)
	if err != nil {
		return
	}
	addrs, err := resolve(ctx, host, port)
	if err != nil || addrs[0].Addr().IsLoopback() {
		return
	}
	seen, err := i.transport.Observed(ctx, addrs[0])
	if err != nil {
		i.log.Debug("outside address", "tracker", at, "err", err)
		return
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	i.outside = slices.DeleteFunc(i.outside, func(a netip.AddrPort) bool { return a == seen })
	i.outside = append([]netip.AddrPort{seen}, i.outside[:min(len(i.outside), tracker.MaxTrackers)]...)
}

// trackerDown says that a tracker is lost, and what it may be.
func trackerDown(name string, err error, mayBe string) string {
	return fmt.Sprintf("tracker %s cannot be reached: %v; still trying: %s", name, brief{err}, mayBe)
}

// castTrackerDown is trackerDown for a broadcaster.
func castTrackerDown(name string, err error) string {
	var refused *tracker.Error
	if errors.As(err, &refused) && refused.Code == tracker.CodeReplaced {
		return fmt.Sprintf("tracker %s: this channel's key has been announced there a second time, and newcomers find who announced it last: "+
			"stop the other cast that has the key, or name this tracker once only", name)
	}
	return trackerDown(name, err, "see whether it runs there, and whether a firewall is in between")
}

// resolve looks a host's addresses up. There is at least one where err is nil.
func resolve(ctx context.Context, host, port string) ([]netip.AddrPort, error) {
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return nil, fmt.Errorf("port %q is not between 0 and 65535", port)
	}
	ctx, cancel := context.WithTimeout(ctx, resolveTimeout)
	defer cancel()
	ips, err := net.DefaultResolver.LookupNetIP(ctx, "ip", host)
	if err != nil {
		return nil, fmt.Errorf("look up %s: %w", host, err)
	}
	if len(ips) == 0 {
		return nil, fmt.Errorf("look up %s: no address", host)
	}
	addrs := make([]netip.AddrPort, len(ips))
	for i, ip := range ips {
		addrs[i] = netip.AddrPortFrom(ip.Unmap(), uint16(n))
	}
	return addrs, nil
}

// openTransport binds the UDP socket of a peer that did not ask for an address,
// where addr is empty, or at addr: HOST:PORT or ":PORT". maxUpload is in bits a second, as
// overlay.Config has it.
func openTransport(secret ident.PeerSecret, channel ident.Channel, addr string, maxUpload int64) (*udp.Transport, error) {
	cfg := udp.Config{Secret: secret, Channel: channel, Handshakes: overlay.HandshakesFor(maxUpload)}
	if addr != "" {
		at, err := parseListen(addr)
		if err != nil {
			return nil, usage("--listen takes IP:PORT or :PORT, for instance :7400", "--listen %s: %w", addr, brief{err})
		}
		cfg.Listen = at
	}
	t, err := udp.New(cfg)
	if err != nil {
		return nil, listenError("UDP for peers", addr, "--listen", err)
	}
	return t, nil
}

// bindTries is how many free ports are tried for one that is free for UDP and
// TCP alike.
const bindTries = 8

// bind opens the socket of a broadcaster, and on the same port, where inside is
// set, the listener of its tracker. Where addr is empty it takes DefaultPort,
// or any free port where that is taken.
func bind(secret ident.PeerSecret, channel ident.Channel, addr string, inside bool, maxUpload int64) (t *udp.Transport, l net.Listener, err error) {
	addrs := []string{addr}
	if addr == "" {
		addrs = []string{":" + strconv.Itoa(DefaultPort)}
	}
	if at, err := parseListen(addrs[0]); addr == "" || err == nil && at.Port() == 0 {
		free := ":0"
		if addr != "" {
			free = addr
		}
		addrs = append(addrs, slices.Repeat([]string{free}, bindTries)...)
	}
	for _, a := range addrs {
		if t, err = openTransport(secret, channel, a, maxUpload); err == nil && inside {
			if l, err = listenTCP("tracker inside", sameAddress(t, a), "--listen"); err != nil {
				_ = t.Close()
			}
		}
		if !errors.Is(err, syscall.EADDRINUSE) {
			break
		}
	}
	if err != nil {
		return nil, nil, err
	}
	return t, l, nil
}

// sameAddress is the TCP address with the host of addr and the transport's port.
func sameAddress(t *udp.Transport, addr string) string {
	port := strconv.Itoa(int(t.Addrs()[0].Port()))
	if at, err := parseListen(addr); err == nil && !at.Addr().IsUnspecified() {
		return net.JoinHostPort(at.Addr().String(), port)
	}
	return ":" + port
}

// parseListen reads "IP:PORT" or ":PORT"; localhost is 127.0.0.1.
func parseListen(s string) (netip.AddrPort, error) {
	host, port, err := net.SplitHostPort(s)
	if err != nil {
		return netip.AddrPort{}, err
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return netip.AddrPort{}, fmt.Errorf("port %q is not between 0 and 65535", port)
	}
	ip := netip.IPv6Unspecified()
	if host == "localhost" {
		host = "127.0.0.1"
	}
	if host != "" {
		if ip, err = netip.ParseAddr(host); err != nil {
			return netip.AddrPort{}, fmt.Errorf("%q is not an IP address", host)
		}
	}
	return netip.AddrPortFrom(ip, uint16(n)), nil
}
