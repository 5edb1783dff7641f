package udp

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"hash"
	"io"
	"net/netip"
	"slices"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"throng/internal/ident"
	"throng/internal/link"
)

// Limits of a transport.
const (
	// DefaultMaxLinks is how many links there may be if Config does not say.
	DefaultMaxLinks = 1024
	// MaxAttempts is how many calls of Connect may be under way.
	MaxAttempts = 256
	// MaxCandidates is how many addresses Connect tries; more are ignored.
	MaxCandidates = 16
	// EventQueueSize is how many datagrams wait for Receive; more are dropped.
	EventQueueSize = 8192

	// maxHalfOpen is how many answered handshakes wait for their confirmation,
	// maxHalfOpenAddress how many of them for one address (of IPv6: one /64; so
	// many since a household or a test may hide many peers behind one), and
	// maxUnproved how many that no cookie has proven the address of.
	maxHalfOpen        = 1024
	maxHalfOpenAddress = 64
	maxUnproved        = 256
	// maxHandshakes is how many initiations a second are answered at most: at 0.2 ms
	// each a fifth of a core.
	maxHandshakes = 1000
	// handshakeParts is what part of the initiations that are answered, one in so many,
	// may be of one such network by their real addresses, and what part is answered
	// without a cookie.
	handshakeParts = 5
	// cookiesEach is how many cookies are sent for each handshake that may be
	// answered, up to one handshakeParts-th of them to one network. A flood of forged
	// addresses that is larger than that keeps out who needs a cookie: it would
	// fill the uplink otherwise.
	cookiesEach = 4
	// unknownPackets is how many hints a second say that an index is not in use.
	unknownPackets = 200
	// maxHints is how many hints a second that a peer is gone are looked into: each
	// is a look at every link, and anybody can send them. What a flood hides is
	// found out by silence.
	maxHints = 500
	// maxScheduled is how many close and punch packets wait for their time.
	maxScheduled = 1024
	// maxCounter is how many packets one key seals. At 2^28 packets of up to
	// 2^11 bytes AES-GCM stays indistinguishable but for 2^-57 (RFC 9001, B.1.1).
	maxCounter = 1 << 28
	// reserveCounter of them are kept for telling the peer that the link ends.
	reserveCounter = 64
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
	// Handshakes is how many of those who come are answered a second, where the
	// uplink is small; 0 is as many as the processor should bear.
	Handshakes int
	// MaxLinks limits the links, up and being opened; 0 is DefaultMaxLinks.
	MaxLinks int
	// NoOffload keeps the kernel from cutting and joining packets (GSO, GRO).
	NoOffload bool
}

// Transport is a link.Transport over one UDP socket.
type Transport struct {
	identity identity
	maxLinks int
	sock     socket
	start    time.Time
	events   *link.Queue
	tx       *sendQueue
	done     chan struct{}
	wake     chan struct{} // has a token when a deadline came nearer
	workers  sync.WaitGroup

	mu           sync.Mutex // guards what follows
	closed       bool
	lastID       link.ID
	sessions     map[uint32]*session // half-open ones and links, by our index
	links        map[link.ID]*session
	peers        map[ident.Peer]*session // links
	ephemerals   map[[ephemeralSize]byte]*session
	halfOpen     halfOpen
	attempts     map[link.ID]*attempt
	attemptIndex map[uint32]*attempt
	attemptPeer  map[ident.Peer]*attempt
	scheduled    []scheduledPacket
	waiters      map[[12]byte]chan<- netip.AddrPort // of STUN, by transaction
	macOwn       hash.Hash
	cookies      cookies
	sources      sources // whose handshakes are answered
	asking       sources // who is sent cookies
	free, all    *rate.Limiter
	cookieRate   *rate.Limiter
	unknown      *rate.Limiter // hints sent
	hints        *rate.Limiter // hints looked into
	stats        Stats
	out          []link.Event // of the batch being handled, in order
	slab         []byte       // of opened datagrams that were handed on; there is room behind
	nonce        [12]byte
}

var _ link.Transport = (*Transport)(nil)

// scheduledPacket is to be sent once, when its time has come.
type scheduledPacket struct {
	at     time.Duration
	to     netip.AddrPort
	packet []byte
}

// New binds the socket and begins to receive. Its error wraps that of the
// socket: a port in use, an address that this machine does not have.
func New(c Config) (*Transport, error) {
	sock, err := listen(c.Listen, !c.NoOffload)
	if err != nil {
		return nil, fmt.Errorf("open UDP socket: %w", err)
	}
	t := assemble(c, sock, rand.Reader)
	t.run()
	return t, nil
}

func assemble(c Config, sock socket, random io.Reader) *Transport {
	answers := maxHandshakes
	if c.Handshakes > 0 {
		answers = min(c.Handshakes, maxHandshakes)
	}
	t := &Transport{
		identity:     newIdentity(c.Secret, c.Channel, random),
		maxLinks:     c.MaxLinks,
		sock:         sock,
		start:        time.Now(),
		events:       link.NewQueue(EventQueueSize),
		tx:           newSendQueue(sock),
		done:         make(chan struct{}),
		wake:         make(chan struct{}, 1),
		sessions:     make(map[uint32]*session),
		links:        make(map[link.ID]*session),
		peers:        make(map[ident.Peer]*session),
		ephemerals:   make(map[[ephemeralSize]byte]*session),
		attempts:     make(map[link.ID]*attempt),
		attemptIndex: make(map[uint32]*attempt),
		attemptPeer:  make(map[ident.Peer]*attempt),
		waiters:      make(map[[12]byte]chan<- netip.AddrPort),
		halfOpen:     halfOpen{networks: make(map[netip.Prefix]int)},
		cookies:      cookies{random: random},
		sources:      newSources(answers / handshakeParts),
		asking:       newSources(cookiesEach * answers / handshakeParts),
		free:         perSecond(answers / handshakeParts),
		all:          perSecond(answers),
		cookieRate:   perSecond(cookiesEach * answers),
		unknown:      perSecond(unknownPackets),
		hints:        perSecond(maxHints),
	}
	if t.maxLinks <= 0 {
		t.maxLinks = DefaultMaxLinks
	}
	t.macOwn = t.identity.macOf(t.identity.peer)
	return t
}

// perSecond allows so many a second, and as many at once.
func perSecond(n int) *rate.Limiter { return rate.NewLimiter(rate.Limit(n), n) }

// run starts the goroutines; Close ends them.
func (t *Transport) run() {
	t.workers.Go(t.reader)
	t.workers.Go(t.timer)
	t.workers.Go(func() { t.tx.drainer(t.done) })
}

// now is the time since the transport began.
func (t *Transport) now() time.Duration { return time.Since(t.start) }

// emit gathers an event; unlock hands them on.
func (t *Transport) emit(e link.Event) { t.out = append(t.out, e) }

// unlock hands the gathered events to Receive, in the order in which they
// happened, and releases t.mu.
func (t *Transport) unlock() {
	t.stats.DropQueue += uint64(t.events.Push(t.out...))
	clear(t.out)
	t.out = t.out[:0]
	t.mu.Unlock()
}

// rouse makes the timer look at the deadlines anew.
func (t *Transport) rouse() {
	select {
	case t.wake <- struct{}{}:
	default:
	}
}

// post sends one packet at once.
func (t *Transport) post(b []byte, to netip.AddrPort) {
	if b == nil {
		return
	}
	if t.sock.writeOne(b, to) != nil {
		t.stats.DropSendError++
		return
	}
	t.stats.DatagramsSent++
	t.stats.BytesSent += uint64(len(b))
}

// schedule sends a packet later, unless too many wait already.
func (t *Transport) schedule(at time.Duration, b []byte, to netip.AddrPort) {
	if b == nil || len(t.scheduled) >= maxScheduled {
		return
	}
	t.scheduled = append(t.scheduled, scheduledPacket{at, to, b})
	t.rouse()
}

// newIndex returns a random index that is not in use.
func (t *Transport) newIndex() uint32 {
	for {
		var b [4]byte
		if _, err := io.ReadFull(t.identity.random, b[:]); err != nil {
			panic(err) // crypto/rand never fails
		}
		i := binary.BigEndian.Uint32(b[:])
		if t.sessions[i] == nil && t.attemptIndex[i] == nil {
			return i
		}
	}
}

// Connect begins a link; see link.Transport. Down comes with link.ErrSelf,
// link.ErrAddress, link.ErrTooMany (here or at the peer) or link.ErrTimeout, the
// last after 5 s. A link that is up but dead at the peer's end is found out by
// its keepalive, not by Connect.
func (t *Transport) Connect(peer ident.Peer, addrs []netip.AddrPort) link.ID {
	t.mu.Lock()
	defer t.unlock()
	if s := t.peers[peer]; s != nil {
		return s.id
	}
	if a := t.attemptPeer[peer]; a != nil {
		t.addCandidates(a, addrs)
		return a.id
	}
	t.lastID++
	id := t.lastID
	a, err := t.newAttempt(id, peer, addrs)
	if err != nil {
		t.emit(link.Event{Kind: link.Down, Link: id, Peer: peer, Err: err})
		return id
	}
	t.attempts[id], t.attemptIndex[a.index], t.attemptPeer[peer] = a, a, a
	t.stats.HandshakesBegun++
	for i := range a.candidates {
		t.initiate(a, &a.candidates[i])
	}
	t.rouse()
	return id
}

func (t *Transport) newAttempt(id link.ID, peer ident.Peer, addrs []netip.AddrPort) (*attempt, error) {
	switch {
	case t.closed:
		return nil, link.ErrClosed
	case peer == t.identity.peer:
		return nil, link.ErrSelf
	case len(t.attempts) >= MaxAttempts, len(t.attempts)+len(t.links) >= t.maxLinks:
		return nil, link.ErrTooMany
	}
	now := t.now()
	a := &attempt{id: id, peer: peer, index: t.newIndex(), began: now, pause: firstPause, next: now + firstPause}
	a.candidates = t.candidates(nil, addrs)
	if len(a.candidates) == 0 {
		return nil, link.ErrAddress
	}
	var err error
	if a.first, a.noise, err = t.identity.initiation(peer, a.index); err != nil {
		return nil, err
	}
	a.keyed = t.identity.macOf(peer)
	return a, nil
}

// candidates adds those of addrs that packets can be sent to and that are new.
func (t *Transport) candidates(have []candidate, addrs []netip.AddrPort) []candidate {
	for _, addr := range addrs {
		addr = netip.AddrPortFrom(addr.Addr().Unmap(), addr.Port())
		if len(have) >= MaxCandidates {
			break
		}
		if t.usable(addr) && !slices.ContainsFunc(have, func(c candidate) bool { return c.addr == addr }) {
			have = append(have, candidate{addr: addr})
		}
	}
	return have
}

func (t *Transport) usable(addr netip.AddrPort) bool {
	return addr.IsValid() && addr.Port() != 0 && !addr.Addr().IsUnspecified() &&
		!addr.Addr().IsMulticast() && t.sock.reaches(addr.Addr())
}

// addCandidates tries new addresses of a peer that is being connected to.
func (t *Transport) addCandidates(a *attempt, addrs []netip.AddrPort) {
	old := len(a.candidates)
	a.candidates = t.candidates(a.candidates, addrs)
	for i := old; i < len(a.candidates); i++ {
		t.initiate(a, &a.candidates[i])
	}
}

// initiate sends the initiation of a to c.
func (t *Transport) initiate(a *attempt, c *candidate) {
	setCookie(a.first, c.cookie, a.keyed)
	c.mac = [macSize]byte(a.first[initiationMAC:])
	t.post(a.first, c.addr)
}

func (t *Transport) forget(a *attempt) {
	delete(t.attempts, a.id)
	delete(t.attemptIndex, a.index)
	delete(t.attemptPeer, a.peer)
}

// Expect sends a few empty packets to addrs over half a second; see
// link.Transport.
func (t *Transport) Expect(_ ident.Peer, addrs []netip.AddrPort) {
	t.mu.Lock()
	defer t.unlock()
	if t.closed {
		return
	}
	now := t.now()
	for _, c := range t.candidates(nil, addrs) {
		t.post([]byte{typePunch}, c.addr)
		for _, later := range punchTimes {
			t.schedule(now+later, []byte{typePunch}, c.addr)
		}
	}
}

// Send queues a datagram; see link.Transport.
func (t *Transport) Send(id link.ID, head, body []byte) {
	t.mu.Lock()
	s := t.links[id]
	switch {
	case s == nil:
		t.stats.DropSendLink++
	case len(head)+len(body) > link.MaxDatagram:
		t.stats.DropSendLong++
	case s.worn():
		t.end(s, link.ErrWornOut, true)
	case !s.affords(len(head) + len(body)):
		t.stats.DropSendUnreached++
	default:
		counter, _ := s.next(t.now()) // there is one, since the keys are not worn
		theirs, to := s.theirs, s.addr
		t.unlock()
		t.tx.put(s, theirs, to, counter, head, body)
		return
	}
	t.unlock()
}

// Flush hands what Send queued to the kernel without waiting for it.
func (t *Transport) Flush() { t.tx.Flush() }

// Disconnect ends a link or an attempt; see link.Transport. The peer is told
// three times within 300 ms.
func (t *Transport) Disconnect(id link.ID) {
	t.mu.Lock()
	defer t.unlock()
	if s := t.links[id]; s != nil {
		t.end(s, link.ErrClosed, true)
	} else if a := t.attempts[id]; a != nil {
		t.forget(a)
		t.emit(link.Event{Kind: link.Down, Link: id, Peer: a.peer, Err: link.ErrClosed})
	}
}

// end takes a link down and tells the peer if it can still be reached.
func (t *Transport) end(s *session, why error, tell bool) {
	now := t.now()
	if tell {
		t.tx.Flush() // what was sent before comes before
		t.post(s.sealControl(now, controlClose, nil), s.addr)
		for _, later := range closeTimes {
			t.schedule(now+later, s.sealControl(now, controlClose, nil), s.addr)
		}
	}
	delete(t.links, s.id)
	delete(t.peers, s.peer)
	t.drop(s)
	t.emit(link.Event{Kind: link.Down, Link: s.id, Peer: s.peer, Err: why})
}

// drop forgets a session's keys.
func (t *Transport) drop(s *session) {
	t.halfOpen.remove(s)
	delete(t.sessions, s.ours)
	if t.ephemerals[s.ephemeral] == s {
		delete(t.ephemerals, s.ephemeral)
	}
}

// Receive waits for events; see link.Transport.
func (t *Transport) Receive(ctx context.Context, batch []link.Event) (int, error) {
	return t.events.Receive(ctx, batch)
}

// Stats returns the counts so far.
func (t *Transport) Stats() Stats {
	t.mu.Lock()
	s := t.stats
	s.Links, s.HalfOpen, s.Attempts = len(t.links), t.halfOpen.all, len(t.attempts)
	t.mu.Unlock()
	t.tx.mu.Lock()
	q := t.tx.stats
	t.tx.mu.Unlock()
	s.DatagramsSent += q.packets
	s.BytesSent += q.bytes
	s.DataSent = q.data
	s.DropSendQueue = q.full
	s.DropSendError += q.refused
	return s
}

// Close ends all; see link.Transport.
func (t *Transport) Close() error {
	t.tx.Flush()
	t.mu.Lock()
	if t.closed {
		t.unlock()
		return nil
	}
	t.closed = true
	now := t.now()
	for _, s := range t.links {
		for range closeCopies {
			t.post(s.sealControl(now, controlClose, nil), s.addr)
		}
		t.end(s, link.ErrClosed, false)
	}
	for _, p := range t.scheduled {
		t.post(p.packet, p.to)
	}
	t.scheduled = nil
	for _, a := range t.attempts {
		t.forget(a)
		t.emit(link.Event{Kind: link.Down, Link: a.id, Peer: a.peer, Err: link.ErrClosed})
	}
	t.unlock()
	close(t.done)
	err := t.sock.close()
	t.workers.Wait()
	t.events.Close()
	if err != nil {
		return fmt.Errorf("close UDP socket: %w", err)
	}
	return nil
}
