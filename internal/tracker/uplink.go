package tracker

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http/httptrace"
	"net/netip"
	"slices"
	"sync"
	"time"

	"github.com/coder/websocket"
)

// uplink is the client's side of one tracker, over all its connections.
type uplink struct {
	client  *Client
	bit     uint8  // in Client.known
	address string // as configured
	name    string // host:port
	url     string

	conn   *conn  // nil while down; guarded by client.mu
	status Status // guarded by client.mu
}

// unreachable is why no connection to a tracker was made.
type unreachable struct{ error }

func (u unreachable) Unwrap() error { return u.error }

// keep connects again and again until ctx ends.
func (u *uplink) keep(ctx context.Context) {
	failures := 0
	reported := "" // the reason of the last EventDown since the tracker was up
	lost := false  // it was up at the attempt before, and that it is lost has been reported
	for ctx.Err() == nil {
		held, wasUp, err := u.connect(ctx)
		u.client.setUp(u, nil, err)
		if ctx.Err() != nil {
			return
		}
		if held >= stableAfter {
			failures = 0
		}
		failures++
		if reason := err.Error(); wasUp || reason != reported {
			reported = reason
			u.client.log.Debug("tracker down", "tracker", u.address, "err", err)
			// That a tracker just lost cannot be reached is no news; what it says is.
			if !lost || wasUp || !errors.As(err, new(unreachable)) {
				u.client.emit(Event{Kind: EventDown, Tracker: u.address, Err: err})
			}
		}
		lost = wasUp
		var why *Error
		errors.As(err, &why)
		if !u.client.pause(ctx, failures, why) {
			return
		}
	}
}

// connect serves one connection until it ends. It returns for how long the
// tracker was up, whether it was, and why it is not any more.
func (u *uplink) connect(ctx context.Context) (held time.Duration, wasUp bool, err error) {
	// Reads do not end with ctx, so that the tracker can be told good-bye.
	life, kill := context.WithCancel(context.WithoutCancel(ctx))
	defer kill()
	patience := time.AfterFunc(handshakeTimeout, kill)
	defer patience.Stop()
	dialling, stop := context.WithCancel(life)
	unhook := context.AfterFunc(ctx, stop)
	ws, remote, err := u.dial(dialling)
	unhook()
	defer stop()
	if err != nil {
		return 0, false, unreachable{fmt.Errorf("connect to tracker %s: %w", u.address, err)}
	}
	c := &conn{
		uplink:   u,
		ws:       ws,
		near:     remote,
		out:      make(chan []byte, requestQueue),
		begin:    make(chan struct{}),
		over:     make(chan struct{}),
		life:     life,
		kill:     kill,
		patience: patience,
	}
	var others sync.WaitGroup
	others.Go(func() { c.write(ctx) })
	others.Go(c.ping)
	err = c.read()
	close(c.over)
	kill()
	others.Wait()
	_ = ws.CloseNow()
	if !c.since.IsZero() {
		held = time.Since(c.since)
	}
	return held, !c.since.IsZero(), fmt.Errorf("tracker %s: %w", u.address, err)
}

func (u *uplink) dial(ctx context.Context) (*websocket.Conn, netip.Addr, error) {
	var remote netip.Addr
	traced := httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(info httptrace.GotConnInfo) {
			if a, err := netip.ParseAddrPort(info.Conn.RemoteAddr().String()); err == nil {
				remote = a.Addr()
			}
		},
	})
	ws, _, err := websocket.Dial(traced, u.url, &websocket.DialOptions{HTTPClient: u.client.http}) //nolint:bodyclose // Dial takes care of it
	if err != nil {
		if ctx.Err() != nil {
			err = errors.New("no answer in time")
		}
		return nil, remote, err
	}
	ws.SetReadLimit(MaxReply)
	return ws, remote, nil
}

// conn is one connection to a tracker.
type conn struct {
	uplink *uplink
	ws     *websocket.Conn
	near   netip.Addr    // the tracker's address
	out    chan []byte   // messages for the tracker
	begin  chan struct{} // closed when hello has come
	over   chan struct{} // closed when the reader is done
	life   context.Context
	kill   context.CancelFunc

	patience *time.Timer // ends the handshake
	hello    *Hello      // set before begin is closed
	proof    []byte
	since    time.Time // of welcome; reader only
	refused  *Error    // what the tracker said before it closed; reader only
}

// send queues a message; false means that the queue is full.
func (c *conn) send(m Message) bool {
	select {
	case c.out <- Encode(m):
		return true
	default:
		return false
	}
}

// read handles the tracker's messages until the connection ends.
func (c *conn) read() error {
	for {
		_, data, err := c.ws.Read(c.life)
		if err != nil {
			return c.reason(err)
		}
		m, err := DecodeReply(data)
		if errors.Is(err, ErrUnknownType) {
			continue
		}
		if err == nil {
			err = c.handle(m)
		}
		if err != nil {
			return err
		}
	}
}

// reason turns the error of a read into what the user should know.
func (c *conn) reason(err error) error {
	var closed websocket.CloseError
	switch {
	case c.refused != nil:
		return c.refused
	case errors.As(err, &closed) && closed.Code == websocket.StatusGoingAway:
		return errors.New("the tracker stopped")
	case c.life.Err() == nil && !errors.Is(err, net.ErrClosed):
		return fmt.Errorf("connection lost: %w", err)
	// From here on it was this side that gave up.
	case c.since.IsZero():
		return errors.New("no answer in time")
	default:
		return errors.New("the tracker does not answer any more")
	}
}

func (c *conn) handle(m Message) error {
	u := c.uplink
	if hello, ok := m.(*Hello); ok {
		return c.challenge(hello)
	}
	if refused, ok := m.(*Error); ok {
		if refused.Code != CodeGone {
			c.refused = refused
			return nil // the close frame follows
		}
		u.client.unlearn(u, refused.Peer)
		u.client.emit(Event{Kind: EventGone, Tracker: u.address, Peer: refused.Peer})
		return nil
	}
	if c.hello == nil {
		return fmt.Errorf("%w: %s before hello", ErrMalformed, m.kind())
	}
	switch m := m.(type) {
	case *Welcome:
		c.welcome(m)
	case *Peers:
		if m.Count > 0 { // else it is of a version that tells it with the welcome alone
			u.count(m.Count)
		}
		u.client.emit(Event{Kind: EventPeers, Tracker: u.address, Peers: c.infos(m), Count: m.Count})
	case *Connect:
		if m.Peer == u.client.self {
			return nil
		}
		u.client.learn(u, m.Peer)
		u.client.emit(Event{Kind: EventConnect, Tracker: u.address, Peer: m.Peer, Addrs: usable(c.near, m.Addrs)})
	case *Relay:
		u.client.learn(u, m.From)
		u.client.emit(Event{Kind: EventRelay, Tracker: u.address, Peer: m.From, Data: m.Data})
	}
	return nil
}

// challenge proves the client's key and lets the writer announce.
func (c *conn) challenge(hello *Hello) error {
	switch {
	case c.hello != nil:
		return fmt.Errorf("%w: a second hello", ErrMalformed)
	case hello.Version != Version:
		return fmt.Errorf("the tracker speaks version %d of the protocol, this program version %d", hello.Version, Version)
	}
	config := &c.uplink.client.config
	proof, err := Prove(config.Secret, hello, config.Channel, c.uplink.name)
	if err != nil {
		return err
	}
	c.hello, c.proof = hello, proof
	close(c.begin)
	return nil
}

func (c *conn) welcome(m *Welcome) {
	u := c.uplink
	first := c.since.IsZero()
	if first {
		c.patience.Stop()
		c.since = time.Now()
	}
	u.client.setUp(u, c, nil)
	u.client.mu.Lock()
	u.status.Observed, u.status.Count = m.Observed, m.Peers
	u.client.mu.Unlock()
	if first {
		u.client.emit(Event{Kind: EventUp, Tracker: u.address, Observed: m.Observed, Count: m.Peers, ICE: m.ICE})
	}
}

// count notes how many peers the channel has.
func (u *uplink) count(peers int) {
	u.client.mu.Lock()
	u.status.Count = peers
	u.client.mu.Unlock()
}

// infos checks and cleans the peers that a tracker gave.
func (c *conn) infos(m *Peers) []PeerInfo {
	client := c.uplink.client
	infos := make([]PeerInfo, 0, len(m.Peers))
	checks := 0
	for _, p := range m.Peers {
		if p.Peer == client.self {
			continue
		}
		info := PeerInfo{Peer: p.Peer, Addrs: usable(c.near, p.Addrs), Upload: p.Upload, WebRTC: p.WebRTC}
		if p.Source != nil && checks < MaxSourcesPerAnswer {
			checks++ // a signature costs more than the rest of the message
			info.Source = client.config.Channel.Certified(p.Peer, p.Source)
		}
		client.learn(c.uplink, p.Peer)
		infos = append(infos, info)
	}
	return infos
}

// announce makes the announce of the client with these addresses.
func (c *conn) announce(addrs []netip.AddrPort, want int) *Announce {
	client := c.uplink.client
	return &Announce{
		Version: Version,
		Channel: client.config.Channel,
		Peer:    client.self,
		Tracker: c.uplink.name,
		Proof:   c.proof,
		Addrs:   addrs,
		Source:  client.source,
		Upload:  client.config.Upload,
		WebRTC:  client.config.WebRTC,
		Want:    want,
	}
}

// write is the goroutine that announces, hands messages to the network and says
// good-bye when ctx ends.
func (c *conn) write(ctx context.Context) {
	begin := c.begin
	var announced []netip.AddrPort
	look := time.NewTicker(addrsInterval)
	defer look.Stop()
	for {
		var data []byte
		select {
		case <-begin:
			begin = nil
			announced = c.addrs()
			data = Encode(c.announce(announced, c.uplink.client.config.Want))
		case <-look.C:
			addrs := c.addrs()
			if begin != nil || sameAddrs(addrs, announced) {
				continue
			}
			announced = addrs
			data = Encode(c.announce(addrs, 0))
		case data = <-c.out:
		case <-ctx.Done():
			t := time.AfterFunc(CloseTimeout, c.kill)
			_ = c.ws.Close(websocket.StatusNormalClosure, "bye")
			t.Stop()
			return
		case <-c.over:
			return
		}
		if !c.put(data) {
			return
		}
	}
}

func (c *conn) put(data []byte) bool {
	if send(c.life, c.ws, data) != nil {
		c.kill()
		return false
	}
	return true
}

// addrs asks for the client's addresses.
func (c *conn) addrs() []netip.AddrPort {
	list := c.uplink.client.config.Addrs()
	return slices.Clone(list[:min(len(list), MaxAddrs)])
}

// sameAddrs reports whether a and b name the same addresses; only which one is
// first matters of their order.
func sameAddrs(a, b []netip.AddrPort) bool {
	if len(a) != len(b) || len(a) > 0 && a[0] != b[0] {
		return false
	}
	a, b = slices.Clone(a), slices.Clone(b)
	slices.SortFunc(a, netip.AddrPort.Compare)
	slices.SortFunc(b, netip.AddrPort.Compare)
	return slices.Equal(a, b)
}

// ping is the goroutine that finds out when the tracker is gone.
func (c *conn) ping() {
	if mind(c.life, c.ws, c.over) != nil {
		c.kill()
	}
}
