package overlay

import (
	"math/bits"
	"testing"
	"time"

	"throng/internal/block"
	"throng/internal/wire"
)

// lacking is an engine that lacks so many shards of block 10, which it knows, with neighbours
// that have it.
func lacking(t *testing.T, lack, neighbours int) (e *Engine, b *entry, list []*neighbour) {
	t.Helper()
	e = parent(t, 20)
	e.store.reset(block.MakeSeq(testEpoch, 0))
	e.store.extend(12, e.now-lateBlock-time.Millisecond)
	b = e.store.get(block.MakeSeq(testEpoch, 10))
	b.known, b.Header = true, block.Header{Seq: b.seq, Shape: e.shape, Length: 1000, Capture: e.now - 2*time.Second}
	b.verified = stripeSet(int(e.shape.Data) - lack)
	e.shapeOf = b.seq
	list = linked(e, neighbours)
	for _, n := range list {
		n.proven = true
		n.status = wire.Status{Slots: 40, Free: 40, Oldest: block.MakeSeq(testEpoch, 1), Rebuilt: block.MakeSeq(testEpoch, 12), Connected: allStripes}
	}
	e.rankForPulls()
	e.deliver.caught = true
	return e, b, list
}

// queued is how many shards are about to be asked for.
func queued(e *Engine) (count int) {
	for _, n := range e.neighbours {
		for _, p := range n.pullQueue {
			count += int(p.Count)
		}
	}
	return count
}

// Where uplinks are short what a block lacks is taken once from what may be pulled, however
// many are asked; a block that lacks much is left alone, and costs nothing.
func TestTightPullsArePaidOnce(t *testing.T) {
	for _, k := range []struct{ lack, want int }{{1, 1}, {3, 3}, {tightLack, tightLack}, {tightLack + 1, 0}} {
		e, b, _ := lacking(t, k.lack, 5)
		e.thrift.tight = true
		e.thrift.pulls = bucket{level: 10, at: e.now}
		e.pullBlock(b)
		if got := queued(e); got != k.want {
			t.Errorf("lacks %d: %d are asked for", k.lack, got)
		}
		if got := 10 - e.thrift.pulls.level; got != float64(k.want) {
			t.Errorf("lacks %d: %v are paid for", k.lack, got)
		}
		if b.pullAt <= e.now {
			t.Errorf("lacks %d: it is looked at again at once", k.lack)
		}
	}
	e, b, _ := lacking(t, 3, 5)
	e.thrift.tight = true
	e.thrift.pulls = bucket{level: 2, at: e.now}
	if e.pullBlock(b); queued(e) != 0 || e.thrift.pulls.level != 2 {
		t.Errorf("%d are asked for, %v of 2 are left", queued(e), e.thrift.pulls.level)
	}
}

// Of those who begin at the same time, one that is on trial is asked for no more than it may
// owe.
func TestFellowsOnTrial(t *testing.T) {
	for owed := range trialPulls + 1 {
		e, b, list := lacking(t, 20, fellowsAsked)
		b.needJoin = true
		for _, n := range list {
			n.status = wire.Status{Entry: 1}
			n.proven, n.pulls = false, owed
		}
		e.pullTogether(b, stripeSet(22), 20)
		for i, n := range list {
			asked := 0
			for _, p := range n.pullQueue {
				asked += int(p.Count)
			}
			if asked != trialPulls-owed || n.pulls != trialPulls {
				t.Errorf("fellow %d, which owes %d, is asked for %d", i, owed, asked)
			}
		}
		list[0].proven, list[0].pulls, list[0].pullQueue = true, 0, nil
		e.pullTogether(b, stripeSet(22), 20)
		if got := int(list[0].pullQueue[0].Count); got != 20/fellowsAsked {
			t.Errorf("a proven fellow is asked for %d", got)
		}
	}
}

// The bits of Status.Whole reach 63 blocks back, the unbroken run as far as it says.
func TestHasWhole(t *testing.T) {
	at := func(number uint32) block.Seq { return block.MakeSeq(testEpoch, number) }
	n := &neighbour{}
	n.status.Rebuilt, n.status.Whole = at(100), ^uint64(0)
	for _, k := range []struct {
		seq  block.Seq
		want bool
	}{
		{at(100), true}, {at(101), false}, {at(37), true}, {at(36), false}, {at(0), false},
		{block.MakeSeq(testEpoch-1, 100), false}, {block.MakeSeq(testEpoch+1, 90), false},
	} {
		if got := n.hasWhole(k.seq); got != k.want {
			t.Errorf("block %v: %v", k.seq, got)
		}
	}
	n.status.Whole = 1 << 63
	if !n.hasWhole(at(37)) || n.hasWhole(at(38)) || n.hasWhole(at(100)) {
		t.Error("the last bit stands for another block")
	}
	n.status.Whole, n.status.Oldest = 0, at(30)
	for _, number := range []uint32{29, 30, 36, 37, 100} {
		if got := n.hasWhole(at(number)); got != (number >= 30) {
			t.Errorf("run from 30 on, block %d: %v", number, got)
		}
	}
}

// A neighbour that has watched on since its Status has the blocks that have come since, at
// the least pace at which blocks come.
func TestShouldHave(t *testing.T) {
	at := func(number uint32) block.Seq { return block.MakeSeq(testEpoch, number) }
	for _, k := range []struct {
		name   string
		change func(*neighbour)
		want   uint32 // the newest block that it should have
	}{
		{"watches on", func(*neighbour) {}, 110},
		{"heard just now", func(n *neighbour) { n.statusAt += 10 * blockPace }, 100},
		{"has not joined", func(n *neighbour) { n.status.Flags = 0 }, 100},
		{"has too few stripes", func(n *neighbour) { n.status.Connected = stripeSet(19) }, 100},
		{"has nothing", func(n *neighbour) { n.status.Rebuilt, n.status.Whole = 0, 0 }, 0},
	} {
		e := parent(t, 20)
		n := &neighbour{statusAt: e.now - 10*blockPace}
		n.status = wire.Status{Flags: wire.StatusJoined, Rebuilt: at(100), Whole: ^uint64(0), Connected: stripeSet(20)}
		k.change(n)
		for number := uint32(80); number < 120; number++ {
			if got := e.shouldHave(n, at(number)); got != (number <= k.want) {
				t.Errorf("%s: block %d: %v", k.name, number, got)
			}
		}
		if e.shouldHave(n, block.MakeSeq(testEpoch+1, 90)) {
			t.Errorf("%s: a block of another epoch", k.name)
		}
	}
	n := &neighbour{}
	if n.status = (wire.Status{Rebuilt: at(100), Entry: at(20)}); !n.hasWhole(at(20)) || n.hasWhole(at(21)) {
		t.Error("the Entry block that it names")
	}
}

// What a newcomer begins with is sent before what others lack, and of that no more than a
// newcomer needs.
func TestBeginnersFirst(t *testing.T) {
	s, _ := running(t)
	v := s.peers[1]
	v.step(s.now)
	v.lookAtStore()
	entry, later := v.store.get(v.servable.entry), v.store.get(v.servable.newest)
	if entry == nil || later == nil || entry == later {
		t.Fatal("nothing to begin with")
	}
	v.uplink.budget = bucket{level: -1e6, at: v.now} // nothing leaves
	n := v.byPeer.find(s.intrude(v, at(9, 7000)).id)
	turns := &v.uplink.turns
	v.answerNow(n, later, allStripes, 5, false)
	if got := v.answerNow(n, entry, allStripes, 5, true); got != 5 || turns[firsts].count != 5 || turns[urgent].count != 5 {
		t.Fatalf("%d sent, %d first and %d urgent", got, turns[firsts].count, turns[urgent].count)
	}
	if v.answerNow(n, entry, allStripes, 5, false); turns[firsts].count != 5 {
		t.Error("for who does not begin, too")
	}
	for range openingMost {
		v.answerNow(n, entry, allStripes, 5, true)
	}
	if got := turns[firsts].count; got != openingMost {
		t.Errorf("%d shards of the block to begin with for one neighbour", got)
	}
}

// A shard that is not needed any more ends the trial of who sends it, if it comes with proof;
// a false one its link.
func TestSurplusEndsTheTrial(t *testing.T) {
	s, _ := running(t)
	v := s.peers[1]
	v.step(s.now)
	v.lookAtStore()
	b := v.store.get(v.servable.newest)
	if b == nil {
		t.Fatal("no block is whole")
	}
	stripe := bits.TrailingZeros32(b.verified)
	for _, k := range []struct {
		name           string
		proof, change  bool
		proven, linked bool
	}{
		{"without proof", false, false, false, true},
		{"with proof", true, false, true, true},
		{"false", true, true, false, false},
	} {
		b.came &^= 1 << stripe
		in := s.intrude(v, at(9, 7000))
		n := v.byPeer.find(in.id)
		n.wanted = 1 << stripe
		var m wire.Shard
		v.prove(b, stripe, &m)
		m.Flags = 0
		if k.proof {
			m.Flags = wire.ShardProof
		}
		body := append([]byte(nil), b.Shards[stripe]...)
		if k.change {
			body[0] ^= 1
		}
		surplus := v.stats.Dropped[CauseSurplus]
		in.say(append(m.AppendHead(nil), body...))
		if n.proven != k.proven || in.linked() != k.linked || (v.stats.Dropped[CauseSurplus] > surplus) != k.linked {
			t.Errorf("%s: proven %v, linked %v, %d surplus", k.name, n.proven, in.linked(), v.stats.Dropped[CauseSurplus]-surplus)
		}
	}
}

// The first picture of who comes does not wait for room among what others lack.
func TestFirstPictureBesideAFullLine(t *testing.T) {
	s, _ := running(t)
	p := s.peers[5]
	p.step(s.now)
	p.lookAtStore()
	b, n := p.store.get(p.servable.entry), p.neighbours[0]
	p.uplink.budget = bucket{level: -1e9, at: p.now}
	for p.uplink.enqueue(urgent, later{who: &neighbour{}, seq: b.seq, until: p.now + time.Hour}) {
	}
	if sent := p.answerNow(n, b, stripeSet(int(p.shape.Total)), 16, true); sent != 16 {
		t.Errorf("%d shards go to who comes, want 16", sent)
	}
}

// In a small swarm the broadcaster is asked once others have been asked in vain; in a large one
// that would be too many.
func TestSmallSwarmAsksTheBroadcaster(t *testing.T) {
	for _, k := range []struct {
		known int
		try   uint8
		want  bool
	}{{fewContacts, 0, false}, {fewContacts, 1, true}, {fewContacts + 1, 1, false}} {
		e, b, list := lacking(t, 3, 6)
		source := list[0]
		source.source, e.sources = true, 1
		for range k.known {
			e.known = append(e.known, &contact{})
			e.vouched++
		}
		b.pullTry = k.try
		e.pullBlock(b)
		if got := len(source.pullQueue) > 0; got != k.want {
			t.Errorf("%d known, try %d: the broadcaster is asked: %v", k.known, k.try, got)
		}
		if k.want && queued(e) != 3 {
			t.Errorf("%d shards are asked for, of 3 that lack", queued(e))
		}
	}
}

// What comes from a parent that has been silent since before the block is asked of the broadcaster
// at once, in a small swarm, and of others next; such a parent is asked last.
func TestPullBereft(t *testing.T) {
	for _, small := range []bool{true, false} {
		e, b, list := lacking(t, 3, 6)
		source, gone := list[0], list[1]
		source.source, e.sources = true, 1
		if !small {
			for range fewContacts + 1 {
				e.known = append(e.known, &contact{})
				e.vouched++
			}
		}
		lacks := int(e.shape.Data) - 3
		for s := lacks; s < int(e.shape.Total); s++ {
			e.stripes[s].parent = list[2+s%4]
			list[2+s%4].granted |= 1 << s
			list[2+s%4].heard = e.now
		}
		e.stripes[lacks].parent, gone.granted, gone.heard = gone, 1<<lacks, b.first-time.Millisecond
		e.pullBlock(b)
		want := 0
		if small {
			want = 1
		}
		if len(source.pullQueue) != want || small && source.pullQueue[0].Indices != 1<<lacks {
			t.Errorf("small %v: the broadcaster is asked for %+v", small, source.pullQueue)
		}
		if queued(e) != 3 || len(gone.pullQueue) > 0 {
			t.Errorf("small %v: %d are asked for in all, of the silent one %d", small, queued(e), len(gone.pullQueue))
		}
		for _, n := range list {
			n.pullQueue = nil
		}
		b.asks, e.now = nil, e.now+time.Second
		if e.pullBlock(b); len(source.pullQueue) > 0 || queued(e) != 3 {
			t.Errorf("small %v: with the next try %d are asked for, %d of the broadcaster", small, queued(e), len(source.pullQueue))
		}
	}
}

// A parent that has been silent since before the block is asked all the same where nobody else has
// it.
func TestSilentParentIsAskedLast(t *testing.T) {
	for _, age := range []time.Duration{lateBlock / 2, lateBlock + time.Millisecond} {
		for _, others := range []int{0, 1} {
			e, b, list := lacking(t, 3, 1+others)
			for range fewContacts + 1 {
				e.known = append(e.known, &contact{})
				e.vouched++
			}
			b.first = e.now - age
			gone := list[0]
			gone.granted, gone.heard = 1, b.first-1
			e.pullBlock(b)
			if asked := len(gone.pullQueue) > 0; asked != (others == 0) || queued(e) != 3 {
				t.Errorf("%v old, %d others: it is asked: %v, %d in all", age, others, asked, queued(e))
			}
		}
	}
}

// A neighbour whose uplink is full sends nothing on air later than replyUrgentFor: others are asked then,
// and not only when all that it owes would have come.
func TestOnAirIsAskedForElsewhereSoon(t *testing.T) {
	for _, onAir := range []bool{true, false} {
		e, b, list := lacking(t, 3, 1)
		n := list[0]
		n.status.Slots, n.status.Free, n.pulls, n.rtt = 1, 0, 100, 10*time.Millisecond
		b.needJoin = !onAir
		e.pullFrom(n, b, allStripes, 3)
		wait := b.asks[0].due - e.now
		if most := n.rtt + pullTimeout + replyUrgentFor; (wait <= most) != onAir {
			t.Errorf("on air %v: it is waited %v for", onAir, wait)
		}
	}
}

// Of a block that is not late yet a neighbour may be asked for two of the parts, where few have it.
func TestTwoPartsOfOne(t *testing.T) {
	for age, want := range map[time.Duration]int{lateBlock / 2: 6, lateBlock + time.Millisecond: 3} {
		e, b, _ := lacking(t, 3*pullParts, 1)
		b.first = e.now - age
		if e.pullSpread(b, stripeSet(int(e.shape.Total))&^b.held(), 3*pullParts); queued(e) != want {
			t.Errorf("%v old: %d are asked for, want %d", age, queued(e), want)
		}
	}
}
