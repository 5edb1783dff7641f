package overlay

import (
	"testing"
	"time"

	"throng/internal/block"
	"throng/internal/wire"
)

// liar is an intruder that claims to be the best to begin from.
type liar struct {
	*intruder
	entry func() block.Seq                   // what it says it has
	asked func(p *wire.PullBlock, join bool) // what it does when it is asked for shards
	seen  time.Duration                      // Sent of the newest Status of the victim
	pulls int                                // shards that it was asked for
}

// lie links one to p that says every 100 ms that it is near and has all there is to give.
func (s *swarm) lie(p *testPeer, host int, entry func() block.Seq) *liar {
	l := &liar{entry: entry}
	heard := func(data []byte) {
		switch wire.TypeOf(data) {
		case wire.TypeStatus:
			var m wire.Status
			if m.Parse(data) == nil {
				l.seen = m.Sent
			}
		case wire.TypePull:
			var m wire.Pull
			if m.Parse(data) != nil {
				return
			}
			for i := range m.Blocks[:m.Len] {
				b := m.Blocks[i]
				l.pulls += int(b.Count)
				if l.asked != nil {
					s.after(s.delay, func() { l.asked(&b, b.Join) })
				}
			}
		}
	}
	l.intruder = s.intrude(p, at(host, 7000))
	inner := s.tamper
	s.tamper = func(from, to *testPeer, data []byte) []byte {
		if to == l.end {
			heard(data)
		}
		return inner(from, to, data)
	}
	hello := wire.Hello{Flags: wire.HelloReply}
	l.say(hello.Append(nil))
	var again func()
	again = func() {
		if !l.linked() {
			return
		}
		m := wire.Status{Flags: wire.StatusJoined, Sent: s.now, Slots: 60000, Free: 60000, Entry: l.entry(), Rebuilt: l.entry()}
		if l.seen != 0 {
			m.Echo, m.Held = l.seen, s.now-l.seen-10*time.Microsecond
		}
		l.say(m.Append(nil))
		s.after(100*time.Millisecond, again)
	}
	again()
	return l
}

// late starts a swarm with a key frame every 17 s and has a viewer come when the last one is 6 s old;
// it reports when the viewer began.
func late(t *testing.T, seed uint64, meet func(s *swarm, v *testPeer, src *testPeer)) time.Duration {
	t.Helper()
	s := newSwarm(t, seed, 5*time.Millisecond)
	s.group = 400
	src := s.add(Source, 0)
	s.cast(src, testEpoch, 390)
	s.viewers(8)
	s.run(s.now + 6*time.Second)
	start := s.now
	v := s.add(Viewer, 0)
	meet(s, v, src)
	s.run(start + 2*time.Second)
	if v.joined == 0 {
		return time.Hour
	}
	return v.joined - start
}

func genuineEntry() block.Seq { return block.MakeSeq(testEpoch, 0) }

// Neighbours that claim to be the best to begin from and send nothing, or what is of no use,
// cost a newcomer a few rounds and no more.
func TestBeginDespiteLiars(t *testing.T) {
	for _, k := range []struct {
		name  string
		count int
		meet  func(s *swarm, src *testPeer, l *liar)
	}{
		{"silent", 8, nil},
		{"of no use", 8, func(s *swarm, src *testPeer, l *liar) {
			l.asked = func(p *wire.PullBlock, join bool) {
				junk := wire.Shard{Flags: wire.ShardRepair, Header: block.Header{Seq: block.MakeSeq(testEpoch-1, 3)}}
				for d := range 12 {
					s.after(time.Duration(d)*90*time.Millisecond, func() { l.say(append(junk.AppendHead(nil), 1, 2, 3)) })
				}
			}
		}},
		{"false shard", 1, func(s *swarm, src *testPeer, l *liar) { l.asked = spoil(s, src, l, 1) }},
		{"false shards", 1, func(s *swarm, src *testPeer, l *liar) { l.asked = spoil(s, src, l, 14) }},
		{"false shards of several", 4, func(s *swarm, src *testPeer, l *liar) { l.asked = spoil(s, src, l, 4) }},
		{"no proof", 3, func(s *swarm, src *testPeer, l *liar) { l.asked = spoil(s, src, l, 18) }},
	} {
		for seed := range uint64(3) {
			took := late(t, seed, func(s *swarm, v, src *testPeer) {
				for i := range k.count {
					l := s.lie(v, 10+i, genuineEntry)
					if k.meet != nil {
						k.meet(s, src, l)
					}
				}
			})
			t.Logf("%s, seed %d: it began after %v", k.name, seed, took)
			if took > 1200*time.Millisecond {
				t.Errorf("%s, seed %d: it began after %v", k.name, seed, took)
			}
		}
	}
}

// spoil answers with what was asked for, so many of the shards false and all but two without proof.
func spoil(s *swarm, src *testPeer, l *liar, bad int) func(p *wire.PullBlock, join bool) {
	return func(p *wire.PullBlock, join bool) {
		b := src.store.get(p.Seq)
		if b == nil {
			return
		}
		sent := 0
		for i := int(b.Header.Shape.Total) - 1; i >= 0 && sent < int(p.Count); i-- {
			if p.Indices&(1<<i) == 0 {
				continue
			}
			var m wire.Shard
			src.prove(b, i, &m)
			body := append([]byte(nil), b.Shards[i]...)
			m.Flags = wire.ShardRepair
			switch {
			case sent < bad:
				body[0] ^= 1
			case sent < bad+2:
				m.Flags |= wire.ShardProof
			}
			sent++
			l.say(append(m.AppendHead(nil), body...))
		}
	}
}

// Neighbours that name blocks that there are not, each another, keep nobody from beginning.
func TestBeginDespiteFalseEntries(t *testing.T) {
	for seed := range uint64(3) {
		took := late(t, seed, func(s *swarm, v, src *testPeer) {
			for i := range 8 {
				s.lie(v, 10+i, func() block.Seq {
					return block.MakeSeq(testEpoch+uint32(i%3)*7, uint32(s.now/time.Millisecond)+uint32(i))
				})
			}
		})
		if took > 1200*time.Millisecond {
			t.Errorf("seed %d: it began after %v", seed, took)
		}
	}
}

// Who begins with a neighbour that tells of blocks that there are not asks for few of them, and
// for all that there are as soon as these prove that they are.
func TestBeginWithOneWhoTellsTooMuch(t *testing.T) {
	e := parent(t, 20)
	n := linked(e, 1)[0]
	seq := block.MakeSeq(testEpoch, 40)
	n.status = wire.Status{Slots: 50, Rebuilt: seq + 100_000}
	e.store.reset(seq)
	e.store.extend(40, e.now)
	e.fetchAfter(n, e.store.get(seq))
	newest := func(want block.Seq) {
		t.Helper()
		if got, _ := e.store.newest(); got != want {
			t.Errorf("it asks for blocks up to %v, want %v", got, want)
		}
		for q := seq; q <= want; q++ {
			if !e.store.get(q).needJoin {
				t.Errorf("block %v is not fetched as one of the past", q)
			}
		}
	}
	newest(seq + tailBlocks)
	for _, ahead := range []block.Seq{0, 1, 20, 32, 64, 200, 250} {
		b := e.store.get(seq + ahead)
		if b == nil {
			e.fetchTold(seq + ahead)
			b = e.store.get(seq + ahead)
		}
		e.know(b, &block.Header{Seq: b.seq, Shape: e.shape, Length: 9000, Capture: e.now}, block.Hash{}, &block.Signature{})
		newest(seq + min(ahead+tailBlocks, maxAhead))
	}
}
