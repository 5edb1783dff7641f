package overlay

import (
	"fmt"
	"testing"
	"time"

	"throng/internal/block"
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
