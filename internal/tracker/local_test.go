package tracker

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"throng/internal/ident"
)

// here is a peer in the tracker's process, with a neighbour.
type here struct {
	entries []PeerEntry
	mu      sync.Mutex
	told    []string
}

func (h *here) note(format string, args ...any) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.told = append(h.told, fmt.Sprintf(format, args...))
}

func (h *here) Entries() []PeerEntry { return h.entries }

func (h *here) Connect(from, to ident.Peer, addrs []netip.AddrPort) bool {
	if to != h.entries[0].Peer {
		return false
	}
	h.note("connect %s %v", from.Short(), addrs)
	return true
}

func (h *here) Relay(from, to ident.Peer, data []byte) bool {
	if !slices.ContainsFunc(h.entries, func(e PeerEntry) bool { return e.Peer == to }) {
		return false
	}
	h.note("relay %s %s %s", from.Short(), to.Short(), data)
	return true
}

func newHere() *here {
	return &here{entries: []PeerEntry{
		{Peer: peerSecret(50).Peer(), Addrs: addrPorts("192.0.2.50:1"), WebRTC: true},
		{Peer: peerSecret(51).Peer(), WebRTC: true},
		{Peer: peerSecret(52).Peer(), Addrs: addrPorts("192.0.2.52:1")},
	}}
}

func short(n byte) string { return peerSecret(n).Peer().Short() }

// A peer that has the tracker in its process is named with its neighbours, and gets and
// passes on what is meant for them; what they say comes back through it.
func TestLocalPeer(t *testing.T) {
	h := newHere()
	inMemory(t, Config{Local: h, Channels: []ident.Channel{channelSecret(1).Channel()}}, func(t *testing.T, n *memoryNet, s *Server) {
		tab := mustDial(t, n, "192.0.2.1:1")
		defer tab.close()
		a := tab.announceOf(1, 0)
		a.WebRTC = true
		if w := only[*Welcome](t, tab.send(a)); w.Peers != 2 {
			t.Errorf("%d peers", w.Peers)
		}
		p := only[*Peers](t, tab.send(&Want{N: 10}))
		if len(p.Peers) != 2 || p.Peers[0].Peer != h.entries[0].Peer || p.Peers[1].Peer != h.entries[1].Peer {
			t.Errorf("the tab is told %s", Encode(p))
		}
		old := join(t, n, 2, "192.0.2.2:1", "192.0.2.2:1000")
		defer old.close()
		if p := only[*Peers](t, old.send(&Want{N: 10})); len(p.Peers) != 2 || p.Peers[0].Peer != h.entries[0].Peer || p.Peers[1].Peer != h.entries[2].Peer {
			t.Errorf("one without WebRTC is told %s", Encode(p))
		}
		tab.write(string(Encode(&RelayTo{To: peerSecret(50).Peer(), Data: []byte("offer")})))
		tab.write(string(Encode(&RelayTo{To: peerSecret(51).Peer(), Data: []byte("offer")})))
		old.write(string(Encode(&ConnectTo{To: peerSecret(50).Peer()})))
		synctest.Wait()
		want := []string{"connect " + short(2) + " [192.0.2.2:1000]", "relay " + short(1) + " " + short(50) + " offer", "relay " + short(1) + " " + short(51) + " offer"}
		slices.Sort(h.told)
		slices.Sort(want)
		if !slices.Equal(h.told, want) {
			t.Errorf("told %q, want %q", h.told, want)
		}
		for _, to := range []byte{1, 53} { // oneself, and nobody
			if e := only[*Error](t, tab.send(&RelayTo{To: peerSecret(to).Peer(), Data: []byte("x")})); e.Code != CodeGone {
				t.Errorf("relay to %d: %+v", to, e)
			}
		}
		if e := only[*Error](t, tab.send(&ConnectTo{To: peerSecret(51).Peer()})); e.Code != CodeGone {
			t.Errorf("connect to a neighbour: %+v", e)
		}
		if s.Relay(peerSecret(51).Peer(), peerSecret(9).Peer(), []byte("x")) || s.Relay(peerSecret(1).Peer(), peerSecret(1).Peer(), []byte("x")) {
			t.Error("there is a way to nobody")
		}
		if !s.Relay(peerSecret(51).Peer(), peerSecret(1).Peer(), []byte("answer")) {
			t.Error("there is no way to the tab")
		}
		synctest.Wait()
		if r := only[*Relay](t, tab.messages()); r.From != peerSecret(51).Peer() || string(r.Data) != "answer" {
			t.Errorf("%s", Encode(r))
		}
	})
}

// A flood of clients does not drown the peer in whose process the tracker is.
func TestFloodOfLocalPeer(t *testing.T) {
	h := newHere()
	inMemory(t, Config{Local: h, Channels: []ident.Channel{channelSecret(1).Channel()}, Limits: Limits{MessageBurst: 10_000}}, func(t *testing.T, n *memoryNet, s *Server) {
		c := join(t, n, 1, "192.0.2.1:1", "192.0.2.1:1")
		defer c.close()
		for range 40 {
			c.write(string(Encode(&RelayTo{To: peerSecret(50).Peer(), Data: make([]byte, MaxRelay)})))
		}
		synctest.Wait()
		if got := len(h.told); got > foreignBurst/MaxRelay || got == 0 || s.Stats().Refused["flooded"] == 0 {
			t.Errorf("told %d of 40 times; %v", got, s.Stats().Refused)
		}
	})
}

// The neighbours of the peer do not keep those out that are connected.
func TestLocalPeersShare(t *testing.T) {
	h := newHere()
	for i := range byte(60) {
		h.entries = append(h.entries, PeerEntry{Peer: peerSecret(100 + i).Peer(), Addrs: addrPorts(fmt.Sprintf("192.0.2.%d:1", 100+i))})
	}
	inMemory(t, Config{Local: h, Channels: []ident.Channel{channelSecret(1).Channel()}}, func(t *testing.T, n *memoryNet, _ *Server) {
		for i := range byte(10) {
			c := join(t, n, i+1, fmt.Sprintf("192.0.2.%d:1", i+1), fmt.Sprintf("192.0.2.%d:1", i+1))
			defer c.close()
		}
		c := join(t, n, 20, "192.0.2.20:1", "192.0.2.20:1")
		defer c.close()
		connected := 0
		p := only[*Peers](t, c.send(&Want{N: 10}))
		for _, e := range p.Peers {
			if e.Addrs[0].Addr().As4()[3] <= 10 {
				connected++
			}
		}
		if len(p.Peers) != 10 || connected != 5 {
			t.Errorf("%d of %d are connected", connected, len(p.Peers))
		}
	})
}

// Clients are told of the servers that help WebRTC; of the tracker's own those that came
// straight here.
func TestICE(t *testing.T) {
	servers := []string{"turn:u:p@192.0.2.7:1", "stun:192.0.2.8:1", "stun:192.0.2.8:2", "stun:192.0.2.8:3", "stun:192.0.2.8:4"}
	c := Config{ICE: servers, STUN: true, Proxies: []netip.Prefix{netip.MustParsePrefix("192.0.2.99/32")}}
	inMemory(t, c, func(t *testing.T, n *memoryNet, s *Server) {
		client, stop := startClient(t, n, 1, "192.0.2.1:1", func(c *ClientConfig) { c.WebRTC = true })
		defer stop()
		if up := next(t, client, EventUp); !slices.Equal(up.ICE, append([]string{"stun:" + trackerAddr}, servers[:3]...)) {
			t.Errorf("told of %q", up.ICE)
		}
		if got := s.ice(&session{remote: addrPorts("192.0.2.1:0")[0]}, &Announce{Tracker: trackerAddr}); !slices.Equal(got, servers[:4]) {
			t.Errorf("through a proxy: %q", got)
		}
		if got := s.ice(&session{remote: addrPorts("192.0.2.1:1")[0]}, &Announce{Tracker: "no address"}); !slices.Equal(got, servers[:4]) {
			t.Errorf("by a strange name: %q", got)
		}
	})
	m, err := DecodeReply([]byte(`{"type":"welcome","observed":"192.0.2.1:1","peers":1,"ice":["sturn:a:1","stun:a:1","stun:a","stun:b:1","stun:c:1","stun:d:1","stun:e:1"]}`))
	if err != nil || !slices.Equal(m.(*Welcome).ICE, []string{"stun:a:1", "stun:b:1", "stun:c:1", "stun:d:1"}) {
		t.Errorf("read %+v, %v", m, err)
	}
}

// Two clients that have WebRTC hear so of each other; one that has not does not hear of a
// browser.
func TestClientsWithWebRTC(t *testing.T) {
	inMemory(t, Config{}, func(t *testing.T, n *memoryNet, _ *Server) {
		tab, stopTab := startClient(t, n, 1, "192.0.2.1:1", func(c *ClientConfig) { c.WebRTC = true })
		defer stopTab()
		next(t, tab, EventUp)
		native, stopNative := startClient(t, n, 2, "192.0.2.2:1", func(c *ClientConfig) { c.WebRTC, c.Addrs = true, addrsOf("192.0.2.2:2") })
		defer stopNative()
		if p := next(t, native, EventPeers).Peers; len(p) != 1 || !p[0].WebRTC || len(p[0].Addrs) != 0 {
			t.Errorf("the native one is told %+v", p)
		}
		old, stopOld := startClient(t, n, 3, "192.0.2.3:1", func(c *ClientConfig) { c.Addrs = addrsOf("192.0.2.3:3") })
		defer stopOld()
		if p := next(t, old, EventPeers).Peers; len(p) != 1 || p[0].Peer != peerSecret(2).Peer() {
			t.Errorf("one without WebRTC is told %+v", p)
		}
		_ = tab.Want(10)
		next(t, tab, EventPeers)
		if p := next(t, tab, EventPeers).Peers; len(p) != 1 || p[0].Peer != peerSecret(2).Peer() || !p[0].WebRTC {
			t.Errorf("the tab is told %+v", p)
		}
	})
}

// A page takes the place of the text, and longer than an announce.
func TestPageBesideTracker(t *testing.T) {
	page := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(requestTimeout + time.Second) // of the bubble, as a slow line would
		_, _ = io.WriteString(w, "page "+r.URL.Path)
	})
	inMemory(t, Config{Page: page}, func(t *testing.T, n *memoryNet, _ *Server) {
		client := http.Client{Transport: &http.Transport{DialContext: n.from("192.0.2.1:1"), DisableKeepAlives: true}}
		for path, want := range map[string]string{"/": "page /", "/tab/a.wasm": "page /tab/a.wasm", "/healthz": "ok\n"} {
			req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, "http://"+trackerAddr+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			resp, err := client.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(resp.Body)
			_ = resp.Body.Close()
			if err != nil || string(body) != want {
				t.Errorf("%s: %q, %v", path, body, err)
			}
		}
	})
	w := httptest.NewRecorder()
	New(Config{}).Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	if !strings.HasPrefix(w.Body.String(), "A Throng tracker") {
		t.Errorf("without a page: %q", w.Body)
	}
}
