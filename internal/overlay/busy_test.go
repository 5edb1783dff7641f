package overlay

import (
	"math/bits"
	"testing"
	"time"

	"throng/internal/block"
	"throng/internal/ident"
	"throng/internal/wire"
)

// entryBlock is a genuine Entry block of the stream of tests, of the assumed shape.
func entryBlock(t *testing.T, number uint32) *block.Sealed {
	t.Helper()
	signer := block.NewSigner(ident.ChannelSecretFromSeed([32]byte{1}))
	h := block.Header{Seq: block.MakeSeq(testEpoch, number), Capture: testEpoch * time.Second, Length: 9000,
		Shape: block.Shape{Data: 20, Total: 22}, Flags: block.Start | block.Entry}
	s, err := signer.Seal(h, make([]byte, 9000))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// repairShard gives e shard i of a block from n, in answer to a Pull, with its proof.
func repairShard(e *Engine, n *neighbour, s *block.Sealed, i int) {
	m := wire.Shard{Flags: wire.ShardProof | wire.ShardRepair, Index: uint8(i), Header: s.Header, Signature: s.Signature}
	m.PathLen = uint8(copy(m.Path[:], s.Tree.Path(nil, i)))
	e.HandleDatagram(e.now, n.link, m.AppendHead(nil), s.Shards[i])
}

// Liars that hold what they are asked for until just before it is due and then say that they are
// busy, in turns, or leave and come back.
func TestLiarsBusyInTurns(t *testing.T) {
	for _, k := range []struct {
		name   string
		count  int
		leave  bool
		silent bool
	}{{"silent", 4, false, true}, {"busy", 2, false, false}, {"busy", 4, false, false}, {"leaves and comes back", 4, true, false}} {
		for seed := range uint64(3) {
			took := late(t, seed, func(s *swarm, v, src *testPeer) {
				for i := range k.count {
					l := s.lie(v, 10+i, genuineEntry)
					if k.silent {
						continue
					}
					held := false
					l.asked = func(p *wire.PullBlock, join bool) {
						if !join || held {
							return
						}
						held = true
						s.after(90*time.Millisecond, func() {
							held = false
							if !l.linked() {
								return
							}
							if k.leave {
								v.HandleLinkDown(s.now, l.link)
								v.drain()
								s.nextID++
								l.link = s.nextID
								v.ends[l.link] = l.end
								v.HandleLinkUp(s.now, l.link, l.id, at(10+i, 7000), false)
								v.drain()
								l.seen = 0
								h := wire.Hello{Flags: wire.HelloReply}
								l.say(h.Append(nil))
								m := wire.Status{Flags: wire.StatusJoined, Sent: s.now, Slots: 60000, Free: 60000, Entry: l.entry(), Rebuilt: l.entry()}
								l.say(m.Append(nil))
								return
							}
							m := wire.Status{Flags: wire.StatusJoined | wire.StatusBusy, Sent: s.now, Slots: 60000, Free: 60000, Entry: l.entry(), Rebuilt: l.entry()}
							if l.seen != 0 {
								m.Echo, m.Held = l.seen, s.now-l.seen-10*time.Microsecond
							}
							l.say(m.Append(nil))
						})
					}
				}
			})
			t.Logf("%d that are %s, seed %d: it began after %v", k.count, k.name, seed, took)
			if took > 1600*time.Millisecond { // the longest of 16 seeds was 1.54 s; without limits it is for good
				t.Errorf("%d that are %s, seed %d: it began after %v", k.count, k.name, seed, took)
			}
		}
	}
}

// What a neighbour has sent on its way, or has waiting in its line, before it says in passing
// that it is busy, is kept when it comes.
func TestBeginningShardsAfterBusy(t *testing.T) {
	sealed := entryBlock(t, 40)
	seq := sealed.Header.Seq
	e, list := joining(t, wire.Status{Slots: 50, Free: 50, Entry: seq, Oldest: seq, Rebuilt: seq}, wire.Status{Slots: 50, Entry: seq, Oldest: seq, Rebuilt: seq})
	a := list[0]
	e.fetchEntry()
	if a.pulls != 20 {
		t.Fatalf("%d are asked for", a.pulls)
	}
	e.now += 30 * time.Millisecond
	busy := a.status
	busy.Flags |= wire.StatusBusy
	says(e, a, busy)
	e.now += 5 * time.Millisecond
	for i := range 20 {
		repairShard(e, a, sealed, i)
	}
	kept := 0
	if b := e.store.get(seq); b != nil {
		kept = bits.OnesCount32(b.held())
	}
	if kept < 20 {
		t.Errorf("of 20 genuine shards that were asked for and sent %d are kept, %d dropped as unwanted", kept, e.stats.Dropped[CauseUnwanted])
	}
}

// With two real engines: one that has the block, little uplink and children; a newcomer asks it.
func TestBeginningBusyOvertakes(t *testing.T) {
	s, _ := running(t)
	e := s.peers[1].Engine
	e.step(s.now)
	var entry *entry
	for number := e.store.low; number < e.store.next; number++ {
		if b := e.store.at(number); b.rebuilt && b.Header.Flags&block.Entry != 0 {
			entry = b
		}
	}
	in := s.intrude(s.peers[1], at(9, 7000))
	n := e.byLink.find(in.link)
	sent(e)
	for _, o := range e.neighbours { // nobody hangs on it
		e.dropChild(o, o.serves)
	}
	e.cfg.MaxUpload = 700_000 // a modest uplink, all of it idle
	e.uplink.budget = bucket{at: e.now}
	m := wire.Pull{Len: 1}
	m.Blocks[0] = wire.PullBlock{Seq: entry.seq, Indices: stripeSet(18), Count: 16, Join: true}
	e.HandleDatagram(e.now, n.link, m.Append(nil), nil)
	first := shardsTo(sent(e), n)
	// It asks for two more, of what it has not asked of anybody.
	e.now += entryEvery
	m.Blocks[0].Count = 2
	e.HandleDatagram(e.now, n.link, m.Append(nil), nil)
	var v wire.Status
	list := sent(e)
	if newest(list, n, &v) && v.Flags&wire.StatusBusy != 0 && e.uplink.turns[firsts].count > 0 {
		t.Errorf("it says busy to the one for whom alone %d shards wait (%d went before)", e.uplink.turns[firsts].count, first+shardsTo(list, n))
	}
}

func shardsTo(list []Transmit, n *neighbour) (count int) {
	for _, tr := range list {
		if tr.Link == n.link && wire.TypeOf(tr.Head) == wire.TypeShard {
			count++
		}
	}
	return count
}

// An older picture of which half is there and that nobody can send any more keeps nobody from
// asking for the newer one.
func TestBeginningOlderPictureNobodyHas(t *testing.T) {
	seq := func(number uint32) block.Seq { return block.MakeSeq(testEpoch, number) }
	has := wire.Status{Slots: 50, Free: 50, Entry: seq(80), Oldest: seq(80), Rebuilt: seq(81)}
	for _, busy := range []bool{false, true} {
		e, list := joining(t, has, has)
		if busy {
			one := has
			one.Oldest, one.Flags = seq(40), wire.StatusBusy
			n := linked(e, 1)[0]
			n.status = one
			list = append(list, n)
		}
		e.store.reset(seq(40))
		e.store.extend(81, e.now)
		e.deliver = delivery{epoch: testEpoch, joins: true, joinAt: 80}
		e.store.get(seq(40)).verified = stripeSet(10)
		e.store.get(seq(40)).needJoin = true
		e.repairFrom = 40
		e.beginning = beginning{seq: seq(40)}
		asked := 0
		for range 300 {
			e.now += pullEvery
			for _, n := range list {
				n.heard, n.askedAt, n.statusAt = e.now, 0, e.now
			}
			e.pullDue()
			asked += joinPulls(t, e)[80]
		}
		if asked == 0 {
			t.Errorf("busy %v: in three seconds nothing is asked for of the picture that all have", busy)
		}
	}
}

// A neighbour that pulls what is on air, over and over, does not keep newcomers from their first
// picture: that goes before what others lack.
func TestFloodMakesNobodyBusy(t *testing.T) {
	v, list, blocks := idle(t, 2)
	e := v.Engine
	flooder, newcomer := list[0], list[1]
	var entry *entry
	for number := e.store.low; number < e.store.next; number++ {
		if b := e.store.at(number); b.rebuilt && b.Header.Flags&block.Entry != 0 {
			entry = b
		}
	}
	for _, o := range e.neighbours {
		e.dropChild(o, o.serves)
	}
	e.cfg.MaxUpload = 10_000_000
	e.uplink.budget = bucket{at: e.now}
	got, statuses := 0, 0
	for k := range 200 { // for two seconds
		e.now += 10 * time.Millisecond
		m := wire.Pull{Len: 1}
		m.Blocks[0] = wire.PullBlock{Seq: blocks[e.rng.IntN(20)].seq, Indices: allStripes, Count: 18}
		e.HandleDatagram(e.now, flooder.link, m.Append(nil), nil)
		m.Blocks[0] = wire.PullBlock{Seq: entry.seq, Indices: allStripes, Count: 16, Join: true}
		if k >= 100 && got == 0 {
			e.HandleDatagram(e.now, newcomer.link, m.Append(nil), nil)
		}
		e.payOut()
		list := sent(e)
		got += shardsTo(list, newcomer)
		var s wire.Status
		if newest(list, newcomer, &s) {
			statuses++
		}
	}
	t.Logf("%d shards, %d Status", got, statuses)
	if got == 0 {
		t.Errorf("in a second one that asks again and again gets nothing of the block to begin with, but %d Status, since another neighbour pulls", statuses)
	}
}

// One that is always busy and says that it has the block does not keep it from being fetched
// like other blocks.
func TestBeginningAlwaysBusy(t *testing.T) {
	seq := block.MakeSeq(testEpoch, 40)
	for _, flags := range []uint8{0, wire.StatusBusy} {
		part := wire.Status{Slots: 50, Free: 50} // they have not begun, and hold parts
		e, list := joining(t, wire.Status{Flags: flags, Slots: 50, Free: 50, Entry: seq, Oldest: seq, Rebuilt: seq}, part, part, part)
		lacks(e, 40, 45)
		b := e.store.get(seq)
		b.verified = stripeSet(8)
		e.repairFrom = 40
		others := 0
		for range 300 {
			e.now += pullEvery
			for _, n := range list {
				n.heard, n.askedAt, n.statusAt = e.now, 0, e.now
			}
			e.pullDue()
			for _, tr := range sent(e) {
				if tr.Link != list[0].link && wire.TypeOf(tr.Head) == wire.TypePull {
					others++
				}
			}
		}
		if others == 0 {
			t.Errorf("flags %d: in three seconds the others, who hold parts of it, are asked for nothing", flags)
		}
	}
}

// Who says that it is busy owes nothing of that block any more, whatever has come of it from
// elsewhere, and is not at fault.
func TestBeginningBusyIsNoFault(t *testing.T) {
	sealed := entryBlock(t, 40)
	seq := sealed.Header.Seq
	has := wire.Status{Slots: 50, Free: 50, Entry: seq, Oldest: seq, Rebuilt: seq}
	for _, moved := range []bool{false, true} {
		e, list := joining(t, has, wire.Status{Slots: 50})
		a, parent := list[0], list[1]
		parent.wanted, parent.granted = allStripes, allStripes
		e.fetchEntry()
		if a.pulls != 20 {
			t.Fatalf("%d are asked for", a.pulls)
		}
		e.now += 10 * time.Millisecond
		if !moved {
			for i := range 8 { // meanwhile these are pushed
				m := wire.Shard{Flags: wire.ShardProof, Index: uint8(i), Header: sealed.Header, Signature: sealed.Signature}
				m.PathLen = uint8(copy(m.Path[:], sealed.Tree.Path(nil, i)))
				e.HandleDatagram(e.now, parent.link, m.AppendHead(nil), sealed.Shards[i])
			}
		} else {
			later := entryBlock(t, 80) // a newer picture appears
			m := wire.Shard{Flags: wire.ShardProof, Header: later.Header, Signature: later.Signature}
			m.PathLen = uint8(copy(m.Path[:], later.Tree.Path(nil, 0)))
			e.HandleDatagram(e.now, parent.link, m.AppendHead(nil), later.Shards[0])
			n := linked(e, 1)[0]
			n.status = has
			n.status.Entry, n.status.Rebuilt = later.Header.Seq, later.Header.Seq
			e.now += entryEvery
			e.fetchEntry()
		}
		e.now += 10 * time.Millisecond
		busy := a.status
		busy.Flags |= wire.StatusBusy
		says(e, a, busy)
		if a.pulls != 0 {
			t.Errorf("moved %v: it owes %d shards that it has said it does not send", moved, a.pulls)
		}
		e.now += a.trip() + owedFor + 20*time.Millisecond
		a.heard = e.now
		e.rankForPulls()
		if a.faults != 0 {
			t.Errorf("moved %v: it has %d faults, and others are asked first for %v", moved, a.faults, a.pullAgain-e.now)
		}
	}
}

// Who gives nothing and for whose uplink nothing waits is not busy, and says nothing to a Pull.
func TestNothingToGiveIsNotBusy(t *testing.T) {
	s, _ := running(t)
	e := s.peers[1].Engine
	e.step(s.now)
	e.SetUpload(e.now, 0)
	sent(e)
	if e.busy() {
		t.Errorf("busy with %d shards waiting", e.uplink.waiting())
	}
	n := e.neighbours[0]
	var entry *entry
	for number := e.store.low; number < e.store.next; number++ {
		if b := e.store.at(number); b.rebuilt && b.Header.Flags&block.Entry != 0 {
			entry = b
		}
	}
	n.toldBusy = false
	e.answer(n, &wire.PullBlock{Seq: entry.seq, Indices: allStripes, Count: 16, Join: true})
	var v wire.Status
	if newest(sent(e), n, &v) {
		t.Errorf("a Pull is answered with a Status, flags %b", v.Flags)
	}
}

// Who begins with a picture on air tells each neighbour once.
func TestPictureToldOnce(t *testing.T) {
	sealed := entryBlock(t, 40)
	e, list := joining(t, wire.Status{Slots: 50}, wire.Status{Slots: 50}, wire.Status{Slots: 50})
	p := list[0]
	p.wanted, p.granted = allStripes, allStripes
	for i := range 20 {
		m := wire.Shard{Flags: wire.ShardProof, Index: uint8(i), Header: sealed.Header, Signature: sealed.Signature}
		m.PathLen = uint8(copy(m.Path[:], sealed.Tree.Path(nil, i)))
		e.HandleDatagram(e.now, p.link, m.AppendHead(nil), sealed.Shards[i])
	}
	if !e.deliver.begun {
		t.Fatal("it has not begun")
	}
	told := map[LinkID]map[time.Duration]int{}
	for tick := range 3 {
		for _, tr := range sent(e) {
			var v wire.Status
			if wire.TypeOf(tr.Head) == wire.TypeStatus && v.Parse(tr.Head) == nil {
				if told[tr.Link] == nil {
					told[tr.Link] = map[time.Duration]int{}
				}
				told[tr.Link][v.Sent]++
			}
		}
		if tick == 0 && len(told) != len(list) {
			t.Errorf("%d of %d neighbours without a picture are told at once", len(told), len(list))
		}
		e.HandleTimeout(e.now + tickEvery)
	}
	for l, at := range told {
		for s, n := range at {
			if n > 1 {
				t.Errorf("on link %d %d Status of the same time %v: all but the first are ignored", l, n, s)
			}
		}
		t.Logf("link %d: %d Status", l, len(at))
	}
}

// Who begins with an older picture tells those who lack one at once, though it has not caught up.
func TestOlderPictureIsTold(t *testing.T) {
	e, list := joining(t, wire.Status{Slots: 50}, wire.Status{Slots: 50}, wire.Status{Slots: 50, Flags: wire.StatusJoined})
	lacks(e, 40, 50)
	b := e.store.get(block.MakeSeq(testEpoch, 40))
	b.known, b.rebuilt, b.Header = true, true, block.Header{Seq: b.seq, Shape: e.shape, Length: 1000, Flags: block.Start | block.Entry}
	b.Shards = make([][]byte, e.shape.Total)
	e.store.made(b)
	e.deliver.rebuilt(e, b)
	if !e.deliver.begun || e.deliver.caught {
		t.Fatalf("begun %v, caught up %v", e.deliver.begun, e.deliver.caught)
	}
	told := map[LinkID]bool{}
	for _, tr := range sent(e) {
		told[tr.Link] = told[tr.Link] || wire.TypeOf(tr.Head) == wire.TypeStatus
	}
	if !told[list[0].link] || !told[list[1].link] || told[list[2].link] {
		t.Errorf("told are %v", told)
	}
}

// A newer picture that is nearly there is not kept waiting for an older one of which nothing is.
func TestBeginningNewerPictureNearlyThere(t *testing.T) {
	seq := func(number uint32) block.Seq { return block.MakeSeq(testEpoch, number) }
	has := wire.Status{Slots: 50, Free: 50, Entry: seq(80), Oldest: seq(40), Rebuilt: seq(81)}
	slow := has
	slow.Slots, slow.Free = 1, 0
	e, list := joining(t, slow)
	e.fetchEntry() // nothing else is known
	e.store.reset(seq(40))
	e.store.extend(81, e.now)
	e.beginning.seq = seq(40)
	e.deliver = delivery{epoch: testEpoch, joins: true, joinAt: 80}
	for _, b := range []*entry{e.store.get(seq(40)), e.store.get(seq(80))} {
		b.needJoin = b.seq == seq(40)
	}
	b := e.store.get(seq(80))
	b.known, b.Header, b.verified = true, block.Header{Seq: b.seq, Shape: e.shape, Length: 1000, Capture: e.now, Flags: block.Entry}, stripeSet(19)
	b.pullAt = e.now
	e.repairFrom = 40
	quick := linked(e, 1)[0]
	quick.status, quick.proven = has, true
	list = append(list, quick)
	e.rankForPulls()
	joinPulls(t, e)
	start := e.now
	for e.now < start+2*time.Second {
		e.now += pullEvery
		for _, n := range list {
			n.heard, n.askedAt, n.statusAt = e.now, 0, e.now
		}
		e.pullDue()
		if joinPulls(t, e)[80] > 0 {
			break
		}
	}
	if took := e.now - start; took > 300*time.Millisecond {
		t.Errorf("the one shard that the newer picture lacks is asked for after %v", took)
	}
}

// What was asked for of another epoch's block of the same number does not count.
func TestBeginningAskedOfAnotherEpoch(t *testing.T) {
	r := beginning{seq: block.MakeSeq(testEpoch, 0)}
	now := block.MakeSeq(testEpoch+9, 0)
	if r.asked(now) {
		t.Errorf("block %v counts as asked for", now)
	}
}

// Where each block is an Entry block the neighbours are not told of each.
func TestEntryBlocksTellFew(t *testing.T) {
	count := func(flags block.Flags, joined uint8) int {
		e := parent(t, 20)
		e.begunAt = e.now - settlingFor // so that few of the neighbours are let go
		list := linked(e, 60)
		e.cfg.MaxUpload *= 10 // so that talkShare leaves nothing out
		e.store.reset(block.MakeSeq(testEpoch, 0))
		e.deliver = delivery{epoch: testEpoch, begun: true, told: true, caught: true}
		for _, n := range list { // they came later, and have as much as this one of late
			n.replied = true
		}
		told := 0
		for number := uint32(0); number < 100; number++ {
			e.now += 100 * time.Millisecond
			e.store.extend(number, e.now)
			b := e.store.get(block.MakeSeq(testEpoch, number))
			b.known, b.rebuilt, b.Header = true, true, block.Header{Seq: b.seq, Shape: e.shape, Length: 1000, Flags: flags | block.Start}
			b.Shards = make([][]byte, e.shape.Total)
			e.store.made(b)
			e.deliver.rebuilt(e, b)
			for _, n := range list {
				n.heard, n.statusAt = e.now, e.now
				n.status.Flags = joined
				n.status.Oldest, n.status.Rebuilt, n.status.Slots = block.MakeSeq(testEpoch, max(number, 20)-19), b.seq, 40
			}
			e.tick()
			for _, tr := range sent(e) {
				if wire.TypeOf(tr.Head) == wire.TypeStatus {
					told++
				}
			}
		}
		return told
	}
	few, many := count(0, wire.StatusJoined), count(block.Entry, wire.StatusJoined)
	t.Logf("%d Status, %d where each block is an Entry block", few, many)
	if many > 3*few {
		t.Errorf("%d Status in ten seconds to 60 neighbours, %d where each block is an Entry block", few, many)
	}
	if all := count(block.Entry, 0); all < 90*60 {
		t.Errorf("60 neighbours that lack a picture are told %d times of a hundred", all)
	}
}

// What a busy neighbour has been asked for of the block to begin with does not come: it is asked of
// others, and that one has not missed it.
func TestDenied(t *testing.T) {
	for _, k := range []struct {
		busy bool
		seq  uint32
		want int // shards that may come still
	}{{false, 40, 5}, {true, 40, 0}, {true, 41, 5}} {
		e, list := joining(t, wire.Status{Slots: 50, Free: 50})
		lacks(e, 40, 50)
		n := list[0]
		if k.busy {
			n.status.Flags = wire.StatusBusy
		}
		b := e.store.get(block.MakeSeq(testEpoch, k.seq))
		b.asks = []ask{{who: n, set: stripeSet(5), count: 5, due: e.now + time.Second}}
		if count, _, _ := e.pending(b); count != k.want || n.missed != 0 {
			t.Errorf("busy %v: %d shards of block %d may come, and it has missed %d", k.busy, count, k.seq, n.missed)
		}
		e.rankForPulls()
		e.scratch.picks = append(e.scratch.picks[:0], n)
		n.status.Oldest, n.status.Rebuilt = block.MakeSeq(testEpoch, 40), block.MakeSeq(testEpoch, 50)
		if best, _ := e.soonest(b, allStripes, 3, time.Minute); (best != nil) != (k.want > 0) {
			t.Errorf("busy %v: it is asked for block %d: %v", k.busy, k.seq, best != nil)
		}
	}
}

// Who only says that he has slots does not take from the broadcaster's proven children, in
// one moment, more stripes than the stream can do without.
func TestRootTakenAtOnce(t *testing.T) {
	e := newSwarm(t, 1, time.Millisecond).add(Source, 0).Engine
	e.now = time.Minute
	e.tickAt = e.now
	e.cfg.MaxUpload = 50_000_000
	honest := linked(e, 4)
	for i, n := range honest {
		n.status = wire.Status{Flags: wire.StatusJoined, Slots: 150, Free: 100, Duty: allStripes, Connected: stripeSet(22)}
		n.offer, n.heardWant, n.since = 150, e.now, e.now-time.Minute
		for s := i; s < 22; s += 4 {
			n.serves |= 1 << s
			n.serving |= 1 << s
			e.used++
			st := &e.stripes[s]
			st.children, st.changed, st.proven = []*neighbour{n}, e.now-10*tenure, true
		}
	}
	for _, n := range honest {
		if e.overShare(n, 0) && n.serves&1 != 0 {
			t.Fatal("more than its share before anybody comes")
		}
	}
	liars := linked(e, 18)
	taken := 0
	for _, n := range liars { // they have come just now, and have shown nothing
		n.since = e.now
		n.status = wire.Status{Slots: e.believed(60000), Free: 176, Duty: allStripes}
		n.offer, n.heardWant = e.believed(60000), e.now
	}
	for s := range 22 {
		if n := liars[s%len(liars)]; e.admitAtRoot(n, s, false) {
			n.serves |= 1 << s
			e.used++
			e.stripes[s].children = append(e.stripes[s].children, n)
			e.stripes[s].changed = e.now
			taken++
		}
	}
	if taken > 2 {
		t.Errorf("%d of 22 stripes are taken in one moment", taken)
	}
}

// In a crowd that comes at once, to viewers of moderate uplinks, nothing that was asked for is
// thrown away.
func TestCrowdDropsNothing(t *testing.T) {
	s := newSwarm(t, 5, 20*time.Millisecond)
	s.group = 115 // five seconds
	src := s.add(Source, 20_000_000)
	start := s.now
	s.cast(src, testEpoch, 240)
	for i := range 10 {
		s.after(time.Duration(i)*100*time.Millisecond, func() { s.add(Viewer, 3_000_000) })
	}
	s.after(8*time.Second, func() {
		for range 30 {
			s.add(Viewer, 3_000_000)
		}
	})
	dropped, ofBusy, repairs, busy, bare := 0, 0, 0, 0, 0
	lastBusy := map[*neighbour]time.Duration{} // who has said that it is busy, and when
	s.around = func(p *testPeer, data []byte, do func()) {
		before := p.stats.Dropped[CauseUnwanted]
		unwanted := map[*neighbour]int32{}
		for _, n := range p.neighbours {
			unwanted[n] = n.unwanted
		}
		do()
		if data == nil || p.source || p.deliver.begun {
			return
		}
		for _, n := range p.neighbours {
			if n.isBusy(s.now) {
				lastBusy[n] = n.statusAt
			}
		}
		if wire.TypeOf(data) == wire.TypeStatus && data[1]&wire.StatusBusy != 0 {
			busy++
		}
		if wire.TypeOf(data) == wire.TypeShard && data[1]&wire.ShardRepair != 0 {
			repairs++
			dropped += int(p.stats.Dropped[CauseUnwanted] - before)
			for _, n := range p.neighbours {
				if n.unwanted > unwanted[n] && lastBusy[n] != 0 {
					ofBusy++
				}
				if n.unwanted > unwanted[n] && !n.mayOmitProof() {
					bare++
				}
			}
		}
	}
	s.run(start + 10*time.Second)
	var worst, sum time.Duration
	for _, p := range s.peers[11:] {
		took := p.joined - start - 8*time.Second
		if p.joined == 0 {
			took = time.Hour
		}
		worst, sum = max(worst, took), sum+took
	}
	t.Logf("of %d answers to who has not begun %d are thrown away, %d of them of who has said that it is busy; %d without proof; %d are told busy; mean %v worst %v", repairs, dropped, ofBusy, bare, busy, sum/30, worst)
	if ofBusy > 0 {
		t.Errorf("of %d answers to who has not begun %d are thrown away since their sender has said that it is busy", repairs, ofBusy)
	}
}
