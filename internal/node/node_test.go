package node_test

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"throng/internal/block"
	"throng/internal/ident"
	"throng/internal/link"
	"throng/internal/link/memory"
	"throng/internal/node"
	"throng/internal/overlay"
)

func TestMain(m *testing.M) {
	if text := os.Getenv(envPart); text != "" {
		if err := playRelayPart(text); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	goleak.VerifyTestMain(m)
}

// script is an engine that notes what it is told and says what it is given.
type script struct {
	mu      sync.Mutex
	calls   []string
	out     []overlay.Transmit
	events  []overlay.Event
	wake    time.Duration // 0: no timer
	stats   overlay.Stats
	onLeave []overlay.Transmit
	// on is what a call makes the engine say.
	on map[string][]overlay.Event
}

func (s *script) note(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	text := fmt.Sprintf(format, args...)
	s.calls = append(s.calls, text)
	s.events = append(s.events, s.on[text]...)
	delete(s.on, text)
}

func (s *script) said() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.calls)
}

func (s *script) HandleLinkUp(_ time.Duration, l overlay.LinkID, _ ident.Peer, _ netip.AddrPort, initiator bool) {
	s.note("up %d %v", l, initiator)
}
func (s *script) HandleLinkDown(_ time.Duration, l overlay.LinkID) { s.note("down %d", l) }
func (s *script) HandleLinkFailed(_ time.Duration, p ident.Peer)   { s.note("failed %d", p[0]) }
func (s *script) HandleDatagram(_ time.Duration, l overlay.LinkID, head, body []byte) {
	s.note("data %d %s%s", l, head, body)
}
func (s *script) HandlePeers(_ time.Duration, r, sources []overlay.Record) {
	s.note("peers %d", len(r)+10*len(sources)) // the tens are broadcasters
}
func (s *script) SetAudience(count int) {
	if count > 0 {
		s.note("audience %d", count)
	}
}
func (s *script) HandleTimeout(now time.Duration) {
	s.mu.Lock()
	if s.wake != 0 && now >= s.wake {
		s.wake = 0
		s.calls = append(s.calls, "woken")
	}
	s.mu.Unlock()
	s.note("timeout")
}
func (s *script) Publish(_ time.Duration, b *block.Sealed) { s.note("publish %v", b.Header.Seq) }
func (s *script) Signal(_ time.Duration, to ident.Peer, data []byte) bool {
	s.note("signal %d %s", to[0], data)
	return to != peer(9)
}
func (s *script) Forward(_ time.Duration, from, to ident.Peer, data []byte) bool {
	s.note("forward %d %d %s", from[0], to[0], data)
	return true
}
func (s *script) Sample(count int) []overlay.Record {
	return []overlay.Record{{Peer: peer(byte(count))}}
}
func (s *script) Leave(time.Duration) {
	s.note("leave")
	s.mu.Lock()
	s.out = append(s.out, s.onLeave...)
	s.mu.Unlock()
}
func (s *script) PollTransmit() (overlay.Transmit, bool) { return pop(s, &s.out) }
func (s *script) PollEvent() (overlay.Event, bool)       { return pop(s, &s.events) }

func pop[T any](s *script, list *[]T) (first T, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(*list) == 0 {
		return first, false
	}
	first = (*list)[0]
	*list = (*list)[1:]
	return first, true
}
func (s *script) PollTimeout() (time.Duration, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.wake, s.wake != 0
}
func (s *script) Stats() overlay.Stats { return s.stats }

// wire is a transport that notes what it is told and gives the events put in.
type wire struct {
	mu     sync.Mutex
	calls  []string
	events chan link.Event
	once   sync.Once
	ids    map[ident.Peer]link.ID
}

func newWire() *wire {
	return &wire{events: make(chan link.Event, 1024), ids: map[ident.Peer]link.ID{}}
}

func (w *wire) note(format string, args ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.calls = append(w.calls, fmt.Sprintf(format, args...))
}

func (w *wire) said() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.calls)
}

func (w *wire) Connect(p ident.Peer, _ []netip.AddrPort) link.ID {
	w.note("connect %d", p[0])
	return w.ids[p]
}
func (w *wire) Expect(p ident.Peer, _ []netip.AddrPort) { w.note("expect %d", p[0]) }
func (w *wire) Send(id link.ID, head, body []byte)      { w.note("send %d %s%s", id, head, body) }
func (w *wire) Flush()                                  { w.note("flush") }
func (w *wire) Disconnect(id link.ID)                   { w.note("disconnect %d", id) }
func (w *wire) Addrs() []netip.AddrPort                 { return nil }
func (w *wire) Receive(ctx context.Context, batch []link.Event) (int, error) {
	select {
	case e, ok := <-w.events:
		if !ok {
			return 0, errClosed
		}
		batch[0] = e
		return 1, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}
func (w *wire) Close() error {
	w.note("close")
	w.once.Do(func() { close(w.events) })
	return nil
}

var errClosed = fmt.Errorf("transport: %w", errors.New("use of closed network connection"))

// finder is an introducer.
type finder struct {
	wire *wire
	c    chan node.Introduction
}

func (f *finder) Introductions() <-chan node.Introduction { return f.c }
func (f *finder) Want(n int)                              { f.wire.note("want %d", n) }
func (f *finder) Connecting(p ident.Peer)                 { f.wire.note("connecting %d", p[0]) }

func (f *finder) Relay(from, to ident.Peer, data []byte) bool {
	f.wire.note("relay %d %d %s", from[0], to[0], data)
	return to != peer(8)
}

// signaller is a transport that signals.
type signaller struct {
	*wire
	c chan link.OutSignal
}

func (s *signaller) Signals() <-chan link.OutSignal { return s.c }
func (s *signaller) HandleSignal(from ident.Peer, data []byte) {
	s.note("signalled %d %s", from[0], data)
}

func peer(n byte) ident.Peer { return ident.Peer{n} }

func TestDuties(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWire()
		w.ids[peer(7)], w.ids[peer(8)] = 7, 3 // 3 is up already
		f := &finder{w, make(chan node.Introduction, 1)}
		e := &script{on: map[string][]overlay.Event{
			"peers 1": {
				{Kind: overlay.NeedPeers, Count: 5},
				{Kind: overlay.Connect, Record: overlay.Record{Peer: peer(7), Addrs: []netip.AddrPort{{}}}},
				{Kind: overlay.Connect, Record: overlay.Record{Peer: peer(8)}},
			},
			"data 3 go": {{Kind: overlay.Disconnect, Link: 3, Cause: overlay.CauseUseless}},
		}}
		n, err := node.Start(t.Context(), node.Config{Engine: e, Transport: w, Introducer: f})
		if err != nil {
			t.Fatal(err)
		}
		w.events <- link.Event{Kind: link.Up, Link: 3, Peer: peer(3)}
		synctest.Wait()
		f.c <- node.Introduction{Peers: []overlay.Record{{Peer: peer(9)}}, Expect: []overlay.Record{{Peer: peer(4)}}}
		synctest.Wait()
		f.c <- node.Introduction{Sources: []overlay.Record{{Peer: peer(9)}}, Audience: 40}
		synctest.Wait()
		w.events <- link.Event{Kind: link.Down, Link: 7, Err: link.ErrTimeout}
		w.events <- link.Event{Kind: link.Data, Link: 3, Data: []byte("go")}
		w.events <- link.Event{Kind: link.Data, Link: 3, Data: []byte("too late")}
		w.events <- link.Event{Kind: link.Down, Link: 3, Err: link.ErrClosed}
		w.events <- link.Event{Kind: link.Up, Link: 4, Peer: peer(4), Initiator: true}
		w.events <- link.Event{Kind: link.Down, Link: 4, Err: link.ErrRemote}
		synctest.Wait()
		e.mu.Lock()
		e.onLeave = []overlay.Transmit{{Link: 5, Head: []byte("b"), Body: []byte("ye")}}
		e.mu.Unlock()
		if err := n.Close(); err != nil {
			t.Fatal(err)
		}
		wantCalls(t, "engine", e.said(), "timeout", "up 3 false", "peers 1", "failed 8", "audience 40", "peers 10", "failed 7", "data 3 go",
			"up 4 true", "down 4", "leave")
		wantCalls(t, "transport", w.said(), "expect 4", "want 5", "connect 7", "connecting 7", "connect 8", "flush",
			"flush", "disconnect 3", "send 5 bye", "flush", "close")
	})
}

// Signals go by a neighbour or else by the introducer, repeats the other way; those that
// come go to the transport, or on to a neighbour.
func TestSignals(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &signaller{newWire(), make(chan link.OutSignal)}
		f := &finder{w.wire, make(chan node.Introduction)}
		e := &script{on: map[string][]overlay.Event{
			"peers 1": {
				{Kind: overlay.Signalled, Peer: peer(5), Data: []byte("a")},
				{Kind: overlay.Astray, Peer: peer(5), To: peer(6), Data: []byte("b")},
				{Kind: overlay.Connect, Record: overlay.Record{Peer: peer(7), WebRTC: true}},
			},
		}}
		n, err := node.Start(t.Context(), node.Config{Engine: e, Transport: w, Introducer: f, Self: peer(1)})
		if err != nil {
			t.Fatal(err)
		}
		for _, to := range []byte{7, 7, 7, 8, 8, 9, 9} { // 8 by neighbours alone, 9 by the introducer
			w.c <- link.OutSignal{To: peer(to), Data: []byte("x")}
		}
		f.c <- node.Introduction{Peers: []overlay.Record{{Peer: peer(3)}}, Signals: []node.Signal{
			{From: peer(4), To: peer(1), Data: []byte("for me")}, {From: peer(4), To: peer(2), Data: []byte("for a neighbour")},
		}}
		synctest.Wait()
		if got, err := n.Sample(t.Context(), 3); err != nil || len(got) != 1 || got[0].Peer != peer(3) {
			t.Errorf("sample %v, %v", got, err)
		}
		_ = n.Close()
		wantCalls(t, "engine", e.said(), "timeout", "signal 7 x", "signal 7 x", "signal 8 x", "signal 8 x", "signal 9 x", "signal 9 x",
			"peers 1", "forward 4 2 for a neighbour", "leave")
		wantCalls(t, "transport", w.said(), "relay 1 7 x", "relay 1 8 x", "relay 1 9 x", "relay 1 9 x",
			"signalled 5 a", "relay 5 6 b", "connect 7", "signalled 4 for me", "flush", "flush", "close")
	})
}

func wantCalls(t *testing.T, who string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s was told\n\t%s\nwant\n\t%s", who, strings.Join(got, ", "), strings.Join(want, ", "))
	}
}

// An attempt of ours that gives way to the peer's own is no failure.
func TestBothConnect(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWire()
		w.ids[peer(7)] = 7
		e := &script{events: []overlay.Event{{Kind: overlay.Connect, Record: overlay.Record{Peer: peer(7)}}}}
		n, err := node.Start(t.Context(), node.Config{Engine: e, Transport: w})
		if err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		w.events <- link.Event{Kind: link.Up, Link: 8, Peer: peer(7)}
		w.events <- link.Event{Kind: link.Down, Link: 7, Err: link.ErrReplaced}
		synctest.Wait()
		_ = n.Close()
		wantCalls(t, "engine", e.said(), "timeout", "up 8 false", "leave")
	})
}

func TestTimer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		clock := func() time.Duration { return time.Since(start) }
		e := &script{wake: 5 * time.Second}
		n, err := node.Start(t.Context(), node.Config{Engine: e, Transport: newWire(), Clock: clock})
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(5*time.Second - 1) // the bubble's clock
		synctest.Wait()
		if slices.Contains(e.said(), "woken") {
			t.Error("woken too early")
		}
		time.Sleep(time.Nanosecond)
		synctest.Wait()
		if !slices.Contains(e.said(), "woken") {
			t.Error("not woken at the time asked for")
		}
		_ = n.Close()
	})
}

func TestTransportFails(t *testing.T) {
	w := newWire()
	n, err := node.Start(t.Context(), node.Config{Engine: &script{}, Transport: w})
	if err != nil {
		t.Fatal(err)
	}
	w.once.Do(func() { close(w.events) })
	<-n.Done()
	if !errors.Is(n.Err(), errClosed) {
		t.Errorf("error %v, want the transport's", n.Err())
	}
	if _, err := n.Blocks().Next(t.Context()); !errors.Is(err, errClosed) {
		t.Errorf("queue's error %v, want the transport's", err)
	}
	if err := n.Publish(t.Context(), &block.Sealed{}); !errors.Is(err, node.ErrEnded) {
		t.Errorf("publish: %v, want ErrEnded", err)
	}
	if _, err := n.Stats(t.Context()); !errors.Is(err, node.ErrEnded) {
		t.Errorf("stats: %v, want ErrEnded", err)
	}
}

// What was published before Close is still given to the engine.
func TestPublishBeforeClose(t *testing.T) {
	e := &script{}
	n, err := node.Start(t.Context(), node.Config{Engine: e, Transport: newWire()})
	if err != nil {
		t.Fatal(err)
	}
	const count = 50
	for i := range count {
		if err := n.Publish(t.Context(), &block.Sealed{Header: block.Header{Seq: block.MakeSeq(1, uint32(i))}}); err != nil {
			t.Fatal(err)
		}
	}
	_ = n.Close()
	calls := e.said()
	published := 0
	for _, c := range calls {
		if strings.HasPrefix(c, "publish") {
			published++
		}
	}
	if published != count || calls[len(calls)-1] != "leave" {
		t.Errorf("%d of %d blocks published; last call %q", published, count, calls[len(calls)-1])
	}
}

// Nobody takes blocks: the engine goes on, memory is bounded, the loss counted.
func TestSlowConsumer(t *testing.T) {
	const blocks, size, limit = 100, 1000, 10_000
	e := &script{}
	for i := range blocks {
		e.events = append(e.events, overlay.Event{
			Kind:   overlay.BlockReady,
			Header: &block.Header{Seq: block.MakeSeq(1, uint32(i)), Length: size, Shape: block.Shape{Data: 1, Total: 1}},
			Shards: [][]byte{make([]byte, size)},
		})
	}
	e.events = append(e.events, overlay.Event{Kind: overlay.Ended})
	n, err := node.Start(t.Context(), node.Config{Engine: e, Transport: newWire(), QueueBytes: limit})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := n.Stats(t.Context()); err != nil { // the loop is past the events
		t.Fatal(err)
	}
	var lost, got int
	next := uint32(0)
	for ended := false; !ended; {
		item, err := n.Blocks().Next(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		switch item.Kind {
		case node.Lost:
			lost += item.Lost
			next += uint32(item.Lost)
		case node.Block:
			got++
			if item.Header.Seq.Number() != next {
				t.Fatalf("block %v, want number %d", item.Header.Seq, next)
			}
			next++
		case node.Ended:
			ended = true
		}
	}
	if got != limit/size || lost != blocks-got || n.Blocks().Dropped() != uint64(lost) {
		t.Errorf("%d blocks, %d lost, %d dropped; want %d, %d, %[5]d", got, lost, n.Blocks().Dropped(), limit/size, blocks-limit/size)
	}
	_ = n.Close()
}

// TestSwarm runs real engines: a broadcaster and three viewers on one network.
func TestSwarm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const viewers, blocks = 3, 60
		network := memory.NewNetwork(1)
		network.SetConditions(memory.Conditions{Delay: 10 * time.Millisecond, Loss: 0.01})
		secret := ident.ChannelSecretFromSeed([ident.KeySize]byte{1})
		source, record := startPeer(t, network, secret, secret.PeerSecret(), overlay.Source)
		var nodes []*node.Node
		for i := range viewers {
			n, _ := startPeer(t, network, secret, ident.PeerSecret{1: byte(i + 1)}, overlay.Viewer, record)
			nodes = append(nodes, n)
		}
		results := make(chan []byte, viewers)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute) // the bubble's clock
		defer cancel()
		for _, n := range nodes {
			go func() { results <- watch(ctx, n) }()
		}
		time.Sleep(2 * time.Second) // the bubble's clock: links come up
		want := publish(t, source, secret, blocks)
		for range viewers {
			// A viewer may join at any Entry, but then misses nothing.
			if got := string(<-results); !strings.HasSuffix(want, got) || !strings.HasPrefix(got, "block 0 ") && !strings.HasPrefix(got, "block 20 ") {
				t.Errorf("a viewer got %d bytes, %.20q…, that are not the %d published", len(got), got, len(want))
			}
		}
		for _, n := range append(nodes, source) {
			if err := n.Close(); err != nil {
				t.Error(err)
			}
		}
	})
}

func startPeer(t *testing.T, network *memory.Network, channel ident.ChannelSecret, secret ident.PeerSecret, role overlay.Role, known ...overlay.Record) (*node.Node, overlay.Record) {
	t.Helper()
	transport, err := network.Open(secret, channel.Channel())
	if err != nil {
		t.Fatal(err)
	}
	cfg := overlay.Config{Channel: channel.Channel(), Self: secret.Peer(), Role: role, Seed: uint64(secret[1]),
		Coder: block.NewCoder(channel.Channel())}
	if role == overlay.Source {
		cfg.Certificate = channel.Certify(cfg.Self)
	}
	engine, err := overlay.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	f := &finder{newWire(), make(chan node.Introduction, 1)}
	in := node.Introduction{}
	for _, r := range known { // the engine keeps what it gets
		in.Peers = append(in.Peers, overlay.Record{Peer: r.Peer, Addrs: slices.Clone(r.Addrs)})
	}
	f.c <- in
	n, err := node.Start(t.Context(), node.Config{Engine: engine, Transport: transport, Introducer: f})
	if err != nil {
		t.Fatal(err)
	}
	return n, overlay.Record{Peer: cfg.Self, Addrs: transport.Addrs()}
}

func publish(t *testing.T, n *node.Node, secret ident.ChannelSecret, blocks int) (all string) {
	t.Helper()
	signer := block.NewSigner(secret)
	for i := range blocks {
		payload := []byte(strings.Repeat(fmt.Sprintf("block %d ", i), 500))
		h := block.Header{
			Seq: block.MakeSeq(1, uint32(i)), Capture: n.Now(), Length: uint16(len(payload)),
			Shape: block.Shape{Data: 8, Total: 10}, SinceEntry: uint16(i % 20),
		}
		if h.SinceEntry == 0 {
			h.Flags = block.Entry | block.Start
		}
		if i == blocks-1 {
			h.Flags |= block.End
		}
		sealed, err := signer.Seal(h, payload)
		if err != nil {
			t.Fatal(err)
		}
		if err := n.Publish(t.Context(), sealed); err != nil {
			t.Fatal(err)
		}
		all += string(payload)
		time.Sleep(40 * time.Millisecond) // the bubble's clock
	}
	return all
}

func watch(ctx context.Context, n *node.Node) (all []byte) {
	for {
		item, err := n.Blocks().Next(ctx)
		if err != nil || item.Kind == node.Lost || item.Kind == node.Ended {
			return all
		}
		all = append(all, item.Payload...)
	}
}
