package overlay

import (
	"fmt"
	"math/bits"
	"slices"
	"testing"
	"time"

	"throng/internal/block"
	"throng/internal/wire"
)

// TestNobodyHasTheBeginning brings viewers to a broadcaster whose first picture is up to
// two seconds old and whom nobody has watched yet: it sends what is past about once, they
// have it from each other, and hardly anybody misses anything once it plays: a later picture
// that is on its way by then is as good a beginning.
func TestNobodyHasTheBeginning(t *testing.T) {
	for _, n := range []int{1, 2, 8, 20} {
		for _, lead := range []time.Duration{500 * time.Millisecond, 1300 * time.Millisecond, 1900 * time.Millisecond} {
			t.Run(fmt.Sprintf("%d viewers, %v", n, lead), func(t *testing.T) {
				lost, blocks := 0, 0
				for seed := range uint64(2) {
					s := newSwarm(t, seed, 5*time.Millisecond)
					src := s.add(Source, 0)
					start := s.now
					s.cast(src, testEpoch, 230)
					s.after(lead, func() {
						for range n {
							s.add(Viewer, 0)
						}
					})
					s.run(start + 14*time.Second)
					st := src.Stats()
					if ratio := float64(st.SentBytes) / float64(st.Payload); ratio > 1.9 {
						t.Errorf("seed %d: the source sent %.2f of the stream", seed, ratio)
					}
					for _, p := range s.peers[1:] {
						seen := make(map[block.Seq]bool)
						for _, seq := range p.seqs {
							seen[seq] = true
						}
						for i := uint32((p.joined-start)/(43*time.Millisecond)) + 1; i < 230; i++ {
							if blocks++; !seen[block.MakeSeq(testEpoch, i)] {
								lost++
							}
						}
						if took := p.joined - start - lead; p.joined == 0 || took > 650*time.Millisecond {
							t.Errorf("seed %d, viewer %d: it joined after %v", seed, p.index, took)
						}
						if w := p.worst(0); w > 2*time.Second {
							t.Errorf("seed %d, viewer %d: delay up to %v", seed, p.index, w)
						}
						if !p.ended {
							t.Errorf("seed %d, viewer %d did not see the end", seed, p.index)
						}
					}
				}
				if lost > blocks/50 {
					t.Errorf("%d of %d blocks lost", lost, blocks)
				}
			})
		}
	}
}

// TestReturnWithALead has the broadcaster come back with a stream that is over a second
// old when the viewers find it: who watched before misses nothing of it.
func TestReturnWithALead(t *testing.T) {
	for seed := range uint64(3) {
		s := newSwarm(t, seed, 5*time.Millisecond)
		src := s.add(Source, 0)
		start := s.now
		s.cast(src, testEpoch, 400)
		for range 8 {
			s.add(Viewer, 0)
		}
		s.run(start + 5*time.Second)
		src.dead = true
		s.run(start + 6*time.Second)
		back := s.add(Source, 0)
		s.cast(back, testEpoch+6, 200)
		s.noTracker = true
		before := make([]int, len(s.peers))
		s.after(1400*time.Millisecond, func() {
			for i, p := range s.peers[1:9] {
				before[i+1] = len(p.seqs)
				s.link(p, back)
			}
		})
		s.run(start + 20*time.Second)
		for i, p := range s.peers[1:9] {
			p.seqs = p.seqs[before[i+1]:]
			p.whole()
			if len(p.seqs) > 0 && p.seqs[0].Number() != 0 {
				t.Errorf("seed %d: viewer %d begins with block %v", seed, p.index, p.seqs[0])
			}
			if took := p.Stats().Late; took > 1 {
				t.Errorf("seed %d: viewer %d has %d blocks late", seed, p.index, took)
			}
		}
	}
}

// TestNeverBack cuts a viewer off for longer than the window reaches, in a stream with a
// single key frame: it goes on later, and never hands on again what it has handed on.
func TestNeverBack(t *testing.T) {
	for seed := range uint64(4) {
		s := newSwarm(t, seed, 5*time.Millisecond)
		s.group = 2000
		src := s.add(Source, 0)
		start := s.now
		s.cast(src, testEpoch, 700)
		s.viewers(4)
		s.run(start + 5*time.Second)
		away := s.peers[2]
		s.tamper = func(_, to *testPeer, data []byte) []byte {
			if to == away && s.now < start+18*time.Second {
				return nil
			}
			return data
		}
		s.run(start + 35*time.Second)
		if !away.ended || len(away.seqs)+away.lost != 700 {
			t.Errorf("seed %d: ended %v, %d blocks and %d lost", seed, away.ended, len(away.seqs), away.lost)
		}
		for i := 1; i < len(away.seqs); i++ {
			if away.seqs[i] <= away.seqs[i-1] {
				t.Fatalf("seed %d: block %v after %v", seed, away.seqs[i], away.seqs[i-1])
			}
		}
	}
}

// What one neighbour has been asked for of the block to begin with is not asked of another while
// it may come.
func TestNothingOfTheBeginningTwice(t *testing.T) {
	v := wire.Status{Slots: 50, Entry: block.MakeSeq(testEpoch, 40), Rebuilt: block.MakeSeq(testEpoch, 40)}
	e, _ := joining(t, v, v)
	asked := uint32(0)
	for range 3 {
		e.fetchEntry()
		for _, tr := range sent(e) {
			var m wire.Pull
			if wire.TypeOf(tr.Head) != wire.TypePull || m.Parse(tr.Head) != nil {
				continue
			}
			if twice := asked & m.Blocks[0].Indices; twice != 0 {
				t.Errorf("shards %b are asked for twice", twice)
			}
			asked |= m.Blocks[0].Indices
		}
		linked(e, 1)[0].status = v
		e.now += entryEvery
	}
	if bits.OnesCount32(asked) < 12 {
		t.Errorf("only %d shards are asked for", bits.OnesCount32(asked))
	}
}

// A newcomer asks for the block to begin with, whole and no more of it, of as few neighbours
// as may be.
func TestBeginFromSeveral(t *testing.T) {
	e := parent(t, 20)
	e.store = store{reuse: e.store.reuse}
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
	lacks(e, 40, 50)
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
	e.store = store{reuse: e.store.reuse}
	list := linked(e, len(of))
	for i, n := range list {
		n.status = of[i]
	}
	e.linkedAt = e.now - time.Second
	return e, list
}

// lacks has e know of the blocks from one number to another, of which it has nothing: it is to
// begin with the first.
func lacks(e *Engine, from, to uint32) {
	e.store.reset(block.MakeSeq(testEpoch, from))
	e.store.extend(to, e.now)
	e.deliver = delivery{epoch: testEpoch, joins: true, joinAt: from}
	for n := e.store.low; n < e.store.next; n++ {
		e.store.get(block.MakeSeq(testEpoch, n)).needJoin = true
	}
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
		lacks(e, 40, 50)
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
		have, newer int // shards of the older and of the newer picture
		want        uint32
	}{{15, 0, 40}, {5, 0, 80}, {15, 18, 80}} {
		e, list := joining(t, wire.Status{Slots: 50, Free: 50, Entry: seq(80), Oldest: seq(40), Rebuilt: seq(81)})
		e.store.reset(seq(40))
		e.store.extend(81, e.now)
		e.deliver = delivery{epoch: testEpoch, joins: true, joinAt: 80}
		e.store.get(seq(40)).verified, e.store.get(seq(80)).verified = stripeSet(k.have), stripeSet(k.newer)
		e.beginning = beginning{seq: seq(40), asks: []ask{{who: list[0], set: stripeSet(20), count: 20, due: e.now}}}
		e.fetchEntry()
		if asked := joinPulls(t, e); len(asked) != 1 || asked[k.want] == 0 {
			t.Errorf("with %d shards of block 40 and %d of block 80 these are asked for: %v", k.have, k.newer, asked)
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
		b := e.store.at(number)
		entry, ok = b.seq, b.rebuilt && b.Header.Flags&block.Entry != 0
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
	before := e.uplink.waiting()
	e.answer(n, &wire.PullBlock{Seq: entry, Indices: stripeSet(20), Count: 20})
	if e.uplink.waiting() == before && len(e.out) == 0 {
		t.Error("who only lacks shards of the block is not sent them")
	}
	e.now += statusSoonest
	if _, statuses := pull(entry); statuses != 1 {
		t.Errorf("after a while a Pull is answered with %d Status", statuses)
	}
	n.status.Flags |= wire.StatusJoined
	if shards, _ := pull(entry); shards == 0 {
		t.Error("who has begun is not sent what it has missed")
	}
}

// How much may wait before a peer is busy hangs on what its uplink has beside its children; what
// is answered after the first picture does not count, and the broadcaster never is.
func TestBusyFrom(t *testing.T) {
	const shard = 8 * block.MaxShard // bits
	for _, k := range []struct {
		name   string
		order  int
		idle   float64 // share of the uplink without children
		source bool
		want   bool
	}{
		{"first pictures", firsts, 1, false, true}, {"children", pushes, 1, false, true}, {"what is on air", urgent, 1, false, false},
		{"the past", bulk, 1, false, false}, {"half of it taken", firsts, 0.5, false, true}, {"the broadcaster", firsts, 1, true, false},
	} {
		e := parent(t, 40)
		taken := int((1 - k.idle) * float64(e.cfg.MaxUpload) / e.stripeRate())
		children := others((taken+21)/22, 22, 0)
		for i, c := range children {
			c.serves = stripeSet(min(taken-22*i, 22))
			c.heard = e.now
		}
		e.neighbours = append(e.neighbours, children...)
		e.source = k.source
		rate := float64(e.cfg.MaxUpload) - e.load()*e.stripeRate()
		most := int(busyFrom.Seconds() * rate / shard)
		for count := 0; count < most; count++ {
			e.uplink.enqueue(k.order, later{who: &neighbour{}, until: e.now + time.Second})
		}
		if e.busy() {
			t.Errorf("%s: it is busy with %d shards", k.name, most)
		}
		e.uplink.enqueue(k.order, later{who: &neighbour{}, until: e.now + time.Second})
		if e.busy() != k.want {
			t.Errorf("%s: with %d shards it is busy: %v", k.name, most+1, e.busy())
		}
	}
}
