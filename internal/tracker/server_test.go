package tracker

import (
	"context"
	"crypto/ecdh"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"

	"throng/internal/ident"
)

// inMemory runs a test against a tracker in a bubble of its own time.
func inMemory(t *testing.T, c Config, f func(t *testing.T, n *memoryNet, s *Server)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		n := newMemoryNet()
		s, stop := n.start(t, trackerAddr, c)
		defer stop() // where f gives up
		f(t, n, s)
		stop()
		if st := s.Stats(); st.Channels != 0 || st.Peers != 0 || st.Connections != 0 {
			t.Errorf("left behind: %+v", st)
		}
	})
}

func join(t *testing.T, n *memoryNet, peer byte, from string, addrs ...string) *rawClient {
	t.Helper()
	c := mustDial(t, n, from)
	only[*Welcome](t, c.send(c.announceOf(peer, 0, addrs...)))
	return c
}

func TestPoisoningIsRefused(t *testing.T) {
	other := channelSecret(2)
	tests := []struct {
		name  string
		spoil func(a *Announce)
		code  string
	}{
		{"a key that is not one's own", func(a *Announce) { a.Peer = peerSecret(9).Peer() }, CodeProof},
		{"no proof", func(a *Announce) { a.Proof = nil }, CodeProof},
		{"another channel than proven", func(a *Announce) { a.Channel = other.Channel() }, CodeProof},
		{"another tracker than proven", func(a *Announce) { a.Tracker = "evil.example:7000" }, CodeTracker},
		{"a key of low order", func(a *Announce) { a.Peer = ident.Peer{} }, CodeProof},
		{"a source of another channel", func(a *Announce) { a.Source = certificate(other, a.Peer) }, CodeSource},
		{"a source signature of another peer", func(a *Announce) { a.Source = certificate(channelSecret(1), peerSecret(9).Peer()) }, CodeSource},
		{"a later version", func(a *Announce) { a.Version = 2 }, CodeVersion},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inMemory(t, Config{Names: []string{trackerAddr}}, func(t *testing.T, n *memoryNet, s *Server) {
				victim := join(t, n, 9, "192.0.2.9:1", "192.0.2.9:9000")
				defer victim.close()
				c := mustDial(t, n, "192.0.2.1:1")
				defer c.close()
				a := c.announceOf(1, 5, "192.0.2.1:9000")
				tt.spoil(a)
				if e := only[*Error](t, c.send(a)); e.Code != tt.code {
					t.Errorf("code %q, want %q", e.Code, tt.code)
				}
				if got := websocket.CloseStatus(c.ended()); got != websocket.StatusPolicyViolation {
					t.Errorf("closed with %v: %v", got, c.ended())
				}
				if victim.ended() != nil || s.Stats().Peers != 1 {
					t.Errorf("the other peer suffered: %v, %+v", victim.ended(), s.Stats())
				}
				if s.Stats().Refused[tt.code] != 1 {
					t.Errorf("counted as %v", s.Stats().Refused)
				}
			})
		})
	}
}

func TestProofIsForOneConnection(t *testing.T) {
	inMemory(t, Config{}, func(t *testing.T, n *memoryNet, _ *Server) {
		a, b := mustDial(t, n, "192.0.2.1:1"), mustDial(t, n, "192.0.2.2:1")
		defer a.close()
		defer b.close()
		if e := only[*Error](t, b.send(a.announceOf(1, 0))); e.Code != CodeProof {
			t.Errorf("a proof for another connection: %q", e.Code)
		}
	})
}

func TestProofGolden(t *testing.T) {
	key, err := ecdh.X25519().NewPrivateKey(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	c := &challenge{key: key, nonce: []byte("0123456789abcdef")}
	a := announceTo(t, c.hello(), 1, 0)
	const want = "33be2b769bb818aba600179c1b7b7ae534c39e66b1b253d6f584309ddea833a7"
	if got := fmt.Sprintf("%x", a.Proof); got != want {
		t.Errorf("proof %s, want %s", got, want)
	}
	if !c.proven(a) {
		t.Error("the proof is not accepted")
	}
	a.Proof[0] ^= 1
	if c.proven(a) {
		t.Error("a changed proof is accepted")
	}
	if _, err := Prove(peerSecret(1), &Hello{Nonce: c.nonce}, a.Channel, ""); err == nil {
		t.Error("a tracker key of low order is agreed with")
	}
}

func TestReplacedAnnounce(t *testing.T) {
	inMemory(t, Config{}, func(t *testing.T, n *memoryNet, s *Server) {
		first := join(t, n, 1, "192.0.2.1:1", "192.0.2.1:1000")
		defer first.close()
		other := join(t, n, 2, "192.0.2.2:1")
		defer other.close()
		second := join(t, n, 1, "203.0.113.1:1", "203.0.113.1:2000")
		defer second.close()
		synctest.Wait()
		if e := only[*Error](t, first.messages()); e.Code != CodeReplaced {
			t.Errorf("the first was told %q", e.Code)
		}
		if first.ended() == nil {
			t.Error("the first connection stays")
		}
		if st := s.Stats(); st.Peers != 2 || st.Refused["replaced"] != 1 {
			t.Errorf("%+v", st)
		}
		p := only[*Peers](t, other.send(&Want{N: 10}))
		if len(p.Peers) != 1 || !slices.Equal(p.Peers[0].Addrs, addrPorts("203.0.113.1:2000")) {
			t.Errorf("peers now: %s", Encode(p))
		}
	})
}

func TestPeerChangesItsAddresses(t *testing.T) {
	inMemory(t, Config{}, func(t *testing.T, n *memoryNet, s *Server) {
		a := join(t, n, 1, "192.0.2.1:1", "192.0.2.1:1000")
		defer a.close()
		b := join(t, n, 2, "192.0.2.2:1")
		defer b.close()
		if w := only[*Welcome](t, a.send(a.announceOf(1, 0, "192.0.2.1:1001"))); w.Peers != 2 {
			t.Errorf("%d peers", w.Peers)
		}
		p := only[*Peers](t, b.send(&Want{N: 1}))
		if !slices.Equal(p.Peers[0].Addrs, addrPorts("192.0.2.1:1001")) {
			t.Errorf("peers now: %s", Encode(p))
		}
		if e := only[*Error](t, a.send(a.announceOf(3, 0))); e.Code != CodeBad {
			t.Errorf("another key on the same connection: %q", e.Code)
		}
		if s.Stats().Peers != 1 {
			t.Errorf("%+v", s.Stats())
		}
	})
}

func TestBelievedAddresses(t *testing.T) {
	tests := []struct {
		name     string
		observed string
		claimed  []string
		trusted  bool
		want     []string
	}{
		{"one's own", "192.0.2.1", []string{"192.0.2.1:5"}, false, []string{"192.0.2.1:5"}},
		{"a third party", "192.0.2.1", []string{"203.0.113.9:53", "192.0.2.1:5"}, false, []string{"192.0.2.1:5"}},
		{"only a third party", "192.0.2.1", []string{"203.0.113.9:53"}, false, []string{"192.0.2.1:53"}},
		{"behind a NAT", "192.0.2.1", []string{"192.168.1.2:5", "10.0.0.1:6"}, false, []string{"192.0.2.1:5"}},
		{"on the LAN", "192.168.1.2", []string{"192.168.1.2:5", "10.0.0.1:5", "127.0.0.1:5", "203.0.113.9:5"}, false, []string{"192.168.1.2:5", "10.0.0.1:5"}},
		{"on the same machine", "127.0.0.1", []string{"192.168.1.2:5", "203.0.113.9:5"}, false, []string{"127.0.0.1:5", "192.168.1.2:5"}},
		{"trusted", "127.0.0.1", []string{"192.168.1.2:5", "203.0.113.9:5", "224.0.0.1:5"}, true, []string{"127.0.0.1:5", "192.168.1.2:5", "203.0.113.9:5"}},
		{"no addresses", "192.0.2.1", nil, false, nil},
		{"no port", "192.0.2.1", []string{"192.0.2.1:0"}, false, nil},
		{"nowhere", "192.168.1.2", []string{"0.0.0.0:5", "255.255.255.255:5", "[ff02::1]:5", "[::]:5", "192.168.1.2:5"}, false, []string{"192.168.1.2:5"}},
		{"IPv4 in IPv6", "::ffff:192.0.2.1", []string{"[::ffff:192.0.2.1]:5"}, false, []string{"192.0.2.1:5"}},
		{"IPv6", "2001:db8::1", []string{"[2001:db8::1]:5", "[2001:db8::2]:5", "[fe80::1%eth0]:5", "[fd00::1]:5"}, false, []string{"[2001:db8::1]:5"}},
		{"twice", "192.0.2.1", []string{"192.0.2.1:5", "192.0.2.1:5", "192.0.2.1:6"}, false, []string{"192.0.2.1:5", "192.0.2.1:6"}},
		{"too many", "10.0.0.9", []string{"10.0.0.1:1", "10.0.0.2:1", "10.0.0.3:1", "10.0.0.4:1", "10.0.0.5:1", "10.0.0.6:1", "10.0.0.7:1", "10.0.0.8:1", "10.0.0.9:1"}, false,
			[]string{"10.0.0.9:1", "10.0.0.1:1", "10.0.0.2:1", "10.0.0.3:1", "10.0.0.4:1", "10.0.0.5:1", "10.0.0.6:1", "10.0.0.7:1"}},
	}
	for _, tt := range tests {
		got := believed(netip.MustParseAddr(tt.observed), addrPorts(tt.claimed...), tt.trusted)
		if !slices.Equal(got, addrPorts(tt.want...)) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestUsableAddresses(t *testing.T) {
	all := addrPorts("127.0.0.1:5", "192.168.1.2:5", "203.0.113.9:5", "224.0.0.1:5", "203.0.113.9:0")
	for from, want := range map[string][]string{
		"127.0.0.1":    {"127.0.0.1:5", "192.168.1.2:5", "203.0.113.9:5"},
		"10.1.1.1":     {"192.168.1.2:5", "203.0.113.9:5"},
		"198.51.100.1": {"203.0.113.9:5"},
	} {
		if got := usable(netip.MustParseAddr(from), all); !slices.Equal(got, addrPorts(want...)) {
			t.Errorf("from %s: %v, want %v", from, got, want)
		}
	}
	if got := usable(netip.Addr{}, all); !slices.Equal(got, addrPorts("203.0.113.9:5")) {
		t.Errorf("from an unknown place: %v", got)
	}
}

func TestFairSampleWithSources(t *testing.T) {
	const peers = 40
	inMemory(t, Config{}, func(t *testing.T, n *memoryNet, _ *Server) {
		var sources []ident.Peer
		for i := range byte(peers) {
			c := mustDial(t, n, fmt.Sprintf("192.0.2.%d:1", i+1))
			defer c.close()
			a := c.announceOf(i+1, 0, fmt.Sprintf("192.0.2.%d:9", i+1))
			if i == 20 || i == 30 {
				a.Source = certificate(channelSecret(1), a.Peer)
				sources = append(sources, a.Peer)
			}
			only[*Welcome](t, c.send(a))
		}
		c := mustDial(t, n, "192.0.2.200:1")
		defer c.close()
		only[*Welcome](t, c.send(c.announceOf(200, 0)))
		seen := map[ident.Peer]int{}
		for range 100 {
			p := only[*Peers](t, c.send(&Want{N: 5}))
			if len(p.Peers) != 5 || p.Peers[0].Peer != sources[1] || p.Peers[1].Peer != sources[0] {
				t.Fatalf("not 5 peers with the newest source first: %s", Encode(p))
			}
			once := map[ident.Peer]bool{}
			for _, e := range p.Peers {
				if once[e.Peer] || e.Peer == peerSecret(200).Peer() {
					t.Fatalf("twice or oneself: %s", Encode(p))
				}
				once[e.Peer] = true
				seen[e.Peer]++
			}
			time.Sleep(100 * time.Millisecond) // of the bubble: within the message rate
		}
		// 300 draws over 38 peers: one is missing with probability 38·e^-7.9 = 1.4 %
		// at the worst; three, never in practice.
		if len(seen) < peers-2 {
			t.Errorf("only %d of %d peers were ever given", len(seen), peers)
		}
		if p := only[*Peers](t, c.send(&Want{N: 1_000_000})); len(p.Peers) != peers {
			t.Errorf("all: %d peers, want %d", len(p.Peers), peers)
		}
	})
}

func TestFloodsAndGarbage(t *testing.T) {
	tests := []struct {
		name  string
		send  func(c *rawClient)
		cause string
	}{
		{"too many messages", func(c *rawClient) {
			for range 100 {
				c.write(`{"type":"tomorrow"}`)
			}
		}, "rate"},
		{"too long a message", func(c *rawClient) { c.write(strings.Repeat(" ", MaxRequest+1)) }, "too_long"},
		{"no JSON", func(c *rawClient) { c.write("GET / HTTP/1.1") }, "bad"},
		{"binary", func(c *rawClient) { _ = c.ws.Write(context.Background(), websocket.MessageBinary, []byte("{}")) }, "bad"},
		{"want before announce", func(c *rawClient) { c.write(`{"type":"want","n":5}`) }, "bad"},
		{"nothing at all", func(*rawClient) { time.Sleep(AnnounceTimeout) }, "silent"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inMemory(t, Config{Limits: Limits{MessageBurst: 50}}, func(t *testing.T, n *memoryNet, s *Server) {
				c := mustDial(t, n, "192.0.2.1:1")
				defer c.close()
				tt.send(c)
				<-c.done
				synctest.Wait()
				if s.Stats().Refused[tt.cause] != 1 {
					t.Errorf("counted as %v", s.Stats().Refused)
				}
			})
		})
	}
}

func TestUnknownTypesAndMembersAreIgnored(t *testing.T) {
	inMemory(t, Config{}, func(t *testing.T, n *memoryNet, _ *Server) {
		c := join(t, n, 1, "192.0.2.1:1")
		defer c.close()
		c.write(`{"type":"tomorrow","n":{}}`)
		c.write(`{"type":"want","n":3,"why":"because"}`)
		synctest.Wait()
		if p := only[*Peers](t, c.messages()); len(p.Peers) != 0 {
			t.Errorf("%s", Encode(p))
		}
	})
}

func TestSlowReaderIsDisconnected(t *testing.T) {
	for name, wants := range map[string]int{"full queue": 150, "stalled write": 20} {
		t.Run(name, func(t *testing.T) {
			inMemory(t, Config{Limits: Limits{MessageBurst: 1000}}, func(t *testing.T, n *memoryNet, s *Server) {
				deaf := announceDeaf(t, n, 1, "192.0.2.1:1")
				defer deaf.close()
				other := join(t, n, 2, "192.0.2.2:1")
				defer other.close()
				began := time.Now()
				for range wants {
					deaf.write(`{"type":"want","n":50}`)
				}
				synctest.Wait()
				if gone := s.Stats().Connections == 1; gone != (wants > s.limits.Queue) {
					t.Errorf("after %d answers unread: gone is %v", wants, gone)
				}
				for s.Stats().Connections > 1 && time.Since(began) < time.Minute {
					time.Sleep(100 * time.Millisecond)
				}
				if d := time.Since(began); d > WriteTimeout+CloseTimeout {
					t.Errorf("gone after %v", d)
				}
				if st := s.Stats(); st.Peers != 1 || st.Refused["slow"] != 1 {
					t.Errorf("%+v", st)
				}
				if other.ended() != nil {
					t.Errorf("another client suffered: %v", other.ended())
				}
			})
		})
	}
}

func TestClientThatVanishesIsForgotten(t *testing.T) {
	inMemory(t, Config{}, func(t *testing.T, n *memoryNet, s *Server) {
		alive := join(t, n, 1, "192.0.2.1:1")
		defer alive.close()
		deaf := announceDeaf(t, n, 2, "192.0.2.2:1")
		defer deaf.close()
		if s.Stats().Peers != 2 {
			t.Fatal("not announced")
		}
		time.Sleep(PingInterval + PingTimeout + time.Second)
		if s.Stats().Peers != 1 || s.Stats().Refused["silent"] != 1 {
			t.Errorf("a client that does not answer pings: %+v", s.Stats())
		}
		time.Sleep(10 * PingInterval)
		if s.Stats().Peers != 1 {
			t.Error("a client that answers pings was forgotten")
		}
	})
}

// TestFloodedPeerStays: a peer that others flood keeps its connection; what is
// too much for it is dropped.
func TestFloodedPeerStays(t *testing.T) {
	inMemory(t, Config{Limits: Limits{MessageBurst: 10_000, Queue: 8}}, func(t *testing.T, n *memoryNet, s *Server) {
		deaf := announceDeaf(t, n, 2, "192.0.2.2:1")
		defer deaf.close()
		a := join(t, n, 1, "192.0.2.1:1")
		defer a.close()
		const sent = 1000
		for range sent {
			a.write(string(Encode(&RelayTo{To: peerSecret(2).Peer(), Data: []byte("x")})))
		}
		synctest.Wait()
		st := s.Stats()
		// Half of the queue waits, one message is in the writer's hands, and the
		// network holds a few.
		if kept := sent - st.Refused["flooded"]; kept < 5 || kept > 5+2*pipeBuffer {
			t.Errorf("%d of %d kept", kept, sent)
		}
		if st.Peers != 2 || st.Refused["slow"] != 0 {
			t.Errorf("%+v", st)
		}
		for range 5 {
			if _, _, err := deaf.ws.Read(context.Background()); err != nil {
				t.Fatalf("the flooded peer lost its connection: %v", err)
			}
		}
	})
}

func TestLimits(t *testing.T) {
	inMemory(t, Config{Limits: Limits{PeersPerChannel: 2, Channels: 1, ConnectionsPerIP: 3, Connections: 4}}, func(t *testing.T, n *memoryNet, s *Server) {
		one, two := join(t, n, 1, "192.0.2.1:1"), join(t, n, 2, "192.0.2.1:2")
		defer one.close()
		defer two.close()
		three := mustDial(t, n, "192.0.2.1:3")
		defer three.close()
		if e := only[*Error](t, three.send(three.announceOf(3, 0))); e.Code != CodeFull {
			t.Errorf("a third peer: %q", e.Code)
		}
		synctest.Wait() // its connection is closed
		three = mustDial(t, n, "192.0.2.1:3")
		defer three.close()
		channel := channelSecret(2).Channel()
		p, err := Prove(peerSecret(3), three.hello, channel, "x:1")
		if err != nil {
			t.Fatal(err)
		}
		a := &Announce{Version: Version, Channel: channel, Peer: peerSecret(3).Peer(), Tracker: "x:1", Proof: p}
		if e := only[*Error](t, three.send(a)); e.Code != CodeFull {
			t.Errorf("a second channel: %q", e.Code)
		}
		// A full channel still takes a peer that comes back.
		again := join(t, n, 2, "192.0.2.1:4")
		defer again.close()
		third := mustDial(t, n, "192.0.2.1:5")
		defer third.close()
		if c, err := dialRaw(t, n, "192.0.2.1:6", false); err == nil {
			c.close()
			t.Error("a fourth connection from one address")
		}
		other := mustDial(t, n, "192.0.2.2:1")
		defer other.close()
		if c, err := dialRaw(t, n, "192.0.2.3:1", false); err == nil {
			c.close()
			t.Error("a fifth connection")
		}
		r := s.Stats().Refused
		if r["peers"] != 1 || r["channels"] != 1 || r["per_ip"] != 1 || r["connections"] != 1 {
			t.Errorf("%v", r)
		}
	})
}

// TestIdleSocketsAreLimited: sockets that never ask for anything count too.
func TestIdleSocketsAreLimited(t *testing.T) {
	inMemory(t, Config{Limits: Limits{ConnectionsPerIP: 3}}, func(t *testing.T, n *memoryNet, s *Server) {
		open := 0
		for i := range 10 {
			c, err := n.from(fmt.Sprintf("192.0.2.1:%d", i+1))(context.Background(), "tcp", trackerAddr)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = c.Close() }()
			synctest.Wait()
			if _, err := c.Write([]byte("G")); err == nil {
				open++
				go func() { _, _ = io.Copy(io.Discard, c) }()
			}
		}
		if open != 3 || s.Stats().Refused["per_ip"] != 7 {
			t.Errorf("%d open, refused %v", open, s.Stats().Refused)
		}
		time.Sleep(6 * time.Second) // past the time to send a request
		synctest.Wait()
		c := mustDial(t, n, "192.0.2.1:99")
		c.close()
	})
}

func TestServerSaysGoodBye(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newMemoryNet()
		_, stop := n.start(t, trackerAddr, Config{})
		c := join(t, n, 1, "192.0.2.1:1")
		stop()
		<-c.done
		if got := websocket.CloseStatus(c.ended()); got != websocket.StatusGoingAway {
			t.Errorf("closed with %v: %v", got, c.ended())
		}
	})
}

func TestPages(t *testing.T) {
	s := New(Config{})
	defer s.Close()
	for path, want := range map[string]string{"/": "Throng tracker", "/healthz": "ok\n"} {
		w := httptest.NewRecorder()
		s.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: %d %q", path, w.Code, w.Body)
		}
	}
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, Path, nil))
	if w.Code != http.StatusUpgradeRequired {
		t.Errorf("no WebSocket: %d", w.Code)
	}
}

func TestClientAddressBehindProxies(t *testing.T) {
	s := New(Config{Proxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("10.0.0.0/8")}})
	defer s.Close()
	tests := []struct{ remote, forwarded, want string }{
		{"192.0.2.1:5", "203.0.113.1", "192.0.2.1:5"}, // not a proxy: not believed
		{"127.0.0.1:5", "203.0.113.1", "203.0.113.1:0"},
		{"127.0.0.1:5", "198.51.100.7, 203.0.113.1, 10.1.1.1", "203.0.113.1:0"},
		{"127.0.0.1:5", "nonsense", ""},
		{"127.0.0.1:5", "", ""},
	}
	for _, tt := range tests {
		r := httptest.NewRequest(http.MethodGet, Path, nil)
		r.RemoteAddr = tt.remote
		r.Header.Set("X-Forwarded-For", tt.forwarded)
		got, err := s.clientAddr(r)
		if (err != nil) != (tt.want == "") || err == nil && got.String() != tt.want {
			t.Errorf("%+v: %v, %v", tt, got, err)
		}
	}
}
