package tracker

import (
	"context"
	"fmt"
	"net/netip"

	"strings"
	"testing"
	"testing/synctest"
	"time"

	"throng/internal/ident"
)

// A tracker for some channels is of no use to others, and cannot be filled by them.
func TestOtherChannelsAreNotServed(t *testing.T) {
	inMemory(t, Config{Channels: []ident.Channel{channelSecret(1).Channel()}}, func(t *testing.T, n *memoryNet, s *Server) {
		join(t, n, 1, "192.0.2.1:1").close()
		c := mustDial(t, n, "192.0.2.2:1")
		defer c.close()
		a := c.announceOf(2, 0)
		a.Channel = channelSecret(2).Channel()
		if e := only[*Error](t, c.send(a)); e.Code != CodeChannel {
			t.Errorf("another channel: %q", e.Code)
		}
		if s.Stats().Refused["channel"] != 1 || s.Stats().Channels > 1 {
			t.Errorf("%+v", s.Stats())
		}
	})
}

// A crowd of identities at one address must not hide the peers that are real.
func TestCrowdDoesNotHideOthers(t *testing.T) {
	inMemory(t, Config{}, func(t *testing.T, n *memoryNet, _ *Server) {
		var all []*rawClient
		for i := range 120 {
			all = append(all, join(t, n, byte(i+1), fmt.Sprintf("192.0.2.66:%d", i+1), fmt.Sprintf("192.0.2.66:%d", i+1)))
		}
		for i := range 20 {
			all = append(all, join(t, n, byte(i+150), fmt.Sprintf("192.0.2.%d:1", i+100), fmt.Sprintf("192.0.2.%d:1", i+100)))
		}
		c := join(t, n, 200, "192.0.2.200:1")
		defer c.close()
		for range 5 {
			real := 0
			p := only[*Peers](t, c.send(&Want{N: 20}))
			for _, e := range p.Peers {
				if e.Addrs[0].Addr() != netip.MustParseAddr("192.0.2.66") {
					real++
				}
			}
			if len(p.Peers) != 20 || real < 10 {
				t.Errorf("%d peers, %d of them real", len(p.Peers), real)
			}
		}
		// The members of a crowd see each other all the same.
		if p := only[*Peers](t, all[0].send(&Want{N: 50})); len(p.Peers) != 50 {
			t.Errorf("%d peers", len(p.Peers))
		}
		for _, c := range all {
			c.close()
		}
	})
}

// What others may have a peer told is bounded in bytes.
func TestRelayedBytesAreBounded(t *testing.T) {
	inMemory(t, Config{Limits: Limits{MessageBurst: 10_000}}, func(t *testing.T, n *memoryNet, s *Server) {
		victim, a := join(t, n, 1, "192.0.2.1:1"), join(t, n, 2, "192.0.2.2:1", "192.0.2.2:1")
		defer victim.close()
		defer a.close()
		for range 50 {
			for range 10 {
				a.write(string(Encode(&RelayTo{To: peerSecret(1).Peer(), Data: make([]byte, MaxRelay)})))
			}
			time.Sleep(100 * time.Millisecond)
		}
		synctest.Wait()
		got := 0
		for _, text := range victim.take() {
			got += len(text)
		}
		if limit := foreignBurst + 5*foreignRate + MaxRelay*2; got > limit || s.Stats().Refused["flooded"] == 0 {
			t.Errorf("the victim got %d bytes in 5 s, at most %d; %v", got, limit, s.Stats().Refused)
		}
		// Who is flooded is still served, and stays.
		if w := only[*Peers](t, victim.send(&Want{N: 5})); len(w.Peers) != 1 {
			t.Errorf("%d peers", len(w.Peers))
		}
	})
}

// An announce that is repeated costs no proof anew, but a changed one does.
func TestRepeatedAnnounce(t *testing.T) {
	inMemory(t, Config{}, func(t *testing.T, n *memoryNet, _ *Server) {
		for name, spoil := range map[string]func(a *Announce){
			"proof":        func(a *Announce) { a.Proof = make([]byte, len(a.Proof)) },
			"no proof":     func(a *Announce) { a.Proof = nil },
			"source":       func(a *Announce) { a.Source = make([]byte, 64) },
			"empty source": func(a *Announce) { a.Source = []byte{} },
			"peer":         func(a *Announce) { a.Peer = peerSecret(9).Peer() },
			"tracker":      func(a *Announce) { a.Tracker = "evil.example:1" },
		} {
			c := join(t, n, 1, "192.0.2.1:1")
			a := c.announceOf(1, 0, "192.0.2.1:5")
			only[*Welcome](t, c.send(a))
			only[*Welcome](t, c.send(a))
			changed := *a
			spoil(&changed)
			text := string(Encode(&changed))
			if changed.Source != nil && len(changed.Source) == 0 { // Encode leaves it out
				text = strings.Replace(text, `"want"`, `"source":"","want"`, 1)
			}
			c.write(text)
			synctest.Wait()
			e, ok := c.messages()[0].(*Error)
			if !ok || e.Code != CodeProof && e.Code != CodeSource {
				t.Errorf("%s: got %+v", name, e)
			}
			c.close()
		}
	})
}

// Connections that never become WebSockets, however they dawdle, are closed.
func TestSlowRequests(t *testing.T) {
	for name, text := range map[string]string{
		"nothing":       "",
		"half a header": "GET " + Path + " HTTP/1.1\r\nHost: x\r\nX-Long: ",
		"body":          "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n",
		"upgrade body":  "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n",
	} {
		inMemory(t, Config{}, func(t *testing.T, n *memoryNet, s *Server) {
			c, err := n.from("192.0.2.1:1")(context.Background(), "tcp", trackerAddr)
			if err != nil {
				t.Fatal(err)
			}
			over := make(chan struct{})
			go func() { // what comes is not of interest
				defer close(over)
				b := make([]byte, 4096)
				for {
					if _, err := c.Read(b); err != nil {
						return
					}
				}
			}()
			began := time.Now()
			_, _ = c.Write([]byte(text))
			// One byte a second, as long as it goes.
			for open := true; open && time.Since(began) < time.Minute; {
				select {
				case <-over:
					open = false
				case <-time.After(time.Second):
					_ = c.SetWriteDeadline(time.Now().Add(time.Second))
					_, _ = c.Write([]byte("x"))
				}
			}
			if d := time.Since(began); d > 4*requestTimeout {
				t.Errorf("%s: closed after %v", name, d)
			}
			_ = c.Close()
			<-over
			s.mu.Lock()
			defer s.mu.Unlock()
			if len(s.sockets) > 0 {
				t.Errorf("%s: %v still count", name, s.sockets)
			}
		})
	}
}
