package sim

import "time"

// Pauses of a viewer's machine that has other things to do.
const (
	pauseEvery = 5 * time.Second // mean time between two
	pauseMin   = 50 * time.Millisecond
	pauseMax   = 500 * time.Millisecond
)

// pauses are the times in which a peer's process does not run: what comes meanwhile
// waits in its socket.
type pauses struct {
	rng      rng
	from, to int64 // the next one, or the one that is
}

func newPauses(t int64, seed uint64, idx uint32) *pauses {
	p := &pauses{rng: derive(seed, forPauses, uint64(idx)), to: t}
	p.plan()
	return p
}

func (p *pauses) plan() {
	p.from = p.to + int64(p.rng.exp()*float64(pauseEvery))
	p.to = p.from + int64(pauseMin) + int64(p.rng.float()*float64(pauseMax-pauseMin))
}

// after is when the peer does what falls due at t.
func (p *pauses) after(t int64) int64 {
	if p == nil || t >= never {
		return t
	}
	for p.to <= t {
		p.plan()
	}
	if t >= p.from {
		return p.to
	}
	return t
}
