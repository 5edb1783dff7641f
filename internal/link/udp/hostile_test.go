package udp

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/binary"
	mathrand "math/rand/v2"
	"net"
	"net/netip"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pion/stun/v3"

	"throng/internal/ident"
	"throng/internal/link"
)

// sink is a socket that counts what is sent and receives nothing.
type sink struct {
	fakeSocket
	bytes int
	last  []byte
}

func (s *sink) write(runs []run) (written, error) {
	var done written
	for _, r := range runs {
		for _, p := range r.parts {
			s.bytes += len(p)
			s.last = append(s.last[:0], p...)
		}
		done.runs++
		done.packets += len(r.parts)
	}
	return done, nil
}

func (s *sink) writeOne(b []byte, _ netip.AddrPort) error {
	s.bytes += len(b)
	s.last = append(s.last[:0], b...)
	return nil
}

// idle makes a transport without goroutines: what happens is what a test does.
func idle(secret ident.PeerSecret) (*Transport, *sink) {
	s := &sink{fakeSocket: fakeSocket{net: newFakeNet(1), done: make(chan struct{})}}
	return assemble(Config{Secret: secret, Channel: testChannel}, s, rand.Reader), s
}

func (t *Transport) give(b []byte, from netip.AddrPort) {
	t.mu.Lock()
	t.handle(&received{data: b, from: from}, t.now())
	t.unlock()
}

// wed makes a link between idle transports and returns the sessions.
func wed(tb testing.TB, a, b *Transport, sa, sb *sink, from netip.AddrPort) (*session, *session) {
	tb.Helper()
	a.Connect(b.identity.peer, []netip.AddrPort{from})
	b.give(bytes.Clone(sa.last), from)
	a.give(bytes.Clone(sb.last), from)
	b.give(bytes.Clone(sa.last), from)
	x, y := a.peers[b.identity.peer], b.peers[a.identity.peer]
	if x == nil || y == nil {
		tb.Fatal("no link came about")
	}
	x.reached, y.reached = true, true // the rest of their pings and pongs
	return x, y
}

var somewhere = netip.MustParseAddrPort("10.1.1.1:1")

// victim is a transport with a link, an attempt and a half-open session, to be
// fed with hostile packets.
type victim struct {
	*Transport
	sink    *sink
	link    *session // the victim's side
	peer    *session // the peer's
	attempt *attempt
	half    *session
}

func newVictim(tb testing.TB) *victim {
	tb.Helper()
	a, sa := idle(ident.NewPeerSecret())
	v := &victim{}
	v.Transport, v.sink = idle(ident.NewPeerSecret())
	v.peer, v.link = wed(tb, a, v.Transport, sa, v.sink, somewhere)
	id := v.Connect(ident.NewPeerSecret().Peer(), []netip.AddrPort{somewhere})
	v.attempt = v.attempts[id]
	v.reopen(tb)
	return v
}

// reopen leaves one half-open session at the victim.
func (v *victim) reopen(tb testing.TB) {
	c, sc := idle(ident.NewPeerSecret())
	c.Connect(v.identity.peer, []netip.AddrPort{somewhere})
	v.give(bytes.Clone(sc.last), somewhere)
	for _, s := range v.sessions {
		if s.half {
			v.half = s
			return
		}
	}
	tb.Fatal("no half-open session")
}

// FuzzPacket feeds a live transport with packets that no peer has sealed. Mode
// repairs what a random packet would never have right: indexes and macs.
func FuzzPacket(f *testing.F) {
	v := newVictim(f)
	initiation, _, err := v.identity.initiation(v.identity.peer, 5)
	if err != nil {
		f.Fatal(err)
	}
	for mode := range byte(7) {
		f.Add(mode, initiation)
		f.Add(mode, bytes.Clone(v.attempt.first))
		f.Add(mode, bytes.Clone(v.half.response))
		f.Add(mode, cookiePacket(v.attempt.first, [16]byte{1}, v.attempt.keyed))
		f.Add(mode, v.peer.sealControl(0, controlPing, []byte("ping")))
		f.Add(mode, []byte{typeUnknown, 0, 0, 0, 0})
		f.Add(mode, []byte{typePunch})
		f.Add(mode, []byte{1, 1, 0, 0, 0x21, 0x12, 0xA4, 0x42, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0})
	}
	f.Fuzz(func(t *testing.T, mode byte, b []byte) {
		b = bytes.Clone(b)
		v.repair(mode, b)
		hint := len(b) > 0 && b[0] == typeUnknown
		cookie := len(b) > 0 && b[0] == typeCookie
		before, received := v.sink.bytes, v.stats.DataReceived
		v.give(b, somewhere)
		if grown := v.sink.bytes - before; grown > len(b) && !hint && !cookie {
			t.Fatalf("%d bytes provoked %d", len(b), grown)
		}
		if v.links[v.link.id] != v.link || v.attempts[v.attempt.id] != v.attempt || !v.half.half ||
			v.stats.DataReceived != received || v.links[v.link.id].addr != somewhere {
			t.Fatalf("packet %x changed the state", b)
		}
		if v.halfOpen.all > maxHalfOpen || len(v.sessions) > maxHalfOpen+2 {
			t.Fatalf("%d half-open, %d sessions", v.halfOpen.all, len(v.sessions))
		}
	})
}

func (v *victim) repair(mode byte, b []byte) {
	if len(b) < 5 {
		return
	}
	switch mode {
	case 1:
		binary.BigEndian.PutUint32(b[1:], v.link.ours)
	case 2:
		binary.BigEndian.PutUint32(b[1:], v.half.ours)
	case 3:
		binary.BigEndian.PutUint32(b[1:], v.attempt.index)
	case 4:
		if b[0] == typeInitiation && len(b) >= initiationSize {
			m := sum(v.macOwn, b[:initiationMAC])
			copy(b[initiationMAC:], m[:])
		}
	case 5:
		if b[0] == typeUnknown {
			binary.BigEndian.PutUint32(b[1:], v.link.theirs)
		}
	case 6:
		if b[0] == typeCookie && len(b) >= cookiePacketSize {
			binary.BigEndian.PutUint32(b[1:], v.attempt.index)
			m := sum(v.attempt.keyed, b[:cookieMAC], v.attempt.candidates[0].mac[:])
			copy(b[cookieMAC:], m[:])
		}
	}
}

// FuzzSealed feeds a link with what a hostile but authentic peer may seal.
func FuzzSealed(f *testing.F) {
	v := newVictim(f)
	for _, plain := range [][]byte{nil, {controlKeepalive}, {controlPing, 1, 2, 3}, {controlPong, 0, 0, 0, 0, 0, 0, 0, 1},
		{controlPong}, {controlClose}, {99, 1}, make([]byte, link.MaxDatagram)} {
		f.Add(true, plain)
		f.Add(false, plain)
	}
	f.Fuzz(func(t *testing.T, control bool, plain []byte) {
		kind := byte(typeData)
		if control {
			kind = typeControl
		}
		counter, ok := v.peer.next(0)
		if !ok || v.links[v.link.id] == nil {
			v = newVictim(t)
			counter, _ = v.peer.next(0)
		}
		b := appendHeader(nil, kind, v.peer.theirs, counter)
		n := nonce(counter)
		b = v.peer.seal.Seal(b, n[:], plain, b)
		before, came := v.sink.bytes, v.stats.DataReceived
		v.give(b, somewhere)
		if v.sink.bytes-before > len(b) {
			t.Fatalf("%d bytes provoked %d", len(b), v.sink.bytes-before)
		}
		if wanted := !control && len(plain) <= link.MaxDatagram; (v.stats.DataReceived > came) != wanted {
			t.Fatalf("control %v, %d bytes: passed on %v, want %v", control, len(plain), !wanted, wanted)
		}
		var batch [64]link.Event
		for {
			if n, _ := v.events.Take(batch[:]); n == 0 {
				break
			}
		}
	})
}

// TestTampering changes every byte of a data packet in turn, then replays it.
func TestTampering(t *testing.T) {
	a, sa := idle(ident.NewPeerSecret())
	b, sb := idle(ident.NewPeerSecret())
	x, _ := wed(t, a, b, sa, sb, somewhere)
	a.Send(x.id, nil, []byte("a datagram"))
	a.Flush()
	packet := bytes.Clone(sa.last)
	for i := range packet {
		for bit := range 8 {
			changed := bytes.Clone(packet)
			changed[i] ^= 1 << bit
			b.give(changed, somewhere)
		}
	}
	if s := b.Stats(); s.DataReceived != 0 || s.DropAuth+s.DropIndex+s.DropReplay+s.DropType+s.DropShort+s.DropMAC == 0 {
		t.Fatalf("a changed packet passed: %+v", s)
	}
	b.give(packet[:len(packet)-1], somewhere)
	b.give(bytes.Clone(packet), somewhere)
	for range 5 {
		b.give(bytes.Clone(packet), somewhere)
	}
	s := b.Stats()
	if s.DataReceived != 1 || s.DropReplay < 5 || s.DropAuth < 8*uint64(len(packet)-headerSize) {
		t.Errorf("got %+v; want one datagram, 5 replays, the rest not authentic", s)
	}
	for length := range overhead {
		b.give(bytes.Clone(packet[:length]), somewhere)
	}
	b.give(make([]byte, maxPacket+1), somewhere)
	if after := b.Stats(); after.DropShort < overhead-1 || after.DropLong != 1 {
		t.Errorf("got %+v; want %d too short, one too long", after, overhead-1)
	}
}

// TestStolenHandshake lets a third peer answer in the responder's name.
func TestStolenHandshake(t *testing.T) {
	a, sa := idle(ident.NewPeerSecret())
	thief, _ := idle(ident.NewPeerSecret())
	id := a.Connect(ident.NewPeerSecret().Peer(), []netip.AddrPort{somewhere})
	initiation := bytes.Clone(sa.last)
	if _, _, err := thief.identity.read(initiation); err == nil {
		t.Fatal("another than the responder reads the initiation")
	}
	forged := make([]byte, responseSize)
	forged[0] = typeResponse
	copy(forged[1:], initiation[1:5])
	for i := range 50 {
		_, _ = rand.Read(forged[responseNoise+i%2:]) // never fails
		a.give(forged, somewhere)
	}
	if a.attempts[id] == nil || a.Stats().DropAuth != 50 {
		t.Errorf("forged responses ended the attempt: %+v", a.Stats())
	}
}

// TestFlood sends 100,000 initiations from forged addresses in ten seconds of
// the bubble's time: garbage, right macs around garbage, and real ones. A live
// link must not suffer, nobody may be answered with more than was sent, and
// another peer must still get in.
func TestFlood(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newFakeNet(1)
		n.delay = 10 * time.Millisecond
		a, b := n.node(t, ident.NewPeerSecret()), n.node(t, ident.NewPeerSecret())
		c := n.node(t, ident.NewPeerSecret())
		atA, _ := linked(t, a, b)
		target := b.sock.local()
		n.mu.Lock()
		n.filter = func(_, to netip.AddrPort, _ []byte) bool { return to.Addr().As4()[0] == 10 }
		n.mu.Unlock()
		random := mathrand.New(mathrand.NewPCG(1, 2))
		before := b.Stats()
		flooded, pings := uint64(0), 0
		for tick := range 1000 {
			for range 100 {
				p := forgedInitiation(t, b.Transport, random, flooded)
				from := netip.AddrPortFrom(netip.AddrFrom4([4]byte{11, byte(random.Uint32()), byte(random.Uint32()), 1}), 1+uint16(random.Uint32N(60000)))
				b.sock.in <- received{data: p, from: from}
				flooded++
			}
			if tick%10 == 0 {
				a.Send(atA, nil, []byte("live"))
				a.Flush()
				pings++
			}
			if tick == 500 {
				c.Connect(b.key(), []netip.AddrPort{target})
			}
			time.Sleep(10 * time.Millisecond)
		}
		b.Transport.mu.Lock()
		half, sessions := b.halfOpen.all, len(b.sessions)
		b.Transport.mu.Unlock()
		if half > maxHalfOpen || sessions > maxHalfOpen+2 {
			t.Errorf("%d half-open, %d sessions", half, sessions)
		}
		s := b.Stats()
		if answered := s.HandshakesAnswered - before.HandshakesAnswered; answered > 11*maxHandshakes/handshakeParts {
			t.Errorf("answered %d handshakes in 10 s, want at most %d a second", answered, maxHandshakes/handshakeParts)
		}
		if s.BytesSent-before.BytesSent > flooded*initiationSize/2 {
			t.Errorf("sent %d bytes for %d received", s.BytesSent-before.BytesSent, flooded*initiationSize)
		}
		time.Sleep(time.Second)
		data, ups := 0, 0
		for _, e := range b.took() {
			switch e.Kind {
			case link.Data:
				data++
			case link.Up:
				ups++
			default:
				t.Errorf("got %+v", e)
			}
		}
		if data != pings || ups != 1 || len(a.took()) != 0 {
			t.Errorf("%d of %d datagrams came; %d new links, want 1", data, pings, ups)
		}
		c.only(t, link.Up)
		time.Sleep(time.Minute)
		if s := b.Stats(); s.HalfOpen != 0 || s.Links != 2 {
			t.Errorf("%d half-open and %d links a minute later, want 0 and 2", s.HalfOpen, s.Links)
		}
	})
}

// A peer with a small uplink answers fewer of those who knock, whatever they bring, and neither one
// network nor who brings no cookie uses up what others need.
func TestHandshakesOfSmallUplink(t *testing.T) {
	const answers = 50
	random := mathrand.New(mathrand.NewPCG(1, 2))
	for _, k := range []struct {
		name              string
		networks          int
		cookie            bool
		answered, cookies uint64
	}{
		{"forged addresses", 1000, false, answers / handshakeParts, cookiesEach * answers},
		{"one address without a cookie", 1, false, answers / handshakeParts, cookiesEach * answers / handshakeParts},
		{"many networks", 1000, true, answers, 0},
		{"one network", 1, true, answers / handshakeParts, 0},
	} {
		sock := &sink{fakeSocket: fakeSocket{net: newFakeNet(1), done: make(chan struct{})}}
		b := assemble(Config{Secret: ident.NewPeerSecret(), Channel: testChannel, Handshakes: answers}, sock, rand.Reader)
		give := func(p []byte, from netip.AddrPort, now time.Duration) {
			b.mu.Lock()
			b.handle(&received{data: p, from: from}, now)
			b.unlock()
		}
		for second := range 3 {
			now := time.Duration(second) * time.Second
			before := b.Stats()
			for i := range 300 {
				host := i % k.networks
				from := netip.AddrPortFrom(netip.AddrFrom4([4]byte{11, byte(host >> 8), byte(host), 1}), 4000)
				p := forgedInitiation(t, b, random, 1)
				if k.cookie {
					b.mu.Lock()
					cookie := b.cookies.make(from, now)
					b.mu.Unlock()
					setCookie(p, cookie, b.identity.macOf(b.identity.peer))
				}
				give(p, from, now)
			}
			s := b.Stats()
			// What was answered a second ago is still half open, and forgotten after three.
			if got := s.HandshakesAnswered - before.HandshakesAnswered; got != k.answered {
				t.Errorf("%s, second %d: %d answered, want %d", k.name, second, got, k.answered)
			}
			if got := s.CookiesSent - before.CookiesSent; got != k.cookies {
				t.Errorf("%s, second %d: %d cookies, want %d", k.name, second, got, k.cookies)
			}
		}
		before := b.Stats()
		give(forgedInitiation(t, b, random, 1), netip.MustParseAddrPort("12.0.0.1:4000"), 2*time.Second)
		if s := b.Stats(); k.networks == 1 && s.CookiesSent+s.HandshakesAnswered == before.CookiesSent+before.HandshakesAnswered {
			t.Errorf("%s: another one is not heard", k.name)
		}
	}
}

// A flood of hints is not looked into one by one; hints count again afterwards.
func TestHintFlood(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newVictim(t)
		hint := func(index uint32) { v.give(binary.BigEndian.AppendUint32([]byte{typeUnknown}, index), somewhere) }
		for range maxHints {
			hint(v.link.theirs + 1)
		}
		if hint(v.link.theirs); v.stats.Hints != 0 || v.stats.DropIndex != maxHints+1 {
			t.Errorf("in a flood %d hints are taken, %d dropped", v.stats.Hints, v.stats.DropIndex)
		}
		time.Sleep(time.Second / maxHints)
		if hint(v.link.theirs); v.stats.Hints != 1 {
			t.Errorf("after it %d hints are taken, want 1", v.stats.Hints)
		}
	})
}

// forgedInitiation makes the i-th packet of a flood; one in 100 is a real one of
// a key of its own.
func forgedInitiation(t *testing.T, target *Transport, random *mathrand.Rand, i uint64) []byte {
	p := make([]byte, initiationSize)
	for at := 0; at < len(p); at++ {
		p[at] = byte(random.Uint32())
	}
	p[0] = typeInitiation
	if i%2 == 0 {
		return p
	}
	if i%100 == 1 {
		id := newIdentity(ident.NewPeerSecret(), testChannel, rand.Reader)
		var err error
		if p, _, err = id.initiation(target.identity.peer, random.Uint32()); err != nil {
			t.Fatal(err)
		}
	}
	setCookie(p, [cookieSize]byte{byte(i >> 3)}, target.identity.macOf(target.identity.peer))
	return p
}

// TestFloodOfSocket sends 100,000 garbage packets of every type through a real
// socket, as fast as it goes.
func TestFloodOfSocket(t *testing.T) {
	a, b := open(t, Config{}), open(t, Config{})
	id := connected(t, a, b)
	conn, err := net.Dial("udp", b.Addrs()[0].String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := conn.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	random := mathrand.New(mathrand.NewPCG(3, 4))
	p := make([]byte, initiationSize)
	for i := range 100_000 {
		binary.BigEndian.PutUint64(p[1:], random.Uint64())
		p[0] = byte(i % 12)
		if _, err := conn.Write(p[:len(p)-i%40]); err != nil {
			t.Fatal(err)
		}
	}
	// Where the flood has filled the socket's queue a datagram may be lost.
	arrived := make(chan struct{})
	var sending sync.WaitGroup
	sending.Go(func() {
		again := time.NewTicker(50 * time.Millisecond)
		defer again.Stop()
		for {
			a.Send(id, nil, []byte("unharmed"))
			a.Flush()
			select {
			case <-again.C:
			case <-arrived:
				return
			}
		}
	})
	for e := range eventsOf(t, b) {
		if e.Kind == link.Data && string(e.Data) == "unharmed" {
			break
		}
		t.Errorf("got %+v", e)
	}
	close(arrived)
	sending.Wait()
	runtime.GC()
	runtime.ReadMemStats(&after)
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 4<<20 {
		t.Errorf("the heap grew by %d bytes", grown)
	}
	if s := b.Stats(); s.HandshakesAnswered != 1 || s.DropMAC == 0 || s.DropType == 0 || s.DropIndex == 0 {
		t.Errorf("got %+v; want drops of each kind and nothing answered", s)
	}
}

// eventsOf yields what comes, for at most 20 s.
func eventsOf(t *testing.T, tr *Transport) func(func(link.Event) bool) {
	return func(yield func(link.Event) bool) {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		var batch [1]link.Event
		for {
			if _, err := tr.Receive(ctx, batch[:]); err != nil {
				t.Fatalf("receive: %v", err)
			}
			if !yield(batch[0]) {
				return
			}
		}
	}
}

// connected links a to b and takes the events of that.
func connected(t *testing.T, a, b *Transport) link.ID {
	t.Helper()
	id := a.Connect(b.identity.peer, b.Addrs())
	for _, tr := range []*Transport{a, b} {
		for e := range eventsOf(t, tr) {
			if e.Kind != link.Up {
				t.Fatalf("got %+v, want Up", e)
			}
			break
		}
	}
	return id
}

// FuzzSTUN feeds the answer to a request of Observed, its head put right.
func FuzzSTUN(f *testing.F) {
	v, _ := idle(ident.NewPeerSecret())
	id := [stun.TransactionIDSize]byte{1, 2, 3}
	for _, a := range []stun.Setter{
		&stun.XORMappedAddress{IP: net.IPv4(192, 0, 2, 1), Port: 7400},
		&stun.XORMappedAddress{IP: net.ParseIP("2001:db8::1"), Port: 7400},
		&stun.MappedAddress{IP: net.IPv4(192, 0, 2, 1), Port: 0},
		stun.NewSoftware("no address"),
	} {
		f.Add(stun.MustBuild(stun.NewTransactionIDSetter(id), stun.BindingSuccess, a).Raw)
	}
	f.Add(stun.MustBuild(stun.NewTransactionIDSetter(id), stun.BindingError).Raw)
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) < 20 {
			return
		}
		b = bytes.Clone(b)
		b[0] &= 3
		binary.BigEndian.PutUint32(b[4:], 0x2112A442)
		copy(b[8:], id[:])
		answer := make(chan netip.AddrPort, 1)
		v.waiters[id] = answer
		drops := v.stats.DropType
		v.give(b, somewhere)
		select {
		case a := <-answer:
			if !a.Addr().IsValid() || a.Addr().Is4In6() {
				t.Fatalf("%x: %v", b, a)
			}
		default:
			if v.stats.DropType != drops+1 {
				t.Fatalf("%x was neither used nor counted", b)
			}
		}
	})
}

// tap notes what a fakeNet carries to an address.
type tap struct {
	net   *fakeNet
	bytes int
	data  bool // a data packet was among it
}

func newTap(n *fakeNet, at netip.AddrPort) *tap {
	t := &tap{net: n}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.filter = func(_, to netip.AddrPort, p []byte) bool {
		if to == at {
			t.bytes += len(p)
			t.data = t.data || p[0] == typeData
		}
		return true
	}
	return t
}

func (t *tap) got() (bytes int, data bool) {
	t.net.mu.Lock()
	defer t.net.mu.Unlock()
	return t.bytes, t.data
}

// The address of somebody who asked for nothing.
var bystander = netip.MustParseAddrPort("10.9.9.9:9")

// TestStreamIsNotAimedElsewhere has a peer that is linked and served pretend to
// have moved to somebody else's address, and go on pretending.
func TestStreamIsNotAimedElsewhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newFakeNet(1)
		n.delay = 10 * time.Millisecond
		a, b := n.node(t, ident.NewPeerSecret()), n.node(t, ident.NewPeerSecret())
		_, atB := linked(t, a, b)
		tap := newTap(n, bystander)
		var forged []byte
		for range 300 { // 30 s of a stream, kept alive by packets with a false source
			a.Transport.mu.Lock()
			for _, s := range a.links {
				forged = s.sealControl(a.now(), controlKeepalive, nil)
			}
			a.Transport.mu.Unlock()
			b.sock.in <- received{data: forged, from: bystander}
			for range 20 {
				b.Send(atB, nil, make([]byte, 1000))
			}
			b.Flush()
			time.Sleep(100 * time.Millisecond)
		}
		if got, data := tap.got(); got > 300*40 || data {
			t.Errorf("the bystander got %d bytes, data %v", got, data)
		}
		if len(a.took()) != 6000 {
			t.Error("the peer itself did not get all")
		}
		b.only(t)
	})
}

// TestAnswerFromElsewhere has the peer that was dialled answer in the name of
// somebody else's address, from which nothing ever echoes.
func TestAnswerFromElsewhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newFakeNet(1)
		a := n.node(t, ident.NewPeerSecret())
		liar, sink := idle(ident.NewPeerSecret())
		tap := newTap(n, bystander)
		id := a.Connect(liar.identity.peer, []netip.AddrPort{somewhere, bystander})
		var first []byte
		a.Transport.mu.Lock()
		first = bytes.Clone(a.attempts[id].first)
		a.Transport.mu.Unlock()
		liar.give(first, a.sock.local())
		a.sock.in <- received{data: bytes.Clone(sink.last), from: bystander}
		time.Sleep(time.Millisecond)
		a.only(t, link.Up)
		for range 1000 {
			a.Send(id, nil, make([]byte, 1000))
			a.Flush()
			time.Sleep(10 * time.Millisecond)
		}
		if got, _ := tap.got(); got > unreachedBytes+10_000 {
			t.Errorf("the bystander got %d bytes", got)
		}
		a.only(t, link.Down)
		if s := a.Stats(); s.DropSendUnreached == 0 {
			t.Error("nothing was counted")
		}
	})
}

// TestHandshakesOfOneSource completes handshakes with one identity after the
// other from one address: others must still be answered.
func TestHandshakesOfOneSource(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newFakeNet(1)
		a, b := n.node(t, ident.NewPeerSecret()), n.node(t, ident.NewPeerSecret())
		var answer []byte
		n.mu.Lock()
		n.filter = func(_, to netip.AddrPort, p []byte) bool {
			if to == bystander && p[0] == typeResponse {
				answer = bytes.Clone(p)
			}
			return true
		}
		n.mu.Unlock()
		give := func(p []byte) {
			b.Transport.mu.Lock()
			b.handle(&received{data: bytes.Clone(p), from: bystander}, b.now())
			b.unlock()
		}
		const most = maxHandshakes / handshakeParts
		const tries = most + 50
		for range tries {
			c, sc := idle(ident.NewPeerSecret())
			id := c.Connect(b.key(), []netip.AddrPort{b.sock.local()})
			b.Transport.mu.Lock()
			cookie := b.cookies.make(bystander, b.now())
			b.Transport.mu.Unlock()
			setCookie(c.attempts[id].first, cookie, c.attempts[id].keyed)
			answer = nil
			give(c.attempts[id].first)
			if answer != nil {
				c.give(answer, b.sock.local())
				give(sc.last)
			}
		}
		if s := b.Stats(); s.Links != most || s.DropHandshakes != tries-most {
			t.Errorf("%d of %d came up, %d refused", s.Links, tries, s.DropHandshakes)
		}
		b.took()
		linked(t, a, b)
	})
}
