package tab

import (
	"bytes"
	"math"
	"net/netip"
	"strings"
	"testing"
	"time"

	"throng/internal/block"
	"throng/internal/feed"
	"throng/internal/ident"
	"throng/internal/overlay"
	"throng/internal/signal"
)

// check compares what a tab's page got with what was cast: from some key frame on,
// everything.
func (c *cast) check(t *testing.T, name string, p *testTab) {
	t.Helper()
	for _, f := range p.faults {
		t.Errorf("%s: fault: %s", name, f)
	}
	if len(p.media) < 2 || !bytes.Equal(p.media[0], c.messages[0]) {
		t.Fatalf("%s: %d messages, the first not the init", name, len(p.media))
	}
	if p.media[1][1]&feed.FlagKey == 0 {
		t.Errorf("%s: the first fragment is no key frame", name)
	}
	got := p.media[1:]
	want := c.messages[len(c.messages)-len(got):]
	for i := range got {
		if !bytes.Equal(got[i][feed.FragmentHead:], want[i]) {
			t.Fatalf("%s: of %d fragments number %d is another", name, len(got), i)
		}
		if got[i][1]&feed.FlagGap != 0 {
			t.Errorf("%s: a gap before fragment %d", name, i)
		}
	}
	if p.seen[Joined] != 1 || p.seen[Ended] != 1 {
		t.Errorf("%s: joined %d times, ended %d times", name, p.seen[Joined], p.seen[Ended])
	}
	if len(got) < len(c.messages)*3/4 {
		t.Errorf("%s: %d of %d fragments", name, len(got), len(c.messages)-1)
	}
}

// Two tabs, a native viewer and the broadcaster: each tab hands its page exactly
// what was cast.
func TestTabs(t *testing.T) {
	s := newSwarm(t)
	source := s.addSource()
	s.addNative(overlay.Config{Channel: s.channel.Channel(), Self: ident.PeerSecret{2, 2}.Peer(), Coder: newCoder(s)})
	a, b := s.addTab(1), s.addTab(2)
	s.run(time.Second)
	c := s.cast(source, 12*time.Second)
	s.run(16 * time.Second)
	c.check(t, "a", a)
	c.check(t, "b", b)
	if a.figures[4] > 1 || math.IsNaN(a.figures[4]) || math.Abs(a.figures[5]) > 0.1 {
		t.Errorf("delay %v s, clock %v s", a.figures[4], a.figures[5])
	}
}

// A tab that has no link to the broadcaster, nor to a native peer, gets all from
// another tab.
func TestTabFromTab(t *testing.T) {
	s := newSwarm(t)
	source := s.addSource()
	a, b := s.addTab(1), s.addTab(2)
	s.cut = func(x, y ident.Peer) bool { return x == source.id && y == b.id || x == b.id && y == source.id }
	s.run(time.Second)
	c := s.cast(source, 12*time.Second)
	s.run(16 * time.Second)
	c.check(t, "a", a)
	c.check(t, "b", b)
	if b.figures[9] != 0 || b.figures[10] == 0 {
		t.Errorf("b has %v bytes of the broadcaster and %v of a", b.figures[9], b.figures[10])
	}
}

// The figures tell of each neighbour what it is, how far it is, and who gives to whom.
func TestFiguresOfLinks(t *testing.T) {
	s := newSwarm(t)
	source := s.addSource()
	a, b := s.addTab(1), s.addTab(2)
	s.cut = func(x, y ident.Peer) bool { return x == source.id && y == b.id || x == b.id && y == source.id }
	s.run(time.Second)
	s.cast(source, 12*time.Second)
	s.run(10 * time.Second)
	for _, p := range []*testTab{a, b} {
		parents, children, stripes := 0.0, 0.0, 0
		for peer, l := range p.around {
			if (peer == source.id) != (l.flags&linkSource != 0) {
				t.Errorf("%x has flags %d", peer[:4], l.flags)
			}
			if l.trip < 2*delay || l.trip > 3*delay {
				t.Errorf("%x is %v away", peer[:4], l.trip)
			}
			if l.gives > 0 {
				parents++
				stripes += l.gives
			}
			if l.takes > 0 {
				children++
			}
			if l.gives > 0 && l.in < 10_000 || l.takes > 0 && l.out < 10_000 {
				t.Errorf("%x gives in %d stripes and takes in %d: %d bytes came, %d went", peer[:4], l.gives, l.takes, l.in, l.out)
			}
		}
		if parents == 0 || parents != p.figures[1] || float64(stripes) < p.figures[3] || children != p.figures[2] || float64(len(p.around)) != p.figures[0] {
			t.Errorf("%v parents, %v children, %d stripes, %d neighbours; in all %v", parents, children, stripes, len(p.around), p.figures[:4])
		}
	}
	if l := a.around[b.id]; l.takes == 0 || l.takes != b.around[a.id].gives || l.out < b.around[a.id].in {
		t.Errorf("a says of b %+v, b of a %+v", l, b.around[a.id])
	}
}

// Who has given and may no longer sends no more of the stream from then on.
func TestSharingEnds(t *testing.T) {
	s := newSwarm(t)
	source := s.addSource()
	a, b := s.addTab(1), s.addTab(2)
	s.run(time.Second)
	s.cast(source, 14*time.Second)
	s.run(6 * time.Second)
	if n := a.around[b.id].takes; n == 0 {
		t.Fatal("b takes nothing of a")
	}
	a.give(record(Sharing, uint64(0), 1.5))
	s.run(time.Second)
	before := a.tab.engine.Stats()
	s.run(6 * time.Second)
	after := a.tab.engine.Stats()
	if n := after.SentBody - before.SentBody; n != 0 {
		t.Errorf("%d bytes of the stream went", n)
	}
	if n := a.around[b.id].takes; n != 0 || a.figures[15] != 0 {
		t.Errorf("b takes %d stripes of a; that a gives: %v", n, a.figures[15])
	}
	if after.Delivered-before.Delivered < 50 {
		t.Errorf("%d blocks came in 6 s", after.Delivered-before.Delivered)
	}
}

// Who allows nothing gives nothing, and the bound on giving holds.
func TestSharing(t *testing.T) {
	s := newSwarm(t)
	source := s.addSource()
	a, b := s.addTab(1), s.addTab(2)
	a.give(record(Sharing, uint64(0), 0.0))
	s.cut = func(x, y ident.Peer) bool { return x == source.id && y == b.id || x == b.id && y == source.id }
	s.run(time.Second)
	s.cast(source, 10*time.Second)
	s.run(12 * time.Second)
	if len(b.media) > 0 {
		t.Errorf("%d messages came by a tab that gives nothing", len(b.media))
	}
	if a.figures[15] != 0 {
		t.Error("the figures say that a gives")
	}
}

// Broken input is answered by a fault and changes nothing else.
func TestBrokenInput(t *testing.T) {
	s := newSwarm(t)
	p := s.addTab(1)
	for _, b := range [][]byte{
		{0}, {0, 0, 0, 0}, {0, 0, 0, 9, 1}, {0xff, 0xff, 0xff, 0xff, 1}, record(LinkUp, uint32(1)), record(0), record(200, make([]byte, 100)),
		record(Challenge, uint32(1)), record(Signal, []byte{1}), record(Sharing, uint64(1)),
		record(Description, make([]byte, 41), "no session"), record(Introduced, []byte{1}), record(Introduced, uint32(1), make([]byte, ident.KeySize), byte(64)),
	} {
		p.faults = nil
		p.give(b)
		if len(p.faults) != 1 {
			t.Errorf("%x: %d faults", b, len(p.faults))
		}
	}
	p.faults = nil
	p.give(nil)
	p.give(record(Datagram, uint32(77), "of no link"))
	p.give(record(LinkDown, uint32(77)))
	if len(p.faults) != 0 {
		t.Error(p.faults)
	}
}

func TestOpen(t *testing.T) {
	secret := ident.ChannelSecretFromSeed([ident.KeySize]byte{1})
	link := ident.Link{Channel: secret.Channel(), Trackers: []string{"a.example:7400", "[2001:db8::1]:7400"}, ICE: []string{"stun:b.example:3478"}}
	p, out := Open(link.String(), 1)
	if p == nil || Output(out[4]) != Opened {
		t.Fatalf("%q", out)
	}
	self, channel := p.Self(), secret.Channel()
	want := string(self[:]) + string(channel[:]) + "t=a.example:7400\nt=[2001:db8::1]:7400\ni=stun:b.example:3478"
	if string(out[5:]) != want {
		t.Errorf("%q, want %q", out[5:], want)
	}
	if p, out := Open("throng:x", 1); p != nil || Output(out[4]) != Fault {
		t.Errorf("%q", out)
	}
}

func newCoder(s *swarm) block.Coder { return block.NewCoder(s.channel.Channel()) }

// A description goes sealed from one page to another's; what a tracker makes of it on the
// way does not come through, and a lost one goes the other way next time.
func TestSignals(t *testing.T) {
	s := newSwarm(t)
	a, b := s.addTab(1), s.addTab(2)
	s.cut = func(x, y ident.Peer) bool { return true }
	s.run(time.Second)
	offer := &signal.Signal{
		Kind: signal.Offer, Session: 77, Ufrag: "abcd", Pwd: "0123456789012345678901", Fingerprint: [32]byte{9},
		Candidates: []signal.Candidate{{Kind: signal.Host, Addr: netip.MustParseAddr("192.0.2.1"), Port: 9, Priority: 5}},
	}
	a.give(record(Description, b.id, byte(signal.Offer), uint64(77), offer.SDP()))
	a.give(record(Candidates, b.id, uint64(77), "candidate:1 1 udp 5 192.0.2.2 9 typ host\nnonsense"))
	a.give(record(Refuse, b.id, uint64(77)))
	s.run(time.Second)
	if len(a.relayed) != 3 || len(b.heard) != 3 {
		t.Fatalf("%d went by the tracker, %d came", len(a.relayed), len(b.heard))
	}
	head := string(a.id[:])
	session := "\x00\x00\x00\x00\x00\x00\x00\x4d"
	if got, want := string(b.heard[0]), string(rune(Described))+head+"\x01"+session+offer.SDP(); got != want {
		t.Errorf("described as %q, want %q", got, want)
	}
	if got := string(b.heard[1]); !strings.HasPrefix(got, string(rune(CandidatesOf))+head+session+"candidate:") || !strings.Contains(got, "192.0.2.2 9") {
		t.Errorf("candidates %q", got)
	}
	if got, want := string(b.heard[2]), string(rune(Refused))+head+session; got != want {
		t.Errorf("refused as %q, want %q", got, want)
	}
	for i := range a.relayed[0][ident.KeySize:] {
		forged := bytes.Clone(a.relayed[0][ident.KeySize:])
		forged[i] ^= 1
		b.signal(a.id, forged)
	}
	b.signal(ident.Peer{}, a.relayed[0][ident.KeySize:])
	if len(b.heard) != 3 || len(b.faults) != 0 {
		t.Errorf("%d came in the end; faults %q", len(b.heard), b.faults)
	}
}

// Once two tabs have a neighbour in common their signals go through it.
func TestSignalByNeighbour(t *testing.T) {
	s := newSwarm(t)
	source := s.addSource()
	a, b := s.addTab(1), s.addTab(2)
	s.cut = func(x, y ident.Peer) bool { return x != source.id && y != source.id }
	s.run(4 * time.Second)
	for range 2 {
		a.give(record(Refuse, b.id, uint64(1)))
	}
	s.run(time.Second)
	if len(a.relayed) != 1 || len(b.heard) != 2 {
		t.Errorf("of two signals %d went by the tracker, %d came", len(a.relayed), len(b.heard))
	}
}

// A tab in a large swarm dials whom the channel's key has not certified, and no more than a few
// certificates are looked at.
func TestCertifiedAreLeftAlone(t *testing.T) {
	s := newSwarm(t)
	p := s.addTab(1)
	s.run(time.Second / 2)
	dialled := map[ident.Peer]bool{}
	s.cut = func(a, b ident.Peer) bool {
		dialled[a], dialled[b] = true, true
		return true
	}
	other := ident.NewChannelSecret()
	var all []byte
	name := func(id byte, certificate []byte) ident.Peer {
		q := ident.Peer{0xaa, id}
		s.peers[q] = s.peers[p.id]
		all = append(append(append(all, q[:]...), byte(len(certificate))), certificate...)
		return q
	}
	certify := func(by ident.ChannelSecret, id byte) []byte {
		c := by.Certify(ident.Peer{0xaa, id})
		return c[:]
	}
	genuine := name(1, certify(s.channel, 1))
	false1 := name(2, certify(other, 2))
	late := name(3, certify(s.channel, 3))
	for i := range byte(20) {
		name(100+i, nil)
	}
	p.give(record(Introduced, uint32(0), all))
	s.run(time.Second / 2)
	if dialled[genuine] || !dialled[false1] || !dialled[late] || !dialled[ident.Peer{0xaa, 100}] {
		t.Errorf("dials the certified: %v, one certified by another channel: %v, one beyond the limit: %v, of others %d",
			dialled[genuine], dialled[false1], dialled[late], len(dialled))
	}
}
