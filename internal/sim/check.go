package sim

import (
	"bytes"
	"fmt"
	"time"

	"throng/internal/block"
	"throng/internal/overlay"
)

// The invariants. Those of safety are checked at every event that could break
// them, liveness at the end of the run.
const (
	// maxBurst is the most datagrams that one call of an engine may make.
	maxBurst = 20_000
	// maxLinks is the most links that a peer may have.
	maxLinks = 2048
	// maxViolations is how many a worker keeps the text of.
	maxViolations = 1000
	// capBin is the grain at which a peer's upload is added up over a second.
	capBin  = int64(100 * time.Millisecond)
	capBins = 10
	// capSlack is the share by which MaxUpload may be passed within a second, and
	// capSpare the bytes: what is small beside a datagram proves nothing.
	capSlack = 0.10
	capSpare = 3000
)

// violate notes a broken invariant.
func (p *peer) violate(t int64, what string) {
	p.k.sum.violations++
	if len(p.k.violated) < maxViolations {
		p.k.violated = append(p.k.violated, fmt.Sprintf("%012.6f s peer %d: %s", float64(t)/1e9, p.idx, what))
	}
}

// deliver checks and notes a block that an engine hands on.
func (p *peer) deliver(t int64, ev *overlay.Event) {
	a := &p.acct
	h := ev.Header
	b := p.w.block(h.Seq)
	if b == nil || b.header != *h {
		p.violate(t, fmt.Sprintf("delivered block %v, which was never published", h.Seq))
		return
	}
	if !p.genuine(b, ev.Shards) {
		p.violate(t, fmt.Sprintf("delivered block %v with other bytes than were published", h.Seq))
	}
	if a.last != 0 {
		switch missing := int64(h.Seq) - int64(a.last) - 1; {
		case missing < 0:
			p.violate(t, fmt.Sprintf("delivered block %v after %v", h.Seq, block.Seq(a.last)))
			return
		case missing != int64(a.skipped):
			p.violate(t, fmt.Sprintf("%d blocks missing before %v, but %d reported lost", missing, h.Seq, a.skipped))
		}
	}
	a.last, a.skipped = uint64(h.Seq), 0
	rebuilt := min(p.clock.real(ev.Rebuilt), t)
	if ev.Rebuilt > p.clock.local(t) || rebuilt < b.at {
		p.violate(t, fmt.Sprintf("block %v rebuilt at %v by its own account: before it was published, or not yet", h.Seq, time.Duration(rebuilt)))
		rebuilt = t
	}
	a.delivered(p, t, rebuilt, b)
}

// genuine reports whether these are the data shards that were published.
func (p *peer) genuine(b *published, shards [][]byte) bool {
	if len(shards) < int(b.header.Shape.Data) {
		return false
	}
	for i := range int(b.header.Shape.Data) {
		if !same(shards[i], b.sealed.Shards[i]) {
			return false
		}
	}
	return true
}

// same reports whether two slices hold the same bytes, at once where they are
// the same slice.
func same(a, b []byte) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0] || bytes.Equal(a, b))
}

// capCheck adds up what a peer's engine sent in the last second.
type capCheck struct {
	bins   [capBins]int32
	newest int64
	sum    int32
	over   bool
}

func (c *capCheck) add(p *peer, t int64, n int) {
	limit := p.access.max
	if limit <= 0 {
		return
	}
	bin := t / capBin
	for c.newest < bin {
		c.newest = max(c.newest, bin-capBins) + 1
		old := &c.bins[c.newest%capBins]
		c.sum -= *old
		*old = 0
	}
	c.bins[bin%capBins] += int32(n)
	c.sum += int32(n)
	if over := float64(c.sum) > float64(limit)/8*(1+capSlack)+capSpare; over != c.over {
		if c.over = over; over {
			p.violate(t, fmt.Sprintf("sent %d bytes within a second with MaxUpload %d b/s", c.sum, limit))
		}
	}
}

// checkEnd looks at a peer that is there at the end of the run.
func (p *peer) checkEnd(t int64) {
	if n := len(p.links); n > maxLinks {
		p.violate(t, fmt.Sprintf("%d links", n))
	}
	if !p.counted() || !p.w.scenario.lively {
		return
	}
	// Liveness: a viewer that has been there for a while, with no fault going on,
	// plays; that is, has had half of the blocks of the last but one seconds on time.
	lo, hi := p.w.blocksBetween(t-3*onTime, t-onTime)
	since := max(p.acct.arrived, p.w.faultsEnd)
	if since+joinGrace > t-3*onTime || hi <= lo {
		return
	}
	good := uint32(0)
	for n := lo; n < hi; n++ {
		if p.acct.mark(n)&markOnTime != 0 {
			good++
		}
	}
	if 2*good < hi-lo {
		p.violate(t, fmt.Sprintf("liveness: only %d of %d blocks on time at the end", good, hi-lo))
	}
}
