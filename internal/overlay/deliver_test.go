package overlay

import (
	"encoding/binary"
	"testing"
	"time"

	"throng/internal/block"
	"throng/internal/wire"
)

// Where uplinks are short one who has not caught up goes on with a later picture as soon as
// all that came since is whole, what is only just coming left aside.
func TestLeap(t *testing.T) {
	for _, k := range []struct {
		name          string
		whole         string // of the blocks from 0 on: E an Entry block, w whole, g a gap, n new and not whole
		tight, caught bool
		waited        time.Duration // for what is not whole and not new
		resumed       time.Duration
		want, lost    uint32
	}{
		{"a later picture", "EgwEw", true, false, 2 * leapSlack, 0, 5, 2},
		{"uplinks are not short", "EgwEw", false, false, 2 * leapSlack, 0, 1, 0},
		{"it has caught up", "EgwEw", true, true, 2 * leapSlack, 0, 1, 0},
		{"no later picture", "Egwww", true, false, 2 * leapSlack, 0, 1, 0},
		{"a gap after it", "EgEgw", true, false, 2 * leapSlack, 0, 1, 0},
		{"an old gap at the end", "EgEwg", true, false, 2 * leapSlack, 0, 1, 0},
		{"what is coming", "EgEwn", true, false, 2 * leapSlack, 0, 4, 1},
		{"the newest of two", "EgEwEw", true, false, 2 * leapSlack, 0, 6, 3},
		{"who watches on has waited for long", "EgwgEw", false, true, DefaultMaxWait / leapShare, 0, 6, 2},
		{"what comes after the picture", "EgwEn", false, true, DefaultMaxWait / leapShare, 0, 4, 1},
		{"what comes before the picture", "EgwnEw", false, true, DefaultMaxWait / leapShare, 0, 1, 0},
		{"who has just joined has no use for that", "EgwnEw", true, false, 2 * leapSlack, 0, 6, 3},
		{"who has begun anew has", "EgwwEw", true, false, 2 * leapSlack, 1, 6, 1},
	} {
		e := newSwarm(t, 9, time.Millisecond).add(Viewer, 0).Engine
		e.now = testEpoch*time.Second + time.Minute
		e.thrift.tight = k.tight
		e.store.reset(block.MakeSeq(testEpoch, 0))
		e.store.extend(uint32(len(k.whole)-1), e.now-k.waited)
		for i, c := range k.whole {
			b := e.store.get(block.MakeSeq(testEpoch, uint32(i)))
			b.known, b.rebuilt = c == 'E' || c == 'w', c == 'E' || c == 'w'
			b.needJoin = true
			b.Header = block.Header{Seq: b.seq, Shape: block.Shape{Data: 1, Total: 2}}
			if c == 'E' {
				b.Header.Flags = block.Entry
			}
			if c == 'n' {
				b.first = e.now
			}
		}
		e.deliver = delivery{begun: true, epoch: testEpoch, next: 0, caught: k.caught, resumed: k.resumed}
		e.deliver.run(e)
		if e.deliver.next != 1 || e.deliver.waitAt == 0 {
			t.Fatalf("%s: next %d, waits %v", k.name, e.deliver.next, e.deliver.waitAt)
		}
		e.deliver.leap(e)
		if e.deliver.next != k.want || e.stats.Lost != uint64(k.lost) {
			t.Errorf("%s: goes on with %d, want %d; %d lost, want %d", k.name, e.deliver.next, k.want, e.stats.Lost, k.lost)
		}
	}
}

// Who begins anew is handed what is whole before the picture, and told of what is not.
func TestBeginAnew(t *testing.T) {
	e := newSwarm(t, 9, time.Millisecond).add(Viewer, 0).Engine
	e.now = testEpoch*time.Second + time.Minute
	e.store.reset(block.MakeSeq(testEpoch, 0))
	e.store.extend(4, e.now)
	for _, n := range []uint32{1, 3, 4} {
		b := e.store.get(block.MakeSeq(testEpoch, n))
		b.known, b.rebuilt = true, true
		b.Header = block.Header{Seq: b.seq, Shape: block.Shape{Data: 1, Total: 2}}
	}
	e.store.get(block.MakeSeq(testEpoch, 3)).Header.Flags = block.Entry
	e.deliver = delivery{told: true, epoch: testEpoch, next: 1, resumed: e.now, resumes: true}
	if !e.deliver.begin(e, e.now) || e.deliver.next != 3 || e.stats.Delivered != 1 || e.stats.Lost != 1 {
		t.Errorf("begins with %d, %d handed on, %d lost", e.deliver.next, e.stats.Delivered, e.stats.Lost)
	}
}

// A viewer to whom nothing came for long goes on with a new picture, and not with what it has missed.
func TestResume(t *testing.T) {
	for seed := range uint64(4) {
		resume(t, seed)
	}
}

func resume(t *testing.T, seed uint64) {
	s, src := watched(newSwarm(t, seed, 20*time.Millisecond), 10, 600)
	cut := s.peers[5]
	blocks := func() block.Seq { return cut.seqs[len(cut.seqs)-1] }
	s.isolate(cut)
	s.run(s.now + DefaultMaxWait + 500*time.Millisecond)
	s.tamper = nil
	s.run(s.now + 2*time.Second)
	newest, _ := src.store.newest()
	if behind := newest - blocks(); behind > 10 {
		t.Errorf("seed %d: it is %d blocks behind", seed, behind)
	}
	if missed := cut.missing(true); missed < 46 || missed != cut.lost {
		t.Errorf("seed %d: %d blocks are missing, %d reported lost", seed, missed, cut.lost)
	}
}

// isolate has nothing pass to and from p.
func (s *swarm) isolate(p *testPeer) {
	s.tamper = func(from, to *testPeer, data []byte) []byte {
		if from == p || to == p {
			return nil
		}
		return data
	}
}

// missing is how many blocks p has not been handed between those that it was. They come in order,
// and where so after a gap a key frame does.
func (p *testPeer) missing(picture bool) (missed int) {
	p.s.t.Helper()
	for i := 1; i < len(p.seqs); i++ {
		gap := int(p.seqs[i] - p.seqs[i-1] - 1)
		missed += gap
		if gap < 0 || gap > 0 && picture && p.seqs[i].Number()%46 != 0 {
			p.s.t.Errorf("viewer %d goes on with block %v after %v", p.index, p.seqs[i], p.seqs[i-1])
		}
	}
	return missed
}

// Who is cut off again before the new picture is there, for longer than the blocks are kept, goes on
// in order, and counts what it has missed.
func TestResumeTwice(t *testing.T) {
	for _, back := range []time.Duration{60 * time.Millisecond, 100 * time.Millisecond, 200 * time.Millisecond} {
		s, src := watched(newSwarm(t, 3, 20*time.Millisecond), 10, 1100)
		cut := s.peers[5]
		cut.cfg.MaxWait = 5 * DefaultMaxWait // it is still about to begin anew when the blocks are gone
		s.isolate(cut)
		s.run(s.now + 10500*time.Millisecond)
		s.tamper = nil
		s.run(s.now + back)
		s.isolate(cut)
		s.run(s.now + 14*time.Second)
		s.tamper = nil
		s.run(s.now + 5*time.Second)
		newest, _ := src.store.newest()
		if behind := newest - cut.seqs[len(cut.seqs)-1]; behind > 10 {
			t.Errorf("back for %v: it is %d blocks behind", back, behind)
		}
		if missed := cut.missing(false); missed < 300 || missed != cut.lost {
			t.Errorf("back for %v: %d blocks are missing, %d reported lost", back, missed, cut.lost)
		}
	}
}

// Who hears first of an old picture, since only what it said was lost, goes on with a newer one soon.
func TestResumeWithOldPicture(t *testing.T) {
	for _, seed := range []uint64{5010, 8010} {
		s := newSwarm(t, seed, 30*time.Millisecond)
		src := s.add(Source, 0)
		s.cast(src, testEpoch, 900)
		s.viewers(10)
		s.run(s.now + 12400*time.Millisecond)
		s.tamper = func(from, _ *testPeer, data []byte) []byte {
			if from != src {
				return nil
			}
			return data
		}
		s.run(s.now + 5*time.Second)
		s.tamper = nil
		s.run(s.now + 4*time.Second)
		newest, _ := src.store.newest()
		for _, p := range s.peers[1:] {
			if behind := newest - p.seqs[len(p.seqs)-1]; behind > 25 {
				t.Errorf("seed %d: viewer %d is %d blocks behind", seed, p.index, behind)
			}
		}
	}
}

// Who cannot have the picture that it would begin anew with goes on with what there is, to the end.
func TestResumeWithoutPicture(t *testing.T) {
	s, _ := watched(newSwarm(t, 3, 20*time.Millisecond), 10, 340)
	cut := s.peers[5]
	s.isolate(cut)
	s.run(s.now + 2500*time.Millisecond)
	s.tamper = func(_, to *testPeer, data []byte) []byte {
		if to == cut && wire.TypeOf(data) == wire.TypeShard && block.Seq(binary.BigEndian.Uint64(data[4:])).Number() == 322 {
			return nil
		}
		return data
	}
	s.run(s.now + 15*time.Second)
	if missed := cut.missing(false); !cut.ended || missed == 0 || missed != cut.lost {
		t.Errorf("it has ended: %v; %d blocks are missing, %d reported lost", cut.ended, missed, cut.lost)
	}
}

// Where the broadcaster has paused nobody misses anything, though what comes next is a key frame.
func TestPausedStream(t *testing.T) {
	for _, stop := range []int{270, 275, 290} {
		for _, burst := range []bool{false, true} {
			s := newSwarm(t, 3, 40*time.Millisecond)
			src := s.add(Source, 0)
			const every, pause = 43 * time.Millisecond, 2500 * time.Millisecond
			s.castAt(src, testEpoch, 450, func(i int) time.Duration {
				at := time.Duration(i) * every
				switch {
				case i < stop:
				case burst: // it has encoded all the time
					at = max(at, time.Duration(stop)*every+pause+time.Duration(i-stop)*5*time.Millisecond)
				default:
					at += pause
				}
				return at
			})
			s.viewers(20)
			s.run(s.now + 10*time.Second)
			before := make([]int, len(s.peers))
			for i, p := range s.peers {
				before[i] = p.lost // while it joined
			}
			s.run(s.now + 15*time.Second)
			for i, p := range s.peers[1:] {
				if lost := p.lost - before[i+1]; lost > 0 || !p.ended {
					t.Errorf("stop at %d, burst %v: viewer %d lost %d blocks, ended %v", stop, burst, p.index, lost, p.ended)
				}
			}
		}
	}
}

// A viewer that waits for one block for long goes on once a later picture is there, with all that
// is there before that.
func TestOneBlockIsNowhere(t *testing.T) {
	s := newSwarm(t, 4, 20*time.Millisecond)
	src := s.add(Source, 0)
	s.cast(src, testEpoch, 600)
	s.viewers(10)
	const nowhere = 285 // 276 and 322 are pictures
	s.tamper = func(from, to *testPeer, data []byte) []byte {
		if wire.TypeOf(data) == wire.TypeShard {
			if seq := block.Seq(binary.BigEndian.Uint64(data[4:])); seq.Number() == nowhere {
				return nil
			}
		}
		return data
	}
	s.run(s.now + 322*43*time.Millisecond + 700*time.Millisecond)
	for _, p := range s.peers[1:] {
		if p.lost != 1 {
			t.Errorf("viewer %d lost %d blocks", p.index, p.lost)
		}
		if newest := p.seqs[len(p.seqs)-1]; newest.Number() < 322 {
			t.Errorf("viewer %d has not got past block %d", p.index, newest.Number())
		}
	}
}
