package tracker

import (
	"context"
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/pion/stun/v3"
)

func TestSTUN(t *testing.T) {
	pc, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	s := New(Config{Limits: Limits{STUNRate: 1_000_000}})
	served := make(chan error, 1)
	go func() { served <- s.ServeSTUN(ctx, pc) }()
	c, err := net.Dial("udp4", pc.LocalAddr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	if err := c.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	request := stun.MustBuild(stun.TransactionID, stun.BindingRequest)
	for _, datagram := range [][]byte{
		[]byte("hello"), {}, make([]byte, 20), request.Raw[:19],
		stun.MustBuild(stun.TransactionID, stun.BindingSuccess).Raw, request.Raw,
	} {
		if _, err := c.Write(datagram); err != nil {
			t.Fatal(err)
		}
	}
	buf := make([]byte, 1500)
	n, err := c.Read(buf)
	if err != nil {
		t.Fatal(err)
	}
	answer := &stun.Message{Raw: buf[:n]}
	var mapped stun.XORMappedAddress
	if err := answer.Decode(); err != nil {
		t.Fatal(err)
	}
	if err := mapped.GetFrom(answer); err != nil {
		t.Fatal(err)
	}
	if answer.TransactionID != request.TransactionID || mapped.String() != c.LocalAddr().String() {
		t.Errorf("told %v, want %v", mapped, c.LocalAddr())
	}
	if n > 2*len(request.Raw) {
		t.Errorf("an answer of %d bytes to %d: worth a forged sender's while", n, len(request.Raw))
	}
	cancel()
	if err := <-served; err != nil {
		t.Error(err)
	}
	if st := s.Stats(); st.STUN != 1 || st.Refused["stun"] < 4 { // the empty datagram may be lost
		t.Errorf("%+v", st)
	}
}

func TestSTUNLimit(t *testing.T) {
	l := newSTUNLimit(3)
	now := time.Unix(1000, 0)
	a, b := netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("192.0.2.2")
	count := func(a netip.Addr, now time.Time) (n int) {
		for range 10 {
			if l.allow(a, now) {
				n++
			}
		}
		return n
	}
	if n := count(a, now); n != 3 {
		t.Errorf("%d allowed", n)
	}
	if n := count(b, now); n != 3 {
		t.Errorf("another address: %d allowed", n)
	}
	if n := count(a, now.Add(time.Second)); n != 3 {
		t.Errorf("a second later: %d allowed", n)
	}
	v6 := netip.MustParseAddr("2001:db8::1")
	if n := count(v6, now) + count(netip.MustParseAddr("2001:db8::2"), now); n != 3 {
		t.Errorf("one IPv6 network: %d allowed", n)
	}
}

func FuzzSTUN(f *testing.F) {
	f.Add(stun.MustBuild(stun.TransactionID, stun.BindingRequest).Raw)
	f.Add(stun.MustBuild(stun.TransactionID, stun.BindingRequest, stun.NewSoftware("x"), stun.Fingerprint).Raw)
	f.Add([]byte("hello"))
	remote := netip.MustParseAddrPort("192.0.2.1:5")
	f.Fuzz(func(t *testing.T, data []byte) {
		if answer, err := bindingAnswer(data, remote); err == nil && len(answer) != 32 {
			t.Fatalf("%d bytes", len(answer))
		}
	})
}
