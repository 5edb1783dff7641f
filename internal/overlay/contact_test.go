package overlay

import (
	"math"
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
		e.vouched++
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

// Where many neighbours give as much as a peer, the broadcaster has so many to choose from that
// each shows itself as rarely as they are many.
func TestVisitsOfOneOfMany(t *testing.T) {
	for _, equals := range []int{0, 9} {
		e := parent(t, 60)
		for s := range e.stripes {
			e.stripes[s].parent = &neighbour{}
		}
		for range fewContacts + 1 {
			e.known = append(e.known, &contact{})
			e.vouched++
		}
		e.deliver.begun, e.store.begun = true, true
		for i, n := range linked(e, equals+5) {
			n.status.Slots = 60
			if i >= equals {
				n.status.Slots, n.source = 20, i == equals // these give less
			}
		}
		visits := 0
		for range 1000 {
			e.visitAt, e.lastShard = e.now, e.now
			if e.seeksSource() {
				visits++
			}
		}
		if want := 1000 / (1 + equals); visits < want/2 || visits > 2*want {
			t.Errorf("%d of 1000 visits are made where %d others give as much", visits, equals)
		}
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
		if wait := n.inStripe(5).retryAt - e.now; wait < k.least || wait > k.most {
			t.Errorf("broadcaster %v, other parent %v: asked again after %v", k.source, k.parent, wait)
		}
	}
}

// dials reports whether the events of e ask for a link to p.
func dials(e *Engine, p ident.Peer) (yes bool) {
	for {
		ev, ok := e.PollEvent()
		if !ok {
			return yes
		}
		yes = yes || ev.Kind == Connect && ev.Record.Peer == p
	}
}

// Of a large swarm a newcomer does not trouble the broadcaster: it dials the one that is
// certified only where it knows of few others, or nothing has come for long.
func TestNewcomersLeaveTheBroadcasterAlone(t *testing.T) {
	for others, want := range map[int]bool{fewContacts - 1: true, fewContacts: false} {
		e := engine(t, ByUDP)
		e.cfg.MaxUpload = 1_000_000
		source := Record{Peer: ident.Peer{0xff}, Addrs: []netip.AddrPort{at(255, 7000)}}
		var records []Record
		for i := range others {
			records = append(records, Record{Peer: ident.Peer{byte(i + 2)}, Addrs: []netip.AddrPort{at(i+2, 7000)}})
		}
		now := testEpoch * time.Second
		e.step(now)
		now += time.Minute          // the tracker took its time
		e.visitAt = now + time.Hour // no visit is due
		e.HandlePeers(now, records, []Record{source})
		if got := dials(e, source.Peer); got != want {
			t.Errorf("%d others: dials the broadcaster at once: %v, want %v", others, got, want)
		}
		if want {
			continue
		}
		e.HandleTimeout(now + silentSourceAfter - tickEvery)
		if dials(e, source.Peer) {
			t.Error("dials it before others have had time")
		}
		e.HandleTimeout(now + silentSourceAfter + time.Second)
		if !dials(e, source.Peer) {
			t.Error("does not dial it although nothing comes")
		}
	}
}

// One with slots for several streams shows itself as soon as it has come; who has the broadcaster's
// Bye then may turn to it all the same when it comes to need it, and who needed it comes later.
func TestStrongNewcomersVisit(t *testing.T) {
	for _, strong := range []bool{false, true} {
		e := engine(t, ByUDP)
		e.cfg.MaxUpload = assumedStripeRate * assumedTotal * visitStreams * 2
		if !strong {
			e.cfg.MaxUpload /= 4
		}
		source := Record{Peer: ident.Peer{0xff}, Addrs: []netip.AddrPort{at(255, 7000)}}
		var records []Record
		for i := range 20 {
			records = append(records, Record{Peer: ident.Peer{byte(i + 2)}, Addrs: []netip.AddrPort{at(i+2, 7000)}})
		}
		now := testEpoch * time.Second
		e.HandlePeers(now, records, []Record{source})
		if got := dials(e, source.Peer); got != strong {
			t.Errorf("strong %v: visits at once: %v", strong, got)
		}
		if !strong {
			continue
		}
		again := func() time.Duration {
			e.HandleLinkUp(now, LinkID(now), source.Peer, source.Addrs[0], true)
			e.byPeer.find(source.Peer).source = true
			e.learn(source, true, true)
			e.HandleDatagram(now, LinkID(now), (&wire.Bye{Reason: wire.Idle}).Append(nil), nil)
			for from := now; ; {
				now += tickEvery
				e.HandleTimeout(now)
				for {
					if _, ok := e.PollTransmit(); !ok {
						break
					}
				}
				if dials(e, source.Peer) || now > from+time.Minute {
					return now - from
				}
			}
		}
		if wait := again(); wait > silentSourceAfter+time.Second {
			t.Errorf("dials it again after %v", wait)
		}
		if wait := again(); wait < refusedFor {
			t.Errorf("it needed it, was told Bye, and dials it again after %v", wait)
		}
	}
}

// The larger the audience the fewer of those that give much show themselves as soon as they have
// come, and the most that was told of its size counts.
func TestFewVisitAtOnceOfMany(t *testing.T) {
	for _, k := range []struct{ told, want int }{{0, 1000}, {visitAudience, 1000}, {4 * visitAudience, 250}} {
		e := parent(t, visitStreams*assumedTotal)
		e.SetAudience(k.told)
		e.SetAudience(1)
		for range fewContacts + 1 {
			e.known = append(e.known, &contact{})
			e.vouched++
		}
		linked(e, 1)[0].status.Entry = 1
		e.lastShard = e.now
		visits := 0
		for range 1000 {
			e.visitAt = 0
			if e.seeksSource() {
				visits++
			}
		}
		if visits < k.want*8/10 || visits > k.want*12/10 {
			t.Errorf("%d of 1000 turn to the broadcaster at once in an audience of %d, want about %d", visits, k.told, k.want)
		}
	}
}

// The larger the audience the longer the interval of visits, within bounds.
func TestVisitIntervalGrowsWithTheAudience(t *testing.T) {
	for told, want := range map[int]time.Duration{
		0: sourceVisit, visitAudience: sourceVisit, 10 * visitAudience: 10 * sourceVisit, math.MaxInt: sourceVisitMost, -5: sourceVisit,
	} {
		e := parent(t, 10)
		e.SetAudience(told)
		if got := e.visitInterval(); got != want {
			t.Errorf("every %v in an audience of %d, want %v", got, told, want)
		}
	}
}

// A newcomer turns to the broadcaster where none of its neighbours has begun: then it has come
// before the stream has; or where it has not begun itself for long.
func TestNewcomersOfAYoungSwarm(t *testing.T) {
	for _, begun := range []bool{false, true} {
		e := parent(t, 10)
		for range fewContacts + 1 {
			e.known = append(e.known, &contact{})
			e.vouched++
		}
		n := linked(e, 1)[0]
		n.status.Entry = 0
		if begun {
			n.status.Entry = 1
		}
		e.visitAt, e.heardAt, e.linkedAt, e.lastShard, e.deliver.begun = e.now+time.Hour, e.now, e.now, e.now, false
		if e.seeksSource() {
			t.Error("it turns to the broadcaster at once")
		}
		e.now += aloneAfter + time.Millisecond
		if e.seeksSource() == begun {
			t.Errorf("a neighbour has begun: %v; it turns to the broadcaster: %v", begun, !begun)
		}
		e.now, e.lastShard = e.now+deniedAfter, e.now+deniedAfter
		e.sendStatus(n)
		if !e.seeksSource() || !n.toldNeedy {
			t.Error("it does not turn to the broadcaster, and say why, although it has not begun for long")
		}
		e.deliver.begun = true
		e.sendStatus(n)
		if e.seeksSource() || n.toldNeedy {
			t.Error("it turns to the broadcaster although it has begun")
		}
		e.now += silentSourceAfter + time.Millisecond
		e.sendStatus(n)
		if !e.seeksSource() || !n.toldNeedy {
			t.Error("it does not turn to the broadcaster, and say why, although nothing comes")
		}
	}
}

// Referrals keep nobody from the broadcaster.
func TestDialsTheBroadcasterAllTheSame(t *testing.T) {
	e := engine(t, ByUDP)
	e.step(testEpoch * time.Second)
	c := e.learn(Record{Peer: ident.Peer{0xff}, Addrs: []netip.AddrPort{at(255, 7000)}}, true, true)
	other := e.learn(Record{Peer: ident.Peer{2}, Addrs: []netip.AddrPort{at(2, 7000)}}, false, true)
	e.dialing = maxDialing
	if e.dial(other) || !e.dial(c) {
		t.Error("as many are being dialled as may be, and the broadcaster is not, or another is")
	}
}

// crowdedSource is a broadcaster with so many neighbours that have watched for a while, each with
// 60 slots and at an address of its own unless change says otherwise; and no greeting to spare.
func crowdedSource(t *testing.T, count int, change func(i int, n *neighbour)) *Engine {
	t.Helper()
	s := newSwarm(t, 8, 5*time.Millisecond)
	e := s.add(Source, 0).Engine
	e.step(s.now)
	for i := range count {
		p := ident.Peer{1, byte(i)}
		e.HandleLinkUp(e.now, LinkID(100+i), p, at(i+2, 7000), false)
		n := e.byPeer.find(p)
		n.unheard, n.statusAt, n.since, n.status = false, e.now, e.now-judgeAfter, wire.Status{Slots: 60, Flags: wire.StatusJoined}
		change(i, n)
	}
	e.greetings = bucket{at: e.now}
	sentOn(e, 7)
	return e
}

// sentOn drains e and returns what went on a link, by type.
func sentOn(e *Engine, l LinkID) map[wire.Type]int {
	sent := map[wire.Type]int{}
	for {
		tr, ok := e.PollTransmit()
		if !ok {
			return sent
		}
		if tr.Link == l {
			sent[wire.TypeOf(tr.Head)]++
		}
	}
}

// A broadcaster with enough neighbours greets only who may be of more use than these, or needs it.
func TestCrowdedBroadcaster(t *testing.T) {
	same := func(int, *neighbour) {}
	plays := wire.Status{Slots: 60, Flags: wire.StatusJoined, Connected: 1<<22 - 1}
	for name, k := range map[string]struct {
		neighbours int
		status     wire.Status
		change     func(i int, n *neighbour)
		set        func(e *Engine)
		greeted    bool
	}{
		"room":           {neighbours: sourceNeighbours - 1, status: wire.Status{Slots: 60}, greeted: true},
		"no more":        {status: wire.Status{Slots: 60}},
		"plays":          {status: plays},
		"more":           {status: wire.Status{Slots: 61}, greeted: true},
		"nothing comes":  {status: wire.Status{Slots: 60, Flags: wire.StatusNeedy}, greeted: true},
		"thirsts":        {status: wire.Status{Slots: 60, Flags: wire.StatusJoined, Connected: 0xff}, greeted: true},
		"vacancy":        {status: plays, set: func(e *Engine) { e.vacant = 1 }, greeted: true},
		"failing":        {status: plays, set: func(e *Engine) { e.stripes[21].failing = true }, greeted: true},
		"helps out":      {status: plays, set: func(e *Engine) { e.plentyAt = e.now + 1 }, greeted: true},
		"half give less": {status: plays, change: func(i int, n *neighbour) { n.status.Slots = uint16(59 + i%2) }, greeted: true},
		"demoted":        {status: plays, change: func(_ int, n *neighbour) { n.demoted = n.heard + time.Second }, greeted: true},
		"newly come":     {status: plays, change: func(_ int, n *neighbour) { n.since = n.heard }, greeted: true},
		"one address":    {status: plays, change: func(i int, n *neighbour) { n.remote = at(9, 1000+i) }, greeted: true},
	} {
		if k.neighbours == 0 {
			k.neighbours = sourceNeighbours
		}
		if k.change == nil {
			k.change = same
		}
		e := crowdedSource(t, k.neighbours, k.change)
		if k.set != nil {
			k.set(e)
		}
		e.HandleLinkUp(e.now, 7, ident.Peer{2}, at(200, 7000), false)
		hello := sentOn(e, 7)[wire.TypeHello] > 0
		if hello != (k.neighbours < sourceNeighbours) {
			t.Errorf("%s: greeted at once: %v", name, hello)
		}
		k.status.Sent = e.now
		e.HandleDatagram(e.now, 7, (&wire.Hello{}).Append(nil), nil)
		want := wire.Want{Generation: 1, Stripes: 1 << 3, Offer: 60}
		if e.HandleDatagram(e.now, 7, want.Append(nil), nil); !hello && e.byPeer.find(ident.Peer{2}).serves != 0 {
			t.Errorf("%s: it is given a stripe before it has said what it gives", name)
		}
		e.HandleDatagram(e.now, 7, k.status.Append(nil), nil)
		sent := sentOn(e, 7)
		if hello = hello || sent[wire.TypeHello] > 0; hello != k.greeted || (sent[wire.TypeBye] > 0) == k.greeted {
			t.Errorf("%s: greeted: %v, refused: %v", name, hello, sent[wire.TypeBye])
		}
	}
}

// Of those of whom it has better, by their word, it greets a few each second; and who says nothing
// of itself it greets after a while, and lets go before others.
func TestCrowdedBroadcasterGreets(t *testing.T) {
	same := func(int, *neighbour) {}
	e := crowdedSource(t, sourceNeighbours, same)
	e.now += time.Second
	for _, n := range e.neighbours {
		n.heard, n.statusAt = e.now, e.now
	}
	greeted := 0
	for i := range 3 * greetRate {
		p := ident.Peer{3, byte(i)}
		e.HandleLinkUp(e.now, LinkID(1000+i), p, at(80+i, 7000), false)
		e.HandleDatagram(e.now, LinkID(1000+i), (&wire.Status{Sent: e.now, Slots: 60}).Append(nil), nil)
		if e.byPeer.find(p) != nil {
			greeted++
		}
	}
	if greeted != greetRate {
		t.Errorf("%d are greeted at once, want %d", greeted, greetRate)
	}

	e = crowdedSource(t, sourceNeighbours, same)
	e.HandleLinkUp(e.now, 7, ident.Peer{2}, at(200, 7000), false)
	e.HandleTimeout(e.now + tickEvery)
	if sent := sentOn(e, 7); len(sent) > 0 {
		t.Errorf("it is sent %v before it had time to say what it gives", sent)
	}
	e.HandleTimeout(e.now + statusFirst + tickEvery)
	if sent := sentOn(e, 7); sent[wire.TypeHello] == 0 {
		t.Error("it is not greeted although its Status may be lost")
	}
	for i := range 2 * sourceNeighbours {
		e.HandleLinkUp(e.now, LinkID(1000+i), ident.Peer{3, byte(i)}, at(80+i, 7000), false)
	}
	for range 50 {
		for _, n := range e.neighbours {
			n.heard, n.rtt, n.askedAt = e.now, time.Millisecond, 0
		}
		e.HandleTimeout(e.now + tickEvery)
		sentOn(e, 7)
	}
	silent := 0
	for _, n := range e.neighbours {
		if n.statusAt == 0 {
			silent++
		}
	}
	if silent > 0 || len(e.neighbours) != sourceNeighbours {
		t.Errorf("of %d neighbours %d say nothing of themselves", len(e.neighbours), silent)
	}
}

// A child whose link is made anew is not turned away.
func TestChildLinksAnew(t *testing.T) {
	e := crowdedSource(t, sourceNeighbours+1, func(int, *neighbour) {})
	child := e.neighbours[0]
	want := wire.Want{Generation: 1, Stripes: 1 << 3, Offer: 60}
	e.HandleDatagram(e.now, child.link, want.Append(nil), nil)
	if child.serves == 0 {
		t.Fatal("it gets no stripe")
	}
	e.HandleLinkUp(e.now, 7, child.record.Peer, at(2, 7001), false)
	e.HandleDatagram(e.now, 7, (&wire.Status{Sent: e.now, Slots: 60, Flags: wire.StatusJoined, Connected: 1<<22 - 1}).Append(nil), nil)
	if e.byPeer.find(child.record.Peer) == nil {
		t.Error("a child that links anew is turned away")
	}
}

// Peers that only a neighbour has named do not make a swarm large: they may not be there. Those that an
// introducer names do, and those that have been linked to.
func TestInventedPeersAreNoSwarm(t *testing.T) {
	for name, k := range map[string]struct {
		named, introduced, linked, later int // later: named after that
		want                             bool
	}{
		"invented":           {named: 100, want: true},
		"of an introducer":   {introduced: fewContacts + 1},
		"few of them":        {introduced: fewContacts, named: 100, want: true},
		"named and linked":   {named: fewContacts + 1, linked: fewContacts + 1},
		"few of them linked": {named: 100, linked: fewContacts, want: true},
		"linked, then named": {linked: fewContacts + 1, later: fewContacts + 1},
	} {
		e := engine(t, ByUDP)
		now := testEpoch * time.Second
		e.step(now)
		record := func(i int) Record { return Record{Peer: ident.Peer{byte(i), 7}, Addrs: []netip.AddrPort{at(i, 7000)}} }
		n := join(e, 250, giver(20, 0))
		for i := range k.named {
			e.hear(n, record(i))
		}
		var records []Record
		for i := range k.introduced {
			records = append(records, record(200-i))
		}
		e.HandlePeers(now, records, nil)
		e.HandlePeers(now, records, nil) // again
		for i := range k.linked {
			e.HandleLinkUp(now, LinkID(1000+i), record(i).Peer, at(i, 7000), true)
		}
		for i := range k.later {
			e.hear(n, record(i))
		}
		if got := e.small(); got != k.want {
			t.Errorf("%s: small %v, want %v", name, got, k.want)
		}
		for _, c := range e.known { // nothing else keeps them than that they are vouched for
			c.dialing = false
		}
		e.dialing = 0
		for i := range 5000 { // as many as there is room for, and more
			e.hear(n, Record{Peer: ident.Peer{byte(i), byte(i >> 8), 9}, Addrs: []netip.AddrPort{at(i, 7000)}})
		}
		if len(e.known) > maxKnown || e.small() != k.want {
			t.Errorf("%s: %d known after many were invented, small %v", name, len(e.known), e.small())
		}
		for i := range 2 * maxKnown {
			p := ident.Peer{byte(i), byte(i >> 8), 8}
			e.HandlePeers(now, []Record{{Peer: p, Addrs: []netip.AddrPort{at(i, 7000)}}}, nil)
			if e.knownBy.find(p) == nil {
				t.Fatalf("%s: the %d. that an introducer names is not learnt", name, i)
			}
			for _, c := range e.known {
				c.dialing = false
			}
			e.dialing = 0
		}
		for len(e.known) > 0 {
			c := e.known[0]
			c.dialing = false
			e.forgetContact(c)
		}
		if !e.small() {
			t.Errorf("%s: those who are forgotten count", name)
		}
	}
}
