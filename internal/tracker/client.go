package tracker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"throng/internal/ident"
)

// Errors of the client's methods.
var (
	// ErrNoTracker: no tracker that could do it is up.
	ErrNoTracker = errors.New("no tracker is connected")
	// ErrTooLong: the data to relay is over MaxRelay bytes.
	ErrTooLong = fmt.Errorf("signalling data over %d bytes", MaxRelay)
	// ErrBusy: messages to the tracker wait in a full queue.
	ErrBusy = errors.New("too many messages wait for the tracker")
)

// ClientConfig configures a Client.
type ClientConfig struct {
	// Trackers are up to MaxTrackers addresses: "host:port" (ws, or wss where
	// the port is 443), "ws://host:port" or "wss://host:port".
	Trackers []string
	// Channel is the channel whose peers are wanted.
	Channel ident.Channel
	// Secret is the peer's key.
	Secret ident.PeerSecret
	// SourceSecret is set at the broadcaster: it announces itself as a source.
	SourceSecret *ident.ChannelSecret
	// Addrs lists the peer's UDP addresses, the main one first; nil means none.
	// It is asked every second from a goroutine of the client's, and a change is
	// announced.
	Addrs func() []netip.AddrPort
	// Upload is what the peer offers in bits a second; 0 says nothing.
	Upload int64
	// WebRTC: the peer can be reached by WebRTC, through Relay.
	WebRTC bool
	// Want is how many peers to ask for whenever a tracker comes up, 1 to
	// MaxPeersPerAnswer; 0 means 20, a negative number none.
	Want int
	// Dial opens TCP connections; nil means a net.Dialer.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// Log receives details for debugging; nil means nowhere.
	Log *slog.Logger
}

// EventKind says what an Event reports.
type EventKind uint8

// The kinds of event.
const (
	// EventUp: a tracker answered the announce. Observed, Count and ICE are set.
	EventUp EventKind = iota + 1
	// EventDown: a tracker is lost or cannot be reached; Err says why. Further
	// failures for the same reason are not reported until it was up again, nor is
	// a first attempt after a loss that does not reach it.
	EventDown
	// EventPeers: Peers came. Count is set.
	EventPeers
	// EventConnect: Peer is about to connect from Addrs; let packets out to them.
	EventConnect
	// EventRelay: Data came from Peer.
	EventRelay
	// EventGone: Peer, to whom Connecting or Relay was meant, is not at Tracker.
	EventGone
)

// Event is something that a tracker said.
type Event struct {
	Kind     EventKind
	Tracker  string // as in ClientConfig.Trackers
	Observed netip.AddrPort
	Count    int
	ICE      []string // STUN and TURN servers, as ident.ParseICE reads them
	Err      error
	Peers    []PeerInfo
	Peer     ident.Peer
	Addrs    []netip.AddrPort
	Data     []byte
}

// PeerInfo is a peer to which one may connect.
type PeerInfo struct {
	Peer   ident.Peer
	Addrs  []netip.AddrPort // at most MaxAddrs; empty for a browser
	Source bool             // the channel's key signed that it is a broadcaster
	Upload int64            // bits a second it offers; 0: unknown
	WebRTC bool             // it can be reached by WebRTC
}

// Status is how one tracker stands.
type Status struct {
	Tracker  string
	Up       bool
	Observed netip.AddrPort // as last told
	Count    int            // peers in the channel, as last told
	Err      error          // why it is not up; nil before the first failure
}

// Client keeps a peer announced at its trackers. Its methods may be called from
// several goroutines.
type Client struct {
	config  ClientConfig
	self    ident.Peer
	source  []byte
	log     *slog.Logger
	http    *http.Client
	all     []*uplink
	events  chan Event
	dropped atomic.Uint64

	mu      sync.Mutex // guards what follows and the uplinks' state
	up      int        // trackers that are up
	changed chan struct{}
	known   map[ident.Peer]uint8 // bit i: tracker i told of the peer
}

// NewClient makes a client, or says what is wrong with the configuration. Run
// starts it.
func NewClient(config ClientConfig) (*Client, error) {
	if len(config.Trackers) > MaxTrackers {
		return nil, fmt.Errorf("tracker client: %d trackers, at most %d", len(config.Trackers), MaxTrackers)
	}
	if config.Upload < 0 || config.Upload > MaxUpload {
		return nil, fmt.Errorf("tracker client: upload of %d bit/s is not between 0 and %d", config.Upload, int64(MaxUpload))
	}
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	if config.Addrs == nil {
		config.Addrs = func() []netip.AddrPort { return nil }
	}
	if config.Dial == nil {
		config.Dial = new(net.Dialer).DialContext
	}
	if config.Want == 0 {
		config.Want = defaultWant
	}
	config.Want = min(max(config.Want, 0), MaxPeersPerAnswer)
	c := &Client{
		config:  config,
		self:    config.Secret.Peer(),
		log:     config.Log,
		events:  make(chan Event, eventQueue),
		changed: make(chan struct{}),
		known:   make(map[ident.Peer]uint8),
		http: &http.Client{
			Transport: &http.Transport{
				DialContext:            config.Dial,
				DisableKeepAlives:      true,
				MaxResponseHeaderBytes: 16 << 10,
			},
			// A tracker that sends elsewhere is not the one that the link names.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
	if config.SourceSecret != nil {
		if config.SourceSecret.Channel() != config.Channel {
			return nil, errors.New("tracker client: the source's secret is not the channel's")
		}
		certificate := config.SourceSecret.Certify(c.self)
		c.source = certificate[:]
	}
	for _, address := range config.Trackers {
		target, name, err := parseAddress(address)
		if err != nil {
			return nil, fmt.Errorf("tracker client: %w", err)
		}
		if slices.ContainsFunc(c.all, func(u *uplink) bool { return u.url == target }) {
			continue
		}
		c.all = append(c.all, &uplink{client: c, bit: 1 << len(c.all), address: address, name: name, url: target})
	}
	return c, nil
}

// parseAddress returns the WebSocket address of a tracker and its host:port.
func parseAddress(address string) (target, name string, err error) {
	scheme, name, found := strings.Cut(address, "://")
	if !found {
		scheme, name = "", address
	}
	name = strings.TrimSuffix(name, "/")
	if err := ident.CheckTracker(name); err != nil {
		return "", "", fmt.Errorf("address %q: %w", address, err)
	}
	switch {
	case scheme == "" && strings.HasSuffix(name, ":443"):
		scheme = "wss"
	case scheme == "":
		scheme = "ws"
	case scheme != "ws" && scheme != "wss":
		return "", "", fmt.Errorf("address %q: the scheme is ws or wss", address)
	}
	u := url.URL{Scheme: scheme, Host: name, Path: Path}
	if _, err := url.Parse(u.String()); err != nil {
		return "", "", fmt.Errorf("address %q: want host:port", address)
	}
	return u.String(), name, nil
}

// Run keeps the client connected until ctx ends, then takes leave of the
// trackers, closes Events and returns ctx's error. It is called once.
func (c *Client) Run(ctx context.Context) error {
	var all sync.WaitGroup
	for _, u := range c.all {
		all.Go(func() { u.keep(ctx) })
	}
	<-ctx.Done()
	all.Wait()
	c.http.CloseIdleConnections()
	close(c.events)
	return ctx.Err()
}

// Events is where everything that the trackers say comes out. It holds 256
// events; newer ones that find it full are dropped and counted. It is closed
// when Run returns.
func (c *Client) Events() <-chan Event { return c.events }

// Dropped returns how many events found the queue of Events full.
func (c *Client) Dropped() uint64 { return c.dropped.Load() }

// Status returns how each tracker stands, in the order of the configuration.
func (c *Client) Status() []Status {
	c.mu.Lock()
	defer c.mu.Unlock()
	list := make([]Status, len(c.all))
	for i, u := range c.all {
		list[i] = u.status
		list[i].Tracker = u.address
	}
	return list
}

// Want asks every tracker that is up for up to n peers; they come as
// EventPeers. It returns ErrNoTracker where none is up: peers are asked for
// anyway when one comes up.
func (c *Client) Want(n int) error {
	return c.toAll(^uint8(0), &Want{N: min(max(n, 0), MaxPeersPerAnswer)})
}

// Connecting tells the peer, through the trackers that told of it, that this
// client is about to connect. EventGone comes where it is not there any more.
func (c *Client) Connecting(peer ident.Peer) error {
	c.mu.Lock()
	mask, ok := c.known[peer]
	c.mu.Unlock()
	if !ok {
		mask = ^uint8(0)
	}
	return c.toAll(mask, &ConnectTo{To: peer})
}

// toAll sends m to the trackers in mask that are up.
func (c *Client) toAll(mask uint8, m Message) error {
	result := ErrNoTracker
	for _, u := range c.all {
		if u.bit&mask == 0 {
			continue
		}
		if err := c.sendTo(u, m); err == nil {
			result = nil
		} else if result != nil && !errors.Is(err, ErrNoTracker) {
			result = err
		}
	}
	return result
}

// Relay passes up to MaxRelay bytes of signalling on to a peer, through one
// tracker: one that told of the peer if such a one is up. It arrives or it does
// not; EventGone comes where the peer is not there.
func (c *Client) Relay(to ident.Peer, data []byte) error {
	if len(data) > MaxRelay {
		return ErrTooLong
	}
	c.mu.Lock()
	mask := c.known[to]
	c.mu.Unlock()
	m := &RelayTo{To: to, Data: data}
	result := ErrNoTracker
	for _, known := range []bool{true, false} {
		for _, u := range c.all {
			if (u.bit&mask != 0) != known {
				continue
			}
			err := c.sendTo(u, m)
			if err == nil {
				return nil
			}
			if !errors.Is(err, ErrNoTracker) {
				result = err
			}
		}
	}
	return result
}

func (c *Client) sendTo(u *uplink, m Message) error {
	c.mu.Lock()
	conn := u.conn
	c.mu.Unlock()
	if conn == nil {
		return ErrNoTracker
	}
	if !conn.send(m) {
		return ErrBusy
	}
	return nil
}

func (c *Client) emit(e Event) {
	select {
	case c.events <- e:
	default:
		c.dropped.Add(1)
	}
}

// learn remembers that the tracker of u knows peer.
func (c *Client) learn(u *uplink, peer ident.Peer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.known[peer]; !ok && len(c.known) >= maxKnown {
		for p := range c.known { // any one will do
			delete(c.known, p)
			break
		}
	}
	c.known[peer] |= u.bit
}

// unlearn forgets that the tracker of u knows peer.
func (c *Client) unlearn(u *uplink, peer ident.Peer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if rest := c.known[peer] &^ u.bit; rest != 0 {
		c.known[peer] = rest
	} else {
		delete(c.known, peer)
	}
}

// setUp records that u is up with conn, or down for a reason.
func (c *Client) setUp(u *uplink, conn *conn, why error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	was := c.up
	switch {
	case conn != nil && u.conn == nil:
		c.up++
	case conn == nil && u.conn != nil:
		c.up--
	}
	u.conn = conn
	u.status.Up, u.status.Err = conn != nil, why
	if (was == 0) != (c.up == 0) {
		close(c.changed)
		c.changed = make(chan struct{})
	}
}

// alone reports whether no tracker is up, with a channel that closes when that
// changes.
func (c *Client) alone() (bool, <-chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.up == 0, c.changed
}

// pause waits before the next attempt after so many failures in a row. why is
// set where the last was a tracker's own refusal, which haste does not mend. It
// returns false when ctx ends.
func (c *Client) pause(ctx context.Context, failures int, why *Error) bool {
	spread := 0.5 + rand.Float64()/2
	start := time.Now()
	for {
		alone, changed := c.alone()
		wait := time.Duration(float64(retryDelay(failures, alone, why)) * spread)
		timer := time.NewTimer(wait - time.Since(start))
		select {
		case <-timer.C:
			return true
		case <-changed:
			timer.Stop()
		case <-ctx.Done():
			timer.Stop()
			return false
		}
	}
}

// retryDelay is the longest wait after failures in a row.
func retryDelay(failures int, alone bool, why *Error) time.Duration {
	if why != nil && why.Code == CodeReplaced {
		return retryMax // another process has this key; do not fight over it
	}
	d := retryMin << min(max(failures-1, 0), 10)
	if alone && why == nil {
		d = min(d, retryAlone)
	}
	return min(d, retryMax)
}
