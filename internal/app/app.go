// Package app wires the parts of Throng together and minds their lives: it is
// the only place that knows them all. Each command of cmd/throng is one
// function here: Cast, Watch, Tracker and Demo.
package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"syscall"
	"time"

	"throng/internal/ident"
	"throng/internal/link/udp"
	"throng/internal/node"
	"throng/internal/overlay"
	"throng/internal/tracker"
)

// DefaultPort is the port, UDP for links and TCP for the tracker inside, that a
// broadcaster takes when nothing else is asked for.
const DefaultPort = 7400

// Limits and times of the wiring.
const (
	// headerTimeout is how long an HTTP client may take over its request's header.
	headerTimeout = 10 * time.Second
	// shutdownTimeout is how long open HTTP requests may take to end.
	shutdownTimeout = time.Second
	// lingerAfterEnd is how long a broadcaster stays after the last block, so that
	// viewers can repair what they lack.
	lingerAfterEnd = 3 * time.Second
	// statsEvery is the interval of figures.
	statsEvery = time.Second
)

// Error is a failure with what to do about it.
type Error struct {
	Err    error
	Advice string
}

func (e *Error) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Hint is what to do about it.
func (e *Error) Hint() string { return e.Advice }

func hint(err error, advice string) error { return &Error{Err: err, Advice: advice} }

// HintOf returns what err advises, if anything.
func HintOf(err error) string {
	var h interface{ Hint() string }
	if errors.As(err, &h) {
		return h.Hint()
	}
	return ""
}

// Common is what all commands share.
type Common struct {
	Out     *Reporter
	Log     *slog.Logger
	Metrics string // address of the Prometheus endpoint; empty: none
}

// peer is a running node with what it stands on.
type peer struct {
	node      *node.Node
	transport *udp.Transport
	client    *tracker.Client
	cancel    context.CancelFunc
	done      chan struct{}
}

// peerConfig says what peer to start.
type peerConfig struct {
	secret    ident.PeerSecret
	channel   ident.Channel
	engine    overlay.Config
	transport *udp.Transport
	trackers  []string
	source    *ident.ChannelSecret
	down      func(tracker string, err error)
	up        func(tracker string)
}

// startPeer starts engine, node and tracker client.
func startPeer(ctx context.Context, c Common, cfg peerConfig) (*peer, error) {
	engine, err := overlay.New(cfg.engine)
	if err != nil {
		return nil, err
	}
	upload := cfg.engine.MaxUpload
	client, err := tracker.NewClient(tracker.ClientConfig{
		Trackers: cfg.trackers, Channel: cfg.channel, Secret: cfg.secret, SourceSecret: cfg.source,
		Addrs: cfg.transport.Addrs, Upload: max(upload, 0), Log: c.Log,
	})
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	intro := &introducer{client: client, out: make(chan node.Introduction, maxIntroductions), up: cfg.up, down: cfg.down}
	n, err := node.Start(ctx, node.Config{Engine: engine, Transport: cfg.transport, Introducer: intro, Log: c.Log})
	if err != nil {
		cancel()
		return nil, err
	}
	p := &peer{node: n, transport: cfg.transport, client: client, cancel: cancel, done: make(chan struct{})}
	go func() {
		defer close(p.done)
		go intro.pump(ctx)
		_ = client.Run(ctx) // ends with ctx; what goes wrong before comes as events
	}()
	return p, nil
}

// close takes leave and waits for the end.
func (p *peer) close() {
	_ = p.node.Close()
	p.cancel()
	<-p.done
}

// maxIntroductions is how many answers of trackers wait for the node.
const maxIntroductions = 64

// introducer makes a tracker's client a node.Introducer.
type introducer struct {
	client *tracker.Client
	out    chan node.Introduction
	up     func(tracker string)
	down   func(tracker string, err error)
}

func (i *introducer) Introductions() <-chan node.Introduction { return i.out }

func (i *introducer) Want(n int) { _ = i.client.Want(min(n, tracker.MaxPeersPerAnswer)) }

func (i *introducer) Connecting(p ident.Peer) { _ = i.client.Connecting(p) }

// pump turns the client's events into introductions until they end.
func (i *introducer) pump(ctx context.Context) {
	for e := range i.client.Events() {
		var in node.Introduction
		switch e.Kind {
		case tracker.EventPeers:
			for _, p := range e.Peers {
				in.Peers = append(in.Peers, overlay.Record{Peer: p.Peer, Addrs: p.Addrs})
			}
		case tracker.EventConnect:
			in.Expect = []overlay.Record{{Peer: e.Peer, Addrs: e.Addrs}}
		case tracker.EventUp:
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

// server is an HTTP server that runs until it is closed.
type server struct {
	http *http.Server
	addr net.Addr
	done chan struct{}
}

// listenTCP opens a listener with errors that say what to do.
func listenTCP(what, addr, flag string) (net.Listener, error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, listenError(what, addr, flag, err)
	}
	return l, nil
}

// listenError explains why an address cannot be listened on.
func listenError(what, addr, flag string, err error) error {
	wrapped := fmt.Errorf("%s: listen on %s: %w", what, addr, err)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return hint(wrapped, fmt.Sprintf("another program uses that port; choose another with %s", flag))
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return hint(wrapped, fmt.Sprintf("this machine has no such address; give one of its own with %s", flag))
	case errors.Is(err, syscall.EACCES):
		return hint(wrapped, fmt.Sprintf("ports below 1024 need special rights; choose a higher one with %s", flag))
	default:
		return hint(wrapped, fmt.Sprintf("%s takes HOST:PORT, for instance 127.0.0.1:8080", flag))
	}
}

// serve serves handler on l.
func serve(l net.Listener, handler http.Handler) *server {
	s := &server{http: &http.Server{Handler: handler, ReadHeaderTimeout: headerTimeout}, addr: l.Addr(), done: make(chan struct{})}
	go func() {
		defer close(s.done)
		_ = s.http.Serve(l) // ends by close
	}()
	return s
}

// url is how a browser on this machine reaches the server.
func (s *server) url() string { return "http://" + reachable(s.addr.String()) + "/" }

// reachable replaces an unspecified host by the loopback address.
func reachable(addr string) string {
	a, err := netip.ParseAddrPort(addr)
	if err != nil || !a.Addr().IsUnspecified() {
		return addr
	}
	return net.JoinHostPort("127.0.0.1", strconv.Itoa(int(a.Port())))
}

func (s *server) close() {
	ctx, cancel := context.WithTimeout(context.Background(), shutdownTimeout)
	defer cancel()
	if s.http.Shutdown(ctx) != nil {
		_ = s.http.Close()
	}
	<-s.done
}

// openTransport binds the UDP socket. addr is HOST:PORT, ":PORT", or empty for
// fallback, and then for any free port.
func openTransport(secret ident.PeerSecret, channel ident.Channel, addr string, fallback int) (*udp.Transport, error) {
	open := func(at netip.AddrPort) (*udp.Transport, error) {
		return udp.New(udp.Config{Secret: secret, Channel: channel, Listen: at})
	}
	if addr == "" {
		t, err := open(netip.AddrPortFrom(netip.IPv6Unspecified(), uint16(fallback)))
		if err != nil && errors.Is(err, syscall.EADDRINUSE) {
			return open(netip.AddrPort{})
		}
		return t, err
	}
	at, err := parseListen(addr)
	if err != nil {
		return nil, hint(fmt.Errorf("--listen %s: %w", addr, err), "give IP:PORT or :PORT, for instance :7400")
	}
	t, err := open(at)
	if err != nil {
		return nil, listenError("links", addr, "--listen", err)
	}
	return t, nil
}

// parseListen reads "IP:PORT" or ":PORT".
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
			return netip.AddrPort{}, err
		}
	}
	return netip.AddrPortFrom(ip, uint16(n)), nil
}

// closeAll closes what is there, the last first.
func closeAll(closers []io.Closer) {
	for i := len(closers) - 1; i >= 0; i-- {
		_ = closers[i].Close()
	}
}
