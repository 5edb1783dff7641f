package webrtc

import (
	"context"
	"net/netip"
	"sync"
	"testing"
	"time"

	"throng/internal/ident"
	"throng/internal/link"
	"throng/internal/link/linktest"
)

// exchange carries the signals of transports, as a tracker would. What it makes of
// each can be set: change is called for every signal and returns those that are
// delivered in its place.
type exchange struct {
	mu     sync.Mutex
	peers  map[ident.Peer]*Transport
	change func(from ident.Peer, s link.OutSignal) []link.OutSignal
}

func newExchange() *exchange { return &exchange{peers: map[ident.Peer]*Transport{}} }

// join carries a transport's signals until ctx ends.
func (x *exchange) join(ctx context.Context, t *Transport) {
	x.mu.Lock()
	x.peers[t.self] = t
	x.mu.Unlock()
	go func() {
		for {
			select {
			case s := <-t.Signals():
				x.carry(t.self, s)
			case <-ctx.Done():
				return
			}
		}
	}()
}

func (x *exchange) carry(from ident.Peer, s link.OutSignal) {
	x.mu.Lock()
	defer x.mu.Unlock()
	carried := []link.OutSignal{s}
	if x.change != nil {
		carried = x.change(from, s)
	}
	for _, c := range carried {
		if to := x.peers[c.To]; to != nil {
			to.HandleSignal(from, c.Data)
		}
	}
}

var loopback = netip.MustParseAddrPort("127.0.0.1:0")

// open makes a transport that the test closes at its end.
func (x *exchange) open(t testing.TB, c Config) *Transport {
	t.Helper()
	if c.Secret == (ident.PeerSecret{}) {
		c.Secret = ident.NewPeerSecret()
	}
	if !c.Listen.IsValid() {
		c.Listen = loopback
	}
	c.Loopback = true
	tr, err := New(c)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	x.join(ctx, tr)
	t.Cleanup(func() {
		if err := tr.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
		cancel()
	})
	return tr
}

// linked connects two transports and returns the link at each.
func linked(t testing.TB, x, y *Transport) (atX, atY link.ID) {
	t.Helper()
	atX = x.Connect(y.self, nil)
	if e := next(t, x); e.Kind != link.Up || e.Link != atX {
		t.Fatalf("got %+v, want link %d up", e, atX)
	}
	e := next(t, y)
	if e.Kind != link.Up || e.Peer != x.self {
		t.Fatalf("got %+v, want a link from %v", e, x.self)
	}
	return atX, e.Link
}

// next waits for an event.
func next(t testing.TB, x *Transport) link.Event {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	batch := make([]link.Event, 1)
	if _, err := x.Receive(ctx, batch); err != nil {
		t.Fatalf("waiting for an event: %v", err)
	}
	return batch[0]
}

// crash ends a transport without telling its peers.
func crash(t testing.TB, tr *Transport) {
	t.Helper()
	if err := tr.mux.conn.Close(); err != nil {
		t.Errorf("crash: %v", err)
	}
	_ = tr.Close() // which finds the socket closed
}

func TestConformance(t *testing.T) {
	for _, c := range []struct {
		name   string
		listen string
	}{
		{"IPv4", "127.0.0.1:0"},
		{"IPv6", "[::1]:0"},
		{"DualStack", "[::]:0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := newExchange()
			ctx, cancel := context.WithCancel(context.Background())
			linktest.Run(t, linktest.Factory{
				Quick: testing.Short(), Signalled: true,
				Open: func(t *testing.T, secret ident.PeerSecret, channel ident.Channel) link.Transport {
					tr, err := New(Config{
						Secret: secret, Channel: channel, Loopback: true, Listen: netip.MustParseAddrPort(c.listen),
					})
					if err != nil {
						t.Fatalf("open: %v", err)
					}
					inside, cancel := context.WithCancel(ctx)
					t.Cleanup(cancel)
					x.join(inside, tr)
					return tr
				},
				Crash: func(t *testing.T, tr link.Transport) { crash(t, tr.(*Transport)) },
			})
			cancel()
		})
	}
}
