// Package linktest holds the behaviour that every link.Transport shares, as one
// test suite that the transports' own tests run.
package linktest

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"net"
	"net/netip"
	"testing"
	"time"

	"go.uber.org/goleak"

	"throng/internal/ident"
	"throng/internal/link"
)

// patience is how long the suite waits for what must happen. It decides nothing
// but how long a failing test takes.
const patience = time.Minute

// Factory makes transports that reach each other. Open fails the test if it
// cannot; Crash ends a transport as a power cut would: its peers are not told.
type Factory struct {
	Open  func(t *testing.T, secret ident.PeerSecret, channel ident.Channel) link.Transport
	Crash func(t *testing.T, transport link.Transport)
	// Quick leaves out what must wait for Connect to give up.
	Quick bool
	// Signalled leaves out what asks for addresses: transports that need none have
	// Addrs return none, and Open sees to it that their signals reach each other.
	Signalled bool
}

// Run runs the suite, its tests at the same time, and fails if goroutines remain.
func Run(t *testing.T, f Factory) {
	before := goleak.IgnoreCurrent()
	t.Run("All", func(t *testing.T) { runAll(t, f) })
	goleak.VerifyNone(t, before)
}

func runAll(t *testing.T, f Factory) {
	for _, c := range []struct {
		name string
		test func(*testing.T, *bench)
	}{
		{"Connect", testConnect},
		{"ConnectTwice", testConnectTwice},
		{"ConnectSelf", testConnectSelf},
		{"ConnectNowhere", testConnectNowhere},
		{"FirstAnswerWins", testFirstAnswerWins},
		{"SimultaneousOpen", testSimultaneousOpen},
		{"DataBothWays", testDataBothWays},
		{"Lengths", testLengths},
		{"UnknownLink", testUnknownLink},
		{"NobodyThere", testNobodyThere},
		{"Disconnect", testDisconnect},
		{"CancelConnect", testCancelConnect},
		{"Close", testClose},
		{"RestartSameKey", testRestart},
		{"ReceiveEndsWithContext", testReceiveContext},
		{"Expect", testExpect},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := &bench{t: t, f: f, channel: ident.NewChannelSecret().Channel()}
			defer b.close()
			c.test(t, b)
		})
	}
}

// bench is where one test's peers stand.
type bench struct {
	t       *testing.T
	f       Factory
	channel ident.Channel
	peers   []*peer
}

// peer is a transport and what has come from it and not been looked at.
type peer struct {
	link.Transport
	t      *testing.T
	secret ident.PeerSecret
	key    ident.Peer
	events []link.Event
}

func (b *bench) peer() *peer { return b.peerOf(ident.NewPeerSecret(), b.channel) }

func (b *bench) peerOf(secret ident.PeerSecret, channel ident.Channel) *peer {
	b.t.Helper()
	p := &peer{Transport: b.f.Open(b.t, secret, channel), t: b.t, secret: secret, key: secret.Peer()}
	b.peers = append(b.peers, p)
	return p
}

func (b *bench) close() {
	for _, p := range b.peers {
		if err := p.Close(); err != nil {
			b.t.Errorf("close: %v", err)
		}
	}
}

// next waits for an event, of any kind.
func (p *peer) next() link.Event {
	p.t.Helper()
	if len(p.events) == 0 {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		batch := make([]link.Event, 64)
		n, err := p.Receive(ctx, batch)
		if err != nil {
			p.t.Fatalf("waiting for an event: %v", err)
		}
		if n == 0 {
			p.t.Fatal("Receive returned neither events nor an error")
		}
		p.events = batch[:n]
	}
	e := p.events[0]
	p.events = p.events[1:]
	return e
}

// want waits for an event and fails unless it is of this kind.
func (p *peer) want(kind link.Kind) link.Event {
	p.t.Helper()
	e := p.next()
	if e.Kind != kind {
		p.t.Fatalf("got event %+v, want kind %d", e, kind)
	}
	return e
}

func (p *peer) wantDown(id link.ID, why error) {
	p.t.Helper()
	e := p.want(link.Down)
	if e.Link != id || !errors.Is(e.Err, why) {
		p.t.Fatalf("got Down of %d with %v, want of %d with %v", e.Link, e.Err, id, why)
	}
}

// quiet fails if an event comes within a moment.
func (p *peer) quiet() {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Millisecond)
	defer cancel()
	batch := make([]link.Event, 1)
	if n, err := p.Receive(ctx, batch); !errors.Is(err, context.DeadlineExceeded) || n != 0 || len(p.events) > 0 {
		p.t.Fatalf("got event %+v (%v), want none", batch[0], err)
	}
}

func (p *peer) say(id link.ID, text string) {
	p.Send(id, nil, []byte(text))
	p.Flush()
}

func (p *peer) hear(id link.ID, text string) {
	p.t.Helper()
	p.check(p.want(link.Data), id, text)
}

func (p *peer) check(e link.Event, id link.ID, text string) {
	p.t.Helper()
	if e.Link != id || string(e.Data) != text {
		p.t.Fatalf("got %q on link %d, want %q on %d", e.Data, e.Link, text, id)
	}
}

// joined connects a to b and returns the link's ID at each.
func joined(t *testing.T, a, b *peer) (atA, atB link.ID) {
	t.Helper()
	atA = a.Connect(b.key, b.Addrs())
	up := a.want(link.Up)
	if up.Link != atA || up.Peer != b.key || !up.Initiator {
		t.Fatalf("initiator got %+v, want link %d to %v", up, atA, b.key)
	}
	other := b.want(link.Up)
	if other.Peer != a.key || other.Initiator {
		t.Fatalf("responder got %+v, want a link from %v", other, a.key)
	}
	return atA, other.Link
}

func testConnect(t *testing.T, b *bench) {
	x, y := b.peer(), b.peer()
	atX, atY := joined(t, x, y)
	x.say(atX, "from the initiator")
	y.hear(atY, "from the initiator")
	y.say(atY, "from the responder")
	x.hear(atX, "from the responder")
}

func testConnectTwice(t *testing.T, b *bench) {
	x, y := b.peer(), b.peer()
	first := x.Connect(y.key, y.Addrs())
	if again := x.Connect(y.key, y.Addrs()); again != first {
		t.Errorf("Connect during Connect: link %d, want %d", again, first)
	}
	x.want(link.Up)
	atY := y.want(link.Up).Link
	if again := x.Connect(y.key, y.Addrs()); again != first {
		t.Errorf("Connect to a linked peer: link %d, want %d", again, first)
	}
	if back := y.Connect(x.key, x.Addrs()); back != atY {
		t.Errorf("Connect back: link %d, want %d", back, atY)
	}
	x.quiet()
	y.quiet()
}

func testConnectSelf(_ *testing.T, b *bench) {
	x := b.peer()
	x.wantDown(x.Connect(x.key, x.Addrs()), link.ErrSelf)
}

func testConnectNowhere(t *testing.T, b *bench) {
	if b.f.Signalled {
		t.Skip("needs no address")
	}
	x, y := b.peer(), b.peer()
	x.wantDown(x.Connect(y.key, nil), link.ErrAddress)
	x.wantDown(x.Connect(y.key, []netip.AddrPort{{}}), link.ErrAddress)
}

func testFirstAnswerWins(t *testing.T, b *bench) {
	x, y, other := b.peer(), b.peer(), b.peer()
	var addrs []netip.AddrPort
	addrs = append(addrs, other.Addrs()...) // someone else's
	addrs = append(addrs, y.Addrs()...)
	addrs = append(addrs, y.Addrs()...)
	id := x.Connect(y.key, addrs)
	if e := x.want(link.Up); e.Link != id || e.Peer != y.key {
		t.Fatalf("got %+v, want link %d to %v", e, id, y.key)
	}
	y.want(link.Up)
	other.quiet()
}

func testSimultaneousOpen(t *testing.T, b *bench) {
	for range 5 {
		x, y := b.peer(), b.peer()
		atX := x.Connect(y.key, y.Addrs())
		atY := y.Connect(x.key, x.Addrs())
		for _, side := range []struct {
			p  *peer
			id link.ID
		}{{x, atX}, {y, atY}} {
			if e := side.p.want(link.Up); e.Link != side.id {
				t.Fatalf("got %+v, want link %d", e, side.id)
			}
		}
		// While both sides settle on one pair of keys, what is sent by the other
		// may be lost; then it may not.
		settle(t, x, y, atX, atY)
		for range 10 {
			x.say(atX, "x")
			y.hearPastQuestions(atY, "x")
			y.say(atY, "y")
			x.hearPastQuestions(atX, "y")
		}
	}
}

// questionSize is the length of the questions of settle, in bytes.
const questionSize = 8

// hearPastQuestions is hear for after settle: answers to its questions may still come, however
// late.
func (p *peer) hearPastQuestions(id link.ID, text string) {
	p.t.Helper()
	e := p.want(link.Data)
	for e.Link == id && len(e.Data) == questionSize {
		e = p.want(link.Data)
	}
	p.check(e, id, text)
}

// settle repeats a question until its answer has come.
func settle(t *testing.T, x, y *peer, atX, atY link.ID) {
	t.Helper()
	deadline := time.Now().Add(patience)
	for n := uint64(0); time.Now().Before(deadline); n++ {
		x.Send(atX, nil, binary.BigEndian.AppendUint64(nil, n))
		x.Flush()
		if answer(t, y, atY) && answer(t, x, atX) {
			return
		}
	}
	t.Fatal("no data pass")
}

// answer waits a moment for data and sends it back.
func answer(t *testing.T, p *peer, id link.ID) bool {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	batch := make([]link.Event, 16)
	n, err := p.Receive(ctx, batch)
	for _, e := range batch[:n] {
		if e.Kind != link.Data || e.Link != id {
			t.Fatalf("got %+v, want data on link %d", e, id)
		}
		p.Send(id, nil, e.Data)
	}
	p.Flush()
	return err == nil
}

func testDataBothWays(t *testing.T, b *bench) {
	const rounds, perRound = 100, 50
	x, y := b.peer(), b.peer()
	atX, atY := joined(t, x, y)
	x.say(atX, "hello") // until each has heard of the other, little may pass
	y.hear(atY, "hello")
	y.say(atY, "hello")
	x.hear(atX, "hello")
	seen := uint64(0)
	for range rounds {
		for i := range uint64(perRound) {
			n := seen + i
			head := binary.BigEndian.AppendUint64(nil, n)
			body := bytes.Repeat([]byte{byte(n)}, int(n*31%1100))
			x.Send(atX, head, body)
			y.Send(atY, head, body)
			clear(head) // Send must not keep them
			clear(body)
		}
		x.Flush()
		y.Flush()
		for _, side := range []struct {
			p  *peer
			id link.ID
		}{{x, atX}, {y, atY}} {
			got := make(map[uint64]bool)
			for range perRound {
				e := side.p.want(link.Data)
				n := binary.BigEndian.Uint64(e.Data)
				body := bytes.Repeat([]byte{byte(n)}, int(n*31%1100))
				if e.Link != side.id || n < seen || n >= seen+perRound || got[n] || !bytes.Equal(e.Data[8:], body) {
					t.Fatalf("datagram %d: twice, late or changed", n)
				}
				got[n] = true
			}
		}
		seen += perRound
	}
}

func testLengths(_ *testing.T, b *bench) {
	x, y := b.peer(), b.peer()
	atX, atY := joined(b.t, x, y)
	long := make([]byte, link.MaxDatagram)
	for i := range long {
		long[i] = byte(i)
	}
	x.say(atX, "") // may pass as an empty datagram
	y.hear(atY, "")
	x.Send(atX, long[:7], long[7:])
	x.Flush()
	y.hear(atY, string(long))
	x.Send(atX, long, []byte{0}) // one too long
	x.say(atX, "after")
	y.hear(atY, "after")
}

func testUnknownLink(_ *testing.T, b *bench) {
	x, y := b.peer(), b.peer()
	atX, atY := joined(b.t, x, y)
	x.say(atX+100, "nobody")
	x.say(0, "nobody")
	x.Disconnect(atX + 100)
	x.quiet()
	x.say(atX, "somebody")
	y.hear(atY, "somebody")
}

func testNobodyThere(t *testing.T, b *bench) {
	if b.f.Quick {
		t.Skip("takes as long as Connect tries")
	}
	nobodyThere(b)
}

// NobodyThere connects to a peer that has another key than expected, and to one
// that belongs to another channel. Run does it too, unless it is to be quick; by
// itself it can be run in a bubble of testing/synctest.
func NobodyThere(t *testing.T, f Factory) {
	b := &bench{t: t, f: f, channel: ident.NewChannelSecret().Channel()}
	defer b.close()
	nobodyThere(b)
}

func nobodyThere(b *bench) {
	x, y := b.peer(), b.peer()
	z := b.peerOf(ident.NewPeerSecret(), ident.NewChannelSecret().Channel())
	first := x.Connect(ident.NewPeerSecret().Peer(), y.Addrs())
	second := z.Connect(y.key, y.Addrs())
	y.quiet()
	x.wantDown(first, link.ErrTimeout)
	z.wantDown(second, link.ErrTimeout)
	y.quiet()
}

func testDisconnect(t *testing.T, b *bench) {
	x, y := b.peer(), b.peer()
	atX, atY := joined(t, x, y)
	x.Disconnect(atX)
	x.wantDown(atX, link.ErrClosed)
	y.wantDown(atY, link.ErrRemote)
	x.say(atX, "too late")
	x.Disconnect(atX)
	x.quiet()
	y.quiet()
	if again, _ := joined(t, x, y); again == atX {
		t.Errorf("link %d was used again", again)
	}
}

func testCancelConnect(_ *testing.T, b *bench) {
	x := b.peer()
	id := x.Connect(ident.NewPeerSecret().Peer(), x.Addrs())
	x.Disconnect(id)
	x.wantDown(id, link.ErrClosed)
	x.quiet()
}

func testClose(t *testing.T, b *bench) {
	x, y := b.peer(), b.peer()
	atX, atY := joined(t, x, y)
	if err := x.Close(); err != nil {
		t.Fatalf("close: %v", err)
	}
	y.wantDown(atY, link.ErrRemote)
	x.wantDown(atX, link.ErrClosed)
	ctx := context.Background()
	for range 2 {
		if n, err := x.Receive(ctx, make([]link.Event, 4)); n != 0 || !errors.Is(err, net.ErrClosed) {
			t.Errorf("Receive after Close: %d, %v; want net.ErrClosed", n, err)
		}
	}
	x.say(atX, "too late")
	x.Expect(y.key, y.Addrs())
	x.Connect(y.key, y.Addrs())
	y.quiet()
}

func testRestart(t *testing.T, b *bench) {
	x, y := b.peer(), b.peer()
	_, atY := joined(t, x, y)
	b.f.Crash(t, x.Transport)
	x = b.peerOf(x.secret, b.channel)
	atX := x.Connect(y.key, y.Addrs())
	if e := x.want(link.Up); e.Link != atX {
		t.Fatalf("got %+v, want link %d", e, atX)
	}
	y.wantDown(atY, link.ErrReplaced)
	e := y.want(link.Up)
	if e.Peer != x.key || e.Link == atY {
		t.Fatalf("got %+v, want a new link to the same peer", e)
	}
	x.say(atX, "back again")
	y.hear(e.Link, "back again")
	y.say(e.Link, "welcome")
	x.hear(atX, "welcome")
	y.quiet()
}

func testReceiveContext(t *testing.T, b *bench) {
	x := b.peer()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if n, err := x.Receive(ctx, make([]link.Event, 1)); n != 0 || !errors.Is(err, context.Canceled) {
		t.Errorf("Receive: %d, %v; want context.Canceled", n, err)
	}
	closed := make(chan error)
	go func() {
		_, err := x.Receive(context.Background(), make([]link.Event, 1))
		closed <- err
	}()
	if err := x.Close(); err != nil {
		t.Fatalf("close: %v", err)
	}
	if err := <-closed; !errors.Is(err, net.ErrClosed) {
		t.Errorf("Receive during Close: %v; want net.ErrClosed", err)
	}
}

func testExpect(t *testing.T, b *bench) {
	x, y := b.peer(), b.peer()
	y.Expect(x.key, x.Addrs())
	x.quiet()
	joined(t, x, y)
}
