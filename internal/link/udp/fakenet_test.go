package udp

import (
	"context"
	"crypto/rand"
	mathrand "math/rand/v2"
	"net"
	"net/netip"
	"slices"
	"sync"
	"testing"
	"time"

	"throng/internal/ident"
	"throng/internal/link"
)

// fakeNet joins fake sockets; under testing/synctest its time is the bubble's.
type fakeNet struct {
	mu     sync.Mutex
	random *mathrand.Rand
	flying []flight // by arrival; those of one moment as they were sent
	nodes  map[netip.AddrPort]*fakeSocket
	next   uint16
	loss   float64
	delay  time.Duration
	jitter time.Duration
	// filter, if set, sees every packet and may drop it.
	filter func(from, to netip.AddrPort, b []byte) (pass bool)
	// refuse makes packets to nobody come back as ICMP errors.
	refuse bool
}

// flight is a packet on its way.
type flight struct {
	at time.Time
	to netip.AddrPort
	r  received
}

type fakeSocket struct {
	net   *fakeNet
	addr  netip.AddrPort
	in    chan received
	done  chan struct{}
	once  sync.Once
	block chan struct{} // while not nil and open, write finds no room
}

func newFakeNet(seed uint64) *fakeNet {
	return &fakeNet{random: mathrand.New(mathrand.NewPCG(seed, 1)), nodes: make(map[netip.AddrPort]*fakeSocket)}
}

func (n *fakeNet) socket() *fakeSocket {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.next++
	s := &fakeSocket{
		net: n, addr: netip.AddrPortFrom(netip.AddrFrom4([4]byte{10, 0, 0, 1}), n.next),
		in: make(chan received, 4096), done: make(chan struct{}),
	}
	n.nodes[s.addr] = s
	return s
}

// move gives a socket another address, as a NAT may.
func (s *fakeSocket) move() {
	s.net.mu.Lock()
	defer s.net.mu.Unlock()
	delete(s.net.nodes, s.addr)
	s.net.next++
	s.addr = netip.AddrPortFrom(s.addr.Addr(), s.net.next)
	s.net.nodes[s.addr] = s
}

func (s *fakeSocket) local() netip.AddrPort {
	s.net.mu.Lock()
	defer s.net.mu.Unlock()
	return s.addr
}

func (n *fakeNet) send(from *fakeSocket, to netip.AddrPort, b []byte) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.filter != nil && !n.filter(from.addr, to, b) || n.loss > 0 && n.random.Float64() < n.loss {
		return
	}
	delay := n.delay
	if n.jitter > 0 {
		delay += time.Duration(n.random.Int64N(int64(n.jitter)))
	}
	f := flight{at: time.Now().Add(delay), to: to, r: received{data: append([]byte(nil), b...), from: from.addr}}
	i := len(n.flying)
	for i > 0 && n.flying[i-1].at.After(f.at) {
		i--
	}
	n.flying = slices.Insert(n.flying, i, f)
	time.AfterFunc(delay, n.land)
}

// land delivers what is due. Timers of one moment run in any order, so each
// delivers for all.
func (n *fakeNet) land() {
	n.mu.Lock()
	defer n.mu.Unlock()
	for now := time.Now(); len(n.flying) > 0 && !n.flying[0].at.After(now); n.flying = n.flying[1:] {
		n.deliver(n.flying[0])
	}
}

func (n *fakeNet) deliver(f flight) {
	target := n.nodes[f.to]
	if target == nil {
		target = n.nodes[f.r.from]
		if !n.refuse || target == nil {
			return
		}
		f.r = received{from: f.to, refused: true}
	}
	select {
	case target.in <- f.r:
	default:
	}
}

func (s *fakeSocket) read() ([]received, error) {
	select {
	case r := <-s.in:
		return []received{r}, nil
	case <-s.done:
		return nil, net.ErrClosed
	}
}

func (s *fakeSocket) blocked() chan struct{} {
	s.net.mu.Lock()
	defer s.net.mu.Unlock()
	return s.block
}

func (s *fakeSocket) write(runs []run) (written, error) {
	var done written
	if s.blocked() != nil {
		return done, errAgain
	}
	for _, r := range runs {
		for _, p := range r.parts {
			s.net.send(s, r.to, p)
			done.packets++
			done.bytes += uint64(len(p))
		}
		done.runs++
	}
	return done, nil
}

func (s *fakeSocket) writeOne(b []byte, to netip.AddrPort) error {
	s.net.send(s, to, b)
	return nil
}

func (s *fakeSocket) writable() error {
	if b := s.blocked(); b != nil {
		select {
		case <-b:
		case <-s.done:
			return net.ErrClosed
		}
	}
	return nil
}

func (s *fakeSocket) segments() int           { return maxSegments }
func (s *fakeSocket) reaches(netip.Addr) bool { return true }

func (s *fakeSocket) close() error {
	s.once.Do(func() {
		close(s.done)
		s.net.mu.Lock()
		delete(s.net.nodes, s.addr)
		s.net.mu.Unlock()
	})
	return nil
}

// node is a transport on a fakeNet with its events gathered.
type node struct {
	*Transport
	sock   *fakeSocket
	secret ident.PeerSecret
	mu     sync.Mutex
	events []link.Event
	gone   chan struct{}
}

var testChannel = ident.Channel{1, 2, 3}

func (n *fakeNet) node(t *testing.T, secret ident.PeerSecret) *node {
	t.Helper()
	sock := n.socket()
	x := &node{
		Transport: assemble(Config{Secret: secret, Channel: testChannel}, sock, rand.Reader),
		sock:      sock, secret: secret, gone: make(chan struct{}),
	}
	x.run()
	go func() {
		defer close(x.gone)
		batch := make([]link.Event, 16)
		for {
			k, err := x.Receive(context.Background(), batch)
			if err != nil {
				return
			}
			x.mu.Lock()
			x.events = append(x.events, batch[:k]...)
			x.mu.Unlock()
		}
	}()
	t.Cleanup(func() {
		if err := x.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
		<-x.gone
	})
	return x
}

// took returns the events so far and forgets them.
func (x *node) took() []link.Event {
	x.mu.Lock()
	defer x.mu.Unlock()
	e := x.events
	x.events = nil
	return e
}

// only returns the events so far, which must be of these kinds.
func (x *node) only(t *testing.T, kinds ...link.Kind) []link.Event {
	t.Helper()
	events := x.took()
	ok := len(events) == len(kinds)
	for i := range min(len(kinds), len(events)) {
		ok = ok && events[i].Kind == kinds[i]
	}
	if !ok {
		t.Fatalf("got events %+v, want kinds %v", events, kinds)
	}
	return events
}

func (x *node) key() ident.Peer { return x.secret.Peer() }

// secret makes a key that comes from the seed.
func (n *fakeNet) secret() (s ident.PeerSecret) {
	for i := range s {
		s[i] = byte(n.random.Uint32())
	}
	return s
}

// linked connects two nodes and returns the link's ID at each.
func linked(t *testing.T, a, b *node) (atA, atB link.ID) {
	t.Helper()
	a.Connect(b.key(), []netip.AddrPort{b.sock.local()})
	time.Sleep(100*time.Millisecond + 4*a.sock.net.delay)
	return a.only(t, link.Up)[0].Link, b.only(t, link.Up)[0].Link
}
