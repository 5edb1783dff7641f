// Package memory is a network for tests: transports of one process that hand
// each other datagrams without sockets or cryptography. Keys are believed, not
// proven. Delays are made by time.AfterFunc, so testing/synctest drives them.
package memory

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"sync"
	"time"

	"throng/internal/ident"
	"throng/internal/link"
)

const (
	// connectTimeout and silenceLimit are those of the UDP transport.
	connectTimeout = 5 * time.Second
	silenceLimit   = 6 * time.Second
	// queueSize is how many datagrams wait for Receive; more are dropped.
	queueSize = 8192
)

// Conditions say how the network treats datagrams. The zero value is perfect.
// Handshakes and the news of a link's end are delayed but not lost.
type Conditions struct {
	Loss   float64       // share of datagrams lost, 0 to 1
	Delay  time.Duration // one way
	Jitter time.Duration // up to so much is added to each delay: reorders
}

// Network joins transports.
type Network struct {
	mu         sync.Mutex // guards all the transports too
	random     *rand.Rand
	conditions Conditions
	transports map[netip.AddrPort]*Transport
	last       uint16 // port given out
	stats      Stats
}

// Stats counts datagrams handed to Send on an open link.
type Stats struct {
	Sent, Delivered, Lost, Overflow uint64
}

// NewNetwork makes a perfect network whose randomness comes from seed.
func NewNetwork(seed uint64) *Network {
	return &Network{
		random:     rand.New(rand.NewPCG(seed, 0)),
		transports: make(map[netip.AddrPort]*Transport),
	}
}

// SetConditions changes how datagrams sent from now on are treated.
func (n *Network) SetConditions(c Conditions) {
	n.mu.Lock()
	n.conditions = c
	n.mu.Unlock()
}

// Stats returns the counts so far.
func (n *Network) Stats() Stats {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.stats
}

// Transport is a link.Transport on a Network.
type Transport struct {
	network  *Network
	key      ident.Peer
	channel  ident.Channel
	addr     netip.AddrPort
	events   *link.Queue
	closed   bool
	lastID   link.ID
	links    map[link.ID]*end
	peers    map[ident.Peer]*end
	attempts map[ident.Peer]*attempt
}

var _ link.Transport = (*Transport)(nil)

// end is one side of a link.
type end struct {
	id    link.ID
	owner *Transport
	other *end // the peer's side
}

type attempt struct {
	id    link.ID
	timer *time.Timer
}

// Open adds a transport. It fails only when all 65,535 ports are in use.
func (n *Network) Open(secret ident.PeerSecret, channel ident.Channel) (*Transport, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for range 1 << 16 {
		n.last++
		addr := netip.AddrPortFrom(netip.AddrFrom4([4]byte{10, 0, 0, 1}), n.last)
		if n.last == 0 || n.transports[addr] != nil {
			continue
		}
		t := &Transport{
			network: n, key: secret.Peer(), channel: channel, addr: addr,
			events:   link.NewQueue(queueSize),
			links:    make(map[link.ID]*end),
			peers:    make(map[ident.Peer]*end),
			attempts: make(map[ident.Peer]*attempt),
		}
		n.transports[addr] = t
		return t, nil
	}
	return nil, fmt.Errorf("open memory transport: no free port")
}

// later calls f, with n.mu held, after the delay of one datagram.
func (n *Network) later(f func()) {
	delay := n.conditions.Delay
	if j := n.conditions.Jitter; j > 0 {
		delay += time.Duration(n.random.Int64N(int64(j)))
	}
	if delay <= 0 {
		f()
		return
	}
	time.AfterFunc(delay, func() {
		n.mu.Lock()
		defer n.mu.Unlock()
		f()
	})
}

func (t *Transport) newID() link.ID {
	t.lastID++
	return t.lastID
}

func (t *Transport) down(id link.ID, peer ident.Peer, why error) {
	t.events.Push(link.Event{Kind: link.Down, Link: id, Peer: peer, Err: why})
}

// Connect begins a link; see link.Transport.
func (t *Transport) Connect(peer ident.Peer, addrs []netip.AddrPort) link.ID {
	n := t.network
	n.mu.Lock()
	defer n.mu.Unlock()
	if e := t.peers[peer]; e != nil {
		return e.id
	}
	a := t.attempts[peer]
	if a == nil {
		a = &attempt{id: t.newID()}
		if why := t.refuse(peer, addrs); why != nil {
			t.down(a.id, peer, why)
			return a.id
		}
		t.attempts[peer] = a
		a.timer = time.AfterFunc(connectTimeout, func() {
			n.mu.Lock()
			defer n.mu.Unlock()
			if t.attempts[peer] == a {
				delete(t.attempts, peer)
				t.down(a.id, peer, link.ErrTimeout)
			}
		})
	}
	for _, addr := range addrs {
		n.later(func() {
			if t.attempts[peer] == a {
				n.arrive(t, peer, addr)
			}
		})
	}
	return a.id
}

func (t *Transport) refuse(peer ident.Peer, addrs []netip.AddrPort) error {
	switch {
	case t.closed:
		return link.ErrClosed
	case peer == t.key:
		return link.ErrSelf
	}
	for _, a := range addrs {
		if a.IsValid() && a.Port() != 0 {
			return nil
		}
	}
	return link.ErrAddress
}

// arrive is t's handshake reaching addr.
func (n *Network) arrive(t *Transport, peer ident.Peer, addr netip.AddrPort) {
	o := n.transports[addr]
	if o == nil || o.key != peer || o.channel != t.channel {
		return
	}
	if old := o.peers[t.key]; old != nil {
		if old.other.owner == t {
			return // the answer to it is under way
		}
		o.remove(old)
		o.down(old.id, t.key, link.ErrReplaced)
	}
	far, near := &end{owner: o}, &end{owner: t}
	far.other, near.other = near, far
	o.raise(far, t)
	n.later(func() {
		if t.closed || o.links[far.id] != far {
			return
		}
		t.raise(near, o)
	})
}

// raise makes e a link of t to o, under the ID of the attempt if there is one.
func (t *Transport) raise(e *end, o *Transport) {
	initiator := false
	if a := t.attempts[o.key]; a != nil {
		a.timer.Stop()
		delete(t.attempts, o.key)
		e.id, initiator = a.id, true
	} else {
		e.id = t.newID()
	}
	t.links[e.id], t.peers[o.key] = e, e
	t.events.Push(link.Event{Kind: link.Up, Link: e.id, Peer: o.key, Remote: o.addr, Initiator: initiator})
}

func (t *Transport) remove(e *end) {
	delete(t.links, e.id)
	if peer := e.other.owner.key; t.peers[peer] == e {
		delete(t.peers, peer)
	}
}

// Expect does nothing: there are no NATs here.
func (t *Transport) Expect(ident.Peer, []netip.AddrPort) {}

// Send passes a datagram on at once; see link.Transport.
func (t *Transport) Send(id link.ID, head, body []byte) {
	n := t.network
	n.mu.Lock()
	defer n.mu.Unlock()
	e := t.links[id]
	if e == nil || len(head)+len(body) > link.MaxDatagram {
		return
	}
	n.stats.Sent++
	if n.conditions.Loss > 0 && n.random.Float64() < n.conditions.Loss {
		n.stats.Lost++
		return
	}
	data := append(append(make([]byte, 0, len(head)+len(body)), head...), body...)
	to := e.other
	n.later(func() {
		o := to.owner
		if to.id == 0 || o.links[to.id] != to {
			n.stats.Lost++
			return
		}
		if o.events.Push(link.Event{Kind: link.Data, Link: to.id, Peer: t.key, Data: data}) > 0 {
			n.stats.Overflow++
			return
		}
		n.stats.Delivered++
	})
}

// Flush does nothing: Send has done it.
func (t *Transport) Flush() {}

// Disconnect ends a link or an attempt; see link.Transport.
func (t *Transport) Disconnect(id link.ID) {
	t.network.mu.Lock()
	defer t.network.mu.Unlock()
	if e := t.links[id]; e != nil {
		t.end(e)
		return
	}
	for peer, a := range t.attempts {
		if a.id == id {
			t.cancel(peer, a)
		}
	}
}

func (t *Transport) cancel(peer ident.Peer, a *attempt) {
	a.timer.Stop()
	delete(t.attempts, peer)
	t.down(a.id, peer, link.ErrClosed)
}

// end takes a link down at both sides.
func (t *Transport) end(e *end) {
	t.remove(e)
	t.down(e.id, e.other.owner.key, link.ErrClosed)
	t.network.later(func() { e.other.lose(link.ErrRemote) })
}

// lose takes the link down at this side, if it is still up.
func (e *end) lose(why error) {
	if e.id == 0 || e.owner.links[e.id] != e {
		return
	}
	e.owner.remove(e)
	e.owner.down(e.id, e.other.owner.key, why)
}

// Receive waits for events; see link.Transport.
func (t *Transport) Receive(ctx context.Context, batch []link.Event) (int, error) {
	return t.events.Receive(ctx, batch)
}

// Addrs returns the transport's only address.
func (t *Transport) Addrs() []netip.AddrPort { return []netip.AddrPort{t.addr} }

// Close ends all; see link.Transport.
func (t *Transport) Close() error {
	t.shut(func(e *end) { t.end(e) })
	return nil
}

// Crash ends the transport as a power cut would: its peers find out by its
// silence, after 6 s.
func (t *Transport) Crash() {
	t.shut(func(e *end) {
		t.remove(e)
		time.AfterFunc(silenceLimit, func() {
			t.network.mu.Lock()
			defer t.network.mu.Unlock()
			e.other.lose(link.ErrTimeout)
		})
	})
}

func (t *Transport) shut(each func(*end)) {
	n := t.network
	n.mu.Lock()
	defer n.mu.Unlock()
	if t.closed {
		return
	}
	t.closed = true
	delete(n.transports, t.addr)
	for _, e := range t.links {
		each(e)
	}
	for peer, a := range t.attempts {
		t.cancel(peer, a)
	}
	t.events.Close()
}
