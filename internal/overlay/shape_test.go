package overlay

import (
	"testing"
	"time"

	"throng/internal/block"
	"throng/internal/wire"
)

// castShapes publishes sound alone: a block each 64 ms, an Entry each second,
// block i in the shape that shape says.
func (s *swarm) castShapes(src *testPeer, blocks int, shape func(i int) block.Shape) {
	const every, entry = 64 * time.Millisecond, 16
	for i := range blocks {
		s.after(time.Duration(i)*every, func() {
			h := block.Header{Seq: block.MakeSeq(testEpoch, uint32(i)), Capture: (s.now - every).Truncate(time.Microsecond),
				Length: uint16(800 + s.rng.IntN(400)), Shape: shape(i), SinceEntry: uint16(i % entry), Flags: block.Start}
			if i%entry == 0 {
				h.Flags |= block.Entry
			}
			if i == blocks-1 {
				h.Flags |= block.End
			}
			payload := make([]byte, h.Length)
			for k := range payload {
				payload[k] = byte(k*5 + i)
			}
			sealed, err := s.signer.Seal(h, payload)
			if err != nil {
				s.t.Fatal(err)
			}
			s.published[h.Seq] = payload
			src.Publish(s.now, sealed)
			src.drain()
		})
	}
}

// A broadcaster that does not know the bitrate yet begins with 18 stripes and
// goes on with few. Most peers have asked for proofs only in stripes that there
// are no more then, and must learn of it all the same.
func TestShapeShrinks(t *testing.T) {
	wide, narrow := block.Shape{Data: 16, Total: 18}, block.Shape{Data: 4, Total: 6}
	for _, shapes := range [][2]block.Shape{{wide, narrow}, {narrow, wide}} {
		for _, viewers := range []int{2, 8} {
			for seed := range uint64(12 / viewers) {
				s := newSwarm(t, seed, 500*time.Microsecond)
				src := s.add(Source, 0)
				start := s.now
				s.castShapes(src, 128, func(i int) block.Shape {
					if i < 48 {
						return shapes[0]
					}
					return shapes[1]
				})
				for range viewers {
					s.add(Viewer, 0)
				}
				s.run(start + 14*time.Second)
				for _, p := range s.peers[1:] {
					p.whole()
					if w := p.worst(16); w > LateAfter {
						t.Errorf("seed %d, from %v, viewer %d of %d: a block took %v", seed, shapes[0], p.index, viewers, w)
					}
				}
			}
		}
	}
}

// The same where every proof in the first seconds after the change is lost.
func TestShapeShrinksUnproven(t *testing.T) {
	for seed := range uint64(6) {
		s := newSwarm(t, seed, 500*time.Microsecond)
		src := s.add(Source, 0)
		start := s.now
		s.castShapes(src, 128, func(i int) block.Shape {
			if i < 48 {
				return block.Shape{Data: 16, Total: 18}
			}
			return block.Shape{Data: 4, Total: 6}
		})
		for range 4 {
			s.add(Viewer, 0).cfg.MaxWait = 2 * DefaultMaxWait // it takes longer than most would wait
		}
		s.tamper = func(from, _ *testPeer, data []byte) []byte {
			var m wire.Shard
			if _, err := m.Parse(data); err == nil && m.HasProof() && from != src && m.Header.Seq.Number() >= 48 && m.Header.Seq.Number() < 52 {
				return nil
			}
			return data
		}
		s.run(start + 14*time.Second)
		for _, p := range s.peers[1:] {
			p.whole()
		}
	}
}

// Nothing follows the last blocks, so nothing but what neighbours say of
// themselves tells who has missed them.
func TestLastBlocksMissed(t *testing.T) {
	for seed := range uint64(4) {
		s := newSwarm(t, seed, time.Millisecond)
		src := s.add(Source, 0)
		start := s.now
		const blocks, missed = 96, 3
		s.castShapes(src, blocks, func(int) block.Shape { return block.Shape{Data: 4, Total: 6} })
		for range 5 {
			s.add(Viewer, 0)
		}
		unlucky := s.peers[2]
		s.tamper = func(_, to *testPeer, data []byte) []byte {
			var m wire.Shard
			if to != unlucky || wire.TypeOf(data) != wire.TypeShard {
				return data
			}
			if _, err := m.Parse(data); err == nil && m.Flags&wire.ShardRepair == 0 && m.Header.Seq.Number() >= blocks-missed {
				return nil
			}
			return data
		}
		s.run(start + blocks*64*time.Millisecond + 4*time.Second)
		for _, p := range s.peers[1:] {
			p.whole()
		}
	}
}

// Who comes shortly before the end sees it, too, even where too few stripes are
// pushed to it to begin at once.
func TestJoinShortlyBeforeTheEnd(t *testing.T) {
	const blocks, every = 96, 64 * time.Millisecond
	for _, stripes := range []uint32{allStripes, 1<<3 - 1} {
		for early := 5 * every; early < 2*time.Second; early += 5 * every {
			s := newSwarm(t, 1, 5*time.Millisecond)
			src := s.add(Source, 0)
			start := s.now
			s.castShapes(src, blocks, func(int) block.Shape { return block.Shape{Data: 4, Total: 6} })
			s.viewers(3)
			s.tamper = func(from, _ *testPeer, data []byte) []byte {
				var m wire.Want
				if wire.TypeOf(data) == wire.TypeWant && from.index == 4 && m.Parse(data) == nil {
					m.Stripes &= stripes
					m.Proofs &= stripes
					return m.Append(nil)
				}
				return data
			}
			s.after((blocks-1)*every-early, func() { s.add(Viewer, 0) })
			s.run(start + blocks*every + 5*time.Second)
			if late := s.peers[4]; !late.ended {
				t.Errorf("who came %v before the end, with stripes %b, did not see it: %+v", early, stripes, late.Stats())
			}
		}
	}
}
