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
		n.status.Connected &^= 1<<5 | 1<<9
		n.status.Spared = 1 << 9 // of their own accord
		if i%stuckShare == 0 {
			n.status.Connected &^= 1 << 7
		}
		n.serves &^= 1<<5 | 1<<7 | 1<<9
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
	total := int(b.Header.Shape.Total)
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
	each := len(b.Shards[0]) + shardOverhead + proofSize
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
		n := v.byPeer.find(in.id)
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
				root, ok := p.cfg.Coder.Root(&m.Header, i, b.Shards[i], m.Path[:m.PathLen])
				if !ok || root != b.Root {
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
