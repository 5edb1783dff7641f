//go:build unix

package udp

import (
	"bytes"
	"context"
	"syscall"
	"testing"
	"time"

	"github.com/flynn/noise"
	"golang.org/x/time/rate"

	"throng/internal/ident"
	"throng/internal/link"
)

// TestAllocations holds the steady path to its promise: sending allocates
// nothing, receiving once in many datagrams.
func TestAllocations(t *testing.T) {
	a, sa := idle(ident.NewPeerSecret())
	b, sb := idle(ident.NewPeerSecret())
	x, _ := wed(t, a, b, sa, sb, somewhere)
	head, body := make([]byte, 50), make([]byte, 1050)
	sent := testing.AllocsPerRun(200, func() {
		for range 16 {
			a.Send(x.id, head, body)
		}
		a.Flush()
	})
	if sent > 0 {
		t.Errorf("sending 16 datagrams allocates %v times, want 0", sent)
	}
	var packets [][]byte
	for range 2001 {
		a.Send(x.id, head, body)
		a.Flush()
		packets = append(packets, bytes.Clone(sa.last))
	}
	var batch [64]link.Event
	b.events.Take(batch[:])
	received := testing.AllocsPerRun(len(packets)-1, func() {
		b.give(packets[0], somewhere)
		packets = packets[1:]
		b.events.Take(batch[:])
	})
	if received > 0 { // AllocsPerRun rounds down
		t.Errorf("receiving a datagram allocates %v times, want less than 1", received)
	}
	if s := b.Stats(); s.DataReceived != 2001 {
		t.Errorf("received %d, want 2001", s.DataReceived)
	}
}

func cpu(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkLoopback sends datagrams of 1,100 bytes to peers in the same process
// and reports the CPU time of sending and receiving together.
func BenchmarkLoopback(b *testing.B) {
	for _, c := range []struct {
		name      string
		peers     int
		burst     int // datagrams a Flush
		noOffload bool
	}{
		{"Offload/1Peer", 1, 64, false},
		{"Plain/1Peer", 1, 64, true},
		{"Offload/8Peers", 8, 64, false},
		{"Plain/8Peers", 8, 64, true},
		{"Offload/8Peers/Burst8", 8, 8, false},
		{"Plain/8Peers/Burst8", 8, 8, true},
		{"Plain/1Peer/Burst1", 1, 1, true},
	} {
		b.Run(c.name, func(b *testing.B) { loopbackRun(b, c.peers, c.burst, c.noOffload) })
	}
}

func loopbackRun(b *testing.B, peers, burst int, noOffload bool) {
	const size, ahead = 1100, 512
	sender := open(b, Config{NoOffload: noOffload})
	got := make(chan int, 1024)
	up := make(chan struct{}, peers)
	for range peers {
		p := open(b, Config{NoOffload: noOffload})
		sender.Connect(p.identity.peer, p.Addrs())
		go func() {
			batch := make([]link.Event, 256)
			for {
				n, err := p.Receive(context.Background(), batch)
				if err != nil {
					return
				}
				data := 0
				for _, e := range batch[:n] {
					switch e.Kind {
					case link.Up:
						up <- struct{}{}
					case link.Data:
						data++
					}
				}
				got <- data
			}
		}()
	}
	var ids []link.ID
	batch := make([]link.Event, 64)
	for len(ids) < peers {
		n, err := sender.Receive(context.Background(), batch)
		if err != nil {
			b.Fatal(err)
		}
		for _, e := range batch[:n] {
			ids = append(ids, e.Link)
		}
		<-up
	}
	body := make([]byte, size)
	lost := time.NewTimer(time.Hour)
	begin := cpu(b)
	b.SetBytes(size)
	b.ResetTimer()
	sent, received := 0, 0
	for sent < b.N || received < sent {
		for range min(burst, b.N-sent) {
			sender.Send(ids[sent%peers], nil, body)
			sent++
		}
		sender.Flush()
		for received < sent-ahead || sent == b.N && received < sent {
			lost.Reset(time.Second)
			select {
			case n := <-got:
				received += n
			case <-lost.C:
				b.Logf("%d of %d lost", sent-received, sent)
				received = sent
			}
		}
	}
	b.StopTimer()
	used := cpu(b) - begin
	b.ReportMetric(used.Seconds()/(float64(b.N)*size/1e9), "cpu-s/GB")
}

// BenchmarkHandshake is one whole handshake, both sides, without sockets.
func BenchmarkHandshake(b *testing.B) {
	x, sx := idle(ident.NewPeerSecret())
	y, sy := idle(ident.NewPeerSecret())
	for _, l := range []*rate.Limiter{x.free, x.all, y.free, y.all} {
		l.SetLimit(rate.Inf)
	}
	var batch [16]link.Event
	for b.Loop() {
		p, q := wed(b, x, y, sx, sy, somewhere)
		x.end(p, link.ErrClosed, false)
		y.end(q, link.ErrClosed, false)
		for _, t := range []*Transport{x, y} {
			t.mu.Lock()
			t.unlock()
			t.events.Take(batch[:])
		}
	}
}

// BenchmarkForgedInitiation is what a flood packet with a wrong mac costs.
func BenchmarkForgedInitiation(b *testing.B) {
	x, _ := idle(ident.NewPeerSecret())
	p := make([]byte, initiationSize)
	p[0] = typeInitiation
	b.ReportAllocs()
	for b.Loop() {
		x.give(p, somewhere)
	}
}

// BenchmarkSuites compares what the ciphers and hashes of a handshake cost; see
// the choice in handshake.go.
func BenchmarkSuites(b *testing.B) {
	for _, c := range []noise.CipherFunc{noise.CipherAESGCM, noise.CipherChaChaPoly} {
		state := noise.UnsafeNewCipherState(newSuite(nil), [32]byte{1}, 0)
		aead := c.Cipher(state.UnsafeKey())
		plain, out := make([]byte, 1100), make([]byte, 0, 1200)
		b.Run(c.CipherName(), func(b *testing.B) {
			b.SetBytes(int64(len(plain)))
			for b.Loop() {
				aead.Encrypt(out, 1, nil, plain)
			}
		})
	}
	for _, h := range []noise.HashFunc{noise.HashSHA256, noise.HashBLAKE2s} {
		s := noise.NewCipherSuite(noise.DH25519, noise.CipherAESGCM, h)
		first, err := s.GenerateKeypair(nil)
		if err != nil {
			b.Fatal(err)
		}
		second, err := s.GenerateKeypair(nil)
		if err != nil {
			b.Fatal(err)
		}
		b.Run("Handshake/"+h.HashName(), func(b *testing.B) {
			for b.Loop() {
				noiseOnce(b, s, first, second)
			}
		})
	}
}

func noiseOnce(b *testing.B, s noise.CipherSuite, first, second noise.DHKey) {
	x, err := noise.NewHandshakeState(noise.Config{CipherSuite: s, Pattern: noise.HandshakeIK, Initiator: true,
		StaticKeypair: first, PeerStatic: second.Public})
	if err != nil {
		b.Fatal(err)
	}
	y, err := noise.NewHandshakeState(noise.Config{CipherSuite: s, Pattern: noise.HandshakeIK, StaticKeypair: second})
	if err != nil {
		b.Fatal(err)
	}
	one, _, _, err := x.WriteMessage(nil, nil)
	if err != nil {
		b.Fatal(err)
	}
	if _, _, _, err = y.ReadMessage(nil, one); err != nil {
		b.Fatal(err)
	}
	two, _, _, err := y.WriteMessage(nil, nil)
	if err != nil {
		b.Fatal(err)
	}
	if _, _, _, err = x.ReadMessage(nil, two); err != nil {
		b.Fatal(err)
	}
}
