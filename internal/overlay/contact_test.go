package overlay

import (
	"net/netip"
	"testing"
	"time"

	"throng/internal/ident"
	"throng/internal/wire"
)

// A strong viewer shows itself to the broadcaster ever more rarely, and as often as at first
// again once it has been its child.
func TestVisitsGrowRare(t *testing.T) {
	e := parent(t, 60)
	for s := range e.stripes {
		e.stripes[s].parent = &neighbour{}
	}
	for range fewContacts + 1 {
		e.known = append(e.known, &contact{})
	}
	e.deliver.begun, e.lastShard, e.store.begun = true, e.now, true
	visits := func(d time.Duration) (count int) {
		for end := e.now + d; e.now < end; e.now += time.Second {
			e.lastShard = e.now
			if e.seeksSource() {
				count++
			}
		}
		return count
	}
	if got := visits(10 * time.Minute); got < 3 || got > 5 {
		t.Errorf("%d visits in the first ten minutes", got)
	}
	if got := visits(time.Hour); got > 5 {
		t.Errorf("%d visits in the hour after", got)
	}
	n := linked(e, 1)[0]
	n.source = true
	e.stripes[3].next = n
	e.grantedBy(n, 3, &wire.Path{Len: 1})
	e.visitAt = e.now
	if got := visits(10 * time.Minute); got < 3 {
		t.Errorf("%d visits in ten minutes after it was the broadcaster's child", got)
	}
}

// The broadcaster that has refused a stripe is left alone for longer where there is another
// parent.
func TestLeaveTheBroadcasterAlone(t *testing.T) {
	for _, k := range []struct {
		source, parent bool
		least, most    time.Duration
	}{
		{true, true, retrySource, 2 * retrySource},
		{false, true, retryRefused, 2 * retryRefused},
		{true, false, retryRefused, 2 * retryRefused},
	} {
		e := parent(t, 20)
		n := linked(e, 1)[0]
		n.source, n.wanted, n.generation = k.source, 1<<5, 1
		if !k.parent {
			e.stripes[5].parent = nil
		}
		e.stripes[5].next = n
		m := wire.Grant{Generation: n.generation, Refused: 1 << 5}
		if err := e.handleGrant(n, m.Append(nil)); err != nil {
			t.Fatal(err)
		}
		if wait := n.retryAt[5] - e.now; wait < k.least || wait > k.most {
			t.Errorf("broadcaster %v, other parent %v: asked again after %v", k.source, k.parent, wait)
		}
	}
}

// Of a large swarm a newcomer does not trouble the broadcaster: it dials the one that is
// certified only where it knows of few others, or nothing has come for long.
func TestNewcomersLeaveTheBroadcasterAlone(t *testing.T) {
	source := Record{Peer: ident.Peer{0xff}, Addrs: []netip.AddrPort{at(255, 7000)}}
	dials := func(e *Engine) (dialled bool) {
		for {
			ev, ok := e.PollEvent()
			if !ok {
				return dialled
			}
			dialled = dialled || ev.Kind == Connect && ev.Record.Peer == source.Peer
		}
	}
	for others, want := range map[int]bool{fewContacts - 1: true, fewContacts: false} {
		e := engine(t, ByUDP)
		var records []Record
		for i := range others {
			records = append(records, Record{Peer: ident.Peer{byte(i + 2)}, Addrs: []netip.AddrPort{at(i+2, 7000)}})
		}
		now := testEpoch * time.Second
		e.visitAt = now + time.Hour // no visit is due
		e.HandlePeers(now, records, []Record{source})
		if got := dials(e); got != want {
			t.Errorf("%d others: dials the broadcaster at once: %v, want %v", others, got, want)
		}
		if e.HandleTimeout(now + silentSourceAfter - tickEvery); !want && dials(e) {
			t.Error("dials it before others have had time")
		}
		e.HandleTimeout(now + silentSourceAfter + time.Second)
		if !want && !dials(e) {
			t.Error("does not dial it although nothing comes")
		}
	}
}

// Nor for long where none of those it knows has begun: then it has come before the stream has.
func TestNewcomersOfAYoungSwarm(t *testing.T) {
	for _, begun := range []bool{false, true} {
		e := parent(t, 10)
		for range fewContacts + 1 {
			e.known = append(e.known, &contact{})
		}
		linked(e, 1)[0].status.Entry = 0
		if begun {
			e.neighbours[0].status.Entry = 1
		}
		e.visitAt, e.linkedAt, e.lastShard, e.deliver.begun = e.now+time.Hour, e.now, e.now, false
		if e.seeksSource() {
			t.Error("it turns to the broadcaster at once")
		}
		e.now += aloneAfter + time.Millisecond
		if e.seeksSource() == begun {
			t.Errorf("a neighbour has begun: %v; it turns to the broadcaster: %v", begun, !begun)
		}
		e.now, e.lastShard = e.now+deniedAfter, e.now+deniedAfter
		if !e.seeksSource() {
			t.Error("it does not turn to the broadcaster although it has not begun for long")
		}
	}
}

// A broadcaster with enough neighbours greets only who may be of more use than these.
func TestCrowdedBroadcaster(t *testing.T) {
	for name, k := range map[string]struct {
		neighbours int
		status     wire.Status
		vacant     uint32
		greeted    bool
	}{
		"room":     {sourceNeighbours - 1, wire.Status{Slots: 60}, 0, true},
		"no more":  {sourceNeighbours, wire.Status{Slots: 60}, 0, false},
		"more":     {sourceNeighbours, wire.Status{Slots: 61}, 0, true},
		"unproven": {sourceNeighbours, wire.Status{Slots: 60}, 0, true},
		"vacancy":  {sourceNeighbours, wire.Status{Slots: 60}, 1, true},
		"needs it": {sourceNeighbours, wire.Status{Slots: 60, Flags: wire.StatusJoined, Connected: 0xff}, 0, true},
		"plays":    {sourceNeighbours, wire.Status{Slots: 60, Flags: wire.StatusJoined, Connected: 1<<22 - 1}, 0, false},
	} {
		s := newSwarm(t, 8, 5*time.Millisecond)
		e := s.add(Source, 0).Engine
		e.step(s.now)
		for i := range k.neighbours {
			p := ident.Peer{1, byte(i)}
			e.HandleLinkUp(e.now, LinkID(100+i), p, at(i+2, 7000), false)
			n := e.byPeer[p]
			n.held, n.statusAt, n.since, n.status = false, e.now, e.now-judgeAfter, wire.Status{Slots: 60, Flags: wire.StatusJoined}
		}
		e.vacant = k.vacant
		for i := range e.stripes {
			e.stripes[i].proven = name != "unproven"
		}
		drain := func() (hello, bye bool) {
			for {
				tr, ok := e.PollTransmit()
				if !ok {
					return hello, bye
				}
				if tr.Link == 7 {
					hello, bye = hello || wire.TypeOf(tr.Head) == wire.TypeHello, bye || wire.TypeOf(tr.Head) == wire.TypeBye
				}
			}
		}
		drain()
		e.HandleLinkUp(e.now, 7, ident.Peer{2}, netip.AddrPort{}, false)
		hello, _ := drain()
		if hello != (k.neighbours < sourceNeighbours) {
			t.Errorf("%s: greeted at once: %v", name, hello)
		}
		k.status.Sent = e.now
		e.HandleDatagram(e.now, 7, (&wire.Hello{}).Append(nil), nil)
		e.HandleDatagram(e.now, 7, k.status.Append(nil), nil)
		later, bye := drain()
		if (hello || later) != k.greeted || bye == k.greeted {
			t.Errorf("%s: greeted: %v, refused: %v", name, hello || later, bye)
		}
	}
}
