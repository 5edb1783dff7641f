package overlay

import (
	"slices"
	"testing"
	"time"
)

// Viewers that come at the same moment on a fast network find their places
// without a long delay for anybody.
func TestAllAtOnce(t *testing.T) {
	for _, n := range []int{8, 20} {
		for seed := range uint64(3) {
			s := newSwarm(t, seed, 100*time.Microsecond)
			src := s.add(Source, 0)
			start := s.now
			s.cast(src, testEpoch, 400)
			s.after(time.Second, func() {
				for range n {
					s.add(Viewer, 0)
				}
			})
			s.run(start + 22*time.Second)
			st := src.Stats()
			t.Logf("%d viewers seed %d: source %.3f repair %d control %d", n, seed, float64(st.SentBytes)/float64(st.Payload), st.SentRepair, st.SentControl)
			for _, p := range s.peers[1:] {
				p.whole()
				slices.Sort(p.delays)
				p98 := p.delays[len(p.delays)*98/100]
				if p98 > 300*time.Millisecond {
					t.Errorf("%d viewers, seed %d, viewer %d: p98 %v, max %v; %d pulled", n, seed, p.index, p98, p.worst(0), p.Stats().Pulled)
				}
			}
		}
	}
}
