package overlay

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"net/netip"
	"slices"
	"testing"
	"time"

	"throng/internal/block"
	"throng/internal/ident"
	"throng/internal/wire"
)

// signalling is a swarm whose WebRTC links are set up by signals: an offer and an answer.
type signalling struct {
	*swarm
	tracker   bool // it carries signals where no neighbour does
	byTracker int
	carried   int // signals sent by way of a neighbour
	heard     map[*testPeer][]string
}

// signals makes the WebRTC links of s need an offer and an answer.
func (s *swarm) signals() *signalling {
	g := &signalling{swarm: s, tracker: true, heard: map[*testPeer][]string{}}
	s.on = func(p *testPeer, ev Event) bool {
		switch {
		case ev.Kind == Signalled:
			g.take(p, ev.Peer, string(ev.Data))
			return true
		case ev.Kind != Connect:
			return false
		}
		to := s.byID[ev.Record.Peer]
		reach := p.cfg.Reach & to.cfg.Reach
		switch {
		case reach == 0:
			s.t.Errorf("peer %d is to dial %d, and cannot", p.index, to.index)
		case len(ev.Record.Addrs) > 0 && to.cfg.Reach&ByUDP == 0:
			s.t.Errorf("peer %d is given an address of %d, which has none for others", p.index, to.index)
		case reach&ByUDP != 0 && len(ev.Record.Addrs) > 0:
			return false
		}
		if !g.send(p, to.id, "offer") {
			p.HandleLinkFailed(s.now, to.id)
		}
		return true
	}
	return g
}

// send has p say something to a peer, by a neighbour or the tracker.
func (g *signalling) send(p *testPeer, to ident.Peer, text string) bool {
	if p.Signal(g.now, to, []byte(text)) {
		g.carried++
		return true
	}
	if !g.tracker {
		return false
	}
	g.byTracker++
	g.after(g.delay, func() { g.take(g.byID[to], p.id, text); g.byID[to].drain() })
	return true
}

func (g *signalling) take(p *testPeer, from ident.Peer, text string) {
	g.heard[p] = append(g.heard[p], text)
	switch {
	case p.dead:
	case text == "offer":
		g.send(p, from, "answer")
	case text == "answer" && p.byPeer.find(from) == nil:
		g.link(p, g.byID[from])
	}
}

// A swarm of which half are tabs and a third cannot dial them. Nobody is told to dial
// whom it cannot, and all see everything.
func TestTabsAndNatives(t *testing.T) {
	s := newSwarm(t, 21, 5*time.Millisecond)
	s.reach = func(i int) Reach {
		return []Reach{ByUDP | ByWebRTC, ByWebRTC, ByUDP, ByWebRTC, ByUDP | ByWebRTC, ByWebRTC}[i%6]
	}
	g := s.signals()
	src := s.add(Source, 0)
	start := s.now
	s.cast(src, testEpoch, 400)
	s.viewers(17)
	s.run(start + 22*time.Second)
	if g.byTracker == 0 {
		t.Error("nobody was reached through the tracker")
	}
	for _, p := range s.peers[1:] {
		p.whole()
		for _, n := range p.neighbours {
			if o := s.byID[n.record.Peer]; n.record.WebRTC != (o.cfg.Reach&ByWebRTC != 0) {
				t.Errorf("peer %d takes %d for WebRTC %v", p.index, o.index, n.record.WebRTC)
			}
		}
	}
}

// Once the tracker is gone a tab that knows one native peer finds the others through it.
func TestTabWithoutTracker(t *testing.T) {
	s := newSwarm(t, 22, 5*time.Millisecond)
	s.reach = func(int) Reach { return ByUDP | ByWebRTC }
	g := s.signals()
	src := s.add(Source, 0)
	start := s.now
	s.cast(src, testEpoch, 400)
	s.viewers(8)
	s.run(start + 3*time.Second)
	g.tracker, s.noTracker = false, true
	s.reach = func(int) Reach { return ByWebRTC }
	var tabs []*testPeer
	for range 3 {
		tab := s.add(Viewer, 0)
		tabs = append(tabs, tab)
		s.link(tab, s.peers[4])
		s.run(s.now + time.Second)
	}
	s.run(start + 22*time.Second)
	for _, tab := range tabs {
		tab.whole()
		if len(tab.neighbours) < 5 {
			t.Errorf("tab %d has %d neighbours", tab.index, len(tab.neighbours))
		}
	}
	if g.carried == 0 || g.byTracker != 0 {
		t.Errorf("%d signals by neighbours, %d by the tracker", g.carried, g.byTracker)
	}
}

// engine makes an engine that is not driven by a swarm.
func engine(t *testing.T, reach Reach) *Engine {
	t.Helper()
	e, err := New(Config{Channel: ident.ChannelSecretFromSeed([32]byte{1}).Channel(), Self: ident.Peer{1}, Coder: block.NewCoder(ident.Channel{}), Reach: reach})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// A peer learns of those alone that it can dial.
func TestReach(t *testing.T) {
	records := []Record{
		{Peer: ident.Peer{2}, Addrs: []netip.AddrPort{at(2, 7000)}}, {Peer: ident.Peer{3}, WebRTC: true},
		{Peer: ident.Peer{4}, Addrs: []netip.AddrPort{at(4, 7000)}, WebRTC: true}, {Peer: ident.Peer{5}},
	}
	for reach, want := range map[Reach]string{0: "2 4", ByUDP: "2 4", ByWebRTC: "3 4", ByUDP | ByWebRTC: "2 3 4"} {
		e := engine(t, reach)
		e.HandlePeers(testEpoch*time.Second, records, nil)
		var dialled []int
		for {
			ev, ok := e.PollEvent()
			if !ok {
				break
			}
			if ev.Kind == Connect {
				dialled = append(dialled, int(ev.Record.Peer[0]))
			}
		}
		slices.Sort(dialled)
		if got := fmt.Sprint(dialled); got != "["+want+"]" {
			t.Errorf("reach %b: dials %s, want %s", reach, got, want)
		}
	}
}

// signal is a Signal as bytes.
func signal(from, to ident.Peer, text string) []byte {
	m := wire.Signal{From: from, To: to, Data: []byte(text)}
	return m.Append(nil)
}

// crossing runs four viewers; the second carries signals between the third and the fourth,
// which are linked to it alone, and counts what it sends them in outgoing.
type crossing struct {
	*signalling
	middle, a, b *testPeer
	outgoing     int // signals to b
}

func newCrossing(t *testing.T) *crossing {
	t.Helper()
	s := newSwarm(t, 23, 5*time.Millisecond)
	s.reach = func(int) Reach { return ByWebRTC }
	c := &crossing{signalling: s.signals()}
	c.tracker, s.noTracker = false, true
	c.middle, c.a, c.b = s.add(Viewer, 0), s.add(Viewer, 0), s.add(Viewer, 0)
	s.link(c.a, c.middle)
	s.link(c.b, c.middle)
	c.tamper = func(from, to *testPeer, data []byte) []byte {
		if from == c.middle && to == c.b && wire.TypeOf(data) == wire.TypeSignal {
			c.outgoing++
		}
		return data
	}
	s.run(s.now + 500*time.Millisecond)
	return c
}

// from has the middle peer take a datagram from p.
func (c *crossing) from(p *testPeer, b []byte) {
	if n := c.middle.byPeer.find(p.id); n != nil {
		c.middle.HandleDatagram(c.now, n.link, b, nil)
		c.middle.drain()
	}
}

func (c *crossing) dropped(cause Cause) uint64 { return c.middle.Stats().Dropped[cause] }

// A signal goes through the neighbour that named the peer, and the answer back through the
// one by which it came; with that one gone there is no way.
func TestSignalByNeighbour(t *testing.T) {
	c := newCrossing(t)
	// The offer of a, once the middle has named b, has made the link already.
	if c.a.byPeer.find(c.b.id) == nil || c.carried < 2 {
		t.Fatalf("no link has come of %d signals", c.carried)
	}
	stranger := ident.Peer{200}
	if c.a.Signal(c.now, stranger, []byte("x")) {
		t.Error("there is a way to a peer of which nobody has told")
	}
	if c.a.Signal(c.now, c.b.id, make([]byte, wire.MaxSignal+1)) {
		t.Error("too long a signal was taken")
	}
	c.a.HandleLinkDown(c.now, c.a.byPeer.find(c.middle.id).link)
	if c.a.Signal(c.now, c.b.id, []byte("x")) {
		t.Error("there is a way through a link that is down")
	}
}

// Only the peer that said it may have said it; who forges is thrown out.
func TestForgedSignal(t *testing.T) {
	c := newCrossing(t)
	heard := len(c.heard[c.b])
	for _, from := range []ident.Peer{{77}, c.middle.id, c.b.id} {
		c.from(c.a, signal(from, c.b.id, "offer"))
	}
	c.run(c.now + 100*time.Millisecond)
	if got := len(c.heard[c.b]); got != heard || c.outgoing == 0 && heard == 0 {
		t.Errorf("%d signals in another's name arrived", got-heard)
	}
	if n := c.dropped(CauseForged); n != 3 {
		t.Errorf("%d counted", n)
	}
	if !c.middle.isBanned(c.a.id) {
		t.Error("who forges is still linked")
	}
}

// To oneself, to nobody, and back to where it came from nothing goes.
func TestSignalsToNobody(t *testing.T) {
	c := newCrossing(t)
	before := c.outgoing
	c.from(c.a, signal(c.a.id, ident.Peer{99}, "x"))
	c.from(c.a, signal(c.a.id, c.a.id, "x"))
	c.run(c.now + 100*time.Millisecond)
	if c.outgoing != before || c.dropped(CauseNoWay) != 2 || slices.Contains(c.heard[c.a], "x") {
		t.Errorf("%d sent on, %d counted, %q heard", c.outgoing-before, c.dropped(CauseNoWay), c.heard[c.a])
	}
	c.middle.cfg.Astray = true
	var astray []Event
	c.on = func(p *testPeer, ev Event) bool {
		if p == c.middle && ev.Kind == Astray {
			astray = append(astray, ev)
		}
		return ev.Kind >= Signalled
	}
	c.from(c.a, signal(c.a.id, ident.Peer{99}, "for a guest"))
	c.from(c.a, signal(c.a.id, c.a.id, "for itself"))
	if len(astray) != 1 || astray[0].Peer != c.a.id || astray[0].To != (ident.Peer{99}) || string(astray[0].Data) != "for a guest" {
		t.Errorf("given to the driver: %+v", astray)
	}
}

// Of a flood little is passed on, and the rest counted.
func TestFloodOfSignals(t *testing.T) {
	c := newCrossing(t)
	c.run(c.now + 3*time.Second)
	before, start := c.outgoing, c.now
	for range 100 { // for 1 s
		for range 3 {
			c.from(c.a, signal(c.a.id, c.b.id, "x"))
		}
		c.run(c.now + 10*time.Millisecond)
	}
	passed, most := c.outgoing-before, maxSignals*(2+int((c.now-start)/time.Second))
	if passed > most+1 || passed < maxSignals {
		t.Errorf("%d of 300 signals were passed on, at most %d should be", passed, most)
	}
	if c.dropped(CauseRate) == 0 {
		t.Error("nothing was counted")
	}
}

// A crowd that sends one peer signals through an honest neighbour does not make that one
// talk too much.
func TestCrowdOfSignals(t *testing.T) {
	c := newCrossing(t)
	c.run(c.now + 3*time.Second)
	var crowd []*intruder
	for i := range 100 {
		crowd = append(crowd, c.intrude(c.middle, at(9, 1000+i)))
	}
	before, start := c.outgoing, c.now
	for range 100 { // for 2 s
		for _, in := range crowd {
			in.say(signal(in.id, c.b.id, "x"))
		}
		c.run(c.now + 20*time.Millisecond)
	}
	if passed, most := c.outgoing-before, maxSignalled*(2+int((c.now-start)/time.Second)); passed > most+1 || passed < maxSignalled {
		t.Errorf("%d signals were passed on, at most %d should be", passed, most)
	}
	if n := c.b.byPeer.find(c.middle.id); n == nil || n.bad > 0 || c.b.Stats().Dropped[CauseRate] > 0 {
		t.Error("the honest neighbour is blamed for what it carried")
	}
}

// What is remembered of ways is bounded, and the newest counts.
func TestWaysAreBounded(t *testing.T) {
	c := newCrossing(t)
	var last ident.Peer
	n := c.b.byPeer.find(c.middle.id)
	for i := range 10 * maxCallers {
		binary.BigEndian.PutUint32(last[:], uint32(i+1000))
		c.b.called(last, n.link)
		c.b.called(last, n.link)
	}
	if len(c.b.callers) != maxCallers || c.b.wayTo(last) != n {
		t.Errorf("%d callers are remembered", len(c.b.callers))
	}
	var k contact
	for l := range LinkID(5) {
		k.named(l + 1)
		k.named(l + 1)
	}
	if k.via != [maxVia]LinkID{5, 4} {
		t.Errorf("named by %v", k.via)
	}
}

// Without upload a peer has no children any more, at once, and goes on watching; with
// upload it gets some again.
func TestSetUpload(t *testing.T) {
	back := 0
	for seed := range uint64(3) {
		back += setUpload(t, seed)
	}
	if back == 0 {
		t.Error("nobody has come back")
	}
}

// setUpload returns how many slots were taken again.
func setUpload(t *testing.T, seed uint64) int {
	s := newSwarm(t, seed, 5*time.Millisecond)
	src := s.add(Source, 0)
	start := s.now
	s.cast(src, testEpoch, 500)
	s.viewers(10)
	s.run(start + 5*time.Second)
	p := s.peers[1]
	if p.Stats().ChildSlots == 0 {
		t.Fatal("it has no children to begin with")
	}
	p.SetUpload(s.now, 0)
	p.drain()
	if st := p.Stats(); st.ChildSlots != 0 || st.Children != 0 {
		t.Errorf("%d slots are taken still", st.ChildSlots)
	}
	sent := p.Stats().SentBody
	s.run(start + 10*time.Second)
	if got := p.Stats().SentBody; got != sent {
		t.Errorf("%d bytes were passed on", got-sent)
	}
	p.SetUpload(s.now, 20_000_000)
	p.drain()
	for _, gone := range s.peers[2:6] { // whoever hung on them needs others
		gone.dead = true
	}
	s.run(start + 15*time.Second)
	slots := p.Stats().ChildSlots
	p.SetUpload(s.now, int64(p.stripeRate()*3))
	p.drain()
	s.run(start + 20*time.Second)
	if n := 0; slots > 4 {
		for _, c := range p.neighbours {
			n += bits.OnesCount32(c.serves)
		}
		if n > 3 {
			t.Errorf("%d slots are taken with room for 2", n)
		}
	}
	s.run(start + 26*time.Second)
	for _, v := range s.peers[1:] {
		if !v.dead {
			v.whole()
		}
	}
	return slots
}

// A signal that the driver brings goes to the neighbour that it is for, and the answer
// comes back to the driver.
func TestForward(t *testing.T) {
	c := newCrossing(t)
	guest := ident.Peer{99}
	c.middle.cfg.Astray = true
	var astray []string
	on := c.on
	c.on = func(p *testPeer, ev Event) bool {
		if ev.Kind == Astray && p == c.middle && ev.To == guest {
			astray = append(astray, string(ev.Data))
			return true
		}
		return on(p, ev)
	}
	if c.middle.Forward(c.now, guest, ident.Peer{98}, []byte("offer")) {
		t.Error("there is a way to a peer that is not linked")
	}
	if !c.middle.Forward(c.now, guest, c.b.id, []byte("offer")) {
		t.Fatal("there is no way to a neighbour")
	}
	c.middle.drain()
	c.run(c.now + 100*time.Millisecond)
	if len(astray) != 1 || astray[0] != "answer" {
		t.Errorf("back came %q", astray)
	}
	forwarded := 0
	for range 10 * maxSignalled {
		if c.middle.Forward(c.now, guest, c.b.id, []byte("x")) {
			forwarded++
		}
	}
	if forwarded > 2*maxSignalled {
		t.Errorf("%d were sent at once", forwarded)
	}
	if got := c.middle.Sample(5); len(got) != 2 || !got[0].WebRTC {
		t.Errorf("a sample of its neighbours is %+v", got)
	}
}

// Who asks for peers is told of such as it can dial.
func TestPeersOfUse(t *testing.T) {
	udp, both, web := neighbour{}, neighbour{}, neighbour{webrtc: true}
	both.record = Record{Addrs: []netip.AddrPort{at(1, 1)}, WebRTC: true}
	web.record.WebRTC = true
	behind := both // a native peer that has come by WebRTC
	behind.webrtc = true
	for i, c := range []struct {
		n                  *neighbour
		addr, signal, full bool
	}{
		{&udp, true, false, true}, {&both, true, true, true}, {&web, false, true, true}, {&behind, true, true, true},
	} {
		for r, want := range map[*Record]bool{
			{}: false, {Addrs: []netip.AddrPort{at(2, 2)}}: c.addr, {WebRTC: true}: c.signal,
			{Addrs: []netip.AddrPort{at(2, 2)}, WebRTC: true}: c.full,
		} {
			if got := c.n.couldDial(r); got != want {
				t.Errorf("neighbour %d, %+v: %v", i, r, got)
			}
		}
	}
}

// A thousand tabs at one address keep nobody else out either.
func TestThousandTabs(t *testing.T) {
	s := newSwarm(t, 25, 5*time.Millisecond)
	s.reach = func(int) Reach { return ByWebRTC }
	s.signals()
	s.noTracker = true
	victim := s.add(Viewer, 0)
	for i := range 1000 {
		s.intrude(victim, at(9, 1000+i))
	}
	for host := range 3 {
		if !s.intrude(victim, at(100+host, 7000)).linked() {
			t.Errorf("newcomer %d from another address was turned away", host)
		}
	}
	if n := len(victim.neighbours); n > maxNeighbours {
		t.Errorf("%d neighbours", n)
	}
}
