package sim

import (
	"cmp"
	"slices"

	"throng/internal/block"
	"throng/internal/overlay"
)

// The bound of a run: what delay a central builder reaches that knows every line and
// every distance, with the same peers, no loss, no jitter and no churn. It builds a
// tree for each stripe greedily: those with the most uplink first, each below the peer
// from which it gets the stripe earliest. Where it is not optimal it is at least what
// nobody without its knowledge can be asked for.

// boundPeer is a viewer as the builder sees it.
type boundPeer struct {
	p     *peer
	slots int // children of one stripe each that the uplink carries
}

// node is a place in a tree that can have children.
type node struct {
	p    *peer
	at   float64 // when the shard is there, in nanoseconds after it was made
	next float64 // when the uplink has sent it to the children so far
	left int
}

// bound computes the delays of all viewers that are there at the end, of blocks of that
// shape, shards of so many bytes on the wire and hold nanoseconds from capture to the
// block's being made.
func (w *world) bound(shape block.Shape, wire int, perSecond float64, holds []int64) Quantiles {
	stripeRate := float64(wire) * 8 * perSecond
	var viewers []boundPeer
	for _, p := range w.peers {
		if p.role == overlay.Viewer && p.evil == honest && p.eng != nil {
			viewers = append(viewers, boundPeer{p, int(float64(max(p.access.max, 0)) / stripeRate)})
		}
	}
	if len(viewers) == 0 || len(holds) == 0 {
		return Quantiles{}
	}
	slices.SortStableFunc(viewers, func(a, b boundPeer) int { return cmp.Compare(b.slots, a.slots) })
	total := int(shape.Total)
	arrive := make([][]float64, len(viewers))
	for i := range arrive {
		arrive[i] = make([]float64, total)
	}
	for s := range total {
		w.boundTree(viewers, arrive, s, total, float64(wire)*8e9)
	}
	slices.Sort(holds)
	delays := make([]int64, 0, len(viewers)*boundSamples)
	for i := range viewers {
		slices.Sort(arrive[i])
		whole := int64(arrive[i][shape.Data-1])
		for k := range boundSamples {
			delays = append(delays, whole+holds[len(holds)*k/boundSamples])
		}
	}
	slices.Sort(delays)
	return quantiles(delays)
}

// boundAtEnd is the bound with the peers that are there now and the blocks that were
// published in the measured time.
func (w *world) boundAtEnd() Quantiles {
	lo, hi := w.blocksBetween(w.from, w.to)
	if !w.cfg.Bound || hi <= lo {
		return Quantiles{}
	}
	var holds []int64
	bytes := 0
	for n := lo; n < hi; n++ {
		b := w.blocks[n].Load()
		holds = append(holds, b.at-b.capture)
		bytes += b.header.ShardLen()
	}
	shape := w.blocks[hi-1].Load().header.Shape
	wire := bytes/int(hi-lo) + framing + boundHead
	return w.bound(shape, wire, float64(hi-lo)/(float64(w.to-w.from)/1e9), holds)
}

// boundHead is what the builder's messages need besides a shard: half of them a proof.
const boundHead = 90

// boundSamples is of how many blocks, evenly over all, the delays are taken.
const boundSamples = 20

// boundTree builds the tree of stripe s. Every viewer passes on in duties stripes, so
// that the trees have no inner nodes in common where there are enough viewers.
func (w *world) boundTree(viewers []boundPeer, arrive [][]float64, s, total int, shardBits float64) {
	const duties = 2
	source := w.peers[0]
	inner := []node{{p: source, left: 1, next: float64(s) * shardBits / float64(source.access.up)}}
	place := func(i, children int) {
		v := viewers[i].p
		best, least := -1, 0.0
		for k := range inner {
			n := &inner[k]
			if n.left == 0 {
				continue
			}
			sent := max(n.at, n.next) + shardBits/float64(n.p.access.up)
			at := sent + float64(w.net.delay(n.p.place, v.place)) + shardBits/float64(v.access.down)
			if best < 0 || at < least {
				best, least = k, at
			}
		}
		if best < 0 {
			arrive[i][s] = float64(never)
			return
		}
		n := &inner[best]
		n.left--
		n.next = max(n.at, n.next) + shardBits/float64(n.p.access.up)
		arrive[i][s] = least
		if children > 0 {
			inner = append(inner, node{p: v, at: least, next: least, left: children})
		}
	}
	for _, leaves := range [2]bool{false, true} {
		for i := range viewers {
			duty := i*duties%total <= s && s < i*duties%total+duties && viewers[i].slots > 0
			if duty == leaves {
				continue
			}
			children := 0
			if duty {
				children = max(viewers[i].slots/duties, 1)
			}
			place(i, children)
		}
	}
}
