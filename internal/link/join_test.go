package link_test

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"sync"
	"testing"
	"testing/synctest"

	"throng/internal/ident"
	"throng/internal/link"
	"throng/internal/link/linktest"
	"throng/internal/link/memory"
)

// web is a memory transport that finds peers without their addresses, as one does that is
// told them by signals.
type web struct {
	*memory.Transport
	book    *book
	signals chan link.OutSignal
	heard   chan link.OutSignal
}

// book is where the addresses stand.
type book struct {
	mu    sync.Mutex
	addrs map[ident.Peer][]netip.AddrPort
}

func (b *book) of(p ident.Peer) []netip.AddrPort {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.addrs[p]
}

func (w *web) Connect(p ident.Peer, _ []netip.AddrPort) link.ID {
	return w.Transport.Connect(p, w.book.of(p))
}
func (w *web) Signals() <-chan link.OutSignal { return w.signals }
func (w *web) HandleSignal(from ident.Peer, data []byte) {
	w.heard <- link.OutSignal{To: from, Data: data}
}

// pair are the parts of a joined transport.
type pair struct {
	link.Transport
	first  *memory.Transport
	second *web
	key    ident.Peer
}

type bench struct {
	udp, web *memory.Network
	book     *book
	channel  ident.Channel
}

func newBench() *bench {
	return &bench{memory.NewNetwork(1), memory.NewNetwork(2), &book{addrs: map[ident.Peer][]netip.AddrPort{}}, ident.NewChannelSecret().Channel()}
}

func (b *bench) parts(t *testing.T, secret ident.PeerSecret, channel ident.Channel) *pair {
	t.Helper()
	first, err := b.udp.Open(secret, channel)
	if err != nil {
		t.Fatal(err)
	}
	inner, err := b.web.Open(secret, channel)
	if err != nil {
		t.Fatal(err)
	}
	second := &web{inner, b.book, make(chan link.OutSignal, 1), make(chan link.OutSignal, 1)}
	b.book.mu.Lock()
	b.book.addrs[secret.Peer()] = inner.Addrs()
	b.book.mu.Unlock()
	return &pair{nil, first, second, secret.Peer()}
}

func (b *bench) open(t *testing.T, secret ident.PeerSecret, channel ident.Channel) *pair {
	t.Helper()
	p := b.parts(t, secret, channel)
	p.Transport = link.Join(p.first, p.second)
	return p
}

func (b *bench) peer(t *testing.T) *pair { return b.open(t, ident.NewPeerSecret(), b.channel) }

func (p *pair) want(t *testing.T, kind link.Kind, id link.ID) link.Event {
	t.Helper()
	batch := make([]link.Event, 1)
	if _, err := p.Receive(t.Context(), batch); err != nil {
		t.Fatal(err)
	}
	if e := batch[0]; e.Kind != kind || id != 0 && e.Link != id {
		t.Fatalf("got %+v, want kind %d of link %d", e, kind, id)
	}
	return batch[0]
}

// quiet fails if there is an event; nothing may be under way.
func (p *pair) quiet(t *testing.T) {
	t.Helper()
	synctest.Wait()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	batch := make([]link.Event, 1)
	if n, _ := p.Receive(ctx, batch); n != 0 {
		t.Fatalf("got %+v, want nothing", batch[0])
	}
}

func TestJoinConformance(t *testing.T) {
	b := newBench()
	parts := map[link.Transport][]*memory.Transport{}
	var mu sync.Mutex
	linktest.Run(t, linktest.Factory{
		Open: func(t *testing.T, secret ident.PeerSecret, channel ident.Channel) link.Transport {
			p := b.parts(t, secret, channel)
			plain := link.Join(p.first, p.second.Transport)
			mu.Lock()
			defer mu.Unlock()
			parts[plain] = []*memory.Transport{p.first, p.second.Transport}
			return plain
		},
		Crash: func(_ *testing.T, transport link.Transport) {
			mu.Lock()
			defer mu.Unlock()
			for _, p := range parts[transport] {
				p.Crash()
			}
		},
	})
}

// Without addresses the second makes the link, whose ID shows that.
func TestJoinSecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench()
		x, y := b.peer(t), b.peer(t)
		defer x.Close()
		defer y.Close()
		id := x.Connect(y.key, nil)
		if id&link.Second == 0 {
			t.Errorf("link %x is the first's", id)
		}
		x.want(t, link.Up, id)
		at := y.want(t, link.Up, 0).Link
		if at&link.Second == 0 {
			t.Errorf("link %x is the first's", at)
		}
		if again := x.Connect(y.key, y.Addrs()); again != id {
			t.Errorf("with addresses it is link %x, not %x", again, id)
		}
		x.Send(id, []byte("he"), []byte("llo"))
		x.Flush()
		if e := y.want(t, link.Data, at); string(e.Data) != "hello" {
			t.Errorf("%q", e.Data)
		}
		y.Disconnect(at)
		y.want(t, link.Down, at)
		x.want(t, link.Down, id)
		if again := x.Connect(y.key, y.Addrs()); again&link.Second != 0 {
			t.Errorf("afterwards it is link %x", again)
		}
		if len(x.Addrs()) != 1 || x.Addrs()[0] != x.first.Addrs()[0] {
			t.Errorf("addresses %v", x.Addrs())
		}
	})
}

// Where the two ends have made a link each, by both ways, the first's stays at both.
func TestJoinBoth(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench()
		x, y := b.peer(t), b.peer(t)
		defer x.Close()
		defer y.Close()
		web := x.Connect(y.key, nil)
		x.want(t, link.Up, web)
		webAtY := y.want(t, link.Up, 0).Link
		// As if y had not known of it yet.
		y.first.Connect(x.key, x.first.Addrs())
		if e := y.want(t, link.Down, webAtY); !errors.Is(e.Err, link.ErrReplaced) {
			t.Error(e.Err)
		}
		atY := y.want(t, link.Up, 0).Link
		x.want(t, link.Down, web)
		atX := x.want(t, link.Up, 0).Link
		if (atX|atY)&link.Second != 0 {
			t.Errorf("links %x and %x are there", atX, atY)
		}
		x.quiet(t)
		y.quiet(t)
		// And the other way round.
		x.second.Connect(y.key, nil)
		x.quiet(t)
		y.quiet(t)
		x.Send(atX, []byte("still"), nil)
		y.want(t, link.Data, atY)
	})
}

// An attempt of the second that finds a link of the first has failed.
func TestJoinAttemptFindsLink(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench()
		b.web.SetConditions(memory.Conditions{Delay: 100})
		x, y := b.peer(t), b.peer(t)
		defer x.Close()
		defer y.Close()
		id := x.Connect(y.key, nil)
		y.Connect(x.key, x.Addrs())
		y.want(t, link.Up, 0)
		x.want(t, link.Up, 0)
		x.want(t, link.Down, id)
		x.quiet(t)
		y.quiet(t)
	})
}

// While nobody receives, events stay in the parts, whose queues are limited.
func TestJoinHoldsLittle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench()
		x, y := b.peer(t), b.peer(t)
		defer x.Close()
		defer y.Close()
		id := x.Connect(y.key, nil)
		x.want(t, link.Up, id)
		y.want(t, link.Up, 0)
		const count = 20_000
		for range count {
			x.Send(id, []byte{1}, nil)
		}
		synctest.Wait()
		if b.web.Stats().Overflow == 0 {
			t.Error("nothing was dropped")
		}
		batch := make([]link.Event, 64)
		got := 0
		for got < int(b.web.Stats().Delivered) {
			n, err := y.Receive(t.Context(), batch)
			if err != nil {
				t.Fatal(err)
			}
			got += n
		}
		y.quiet(t)
		if got > 15_000 {
			t.Errorf("%d events were held", got)
		}
	})
}

// If a part ends, all does, and Receive says why.
func TestJoinEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench()
		x, y := b.peer(t), b.peer(t)
		defer y.Close()
		id := x.Connect(y.key, nil)
		x.want(t, link.Up, id)
		if err := x.first.Close(); err != nil {
			t.Fatal(err)
		}
		x.want(t, link.Down, id)
		if _, err := x.Receive(t.Context(), make([]link.Event, 1)); !errors.Is(err, net.ErrClosed) {
			t.Error(err)
		}
		if err := x.Close(); err != nil {
			t.Error(err)
		}
	})
}

func TestJoinSignals(t *testing.T) {
	b := newBench()
	x := b.peer(t)
	defer x.Close()
	s, ok := x.Transport.(link.Signaller)
	if !ok {
		t.Fatal("it takes no signals")
	}
	x.second.signals <- link.OutSignal{Data: []byte("out")}
	if got := <-s.Signals(); string(got.Data) != "out" {
		t.Errorf("%q", got.Data)
	}
	s.HandleSignal(x.key, []byte("in"))
	if got := <-x.second.heard; string(got.Data) != "in" || got.To != x.key {
		t.Errorf("%q", got.Data)
	}
	y := b.parts(t, ident.NewPeerSecret(), b.channel)
	plain := link.Join(y.first, y.second.Transport)
	defer plain.Close()
	if _, ok := plain.(link.Signaller); ok {
		t.Error("it takes signals of a second that does not")
	}
}
