package tracker

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"
)

const secondTracker = "198.51.100.2:7000"

// startClient runs a client from an address until the returned function is
// called; fill completes its configuration.
func startClient(t *testing.T, n *memoryNet, peer byte, from string, fill func(c *ClientConfig)) (*Client, func()) {
	t.Helper()
	config := ClientConfig{
		Trackers: []string{trackerAddr},
		Channel:  channelSecret(1).Channel(),
		Secret:   peerSecret(peer),
		Dial:     n.from(from),
	}
	if fill != nil {
		fill(&config)
	}
	c, err := NewClient(config)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- c.Run(ctx) }()
	return c, sync.OnceFunc(func() {
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("Run: %v", err)
		}
	})
}

// next waits up to a minute (of the bubble) for an event of a kind; others are
// passed over.
func next(t *testing.T, c *Client, kind EventKind) Event {
	t.Helper()
	timeout := time.After(time.Minute)
	for {
		select {
		case e, ok := <-c.Events():
			if !ok {
				t.Fatalf("the events ended before one of kind %d", kind)
			}
			if e.Kind == kind {
				return e
			}
		case <-timeout:
			t.Fatalf("no event of kind %d; status %+v", kind, c.Status())
		}
	}
}

func addrsOf(texts ...string) func() []netip.AddrPort {
	return func() []netip.AddrPort { return addrPorts(texts...) }
}

func TestClientsMeet(t *testing.T) {
	inMemory(t, Config{}, func(t *testing.T, n *memoryNet, _ *Server) {
		secret := channelSecret(1)
		source, stopSource := startClient(t, n, 1, "192.0.2.1:1", func(c *ClientConfig) {
			c.SourceSecret, c.Addrs, c.Upload = &secret, addrsOf("192.0.2.1:1000"), 5e6
		})
		defer stopSource()
		if up := next(t, source, EventUp); up.Count != 1 || up.Observed.String() != "192.0.2.1:1" || up.Tracker != trackerAddr {
			t.Errorf("up: %+v", up)
		}
		if e := next(t, source, EventPeers); len(e.Peers) != 0 {
			t.Errorf("peers before anybody came: %+v", e.Peers)
		}
		viewer, stopViewer := startClient(t, n, 2, "192.0.2.2:1", func(c *ClientConfig) { c.Addrs = addrsOf("192.0.2.2:2000") })
		defer stopViewer()
		got := next(t, viewer, EventPeers)
		want := PeerInfo{Peer: peerSecret(1).Peer(), Addrs: addrPorts("192.0.2.1:1000"), Source: true, Upload: 5e6}
		if len(got.Peers) != 1 || got.Peers[0].Peer != want.Peer || !slices.Equal(got.Peers[0].Addrs, want.Addrs) || !got.Peers[0].Source || got.Peers[0].Upload != want.Upload {
			t.Errorf("peers %+v, want %+v", got.Peers, want)
		}
		if err := viewer.Connecting(want.Peer); err != nil {
			t.Error(err)
		}
		if e := next(t, source, EventConnect); e.Peer != peerSecret(2).Peer() || !slices.Equal(e.Addrs, addrPorts("192.0.2.2:2000")) {
			t.Errorf("connect: %+v", e)
		}
		if err := source.Relay(peerSecret(2).Peer(), []byte("offer")); err != nil {
			t.Error(err)
		}
		if e := next(t, viewer, EventRelay); e.Peer != want.Peer || string(e.Data) != "offer" {
			t.Errorf("relay: %+v", e)
		}
		if err := source.Want(10); err != nil {
			t.Error(err)
		}
		if e := next(t, source, EventPeers); len(e.Peers) != 1 || e.Peers[0].Source {
			t.Errorf("peers at the source: %+v", e.Peers)
		}
		stopSource()
		synctest.Wait()
		if err := viewer.Relay(want.Peer, []byte("late")); err != nil {
			t.Error(err)
		}
		if e := next(t, viewer, EventGone); e.Peer != want.Peer {
			t.Errorf("gone: %+v", e)
		}
		if err := viewer.Relay(want.Peer, make([]byte, MaxRelay+1)); !errors.Is(err, ErrTooLong) {
			t.Errorf("too long: %v", err)
		}
	})
}

// TestClientSaysBye: the tracker hears a close frame, not a timeout.
func TestClientSaysBye(t *testing.T) {
	inMemory(t, Config{}, func(t *testing.T, n *memoryNet, s *Server) {
		c, stop := startClient(t, n, 1, "192.0.2.1:1", nil)
		next(t, c, EventUp)
		before := time.Now()
		stop()
		synctest.Wait()
		if s.Stats().Peers != 0 || time.Since(before) != 0 {
			t.Errorf("after %v: %+v", time.Since(before), s.Stats())
		}
		for range c.Events() { // it is closed
		}
	})
}

func TestClientAnnouncesNewAddresses(t *testing.T) {
	inMemory(t, Config{}, func(t *testing.T, n *memoryNet, s *Server) {
		var addrs atomic.Pointer[[]netip.AddrPort]
		set := func(list ...string) { l := addrPorts(list...); addrs.Store(&l) }
		set("192.0.2.1:1000", "192.0.2.1:1001")
		c, stop := startClient(t, n, 1, "192.0.2.1:1", func(c *ClientConfig) {
			c.Addrs = func() []netip.AddrPort { return *addrs.Load() }
		})
		defer stop()
		next(t, c, EventUp)
		other := join(t, n, 2, "192.0.2.2:1")
		defer other.close()
		time.Sleep(10 * addrsInterval)
		before := s.Stats().Messages
		set("192.0.2.1:2000")
		time.Sleep(2 * addrsInterval)
		synctest.Wait()
		p := only[*Peers](t, other.send(&Want{N: 1}))
		if !slices.Equal(p.Peers[0].Addrs, addrPorts("192.0.2.1:2000")) {
			t.Errorf("known as %s", Encode(p))
		}
		if n := s.Stats().Messages - before; n != 2 { // one announce, one want
			t.Errorf("%d messages", n)
		}
	})
}

// TestClientFindsRestartedTracker: within 2 s, however long it was away.
func TestClientFindsRestartedTracker(t *testing.T) {
	for _, away := range []time.Duration{0, 500 * time.Millisecond, 3 * time.Second, time.Hour} {
		synctest.Test(t, func(t *testing.T) {
			n := newMemoryNet()
			_, stopServer := n.start(t, trackerAddr, Config{})
			c, stop := startClient(t, n, 1, "192.0.2.1:1", nil)
			defer stop()
			next(t, c, EventUp)
			time.Sleep(time.Minute)
			stopServer()
			if e := next(t, c, EventDown); e.Err == nil || !strings.Contains(e.Err.Error(), "the tracker stopped") {
				t.Errorf("down: %v", e.Err)
			}
			if err := c.Want(5); !errors.Is(err, ErrNoTracker) {
				t.Errorf("want while down: %v", err)
			}
			if err := c.Relay(peerSecret(2).Peer(), nil); !errors.Is(err, ErrNoTracker) {
				t.Errorf("relay while down: %v", err)
			}
			time.Sleep(away)
			for len(c.Events()) > 0 {
				t.Errorf("away %v: told again: %+v", away, <-c.Events())
			}
			_, stopServer = n.start(t, trackerAddr, Config{})
			defer stopServer()
			began := time.Now()
			next(t, c, EventUp)
			if d := time.Since(began); d > 2*time.Second {
				t.Errorf("away %v: found after %v", away, d)
			}
			if st := c.Status(); !st[0].Up || st[0].Count != 1 || st[0].Err != nil {
				t.Errorf("%+v", st)
			}
		})
	}
}

// TestClientBacksOff: a tracker that is down is asked ever more rarely while
// another is up, and often again when there is no other.
func TestClientBacksOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newMemoryNet()
		_, stopServer := n.start(t, secondTracker, Config{})
		var dials atomic.Int64
		dial := n.from("192.0.2.1:1")
		c, stop := startClient(t, n, 1, "192.0.2.1:1", func(c *ClientConfig) {
			c.Trackers = []string{trackerAddr, secondTracker}
			c.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
				if address == trackerAddr {
					dials.Add(1)
				}
				return dial(ctx, network, address)
			}
		})
		defer stop()
		count := func(d time.Duration) int64 {
			before := dials.Load()
			time.Sleep(d)
			return dials.Load() - before
		}
		next(t, c, EventUp)
		if n := count(3 * time.Second); n < 3 || n > 8 {
			t.Errorf("%d attempts in the first 3 s", n)
		}
		count(time.Minute)
		if n := count(10 * time.Minute); n < 40 || n > 80 {
			t.Errorf("%d attempts in ten minutes, want one in 7.5 to 15 s", n)
		}
		stopServer()
		if n := count(time.Minute); n < 60 || n > 121 {
			t.Errorf("%d attempts in a minute without any tracker, want one in 0.5 to 1 s", n)
		}
	})
}

func TestRetryDelay(t *testing.T) {
	full, replaced := &Error{Code: CodeFull}, &Error{Code: CodeReplaced}
	tests := []struct {
		failures int
		alone    bool
		why      *Error
		want     time.Duration
	}{
		{1, false, nil, 250 * time.Millisecond},
		{2, false, nil, 500 * time.Millisecond},
		{4, false, nil, 2 * time.Second},
		{7, false, nil, retryMax},
		{1_000_000, false, nil, retryMax},
		{1, true, nil, 250 * time.Millisecond},
		{1_000_000, true, nil, retryAlone},
		{7, true, full, retryMax},
		{1, true, replaced, retryMax},
	}
	for _, tt := range tests {
		if got := retryDelay(tt.failures, tt.alone, tt.why); got != tt.want {
			t.Errorf("%+v: %v", tt, got)
		}
	}
}

// TestTwoClientsWithOneKey: they do not fight over it many times a second.
func TestTwoClientsWithOneKey(t *testing.T) {
	inMemory(t, Config{}, func(t *testing.T, n *memoryNet, s *Server) {
		first, stopFirst := startClient(t, n, 1, "192.0.2.1:1", nil)
		defer stopFirst()
		next(t, first, EventUp)
		second, stopSecond := startClient(t, n, 1, "192.0.2.2:1", nil)
		defer stopSecond()
		next(t, second, EventUp)
		var refused *Error
		if e := next(t, first, EventDown); !errors.As(e.Err, &refused) || refused.Code != CodeReplaced {
			t.Errorf("down: %v", e.Err)
		}
		time.Sleep(time.Minute)
		if n := s.Stats().Refused["replaced"]; n > 9 {
			t.Errorf("replaced %d times in a minute", n)
		}
	})
}

// fakeTracker serves conversations of a test's own making.
func fakeTracker(n *memoryNet, serve func(ws *websocket.Conn)) (stop func()) {
	l := n.listen(trackerAddr)
	srv := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ws, err := websocket.Accept(w, r, nil)
		if err != nil {
			return
		}
		defer func() { _ = ws.CloseNow() }()
		serve(ws)
	})}
	done := make(chan struct{})
	go func() { defer close(done); _ = srv.Serve(l) }()
	return func() { _ = srv.Close(); <-done }
}

func tell(ws *websocket.Conn, m Message) { tellText(ws, string(Encode(m))) }

func tellText(ws *websocket.Conn, text string) {
	_ = ws.Write(context.Background(), websocket.MessageText, []byte(text))
}

func goodHello() *Hello {
	return &Hello{Version: Version, Nonce: make([]byte, nonceSize), Key: peerSecret(77).Peer()}
}

func TestLyingTracker(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newMemoryNet()
		stopServer := fakeTracker(n, func(ws *websocket.Conn) {
			tell(ws, goodHello())
			_, _, _ = ws.Read(context.Background())
			tell(ws, &Welcome{Observed: addrPorts("192.0.2.1:1")[0], Peers: 1 << 40})
			tellText(ws, `{"type":"song"}`)
			tell(ws, &Peers{Peers: []PeerEntry{
				{Peer: peerSecret(1).Peer(), Addrs: addrPorts("203.0.113.1:1")}, // the client itself
				{Peer: peerSecret(2).Peer(), Source: certificate(channelSecret(2), peerSecret(2).Peer())},
				{Peer: peerSecret(3).Peer(), Source: []byte("I am")},
				{Peer: peerSecret(4).Peer(), Addrs: addrPorts("127.0.0.1:22", "192.168.1.1:80", "224.0.0.1:5", "203.0.113.1:0", "203.0.113.1:5")},
			}})
			_, _, _ = ws.Read(context.Background())
		})
		defer stopServer()
		c, stop := startClient(t, n, 1, "192.0.2.1:1", nil)
		defer stop()
		got := next(t, c, EventPeers).Peers
		if len(got) != 3 {
			t.Fatalf("%+v", got)
		}
		if got[0].Source || got[1].Source {
			t.Errorf("a source that the channel did not sign: %+v", got)
		}
		if !slices.Equal(got[2].Addrs, addrPorts("203.0.113.1:5")) {
			t.Errorf("addresses %v", got[2].Addrs)
		}
	})
}

func TestBrokenTrackers(t *testing.T) {
	ignore := func(ws *websocket.Conn) { _, _, _ = ws.Read(context.Background()) }
	tests := []struct {
		name   string
		serve  func(ws *websocket.Conn)
		reason string
	}{
		{"mute", ignore, "no answer in time"},
		{"no welcome", func(ws *websocket.Conn) {
			tell(ws, goodHello())
			for {
				if _, _, err := ws.Read(context.Background()); err != nil {
					return
				}
			}
		}, "no answer in time"},
		{"garbage", func(ws *websocket.Conn) { tellText(ws, "220 smtp"); ignore(ws) }, "malformed"},
		{"a later version", func(ws *websocket.Conn) { h := goodHello(); h.Version = 2; tell(ws, h); ignore(ws) }, "version 2"},
		{"two hellos", func(ws *websocket.Conn) { tell(ws, goodHello()); tell(ws, goodHello()); ignore(ws) }, "second hello"},
		{"welcome first", func(ws *websocket.Conn) {
			tell(ws, &Welcome{Observed: addrPorts("192.0.2.1:1")[0]})
			ignore(ws)
		}, "before hello"},
		{"a key of low order", func(ws *websocket.Conn) { h := goodHello(); h.Key = [32]byte{}; tell(ws, h); ignore(ws) }, "low order"},
		{"too long a message", func(ws *websocket.Conn) { tellText(ws, strings.Repeat(" ", MaxReply+1)); ignore(ws) }, "too big"},
		{"a hang-up", func(*websocket.Conn) {}, "connection lost"},
		{"no WebSocket", nil, "connect to tracker"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := newMemoryNet()
				if tt.serve != nil {
					defer fakeTracker(n, tt.serve)()
				}
				c, stop := startClient(t, n, 1, "192.0.2.1:1", nil)
				defer stop()
				if e := next(t, c, EventDown); !strings.Contains(e.Err.Error(), tt.reason) {
					t.Errorf("%v, want %q", e.Err, tt.reason)
				}
				// The same reason is not told again and again.
				time.Sleep(time.Minute)
				for len(c.Events()) > 0 {
					if e := <-c.Events(); e.Kind == EventDown && strings.Contains(e.Err.Error(), tt.reason) {
						t.Fatalf("told twice: %v", e.Err)
					}
				}
			})
		})
	}
}

// TestLostTrackerThatCameBackWrong: what it says then is told, however soon it is back.
func TestLostTrackerThatCameBackWrong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newMemoryNet()
		h := goodHello()
		defer fakeTracker(n, func(ws *websocket.Conn) {
			tell(ws, h)
			_, _, _ = ws.Read(context.Background())
			tell(ws, &Welcome{Observed: addrPorts("192.0.2.1:1")[0], Peers: 1})
			h = &Hello{Version: 2, Nonce: h.Nonce, Key: h.Key}
		})()
		c, stop := startClient(t, n, 1, "192.0.2.1:1", nil)
		defer stop()
		next(t, c, EventUp)
		if e := next(t, c, EventDown); strings.Contains(e.Err.Error(), "version") {
			t.Errorf("%v", e.Err)
		}
		if e := next(t, c, EventDown); !strings.Contains(e.Err.Error(), "version 2") {
			t.Errorf("%v", e.Err)
		}
	})
}

// TestTrackerThatVanishes: no close frame, no reset, just no more answers.
func TestTrackerThatVanishes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newMemoryNet()
		vanished := make(chan struct{})
		defer fakeTracker(n, func(ws *websocket.Conn) {
			tell(ws, goodHello())
			_, _, _ = ws.Read(context.Background())
			tell(ws, &Welcome{Observed: addrPorts("192.0.2.1:1")[0], Peers: 1})
			<-vanished
		})()
		defer close(vanished)
		c, stop := startClient(t, n, 1, "192.0.2.1:1", nil)
		defer stop()
		next(t, c, EventUp)
		before := time.Now()
		e := next(t, c, EventDown)
		if d := time.Since(before); d > PingInterval+PingTimeout {
			t.Errorf("noticed after %v", d)
		}
		if !strings.Contains(e.Err.Error(), "does not answer any more") {
			t.Errorf("%v", e.Err)
		}
	})
}

func TestEventsAreBounded(t *testing.T) {
	inMemory(t, Config{}, func(t *testing.T, n *memoryNet, _ *Server) {
		c, stop := startClient(t, n, 1, "192.0.2.1:1", nil)
		next(t, c, EventPeers)
		for range eventQueue + 40 {
			if err := c.Want(1); err != nil {
				t.Fatal(err)
			}
			time.Sleep(100 * time.Millisecond)
		}
		synctest.Wait()
		if len(c.Events()) != eventQueue || c.Dropped() != 40 {
			t.Errorf("%d wait, %d dropped", len(c.Events()), c.Dropped())
		}
		stop()
	})
}

func TestKnownPeersAreBounded(t *testing.T) {
	c, err := NewClient(ClientConfig{Trackers: []string{"a:1", "b:2"}, Channel: channelSecret(1).Channel(), Secret: peerSecret(1)})
	if err != nil {
		t.Fatal(err)
	}
	for i := range maxKnown + 100 {
		p := peerSecret(1).Peer()
		p[0], p[1] = byte(i), byte(i>>8)
		c.learn(c.all[0], p)
	}
	if len(c.known) != maxKnown {
		t.Errorf("%d known", len(c.known))
	}
	p := peerSecret(9).Peer()
	c.learn(c.all[0], p)
	c.learn(c.all[1], p)
	c.unlearn(c.all[0], p)
	if c.known[p] != 2 {
		t.Errorf("known by %b", c.known[p])
	}
	c.unlearn(c.all[1], p)
	if _, ok := c.known[p]; ok {
		t.Error("still known")
	}
}

func TestTrackerAddresses(t *testing.T) {
	tests := []struct{ address, url, wrong string }{
		{"tracker.example:7000", "ws://tracker.example:7000/v1/announce", ""},
		{"tracker.example:443", "wss://tracker.example:443/v1/announce", ""},
		{"wss://tracker.example:7000", "wss://tracker.example:7000/v1/announce", ""},
		{"ws://tracker.example:443/", "ws://tracker.example:443/v1/announce", ""},
		{"[2001:db8::1]:7000", "ws://[2001:db8::1]:7000/v1/announce", ""},
		{"tracker.example", "", "want host:port"},
		{":7000", "", "want host:port"},
		{"http://tracker.example:80", "", "scheme"},
		{"tracker.example:0", "", "port"},
		{"tracker.example:70000", "", "port"},
		{"tracker.example/x:70", "", "want host:port"},
		{"user@tracker.example:70", "", "want host:port"},
	}
	for _, tt := range tests {
		c, err := NewClient(ClientConfig{Trackers: []string{tt.address}, Secret: peerSecret(1)})
		switch {
		case tt.wrong != "":
			if err == nil || !strings.Contains(err.Error(), tt.wrong) {
				t.Errorf("%s: %v, want %q", tt.address, err, tt.wrong)
			}
		case err != nil || c.all[0].url != tt.url:
			t.Errorf("%s: %v, %v", tt.address, c, err)
		}
	}
}

func TestClientConfiguration(t *testing.T) {
	secret := channelSecret(2)
	for name, config := range map[string]ClientConfig{
		"too many trackers": {Trackers: make([]string, MaxTrackers+1)},
		"another's secret":  {SourceSecret: &secret, Channel: channelSecret(1).Channel()},
		"negative upload":   {Upload: -1},
	} {
		if _, err := NewClient(config); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	c, err := NewClient(ClientConfig{Trackers: []string{"a:1", "ws://a:1", "b:1"}, Secret: peerSecret(1)})
	if err != nil || len(c.all) != 2 {
		t.Errorf("the same tracker twice: %v, %v", c.all, err)
	}
}

// TestOverTCP runs both sides over the real network stack once.
func TestOverTCP(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	s := New(Config{Names: []string{ln.Addr().String()}})
	served := make(chan error, 1)
	go func() { served <- s.Serve(ctx, ln) }()
	var clients [3]*Client
	var running sync.WaitGroup
	for i := range clients {
		clients[i], err = NewClient(ClientConfig{
			Trackers: []string{ln.Addr().String()}, Channel: channelSecret(1).Channel(),
			Secret: peerSecret(byte(i)), Addrs: addrsOf("127.0.0.1:7001"),
		})
		if err != nil {
			t.Fatal(err)
		}
		running.Go(func() { _ = clients[i].Run(ctx) })
		if up := next(t, clients[i], EventUp); up.Count != i+1 || !up.Observed.Addr().IsLoopback() {
			t.Errorf("up: %+v", up)
		}
		if p := next(t, clients[i], EventPeers); len(p.Peers) != i {
			t.Errorf("peers: %+v", p)
		}
	}
	cancel()
	running.Wait()
	if err := <-served; err != nil {
		t.Error(err)
	}
}
