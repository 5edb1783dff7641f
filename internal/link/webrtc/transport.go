package webrtc

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"encoding/binary"
	"fmt"
	"hash/maphash"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"

	"github.com/pion/dtls/v3/pkg/crypto/selfsign"
	"github.com/pion/logging"
	"golang.org/x/time/rate"

	"throng/internal/ident"
	"throng/internal/link"
	"throng/internal/signal"
)

// Config says what a transport is. Secret and Channel are needed.
type Config struct {
	// Secret is this peer's key.
	Secret ident.PeerSecret
	// Channel is what the links belong to: peers of other channels are not heard.
	Channel ident.Channel
	// Listen is the address to bind. The zero value, or an unspecified IPv6
	// address, is every address of the machine, IPv4 too; port 0 is any free one.
	Listen netip.AddrPort
	// ICE names STUN and TURN servers, MaxServers at most: stun:HOST:PORT,
	// turn:USER:PASSWORD@HOST:PORT.
	ICE []string
	// Loopback tells peers the addresses of this machine that lead to itself, and
	// believes theirs: for peers of one machine, in tests.
	Loopback bool
	// Limits may be left zero.
	Limits Limits
}

// Limits bound what others can make a transport hold.
type Limits struct {
	MaxLinks  int // links, up and being set up; 0 is DefaultMaxLinks
	MaxSetups int // sessions being set up; 0 is DefaultMaxSetups
}

// Transport is a link.Signaller by WebRTC.
type Transport struct {
	secret   ident.PeerSecret
	self     ident.Peer
	channel  ident.Channel
	loopback bool
	untold   bool // tests: no address of this machine is told
	limits   Limits

	certificate tls.Certificate
	fingerprint [sha256.Size]byte
	logs        logging.LoggerFactory
	mux         *mux
	events      *link.Queue
	signals     chan link.OutSignal
	incoming    chan incoming
	ctx         context.Context
	cancel      context.CancelFunc
	workers     sync.WaitGroup // of the transport
	sessions    sync.WaitGroup // goroutines of sessions

	dataSent, dataReceived, dropQueue, dropLong, dropSendQueue, dropSendError atomic.Uint64

	keysMu  sync.Mutex
	keys    map[ident.Peer]*signal.Keys
	keyRate *rate.Limiter

	mu       sync.Mutex // guards what follows
	closed   bool
	lastID   link.ID
	order    uint64                      // counts sessions
	setups   map[ident.Peer]*session     // being set up
	peers    map[ident.Peer]*session     // links
	links    map[link.ID]*session        // links
	networks map[netip.Prefix]int        // sessions offered by others, by what they name
	outside  map[string]signal.Candidate // as STUN servers see the socket, by server
	servers  []server                    // of STUN and TURN
	offers   offers
	stats    Stats
	out      []link.Event // to be handed on by unlock, in order
}

var _ link.Signaller = (*Transport)(nil)

// New binds the socket and begins to receive. Its error wraps that of the socket,
// or says what is wrong with a server of ICE.
func New(c Config) (*Transport, error) {
	if len(c.ICE) > MaxServers {
		return nil, fmt.Errorf("%d ICE servers; there may be %d", len(c.ICE), MaxServers)
	}
	for _, s := range c.ICE {
		if _, err := parseServer(s); err != nil {
			return nil, err
		}
	}
	certificate, err := selfsign.GenerateSelfSigned()
	if err != nil {
		return nil, fmt.Errorf("make DTLS certificate: %w", err)
	}
	m, err := newMux(c.Listen)
	if err != nil {
		return nil, fmt.Errorf("open UDP socket for WebRTC: %w", err)
	}
	t := &Transport{
		secret: c.Secret, self: c.Secret.Peer(), channel: c.Channel,
		loopback: c.Loopback, limits: c.Limits,
		certificate: certificate, fingerprint: sha256.Sum256(certificate.Certificate[0]),
		logs:     &logging.DefaultLoggerFactory{DefaultLogLevel: logging.LogLevelDisabled},
		mux:      m,
		events:   link.NewQueue(EventQueueSize),
		signals:  make(chan link.OutSignal, SignalQueueSize),
		incoming: make(chan incoming, SignalQueueSize),
		keys:     make(map[ident.Peer]*signal.Keys),
		keyRate:  rate.NewLimiter(newKeys, newKeys),
		setups:   make(map[ident.Peer]*session),
		peers:    make(map[ident.Peer]*session),
		links:    make(map[link.ID]*session),
		networks: make(map[netip.Prefix]int),
		outside:  make(map[string]signal.Candidate),
		offers:   offers{seed: maphash.MakeSeed(), seen: make(map[offerKey]bool)},
	}
	if t.limits.MaxLinks <= 0 {
		t.limits.MaxLinks = DefaultMaxLinks
	}
	if t.limits.MaxSetups <= 0 {
		t.limits.MaxSetups = DefaultMaxSetups
	}
	t.ctx, t.cancel = context.WithCancel(context.Background())
	t.workers.Go(m.read)
	t.workers.Go(t.handleSignals)
	t.Use(c.ICE)
	return t, nil
}

// emit gathers an event; unlock hands them on.
func (t *Transport) emit(e link.Event) { t.out = append(t.out, e) }

// unlock hands the gathered events to Receive, in the order in which they
// happened, and releases t.mu.
func (t *Transport) unlock() {
	t.events.Push(t.out...)
	clear(t.out)
	t.out = t.out[:0]
	t.mu.Unlock()
}

func (t *Transport) newID() link.ID {
	t.lastID++
	return t.lastID
}

// Connect begins a link; see link.Transport. The addresses are not used. Down
// comes with link.ErrSelf, link.ErrTooMany (here or at the peer), link.ErrTimeout
// (after 10 s) or what else went wrong.
func (t *Transport) Connect(peer ident.Peer, _ []netip.AddrPort) link.ID {
	t.mu.Lock()
	defer t.unlock()
	if s := t.peers[peer]; s != nil {
		return s.id
	}
	if s := t.setups[peer]; s != nil {
		if s.id == 0 {
			s.id = t.newID()
		}
		s.initiator = true
		return s.id
	}
	id := t.newID()
	var why error
	switch {
	case t.closed:
		why = link.ErrClosed
	case peer == t.self:
		why = link.ErrSelf
	case len(t.setups) >= t.limits.MaxSetups, len(t.setups)+len(t.links) >= t.limits.MaxLinks:
		why = link.ErrTooMany
	default:
		t.stats.Offered++
		s := t.newSession(peer, randomNumber(), true)
		s.id, s.initiator = id, true
		t.begin(s, nil)
		return id
	}
	t.emit(link.Event{Kind: link.Down, Link: id, Peer: peer, Err: why})
	return id
}

func randomNumber() uint64 {
	var b [8]byte
	_, _ = rand.Read(b[:]) // crypto/rand.Read never fails
	return binary.BigEndian.Uint64(b[:])
}

// Expect does nothing: both sides of a session send checks.
func (t *Transport) Expect(ident.Peer, []netip.AddrPort) {}

// Addrs returns none: a peer is reached by signals.
func (t *Transport) Addrs() []netip.AddrPort { return nil }

// Flush does nothing: Send has done it.
func (t *Transport) Flush() {}

// buffers hold a datagram that Send is given in two parts; SCTP copies it.
var buffers = sync.Pool{New: func() any { return new([link.MaxDatagram]byte) }}

// Send queues a datagram; see link.Transport.
func (t *Transport) Send(id link.ID, head, body []byte) {
	t.mu.Lock()
	s := t.links[id]
	n := len(head) + len(body)
	switch {
	case s == nil:
		t.stats.DropSendLink++
	case n > link.MaxDatagram:
		t.stats.DropSendLong++
		s = nil
	}
	t.mu.Unlock()
	if s == nil {
		return
	}
	if !s.takes(n) {
		t.dropSendQueue.Add(1)
		return
	}
	b := buffers.Get().(*[link.MaxDatagram]byte)
	copy(b[copy(b[:], head):], body)
	err := s.write(b[:n])
	buffers.Put(b)
	if err != nil {
		t.dropSendError.Add(1)
		return
	}
	t.dataSent.Add(1)
}

// Disconnect ends a link or an attempt; see link.Transport.
func (t *Transport) Disconnect(id link.ID) {
	t.mu.Lock()
	defer t.unlock()
	if s := t.links[id]; s != nil {
		t.end(s, link.ErrClosed)
		return
	}
	for _, s := range t.setups {
		if s.id == id && id != 0 {
			t.end(s, link.ErrClosed)
		}
	}
}

// end forgets a session, tells of it where that is due, and has it closed.
func (t *Transport) end(s *session, why error) {
	if !t.remove(s) {
		return
	}
	if s.id != 0 {
		t.emit(link.Event{Kind: link.Down, Link: s.id, Peer: s.peer, Err: why})
	}
	s.cancel(why)
}

// remove forgets a session; it reports whether it was there.
func (t *Transport) remove(s *session) bool {
	for _, network := range s.networks {
		if t.networks[network]--; t.networks[network] == 0 {
			delete(t.networks, network)
		}
	}
	s.networks = nil
	switch s {
	case t.setups[s.peer]:
		delete(t.setups, s.peer)
	case t.links[s.id]:
		delete(t.links, s.id)
		if t.peers[s.peer] == s {
			delete(t.peers, s.peer)
		}
	default:
		return false
	}
	return true
}

// Receive waits for events; see link.Transport.
func (t *Transport) Receive(ctx context.Context, batch []link.Event) (int, error) {
	return t.events.Receive(ctx, batch)
}

// Signals returns what is to be carried to other peers; see link.Signaller. It is
// never closed.
func (t *Transport) Signals() <-chan link.OutSignal { return t.signals }

// HandleSignal takes a signal in; see link.Signaller.
func (t *Transport) HandleSignal(from ident.Peer, data []byte) {
	if len(data) > signal.MaxData {
		t.count(func(s *Stats) { s.DropTag++ })
		return
	}
	select {
	case t.incoming <- incoming{from, bytes.Clone(data)}:
	default:
		t.count(func(s *Stats) { s.DropSignalQueue++ })
	}
}

func (t *Transport) count(what func(*Stats)) {
	t.mu.Lock()
	what(&t.stats)
	t.mu.Unlock()
}

// Close ends all; see link.Transport. It takes as long as it takes to tell the
// peers, a fraction of a second.
func (t *Transport) Close() error {
	t.mu.Lock()
	if t.closed {
		t.unlock()
		return nil
	}
	t.closed = true
	for _, s := range t.links {
		t.end(s, link.ErrClosed)
	}
	for _, s := range t.setups {
		t.end(s, link.ErrClosed)
	}
	t.unlock()
	t.sessions.Wait()
	t.cancel()
	err := t.mux.close()
	t.workers.Wait()
	t.events.Close()
	if err != nil {
		return fmt.Errorf("close UDP socket of WebRTC: %w", err)
	}
	return nil
}

// network is what one party surely holds whole: an IPv4 address or an IPv6 /64.
func network(a netip.Addr) netip.Prefix {
	bits := 64
	if a.Is4() {
		bits = 32
	}
	p, _ := a.Prefix(bits) // the number of bits fits the family
	return p
}

// view is the mux for the agent of a session.
func (t *Transport) view(s *session) *view {
	v := &view{mux: t.mux, inbox: s.inbox, ready: make(chan struct{})}
	var have4, have6 bool
	for _, c := range t.hosts() {
		if c.Addr.Is4() && !have4 || c.Addr.Is6() && !have6 {
			have4, have6 = have4 || c.Addr.Is4(), have6 || c.Addr.Is6()
			v.addrs = append(v.addrs, net.UDPAddrFromAddrPort(netip.AddrPortFrom(c.Addr, c.Port)))
		}
	}
	if len(v.addrs) == 0 {
		close(v.ready)
	}
	return v
}
