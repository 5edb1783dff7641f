package udp

import (
	"bytes"
	"context"
	"errors"
	"net"
	"net/netip"
	"os"
	"testing"
	"time"

	"github.com/flynn/noise"
	"github.com/pion/stun/v3"
	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"throng/internal/ident"
	"throng/internal/link"
)

func TestMain(m *testing.M) {
	code := m.Run()
	if err := goleak.Find(); code == 0 && err != nil {
		_, _ = os.Stderr.WriteString(err.Error() + "\n") // nothing else is left to tell
		code = 1
	}
	os.Exit(code)
}

func TestPortInUse(t *testing.T) {
	a := open(t, Config{})
	_, err := New(Config{Secret: ident.NewPeerSecret(), Listen: a.Addrs()[0]})
	if opError := (*net.OpError)(nil); !errors.As(err, &opError) {
		t.Errorf("got %v, want the socket's error", err)
	}
}

func TestAddrs(t *testing.T) {
	if got := open(t, Config{}).Addrs(); len(got) != 1 || got[0].Addr() != loopback.Addr() || got[0].Port() == 0 {
		t.Errorf("bound to loopback: %v", got)
	}
	all := open(t, Config{Listen: netip.MustParseAddrPort("[::]:0")}).Addrs()
	if len(all) == 0 {
		t.Fatal("no addresses")
	}
	for _, a := range all {
		if !a.IsValid() || a.Port() == 0 || a.Addr().IsLinkLocalUnicast() || a.Addr().Is4In6() ||
			a.Addr().IsLoopback() != all[0].Addr().IsLoopback() {
			t.Errorf("address %v among %v", a, all)
		}
	}
	for _, a := range open(t, Config{Listen: netip.MustParseAddrPort("0.0.0.0:0")}).Addrs() {
		if !a.Addr().Is4() {
			t.Errorf("an IPv4 socket has address %v", a)
		}
	}
}

// TestRefused crashes a peer: the kernel's ICMP error must be taken as a hint,
// and the link end long before silence would end it.
func TestRefused(t *testing.T) {
	for _, listen := range []string{"127.0.0.1:0", "[::1]:0", "[::]:0"} {
		t.Run(listen, func(t *testing.T) {
			c := Config{Listen: netip.MustParseAddrPort(listen)}
			a, b := open(t, c), open(t, c)
			id := connected(t, a, b)
			if err := crash(b); err != nil {
				t.Fatal(err)
			}
			a.Send(id, nil, []byte("anyone?"))
			a.Flush()
			for e := range eventsOf(t, a) {
				if e.Kind != link.Down || !errors.Is(e.Err, link.ErrTimeout) {
					t.Fatalf("got %+v, want ErrTimeout", e)
				}
				break
			}
			if s := a.Stats(); s.Hints == 0 {
				t.Error("the link ended without a hint")
			}
		})
	}
}

func TestMaxLinks(t *testing.T) {
	server := open(t, Config{MaxLinks: 2})
	for range 2 {
		connected(t, open(t, Config{}), server)
	}
	late := open(t, Config{})
	id := late.Connect(server.identity.peer, server.Addrs())
	for e := range eventsOf(t, late) {
		if e.Kind != link.Down || e.Link != id || !errors.Is(e.Err, link.ErrTooMany) {
			t.Fatalf("got %+v, want ErrTooMany", e)
		}
		break
	}
	id = server.Connect(late.identity.peer, late.Addrs())
	for e := range eventsOf(t, server) {
		if e.Kind != link.Down || e.Link != id || !errors.Is(e.Err, link.ErrTooMany) {
			t.Fatalf("got %+v, want ErrTooMany", e)
		}
		break
	}
}

// TestCookie takes all free handshakes away: a peer gets in by a cookie alone.
func TestCookie(t *testing.T) {
	a, b := open(t, Config{}), open(t, Config{})
	b.mu.Lock()
	b.free.SetLimit(0)
	b.free.SetBurst(0)
	b.mu.Unlock()
	connected(t, a, b)
	if s := b.Stats(); s.CookiesSent != 1 || s.HandshakesAnswered != 1 {
		t.Errorf("got %+v, want one cookie and one handshake", s)
	}
}

func TestCookieLife(t *testing.T) {
	random := counting(0)
	c := cookies{random: &random}
	other := netip.AddrPortFrom(somewhere.Addr(), somewhere.Port()+1)
	cookie := c.make(somewhere, 0)
	for _, at := range []struct {
		now  time.Duration
		from netip.AddrPort
		want bool
	}{
		{time.Second, somewhere, true},
		{time.Second, other, false},
		{cookieLife + time.Second, somewhere, true},
		{2*cookieLife + 2*time.Second, somewhere, false},
	} {
		if got := c.valid(cookie[:], at.from, at.now); got != at.want {
			t.Errorf("valid for %v after %v: %v, want %v", at.from, at.now, got, at.want)
		}
	}
	if zero := make([]byte, cookieSize); c.valid(zero, somewhere, 0) {
		t.Error("no cookie is a cookie")
	}
}

// TestObserved asks a small STUN server for the address it sees.
func TestObserved(t *testing.T) {
	server, err := net.ListenUDP("udp4", net.UDPAddrFromAddrPort(loopback))
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		serveSTUN(server)
	}()
	a := open(t, Config{Listen: netip.MustParseAddrPort("[::]:0")})
	at := server.LocalAddr().(*net.UDPAddr).AddrPort()
	got, err := a.Observed(context.Background(), at)
	if want := netip.AddrPortFrom(loopback.Addr(), a.sock.local().Port()); err != nil || got != want {
		t.Errorf("got %v, %v; want %v", got, err, want)
	}
	if err := server.Close(); err != nil {
		t.Fatal(err)
	}
	<-done
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := a.Observed(ctx, at); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
	if _, err := a.Observed(ctx, netip.AddrPort{}); err == nil {
		t.Error("no address is a server")
	}
}

func serveSTUN(conn *net.UDPConn) {
	b := make([]byte, 1500)
	for {
		n, from, err := conn.ReadFromUDPAddrPort(b)
		if err != nil {
			return
		}
		m := &stun.Message{Raw: b[:n]}
		if m.Decode() != nil {
			continue
		}
		mapped := &stun.XORMappedAddress{IP: from.Addr().AsSlice(), Port: int(from.Port())}
		answer, err := stun.Build(m, stun.BindingSuccess, mapped, stun.Fingerprint)
		if err != nil {
			return
		}
		if _, err := conn.WriteToUDPAddrPort(answer.Raw, from); err != nil {
			return
		}
	}
}

// TestRuns checks how the send queue groups packets: each is in one run, those
// of a session in their order, runs as the kernel wants them.
func TestRuns(t *testing.T) {
	seal := sealer(noise.UnsafeNewCipherState(newSuite(nil), [32]byte{1}, 0))
	aead := func() *session { return &session{seal: seal, txFirst: -1} }
	rapid.Check(t, func(t *rapid.T) {
		q := newSendQueue(&sink{fakeSocket: fakeSocket{net: newFakeNet(1)}})
		sessions := []*session{aead(), aead(), aead()}
		sizes := []int{0, 100, 100, 100, link.MaxDatagram}
		want := make(map[uint16][][]byte)
		for i := range rapid.IntRange(0, sendQueueSize).Draw(t, "packets") {
			k := rapid.IntRange(0, len(sessions)-1).Draw(t, "session")
			port := uint16(k + 1)
			if rapid.IntRange(0, 50).Draw(t, "moves") == 0 {
				port += 100
			}
			to := netip.AddrPortFrom(loopback.Addr(), port)
			size := rapid.SampledFrom(sizes).Draw(t, "size")
			q.put(sessions[k], uint32(k), to, uint64(i), nil, make([]byte, size))
			p := &q.packets[i]
			want[port] = append(want[port], p.slot[:p.size])
		}
		q.build()
		for _, r := range q.runs {
			bytesInRun := 0
			for i, p := range r.parts {
				bytesInRun += len(p)
				if len(p) > len(r.parts[0]) || i < len(r.parts)-1 && len(p) != len(r.parts[0]) {
					t.Fatalf("packet %d of a run has %d bytes, the first %d", i, len(p), len(r.parts[0]))
				}
				queue := want[r.to.Port()]
				if len(queue) == 0 || !bytes.Equal(queue[0], p) {
					t.Fatal("a packet is not in its place")
				}
				want[r.to.Port()] = queue[1:]
			}
			if len(r.parts) > maxSegments || bytesInRun > maxSegmentBytes {
				t.Fatalf("a run has %d packets, %d bytes", len(r.parts), bytesInRun)
			}
		}
		for port, rest := range want {
			if len(rest) > 0 {
				t.Fatalf("%d packets to port %d are in no run", len(rest), port)
			}
		}
	})
}
