package overlay

import (
	"net/netip"
	"testing"
	"time"

	"throng/internal/ident"
	"throng/internal/wire"
)

// spentOnTalk is e after it has said as much as it may to those who get and give nothing.
func spentOnTalk(e *Engine) *Engine {
	e.talkedOut(&neighbour{}) // fills it
	e.uplink.talk.level = -1
	return e
}

// What is said to those who neither get nor give anything takes a part of the uplink and no more;
// children, parents and what is asked go on.
func TestTalkIsBounded(t *testing.T) {
	for _, e := range []*Engine{crowded(t, 2), parent(t, 20)} {
		n := linked(e, 1)[0]
		rate := talkShare * float64(e.cfg.MaxUpload) / 8
		size := func() (bytes float64) {
			for {
				tr, ok := e.PollTransmit()
				if !ok {
					return bytes
				}
				bytes += float64(e.onWire(len(tr.Head)))
			}
		}
		for range 20_000 {
			e.sendStatus(n)
		}
		largest, most := float64(e.onWire(1125)), rate*talkBurst.Seconds()
		if size() > most+largest {
			t.Errorf("source %v: more than %.0f bytes at once", e.source, most)
		}
		e.now += time.Second
		for range 20_000 {
			e.sendStatus(n)
		}
		if got := size(); got == 0 || got > most+largest {
			t.Errorf("source %v: %.0f bytes a second later, want up to %.0f", e.source, got, most)
		}
		spentOnTalk(e)
		if e.sendStatus(n); size() > 0 {
			t.Errorf("source %v: a Status goes to a visitor all the same", e.source)
		}
		pull := wire.Pull{}
		bye := wire.Bye{Reason: wire.Idle}
		e.control(n, pull.Append(nil))
		e.control(n, bye.Append(nil))
		if got := sentOn(e, n.link); got[wire.TypePull] != 1 || got[wire.TypeBye] != 1 {
			t.Errorf("source %v: what is asked, or Bye, does not go: %v", e.source, got)
		}
		for _, set := range []*uint32{&n.serves, &n.wanted} {
			*set = 1
			if e.sendStatus(n); size() == 0 {
				t.Errorf("source %v: a child or parent is told nothing", e.source)
			}
			*set = 0
		}
		e.cfg.MaxUpload = -1
		if e.sendStatus(n); size() == 0 {
			t.Error("who gives nothing says nothing")
		}
	}
}

// A broadcaster that has no time for more ends the links of newcomers without a word, a viewer says
// that it is full; neither does while it has few neighbours.
func TestNoTimeForNewcomers(t *testing.T) {
	come := func(e *Engine) (linked bool, said map[wire.Type]int) {
		e.PollTransmit()
		e.HandleLinkUp(e.now, 9000, ident.Peer{200}, at(9, 9), false)
		return e.byLink.find(9000) != nil, sentOn(e, 9000)
	}
	for _, k := range []struct {
		name   string
		e      *Engine
		spent  bool
		linked bool
		bye    int
	}{
		{"a broadcaster", crowded(t, sourceNeighbours), true, false, 0},
		{"a broadcaster with time", crowded(t, sourceNeighbours), false, true, 0},
		{"a broadcaster with few neighbours", crowded(t, 3), true, true, 0},
		{"a viewer", parent(t, 20), true, false, 1},
		{"a viewer with few neighbours", parent(t, 20), true, true, 0},
	} {
		if k.name == "a viewer" {
			linked(k.e, k.e.cfg.Tuning.Neighbours)
		}
		if k.spent {
			spentOnTalk(k.e)
		}
		if up, said := come(k.e); up != k.linked || said[wire.TypeBye] != k.bye {
			t.Errorf("%s: linked %v, said %v", k.name, up, said)
		}
	}
}

// Who is turned away by the broadcaster without a word comes back later and later, and soon again
// once that is long ago. Who has heard something of it does not wait so.
func TestTurnedAway(t *testing.T) {
	e := parent(t, 20)
	c := e.learn(Record{Peer: ident.Peer{7}, Addrs: []netip.AddrPort{at(7, 7)}}, true, true)
	cut := func(told bool) time.Duration {
		c.dialing, e.dialing = true, 1
		e.HandleLinkUp(e.now, LinkID(1000), c.record.Peer, at(7, 7), true)
		n := e.byLink.find(1000)
		if told {
			n.statusAt = e.now
		}
		e.HandleLinkDown(e.now, 1000)
		return max(c.retryAt-e.now, 0)
	}
	for k := 1; k <= cutsMost+2; k++ {
		mean := redialSource << min(k, cutsMost)
		if wait := cut(false); wait < mean/2 || wait > 3*mean/2 {
			t.Errorf("after %d in a row: waits %v, want about %v", k, wait, mean)
		}
		e.now += 5 * time.Second
	}
	if cut(true) > 0 {
		t.Errorf("waits although it was told something")
	}
	c.dialing, e.dialing = true, 1
	e.HandleLinkUp(e.now, 1000, c.record.Peer, at(7, 7), true)
	bye := wire.Bye{Reason: wire.Idle}
	n := e.byLink.find(1000)
	n.toldNeedy = true
	e.HandleDatagram(e.now, 1000, bye.Append(nil), nil)
	if wait := c.retryAt - e.now; wait != refusedFor {
		t.Errorf("after a Bye it waits %v, want %v", wait, refusedFor)
	}
	e.now += cutsFor + time.Second
	if wait := cut(false); wait > 3*redialSource {
		t.Errorf("long after: waits %v", wait)
	}
}

// One who gives less and has only just come spares nobody but one: there may always be such a one.
func TestDismissInARush(t *testing.T) {
	for _, k := range []struct{ over, young, left int }{{1, 1, 1}, {40, 1, 1}, {40, 39, 39}, {40, 60, 40}} {
		e := crowded(t, sourceNeighbours+k.over-k.young)
		e.now += dismissAfter
		for range k.young {
			dutiful(e, 0, false, true).since = e.now
			e.neighbours[len(e.neighbours)-1].status.Slots = 0
		}
		if e.dismiss(); len(e.neighbours) != sourceNeighbours+k.left {
			t.Errorf("%d too many, %d of them young: %d stay too many, want %d", k.over, k.young, len(e.neighbours)-sourceNeighbours, k.left)
		}
	}
}

// In a rush those who have come for help go like others; while there is time for them they stay.
func TestDismissTheThirstyInARush(t *testing.T) {
	for _, k := range []struct{ count, left int }{{2 * sourceNeighbours, 2 * sourceNeighbours}, {2*sourceNeighbours + 5, 2 * sourceNeighbours}} {
		e := crowded(t, k.count)
		for _, n := range e.neighbours {
			n.thirsty = e.now
		}
		e.now += dismissAfter
		if e.dismiss(); len(e.neighbours) != k.left {
			t.Errorf("of %d that thirst %d are left, want %d", k.count, len(e.neighbours), k.left)
		}
	}
}

// Who has been linked before is not cut off for want of time when its link is replaced, and nobody's
// link is given up for one that is.
func TestNoTimeForALinkAnew(t *testing.T) {
	e := spentOnTalk(crowded(t, sourceNeighbours+1))
	old := linked(e, 1)[0]
	e.byPeer.put(old)
	e.HandleLinkUp(e.now, 9000, old.record.Peer, at(9, 9), false)
	if e.byLink.find(9000) == nil {
		t.Error("a link that is made anew is cut off")
	}
	full := spentOnTalk(crowded(t, maxNeighbours))
	full.HandleLinkUp(full.now, 9000, ident.Peer{201}, at(9, 9), false)
	if len(full.neighbours) != maxNeighbours {
		t.Errorf("%d neighbours are left of %d for one that was cut off", len(full.neighbours), maxNeighbours)
	}
}

// Many from one network leave half of what may be said to others.
func TestTalkOfOneNetwork(t *testing.T) {
	for _, k := range []struct {
		count, host int
		level       float64 // of what may be said at once
		out         bool
	}{{fairCrowd, 1, 0.4, false}, {fairCrowd + 1, 1, 0.4, true}, {fairCrowd + 1, 1, 0.6, false}, {fairCrowd + 1, 2, 0.4, false}, {fairCrowd + 1, 2, -0.1, true}} {
		e := crowded(t, 0)
		for _, n := range linked(e, k.count) {
			n.remote = at(1, 1)
		}
		e.talkedOut(&neighbour{})
		e.uplink.talk.level = k.level * e.talkMost()
		if out := e.talkedOut(&neighbour{remote: at(k.host, 2)}); out != k.out {
			t.Errorf("%d of one network, %.1f left: talked out for host %d: %v", k.count, k.level, k.host, out)
		}
	}
}

// The answer to a Want goes though the broadcaster has talked enough, but names nobody then; beyond
// that it does not.
func TestGrantWithoutTalk(t *testing.T) {
	for _, k := range []struct {
		level         float64
		grants, named int
	}{{1, 1, 1}, {-0.5, 1, 0}, {-1.1, 0, 0}} {
		e := crowded(t, 3)
		list := linked(e, 2)
		child, asks := list[0], list[1]
		child.serves, child.status.Slots, child.offer = 1, 40, 40
		child.record = Record{Peer: child.record.Peer, Addrs: []netip.AddrPort{at(1, 1)}}
		asks.record = Record{Peer: asks.record.Peer, Addrs: []netip.AddrPort{at(2, 1)}}
		e.stripes[0].children = []*neighbour{child}
		asks.refused = 1
		e.talkedOut(asks)
		e.uplink.talk.level = k.level * e.talkMost()
		e.sendGrant(asks)
		grant, got := told(e, wire.TypeGrant)[asks.link]
		var m wire.Grant
		if got {
			if err := m.Parse(grant); err != nil {
				t.Fatal(err)
			}
		}
		if got != (k.grants > 0) || m.Refer != k.named {
			t.Errorf("with %.1f of it left: Grant %v, %d named", k.level, got, m.Refer)
		}
	}
}

// While many come the broadcaster promises children only what is left beside talk.
func TestSlotsInACrowd(t *testing.T) {
	few, many := crowded(t, 2*sourceNeighbours), crowded(t, 2*sourceNeighbours+1)
	for _, e := range []*Engine{few, many} {
		e.rate.rate = 10_000
	}
	if a, b := few.slots(), many.slots(); a != 736 || b != 536 {
		t.Errorf("slots of 8 Mb/s for stripes of 10 kb/s: %d, and %d in a crowd, want 736 and 536", a, b)
	}
}

func TestHandshakesFor(t *testing.T) {
	for _, k := range []struct {
		upload int64
		want   int
	}{{0, 3086}, {-1, leastHandshakes}, {1, leastHandshakes}, {450_000, 27}, {2_250_000, 138}, {16_200_000, 1000}} {
		if got := HandshakesFor(k.upload); got != k.want {
			t.Errorf("with %d b/s: %d handshakes a second, want %d", k.upload, got, k.want)
		}
	}
}
