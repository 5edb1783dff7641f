package udp

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
	"testing"
	"testing/synctest"
	"time"

	"throng/internal/ident"
	"throng/internal/link"
)

// In these tests time.Sleep is that of the bubble's clock.

func TestKeepaliveHoldsLink(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newFakeNet(1)
		a, b := n.node(t, ident.NewPeerSecret()), n.node(t, ident.NewPeerSecret())
		linked(t, a, b)
		before := a.Stats().DatagramsSent
		time.Sleep(time.Minute)
		a.only(t)
		b.only(t)
		if sent := a.Stats().DatagramsSent - before; sent < 25 || sent > 35 {
			t.Errorf("sent %d packets in a silent minute, want 30", sent)
		}
	})
}

func TestSilenceEndsLink(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newFakeNet(1)
		a, b := n.node(t, ident.NewPeerSecret()), n.node(t, ident.NewPeerSecret())
		linked(t, a, b)
		n.mu.Lock()
		n.filter = func(netip.AddrPort, netip.AddrPort, []byte) bool { return false }
		n.mu.Unlock()
		time.Sleep(silenceLimit - keepalivePause - time.Second)
		a.only(t)
		time.Sleep(keepalivePause + 2*time.Second)
		for _, x := range []*node{a, b} {
			if e := x.only(t, link.Down)[0]; !errors.Is(e.Err, link.ErrTimeout) {
				t.Errorf("got %v, want ErrTimeout", e.Err)
			}
		}
	})
}

func TestConnectGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newFakeNet(1)
		a := n.node(t, ident.NewPeerSecret())
		id := a.Connect(ident.Peer{9}, []netip.AddrPort{netip.MustParseAddrPort("10.9.9.9:9")})
		time.Sleep(connectTimeout - time.Millisecond)
		a.only(t)
		if s := a.Stats(); s.InitiationsRepeated < 4 || s.InitiationsRepeated > 10 {
			t.Errorf("repeated %d times, want a few", s.InitiationsRepeated)
		}
		time.Sleep(10 * time.Millisecond)
		if e := a.only(t, link.Down)[0]; e.Link != id || !errors.Is(e.Err, link.ErrTimeout) {
			t.Errorf("got %+v, want ErrTimeout", e)
		}
		if s := a.Stats(); s.Attempts != 0 {
			t.Errorf("%d attempts remain", s.Attempts)
		}
	})
}

// hinted crashes b and lets a send once; the hint must end the link soon.
func hinted(t *testing.T, refuse, restart bool) {
	synctest.Test(t, func(t *testing.T) {
		n := newFakeNet(1)
		n.delay, n.refuse = 30*time.Millisecond, refuse
		a, b := n.node(t, ident.NewPeerSecret()), n.node(t, ident.NewPeerSecret())
		atA, _ := linked(t, a, b)
		addr := b.sock.local()
		if err := crash(b.Transport); err != nil {
			t.Fatal(err)
		}
		if restart {
			other := n.node(t, ident.NewPeerSecret())
			n.mu.Lock()
			delete(n.nodes, other.sock.addr)
			other.sock.addr = addr
			n.nodes[addr] = other.sock
			n.mu.Unlock()
		}
		a.Send(atA, nil, []byte("anyone?"))
		a.Flush()
		time.Sleep(400 * time.Millisecond)
		a.only(t)
		time.Sleep(300 * time.Millisecond)
		if e := a.only(t, link.Down)[0]; !errors.Is(e.Err, link.ErrTimeout) {
			t.Errorf("got %v, want ErrTimeout", e.Err)
		}
	})
}

func TestICMPHint(t *testing.T)    { hinted(t, true, false) }
func TestUnknownHint(t *testing.T) { hinted(t, false, true) }

func TestFalseHintsDoNoHarm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newFakeNet(1)
		n.delay = 30 * time.Millisecond
		a, b := n.node(t, ident.NewPeerSecret()), n.node(t, ident.NewPeerSecret())
		atA, _ := linked(t, a, b)
		a.Transport.mu.Lock()
		theirs := a.links[atA].theirs
		a.Transport.mu.Unlock()
		for range 50 {
			a.sock.in <- received{from: b.sock.local(), refused: true}
			a.sock.in <- received{from: b.sock.local(), data: binary.BigEndian.AppendUint32([]byte{typeUnknown}, theirs)}
			a.sock.in <- received{from: b.sock.local(), data: binary.BigEndian.AppendUint32([]byte{typeUnknown}, theirs+1)}
			time.Sleep(100 * time.Millisecond)
		}
		a.only(t)
		b.only(t)
		if s := a.Stats(); s.DropIndex != 50 {
			t.Errorf("dropped %d hints for other indexes, want 50", s.DropIndex)
		}
	})
}

func TestRoaming(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newFakeNet(1)
		a, b := n.node(t, ident.NewPeerSecret()), n.node(t, ident.NewPeerSecret())
		atA, atB := linked(t, a, b)
		var old []byte
		n.mu.Lock()
		n.filter = func(_, _ netip.AddrPort, p []byte) bool { old = append([]byte(nil), p...); return true }
		n.mu.Unlock()
		a.Send(atA, nil, []byte("from here"))
		a.Flush()
		time.Sleep(time.Millisecond)
		b.only(t, link.Data)
		n.mu.Lock()
		n.filter = nil
		n.mu.Unlock()
		// A replay from elsewhere must not move the link.
		b.sock.in <- received{data: old, from: netip.MustParseAddrPort("10.6.6.6:6")}
		time.Sleep(time.Millisecond)
		b.Send(atB, nil, []byte("still there?"))
		b.Flush()
		time.Sleep(time.Millisecond)
		a.only(t, link.Data)
		if s := b.Stats(); s.DropReplay != 1 {
			t.Errorf("dropped %d replays, want 1", s.DropReplay)
		}
		a.sock.move()
		a.Send(atA, nil, []byte("from there"))
		a.Flush()
		time.Sleep(time.Millisecond)
		b.only(t, link.Data)
		b.Send(atB, nil, []byte("follow"))
		b.Flush()
		time.Sleep(time.Millisecond)
		a.only(t, link.Data)
		time.Sleep(time.Minute)
		a.only(t)
		b.only(t)
	})
}

// TestLostConfirmation loses all that the initiator says at first once it has
// the link: the responder must come up by the repetitions.
func TestLostConfirmation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newFakeNet(1)
		n.delay = 20 * time.Millisecond
		a, b := n.node(t, ident.NewPeerSecret()), n.node(t, ident.NewPeerSecret())
		lost := 0
		from := a.sock.local()
		n.filter = func(f, _ netip.AddrPort, p []byte) bool {
			if f == from && p[0] == typeControl && lost < 3 {
				lost++
				return false
			}
			return true
		}
		a.Connect(b.key(), []netip.AddrPort{b.sock.local()})
		time.Sleep(100 * time.Millisecond)
		a.only(t, link.Up)
		b.only(t)
		time.Sleep(time.Second)
		b.only(t, link.Up)
	})
}

// TestLostResponse loses responses: the repeated initiation gets the same again,
// without another half-open session.
func TestLostResponse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newFakeNet(1)
		n.delay = 20 * time.Millisecond
		a, b := n.node(t, ident.NewPeerSecret()), n.node(t, ident.NewPeerSecret())
		lost := 0
		n.filter = func(_, _ netip.AddrPort, p []byte) bool {
			lost++
			return p[0] != typeResponse || lost > 5
		}
		a.Connect(b.key(), []netip.AddrPort{b.sock.local()})
		time.Sleep(2 * time.Second)
		a.only(t, link.Up)
		b.only(t, link.Up)
		if s := b.Stats(); s.HandshakesAnswered != 1 || lost < 6 {
			t.Errorf("answered %d handshakes over %d packets, want 1", s.HandshakesAnswered, lost)
		}
	})
}

func TestHalfOpenExpires(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newFakeNet(1)
		a, b := n.node(t, ident.NewPeerSecret()), n.node(t, ident.NewPeerSecret())
		n.filter = func(_, _ netip.AddrPort, p []byte) bool { return p[0] != typeResponse }
		id := a.Connect(b.key(), []netip.AddrPort{b.sock.local()})
		time.Sleep(100 * time.Millisecond)
		a.Disconnect(id)
		if s := b.Stats(); s.HalfOpen != 1 {
			t.Fatalf("%d half-open, want 1", s.HalfOpen)
		}
		time.Sleep(halfOpenLife)
		b.only(t)
		b.Transport.mu.Lock()
		defer b.Transport.mu.Unlock()
		if len(b.sessions) != 0 || len(b.ephemerals) != 0 || b.halfOpen.all != 0 {
			t.Errorf("%d sessions, %d ephemerals, %d half-open remain", len(b.sessions), len(b.ephemerals), b.halfOpen.all)
		}
	})
}

// TestSimultaneousOpenOnBadNetworks opens from both sides at about the same time
// over links that lose, delay and reorder: both sides must end with one link
// over which data pass, and no session may be left over.
func TestSimultaneousOpenOnBadNetworks(t *testing.T) {
	for seed := range uint64(80) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { openOnBadNetwork(t, seed) })
		})
	}
}

func openOnBadNetwork(t *testing.T, seed uint64) {
	n := newFakeNet(seed)
	n.delay = time.Duration(n.random.Int64N(int64(150 * time.Millisecond)))
	n.jitter = time.Duration(n.random.Int64N(int64(100 * time.Millisecond)))
	n.loss = float64(seed%4) * 0.1
	a, b := n.node(t, n.secret()), n.node(t, n.secret())
	pause := time.Duration(n.random.Int64N(int64(700 * time.Millisecond)))
	a.Connect(b.key(), []netip.AddrPort{b.sock.local()})
	time.Sleep(pause)
	b.Connect(a.key(), []netip.AddrPort{a.sock.local()})
	time.Sleep(8 * time.Second)
	var ids []link.ID
	ups := 0
	for _, x := range []*node{a, b} {
		open := map[link.ID]bool{}
		for _, e := range x.took() {
			switch e.Kind {
			case link.Up:
				open[e.Link] = true
				ups++
			case link.Down:
				delete(open, e.Link)
			}
		}
		if len(open) != 1 {
			t.Fatalf("%d links are open, want 1", len(open))
		}
		for id := range open {
			ids = append(ids, id)
		}
	}
	if ups != 2 && n.loss == 0 {
		t.Errorf("%d links came up without any loss, want 1 at each side", ups)
	}
	n.mu.Lock()
	n.loss = 0
	n.mu.Unlock()
	a.Send(ids[0], nil, []byte("to b"))
	b.Send(ids[1], nil, []byte("to a"))
	a.Flush()
	b.Flush()
	time.Sleep(time.Second)
	for i, x := range []*node{a, b} {
		if e := x.only(t, link.Data)[0]; e.Link != ids[i] {
			t.Errorf("data came on link %d, want %d", e.Link, ids[i])
		}
		x.Transport.mu.Lock()
		if len(x.sessions) != 1 || x.halfOpen.all != 0 || len(x.attempts) != 0 {
			t.Errorf("%d sessions, %d half-open, %d attempts; want only the link", len(x.sessions), x.halfOpen.all, len(x.attempts))
		}
		x.Transport.mu.Unlock()
	}
}

func TestReplayedInitiationIsHarmless(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newFakeNet(1)
		a, b := n.node(t, ident.NewPeerSecret()), n.node(t, ident.NewPeerSecret())
		var recorded []byte
		n.filter = func(_, _ netip.AddrPort, p []byte) bool {
			if p[0] == typeInitiation {
				recorded = append([]byte(nil), p...)
			}
			return true
		}
		atA, _ := linked(t, a, b)
		time.Sleep(10 * time.Second) // until the responder has forgotten it
		for range 20 {
			b.sock.in <- received{data: recorded, from: netip.MustParseAddrPort("10.6.6.6:6")}
		}
		time.Sleep(time.Minute)
		a.only(t)
		b.only(t)
		a.Send(atA, nil, []byte("unharmed"))
		a.Flush()
		time.Sleep(time.Second)
		b.only(t, link.Data)
		if s := b.Stats(); s.HandshakesAnswered != 2 || s.HalfOpen != 0 {
			t.Errorf("%d answered, %d half-open; want 2 and 0", s.HandshakesAnswered, s.HalfOpen)
		}
	})
}

func TestWornOutKeys(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newFakeNet(1)
		a, b := n.node(t, ident.NewPeerSecret()), n.node(t, ident.NewPeerSecret())
		atA, _ := linked(t, a, b)
		a.Transport.mu.Lock()
		a.links[atA].counter = maxCounter - reserveCounter - 1
		a.Transport.mu.Unlock()
		for range 3 {
			a.Send(atA, nil, []byte("last"))
			a.Flush()
			time.Sleep(time.Millisecond)
		}
		time.Sleep(time.Second)
		if e := a.only(t, link.Down)[0]; !errors.Is(e.Err, link.ErrWornOut) {
			t.Errorf("got %v, want ErrWornOut", e.Err)
		}
		if e := b.only(t, link.Data, link.Down)[1]; !errors.Is(e.Err, link.ErrRemote) {
			t.Errorf("got %v, want ErrRemote", e.Err)
		}
	})
}

func TestSendBlocked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newFakeNet(1)
		a, b := n.node(t, ident.NewPeerSecret()), n.node(t, ident.NewPeerSecret())
		atA, _ := linked(t, a, b)
		room := make(chan struct{})
		n.mu.Lock()
		a.sock.block = room
		n.mu.Unlock()
		for range sendQueueSize + 100 {
			a.Send(atA, nil, []byte("x"))
		}
		a.Flush()
		time.Sleep(time.Second)
		b.only(t)
		n.mu.Lock()
		a.sock.block = nil
		n.mu.Unlock()
		close(room)
		time.Sleep(time.Second)
		if got := len(b.took()); got != sendQueueSize {
			t.Errorf("%d datagrams came, want the %d queued", got, sendQueueSize)
		}
		if s := a.Stats(); s.DropSendQueue != 100 {
			t.Errorf("dropped %d, want 100", s.DropSendQueue)
		}
	})
}
