package webrtc

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"net"
	"net/netip"
	"sync"
	"testing"
	"time"

	"github.com/pion/stun/v4"

	"throng/internal/await"
	"throng/internal/ident"
	"throng/internal/link"
	"throng/internal/signal"
)

// forger has a peer's key and says in signals whatever it likes.
type forger struct {
	t      *testing.T
	secret ident.PeerSecret
	to     *Transport
}

func (f *forger) peer() ident.Peer { return f.secret.Peer() }

func (f *forger) say(g *signal.Signal) {
	f.t.Helper()
	data, err := g.Seal(f.secret, f.to.channel, f.to.self)
	if err != nil {
		f.t.Fatal(err)
	}
	f.to.HandleSignal(f.peer(), data)
}

// offer is one that names addresses.
func offer(session uint64, addrs ...string) *signal.Signal {
	g := &signal.Signal{Kind: signal.Offer, Session: session, Ufrag: "abcd", Pwd: "passwordpasswordpassword"}
	for _, a := range addrs {
		at := netip.MustParseAddrPort(a)
		g.Candidates = append(g.Candidates, signal.Candidate{Kind: signal.Host, Addr: at.Addr(), Port: at.Port(), Priority: 1})
	}
	return g
}

// settled waits until the transport has taken all signals that it was given.
func settled(t *testing.T, x *Transport, want func(Stats) bool) {
	t.Helper()
	await.True(t, "the transport has counted that", time.Minute, func() bool { return want(x.Stats()) })
}

// TestMiddle: whoever carries the signals puts its own certificate into them, or
// its own signals in their place, and gets nothing but a dropped signal.
func TestMiddle(t *testing.T) {
	x := newExchange()
	a, b := x.open(t, Config{}), x.open(t, Config{})
	mallory := ident.NewPeerSecret()
	for name, change := range map[string]func(from ident.Peer, s link.OutSignal) []link.OutSignal{
		"a changed fingerprint": func(_ ident.Peer, s link.OutSignal) []link.OutSignal {
			s.Data[60] ^= 1
			return []link.OutSignal{s}
		},
		"a signal of the carrier's": func(_ ident.Peer, s link.OutSignal) []link.OutSignal {
			s.Data, _ = offer(1, "127.0.0.1:9").Seal(mallory, a.channel, s.To)
			return []link.OutSignal{s}
		},
		"sent back": func(from ident.Peer, s link.OutSignal) []link.OutSignal {
			return []link.OutSignal{{To: from, Data: s.Data}}
		},
	} {
		t.Run(name, func(t *testing.T) {
			x.mu.Lock()
			x.change = change
			x.mu.Unlock()
			before := a.Stats().DropTag + b.Stats().DropTag
			id := a.Connect(b.self, nil)
			settled(t, a, func(s Stats) bool { return s.DropTag+b.Stats().DropTag > before })
			a.Disconnect(id)
			if e := next(t, a); e.Kind != link.Down || e.Link != id {
				t.Errorf("got %+v", e)
			}
			if s := b.Stats(); s.Answered > 0 || s.Setups > 0 {
				t.Errorf("it was answered: %+v", s)
			}
		})
	}
}

// TestWrongCertificate: the signals are right, but whoever is at the address that
// they name has another certificate.
func TestWrongCertificate(t *testing.T) {
	x := newExchange()
	a, b := x.open(t, Config{}), x.open(t, Config{})
	b.fingerprint[0] ^= 1
	id := a.Connect(b.self, nil)
	if e := next(t, a); e.Kind != link.Down || e.Link != id || !errors.Is(e.Err, errFingerprint) {
		t.Errorf("got %+v", e)
	}
	settled(t, b, func(s Stats) bool { return s.Setups == 0 })
	id = b.Connect(a.self, nil) // and the other way round
	if e := next(t, b); e.Kind != link.Down || e.Link != id {
		t.Errorf("got %+v", e)
	}
	if a.Stats().LinksUp+b.Stats().LinksUp > 0 {
		t.Error("a link came up")
	}
}

// TestReplay: signals of a link, carried again while it is up and after it has
// ended, change nothing.
func TestReplay(t *testing.T) {
	x := newExchange()
	type carried struct {
		from ident.Peer
		to   *Transport
		data []byte
	}
	var mu sync.Mutex
	var all []carried
	x.change = func(from ident.Peer, s link.OutSignal) []link.OutSignal {
		mu.Lock()
		defer mu.Unlock()
		all = append(all, carried{from, x.peers[s.To], bytes.Clone(s.Data)})
		return []link.OutSignal{s}
	}
	a, b := x.open(t, Config{}), x.open(t, Config{})
	atA, atB := linked(t, a, b)
	again := func(handled uint64) {
		t.Helper()
		mu.Lock()
		defer mu.Unlock()
		for range 3 {
			for _, c := range all {
				c.to.HandleSignal(c.from, c.data)
			}
		}
		settled(t, a, func(Stats) bool {
			p, q := a.Stats(), b.Stats()
			return p.DropReplay+p.DropSession+q.DropReplay+q.DropSession >= handled
		})
	}
	again(6)
	a.Send(atA, nil, []byte("still here"))
	if e := next(t, b); e.Kind != link.Data || e.Link != atB || string(e.Data) != "still here" {
		t.Errorf("got %+v", e)
	}
	a.Disconnect(atA)
	next(t, a)
	next(t, b)
	again(12)
	for _, tr := range []*Transport{a, b} {
		if s := tr.Stats(); s.Setups != 0 || s.Links != 0 || s.Answered+s.Offered != 1 {
			t.Errorf("something began again: %+v", s)
		}
	}
}

// TestFloodOfOffers: sessions set up for others are bounded in all, for each peer
// and for each network, and an honest one fits in still.
func TestFloodOfOffers(t *testing.T) {
	x := newExchange()
	b := x.open(t, Config{Limits: Limits{MaxSetups: 24}})
	one := &forger{t, ident.NewPeerSecret(), b}
	for i := range uint64(10) {
		one.say(offer(i, "127.0.0.1:9"))
	}
	settled(t, b, func(s Stats) bool { return s.SignalsReceived == 10 })
	// A second may have begun meanwhile, and replaceAfter have gone by.
	if s := b.Stats(); s.Answered > 2 || s.DropOffers < 8 || s.Setups != 1 {
		t.Errorf("one peer: %+v", s)
	}
	for i := range uint64(40) { // and so many, all behind one address
		(&forger{t, ident.NewPeerSecret(), b}).say(offer(i, "127.0.0.1:9", "127.0.0.1:10"))
	}
	settled(t, b, func(s Stats) bool { return s.SignalsReceived == 50 })
	if s := b.Stats(); s.Setups > maxSetupsNetwork || s.Refused == 0 {
		t.Errorf("one network: %+v", s)
	}
	for i := range uint64(100) {
		(&forger{t, ident.NewPeerSecret(), b}).say(offer(i)) // naming none
	}
	settled(t, b, func(s Stats) bool { return s.SignalsReceived == 150 })
	if s := b.Stats(); s.Setups != 24 {
		t.Errorf("%d sessions are being set up", s.Setups)
	}
	a := x.open(t, Config{})
	id := a.Connect(b.self, nil)
	if e := next(t, a); e.Link != id || e.Kind != link.Down || !errors.Is(e.Err, link.ErrTooMany) {
		t.Errorf("got %+v, want a refusal", e)
	}
}

// TestFloodOfStrangers: key agreements are bounded, whoever pays for them.
func TestFloodOfStrangers(t *testing.T) {
	b := newExchange().open(t, Config{})
	var key ident.Peer
	for i := range uint64(20 * newKeys) {
		binary.BigEndian.PutUint64(key[:], i+2)
		b.HandleSignal(key, make([]byte, 100))
	}
	settled(t, b, func(s Stats) bool { return s.DropTag+s.DropKeys+s.DropSignalQueue == 20*newKeys })
	b.keysMu.Lock()
	defer b.keysMu.Unlock()
	if len(b.keys) > maxKeys {
		t.Errorf("%d keys are kept", len(b.keys))
	}
}

// TestNamingAnother: a peer that names the address of another as its own gets
// none of the other's packets, and the other loses none.
func TestNamingAnother(t *testing.T) {
	x := newExchange()
	a, b := x.open(t, Config{}), x.open(t, Config{})
	atA, atB := linked(t, a, b)
	for i := range uint64(5) {
		mallory := &forger{t, ident.NewPeerSecret(), b}
		mallory.say(offer(i, a.mux.bound.String()))
	}
	settled(t, b, func(s Stats) bool { return s.Setups == 5 })
	// Their checks go to a all the while.
	for i := range uint64(200) {
		a.Send(atA, nil, binary.BigEndian.AppendUint64(nil, i))
		if e := next(t, b); e.Kind != link.Data || e.Link != atB || binary.BigEndian.Uint64(e.Data) != i {
			t.Fatalf("got %+v, want datagram %d", e, i)
		}
		b.Send(atB, nil, binary.BigEndian.AppendUint64(nil, i))
		if e := next(t, a); e.Kind != link.Data || e.Link != atA || binary.BigEndian.Uint64(e.Data) != i {
			t.Fatalf("got %+v, want datagram %d", e, i)
		}
		time.Sleep(2 * time.Millisecond) // 0.4 s: a few rounds of checks
	}
	if a.Stats().DropStray == 0 {
		t.Error("no check reached the one who was named")
	}
}

// TestClaims: who may take an address over.
func TestClaims(t *testing.T) {
	m, err := newMux(loopback)
	if err != nil {
		t.Fatal(err)
	}
	defer m.conn.Close()
	at := netip.MustParseAddrPort("192.0.2.1:5")
	old, young := newInbox(1), newInbox(2)
	owner := func(want *inbox) {
		t.Helper()
		if m.claims[at].inbox != want {
			t.Errorf("the address belongs to %v", m.claims[at].inbox)
		}
	}
	m.claim(at, young, false)
	owner(young)
	m.claim(at, old, false) // loose ones push each other out
	owner(old)
	m.claim(at, young, true)
	owner(young)
	m.claim(at, old, false)
	owner(young)
	m.claim(at, old, true) // a link that was there before does not take it back
	owner(young)
	m.forget(young)
	m.claim(at, old, true)
	owner(old)
	m.claim(at, young, true)
	owner(young)
	for i := range uint16(3 * maxClaims) {
		m.claim(netip.AddrPortFrom(at.Addr(), 100+i), old, false)
	}
	if old.claims != maxClaims || len(m.claims) != maxClaims+1 {
		t.Errorf("%d claims", len(m.claims))
	}
	m.forget(old)
	m.forget(young)
	if len(m.claims) != 0 {
		t.Errorf("%d claims are left", len(m.claims))
	}
}

// TestChecksAreBounded: an address that an offer names gets a bounded number of
// packets, and no answer to what it did not ask.
func TestChecksAreBounded(t *testing.T) {
	victim, err := net.ListenUDP("udp4", net.UDPAddrFromAddrPort(loopback))
	if err != nil {
		t.Fatal(err)
	}
	defer victim.Close()
	b := newExchange().open(t, Config{})
	mallory := &forger{t, ident.NewPeerSecret(), b}
	g := offer(1, victim.LocalAddr().String())
	mallory.say(g)
	for range maxChecks + maxAnswers { // as often as one likes
		mallory.say(g)
	}
	packets, size := 0, 0
	buffer := make([]byte, packetSize)
	for {
		// The session ends after setupTimeout; its checks well before.
		_ = victim.SetReadDeadline(time.Now().Add(2 * time.Second))
		n, err := victim.Read(buffer)
		if err != nil {
			break
		}
		packets++
		size += n
	}
	if packets == 0 || packets > maxChecks+1 || size > 150*packets {
		t.Errorf("the one who was named got %d packets, %d bytes", packets, size)
	}
	if s := b.Stats(); s.SignalsSent > maxAnswers {
		t.Errorf("%d answers", s.SignalsSent)
	}
}

// TestGarbage: packets that belong to nothing are dropped and counted, without an
// answer.
func TestGarbage(t *testing.T) {
	x := newExchange()
	a, b := x.open(t, Config{}), x.open(t, Config{})
	atA, _ := linked(t, a, b)
	out, err := net.DialUDP("udp4", nil, net.UDPAddrFromAddrPort(b.mux.bound))
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	before := b.Stats()
	request, err := stun.Build(stun.TransactionID, stun.BindingRequest, stun.NewUsername("nobody:here"), stun.Fingerprint)
	if err != nil {
		t.Fatal(err)
	}
	unnamed, _ := stun.Build(stun.TransactionID, stun.BindingRequest, stun.Fingerprint)
	response, _ := stun.Build(stun.TransactionID, stun.BindingSuccess, stun.Fingerprint)
	random := make([]byte, 300)
	_, _ = rand.Read(random)
	random[0] = 22 // as DTLS begins
	sent := uint64(0)
	for _, p := range [][]byte{request.Raw, unnamed.Raw, response.Raw, request.Raw[:21], random, {0}, {}} {
		if _, err := out.Write(p); err == nil {
			sent++
		}
	}
	settled(t, b, func(s Stats) bool { return s.DropStray-before.DropStray >= sent })
	_ = out.SetReadDeadline(time.Now().Add(20 * time.Millisecond))
	if n, err := out.Read(random); err == nil {
		t.Errorf("%d bytes came in answer", n)
	}
	a.Send(atA, nil, []byte("on"))
	if e := next(t, b); string(e.Data) != "on" {
		t.Errorf("got %+v", e)
	}
}

// TestOthersLoopback: what a peer tells of its own loopback is this machine's.
func TestOthersLoopback(t *testing.T) {
	tr, err := New(Config{Secret: ident.NewPeerSecret(), Listen: loopback})
	if err != nil {
		t.Fatal(err)
	}
	defer tr.Close()
	if n := tr.networksOf(offer(1, "127.0.0.1:9", "[::1]:9").Candidates); len(n) > 0 {
		t.Errorf("it would try %v", n)
	}
}

// TestSilence: a link whose peer is gone without a word ends after silenceLimit,
// while others go on.
func TestSilence(t *testing.T) {
	x := newExchange()
	a, b, c := x.open(t, Config{}), x.open(t, Config{}), x.open(t, Config{})
	atA, _ := linked(t, a, b)
	toC, _ := linked(t, a, c)
	began := time.Now()
	crash(t, b)
	if e := next(t, a); e.Kind != link.Down || e.Link != atA || !errors.Is(e.Err, link.ErrTimeout) {
		t.Errorf("got %+v", e)
	}
	if took := time.Since(began); took < silenceLimit/2 {
		t.Errorf("it took %v", took)
	}
	a.Send(toC, nil, []byte("on"))
	if e := next(t, c); string(e.Data) != "on" {
		t.Errorf("got %+v", e)
	}
}

// TestLongMessages: a peer may send more at once than a link carries; it is
// dropped, and the link stays.
func TestLongMessages(t *testing.T) {
	x := newExchange()
	a, b := x.open(t, Config{}), x.open(t, Config{})
	id, _ := linked(t, a, b)
	a.mu.Lock()
	s := a.links[id]
	a.mu.Unlock()
	for _, n := range []int{link.MaxDatagram + 1, 5000} {
		if err := s.write(make([]byte, n)); err != nil {
			t.Fatal(err)
		}
	}
	settled(t, b, func(s Stats) bool { return s.DropLong == 2 })
	a.Send(id, nil, []byte("on"))
	if e := next(t, b); string(e.Data) != "on" {
		t.Errorf("got %+v", e)
	}
}

// TestSendDoesNotWait: what SCTP cannot send in time is dropped and counted.
func TestSendDoesNotWait(t *testing.T) {
	x := newExchange()
	a, b := x.open(t, Config{}), x.open(t, Config{})
	id, _ := linked(t, a, b)
	const count = 4 * maxBuffered / 1100
	body := make([]byte, 1100)
	for range count {
		a.Send(id, nil, body)
	}
	s := a.Stats()
	if s.DropSendQueue == 0 || s.DataSent+s.DropSendQueue != count {
		t.Errorf("%d sent, %d dropped of %d", s.DataSent, s.DropSendQueue, count)
	}
	// What was taken arrives.
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	batch := make([]link.Event, 256)
	for got := uint64(0); got < s.DataSent; {
		n, err := b.Receive(ctx, batch)
		if err != nil {
			t.Fatalf("%d of %d: %v", got, s.DataSent, err)
		}
		got += uint64(n)
	}
}
