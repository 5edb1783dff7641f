package overlay

import (
	"math/bits"
	"slices"
	"testing"
	"time"

	"throng/internal/block"
	"throng/internal/wire"
)

// A neighbour on trial is asked for proofs, for few stripes and for few shards.
func TestOnTrial(t *testing.T) {
	e := parent(t, 40, others(20, 22, 0)...)
	n := &neighbour{hello: true, statusAt: e.now, rtt: time.Millisecond}
	n.status = wire.Status{Slots: 50, Free: 50, Connected: allStripes}
	if got := e.proofsFrom(n); got != allStripes {
		t.Errorf("proofs are asked for in %b", got)
	}
	for s := range trialStripes {
		if !e.eligible(n, s) {
			t.Fatalf("stripe %d is not asked for", s)
		}
		n.wanted |= 1 << s
	}
	if e.eligible(n, trialStripes) {
		t.Errorf("a stripe more than %d is asked for", trialStripes)
	}
	all := e.neighbours
	e.neighbours = e.neighbours[:2]
	if !e.eligible(n, trialStripes) {
		t.Error("of two neighbours none may push more stripes than of twenty")
	}
	e.neighbours = all
	n.pulls = trialPulls - 1
	if got := n.allowance(); got != 1 {
		t.Errorf("it may be asked for %d more shards", got)
	}
	e.pass(n)
	if !e.eligible(n, trialStripes) || n.allowance() < 100 || e.proofsFrom(n) == allStripes || !n.wantDirty {
		t.Error("the trial goes on after a genuine shard")
	}
	if (&neighbour{source: true}).onTrial() {
		t.Error("the broadcaster is on trial")
	}
}

// A newcomer asks for the block to begin with, whole and no more of it, of as few neighbours
// as may be.
func TestBeginFromSeveral(t *testing.T) {
	e := parent(t, 20)
	e.store = store{}
	for range 9 {
		n := &neighbour{link: LinkID(len(e.neighbours) + 1), hello: true, statusAt: e.now, rtt: 20 * time.Millisecond}
		n.status = wire.Status{Slots: 50, Free: 50, Entry: block.MakeSeq(5, 40), Rebuilt: block.MakeSeq(5, 60), Oldest: block.MakeSeq(5, 40)}
		e.neighbours = append(e.neighbours, n)
	}
	e.linkedAt = e.now - time.Second
	e.fetchEntry()
	asked, count := uint32(0), 0
	for {
		tr, ok := e.PollTransmit()
		if !ok {
			break
		}
		var m wire.Pull
		if wire.TypeOf(tr.Head) != wire.TypePull || m.Parse(tr.Head) != nil {
			continue
		}
		p := &m.Blocks[0]
		if int(p.Count) > beginPulls || !p.Join || p.Seq.Number() != 40 {
			t.Errorf("asked for %d shards of %v, join %v", p.Count, p.Seq, p.Join)
		}
		if asked&p.Indices != 0 && bits.OnesCount32(p.Indices) < int(e.shape.Total) {
			t.Errorf("shards %b are asked for twice", asked&p.Indices)
		}
		asked |= p.Indices
		count += int(p.Count)
	}
	if count != int(e.shape.Data) {
		t.Errorf("%d shards are asked for, a block has %d", count, e.shape.Data)
	}
}

// Who has begun with what was pushed fetches the block to begin with from those who have it,
// what it lacks and no more; after a round that fell short of several, and of none that owes
// shards.
func TestBeginAfterTheFirstShards(t *testing.T) {
	e := parent(t, 20)
	seq := func(number uint32) block.Seq { return block.MakeSeq(testEpoch, number) }
	e.store.reset(seq(40))
	e.store.extend(60, e.now)
	e.deliver = delivery{epoch: testEpoch, joins: true, joinAt: 40}
	for n := e.store.low; n < 59; n++ {
		b := e.store.get(seq(n))
		b.needJoin, b.pullAt = true, e.now
	}
	b := e.store.get(seq(40))
	b.verified = stripeSet(5)
	list := linked(e, 6)
	for i, n := range list {
		n.status = wire.Status{Slots: 50, Free: 50, Entry: seq(40), Rebuilt: seq(50)}
		if i > 3 {
			n.status.Entry = 0 // it has not begun
		}
	}
	pulls := func() (asked map[LinkID]int, all uint32) {
		asked = make(map[LinkID]int)
		for {
			tr, ok := e.PollTransmit()
			if !ok {
				return asked, all
			}
			var m wire.Pull
			if wire.TypeOf(tr.Head) != wire.TypePull || m.Parse(tr.Head) != nil {
				continue
			}
			for _, p := range m.Blocks[:m.Len] {
				if p.Seq != seq(40) {
					t.Fatalf("%v is asked for", p.Seq)
				}
				asked[tr.Link] += int(p.Count)
				all |= p.Indices
			}
		}
	}
	e.linkedAt = e.now - time.Second
	e.beginning.need = 1 // not all of it is asked for
	e.pullDue()
	asked, all := pulls()
	if total := asked[list[0].link] + asked[list[1].link] + asked[list[2].link] + asked[list[3].link]; total != 15 || all&b.verified != 0 {
		t.Fatalf("asked for %v, shards %b", asked, all)
	}
	e.now += entryEvery
	if e.fetchEntry(); len(e.out) != 0 {
		t.Error("it is asked for again before it can have come")
	}
	var late *neighbour
	for _, n := range list {
		if late == nil && asked[n.link] > 0 {
			late = n
		}
	}
	for _, n := range list {
		n.askedAt = 0 // it answers all else
		if n != late {
			n.pulls = 0
		}
	}
	late.pulls, late.rtt = 1, time.Millisecond // it would be the first otherwise
	b.verified = stripeSet(14)
	e.now += late.trip() + owedFor + beginWithin + pullTimeout
	e.fetchEntry()
	asked, all = pulls()
	total := 0
	for link, count := range asked {
		if total += count; count > 3 {
			t.Errorf("%d of the 6 that are missing are asked of %d alone", count, link)
		}
	}
	if total < 6 || total > 7 || len(asked) < 2 || asked[late.link] != 0 || all&b.verified != 0 {
		t.Errorf("the second time %v of shards %b; %d owes some", asked, all, late.link)
	}
}

// Of who has all of the past nothing else is asked for before all of the block to begin with
// is.
func TestNothingBeforeTheBeginning(t *testing.T) {
	seq := block.MakeSeq(testEpoch, 40)
	e, list := joining(t, wire.Status{Slots: 50, Free: 1, Entry: seq, Oldest: seq, Rebuilt: seq + 10})
	list[0].proven = true
	e.store.reset(seq)
	e.store.extend(50, e.now)
	e.deliver = delivery{epoch: testEpoch, joins: true, joinAt: 40}
	for n := e.store.low; n < e.store.next; n++ {
		e.store.get(block.MakeSeq(testEpoch, n)).needJoin = true
	}
	e.pullDue()
	if asked := joinPulls(t, e); len(asked) != 1 || asked[40] == 0 || e.beginning.need <= 0 {
		t.Fatalf("asked for %v", asked)
	}
	e.beginning.need = 0
	list[0].status.Free = 40
	e.now += pullTimeout
	if e.pullDue(); len(joinPulls(t, e)) < 2 {
		t.Error("nothing else is asked for afterwards")
	}
}

// joining is an engine to which nothing of the stream has come, with neighbours of which it has
// heard.
func joining(t *testing.T, of ...wire.Status) (*Engine, []*neighbour) {
	t.Helper()
	e := parent(t, 20)
	e.store = store{}
	list := linked(e, len(of))
	for i, n := range list {
		n.status = of[i]
	}
	e.linkedAt = e.now - time.Second
	return e, list
}

// joinPulls are the shards that e has asked for, of each Entry block by number.
func joinPulls(t *testing.T, e *Engine) map[uint32]int {
	t.Helper()
	asked := make(map[uint32]int)
	for {
		tr, ok := e.PollTransmit()
		if !ok {
			return asked
		}
		if wire.TypeOf(tr.Head) != wire.TypePull {
			continue
		}
		var m wire.Pull
		if err := m.Parse(tr.Head); err != nil {
			t.Fatal(err)
		}
		for _, p := range m.Blocks[:m.Len] {
			asked[p.Seq.Number()] += int(p.Count)
		}
	}
}

// Neighbours that name different blocks to begin with do not have a newcomer ask for one and
// the other in turn.
func TestOneBeginningAtATime(t *testing.T) {
	at := func(number uint32) wire.Status {
		seq := block.MakeSeq(testEpoch, number)
		return wire.Status{Slots: 50, Free: 50, Entry: seq, Oldest: seq, Rebuilt: seq}
	}
	e, _ := joining(t, at(40), at(30), at(40), at(30))
	for range 4 {
		e.fetchEntry()
		e.now += entryEvery
	}
	asked := joinPulls(t, e)
	if len(asked) != 1 || asked[30]+asked[40] != int(e.shape.Data) {
		t.Errorf("asked for %v", asked)
	}
}

// However little each neighbour can send, all that the block needs is asked for.
func TestAllOfTheBeginningIsAskedFor(t *testing.T) {
	var of []wire.Status
	for range 9 {
		of = append(of, wire.Status{Slots: 50, Free: 1, Entry: block.MakeSeq(testEpoch, 40), Rebuilt: block.MakeSeq(testEpoch, 40)})
	}
	e, _ := joining(t, of...)
	e.fetchEntry()
	if asked := joinPulls(t, e)[40]; asked != int(e.shape.Data) || e.beginning.need > 0 {
		t.Errorf("%d shards are asked for", asked)
	}
}

// A neighbour that says it has the block to begin with and never sends it does not keep a
// newcomer from asking another that is slower.
func TestBeginningThatNeverComes(t *testing.T) {
	liar := wire.Status{Slots: 50, Free: 50, Oldest: block.MakeSeq(testEpoch, 1), Rebuilt: block.MakeSeq(testEpoch, 50)}
	for _, entry := range []block.Seq{0, block.MakeSeq(testEpoch, 40)} {
		liar.Entry = entry
		honest := liar
		honest.Free, honest.Entry = 0, block.MakeSeq(testEpoch, 40)
		e, list := joining(t, liar, honest)
		e.store.reset(block.MakeSeq(testEpoch, 40))
		e.store.extend(50, e.now)
		e.deliver = delivery{epoch: testEpoch, joins: true, joinAt: 40}
		for n := e.store.low; n < e.store.next; n++ {
			e.store.get(block.MakeSeq(testEpoch, n)).needJoin = true
		}
		if e.fetchEntry(); joinPulls(t, e)[40] != int(e.shape.Data) {
			t.Errorf("Entry %v: the block is not asked for", entry)
		}
		for range 200 {
			e.now += pullEvery
			for _, n := range list {
				n.heard, n.askedAt = e.now, 0 // they answer all else
			}
			e.pullDue()
		}
		if got := joinPulls(t, e)[40]; got < 2*int(e.shape.Data) || e.beginsElsewhere() {
			t.Errorf("Entry %v: %d shards more are asked for in two seconds", entry, got)
		}
		if list[1].pulls < int(e.shape.Data) {
			t.Errorf("Entry %v: another that has it is asked for %d", entry, list[1].pulls)
		}
	}
}

// A block that many lack although they have had time is pushed again in the stripes that many
// do not get, and in those whose child has been another since, so often and no more.
func TestPushAgain(t *testing.T) {
	s, src := running(t)
	src.step(s.now)
	newest, _ := src.store.newest()
	b := src.store.get(newest - 15)
	if age := src.now - b.first; age < againAfter || age > againUntil {
		t.Fatalf("the block is %v old", age)
	}
	var stripes uint32 // in which shards of it went
	count := func() (shards int) {
		stripes = 0
		src.step(src.now)
		for _, n := range src.neighbours {
			n.statusAt, n.heard = src.now, src.now
		}
		src.pushAgain()
		for {
			tr, ok := src.PollTransmit()
			if !ok {
				return shards
			}
			var m wire.Shard
			if wire.TypeOf(tr.Head) == wire.TypeShard {
				if _, err := m.Parse(tr.Head); err == nil && m.Header.Seq == b.seq {
					shards++
					stripes |= 1 << m.Index
				}
			}
		}
	}
	tell := func(whole bool) {
		for _, n := range src.neighbours {
			n.status.Rebuilt, n.status.Oldest = newest, newest
			n.status.Whole = ^uint64(0)
			if !whole {
				n.status.Whole &^= 1 << (newest - b.seq)
			}
		}
	}
	tell(true)
	if n := count(); n != 0 {
		t.Errorf("%d shards of a block that everybody has", n)
	}
	tell(false)
	for i := range src.stripes {
		src.stripes[i].changed = b.first - lostBefore - 1
	}
	if n := count(); n != 0 {
		t.Errorf("%d shards although all get all stripes", n)
	}
	src.stripes[3].changed = b.first
	for i, n := range src.neighbours {
		n.status.Connected &^= 1 << 5
		if i%stuckShare == 0 {
			n.status.Connected &^= 1 << 7
		}
		n.serves &^= 1<<5 | 1<<7
	}
	if n := count(); n == 0 || stripes != 1<<3|1<<5|1<<7 {
		t.Errorf("%d shards in stripes %b of a block that nobody has", n, stripes)
	}
	if n := count(); n != 0 {
		t.Errorf("%d shards at once again", n)
	}
	b.again = againMost
	src.now += againEvery
	if n := count(); n != 0 {
		t.Errorf("%d shards after %d times", n, againMost)
	}
}

// What is pushed again is paid for, each shard to each child and its proof.
func TestPushAgainIsPaidFor(t *testing.T) {
	s, src := running(t)
	src.step(s.now)
	newest, _ := src.store.newest()
	b := src.store.get(newest - 15)
	total := int(b.header.Shape.Total)
	for _, n := range src.neighbours { // children in all stripes, as where the broadcaster helps out
		n.heard, n.statusAt, n.thirsty = src.now, src.now, 0
		n.status.Rebuilt, n.status.Oldest, n.status.Whole = newest, newest, ^uint64(0)&^(1<<(newest-b.seq))
		n.serves = stripeSet(total)
	}
	for i := range total {
		src.stripes[i].children = slices.Clone(src.neighbours)
		src.stripes[i].changed = b.first
	}
	src.cfg.MaxUpload = 1e9 // nothing has to wait
	all := total * len(src.neighbours)
	each := len(b.shards[0]) + shardOverhead + proofSize
	for _, afford := range []int{all + 1, all / 3, 0} {
		b.again, b.againAt = 0, 0
		src.rescue = bucket{level: float64(afford * each), at: src.now}
		src.pushAgain()
		sent, bytes := 0, 0
		for {
			tr, ok := src.PollTransmit()
			if !ok {
				break
			}
			if wire.TypeOf(tr.Head) == wire.TypeShard {
				sent++
				bytes += len(tr.Head) + len(tr.Body) + linkOverhead
			}
		}
		if sent != min(afford, all) {
			t.Errorf("%d shards are sent, with room for %d, to %d children in %d stripes", sent, afford, len(src.neighbours), total)
		}
		if paid := float64(afford*each) - src.rescue.level; float64(bytes) > 1.05*paid || (sent > 0) != (b.again > 0) {
			t.Errorf("%d bytes are sent, %.0f paid for, %d times", bytes, paid, b.again)
		}
	}
}

// The broadcaster gives a stripe to one who can pass nothing on only where nobody else asks,
// and takes it back at once for one who can.
func TestRootChildPassesOn(t *testing.T) {
	s := newSwarm(t, 4, time.Millisecond)
	e := s.add(Source, 0).Engine
	e.now, e.tickAt = time.Minute, time.Minute
	idle, giver := &neighbour{hello: true, heard: e.now}, &neighbour{hello: true, heard: e.now, offer: 40}
	e.neighbours = append(e.neighbours, idle, giver)
	if e.admit(idle, 0, thirst, false) {
		t.Error("a stripe is given at once to one who passes nothing on")
	}
	e.now += keptFor + time.Millisecond
	if e.admit(idle, 0, thirst, false) {
		t.Error("it is given as soon as to one who passes it on")
	}
	e.now += keptFromIdle
	idle.heard = e.now
	if !e.admit(idle, 0, thirst, false) {
		t.Fatal("nobody else asks, and it is kept still")
	}
	idle.serves = 1
	e.used++
	e.stripes[0].changed = e.now
	e.stripes[0].children = append(e.stripes[0].children, idle)
	giver.heard = e.now
	if !e.admit(giver, 0, thirst, false) || idle.stopping != 1 {
		t.Error("one who passes it on does not take the place at once")
	}
}

// Of who has shown nothing genuine few shards without proof are kept: it is dropped for the
// first false one with proof, and until then has had no more than maxBad taken.
func TestFewUnprovenOfOneOnTrial(t *testing.T) {
	for _, repair := range []bool{false, true} {
		s, _ := running(t)
		v := s.peers[1]
		v.step(s.now)
		newest, _ := v.store.newest()
		in := s.intrude(v, at(9, 7000))
		n := v.byPeer[in.id]
		n.wanted, n.pulls = allStripes, 100
		before := v.stats.ReceivedShards
		shard := func(ahead, index int, flags uint8) {
			m := wire.Shard{Flags: flags, Index: uint8(index), Header: block.Header{Seq: newest + block.Seq(ahead), Length: 9000, Shape: v.shape}}
			if repair {
				m.Flags |= wire.ShardRepair
			}
			m.PathLen = uint8(block.PathLen(int(v.shape.Total), index))
			in.say(append(m.AppendHead(nil), make([]byte, m.Header.ShardLen())...))
		}
		for i := range 12 {
			shard(1+i/4, i%4, 0)
		}
		if got := v.stats.ReceivedShards - before; got != trialBare || !in.linked() {
			t.Errorf("repair %v: %d shards without proof are kept, linked %v", repair, got, in.linked())
		}
		if shard(1, 7, wire.ShardProof); in.linked() || v.stats.ReceivedShards-before >= maxBad {
			t.Errorf("repair %v: linked %v after a false one with proof", repair, in.linked())
		}
		n = &neighbour{unsure: 100}
		if n.mayOmitProof() {
			t.Error("as many as it likes")
		}
		if v.pass(n); !n.mayOmitProof() {
			t.Error("none after a genuine one")
		}
	}
}

// What has come with its proof is passed on with it before its block is whole, too.
func TestProofsOfWhatIsNotWhole(t *testing.T) {
	s, _ := running(t)
	checked := 0
	for range 200 {
		s.run(s.now + time.Millisecond)
		for _, p := range s.peers[1:] {
			seq, _ := p.store.newest()
			b := p.store.get(seq)
			if b.rebuilt || !b.known {
				continue
			}
			for set := b.verified; set != 0; set &= set - 1 {
				i := bits.TrailingZeros32(set)
				var m wire.Shard
				if !p.prove(b, i, &m) {
					t.Fatalf("no proof of shard %d of %b", i, b.verified)
				}
				root, ok := p.cfg.Coder.Root(&m.Header, i, b.shards[i], m.Path[:m.PathLen])
				if !ok || root != b.root {
					t.Fatalf("a wrong proof of shard %d of %b", i, b.verified)
				}
				checked++
			}
		}
	}
	if checked < 100 {
		t.Errorf("only %d proofs were looked at", checked)
	}
}

// One on trial that sends without proof more than is kept of it is blamed in the end, and owes
// what it owed.
func TestUnprovenFloodIsBlamed(t *testing.T) {
	e := parent(t, 20)
	n := linked(e, 1)[0]
	n.unsure, n.pulls = trialBare, 5
	for range maxUnwanted {
		if e.welcome(n, &wire.Shard{Flags: wire.ShardRepair}) {
			t.Fatal("it is kept")
		}
	}
	if n.bad != 0 || n.pulls != 5 {
		t.Fatalf("blamed %d times, it owes %d", n.bad, n.pulls)
	}
	if e.welcome(n, &wire.Shard{Flags: wire.ShardRepair}); n.bad != 1 {
		t.Errorf("blamed %d times", n.bad)
	}
}

// What an engine tells of its neighbours: stripes that one waits for are not taken yet.
func TestAppendNeighbours(t *testing.T) {
	e := parent(t, 20)
	list := linked(e, 2)
	list[0].serves, list[0].awaits = 0b111, 0b100
	list[1].source = true
	for s := range 4 {
		e.stripes[s].parent = list[1]
	}
	got := e.AppendNeighbours(nil)
	want := []Neighbour{
		{Link: list[0].link, Trip: list[0].rtt, Takes: 2},
		{Link: list[1].link, Trip: list[1].rtt, Source: true, Gives: 4},
	}
	if !slices.Equal(got, want) {
		t.Errorf("%+v", got)
	}
}

// Who is asked for the block to begin with and says that it is busy is asked no more for a while;
// what it has not sent is asked of others at once, and nothing twice.
func TestBusyNeighboursAreNotAskedToBegin(t *testing.T) {
	seq := block.MakeSeq(testEpoch, 40)
	has := wire.Status{Slots: 50, Free: 50, Entry: seq, Oldest: seq, Rebuilt: seq}
	slow := has
	slow.Free = 0
	e, list := joining(t, has, slow)
	e.fetchEntry()
	data := int(e.shape.Data)
	if first := list[0].pulls; first != data || list[1].pulls != 0 {
		t.Fatalf("of the quick one %d shards are asked for, of the slow one %d", first, list[1].pulls)
	}
	joinPulls(t, e)
	e.now += entryEvery / 2
	has.Flags |= wire.StatusBusy
	says(e, list[0], has)
	for range 5 { // it is asked for little at a time
		e.now += entryEvery
		list[1].heard, list[1].askedAt = e.now, 0 // it answers all else
		e.fetchEntry()
	}
	if list[0].pulls != 0 || list[1].pulls != data || e.beginning.need > 0 {
		t.Errorf("afterwards the busy one owes %d, the other %d, and %d are asked of nobody", list[0].pulls, list[1].pulls, e.beginning.need)
	}
	if asked := joinPulls(t, e)[40]; asked != data {
		t.Errorf("%d shards are asked for anew", asked)
	}
	if e.beginning.tries != 0 {
		t.Error("a busy neighbour counts as one that is late")
	}
	list[1].gone = true
	e.neighbours = e.neighbours[:1]
	e.now, list[0].askedAt = list[0].statusAt+busyFor+entryEvery, 0
	if e.fetchEntry(); list[0].pulls < data/2 {
		t.Errorf("when it may have time again %d shards are asked for", list[0].pulls)
	}
}

// An older picture of which most is there comes first, and a later one is what is on its way then.
func TestBeginningThatIsNearlyThere(t *testing.T) {
	seq := func(number uint32) block.Seq { return block.MakeSeq(testEpoch, number) }
	for _, k := range []struct {
		have int
		want uint32
	}{{15, 40}, {5, 80}} {
		e, list := joining(t, wire.Status{Slots: 50, Free: 50, Entry: seq(80), Oldest: seq(40), Rebuilt: seq(81)})
		e.store.reset(seq(40))
		e.store.extend(81, e.now)
		e.deliver = delivery{epoch: testEpoch, joins: true, joinAt: 80}
		e.store.get(seq(40)).verified = stripeSet(k.have)
		e.beginning = beginning{seq: seq(40), asks: []ask{{who: list[0], set: stripeSet(20), count: 20, due: e.now}}}
		e.fetchEntry()
		if asked := joinPulls(t, e); len(asked) != 1 || asked[k.want] == 0 {
			t.Errorf("with %d shards of block 40 these are asked for: %v", k.have, asked)
		}
	}
}

// A peer for whose uplink much waits sends nobody a block to begin with, and says so at once, but
// not to each Pull; all else it answers.
func TestBusy(t *testing.T) {
	s, _ := running(t)
	e := s.peers[1].Engine
	n := e.neighbours[slices.IndexFunc(e.neighbours, func(n *neighbour) bool { return !n.source })]
	entry, ok := block.Seq(0), false
	for number := e.store.low; number < e.store.next && !ok; number++ {
		b := e.store.ring[number%windowBlocks]
		entry, ok = b.seq, b.rebuilt && b.header.Flags&block.Entry != 0
	}
	if !ok {
		t.Fatal("there is no Entry block")
	}
	pull := func(seq block.Seq) (shards, statuses int) {
		for {
			if _, ok := e.PollTransmit(); !ok {
				break
			}
		}
		before := e.uplink.waiting()
		e.answer(n, &wire.PullBlock{Seq: seq, Indices: stripeSet(20), Count: 20, Join: true})
		for {
			tr, ok := e.PollTransmit()
			if !ok {
				return shards + e.uplink.waiting() - before, statuses
			}
			switch wire.TypeOf(tr.Head) {
			case wire.TypeShard:
				shards++
			case wire.TypeStatus:
				statuses++
			}
		}
	}
	if shards, statuses := pull(entry); shards < 10 || statuses != 0 || e.busy() {
		t.Fatalf("with time %d shards and %d Status are sent", shards, statuses)
	}
	e.cfg.MaxUpload = 1_000_000
	n.status.Flags &^= wire.StatusJoined
	other := &neighbour{}
	for range 100 {
		e.uplink.enqueue(urgent, later{who: other, seq: entry, until: e.now + time.Second})
	}
	if e.busy() {
		t.Error("what goes after the first picture makes it busy")
	}
	for range 100 {
		e.uplink.enqueue(firsts, later{who: other, seq: entry, until: e.now + time.Second})
	}
	for k := range 3 {
		if shards, statuses := pull(entry); shards > 0 || statuses != (3-k)/3 {
			t.Errorf("Pull %d of a busy peer is answered with %d shards and %d Status", k, shards, statuses)
		}
	}
	if shards, _ := pull(entry + 1); shards == 0 {
		t.Error("nothing else is answered either")
	}
	n.status.Flags |= wire.StatusJoined
	if shards, _ := pull(entry); shards == 0 {
		t.Error("who has begun is not sent what it has missed")
	}
}
