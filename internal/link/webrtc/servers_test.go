package webrtc

import (
	"fmt"
	"net"
	"net/netip"
	"strings"
	"sync"
	"testing"

	"github.com/pion/stun/v4"
	"github.com/pion/turn/v5"

	"throng/internal/ident"
	"throng/internal/link"
	"throng/internal/signal"
)

func TestParseServer(t *testing.T) {
	for text, want := range map[string]server{
		"stun:example.org:7400":              {host: "example.org:7400"},
		"stun:[2001:db8::1]:7400":            {host: "[2001:db8::1]:7400"},
		"turn:user:pass@example.org:7400":    {host: "example.org:7400", turn: true, user: "user", password: "pass"},
		"turn:user:p@ss:word@192.0.2.1:7400": {host: "192.0.2.1:7400", turn: true, user: "user", password: "p@ss:word"},
		"turn:u%40:p%3Aw@[2001:db8::1]:7400": {host: "[2001:db8::1]:7400", turn: true, user: "u@", password: "p:w"},
	} {
		if got, err := parseServer(text); err != nil || got != want {
			t.Errorf("%s: %+v, %v", text, got, err)
		}
	}
	for _, text := range []string{
		"", "stun:", "stun:example.org", "example.org", "stuns:example.org", "stun:example.org:0", "stun:example.org:99999",
		"turn:example.org:7400", "turn:user@example.org:7400", "turn::pass@example.org:7400",
	} {
		if got, err := parseServer(text); err == nil || !strings.Contains(err.Error(), "want stun:HOST:PORT") {
			t.Errorf("%s: %+v, %v", text, got, err)
		}
		if _, err := New(Config{ICE: []string{text}, Listen: loopback}); err == nil {
			t.Errorf("%s: a transport with it opens", text)
		}
	}
	if _, err := New(Config{ICE: make([]string, MaxServers+1), Listen: loopback}); err == nil {
		t.Error("too many servers are taken")
	}
}

// TestSTUN: what a STUN server sees is told to peers, also to those that a link is
// being set up with already.
func TestSTUN(t *testing.T) {
	server, err := net.ListenUDP("udp4", net.UDPAddrFromAddrPort(loopback))
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	asked, answer := make(chan struct{}), make(chan struct{})
	go func() {
		buffer := make([]byte, packetSize)
		for first := true; ; first = false {
			n, from, err := server.ReadFromUDPAddrPort(buffer)
			if err != nil {
				return
			}
			if first {
				close(asked)
				<-answer
			}
			m := stun.Message{Raw: buffer[:n]}
			if m.Decode() != nil {
				continue
			}
			response, err := stun.Build(stun.NewTransactionIDSetter(m.TransactionID), stun.BindingSuccess,
				&stun.XORMappedAddress{IP: net.IPv4(192, 0, 2, 77), Port: 4711}, stun.Fingerprint)
			if err == nil {
				_, _ = server.WriteToUDPAddrPort(response.Raw, from)
			}
		}
	}()
	tr, err := New(Config{Secret: ident.NewPeerSecret(), Listen: loopback, Loopback: true, ICE: []string{"stun:" + server.LocalAddr().String()}})
	if err != nil {
		t.Fatal(err)
	}
	defer tr.Close()
	p := &peerConnection{t: t, secret: ident.NewPeerSecret(), to: tr}
	<-asked
	id := tr.Connect(p.secret.Peer(), nil)
	if o := p.hear(signal.Offer); len(o.Candidates) != 1 || o.Candidates[0].Addr != loopback.Addr() {
		t.Errorf("the offer names %+v", o.Candidates)
	}
	close(answer)
	outside := signal.Candidate{Kind: signal.Srflx, Addr: netip.AddrFrom4([4]byte{192, 0, 2, 77}), Port: 4711, Priority: priority(signal.Srflx, 0)}
	if c := p.hear(signal.Candidates); len(c.Candidates) != 1 || c.Candidates[0] != outside {
		t.Errorf("then came %+v", c.Candidates)
	}
	if o := p.hear(signal.Offer); len(o.Candidates) != 2 {
		t.Errorf("the repeated offer names %+v", o.Candidates)
	}
	tr.Disconnect(id)
}

// TestTURN: two peers that can tell each other no address of their own talk by a
// TURN server, of which they know from the first or are told later.
func TestTURN(t *testing.T) {
	socket, err := net.ListenPacket("udp4", loopback.String())
	if err != nil {
		t.Fatal(err)
	}
	server, err := turn.NewServer(turn.ServerConfig{
		Realm: "throng",
		AuthHandler: func(r *turn.RequestAttributes) (string, []byte, bool) {
			return r.Username, turn.GenerateAuthKey(r.Username, r.Realm, "pass"), r.Username == "user"
		},
		PacketConnConfigs: []turn.PacketConnConfig{{
			PacketConn:            socket,
			RelayAddressGenerator: &turn.RelayAddressGeneratorStatic{RelayAddress: net.IPv4(127, 0, 0, 1), Address: "127.0.0.1"},
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	x := newExchange()
	servers := []string{"turn:user:pass@" + socket.LocalAddr().String()}
	a, b := x.open(t, Config{ICE: servers}), x.open(t, Config{})
	a.untold, b.untold = true, true
	if got := b.Use(append(servers, servers...)); got != 1 {
		t.Fatalf("%d new servers", got)
	}
	if got := a.Use(servers); got != 0 {
		t.Fatalf("%d new servers where it is known", got)
	}
	atA, atB := linked(t, a, b)
	for range 20 {
		a.Send(atA, nil, make([]byte, link.MaxDatagram))
		if e := next(t, b); e.Kind != link.Data || e.Link != atB || len(e.Data) != link.MaxDatagram {
			t.Fatalf("got %+v", e)
		}
		b.Send(atB, []byte("back"), nil)
		if e := next(t, a); e.Kind != link.Data || string(e.Data) != "back" {
			t.Fatalf("got %+v", e)
		}
	}
}

// TestUse: what others tell of is taken as far as there is room, and nothing that is no server.
func TestUse(t *testing.T) {
	tr, err := New(Config{Secret: ident.NewPeerSecret(), Listen: loopback, Loopback: true})
	if err != nil {
		t.Fatal(err)
	}
	if got := tr.Use([]string{"", "stun:", "turn:example.com:1", "http://example.com"}); got != 0 {
		t.Errorf("%d servers of what is none", got)
	}
	var many []string
	for i := range MaxServers + 3 {
		many = append(many, fmt.Sprintf("turn:u:p@192.0.2.1:%d", i+1))
	}
	if got := tr.Use(many); got != MaxServers {
		t.Errorf("%d servers", got)
	}
	if got := len(tr.turns()); got != MaxServers {
		t.Errorf("%d of TURN", got)
	}
	if err := tr.Close(); err != nil {
		t.Fatal(err)
	}
	closed, err := New(Config{Secret: ident.NewPeerSecret(), Listen: loopback, Loopback: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := closed.Close(); err != nil {
		t.Fatal(err)
	}
	if got := closed.Use([]string{"stun:192.0.2.1:1"}); got != 0 {
		t.Errorf("%d servers after the end", got)
	}
}

// TestLostSignals: each signal is lost once, and comes twice after that.
func TestLostSignals(t *testing.T) {
	x := newExchange()
	var mu sync.Mutex
	lost := map[string]bool{}
	x.change = func(from ident.Peer, s link.OutSignal) []link.OutSignal {
		mu.Lock()
		defer mu.Unlock()
		if key := from.String() + string(s.Data[1]); !lost[key] {
			lost[key] = true
			return nil
		}
		return []link.OutSignal{s, s}
	}
	a, b := x.open(t, Config{}), x.open(t, Config{})
	atA, _ := linked(t, a, b)
	a.Send(atA, nil, []byte("there"))
	if e := next(t, b); string(e.Data) != "there" {
		t.Errorf("got %+v", e)
	}
	if len(lost) != 2 {
		t.Errorf("%d signals were lost", len(lost))
	}
}
