package overlay

import (
	"bytes"
	"math/bits"
	"testing"
	"time"

	"throng/internal/block"
	"throng/internal/ident"
	"throng/internal/wire"
)

// running is a small swarm that has been watching for a while.
func running(t *testing.T) (s *swarm, src *testPeer) {
	t.Helper()
	return watched(newSwarm(t, 8, 5*time.Millisecond), 10, 500)
}

// watched has so many viewers watch a stream of so many blocks for a while.
func watched(s *swarm, viewers, blocks int) (*swarm, *testPeer) {
	src := s.add(Source, 0)
	s.cast(src, testEpoch, blocks)
	s.viewers(viewers)
	s.run(s.now + 12*time.Second)
	return s, src
}

// The shards of a stripe whose child has fallen silent go to those who pass it on.
func TestPastASilentChild(t *testing.T) {
	s, src := running(t)
	stripe, relays := -1, 0
	for i := range int(src.shape.Total) {
		relays = 0
		for _, n := range src.neighbours {
			relays += int(n.status.Serving &^ n.serves >> i & 1)
		}
		if relays > 0 && len(src.stripes[i].children) == 1 {
			stripe = i
			break
		}
	}
	if stripe < 0 {
		t.Fatal("nobody but the broadcaster's children passes anything on")
	}
	pushed := func() (links map[LinkID]bool) {
		src.step(s.now)
		src.checkRoots()
		links = make(map[LinkID]bool)
		for {
			tr, ok := src.PollTransmit()
			if !ok {
				return links
			}
			var m wire.Shard
			if wire.TypeOf(tr.Head) != wire.TypeShard {
				continue
			}
			if _, err := m.Parse(tr.Head); err != nil || int(m.Index) != stripe || !m.HasProof() {
				t.Errorf("shard %d of %v, proof %v: %v", m.Index, m.Header.Seq, m.HasProof(), err)
			}
			links[tr.Link] = true
		}
	}
	for _, n := range src.neighbours {
		n.heard = s.now
	}
	if links := pushed(); len(links) > 0 {
		t.Errorf("shards past children that are there, on %d links", len(links))
	}
	child := src.stripes[stripe].children[0]
	s.now += 2 * bypassAfter
	for _, n := range src.neighbours {
		if n != child && n.serves&(1<<stripe) == 0 {
			n.heard = s.now
		}
	}
	for i := range src.stripes {
		for _, c := range src.stripes[i].children {
			if i != stripe && c != child {
				c.heard = s.now
			}
			if i != stripe && c == child {
				src.dropChild(c, 1<<i) // only the one stripe is looked at
				src.stripes[i].changed = 0
			}
		}
	}
	links := pushed()
	if len(links) != min(relays, bypassPeers) || links[child.link] {
		t.Errorf("shards on %d links, want %d, and none to the silent child", len(links), min(relays, bypassPeers))
	}
	if links := pushed(); len(links) > 0 {
		t.Error("they are sent again with the next look")
	}
}

// A stripe fails that some lack and nearly all others have; not one that is lacked like
// the others, whatever those say who boast.
func TestJudgeStripes(t *testing.T) {
	s, src := running(t)
	src.step(s.now + 10*time.Second)
	all, half := stripeSet(int(src.shape.Total)), len(src.neighbours)/2
	for _, k := range []struct {
		lack    int
		others  bool // the same neighbours lack all other stripes as well
		spare   bool // they do so of their own accord
		failing bool
	}{{}, {lack: 1}, {lack: half, failing: true}, {lack: half, others: true}, {lack: half, spare: true}} {
		for i, n := range src.neighbours {
			n.serves = 0
			n.status.Connected, n.status.Spared = all, 0
			if i < k.lack && k.spare {
				n.status.Spared = 1 << 3
			}
			if i < k.lack {
				n.status.Connected &^= 1 << 3
			}
			if i < k.lack && k.others {
				n.status.Connected = 0
			}
		}
		src.judgeStripes()
		if got := src.stripes[3].failing; got != k.failing {
			t.Errorf("%+v of %d: failing %v", k, len(src.neighbours), got)
		}
	}
}

// Who keeps a stripe back is not shielded by others who claim to thirst, nor by a time of
// need; and who does without a stripe of his own accord says nothing against it.
func TestJudgeStripesWithThirst(t *testing.T) {
	s, src := running(t)
	src.step(s.now + 10*time.Second)
	all := stripeSet(int(src.shape.Total))
	enough := all &^ 3 // as many as a block needs
	count := len(src.neighbours)
	for _, k := range []struct {
		name           string
		honest, liars  uint32 // what they have; the liars thirst
		lying          int
		others         uint32 // what the others have
		lacking        int    // how many of the honest have what is in honest
		scarce, failed bool
	}{
		{"four of ten thirst and claim it", all &^ 8, 8, count * 4 / 10, all, count, true, true},
		{"all lack it, in a time of need", all &^ 8, 0, 0, all, count, true, true},
		{"half lack it, in a time of need", all &^ 8, 0, 0, all, count / 2, true, true},
		{"half do without it", all &^ 12, 0, 0, enough, count / 2, false, false},
		{"nearly all have just enough, and not that", all &^ 12, 0, 0, enough, count - 1, false, true},
		{"those who thirst lack it", all, 0, count / 2, all, count, false, false},
		{"nearly all thirst, and lack it", all, all &^ 8, count - 1, all, 1, false, true},
	} {
		src.plentyAt = 0
		if k.scarce {
			src.plentyAt = src.now + reliefFor
		}
		for i, n := range src.neighbours {
			n.serves, n.thirsty, n.status.Connected, n.status.Spared = 0, 0, k.others, 0
			if i < k.lacking {
				n.status.Connected = k.honest
			}
			if i >= count-k.lying {
				n.status.Connected, n.thirsty = k.liars, src.now-time.Minute
			}
		}
		src.judgeStripes()
		if got := src.stripes[3].failing; got != k.failed {
			t.Errorf("%s: failing %v", k.name, got)
		}
	}
	// Who says that enough comes to him thirsts no longer.
	n := src.neighbours[0]
	m := wire.Status{Sent: n.status.Sent + time.Second, Connected: all}
	n.thirsty = src.now
	src.HandleDatagram(src.now, n.link, m.Append(nil), nil)
	if n.thirsty != 0 {
		t.Error("a neighbour with all stripes thirsts")
	}
}

// What is handed on very late is still there when the driver reads it.
func TestLateBlockIsRead(t *testing.T) {
	s := newSwarm(t, 9, time.Millisecond)
	v := s.add(Viewer, 0)
	e := v.Engine
	e.cfg.Borrow, e.store.borrow = true, true
	now := e.now + time.Minute
	seq := block.MakeSeq(testEpoch, 5)
	e.store.reset(seq)
	e.store.extend(6, now-retention-time.Second)
	e.store.extend(7, now)
	for number := uint32(6); number <= 7; number++ {
		b := e.store.get(block.MakeSeq(testEpoch, number))
		b.known, b.rebuilt = true, true
		b.Header = block.Header{Seq: b.seq, Shape: block.Shape{Data: 1, Total: 2}, Flags: block.Entry}
		b.Shards[0] = []byte{byte(number)}
	}
	e.deliver = delivery{begun: true, caught: true, epoch: testEpoch, next: 5, waitAt: now}
	e.tickAt = now
	e.HandleTimeout(now)
	for {
		ev, ok := e.PollEvent()
		if !ok {
			t.Fatal("block 6 was not handed on")
		}
		if ev.Kind == BlockReady {
			if n := ev.Header.Seq.Number(); n != 6 || !bytes.Equal(ev.Shards[0], []byte{6}) {
				t.Errorf("block %d with %v", n, ev.Shards)
			}
			return
		}
	}
}

// helping is a broadcaster that gives stripe 3 to one with much to offer and helps another in
// it, both as neighbours with Status and room or none for others.
func helping(t *testing.T) (e *Engine, first, second *neighbour) {
	t.Helper()
	e = newSwarm(t, 4, time.Millisecond).add(Source, 0).Engine
	e.now, e.tickAt, e.cfg.MaxUpload = time.Minute, time.Minute, 1e8
	first, second = &neighbour{link: 1, offer: 100, whole: 22}, &neighbour{link: 2, offer: 1000}
	for _, n := range []*neighbour{first, second} {
		n.hello, n.heard, n.statusAt, n.proven = true, e.now, e.now, true
		n.status.Slots, n.status.Duty = n.offer, 1<<3
		e.neighbours = append(e.neighbours, n)
		e.byLink.put(n.link, n)
	}
	e.want(first, 1<<3, 22)
	if first.serves != 1<<3 {
		t.Fatal("nobody has the stripe, and it is not given")
	}
	first.serving = 1 << 3
	second.thirsty = e.now
	second.demoted = e.now + time.Hour // it does not get the place for its offer
	e.now += thirstyFor
	e.want(second, 1<<3, 3)
	if second.serves != 1<<3 || !e.scarce() {
		t.Fatal("one who thirsts is not helped")
	}
	e.want(first, 1<<3, 22)
	return e, first, second
}

// want has n, which lacks them and has so many stripes, want some.
func (e *Engine) want(n *neighbour, stripes uint32, whole uint16) {
	for _, o := range e.neighbours {
		o.heard = e.now
	}
	m := wire.Want{Generation: n.theirs + 1, Stripes: stripes, Offer: n.offer, Serving: n.serving, Whole: whole, Newest: 1}
	for s := range m.Behind {
		m.Behind[s] = lacksBlocks
	}
	e.HandleDatagram(e.now, n.link, m.Append(nil), nil)
}

// Nobody is helped who does not thirst for long, nor beyond a share of the uplink, whatever he
// says.
func TestRelief(t *testing.T) {
	e, _, _ := helping(t)
	n := &neighbour{link: 3, hello: true, heard: e.now, statusAt: e.now, offer: 1000}
	e.neighbours = append(e.neighbours, n)
	e.byLink.put(n.link, n)
	ask := func(whole uint16) bool {
		e.want(n, 0, whole)
		e.want(n, 1<<3, whole)
		return n.serves != 0
	}
	data := uint16(e.shape.Data)
	if ask(3) || n.thirsty != e.now {
		t.Error("helped at once")
	}
	e.now += thirstyFor - time.Millisecond
	if ask(3) {
		t.Error("helped too soon")
	}
	e.now += time.Millisecond
	if ask(data) || n.thirsty != 0 {
		t.Error("helped who has enough")
	}
	if ask(3) {
		t.Error("helped who had enough just now")
	}
	e.now += thirstyFor
	e.cfg.MaxUpload = int64(3 * e.stripeRate() / (reliefShare * uplinkShare)) // for less than four stripes
	if ask(3) || e.crowdedAt != e.now {
		t.Error("helped with more than a share of the uplink")
	}
	e.cfg.MaxUpload = 1e8
	n.status.Connected = stripeSet(int(data))
	if ask(3) {
		t.Error("helped who says by Status that he has enough")
	}
	n.status.Connected = 0
	ask(3)
	e.now += thirstyFor
	if !ask(3) {
		t.Error("not helped after having thirsted")
	}
}

// Whoever is helped and then has more than enough goes when nobody has asked for a while, and
// one who says for ever that he has not goes, too, where there is room for him elsewhere or
// others wait. The one who has the stripe by right stays.
func TestEndRelief(t *testing.T) {
	for _, k := range []struct {
		name             string
		whole            int
		tight, crowded   bool
		within, notUntil time.Duration // when it goes; 0: never
	}{
		{"has more than enough", 21, false, false, reliefFor, reliefFor - 200*time.Millisecond},
		{"says that it has not, room elsewhere", 3, false, false, reliefMost, reliefMost - 200*time.Millisecond},
		{"has just enough, room elsewhere", 20, false, false, reliefMost, reliefMost - 200*time.Millisecond},
		{"says that it has not, no room elsewhere", 3, true, false, 0, 0},
		{"says that it has not, others wait", 3, true, true, reliefMost, reliefMost - 200*time.Millisecond},
	} {
		e, first, second := helping(t)
		start := e.now
		for range tightGivers {
			n := &neighbour{hello: true, statusAt: e.now}
			n.status.Slots = 20
			e.neighbours = append(e.neighbours, n)
			if !k.tight {
				n.status.Free = 20
			}
		}
		for e.now = start; e.now < start+2*reliefMost && second.stopping == 0; e.now += 50 * time.Millisecond {
			second.whole, first.whole = k.whole, 22
			second.heard, first.heard = e.now, e.now
			if k.crowded {
				e.crowdedAt = e.now
			}
			e.endRelief()
		}
		took := e.now - start
		switch gone := second.stopping != 0; {
		case first.stopping != 0:
			t.Errorf("%s: the other one goes after %v", k.name, took)
		case gone != (k.within != 0):
			t.Errorf("%s: gone %v", k.name, gone)
		case gone && (took < k.notUntil || took > k.within+200*time.Millisecond):
			t.Errorf("%s: gone after %v", k.name, took)
		}
		if second.stopping == 0 || k.whole > int(e.shape.Data) {
			continue
		}
		e.crowdedAt = 0
		// It does not come back at once.
		e.now += endingFor
		e.dropChild(second, second.serves)
		second.thirsty = start
		if second.relief != 0 {
			t.Errorf("%s: it is helped with %b although it has nothing", k.name, second.relief)
		}
		if e.want(second, 1<<3, 3); second.serves != 0 {
			t.Errorf("%s: it is helped again at once", k.name)
		}
		e.now += thirstyFor
		if e.want(second, 1<<3, 3); (second.serves != 0) == k.crowded {
			t.Errorf("%s: it is helped again, having thirsted, %v", k.name, second.serves != 0)
		}
		e.now += demotedFor
		if e.want(second, 1<<3, 3); second.serves == 0 {
			t.Errorf("%s: it is never helped again", k.name)
		}
	}
	e, first, second := helping(t)
	e.dropChild(first, first.serves)
	e.now += 2 * reliefMost
	if e.endRelief(); second.stopping != 0 {
		t.Error("the only one who has the stripe goes")
	}
}

// dutiful adds a neighbour whose duty stripe s is, and that says that it passes it on and
// whether it gets it.
func dutiful(e *Engine, s int, serving, connected bool) *neighbour {
	n := &neighbour{link: LinkID(len(e.neighbours) + 1), hello: true, heard: e.now, statusAt: e.now, since: e.now - judgeAfter}
	n.record.Peer[6], n.record.Peer[0] = byte(s), byte(n.link)
	n.status.Flags, n.status.Slots = wire.StatusJoined, 40
	if serving {
		n.status.Serving = 1 << s
	}
	if connected {
		n.status.Connected = 1 << s
	}
	e.neighbours = append(e.neighbours, n)
	return n
}

// A stripe is cut off that several of those do not get whose duty it is to pass it on, whatever
// others claim.
func TestCutOff(t *testing.T) {
	const s = 3
	for _, k := range []struct {
		name         string
		passing, cut int
		change       func(n *neighbour) // of those cut
		want         bool
	}{
		{"one of one", 0, 1, nil, false},
		{"two of seven", 5, 2, nil, true},
		{"two of eight", 6, 2, nil, false},
		{"three of eight", 5, 3, nil, true},
		{"it is not theirs", 2, 20, func(n *neighbour) { n.record.Peer[6] = s + 7 }, false},
		{"they pass nothing on", 2, 20, func(n *neighbour) { n.status.Serving = 0 }, false},
		{"they have only just come", 2, 20, func(n *neighbour) { n.since++ }, false},
		{"they have not begun", 2, 20, func(n *neighbour) { n.status.Flags = 0 }, false},
		{"they have gone", 2, 20, func(n *neighbour) { n.heard -= silentOffer + 1 }, false},
		{"they have it from the broadcaster", 2, 20, func(n *neighbour) { n.serves = 1 << s }, false},
	} {
		e := newSwarm(t, 4, time.Millisecond).add(Source, 0).Engine
		e.now = time.Minute
		for range k.passing {
			dutiful(e, s, true, true)
		}
		for range k.cut {
			n := dutiful(e, s, true, false)
			if k.change != nil {
				k.change(n)
			}
		}
		if got := e.cutOff(s); got != k.want {
			t.Errorf("%s: cut off %v", k.name, got)
		}
	}
}

// Who has come to the broadcaster for help stays long enough to get it, however little it
// gives.
func TestThirstyStays(t *testing.T) {
	e := newSwarm(t, 4, time.Millisecond).add(Source, 0).Engine
	e.now = time.Minute
	for i := range sourceNeighbours + 1 {
		dutiful(e, i%20, true, true).since = e.now
	}
	thirsty := e.neighbours[0]
	thirsty.status.Slots, thirsty.thirsty = 0, e.now
	e.now += thirstyFor + dismissAfter - time.Millisecond
	e.dismiss()
	if thirsty.gone || len(e.neighbours) != sourceNeighbours {
		t.Errorf("gone %v, %d neighbours", thirsty.gone, len(e.neighbours))
	}
	e.now += time.Millisecond
	dutiful(e, 0, true, true).since = 0
	e.dismiss()
	if !thirsty.gone || len(e.neighbours) != sourceNeighbours {
		t.Errorf("gone %v, %d neighbours", thirsty.gone, len(e.neighbours))
	}
}

// Whoever passes nothing on waits each time that a stripe falls vacant, so that others come
// first.
func TestIdleWaitsAgain(t *testing.T) {
	e := newSwarm(t, 4, time.Millisecond).add(Source, 0).Engine
	e.now, e.tickAt = time.Minute, time.Minute
	idle := dutiful(e, 5, false, false)
	e.byLink.put(idle.link, idle)
	for range 3 {
		start := e.now
		for idle.serves == 0 && e.now-start < time.Minute {
			e.now += 10 * time.Millisecond
			e.want(idle, 1<<3, 22)
		}
		if took := e.now - start; took < keptFromIdle || took > keptFromIdle+50*time.Millisecond {
			t.Errorf("it has the stripe after %v", took)
		}
		e.want(idle, 0, 22)
	}
}

// observed is a broadcaster with so many neighbours that have watched for long enough to be
// provenBy, the first of which lack stripe 0.
func observed(t *testing.T, count, lack int) (e *Engine, list []*neighbour) {
	t.Helper()
	e = alone(t, Source, ident.Peer{200}, 200)
	for i := range count {
		list = append(list, join(e, byte(i+1), giver(20, 0)))
	}
	e.step(e.now + judgeAfter)
	for i, n := range list {
		v := n.status
		v.Flags, v.Connected = wire.StatusJoined, stripeSet(assumedTotal)
		if i < lack {
			v.Connected &^= 1
		}
		says(e, n, v)
	}
	sent(e)
	return e, list
}

// Who does without a stripe of its own accord speaks neither for it nor against it.
func TestSparedStripe(t *testing.T) {
	for _, k := range []struct {
		name            string
		spare, lack     int // so many of 20 do
		failing, proven bool
	}{
		{"nobody", 0, 0, false, true},
		{"nearly all do without it", 17, 0, false, false},
		{"half do without it", 10, 0, false, true},
		{"nearly all do without it, and the others lack it", 17, 3, true, false},
		{"half do without it, and some lack it", 10, 3, true, false},
		{"nearly all do without it, and two others lack it", 17, 2, false, false},
	} {
		e, list := observed(t, 21, 0)
		adopt(e, list[20], 3)
		e.stripes[3].changed -= 2 * failingAfter
		e.step(e.now + time.Second)
		for i, n := range list[:k.spare+k.lack] {
			n.status.Connected &^= 1 << 3
			if i < k.spare {
				n.status.Spared = 1 << 3
			}
		}
		e.judgeStripes()
		if st := &e.stripes[3]; st.failing != k.failing || st.proven != k.proven {
			t.Errorf("%s: failing %v, proven %v", k.name, st.failing, st.proven)
		}
	}
}

// The last child stays where the one that was to take its place has gone again.
func TestKeepLast(t *testing.T) {
	for _, k := range []struct {
		name    string
		failing bool
		stays   bool // the successor
		kept    bool
	}{
		{"the successor has gone", false, false, true},
		{"it is there", false, true, false},
		{"it has gone, and the stripe is failing", true, false, false},
	} {
		e := alone(t, Source, ident.Peer{200}, 40)
		idle, last, successor := join(e, 9, wire.Status{}), join(e, 10, giver(20, 1)), join(e, 11, giver(40, 1))
		last.offer, last.serving = 20, 1
		for _, c := range []*neighbour{idle, last} {
			adopt(e, c, 0)
			e.stop(c, 0)
		}
		adopt(e, successor, 0)
		if !k.stays {
			e.HandleLinkDown(e.now, successor.link)
		}
		e.finish()
		sent(e)
		e.stripes[0].failing = k.failing
		e.keepLast()
		e.finish()
		if got := last.stopping == 0; got != k.kept || idle.stopping != 1 {
			t.Errorf("%s: kept %v, and the lesser one %v", k.name, got, idle.stopping == 0)
		}
		if e.used != taken(e) {
			t.Errorf("%s: %d slots are taken, not %d", k.name, taken(e), e.used)
		}
		var g wire.Grant
		if told := newest(sent(e), last, &g); told != k.kept || told && (g.Granted != 1 || g.Ending != 0) {
			t.Errorf("%s: told %v, granted %b, ending %b", k.name, told, g.Granted, g.Ending)
		}
		before := e.used
		e.keepLast()
		if e.used != before {
			t.Errorf("%s: it takes %d slots the next time", k.name, e.used-before)
		}
	}
	// It does so by itself.
	e := alone(t, Source, ident.Peer{200}, 40)
	last := join(e, 10, giver(20, 1))
	adopt(e, last, 0)
	e.stop(last, 0)
	wait(e, 2*tickEvery)
	if last.serves != 1 || last.stopping != 0 || e.used != 1 {
		t.Errorf("serves %b, stopping %b, %d slots", last.serves, last.stopping, e.used)
	}
}

// A stripe is proven that nearly all of enough neighbours get.
func TestProven(t *testing.T) {
	for _, k := range []struct {
		count, lack int
		want        bool
	}{
		{provenBy, 0, true}, {provenBy, 1, true}, {provenBy, 2, false}, {provenBy - 1, 0, false}, {2 * provenBy, 2, true}, {2 * provenBy, 3, false},
	} {
		e, list := observed(t, k.count, k.lack)
		e.judgeStripes()
		if e.stripes[0].proven != k.want {
			t.Errorf("%d of %d lack it: proven %v", k.lack, k.count, !k.want)
		}
		// What most stripes are lacked by speaks against none.
		for _, n := range list[:k.lack] {
			n.status.Connected = 0
		}
		e.judgeStripes()
		if e.stripes[0].proven != (k.count >= provenBy) {
			t.Errorf("%d of %d lack all: proven %v", k.lack, k.count, e.stripes[0].proven)
		}
	}
}

// By its word alone nobody displaces one that is known to get the stripe to nearly all.
func TestDisplaceProven(t *testing.T) {
	const offer = 20
	hold := offer/duties + servingHold
	for _, k := range []struct {
		lack    int // of provenBy
		serving uint32
		worth   int // what the newcomer claims
		want    bool
	}{
		{0, 1, 2*hold + 1, false}, {0, 1, 4 * hold, false}, {0, 1, 4*hold + 1, true},
		{2, 1, 2 * hold, false}, {2, 1, 2*hold + 1, true},
		{0, 0, offer / duties * 2, false}, {0, 0, offer/duties*2 + 1, true},
	} {
		e, list := observed(t, provenBy+2, k.lack)
		c, n := list[provenBy], list[provenBy+1]
		c.status.Duty, n.status.Duty = 1, 1
		c.offer, c.serving, n.offer = offer, k.serving, uint16(duties*k.worth)
		n.heardWant = e.now
		adopt(e, c, 0)
		e.step(e.now + tenure)
		c.heard = e.now
		e.judgeStripes()
		if got := e.admit(n, 0, better, false); got != k.want || (c.stopping == 1) != k.want {
			t.Errorf("%+v: proven %v, admitted %v", k, e.stripes[0].proven, got)
		}
	}
}

// A stripe whose child is silent or about to go is offered to some neighbours at once, to
// those first that are to pass it on.
func TestOffered(t *testing.T) {
	for _, k := range []struct {
		name   string
		silent bool
		ending bool
		keeps  bool
		want   bool
	}{
		{"the child is there", false, false, false, false},
		{"it is silent", true, false, false, true},
		{"it is about to go", false, true, false, true},
		{"it keeps the stripe back", false, false, true, true},
	} {
		e := alone(t, Source, ident.Peer{200}, 40)
		c := join(e, 9, giver(20, 1))
		adopt(e, c, 0)
		var duty, strange []*neighbour
		shamed := join(e, 11, giver(90, 1)) // would give most, but has kept a stripe back
		shamed.demoted = e.now + time.Minute
		full := join(e, 10, giver(1, 0))
		full.status.Free = 0
		for i := range byte(offers) {
			strange = append(strange, join(e, 20+i, giver(90, 2)))
		}
		for i := range uint16(4) {
			duty = append(duty, join(e, byte(30+i), giver(20+i, 1)))
		}
		e.step(e.now + 2*refreshSourceChild + refreshSlack + c.trip())
		for _, n := range e.neighbours {
			if n != c || !k.silent {
				n.heard = e.now
			}
		}
		if k.ending {
			e.stop(c, 0)
		}
		e.stripes[0].failing = k.keeps
		sent(e)
		e.fillVacancies()
		list := sent(e)
		offered := func(n *neighbour) bool {
			var m wire.Status
			return newest(list, n, &m) && m.Room&1 != 0
		}
		for i, n := range append(duty, strange...) {
			if want := k.want && i < offers; offered(n) != want {
				t.Errorf("%s: offered to neighbour %d: %v", k.name, i, !want)
			}
		}
		if offered(c) || offered(full) || offered(shamed) {
			t.Errorf("%s: it is offered to the child itself, to one that is full, or to one that has kept a stripe back", k.name)
		}
		// Of those that most can be expected of.
		for i := range uint16(offers) {
			join(e, byte(40+i), giver(60+i, 1)).statusTo = 0
		}
		e.step(e.now + statusSoonest)
		sent(e)
		e.fillVacancies()
		list = sent(e)
		for _, n := range duty {
			if offered(n) {
				t.Errorf("%s: offered to one that gives less than %d others", k.name, offers)
			}
		}
		duty[0].demoted = e.now + time.Second
		if k.keeps && (e.room(duty[0])&1 != 0 || e.room(duty[1])&1 == 0) {
			t.Errorf("%s: room for one that has kept a stripe back %v, for others %v", k.name, e.room(duty[0])&1, e.room(duty[1])&1)
		}
	}
}

// When a child goes that others hang on, the one that has come after it is given time.
func TestNotFailingAtOnce(t *testing.T) {
	for _, serving := range []uint32{0, 1} {
		e, list := observed(t, provenBy+2, provenBy/2)
		old, present := list[provenBy], list[provenBy+1]
		old.serving = serving
		adopt(e, old, 0)
		adopt(e, present, 0)
		e.step(e.now + failingAfter + 1)
		hear(e, old, &wire.Want{Generation: 1, Serving: serving})
		if len(e.stripes[0].children) != 1 {
			t.Fatal("it has not gone")
		}
		e.judgeStripes()
		if got := e.stripes[0].failing; got != (serving == 0) {
			t.Errorf("others hung on it %v: failing %v at once", serving != 0, got)
		}
		e.step(e.now + failingAfter + 1)
		e.judgeStripes()
		if !e.stripes[0].failing {
			t.Errorf("others hung on it %v: never failing", serving != 0)
		}
	}
}

// A child that has more of the stripes than its share, as the first who comes does, gives them up
// to one that gives more as soon as that asks; others one after another.
func TestMoreThanItsShare(t *testing.T) {
	for _, first := range []int{2, 18} {
		e := newSwarm(t, 1, time.Millisecond).add(Source, 0).Engine
		e.now = time.Minute
		e.cfg.MaxUpload = 50_000_000
		list := linked(e, 6)
		for _, n := range list {
			n.status = wire.Status{Slots: 150, Free: 150, Duty: allStripes}
			n.offer, n.heardWant = 150, e.now
		}
		c := list[0]
		c.status.Slots, c.offer = 44, 44
		for s := range first {
			c.serves |= 1 << s
			c.serving |= 1 << s
			e.stripes[s].children = []*neighbour{c}
			e.stripes[s].changed = e.now - tenure
		}
		ended := 0
		for s := range 2 {
			if e.admitAtRoot(list[1+s], s, false) {
				ended++
			}
		}
		if want := 1 + first/18; ended != want || bits.OnesCount32(c.stopping) != want {
			t.Errorf("of %d stripes it gives up %d at once, want %d", first, ended, want)
		}
		if first == 2 {
			continue
		}
		e.source = false
		if e.evictFor(list[3], 5) {
			t.Error("a viewer is as quick to end a child")
		}
		e.source = true
		if e.cfg.MaxUpload = 10_000_000; !e.fewEnd() {
			t.Error("there is no room for any that are ended")
		}
		list[5].stopping = stripeSet(20)
		if e.evictFor(list[3], 5) {
			t.Error("more are ended than the uplink serves beside the others")
		}
	}
}
